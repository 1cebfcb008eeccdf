import Findings

/// What to say where the text does not go on as a condition does.
extension Parser {
    /// The text of a part, as it may stand in a message.
    func snippet(_ expression: Expression) -> String {
        shortened(text(in: expression.range))
    }

    /// A stretch of the condition as it is written.
    func text(in range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    mutating func unexpected(expected: String, notes: [String] = []) -> Stop {
        var notes = notes
        notes += hyphenNote
        for word in [previous.map(spelling), spelling(token)] {
            if let note = Parser.foreignWords[word?.lowercased() ?? ""] { notes.append(note) }
        }
        if notes.isEmpty, expected == "a value" {
            notes = ["values are columns, terms, numbers, 'texts', dates, lengths of time and as_of"]
        }
        let message =
            token.kind == .end
            ? "the condition ends where \(expected) is expected" : "expected \(expected), found \(found)"
        return fail(.unexpected, message, at: token.range, notes: notes)
    }

    /// What follows a condition that is complete.
    mutating func trailing() -> Stop {
        var notes = hyphenNote
        switch token.kind {
        case .sign(.close):
            return fail(
                .unclosedParenthesis, "this parenthesis was never opened", at: token.range,
                notes: ["delete ')' or add '('"])
        case .text where isText(previous):
            notes.append("a quote within a text is written twice: 'it''s'")
        case .quotedName(let text) where previous?.keyword == .date || previous?.keyword == .timestamp:
            notes.append("write it in single quotes: \(spelling(previous ?? token)) '\(shortened(text))'")
        case .text, .number, .quotedName:
            notes.append("put 'and', 'or' or a comparison such as '=' before it")
        case .word(let word, let keyword): notes += remedies(forTrailing: word, keyword)
        case .sign(.open): notes.append("a list in parentheses follows in: stage in ('mql', 'sal')")
        case .sign, .end: break
        }
        return fail(
            .trailing, "expected and, or, a comparison or the end, found \(found)", at: token.range, notes: notes)
    }

    private func remedies(forTrailing word: String, _ keyword: Keyword?) -> [String] {
        if keyword == .not {
            let next = token(after: 1)
            if next.keyword == .null { return ["write is not null"] }
            if let sign = next.sign {
                return ["to negate a comparison write not before it: not (score \(sign.rawValue) 5)"]
            }
            return ["write <> for 'is not equal', or put not before the whole condition"]
        }
        if let note = Parser.foreignWords[word.lowercased()] { return [note] }
        if keyword == nil, isText(previous) { return ["a quote within a text is written twice: 'it''s'"] }
        return nearestOperator(to: word)
    }

    func nearestOperator(to word: String) -> [String] {
        let operators = ["and", "or", "in", "is", "like", "ilike", "between", "escape"]
        guard word.count > 1, let near = nearest(to: word, among: operators), near != word else { return [] }
        return ["did you mean '\(near)'?"]
    }

    private var found: String {
        switch token.kind {
        case .word: "'\(shortened(spelling(token)))'"
        case .text: "the text \(shortened(spelling(token)))"
        case .quotedName: "the name \(shortened(spelling(token)))"
        case .number: "the number \(shortened(spelling(token)))"
        case .sign(let sign): "'\(sign.rawValue)'"
        case .end: "the end"
        }
    }

    private func spelling(_ token: Token) -> String { text(in: token.range) }

    private func isText(_ token: Token?) -> Bool {
        guard let token, case .text = token.kind else { return false }
        return true
    }

    /// `as-of 30 days`, `score-a 5`: a hyphen that was meant as a minus.
    private var hyphenNote: [String] {
        guard case .word(let word, _) = previous?.kind, word.contains("-") else { return [] }
        return ["'\(shortened(word))' is read as one name; put spaces around '-' to subtract"]
    }

    /// What to write instead of words that people know from elsewhere.
    private static let foreignWords: [String: String] = [
        "isnull": "write is null", "notnull": "write is not null",
        "regexp": "there are no regular expressions; use like",
        "rlike": "there are no regular expressions; use like", "glob": "use like, with % and _",
        "similar": "there are no regular expressions; use like", "matches": "use like, with % and _",
        "contains": "write like '%text%'", "equals": "write =",
        "select": "a condition speaks about one record; there are no subqueries",
        "exists": "a condition speaks about one record; there are no subqueries",
        "collate": "text is compared byte by byte; use lower(…) or ilike",
        "mod": "there is no remainder", "div": "/ divides", "xor": "for two conditions that differ write (a) <> (b)",
    ]
}
