import Agreements
import BusinessTime

/// A version of an agreement among the others: what the one before leaves to it, and what it leaves to the next.
package struct Succession: Sendable {
    private let agreement: Agreement
    private let others: [Agreement]

    package init(of agreement: Agreement, among all: [Agreement]) {
        self.agreement = agreement
        others = all.filter { $0.path != agreement.path }
    }

    /// What lies outside every term and is counted with this version: the time before it, back to the end of the version
    /// before, and behind the last version what comes after. So each instant is counted once.
    package var outside: [Range<Int64>] {
        let own = agreement.range
        let before = others.map(\.range).filter { $0.lowerBound < own.lowerBound }.map(\.upperBound).max() ?? Int64.min
        let isLast = !others.contains { $0.range.lowerBound > own.lowerBound }
        return [min(before, own.lowerBound)..<own.lowerBound] + (isLast ? [own.upperBound..<Int64.max] : [])
    }

    /// The time in which a rule judges. A period of a volume or rate over which one version follows another, at once or after
    /// some days, belongs to the version in which it starts, where both count the same periods: so it is judged once.
    package func term(of rule: Rule) -> Range<Int64> {
        let own = agreement.range
        guard let per = rule.figurePeriod else { return own }
        let periods = Periods(of: agreement)
        func counts(_ other: Agreement) -> Bool {
            let isSame =
                other.zone.identifier == periods.zone.identifier && other.review.yearStarts == periods.yearStarts
                && other.review.weeks == periods.weeks
            return isSame && other.rules.contains { $0.id == rule.id && $0.figurePeriod == per }
        }
        var (start, end) = (own.lowerBound, own.upperBound)
        let before = others.filter { $0.range.upperBound <= start }.max { $0.range.upperBound < $1.range.upperBound }
        if let before, counts(before) {
            let first = periods.period(per, containing: start).range
            if before.range.upperBound > first.lowerBound { start = first.upperBound }
        }
        let after = others.filter { $0.range.lowerBound >= end }.min { $0.range.lowerBound < $1.range.lowerBound }
        if let after, counts(after) {
            let last = periods.period(per, containing: end - 1).range
            if after.range.lowerBound < last.upperBound { end = last.upperBound }
        }
        return start..<max(start, end)
    }
}

extension Rule {
    /// The periods of a volume or rate.
    fileprivate var figurePeriod: Period? {
        switch kind {
        case .volume(let volume): volume.per
        case .rate(let rate): rate.per
        case .clock, .cadence, .require, .unique: nil
        }
    }
}

extension [Agreement] {
    /// The version in force at an instant, else the last.
    ///
    /// - Precondition: There is one.
    package func inForce(at instant: Int64) -> Agreement {
        first { $0.range.contains(instant) } ?? self[count - 1]
    }
}
