/// A JSON document in memory, its keys in the order in which they were written.
public indirect enum JSONTree: Hashable, Sendable {
    case text(String)
    case number(Int)
    case boolean(Bool)
    case list([JSONTree])
    case object([Pair])

    public struct Pair: Hashable, Sendable {
        public var key: String
        public var value: JSONTree
    }

    /// The value of a key of an object.
    public subscript(key: String) -> JSONTree? {
        if case .object(let pairs) = self { pairs.first { $0.key == key }?.value } else { nil }
    }

    /// The keys of an object, in order.
    public var keys: [String] {
        if case .object(let pairs) = self { pairs.map(\.key) } else { [] }
    }

    /// This object with the pairs of another behind its own.
    func with(_ other: JSONTree) -> JSONTree {
        guard case .object(let pairs) = self, case .object(let more) = other else { return self }
        return .object(pairs + more)
    }

    /// JSON with a line for each entry of what is long, and a line ending.
    public var formatted: String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    private static let lineWidth = 100

    private func write(to text: inout String, indent: Int) {
        let short = onOneLine
        if indent + short.utf8.count <= JSONTree.lineWidth {
            text += short
            return
        }
        let margin = String(repeating: " ", count: indent + 2)
        switch self {
        case .text, .number, .boolean: text += short
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + margin
                item.write(to: &text, indent: indent + 2)
            }
            text += "\n" + String(repeating: " ", count: indent) + "]"
        case .object(let pairs):
            text += "{"
            for (index, pair) in pairs.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + margin + JSONTree.quoted(pair.key) + ": "
                pair.value.write(to: &text, indent: indent + 2)
            }
            text += "\n" + String(repeating: " ", count: indent) + "}"
        }
    }

    private var onOneLine: String {
        switch self {
        case .text(let text): JSONTree.quoted(text)
        case .number(let number): "\(number)"
        case .boolean(let value): "\(value)"
        case .list(let items): "[" + items.map(\.onOneLine).joined(separator: ", ") + "]"
        case .object(let pairs):
            pairs.isEmpty
                ? "{}"
                : "{ " + pairs.map { JSONTree.quoted($0.key) + ": " + $0.value.onOneLine }.joined(separator: ", ")
                    + " }"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .text(text) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(integerLiteral number: Int) { self = .number(number) }
    public init(arrayLiteral items: JSONTree...) { self = .list(items) }
    public init(dictionaryLiteral pairs: (String, JSONTree)...) {
        self = .object(pairs.map { Pair(key: $0.0, value: $0.1) })
    }
}
