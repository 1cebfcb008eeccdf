import Columns
import Findings

extension Binder {
    /// Types a node and everything below it.
    mutating func part(_ node: Expression, in scope: Scope) -> Part {
        switch node.kind {
        case .null:
            let type = types.new()
            return Part(type: type, expression: node) { .constant(.missing(of: $0.type(type) ?? .text)) }
        case .boolean(let value): return literal(.truth(value ? .isTrue : .isFalse), .boolean, node)
        case .number(let value): return literal(.number(value), .number, node)
        case .text(let text): return literal(.text(Array(text.utf8)), .text, node)
        case .date(let day): return literal(.time(day), .date, node)
        case .instant(let instant): return literal(.time(instant), .instant, node)
        case .duration(let milliseconds): return literal(.time(milliseconds), .duration, node)
        case .asOf: return Part(type: types.new(.instant), expression: node) { _ in .asOf }
        case .name(let name): return namePart(name, node, in: scope)
        case .negated(let operand): return negated(operand, node, in: scope)
        case .arithmetic(let op, let a, let b): return arithmetic(op, a, b, node, in: scope)
        case .call(let function, let arguments): return call(function, arguments, node, in: scope)
        case .choice(let operand, let arms, let otherwise): return choice(operand, arms, otherwise, node, in: scope)
        case .comparison, .distinct, .isNull, .among, .between, .like: return predicate(node, in: scope)
        case .isTruth, .not, .and, .or: return logic(node, in: scope)
        }
    }

    private mutating func literal(_ constant: Constant, _ type: PartType, _ node: Expression) -> Part {
        Part(type: types.new(type), expression: node) { _ in .constant(constant) }
    }

    private mutating func boolean(_ node: Expression, _ lower: @escaping (TypeVariables) -> Operation) -> Part {
        Part(type: types.new(.boolean), expression: node, lower: lower)
    }

    // MARK: Logic

    private mutating func logic(_ node: Expression, in scope: Scope) -> Part {
        switch node.kind {
        case .isTruth(let operand, let truth, let isNegated):
            let operand = condition(operand, in: scope)
            return boolean(node) { Binder.negated(.isTruth(operand.lower($0), truth), if: isNegated) }
        case .not(let operand):
            let operand = condition(operand, in: scope)
            return boolean(node) { .not(operand.lower($0)) }
        case .and(let list):
            let parts = list.map { condition($0, in: scope) }
            return boolean(node) { types in .and(parts.map { $0.lower(types) }) }
        case .or(let list):
            let parts = list.map { condition($0, in: scope) }
            return boolean(node) { types in .or(parts.map { $0.lower(types) }) }
        default: preconditionFailure("not of logic")
        }
    }

    private mutating func condition(_ node: Expression, in scope: Scope) -> Part {
        let part = part(node, in: scope)
        require(part, .boolean, in: scope)
        return part
    }

    private static func negated(_ operation: Operation, if isNegated: Bool) -> Operation {
        isNegated ? .not(operation) : operation
    }

    // MARK: Predicates

    private mutating func predicate(_ node: Expression, in scope: Scope) -> Part {
        switch node.kind {
        case .comparison(let comparison, let a, let b):
            let (a, b) = (part(a, in: scope), part(b, in: scope))
            let common = common([a, b], in: scope)
            return boolean(node) {
                .compare(comparison, Binder.lower(a, to: common, $0), Binder.lower(b, to: common, $0))
            }
        case .distinct(let a, let b, let isNegated):
            let (a, b) = (part(a, in: scope), part(b, in: scope))
            let common = common([a, b], in: scope)
            return boolean(node) {
                Binder.negated(
                    .isDistinct(Binder.lower(a, to: common, $0), Binder.lower(b, to: common, $0)), if: isNegated)
            }
        case .isNull(let operand, let isNegated):
            let operand = part(operand, in: scope)
            return boolean(node) { Binder.negated(.isMissing(operand.lower($0)), if: isNegated) }
        case .among(let operand, let list, let isNegated):
            let parts = [part(operand, in: scope)] + list.map { part($0, in: scope) }
            let common = common(parts, in: scope)
            return boolean(node) { types in
                let operations = parts.map { Binder.lower($0, to: common, types) }
                return Binder.negated(Binder.among(operations[0], Array(operations.dropFirst())), if: isNegated)
            }
        case .between(let operand, let low, let high, let isNegated):
            let parts = [operand, low, high].map { part($0, in: scope) }
            let common = common(parts, in: scope)
            return boolean(node) { types in
                let operations = parts.map { Binder.lower($0, to: common, types) }
                return Binder.negated(.between(operations[0], operations[1], operations[2]), if: isNegated)
            }
        case .like(let operand, let like): return self.like(operand, like, node, in: scope)
        default: preconditionFailure("no predicate")
        }
    }

    private static func among(_ operand: Operation, _ list: [Operation]) -> Operation {
        let constants: [Constant] = list.compactMap { if case .constant(let constant) = $0 { constant } else { nil } }
        if constants.count == list.count, let members = Members(constants) { return .isMember(operand, members) }
        return .equalsAny(operand, list)
    }

    private mutating func like(_ operand: Expression, _ like: Expression.Like, _ node: Expression, in scope: Scope)
        -> Part
    {
        let operand = part(operand, in: scope)
        let pattern = part(like.pattern, in: scope)
        let name = like.ignoresCase ? "ilike" : "like"
        require(operand, .text, in: scope, for: name)
        require(pattern, .text, in: scope, for: name)
        return boolean(node) { types in
            let text = operand.lower(types)
            let lowered = pattern.lower(types)
            let operation: Operation =
                if case .constant(.text(let bytes)) = lowered {
                    .matches(
                        text,
                        bytes.flatMap {
                            LikePattern(
                                String(decoding: $0, as: UTF8.self), escape: like.escape, ignoresCase: like.ignoresCase)
                        })
                } else {
                    .like(text, pattern: lowered, escape: like.escape, ignoresCase: like.ignoresCase)
                }
            return Binder.negated(operation, if: like.isNegated)
        }
    }

    // MARK: Choices

    private mutating func choice(
        _ operand: Expression?, _ arms: [Expression.Arm], _ otherwise: Expression?, _ node: Expression, in scope: Scope
    ) -> Part {
        let operand = operand.map { part($0, in: scope) }
        var whens: [Part] = []
        var results: [Part] = []
        for arm in arms {
            whens.append(operand == nil ? condition(arm.when, in: scope) : part(arm.when, in: scope))
            results.append(part(arm.then, in: scope))
        }
        if let otherwise { results.append(part(otherwise, in: scope)) }
        let compared = operand.map { common([$0] + whens, in: scope) }
        let result = common(results, in: scope, use: "the branches of case are of one type")
        return Part(type: result, expression: node) { types in
            let branches = zip(whens, results).map { when, then in
                Operation.Branch(
                    when: compared.map { Binder.lower(when, to: $0, types) } ?? when.lower(types),
                    then: Binder.lower(then, to: result, types))
            }
            let last =
                results.count > whens.count
                ? Binder.lower(results[whens.count], to: result, types)
                : .constant(.missing(of: types.type(result) ?? .text))
            let value = operand.flatMap { operand in compared.map { Binder.lower(operand, to: $0, types) } }
            return .choose(operand: value, branches, otherwise: last)
        }
    }

    private mutating func call(
        _ function: Function, _ arguments: [Expression], _ node: Expression, in scope: Scope
    ) -> Part {
        let parts = arguments.map { part($0, in: scope) }
        let first = parts[0]
        switch function {
        case .lower, .upper, .trim, .ltrim, .rtrim:
            require(first, .text, in: scope, for: function.rawValue)
            let rewriting = Rewriting(function)
            return Part(type: types.new(.text), expression: node) { .rewrite(rewriting, first.lower($0)) }
        case .length:
            require(first, .text, in: scope, for: function.rawValue)
            return Part(type: types.new(.number), expression: node) { .length(first.lower($0)) }
        case .coalesce:
            let result = common(parts, in: scope, use: "coalesce takes values of one type")
            return Part(type: result, expression: node) { types in
                .firstPresent(parts.map { Binder.lower($0, to: result, types) })
            }
        case .nullif:
            let common = common(parts, in: scope)
            return Part(type: common, expression: node) { types in
                .nullIfEqual(Binder.lower(parts[0], to: common, types), Binder.lower(parts[1], to: common, types))
            }
        case .abs: return absolute(first, node, in: scope)
        }
    }
}

extension Rewriting {
    /// Functions from text to text only.
    fileprivate init(_ function: Function) {
        self =
            switch function {
            case .lower: .lower
            case .upper: .upper
            case .ltrim: .ltrim
            case .rtrim: .rtrim
            case .trim, .length, .coalesce, .nullif, .abs: .trim
            }
    }
}
