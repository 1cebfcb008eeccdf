import Agreements
import BusinessTime
import Columns

/// Clocks of which an end is known only to lie between two snapshots: a verdict stands where it comes out the same for every
/// instant between the two.
extension ClockJudge {
    /// Whether the clock has such ends.
    var isBetween: Bool {
        guard let between = facts.between else { return false }
        if case .owner = calendar, between.owners.count > 0 { return true }
        return facts.isBetween(from) || facts.isBetween(to) || pause.isBetween(facts)
            || cancel.map { facts.isBetween($0) } ?? false
    }

    func judgeBetween(_ leads: Range<Int>, into tally: inout Tally) {
        for lead in leads where context.mayApply(lead) {
            let sure = facts.occurrences(from, of: lead)
            let passes = facts.passes(from, of: lead)
            // Of what was past before the first snapshot nothing is known but that it cannot be the first again.
            let maybe = which == .first && !sure.isEmpty ? passes : passes.filter { !facts.isBeforeSeries($0) }
            if sure.isEmpty, maybe.isEmpty, let pass = passes.first {
                if context.covers(lead, start: pass.range.lowerBound, into: &tally) { tally.scope.beforeSeries += 1 }
                continue
            }
            if sure.isEmpty, maybe.isEmpty {
                context.countUncreated(lead, from, into: &tally)
                continue
            }
            let canceling =
                cancel.map {
                    facts.occurrences($0, of: lead).map { Voiding(event: $0, isSure: true, cause: .canceled) }
                        + facts.passes($0, of: lead).map { Voiding(event: $0, isSure: false, cause: .canceled) }
                }
                ?? []
            switch which {
            case .first:
                let start = sure.first.map { _ in sure.earliest }
                let others = maybe.filter { other in start.map { other.range.lowerBound < $0.range.upperBound } ?? true
                }
                judge(lead, Start(sure: start, maybe: others, voiding: canceling), into: &tally)
            case .last:
                let start = sure.first.map { _ in sure.latest }
                let others = maybe.filter { other in start.map { other.range.upperBound > $0.range.lowerBound } ?? true
                }
                judge(lead, Start(sure: start, maybe: others, voiding: canceling), into: &tally)
            case .each:
                for (index, start) in sure.enumerated() {
                    let again = sure[(index + 1)...].prefix(1)
                        .map { Voiding(event: $0, isSure: true, cause: .restarted) }
                    let perhaps = maybe.filter { $0.range.lowerBound > start.range.lowerBound }
                        .map { Voiding(event: $0, isSure: false, cause: .restarted) }
                    judge(lead, Start(sure: start, maybe: [], voiding: canceling + again + perhaps), into: &tally)
                }
                for other in maybe {
                    judge(lead, Start(sure: nil, maybe: [other], voiding: canceling), into: &tally)
                }
            }
        }
    }

    /// When a clock can have started.
    private struct Start {
        /// Nil where it may never have.
        var sure: Occurrence?
        /// Where a lead may have come through, in place of the other.
        var maybe: [Occurrence]
        var voiding: [Voiding]
    }

    /// What voids a clock if it comes in time.
    private struct Voiding {
        var event: Occurrence
        var isSure: Bool
        var cause: Cause
    }

    private func judge(_ lead: Int, _ start: Start, into tally: inout Tally) {
        guard let shown = start.sure ?? start.maybe.first,
            context.covers(lead, start: context.instant(of: shown.range), into: &tally),
            let row = targetRow(of: lead, shown.range.lowerBound, into: &tally)
        else { return }
        let target = rows[row].target
        let outcome = outcome(lead, shown, start.voiding, target)
        let others = start.maybe.dropFirst(start.sure == nil ? 1 : 0).map {
            context.isStraddling($0.range) || !context.term.contains($0.range.lowerBound)
                ? nil : self.outcome(lead, $0, start.voiding, target).verdict
        }
        let isHarmless = outcome.verdict == .met && others.allSatisfy { $0 == .met }
        if start.sure == nil, outcome.isKept, others.allSatisfy({ $0 == .met || $0 == .open }),
            !context.isStraddling(shown.range)
        {
            // Whether the lead came through or not, nobody broke anything.
            if tally.period.contains(shown.range.lowerBound) { tally.scope.passedOver += 1 }
            return
        }
        // Of a breach the least is told that is certain, and the most of what was in time.
        let isBreach = outcome.verdict?.isBreach ?? false
        let from = isBreach ? shown.range.upperBound : shown.range.lowerBound
        let clock = Clock(
            start: from, target: target, timetables: facts.timetables,
            number: facts.timetable(calendar, of: lead, at: shown.range.lowerBound),
            pauses: pause.stretches(of: lead, from: from, facts, widest: isBreach))
        let end = isBreach ? outcome.earliestEnd : outcome.latestEnd
        var record = VerdictRecord(
            rule: context.index, verdict: .unknown, targetRow: UInt8(truncatingIfNeeded: row), lead: Int32(lead),
            owner: -1, start: shown.range.lowerBound, due: clock.due ?? missing, satisfiedAt: end ?? missing,
            used: clock.used(to: end ?? facts.asOf), cause: .none)
        if start.sure == nil || !start.maybe.isEmpty && !isHarmless {
            let maybe = start.maybe.first ?? shown
            record.cause = .passedOver(minutes: maybe.minutes)
            record.start = maybe.range.lowerBound
        } else if outcome.endsBefore {
            record.satisfiedAt = facts.last(to, of: lead)
            record.used = 0
            record.cause = .endsBeforeStart
        } else if let verdict = outcome.verdict, !context.isStraddling(shown.range) {
            record.verdict = verdict
            record.cause = outcome.cause
            complete(&record, clock)
        } else if shown.isExact, let end = outcome.uncertainEnd {
            record.satisfiedAt = end.range.lowerBound
            record.cause = .endBetween(minutes: end.minutes)
        } else {
            record.cause = .startBetween(minutes: shown.minutes)
        }
        let until = record.satisfiedAt == missing ? facts.asOf : record.satisfiedAt
        context.close(&record, at: clock.due ?? record.start, into: &tally) { clock.used(to: until, by: $0) }
    }

    /// What a clock that runs comes to.
    private func complete(_ record: inout VerdictRecord, _ clock: Clock) {
        guard record.verdict == .open else { return }
        if let warnAt, let warning = clock.instant(ofShare: warnAt), warning <= facts.asOf { record.verdict = .atRisk }
        if record.due == missing { record.cause = clock.isPausedForGood ? .paused : .calendarNeverOpens }
        if record.cause == .calendarNeverOpens { record.verdict = .unknown }
    }

    private struct Outcome {
        /// Nil where not every instant comes to the same.
        var verdict: Verdict?
        var cause = Cause.none
        /// Whether no instant comes to a breach.
        var isKept = false
        var endsBefore = false
        /// When the clock can have been satisfied, if it was.
        var earliestEnd: Int64?
        var latestEnd: Int64?
        /// The first event that satisfies it, where that is not known exactly.
        var uncertainEnd: Occurrence?
    }

    private func outcome(_ lead: Int, _ start: Occurrence, _ voiding: [Voiding], _ target: Target) -> Outcome {
        let ends = PossibleEnds(self, lead, start)
        let (first, last) = (start.range.lowerBound, start.range.upperBound)
        let numbers = facts.timetables(calendar, of: lead, in: start.range)
        let least = pause.stretches(of: lead, from: first, facts, widest: false)
        let most = pause.stretches(of: lead, from: first, facts, widest: true)
        func clocks(_ from: Int64, _ pauses: [Range<Int64>]) -> [Clock] {
            numbers.map {
                Clock(
                    start: from, target: target, timetables: facts.timetables, number: $0, pauses: pauses.after(from))
            }
        }
        var found: Set<Verdict> = []
        func judge(_ from: Int64, _ end: Int64?, _ pauses: [Range<Int64>]) {
            for clock in clocks(from, pauses) {
                let isInTime = clock.isInTime(end ?? facts.asOf)
                found.insert(end == nil ? (isInTime ? .open : .missed) : (isInTime ? .met : .late))
            }
        }
        for from in ends.worstStarts { judge(from, ends.latest(from), least) }
        for from in ends.bestStarts { judge(from, ends.earliest(from), most) }
        var outcome = Outcome(earliestEnd: ends.earliest(last), latestEnd: ends.latest(first))
        outcome.uncertainEnd = ends.first.flatMap { $0.isExact ? nil : $0 }
        if ends.earliest(first) == nil, endBeforeStart(of: lead, first) != nil {
            outcome.endsBefore = true
            return outcome
        }
        outcome.isKept = found.isSubset(of: [.met, .open])
        switch found {
        case [.met], [.open], [.late], [.missed]: outcome.verdict = found.first
        case [.late, .missed]: outcome.verdict = .late
        default: break
        }
        for one in voiding where one.event.range.upperBound >= first && one.event.range.lowerBound <= facts.asOf {
            let event = one.event
            let isOrdered = event.order >= 0 && start.order >= 0
            if isOrdered, event.order < start.order { continue }
            let isPossible =
                clocks(last, most).contains { $0.due.map { event.range.lowerBound < $0 } ?? true }
                && (ends.latest(first) == nil || ends.latest(last).map { event.range.lowerBound < $0 } ?? true)
            if !isPossible { continue }
            let isAfter = isOrdered ? event.order > start.order : event.range.lowerBound >= last
            let isCertain =
                one.isSure && isAfter && event.range.upperBound <= facts.asOf
                && clocks(first, least).allSatisfy { $0.due.map { event.range.upperBound < $0 } ?? true }
                && ends.earliest(first).map { event.range.upperBound < $0 } ?? true
            outcome.verdict = isCertain ? .void : nil
            outcome.cause = one.cause
            return outcome
        }
        return outcome
    }
}

extension [Occurrence] {
    /// When the first of them happened.
    var earliest: Occurrence {
        let (lower, upper) = (map(\.range.lowerBound).min() ?? missing, map(\.range.upperBound).min() ?? missing)
        return Occurrence(range: lower...upper, order: allSatisfy { $0.order >= 0 } ? self[0].order : -1)
    }

    /// When the last of them did.
    var latest: Occurrence {
        let (lower, upper) = (map(\.range.lowerBound).max() ?? missing, map(\.range.upperBound).max() ?? missing)
        return Occurrence(range: lower...upper, order: allSatisfy { $0.order >= 0 } ? self[count - 1].order : -1)
    }
}

extension RuleContext {
    /// Whether what starts within a range may lie in the term, or not.
    func isStraddling(_ range: ClosedRange<Int64>) -> Bool {
        term.contains(range.lowerBound) != term.contains(range.upperBound)
            || range.lowerBound < term.lowerBound && range.upperBound >= term.upperBound
    }

    /// The instant by which a version is chosen: the earliest, unless no version is in force then.
    func instant(of range: ClosedRange<Int64>) -> Int64 {
        !term.contains(range.lowerBound) && term.contains(range.upperBound)
            && outside.contains { $0.contains(range.lowerBound) } ? range.upperBound : range.lowerBound
    }
}
