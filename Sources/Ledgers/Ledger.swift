#if SQLite
    import Databases

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
        ///
        /// - Parameter path: Of a file, or `postgres:DATABASE`; `postgres:` is the database that the environment names.
        public convenience init(path: String, _ access: Access) throws(LedgerError) {
            try self.init(path: path, settings: [], access)
        }

        /// - Parameter settings: Of libpq, beside those of the environment.
        package init(path: String, settings: [(String, String)], _ access: Access) throws(LedgerError) {
            self.path = path
            store =
                if let database = try Self.database(path) {
                    try Self.postgres(path, database, settings, access)
                } else {
                    try SQLiteLedger(path: path, access)
                }
        }

        private static func postgres(
            _ path: String, _ database: String, _ settings: [(String, String)], _ access: Access
        ) throws(LedgerError) -> any LedgerStore {
            #if PostgreSQL
                return try PostgresLedger(path: path, database: database, settings: settings, access)
            #else
                throw LedgerError(
                    .other, "this leadpact was built without PostgreSQL: '\(path)' cannot be reached",
                    note: "name a file; where there is none, a check with --ledger makes it")
            #endif
        }

        /// The database of PostgreSQL that is meant; nil where it is a file.
        private static func database(_ path: String) throws(LedgerError) -> String? {
            guard let address = DatabaseAddress(path), address.kind == .postgres else { return nil }
            // It is not repeated: there may be a password in it.
            guard !address.isConnectionString else {
                throw LedgerError(
                    .other, "a ledger is named by a connection string, which may hold a password: it is not taken",
                    note: "write 'postgres:NAME'; host, user and password come from PGHOST, PGUSER and .pgpass")
            }
            return address.name
        }

        /// Whether it lies in a database, and not in a file.
        public static func isInDatabase(_ path: String) -> Bool { DatabaseAddress(path)?.kind == .postgres }

        /// Whether a ledger is in a database.
        public static func exists(inDatabase path: String) throws(LedgerError) -> Bool {
            do {
                _ = try Ledger(path: path, .reading)
                return true
            } catch  where error.kind == .missing {
                return false
            } catch  where error.kind == .foreign {
                // An older one, perhaps.
                return true
            }
        }

        /// Waits until nobody else sends notices, and keeps others from it as long as the ledger is open; only where it lies in a
        /// database.
        public func holdNotices() throws(LedgerError) {
            #if PostgreSQL
                if let ledger = store as? PostgresLedger { try ledger.holdNotices() }
            #endif
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
