import Agreements
import BusinessTime
import Columns

/// A clock rule bound to a snapshot: judges one lead after the other.
struct ClockJudge: Sendable {
    struct Row: Sendable {
        /// Index into `Facts.truths`; nil holds always.
        var when: Int?
        var target: Target
    }

    struct Across: Sendable {
        var distinct: Int
        /// Codes of the column, by row of the event's table; 0 is no value.
        var codes: Fixed<UInt32>
    }

    var facts: Facts
    var context: RuleContext
    var which: EventChoice.Which
    var from: EventSource
    var to: EventSource
    var count: Int
    var across: Across?
    var rows: [Row]
    var calendar: TimetableChoice
    var warnAt: Double?
    var pause: PauseSource
    var cancel: EventSource?

    /// How finely the instants of a rule's events are known, in milliseconds; 0 where they count as exact.
    private struct Uncertainty {
        var from: Int64
        var to: Int64
        var pause: Int64

        var isNone: Bool { from == 0 && to == 0 && pause == 0 }
    }
    /// An end before the start contradicts the start.
    var hasOneEnd: Bool

    func judge(_ leads: Range<Int>, into tally: inout Tally) {
        if isBetween { return judgeBetween(leads, into: &tally) }
        let uncertain = Uncertainty(
            from: facts.uncertainty(from), to: facts.uncertainty(to), pause: pause.uncertainty(facts))
        if uncertain.isNone, pause.isEmpty { return judgePlainly(leads, into: &tally) }
        for lead in leads where context.mayApply(lead) {
            guard which == .each else {
                let start =
                    which == .first
                    ? facts.first(from, of: lead, atOrAfter: Int64.min + 1) : facts.last(from, of: lead)
                if start == missing {
                    context.countUncreated(lead, from, into: &tally)
                } else {
                    judge(lead, from: start, next: missing, uncertain, into: &tally) {
                        pause.stretches(of: lead, from: start, facts)
                    }
                }
                continue
            }
            // The lead's pauses, found once however often a clock starts.
            let pauses = pause.stretches(of: lead, from: Int64.min + 1, facts)
            var start = facts.first(from, of: lead, atOrAfter: Int64.min + 1)
            while start != missing {
                let next = facts.first(from, of: lead, atOrAfter: start + 1)
                judge(lead, from: start, next: next, uncertain, into: &tally) {
                    pauses.isEmpty ? [] : pauses.after(start)
                }
                start = next
            }
        }
    }

    /// The same for clocks that nothing pauses, between instants that count as exact: what nearly all rules are.
    ///
    /// Cost: a tenth of a microsecond a clock.
    private func judgePlainly(_ leads: Range<Int>, into tally: inout Tally) {
        let firsts = which == .last ? nil : tally.firsts?.instants(from, of: leads, facts)
        for lead in leads where context.mayApply(lead) {
            var start =
                firsts.map { $0[lead - leads.lowerBound] } ?? facts.instant(from, of: lead, which)
            if start == missing, which != .each { context.countUncreated(lead, from, into: &tally) }
            while start != missing {
                let next = which == .each ? facts.first(from, of: lead, atOrAfter: start + 1) : missing
                judgePlainly(lead, from: start, next: next, into: &tally)
                start = next
            }
        }
    }

    private func judgePlainly(_ lead: Int, from start: Int64, next: Int64, into tally: inout Tally) {
        guard context.covers(lead, start: start, into: &tally), let row = targetRow(of: lead, start, into: &tally)
        else { return }
        let target = rows[row].target
        let number = facts.timetable(calendar, of: lead, at: start)
        let satisfiedAt = satisfaction(of: lead, from: start, 0)
        let end = max(satisfiedAt == missing ? facts.asOf : satisfiedAt, start)
        let account = facts.timetables.withTimetable(number) { $0.account(of: target, from: start, to: end) }
        var record = VerdictRecord(
            rule: context.index, verdict: .open, targetRow: UInt8(truncatingIfNeeded: row), lead: Int32(lead),
            owner: -1, start: start, due: account.due ?? missing, satisfiedAt: satisfiedAt, used: account.used,
            cause: .none)
        if satisfiedAt == missing, let before = endBeforeStart(of: lead, start) {
            record.satisfiedAt = before
            record.used = 0
            (record.verdict, record.cause) = (.unknown, .endsBeforeStart)
        } else if let cancel, voids(facts.first(cancel, of: lead, atOrAfter: start), record) {
            (record.verdict, record.cause) = (.void, .canceled)
        } else if voids(next, record) {
            (record.verdict, record.cause) = (.void, .restarted)
        } else if satisfiedAt != missing {
            record.verdict = account.isInTime ? .met : .late
        } else if !account.isInTime {
            record.verdict = .missed
        } else if account.due == nil {
            (record.verdict, record.cause) = (.unknown, .calendarNeverOpens)
        } else if let warnAt {
            let warning = facts.timetables.withTimetable(number) {
                $0.instant(ofShare: warnAt, of: target, from: start)
            }
            if let warning, warning <= facts.asOf { record.verdict = .atRisk }
        }
        let until = max(record.satisfiedAt == missing ? facts.asOf : record.satisfiedAt, start)
        context.close(&record, at: account.due ?? start, into: &tally) { kind in
            facts.timetables.withTimetable(number) { $0.used(by: kind, from: start, to: until) }
        }
    }

    private func judge(
        _ lead: Int, from start: Int64, next: Int64, _ uncertain: Uncertainty, into tally: inout Tally,
        pauses: () -> [Range<Int64>]
    ) {
        guard context.covers(lead, start: start, into: &tally), let row = targetRow(of: lead, start, into: &tally)
        else {
            return
        }
        let clock = Clock(
            start: start, target: rows[row].target, timetables: facts.timetables,
            number: facts.timetable(calendar, of: lead, at: start),
            pauses: pauses())
        var record = VerdictRecord(
            rule: context.index, verdict: .open, targetRow: UInt8(truncatingIfNeeded: row), lead: Int32(lead),
            owner: -1,
            start: start, due: clock.due ?? missing, satisfiedAt: satisfaction(of: lead, from: start, uncertain.to),
            used: 0, cause: .none)
        settle(&record, clock, uncertain, next: next, of: lead)
        let end = record.satisfiedAt == missing ? facts.asOf : record.satisfiedAt
        context.close(&record, at: clock.due ?? start, into: &tally) { clock.used(to: end, by: $0) }
    }

    /// Which row of `within` gives the target; counts the leads that have none.
    func targetRow(of lead: Int, _ start: Int64, into tally: inout Tally) -> Int? {
        for (index, row) in rows.enumerated() {
            guard let when = row.when else { return index }
            switch facts.truths[when][lead] {
            case .isTrue: return index
            case .isUnknown:
                context.countUnknown(when, lead, at: start, into: &tally)
                return nil
            default: continue
            }
        }
        if tally.period.contains(start) { tally.scope.noTarget += 1 }
        return nil
    }

    /// The instant of the event that satisfies the clock; `missing` where there is none yet.
    func satisfaction(of lead: Int, from start: Int64, _ uncertainty: Int64) -> Int64 {
        // An event known to the day may lie after a start on that day.
        let earliest = uncertainty == 0 ? start : start - uncertainty + 1
        if count == 1, across == nil { return facts.first(to, of: lead, atOrAfter: earliest) }
        guard case .rows(let index) = to else {
            let instants = facts.instants(to, of: lead).filter { $0 >= earliest }
            return instants.count >= count ? instants[count - 1] : missing
        }
        let events = facts.events[Int(index)]
        let entries = events.entries(lead, atOrAfter: earliest)
        guard entries.count >= count else { return missing }
        guard let across else { return events.at[entries.lowerBound + count - 1] }
        var seen: Set<UInt32> = []
        for entry in entries {
            let code = across.codes[Int(events.rows[entry])]
            if code != 0 { seen.insert(code) }
            if entry - entries.lowerBound + 1 >= count, seen.count >= across.distinct { return events.at[entry] }
        }
        return missing
    }

    /// Decides the verdict and the time used.
    private func settle(
        _ record: inout VerdictRecord, _ clock: Clock, _ uncertain: Uncertainty, next: Int64, of lead: Int
    ) {
        let isSatisfied = record.satisfiedAt != missing
        let end = isSatisfied ? record.satisfiedAt : facts.asOf
        record.used = clock.used(to: end)
        if !isSatisfied, let before = endBeforeStart(of: lead, record.start) {
            record.satisfiedAt = before
            record.used = 0
            (record.verdict, record.cause) = (.unknown, .endsBeforeStart)
            return
        }
        if let cancel {
            let canceled = facts.first(cancel, of: lead, atOrAfter: record.start)
            if voids(canceled, record) {
                (record.verdict, record.cause) = (.void, .canceled)
                return
            }
        }
        if voids(next, record) {
            (record.verdict, record.cause) = (.void, .restarted)
            return
        }
        guard let inTime = isInTime(clock, record, end, uncertain) else {
            (record.verdict, record.cause) = (.unknown, .precision)
            return
        }
        if !inTime, mayHavePaused(clock, record, end, of: lead) {
            (record.verdict, record.cause) = (.unknown, .pausedSinceUnknown)
            return
        }
        switch (isSatisfied, inTime) {
        case (true, true): record.verdict = .met
        case (true, false): record.verdict = .late
        case (false, false): record.verdict = .missed
        case (false, true):
            if let warnAt, let warning = clock.instant(ofShare: warnAt), warning <= facts.asOf {
                record.verdict = .atRisk
            }
            if record.due == missing { record.cause = clock.isPausedForGood ? .paused : .calendarNeverOpens }
            if record.cause == .calendarNeverOpens { record.verdict = .unknown }
        }
    }

    /// Whether a pause that is not written down, only seen in the lead's present stage, can have kept a late clock in time.
    private func mayHavePaused(_ clock: Clock, _ record: VerdictRecord, _ end: Int64, of lead: Int) -> Bool {
        let since = pause.unwrittenSince(lead, from: record.start, facts)
        guard since != missing, since < end else { return false }
        var paused = clock
        paused.pauses = (clock.pauses + [since..<Int64.max]).joined
        return paused.isInTime(end)
    }

    /// Whether an event ends the obligation: it comes before due and before the satisfying event.
    private func voids(_ instant: Int64, _ record: VerdictRecord) -> Bool {
        guard instant != missing, instant <= facts.asOf else { return false }
        return (record.satisfiedAt == missing || record.satisfiedAt > instant)
            && (record.due == missing || instant < record.due)
    }

    func endBeforeStart(of lead: Int, _ start: Int64) -> Int64? {
        guard hasOneEnd else { return nil }
        let end = facts.last(to, of: lead)
        return end != missing && end < start ? end : nil
    }

    /// Whether the clock was satisfied, or still can be, in time; nil where the instants are too coarse to tell.
    ///
    /// The true start lies within the start's unit, the true end within the end's, and so do the ends of the pauses. If even
    /// the longest time between them is in time, or not even the shortest is, the precision does not matter.
    private func isInTime(
        _ clock: Clock, _ record: VerdictRecord, _ end: Int64, _ uncertain: Uncertainty
    ) -> Bool? {
        let uncertainEnd = record.satisfiedAt == missing ? 0 : uncertain.to
        let uncertainPauses = clock.pauses.isEmpty ? 0 : uncertain.pause
        if uncertain.from == 0, uncertainEnd == 0, uncertainPauses == 0 { return clock.isInTime(end) }
        let latestEnd = end + max(uncertainEnd - 1, 0)
        var longest = clock
        longest.pauses = clock.pauses.shrunk(by: uncertainPauses)
        if longest.isInTime(latestEnd) { return true }
        let latestStart = min(record.start + max(uncertain.from - 1, 0), max(end, record.start))
        var shortest = clock
        shortest.start = latestStart
        shortest.pauses = clock.pauses.grown(by: uncertainPauses)
        return shortest.isInTime(max(end, latestStart)) ? nil : false
    }
}

/// One running clock: when it is due, and how much of its target is used.
struct Clock {
    var start: Int64
    let target: Target
    let timetables: Timetables
    /// Which of the timetables it runs on.
    let number: Int
    var pauses: [Range<Int64>]
    let due: Int64?

    init(start: Int64, target: Target, timetables: Timetables, number: Int, pauses: [Range<Int64>]) {
        self.start = start
        self.target = target
        self.timetables = timetables
        self.number = number
        self.pauses = pauses
        due = timetables.withTimetable(number) { $0.due(of: target, from: start, pauses: pauses) }
    }

    var isPausedForGood: Bool { pauses.last?.upperBound == Int64.max }

    func used(to end: Int64, by kind: Target? = nil) -> Int64 {
        timetables.withTimetable(number) {
            $0.used(by: kind ?? target, from: start, to: max(end, start), pauses: pauses)
        }
    }

    func isInTime(_ end: Int64) -> Bool {
        timetables.withTimetable(number) { $0.isInTime(target, from: start, to: max(end, start), pauses: pauses) }
    }

    func instant(ofShare share: Double) -> Int64? {
        timetables.withTimetable(number) { $0.instant(ofShare: share, of: target, from: start, pauses: pauses) }
    }
}
