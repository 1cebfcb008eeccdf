import Agreements
import BusinessTime
import Columns

/// A clock of the metrics bound to a snapshot: measures how long it took, and holds it against nothing.
///
/// A measurement belongs to the period in which it starts; one that still runs belongs to every period.
struct MeasureJudge: Sendable {
    /// A clock without rows of `within`.
    var clock: ClockJudge
    /// The kind of time that is measured.
    var kind: Target

    /// Counts what runs, was voided or contradicts itself; the times of what ended go into `tally.used[0]`.
    func judge(_ leads: Range<Int>, into tally: inout Tally) {
        for lead in leads {
            let starts = clock.facts.instants(clock.from, of: lead)
            let pauses =
                starts.isEmpty ? [] : clock.pause.stretches(of: lead, from: Int64.min + 1, clock.facts)
            switch clock.which {
            case .first: if let start = starts.first { measure(lead, from: start, next: missing, pauses, into: &tally) }
            case .last: if let start = starts.last { measure(lead, from: start, next: missing, pauses, into: &tally) }
            case .each:
                for (index, start) in starts.enumerated() where index == 0 || starts[index - 1] != start {
                    let next = starts[index...].first { $0 > start } ?? missing
                    measure(lead, from: start, next: next, pauses, into: &tally)
                }
            }
        }
    }

    /// - Parameter pauses: All of the lead's.
    private func measure(
        _ lead: Int, from start: Int64, next: Int64, _ pauses: [Range<Int64>], into tally: inout Tally
    ) {
        guard clock.context.covers(lead, start: start, into: &tally) else { return }
        let facts = clock.facts
        let end = clock.satisfaction(of: lead, from: start, facts.uncertainty(clock.to))
        let canceled = clock.cancel.map { facts.first($0, of: lead, atOrAfter: start) } ?? missing
        let stop = [next, canceled].filter { $0 != missing }.min() ?? missing
        let verdict: Verdict
        if stop != missing, end == missing || stop < end {
            verdict = .void
        } else if end != missing {
            verdict = .met
        } else {
            verdict = clock.endBeforeStart(of: lead, start) == nil ? .open : .unknown
        }
        guard verdict == .open || tally.period.contains(start) else { return }
        guard verdict == .met else {
            tally.counts[Int(verdict.rawValue)] += 1
            return
        }
        let number = facts.timetable(clock.calendar, of: lead, at: start)
        tally.used[0].append(
            facts.timetables.withTimetable(number) {
                $0.used(by: kind, from: start, to: max(start, end), pauses: pauses.after(start))
            })
    }
}

/// How long the clocks of a metric took.
public struct Measurement: Hashable, Sendable {
    /// Those that ended.
    public var count: Int
    /// Whether open hours were counted, or all time.
    public var isBusinessTime: Bool
    /// By share (0–1) of those that ended: the time, in milliseconds, that so many took at most (nearest rank).
    public var quantiles: [Quantile]

    public struct Quantile: Hashable, Sendable {
        public var quantile: Double
        public var time: Int64
    }

    static let shares = [0.5, 0.9, 0.95]

    init(_ times: [Int64], isBusinessTime: Bool) {
        count = times.count
        self.isBusinessTime = isBusinessTime
        let sorted = times.sorted()
        quantiles = sorted.isEmpty ? [] : Self.shares.map { Quantile(quantile: $0, time: sorted.nearestRank($0)) }
    }
}

extension [Int64] {
    /// The smallest element that at least this share of a sorted array does not exceed.
    package func nearestRank(_ share: Double) -> Int64 {
        // A share like 0.95 has no exact double: what is within a millionth of a rank is that rank.
        let rank = (share * Double(count) - 1e-6).rounded(.up)
        return self[Swift.max(0, Swift.min(count, Int(rank)) - 1)]
    }
}
