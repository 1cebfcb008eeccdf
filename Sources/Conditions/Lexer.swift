import Findings

/// Cuts the text of a condition into tokens. What is written as other languages write it (`==`, `&&`, curly quotes) is
/// reported and read as it was meant, so that the faults behind it are found in the same run.
struct Lexer {
    let source: ConditionSource
    let scalars: [Unicode.Scalar]
    private(set) var tokens: [Token] = []
    private(set) var findings: [Finding] = []
    /// False when the tokens are not worth parsing: a text does not end, or there are signs that mean nothing.
    private(set) var isReadable = true
    private var here = 0

    /// After so many faults a text is taken for something else than a condition.
    private static let greatestFaultCount = 10

    init(_ source: ConditionSource) {
        self.source = source
        scalars = Array(source.text.unicodeScalars)
    }

    mutating func run() {
        while here < scalars.count, findings.count < Lexer.greatestFaultCount { next() }
        tokens.append(Token(kind: .end, range: scalars.count..<scalars.count))
        if tokens.count == 1, findings.isEmpty {
            isReadable = false
            report(
                .emptyCondition, "the condition is empty", at: 0..<scalars.count,
                notes: ["say what is to hold, or leave the key out"])
        }
    }

    private mutating func next() {
        let scalar = scalars[here]
        switch scalar {
        case " ", "\t", "\n", "\r": here += 1
        case "'": quoted(closing: "'", of: .text)
        case "\"": quoted(closing: "\"", of: .quotedName)
        case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{00AB}": curly()
        case "0"..."9": number()
        case "." where peek(1).map(isDigit) == true && !followsName: number()
        case _ where isWordStart(scalar): word()
        default: sign()
        }
    }

    private func peek(_ distance: Int) -> Unicode.Scalar? {
        here + distance < scalars.count ? scalars[here + distance] : nil
    }

    private mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<here))
    }

    private mutating func report(
        _ code: Code, _ message: String, at range: Range<Int>, notes: [String] = [], mended: String? = nil
    ) {
        let place = source.place(range)
        findings.append(
            .error(
                code, message, at: place, notes: notes, fix: mended.map { Fix(string(range), to: $0, at: place) }))
    }

    /// Whether the token right before this place is a name, so that a dot goes on with its path.
    private var followsName: Bool {
        guard let last = tokens.last, last.range.upperBound == here else { return false }
        switch last.kind {
        case .word, .quotedName: return true
        case .text, .number, .sign, .end: return false
        }
    }
}

// MARK: - Words, numbers and quoted texts

extension Lexer {
    private mutating func word() {
        let start = here
        while here < scalars.count, isWordPart(scalars[here]) { here += 1 }
        // `high-value` is one word, as the names of an agreement are; `as_of-1` never is.
        while Keyword.spelt(string(start..<here)) != .asOf, here < scalars.count, scalars[here] == "-",
            peek(1).map(isWordPart) == true
        {
            here += 1
            while here < scalars.count, isWordPart(scalars[here]) { here += 1 }
        }
        let text = string(start..<here)
        append(.word(text, Keyword.spelt(text)), from: start)
    }

    private mutating func number() {
        let start = here
        func digits() { while here < scalars.count, isDigit(scalars[here]) { here += 1 } }
        digits()
        if peek(0) == ".", peek(1).map(isDigit) ?? true || !(peek(1).map(isWordPart) ?? false) {
            here += 1
            digits()
        }
        if peek(0) == "e" || peek(0) == "E" {
            let signed = peek(1) == "+" || peek(1) == "-"
            if peek(signed ? 2 : 1).map(isDigit) == true {
                here += signed ? 2 : 1
                digits()
            }
        }
        append(.number(string(start..<here)), from: start)
    }

    private enum Quoted { case text, quotedName }

    private mutating func quoted(closing: Unicode.Scalar, of kind: Quoted) {
        let start = here
        here += 1
        var content = String.UnicodeScalarView()
        while here < scalars.count {
            if scalars[here] == closing {
                if peek(1) != closing { break }
                here += 1
            }
            content.append(scalars[here])
            here += 1
        }
        guard here < scalars.count else {
            isReadable = false
            let what = kind == .text ? "text" : "quoted name"
            let note =
                kind == .text
                ? "a quote within a text is written twice: 'it''s'"
                : "double quotes hold the name of a column; text is written in single quotes"
            // What comes after the quote is unsure, so the place is the quote alone.
            report(.unclosedText, "this \(what) has no closing \(closing)", at: start..<start + 1, notes: [note])
            return
        }
        here += 1
        append(kind == .text ? .text(String(content)) : .quotedName(String(content)), from: start)
    }

    /// Quotes that a word processor has bent.
    private mutating func curly() {
        let start = here
        here += 1
        while here < scalars.count, !isClosingCurly(scalars[here]), scalars[here] != "'", scalars[here] != "\"" {
            here += 1
        }
        let content = string(start + 1..<here)
        let isClosed = here < scalars.count
        if isClosed { here += 1 } else { isReadable = false }
        report(
            .curlyQuotes, "text is written in straight quotes, found \(scalars[start])",
            at: start..<(isClosed ? here : start + 1),
            notes: isClosed ? ["write '\(shortened(content))'"] : ["write ' instead"],
            mended: isClosed && !content.contains("'") ? "'\(content)'" : nil)
        append(.text(content), from: start)
    }

    private func isClosingCurly(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{2018}", "\u{2019}", "\u{201B}", "\u{201C}", "\u{201D}", "\u{00BB}": true
        default: false
        }
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            || (!scalar.isASCII && scalar.properties.isAlphabetic)
    }

    private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        isWordStart(scalar) || isDigit(scalar)
            || (!scalar.isASCII && scalar.properties.generalCategory == .nonspacingMark)
    }
}

// MARK: - Signs

extension Lexer {
    private mutating func sign() {
        let start = here
        let two = here + 1 < scalars.count ? string(here..<here + 2) : ""
        if two == "!=" || Sign(rawValue: two) != nil {
            here += 2
            append(.sign(two == "!=" ? .notEqual : Sign(rawValue: two) ?? .notEqual), from: start)
        } else if let meant = Lexer.foreignPairs[two] {
            foreign(meant, spelt: two)
        } else if scalars[here] == "-", peek(1) == "-" {
            isReadable = false
            report(
                .unknownSign, "'--' begins a comment in SQL and has no meaning in a condition", at: here..<here + 2,
                notes: ["leave the comment out, or put a space between two minus signs"])
            here = scalars.count
        } else if let sign = Sign(rawValue: String(Character(scalars[here]))) {
            here += 1
            append(.sign(sign), from: start)
        } else if scalars[here] == "!" {
            here += 1
            report(
                .foreignLogic, "'!' is not known here; a condition is negated with not", at: start..<here,
                notes: ["write not"])
            append(.word("not", .not), from: start)
        } else {
            unknown()
        }
    }

    private enum Meant {
        case sign(Sign, Code)
        case word(Keyword)
    }

    private static let foreignPairs: [String: Meant] = [
        "==": .sign(.equal, .doubleEquals), "&&": .word(.and), "||": .word(.or),
        "=>": .sign(.greaterOrEqual, .unknownSign), "=<": .sign(.lessOrEqual, .unknownSign),
        "><": .sign(.notEqual, .unknownSign),
    ]

    /// A pair of signs that other languages use.
    private mutating func foreign(_ meant: Meant, spelt: String) {
        let start = here
        here += 2
        if spelt == "==", peek(0) == "=" { here += 1 }
        switch meant {
        case .sign(let sign, let code):
            let hint = code == .doubleEquals ? "; values are compared with =" : ""
            report(
                code, "'\(string(start..<here))' is not known here\(hint)", at: start..<here,
                notes: ["write \(sign.rawValue)"], mended: sign.rawValue)
            append(.sign(sign), from: start)
        case .word(let keyword):
            report(
                .foreignLogic, "'\(spelt)' is not known here; conditions are joined with \(keyword.rawValue)",
                at: start..<here,
                notes: ["write \(keyword.rawValue)"]
                    + (keyword == .or ? ["texts cannot be joined in a condition"] : []),
                mended: keyword == .and ? "and" : nil)
            append(.word(keyword.rawValue, keyword), from: start)
        }
    }

    private mutating func unknown() {
        isReadable = false
        let scalar = scalars[here]
        let range = here..<here + 1
        here += 1
        switch scalar {
        case "%":
            report(
                .unknownSign, "'%' has no meaning outside a text", at: range,
                notes: ["a share is written as a number (0.8 for 80%); a pattern stands in quotes (like '%VP%')"])
        case ";":
            report(.unknownSign, "';' has no meaning in a condition", at: range, notes: ["leave it out"])
        case "`":
            report(
                .unknownSign, "'`' has no meaning in a condition", at: range,
                notes: ["an odd name of a column stands in double quotes: \"Lead Source\""])
        case "[", "]":
            report(
                .unknownSign, "'\(scalar)' has no meaning in a condition", at: range,
                notes: ["a list stands in parentheses: in ('call', 'email'); an odd name of a column in double quotes"])
        case _ where scalar.properties.isWhitespace:
            report(
                .unknownSign, "an invisible \(name(of: scalar)) stands here where a plain space is expected", at: range,
                notes: ["replace it with a space"], mended: " ")
        case _ where scalar.value < 0x20 || scalar.properties.generalCategory == .format || scalar.value == 0x7F:
            report(.unknownSign, "an invisible \(name(of: scalar)) stands here", at: range, notes: ["delete it"])
        default:
            report(.unknownSign, "'\(scalar)' has no meaning in a condition", at: range)
        }
    }

    private func name(of scalar: Unicode.Scalar) -> String {
        let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
        return "character U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
    }
}

/// A text as it may stand in a message: in one line and not too long.
func shortened(_ text: String) -> String {
    var short = ""
    for (count, character) in text.enumerated() {
        if count == 40 { return short + "…" }
        let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        short.append(isControl ? " " : character)
    }
    return short
}
