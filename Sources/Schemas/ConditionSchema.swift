import ConditionForms

/// Conditions in SQL and as mappings.
enum ConditionSchema {
    static let definitions: JSONTree = [
        "condition": .either(
            "A condition: SQL over one record, the name of a term, or a mapping.",
            ["type": ["string", "boolean"], "minLength": 1, "examples": ["score >= 80 and email is not null"]],
            .reference("conditionForm")),
        "conditionForm": .object([
            JSONTree.Pair(key: "description", value: "A field and what is asked of it, or several conditions joined."),
            JSONTree.Pair(key: "type", value: "object"),
            JSONTree.Pair(key: "properties", value: properties),
            JSONTree.Pair(
                key: "oneOf",
                value: .list(
                    (ConditionForm.Join.allCases.map(\.rawValue) + ["field"]).map { ["required": [.text($0)]] })),
            JSONTree.Pair(key: "additionalProperties", value: false),
        ]),
    ]

    private static let properties: JSONTree = .object(
        ConditionForm.Join.allCases.map { join in
            JSONTree.Pair(
                key: join.rawValue, value: .list(description(join), of: .reference("condition"), least: 1))
        } + [JSONTree.Pair(key: "field", value: .anyText("A column, a column of a joined record, or a term."))]
            + ConditionForm.Test.allCases.map { JSONTree.Pair(key: $0.rawValue, value: value(of: $0)) })

    private static func description(_ join: ConditionForm.Join) -> String {
        switch join {
        case .all: "All of these hold."
        case .any: "At least one of these holds."
        case .none: "None of these holds."
        }
    }

    private static let single: JSONTree = ["type": ["string", "number", "boolean", "object"]]

    private static func value(of test: ConditionForm.Test) -> JSONTree {
        switch test {
        case .is: single.with(["description": "Equals the value."])
        case .isNot: single.with(["description": "Has a value, and another one."])
        case .in: .either("Is one of these.", single, .list("Values.", of: single, least: 1))
        case .notIn: .either("Has a value that is none of these.", single, .list("Values.", of: single, least: 1))
        case .atLeast: single.with(["description": "Is the value or more."])
        case .moreThan: single.with(["description": "Is more than the value."])
        case .atMost: single.with(["description": "Is the value or less."])
        case .lessThan: single.with(["description": "Is less than the value."])
        case .between: .list("Lies between these two, or is one of them.", of: single, least: 2).with(["maxItems": 2])
        case .like: .anyText("Matches the pattern: % is any text, _ is one character.")
        case .notLike: .anyText("Has a value that does not match the pattern.")
        case .ilike: .anyText("Matches the pattern, letter case aside.")
        case .notIlike: .anyText("Has a value that does not match the pattern, letter case aside.")
        case .missing: ["description": "Whether there is no value.", "type": "boolean"]
        }
    }
}
