import Findings

/// A text that a condition compares a column with: `segment = 'enterprise'`.
public struct ComparedValue: Hashable, Sendable {
    public var table: String
    public var column: String
    public var value: String
    /// Of the text, with its quotes.
    public var place: Place
}

extension Agreement {
    /// Every text that a condition compares a column of a table with, or of a record that the table leads to.
    public var comparedValues: [ComparedValue] {
        var checks = ConditionChecks(self)
        checks.run()
        return checks.compared
    }
}
