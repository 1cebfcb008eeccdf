import Agreements
import Columns

/// Where a lead's instants of one event come from; numbers point into `Facts`.
enum EventSource: Hashable, Sendable, BitwiseCopyable {
    /// An instant column of the leads: `Facts.leadInstants`.
    case leadColumn(Int32)
    /// Rows of a table: `Facts.events`.
    case rows(Int32)
    case enters(Int16)
    case leaves(Int16)
    /// Whichever of several happens: a stretch of `Facts.alternatives`, none of which is an `any` itself.
    case any(first: Int32, count: Int32)
}

/// Instants of one column with their precision.
struct FixedInstants: Sendable, BitwiseCopyable {
    var values: Fixed<Int64>
    var precision: TimePrecision
}

/// Rows of an event table, grouped by lead and in order of time within each.
struct EventRows: Sendable, BitwiseCopyable {
    /// Lead *i* has the entries `offsets[i] ..< offsets[i + 1]`.
    var offsets: Fixed<Int32>
    var at: Fixed<Int64>
    /// The row of the table behind each entry; empty where no rule asks for it.
    var rows: Fixed<Int32>
    var precision: TimePrecision

    func entries(_ lead: Int) -> Range<Int> { Int(offsets[lead])..<Int(offsets[lead + 1]) }

    /// Those of them at or after an instant.
    func entries(_ lead: Int, atOrAfter instant: Int64) -> Range<Int> {
        at.entries(entries(lead), atOrAfter: instant)
    }
}

extension StageHistory {
    /// A lead's entries at or after an instant.
    func entries(_ lead: Int, atOrAfter instant: Int64) -> Range<Int> {
        at.entries(entries(lead), atOrAfter: instant)
    }
}

extension Fixed<Int64> {
    /// Of entries in order of time, those at or after an instant.
    ///
    /// - Complexity: O(log *k*): rules ask for the next event over and over, and a lead may have a hundred thousand.
    func entries(_ entries: Range<Int>, atOrAfter instant: Int64) -> Range<Int> {
        var (before, after) = (entries.lowerBound, entries.upperBound)
        // Nearly all leads have a few.
        if after - before <= 8 {
            while before < after, self[before] < instant { before += 1 }
            return before..<after
        }
        if self[before] >= instant { return entries }
        while after - before > 1 {
            let middle = (before + after) / 2
            if self[middle] < instant { before = middle } else { after = middle }
        }
        return after..<entries.upperBound
    }
}

extension Facts {
    /// The first instant of an event at or after `start`; `missing` where there is none. Later than as-of is none.
    func first(_ source: EventSource, of lead: Int, atOrAfter start: Int64) -> Int64 {
        switch source {
        case .leadColumn(let index):
            let at = leadInstants[Int(index)].values[lead]
            return at >= start && at != missing && at <= asOf ? at : missing
        case .rows(let index):
            let events = events[Int(index)]
            let entries = events.entries(lead, atOrAfter: start)
            return entries.isEmpty ? missing : events.at[entries.lowerBound]
        case .enters(let stage):
            let history = history
            for entry in history.entries(lead, atOrAfter: start) where history.to[entry] == stage {
                return history.at[entry]
            }
            return missing
        case .leaves(let stage):
            let history = history
            for entry in history.entries(lead, atOrAfter: start) where history.leaves(stage, entry, of: lead) {
                return history.at[entry]
            }
            return missing
        case .any(let first, let count):
            var earliest = missing
            for index in first..<first + count {
                let at = self.first(alternatives[Int(index)], of: lead, atOrAfter: start)
                if at != missing, earliest == missing || at < earliest { earliest = at }
            }
            return earliest
        }
    }

    /// The last instant of an event; `missing` where there is none.
    func last(_ source: EventSource, of lead: Int) -> Int64 {
        switch source {
        case .leadColumn: return first(source, of: lead, atOrAfter: Int64.min + 1)
        case .rows(let index):
            let events = events[Int(index)]
            let entries = events.entries(lead)
            return entries.isEmpty ? missing : events.at[entries.upperBound - 1]
        case .enters(let stage):
            return history.entries(lead).last { history.to[$0] == stage }.map { history.at[$0] } ?? missing
        case .leaves(let stage):
            return history.entries(lead).last { history.leaves(stage, $0, of: lead) }.map { history.at[$0] } ?? missing
        case .any(let first, let count):
            return (first..<first + count).map { last(alternatives[Int($0)], of: lead) }.max() ?? missing
        }
    }

    /// The instants of an event that are chosen, in order of time.
    func instants(_ source: EventSource, of lead: Int, _ which: EventChoice.Which) -> [Int64] {
        if which == .each { return instants(source, of: lead) }
        let instant = instant(source, of: lead, which)
        return instant == missing ? [] : [instant]
    }

    /// The first or the last instant of an event; `missing` where there is none.
    func instant(_ source: EventSource, of lead: Int, _ which: EventChoice.Which) -> Int64 {
        which == .last ? last(source, of: lead) : first(source, of: lead, atOrAfter: Int64.min + 1)
    }

    /// The instants of an event in a stretch of time, both ends included, in order.
    func instants(_ source: EventSource, of lead: Int, in stretch: ClosedRange<Int64>) -> [Int64] {
        guard case .rows(let index) = source else { return instants(source, of: lead).filter(stretch.contains) }
        let events = events[Int(index)]
        return events.entries(lead, atOrAfter: stretch.lowerBound).lazy.map { events.at[$0] }
            .prefix { $0 <= stretch.upperBound }.map(\.self)
    }

    /// All instants of an event in order of time; those past as-of do not exist.
    func instants(_ source: EventSource, of lead: Int) -> [Int64] {
        var all: [Int64] = []
        append(source, of: lead, to: &all)
        if case .any = source { all.sort() }
        return all
    }

    private func append(_ source: EventSource, of lead: Int, to all: inout [Int64]) {
        switch source {
        case .leadColumn(let index):
            let at = leadInstants[Int(index)].values[lead]
            if at != missing, at <= asOf { all.append(at) }
        case .rows(let index):
            let events = events[Int(index)]
            for entry in events.entries(lead) { all.append(events.at[entry]) }
        case .enters(let stage):
            for entry in history.entries(lead) where history.to[entry] == stage { all.append(history.at[entry]) }
        case .leaves(let stage):
            for entry in history.entries(lead) where history.leaves(stage, entry, of: lead) {
                all.append(history.at[entry])
            }
        case .any(let first, let count):
            for index in first..<first + count { append(alternatives[Int(index)], of: lead, to: &all) }
        }
    }

    /// The unit in which an event's instants are uncertain, in milliseconds; 0 where they count as exact.
    ///
    /// CRMs stamp whole seconds, so a second counts as exact; minutes and days do not.
    func uncertainty(_ source: EventSource) -> Int64 {
        switch source {
        case .leadColumn(let index): leadInstants[Int(index)].precision.uncertainty
        case .rows(let index): events[Int(index)].precision.uncertainty
        case .enters, .leaves: history.precision.uncertainty
        case .any(let first, let count):
            (first..<first + count).map { uncertainty(alternatives[Int($0)]) }.max() ?? 0
        }
    }
}

extension TimePrecision {
    var uncertainty: Int64 {
        switch self {
        case .millisecond, .second: 0
        case .minute: 60_000
        case .day: 86_400_000
        }
    }
}

/// When events first happened to some leads, worked out once for all rules that begin with the same event.
///
/// Safe because it belongs to the one thread that judges these leads.
@safe final class FirstInstants: @unchecked Sendable {
    private var leads = 0..<0
    private var known: [EventSource: [Int64]] = [:]

    /// By lead, the first of `leads` first; `missing` where the event did not happen.
    func instants(_ source: EventSource, of leads: Range<Int>, _ facts: Facts) -> [Int64] {
        if self.leads != leads { (self.leads, known) = (leads, [:]) }
        if let found = known[source] { return found }
        let found = leads.map { facts.first(source, of: $0, atOrAfter: Int64.min + 1) }
        known[source] = found
        return found
    }
}
