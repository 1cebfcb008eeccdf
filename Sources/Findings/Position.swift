/// A point in a text that a person can go to: line and column, both from 1; columns count Unicode scalars (a tab is one).
public struct Position: Hashable, Comparable, Sendable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (a: Position, b: Position) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A stretch of a file: what a finding points at.
public struct Place: Hashable, Sendable {
    /// The path as the user wrote it.
    public var path: String
    public var range: Range<Position>

    public init(path: String, range: Range<Position>) {
        self.path = path
        self.range = range
    }

    /// A single point.
    public init(path: String, line: Int, column: Int = 1) {
        let point = Position(line: line, column: column)
        self.init(path: path, range: point..<point)
    }
}
