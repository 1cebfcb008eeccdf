import Agreements
import BusinessTime
import Columns

/// A cadence rule bound to a snapshot: one verdict for each stay in a stage.
///
/// A broken cadence is due when its first gap grew too long, or its first missed step was due: it belongs to that period.
/// One that was kept belongs to the period in which the stay ended, or to as-of's.
struct CadenceJudge: Sendable {
    var facts: Facts
    var context: RuleContext
    var stays: EventChoice.Which
    var stage: Int16
    var event: EventSource
    var rhythm: CadenceRule.Rhythm
    var calendar: TimetableChoice

    func judge(_ leads: Range<Int>, into tally: inout Tally) {
        if facts.isBetween(.enters(stage)) { return judgeBetween(leads, into: &tally) }
        let (history, asOf, stage) = (facts.history, facts.asOf, stage)
        for lead in leads where context.mayApply(lead) {
            let entries = history.entries(lead)
            let begins = { (entry: Int) in history.to[entry] == stage && history.at[entry] <= asOf }
            guard let last = entries.last(where: begins) else { continue }
            switch stays {
            case .last: judge(lead, entry: last, isLast: true, into: &tally)
            case .first:
                guard let first = entries.first(where: begins) else { continue }
                judge(lead, entry: first, isLast: first == last, into: &tally)
            case .each:
                for entry in entries where begins(entry) {
                    judge(lead, entry: entry, isLast: entry == last, into: &tally)
                }
            }
        }
    }

    /// Judges the stay from an entry to the next stage change, or to as-of.
    ///
    /// Where the lead's present stage is this one although its history ends elsewhere, the last stay still lasts: of two
    /// sources that contradict each other, the one counts that lets no forgotten lead pass.
    private func judge(_ lead: Int, entry: Int, isLast: Bool, into tally: inout Tally) {
        let history = facts.history
        let begin = history.at[entry]
        guard context.covers(lead, start: begin, into: &tally) else { return }
        let isOpen = entry + 1 == history.entries(lead).upperBound || isLast && facts.presentStage?[lead] == stage
        let end = isOpen ? facts.asOf : min(history.at[entry + 1], facts.asOf)
        judge(lead, begin..<max(begin, end), into: &tally)
    }

    private func judge(_ lead: Int, _ stay: Range<Int64>, into tally: inout Tally) {
        var record = record(lead, stay)
        close(&record, lead, stay, into: &tally)
    }

    func close(_ record: inout VerdictRecord, _ lead: Int, _ stay: Range<Int64>, into tally: inout Tally) {
        context.close(&record, at: record.due == missing ? stay.upperBound : record.due, into: &tally) { quantile in
            facts.timetables[facts.timetable(calendar, of: lead, at: stay.lowerBound)]
                .used(by: quantile, from: stay.lowerBound, to: stay.upperBound)
        }
    }

    /// What a stay comes to.
    func record(_ lead: Int, _ stay: Range<Int64>) -> VerdictRecord {
        let number = facts.timetable(calendar, of: lead, at: stay.lowerBound)
        var record = VerdictRecord(
            rule: context.index, verdict: .met, targetRow: 0, lead: Int32(lead), owner: -1, start: stay.lowerBound,
            due: missing, satisfiedAt: missing, used: 0, cause: .none)
        switch rhythm {
        case .every(let target): judgeGaps(&record, lead, stay, target, number)
        case .schedule(let steps):
            let events = facts.instants(event, of: lead, in: stay.lowerBound...stay.upperBound)
            judgeSteps(&record, stay, events, steps, facts.timetables[number])
        }
        return record
    }

    /// The gaps between the events, the first after the stay's begin, the last before its end.
    private func judgeGaps(
        _ record: inout VerdictRecord, _ lead: Int, _ stay: Range<Int64>, _ target: Target, _ number: Int
    ) {
        var from = stay.lowerBound
        if case .rows(let index) = event {
            let events = facts.events[Int(index)]
            for entry in events.entries(lead, atOrAfter: stay.lowerBound) {
                let at = events.at[entry]
                if at > stay.upperBound { break }
                judgeGap(&record, from, at, target, number)
                from = at
            }
        } else {
            for at in facts.instants(event, of: lead, in: stay.lowerBound...stay.upperBound) {
                judgeGap(&record, from, at, target, number)
                from = at
            }
        }
        judgeGap(&record, from, stay.upperBound, target, number)
    }

    private func judgeGap(_ record: inout VerdictRecord, _ from: Int64, _ to: Int64, _ target: Target, _ number: Int) {
        let account = facts.timetables.withTimetable(number) { $0.account(of: target, from: from, to: to) }
        record.used = max(record.used, account.used)
        if record.verdict == .met, !account.isInTime {
            record.verdict = .missed
            record.due = account.due ?? missing
        }
    }

    /// Step *k* is kept by an event after step *k* − 1 was due and by the time step *k* is.
    private func judgeSteps(
        _ record: inout VerdictRecord, _ stay: Range<Int64>, _ events: [Int64], _ steps: [Target],
        _ timetable: Timetable
    ) {
        var after = stay.lowerBound - 1
        for (index, step) in steps.enumerated() {
            guard let due = timetable.due(of: step, from: stay.lowerBound) else { continue }
            let isKept = events.contains { $0 > after && $0 <= due }
            after = due
            if isKept { continue }
            // A step that was not yet due when the stay ended, or at as-of, was not missed.
            guard due < stay.upperBound else {
                if stay.upperBound == facts.asOf { record.verdict = .open }
                record.due = stay.upperBound == facts.asOf ? due : missing
                return
            }
            record.verdict = .missed
            record.cause = .step(UInt16(truncatingIfNeeded: index))
            record.due = due
            return
        }
    }
}
