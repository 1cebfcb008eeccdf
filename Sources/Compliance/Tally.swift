import Columns

/// What one rule's leads add up to; each thread keeps its own, and they are joined in the order of the leads.
struct Tally: Sendable {
    /// Verdicts that are listed one by one: bit *v* for the verdict of raw value *v*.
    private let listed: UInt8
    let period: Range<Int64>
    /// Verdicts that are kept of all periods, likewise.
    private let kept: UInt8
    var counts = [Int](repeating: 0, count: Verdict.allCases.count)
    var records: [VerdictRecord] = []
    var carriedOver: [VerdictRecord] = []
    /// Breaches, waived and undecided ones of all periods, where they are asked for.
    var ofAllPeriods: [VerdictRecord] = []
    /// Time used, by quantile of the goal.
    var used: [[Int64]]
    var scope = RuleResult.Scope()
    var waiversUsed: Set<UInt16> = []
    /// Of a volume or rate, by period: what it counts, and among how many.
    var values: [Double] = []
    var among: [Double] = []

    init(listed: Set<Verdict>, period: Range<Int64>, quantiles: Int, isForLedger: Bool = false) {
        self.listed = Tally.bits(listed)
        self.period = period
        kept = isForLedger ? Tally.bits([.late, .missed, .waived, .unknown]) : 0
        used = Array(repeating: [], count: quantiles)
    }

    private static func bits(_ verdicts: Set<Verdict>) -> UInt8 { verdicts.reduce(0) { $0 | 1 << $1.rawValue } }

    /// Counts a verdict that belongs to the period of `instant`; an undecided one belongs to every period.
    mutating func add(_ record: VerdictRecord, at instant: Int64) -> Bool {
        if kept >> record.verdict.rawValue & 1 == 1 { ofAllPeriods.append(record) }
        let isPending = record.verdict == .open || record.verdict == .atRisk
        guard isPending || period.contains(instant) else {
            if record.verdict == .missed, instant < period.lowerBound { carriedOver.append(record) }
            return false
        }
        counts[Int(record.verdict.rawValue)] += 1
        if listed >> record.verdict.rawValue & 1 == 1 { records.append(record) }
        return true
    }

    /// Adds what other leads came to; their records stay where they are.
    /// What the rules that judge the same leads share; nil where nothing is shared.
    var firsts: FirstInstants?

    /// Whether somebody wants to see a verdict, and not only know how many there are.
    func shows(_ verdict: Verdict) -> Bool { (listed | kept) >> verdict.rawValue & 1 == 1 || verdict == .missed }

    /// Gives back the room that is not used: what is listed stays until all is written.
    mutating func fit() {
        firsts = nil
        if records.capacity > records.count + records.count / 8 { records = records.map(\.self) }
    }

    mutating func merge(_ other: Tally) {
        for index in counts.indices { counts[index] += other.counts[index] }
        if values.isEmpty { values = Array(repeating: 0, count: other.values.count) }
        for index in other.values.indices { values[index] += other.values[index] }
        if among.isEmpty { among = Array(repeating: 0, count: other.among.count) }
        for index in other.among.indices { among[index] += other.among[index] }
        for index in used.indices { used[index] += other.used[index] }
        scope.unknown.merge(other.scope.unknown, uniquingKeysWith: +)
        scope.noTarget += other.scope.noTarget
        scope.passedOver += other.scope.passedOver
        scope.beforeSeries += other.scope.beforeSeries
        scope.outsideTerm += other.scope.outsideTerm
        scope.inOtherTerm += other.scope.inOtherTerm
        waiversUsed.formUnion(other.waiversUsed)
    }
}
