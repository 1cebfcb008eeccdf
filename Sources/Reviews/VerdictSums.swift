import Agreements
import BusinessTime
import Columns
import Compliance
import Snapshots

/// What was kept of what was judged.
public struct Kept: Hashable, Sendable {
    public var met = 0
    /// Met and breached.
    public var judged = 0

    public init(met: Int = 0, judged: Int = 0) {
        self.met = met
        self.judged = judged
    }

    /// 0–1; nil where nothing was judged.
    public var share: Double? { judged == 0 ? nil : Double(met) / Double(judged) }

    static func + (a: Kept, b: Kept) -> Kept { Kept(met: a.met + b.met, judged: a.judged + b.judged) }

    mutating func add(isMet: Bool) {
        judged += 1
        if isMet { met += 1 }
    }
}

/// Counts by number: in an array where the numbers are few, and beside it in a dictionary.
struct KeptByNumber: Sendable {
    private let lowest: Int
    private var dense: [Kept]
    private var sparse: [Int: Kept] = [:]

    /// - Parameter usual: The numbers that most will be of.
    init(usual: Range<Int>) {
        lowest = usual.lowerBound
        dense = Array(repeating: Kept(), count: min(usual.count, 1024))
    }

    mutating func add(_ number: Int, isMet: Bool) {
        let place = number &- lowest
        if place >= 0, place < dense.count {
            dense[place].add(isMet: isMet)
        } else {
            sparse[number, default: Kept()].add(isMet: isMet)
        }
    }

    mutating func merge(_ other: Self) {
        for place in dense.indices { dense[place] = dense[place] + other.dense[place] }
        sparse.merge(other.sparse, uniquingKeysWith: +)
    }

    /// Those of which something was counted, in order of the numbers.
    var counted: [(number: Int, kept: Kept)] {
        let near = dense.enumerated().filter { $0.element.judged > 0 }.map { (lowest + $0.offset, $0.element) }
        return (near + sparse.map { ($0.key, $0.value) }).sorted { $0.0 < $1.0 }
    }
}

/// What the verdicts of one rule add up to, over some leads; sums of other leads are joined in the order of the leads.
struct RuleSums: Sendable {
    /// By the week in which they fell due: its Monday (days since 1970-01-01) divided by seven.
    var byWeek: KeptByNumber
    /// By row of the users, or `VerdictRecord.owner`'s negative values.
    var byOwner: KeptByNumber
    /// By number of the text in each of `VerdictSumming.columns`.
    var byValue: [KeptByNumber]
    /// What each waiver excused, by index into `Agreement.waiversInForce`.
    var waived: [UInt16: Int] = [:]
    /// By row of `within`: time used by what was judged, in no order; of what was never done, up to as-of.
    var used: [[Int64]]
    /// The same of what was done, in time or late.
    var done: [[Int64]]
    /// What was done by the share of its target it took, in quarters of the target; the last but one place holds all
    /// above, the last what was not done.
    var byQuarter = [Int](repeating: 0, count: RuleSums.quarters + 2)
    /// The worst breaches, the worst first.
    var worst: [Ranked] = []
    /// What is undecided, the most urgent first.
    var urgent: [Ranked] = []

    static let quarters = 8
    /// Breaches and open clocks kept of one rule.
    static let shown = 25

    /// A record with what it is ranked by.
    struct Ranked: Sendable {
        var record: VerdictRecord
        var weight: Int64
    }

    init(weeks: Range<Int>, owners: Range<Int>, values: [Range<Int>], targets: Int) {
        byWeek = KeptByNumber(usual: weeks)
        byOwner = KeptByNumber(usual: owners)
        byValue = values.map { KeptByNumber(usual: $0) }
        used = Array(repeating: [], count: targets)
        done = Array(repeating: [], count: targets)
    }

    mutating func merge(_ other: RuleSums) {
        byWeek.merge(other.byWeek)
        byOwner.merge(other.byOwner)
        for index in byValue.indices { byValue[index].merge(other.byValue[index]) }
        waived.merge(other.waived, uniquingKeysWith: +)
        for index in used.indices {
            used[index] += other.used[index]
            done[index] += other.done[index]
        }
        for index in byQuarter.indices { byQuarter[index] += other.byQuarter[index] }
        worst = Self.first(worst + other.worst)
        urgent = Self.first(urgent + other.urgent)
    }

    /// The heaviest; of equal ones those that came first.
    static func first(_ records: [Ranked]) -> [Ranked] {
        records.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .prefix(shown).map(\.element)
    }
}

/// Adds up the verdicts of some leads, without a string for any of them.
struct VerdictSumming: Sendable {
    private let rules: [Rule]
    private let zone: Zone
    private let asOf: Int64
    private let targets: [[Int64?]]
    /// Number of each lead's text, by column.
    private let codes: [[UInt32]]
    /// How many numbers each of them has, where these are few.
    private let distinct: [Int]
    private let users: Int
    /// The columns of the leads by whose values is counted.
    let columns: [Column]

    struct Column: Sendable {
        var name: String
        var texts: TextColumn
        /// A lead of each number, to find its text again; empty where the numbers are those of a dictionary.
        var examples: [UInt32: Int]

        /// The text of a number; nil where it stands for none.
        func text(of number: Int) -> String? {
            if number == 0 { return nil }
            if case .dictionary(_, let values) = texts.storage {
                return String(decoding: values[number], as: UTF8.self)
            }
            return examples[UInt32(number)].flatMap { texts.text($0) }
        }
    }

    static let columnNames = ["source", "segment", "origin"]

    init(_ rules: [Rule], _ snapshot: Snapshot, zone: Zone, threads: Int) {
        self.rules = rules
        self.zone = zone
        asOf = snapshot.asOf
        targets = rules.map { rule in
            switch rule.kind {
            case .clock(let clock): clock.within.map { $0.target.milliseconds }
            case .cadence: [rule.target(row: 0)?.milliseconds]
            case .require, .unique, .volume, .rate: []
            }
        }
        var columns: [Column] = []
        var codes: [[UInt32]] = []
        var distinct: [Int] = []
        for name in Self.columnNames {
            guard case .text(let texts)? = snapshot.leads.columns[name] else { continue }
            let numbers = texts.numbersOfDistinctTexts(threads: threads)
            var examples: [UInt32: Int] = [:]
            if case .dictionary(_, let values) = texts.storage {
                distinct.append(values.count)
            } else {
                // Numbered by the row that has a text first: in no narrow range.
                distinct.append(0)
                for (lead, number) in numbers.enumerated() where examples[number] == nil { examples[number] = lead }
            }
            columns.append(Column(name: name, texts: texts, examples: examples))
            codes.append(numbers)
        }
        self.columns = columns
        self.codes = codes
        self.distinct = distinct
        users = snapshot.users?.rowCount ?? 0
    }

    var empty: [RuleSums] {
        // Eight years back and one ahead.
        let week = week(of: asOf)
        return targets.map {
            RuleSums(
                weeks: week - 8 * 53..<week + 53, owners: -2..<users, values: distinct.map { 0..<$0 },
                targets: max(1, $0.count))
        }
    }

    /// The sums of all leads.
    ///
    /// - Parameter parts: In the order of the leads.
    func total(_ parts: [[RuleSums]]) -> [RuleSums] {
        var totals = empty
        for part in parts { for index in totals.indices { totals[index].merge(part[index]) } }
        return totals
    }

    /// The Monday of an instant's week, in days since 1970-01-01, divided by seven: the fourth day was the first Monday.
    private func week(of instant: Int64) -> Int {
        let day = zone.day(of: instant)
        return Self.week(ofMonday: day - CivilDate.weekday(day))
    }

    private static func week(ofMonday monday: Int) -> Int { (monday - 4) / 7 }
    static func monday(ofWeek week: Int) -> Int { week * 7 + 4 }

    /// - Parameter records: By rule, the verdicts of some leads.
    func sums(_ records: [[VerdictRecord]]) -> [RuleSums] {
        var sums = empty
        for (rule, records) in records.enumerated() {
            for record in records where record.lead >= 0 { add(record, to: &sums[rule], targets[rule]) }
            sums[rule].worst = RuleSums.first(sums[rule].worst)
            sums[rule].urgent = RuleSums.first(sums[rule].urgent)
        }
        return sums
    }

    private func add(_ record: VerdictRecord, to sums: inout RuleSums, _ targets: [Int64?]) {
        switch record.verdict {
        case .open, .atRisk:
            // What is due first weighs most; without a due nothing presses.
            push(record, record.due == missing ? .min : -record.due, to: &sums.urgent)
            return
        case .met, .late, .missed: break
        case .waived:
            if case .waiver(let index) = record.cause { sums.waived[index, default: 0] += 1 }
            return
        case .void, .unknown: return
        }
        let isMet = record.verdict == .met
        let at = record.due != missing ? record.due : record.start != missing ? record.start : asOf
        sums.byWeek.add(week(of: at), isMet: isMet)
        sums.byOwner.add(Int(record.owner), isMet: isMet)
        for index in codes.indices { sums.byValue[index].add(Int(codes[index][Int(record.lead)]), isMet: isMet) }
        if !isMet {
            let end = record.satisfiedAt != missing ? record.satisfiedAt : asOf
            push(record, record.due != missing ? end - record.due : max(0, record.used), to: &sums.worst)
        }
        guard !targets.isEmpty else { return }
        let row = min(Int(record.targetRow), targets.count - 1)
        sums.used[row].append(record.used)
        guard record.verdict != .missed else {
            sums.byQuarter[RuleSums.quarters + 1] += 1
            return
        }
        sums.done[row].append(record.used)
        if let target = targets[row], target > 0 {
            // Exactly at the end of a quarter is within it, as exactly on the target is on time.
            let quarter = max(0, (record.used * 4 + target - 1) / target - 1)
            sums.byQuarter[min(Int(quarter), RuleSums.quarters)] += 1
        }
    }

    private func push(_ record: VerdictRecord, _ weight: Int64, to records: inout [RuleSums.Ranked]) {
        records.append(.init(record: record, weight: weight))
        if records.count >= 8 * RuleSums.shown { records = RuleSums.first(records) }
    }
}
