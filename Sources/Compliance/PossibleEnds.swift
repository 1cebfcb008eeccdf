import Columns

/// The events that can end a clock of a lead, whose start lies in a range.
struct PossibleEnds {
    let judge: ClockJudge
    let lead: Int
    let start: Occurrence
    /// In order of the earliest instants.
    private let all: [Occurrence]
    /// Ends that no snapshot shows: the lead may have come through, and then it was in time, or not.
    private let maybe: [Occurrence]

    init(_ judge: ClockJudge, _ lead: Int, _ start: Occurrence) {
        self.judge = judge
        self.lead = lead
        self.start = start
        var all = judge.facts.occurrences(judge.to, of: lead)
        if start.order >= 0, start.order % 2 == 1, case .leaves = judge.to {
            // What was passed over was left by the change that passed it.
            all.append(Occurrence(range: start.range, order: start.order + 1))
        }
        self.all = all
        maybe = judge.facts.passes(judge.to, of: lead)
    }

    /// Starts that are early for how late they are satisfied: the first, and each right after an event that no longer counts.
    var worstStarts: [Int64] {
        [start.range.lowerBound]
            + unordered.map { $0.range.lowerBound + 1 }
            .filter { $0 > start.range.lowerBound && $0 <= start.range.upperBound }
    }

    /// Starts that are late for how early they are satisfied: the last, and each at an event.
    var bestStarts: [Int64] {
        unordered.map(\.range.upperBound).filter { $0 >= start.range.lowerBound && $0 < start.range.upperBound }
            + [start.range.upperBound]
    }

    /// The first event that may count.
    var first: Occurrence? { all.first { mayFollow($0, start.range.lowerBound) } }

    /// The latest instant at which a clock that starts at `from` is satisfied; nil where it may not be.
    func latest(_ from: Int64) -> Int64? {
        if judge.across != nil { return exact(from) }
        let ends = all.filter { isOrdered($0) ? $0.order >= start.order : $0.range.lowerBound >= from }
            .map(\.range.upperBound).sorted()
        guard ends.count >= judge.count else { return nil }
        return ends[judge.count - 1] > judge.facts.asOf ? nil : ends[judge.count - 1]
    }

    /// The earliest instant at which it can be; nil where it cannot.
    func earliest(_ from: Int64) -> Int64? {
        if judge.across != nil { return exact(from) }
        let ends = (all + maybe).filter { mayFollow($0, from) }.map { max($0.range.lowerBound, from) }.sorted()
        return ends.count >= judge.count ? ends[judge.count - 1] : nil
    }

    private func mayFollow(_ event: Occurrence, _ from: Int64) -> Bool {
        isOrdered(event) ? event.order >= start.order : event.range.upperBound >= from
    }

    private var unordered: [Occurrence] { all.filter { !isOrdered($0) } }

    private func isOrdered(_ event: Occurrence) -> Bool { event.order >= 0 && start.order >= 0 }

    /// Events of different kinds are rows of a table that was exported, and known exactly.
    private func exact(_ from: Int64) -> Int64? {
        let end = judge.satisfaction(of: lead, from: from, 0)
        return end == missing ? nil : end
    }
}
