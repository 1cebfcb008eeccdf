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
        var totals = summing.empty
        for part in sums { for index in totals.indices { totals[index].merge(part[index]) } }
        self.judgement = judgement
        options.listed = []
        options.period = .named(Self.period(before: judgement.period, of: current))
        // What is judged as it stands at as-of has no past.
        options.isJudged = { rule in
            switch rule.kind {
            case .unique: false
            case .require(let require): require.at != nil
            case .clock, .cadence, .volume, .rate: true
            }
        }
        let earlier = evaluation.judgement(options)
        previousPeriod = earlier.period
        let words = VerdictWords(judgement)
        rules = judgement.rules.indices.map { index in
            RuleReview(
                judgement.rules[index], earlier.rules[index], totals[index], summing, judgement, words)
        }
        func company(of record: VerdictRecord) -> String? {
            record.lead < 0 || judgement.hidesPeople ? nil : snapshot.leads.text("company", Int(record.lead))
        }
        func cases(_ records: [VerdictRecord]) -> [Case] {
            records.map { record in
                Case(
                    record: record, view: words.view(of: record), company: company(of: record), timeline: [])
            }
        }
        worst = cases(Self.worst(totals, judgement.rules))
        for index in worst.indices {
            guard let lead = worst[index].view.lead else { continue }
            let told = evaluation.explain(
                row: Int(worst[index].record.lead), id: lead, rule: worst[index].view.rule.id)
            let start = worst[index].record.start
            worst[index].timeline =
                (told.first { $0.clocks.contains { $0.record.start == start } } ?? told.first)?.timeline ?? []
        }
        pending = cases(
            totals.flatMap(\.urgent).enumerated()
                .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element.record))
        funnel = evaluation.funnel(threads: threads)
        opportunities = Opportunities(snapshot)
        duplicates = Self.duplicates(judgement, evaluation, options)
        questions = []
        waivers = Self.waivers(judgement, totals)
        findings = judgement.findings
        let versions = judgement.agreements
        let number = versions.firstIndex { $0.path == current.path } ?? 0
        changes = number > 0 ? AgreementDiff(from: versions[number - 1], to: current) : nil
        (self.agreementPath, self.snapshotPath, self.version) = (agreementPath, snapshotPath, version)
        questions = Question.all(of: self, plan: plan)
    }

    /// The stretch of the same kind that ends where a period begins: the quarter before a quarter, else as many days.
    private static func period(before period: JudgedPeriod, of agreement: Agreement) -> JudgedPeriod {
        let periods = Periods(of: agreement)
        guard period.isBounded else {
            return JudgedPeriod(name: "before", range: Int64.min + 1..<Int64.min + 1, isCurrent: false)
        }
        for kind in [Period.week, .month, .quarter, .half, .year] {
            let same = periods.period(kind, containing: period.range.lowerBound)
            if same.range == period.range { return periods.period(kind, containing: period.range.lowerBound - 1) }
        }
        let days = agreement.zone.day(of: period.range.lowerBound)..<agreement.zone.day(of: period.range.upperBound)
        let from = days.lowerBound - days.count
        let name = "\(CivilDate.format(from))..\(CivilDate.format(days.lowerBound - 1))"
        return JudgedPeriod(
            name: name, range: agreement.zone.startOfDay(from)..<period.range.lowerBound, isCurrent: false)
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
