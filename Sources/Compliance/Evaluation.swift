import Agreements
import BusinessTime
import Columns
import Conditions
import Findings
import Snapshots

/// Rules and a snapshot brought together: everything the rules share is worked out, and they can be judged or explained.
public struct Evaluation: Sendable {
    public struct Options: Sendable {
        public var period: PeriodChoice = .current
        /// Verdicts to list one by one; all are counted.
        public var listed: Set<Verdict> = [.late, .missed, .unknown, .waived]
        public var threads = 1

        public init() {}
    }

    let plan: Plan
    let snapshot: Snapshot
    let versions: [BoundVersion]
    /// Order of the leads by id, in byte order.
    let rank: [Int32]
    let findings: [Finding]

    /// - Parameter snapshot: Read with the columns that `plan.needs` names.
    public init(_ plan: Plan, _ snapshot: Snapshot, threads: Int = 1) {
        self.plan = plan
        self.snapshot = snapshot
        var findings: [Finding] = []
        rank = Evaluation.rank(of: snapshot.leads)
        versions = zip(plan.agreements, plan.versions).map { agreement, version in
            BoundVersion(agreement, version, snapshot, threads: threads, findings: &findings)
        }
        self.findings = findings
    }

    /// Judges every rule.
    public func judgement(_ options: Options) -> Judgement {
        let asOf = snapshot.asOf
        let current = plan.agreements.first { $0.range.contains(asOf) } ?? plan.agreements[plan.agreements.count - 1]
        let period = options.period.period(of: current, asOf: asOf)
        var judgement = Judgement(
            snapshot: snapshot, agreements: plan.agreements, period: period, rules: [], verdicts: [], carriedOver: [],
            findings: plan.findings + findings)
        for (number, version) in versions.enumerated() {
            for planned in version.plan.rules where planned.isChosen {
                let index = UInt16(judgement.rules.count)
                let (result, tally) = judge(planned, version, number, index, period, options)
                judgement.rules.append(result)
                judgement.verdicts += ordered(tally.records)
                judgement.carriedOver += ordered(tally.carriedOver)
                judgement.findings += scopeFindings(result)
            }
        }
        return judgement
    }

    /// Judges one rule over all leads, in as many threads as asked for; the parts are joined in the order of the leads.
    private func judge(
        _ planned: PlannedRule, _ version: BoundVersion, _ number: Int, _ index: UInt16, _ period: JudgedPeriod,
        _ options: Options
    ) -> (RuleResult, Tally) {
        var result = RuleResult(
            rule: planned.rule, agreement: number, isRefused: planned.body == nil,
            counts: Array(repeating: 0, count: Verdict.allCases.count), scope: .init(), goal: nil, columns: [],
            figures: [])
        var tally = Tally(
            listed: options.listed, period: period.range, quantiles: planned.rule.goal?.quantiles.count ?? 0)
        guard let judge = version.judge(for: planned, index: index, snapshot: snapshot, rank: rank) else {
            return (result, tally)
        }
        switch judge {
        case .clock(let judge): spread(&tally, options.threads) { judge.judge($0, into: &$1) }
        case .measure(let judge):
            tally.used = [[]]
            spread(&tally, options.threads) { judge.judge($0, into: &$1) }
            result.measured = Measurement(tally.used[0], isBusinessTime: judge.kind.isBusinessTime)
        case .cadence(let judge): spread(&tally, options.threads) { judge.judge($0, into: &$1) }
        case .require(let judge):
            result.columns = judge.columnIndex.sorted { $0.value < $1.value }.map(\.key)
            spread(&tally, options.threads) { judge.judge($0, into: &$1) }
        case .unique(let judge): spread(&tally, options.threads) { judge.judge($0, into: &$1) }
        case .volume(let judge): result.figures = judge.judge(into: &tally)
        case .rate(let judge): result.figures = judge.judge(into: &tally)
        }
        result.counts = tally.counts
        result.scope = tally.scope
        result.goal = planned.rule.goal.map {
            GoalResult($0, attainment: result.attainment, used: tally.used)
        }
        return (result, tally)
    }

    private func spread(_ tally: inout Tally, _ threads: Int, _ body: @Sendable (Range<Int>, inout Tally) -> Void) {
        let count = snapshot.leads.rowCount
        let parts = max(1, min(threads * 4, count / 4096))
        guard threads > 1, parts > 1 else {
            body(0..<count, &tally)
            return
        }
        let empty = tally
        let results = inParallel(parts, threads: threads) { part in
            var mine = empty
            body(count * part / parts..<count * (part + 1) / parts, &mine)
            return mine
        }
        for part in results { tally.merge(part) }
    }

    /// By id of the lead in byte order, then by start.
    private func ordered(_ records: [VerdictRecord]) -> [VerdictRecord] {
        func key(_ record: VerdictRecord) -> (Int32, Int64) {
            (record.lead < 0 ? -1 : rank[Int(record.lead)], record.start)
        }
        let isOrdered = zip(records, records.dropFirst()).allSatisfy { key($0) <= key($1) }
        return isOrdered ? records : records.sorted { key($0) < key($1) }
    }

    private static func rank(of leads: Snapshot.Table) -> [Int32] {
        let count = leads.rowCount
        var rank = [Int32](repeating: 0, count: count)
        guard case .text(let ids)? = leads.columns["id"] else { return rank }
        let order: [Int]
        switch ids.storage {
        case .dictionary(let codes, let values):
            order = inOrder(count) { values[Int(codes[$0])].lexicographicallyPrecedes(values[Int(codes[$1])]) }
        case .spans(let spans, let arena):
            order = unsafe arena.withUnsafeBytes { bytes in
                inOrder(count) { a, b in
                    // A missing id, which no reader lets through, comes first.
                    guard !spans[a].isMissing, !spans[b].isMissing else {
                        return spans[a].isMissing && !spans[b].isMissing
                    }
                    return unsafe bytes[spans[a].range].lexicographicallyPrecedes(bytes[spans[b].range])
                }
            }
        }
        for (place, lead) in order.enumerated() { rank[lead] = Int32(place) }
        return rank
    }

    /// The numbers below `count` in order; those that stand in order already are not sorted.
    private static func inOrder(_ count: Int, by precedes: (Int, Int) -> Bool) -> [Int] {
        let isOrdered = (0..<max(0, count - 1)).allSatisfy { precedes($0, $0 + 1) }
        return isOrdered ? Array(0..<count) : (0..<count).sorted(by: precedes)
    }

    /// What was left out of a rule's scope for want of data, said once a rule and column.
    private func scopeFindings(_ result: RuleResult) -> [Finding] {
        var found: [Finding] = []
        let rule = result.rule
        for (column, count) in result.scope.unknown.sorted(by: { $0.key < $1.key }) {
            found.append(
                .warning(
                    .valuesMissing,
                    "\(count) \(count == 1 ? "lead is" : "leads are") out of the scope of '\(rule.id)' for want of a value in \(column)",
                    at: rule.place))
        }
        if result.scope.noTarget > 0 {
            found.append(
                .warning(
                    .noTarget, "no row of 'within' of '\(rule.id)' holds for \(result.scope.noTarget) leads",
                    at: rule.place))
        }
        if result.scope.outsideTerm > 0, plan.agreements.count == 1 {
            found.append(
                .warning(
                    .outsideTerm, "\(result.scope.outsideTerm) starts of '\(rule.id)' lie outside the term",
                    at: rule.place))
        }
        return found
    }
}

extension Agreement {
    /// The term in milliseconds; open ends reach as far as instants do.
    var range: Range<Int64> {
        let from = term.from.map { zone.startOfDay($0) } ?? Int64.min + 1
        let until = term.until.map { zone.startOfDay($0 + 1) } ?? Int64.max
        return from..<max(from, until)
    }
}
