import Agreements
import BusinessTime
import Columns
import Compliance
import Reports
import Snapshots

/// The weekly round through the leads: everything that is still owed, by manager and rep, the most urgent first.
public struct Agenda: Sendable {
    public var title: String
    /// Milliseconds since 1970 UTC.
    public var asOf: Int64
    public var zone: Zone
    public var groups: [Group]
    public var version: String

    /// The leads of one rep.
    public struct Group: Sendable {
        /// Nil where nobody is known.
        public var manager: String?
        public var rep: String?
        /// Whether somebody works here who could do it: false for leads without an owner, or of one who left.
        public var hasOwner: Bool
        public var items: [Item]
    }

    /// One thing that is owed for one lead.
    public struct Item: Sendable {
        public var lead: String
        public var company: String?
        public var stage: String?
        public var rule: String
        public var severity: RuleSeverity
        public var verdict: Verdict
        /// `missing` where there is none.
        public var due: Int64
        /// `due in 1 h 20 min business time`, `overdue since Mon 2 Mar 2026 10:00`.
        public var timeLeft: String
        /// What is owed, in the author's words.
        public var owed: String
        /// `missing` where it never was, or nothing says what a touch is.
        public var lastTouch: Int64
        public var suggestion: Suggestion
        /// What the suggestion is about, after a colon; empty where the word says it all.
        public var detail: String
    }

    /// What to do about it, in a word.
    public enum Suggestion: String, Sendable, CaseIterable {
        case respond, disposition, recycle, nurture, reassign, merge, complete
    }

    /// How many things are owed.
    public var count: Int { groups.reduce(0) { $0 + $1.items.count } }
}

extension Agenda {
    /// Judges the period and lists what is open, at risk, or late and unanswered; of earlier periods, too.
    ///
    /// - Parameter rule: Which rules are of interest.
    public init(of evaluation: Evaluation, period: PeriodChoice, threads: Int, version: String) {
        var options = Evaluation.Options()
        options.period = period
        options.threads = threads
        options.listed = [.open, .atRisk, .missed]
        let judgement = evaluation.judgement(options)
        let maker = AgendaMaker(judgement: judgement, evaluation: evaluation)
        title = judgement.current.title ?? judgement.current.id
        asOf = judgement.snapshot.asOf
        zone = judgement.current.zone
        self.version = version
        groups = maker.groups
    }
}

private struct AgendaMaker {
    let judgement: Judgement
    let evaluation: Evaluation
    private let words: VerdictWords
    private let time: LocalTime
    private let finals: Set<String>
    private var snapshot: Snapshot { judgement.snapshot }

    init(judgement: Judgement, evaluation: Evaluation) {
        self.judgement = judgement
        self.evaluation = evaluation
        words = VerdictWords(judgement)
        time = LocalTime(zone: judgement.current.zone)
        finals = Set(judgement.current.stages.filter(\.isFinal).map(\.name))
    }

    var groups: [Agenda.Group] {
        var byOwner: [Int32: [(record: VerdictRecord, place: Int)]] = [:]
        let owners = snapshot.link("owner", of: "leads")?.rows
        let all = Array(judgement.verdicts) + judgement.carriedOver
        for (place, record) in all.enumerated() where record.lead >= 0 {
            let rule = judgement.rules[Int(record.rule)].rule
            guard rule.section != .metrics, !isOver(Int(record.lead), record) else { continue }
            // Whoever has the lead now has to do it, whoever had it when it fell due.
            byOwner[owners?[Int(record.lead)] ?? -1, default: []].append((record, place))
        }
        var groups = byOwner.map { owner, records in group(owner, records) }
        groups.sort { a, b in
            if a.hasOwner != b.hasOwner { return !a.hasOwner }
            return ((a.manager ?? ""), (a.rep ?? "")) < ((b.manager ?? ""), (b.rep ?? ""))
        }
        return groups
    }

    /// Whether the lead has come to its end, so that what was missed can no longer be done.
    private func isOver(_ lead: Int, _ record: VerdictRecord) -> Bool {
        record.verdict == .missed && snapshot.leads.text("stage", lead).map(finals.contains) ?? false
    }

    private func group(_ owner: Int32, _ records: [(record: VerdictRecord, place: Int)]) -> Agenda.Group {
        let row = owner < 0 ? nil : Int(owner)
        var hasLeft = false
        if let row, case .booleans(let active)? = snapshot.users?.columns["active"] {
            hasLeft = active[row] == .isFalse
        }
        let isOwned = row != nil && !hasLeft
        // What has a due comes by it; what has none, such as a lead without a reason, comes after, severe rules first.
        let sorted = records.sorted { a, b in
            let (first, second) = (a.record.due, b.record.due)
            if (first == missing) != (second == missing) { return second == missing }
            if first != second { return first < second }
            let severities = (severity(a.record), severity(b.record))
            return severities.0 != severities.1 ? severities.0 > severities.1 : a.place < b.place
        }
        let name = row.flatMap { words.name(ofUser: $0) ?? words.id(ofUser: $0) }
        return Agenda.Group(
            manager: words.name(ofUser: words.manager(ofUser: row)), rep: name.map { hasLeft ? "\($0) (left)" : $0 },
            hasOwner: isOwned, items: sorted.map { item($0.record, isOwned: isOwned) })
    }

    private func severity(_ record: VerdictRecord) -> RuleSeverity { judgement.rules[Int(record.rule)].rule.severity }

    private func item(_ record: VerdictRecord, isOwned: Bool) -> Agenda.Item {
        let view = words.view(of: record)
        let (suggestion, detail) = suggestion(record, view, isOwned: isOwned)
        return Agenda.Item(
            lead: view.lead ?? view.subject,
            company: judgement.hidesPeople ? nil : snapshot.leads.text("company", Int(record.lead)),
            stage: snapshot.leads.text("stage", Int(record.lead)), rule: view.rule.id, severity: view.rule.severity,
            verdict: record.verdict, due: record.due, timeLeft: timeLeft(record, view),
            owed: view.rule.says ?? view.rule.id, lastTouch: evaluation.lastTouch(of: Int(record.lead)) ?? missing,
            suggestion: suggestion, detail: detail)
    }

    private func timeLeft(_ record: VerdictRecord, _ view: VerdictView) -> String {
        guard record.due != missing else { return "now" }
        if record.verdict == .missed { return "overdue since \(time.instant(record.due))" }
        let isBusiness = words.target(of: record)?.isBusinessTime ?? false
        guard let target = view.targetMilliseconds else {
            return "due in \(Duration.words(floored(record.due - snapshot.asOf), business: false))"
        }
        let left = Duration.words(floored(target - record.used), business: isBusiness)
        return "due in \(left)\(isBusiness ? " business time" : "")"
    }

    /// Whole minutes, so that nobody is promised a second too many.
    private func floored(_ milliseconds: Int64) -> Int64 { max(0, milliseconds) / 60_000 * 60_000 }

    /// Why there is nobody who could do it.
    private func absence(of record: VerdictRecord) -> String {
        let row = snapshot.link("owner", of: "leads")?.rows[Int(record.lead)] ?? -1
        if row >= 0 { return "its owner left" }
        guard let owner = snapshot.leads.text("owner_id", Int(record.lead)) else { return "nobody has it" }
        return "its owner \(judgement.hidesPeople ? "" : owner + " ")is not among the users"
    }

    private func suggestion(
        _ record: VerdictRecord, _ view: VerdictView, isOwned: Bool
    ) -> (Agenda.Suggestion, String) {
        if case .unique = view.rule.kind {
            return (.merge, view.reason)
        }
        if !isOwned { return (.reassign, absence(of: record)) }
        switch view.rule.kind {
        case .require: return (.complete, view.reason)
        case .cadence(let cadence): return (.nurture, "the next \(cadence.event.text)")
        case .clock(let clock):
            if clock.to.event.text == judgement.current.touchEvent { return (.respond, "") }
            if case .leaves(let stage) = clock.to.event.kind {
                return record.verdict == .missed
                    ? (.recycle, "or move it on from \(stage)") : (.disposition, "move it on from \(stage)")
            }
            return (.disposition, "")
        case .unique, .volume, .rate: return (.complete, "")
        }
    }
}
