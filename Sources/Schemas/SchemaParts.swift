/// The parts that schemas are made of.
extension JSONTree {
    static let draft: JSONTree = "http://json-schema.org/draft-07/schema#"

    static func reference(_ name: String, _ description: String? = nil) -> JSONTree {
        // What stands beside a `$ref` counts for nothing in draft-07.
        let reference: JSONTree = ["$ref": .text("#/definitions/\(name)")]
        return description.map { ["description": .text($0), "allOf": [reference]] } ?? reference
    }

    /// A mapping of known keys.
    ///
    /// - Parameter mayBeEmpty: The value may be left out, as in `mql:`.
    static func mapping(
        _ description: String, _ properties: JSONTree, required: [String] = [], mayBeEmpty: Bool = false
    ) -> JSONTree {
        var pairs: [(String, JSONTree)] = [
            ("description", .text(description)),
            ("type", mayBeEmpty ? ["object", "null"] : "object"),
            ("properties", properties),
        ]
        if !required.isEmpty { pairs.append(("required", .list(required.map { .text($0) }))) }
        pairs.append(("additionalProperties", false))
        return .object(pairs.map { Pair(key: $0.0, value: $0.1) })
    }

    /// A mapping whose keys are the author's own names.
    static func names(_ description: String, of value: JSONTree) -> JSONTree {
        ["description": .text(description), "type": ["object", "null"], "additionalProperties": value]
    }

    static func list(_ description: String, of item: JSONTree, least: Int = 0) -> JSONTree {
        let list: JSONTree = ["description": .text(description), "type": "array", "items": item]
        return least > 0 ? list.with(["minItems": .number(least)]) : list
    }

    static func pattern(_ description: String, _ pattern: String, examples: [String]) -> JSONTree {
        [
            "description": .text(description), "type": "string", "pattern": .text(pattern),
            "examples": .list(examples.map { .text($0) }),
        ]
    }

    static func anyText(_ description: String, examples: [String] = []) -> JSONTree {
        let text: JSONTree = ["description": .text(description), "type": ["string", "number"]]
        return examples.isEmpty ? text : text.with(["examples": .list(examples.map { .text($0) })])
    }

    static func words<Word: RawRepresentable<String> & CaseIterable>(
        _ description: String, _ type: Word.Type
    ) -> JSONTree {
        words(description, type.allCases.map(\.rawValue))
    }

    static func words(_ description: String, _ words: [String]) -> JSONTree {
        ["description": .text(description), "enum": .list(words.map { .text($0) })]
    }

    /// One of several; the description says what for.
    static func either(_ description: String, _ choices: JSONTree...) -> JSONTree {
        ["description": .text(description), "anyOf": .list(choices)]
    }
}
