import Agreements
import Columns
import Conditions

/// A `require` rule bound to a snapshot: one verdict for each lead in scope.
///
/// It judges the present state, so its verdicts belong to the period of as-of.
struct RequireJudge: Sendable {
    var facts: Facts
    var context: RuleContext
    /// Index into `Facts.truths`.
    var condition: Int
    /// Only leads to which this happened.
    var at: (which: EventChoice.Which, event: EventSource)?
    /// Column name → index into `RuleResult.columns`.
    var columnIndex: [String: UInt16]

    func judge(_ leads: Range<Int>, into tally: inout Tally) {
        if let at, facts.isBetween(at.event) { return judgeBetween(leads, at.which, at.event, into: &tally) }
        let firsts = at.flatMap { $0.which == .last ? nil : tally.firsts?.instants($0.event, of: leads, facts) }
        for lead in leads {
            var start = facts.asOf
            if let at {
                start = firsts.map { $0[lead - leads.lowerBound] } ?? facts.instant(at.event, of: lead, at.which)
                if start == missing {
                    context.countUncreated(lead, at.event, into: &tally)
                    continue
                }
            }
            guard context.covers(lead, start: start, into: &tally) else { continue }
            var record = record(lead, start: at == nil ? missing : start)
            decide(&record, facts.truths[condition][lead], lead)
            context.close(&record, at: facts.asOf, into: &tally)
        }
    }

    func record(_ lead: Int, start: Int64) -> VerdictRecord {
        VerdictRecord(
            rule: context.index, verdict: .met, targetRow: 0, lead: Int32(lead), owner: -1, start: start, due: missing,
            satisfiedAt: missing, used: missing, cause: .none)
    }

    func decide(_ record: inout VerdictRecord, _ truth: Truth, _ lead: Int) {
        switch truth {
        case .isTrue: break
        case .isUnknown:
            record.verdict = .missed
            record.cause = .valueMissing(column: columnIndex[context.missingColumn(condition, lead)] ?? 0)
        default:
            record.verdict = .missed
            record.cause = .conditionFalse
        }
    }
}

/// A `unique` rule bound to a snapshot: one verdict for each lead with a key.
struct UniqueJudge: Sendable {
    var facts: Facts
    var context: RuleContext
    /// For each lead the first (by creation, then id) with the same key: its own row where it is first, −1 without a key.
    private let firstWithKey: Fixed<Int32>

    /// - Parameters:
    ///   - keys: One text a lead.
    ///   - created: Creation by lead; a lead without one comes after all that have one.
    ///   - rank: Order of the leads' ids.
    init(
        facts: Facts, context: RuleContext, keys: Conditions.Evaluation, created: [Int64]?, rank: [Int32], threads: Int
    ) {
        self.facts = facts
        self.context = context
        let texts = EqualTexts(rowCount: facts.leadCount, threads: threads) { leads in
            guard case .text(let texts) = keys.column(leads) else { preconditionFailure("a key is a text") }
            return texts
        }
        firstWithKey = facts.arena.fixed(
            texts.first(threads: threads) { a, b in
                let createdA = created.map { $0[a] == missing ? Int64.max : $0[a] } ?? 0
                let createdB = created.map { $0[b] == missing ? Int64.max : $0[b] } ?? 0
                return (createdA, rank[a]) < (createdB, rank[b])
            })
    }

    func judge(_ leads: Range<Int>, into tally: inout Tally) {
        for lead in leads where firstWithKey[lead] >= 0 {
            guard context.covers(lead, start: facts.asOf, into: &tally) else { continue }
            var record = VerdictRecord(
                rule: context.index, verdict: .met, targetRow: 0, lead: Int32(lead), owner: -1, start: missing,
                due: missing, satisfiedAt: missing, used: missing, cause: .none)
            if firstWithKey[lead] != Int32(lead) {
                record.verdict = .missed
                record.cause = .duplicateOf(lead: firstWithKey[lead])
            }
            context.close(&record, at: facts.asOf, into: &tally)
        }
    }
}
