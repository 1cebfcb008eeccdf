import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Reports
import Snapshots

extension ReviewReport {
    /// Breaches whose timelines are shown.
    private static let shownBreaches = 10

    /// Judges a period and the one before it, and adds up all that a review shows.
    ///
    /// - Parameter plan: With ``Plan/needReview()``, by which the evaluation's snapshot was read.
    public init(
        of evaluation: Evaluation, plan: Plan, period: PeriodChoice, threads: Int, agreementPath: String,
        snapshotPath: String, version: String
    ) {
        var options = Evaluation.Options()
        options.period = period
        options.threads = threads
        // What is back since a waiver ended is counted among the breaches listed.
        options.listed = [.late, .missed]
        let snapshot = evaluation.snapshot
        let current = evaluation.currentAgreement
        let summing = VerdictSumming(
            evaluation.chosenRules, snapshot, zone: current.zone, threads: threads)
        let (judgement, sums) = evaluation.judgement(options) { summing.sums($0) }
        let totals = summing.total(sums)
        options.listed = []
        options.period = .named(judgement.period.before(under: current))
        // What is judged as it stands at as-of has no past.
        options.isJudged = { !$0.isOfThePresent }
        let earlier = evaluation.judgement(options)
        self.init(
            judgement, earlier.rules, over: earlier.period, totals, summing, agreementPath: agreementPath,
            snapshotPath: snapshotPath, version: version)
        for index in worst.indices {
            guard let lead = worst[index].view.lead else { continue }
            let told = evaluation.explain(
                row: Int(worst[index].record.lead), id: lead, rule: worst[index].view.rule.id)
            let start = worst[index].record.start
            worst[index].timeline =
                (told.first { $0.clocks.contains { $0.record.start == start } } ?? told.first)?.timeline ?? []
        }
        funnel = evaluation.funnel(threads: threads)
        opportunities = Opportunities(snapshot)
        duplicates = Self.duplicates(judgement, evaluation, options)
        questions = Question.all(of: self, plan: plan)
    }

    /// Adds up what a database told that judged by itself: all but what is counted of rows that stay there.
    ///
    /// - Parameters:
    ///   - judgement: With every verdict, told for a review; it loses those that a review does not list.
    ///   - reviewed: What was told beside it.
    public init(
        of judgement: consuming Judgement, _ reviewed: ReviewedElsewhere, plan: Plan, threads: Int,
        agreementPath: String, snapshotPath: String, version: String
    ) {
        var records = judgement.rules.map { _ in [VerdictRecord]() }
        for record in judgement.verdicts { records[Int(record.rule)].append(record) }
        judgement.verdicts = VerdictList(records.map { $0.filter(\.verdict.isBreach) })
        let current = judgement.current
        let summing = VerdictSumming(
            judgement.rules.map(\.rule), judgement.snapshot, zone: current.zone, threads: threads)
        let totals = summing.sums(records)
        self.init(
            judgement, reviewed.earlier, over: judgement.period.before(under: current), totals, summing,
            agreementPath: agreementPath, snapshotPath: snapshotPath, version: version)
        duplicates = reviewed.duplicates
        questions = Question.all(of: self, plan: plan)
    }

    /// What verdicts alone tell.
    private init(
        _ judgement: Judgement, _ earlier: [RuleResult], over previousPeriod: JudgedPeriod, _ totals: [RuleSums],
        _ summing: VerdictSumming, agreementPath: String, snapshotPath: String, version: String
    ) {
        self.judgement = judgement
        self.previousPeriod = previousPeriod
        let words = VerdictWords(judgement)
        rules = judgement.rules.indices.map { index in
            RuleReview(judgement.rules[index], earlier[index], totals[index], summing, judgement, words)
        }
        func cases(_ records: [VerdictRecord]) -> [Case] {
            records.map { record in
                let isHidden = record.lead < 0 || judgement.hidesPeople
                let company = isHidden ? nil : judgement.snapshot.leads.text("company", Int(record.lead))
                return Case(record: record, view: words.view(of: record), company: company, timeline: [])
            }
        }
        worst = cases(Self.worst(totals, judgement.rules))
        pending = cases(
            totals.flatMap(\.urgent).enumerated()
                .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element.record))
        questions = []
        waivers = Self.waivers(judgement, totals)
        findings = judgement.findings
        let versions = judgement.agreements
        let number = versions.firstIndex { $0.path == judgement.current.path } ?? 0
        changes = number > 0 ? AgreementDiff(from: versions[number - 1], to: judgement.current) : nil
        (self.agreementPath, self.snapshotPath, self.version) = (agreementPath, snapshotPath, version)
    }

    /// Of one rule.
    private static let shownOfARule = 4

    /// The most severe rules first, and of each severity one breach a rule, then the second of each.
    private static func worst(_ sums: [RuleSums], _ results: [RuleResult]) -> [VerdictRecord] {
        var ranked: [(severity: RuleSeverity, place: Int, rule: Int, record: VerdictRecord)] = []
        for (rule, sums) in sums.enumerated() where results[rule].rule.section != .metrics {
            for (place, worst) in sums.worst.prefix(shownOfARule).enumerated() {
                ranked.append((results[rule].rule.severity, place, rule, worst.record))
            }
        }
        ranked.sort { a, b in
            if a.severity != b.severity { return a.severity > b.severity }
            return (a.place, a.rule) < (b.place, b.rule)
        }
        return ranked.prefix(shownBreaches).map(\.record)
    }

    /// Of the whole snapshot: a period that does not hold as-of judges no lead for what it is now.
    private static func duplicates(
        _ judgement: Judgement, _ evaluation: Evaluation, _ options: Evaluation.Options
    ) -> Int? {
        func count(_ results: [RuleResult]) -> [Int] {
            results.filter { if case .unique(_) = $0.rule.kind { true } else { false } }.map {
                $0.breaches + $0[.waived]
            }
        }
        if judgement.period.range.contains(judgement.snapshot.asOf) || count(judgement.rules).isEmpty {
            return count(judgement.rules).isEmpty ? nil : count(judgement.rules).reduce(0, +)
        }
        var options = options
        options.period = .all
        options.isJudged = { if case .unique(_) = $0.kind { true } else { false } }
        return count(evaluation.judgement(options).rules).reduce(0, +)
    }

    private static func waivers(_ judgement: Judgement, _ sums: [RuleSums]) -> [WaiverUse] {
        let current = judgement.current
        var used: [UInt16: Int] = [:]
        for (sums, result) in zip(sums, judgement.rules)
        where judgement.agreements[result.agreement].path == current.path {
            used.merge(sums.waived, uniquingKeysWith: +)
        }
        let today = current.zone.day(of: judgement.snapshot.asOf)
        return current.waiversInForce.enumerated().map { index, waiver in
            WaiverUse(
                waiver: waiver, used: used[UInt16(index)] ?? 0, age: waiver.from.map { today - $0 },
                hasEnded: waiver.until < today)
        }
    }
}
