import Agreements
import BusinessTime
import Columns
import Snapshots

/// Two versions of an agreement held against the same leads, each as if it had been in force all the time.
public struct Backtest: Sendable {
    /// Verdicts of one rule that came out otherwise.
    public struct Flip: Sendable {
        public var rule: String
        /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
        public var subject: String
        /// `met`, `breached`, `open` …; nil where that version does not judge it.
        public var old: String?
        public var new: String?
    }

    /// What was kept, under the old version and under the new.
    public struct Attainment: Sendable {
        /// A party, a rule or a team.
        public var name: String
        public var old = Share()
        public var new = Share()
        public struct Share: Hashable, Sendable {
            public var met = 0
            public var judged = 0
            /// 0–1; nil where nothing was judged.
            public var value: Double? { judged == 0 ? nil : Double(met) / Double(judged) }
        }
    }

    /// How long a target of the new version would have to be for some shares of what was judged under it.
    public struct Reach: Sendable {
        public var rule: String
        /// The row of `within`, by its condition; nil for one without.
        public var condition: String?
        public var target: Target
        /// The target in the author's words.
        public var text: String
        public var judged: Int
        /// By share: the time that would have been enough, in milliseconds of the target's kind; nil where no time would.
        public var times: [(share: Double, time: Int64?)]
    }

    public var judgement: Judgement
    public var flips: [Flip]
    public var byParty: [Attainment]
    public var byRule: [Attainment]
    public var byTeam: [Attainment]
    public var reaches: [Reach]

    /// The shares whose targets are looked for.
    public static let shares = [0.9, 0.95, 0.99]

    /// - Parameter judgement: Of the old version and then the new, with all verdicts listed.
    public init(_ judgement: Judgement) {
        self.judgement = judgement
        let words = VerdictWords(judgement)
        flips = Self.flips(judgement, words)
        let owed = judgement.rules.indices.filter { judgement.rules[$0].rule.section != .metrics }
        byParty = Self.attainment(owed, judgement) { judgement.rules[$0].rule.party ?? "all" }
        byRule = Self.attainment(owed, judgement) { judgement.rules[$0].rule.id }
        byTeam = Self.byTeam(owed, judgement)
        reaches = owed.filter { judgement.rules[$0].agreement == 1 }.flatMap { Self.reaches(of: $0, judgement) }
    }

    // MARK: Flips

    private struct Key: Hashable {
        /// The first of the rules that have its id.
        var rule: Int
        var lead: Int32
        var start: Int64
    }

    private static func flips(_ judgement: Judgement, _ words: VerdictWords) -> [Flip] {
        var old: [Key: VerdictRecord] = [:]
        var pairs: [(key: Key, old: VerdictRecord?, new: VerdictRecord?)] = []
        let ids = judgement.rules.map(\.rule.id)
        let numbers = ids.map { ids.firstIndex(of: $0) ?? 0 }
        func key(_ record: VerdictRecord) -> Key {
            Key(rule: numbers[Int(record.rule)], lead: record.lead, start: record.start)
        }
        let versions = judgement.rules.map(\.agreement)
        for record in judgement.verdicts where versions[Int(record.rule)] == 0 { old[key(record)] = record }
        for record in judgement.verdicts where versions[Int(record.rule)] == 1 {
            pairs.append((key(record), old.removeValue(forKey: key(record)), record))
        }
        for record in judgement.verdicts where versions[Int(record.rule)] == 0 && old[key(record)] != nil {
            pairs.append((key(record), record, nil))
        }
        return pairs.compactMap { pair in
            let (was, now) = (pair.old?.verdict.flipName, pair.new?.verdict.flipName)
            guard was != now, let record = pair.new ?? pair.old else { return nil }
            return Flip(rule: ids[pair.key.rule], subject: words.view(of: record).subject, old: was, new: now)
        }
    }

    // MARK: Attainment

    private static func attainment(_ rules: [Int], _ judgement: Judgement, _ name: (Int) -> String) -> [Attainment] {
        var result: [Attainment] = []
        for index in rules {
            let rule = judgement.rules[index]
            result.add(Attainment.Share(met: rule[.met], judged: rule.judged), rule.agreement, to: name(index))
        }
        return result
    }

    private static func byTeam(_ rules: [Int], _ judgement: Judgement) -> [Attainment] {
        guard let users = judgement.snapshot.users, users.columns["team"] != nil else { return [] }
        let owed = Set(rules)
        var shares: [String: [Attainment.Share]] = [:]
        for record in judgement.verdicts where owed.contains(Int(record.rule)) && record.lead >= 0 {
            guard record.verdict == .met || record.verdict.isBreach else { continue }
            let team = record.owner < 0 ? nil : users.text("team", Int(record.owner))
            let version = judgement.rules[Int(record.rule)].agreement
            var pair = shares[team ?? "no team"] ?? [Attainment.Share(), Attainment.Share()]
            pair[version].judged += 1
            if record.verdict == .met { pair[version].met += 1 }
            shares[team ?? "no team"] = pair
        }
        return shares.sorted { $0.key < $1.key }.map { Attainment(name: $0.key, old: $0.value[0], new: $0.value[1]) }
    }

    // MARK: Targets

    private static func reaches(of index: Int, _ judgement: Judgement) -> [Reach] {
        guard case .clock(let clock) = judgement.rules[index].rule.kind else { return [] }
        var done = [[Int64]](repeating: [], count: clock.within.count)
        var judged = [Int](repeating: 0, count: clock.within.count)
        for record in judgement.verdicts where Int(record.rule) == index {
            guard record.verdict == .met || record.verdict.isBreach, Int(record.targetRow) < done.count else {
                continue
            }
            judged[Int(record.targetRow)] += 1
            if record.verdict != .missed { done[Int(record.targetRow)].append(record.used) }
        }
        return clock.within.indices.filter { judged[$0] > 0 }.map { row in
            let times = done[row].sorted()
            return Reach(
                rule: judgement.rules[index].rule.id, condition: clock.within[row].when?.canonicalText,
                target: clock.within[row].target, text: clock.within[row].text, judged: judged[row],
                times: shares.map { share in
                    // The nudge keeps 95 % of 100, which binary fractions make 95.000…01, at 95.
                    let rank = max(1, Int((share * Double(judged[row]) - 1e-9).rounded(.up)))
                    return (share, rank <= times.count ? times[rank - 1] : nil)
                })
        }
    }
}

extension Verdict {
    /// As flips tell verdicts apart: whether a lead is at risk is a matter of the day.
    fileprivate var flipName: String { self == .atRisk ? Verdict.open.name : name }
}

extension [Backtest.Attainment] {
    fileprivate mutating func add(_ share: Backtest.Attainment.Share, _ version: Int, to name: String) {
        let index = firstIndex { $0.name == name } ?? endIndex
        if index == endIndex { append(Backtest.Attainment(name: name)) }
        if version == 0 {
            self[index].old.met += share.met
            self[index].old.judged += share.judged
        } else {
            self[index].new.met += share.met
            self[index].new.judged += share.judged
        }
    }
}
