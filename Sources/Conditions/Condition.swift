import Columns
import Findings

/// Where the text of a condition stands in a file.
public struct ConditionSource: Sendable {
    public var path: String
    public var text: String
    /// The position of each Unicode scalar of `text`, and of its end: one element more than `text` has scalars.
    public var positions: [Position]

    public init(path: String, text: String, positions: [Position]) {
        self.path = path
        self.text = text
        self.positions = positions
    }
}

/// A condition or expression as its author wrote it, parsed but not yet bound to the columns of a snapshot.
public struct Condition: Sendable {
    public let source: ConditionSource
    public let expression: Expression

    public var text: String { source.text }
}
