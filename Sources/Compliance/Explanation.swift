import Agreements
import BusinessTime
import Columns
import Conditions
import Snapshots

/// How one lead fares under one rule, step by step.
public struct Explanation: Sendable {
    public var rule: Rule
    /// Index into the agreements that were judged by.
    public var agreement: Int
    public var lead: String
    /// Why there is no verdict, in plain words; nil where there is one.
    public var outOfScope: String?
    public var clocks: [Account]
    /// What happened to the lead, in order of time.
    public var timeline: [Entry]

    /// One verdict and how it came about.
    public struct Account: Sendable {
        public var record: VerdictRecord
        public var view: VerdictView
        /// Name and zone of the calendar that the clock ran on; nil for rules without one.
        public var calendar: BusinessCalendar?
        public var pauses: [Range<Int64>]
        /// What was open and what was closed from the start to the end of the clock.
        public var stretches: [Stretch]
    }

    public struct Entry: Hashable, Sendable {
        public var at: Int64
        public var text: String
        /// What the rule makes of it: `counts as touch`, `before the start`.
        public var remark: String?
    }
}

extension Plan {
    /// Adds the columns that a lead's timeline shows, where the snapshot has them.
    public mutating func needTimeline() {
        need("leads", columns: ["created_at": .instant, "stage": .text], links: [])
        need(
            "stage_changes", columns: ["from_stage": .text, "to_stage": .text, "at": .instant], links: ["lead"])
        need(
            "activities", columns: ["at": .instant, "kind": .text, "direction": .text, "outcome": .text],
            links: ["lead"])
        for table in needs.keys { needs[table]?.keeping = nil }
    }
}

extension Evaluation {
    /// Explains a lead under the rules named, or under all that judge single leads.
    ///
    /// - Returns: Nil where the snapshot has no lead of that id.
    public func explain(lead id: String, rule ruleID: String? = nil) -> [Explanation]? {
        guard let row = (0..<snapshot.leads.rowCount).first(where: { snapshot.leads.text("id", $0) == id }) else {
            return nil
        }
        var options = Options()
        options.period = .all
        options.listed = Set(Verdict.allCases)
        var explanations: [Explanation] = []
        for (number, version) in versions.enumerated() {
            for planned in version.plan.rules where planned.isChosen && (ruleID == nil || planned.rule.id == ruleID) {
                if let explanation = explain(row, id, planned, version, number) { explanations.append(explanation) }
            }
        }
        return explanations
    }

    private func explain(
        _ row: Int, _ id: String, _ planned: PlannedRule, _ version: BoundVersion, _ number: Int
    ) -> Explanation? {
        var explanation = Explanation(
            rule: planned.rule, agreement: number, lead: id, outOfScope: nil, clocks: [],
            timeline: [])
        guard let judge = version.judge(for: planned, index: 0, snapshot: snapshot, rank: rank) else {
            explanation.outOfScope = "the snapshot lacks what the rule needs"
            return explanation
        }
        var tally = Tally(
            listed: Set(Verdict.allCases), period: Int64.min + 1..<Int64.max,
            quantiles: planned.rule.goal?.quantiles.count ?? 0)
        switch judge {
        case .clock(let judge): judge.judge(row..<row + 1, into: &tally)
        case .cadence(let judge): judge.judge(row..<row + 1, into: &tally)
        case .require(let judge): judge.judge(row..<row + 1, into: &tally)
        case .unique(let judge): judge.judge(row..<row + 1, into: &tally)
        case .measure:
            explanation.outOfScope = "a metric is measured, and nobody owes it"
            return explanation
        case .volume, .rate: return nil
        }
        var result = RuleResult(
            rule: planned.rule, agreement: number, isRefused: false, counts: tally.counts, scope: tally.scope,
            goal: nil,
            columns: [], figures: [])
        if case .require(let judge) = judge {
            result.columns = judge.columnIndex.sorted { $0.value < $1.value }.map(\.key)
        }
        let words = Judgement(
            snapshot: snapshot, agreements: plan.agreements,
            period: PeriodChoice.all.period(of: version.agreement, asOf: snapshot.asOf),
            rules: [result], verdicts: [], carriedOver: [], findings: [])
        explanation.clocks = tally.records.map { account($0, words.view(of: $0), judge, version) }
        if tally.records.isEmpty { explanation.outOfScope = outOfScope(planned, tally.scope, row, version) }
        explanation.timeline = timeline(row, planned, version, explanation.clocks)
        return explanation
    }

    private func account(
        _ record: VerdictRecord, _ view: VerdictView, _ judge: BoundVersion.Judge, _ version: BoundVersion
    ) -> Explanation.Account {
        let lead = Int(record.lead)
        let choice: TimetableChoice?
        var pauses: [Range<Int64>] = []
        switch judge {
        case .clock(let judge):
            choice = judge.calendar
            pauses = judge.pause.stretches(of: lead, from: record.start, judge.facts)
        case .cadence(let judge): choice = judge.calendar
        case .require, .unique, .volume, .rate, .measure: choice = nil
        }
        guard let choice, record.start != missing else {
            return Explanation.Account(record: record, view: view, calendar: nil, pauses: [], stretches: [])
        }
        let timetable = version.facts.timetables[version.facts.timetable(choice, of: lead, at: record.start)]
        let end = record.satisfiedAt == missing ? snapshot.asOf : record.satisfiedAt
        let needsWindows =
            record.verdict != .unknown && view.rule.target(row: Int(record.targetRow))?.isMeasuredByCalendar ?? false
        return Explanation.Account(
            record: record, view: view, calendar: timetable.calendar, pauses: pauses,
            stretches: needsWindows && end > record.start
                ? timetable.account(from: record.start, to: end, pauses: pauses) : [])
    }

    private func outOfScope(
        _ planned: PlannedRule, _ scope: RuleResult.Scope, _ row: Int, _ version: BoundVersion
    ) -> String {
        if let applies = planned.applies, version.facts.truths[applies][row] == .isFalse {
            return "the rule does not apply: \(planned.rule.applies?.text ?? "") is false"
        }
        if let column = scope.unknown.keys.first { return "out of scope for want of a value in \(column)" }
        if scope.outsideTerm > 0 { return "it starts outside the term" }
        if scope.noTarget > 0 { return "no row of 'within' holds" }
        switch planned.rule.kind {
        case .clock(let clock): return "never \(clock.from.event.text)"
        case .cadence(let cadence): return "never in the stage \(cadence.stage)"
        case .require(let require): return require.at.map { "never \($0.event.text)" } ?? "out of scope"
        case .unique: return "without a key"
        case .volume, .rate: return "out of scope"
        }
    }
}

extension Target {
    /// Whether opening hours or days decide when it is used up.
    var isMeasuredByCalendar: Bool {
        switch self {
        case .businessTime, .businessDays, .closeOfBusiness: true
        case .elapsed, .months: false
        }
    }
}
