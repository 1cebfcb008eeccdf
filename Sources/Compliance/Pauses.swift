import Columns

/// When the clocks of a rule stand still, bound to a snapshot.
struct PauseSource: Sendable {
    /// Stages in which they do.
    var stages: Set<Int16> = []
    /// Events between which they do.
    var spans: [Span] = []

    struct Span: Sendable {
        var from: EventSource
        var until: EventSource
    }

    /// Why a clock stands still.
    enum Reason: Hashable, Sendable {
        case stage(Int16)
        /// Index into `spans`.
        case span(Int)
    }

    var isEmpty: Bool { stages.isEmpty && spans.isEmpty }

    /// The stretches after `start` in which a lead's clock stands still: sorted, and none touches the next. One that lasts
    /// has no end.
    func stretches(of lead: Int, from start: Int64, _ facts: Facts) -> [Range<Int64>] {
        if isEmpty { return [] }
        var all: [Range<Int64>] = []
        visit(lead, from: start, facts) { range, _ in all.append(range) }
        return all.joined
    }

    /// The same one by one, each with its reason; those of several reasons may overlap.
    func visit(_ lead: Int, from start: Int64, _ facts: Facts, _ body: (Range<Int64>, Reason) -> Void) {
        func visit(_ from: Int64, _ until: Int64, _ reason: Reason) {
            let from = max(from, start)
            if from < until { body(from..<until, reason) }
        }
        if !stages.isEmpty {
            let history = facts.history
            let entries = history.entries(lead)
            if let first = entries.first, stages.contains(history.from[first]) {
                visit(Int64.min + 1, history.at[first], .stage(history.from[first]))
            }
            for entry in entries where stages.contains(history.to[entry]) {
                let end = entry + 1 < entries.upperBound ? history.at[entry + 1] : Int64.max
                visit(history.at[entry], end, .stage(history.to[entry]))
            }
        }
        for (index, span) in spans.enumerated() {
            var from = facts.first(span.from, of: lead, atOrAfter: Int64.min + 1)
            while from != missing {
                // What ends the pause at the instant at which it begins leaves nothing of it.
                let until = facts.first(span.until, of: lead, atOrAfter: from)
                visit(from, until == missing ? Int64.max : until, .span(index))
                if until == missing { break }
                from = facts.first(span.from, of: lead, atOrAfter: max(until, from + 1))
            }
        }
    }

    /// From when a lead's clock may have stood still although nothing is written of it: its present stage pauses, and the
    /// history does not lead there. `missing` where the two agree.
    func unwrittenSince(_ lead: Int, from start: Int64, _ facts: Facts) -> Int64 {
        guard !stages.isEmpty, let present = facts.presentStage?[lead], stages.contains(present) else { return missing }
        guard let last = facts.history.entries(lead).last else { return start }
        return stages.contains(facts.history.to[last]) ? missing : max(start, facts.history.at[last])
    }

    /// The unit in which the ends of the pauses are uncertain, in milliseconds; 0 where they count as exact.
    func uncertainty(_ facts: Facts) -> Int64 {
        spans.reduce(stages.isEmpty ? 0 : facts.history.precision.uncertainty) { unit, span in
            max(unit, facts.uncertainty(span.from), facts.uncertainty(span.until))
        }
    }
}

extension [Range<Int64>] {
    /// The same time in as few stretches as it takes, in order.
    var joined: [Range<Int64>] {
        var result: [Range<Int64>] = []
        for range in sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            if let last = result.last, last.upperBound >= range.lowerBound {
                result[result.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// Of stretches in order that do not touch, what lies after an instant.
    func after(_ instant: Int64) -> [Range<Int64>] {
        var (first, end) = (0, count)
        while first < end {
            let middle = (first + end) / 2
            if self[middle].upperBound <= instant { first = middle + 1 } else { end = middle }
        }
        guard first < count, self[first].lowerBound < instant else { return Array(self[first...]) }
        return [instant..<self[first].upperBound] + self[(first + 1)...]
    }

    /// The least that is certain of them, if each end lies anywhere within `unit` milliseconds of what is written.
    func shrunk(by unit: Int64) -> [Range<Int64>] {
        compactMap { range in
            let from = range.lowerBound.addingReportingOverflow(Swift.max(unit - 1, 0)).partialValue
            return from < range.upperBound ? from..<range.upperBound : nil
        }
    }

    /// The most that they may be, likewise.
    func grown(by unit: Int64) -> [Range<Int64>] {
        map { range in
            let (until, isEndless) = range.upperBound.addingReportingOverflow(Swift.max(unit - 1, 0))
            return range.lowerBound..<(isEndless ? Int64.max : until)
        }.joined
    }
}
