#if SQLite
    import GRDB
    import GRDBSQLite

    /// Reads SQLite databases, opened for reading only.
    enum SQLiteReading {
        static func read(
            path: String, _ queries: [DatabaseQuery], headersOnly: Bool,
            into sink: (Int) throws(DatabaseError) -> TableSink
        ) throws(DatabaseError) {
            var configuration = Configuration()
            configuration.readonly = true
            // A program that writes meanwhile is waited for.
            configuration.busyMode = .timeout(10)
            do {
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                try queue.read { database in
                    for (number, query) in queries.enumerated() {
                        var rows = CSVOfRows(sink: try sink(number))
                        let source = query.source { "\"\($0.replacing("\"", with: "\"\""))\"" }
                        let statement = try database.makeStatement(
                            sql: "SELECT * FROM \(source)\(headersOnly ? " LIMIT 0" : "")")
                        try rows.write(statement)
                    }
                }
            } catch let error as DatabaseError {
                throw error
            } catch let error as GRDB.DatabaseError {
                throw DatabaseError(error.message ?? "\(error.resultCode)")
            } catch {
                throw DatabaseError("\(error)")
            }
        }
    }

    /// Writes the rows of a statement as CSV. The values are taken as the database gives them: GRDB would mend a text that is
    /// not UTF-8, and nobody would see it.
    private struct CSVOfRows {
        let sink: TableSink
        private var bytes: [UInt8] = []

        init(sink: @escaping TableSink) { self.sink = sink }

        mutating func write(_ statement: Statement) throws {
            let handle = unsafe statement.sqliteStatement
            let count = unsafe sqlite3_column_count(handle)
            for column in 0..<count {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                appendText(Array(unsafe String(cString: sqlite3_column_name(handle, column)).utf8))
            }
            bytes.append(UInt8(ascii: "\n"))
            while true {
                let result = unsafe sqlite3_step(handle)
                guard result == SQLITE_ROW else {
                    if result == SQLITE_DONE { break }
                    let message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
                    unsafe sqlite3_reset(handle)
                    throw DatabaseError(message)
                }
                for column in 0..<count {
                    if column > 0 { bytes.append(UInt8(ascii: ",")) }
                    unsafe appendValue(handle, column, isAlone: count == 1)
                }
                bytes.append(UInt8(ascii: "\n"))
                if bytes.count > 1 << 18 { try flush() }
            }
            try flush()
        }

        private mutating func flush() throws(DatabaseError) {
            try sink(bytes)
            bytes.removeAll(keepingCapacity: true)
        }

        private mutating func appendValue(_ handle: OpaquePointer, _ column: Int32, isAlone: Bool) {
            switch unsafe sqlite3_column_type(handle, column) {
            // An empty line would be no row.
            case SQLITE_NULL: if isAlone { bytes += Array("\"\"".utf8) }
            case SQLITE_INTEGER: bytes += Array(String(unsafe sqlite3_column_int64(handle, column)).utf8)
            case SQLITE_FLOAT: bytes += Array("\(unsafe sqlite3_column_double(handle, column))".utf8)
            default:
                let count = unsafe Int(sqlite3_column_bytes(handle, column))
                let start = unsafe sqlite3_column_blob(handle, column)
                appendText(unsafe Array(UnsafeRawBufferPointer(start: start, count: count)))
            }
        }

        private mutating func appendText(_ text: [UInt8]) {
            bytes.append(UInt8(ascii: "\""))
            for byte in text {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }
#endif
