#if SQLite
    /// What checks found, one after another: a file of SQLite, or a schema of PostgreSQL, in which verdicts that change are
    /// written down.
    ///
    /// One process writes at a time, in transactions that survive a loss of power; readers are never kept waiting.
    public final class Ledger: Sendable {
        public enum Access: Sendable { case reading, writing }

        /// As the user wrote it: the path of a file, or `postgres:DATABASE`.
        public let path: String
        private let store: any LedgerStore

        /// Opens a ledger; one that is to be written to is made where there is none, and brought up to date.
        public init(path: String, _ access: Access) throws(LedgerError) {
            self.path = path
            store = try SQLiteLedger(path: path, access)
        }

        /// Reads what one transaction sees.
        package func read<Value>(_ body: (any LedgerDatabase) throws -> Value) throws(LedgerError) -> Value {
            try store.read(body)
        }

        /// Writes all of it, or nothing where something is thrown or the body says that nothing is to stay.
        package func transact<Value>(
            _ body: (any LedgerDatabase) throws -> (value: Value, stays: Bool)
        ) throws(LedgerError) -> Value {
            try store.transact(body)
        }

        /// Writes all of it or nothing.
        package func write<Value>(_ body: (any LedgerDatabase) throws -> Value) throws(LedgerError) -> Value {
            try store.transact { (try body($0), stays: true) }
        }
    }
#endif
