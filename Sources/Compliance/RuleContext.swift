import Agreements
import BusinessTime
import Columns

/// What every kind of rule needs of its surroundings: scope, term, waivers, and where verdicts go.
struct RuleContext: Sendable {
    /// Index into `Judgement.rules`.
    var index: UInt16
    var facts: Facts
    /// Index into `Facts.truths`; nil applies to every lead.
    var applies: Int?
    /// Likewise: leads for which it is not true are not judged.
    var narrowing: Int?
    /// Owners whose verdicts count, by row of the users and by row of the lead; nil is everybody's.
    var owners: OwnerChoice?
    /// The term of the version, in milliseconds.
    var term: Range<Int64>
    /// What lies outside every term, as far as it is counted with this version.
    var outside: [Range<Int64>]
    var waivers: [BoundWaiver]
    /// The columns each condition reads, to name the one without a value.
    var inputs: [Int: [NamedColumn]]
    /// Kinds of time the goal's quantiles are measured in.
    var quantiles: [Goal.Quantile]

    struct BoundWaiver: Sendable {
        /// Index into `Agreement.waiversInForce`.
        var index: UInt16
        /// Index into `Facts.truths`; nil is every lead.
        var condition: Int?
        var range: Range<Int64>
    }

    struct NamedColumn: Sendable {
        /// As the condition writes it: `owner.active`.
        var name: String
        var column: Column
        /// Row of the joined table by lead, −1 for none; nil where the column is the lead's own.
        var rows: [Int32]?

        func isMissing(_ lead: Int) -> Bool {
            guard let rows else { return column.isMissing(lead) }
            return rows[lead] < 0 || column.isMissing(Int(rows[lead]))
        }
    }

    /// False where the rule is known not to apply to a lead, which needs no further look.
    func mayApply(_ lead: Int) -> Bool { applies.map { facts.truths[$0][lead] != .isFalse } ?? true }

    /// Whether the rule judges a lead for something that starts at `start`.
    func covers(_ lead: Int, start: Int64, into tally: inout Tally) -> Bool {
        if let narrowing, facts.truths[narrowing][lead] != .isTrue {
            if facts.truths[narrowing][lead] == .isUnknown, mayApply(lead), term.contains(start) {
                countUnknown(narrowing, lead, at: start, into: &tally)
            }
            return false
        }
        if let applies {
            switch facts.truths[applies][lead] {
            case .isTrue: break
            case .isUnknown:
                countUnknown(applies, lead, at: start, into: &tally)
                return false
            default: return false
            }
        }
        guard term.contains(start) else {
            if outside.contains(where: { $0.contains(start) }) {
                tally.scope.outsideTerm += 1
            } else {
                tally.scope.inOtherTerm += 1
            }
            return false
        }
        return true
    }

    /// Counts a lead that is out of scope because a value is missing, under the column that lacks it.
    func countUnknown(_ condition: Int, _ lead: Int, at start: Int64, into tally: inout Tally) {
        guard tally.period.contains(start) else { return }
        tally.scope.unknown[missingColumn(condition, lead), default: 0] += 1
    }

    /// Counts a lead that has no instant of an event though it must have happened: its creation. Any other event that is
    /// not there has not happened.
    func countUncreated(_ lead: Int, _ event: EventSource, into tally: inout Tally) {
        guard facts.isCreation(event) else { return }
        switch applies.map({ facts.truths[$0][lead] }) ?? .isTrue {
        case .isTrue: tally.scope.unknown["created_at", default: 0] += 1
        case .isUnknown: if let applies { tally.scope.unknown[missingColumn(applies, lead), default: 0] += 1 }
        default: break
        }
    }

    /// The first column of a condition in which a lead has no value.
    func missingColumn(_ condition: Int, _ lead: Int) -> String {
        inputs[condition]?.first { $0.isMissing(lead) }?.name ?? "?"
    }

    /// Names the owner, lets waivers speak, and counts the verdict in the period of `instant`.
    ///
    /// - Parameter used: Time used in the kind of a quantile's limit; asked only where the goal has quantiles.
    func close(
        _ record: inout VerdictRecord, at instant: Int64, into tally: inout Tally,
        used: (Target) -> Int64 = { _ in 0 }
    ) {
        if record.lead >= 0, owners != nil || record.verdict.isBreach || tally.shows(record.verdict) {
            let ownedAt = min(record.due == missing ? facts.asOf : record.due, facts.asOf)
            record.owner = facts.owners.owner(of: Int(record.lead), at: ownedAt)
        }
        if let owners, !owners.contains(record) { return }
        if record.verdict.isBreach, !waivers.isEmpty {
            if let waiver = waiver(of: record, at: instant) {
                record.verdict = .waived
                record.cause = .waiver(waiver)
                tally.waiversUsed.insert(waiver)
            } else {
                record.lapsed = lapsed(of: record, at: instant)
            }
        }
        let isCounted = tally.add(record, at: instant)
        if isCounted, record.verdict == .met || record.verdict.isBreach {
            for (index, quantile) in quantiles.enumerated() { tally.used[index].append(used(quantile.limit)) }
        }
    }

    private func waiver(of record: VerdictRecord, at instant: Int64) -> UInt16? {
        waivers.first { $0.range.contains(instant) && excuses($0, record) }?.index
    }

    /// The waiver that ended before a breach which it would excuse, and was in force when it began.
    private func lapsed(of record: VerdictRecord, at instant: Int64) -> Int16 {
        let lapsed = waivers.last { waiver in
            waiver.range.upperBound <= instant && (record.start == missing || record.start < waiver.range.upperBound)
                && excuses(waiver, record)
        }
        return lapsed.map { Int16(clamping: $0.index) } ?? -1
    }

    private func excuses(_ waiver: BoundWaiver, _ record: VerdictRecord) -> Bool {
        waiver.condition.map { record.lead >= 0 && facts.truths[$0][Int(record.lead)] == .isTrue } ?? true
    }
}
