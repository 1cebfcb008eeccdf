import Agreements
import BusinessTime
import Columns
import Compliance
import Snapshots

/// Breaches in the words of formats whose readers have nothing else before them: an annotation, a failed test, a table.
struct BreachWords {
    let judgement: Judgement
    let words: VerdictWords
    let time: LocalTime
    let baseline: BaselineState?

    init(_ judgement: Judgement, baseline: BaselineState?) {
        self.judgement = judgement
        words = VerdictWords(judgement)
        time = LocalTime(zone: judgement.current.zone)
        self.baseline = baseline
    }

    func rule(of record: VerdictRecord) -> Rule { judgement.rules[Int(record.rule)].rule }

    /// `Jörg Krämer`, or the id of who is not among the users.
    func owner(of view: VerdictView) -> String? { (view.owner ?? view.ownerID)?.onOneLine }

    /// `Mon 30 Mar 2026 02:40`.
    func due(_ record: VerdictRecord) -> String? { record.due == missing ? nil : time.instant(record.due) }

    /// `1 h 00 min`, or `1 h 00 min of open hours`.
    func lateness(_ record: VerdictRecord) -> String? {
        words.lateness(of: record).map { length, isBusinessTime in
            Duration.words(length, business: isBusinessTime) + (isBusinessTime ? " of open hours" : "")
        }
    }

    /// Which lead, whose, due when, late by how much, and what happened: `L-1021 (Jörg Krämer): due Mon 30 Mar 2026 02:40, late by
    /// 1 h 00 min of open hours; touch only after 2 h 00 min of business time, 1 business hour agreed`.
    func line(_ record: VerdictRecord, withZone: Bool = false) -> String {
        let view = words.view(of: record)
        var facts: [String] = []
        if let due = due(record), record.lead >= 0 {
            facts.append("due \(due)\(withZone ? " (\(time.zone.identifier))" : "")")
        }
        if let lateness = lateness(record) { facts.append("late by \(lateness)") }
        let owner = owner(of: view).map { " (\($0))" } ?? ""
        let times = facts.isEmpty ? "" : facts.joined(separator: ", ") + "; "
        return
            "\(view.subject.onOneLine)\(owner): \(times)\(view.reason.onOneLine)\(age(record).map { ", \($0)" } ?? "")"
    }

    /// The same, with the rule and who owes it in front.
    func sentence(_ record: VerdictRecord) -> String {
        let rule = rule(of: record)
        return "\(rule.id)\(rule.party.map { ", owed by \($0)" } ?? ""): \(line(record, withZone: true))".onOneLine
    }

    /// `known since 2026-03-31`; nil where no baseline knows the breach.
    func age(_ record: VerdictRecord) -> String? { since(record).map { "known since \($0)" } }

    /// The day on which the baseline first saw the breach.
    func since(_ record: VerdictRecord) -> String? { baseline?.since(record, words).map { CivilDate.format($0) } }

    /// Milliseconds past due, or the length of the gap: how bad a breach is beside others of its rule.
    func overrun(_ record: VerdictRecord) -> Int64 {
        guard record.due != missing else { return max(0, record.used) }
        return (record.satisfiedAt != missing ? record.satisfiedAt : judgement.snapshot.asOf) - record.due
    }

    /// The worst first; those that a baseline knows after all that are new.
    func worstFirst(_ records: [VerdictRecord]) -> [VerdictRecord] {
        let keyed = records.enumerated().map { place, record in
            (isKnown: baseline?.since(record, words) != nil, overrun: overrun(record), place: place)
        }
        let order = keyed.sorted { a, b in
            if a.isKnown != b.isKnown { return b.isKnown }
            return a.overrun != b.overrun ? a.overrun > b.overrun : a.place < b.place
        }
        return order.map { records[$0.place] }
    }
}

extension CheckReport {
    /// Listed one by one at most, in the formats that build servers read: GitHub takes no more results in one upload.
    static let mostListed = 25_000

    /// Breaches of the rules that are shown, worst rule first, the worst breach first, with how many are left out of each.
    func listedBreaches(_ words: BreachWords, atMost limit: Int = mostListed) -> [BreachGroup] {
        var room = limit
        return ranked(shownBreaches(of: words.judgement), of: words.judgement).map { index, records in
            let shown = Array(words.worstFirst(records).prefix(room))
            room -= shown.count
            return BreachGroup(
                result: words.judgement.rules[index], index: index, records: shown, leftOut: records.count - shown.count
            )
        }
    }

    /// Breaches of the rules that are severe enough to be shown.
    func shownBreaches(of judgement: Judgement) -> [VerdictRecord] {
        judgement.verdicts.filter { record in
            record.verdict.isBreach && judgement.rules[Int(record.rule)].rule.severity >= shownSeverity
        }
    }

    /// Whether a breach of the rule fails the gate.
    func failsGate(_ rule: Rule) -> Bool {
        guard rule.section != .metrics, !failOn.contains(.never) else { return false }
        return failOn.contains { condition in
            switch condition {
            case .critical: rule.severity >= .critical
            case .major: rule.severity >= .major
            case .minor, .breach: true
            case .goal, .never: false
            }
        }
    }

    /// Whether a missed goal fails the gate.
    var goalsFailGate: Bool { failOn.contains(.goal) && !failOn.contains(.never) }
}

/// What a format lists of one rule's breaches.
struct BreachGroup {
    var result: RuleResult
    /// Of the rule in the judgement.
    var index: Int
    /// The worst first.
    var records: [VerdictRecord]
    /// Breaches that are counted, and not listed.
    var leftOut: Int

    var count: Int { records.count + leftOut }

    /// `first-response: 8 breaches (critical, sales)`.
    var title: String {
        let owed = [result.rule.severity.rawValue, result.rule.party].compactMap(\.self).joined(separator: ", ")
        return "\(result.rule.id): \(counted(count, "breach", "breaches")) (\(owed))".onOneLine
    }
}
