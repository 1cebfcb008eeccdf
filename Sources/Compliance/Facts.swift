import BusinessTime
import Columns

/// What the rules of one version of an agreement ask of a snapshot, worked out once and shared by all of them.
///
/// Two words, whatever they lead to: judges hand them on for each lead.
/// Safe because the arena keeps the columns for as long as the facts live.
@safe struct Facts: Sendable {
    /// Holds all that follows.
    let arena: Arena
    private let columns: Unmanaged<Columns>

    private final class Columns: Sendable {
        let facts: FactColumns
        init(_ facts: FactColumns) { self.facts = facts }
    }

    init(_ facts: FactColumns, in arena: Arena) {
        let columns = Columns(facts)
        arena.keep(columns)
        self.arena = arena
        unsafe self.columns = Unmanaged.passUnretained(columns)
    }

    var asOf: Int64 { unsafe columns._withUnsafeGuaranteedRef { $0.facts.asOf } }
    var leadCount: Int { unsafe columns._withUnsafeGuaranteedRef { $0.facts.leadCount } }
    var leadInstants: Fixed<FixedInstants> { unsafe columns._withUnsafeGuaranteedRef { $0.facts.leadInstants } }
    var creation: Int32? { unsafe columns._withUnsafeGuaranteedRef { $0.facts.creation } }
    var events: Fixed<EventRows> { unsafe columns._withUnsafeGuaranteedRef { $0.facts.events } }
    var alternatives: Fixed<EventSource> { unsafe columns._withUnsafeGuaranteedRef { $0.facts.alternatives } }
    var history: StageHistory { unsafe columns._withUnsafeGuaranteedRef { $0.facts.history } }
    var presentStage: Fixed<Int16>? { unsafe columns._withUnsafeGuaranteedRef { $0.facts.presentStage } }
    var truths: Fixed<Fixed<Truth>> { unsafe columns._withUnsafeGuaranteedRef { $0.facts.truths } }
    var owners: Ownership { unsafe columns._withUnsafeGuaranteedRef { $0.facts.owners } }
    var timetables: Timetables { unsafe columns._withUnsafeGuaranteedRef { $0.facts.timetables } }
    var userTimetables: Fixed<Int32> { unsafe columns._withUnsafeGuaranteedRef { $0.facts.userTimetables } }
    var between: Between? { unsafe columns._withUnsafeGuaranteedRef { $0.facts.between } }
}

/// What `Facts` lead to, in columns of an arena.
struct FactColumns: Sendable, BitwiseCopyable {
    var asOf: Int64
    var leadCount: Int
    var leadInstants: Fixed<FixedInstants>
    /// Which of them is `created_at`; nil where no rule needs it.
    var creation: Int32?
    var events: Fixed<EventRows>
    var alternatives: Fixed<EventSource>
    var history: StageHistory
    /// Index of the present stage by lead, −1 where it is not known; nil where the snapshot does not say.
    var presentStage: Fixed<Int16>?
    /// Conditions over leads, one truth a lead.
    var truths: Fixed<Fixed<Truth>>
    var owners: Ownership
    /// The default calendar first.
    var timetables: Timetables
    /// Timetable of each user's own calendar, by row of the users; 0, the default, where there is none.
    var userTimetables: Fixed<Int32>
    /// Nil unless the snapshot is the last of a series, and changes are known to lie between two.
    var between: Between?
}

/// Who owned which lead when.
struct Ownership: Sendable, BitwiseCopyable {
    /// Present owner by lead: row of the users, −1 where none is known.
    var present: Fixed<Int32>
    /// Owner changes by lead; nil where the snapshot has none.
    var changes: Changes?
    /// By entry of the changes, the latest instant at which it can have been; empty where they are exact.
    var latest: Fixed<Int64>

    struct Changes: Sendable, BitwiseCopyable {
        var entries: EventRows
        /// Rows of the users, by row of `owner_changes`.
        var to: Fixed<Int32>
        var from: Fixed<Int32>
        /// Whether the change says whom the lead came from.
        var saysFrom: Bool
    }

    /// An owner of whom the data do not even say the id.
    static let unknown: Int32 = -2

    /// The owner at an instant: a row of the users; −1 for a present owner that no user row knows, or where there is none;
    /// ``unknown`` where it was somebody else, and the changes do not say who, or where one of two owned it, and they do not
    /// say which.
    ///
    /// - Parameter decidingEarly: Takes a change that lies between two instants for one at the earlier.
    func owner(of lead: Int, at instant: Int64, decidingEarly: Bool = false) -> Int32 {
        guard let changes else { return present[lead] }
        let entries = changes.entries.entries(lead)
        guard let first = entries.first else { return present[lead] }
        let later = changes.entries.entries(lead, atOrAfter: instant + 1)
        if later.lowerBound == first {
            // Before its first change the lead was with another than after it.
            let from = changes.saysFrom ? changes.from[Int(changes.entries.rows[first])] : Ownership.unknown
            return from < 0 ? Ownership.unknown : from
        }
        if latest.count > 0, !decidingEarly, latest[later.lowerBound - 1] > instant { return Ownership.unknown }
        let owner = changes.to[Int(changes.entries.rows[later.lowerBound - 1])]
        if owner >= 0 { return owner }
        return later.isEmpty ? present[lead] : Ownership.unknown
    }
}

/// Timetables that all threads read, lent without counting references to them.
///
/// Safe because the arena keeps what is lent for as long as the facts live, and a lent timetable does not leave the call.
@safe struct Timetables: Sendable, BitwiseCopyable {
    private final class Box: Sendable {
        let timetable: Timetable
        init(_ timetable: Timetable) { self.timetable = timetable }
    }
    private let boxes: Fixed<Unmanaged<Box>>

    init(_ timetables: [Timetable], in arena: Arena) {
        unsafe boxes = arena.fixed(
            timetables.map { timetable in
                let box = Box(timetable)
                arena.keep(box)
                return unsafe Unmanaged.passUnretained(box)
            })
    }

    subscript(index: Int) -> Timetable { withTimetable(index) { copy $0 } }

    func withTimetable<Result>(_ index: Int, _ body: (borrowing Timetable) -> Result) -> Result {
        unsafe boxes[index]._withUnsafeGuaranteedRef { body($0.timetable) }
    }
}

/// Which of `Facts.timetables` a clock runs on.
enum TimetableChoice: Sendable {
    case fixed(Int)
    /// That of the lead's owner at the start, by row of the users.
    case owner(Fixed<Int32>)
    /// By row of the leads.
    case byLead(Fixed<Int32>)
    /// That of the user of the row that starts the clock: by row of the table of `Facts.events[event]`.
    case starter(event: Int32, Fixed<Int32>)
}

extension Facts {
    /// Whether an event is the creation of the lead, which every lead had.
    func isCreation(_ source: EventSource) -> Bool {
        if case .leadColumn(let index) = source { index == creation } else { false }
    }

    /// The number of the timetable that a clock of a lead runs on.
    func timetable(_ choice: TimetableChoice, of lead: Int, at start: Int64) -> Int {
        switch choice {
        case .fixed(let index): return index
        case .byLead(let indices): return Int(indices[lead])
        case .starter(let event, let byRow):
            let rows = events[Int(event)]
            // Of several at one instant the calendar that stands first, so that the order of rows decides nothing.
            return rows.entries(lead, atOrAfter: start).prefix { rows.at[$0] == start }
                .map { Int(byRow[Int(rows.rows[$0])]) }.min() ?? 0
        case .owner(let byUser):
            let owner = owners.owner(of: lead, at: start)
            return owner < 0 ? 0 : Int(byUser[Int(owner)])
        }
    }
}
