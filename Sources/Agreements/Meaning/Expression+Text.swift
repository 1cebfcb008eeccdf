import BusinessTime
import Columns
import Conditions

extension Expression {
    /// The expression in canonical spelling, with no more parentheses than it needs: whatever blanks, capitals and
    /// parentheses its author wrote, the same tree has the same text.
    var canonicalText: String { text(inside: .or) }

    /// How tightly a node holds together, from loosest to tightest.
    private enum Power: Int, Comparable {
        case or, and, not, predicate, sum, product, unary, primary

        static func < (a: Power, b: Power) -> Bool { a.rawValue < b.rawValue }
    }

    private var power: Power {
        switch kind {
        case .or: .or
        case .and: .and
        case .not: .not
        case .comparison, .distinct, .isNull, .isTruth, .among, .between, .like: .predicate
        case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): .sum
        case .arithmetic: .product
        case .negated: .unary
        case .null, .boolean, .number, .text, .date, .instant, .duration, .asOf, .name, .choice, .call: .primary
        }
    }

    private func text(inside least: Power) -> String { power < least ? "(\(bare))" : bare }

    private var bare: String {
        switch kind {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let number): written(number)
        case .text(let text): Self.quoted(text, "'")
        case .date(let day): "date '\(CivilDate.format(Int(day)))'"
        case .instant(let instant): "timestamp '\(CivilDate.format(instant: instant))'"
        case .duration(let milliseconds): Target.elapsed(milliseconds: milliseconds).text
        case .asOf: "as_of"
        case .name(let name): name.canonicalText
        case .negated(let operand): "-\(operand.text(inside: .primary))"
        case .arithmetic(let sign, let a, let b):
            // On the right the next tighter power: `a - (b - c)` is another number than `a - b - c`.
            "\(a.text(inside: power)) \(sign.rawValue) \(b.text(inside: power == .sum ? .product : .unary))"
        case .comparison(let sign, let a, let b):
            "\(a.text(inside: .sum)) \(sign.rawValue) \(b.text(inside: .sum))"
        case .distinct(let a, let b, let isNegated):
            "\(a.text(inside: .sum)) is \(isNegated ? "not " : "")distinct from \(b.text(inside: .sum))"
        case .isNull(let a, let isNegated): "\(a.text(inside: .sum)) is \(isNegated ? "not " : "")null"
        case .isTruth(let a, let truth, let isNegated):
            "\(a.text(inside: .sum)) is \(isNegated ? "not " : "")\(Self.word(truth))"
        case .among(let a, let list, let isNegated):
            "\(a.text(inside: .sum)) \(isNegated ? "not " : "")in (\(Self.listed(list)))"
        case .between(let a, let low, let high, let isNegated):
            "\(a.text(inside: .sum)) \(isNegated ? "not " : "")between \(low.text(inside: .sum)) and "
                + high.text(inside: .sum)
        case .like(let a, let like):
            "\(a.text(inside: .sum)) \(like.isNegated ? "not " : "")\(like.ignoresCase ? "ilike" : "like") "
                + like.pattern.text(inside: .sum) + (like.escape.map { " escape '\($0)'" } ?? "")
        case .not(let operand): "not \(operand.text(inside: .not))"
        case .and(let list): list.map { $0.text(inside: .not) }.joined(separator: " and ")
        case .or(let list): list.map { $0.text(inside: .and) }.joined(separator: " or ")
        case .choice(let operand, let arms, let otherwise):
            (["case"] + (operand.map { [$0.canonicalText] } ?? [])
                + arms.map { "when \($0.when.canonicalText) then \($0.then.canonicalText)" }
                + (otherwise.map { ["else \($0.canonicalText)"] } ?? []) + ["end"]).joined(separator: " ")
        case .call(let function, let list): "\(function.rawValue)(\(Self.listed(list)))"
        }
    }

    private static func listed(_ list: [Expression]) -> String {
        list.map(\.canonicalText).joined(separator: ", ")
    }

    private static func word(_ truth: Truth) -> String {
        switch truth {
        case .isTrue: "true"
        case .isFalse: "false"
        default: "unknown"
        }
    }

    /// In quotes of a kind, those inside it doubled.
    fileprivate static func quoted(_ text: String, _ quote: Character) -> String {
        "\(quote)\(text.map { $0 == quote ? "\(quote)\(quote)" : String($0) }.joined())\(quote)"
    }
}

extension Expression.Name {
    fileprivate var canonicalText: String {
        let last = parts.last ?? ""
        return (parts.dropLast() + [isQuoted ? Expression.quoted(last, "\"") : last]).joined(separator: ".")
    }
}
