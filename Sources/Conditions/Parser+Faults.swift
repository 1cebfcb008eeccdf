import Findings

/// What to say where the text does not go on as a condition does.
extension Parser {
    /// The text of a part, as it may stand in a message.
    func snippet(_ expression: Expression) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[expression.range])
        return shortened(String(view))
    }

    mutating func unexpected(expected: String, notes: [String] = []) -> Stop {
        var notes = notes
        notes += hyphenNote
        if let note = Parser.foreignWords[spelling.lowercased()] { notes.append(note) }
        let message = token.kind == .end ? "the condition ends where \(expected) is expected" : "expected \(expected), found \(found)"
        return fail(.unexpected, message, at: token.range, notes: notes)
    }

    /// What follows a condition that is complete.
    mutating func trailing() -> Stop {
        var notes = hyphenNote
        switch token.kind {
        case .sign(.close):
            return fail(.unclosedParenthesis, "this parenthesis was never opened", at: token.range, notes: ["delete ')' or add '('"])
        case .text where isText(previous):
            notes.append("a quote within a text is written twice: 'it''s'")
        case .text, .number, .quotedName:
            notes.append("put a comparison such as = before it, or and or or")
        case .word(let word, _):
            let operators = ["and", "or", "not in", "in", "is", "like", "ilike", "between", "escape"]
            if let note = Parser.foreignWords[word.lowercased()] {
                notes.append(note)
            } else if isText(previous) {
                notes.append("a quote within a text is written twice: 'it''s'")
            } else if let near = nearest(to: word, among: operators), word.count > 1 {
                notes.append("did you mean '\(near)'?")
            }
        case .sign(.open): notes.append("a list in parentheses follows in: stage in ('mql', 'sal')")
        case .sign, .end: break
        }
        return fail(.trailing, "\(found) follows a complete condition; expected and, or, or the end", at: token.range, notes: notes)
    }

    private var found: String {
        switch token.kind {
        case .word: "'\(shortened(spelling))'"
        case .text: "the text \(shortened(spelling))"
        case .quotedName: "the name \(shortened(spelling))"
        case .number: "the number \(shortened(spelling))"
        case .sign(let sign): "'\(sign.rawValue)'"
        case .end: "the end"
        }
    }

    private var spelling: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[token.range])
        return String(view)
    }

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
        "isnull": "write is null", "notnull": "write is not null", "regexp": "there are no regular expressions; use like",
        "rlike": "there are no regular expressions; use like", "glob": "use like, with % and _",
        "similar": "there are no regular expressions; use like", "matches": "use like, with % and _",
        "contains": "write like '%text%'", "equals": "write =", "select": "a condition speaks about one record; there are no subqueries",
        "exists": "a condition speaks about one record; there are no subqueries", "collate": "text is compared byte by byte; use lower(…) or ilike",
        "mod": "there is no remainder", "div": "/ divides", "xor": "for two conditions that differ write (a) <> (b)",
    ]
}
