import BusinessTime
import Columns

/// What the rules of one version of an agreement ask of a snapshot, worked out once and shared by all of them.
struct Facts: Sendable {
    var asOf: Int64
    var leadCount: Int
    var leadInstants: [InstantColumn]
    var groupings: [EventRows]
    var history: StageHistory
    /// Conditions over leads, one truth a lead.
    var truths: [[Truth]]
    var owners: Ownership
    /// The default calendar first.
    var timetables: [Timetable]
    /// Timetable of each user's own calendar, by row of the users; 0, the default, where there is none.
    var userTimetables: [Int32]

    struct EventRows: Sendable {
        var grouping: Grouping
        var precision: TimePrecision
    }
}

/// Who owned which lead when.
struct Ownership: Sendable {
    /// Present owner by lead: row of the users, −1 where none is known.
    var present: [Int32]
    /// Owner changes by lead; nil where the snapshot has none.
    var changes: Changes?

    struct Changes: Sendable {
        var grouping: Grouping
        /// Rows of the users, by row of `owner_changes`.
        var to: [Int32]
        var from: [Int32]
        /// Whether the change says whom the lead came from.
        var saysFrom: Bool
    }

    /// The owner at an instant: a row of the users, −1 where none is known.
    func owner(of lead: Int, at instant: Int64) -> Int32 {
        guard let changes else { return present[lead] }
        let entries = changes.grouping.entries(lead)
        guard let first = entries.first else { return present[lead] }
        if instant < changes.grouping.at[first] {
            return changes.saysFrom ? changes.from[Int(changes.grouping.rows[first])] : present[lead]
        }
        var owner: Int32 = -1
        for entry in entries where changes.grouping.at[entry] <= instant {
            owner = changes.to[Int(changes.grouping.rows[entry])]
        }
        return owner
    }
}

/// Which of `Facts.timetables` a clock runs on.
enum TimetableChoice: Sendable {
    case fixed(Int)
    /// That of the lead's owner at the start.
    case owner
    /// By row of the leads.
    case byLead([Int32])
}

extension Facts {
    func timetable(_ choice: TimetableChoice, of lead: Int, at start: Int64) -> Timetable {
        switch choice {
        case .fixed(let index): return timetables[index]
        case .byLead(let indices): return timetables[Int(indices[lead])]
        case .owner:
            let owner = owners.owner(of: lead, at: start)
            return timetables[owner < 0 ? 0 : Int(userTimetables[Int(owner)])]
        }
    }
}
