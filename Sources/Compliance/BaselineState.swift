import Agreements
import BusinessTime
import Snapshots

/// A baseline held against what a check found.
public struct BaselineState: Sendable {
    private struct Obligation: Hashable {
        var rule: String
        var subject: String
    }

    /// The file it was read from, as the user wrote it.
    public var path: String
    private let since: [Obligation: Int]
    private let names: [String]
    /// By rule of the judgement: its breaches that the baseline does not know.
    public let fresh: [Int]
    /// Breaches that the baseline knows.
    public let knownCount: Int
    /// The day on which the oldest of them was first seen.
    public let oldest: Int?
    /// Entries that are breaches no more, in order; nil where only a part was judged, so that nobody can say.
    public let gone: [Baseline.Entry]?

    public var freshCount: Int { fresh.reduce(0, +) }

    /// - Parameter isWhole: Whether everything was judged that the baseline may speak of.
    public init(_ baseline: Baseline, path: String, of judgement: Judgement, isWhole: Bool) {
        self.path = path
        var since: [Obligation: Int] = [:]
        for entry in baseline.entries { since[Obligation(rule: entry.rule, subject: entry.subject)] = entry.since }
        let words = VerdictWords(judgement)
        let names = judgement.rules.map(\.rule.id)
        var fresh = judgement.rules.map { _ in 0 }
        var known = 0
        var oldest: Int?
        var present: Set<Obligation> = []
        func obligation(_ record: VerdictRecord) -> Obligation {
            Obligation(rule: names[Int(record.rule)], subject: words.subject(of: record))
        }
        for record in judgement.verdicts {
            switch record.verdict {
            case .late, .missed:
                let obligation = obligation(record)
                guard let day = since[obligation] else {
                    if judgement.rules[Int(record.rule)].rule.section != .metrics { fresh[Int(record.rule)] += 1 }
                    continue
                }
                known += 1
                oldest = min(oldest ?? day, day)
                present.insert(obligation)
            // Not known to be kept: what a waiver excuses or the data cannot decide is not gone.
            case .waived, .unknown: present.insert(obligation(record))
            case .met, .open, .atRisk, .void: continue
            }
        }
        for record in judgement.carriedOver { present.insert(obligation(record)) }
        self.since = since
        self.names = names
        self.fresh = fresh
        knownCount = known
        self.oldest = oldest
        let refused = Set(judgement.rules.filter(\.isRefused).map(\.rule.id))
        gone =
            isWhole
            ? baseline.entries.filter { entry in
                !refused.contains(entry.rule)
                    && !present.contains(Obligation(rule: entry.rule, subject: entry.subject))
            } : nil
    }

    /// The day on which a breach was first seen; nil where the baseline does not know it.
    public func since(_ record: VerdictRecord, _ words: VerdictWords) -> Int? {
        since.isEmpty ? nil : since[Obligation(rule: names[Int(record.rule)], subject: words.subject(of: record))]
    }
}

extension Baseline {
    /// All breaches of a judgement; those that an older baseline knows keep their day.
    public init(of judgement: Judgement, keeping old: Baseline?) {
        let words = VerdictWords(judgement)
        let today = judgement.current.zone.day(of: judgement.snapshot.asOf)
        var days: [String: [String: Int]] = [:]
        for entry in old?.entries ?? [] { days[entry.rule, default: [:]][entry.subject] = entry.since }
        let breaches = judgement.verdicts.filter { record in
            record.verdict.isBreach && judgement.rules[Int(record.rule)].rule.section != .metrics
        }
        self.init(
            agreement: judgement.current.id,
            entries: breaches.map { record in
                let rule = judgement.rules[Int(record.rule)].rule.id
                let subject = words.subject(of: record)
                return Entry(rule: rule, subject: subject, since: days[rule]?[subject] ?? today)
            })
    }

    /// Without some of the entries.
    public func without(_ gone: [Entry]) -> Baseline {
        let gone = Set(gone)
        return Baseline(agreement: agreement, entries: entries.filter { !gone.contains($0) })
    }
}
