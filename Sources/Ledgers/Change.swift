/// What became of a breach between two runs.
public enum ChangeKind: String, Hashable, Sendable, CaseIterable {
    case appeared
    /// What was owed came, after due.
    case answered
    /// Due, or when it was answered, is another than it was.
    case moved
    case waived
    /// A breach that a waiver excused, and excuses no more.
    case unwaived
    /// The data do not say any more whether it is one.
    case undecided
    /// Kept now.
    case kept
    /// Open again: not due yet.
    case reopened
    case voided
    /// The lead is there, and the rule does not judge it any more.
    case outOfScope = "out-of-scope"
    /// The lead is not in the data any more.
    case gone

    /// As a column of a table is headed.
    public var words: String {
        switch self {
        case .appeared: "appeared"
        case .answered: "answered late"
        case .moved: "other times"
        case .waived: "waived"
        case .unwaived: "waived no more"
        case .undecided: "cannot be told"
        case .kept: "kept now"
        case .reopened: "open again"
        case .voided: "void"
        case .outOfScope: "out of scope"
        case .gone: "gone from the data"
        }
    }

    /// Whether nothing is breached after it.
    public var isEnd: Bool {
        switch self {
        case .kept, .reopened, .voided, .outOfScope, .gone: true
        case .appeared, .answered, .moved, .waived, .unwaived, .undecided: false
        }
    }
}

/// Why a verdict changed.
public enum ChangeCause: String, Hashable, Sendable, CaseIterable {
    /// It is the first run: how long it was so nobody can say.
    case first
    /// Something happened, or time passed, since the run before.
    case time
    /// What was true at the run before, the data say otherwise now: something was entered with an earlier date, changed or removed.
    case past
    /// The agreement reads otherwise.
    case agreement

    /// As it stands behind a change; nothing where that is as it should be.
    public var words: String {
        switch self {
        case .first: "seen at the first run"
        case .time: ""
        case .past: "the data of the past changed"
        case .agreement: "the agreement changed"
        }
    }
}
