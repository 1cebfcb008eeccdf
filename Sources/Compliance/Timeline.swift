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
        entries += stageEntries(row, version.agreement.zone) + ownerEntries(row, version.facts.owners)
        let counting = Counting(row, planned, version, clocks)
        entries += activityEntries(row, counting) + columnEntries(row, counting, version)
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

    private func stageEntries(_ row: Int, _ zone: Zone) -> [Explanation.Entry] {
        guard let table = snapshot.table("stage_changes"), let leads = snapshot.link("lead", of: "stage_changes")?.rows,
            case .instants(let at)? = table.columns["at"]
        else { return [] }
        return leads.indices.filter { leads[$0] == Int32(row) && at.values[$0] != missing }.map { change in
            let (from, to) = (table.text("from_stage", change), table.text("to_stage", change) ?? "?")
            if from == to { return .init(at: at.values[change], text: "stays in \(to)", remark: nil) }
            let words = "enters \(to)\(from.map { " from \($0)" } ?? "")\(until(at, change, zone))"
            return .init(at: at.values[change], text: words, remark: nil)
        }
    }

    private func ownerEntries(_ row: Int, _ owners: Ownership) -> [Explanation.Entry] {
        guard let changes = owners.changes else { return [] }
        return changes.entries.entries(row).map { entry in
            let user = changes.to[Int(changes.entries.rows[entry])]
            let name = name(ofUser: user) ?? "an unknown user"
            return .init(at: changes.entries.at[entry], text: "assigned to \(name)", remark: nil)
        }
    }

    /// What columns of the leads say of the event that the rule waits for.
    private func columnEntries(_ row: Int, _ counting: Counting?, _ version: BoundVersion) -> [Explanation.Entry] {
        guard let counting else { return [] }
        return counting.columns.compactMap { column in
            let at = version.facts.leadInstants[column].values[row]
            guard at != missing else { return nil }
            return .init(
                at: at, text: version.plan.instantColumns[column], remark: counting.remark(at: at, asOf: snapshot.asOf))
        }
    }

    /// `, or later, until Wed 4 Mar 2026 02:00`, where an instant is known only to lie between two snapshots.
    private func until(_ instants: InstantColumn, _ row: Int, _ zone: Zone) -> String {
        guard let latest = instants.latest?[row], latest > instants.values[row] else { return "" }
        return ", or later, until \(LocalTime(zone: zone).instant(latest))"
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

/// Which activities and dates of a lead a rule counts, and why not the others.
private struct Counting {
    /// Rows that are the event the rule waits for.
    var rows: Set<Int32> = []
    /// Columns of the leads that hold the event's instant: `Facts.leadInstants`.
    var columns: [Int] = []
    /// What such a row must be, where that is one condition.
    var condition: String?
    /// The starts of the clocks in order, and up to when something was owed by that one and those before it.
    private var clocks: [(start: Int64, owedUntil: Int64)] = []
    private var hasClocks: Bool
    var isCadence: Bool

    /// Where a start is known only to lie between two snapshots.
    private var unsure: [ClosedRange<Int64>] = []

    /// Nil where the rule waits for no activity.
    init?(_ lead: Int, _ planned: PlannedRule, _ version: BoundVersion, _ accounts: [Explanation.Account]) {
        let source: EventSource
        let event: Event
        switch planned.body {
        case .clock(let clock, _, let to, _, _, _): (source, event, isCadence) = (to, clock.to.event, false)
        case .cadence(let cadence, _, let to): (source, event, isCadence) = (to, cadence.event, true)
        case .require, .unique, .volume, .rate, nil: return nil
        }
        if case .clock(_, let from, _, _, _, _) = planned.body {
            unsure = version.facts.occurrences(from, of: lead).filter { !$0.isExact }.map(\.range)
        }
        hasClocks = !accounts.isEmpty
        let starts = accounts.map(\.record).filter { $0.start != missing }.sorted { $0.start < $1.start }
        for record in starts {
            let end = record.satisfiedAt == missing ? Int64.max : record.satisfiedAt
            clocks.append((record.start, max(end, clocks.last?.owedUntil ?? end)))
        }
        var isFound = false
        func collect(_ source: EventSource) {
            switch source {
            case .rows(let index) where version.plan.eventRows[Int(index)].table == "activities":
                isFound = true
                let events = version.facts.events[Int(index)]
                rows.formUnion(events.entries(lead).map { events.rows[$0] })
            case .any(let first, let count):
                for index in first..<first + count { collect(version.facts.alternatives[Int(index)]) }
            case .leadColumn(let index) where index != version.facts.creation:
                isFound = true
                columns.append(Int(index))
            case .rows, .leadColumn, .enters, .leaves: break
            }
        }
        collect(source)
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
        return remark(at: instant, asOf: asOf)
    }

    /// Of what is the event.
    func remark(at instant: Int64, asOf: Int64) -> String {
        if instant > asOf { return "after as-of: it does not exist yet" }
        guard hasClocks else { return "counts" }
        var (started, end) = (0, clocks.count)
        while started < end {
            let middle = (started + end) / 2
            if clocks[middle].start <= instant { started = middle + 1 } else { end = middle }
        }
        guard started > 0 else { return "does not count: before the start" }
        if unsure.contains(where: { $0.contains(instant) }) { return "counts, if it came after the start" }
        let isOwed = isCadence || clocks[started - 1].owedUntil >= instant
        return isOwed ? "counts" : "does not count: nothing was owed any more"
    }
}
