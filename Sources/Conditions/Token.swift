/// A word or sign of a condition.
struct Token {
    enum Kind: Hashable {
        /// Unquoted; may hold hyphens, as the names of terms do.
        case word(String, Keyword?)
        case quotedName(String)
        case text(String)
        /// As it was spelt.
        case number(String)
        case sign(Sign)
        case end
    }

    var kind: Kind
    /// Which scalars of the text.
    var range: Range<Int>

    var keyword: Keyword? { if case .word(_, let keyword) = kind { keyword } else { nil } }
    var sign: Sign? { if case .sign(let sign) = kind { sign } else { nil } }
}

enum Sign: String {
    case open = "("
    case close = ")"
    case comma = ","
    case dot = "."
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// Words with a meaning of their own, in any letter case.
enum Keyword: String, CaseIterable {
    case and, or, not, `in`, between, like, ilike, `is`, null, `true`, `false`
    case `case`, when, then, `else`, end
    // These may also name a column where their own meaning is out of the question.
    case escape, unknown, distinct, from, date, timestamp
    case asOf = "as_of"

    /// Whether a bare word cannot be a name.
    var isReserved: Bool {
        switch self {
        case .and, .or, .not, .in, .between, .like, .ilike, .is, .null, .true, .false, .case, .when, .then, .else,
            .end, .asOf:
            true
        case .escape, .unknown, .distinct, .from, .date, .timestamp: false
        }
    }

    /// The keyword that a word spells; nil for other words.
    static func spelt(_ word: String) -> Keyword? {
        guard word.utf8.count <= 9 else { return nil }
        return Keyword(rawValue: word.lowercased())
    }
}
