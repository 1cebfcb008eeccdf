import Columns

/// A condition ready to be evaluated: names are inputs, types are settled, dates that meet instants are turned into
/// them.
indirect enum Operation: Sendable {
    /// A column, by its place in the list of uses.
    case input(Int)
    case constant(Constant)
    case asOf
    /// A term, by its place in the list of shared parts: evaluated once however often it is used.
    case shared(Int)
    /// A part that depends on one dictionary column alone, already evaluated for each of its distinct values.
    case mapped(input: Int, Vector)
    /// A value that is the same in every row: a vector of one.
    case repeated(Vector)

    case compare(Comparison, Operation, Operation)
    case isDistinct(Operation, Operation)
    case isMissing(Operation)
    case isTruth(Operation, Truth)
    case isMember(Operation, Members)
    case equalsAny(Operation, [Operation])
    case between(Operation, Operation, Operation)
    /// A pattern known beforehand; nil is a pattern that is missing.
    case matches(Operation, LikePattern?)
    case like(Operation, pattern: Operation, escape: Unicode.Scalar?, ignoresCase: Bool)
    case not(Operation)
    case and([Operation])
    case or([Operation])

    case numbers(ArithmeticOperator, Operation, Operation)
    /// Sum or difference of instants, dates and lengths of time of one unit.
    case times(adding: Bool, Operation, Operation)
    /// A length of time by a number.
    case scaled(Operation, by: Operation, divides: Bool)
    /// A length of time through another, as a number.
    case ratio(Operation, Operation)
    case convert(Conversion, Operation)
    case length(Operation)
    case rewrite(Rewriting, Operation)

    case firstPresent([Operation])
    case nullIfEqual(Operation, Operation)
    /// The first branch whose condition is true; with an operand, whose value equals it.
    case choose(operand: Operation?, [Branch], otherwise: Operation)

    struct Branch: Sendable {
        var when: Operation
        var then: Operation
    }

    /// Steps from one vector to another of the same length that need no other operand.
    enum Conversion: Sendable {
        case negateNumber, negateTime, absoluteNumber, absoluteTime
        /// Days to the milliseconds at which they begin.
        case startOfDay
        case millisecondsOfDays
        /// Of whole days only.
        case daysOfMilliseconds
    }
}

/// A single value of a known type.
enum Constant: Sendable {
    case truth(Truth)
    case number(Double)
    case time(Int64)
    /// Nil is the missing text.
    case text([UInt8]?)

    static func missing(of type: PartType) -> Constant {
        switch type {
        case .boolean: .truth(.isUnknown)
        case .number: .number(.nan)
        case .text: .text(nil)
        case .date, .instant, .duration: .time(Columns.missing)
        }
    }
}

extension Operation {
    /// The same operation on other operands.
    func replacingOperands(_ body: (Operation) -> Operation) -> Operation {
        switch self {
        case .input, .constant, .asOf, .shared, .mapped, .repeated: self
        case .compare(let comparison, let a, let b): .compare(comparison, body(a), body(b))
        case .isDistinct(let a, let b): .isDistinct(body(a), body(b))
        case .isMissing(let a): .isMissing(body(a))
        case .isTruth(let a, let truth): .isTruth(body(a), truth)
        case .isMember(let a, let members): .isMember(body(a), members)
        case .equalsAny(let a, let list): .equalsAny(body(a), list.map(body))
        case .between(let a, let low, let high): .between(body(a), body(low), body(high))
        case .matches(let a, let pattern): .matches(body(a), pattern)
        case .like(let a, let pattern, let escape, let ignoresCase):
            .like(body(a), pattern: body(pattern), escape: escape, ignoresCase: ignoresCase)
        case .not(let a): .not(body(a))
        case .and(let list): .and(list.map(body))
        case .or(let list): .or(list.map(body))
        case .numbers(let op, let a, let b): .numbers(op, body(a), body(b))
        case .times(let adding, let a, let b): .times(adding: adding, body(a), body(b))
        case .scaled(let a, let b, let divides): .scaled(body(a), by: body(b), divides: divides)
        case .ratio(let a, let b): .ratio(body(a), body(b))
        case .convert(let conversion, let a): .convert(conversion, body(a))
        case .length(let a): .length(body(a))
        case .rewrite(let rewriting, let a): .rewrite(rewriting, body(a))
        case .firstPresent(let list): .firstPresent(list.map(body))
        case .nullIfEqual(let a, let b): .nullIfEqual(body(a), body(b))
        case .choose(let operand, let branches, let otherwise):
            .choose(
                operand: operand.map(body),
                branches.map { Branch(when: body($0.when), then: body($0.then)) }, otherwise: body(otherwise))
        }
    }
}
