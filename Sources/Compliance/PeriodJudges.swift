import Agreements
import Columns

/// A volume rule bound to a snapshot: one verdict for each period of the term to date.
struct VolumeJudge: Sendable {
    /// Values of the column to sum.
    enum Amounts: Sendable {
        case byLead([Double])
        /// By row of the event's table.
        case byRow([Double])
    }

    var facts: Facts
    var context: RuleContext
    var rule: VolumeRule
    var event: EventSource
    /// What the rule sums; nil counts.
    var amounts: Amounts?
    var periods: Periods
    var leadsInSnapshot: Int

    /// Leads whose `applies` is unknown are counted as data, not as volume.
    func judge(into tally: inout Tally) -> [PeriodFigure] {
        let judged = context.judgedRange { chosen($0).first?.at }
        var figures = periods.periods(rule.per, overlapping: judged).map {
            PeriodFigure(
                name: $0.name, range: $0.range, value: 0, among: nil, atLeast: limit(rule.atLeast),
                atMost: limit(rule.atMost))
        }
        for lead in 0..<facts.leadCount {
            let chosen = chosen(lead)
            if chosen.isEmpty { context.countUncreated(lead, event, into: &tally) }
            for (at, amount) in chosen where context.covers(lead, start: at, into: &tally) {
                if let index = figures.index(containing: at) { figures[index].value += amount }
            }
        }
        for index in figures.indices { close(figures[index], index, into: &tally) }
        return figures
    }

    /// The lead's events that count, each with what it adds; a missing amount adds nothing.
    private func chosen(_ lead: Int) -> [(at: Int64, amount: Double)] {
        var all: [(at: Int64, amount: Double)]
        switch (amounts, event) {
        case (.byRow(let values), .rows(let index)):
            let events = facts.events[Int(index)]
            all = events.entries(lead).map { (events.at[$0], values[Int(events.rows[$0])]) }
        case (.byLead(let values), _): all = facts.instants(event, of: lead).map { ($0, values[lead]) }
        case (.byRow, _), (nil, _): all = facts.instants(event, of: lead).map { ($0, 1) }
        }
        for index in all.indices where all[index].amount.isNaN { all[index].amount = 0 }
        return switch rule.of.which {
        case .each: all
        case .first: Array(all.prefix(1))
        case .last: Array(all.suffix(1))
        }
    }

    private func limit(_ limit: VolumeRule.Limit?) -> Double? {
        switch limit {
        case nil: nil
        case .amount(let amount): amount
        case .shareOfLeads(let share): (share * Double(leadsInSnapshot) + 0.5).rounded(.down)
        }
    }

    private func close(_ figure: PeriodFigure, _ index: Int, into tally: inout Tally) {
        let isOver = figure.range.upperBound <= facts.asOf
        let verdict: Verdict
        if let atMost = figure.atMost, figure.value > atMost {
            verdict = .missed
        } else if let atLeast = figure.atLeast, figure.value < atLeast {
            verdict = isOver ? .missed : .open
        } else {
            verdict = isOver || figure.atMost == nil ? .met : .open
        }
        context.closePeriod(verdict, figure, index, isOver: isOver, into: &tally)
    }
}

/// A rate rule bound to a snapshot: one verdict for each period in which `among` happened.
struct RateJudge: Sendable {
    var facts: Facts
    var context: RuleContext
    var rule: RateRule
    var of: EventSource
    var among: EventSource
    var periods: Periods

    func judge(into tally: inout Tally) -> [PeriodFigure] {
        let judged = context.judgedRange { chosen($0).first }
        var figures = periods.periods(rule.per, overlapping: judged).map {
            PeriodFigure(
                name: $0.name, range: $0.range, value: 0, among: 0, atLeast: rule.atLeast, atMost: rule.atMost)
        }
        for lead in 0..<facts.leadCount {
            let chosen = chosen(lead)
            if chosen.isEmpty { context.countUncreated(lead, among, into: &tally) }
            for at in chosen where context.covers(lead, start: at, into: &tally) {
                guard let index = figures.index(containing: at) else { continue }
                figures[index].among? += 1
                if facts.first(of, of: lead, atOrAfter: at) != missing { figures[index].value += 1 }
            }
        }
        figures.removeAll { $0.among == 0 }
        for index in figures.indices { close(figures[index], index, into: &tally) }
        return figures
    }

    private func chosen(_ lead: Int) -> [Int64] {
        let all = facts.instants(among, of: lead)
        return switch rule.among.which {
        case .each: all
        case .first: Array(all.prefix(1))
        case .last: Array(all.suffix(1))
        }
    }

    /// A period that still runs is open: leads that entered it may yet get there.
    private func close(_ figure: PeriodFigure, _ index: Int, into tally: inout Tally) {
        let isOver = figure.range.upperBound <= facts.asOf
        let rate = figure.value / (figure.among ?? 1)
        let isKept = rate >= (figure.atLeast ?? 0) && rate <= (figure.atMost ?? 1)
        context.closePeriod(isOver ? (isKept ? .met : .missed) : .open, figure, index, isOver: isOver, into: &tally)
    }
}

extension RuleContext {
    /// The term until as-of. Where it has no beginning, it begins with the first event that counts, and no later than the
    /// period of as-of, which is judged even where nothing happened.
    fileprivate func judgedRange(first: (Int) -> Int64?) -> Range<Int64> {
        let end = min(term.upperBound, facts.asOf)
        guard term.lowerBound == Int64.min + 1 else { return min(term.lowerBound, end)..<end }
        var earliest = end - 1
        for lead in 0..<facts.leadCount {
            if let instant = first(lead), instant != missing { earliest = min(earliest, instant) }
        }
        return earliest..<end
    }

    /// A verdict on a whole period: it falls due when the period ends.
    fileprivate func closePeriod(
        _ verdict: Verdict, _ figure: PeriodFigure, _ index: Int, isOver: Bool, into tally: inout Tally
    ) {
        // Metrics name no limit: they are reported, and owe nothing.
        guard figure.atLeast != nil || figure.atMost != nil else { return }
        var record = VerdictRecord(
            rule: self.index, verdict: verdict, targetRow: 0, lead: -1, owner: -1, start: figure.range.lowerBound,
            due: figure.range.upperBound, satisfiedAt: missing, used: missing,
            cause: .figure(UInt16(truncatingIfNeeded: index)))
        close(&record, at: figure.range.lowerBound, into: &tally)
    }
}

extension [PeriodFigure] {
    /// The period in which an instant lies; the periods are in order.
    fileprivate func index(containing instant: Int64) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].range.upperBound <= instant { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].range.contains(instant) ? low : nil
    }
}
