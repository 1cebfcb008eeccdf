import Agreements
import BusinessTime
import Columns
import Conditions
import Snapshots

/// The clocks behind verdicts, for those who look back or ahead: whether a breach was one at an earlier instant, and when a
/// share of a target is used.
public struct RunningClocks: Sendable {
    private let versions: [BoundVersion]
    /// By rule of the judgement: its version, and its judge where its verdicts fall due.
    private let rules: [(version: Int, judge: BoundVersion.Judge?)]
    private let results: [RuleResult]

    /// - Parameter judgement: One that the evaluation made.
    public init(_ evaluation: Evaluation, _ judgement: Judgement) {
        versions = evaluation.versions
        results = judgement.rules
        rules = judgement.rules.enumerated().map { index, result in
            let version = evaluation.versions[result.agreement]
            let planned = version.plan.rules.first { $0.isChosen && $0.rule.id == result.rule.id }
            switch result.rule.kind {
            case .clock, .cadence:
                let judge = planned.flatMap {
                    version.judge(
                        for: $0, index: UInt16(index), snapshot: evaluation.snapshot, rank: evaluation.rank, threads: 1)
                }
                return (result.agreement, judge)
            case .require, .unique, .volume, .rate: return (result.agreement, nil)
            }
        }
    }

    /// The clock of a verdict; nil where the rule has none, or its target none that counts from its start.
    public func clock(of record: VerdictRecord) -> RunningClock? {
        let (version, judge) = rules[Int(record.rule)]
        guard case .clock(let clock) = judge, record.start != missing,
            let target = results[Int(record.rule)].rule.target(row: Int(record.targetRow))
        else { return nil }
        let facts = versions[version].facts
        return RunningClock(
            timetable: timetable(of: record), target: target, start: record.start,
            pauses: clock.pause.stretches(of: Int(record.lead), from: record.start, facts))
    }

    /// The calendar on which the time of a verdict is measured: its clock's, else the default of its agreement.
    public func timetable(of record: VerdictRecord) -> Timetable {
        let (version, judge) = rules[Int(record.rule)]
        let facts = versions[version].facts
        let choice: TimetableChoice? =
            switch judge {
            case .clock(let clock): clock.calendar
            case .cadence(let cadence): cadence.calendar
            case .measure, .require, .unique, .volume, .rate, nil: nil
            }
        guard let choice, record.start != missing, record.lead >= 0 else { return facts.timetables[0] }
        return facts.timetables[facts.timetable(choice, of: Int(record.lead), at: record.start)]
    }

    /// The calendar of a user, by row; that of the agreement where the user names none, or nobody is known.
    public func timetable(ofUser user: Int32, ruledBy rule: UInt16) -> Timetable {
        let facts = versions[rules[Int(rule)].version].facts
        return facts.timetables[user < 0 ? 0 : Int(facts.userTimetables[Int(user)])]
    }
}

/// One clock with what decides its instants.
public struct RunningClock: Sendable {
    public let timetable: Timetable
    public let target: Target
    /// Milliseconds since 1970 UTC.
    public let start: Int64
    let pauses: [Range<Int64>]

    /// Whether the target was used up at an instant, had nothing satisfied it.
    public func isBreached(at instant: Int64) -> Bool {
        instant > start && !timetable.isInTime(target, from: start, to: instant, pauses: pauses)
    }

    /// When a share (0–1) of the target is used; nil where it never is.
    public func instant(ofShare share: Double) -> Int64? {
        timetable.instant(ofShare: share, of: target, from: start, pauses: pauses)
    }
}

extension Plan {
    /// Adds what it takes to tell people of verdicts: where they can be reached, and whether they are still there.
    public mutating func needPeople() {
        need("users", columns: ["email": .text, "active": .boolean, "name": .text], links: ["manager"])
    }
}
