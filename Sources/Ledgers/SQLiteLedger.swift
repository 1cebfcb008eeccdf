#if SQLite
    import GRDB
    import Glibc

    /// A ledger in a file of SQLite.
    struct SQLiteLedger: LedgerStore {
        private let path: String
        private let queue: DatabaseQueue

        /// Marks a file as a ledger, in its header: `lplg`.
        private static let applicationID: Int32 = 0x6C70_6C67
        /// How long another writer is waited for, in seconds.
        private static let patience = 10.0

        /// Opens a ledger; one that is to be written to is made where there is none, and brought up to date.
        init(path: String, _ access: Ledger.Access) throws(LedgerError) {
            self.path = path
            var configuration = Configuration()
            configuration.readonly = access == .reading
            configuration.busyMode = .timeout(Self.patience)
            // SQLite waits for a writer, but not for one that is just making the file.
            let deadline = ContinuousClock.now + .seconds(Self.patience)
            while true {
                do {
                    queue = try Self.open(path, path, configuration, access)
                    return
                } catch let error as DatabaseError where Self.isOnReadOnlyDisk(path) && error.resultCode != .SQLITE_BUSY
                {
                    guard access == .reading else { throw LedgerError.readOnly(path) }
                    queue = try Self.openUnchanging(path, configuration)
                    return
                } catch let error as DatabaseError where Self.isInterference(error) && .now < deadline {
                    usleep(50_000)
                } catch {
                    throw LedgerError(error, path: path)
                }
            }
        }

        /// Whether another process was at the file at that moment: a migration that it had made first is rolled back here, and
        /// is done when it is looked for again.
        private static func isInterference(_ error: DatabaseError) -> Bool {
            error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_CONSTRAINT
                || error.message?.hasSuffix("already exists") ?? false
                || error.message?.hasPrefix("duplicate column name") ?? false
        }

        private static func isOnReadOnlyDisk(_ path: String) -> Bool {
            var status = statvfs()
            return unsafe statvfs(path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
        }

        fileprivate static func isOnFullDisk(_ path: String) -> Bool {
            var status = statvfs()
            return unsafe statvfs(path, &status) == 0 && status.f_bavail * UInt(status.f_frsize) < 65_536
        }

        /// Opens a file that nobody can write to: SQLite does without the files that it else keeps beside it, and cannot make
        /// there. What was written last may stand in one of them, which it would leave out of account.
        private static func openUnchanging(_ path: String, _ configuration: Configuration) throws(LedgerError)
            -> DatabaseQueue
        {
            var status = stat()
            guard unsafe stat("\(path)-wal", &status) != 0 || status.st_size == 0 else {
                throw LedgerError(
                    .unwritable, "the ledger '\(path)' was not closed, and its file system is read-only",
                    note: "copy it with '\(path)-wal' to a folder that may be written to, and read it there")
            }
            // Each byte by its number, so that none has a meaning.
            let address = path.utf8.reduce("file:") { address, byte in
                let digits = String(byte, radix: 16)
                return address + (digits.utf8.count == 1 ? "%0" : "%") + digits
            }
            do {
                return try open(address + "?immutable=1", path, configuration, .reading)
            } catch {
                throw LedgerError(error, path: path)
            }
        }

        /// - Parameters:
        ///   - address: As SQLite takes it.
        ///   - path: As the user knows it.
        private static func open(
            _ address: String, _ path: String, _ configuration: Configuration, _ access: Ledger.Access
        )
            throws
            -> DatabaseQueue
        {
            let queue = try DatabaseQueue(path: address, configuration: configuration)
            if access == .writing {
                try queue.read { try refuseForeign($0, path) }
                // By hand: GRDB would write at each opening, and have a transaction of the last seconds lost with the power.
                try queue.writeWithoutTransaction { database in
                    if try String.fetchOne(database, sql: "PRAGMA journal_mode") == "delete" {
                        try database.execute(sql: "PRAGMA journal_mode = WAL")
                    }
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                }
                try migrator.migrate(queue)
            } else {
                try queue.read { database in
                    try refuseForeign(database, path)
                    guard try migrator.hasCompletedMigrations(database) else {
                        throw LedgerError(
                            .foreign, "'\(path)' is no ledger that this leadpact can read",
                            note: "a check with --ledger writes one, and brings an older one up to date")
                    }
                }
            }
            return queue
        }

        private static func refuseForeign(_ database: Database, _ path: String) throws {
            // A ledger whose making was cut short has the list of migrations, and nothing else yet.
            let tables =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
            let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            guard tables == 0 || id == applicationID else {
                throw LedgerError(
                    .foreign, "'\(path)' is a database, but no ledger",
                    note: "name a file of its own; where there is none, a check with --ledger makes it")
            }
            guard try !migrator.hasBeenSuperseded(database) else {
                throw LedgerError(
                    .foreign, "'\(path)' was written by a newer leadpact", note: "update this one; nothing was changed")
            }
        }

        private static var migrator: DatabaseMigrator {
            var migrator = DatabaseMigrator()
            for (number, step) in LedgerTables.steps.enumerated() {
                migrator.registerMigration(step.name) { database in
                    if number == 0 { try database.execute(sql: "PRAGMA application_id = \(applicationID)") }
                    try database.execute(sql: step.sql)
                }
            }
            return migrator
        }

        func read<Value>(_ body: (any LedgerDatabase) throws -> Value) throws(LedgerError) -> Value {
            do { return try queue.read { try body(SQLiteLedgerDatabase($0)) } } catch {
                throw LedgerError(error, path: path)
            }
        }

        func transact<Value>(
            _ body: (any LedgerDatabase) throws -> (value: Value, stays: Bool)
        ) throws(LedgerError) -> Value {
            do {
                return try queue.writeWithoutTransaction { database in
                    var value: Value?
                    try database.inTransaction(.immediate) {
                        let result = try body(SQLiteLedgerDatabase(database))
                        value = result.value
                        return result.stays ? .commit : .rollback
                    }
                    guard let value else { preconditionFailure("the body was run") }
                    return value
                }
            } catch { throw LedgerError(error, path: path) }
        }
    }

    extension LedgerError {
        static func readOnly(_ path: String) -> LedgerError {
            LedgerError(
                .unwritable, "the ledger '\(path)' cannot be written to: it, or its file system, is read-only",
                note: "what was in it is in it still")
        }

        /// What SQLite says, in words.
        init(_ error: any Error, path: String) {
            if let known = error as? LedgerError {
                self = known
                return
            }
            guard let error = error as? DatabaseError else {
                self.init(
                    .other, "the ledger '\(path)' cannot be used: \(error)", note: "see whether the file is there")
                return
            }
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                self.init(
                    .inUse, "another leadpact is writing to the ledger '\(path)'",
                    note: "one writes at a time; try again when it is done")
            case .SQLITE_NOTADB:
                self.init(
                    .foreign, "'\(path)' is no ledger",
                    note: "name a file of its own; where there is none, a check with --ledger makes it")
            case .SQLITE_CORRUPT:
                self.init(
                    .damaged, "the ledger '\(path)' is damaged",
                    note: "take it from a backup, or let 'sqlite3 \(path) .recover' write what can be read to a new one"
                )
            case .SQLITE_FULL:
                self.init(
                    .unwritable, "there is no room left to write to the ledger '\(path)'",
                    note: "what was in it is in it still")
            // It keeps a file of 32 KB beside the ledger, for readers too.
            case .SQLITE_IOERR where SQLiteLedger.isOnFullDisk(path):
                self.init(
                    .unwritable, "there is no room left beside the ledger '\(path)'",
                    note: "what was in it is in it still; to read it, too, takes 32 KB")
            case .SQLITE_READONLY, .SQLITE_PERM:
                self = .readOnly(path)
            case .SQLITE_CANTOPEN where unsafe access(path, F_OK) == 0:
                self.init(
                    .unwritable, "the ledger '\(path)' cannot be opened",
                    note:
                        "it and its folder have to be readable and writable, for reading, too: SQLite keeps two files beside it"
                )
            case .SQLITE_CANTOPEN:
                self.init(
                    .unwritable, "the ledger '\(path)' cannot be made",
                    note: "see whether its folder is there and may be written to")
            default:
                self.init(
                    .other, "the ledger '\(path)' cannot be used: \(error.message ?? "\(error.resultCode)")",
                    note: "what was in it is in it still")
            }
        }
    }
#endif
