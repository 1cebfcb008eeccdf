#if PostgreSQL
    /// What PostgreSQL answered a statement with.
    ///
    /// Safe because the result is owned here and cleared only in `deinit`.
    @safe package final class PostgresRows {
        private let library: PostgresLibrary
        private let result: OpaquePointer?
        package let count: Int
        package let columns: Int

        fileprivate init(_ library: PostgresLibrary, _ result: OpaquePointer?) {
            self.library = library
            unsafe self.result = result
            unsafe count = Int(library.rowCount(result))
            unsafe columns = Int(library.fieldCount(result))
        }

        deinit { unsafe library.clear(result) }

        /// The values of a row as texts; nil where there is none.
        package func texts(_ row: Int) -> [String?] {
            precondition(row < count)
            let row = Int32(row)
            return (0..<Int32(columns)).map { column in
                unsafe library.isNull(result, row, column) != 0
                    ? nil : String(cString: library.value(result, row, column))
            }
        }
    }

    extension PostgresConnection {
        /// Runs one statement, with values as texts for its `$1`, `$2` and so on.
        ///
        /// - Throws: ``DatabaseError``, with the state of SQL where the server says one.
        package func query(_ statement: String, _ values: [String?] = []) throws(DatabaseError) -> PostgresRows {
            // Texts go over as C has them: what stands behind a zero would be lost.
            if values.contains(where: { $0?.utf8.contains(0) ?? false }) {
                throw DatabaseError("a text has a zero byte in it, which PostgreSQL does not take")
            }
            let result = unsafe library.execute(connection, statement, values)
            let status = unsafe library.resultStatus(result)
            guard status == PostgresLibrary.tuplesOK || status == PostgresLibrary.commandOK else {
                var error = lastError
                if let message = unsafe library.errorField(result, UInt8(ascii: "M")) { error = DatabaseError(message) }
                error.state = unsafe library.errorField(result, UInt8(ascii: "C"))
                unsafe library.clear(result)
                throw error
            }
            return unsafe PostgresRows(library, result)
        }

        /// Whether the server does not answer on it any more.
        package var isLost: Bool { unsafe library.status(connection) != PostgresLibrary.connectionOK }
    }
#endif
