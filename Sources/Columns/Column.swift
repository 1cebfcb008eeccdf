/// The type of a column, and of a value in a condition.
public enum ValueType: String, Hashable, Sendable, CaseIterable {
    case boolean, number, text, date, instant
}

/// How finely an instant is known.
public enum TimePrecision: Int, Hashable, Comparable, Sendable, BitwiseCopyable, CaseIterable {
    case millisecond, second, minute, day

    public static func < (a: TimePrecision, b: TimePrecision) -> Bool { a.rawValue < b.rawValue }
}

/// False, unknown, true of SQL's three-valued logic, in that order: `and` is the smaller, `or` the greater, `not` is 2 − x.
public typealias Truth = UInt8

extension Truth {
    public static let isFalse: Truth = 0
    public static let isUnknown: Truth = 1
    public static let isTrue: Truth = 2
}

/// The value that stands for "none" in columns of instants and dates.
public let missing = Int64.min

/// The values of one column of a table, one a row, in the table's order.
public enum Column: Sendable {
    /// One truth a row; a row without a value is unknown.
    case booleans([Truth])
    /// A row without a value is NaN.
    case numbers([Double])
    /// Days since 1970-01-01; a row without a value is `missing`.
    case dates([Int64])
    case instants(InstantColumn)
    case text(TextColumn)

    public var type: ValueType {
        switch self {
        case .booleans: .boolean
        case .numbers: .number
        case .dates: .date
        case .instants: .instant
        case .text: .text
        }
    }

    public var count: Int {
        switch self {
        case .booleans(let values): values.count
        case .numbers(let values): values.count
        case .dates(let values): values.count
        case .instants(let column): column.values.count
        case .text(let column): column.count
        }
    }

    /// Whether a row has no value.
    public func isMissing(_ row: Int) -> Bool {
        switch self {
        case .booleans(let values): values[row] == .isUnknown
        case .numbers(let values): values[row].isNaN
        case .dates(let values): values[row] == missing
        case .instants(let column): column.values[row] == missing
        case .text(let column): column.isMissing(row)
        }
    }
}

/// Instants in milliseconds since 1970-01-01 UTC. What is known to the day is held as the first instant of that day in
/// the column's zone: the true instant lies in the unit of `precision` that begins there.
public struct InstantColumn: Sendable {
    public var values: [Int64]
    public var precision: TimePrecision
    /// Where each instant is known only to lie between two: the latest that it can be, `values` being the earliest. Nil for
    /// columns whose instants were read.
    public var latest: [Int64]?

    public init(values: [Int64], precision: TimePrecision) {
        self.values = values
        self.precision = precision
    }
}
