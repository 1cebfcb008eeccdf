import Agreements
import BusinessTime
import Columns
import Conditions
import Findings

/// What a dialect cannot say, or a script does not say yet.
struct Unsaid: Error {
    var what: String
    /// How to go on without it.
    var note: String?
    /// Where it is written; nil stands for the rule.
    var place: Place?

    init(_ what: String, note: String? = nil, at place: Place? = nil) {
        self.what = what
        self.note = note
        self.place = place
    }
}

/// Writes conditions as SQL, part by part: what is an operator there is one here.
///
/// Types matter in few places: a date that meets an instant is the instant at which it begins, and a division is one of
/// fractions. They are those of the columns, as the agreement's own checks settle them.
struct ConditionSQL {
    /// Types of parts; null goes with any.
    enum PartType { case boolean, number, text, date, instant, duration }

    let dialect: Dialect
    let agreement: Agreement
    let asOf: Int64
    /// The table whose rows the condition is about.
    let table: String
    /// The name under which the query reads it.
    let alias: String
    let columns: ColumnTypes
    /// Terms being written, so that a circle ends.
    var terms: [String: Condition]

    /// What stands for names of the condition, in place of columns.
    var substitutes: [String: (text: String, type: ValueType)] = [:]

    /// Joins that the names of the condition ask for, in order: alias, table, condition.
    private(set) var joins: [Join] = []

    struct Join: Hashable {
        var alias: String
        var table: String
        var on: String
    }

    init(_ script: ScriptContext, table: String, alias: String, joins: [Join] = []) {
        dialect = script.dialect
        agreement = script.agreement
        asOf = script.asOf
        self.table = table
        self.alias = alias
        columns = script.columns
        terms = agreement.schemaTerms
        self.joins = joins
    }

    mutating func write(_ condition: Condition) throws(Unsaid) -> String {
        try write(condition.expression, 0, Scope(table: table, alias: alias)).text
    }

    /// The columns that a condition reads, each once, as a binding orders them: those of the terms that it uses come first.
    mutating func columns(of condition: Condition) throws(Unsaid) -> [(path: String, text: String)] {
        var found: [(path: String, text: String)] = []
        var seen: Set<String> = []
        try collect(condition.expression, 0, &seen, &found)
        return found
    }

    private mutating func collect(
        _ node: Expression, _ depth: Int, _ seen: inout Set<String>, _ found: inout [(path: String, text: String)]
    ) throws(Unsaid) {
        guard depth < 64 else { throw Unsaid("terms nested so deep") }
        let names = Self.names(in: node)
        func term(_ name: Expression.Name) -> Condition? {
            name.parts.count == 1 && !name.isQuoted && table == "leads" ? terms[name.parts[0]] : nil
        }
        for name in names {
            guard let term = term(name), seen.insert(name.parts[0]).inserted else { continue }
            try collect(term.expression, depth + 1, &seen, &found)
        }
        for name in names where term(name) == nil {
            let path = name.parts.joined(separator: ".")
            if found.contains(where: { $0.path == path }) { continue }
            found.append((path, try write(name, 0, Scope(table: table, alias: alias)).text))
        }
    }

    /// The names that an expression holds, in the order in which they stand.
    private static func names(in node: Expression) -> [Expression.Name] {
        if case .name(let name) = node.kind { return [name] }
        return node.kind.children.flatMap { names(in: $0) }
    }

    /// Where names are looked up: a term may be asked of a record that is reached by a link.
    struct Scope {
        var table: String
        var alias: String
    }

    struct Part {
        var text: String
        var type: PartType?
        /// How tightly its outermost operator binds, as SQL orders them.
        var level: Int
        /// The day of a literal date, to be turned into an instant beforehand.
        var day: Int64?
    }

    private static let (or, and, not, predicate, sum, product, unary, atom) = (0, 1, 2, 3, 4, 5, 6, 7)

    private func bracketed(_ part: Part, _ least: Int) -> String {
        part.level < least ? "(\(part.text))" : part.text
    }

    // MARK: parts

    private mutating func write(_ node: Expression, _ depth: Int, _ scope: Scope) throws(Unsaid) -> Part {
        let (predicate, atom) = (Self.predicate, Self.atom)
        func word(_ isNegated: Bool) -> String { isNegated ? "not " : "" }
        switch node.kind {
        case .null: return Part(text: "null", type: nil, level: atom)
        case .boolean(let value): return Part(text: "\(value)", type: .boolean, level: atom)
        case .number(let value): return Part(text: dialect.number(value), type: .number, level: atom)
        case .text(let value):
            return Part(text: dialect.text(value), type: .text, level: atom)
        case .date(let day): return Part(text: "\(day)", type: .date, level: atom, day: day)
        case .instant(let instant): return Part(text: "\(instant)", type: .instant, level: atom)
        case .duration(let length): return Part(text: "\(length)", type: .duration, level: atom)
        case .asOf: return Part(text: "\(asOf)", type: .instant, level: atom)
        case .name(let name): return try write(name, depth, scope)
        case .negated(let operand):
            let part = try write(operand, depth, scope)
            return Part(text: "-(\(part.text))", type: part.type, level: Self.unary)
        case .arithmetic(let op, let a, let b):
            return try arithmetic(op, write(a, depth, scope), write(b, depth, scope), a, b)
        case .comparison(let comparison, let a, let b):
            let parts = try common([write(a, depth, scope), write(b, depth, scope)])
            let isOrder = comparison != .equal && comparison != .notEqual
            let left = bracketed(parts[0], Self.sum)
            return Part(
                text: (isOrder && parts.contains { $0.type == .text } ? dialect.ordered(left) : left)
                    + " \(comparison.rawValue) \(bracketed(parts[1], Self.sum))",
                type: .boolean, level: predicate)
        case .distinct(let a, let b, let isNegated):
            let parts = try common([write(a, depth, scope), write(b, depth, scope)])
            return Part(
                text: "\(bracketed(parts[0], Self.sum)) is \(word(isNegated))distinct from "
                    + bracketed(parts[1], Self.sum),
                type: .boolean, level: predicate)
        case .isNull(let a, let isNegated):
            let part = try write(a, depth, scope)
            return Part(
                text: "\(bracketed(part, Self.sum)) is \(word(isNegated))null", type: .boolean, level: predicate)
        case .isTruth(let a, let truth, let isNegated):
            let part = try write(a, depth, scope)
            let name = truth == .isTrue ? "true" : truth == .isFalse ? "false" : "unknown"
            return Part(
                text: "(\(part.text)) is \(word(isNegated))\(name)", type: .boolean, level: predicate)
        case .among(let a, let list, let isNegated):
            var parts = [try write(a, depth, scope)]
            for item in list { parts.append(try write(item, depth, scope)) }
            parts = try common(parts)
            return Part(
                text: "\(bracketed(parts[0], Self.sum)) \(word(isNegated))in "
                    + "(\(parts.dropFirst().map(\.text).joined(separator: ", ")))",
                type: .boolean, level: predicate)
        case .between(let a, let low, let high, let isNegated):
            let parts = try common([write(a, depth, scope), write(low, depth, scope), write(high, depth, scope)])
            let value = bracketed(parts[0], Self.sum)
            return Part(
                text: "\(parts.contains { $0.type == .text } ? dialect.ordered(value) : value) "
                    + "\(word(isNegated))between \(bracketed(parts[1], Self.sum)) and \(bracketed(parts[2], Self.sum))",
                type: .boolean, level: predicate)
        case .like(let a, let like): return try write(like, of: write(a, depth, scope), depth, scope)
        case .not(let operand):
            return Part(
                text: "not \(bracketed(try write(operand, depth, scope), predicate))", type: .boolean, level: Self.not)
        case .and(let list): return try joined(list, "and", Self.and, depth, scope)
        case .or(let list): return try joined(list, "or", Self.or, depth, scope)
        case .choice(let operand, let arms, let otherwise):
            return try choice(operand, arms, otherwise, depth, scope)
        case .call(let function, let arguments): return try call(function, arguments, depth, scope)
        }
    }

    private mutating func joined(
        _ list: [Expression], _ word: String, _ level: Int, _ depth: Int, _ scope: Scope
    ) throws(Unsaid) -> Part {
        var parts: [String] = []
        for item in list { parts.append(bracketed(try write(item, depth, scope), level + 1)) }
        return Part(text: parts.joined(separator: " \(word) "), type: .boolean, level: level)
    }

    private mutating func write(
        _ like: Expression.Like, of part: Part, _ depth: Int, _ scope: Scope
    ) throws(Unsaid) -> Part {
        let pattern = try write(like.pattern, depth, scope)
        var (left, right) = (bracketed(part, Self.sum), bracketed(pattern, Self.sum))
        let isLiteral = if case .text = like.pattern.kind { true } else { false }
        if like.escape != nil, !isLiteral {
            throw Unsaid("'like' with 'escape' and a pattern that is not written out")
        }
        var word = like.ignoresCase ? "ilike" : "like"
        if dialect == .spark, like.ignoresCase { (left, right, word) = ("lower(\(left))", "lower(\(right))", "like") }
        var escape = ""
        if let mark = like.escape {
            escape = " escape \(dialect.text(String(mark)))"
        } else if dialect == .postgres {
            escape = " escape ''"
        } else if dialect == .spark {
            // Without a word of it a backslash escapes; a character that no text holds does not.
            escape = " escape '\\u0001'"
        }
        return Part(
            text: "\(left) \(like.isNegated ? "not " : "")\(word) \(right)\(escape)", type: .boolean,
            level: Self.predicate)
    }

    private mutating func choice(
        _ operand: Expression?, _ arms: [Expression.Arm], _ otherwise: Expression?, _ depth: Int, _ scope: Scope
    ) throws(Unsaid) -> Part {
        var whens: [Part] = []
        var thens: [Part] = []
        for arm in arms {
            whens.append(try write(arm.when, depth, scope))
            thens.append(try write(arm.then, depth, scope))
        }
        if let operand { whens = try common([write(operand, depth, scope)] + whens) }
        if let otherwise { thens.append(try write(otherwise, depth, scope)) }
        thens = try common(thens)
        var text = "case"
        if operand != nil { text += " \(whens.removeFirst().text)" }
        for (when, then) in zip(whens, thens) { text += " when \(when.text) then \(then.text)" }
        if otherwise != nil { text += " else \(thens[thens.count - 1].text)" }
        return Part(text: text + " end", type: thens.lazy.compactMap(\.type).first, level: Self.atom)
    }

    private mutating func call(
        _ function: Function, _ arguments: [Expression], _ depth: Int, _ scope: Scope
    ) throws(Unsaid) -> Part {
        var parts: [Part] = []
        for argument in arguments { parts.append(try write(argument, depth, scope)) }
        let type: PartType?
        switch function {
        case .lower, .upper, .trim, .ltrim, .rtrim: type = .text
        case .length:
            return Part(text: dialect.double("length(\(parts[0].text))"), type: .number, level: Self.atom)
        case .coalesce, .nullif:
            parts = try common(parts)
            type = parts.lazy.compactMap(\.type).first
        case .abs: type = parts[0].type
        }
        return Part(
            text: "\(function.rawValue)(\(parts.map(\.text).joined(separator: ", ")))", type: type, level: Self.atom)
    }

    // MARK: arithmetic

    private func arithmetic(
        _ op: ArithmeticOperator, _ a: Part, _ b: Part, _ first: Expression, _ second: Expression
    ) throws(Unsaid) -> Part {
        let level = op == .add || op == .subtract ? Self.sum : Self.product
        func write(_ a: Part, _ b: Part, _ type: PartType?) -> Part {
            Part(
                text: "\(bracketed(a, level)) \(op.rawValue) \(bracketed(b, level + 1))", type: type, level: level)
        }
        func fraction(_ part: Part) -> Part {
            Part(text: dialect.double(part.text), type: .number, level: Self.atom)
        }
        let times: Set<PartType?> = [.date, .instant, .duration]
        if op == .divide {
            let divisor = Part(text: "nullif(\(dialect.double(b.text)), 0)", type: .number, level: Self.atom)
            if a.type == .duration, b.type != .duration {
                throw Unsaid("a length of time divided by a number")
            }
            return write(fraction(a), divisor, .number)
        }
        if op == .multiply {
            guard times.isDisjoint(with: [a.type, b.type]) else { throw Unsaid("a length of time times a number") }
            return write(fraction(a), fraction(b), .number)
        }
        guard !times.isDisjoint(with: [a.type, b.type]) else { return write(fraction(a), fraction(b), .number) }
        // A date moves by whole days and stays one, or it is the instant at which it begins.
        func days(_ node: Expression) -> Int64? {
            guard case .duration(let length) = node.kind, length % CivilDate.dayLength == 0 else { return nil }
            return length / CivilDate.dayLength
        }
        switch (a.type, b.type) {
        case (.date, .date) where op == .subtract:
            let difference = "(\(bracketed(a, Self.sum)) - \(bracketed(b, Self.product))) * \(CivilDate.dayLength)"
            return Part(text: difference, type: .duration, level: Self.product)
        case (.date, .duration):
            guard let moved = days(second) else { return try write(start(a), b, .instant) }
            return write(a, Part(text: "\(moved)", type: .duration, level: Self.atom), .date)
        case (.duration, .date) where op == .add:
            guard let moved = days(first) else { return try write(a, start(b), .instant) }
            return write(Part(text: "\(moved)", type: .duration, level: Self.atom), b, .date)
        default:
            let isDifference = op == .subtract && (b.type == .instant || b.type == .date)
            let isInstant = !isDifference && (a.type == .instant || b.type == .instant)
            return try write(start(a), start(b), isInstant ? .instant : .duration)
        }
    }

    /// A date as the instant at which it begins; everything else as it is.
    private func start(_ part: Part) throws(Unsaid) -> Part {
        guard part.type == .date else { return part }
        if let day = part.day {
            return Part(text: "\(agreement.zone.startOfDay(Int(day)))", type: .instant, level: Self.atom)
        }
        guard agreement.zone == .utc else {
            throw Unsaid(
                "a column of dates beside an instant, in a time zone that is not UTC",
                note: "compare dates with dates, or keep the instant in a column")
        }
        return Part(
            text: "\(dialect.bigint(part.text)) * \(CivilDate.dayLength)", type: .instant, level: Self.product)
    }

    /// Parts of one type: dates among instants become instants.
    private func common(_ parts: [Part]) throws(Unsaid) -> [Part] {
        guard parts.contains(where: { $0.type == .instant }), parts.contains(where: { $0.type == .date }) else {
            return parts
        }
        var result: [Part] = []
        for part in parts { result.append(try start(part)) }
        return result
    }

    // MARK: names

    private mutating func write(
        _ name: Expression.Name, _ depth: Int, _ scope: Scope
    ) throws(Unsaid) -> Part {
        if name.parts.count == 1, let substitute = substitutes[name.parts[0]] {
            return Self.part("(\(substitute.text))", substitute.type, dialect)
        }
        var here = scope
        for (position, link) in name.parts.dropLast().enumerated() {
            guard let next = CanonicalTable.named(here.table)?.link(link) else {
                if position == 0, link == "lead", here.table == "leads" { continue }
                throw Unsaid("the record '\(link)' of \(here.table)")
            }
            let joined = here.alias == alias ? "its_\(next.name)" : "\(here.alias)_\(next.name)"
            let join = Join(
                alias: joined, table: next.table,
                on: "\(joined).\(dialect.quoted("id")) = \(here.alias).\(dialect.quoted(next.column))")
            if !joins.contains(join) { joins.append(join) }
            here = Scope(table: next.table, alias: joined)
        }
        let last = name.parts[name.parts.count - 1]
        if !name.isQuoted, here.table == "leads", let term = terms[last] {
            guard depth < 64 else { throw Unsaid("terms nested so deep") }
            let part = try write(term.expression, depth + 1, here)
            return Part(text: "(\(part.text))", type: part.type, level: Self.atom)
        }
        if here.table == "leads", agreement.scoring?.points.isEmpty == false, Scoring.computedColumns.contains(last) {
            throw Unsaid(
                "'\(last)', the score that the agreement computes",
                note: "compute it where the data lives, map it to a column of its own, and name that column")
        }
        let column = "\(here.alias).\(dialect.quoted(last))"
        return Self.part(column, columns.type(of: last, in: here.table), dialect)
    }

    /// A value of the tables, as parts reckon with it.
    private static func part(_ value: String, _ type: ValueType, _ dialect: Dialect) -> Part {
        switch type {
        case .instant: Part(text: dialect.milliseconds(value), type: .instant, level: atom)
        case .date: Part(text: dialect.days(value), type: .date, level: atom)
        case .number: Part(text: value, type: .number, level: atom)
        case .boolean: Part(text: value, type: .boolean, level: atom)
        case .text: Part(text: value, type: .text, level: atom)
        }
    }
}
