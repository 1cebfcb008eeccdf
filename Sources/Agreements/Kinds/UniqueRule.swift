import Conditions
import Findings
import YAMLNodes

/// No two leads with the same key.
public struct UniqueRule: Sendable {
    /// A text-valued expression.
    public var key: Condition
}

extension UniqueRule {
    static func read(_ entry: Node.Entry, _ reading: inout Reading) -> UniqueRule? {
        reading.condition(entry.value, "'unique'").map(UniqueRule.init(key:))
    }
}
