import Columns
import Findings

/// `= in between like is`: whatever asks something of a value.
extension Parser {
    var startsPredicate: Bool {
        if comparison != nil { return true }
        switch token.keyword {
        case .in, .between, .like, .ilike, .is: return true
        case .not:
            switch token(after: 1).keyword {
            case .in, .between, .like, .ilike: return true
            default: return false
            }
        default: return false
        }
    }

    private var comparison: Comparison? {
        switch token.sign {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: nil
        }
    }

    mutating func predicate(_ left: Expression, from start: Int) throws(Stop) -> Expression {
        if let comparison {
            let sign = token.range
            advance()
            let right = try expression(.sum)
            rejectNull(left, right, comparison, sign: sign)
            return try node(.comparison(comparison, left, right), from: start)
        }
        if take(.is) { return try isPredicate(left, from: start) }
        let isNegated = take(.not)
        let keyword = token.keyword
        advance()
        switch keyword {
        case .in: return try among(left, isNegated: isNegated, from: start)
        case .between: return try between(left, isNegated: isNegated, from: start)
        default: return try like(left, ignoresCase: keyword == .ilike, isNegated: isNegated, from: start)
        }
    }

    mutating func chained() -> Stop {
        let note =
            comparison != nil && (comparison == .less || comparison == .lessOrEqual)
            ? "write low <= x and x <= high, or x between low and high"
            : "say which belongs together with parentheses, or join two conditions with and"
        return fail(
            .chained, "a second comparison follows the first without and, or or parentheses", at: token.range,
            notes: [note])
    }

    private mutating func rejectNull(
        _ left: Expression, _ right: Expression, _ comparison: Comparison, sign: Range<Int>
    ) {
        for (null, other) in [(right, left), (left, right)] {
            guard findings.count(where: { $0.level == .error }) < Parser.greatestFaultCount else { return }
            guard case .null = null.kind else { continue }
            let range = min(sign.lowerBound, null.range.lowerBound)..<max(sign.upperBound, null.range.upperBound)
            var notes: [String] = []
            switch comparison {
            case .equal: notes = ["write \(snippet(other)) is null"]
            case .notEqual: notes = ["write \(snippet(other)) is not null"]
            case .less, .lessOrEqual, .greater, .greaterOrEqual: notes = ["write is null or is not null"]
            }
            let isLast = null.range.lowerBound > sign.lowerBound
            let mended: String? =
                switch comparison {
                case .equal where isLast: "is null"
                case .notEqual where isLast: "is not null"
                default: nil
                }
            findings.append(
                .error(
                    .comparedWithNull,
                    "'\(comparison.rawValue) null' holds for no record: a comparison with null is always unknown",
                    at: source.place(range), notes: notes,
                    fix: mended.map { Fix(text(in: range), to: $0, at: source.place(range)) }))
            return
        }
    }

    // MARK: is

    private mutating func isPredicate(_ left: Expression, from start: Int) throws(Stop) -> Expression {
        let isNegated = take(.not)
        let word = token
        switch word.keyword {
        case .null:
            advance()
            return try node(.isNull(left, isNegated: isNegated), from: start)
        case .true, .false, .unknown:
            advance()
            let truth: Truth = word.keyword == .true ? .isTrue : word.keyword == .false ? .isFalse : .isUnknown
            return try node(.isTruth(left, truth, isNegated: isNegated), from: start)
        case .distinct:
            advance()
            try expect(.from, after: "is distinct")
            let right = try expression(.sum)
            return try node(.distinct(left, right, isNegated: isNegated), from: start)
        default:
            throw unexpected(
                expected: "null, true, false, unknown or distinct from after is",
                notes: ["to compare values write = or <>"])
        }
    }

    // MARK: in, between, like

    private mutating func among(_ left: Expression, isNegated: Bool, from start: Int) throws(Stop) -> Expression {
        let open = token
        guard take(.open) else {
            throw unexpected(expected: "a list in parentheses after in", notes: ["write in ('call', 'email')"])
        }
        if token.sign == .close {
            throw fail(
                .emptyList, "the list of in is empty", at: open.range.lowerBound..<token.range.upperBound,
                notes: ["name at least one value"])
        }
        var list: [Expression] = []
        repeat {
            let item = try expression(.or)
            if case .null = item.kind {
                warn(
                    .nullInList,
                    isNegated
                        ? "with null in its list, 'not in' is never true"
                        : "null in a list equals nothing, not even null",
                    at: item.range, notes: ["ask for missing values with is null"])
            }
            list.append(item)
        } while take(.comma)
        try close(open)
        return try node(.among(left, list, isNegated: isNegated), from: start)
    }

    private mutating func between(_ left: Expression, isNegated: Bool, from start: Int) throws(Stop) -> Expression {
        let low = try expression(.sum)
        guard take(.and) else {
            throw unexpected(expected: "'and' and the upper bound of between", notes: ["write between 1 and 5"])
        }
        let high = try expression(.sum)
        return try node(.between(left, low, high, isNegated: isNegated), from: start)
    }

    private mutating func like(
        _ left: Expression, ignoresCase: Bool, isNegated: Bool, from start: Int
    ) throws(Stop) -> Expression {
        let pattern = try expression(.sum)
        var escape: Unicode.Scalar?
        if take(.escape) {
            guard case .text(let text) = token.kind, text.unicodeScalars.count == 1 else {
                throw fail(.badPattern, "escape takes a text of one character, as in escape '!'", at: token.range)
            }
            escape = text.unicodeScalars.first
            advance()
        }
        if case .text(let text) = pattern.kind {
            guard text.unicodeScalars.count <= LikePattern.greatestLength else {
                throw fail(
                    .badPattern, "the pattern is longer than \(LikePattern.greatestLength) characters",
                    at: pattern.range)
            }
            if let escape, LikePattern(text, escape: escape, ignoresCase: false) == nil {
                throw fail(
                    .badPattern, "the pattern ends with its escape character \(escape), which has nothing to escape",
                    at: pattern.range, notes: ["double it to mean the character itself"])
            }
            if escape == nil, text.contains("\\") {
                warn(
                    .backslashInPattern, "a backslash in a pattern stands for itself", at: pattern.range,
                    notes: ["to take % or _ literally, name an escape character: like '50!%' escape '!'"])
            }
        }
        let right = Expression.Like(
            pattern: pattern, escape: escape, ignoresCase: ignoresCase, isNegated: isNegated)
        return try node(.like(left, right), from: start)
    }
}
