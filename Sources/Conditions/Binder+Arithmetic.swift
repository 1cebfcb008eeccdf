import Columns
import Findings

extension Binder {
    private typealias Signature = TypeVariables.Signature

    // MARK: Operators with several meanings; the first is taken where nothing decides

    private static func signatures(_ op: ArithmeticOperator, movesByDays: Bool) -> [Signature] {
        let moved: PartType = movesByDays ? .date : .instant
        switch op {
        case .add:
            return [
                Signature(.number, .number, to: .number), Signature(.instant, .duration, to: .instant),
                Signature(.duration, .instant, to: .instant), Signature(.date, .duration, to: moved),
                Signature(.duration, .date, to: moved), Signature(.duration, .duration, to: .duration),
            ]
        case .subtract:
            return [
                Signature(.number, .number, to: .number), Signature(.instant, .instant, to: .duration),
                Signature(.instant, .duration, to: .instant), Signature(.date, .duration, to: moved),
                Signature(.date, .date, to: .duration), Signature(.instant, .date, to: .duration),
                Signature(.date, .instant, to: .duration), Signature(.duration, .duration, to: .duration),
            ]
        case .multiply:
            return [
                Signature(.number, .number, to: .number), Signature(.duration, .number, to: .duration),
                Signature(.number, .duration, to: .duration),
            ]
        case .divide:
            return [
                Signature(.number, .number, to: .number), Signature(.duration, .number, to: .duration),
                Signature(.duration, .duration, to: .number),
            ]
        }
    }

    private static let ofOwnType = [
        Signature(.number, to: .number), Signature(.duration, to: .duration),
    ]

    mutating func negated(_ operand: Expression, _ node: Expression, in scope: Scope) -> Part {
        let part = part(operand, in: scope)
        let result = types.new()
        if !types.choose([part.type], result, among: Binder.ofOwnType, at: scope.source.place(node.range)) {
            report(
                .typeMismatch, "'-' negates numbers and lengths of time, found \(phrase(part, scope))", at: operand,
                in: scope, notes: ["of instants the difference is taken, as in as_of - created_at"])
            return unknown(node)
        }
        return Part(type: result, expression: node) { types in
            switch part.lower(types) {
            case .constant(.number(let value)): return .constant(.number(-value))
            case .constant(.time(let value)) where value != missing: return .constant(.time(-value))
            case let operation: return .convert(types.type(result) == .number ? .negateNumber : .negateTime, operation)
            }
        }
    }

    mutating func absolute(_ part: Part, _ node: Expression, in scope: Scope) -> Part {
        let result = types.new()
        if !types.choose([part.type], result, among: Binder.ofOwnType, at: scope.source.place(node.range)) {
            report(
                .typeMismatch, "abs takes a number or a length of time, found \(phrase(part, scope))",
                at: part.expression,
                in: scope, notes: ["as in abs(score - 50) or abs(created_at - as_of)"])
            return unknown(node)
        }
        return Part(type: result, expression: node) { types in
            .convert(types.type(result) == .number ? .absoluteNumber : .absoluteTime, part.lower(types))
        }
    }

    mutating func arithmetic(
        _ op: ArithmeticOperator, _ a: Expression, _ b: Expression, _ node: Expression, in scope: Scope
    ) -> Part {
        let (left, right) = (part(a, in: scope), part(b, in: scope))
        let result = types.new()
        let signatures = Binder.signatures(op, movesByDays: b.isWholeDays || (op == .add && a.isWholeDays))
        if !types.choose([left.type, right.type], result, among: signatures, at: scope.source.place(node.range)) {
            reportArithmetic(op, left, right, node, in: scope)
            return unknown(node)
        }
        return Part(type: result, expression: node) { types in
            Binder.lower(op, left, right, result: types.type(result), types)
        }
    }

    private static func lower(
        _ op: ArithmeticOperator, _ left: Part, _ right: Part, result: PartType?, _ types: TypeVariables
    ) -> Operation {
        var (a, b) = (left.lower(types), right.lower(types))
        let (first, second) = (types.type(left.type), types.type(right.type))
        switch (op, first, second) {
        case (.multiply, .duration, .number): return .scaled(a, by: b, divides: false)
        case (.multiply, .number, .duration): return .scaled(b, by: a, divides: false)
        case (.divide, .duration, .number): return .scaled(a, by: b, divides: true)
        case (.divide, .duration, .duration): return .ratio(a, b)
        case (_, .number, .number): return .numbers(op, a, b)
        case (.subtract, .date, .date):
            return .convert(.millisecondsOfDays, .times(adding: false, a, b))
        default: break
        }
        // A date moves by whole days and stays one, or it is the instant at which it begins.
        if result == .date {
            if first == .duration { a = .convert(.daysOfMilliseconds, a) }
            if second == .duration { b = .convert(.daysOfMilliseconds, b) }
        } else {
            if first == .date { a = .convert(.startOfDay, a) }
            if second == .date { b = .convert(.startOfDay, b) }
        }
        return .times(adding: op == .add, a, b)
    }

    private mutating func reportArithmetic(
        _ op: ArithmeticOperator, _ left: Part, _ right: Part, _ node: Expression, in scope: Scope
    ) {
        var notes: [String] = []
        let (a, b) = (types.type(left.type), types.type(right.type))
        let times: Set<PartType?> = [.date, .instant, .duration]
        if times.contains(a), b == .number || b == nil, op == .add || op == .subtract {
            notes.append("write a unit of time: \(snippet(right.expression, scope)) days")
        } else if a == .text || b == .text {
            notes.append(
                "text cannot be calculated with; the type of a column is declared in the manifest of the snapshot")
        } else if op == .add || op == .subtract {
            notes.append("as in score + 10, created_at + 3 days or as_of - created_at")
        } else {
            notes.append("as in score * 2 or 3 days * 2")
        }
        report(
            .typeMismatch,
            "'\(op.rawValue)' cannot be applied to \(phrase(left, scope)) and \(phrase(right, scope))", at: node,
            in: scope,
            notes: notes)
    }
}

extension Expression {
    /// Whether it is a literal length of time of so many days, which a date can move by.
    fileprivate var isWholeDays: Bool {
        switch kind {
        case .duration(let milliseconds): milliseconds % TimeLiteral.millisecondsPerDay == 0
        case .negated(let operand): operand.isWholeDays
        default: false
        }
    }
}
