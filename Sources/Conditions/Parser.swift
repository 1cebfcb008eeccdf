import Columns
import Findings

/// Tokens → tree, by precedence climbing. From loosest to tightest: `or`, `and`, `not`, comparisons and the other
/// predicates (which do not chain: what `a = b = c` means differs from one SQL to the next), `+ -`, `* /`, unary minus.
struct Parser {
    let source: ConditionSource
    let scalars: [Unicode.Scalar]
    let tokens: [Token]
    var findings: [Finding] = []
    var here = 0
    private var depth = 0

    /// How deep parentheses, functions, `case` and `not` may be nested.
    static let greatestDepth = 100

    enum Power: Int, Comparable {
        case or, and, not, predicate, sum, product, unary

        static func < (a: Power, b: Power) -> Bool { a.rawValue < b.rawValue }
    }

    /// The rest of a text that cannot be read; what is wrong is among the findings.
    struct Stop: Error {}

    init(source: ConditionSource, scalars: [Unicode.Scalar], tokens: [Token]) {
        self.source = source
        self.scalars = scalars
        self.tokens = tokens
    }

    mutating func parse() -> Expression? {
        do {
            let expression = try expression(.or)
            if token.kind != .end { throw trailing() }
            return expression
        } catch {
            return nil
        }
    }

    // MARK: Tokens

    var token: Token { tokens[here] }
    var previous: Token? { here > 0 ? tokens[here - 1] : nil }

    func token(after distance: Int) -> Token { tokens[min(here + distance, tokens.count - 1)] }

    mutating func advance() { if here < tokens.count - 1 { here += 1 } }

    mutating func take(_ keyword: Keyword) -> Bool {
        guard token.keyword == keyword else { return false }
        advance()
        return true
    }

    mutating func take(_ sign: Sign) -> Bool {
        guard token.sign == sign else { return false }
        advance()
        return true
    }

    mutating func expect(_ keyword: Keyword, after what: String) throws(Stop) {
        guard take(keyword) else { throw unexpected(expected: "'\(keyword.rawValue)' after \(what)") }
    }

    func range(from start: Int) -> Range<Int> {
        start..<max(start, previous?.range.upperBound ?? start)
    }

    // MARK: Faults

    /// Errors that do not stop the reading, and warnings, are not told for ever.
    static let greatestFaultCount = 10

    mutating func fail(_ code: Code, _ message: String, at range: Range<Int>, notes: [String] = []) -> Stop {
        findings.append(.error(code, message, at: source.place(range), notes: notes))
        return Stop()
    }

    mutating func warn(_ code: Code, _ message: String, at range: Range<Int>, notes: [String] = []) {
        guard findings.count(where: { $0.level == .warning }) < Parser.greatestFaultCount else { return }
        findings.append(.warning(code, message, at: source.place(range), notes: notes))
    }

    /// A node, unless the tree gets too high.
    mutating func node(_ kind: Expression.Kind, from start: Int) throws(Stop) -> Expression {
        let expression = Expression(kind, range: range(from: start))
        guard expression.height <= Expression.greatestHeight else { throw tooDeep(at: expression.range) }
        return expression
    }

    mutating func tooDeep(at range: Range<Int>) -> Stop {
        fail(
            .nestedTooDeep, "the condition is nested too deep",
            at: range.lowerBound..<min(range.upperBound, range.lowerBound + 1),
            notes: ["name a part of it as a term under definitions.terms, and use the name here"])
    }

    // MARK: Precedence

    mutating func expression(_ least: Power) throws(Stop) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Parser.greatestDepth else { throw tooDeep(at: token.range) }
        let start = token.range.lowerBound
        var left = try prefix(least)
        var isPredicate = false
        while true {
            if let keyword = token.keyword, keyword == .and || keyword == .or {
                guard (keyword == .and ? Power.and : .or) >= least else { return left }
                left = try chain(of: keyword, first: left, from: start)
            } else if !isPredicate, let op = sum, least <= .sum {
                advance()
                let right = try expression(op == .add || op == .subtract ? .product : .unary)
                left = try node(.arithmetic(op, left, right), from: start)
            } else if !isPredicate, let op = product, least <= .product {
                advance()
                let right = try expression(.unary)
                left = try node(.arithmetic(op, left, right), from: start)
            } else if startsPredicate, least <= .predicate {
                if isPredicate { throw chained() }
                left = try predicate(left, from: start)
                isPredicate = true
            } else {
                return left
            }
        }
    }

    private var sum: ArithmeticOperator? {
        switch token.sign {
        case .plus: .add
        case .minus: .subtract
        default: nil
        }
    }

    private var product: ArithmeticOperator? {
        switch token.sign {
        case .times: .multiply
        case .over: .divide
        default: nil
        }
    }

    /// `a and b and c` is one node, however long: a list of a thousand alternatives is no deeper than one of two.
    private mutating func chain(of keyword: Keyword, first: Expression, from start: Int) throws(Stop) -> Expression {
        var operands = [first]
        while take(keyword) { operands.append(try expression(keyword == .and ? .not : .and)) }
        return try node(keyword == .and ? .and(operands) : .or(operands), from: start)
    }

    private mutating func prefix(_ least: Power) throws(Stop) -> Expression {
        let start = token.range.lowerBound
        if token.keyword == .not {
            guard least <= .not else {
                throw fail(
                    .unexpected, "'not' cannot stand here", at: token.range,
                    notes: ["put it and what it negates in parentheses: (not …)"])
            }
            advance()
            let operand = try expression(.not)
            return try node(.not(operand), from: start)
        }
        if take(.minus) {
            let operand = try expression(.unary)
            return try node(.negated(operand), from: start)
        }
        return try primary()
    }
}
