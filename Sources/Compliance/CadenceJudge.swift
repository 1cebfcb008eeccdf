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
        for lead in leads where context.mayApply(lead) {
            let all = staysInStage(of: lead)
            let chosen =
                switch stays {
                case .each: all[...]
                case .first: all.prefix(1)
                case .last: all.suffix(1)
                }
            for stay in chosen where context.covers(lead, start: stay.lowerBound, into: &tally) {
                judge(lead, stay, into: &tally)
            }
        }
    }

    /// From each entry to the next stage change, or to as-of.
    ///
    /// Where the lead's present stage is this one although its history ends elsewhere, the last stay still lasts: of two
    /// sources that contradict each other, the one counts that lets no forgotten lead pass.
    private func staysInStage(of lead: Int) -> [Range<Int64>] {
        let history = facts.history
        let entries = history.entries(lead)
        var stays = entries.filter { history.to[$0] == stage && history.at[$0] <= facts.asOf }.map { entry in
            let end = entry + 1 < entries.upperBound ? min(history.at[entry + 1], facts.asOf) : facts.asOf
            return history.at[entry]..<max(end, history.at[entry])
        }
        if let last = stays.last, facts.presentStage?[lead] == stage {
            stays[stays.count - 1] = last.lowerBound..<facts.asOf
        }
        return stays
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
        let events = facts.instants(event, of: lead, in: stay.lowerBound...stay.upperBound)
        let timetable = facts.timetables[facts.timetable(calendar, of: lead, at: stay.lowerBound)]
        var record = VerdictRecord(
            rule: context.index, verdict: .met, targetRow: 0, lead: Int32(lead), owner: -1, start: stay.lowerBound,
            due: missing, satisfiedAt: missing, used: 0, cause: .none)
        switch rhythm {
        case .every(let target): judgeGaps(&record, [stay.lowerBound] + events + [stay.upperBound], target, timetable)
        case .schedule(let steps): judgeSteps(&record, stay, events, steps, timetable)
        }
        return record
    }

    private func judgeGaps(_ record: inout VerdictRecord, _ ends: [Int64], _ target: Target, _ timetable: Timetable) {
        for (from, to) in zip(ends, ends.dropFirst()) {
            record.used = max(record.used, timetable.used(by: target, from: from, to: to))
            if record.verdict == .met, !timetable.isInTime(target, from: from, to: to) {
                record.verdict = .missed
                record.due = timetable.due(of: target, from: from) ?? missing
            }
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
