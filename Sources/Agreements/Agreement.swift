import BusinessTime
import Conditions
import Findings

/// A sales–marketing service-level agreement, read and typed; one version of it, in force during its term.
public struct Agreement: Sendable {
    /// The file it was read from, as the user wrote it.
    public var path: String
    /// The id that all versions share: `acme-demand-generation`.
    public var id: String
    public var title: String?
    public var purpose: String?
    public var term: Term
    public var review: Review
    /// Zone of the term, the periods and dates without a zone: the default calendar's, unless `time_zone` says otherwise.
    public var zone: Zone
    public var parties: [Party]
    public var acceptance: [Acceptance]
    public var calendars: [BusinessCalendar]
    /// The same calendars as they are written.
    public var calendarDefinitions: [CalendarDefinition]
    public var defaultCalendar: String?
    /// Values of a lead's column → calendar, for `calendar: lead.COLUMN`: `calendars_by: { country: { US: us-east } }`.
    public var calendarsBy: [CalendarChoice]
    /// Calendars that no rule names, and perhaps no user of a snapshot: `calendar: owner` takes those that users name.
    public var calendarsForUsers: [CalendarForUsers] = []
    public var stages: [Stage]
    public var events: [EventDefinition]
    public var terms: [TermDefinition]
    public var dispositions: [Disposition]
    public var scoring: Scoring?
    /// All rules of `responsibilities`, `metrics` and `nurturing`, in the order of the file.
    public var rules: [Rule]
    public var escalations: [EscalationLadder]
    public var waivers: [Waiver]
    public var gate: Gate
    /// What excuses breaches: the agreement's own waivers and those of a file beside it; where they are taken from a base, those
    /// that stand there. What was accepted covers `waivers` alone.
    public var waiversInForce: [Waiver] = []
}

public struct CalendarForUsers: Hashable, Sendable {
    public var name: String
    public var place: Place
}

/// Dates as days since 1970-01-01, both inclusive; an absent end is open.
public struct Term: Hashable, Sendable {
    public var from: Int?
    public var until: Int?
    public var place: Place?
}

public struct Review: Hashable, Sendable {
    public enum Every: String, Hashable, Sendable, CaseIterable { case month, quarter, half, year }
    public var every: Every
    /// The month (1–12) in which the fiscal year starts.
    public var yearStarts: Int
    /// Where the fiscal year is of whole weeks; nil for calendar months.
    public var weeks: FiscalWeeks?
}

/// A fiscal year of 52 or 53 whole weeks. It starts with the week that begins nearest to the first day of the month in which
/// fiscal years start; each quarter has thirteen weeks, and a 53rd belongs to the last month. With weeks that start on Sunday, a
/// year that starts in February and 4-5-4 this is the calendar of the National Retail Federation; with Monday and January the years
/// are those of ISO 8601.
public struct FiscalWeeks: Hashable, Sendable {
    /// The weeks of the three months of a quarter.
    public enum Pattern: String, Hashable, Sendable, CaseIterable {
        case fourFourFive = "4-4-5"
        case fourFiveFour = "4-5-4"
        case fiveFourFour = "5-4-4"

        /// The weeks of each month of the year; the last may have one more.
        public var weeks: [Int] {
            let quarter =
                switch self {
                case .fourFourFive: [4, 4, 5]
                case .fourFiveFour: [4, 5, 4]
                case .fiveFourFour: [5, 4, 4]
                }
            return quarter + quarter + quarter + quarter
        }
    }
    public enum Start: String, Hashable, Sendable, CaseIterable { case monday, sunday }

    public var pattern: Pattern
    public var start = Start.monday

    public init(pattern: Pattern, start: Start = .monday) {
        self.pattern = pattern
        self.start = start
    }
}

public struct Party: Hashable, Sendable {
    /// `marketing` or `sales`, as in `responsibilities`.
    public var id: String
    public var name: String?
    public var email: String?
    public var place: Place
}

public struct Acceptance: Hashable, Sendable {
    public var party: String
    public var name: String
    public var title: String?
    /// Days since 1970-01-01.
    public var date: Int
    /// Digest of the meaning that was accepted, where it was recorded.
    public var digest: String?
    public var place: Place
}

public struct CalendarChoice: Hashable, Sendable {
    public var column: String
    /// Value of the column → name of a calendar.
    public var calendars: [String: String]
    public var place: Place
}

/// A stage of the funnel; stages stand in funnel order.
public struct Stage: Hashable, Sendable {
    public var name: String
    /// The party whose court the lead is in.
    public var with: String?
    public var means: String?
    public var isFinal: Bool
    public var place: Place
}

public struct EventDefinition: Sendable {
    public enum Kind: Sendable {
        /// Rows of a table for which the condition is true. `at` names the column of their instants where it is not the
        /// table's own (`at`; for opportunities `created_at`): `won: { in: opportunities, where: won, at: closed_at }`.
        case rows(table: EventTable, where: Condition?, at: String?)
        /// An instant column of the lead.
        case column(String)
        /// Whichever of several happens, each time one does.
        case any([Event])
    }
    public var name: String
    public var kind: Kind
    public var place: Place
}

/// The tables whose rows are events.
public enum EventTable: String, Hashable, Sendable, CaseIterable {
    case activities
    case stageChanges = "stage_changes"
    case ownerChanges = "owner_changes"
    case opportunities
}

/// Something that happens to a lead at an instant.
public struct Event: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case created
        case assigned
        case enters(stage: String)
        case leaves(stage: String)
        /// One of `definitions.events`.
        case named(String)
        /// `{ at: COLUMN }` written in place.
        case column(String)
    }
    public var kind: Kind
    /// As the author wrote it.
    public var text: String
    public var place: Place
}

/// Which of a lead's events: `first enters mql`.
public struct EventChoice: Hashable, Sendable {
    public enum Which: String, Hashable, Sendable, CaseIterable { case first, last, each }
    public var which: Which
    public var event: Event
}

/// What satisfies a clock: `touch`, `6 touch`, `6 touch across 2 kind`.
public struct EventCount: Hashable, Sendable {
    public var count: Int
    public var event: Event
    /// At least `distinct` different values of `column` among the events counted.
    public var across: Across?
    public struct Across: Hashable, Sendable {
        public var distinct: Int
        public var column: String
    }
}

/// A named condition over a lead.
public struct TermDefinition: Sendable {
    public var name: String
    public var condition: Condition
    public var place: Place
}

public struct Disposition: Hashable, Sendable {
    public var name: String
    public var requiresReason: Bool
    public var place: Place
}

public struct Scoring: Sendable {
    public struct Point: Sendable {
        public enum Source: Sendable {
            case when(Condition)
            case each(Event)
        }
        public var source: Source
        public var add: Double
        /// All events of the line together count for no more than so many points, upwards or downwards.
        public var atMost: Double?
        public var decay: Decay?
        public var place: Place
    }
    /// What an event counts for becomes less with its age.
    public struct Decay: Hashable, Sendable {
        /// The share (0–1) that is lost of what is left, with each whole `every` since the event.
        public var by: Double
        /// Milliseconds of elapsed time.
        public var every: Int64
    }
    /// The score from which marketing hands a lead over.
    public var handoff: Double?
    /// The event by which it does: what the author says, else the first entry into the first stage in the court of
    /// another party than marketing. Nil where there is none.
    public var handedOver: EventChoice?
    /// Whether the author says so; else it follows from the stages.
    public var saysHandedOver: Bool
    public var points: [Point]
    public var place: Place
}

extension Scoring {
    /// The score by `points` as of as-of; a column of the leads that every condition over a lead may name.
    public static let computedColumn = "computed_score"
    /// The score by `points` at the hand-off; no value for a lead that was not handed over.
    public static let handoffColumn = "handoff_score"
    public static let computedColumns: Set<String> = [computedColumn, handoffColumn]
    /// The id of the rule that a threshold makes where the agreement requires nothing of a score itself.
    public static let handoffRule = "handoff-score"
}

public struct EscalationLadder: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        public enum Moment: Hashable, Sendable {
            /// When this share (0–1) of the target is used.
            case share(Double)
            case due
            /// This long after due.
            case after(Target)
        }
        public enum Recipient: Hashable, Sendable {
            case owner, manager, managersManager
            case party(String)
            case address(String)
        }
        public var at: Moment
        public var to: Recipient
        public var place: Place
    }
    public var name: String
    public var steps: [Step]
    public var place: Place
}

public struct Waiver: Sendable {
    public var rule: String
    /// Which leads; nil is all of them.
    public var condition: Condition?
    /// Days since 1970-01-01, both inclusive, in the agreement's zone.
    public var from: Int?
    public var until: Int
    public var reason: String
    public var approvedBy: String
    public var place: Place
}

/// When `check` fails.
public struct Gate: Hashable, Sendable {
    public enum Condition: String, Hashable, Sendable, CaseIterable {
        case critical, major, minor, breach, goal, never
    }
    public var failOn: [Condition]
    public var place: Place?
}
