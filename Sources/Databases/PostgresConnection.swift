#if PostgreSQL
    /// A connection to PostgreSQL through libpq, with one transaction that sees one instant and changes nothing.
    ///
    /// Safe because the connection is owned here and closed only in `deinit`, and results are freed where they are made.
    @safe package final class PostgresConnection {
        let library: PostgresLibrary
        let connection: OpaquePointer

        /// Connects as psql does: by the `PG…` variables, `.pgpass` and the service file.
        ///
        /// - Parameters:
        ///   - database: Its name; empty takes what the environment says.
        ///   - settings: Further ones of libpq, by their keywords.
        package init(database: String, settings: [(String, String)] = []) throws(DatabaseError) {
            library = try PostgresLibrary.load()
            var parameters = [("fallback_application_name", "leadpact"), ("client_encoding", "UTF8")]
            if !database.isEmpty { parameters.append(("dbname", database)) }
            if !PostgresLibrary.hasVariable("PGCONNECT_TIMEOUT") { parameters.append(("connect_timeout", "10")) }
            parameters += settings
            guard let connection = unsafe library.connect(parameters) else {
                throw DatabaseError("there is no memory for a connection")
            }
            unsafe self.connection = connection
            guard unsafe library.status(connection) == PostgresLibrary.connectionOK else { throw lastError }
            unsafe library.ignoreNotices(connection)
        }

        deinit { unsafe library.finish(connection) }

        func read(
            _ queries: [DatabaseQuery], headersOnly: Bool, into sink: (Int) throws(DatabaseError) -> TableSink
        ) throws(DatabaseError) {
            // One command a call: what a manifest says can end none of these, nor begin another.
            for command in [
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL TimeZone = 'UTC'",
                "SET LOCAL DateStyle = 'ISO, YMD'", "SET LOCAL IntervalStyle = 'iso_8601'",
                "SET LOCAL extra_float_digits = 1",
            ] {
                try run(command)
            }
            for (number, query) in queries.enumerated() {
                let rows = try sink(number)
                let source = query.source { "\"\($0.replacing("\"", with: "\"\""))\"" }
                let list = try columns(of: source)
                let limit = headersOnly ? " LIMIT 0" : ""
                try copy("COPY (SELECT \(list) FROM \(source) AS t\(limit)) TO STDOUT (FORMAT csv, HEADER)", to: rows)
            }
            try run("COMMIT")
        }

        /// Fills the tables of a script in one transaction that reads, and writes its answers.
        ///
        /// - Parameter instant: What another transaction sees, by ``instant()``; nil is what there is now.
        func run(
            _ script: DatabaseScript, asSeenBy instant: String?, into sink: TableSink
        ) throws(DatabaseError) {
            for command in script.preamble { try run(command) }
            try run("BEGIN READ WRITE")
            for made in script.made {
                try run(
                    made.isView
                        ? "CREATE TEMPORARY VIEW \(made.name) AS \(made.query)"
                        : "CREATE TEMPORARY TABLE \(made.name) AS \(made.query)\nWITH NO DATA")
            }
            try run("COMMIT")
            try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if let instant { try run("SET TRANSACTION SNAPSHOT '\(instant)'") }
            for made in script.made where !made.isView {
                try run("INSERT INTO \(made.name) \(made.query)")
                try run("ANALYZE \(made.name)")
            }
            for answer in script.answers { try copy("COPY (\(answer)) TO STDOUT", to: sink) }
            try run("COMMIT")
        }

        /// Begins a transaction that changes nothing, and names what it sees for those of other connections, while it lasts.
        func instant() throws(DatabaseError) -> String {
            try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            var name: [UInt8] = []
            try copy("COPY (SELECT pg_export_snapshot()) TO STDOUT") { bytes throws(DatabaseError) in name += bytes }
            return String(decoding: name.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }

        /// Ends the transaction of ``instant()``.
        func end() throws(DatabaseError) { try run("COMMIT") }

        /// The columns of a query, truths as words: COPY writes them as `t` and `f`.
        private func columns(of source: String) throws(DatabaseError) -> String {
            let result = unsafe library.execute(connection, "SELECT * FROM \(source) AS t LIMIT 0")
            defer { unsafe library.clear(result) }
            guard unsafe library.resultStatus(result) == PostgresLibrary.tuplesOK else { throw lastError }
            let count = unsafe library.fieldCount(result)
            let names = (0..<count).map { column -> String in
                let name = unsafe String(cString: library.fieldName(result, column))
                let quoted = "\"\(name.replacing("\"", with: "\"\""))\""
                let isBoolean = unsafe library.fieldType(result, column) == PostgresLibrary.booleanType
                return isBoolean ? "\(quoted)::text AS \(quoted)" : quoted
            }
            if names.isEmpty { throw DatabaseError("the query has no columns") }
            return names.joined(separator: ", ")
        }

        private func copy(_ command: String, to sink: TableSink) throws(DatabaseError) {
            let begun = unsafe library.execute(connection, command)
            let status = unsafe library.resultStatus(begun)
            unsafe library.clear(begun)
            guard status == PostgresLibrary.copyOut else { throw lastError }
            var rows: [UInt8] = []
            while true {
                var row: UnsafeMutablePointer<CChar>?
                let length = unsafe library.copyData(connection, &row, 0)
                guard length > 0, let row = unsafe row else {
                    if length == -1 { break }
                    throw lastError
                }
                defer { unsafe library.free(row) }
                unsafe rows.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
                if rows.count > 1 << 18 {
                    try sink(rows)
                    rows.removeAll(keepingCapacity: true)
                }
            }
            try sink(rows)
            // Only its end says that the answer is whole.
            while let result = unsafe library.nextResult(connection) {
                let status = unsafe library.resultStatus(result)
                unsafe library.clear(result)
                guard status == PostgresLibrary.commandOK else { throw lastError }
            }
        }

        private func run(_ command: String) throws(DatabaseError) {
            let result = unsafe library.execute(connection, command)
            defer { unsafe library.clear(result) }
            guard unsafe library.resultStatus(result) == PostgresLibrary.commandOK else { throw lastError }
        }

        var lastError: DatabaseError {
            DatabaseError(unsafe String(cString: library.errorMessage(connection)))
        }
    }
#endif
