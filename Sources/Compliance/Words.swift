import Agreements
import BusinessTime
import Columns
import Conditions
import Snapshots

/// A verdict with names and words in place of row numbers.
public struct VerdictView: Sendable {
    public var rule: Rule
    /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
    public var subject: String
    /// Nil for volumes and rates.
    public var lead: String?
    public var verdict: Verdict
    /// In words: `4 business hours`; nil for rules without a target.
    public var target: String?
    public var targetMilliseconds: Int64?
    public var ownerID: String?
    public var owner: String?
    public var team: String?
    public var manager: String?
    /// One line, plain words, no full stop.
    public var reason: String
}

extension Judgement {
    public func view(of record: VerdictRecord) -> VerdictView {
        let result = rules[Int(record.rule)]
        let lead = record.lead < 0 ? nil : snapshot.leads.text("id", Int(record.lead))
        let target = result.rule.target(row: Int(record.targetRow))
        let user = snapshot.users.flatMap { record.owner < 0 ? nil : ($0, Int(record.owner)) }
        let manager = user.flatMap { users, row in
            snapshot.managerRow.flatMap { $0[row] < 0 ? nil : users.text("name", Int($0[row])) }
        }
        return VerdictView(
            rule: result.rule, subject: subject(of: record, lead: lead, result), lead: lead, verdict: record.verdict,
            target: target?.text, targetMilliseconds: target?.milliseconds,
            ownerID: user.map { $0.0.text("id", $0.1) } ?? (lead == nil ? nil : snapshot.leads.text("owner_id", Int(record.lead))),
            owner: user.flatMap { $0.0.text("name", $0.1) }, team: user.flatMap { $0.0.text("team", $0.1) },
            manager: manager, reason: reason(for: record, result, target))
    }

    private func subject(of record: VerdictRecord, lead: String?, _ result: RuleResult) -> String {
        guard let lead else {
            if case .figure(let index) = record.cause { return result.figures[Int(index)].name }
            return ""
        }
        return result.rule.hasSeveralVerdictsALead && record.start != missing
            ? "\(lead)@\(CivilDate.format(instant: record.start))" : lead
    }

    private func reason(for record: VerdictRecord, _ result: RuleResult, _ target: Target?) -> String {
        switch record.cause {
        case .none: break
        case .conditionFalse: return "not true: \(result.rule.requirement)"
        case .valueMissing(let column):
            return "cannot be true without a value in \(result.columns[Int(column)]): \(result.rule.requirement)"
        case .duplicateOf(let lead): return "same key as \(snapshot.leads.text("id", Int(lead)) ?? "?"), which came first"
        case .endsBeforeStart:
            return "\(result.rule.awaited) at \(CivilDate.format(instant: record.satisfiedAt)), before the start"
        case .precision:
            return "the instants are not known finely enough to decide \(target.map { "within \($0.text)" } ?? "")"
        case .paused: return "paused; the clock stands still"
        case .calendarNeverOpens: return "the calendar does not open after the start"
        case .canceled: return "voided before due"
        case .restarted: return "started anew before due"
        case .waiver(let index):
            let waiver = agreements[result.agreement].waivers[Int(index)]
            return "waived by \(waiver.approvedBy): \(waiver.reason)"
        case .step(let index): return "step \(index + 1) of the schedule passed without \(result.rule.awaited)"
        case .figure(let index): return result.figures[Int(index)].words
        }
        return timing(of: record, result, target)
    }

    /// The reason of a clock or cadence: how long it took, against what was agreed.
    private func timing(of record: VerdictRecord, _ result: RuleResult, _ target: Target?) -> String {
        guard let target else { return record.verdict == .met ? "true: \(result.rule.requirement)" : "" }
        let used = Duration.words(record.used, business: target.isBusinessTime)
        if case .cadence(let cadence) = result.rule.kind {
            return record.verdict == .met
                ? "longest gap between \(cadence.event.text) events \(used), \(target.text) agreed"
                : "\(used) without \(cadence.event.text), \(target.text) agreed"
        }
        switch record.verdict {
        case .met: return "\(result.rule.awaited) after \(used), \(target.text) agreed"
        case .late: return "\(result.rule.awaited) only after \(used), \(target.text) agreed"
        case .missed: return "no \(result.rule.awaited) for \(used), \(target.text) agreed"
        case .open: return "no \(result.rule.awaited) yet, \(used) of \(target.text) used"
        case .atRisk: return "no \(result.rule.awaited) yet, already \(used) of \(target.text) used"
        case .void, .waived, .unknown: return ""
        }
    }
}

extension Rule {
    /// The target that row `row` of `within` (or the rhythm of a cadence) gives.
    public func target(row: Int) -> Target? {
        switch kind {
        case .clock(let clock): clock.within.indices.contains(row) ? clock.within[row].target : nil
        case .cadence(let cadence):
            switch cadence.rhythm {
            case .every(let target): target
            case .schedule: nil
            }
        case .require, .unique, .volume, .rate: nil
        }
    }

    /// Whether one lead may have several verdicts under the rule, told apart by their start.
    var hasSeveralVerdictsALead: Bool {
        switch kind {
        case .clock(let clock): clock.from.which == .each
        case .cadence(let cadence): cadence.stays == .each
        case .require, .unique, .volume, .rate: false
        }
    }

    /// What a clock or cadence waits for, as the author wrote it.
    var awaited: String {
        switch kind {
        case .clock(let clock):
            let across = clock.to.across.map { " across \($0.distinct) \($0.column)" } ?? ""
            return clock.to.count == 1 ? clock.to.event.text : "\(clock.to.count) \(clock.to.event.text)\(across)"
        case .cadence(let cadence): return cadence.event.text
        case .require, .unique, .volume, .rate: return ""
        }
    }

    var requirement: String {
        switch kind {
        case .require(let require): require.condition.text
        case .unique(let unique): unique.key.text
        case .clock, .cadence, .volume, .rate: ""
        }
    }
}

extension PeriodFigure {
    /// `7950 of at least 9000`, `62.4 % (16498 of 26445), at least 60 %`.
    public var words: String {
        var limits: [String] = []
        if let among {
            if let atLeast { limits.append("at least \(Self.percent(atLeast))") }
            if let atMost { limits.append("at most \(Self.percent(atMost))") }
            let rate = among == 0 ? 0 : value / among
            return (["\(Self.percent(rate)) (\(Self.plain(value)) of \(Self.plain(among)))"] + limits)
                .joined(separator: ", ")
        }
        if let atLeast { limits.append("at least \(Self.plain(atLeast))") }
        if let atMost { limits.append("at most \(Self.plain(atMost))") }
        return ([Self.plain(value)] + limits).joined(separator: ", ")
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int64((share * 1000).rounded(.down))
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

/// Lengths of time in words.
public enum Duration {
    /// `2 h 05 min`, `45 s`; elapsed time of two days and more as `3 d 4 h`, business time never in days.
    public static func words(_ milliseconds: Int64, business: Bool) -> String {
        let seconds = milliseconds / 1000
        if seconds < 60 {
            return milliseconds % 1000 == 0 ? "\(seconds) s" : "\(seconds).\(thousandths(milliseconds % 1000)) s"
        }
        let minutes = seconds / 60
        if minutes < 60 { return seconds % 60 == 0 ? "\(minutes) min" : "\(minutes) min \(two(seconds % 60)) s" }
        let hours = minutes / 60
        if business || hours < 48 {
            let rest = seconds % 60 == 0 ? "" : " \(two(seconds % 60)) s"
            return "\(hours) h \(two(minutes % 60)) min\(rest)"
        }
        return "\(hours / 24) d \(hours % 24) h" + (minutes % 60 == 0 ? "" : " \(two(minutes % 60)) min")
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
    private static func thousandths(_ number: Int64) -> String { String(String(1000 + number).dropFirst()) }
}

extension Target {
    /// Length in milliseconds where the target is a length: elapsed or business time.
    public var milliseconds: Int64? {
        switch self {
        case .elapsed(let milliseconds), .businessTime(let milliseconds): milliseconds
        case .months, .businessDays, .closeOfBusiness: nil
        }
    }

    /// Whether time used against it is counted in opening hours.
    public var isBusinessTime: Bool {
        switch self {
        case .businessTime: true
        case .elapsed, .months, .businessDays, .closeOfBusiness: false
        }
    }
}
