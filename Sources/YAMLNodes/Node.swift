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

        public init(key: String, keyPlace: Place, value: Node) {
            self.key = key
            self.keyPlace = keyPlace
            self.value = value
        }
    }

    public var content: Content
    /// From its first character to its last. What an alias (`*name`) stands for has the alias's place; the parts inside it
    /// keep the places at which they were written.
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

    /// The value of a key of a mapping, whatever it is.
    public subscript(key: String) -> Node? { mapping?.first { $0.key == key }?.value }
}

/// A piece of text in a YAML document; what type it has is decided by the place that asks for it.
public struct Scalar: Sendable {
    public enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    public var text: String
    public var style: Style
    /// Where a comment begins that follows plain text on its last line: a `#` after a space, which may have been meant as
    /// text. Nil where there is none.
    public var comment: Position?
    private var layout: Layout

    /// Where the text stands. Nearly all of it stands on one line as it is, which needs no table.
    private enum Layout: Sendable {
        case consecutive(from: Position)
        case mapped([Position])
    }

    /// Text that stands on one line just as it is.
    public init(_ text: String, style: Style, from start: Position, comment: Position? = nil) {
        self.text = text
        self.style = style
        self.comment = comment
        layout = .consecutive(from: start)
    }

    /// Text with escapes, doubled quotes or several lines. `positions` holds one more than the text has scalars.
    public init(_ text: String, style: Style, positions: [Position], comment: Position? = nil) {
        self.text = text
        self.style = style
        self.comment = comment
        layout = .mapped(positions)
    }

    /// Where each Unicode scalar of `text` stands in the file, so that a message about a part of it points at that part.
    /// One element more than `text` has scalars: the last is the end.
    public var positions: [Position] {
        switch layout {
        case .consecutive(let start):
            (0...text.unicodeScalars.count).map { Position(line: start.line, column: start.column + $0) }
        case .mapped(let positions): positions
        }
    }

    /// An empty plain scalar, `~` or `null` in plain style: the author gave no value.
    public var isNull: Bool { style == .plain && (text.isEmpty || text == "~" || text == "null") }
}

extension Scalar {
    /// Where a stretch of the text, in Unicode scalars, stands; it ends on the line it begins on.
    public func place(_ stretch: Range<Int>, path: String) -> Place {
        let positions = positions
        let last = positions.count - 1
        let start = positions[min(max(stretch.lowerBound, 0), last)]
        var end = start
        for index in stretch where index >= 0 && index < last && positions[index].line == start.line {
            end = Position(line: start.line, column: positions[index].column + 1)
        }
        return Place(path: path, range: start..<max(start, end))
    }
}
