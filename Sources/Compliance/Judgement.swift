import Agreements
import BusinessTime
import Findings
import Snapshots

/// All that a check found: the rules meet a snapshot.
public struct Judgement: Sendable {
    public var snapshot: Snapshot
    /// The versions of the agreement that were judged by, by term.
    public var agreements: [Agreement]
    public var period: JudgedPeriod
    /// One for each rule of each version, in the order of the file.
    public var rules: [RuleResult]
    /// The records asked for: by rule, then by id of the lead in byte order, then by start.
    public var verdicts: VerdictList
    /// Breaches of earlier periods that are still unanswered; in the same order.
    public var carriedOver: [VerdictRecord]
    /// Breaches, waived and undecided ones of all periods, in the same order; empty where they were not asked for.
    public var ofAllPeriods = VerdictList([])
    /// What a database that judged told for a ledger; nil where rows were read.
    public internal(set) var recordedPast: RecordedPast?
    /// What a database that judged told for a review; nil where rows were read.
    public internal(set) var reviewed: ReviewedElsewhere?
    /// What is wrong with the meeting of rules and data: rules refused, values missing, waivers unused.
    public var findings: [Finding]
    /// How many leads there are; the snapshot has fewer where a database judged them.
    public var leadCount: Int
    /// Whether people are hidden from what is said of verdicts.
    public var hidesPeople = false

    init(
        snapshot: Snapshot, agreements: [Agreement], period: JudgedPeriod, rules: [RuleResult], verdicts: VerdictList,
        carriedOver: [VerdictRecord], findings: [Finding], leadCount: Int? = nil
    ) {
        self.snapshot = snapshot
        self.agreements = agreements
        self.period = period
        self.rules = rules
        self.verdicts = verdicts
        self.carriedOver = carriedOver
        self.findings = findings
        self.leadCount = leadCount ?? snapshot.leads.rowCount
    }

    /// A rule was refused, or its data cannot be judged: exit code 3.
    public var isUnfit: Bool { rules.contains { $0.isRefused } }

    /// The version in force at as-of, else the last.
    public var current: Agreement { agreements.inForce(at: snapshot.asOf) }
}

/// Records in order, in the parts in which they were made: a million of them are not worth copying.
public struct VerdictList: RandomAccessCollection, Sendable {
    /// None of them is empty.
    public let parts: [[VerdictRecord]]
    /// The index of each part's first record, and the count of all.
    private let starts: [Int]

    public init(_ parts: [[VerdictRecord]]) {
        self.parts = parts.filter { !$0.isEmpty }
        starts = self.parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { starts[starts.count - 1] }

    /// - Complexity: O(log *parts*).
    public subscript(index: Int) -> VerdictRecord {
        var (low, high) = (0, parts.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= index { low = middle } else { high = middle - 1 }
        }
        return parts[low][index - starts[low]]
    }

    public func makeIterator() -> FlattenSequence<[[VerdictRecord]]>.Iterator { parts.joined().makeIterator() }
}

/// The stretch of time whose verdicts count.
public struct JudgedPeriod: Hashable, Sendable {
    /// `2026-Q3`, `2026-07`, `all`, `2026-01-01..2026-03-31`.
    public var name: String
    /// Milliseconds since 1970 UTC; a clock counts that falls due in it.
    public var range: Range<Int64>
    /// Whether as-of lies in it: its figures are to date.
    public var isCurrent: Bool

    package init(name: String, range: Range<Int64>, isCurrent: Bool) {
        self.name = name
        self.range = range
        self.isCurrent = isCurrent
    }
}

/// What became of one rule.
public struct RuleResult: Sendable {
    public var rule: Rule
    /// Index into `Judgement.agreements`.
    public var agreement: Int
    /// Set where the snapshot lacks what the rule needs; then nothing below is filled in.
    public var isRefused: Bool
    /// Verdicts of the period, by `Verdict.rawValue`.
    public var counts: [Int]
    public var scope: Scope
    public var goal: GoalResult?
    /// Columns whose missing values are named by a `Cause`.
    public var columns: [String]
    /// Periods of a volume or rate.
    public var figures: [PeriodFigure]
    /// What a clock of the metrics measured; those that still run, were voided or contradict themselves are in `counts`.
    public var measured: Measurement?

    public subscript(verdict: Verdict) -> Int { counts[Int(verdict.rawValue)] }
    public var breaches: Int { self[.late] + self[.missed] }
    /// Met and breached.
    public var judged: Int { self[.met] + breaches }
    /// met / (met + breached); nil where nothing was judged.
    public var attainment: Double? { judged == 0 ? nil : Double(self[.met]) / Double(judged) }

    /// Leads that the rule does not judge, by cause.
    public struct Scope: Hashable, Sendable {
        /// `applies` or `when` is unknown for want of a value, by the column that lacks it.
        public var unknown: [String: Int] = [:]
        /// No row of `within` holds.
        public var noTarget = 0
        /// The start lies outside every term.
        public var outsideTerm = 0
        /// The start lies in the term of another version, which judges it.
        public var inOtherTerm = 0
        /// Between two snapshots of a series the lead may have come through the start and kept the rule, or not: nobody broke
        /// anything.
        public var passedOver = 0
        /// The lead was past the start when the series of snapshots began: what came before is not known.
        public var beforeSeries = 0
    }
}

/// A goal held against what was reached.
public struct GoalResult: Hashable, Sendable {
    /// 0–1, as agreed and as reached; nil where the goal names no share or nothing was judged.
    public var wanted: Double?
    public var reached: Double?
    public var quantiles: [Quantile]

    public struct Quantile: Hashable, Sendable {
        public var goal: Goal.Quantile
        /// Nearest rank, milliseconds of the goal's own kind; nil where nothing was judged.
        public var reached: Int64?
        public var isMissed: Bool
    }

    public var isMissed: Bool
}

/// One period of a volume or a rate.
public struct PeriodFigure: Hashable, Sendable {
    public var name: String
    public var range: Range<Int64>
    /// The count or sum of a volume; the numerator of a rate.
    public var value: Double
    /// The denominator of a rate; nil for a volume.
    public var among: Double?
    /// What the rule asks for, as a value of the same kind (for a rate, 0–1).
    public var atLeast: Double?
    public var atMost: Double?
    /// Where events are known only to lie between two snapshots: the most that `value` and `among` can be.
    public var most: Double?
    public var mostAmong: Double?
}
