import Conditions
import Findings
import YAMLNodes

/// Conditions for those who do not write SQL: mappings of fields and what is asked of them.
///
///     all:
///       - { field: score, at_least: 80 }
///       - any:
///           - { field: segment, in: [enterprise, mid-market] }
///           - { field: title, like: "%VP%" }
///       - none:
///           - { field: do_not_contact, is: true }
///
/// A form is written out as the SQL that it stands for, each letter placed where the form says it, and then read as any
/// other condition: the two notations cannot differ in meaning, and messages point into the form.
public enum ConditionForm {
    /// What holds a list of conditions together.
    public enum Join: String, CaseIterable, Sendable { case all, any, none }

    /// What can be asked of a field.
    public enum Test: String, CaseIterable, Sendable {
        case `is`
        case isNot = "is_not"
        case `in`
        case notIn = "not_in"
        case atLeast = "at_least"
        case moreThan = "more_than"
        case atMost = "at_most"
        case lessThan = "less_than"
        case between
        case like
        case notLike = "not_like"
        case ilike
        case notIlike = "not_ilike"
        case missing
    }

    /// Reads a mapping.
    ///
    /// - Parameter path: The file that the node stands in.
    /// - Returns: nil where something is wrong; it is in `findings`.
    public static func read(_ node: Node, path: String, findings: inout [Finding]) -> Condition? {
        var writer = FormWriter(path: path, findings: findings)
        let isWhole = writer.write(node)
        findings = writer.findings
        guard isWhole else { return nil }
        return Condition.parse(writer.source, findings: &findings)
    }
}
