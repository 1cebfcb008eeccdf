import Conditions

extension Condition {
    /// Whether this is true wherever the other is, as far as their words show it: `hot` of `hot and enterprise`,
    /// `score >= 80` of `score >= 90`, `a or b` of `a`.
    func isImplied(by other: Condition) -> Bool {
        let given = other.expression.conjuncts.map { Clause($0, of: other) }
        return expression.conjuncts.allSatisfy { part in
            let alternatives = part.disjuncts.map { Clause($0, of: self) }
            return alternatives.contains { wanted in given.contains { $0.implies(wanted) } }
        }
    }
}

/// A part of a condition that is joined by neither `and` nor `or`.
private struct Clause {
    private enum Bound {
        case atLeast(Double, isStrict: Bool)
        case atMost(Double, isStrict: Bool)
    }

    private let words: String
    private var limit: (name: Expression.Name, bound: Bound)?

    init(_ part: Expression, of condition: Condition) {
        let scalars = condition.source.text.unicodeScalars.dropFirst(part.range.lowerBound).prefix(part.range.count)
        // White space outside of texts says nothing; where a text is, it may.
        let text = String(String.UnicodeScalarView(scalars))
        words = text.contains("'") ? text : text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard case .comparison(let comparison, let left, let right) = part.kind, case .name(let name) = left.kind,
            case .number(let number) = right.kind
        else { return }
        switch comparison {
        case .greaterOrEqual: limit = (name, .atLeast(number, isStrict: false))
        case .greater: limit = (name, .atLeast(number, isStrict: true))
        case .lessOrEqual: limit = (name, .atMost(number, isStrict: false))
        case .less: limit = (name, .atMost(number, isStrict: true))
        case .equal, .notEqual: break
        }
    }

    func implies(_ wanted: Clause) -> Bool {
        if words == wanted.words { return true }
        guard let limit, let other = wanted.limit, limit.name == other.name else { return false }
        switch (limit.bound, other.bound) {
        case (.atLeast(let mine, let isStrict), .atLeast(let its, let wantsStrict)):
            return mine > its || mine == its && (isStrict || !wantsStrict)
        case (.atMost(let mine, let isStrict), .atMost(let its, let wantsStrict)):
            return mine < its || mine == its && (isStrict || !wantsStrict)
        default: return false
        }
    }
}

extension Expression {
    fileprivate var conjuncts: [Expression] {
        if case .and(let parts) = kind { parts.flatMap(\.conjuncts) } else { [self] }
    }

    fileprivate var disjuncts: [Expression] {
        if case .or(let parts) = kind { parts.flatMap(\.disjuncts) } else { [self] }
    }
}
