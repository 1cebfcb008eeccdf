import Conditions
import Findings
import YAMLNodes

/// Writes a form out as SQL.
struct FormWriter {
    let path: String
    var findings: [Finding]
    private var text = String.UnicodeScalarView()
    /// Of each scalar of the text.
    private var positions: [Position] = []
    /// Where the last thing written ends.
    private var end = Position(line: 1, column: 1)

    init(path: String, findings: [Finding]) {
        self.path = path
        self.findings = findings
    }

    var source: ConditionSource {
        ConditionSource(path: path, text: String(text), positions: positions + [end])
    }

    // MARK: Text

    /// A piece that stands for what is at a place.
    private mutating func add(_ piece: String, at place: Place) {
        let range = place.range
        let last =
            range.upperBound.line == range.lowerBound.line
            ? max(range.lowerBound.column, range.upperBound.column - 1) : range.lowerBound.column
        for (index, scalar) in piece.unicodeScalars.enumerated() {
            text.append(scalar)
            positions.append(
                Position(line: range.lowerBound.line, column: min(range.lowerBound.column + index, last)))
        }
        end = Position(line: range.lowerBound.line, column: last + 1)
    }

    /// What holds pieces together.
    private mutating func glue(_ piece: String) {
        for scalar in piece.unicodeScalars {
            text.append(scalar)
            positions.append(end)
        }
    }

    private mutating func fail(_ code: Code, _ message: String, at place: Place, notes: [String] = []) -> Bool {
        findings.append(.error(code, message, at: place, notes: notes))
        return false
    }

    // MARK: Conditions

    /// Returns whether all of it could be written.
    mutating func write(_ node: Node) -> Bool {
        guard node.mapping != nil else { return writeText(node) }
        var reader = MappingReader(node, of: "a condition", findings: &findings)
        let joins = ConditionForm.Join.allCases.compactMap { join in
            reader.takeEntry(join.rawValue).map { (join, $0) }
        }
        let field = reader.takeEntry("field")
        let tests = ConditionForm.Test.allCases.compactMap { test in
            reader.takeEntry(test.rawValue).map { (test, $0) }
        }
        let isMisspelt = reader.hasUnknownKeys
        reader.finish(&findings)
        if isMisspelt { return false }
        switch (joins.count, field) {
        case (1, nil) where tests.isEmpty: return write(joins[0].0, joins[0].1)
        case (0, let field?): return write(field, tests, node)
        case (0, nil):
            return fail(
                .missingKey, "a condition needs 'field', or one of 'all', 'any' and 'none'", at: node.place,
                notes: ["as in { field: score, at_least: 80 }"])
        default:
            return fail(
                .twoKinds, "a condition has one of 'all', 'any', 'none' and 'field'", at: node.place,
                notes: ["put them into a list: all: [{ … }, { … }]"])
        }
    }

    /// A condition in SQL, or the name of a term.
    private mutating func writeText(_ node: Node) -> Bool {
        guard let scalar = node.scalar, !scalar.text.isEmpty else {
            return fail(
                .notText, "a condition is a mapping or text, found \(node.kind)", at: node.place,
                notes: ["as in { field: score, at_least: 80 } or 'score >= 80'"])
        }
        // On its own first: a parenthesis that it lacks must not be found in what stands around it.
        let alone = ConditionSource(path: path, text: scalar.text, positions: scalar.positions)
        var found: [Finding] = []
        guard Condition.parse(alone, findings: &found) != nil else {
            findings += found
            return false
        }
        text.append(contentsOf: scalar.text.unicodeScalars)
        positions += scalar.positions.dropLast()
        end = scalar.positions.last ?? end
        return true
    }

    private mutating func write(_ join: ConditionForm.Join, _ entry: Node.Entry) -> Bool {
        guard let items = entry.value.sequence else {
            return fail(
                .notAList, "'\(entry.key)' is a list of conditions, found \(entry.value.kind)", at: entry.value.place,
                notes: ["begin each condition with '- '"])
        }
        guard !items.isEmpty else {
            return fail(.nothingListed, "'\(entry.key)' lists no condition", at: entry.value.place)
        }
        if join == .none {
            add("not", at: entry.keyPlace)
            glue(" (")
        }
        var isWhole = true
        for (index, item) in items.enumerated() {
            if index > 0 { glue(join == .all ? " and " : " or ") }
            let isJoined = items.count > 1
            if isJoined { glue("(") }
            isWhole = write(item) && isWhole
            if isJoined { glue(")") }
        }
        if join == .none { glue(")") }
        return isWhole
    }

    // MARK: Fields

    private mutating func write(
        _ field: Node.Entry, _ tests: [(ConditionForm.Test, Node.Entry)], _ node: Node
    ) -> Bool {
        guard let name = name(field.value) else { return false }
        for entry in node.mapping ?? [] where entry.value.scalar?.isNull == true {
            return fail(
                .comparedWithNull, "'\(entry.key)' is given nothing to compare with", at: entry.keyPlace,
                notes: ["write 'missing: true' to ask for a missing value, 'missing: false' for one that is there"])
        }
        guard !tests.isEmpty else {
            let words = ConditionForm.Test.allCases.map(\.rawValue).joined(separator: ", ")
            return fail(
                .missingKey, "nothing is asked of the field '\(name)'", at: node.place, notes: ["ask one of \(words)"])
        }
        for (index, test) in tests.enumerated() {
            if index > 0 { glue(" and ") }
            add(name, at: field.value.place)
            glue(" ")
            guard write(test.0, test.1) else { return false }
        }
        return true
    }

    private mutating func write(_ test: ConditionForm.Test, _ entry: Node.Entry) -> Bool {
        switch test {
        case .is: return compare("=", entry)
        case .isNot: return compare("<>", entry)
        case .atLeast: return compare(">=", entry)
        case .moreThan: return compare(">", entry)
        case .atMost: return compare("<=", entry)
        case .lessThan: return compare("<", entry)
        case .like: return compare("like", entry)
        case .notLike: return compare("not like", entry)
        case .ilike: return compare("ilike", entry)
        case .notIlike: return compare("not ilike", entry)
        case .in: return list("in", entry)
        case .notIn: return list("not in", entry)
        case .between:
            guard let ends = entry.value.sequence, ends.count == 2 else {
                return fail(
                    .notAList, "'between' is a list of the least and the greatest value", at: entry.value.place,
                    notes: ["as in between: [60, 80]"])
            }
            add("between", at: entry.keyPlace)
            glue(" ")
            guard value(ends[0]) else { return false }
            glue(" and ")
            return value(ends[1])
        case .missing:
            switch entry.value.scalar?.text {
            case "true": add("is null", at: entry.keyPlace)
            case "false": add("is not null", at: entry.keyPlace)
            default:
                return fail(
                    .notABoolean, "'missing' is true or false, found \(entry.value.described)", at: entry.value.place)
            }
            return true
        }
    }

    private mutating func compare(_ sign: String, _ entry: Node.Entry) -> Bool {
        add(sign, at: entry.keyPlace)
        glue(" ")
        return value(entry.value)
    }

    private mutating func list(_ word: String, _ entry: Node.Entry) -> Bool {
        add(word, at: entry.keyPlace)
        glue(" (")
        let items = entry.value.sequence ?? [entry.value]
        guard !items.isEmpty else {
            return fail(.emptyList, "'\(entry.key)' lists no value", at: entry.value.place)
        }
        for (index, item) in items.enumerated() {
            if index > 0 { glue(", ") }
            guard value(item) else { return false }
        }
        glue(")")
        return true
    }

    /// The name of a column or a term, in double quotes where it could not stand without them.
    private mutating func name(_ node: Node) -> String? {
        guard let scalar = node.scalar, !scalar.isNull, !scalar.text.isEmpty else {
            _ = fail(.notText, "'field' is the name of a column or a term, found \(node.kind)", at: node.place)
            return nil
        }
        var found: [Finding] = []
        let source = ConditionSource(path: path, text: scalar.text)
        if case .name? = Condition.parse(source, findings: &found)?.expression.kind { return scalar.text }
        return "\"" + scalar.text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }

    /// A value: what stands in quotes is text; a number, a date, an instant, a length of time, `true`, `false` and
    /// `as_of` without quotes are what they look like; `{ field: NAME }` is another field.
    private mutating func value(_ node: Node) -> Bool {
        if node.mapping != nil {
            var reader = MappingReader(node, of: "a value", findings: &findings)
            let field = reader.require("field", as: "field: segment", &findings)
            let isMisspelt = reader.hasUnknownKeys
            reader.finish(&findings)
            guard !isMisspelt, let field, let name = name(field) else { return false }
            add(name, at: field.place)
            return true
        }
        guard let scalar = node.scalar else {
            return fail(.notText, "a value is wanted here, found \(node.kind)", at: node.place)
        }
        if scalar.isNull {
            return fail(
                .comparedWithNull, "a comparison with nothing is always unknown", at: node.place,
                notes: ["write 'missing: true' to ask for a missing value"])
        }
        let literal = scalar.literal
        end = node.place.range.lowerBound
        glue(literal.word)
        add(literal.value, at: node.place)
        return true
    }
}

extension Node {
    fileprivate var described: String { scalar.map { "'\($0.text)'" } ?? kind }
}

extension Scalar {
    /// As a condition writes the value, and the word that stands before it.
    fileprivate var literal: (word: String, value: String) {
        let quoted = "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        guard style == .plain else { return ("", quoted) }
        let bytes = Array(text.utf8)
        if text == "true" || text == "false" || text == "as_of" || isNumber(bytes[...]) { return ("", text) }
        if bytes.count >= 10, isDate(bytes[..<10]) {
            return (bytes.count == 10 ? "date " : "timestamp ", quoted)
        }
        let words = text.split(separator: " ")
        if words.count == 2, isNumber(Array(words[0].utf8)[...]), Condition.unitsOfTime.contains(String(words[1])) {
            return ("", text)
        }
        return ("", quoted)
    }

    private func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.enumerated().allSatisfy { index, byte in
            index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
        }
    }

    /// Digits with at most one point between them, perhaps after a minus.
    private func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
