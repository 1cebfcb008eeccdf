import BusinessTime
import ConditionForms
import Conditions
import Findings
import YAMLNodes

/// Values of one type each, wherever they stand in an agreement.
extension Reading {
    /// Text that says something; an empty one is reported.
    mutating func text(_ node: Node, _ what: String) -> String? {
        guard let scalar = node.scalar else {
            error(.notText, "\(what) is text, found \(node.kind)", at: node.place)
            return nil
        }
        if scalar.text.isEmpty {
            error(.notText, "\(what) is empty", at: node.place)
            return nil
        }
        return scalar.text
    }

    /// `2026-01-31` as days since 1970-01-01.
    mutating func date(_ node: Node, _ what: String) -> Int? {
        guard let text = text(node, what) else { return nil }
        if let day = CivilDate.parse(text) { return day }
        error(.notADate, "\(what) is a date like 2026-01-31, found '\(text)'", at: node.place)
        return nil
    }

    /// `95%` as 0.95.
    mutating func share(_ node: Node, _ what: String) -> Double? {
        guard let text = text(node, what) else { return nil }
        if text.hasSuffix("%"), let percent = decimal(text.dropLast()) {
            if percent <= 100 { return percent / 100 }
            error(.notAShare, "\(what) is at most 100%, found '\(text)'", at: node.place)
            return nil
        }
        var notes: [String] = []
        var fix: Fix?
        if let number = decimal(text[...]) {
            notes = ["write \(written(number > 0 && number <= 1 ? number * 100 : number))%"]
            // 0.95 and 1 may have been meant as either.
            if number > 1, number <= 100 { fix = Fix(text, to: text + "%", at: node.place) }
        }
        error(.notAShare, "\(what) is a percentage like 95%, found '\(text)'", at: node.place, notes: notes, fix: fix)
        return nil
    }

    mutating func number(_ node: Node, _ what: String) -> Double? {
        guard let text = text(node, what) else { return nil }
        if text.hasPrefix("-"), let number = decimal(text.dropFirst()) { return -number }
        if let number = decimal(text[...]) { return number }
        error(.notANumber, "\(what) is a number like 400 or 2.5, found '\(text)'", at: node.place)
        return nil
    }

    /// One of a few words.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: Node, _ what: String, as type: Word.Type = Word.self
    ) -> Word? {
        guard let text = text(node, what) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        var notes: [String] = []
        if let near = nearest(to: text, among: words) { notes = ["did you mean '\(near)'?"] }
        error(
            .unknownWord, "\(what) is one of \(words.joined(separator: ", ")), found '\(text)'", at: node.place,
            notes: notes, fix: onlyNearest(to: text, among: words).map { Fix(text, to: $0, at: node.place) })
        return nil
    }

    /// `4 business hours`.
    mutating func target(_ node: Node, _ what: String) -> Target? {
        guard let text = text(node, what), let scalar = node.scalar else { return nil }
        do {
            return try Target.parse(text)
        } catch {
            self.error(
                .notATarget, error.message, at: scalar.place(error.range, path: source.path), notes: error.notes)
            return nil
        }
    }

    /// A condition or an expression over a record; its faults are LP02xx.
    mutating func condition(_ node: Node, _ what: String) -> Condition? {
        let condition = node.mapping == nil ? sqlCondition(node, what) : form(node)
        guard let condition else {
            isPartial = true
            return nil
        }
        for (path, _) in condition.names {
            guard let name = path.last, path.count == 1 || path.first == "lead", terms.contains(name) else { continue }
            terms.use(name)
        }
        return condition
    }

    /// A condition as a mapping of fields and what is asked of them.
    private mutating func form(_ node: Node) -> Condition? {
        ConditionForm.read(node, path: source.path, findings: &findings)
    }

    private mutating func sqlCondition(_ node: Node, _ what: String) -> Condition? {
        guard let text = text(node, what), let scalar = node.scalar else { return nil }
        if let comment = scalar.comment, isCut(text) {
            findings.append(.hashInValue(at: comment, path: source.path))
            return nil
        }
        return Condition.parse(
            ConditionSource(path: source.path, text: text, positions: scalar.positions), findings: &findings)
    }

    /// Whether a quote or a parenthesis is left open.
    private func isCut(_ text: String) -> Bool {
        var isQuoted = false
        var open = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "'"): isQuoted.toggle()
            case UInt8(ascii: "(") where !isQuoted: open += 1
            case UInt8(ascii: ")") where !isQuoted: open -= 1
            default: break
            }
        }
        return isQuoted || open > 0
    }

    /// A name the author gives: reported where it could not be written elsewhere, warned of where it is no kebab-case.
    ///
    /// - Parameter reserved: Words that mean something else where the name is used.
    mutating func declare(
        _ name: String, at place: Place, _ names: WritableKeyPath<Reading, Names>, reserved: Set<String> = []
    ) {
        let kind = self[keyPath: names].kind
        self[keyPath: names].declare(name, at: place)
        if reserved.contains(name) {
            self[keyPath: names].use(name)
            error(.badName, "'\(name)' means something of its own and cannot name \(kind.withArticle)", at: place)
        } else if name.unicodeScalars.contains(where: { $0.properties.isWhitespace }) {
            self[keyPath: names].use(name)
            error(
                .badName, "the name of \(kind.withArticle) is one word, found '\(name)'", at: place,
                notes: ["write '\(kebabCase(name))'"])
        } else if !isKebabCase(name) {
            warn(
                .notKebabCase, "names are written in kebab-case, found '\(name)'", at: place,
                notes: ["write '\(kebabCase(name))'"])
        }
    }
}

/// Digits with at most one point: `400`, `2.5`.
func decimal(_ text: Substring) -> Double? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, text.utf8.count <= 15 else { return nil }
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
    return Double(text)
}

/// Without a fraction where there is none: `95`, `2.5`.
func written(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
}

private func isKebabCase(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
        !part.isEmpty
            && part.unicodeScalars.allSatisfy { scalar in
                let properties = scalar.properties
                return properties.isAlphabetic && !properties.isUppercase || properties.numericType == .decimal
            }
    }
}

/// The name in kebab-case: `WonDeal` and `won_deal` are `won-deal`.
func kebabCase(_ name: String) -> String {
    var result = ""
    var followsSmall = false
    for scalar in name.unicodeScalars {
        if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal {
            if scalar.properties.isUppercase, followsSmall { result += "-" }
            result += scalar.properties.lowercaseMapping
            followsSmall = !scalar.properties.isUppercase
        } else {
            if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
            followsSmall = false
        }
    }
    return result.hasSuffix("-") ? String(result.dropLast()) : result
}

extension String {
    /// `a stage`, `an event`.
    var withArticle: String { (first.map { "aeiou".contains($0) } ?? false ? "an " : "a ") + self }
}
