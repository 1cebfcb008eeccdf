import Agreements
import Columns

/// How often something happened in a period: at least, and at most.
extension VolumeJudge {
    func countBetween(_ leads: Range<Int>, into tally: inout Tally) {
        let count = empty.count
        if tally.values.isEmpty { tally.values = Array(repeating: 0, count: 2 * count) }
        for lead in leads {
            let amount = amount(lead)
            for one in facts.counted(event, of: lead, rule.of.which) where context.mayCover(one.ranges) {
                guard context.covers(lead, start: context.instant(of: one.ranges[0]), into: &tally) else { continue }
                for index in empty.indices {
                    let (surely, possibly) = one.lies(in: empty[index].range, of: context.term)
                    if surely { tally.values[index] += amount }
                    if possibly { tally.values[count + index] += amount }
                }
            }
        }
    }

    func figuresBetween(_ tally: inout Tally) -> [PeriodFigure] {
        var figures = empty
        for index in figures.indices where tally.values.count == 2 * figures.count {
            figures[index].value = tally.values[index]
            figures[index].most = tally.values[figures.count + index]
            close(figures[index], index, into: &tally)
        }
        return figures
    }
}

extension RateJudge {
    func countBetween(_ leads: Range<Int>, into tally: inout Tally) {
        let count = empty.count
        if tally.values.isEmpty {
            tally.values = Array(repeating: 0, count: 2 * count)
            tally.among = tally.values
        }
        for lead in leads {
            for one in facts.counted(among, of: lead, rule.among.which) where context.mayCover(one.ranges) {
                guard context.covers(lead, start: context.instant(of: one.ranges[0]), into: &tally) else { continue }
                let (isSure, isPossible) = follows(lead, one)
                for index in empty.indices {
                    let (surely, possibly) = one.lies(in: empty[index].range, of: context.term)
                    // The lowest share: those that may not have got there are among them; the highest: those that may have.
                    if surely || possibly && !isSure { tally.among[index] += 1 }
                    if surely, isSure { tally.values[index] += 1 }
                    if surely || possibly && isPossible { tally.among[count + index] += 1 }
                    if possibly, isPossible { tally.values[count + index] += 1 }
                }
            }
        }
    }

    func figuresBetween(_ tally: inout Tally) -> [PeriodFigure] {
        var figures = empty
        let count = figures.count
        for index in figures.indices where tally.values.count == 2 * count {
            figures[index].value = tally.values[index]
            figures[index].among = tally.among[index]
            figures[index].most = tally.values[count + index]
            figures[index].mostAmong = tally.among[count + index]
        }
        figures.removeAll { $0.among == 0 && ($0.mostAmong ?? 0) == 0 }
        for index in figures.indices { close(figures[index], index, into: &tally) }
        return figures
    }

    /// Whether what is counted follows for certain, and whether it can.
    private func follows(_ lead: Int, _ one: Counted) -> (isSure: Bool, isPossible: Bool) {
        let sure = facts.occurrences(of, of: lead)
        let all = sure + facts.passes(of, of: lead)
        func isOrdered(_ event: Occurrence) -> Bool { event.order >= 0 && one.order >= 0 }
        let (first, last) = (one.ranges.map(\.lowerBound).min() ?? 0, one.ranges.map(\.upperBound).max() ?? 0)
        let isSure = sure.contains { event in
            isOrdered(event) ? event.order >= one.order : event.range.lowerBound >= last
        }
        return (
            isSure,
            all.contains { event in
                isOrdered(event) ? event.order >= one.order : event.range.upperBound >= first
            }
        )
    }
}

/// One event that counts once, wherever it was.
struct Counted {
    /// Where it can have happened: the first is where it is shown.
    var ranges: [ClosedRange<Int64>]
    /// Whether it happened at all.
    var isSure: Bool
    /// Of the earliest, as ``Occurrence/order``.
    var order: Int

    /// Whether it counts in a period for certain, and whether it can.
    func lies(in period: Range<Int64>, of term: Range<Int64>) -> (surely: Bool, possibly: Bool) {
        let period = period.clamped(to: term)
        let isWithin = ranges.allSatisfy { period.contains($0.lowerBound) && period.contains($0.upperBound) }
        let touches = ranges.contains { $0.lowerBound < period.upperBound && $0.upperBound >= period.lowerBound }
        return (isSure && isWithin && !period.isEmpty, touches && !period.isEmpty)
    }
}

extension Facts {
    /// What of an event counts.
    fileprivate func counted(_ event: EventSource, of lead: Int, _ which: EventChoice.Which) -> [Counted] {
        let sure = occurrences(event, of: lead)
        let maybe = passes(event, of: lead)
        if which == .each {
            return sure.map { Counted(ranges: [$0.range], isSure: true, order: $0.order) }
                + maybe.map { Counted(ranges: [$0.range], isSure: false, order: $0.order) }
        }
        guard !sure.isEmpty else {
            return maybe.isEmpty
                ? [] : [Counted(ranges: maybe.map(\.range), isSure: false, order: maybe.map(\.order).min() ?? -1)]
        }
        let shown = which == .last ? sure.latest : sure.earliest
        let others = maybe.filter {
            which == .last
                ? $0.range.upperBound > shown.range.lowerBound : $0.range.lowerBound < shown.range.upperBound
        }
        let order = shown.order < 0 ? -1 : min(shown.order, others.map(\.order).min() ?? shown.order)
        return [Counted(ranges: [shown.range] + others.map(\.range), isSure: true, order: order)]
    }
}

extension RuleContext {
    /// Whether anything of it can lie in the term.
    fileprivate func mayCover(_ ranges: [ClosedRange<Int64>]) -> Bool {
        ranges.contains { $0.lowerBound < term.upperBound && $0.upperBound >= term.lowerBound }
    }
}
