import Columns

/// Some rows, and all that an operation needs to be evaluated for them.
struct Block {
    let rows: Range<Int>
    let inputs: [PreparedInput]
    let startOfDay: @Sendable (Int64) -> Int64
    /// The values of terms, by slot, as far as they have been evaluated.
    var shared: [Vector?]

    func vector(_ operation: Operation) -> Vector {
        switch operation {
        case .input(let index): inputs[index].vector(rows)
        case .mapped(let input, let table): inputs[input].lookUp(rows, in: table)
        case .repeated(let vector): vector.repeated(rows.count)
        case .constant(let constant): Vector(constant, count: rows.count)
        case .asOf: preconditionFailure("as_of is a constant by now")
        case .shared(let slot):
            if let vector = shared[slot] { vector } else { preconditionFailure("a term is evaluated before its use") }
        case .not, .and, .or, .isTruth, .isMissing: .truths(logic(operation))
        case .compare, .isDistinct, .isMember, .equalsAny, .between, .matches, .like: .truths(predicate(operation))
        case .numbers(let op, let a, let b): .numbers(Arithmetic.numbers(op, numbers(a), numbers(b)))
        case .times(let adding, let a, let b): .times(Arithmetic.times(adding: adding, times(a), times(b)))
        case .scaled(let a, let b, let divides): .times(Arithmetic.scaled(times(a), by: numbers(b), divides: divides))
        case .ratio(let a, let b): .numbers(Arithmetic.ratio(times(a), times(b)))
        case .convert(let conversion, let a): Arithmetic.convert(conversion, vector(a), startOfDay: startOfDay)
        case .length(let a): .numbers(Rewriting.lengths(of: texts(a)))
        case .rewrite(let rewriting, let a): .texts(rewriting.apply(to: texts(a)))
        case .firstPresent(let list): Choosing.firstPresent(list.map(vector))
        case .nullIfEqual(let a, let b): nullIfEqual(vector(a), vector(b))
        case .choose(let operand, let branches, let otherwise): choose(operand, branches, otherwise)
        }
    }

    private func logic(_ operation: Operation) -> ArraySlice<Truth> {
        switch operation {
        case .not(let a): Truths.not(truths(a))
        case .and(let list): list.dropFirst().reduce(truths(list[0])) { Truths.and($0, truths($1)) }
        case .or(let list): list.dropFirst().reduce(truths(list[0])) { Truths.or($0, truths($1)) }
        case .isTruth(let a, let truth): Truths.isTruth(truths(a), truth)
        case .isMissing(let a): vector(a).missing
        default: preconditionFailure("not of logic")
        }
    }

    private func predicate(_ operation: Operation) -> ArraySlice<Truth> {
        switch operation {
        case .compare(let comparison, let one, let b) where one.isRepeated:
            return compare(comparison.mirrored, vector(b), one)
        case .compare(let comparison, let a, let b): return compare(comparison, vector(a), b)
        case .isDistinct(let a, let b): return Comparing.isDistinct(vector(a), vector(b))
        case .isMember(let a, let members): return members.contain(vector(a))
        case .equalsAny(let a, let list):
            let value = vector(a)
            let first = Comparing.equal(value, vector(list[0]))
            return list.dropFirst().reduce(first) { Truths.or($0, Comparing.equal(value, vector($1))) }
        case .between(let a, let low, let high):
            let value = vector(a)
            return Truths.and(compare(.greaterOrEqual, value, low), compare(.lessOrEqual, value, high))
        case .matches(let a, let pattern):
            return pattern?.matches(texts(a)) ?? [Truth](repeating: .isUnknown, count: rows.count)[...]
        case .like(let a, let pattern, let escape, let ignoresCase):
            return LikePattern.matches(texts(a), patterns: texts(pattern), escape: escape, ignoresCase: ignoresCase)
        default: preconditionFailure("no predicate")
        }
    }

    private func compare(_ comparison: Comparison, _ value: Vector, _ other: Operation) -> ArraySlice<Truth> {
        if case .repeated(let one) = other, let answer = Comparing.compare(comparison, value, withOne: one) {
            return answer
        }
        return Comparing.compare(comparison, value, vector(other))
    }

    private func nullIfEqual(_ a: Vector, _ b: Vector) -> Vector {
        Choosing.missing(where: Comparing.equal(a, b), else: a)
    }

    private func choose(_ operand: Operation?, _ branches: [Operation.Branch], _ otherwise: Operation) -> Vector {
        let operand = operand.map(vector)
        let evaluated = branches.map { branch in
            let when = operand.map { Comparing.equal($0, vector(branch.when)) } ?? truths(branch.when)
            return (when: when, then: vector(branch.then))
        }
        return Choosing.firstTrue(evaluated, otherwise: vector(otherwise))
    }

    private func truths(_ operation: Operation) -> ArraySlice<Truth> { vector(operation).truths }
    private func numbers(_ operation: Operation) -> ArraySlice<Double> { vector(operation).numbers }
    private func times(_ operation: Operation) -> ArraySlice<Int64> { vector(operation).times }
    private func texts(_ operation: Operation) -> Texts { vector(operation).texts }
}

extension Operation {
    fileprivate var isRepeated: Bool { if case .repeated = self { true } else { false } }
}

extension Comparison {
    /// The same comparison with its operands the other way round.
    fileprivate var mirrored: Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
