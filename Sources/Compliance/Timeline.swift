import Agreements
import BusinessTime
import Columns
import Conditions
import Snapshots

extension Evaluation {
    /// What happened to a lead, with what a rule makes of it.
    func timeline(
        _ row: Int, _ planned: PlannedRule, _ version: BoundVersion, _ clocks: [Explanation.Account]
    ) -> [Explanation.Entry] {
        var entries: [Explanation.Entry] = []
        if case .instants(let created)? = snapshot.leads.columns["created_at"], created.values[row] != missing {
            entries.append(.init(at: created.values[row], text: "created", remark: nil))
        }
        entries += stageEntries(row) + ownerEntries(row, version.facts.owners)
        entries += activityEntries(row, Counting(row, planned, version, clocks))
        for clock in clocks {
            let record = clock.record
            for pause in clock.pauses {
                entries.append(.init(at: pause.range.lowerBound, text: "clock stands still", remark: pause.reason))
                guard pause.range.upperBound <= snapshot.asOf else { continue }
                entries.append(.init(at: pause.range.upperBound, text: "clock runs on", remark: nil))
            }
            if record.start != missing {
                entries.append(.init(at: record.start, text: "clock starts", remark: clock.view.target))
            }
            if record.due != missing, record.due <= snapshot.asOf {
                entries.append(.init(at: record.due, text: "due", remark: nil))
            }
        }
        entries.append(.init(at: snapshot.asOf, text: "as of", remark: nil))
        // Entries of one instant keep the order in which they were found: what happened, then what the rule makes of it.
        return entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func stageEntries(_ row: Int) -> [Explanation.Entry] {
        guard let table = snapshot.table("stage_changes"), let leads = snapshot.link("lead", of: "stage_changes")?.rows,
            case .instants(let at)? = table.columns["at"]
        else { return [] }
        return leads.indices.filter { leads[$0] == Int32(row) && at.values[$0] != missing }.map { change in
            let from = table.text("from_stage", change).map { " from \($0)" } ?? ""
            return .init(
                at: at.values[change], text: "enters \(table.text("to_stage", change) ?? "?")\(from)", remark: nil)
        }
    }

    private func ownerEntries(_ row: Int, _ owners: Ownership) -> [Explanation.Entry] {
        guard let changes = owners.changes else { return [] }
        return changes.entries.entries(row).map { entry in
            let user = changes.to[Int(changes.entries.rows[entry])]
            let name = user < 0 ? nil : snapshot.users?.text("name", Int(user))
            return .init(at: changes.entries.at[entry], text: "assigned to \(name ?? "an unknown user")", remark: nil)
        }
    }

    private func activityEntries(_ row: Int, _ counting: Counting?) -> [Explanation.Entry] {
        guard let table = snapshot.table("activities"), let leads = snapshot.link("lead", of: "activities")?.rows,
            case .instants(let at)? = table.columns["at"]
        else { return [] }
        return leads.indices.filter { leads[$0] == Int32(row) && at.values[$0] != missing }.map { activity in
            let words = ["direction", "kind", "outcome"].compactMap { table.text($0, activity) }
            return .init(
                at: at.values[activity], text: words.isEmpty ? "activity" : words.joined(separator: " "),
                remark: counting?.remark(on: Int32(activity), at: at.values[activity], asOf: snapshot.asOf))
        }
    }
}

/// Which activities of a lead a rule counts, and why not the others.
private struct Counting {
    /// Rows that are the event the rule waits for.
    var rows: Set<Int32> = []
    /// What such a row must be, where that is one condition.
    var condition: String?
    /// Start and satisfying event of each clock, `missing` where there is none.
    var clocks: [(start: Int64, end: Int64)]
    var isCadence: Bool

    /// Nil where the rule waits for no activity.
    init?(_ lead: Int, _ planned: PlannedRule, _ version: BoundVersion, _ accounts: [Explanation.Account]) {
        let source: EventSource
        let event: Event
        switch planned.body {
        case .clock(let clock, _, let to, _, _, _): (source, event, isCadence) = (to, clock.to.event, false)
        case .cadence(let cadence, _, let to): (source, event, isCadence) = (to, cadence.event, true)
        case .require, .unique, .volume, .rate, nil: return nil
        }
        clocks = accounts.map { ($0.record.start, $0.record.satisfiedAt) }
        var isFound = false
        func collect(_ source: EventSource, _ rows: inout Set<Int32>) {
            switch source {
            case .rows(let index) where version.plan.eventRows[Int(index)].table == "activities":
                isFound = true
                let events = version.facts.events[Int(index)]
                rows.formUnion(events.entries(lead).map { events.rows[$0] })
            case .any(let first, let count):
                for index in first..<first + count { collect(version.facts.alternatives[Int(index)], &rows) }
            case .rows, .leadColumn, .enters, .leaves: break
            }
        }
        collect(source, &rows)
        guard isFound else { return nil }
        if case .named(let name) = event.kind,
            case .rows(_, let condition, _)? = version.agreement.events.first(where: { $0.name == name })?.kind
        {
            self.condition = condition?.text
        }
    }

    func remark(on row: Int32, at instant: Int64, asOf: Int64) -> String {
        if instant > asOf { return "after as-of: it does not exist yet" }
        guard rows.contains(row) else {
            return "does not count" + (condition.map { ": not true that \($0)" } ?? "")
        }
        let started = clocks.filter { $0.start != missing && $0.start <= instant }
        if !clocks.isEmpty, started.isEmpty { return "does not count: before the start" }
        if !isCadence, !started.isEmpty, started.allSatisfy({ $0.end != missing && $0.end < instant }) {
            return "does not count: nothing was owed any more"
        }
        return "counts"
    }
}
