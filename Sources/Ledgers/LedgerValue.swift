#if SQLite
    import Foundation
    import GRDB

    /// A value in a column of a ledger. Instants are integers, in milliseconds since 1970 UTC.
    package enum LedgerValue: Hashable, Sendable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case bytes([UInt8])

        package static func of(_ value: Int64?) -> LedgerValue { value.map(LedgerValue.integer) ?? .null }
        package static func of(_ value: Int?) -> LedgerValue { value.map { .integer(Int64($0)) } ?? .null }
        package static func of(_ value: Double?) -> LedgerValue { value.map(LedgerValue.real) ?? .null }
        package static func of(_ value: String?) -> LedgerValue { value.map(LedgerValue.text) ?? .null }
    }

    extension LedgerValue: DatabaseValueConvertible {
        package var databaseValue: DatabaseValue {
            switch self {
            case .null: .null
            case .integer(let value): value.databaseValue
            case .real(let value): value.databaseValue
            case .text(let value): value.databaseValue
            case .bytes(let value): Data(value).databaseValue
            }
        }

        package static func fromDatabaseValue(_ value: DatabaseValue) -> LedgerValue? {
            switch value.storage {
            case .null: .null
            case .int64(let value): .integer(value)
            case .double(let value): .real(value)
            case .string(let value): .text(value)
            case .blob(let value): .bytes([UInt8](value))
            }
        }
    }

    /// A column that rows are written to.
    package enum LedgerColumn: Hashable, Sendable {
        case integer(String)
        case real(String)
        case text(String)

        var name: String {
            switch self {
            case .integer(let name), .real(let name), .text(let name): name
            }
        }
    }

    /// A row that a ledger answered with. Values are taken by their place, from 0.
    package enum LedgerRow {
        case sqlite(Row)
        /// As PostgreSQL writes values.
        case texts([String?])

        /// A value that is always there.
        package subscript<Value: LedgerReadable>(_ column: Int) -> Value {
            switch self {
            case .sqlite(let row): return row[column]
            case .texts:
                guard let value: Value = self[column] else { preconditionFailure("no column has other values") }
                return value
            }
        }

        /// A value, or nil where there is none.
        package subscript<Value: LedgerReadable>(_ column: Int) -> Value? {
            switch self {
            case .sqlite(let row): row[column]
            case .texts(let texts): texts[column].flatMap { Value($0) }
            }
        }

        package func bytes(_ column: Int) -> [UInt8] {
            switch self {
            case .sqlite(let row): (row[column] as Data?).map { [UInt8]($0) } ?? []
            case .texts(let texts): Self.bytes(ofHexadecimal: texts[column] ?? "")
            }
        }

        /// Of `\x0aff`.
        private static func bytes(ofHexadecimal text: String) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count / 2)
            var high: UInt8?
            for digit in text.utf8.dropFirst(2) {
                let value = digit <= UInt8(ascii: "9") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
                if let first = high {
                    bytes.append(first << 4 | value)
                    high = nil
                } else {
                    high = value
                }
            }
            return bytes
        }
    }

    /// What a ledger's columns hold, in Swift.
    package protocol LedgerReadable: DatabaseValueConvertible, StatementColumnConvertible, LosslessStringConvertible {}

    extension Int64: LedgerReadable {}
    extension Int: LedgerReadable {}
    extension Double: LedgerReadable {}
    extension String: LedgerReadable {}
#endif
