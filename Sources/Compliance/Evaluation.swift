import Agreements
import BusinessTime
import Columns
import Conditions
import Findings
import Snapshots
import Threads

/// Rules and a snapshot brought together: everything the rules share is worked out, and they can be judged or explained.
public struct Evaluation: Sendable {
    public struct Options: Sendable {
        public var period: PeriodChoice = .current
        /// Verdicts to list one by one; all are counted.
        public var listed: Set<Verdict> = [.late, .missed, .unknown, .waived]
        /// Whether breaches of all periods are kept beside those of the period, as a ledger takes them.
        public var isForLedger = false
        public var threads = 1
        /// Names or ids of the owners whose verdicts count; empty counts everybody's.
        public var owners: Set<String> = []
        /// Which of the chosen rules are judged; the others come out as if nothing fell under them.
        public var isJudged: @Sendable (Rule) -> Bool = { _ in true }

        public init() {}
    }

    let plan: Plan
    public let snapshot: Snapshot
    let versions: [BoundVersion]
    /// Order of the leads by id, in byte order.
    let rank: [Int32]
    let findings: [Finding]
    /// Whether people are hidden from what is said of leads and verdicts.
    public var hidesPeople = false

    /// - Parameters:
    ///   - snapshot: Read with the columns that `plan.needs` names.
    ///   - keepingEvents: Whether the rows of events are kept in the snapshot once they have been grouped: to explain and to
    ///     record, and not to judge.
    public init(_ plan: Plan, _ snapshot: Snapshot, threads: Int = 1, keepingEvents: Bool = true) {
        self.plan = plan
        self.snapshot = keepingEvents ? snapshot : snapshot.withoutGroupedColumns
        var findings: [Finding] = []
        if case .text(let ids)? = snapshot.leads.columns["id"] {
            rank = ids.ranks()
        } else {
            rank = Array(repeating: 0, count: snapshot.leads.rowCount)
        }
        versions = zip(plan.agreements, plan.versions).map { agreement, version in
            BoundVersion(
                agreement, among: plan.agreements, version, snapshot, threads: threads, findings: &findings)
        }
        self.findings = findings
    }

    /// Judges every rule.
    public func judgement(_ options: Options) -> Judgement {
        judgement(options, summing: nil as (@Sendable ([[VerdictRecord]]) -> Never)?).judgement
    }

    /// Judges every rule, and lets the caller add up every verdict, part by part, without any of them being kept.
    ///
    /// - Parameter summing: Takes the verdicts of some leads, by rule; called by several threads, for the same parts
    ///   whatever their number.
    /// - Returns: The judgement, and what the parts came to in the order of the leads.
    public func judgement<Sum: Sendable>(
        _ options: Options, summing: (@Sendable ([[VerdictRecord]]) -> Sum)?
    ) -> (judgement: Judgement, sums: [Sum]) {
        let asOf = snapshot.asOf
        let period = options.period.period(of: plan.agreements.inForce(at: asOf), asOf: asOf)
        let owners = options.owners.isEmpty ? nil : OwnerChoice(options.owners, snapshot)
        let rules = chosenRules(owners, options)
        var waivers = WaiverUse(plan.agreements)
        let listed = summing == nil ? options.listed : Set(Verdict.allCases)
        let empty = rules.map { rule in
            Tally(
                listed: listed, period: period.range, quantiles: rule.quantileCount, isForLedger: options.isForLedger)
        }
        // Each part goes through all rules while its leads are near. Parts have the same leads for any number of threads.
        let count = snapshot.leads.rowCount
        let partCount = (count + Evaluation.partLength - 1) / Evaluation.partLength
        let summed = Parallel.map(partCount, threads: options.threads) { part -> (tallies: [Tally], sum: Sum?) in
            let leads = part * Evaluation.partLength..<min((part + 1) * Evaluation.partLength, count)
            var tallies = empty
            // Events are numbered by each version on its own.
            let firsts = versions.map { _ in FirstInstants() }
            for (index, rule) in rules.enumerated() {
                tallies[index].firsts = firsts[rule.agreement]
                rule.judge?.judge(leads, into: &tallies[index])
                tallies[index].fit()
            }
            guard let summing else { return (tallies, nil) }
            let sum = summing(tallies.map(\.records))
            for index in tallies.indices { tallies[index].records.removeAll { !options.listed.contains($0.verdict) } }
            return (tallies, sum)
        }
        let parts = summed.map(\.tallies)
        var judgement = Judgement(
            snapshot: snapshot, agreements: plan.agreements, period: period, rules: [], verdicts: VerdictList([]),
            carriedOver: [],
            findings: plan.findings + findings)
        var records: [[VerdictRecord]] = []
        var ofAllPeriods: [[VerdictRecord]] = []
        for (index, rule) in rules.enumerated() {
            var tally = empty[index]
            for part in parts { tally.merge(part[index]) }
            // Of volumes and rates the verdicts are made here.
            let result = rule.result(&tally)
            waivers.add(tally.waiversUsed, of: rule.planned.rule, rule.agreement, isJudged: rule.judge != nil)
            for part in parts { waivers.add(lapsed: part[index].records, rule.agreement) }
            waivers.add(lapsed: tally.records, rule.agreement)
            judgement.rules.append(result)
            records += parts.map { $0[index].records }
            records.append(tally.records.filter { options.listed.contains($0.verdict) })
            if options.isForLedger { ofAllPeriods += parts.map { $0[index].ofAllPeriods } + [tally.ofAllPeriods] }
            judgement.carriedOver += parts.flatMap { $0[index].carriedOver } + tally.carriedOver
            judgement.findings += plan.scopeFindings(result)
        }
        judgement.hidesPeople = hidesPeople
        // Where only a part is judged, nobody can say that a waiver excuses nothing.
        let isWhole = owners == nil && versions.allSatisfy { $0.plan.narrowing == nil }
        judgement.findings += waivers.findings(in: period, asOf: asOf, isWhole: isWhole)
        judgement.verdicts = ordered(VerdictList(records))
        if options.isForLedger { judgement.ofAllPeriods = ordered(VerdictList(ofAllPeriods)) }
        judgement.carriedOver = Array(ordered(VerdictList([judgement.carriedOver])))
        return (judgement, summed.compactMap(\.sum))
    }

    /// The verdicts of some leads by some rules, breaches or not, of all periods; by rule, then by row.
    ///
    /// - Parameters:
    ///   - rows: Rows of the leads.
    ///   - isJudged: Which rules.
    public func verdicts(ofLeads rows: [Int], threads: Int, by isJudged: @escaping @Sendable (Rule) -> Bool)
        -> [VerdictRecord]
    {
        var options = Options()
        options.threads = threads
        options.isJudged = isJudged
        return chosenRules(nil, options).flatMap { rule -> [VerdictRecord] in
            var tally = Tally(
                listed: Set(Verdict.allCases), period: Int64.min..<Int64.max, quantiles: rule.quantileCount)
            for row in rows { rule.judge?.judge(row..<row + 1, into: &tally) }
            return tally.records
        }
    }

    /// The rows of some leads, by id; those that are not there are left out.
    public func rows(ofLeads ids: Set<String>) -> [String: Int] {
        guard case .text(let names)? = snapshot.leads.columns["id"] else { return [:] }
        var order = [Int](repeating: 0, count: rank.count)
        for (row, place) in rank.enumerated() { order[Int(place)] = row }
        var rows: [String: Int] = [:]
        for id in ids {
            var (low, high) = (0, order.count)
            while low < high {
                let middle = (low + high) / 2
                if (names.bytes(order[middle]) ?? []).lexicographicallyPrecedes(id.utf8) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            if low < order.count, let name = names.bytes(order[low]), name.elementsEqual(id.utf8) {
                rows[id] = order[low]
            }
        }
        return rows
    }

    /// Leads that are judged by all rules before the next ones are: few enough for their events to stay near.
    private static let partLength = 1 << 14

    /// A rule that is judged, with its judge where the snapshot has what it needs.
    private struct ChosenRule: Sendable {
        var planned: PlannedRule
        var agreement: Int
        var judge: BoundVersion.Judge?

        /// Lists of times used that the rule fills: one for each quantile of its goal; a metric's own.
        var quantileCount: Int {
            if case .measure = judge { 1 } else { planned.rule.goal?.quantiles.count ?? 0 }
        }

        /// What the rule came to over all leads.
        func result(_ tally: inout Tally) -> RuleResult {
            var result = RuleResult(
                rule: planned.rule, agreement: agreement, isRefused: planned.body == nil,
                counts: Array(repeating: 0, count: Verdict.allCases.count), scope: .init(), goal: nil, columns: [],
                figures: [])
            switch judge {
            case nil: return result
            case .measure(let judge):
                result.measured = Measurement(tally.used[0], isBusinessTime: judge.kind.isBusinessTime)
            case .require(let judge): result.columns = judge.columnIndex.sorted { $0.value < $1.value }.map(\.key)
            case .volume(let judge): result.figures = judge.figures(&tally)
            case .rate(let judge): result.figures = judge.figures(&tally)
            case .clock, .cadence, .unique: break
            }
            result.counts = tally.counts
            result.scope = tally.scope
            result.goal = planned.rule.goal.map { GoalResult($0, attainment: result.attainment, used: tally.used) }
            return result
        }
    }

    private func chosenRules(_ owners: OwnerChoice?, _ options: Options) -> [ChosenRule] {
        var rules: [ChosenRule] = []
        for (number, version) in versions.enumerated() {
            for planned in version.plan.rules where planned.isChosen {
                let judge =
                    options.isJudged(planned.rule)
                    ? version.judge(
                        for: planned, index: UInt16(rules.count), snapshot: snapshot, rank: rank, owners: owners,
                        threads: options.threads) : nil
                rules.append(ChosenRule(planned: planned, agreement: number, judge: judge))
            }
        }
        return rules
    }

    /// By rule, then by id of the lead in byte order, then by start.
    private func ordered(_ records: VerdictList) -> VerdictList {
        func key(_ record: VerdictRecord) -> UInt64 {
            UInt64(record.rule) << 32 | (record.lead < 0 ? 0 : UInt64(rank[Int(record.lead)]) + 1)
        }
        func precedes(_ a: VerdictRecord, _ b: VerdictRecord) -> Bool { (key(a), a.start) < (key(b), b.start) }
        var isOrdered = true
        var last: VerdictRecord?
        for part in records.parts {
            if let last, let first = part.first, precedes(first, last) { isOrdered = false }
            for index in part.indices.dropFirst() where precedes(part[index], part[index - 1]) { isOrdered = false }
            last = part.last
        }
        if isOrdered { return records }
        let all = Array(records)
        let order = Columns.order(ofKeys: all.map(key)) { all[$0].start < all[$1].start }
        return VerdictList([order.map { all[Int($0)] }])
    }
}

extension Plan {
    /// What was left out of a rule's scope for want of data, said once a rule and column.
    func scopeFindings(_ result: RuleResult) -> [Finding] {
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
                    .noTarget,
                    "no row of 'within' of '\(rule.id)' holds for \(result.scope.noTarget) "
                        + (result.scope.noTarget == 1 ? "lead" : "leads"),
                    at: rule.place))
        }
        if result.scope.passedOver > 0 {
            let isOne = result.scope.passedOver == 1
            found.append(
                Finding(
                    .note, .passedOver,
                    "\(result.scope.passedOver) \(isOne ? "lead" : "leads") may have come through the start of '\(rule.id)' "
                        + "between two snapshots, and kept it if so: \(isOne ? "it has" : "they have") no verdict",
                    at: rule.place))
        }
        if result.scope.beforeSeries > 0 {
            let isOne = result.scope.beforeSeries == 1
            found.append(
                .warning(
                    .beforeSeries,
                    "\(result.scope.beforeSeries) \(isOne ? "lead was" : "leads were") past the start of '\(rule.id)' before the "
                        + "first snapshot: \(isOne ? "it is" : "they are") not judged by it",
                    at: rule.place))
        }
        if result.scope.outsideTerm > 0 {
            let isOne = result.scope.outsideTerm == 1
            found.append(
                .warning(
                    .outsideTerm,
                    "\(result.scope.outsideTerm) \(isOne ? "start" : "starts") of '\(rule.id)' \(isOne ? "lies" : "lie") outside \(agreements.count == 1 ? "the term" : "every term")",
                    at: rule.place))
        }
        return found
    }
}

extension Agreement {
    /// The term in milliseconds; open ends reach as far as instants do.
    public var range: Range<Int64> {
        let from = term.from.map { zone.startOfDay($0) } ?? Int64.min + 1
        let until = term.until.map { zone.startOfDay($0 + 1) } ?? Int64.max
        return from..<max(from, until)
    }
}
