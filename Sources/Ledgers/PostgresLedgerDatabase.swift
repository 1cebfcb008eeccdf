#if SQLite && PostgreSQL
    import Databases

    /// The same in PostgreSQL, which may be far away: what is written of many rows goes over as one array for each column.
    struct PostgresLedgerDatabase: LedgerDatabase {
        private let connection: PostgresConnection

        /// So many rows go over at once.
        private static let most = 50_000

        init(_ connection: PostgresConnection) { self.connection = connection }

        func execute(_ sql: String, _ values: [LedgerValue]) throws {
            _ = try connection.query(Self.numbered(sql), values.map(\.text))
        }

        func each(_ sql: String, _ values: [LedgerValue], _ body: (LedgerRow) throws -> Void) throws {
            try each(of: connection.query(Self.numbered(sql), values.map(\.text)), body)
        }

        func each(
            _ sql: String, where column: String, isAmong numbers: [Int64], _ body: (LedgerRow) throws -> Void
        ) throws {
            let list = Self.array(numbers.lazy.map(LedgerValue.integer))
            try each(of: connection.query("\(sql) AND \(column) = ANY ($1::bigint[])", [list]), body)
        }

        private func each(of rows: PostgresRows, _ body: (LedgerRow) throws -> Void) throws {
            for row in 0..<rows.count { try body(.texts(rows.texts(row))) }
        }

        func insert(
            _ rows: [[LedgerValue]], into table: String, _ columns: [LedgerColumn], conflict: String, key: [String]
        ) throws -> [Int64?] {
            let places = key.compactMap { name in columns.firstIndex { $0.name == name } }
            let sql =
                "\(Self.insertion(into: table, columns)) \(conflict) RETURNING id, \(key.joined(separator: ", "))"
            var numbers: [[String?]: Int64] = [:]
            for part in Self.parts(rows) {
                // In what order they come is not promised.
                let answers = try connection.query(sql, Self.arrays(part, columns.count))
                for row in 0..<answers.count {
                    let texts = answers.texts(row)
                    numbers[Array(texts.dropFirst())] = texts[0].flatMap { Int64($0) }
                }
            }
            return rows.map { row in numbers[places.map { row[$0].text }] }
        }

        func insert(_ rows: [[LedgerValue]], into table: String, _ columns: [LedgerColumn]) throws {
            for part in Self.parts(rows) {
                _ = try connection.query(Self.insertion(into: table, columns), Self.arrays(part, columns.count))
            }
        }

        func update(_ rows: [[LedgerValue]], in table: String, _ columns: [LedgerColumn]) throws {
            let settings = columns.map { "\($0.name) = changed.\($0.name)" }.joined(separator: ", ")
            let all = columns + [.integer("id")]
            let sql = """
                UPDATE \(table) SET \(settings) FROM \(Self.source(all)) AS changed (\(Self.names(all)))
                WHERE \(table).id = changed.id
                """
            for part in Self.parts(rows) { _ = try connection.query(sql, Self.arrays(part, all.count)) }
        }

        // MARK: SQL

        /// With `$1`, `$2` and so on in place of each `?`.
        private static func numbered(_ sql: String) -> String {
            var number = 0
            return sql.reduce(into: "") { text, character in
                guard character == "?" else { return text.append(character) }
                number += 1
                text += "$\(number)"
            }
        }

        private static func insertion(into table: String, _ columns: [LedgerColumn]) -> String {
            "INSERT INTO \(table) (\(names(columns))) SELECT * FROM \(source(columns))"
        }

        private static func names(_ columns: [LedgerColumn]) -> String {
            columns.map(\.name).joined(separator: ", ")
        }

        /// Rows made of an array for each column.
        private static func source(_ columns: [LedgerColumn]) -> String {
            let arrays = columns.enumerated().map { number, column in
                switch column {
                case .integer: "$\(number + 1)::bigint[]"
                case .real: "$\(number + 1)::double precision[]"
                case .text: "$\(number + 1)::text[]"
                }
            }
            return "unnest(\(arrays.joined(separator: ", ")))"
        }

        private static func parts(_ rows: [[LedgerValue]]) -> [ArraySlice<[LedgerValue]>] {
            stride(from: 0, to: rows.count, by: most).map { rows[$0..<min($0 + most, rows.count)] }
        }

        private static func arrays(_ rows: ArraySlice<[LedgerValue]>, _ columns: Int) -> [String?] {
            (0..<columns).map { column in array(rows.lazy.map { $0[column] }) }
        }

        /// `{1,NULL,"a \"word\""}`, as PostgreSQL reads an array.
        private static func array(_ values: some Sequence<LedgerValue>) -> String {
            var bytes = [UInt8(ascii: "{")]
            for value in values {
                if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
                guard case .text(let text) = value else {
                    bytes += (value.text ?? "NULL").utf8
                    continue
                }
                bytes.append(UInt8(ascii: "\""))
                for byte in text.utf8 {
                    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                    bytes.append(byte)
                }
                bytes.append(UInt8(ascii: "\""))
            }
            bytes.append(UInt8(ascii: "}"))
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    extension LedgerValue {
        /// `\x0aff`
        private static func hexadecimal(_ bytes: [UInt8]) -> String {
            let digits = Array("0123456789abcdef".utf8)
            var text = Array("\\x".utf8)
            text.reserveCapacity(2 + 2 * bytes.count)
            for byte in bytes {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
            return String(decoding: text, as: UTF8.self)
        }

        /// As PostgreSQL reads it; nil where there is none.
        fileprivate var text: String? {
            switch self {
            case .null: nil
            case .integer(let value): String(value)
            case .real(let value): "\(value)"
            case .text(let text): text
            case .bytes(let bytes): Self.hexadecimal(bytes)
            }
        }
    }
#endif
