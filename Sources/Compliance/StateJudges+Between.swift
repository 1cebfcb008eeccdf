import Agreements
import BusinessTime
import Columns

/// What becomes of rules other than clocks where an event is known only to lie between two snapshots.
extension RequireJudge {
    func judgeBetween(_ leads: Range<Int>, _ which: EventChoice.Which, _ event: EventSource, into tally: inout Tally) {
        for lead in leads {
            guard let happened = facts.happened(event, to: lead, which) else {
                context.countUncreated(lead, event, into: &tally)
                continue
            }
            let range = happened.range
            guard context.covers(lead, start: context.instant(of: range), into: &tally) else { continue }
            let truth = facts.truths[condition][lead]
            var record = record(lead, start: range.lowerBound)
            if !happened.isSure {
                if happened.isBeforeSeries || truth == .isTrue {
                    tally.scope.count(happened)
                    continue
                }
                (record.verdict, record.cause) = (.unknown, .passedOver(minutes: happened.minutes))
            } else if context.isStraddling(range) || happened.mayBeOther && !context.term.contains(happened.least) {
                (record.verdict, record.cause) = (.unknown, .startBetween(minutes: happened.minutes))
            } else {
                decide(&record, truth, lead)
            }
            context.close(&record, at: facts.asOf, into: &tally)
        }
    }
}

/// When the event with which a rule begins happened to a lead.
struct Happening {
    var range: ClosedRange<Int64>
    /// Whether a snapshot shows it; else the lead can have come through, or not.
    var isSure: Bool
    /// Whether that would have been before the first snapshot.
    var isBeforeSeries = false
    /// Whether the lead can have come through in another place, too, at `least` at the earliest.
    var mayBeOther = false
    var least: Int64

    var minutes: UInt32 { Occurrence(range: range).minutes }
}

extension RuleResult.Scope {
    /// Counts a lead that may have begun, without anybody having broken anything that is known.
    mutating func count(_ happening: Happening) {
        if happening.isBeforeSeries { beforeSeries += 1 } else { passedOver += 1 }
    }
}

extension Facts {
    /// Whether what passed was past before the first snapshot of the series.
    func isBeforeSeries(_ pass: Occurrence) -> Bool {
        between?.begin.map { pass.range.upperBound <= $0 } ?? false
    }

    /// When the first or the last event happened; nil where it cannot have.
    func happened(_ event: EventSource, to lead: Int, _ which: EventChoice.Which) -> Happening? {
        let sure = occurrences(event, of: lead)
        var maybe = passes(event, of: lead)
        guard !sure.isEmpty else {
            guard let pass = maybe.first(where: { !isBeforeSeries($0) }) ?? maybe.first else { return nil }
            return Happening(
                range: pass.range, isSure: false, isBeforeSeries: isBeforeSeries(pass), least: pass.range.lowerBound)
        }
        let range = which == .last ? sure.latest.range : sure.earliest.range
        maybe = maybe.filter {
            which == .last ? $0.range.upperBound > range.lowerBound : $0.range.lowerBound < range.upperBound
        }
        let least = maybe.map(\.range.lowerBound).min() ?? range.lowerBound
        return Happening(range: range, isSure: true, mayBeOther: !maybe.isEmpty, least: min(least, range.lowerBound))
    }
}

extension CadenceJudge {
    /// One verdict for each stay that a snapshot shows; a stay between two of them is shorter than any rhythm.
    func judgeBetween(_ leads: Range<Int>, into tally: inout Tally) {
        for lead in leads where context.mayApply(lead) {
            let history = facts.history
            let entries = history.entries(lead)
            var all = entries.filter { history.to[$0] == stage }.map { entry -> (begin: Occurrence, end: Occurrence) in
                let now = Occurrence(range: facts.asOf...facts.asOf)
                return (facts.change(entry), entry + 1 < entries.upperBound ? facts.change(entry + 1) : now)
            }
            if !all.isEmpty, facts.presentStage?[lead] == stage {
                all[all.count - 1].end = Occurrence(range: facts.asOf...facts.asOf)
            }
            let chosen =
                switch stays {
                case .each: all[...]
                case .first: all.prefix(1)
                case .last: all.suffix(1)
                }
            for stay in chosen where context.covers(lead, start: context.instant(of: stay.begin.range), into: &tally) {
                judge(lead, stay.begin, stay.end, into: &tally)
            }
        }
    }

    private func judge(_ lead: Int, _ begin: Occurrence, _ end: Occurrence, into tally: inout Tally) {
        let least = begin.range.lowerBound
        let most = max(least, min(end.range.upperBound, facts.asOf))
        let events = facts.instants(event, of: lead, in: least...most)
        // Between two events nothing changes; at an event it still counts, and right after it no longer does.
        func instants(_ range: ClosedRange<Int64>) -> [Int64] {
            [range.lowerBound, range.upperBound]
                + events.flatMap { [$0 - 1, $0, $0 + 1] }.filter { range.contains($0) }
        }
        let begins = instants(least...max(least, begin.range.upperBound))
        let ends = instants(min(most, end.range.lowerBound)...most)
        var shown: VerdictRecord?
        var verdicts: Set<Verdict> = []
        if begins.count * ends.count <= 1000 {
            for begin in begins {
                for end in ends {
                    let record = record(lead, begin..<max(begin, end))
                    verdicts.insert(record.verdict)
                    shown = shown ?? record
                }
            }
        }
        let stay = least..<max(least, most)
        var record = shown ?? record(lead, stay)
        if verdicts.count != 1 || context.isStraddling(begin.range) || isNearStep(lead, begin, end) {
            record.verdict = .unknown
            record.cause = begin.isExact ? .endBetween(minutes: end.minutes) : .startBetween(minutes: begin.minutes)
            record.satisfiedAt = begin.isExact ? end.range.lowerBound : missing
        }
        close(&record, lead, stay, into: &tally)
    }

    /// Whether an event or the end of the stay lies so near a step of a schedule that it may be before or after it.
    private func isNearStep(_ lead: Int, _ begin: Occurrence, _ end: Occurrence) -> Bool {
        guard case .schedule(let steps) = rhythm, !begin.isExact || !end.isExact else { return false }
        let timetable = facts.timetables[facts.timetable(calendar, of: lead, at: begin.range.lowerBound)]
        let instants = facts.instants(event, of: lead) + [end.range.lowerBound, end.range.upperBound]
        return steps.contains { step in
            guard let first = timetable.due(of: step, from: begin.range.lowerBound),
                let last = timetable.due(of: step, from: begin.range.upperBound)
            else { return true }
            return instants.contains { (first...max(first, last)).contains($0) }
                || (end.range.lowerBound...max(end.range.lowerBound, end.range.upperBound)).contains(first)
                    && !end.isExact
        }
    }
}
