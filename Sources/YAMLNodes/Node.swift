import Findings

/// One value of a YAML document, and the stretch of text it came from.
public struct Node: Sendable {
    public enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Entry])
    }

    public struct Entry: Sendable {
        public var key: String
        public var keyPlace: Place
        public var value: Node
    }

    public var content: Content
    public var place: Place

    public init(_ content: Content, place: Place) {
        self.content = content
        self.place = place
    }

    /// What to call it in a message: `text`, `a list`, `a mapping`, `nothing`.
    public var kind: String {
        switch content {
        case .scalar(let scalar): scalar.isNull ? "nothing" : "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    public var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    public var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }
    public var mapping: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }
}

/// A piece of text in a YAML document; what type it has is decided by the place that asks for it.
public struct Scalar: Sendable {
    public enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    public var text: String
    public var style: Style
    /// Where each Unicode scalar of `text` stands in the file, so that a message about a part of it points at that part.
    /// One element more than `text` has scalars: the last is the end.
    public var positions: [Position]

    /// An empty plain scalar, `~` or `null` in plain style: the author gave no value.
    public var isNull: Bool { style == .plain && (text.isEmpty || text == "~" || text == "null") }
}
