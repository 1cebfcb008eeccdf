#if SQLite && PostgreSQL
    import Databases
    import Glibc
    import Synchronization

    /// A ledger in a schema of a PostgreSQL database, which many machines may share.
    ///
    /// Transactions take turns by an advisory lock, which ends with them, whatever ends them.
    final class PostgresLedger: LedgerStore, @unchecked Sendable {
        private let path: String
        private let schema: String
        private let connection: PostgresConnection
        /// Held while the connection is used.
        private let turn = Mutex(())

        /// The two halves of an advisory lock: what it is for, and a hash of the schema's name.
        private enum Lock: Int32 {
            /// `lplg`
            case writing = 0x6C70_6C67
            /// `lpln`
            case notices = 0x6C70_6C6E
        }

        /// How long another writer is waited for, in seconds.
        private static let patience = 10.0
        /// How often it is looked whether it is done, in microseconds.
        private static let pause: UInt32 = 20_000
        private static let list = "leadpact_step"

        /// - Parameters:
        ///   - path: As the user wrote it.
        ///   - database: Its name; empty takes what the environment says.
        ///   - settings: Of libpq, beside those of the environment.
        init(
            path: String, database: String, settings: [(String, String)], _ access: Ledger.Access
        ) throws(LedgerError) {
            self.path = path
            schema = Self.schemaOfEnvironment
            do {
                // A server that is gone without a word is noticed in a minute.
                connection = try PostgresConnection(
                    database: database,
                    settings: [
                        ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
                        ("tcp_user_timeout", "60000"),
                    ] + settings)
            } catch {
                throw LedgerError(
                    .other, "the ledger '\(path)' cannot be reached: \(error.message)",
                    note:
                        "host, user and password come from PGHOST, PGUSER and .pgpass, or from the service of PGSERVICE"
                )
            }
            try prepare()
            switch access {
            case .reading: try demandWhole()
            case .writing: try bringUpToDate()
            }
        }

        /// `LEADPACT_LEDGER_SCHEMA`, or `leadpact`.
        private static var schemaOfEnvironment: String {
            let name = unsafe getenv("LEADPACT_LEDGER_SCHEMA").map { unsafe String(cString: $0) } ?? ""
            return name.isEmpty ? "leadpact" : name
        }

        private var quotedSchema: String { "\"\(schema.replacing("\"", with: "\"\""))\"" }

        /// A session as a ledger needs it: what is committed survives a loss of power, whatever the server's default is.
        private func prepare() throws(LedgerError) {
            let rows = try ask(
                """
                SELECT current_setting('server_encoding'), set_config('search_path', quote_ident($1), false),
                    set_config('bytea_output', 'hex', false), set_config('extra_float_digits', '1', false),
                    set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                        ELSE current_setting('synchronous_commit') END, false),
                    set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),
                    set_config('tcp_keepalives_count', '3', false)
                """, [schema])
            let encoding = (rows.count == 1 ? rows.texts(0)[0] : nil) ?? ""
            guard encoding == "UTF8" else {
                throw LedgerError(
                    .foreign, "the database of the ledger '\(path)' is encoded in \(encoding), expected UTF8",
                    note: "make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")
            }
        }

        // MARK: Tables

        /// The steps that the ledger has seen; nil where there is none.
        private func stepsSeen() throws(LedgerError) -> Set<String>? {
            let tables = try ask(
                """
                SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE nspname = $1 AND relkind IN ('r', 'p', 'v', 'm', 'f')
                """, [schema])
            let names = (0..<tables.count).map { tables.texts($0)[0] ?? "" }
            if names.isEmpty { return nil }
            guard names.contains(Self.list) else {
                throw LedgerError(
                    .foreign, "the schema '\(schema)' of '\(path)' has tables, but no ledger",
                    note: "name a schema of its own in LEADPACT_LEDGER_SCHEMA; a check with --ledger makes it")
            }
            // By the schema's name: whoever may not use it is told so.
            let rows = try ask("SELECT name FROM \(quotedSchema).\(Self.list)")
            let seen = Set((0..<rows.count).map { rows.texts($0)[0] ?? "" })
            guard seen.isSubset(of: LedgerTables.steps.map(\.name)) else {
                throw LedgerError(
                    .foreign, "'\(path)' was written by a newer leadpact", note: "update this one; nothing was changed")
            }
            return seen
        }

        private func demandWhole() throws(LedgerError) {
            guard let seen = try stepsSeen() else {
                throw LedgerError(
                    .missing, "there is no ledger in '\(path)', in the schema '\(schema)'",
                    note: "leadpact check AGREEMENT SNAPSHOT --ledger \(path) makes it")
            }
            guard seen.count == LedgerTables.steps.count else {
                throw LedgerError(
                    .foreign, "'\(path)' is no ledger that this leadpact can read",
                    note: "a check with --ledger writes one, and brings an older one up to date")
            }
        }

        /// Makes the tables, or those that an older leadpact did not know, in one transaction.
        private func bringUpToDate() throws(LedgerError) {
            if try stepsSeen()?.count == LedgerTables.steps.count { return }
            _ = try transact { database in
                // Whoever waited finds it done.
                let seen = try stepsSeen()
                if seen == nil {
                    let schemas = try ask("SELECT quote_ident($1) FROM pg_namespace WHERE nspname = $1", [schema])
                    if schemas.count == 0 { _ = try ask("CREATE SCHEMA \(quotedSchema)") }
                    _ = try ask("CREATE TABLE \(Self.list) (name text PRIMARY KEY)")
                }
                for step in LedgerTables.steps where !(seen ?? []).contains(step.name) {
                    for command in Self.postgreSQL(step.sql) { _ = try ask(command) }
                    _ = try ask("INSERT INTO \(Self.list) (name) VALUES ($1)", [step.name])
                }
                return ((), stays: true)
            }
        }

        /// Commands that make tables, from the SQL of SQLite: texts are ordered by their bytes there.
        private static func postgreSQL(_ sql: String) -> [String] {
            [
                ("INTEGER PRIMARY KEY", "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
                ("INTEGER", "bigint"), ("REAL", "double precision"), ("BLOB", "bytea"), ("TEXT", "text COLLATE \"C\""),
                (" WITHOUT ROWID", ""),
            ].reduce(sql) { $0.replacing($1.0, with: $1.1) }
                .split(separator: ";").map(String.init).filter { $0.contains { !$0.isWhitespace } }
        }

        // MARK: Transactions

        func read<Value>(_ body: (any LedgerDatabase) throws -> Value) throws(LedgerError) -> Value {
            try inTransaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") { (try body($0), stays: false) }
        }

        func transact<Value>(
            _ body: (any LedgerDatabase) throws -> (value: Value, stays: Bool)
        ) throws(LedgerError) -> Value {
            try inTransaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") { database in
                guard try wait(for: .writing, "pg_try_advisory_xact_lock") else {
                    throw LedgerError(
                        .inUse, "another leadpact is writing to the ledger '\(path)'",
                        note: "one writes at a time; try again when it is done")
                }
                return try body(database)
            }
        }

        private func inTransaction<Value>(
            _ begin: String, _ body: (any LedgerDatabase) throws -> (value: Value, stays: Bool)
        ) throws(LedgerError) -> Value {
            do {
                var value: Value?
                try turn.withLock { _ in
                    _ = try connection.query(begin)
                    do {
                        let result = try body(PostgresLedgerDatabase(connection))
                        value = result.value
                        _ = try connection.query(result.stays ? "COMMIT" : "ROLLBACK")
                    } catch {
                        // Where the connection is lost, the server does it.
                        if !connection.isLost { _ = try? connection.query("ROLLBACK") }
                        throw error
                    }
                }
                guard let value else { preconditionFailure("the body was run") }
                return value
            } catch let error as LedgerError {
                throw error
            } catch let error as DatabaseError {
                throw LedgerError(error, path: path, schema: schema, isLost: connection.isLost)
            } catch {
                throw LedgerError(
                    .other, "the ledger '\(path)' cannot be used: \(error)", note: "what was in it is in it still")
            }
        }

        /// Until the connection ends nobody else sends notices.
        func holdNotices() throws(LedgerError) {
            guard try wait(for: .notices, "pg_try_advisory_lock") else {
                throw LedgerError(
                    .inUse, "another leadpact sends notices from the ledger '\(path)'",
                    note: "try again when it is done")
            }
        }

        private func wait(for lock: Lock, _ function: String) throws(LedgerError) -> Bool {
            let deadline = ContinuousClock.now + .seconds(Self.patience)
            while true {
                let rows = try ask("SELECT \(function)($1, hashtext($2))", ["\(lock.rawValue)", schema])
                if rows.count == 1, rows.texts(0)[0] == "t" { return true }
                if .now >= deadline { return false }
                usleep(Self.pause)
            }
        }

        private func ask(_ sql: String, _ values: [String?] = []) throws(LedgerError) -> PostgresRows {
            do throws(DatabaseError) {
                return try connection.query(sql, values)
            } catch {
                throw LedgerError(error, path: path, schema: schema, isLost: connection.isLost)
            }
        }
    }

    extension LedgerError {
        /// What PostgreSQL says, in words; the states are those of its appendix A.
        fileprivate init(_ error: DatabaseError, path: String, schema: String, isLost: Bool) {
            switch error.state {
            case _ where isLost:
                self.init(
                    .other, "the connection to the ledger '\(path)' was lost: \(error.message)",
                    note: "what was being written is there whole or not at all; run it again")
            case "42501":
                self.init(
                    .unwritable, "the ledger '\(path)' may not be used: \(error.message)",
                    note:
                        "its user needs the schema '\(schema)' and all in it; to make it, the right to create in the database"
                )
            case "25006":
                self.init(
                    .unwritable, "the ledger '\(path)' cannot be written to: \(error.message)",
                    note: "what was in it is in it still")
            case "53100":
                self.init(
                    .unwritable, "there is no room left to write to the ledger '\(path)': \(error.message)",
                    note: "what was in it is in it still")
            case "XX001", "XX002":
                self.init(
                    .damaged, "the ledger '\(path)' is damaged: \(error.message)", note: "take it from a backup")
            default:
                self.init(
                    .other, "the ledger '\(path)' cannot be used: \(error.message)",
                    note: "what was in it is in it still")
            }
        }
    }
#endif
