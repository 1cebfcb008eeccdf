import Findings

/// Names, literals, functions, `case` and parentheses.
extension Parser {
    mutating func primary() throws(Stop) -> Expression {
        let first = token
        let start = first.range.lowerBound
        switch first.kind {
        case .number(let spelt):
            advance()
            return try number(spelt, first.range)
        case .text(let text):
            advance()
            return try node(.text(text), from: start)
        case .sign(.open):
            advance()
            let inner = try expression(.or)
            try close(first)
            return inner
        case .quotedName:
            return try name()
        case .word(let word, let keyword):
            if token(after: 1).sign == .open, keyword?.isReserved != true { return try call(word) }
            return try self.word(word, keyword)
        case .sign, .end:
            throw unexpected(expected: "a value")
        }
    }

    private mutating func word(_ word: String, _ keyword: Keyword?) throws(Stop) -> Expression {
        let start = token.range.lowerBound
        switch keyword {
        case .null, .true, .false, .asOf:
            advance()
            switch keyword {
            case .null: return try node(.null, from: start)
            case .asOf: return try node(.asOf, from: start)
            default: return try node(.boolean(keyword == .true), from: start)
            }
        case .case:
            return try choice()
        case .date, .timestamp:
            if case .text(let text) = token(after: 1).kind { return try time(text, isDate: keyword == .date) }
            return try name()
        case .when, .then, .else, .end:
            throw unexpected(
                expected: "a value", notes: ["a column of that name stands in double quotes: \"\(shortened(word))\""])
        case .some(let keyword) where keyword.isReserved:
            throw unexpected(expected: "a value")
        default:
            if case .text = token(after: 1).kind, word.lowercased() == "interval" {
                throw fail(
                    .foreignWord, "a length of time is written without 'interval'", at: token.range,
                    notes: ["write 30 days"])
            }
            return try name()
        }
    }

    // MARK: Names

    private mutating func name() throws(Stop) -> Expression {
        let start = token.range.lowerBound
        var parts: [String] = []
        var isQuoted = false
        repeat {
            switch token.kind {
            case .word(let word, _):
                parts.append(word)
                isQuoted = false
            case .quotedName(let word):
                if word.isEmpty {
                    throw fail(
                        .unclosedText, "a name in double quotes is empty", at: token.range,
                        notes: ["an empty text is written ''"])
                }
                parts.append(word)
                isQuoted = true
            case .text, .number, .sign, .end:
                throw unexpected(expected: "the name of a column after '.'")
            }
            advance()
        } while take(.dot)
        return try node(.name(.init(parts: parts, isQuoted: isQuoted)), from: start)
    }

    // MARK: Literals

    private mutating func number(_ spelt: String, _ range: Range<Int>) throws(Stop) -> Expression {
        let value = Double(spelt) ?? .infinity
        guard value.isFinite else { throw fail(.badNumber, "\(shortened(spelt)) is too large for a number", at: range) }
        if value > 9_007_199_254_740_992, spelt.allSatisfy(\.isNumber) {
            throw fail(
                .badNumber, "\(shortened(spelt)) is too large to be held exactly", at: range,
                notes: ["whole numbers are exact up to 9007199254740992; an id is text, and stands in quotes"])
        }
        guard case .word(let word, nil) = token.kind else {
            return try node(.number(value), from: range.lowerBound)
        }
        guard let unit = DurationUnit.named(word) else { throw unknownUnit(word, after: spelt) }
        advance()
        let milliseconds = value * Double(unit.milliseconds)
        guard milliseconds < 9e15, let whole = Int64(exactly: milliseconds) else {
            throw fail(
                .badDuration, "\(shortened(spelt)) \(word) is not a whole number of milliseconds that can be held",
                at: self.range(from: range.lowerBound))
        }
        return try node(.duration(whole), from: range.lowerBound)
    }

    private mutating func unknownUnit(_ word: String, after number: String) -> Stop {
        let lowercased = word.lowercased()
        if ["month", "months", "quarter", "quarters", "year", "years"].contains(lowercased) {
            return fail(
                .badDuration,
                "a \(lowercased.hasSuffix("s") ? String(lowercased.dropLast()) : lowercased) has no fixed length",
                at: token.range, notes: ["write days: 30 days, 90 days, 365 days"])
        }
        let units = DurationUnit.allCases.map(\.rawValue)
        if lowercased.hasPrefix("business") {
            return fail(
                .badDuration, "business time has no meaning in a condition", at: token.range,
                notes: [
                    "targets of rules are counted in business time; conditions count elapsed time: \(units.joined(separator: ", "))"
                ])
        }
        if let near = nearest(to: word, among: units) {
            return fail(
                .badDuration, "unknown unit of time '\(shortened(word))'", at: token.range,
                notes: ["did you mean '\(near)'?"])
        }
        return unexpected(
            expected: "and, or, a comparison or a unit of time after \(shortened(number))",
            notes: nearestOperator(to: word) + ["units of time are \(units.joined(separator: ", "))"])
    }

    private mutating func time(_ text: String, isDate: Bool) throws(Stop) -> Expression {
        let start = token.range.lowerBound
        advance()
        let literal = token.range
        advance()
        if isDate {
            if let day = TimeLiteral.day(text) { return try node(.date(day), from: start) }
            throw fail(
                .badTime, "'\(shortened(text))' is not a date of the calendar", at: literal,
                notes: ["write year, month and day: date '2026-03-01'"])
        }
        do {
            return try node(.instant(try TimeLiteral.instant(text)), from: start)
        } catch let fault as TimeLiteral.InstantFault {
            switch fault {
            case .withoutZone:
                throw fail(
                    .badTime, "'\(shortened(text))' does not say in which time zone", at: literal,
                    notes: ["end it with Z for UTC or with an offset: timestamp '2026-03-01T09:00:00-05:00'"])
            case .malformed:
                throw fail(
                    .badTime, "'\(shortened(text))' is not an instant", at: literal,
                    notes: ["write timestamp '2026-03-01T09:00:00Z'"])
            }
        } catch {
            throw Stop()
        }
    }

    // MARK: Functions and case

    private mutating func call(_ word: String) throws(Stop) -> Expression {
        let nameToken = token
        guard let function = Function(rawValue: word.lowercased()) else { throw unknownFunction(word) }
        advance()
        let open = token
        advance()
        var arguments: [Expression] = []
        if token.sign != .close {
            repeat { arguments.append(try expression(.or)) } while take(.comma)
        }
        try close(open)
        guard function.arity.contains(arguments.count) else {
            let wanted =
                switch function.arity.lowerBound {
                case 1: "one argument"
                default: function == .coalesce ? "two arguments or more" : "two arguments"
                }
            throw fail(
                .wrongArguments, "\(function.rawValue) takes \(wanted), found \(arguments.count)",
                at: range(from: nameToken.range.lowerBound), notes: ["as in \(function.example)"])
        }
        return try node(.call(function, arguments), from: nameToken.range.lowerBound)
    }

    private mutating func unknownFunction(_ word: String) -> Stop {
        let lowercased = word.lowercased()
        if let meant = Parser.foreignFunctions[lowercased] {
            return fail(.unknownFunction, "there is no function '\(shortened(word))'", at: token.range, notes: [meant])
        }
        let functions = Function.allCases.map(\.rawValue)
        var notes = ["the functions are \(functions.joined(separator: ", "))"]
        if let near = nearest(to: word, among: functions) { notes.insert("did you mean '\(near)'?", at: 0) }
        return fail(.unknownFunction, "there is no function '\(shortened(word))'", at: token.range, notes: notes)
    }

    /// What to write instead of functions that people know from elsewhere.
    private static let foreignFunctions: [String: String] = [
        "now": "the instant of the snapshot is called as_of",
        "current_timestamp": "the instant of the snapshot is called as_of",
        "getdate": "the instant of the snapshot is called as_of",
        "today": "the instant of the snapshot is called as_of",
        "ifnull": "write coalesce(…, …)", "isnull": "write … is null, or coalesce(…, …)", "nvl": "write coalesce(…, …)",
        "isblank": "write … is null", "ispickval": "write … = 'value'", "len": "write length(…)",
        "char_length": "write length(…)", "contains": "write … like '%text%'",
        "startswith": "write … like 'text%'", "endswith": "write … like '%text'",
        "datediff": "subtract: as_of - created_at > 30 days", "date_diff": "subtract: as_of - created_at > 30 days",
        "dateadd": "add: created_at + 30 days", "date": "write date '2026-03-01'",
        "timestamp": "write timestamp '2026-03-01T09:00:00Z'", "if": "write case when … then … else … end",
        "iif": "write case when … then … else … end",
        "exists": "a condition speaks about one record; there are no subqueries",
        "cast": "the type of a column is declared in the manifest of the snapshot",
        "count": "a condition speaks about one record; counting is done by rules",
    ]

    private mutating func choice() throws(Stop) -> Expression {
        let first = token
        advance()
        let operand = token.keyword == .when ? nil : try expression(.or)
        var arms: [Expression.Arm] = []
        while take(.when) {
            let when = try expression(.or)
            try expect(.then, after: "the condition of when")
            arms.append(Expression.Arm(when: when, then: try expression(.or)))
        }
        if arms.isEmpty { throw unexpected(expected: "'when' after case") }
        let otherwise = take(.else) ? try expression(.or) : nil
        guard take(.end) else {
            if token.kind == .end {
                throw fail(
                    .unclosedParenthesis, "this case has no end", at: first.range,
                    notes: ["write case when … then … else … end"])
            }
            throw unexpected(expected: otherwise == nil ? "'when', 'else' or 'end'" : "'end'")
        }
        return try node(.choice(operand: operand, arms: arms, otherwise: otherwise), from: first.range.lowerBound)
    }

    mutating func close(_ open: Token) throws(Stop) {
        if take(.close) { return }
        if token.kind == .end {
            throw fail(.unclosedParenthesis, "this parenthesis is never closed", at: open.range, notes: ["add ')'"])
        }
        if token.sign == .comma {
            throw unexpected(
                expected: "')'", notes: ["commas stand only in the list of in and between the arguments of a function"])
        }
        throw unexpected(expected: "an operator or ')'")
    }
}
