/// A stretch of running text in which names and conditions stand out.
///
/// Written as a string: `"within \(strong: target.text) where \(code: condition.text)"`.
public struct Phrase: Hashable, Sendable, ExpressibleByStringInterpolation {
    public enum Span: Hashable, Sendable {
        case plain(String)
        /// Names that the agreement defines, and what it turns on.
        case strong(String)
        /// Columns, conditions and whatever else is to be taken letter by letter.
        case code(String)
    }
    public private(set) var spans: [Span]

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var spans: [Span] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) { appendInterpolation(literal) }
        public mutating func appendInterpolation(_ text: String) {
            if !text.isEmpty { spans.append(.plain(text)) }
        }
        public mutating func appendInterpolation(strong text: String) { spans.append(.strong(text)) }
        public mutating func appendInterpolation(code text: String) { spans.append(.code(text)) }
        public mutating func appendInterpolation(_ phrase: Phrase) { spans += phrase.spans }
    }

    public init(stringLiteral text: String) { spans = text.isEmpty ? [] : [.plain(text)] }
    public init(stringInterpolation: StringInterpolation) { spans = stringInterpolation.spans }
    public init(_ text: String) { self.init(stringLiteral: text) }

    /// The text alone.
    var plain: String {
        spans.map { span in
            switch span {
            case .plain(let text), .strong(let text), .code(let text): text
            }
        }.joined()
    }

    public static func + (a: Phrase, b: Phrase) -> Phrase { "\(a)\(b)" }
    public static func += (a: inout Phrase, b: Phrase) { a = a + b }
}

extension [Phrase] {
    /// `a, b and c`; `last` stands before the last.
    func series(_ last: String = "and") -> Phrase {
        guard count > 1, let end = self.last else { return first ?? "" }
        return "\(dropLast().joined(", ")) \(last) \(end)"
    }
}

extension Sequence where Element == Phrase {
    func joined(_ separator: String) -> Phrase {
        var result: Phrase = ""
        for (index, phrase) in enumerated() { result += index == 0 ? phrase : "\(separator)\(phrase)" }
        return result
    }
}
