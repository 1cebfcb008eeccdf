#if SQLite
    import GRDB

    /// The same in SQLite, whose statements are at hand: rows are written one by one.
    struct SQLiteLedgerDatabase: LedgerDatabase {
        private let database: Database

        init(_ database: Database) { self.database = database }

        func execute(_ sql: String, _ values: [LedgerValue]) throws {
            try database.execute(sql: sql, arguments: StatementArguments(values))
        }

        func each(_ sql: String, _ values: [LedgerValue], _ body: (LedgerRow) throws -> Void) throws {
            let rows = try Row.fetchCursor(database, sql: sql, arguments: StatementArguments(values))
            while let row = try rows.next() { try body(.sqlite(row)) }
        }

        func each(
            _ sql: String, where column: String, isAmong numbers: [Int64], _ body: (LedgerRow) throws -> Void
        ) throws {
            let statement = try database.makeStatement(sql: "\(sql) AND \(column) = ?")
            for number in numbers {
                let rows = try Row.fetchCursor(statement, arguments: [number])
                while let row = try rows.next() { try body(.sqlite(row)) }
            }
        }

        func insert(
            _ rows: [[LedgerValue]], into table: String, _ columns: [LedgerColumn], conflict: String, key: [String]
        ) throws -> [Int64?] {
            guard !rows.isEmpty else { return [] }
            let statement = try insertion(into: table, columns, "\(conflict) RETURNING id")
            return try rows.map { try Int64.fetchOne(statement, arguments: StatementArguments($0)) }
        }

        func insert(_ rows: [[LedgerValue]], into table: String, _ columns: [LedgerColumn]) throws {
            guard !rows.isEmpty else { return }
            let statement = try insertion(into: table, columns, "")
            for row in rows { try statement.execute(arguments: StatementArguments(row)) }
        }

        func update(_ rows: [[LedgerValue]], in table: String, _ columns: [LedgerColumn]) throws {
            guard !rows.isEmpty else { return }
            let settings = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
            let statement = try database.makeStatement(sql: "UPDATE \(table) SET \(settings) WHERE id = ?")
            for row in rows { try statement.execute(arguments: StatementArguments(row)) }
        }

        private func insertion(into table: String, _ columns: [LedgerColumn], _ tail: String) throws -> Statement {
            let names = columns.map(\.name).joined(separator: ", ")
            let marks = columns.map { _ in "?" }.joined(separator: ", ")
            return try database.makeStatement(sql: "INSERT INTO \(table) (\(names)) VALUES (\(marks)) \(tail)")
        }
    }
#endif
