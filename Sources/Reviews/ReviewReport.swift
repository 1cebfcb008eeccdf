import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Reports
import Snapshots

/// What marketing and sales sit down with: one period under an agreement, in plain values, ready to be written down.
public struct ReviewReport: Sendable {
    public var judgement: Judgement
    /// The period before, as far as it ended before as-of; judged by the same rules.
    public var previousPeriod: JudgedPeriod
    public var rules: [RuleReview]
    /// The worst breaches of all rules: the most severe rules first, one of each rule before the second of any.
    public var worst: [Case]
    /// What is open or at risk, the most urgent first, as many as are shown of each rule.
    public var pending: [Case]
    /// Nil where a database judged: it is counted of rows that stay there.
    public var funnel: Funnel?
    public var opportunities: Opportunities?
    /// Leads that share the key of an earlier one, over all rules that forbid it; nil where no rule does.
    public var duplicates: Int?
    public var questions: [Question]
    public var waivers: [WaiverUse]
    public var data: DataReport?
    public var findings: [Finding]
    /// What changed from the version before the one in force; nil where there is none.
    public var changes: AgreementDiff?
    public var proposal: Proposal?
    /// Paths as the user wrote them.
    public var agreementPath: String
    public var snapshotPath: String
    /// The version of leadpact.
    public var version: String

    /// One rule over the period.
    public struct RuleReview: Sendable {
        public var result: RuleResult
        public var kept: Kept
        public var previous: Kept
        /// Where few cases were judged.
        public var interval: Interval?
        public var budget: Budget?
        /// Weeks in order of time, by the date of their Monday (days since 1970-01-01).
        public var weeks: [(monday: Int, kept: Kept)]
        /// One for each row of `within` by which something was judged.
        public var times: [Times]
        /// What was done by the share of its target it took, in quarters; see `RuleSums.byQuarter`. Empty without targets.
        public var quarters: [Int]
        public var breakdowns: [Breakdown]
    }

    /// How many breaches a goal still allows.
    public struct Budget: Hashable, Sendable {
        /// Of what was judged until now.
        public var allowed: Int
        public var used: Int
        /// Share (0–1) of the breaches that the whole period allows at the present volume.
        public var share: Double
        /// When it is used up at the present pace; nil where it lasts to the end of the period.
        public var runsOut: Int64?
    }

    /// Time used against one target.
    public struct Times: Sendable {
        /// The row's condition, in the author's words; nil for one without.
        public var condition: String?
        public var target: Target
        public var text: String
        public var judged: Int
        /// Nearest rank, in milliseconds of the target's kind; what was not done enters with the time until as-of.
        public var median: Int64
        public var p90: Int64
        public var p95: Int64
        /// The target at which 95 % would have been met; nil where too few were done at all.
        public var enough: Int64?
    }

    /// What was kept by team, rep, manager, source, segment or origin.
    public struct Breakdown: Sendable {
        public var dimension: String
        /// The most breaches first.
        public var rows: [(name: String, kept: Kept)]
    }

    /// One verdict in words.
    public struct Case: Sendable {
        public var record: VerdictRecord
        public var view: VerdictView
        public var company: String?
        /// What happened; only of the worst.
        public var timeline: [Explanation.Entry]
    }

    /// A waiver of the agreement, and how often it excused something in the period.
    public struct WaiverUse: Sendable {
        public var waiver: Waiver
        public var used: Int
        /// Days from its beginning to as-of; nil where it has none.
        public var age: Int?
        public var hasEnded: Bool
    }

    /// Another agreement held against the same leads.
    public struct Proposal: Sendable {
        public var path: String
        public var diff: AgreementDiff
        public var backtest: Backtest

        public init(path: String, diff: AgreementDiff, backtest: Backtest) {
            self.path = path
            self.diff = diff
            self.backtest = backtest
        }
    }

    /// Hides the people of the agreement, and what rows of the data say; those of the snapshot are hidden by the evaluation
    /// (``Evaluation/hidesPeople``).
    public mutating func redact() {
        let redaction = Redaction(judgement.agreements)
        findings = findings.map { redaction($0) }
        data = data.map { redaction($0) }
        for index in waivers.indices {
            waivers[index].waiver.approvedBy = Redaction.hidden
            waivers[index].waiver.reason = Redaction.hidden
        }
        changes = changes.map { redaction($0) }
        if let proposal {
            let both = Redaction(judgement.agreements + proposal.backtest.judgement.agreements)
            self.proposal?.diff = both(proposal.diff)
        }
    }

    public var snapshot: Snapshot { judgement.snapshot }
    public var agreement: Agreement { judgement.current }
    /// The rules that somebody owes, and a goal is set for.
    public var goals: [RuleReview] { rules.filter { $0.result.rule.section != .metrics && $0.isGoal } }
}

extension ReviewReport.RuleReview {
    public var rule: Rule { result.rule }

    /// Whether it can be met or missed: by its goal, or by what a volume or rate has to reach.
    public var isGoal: Bool {
        switch rule.kind {
        case .volume, .rate: rule.section != .metrics
        case .clock, .cadence, .require, .unique: rule.goal != nil
        }
    }

    /// Nil where nothing was judged.
    public var isMissed: Bool? {
        if result.isRefused { return nil }
        if result.rule.kind.judgesPeriods { return result.judged == 0 ? nil : result.breaches > 0 }
        guard result.judged > 0, let goal = result.goal else { return nil }
        return goal.isMissed
    }
}

extension Rule.Kind {
    /// Volumes and rates, which judge periods and not leads.
    var judgesPeriods: Bool {
        switch self {
        case .volume, .rate: true
        case .clock, .cadence, .require, .unique: false
        }
    }
}
