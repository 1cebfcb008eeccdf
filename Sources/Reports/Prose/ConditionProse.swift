import Agreements
import BusinessTime
import Columns
import Conditions

/// Conditions in English, made of their trees.
struct ConditionProse {
    /// Names of the agreement's terms; any other bare name is a column.
    var terms: Set<String>

    /// In words, with the exact condition behind them where it is more than a name.
    func phrase(_ condition: Condition) -> Phrase {
        let words = truth(condition.expression)
        if isTerm(condition.expression) { return "\(words) holds" }
        let exact = condition.canonicalText
        return words.plain == exact ? words : "\(words) (\(code: exact))"
    }

    /// A value rather than a truth, as the key of a rule of uniqueness.
    func value(_ condition: Condition) -> Phrase { "\(value(condition.expression)) (\(code: condition.canonicalText))" }

    private func isTerm(_ expression: Expression) -> Bool {
        guard case .name(let name) = expression.kind, let last = name.parts.last, !name.isQuoted else { return false }
        return terms.contains(last) && (name.parts.count == 1 || name.parts.first == "lead")
    }

    /// As a statement that holds or does not.
    private func truth(_ expression: Expression) -> Phrase {
        switch expression.kind {
        case .name(let name):
            return isTerm(expression) ? "\(strong: name.parts.last ?? "")" : "\(value(expression)) is true"
        case .boolean(let value): return value ? "always" : "never"
        case .comparison(let sign, let a, let b): return "\(value(a)) \(sign.words) \(value(b))"
        case .distinct(let a, let b, let isNegated):
            return
                "\(value(a)) \(isNegated ? "is the same as" : "differs from") \(value(b)), no value being a value like others"
        case .isNull(let a, let isNegated): return "\(value(a)) has \(isNegated ? "a" : "no") value"
        case .isTruth(let a, let truth, let isNegated):
            let word = truth == .isTrue ? "true" : truth == .isFalse ? "false" : "unknown"
            return "\(part(a)) is \(isNegated ? "not " : "")\(word)"
        case .among(let a, let list, let isNegated):
            return "\(value(a)) is \(isNegated ? "none of" : "one of") \(list.map { value($0) }.series("or"))"
        case .between(let a, let low, let high, let isNegated):
            return "\(value(a)) is \(isNegated ? "not " : "")from \(value(low)) to \(value(high))"
        case .like(let a, let like): return "\(value(a)) \(words(of: like))"
        case .not(let operand):
            return isTerm(operand) ? "not \(truth(operand))" : "not (\(truth(operand)))"
        case .and(let list): return list.map { part($0) }.joined(" and ")
        case .or(let list): return list.map { part($0) }.joined(" or ")
        case .null, .number, .text, .date, .instant, .duration, .asOf, .negated, .arithmetic, .choice, .call:
            return "\(value(expression)) is true"
        }
    }

    /// A statement inside a larger one, in parentheses where it would run into its neighbours.
    private func part(_ expression: Expression) -> Phrase {
        switch expression.kind {
        case .and, .or: "(\(truth(expression)))"
        default: truth(expression)
        }
    }

    private func value(_ expression: Expression) -> Phrase {
        switch expression.kind {
        case .null: "no value"
        case .boolean(let value): value ? "true" : "false"
        case .number(let number): Phrase(plain(number))
        case .text(let text): "“\(text.onOneLine)”"
        case .date(let day): Phrase(Int(day).inWords)
        case .instant(let instant): Phrase(CivilDate.format(instant: instant))
        case .duration(let milliseconds): Phrase(Target.elapsed(milliseconds: milliseconds).text)
        case .asOf: "the time of the check"
        case .name(let name):
            isTerm(expression) ? "\(strong: name.parts.last ?? "")" : "\(code: name.parts.joined(separator: "."))"
        case .negated(let operand): "minus \(value(operand))"
        case .arithmetic(let sign, let a, let b): "(\(value(a)) \(sign.words) \(value(b)))"
        case .call(.lower, let list): "\(series(list)) in small letters"
        case .call(.upper, let list): "\(series(list)) in capitals"
        case .call(.trim, let list): "\(series(list)) without blanks around it"
        case .call(.ltrim, let list): "\(series(list)) without blanks before it"
        case .call(.rtrim, let list): "\(series(list)) without blanks after it"
        case .call(.length, let list): "the length of \(series(list))"
        case .call(.abs, let list): "the size of \(series(list))"
        case .call(.coalesce, let list) where list.count == 2:
            "\(value(list[0])) (\(value(list[1])) where it has no value)"
        case .call(.coalesce, let list): "the first of \(series(list)) that has a value"
        case .call(.nullif, let list):
            "\(list.first.map { value($0) } ?? "") unless it is \(list.last.map { value($0) } ?? "")"
        case .comparison, .distinct, .isNull, .isTruth, .among, .between, .like, .not, .and, .or:
            "whether \(truth(expression))"
        case .choice: "what the case gives"
        }
    }

    private func series(_ list: [Expression]) -> Phrase { list.map { value($0) }.series() }

    private func matching(_ like: Expression.Like, _ ending: String) -> Phrase {
        let escape = like.escape.map { " (escape \($0))" } ?? ""
        return "\(like.isNegated ? "does not match" : "matches") the pattern \(value(like.pattern))\(escape)\(ending)"
    }

    private func words(of like: Expression.Like) -> Phrase {
        let ending = like.ignoresCase ? ", in capitals or not" : ""
        func verb(_ stem: String) -> String { like.isNegated ? "does not \(stem)" : "\(stem)s" }
        guard case .text(let pattern) = like.pattern.kind, like.escape == nil, !pattern.contains("_") else {
            return matching(like, ending)
        }
        let isOpenAtStart = pattern.hasPrefix("%")
        let isOpenAtEnd = pattern.count > 1 && pattern.hasSuffix("%")
        let core = String(pattern.dropFirst(isOpenAtStart ? 1 : 0).dropLast(isOpenAtEnd ? 1 : 0))
        if core.contains("%") || core.isEmpty { return matching(like, ending) }
        switch (isOpenAtStart, isOpenAtEnd) {
        case (true, true): return "\(verb("contain")) “\(core)”\(ending)"
        case (false, true): return "\(verb("begin")) with “\(core)”\(ending)"
        case (true, false): return "\(verb("end")) with “\(core)”\(ending)"
        case (false, false): return "is \(like.isNegated ? "not " : "")“\(core)”\(ending)"
        }
    }
}

extension Comparison {
    fileprivate var words: String {
        switch self {
        case .equal: "is"
        case .notEqual: "is not"
        case .less: "is less than"
        case .lessOrEqual: "is at most"
        case .greater: "is more than"
        case .greaterOrEqual: "is at least"
        }
    }
}

extension ArithmeticOperator {
    fileprivate var words: String {
        switch self {
        case .add: "plus"
        case .subtract: "minus"
        case .multiply: "times"
        case .divide: "divided by"
        }
    }
}

/// Without a fraction where there is none: `95`, `2.5`.
func plain(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
}
