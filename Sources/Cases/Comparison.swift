import Agreements
import Columns
import Compliance
import Findings

/// An expected verdict that did not come, one that came though nobody expected it, or one that is not as expected.
public struct Difference: Sendable {
    public enum Kind: Hashable, Sendable {
        case missing, unexpected, differs
    }

    /// A value of a verdict; none where the verdict has none.
    public enum Value: Hashable, Sendable {
        case none
        case text(String)
        /// Milliseconds since 1970 UTC.
        case instant(Int64)
        case duration(Int64, isBusinessTime: Bool)
    }

    public struct Field: Hashable, Sendable {
        public var name: String
        /// Nil where nothing was said of it.
        public var expected: Value?
        /// Nil where there is no verdict.
        public var got: Value?

        public var isDifferent: Bool { expected != nil && got != nil && expected != got }
    }

    public var kind: Kind
    public var rule: String
    /// The lead or the period; nil where the test names none.
    public var subject: String?
    /// Where it is expected, or the rule of which no such verdict is.
    public var place: Place
    public var fields: [Field]
    /// Why the verdict came out as it did, or why there is none.
    public var reason: String
    /// Of verdicts of a lead.
    public var explanation: Explanation?
}

/// Holds the verdicts of a judgement against those expected.
struct Comparison {
    private let judgement: Judgement
    private let evaluation: Evaluation
    private let words: VerdictWords

    init(judgement: Judgement, evaluation: Evaluation) {
        self.judgement = judgement
        self.evaluation = evaluation
        words = VerdictWords(judgement)
    }

    func differences(_ expectation: RuleExpectation) -> [Difference] {
        var left = judgement.verdicts.filter { judgement.rules[Int($0.rule)].rule.id == expectation.rule }.map {
            Actual(record: $0, view: words.view(of: $0))
        }
        // What is said most exactly takes its verdict first, so that what says little does not take it away.
        var waiting = expectation.verdicts.sorted { $0.weight > $1.weight }
        waiting.removeAll { expected in
            guard let match = left.firstIndex(where: { fields(expected, $0).allSatisfy { !$0.isDifferent } }) else {
                return false
            }
            left.remove(at: match)
            return true
        }
        var found: [Difference] = []
        for expected in waiting {
            let near = left.indices.filter { left[$0].isOfSubject(expected) }.min {
                differing(expected, left[$0]) < differing(expected, left[$1])
            }
            guard let near else {
                found.append(missing(expected, expectation))
                continue
            }
            found.append(difference(.differs, left.remove(at: near), expected, at: expected.place, expectation.rule))
        }
        found += left.map { difference(.unexpected, $0, nil, at: expectation.place, expectation.rule) }
        return found.sorted { $0.place.range.lowerBound < $1.place.range.lowerBound }
    }

    private struct Actual {
        var record: VerdictRecord
        var view: VerdictView

        func isOfSubject(_ expected: ExpectedVerdict) -> Bool {
            if let lead = expected.lead { return view.lead == lead }
            if let period = expected.period { return view.subject == period }
            return true
        }
    }

    private func differing(_ expected: ExpectedVerdict, _ actual: Actual) -> Int {
        fields(expected, actual).count { $0.isDifferent }
    }

    private func missing(_ expected: ExpectedVerdict, _ expectation: RuleExpectation) -> Difference {
        let explanation = expected.lead.flatMap { evaluation.explain(lead: $0, rule: expectation.rule)?.first }
        var reason = explanation?.outOfScope ?? "the rule gives no other verdict"
        if let lead = expected.lead, evaluation.explain(lead: lead) == nil { reason = "there is no lead '\(lead)'" }
        return Difference(
            kind: .missing, rule: expectation.rule, subject: expected.lead ?? expected.period, place: expected.place,
            fields: fields(expected, nil), reason: reason, explanation: explanation)
    }

    private func difference(
        _ kind: Difference.Kind, _ actual: Actual, _ expected: ExpectedVerdict?, at place: Place, _ rule: String
    ) -> Difference {
        let explanation = actual.view.lead.flatMap { evaluation.explain(lead: $0, rule: rule) }?.first
        return Difference(
            kind: kind, rule: rule, subject: actual.view.lead ?? actual.view.subject, place: place,
            fields: fields(expected, actual), reason: actual.view.reason, explanation: explanation)
    }

    /// Everything that is said or, where nothing is, what a reader wants to know.
    private func fields(_ expected: ExpectedVerdict?, _ actual: Actual?) -> [Difference.Field] {
        var fields: [Difference.Field] = []
        func add(_ name: String, _ wanted: Difference.Value?, _ got: Difference.Value?, always: Bool = false) {
            let isSaid = wanted != nil || always && actual != nil && got != Difference.Value.none
            if isSaid { fields.append(.init(name: name, expected: wanted, got: actual == nil ? nil : got)) }
        }
        let record = actual?.record
        let view = actual?.view
        add("lead", expected?.lead.map { .text($0) }, .init(view?.lead))
        add("period", expected?.period.map { .text($0) }, .init(view?.lead == nil ? view?.subject : nil))
        add("verdict", expected?.verdict.map { .text($0) }, verdict(record, asIn: expected), always: true)
        add("start", expected?.start.map { .instant($0) }, .init(record?.start))
        add("due", expected?.due.map { .instant($0) }, .init(record?.due), always: true)
        add("satisfied_at", expected?.satisfiedAt.map { .instant($0) }, .init(record?.satisfiedAt), always: true)
        let isBusinessTime = actual.map { $0.view.rule.target(row: Int($0.record.targetRow))?.isBusinessTime ?? false }
        let used = record.flatMap { $0.used == Columns.missing ? nil : $0.used }
        add(
            "elapsed", expected?.elapsed.map { .duration($0, isBusinessTime: isBusinessTime ?? false) },
            used.map { .duration($0, isBusinessTime: isBusinessTime ?? false) } ?? Difference.Value.none)
        add("target", expected?.target.map { .text($0) }, .init(view?.target))
        let isID = expected?.owner != nil && expected?.owner == view?.ownerID
        add("owner", expected?.owner.map { .text($0) }, .init(isID ? view?.ownerID : view?.owner ?? view?.ownerID))
        add("team", expected?.team.map { .text($0) }, .init(view?.team))
        add("manager", expected?.manager.map { .text($0) }, .init(view?.manager))
        let isIn = expected?.reason.map { view?.reason.contains($0) ?? false } ?? false
        add("reason", expected?.reason.map { .text($0) }, .init(isIn ? expected?.reason : view?.reason))
        return fields
    }

    /// As exactly as the test says it: `breached`, or how.
    private func verdict(_ record: VerdictRecord?, asIn expected: ExpectedVerdict?) -> Difference.Value {
        guard let verdict = record?.verdict else { return .none }
        if expected?.verdict == verdict.name { return .text(verdict.name) }
        return .text(verdict.kind ?? verdict.name)
    }
}

extension Difference.Value {
    fileprivate init(_ text: String?) { self = text.map { .text($0) } ?? .none }

    fileprivate init(_ instant: Int64?) {
        self = if let instant, instant != missing { .instant(instant) } else { .none }
    }
}
