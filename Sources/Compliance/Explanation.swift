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
    /// Whether that is so because another version of the agreement judges the lead.
    var isOfOtherTerm = false
    public var clocks: [Account]
    /// What happened to the lead, in order of time.
    public var timeline: [Entry]

    /// One verdict and how it came about.
    public struct Account: Sendable {
        public var record: VerdictRecord
        public var view: VerdictView
        /// Name and zone of the calendar that the clock ran on; nil where no business time was counted.
        public var calendar: BusinessCalendar?
        /// When the clock stood still; none touches the next, and one that lasts has no end.
        public var pauses: [Pause]
        /// Who owned the lead from the start to the end of the clock, in the order in which they first did; empty where the
        /// snapshot has no owner changes.
        public var holders: [Holder]
        /// What was open and what was closed from the start to the end of the clock.
        public var stretches: [Stretch]
    }

    public struct Pause: Hashable, Sendable {
        public var range: Range<Int64>
        /// `in on-hold`, `from asked-to-wait until reply`.
        public var reason: String
    }

    public struct Holder: Hashable, Sendable {
        /// Name or id; nil where none is known.
        public var name: String?
        /// Time of the target's own kind, in milliseconds.
        public var used: Int64
        public var isBusinessTime: Bool
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
        for version in versions.indices { versions[version].needsAllRows = true }
        need("leads", columns: ["created_at": .instant], links: [])
        need(
            "stage_changes", columns: ["from_stage": .text, "to_stage": .text, "at": .instant], links: ["lead"])
        need(
            "activities", columns: ["at": .instant, "kind": .text, "direction": .text, "outcome": .text],
            links: ["lead"])
        for table in needs.keys { needs[table]?.keeping = nil }
    }
}

extension Plan {
    /// Adds the columns that decide which rows are an event, so that the rows can be written down.
    public mutating func needRows() {
        for (table, wanted) in needs {
            for use in wanted.conditions.flatMap(\.uses) {
                need(use.table, columns: [use.path.column: use.type], links: [])
            }
            needs[table]?.keeping = nil
        }
        need("users", columns: ["email": .text, "active": .boolean], links: [])
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
        return explain(row: row, id: id, rule: ruleID)
    }

    /// The same of a row of the leads.
    package func explain(row: Int, id: String, rule ruleID: String? = nil) -> [Explanation] {
        var explanations: [Explanation] = []
        for (number, version) in versions.enumerated() {
            for planned in version.plan.rules where planned.isChosen && (ruleID == nil || planned.rule.id == ruleID) {
                guard let explanation = explain(row, id, planned, version, number) else { continue }
                if explanation.isOfOtherTerm, isIn(planned.rule, otherThan: number) { continue }
                explanations.append(explanation)
            }
        }
        return explanations
    }

    /// Whether another version has the rule, too.
    private func isIn(_ rule: Rule, otherThan number: Int) -> Bool {
        plan.agreements.enumerated().contains { index, agreement in
            index != number && agreement.rules.contains { $0.id == rule.id }
        }
    }

    private func explain(
        _ row: Int, _ id: String, _ planned: PlannedRule, _ version: BoundVersion, _ number: Int
    ) -> Explanation? {
        var explanation = Explanation(
            rule: planned.rule, agreement: number, lead: id, outOfScope: nil, clocks: [],
            timeline: [])
        guard let judge = version.judge(for: planned, index: 0, snapshot: snapshot, rank: rank, threads: 1) else {
            explanation.outOfScope = "the snapshot lacks what the rule needs"
            return explanation
        }
        var tally = Tally(
            listed: Set(Verdict.allCases), period: Int64.min + 1..<Int64.max,
            quantiles: planned.rule.goal?.quantiles.count ?? 0)
        switch judge {
        case .clock, .cadence, .require, .unique: judge.judge(row..<row + 1, into: &tally)
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
        var words = Judgement(
            snapshot: snapshot, agreements: plan.agreements,
            period: PeriodChoice.all.period(of: version.agreement, asOf: snapshot.asOf),
            rules: [result], verdicts: VerdictList([]), carriedOver: [], findings: [])
        words.hidesPeople = hidesPeople
        explanation.clocks = tally.records.map { account($0, words.view(of: $0), judge, version) }
        if tally.records.isEmpty {
            explanation.outOfScope = outOfScope(planned, tally.scope, row, version)
            explanation.isOfOtherTerm = tally.scope.inOtherTerm > 0
        }
        explanation.timeline = timeline(row, planned, version, explanation.clocks)
        return explanation
    }

    private func account(
        _ record: VerdictRecord, _ view: VerdictView, _ judge: BoundVersion.Judge, _ version: BoundVersion
    ) -> Explanation.Account {
        let lead = Int(record.lead)
        var account = Explanation.Account(
            record: record, view: view, calendar: nil, pauses: [], holders: [], stretches: [])
        let choice: TimetableChoice
        switch judge {
        case .clock(let judge):
            choice = judge.calendar
            if record.start != missing {
                account.pauses = pauses(judge.pause, of: lead, from: record.start, view.rule, version)
            }
        case .cadence(let judge): choice = judge.calendar
        case .require, .unique, .volume, .rate, .measure: return account
        }
        guard record.start != missing else { return account }
        let timetable = version.facts.timetables[version.facts.timetable(choice, of: lead, at: record.start)]
        let target = view.rule.target(row: Int(record.targetRow))
        if target?.needsCalendar ?? false { account.calendar = timetable.calendar }
        let end = record.satisfiedAt == missing ? snapshot.asOf : record.satisfiedAt
        // What is unknown for want of a pause's beginning is counted as if there were no such pause.
        guard end > record.start, record.verdict != .unknown || record.cause == .pausedSinceUnknown else {
            return account
        }
        let pauses = account.pauses.map(\.range)
        if target?.needsCalendar ?? false {
            account.stretches = timetable.account(from: record.start, to: end, pauses: pauses)
        }
        account.holders = holders(of: lead, record.start..<end, version.facts.owners) { from, to in
            timetable.used(by: target ?? .elapsed(milliseconds: 0), from: from, to: to, pauses: pauses)
        }
        for index in account.holders.indices { account.holders[index].isBusinessTime = target?.needsCalendar ?? false }
        return account
    }

    /// The pauses of a clock, each with all the reasons there were for it.
    private func pauses(
        _ source: PauseSource, of lead: Int, from start: Int64, _ rule: Rule, _ version: BoundVersion
    ) -> [Explanation.Pause] {
        guard case .clock(let clock) = rule.kind else { return [] }
        var found: [(range: Range<Int64>, reason: String)] = []
        source.visit(lead, from: start, version.facts) { range, reason in
            switch reason {
            case .stage(let stage): found.append((range, "in \(version.agreement.stages[Int(stage)].name)"))
            case .span(let index): found.append((range, clock.pause.spans[index].text))
            }
        }
        // Each of those found lies within one of the joined, and comes where its beginning does.
        found.sort { $0.range.lowerBound < $1.range.lowerBound }
        var next = 0
        return found.map(\.range).joined.prefix { $0.lowerBound <= snapshot.asOf }.map { range in
            var reasons: [String] = []
            while next < found.count, found[next].range.lowerBound < range.upperBound {
                if !reasons.contains(found[next].reason) { reasons.append(found[next].reason) }
                next += 1
            }
            return Explanation.Pause(range: range, reason: reasons.joined(separator: ", "))
        }
    }

    /// How much of a stretch each owner held the lead.
    private func holders(
        of lead: Int, _ stretch: Range<Int64>, _ owners: Ownership, used: (Int64, Int64) -> Int64
    ) -> [Explanation.Holder] {
        guard let changes = owners.changes else { return [] }
        let instants = changes.entries.entries(lead).map { changes.entries.at[$0] }.filter { stretch.contains($0) }
        let bounds = [stretch.lowerBound] + instants + [stretch.upperBound]
        var order: [Int32] = []
        var sums: [Int32: Int64] = [:]
        for (from, to) in zip(bounds, bounds.dropFirst()) where from < to {
            let owner = owners.owner(of: lead, at: from)
            if sums[owner] == nil { order.append(owner) }
            sums[owner, default: 0] += used(from, to)
        }
        return order.map { owner in
            let id = owner < 0 || hidesPeople ? nil : snapshot.users?.text("id", Int(owner))
            return Explanation.Holder(name: name(ofUser: owner) ?? id, used: sums[owner] ?? 0, isBusinessTime: false)
        }
    }

    /// What a user is called; nil where none is known.
    func name(ofUser row: Int32) -> String? {
        if row < 0 { return nil }
        return hidesPeople ? snapshot.users?.numberedPeople[Int(row)] : snapshot.users?.text("name", Int(row))
    }

    private func outOfScope(
        _ planned: PlannedRule, _ scope: RuleResult.Scope, _ row: Int, _ version: BoundVersion
    ) -> String {
        if let applies = planned.applies, version.facts.truths[applies][row] == .isFalse {
            return "the rule does not apply: \(planned.rule.applies?.text ?? "") is false"
        }
        if let column = scope.unknown.keys.first { return "out of scope for want of a value in \(column)" }
        if scope.outsideTerm > 0 { return "it starts outside the term" }
        if scope.inOtherTerm > 0 { return "it starts in the term of another version" }
        if scope.beforeSeries > 0 { return "what it begins with was past before the first snapshot" }
        if scope.passedOver > 0 { return "whether it began no snapshot shows; if it did, it was kept" }
        if scope.noTarget > 0 { return "no row of 'within' holds" }
        switch planned.rule.kind {
        case .clock(let clock): return clock.from.event.never
        case .cadence(let cadence): return "never in the stage \(cadence.stage) up to as-of"
        case .require(let require): return require.at.map { $0.event.never } ?? "out of scope"
        case .unique: return "without a key"
        case .volume, .rate: return "out of scope"
        }
    }
}

extension Event {
    /// `never enters mql`, `no demo_at`.
    ///
    /// What happened after as-of does not exist, so that more cannot be said.
    fileprivate var never: String {
        if case .column(let column) = kind { "no \(column) up to as-of" } else { "never \(text) up to as-of" }
    }
}
