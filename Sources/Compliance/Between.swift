import Agreements
import Columns
import Snapshots

/// The latest instants at which that can have happened which is known only to lie between two snapshots; the earliest are
/// where exact instants stand.
struct Between: Sendable, BitwiseCopyable {
    /// By entry of the stage history; empty where its instants are exact, as those below are.
    var history: Fixed<Int64>
    /// By event, then by entry.
    var events: Fixed<Fixed<Int64>>
    /// By instant column of the leads, then by lead.
    var leadInstants: Fixed<Fixed<Int64>>
    /// By entry of the owner changes.
    var owners: Fixed<Int64>
    /// When the first snapshot was taken; nil where no history was derived.
    var begin: Int64?

    /// Nil where all instants are exact, as they are in any snapshot that is not the last of a series.
    init?(_ snapshot: Snapshot, _ plan: VersionPlan, _ facts: FactColumns, in arena: Arena) {
        guard snapshot.hasInstantsBetween else { return nil }
        begin = snapshot.seriesBegin
        func latest(_ table: String, _ column: String) -> [Int64]? {
            guard case .instants(let column)? = snapshot.table(table)?.columns[column] else { return nil }
            return column.latest
        }
        /// Each lead's derived changes are at different instants, by which their entries are found.
        func byEntry(_ table: String, _ column: String, _ offsets: Fixed<Int32>, _ at: Fixed<Int64>) -> Fixed<Int64> {
            guard let latest = latest(table, column), let leads = snapshot.link("lead", of: table)?.rows,
                let instants = snapshot.table(table)?.instants(column).values
            else { return arena.fixed([]) }
            return arena.column(at.count) { result in
                for entry in at.indices { result[entry] = at[entry] }
                for row in leads.indices where leads[row] >= 0 && instants[row] != missing {
                    let entries = Int(offsets[Int(leads[row])])..<Int(offsets[Int(leads[row]) + 1])
                    guard let entry = at.entries(entries, atOrAfter: instants[row]).first else { continue }
                    if at[entry] == instants[row] { result[entry] = latest[row] }
                }
            }
        }
        history = byEntry("stage_changes", "at", facts.history.offsets, facts.history.at)
        events = arena.fixed(
            zip(plan.eventRows, facts.events.indices).map { rows, index in
                byEntry(rows.table, rows.at, facts.events[index].offsets, facts.events[index].at)
            })
        leadInstants = arena.fixed(
            plan.instantColumns.map { name in latest("leads", name).map { arena.fixed($0) } ?? arena.fixed([]) })
        let changes = facts.owners.changes?.entries
        owners = changes.map { byEntry("owner_changes", "at", $0.offsets, $0.at) } ?? arena.fixed([])
    }
}

extension Snapshot {
    fileprivate var hasInstantsBetween: Bool {
        tables.values.contains { table in
            table.columns.values.contains { if case .instants(let column) = $0 { column.latest != nil } else { false } }
        }
    }
}

/// One event of a lead, which happened at some instant between two, both included.
struct Occurrence {
    var range: ClosedRange<Int64>
    /// Twice its place in the history of stages; odd for a stage that was passed over on the way there; −1 for other events.
    /// Of two that have an order, the smaller came first, whatever the instants say.
    var order = -1

    var isExact: Bool { range.lowerBound == range.upperBound }

    /// Its width in whole minutes, rounded up.
    var minutes: UInt32 { UInt32(clamping: (range.upperBound - range.lowerBound + 59_999) / 60_000) }
}

extension Facts {
    /// All that happened to a lead of an event, in order of the earliest instants.
    func occurrences(_ source: EventSource, of lead: Int) -> [Occurrence] {
        guard let between else { return [] }
        switch source {
        case .leadColumn(let index):
            let at = leadInstants[Int(index)].values[lead]
            guard at != missing, at <= asOf else { return [] }
            return [occurrence(at, between.leadInstants[Int(index)], lead, unit: uncertainty(source))]
        case .rows(let index):
            let (rows, latest, unit) = (events[Int(index)], between.events[Int(index)], uncertainty(source))
            return rows.entries(lead).map { occurrence(rows.at[$0], latest, $0, unit: unit) }
        case .enters(let stage):
            return history.entries(lead).filter { history.to[$0] == stage }.map { change($0) }
        case .leaves(let stage):
            return history.entries(lead).filter { history.leaves(stage, $0, of: lead) }.map { change($0) }
        case .any(let first, let count):
            return (first..<first + count).flatMap { occurrences(alternatives[Int($0)], of: lead) }
                .sorted { $0.range.lowerBound < $1.range.lowerBound }
        }
    }

    /// When a lead can have come through a stage that no snapshot shows it in: it was before that stage in one, and past it
    /// in the next.
    func passes(_ source: EventSource, of lead: Int) -> [Occurrence] {
        guard let between, between.history.count > 0 else { return [] }
        switch source {
        case .enters(let stage), .leaves(let stage):
            return history.entries(lead).filter { entry in
                history.stageLeft(entry, of: lead) < stage && stage < history.to[entry]
            }.map { Occurrence(range: change($0).range, order: 2 * $0 - 1) }
        case .any(let first, let count):
            return (first..<first + count).flatMap { passes(alternatives[Int($0)], of: lead) }
        case .leadColumn, .rows: return []
        }
    }

    /// An entry of the history.
    func change(_ entry: Int) -> Occurrence {
        let at = history.at[entry]
        guard let between, between.history.count > 0 else { return Occurrence(range: at...at, order: 2 * entry) }
        return Occurrence(range: at...max(at, between.history[entry]), order: 2 * entry)
    }

    private func occurrence(_ at: Int64, _ latest: Fixed<Int64>, _ index: Int, unit: Int64) -> Occurrence {
        let end = latest.count > 0 ? latest[index] : at + max(unit - 1, 0)
        return Occurrence(range: at...max(at, end))
    }

    /// Whether the instants of an event are known only to lie between two snapshots.
    func isBetween(_ source: EventSource) -> Bool {
        guard let between else { return false }
        return switch source {
        case .leadColumn(let index): between.leadInstants[Int(index)].count > 0
        case .rows(let index): between.events[Int(index)].count > 0
        case .enters, .leaves: between.history.count > 0
        case .any(let first, let count): (first..<first + count).contains { isBetween(alternatives[Int($0)]) }
        }
    }

    /// The timetables that a clock can run on which starts within a range.
    func timetables(_ choice: TimetableChoice, of lead: Int, in range: ClosedRange<Int64>) -> Set<Int> {
        guard case .owner(let byUser) = choice, let changes = owners.changes else {
            return [timetable(choice, of: lead, at: range.lowerBound)]
        }
        var instants = [range.lowerBound, range.upperBound]
        for entry in changes.entries.entries(lead) {
            let at = changes.entries.at[entry]
            let latest = owners.latest.count > 0 ? owners.latest[entry] : at
            if at <= range.upperBound, latest >= range.lowerBound { instants += [at - 1, at] }
        }
        return Set(
            instants.map { instant in
                let owner = owners.owner(of: lead, at: instant, decidingEarly: true)
                return owner < 0 ? 0 : Int(byUser[Int(owner)])
            })
    }
}

extension PauseSource {
    /// Whether a pause begins or ends between two snapshots.
    func isBetween(_ facts: Facts) -> Bool {
        !stages.isEmpty && (facts.between?.history.count ?? 0) > 0
            || spans.contains { facts.isBetween($0.from) || facts.isBetween($0.until) }
    }

    /// The stretches in which a lead's clock stands still: all that they can be, or the least that is certain of them.
    func stretches(of lead: Int, from start: Int64, _ facts: Facts, widest: Bool) -> [Range<Int64>] {
        if isEmpty { return [] }
        let exact = PauseSource(spans: spans.filter { !facts.isBetween($0.from) && !facts.isBetween($0.until) })
        var all = exact.stretches(of: lead, from: start, facts)
        func add(_ from: Int64, _ until: Int64) {
            let from = max(from, start)
            if from < until { all.append(from..<until) }
        }
        if !stages.isEmpty {
            let entries = facts.history.entries(lead)
            if let first = entries.first, stages.contains(facts.history.from[first]) {
                let end = facts.change(first).range
                add(Int64.min + 1, widest ? end.upperBound : end.lowerBound)
            }
            for entry in entries where stages.contains(facts.history.to[entry]) {
                let begin = facts.change(entry).range
                let end = entry + 1 < entries.upperBound ? facts.change(entry + 1).range : Int64.max...Int64.max
                add(widest ? begin.lowerBound : begin.upperBound, widest ? end.upperBound : end.lowerBound)
            }
        }
        for span in spans where facts.isBetween(span.from) || facts.isBetween(span.until) {
            let begins = facts.occurrences(span.from, of: lead)
            guard widest, let first = begins.first, let last = begins.map(\.range.upperBound).max() else { continue }
            let end = facts.occurrences(span.until, of: lead).map(\.range.upperBound).max()
            // Where the last pause has no end that is certain, it lasts.
            add(first.range.lowerBound, end.flatMap { $0 >= last ? $0 : nil } ?? Int64.max)
        }
        return all.joined
    }
}
