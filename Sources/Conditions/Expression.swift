import Columns

/// A condition's syntax tree: what the author wrote, before any name is looked up.
public struct Expression: Sendable {
    public indirect enum Kind: Sendable {
        case null
        case boolean(Bool)
        case number(Double)
        case text(String)
        /// Days since 1970-01-01.
        case date(Int64)
        /// Milliseconds since 1970-01-01 UTC.
        case instant(Int64)
        /// Milliseconds.
        case duration(Int64)
        case asOf
        case name(Name)
        case negated(Expression)
        case arithmetic(ArithmeticOperator, Expression, Expression)
        case comparison(Comparison, Expression, Expression)
        /// `is distinct from`: a comparison to which null is a value like any other.
        case distinct(Expression, Expression, isNegated: Bool)
        case isNull(Expression, isNegated: Bool)
        /// `is true`, `is false`, `is unknown`.
        case isTruth(Expression, Truth, isNegated: Bool)
        case among(Expression, [Expression], isNegated: Bool)
        case between(Expression, Expression, Expression, isNegated: Bool)
        case like(Expression, Like)
        case not(Expression)
        case and([Expression])
        case or([Expression])
        /// `case [operand] when … then … [else …] end`.
        case choice(operand: Expression?, arms: [Arm], otherwise: Expression?)
        case call(Function, [Expression])
    }

    /// `owner.manager.email`, or one bare name.
    public struct Name: Hashable, Sendable {
        public var parts: [String]
        /// Whether the last part stands in double quotes: then it names a column, never a term.
        public var isQuoted: Bool

        public init(parts: [String], isQuoted: Bool = false) {
            self.parts = parts
            self.isQuoted = isQuoted
        }

        var text: String { parts.joined(separator: ".") }
    }

    /// The right-hand side of `like`.
    public struct Like: Sendable {
        public var pattern: Expression
        public var escape: Unicode.Scalar?
        /// `ilike`.
        public var ignoresCase: Bool
        public var isNegated: Bool

        public init(pattern: Expression, escape: Unicode.Scalar? = nil, ignoresCase: Bool, isNegated: Bool) {
            self.pattern = pattern
            self.escape = escape
            self.ignoresCase = ignoresCase
            self.isNegated = isNegated
        }
    }

    /// `when … then …`.
    public struct Arm: Sendable {
        public var when: Expression
        public var then: Expression

        public init(when: Expression, then: Expression) {
            self.when = when
            self.then = then
        }
    }

    public let kind: Kind
    /// Which scalars of the condition's text it was written with.
    public let range: Range<Int>
    /// The number of nodes on the longest way down; bounded by the parser, so that recursion over a tree is safe.
    public let height: Int

    /// The greatest height the parser lets through.
    public static let greatestHeight = 200

    public init(_ kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
        height = 1 + (kind.children.map(\.height).max() ?? 0)
    }
}

public enum ArithmeticOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
}

public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

public enum Function: String, Hashable, Sendable, CaseIterable {
    case lower, upper, trim, ltrim, rtrim, length, coalesce, nullif, abs

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .lower, .upper, .trim, .ltrim, .rtrim, .length, .abs: 1...1
        case .nullif: 2...2
        case .coalesce: 2...Int.max
        }
    }

    /// A call of it, for messages.
    var example: String {
        switch self {
        case .lower, .upper, .trim, .ltrim, .rtrim, .length: "\(rawValue)(email)"
        case .coalesce: "coalesce(score, 0)"
        case .nullif: "nullif(company, 'unknown')"
        case .abs: "abs(score - 50)"
        }
    }
}

extension Expression.Kind {
    /// The parts of a node, in the order in which they were written.
    public var children: [Expression] {
        switch self {
        case .null, .boolean, .number, .text, .date, .instant, .duration, .asOf, .name: []
        case .negated(let a), .isNull(let a, _), .isTruth(let a, _, _), .not(let a): [a]
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .distinct(let a, let b, _): [a, b]
        case .among(let a, let list, _): [a] + list
        case .between(let a, let low, let high, _): [a, low, high]
        case .like(let a, let like): [a, like.pattern]
        case .and(let list), .or(let list), .call(_, let list): list
        case .choice(let operand, let arms, let otherwise):
            (operand.map { [$0] } ?? []) + arms.flatMap { [$0.when, $0.then] } + (otherwise.map { [$0] } ?? [])
        }
    }
}

extension Expression {
    /// Calls `body` with every node, parents first, in the order in which they were written.
    func visit(_ body: (Expression) -> Void) {
        body(self)
        for child in kind.children { child.visit(body) }
    }
}
