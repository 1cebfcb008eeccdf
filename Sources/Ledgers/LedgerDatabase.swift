#if SQLite
    /// What a transaction of a ledger reads and writes.
    ///
    /// The SQL is the part that SQLite and PostgreSQL share; values stand in it as `?`, in their order, and no `?` stands for
    /// anything else. Many rows are written in one call, so that a database far away is not asked for each.
    package protocol LedgerDatabase {
        func execute(_ sql: String, _ values: [LedgerValue]) throws

        /// Hands over the rows of a query, one after another.
        func each(_ sql: String, _ values: [LedgerValue], _ body: (LedgerRow) throws -> Void) throws

        /// Hands over the rows of a query that ends with a condition, of those alone that have one of some numbers in a column.
        func each(
            _ sql: String, where column: String, isAmong numbers: [Int64], _ body: (LedgerRow) throws -> Void
        ) throws

        /// Writes rows into a table.
        ///
        /// - Parameters:
        ///   - rows: The values of each, in the order of the columns.
        ///   - conflict: What becomes of a row that is there already, as in `ON CONFLICT (key) DO NOTHING`.
        ///   - key: Those of the columns that tell the rows apart.
        /// - Returns: The number of each row; nil for those that were there and stay.
        func insert(
            _ rows: [[LedgerValue]], into table: String, _ columns: [LedgerColumn], conflict: String, key: [String]
        ) throws -> [Int64?]

        /// The same, of rows that have no numbers.
        func insert(_ rows: [[LedgerValue]], into table: String, _ columns: [LedgerColumn]) throws

        /// Changes rows that have numbers.
        ///
        /// - Parameter rows: The values of each, in the order of the columns, and its number behind them.
        func update(_ rows: [[LedgerValue]], in table: String, _ columns: [LedgerColumn]) throws
    }

    extension LedgerDatabase {
        package func execute(_ sql: String) throws { try execute(sql, []) }

        package func each(_ sql: String, _ body: (LedgerRow) throws -> Void) throws { try each(sql, [], body) }

        /// What becomes of each row of a query.
        package func all<Value>(
            _ sql: String, _ values: [LedgerValue] = [], _ value: (LedgerRow) throws -> Value
        ) throws -> [Value] {
            var all: [Value] = []
            try each(sql, values) { all.append(try value($0)) }
            return all
        }

        /// What becomes of the last row of a query that asks for one; nil where there is none.
        package func one<Value>(
            _ sql: String, _ values: [LedgerValue] = [], _ value: (LedgerRow) throws -> Value
        ) throws -> Value? {
            var one: Value?
            try each(sql, values) { one = try value($0) }
            return one
        }
    }
#endif
