import Conditions
import Findings
import YAMLNodes

/// A condition that is to be true now, or of the leads to which an event happened.
public struct RequireRule: Sendable {
    public var condition: Condition
    public var at: EventChoice?
}

extension RequireRule {
    /// - Parameter at: The value of the key `at` beside `require`.
    static func read(_ entry: Node.Entry, at: Node?, _ reading: inout Reading) -> RequireRule? {
        let condition = reading.condition(entry.value, "'require'")
        let choice = at.flatMap { reading.choice($0, "'at'") }
        guard let condition, at == nil || choice != nil else { return nil }
        return RequireRule(condition: condition, at: choice)
    }
}
