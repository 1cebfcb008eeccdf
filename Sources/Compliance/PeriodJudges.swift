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
    /// The periods of the term to date.
    private(set) var empty: [PeriodFigure] = []

    init(
        facts: Facts, context: RuleContext, rule: VolumeRule, event: EventSource, amounts: Amounts?, periods: Periods
    ) {
        self.facts = facts
        self.context = context
        self.rule = rule
        self.event = event
        self.amounts = amounts
        let leadsInSnapshot = facts.leadCount
        let judged = context.judgedRange { chosen($0).first?.at }
        empty = periods.periods(rule.per, overlapping: judged).map {
            PeriodFigure(
                name: $0.name, range: $0.range, value: 0, among: nil,
                atLeast: rule.atLeast?.amount(of: leadsInSnapshot), atMost: rule.atMost?.amount(of: leadsInSnapshot))
        }
    }

    /// Adds the events of some leads. Leads whose `applies` is unknown are counted as data, not as volume.
    func count(_ leads: Range<Int>, into tally: inout Tally) {
        if facts.isBetween(event) { return countBetween(leads, into: &tally) }
        if tally.values.isEmpty { tally.values = Array(repeating: 0, count: empty.count) }
        let firsts = rule.of.which == .first ? tally.firsts?.instants(event, of: leads, facts) : nil
        for lead in leads {
            if amounts == nil, rule.of.which != .each {
                let at = firsts.map { $0[lead - leads.lowerBound] } ?? facts.instant(event, of: lead, rule.of.which)
                if at == missing {
                    context.countUncreated(lead, event, into: &tally)
                } else if context.covers(lead, start: at, into: &tally), let index = empty.index(containing: at) {
                    tally.values[index] += 1
                }
                continue
            }
            let chosen = chosen(lead)
            if chosen.isEmpty { context.countUncreated(lead, event, into: &tally) }
            for (at, amount) in chosen where context.covers(lead, start: at, into: &tally) {
                if let index = empty.index(containing: at) { tally.values[index] += amount }
            }
        }
    }

    /// The periods, with a verdict on each, when all leads have been counted.
    func figures(_ tally: inout Tally) -> [PeriodFigure] {
        if facts.isBetween(event) { return figuresBetween(&tally) }
        var figures = empty
        // Money has no millionths: what binary fractions and the order of adding leave behind must not miss a limit.
        for index in tally.values.indices { figures[index].value = (tally.values[index] * 1e6).rounded() / 1e6 }
        for index in figures.indices { close(figures[index], index, into: &tally) }
        return figures
    }

    /// What one event of a lead adds; a missing amount adds nothing.
    func amount(_ lead: Int) -> Double {
        switch amounts {
        case .byLead(let values): values[lead].isNaN ? 0 : values[lead]
        case .byRow, nil: 1
        }
    }

    /// The lead's events that count, each with what it adds; a missing amount adds nothing.
    private func chosen(_ lead: Int) -> [(at: Int64, amount: Double)] {
        if amounts == nil { return facts.instants(event, of: lead, rule.of.which).map { ($0, 1) } }
        var all: [(at: Int64, amount: Double)]
        switch (amounts, event) {
        case (.byRow(let values), .rows(let index)):
            let events = facts.events[Int(index)]
            all = events.entries(lead).map { (events.at[$0], values[Int(events.rows[$0])]) }
        case (.byLead(let values), _): all = facts.instants(event, of: lead).map { ($0, values[lead]) }
        case (.byRow, _), (nil, _): all = []
        }
        for index in all.indices where all[index].amount.isNaN { all[index].amount = 0 }
        return switch rule.of.which {
        case .each: all
        case .first: Array(all.prefix(1))
        case .last: Array(all.suffix(1))
        }
    }

    func close(_ figure: PeriodFigure, _ index: Int, into tally: inout Tally) {
        let isOver = figure.range.upperBound <= facts.asOf
        func verdict(_ value: Double) -> Verdict {
            if let atMost = figure.atMost, value > atMost { return .missed }
            if let atLeast = figure.atLeast, value < atLeast { return isOver ? .missed : .open }
            return isOver || figure.atMost == nil ? .met : .open
        }
        let least = verdict(figure.value)
        let verdict = figure.most.map { verdict($0) == least ? least : .unknown } ?? least
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
    /// The periods of the term to date.
    private(set) var empty: [PeriodFigure] = []

    init(
        facts: Facts, context: RuleContext, rule: RateRule, of: EventSource, among: EventSource, periods: Periods
    ) {
        self.facts = facts
        self.context = context
        self.rule = rule
        self.of = of
        self.among = among
        let judged = context.judgedRange { facts.instants(among, of: $0, rule.among.which).first }
        empty = periods.periods(rule.per, overlapping: judged).map {
            PeriodFigure(
                name: $0.name, range: $0.range, value: 0, among: 0, atLeast: rule.atLeast, atMost: rule.atMost)
        }
    }

    /// Adds what became of some leads.
    func count(_ leads: Range<Int>, into tally: inout Tally) {
        if facts.isBetween(of) || facts.isBetween(among) { return countBetween(leads, into: &tally) }
        if tally.values.isEmpty {
            tally.values = Array(repeating: 0, count: empty.count)
            tally.among = tally.values
        }
        func count(_ lead: Int, at: Int64, into tally: inout Tally) {
            guard context.covers(lead, start: at, into: &tally), let index = empty.index(containing: at) else { return }
            tally.among[index] += 1
            if facts.first(of, of: lead, atOrAfter: at) != missing { tally.values[index] += 1 }
        }
        let firsts = rule.among.which == .first ? tally.firsts?.instants(among, of: leads, facts) : nil
        for lead in leads {
            if rule.among.which != .each {
                let at = firsts.map { $0[lead - leads.lowerBound] } ?? facts.instant(among, of: lead, rule.among.which)
                if at == missing {
                    context.countUncreated(lead, among, into: &tally)
                } else {
                    count(lead, at: at, into: &tally)
                }
                continue
            }
            let chosen = facts.instants(among, of: lead)
            if chosen.isEmpty { context.countUncreated(lead, among, into: &tally) }
            for at in chosen { count(lead, at: at, into: &tally) }
        }
    }

    /// The periods in which `among` happened, with a verdict on each, when all leads have been counted.
    func figures(_ tally: inout Tally) -> [PeriodFigure] {
        if facts.isBetween(of) || facts.isBetween(among) { return figuresBetween(&tally) }
        var figures = empty
        for index in tally.values.indices {
            figures[index].value = tally.values[index]
            figures[index].among = tally.among[index]
        }
        figures.removeAll { $0.among == 0 }
        for index in figures.indices { close(figures[index], index, into: &tally) }
        return figures
    }

    /// A period that still runs is open: leads that entered it may yet get there.
    func close(_ figure: PeriodFigure, _ index: Int, into tally: inout Tally) {
        let isOver = figure.range.upperBound <= facts.asOf
        func isKept(_ value: Double, _ among: Double?) -> Bool {
            let rate = value / max(among ?? 1, 1)
            return rate >= (figure.atLeast ?? 0) && rate <= (figure.atMost ?? 1)
        }
        let least = isKept(figure.value, figure.among)
        let isCertain = figure.most.map { isKept($0, figure.mostAmong) == least } ?? true
        let verdict: Verdict = isOver ? (isCertain ? (least ? .met : .missed) : .unknown) : .open
        context.closePeriod(verdict, figure, index, isOver: isOver, into: &tally)
    }
}

extension VolumeRule.Limit {
    /// What the limit comes to in a snapshot of so many leads; half a lead is rounded up.
    func amount(of leads: Int) -> Double {
        switch self {
        case .amount(let amount): amount
        case .shareOfLeads(let share): (share * Double(leads) + 0.5).rounded(.down)
        }
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
