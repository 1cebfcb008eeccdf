#if SQLite
    import GRDB
    import Glibc

    /// What checks found, one after another: a file of SQLite in which verdicts that change are written down.
    ///
    /// One process writes at a time, in transactions that survive a loss of power; readers are never kept waiting.
    public final class Ledger: Sendable {
        public enum Access: Sendable { case reading, writing }

        public let path: String
        let queue: DatabaseQueue

        /// Marks a file as a ledger, in its header: `lplg`.
        private static let applicationID: Int32 = 0x6C70_6C67
        /// How long another writer is waited for, in seconds.
        private static let patience = 10.0

        /// Opens a ledger; one that is to be written to is made where there is none, and brought up to date.
        public init(path: String, _ access: Access) throws(LedgerError) {
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
        private static func open(_ address: String, _ path: String, _ configuration: Configuration, _ access: Access)
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
            migrator.registerMigration("runs") { database in
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                try database.execute(sql: runTables)
            }
            migrator.registerMigration("notices") { try $0.execute(sql: noticeTables) }
            // A day ends by the clock of the agreement, which only a run knows.
            migrator.registerMigration("days") {
                try $0.execute(sql: "ALTER TABLE acknowledgement ADD COLUMN day INTEGER")
            }
            migrator.registerMigration("standing") { try $0.execute(sql: StandingBreaches.table) }
            return migrator
        }

        /// Instants are milliseconds since 1970 UTC. A verdict of NULL is no breach any more.
        private static let runTables = """
            CREATE TABLE run (
                id INTEGER PRIMARY KEY,
                agreement TEXT NOT NULL,
                agreement_digest TEXT NOT NULL,
                snapshot_digest TEXT NOT NULL,
                as_of INTEGER NOT NULL,
                period TEXT NOT NULL,
                leads INTEGER NOT NULL,
                rejected_rows INTEGER NOT NULL,
                version TEXT NOT NULL,
                standing INTEGER NOT NULL DEFAULT 0,
                UNIQUE (agreement, as_of, agreement_digest, snapshot_digest));
            CREATE TABLE attainment (
                run INTEGER NOT NULL REFERENCES run, rule TEXT NOT NULL, party TEXT NOT NULL,
                met INTEGER NOT NULL, late INTEGER NOT NULL, missed INTEGER NOT NULL, waived INTEGER NOT NULL,
                unknown INTEGER NOT NULL, wanted REAL,
                PRIMARY KEY (run, rule, party)) WITHOUT ROWID;
            CREATE TABLE obligation (
                id INTEGER PRIMARY KEY,
                agreement TEXT NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL, lead TEXT,
                verdict TEXT, start INTEGER, due INTEGER, satisfied_at INTEGER,
                appeared INTEGER NOT NULL REFERENCES run,
                UNIQUE (agreement, rule, subject));
            CREATE INDEX obligation_standing ON obligation (agreement) WHERE verdict IS NOT NULL;
            CREATE INDEX obligation_lead ON obligation (lead);
            CREATE TABLE change (
                run INTEGER NOT NULL REFERENCES run, obligation INTEGER NOT NULL REFERENCES obligation,
                kind TEXT NOT NULL, cause TEXT NOT NULL, verdict TEXT, due INTEGER, satisfied_at INTEGER, took INTEGER,
                PRIMARY KEY (obligation, run)) WITHOUT ROWID;
            CREATE INDEX change_run ON change (run);
            """

        /// A notice is `owed` while its reader is not to be disturbed, then `planned`; `covered` by a later step that says more;
        /// `withdrawn` where it became untrue before it was told. It is closed when all is well and was said to be. A message is
        /// `pending`, `sent` or `dead`; what was sent is not kept.
        private static let noticeTables = """
            CREATE TABLE acknowledgement (
                id INTEGER PRIMARY KEY, agreement TEXT NOT NULL, lead TEXT NOT NULL, rule TEXT NOT NULL,
                until INTEGER NOT NULL, by TEXT, reason TEXT);
            CREATE TABLE notice (
                id INTEGER PRIMARY KEY, agreement TEXT NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL, lead TEXT,
                episode INTEGER NOT NULL, step TEXT NOT NULL, occurrence INTEGER NOT NULL, recipient TEXT NOT NULL,
                state TEXT NOT NULL, planned_at INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0);
            CREATE INDEX notice_open ON notice (agreement) WHERE closed = 0;
            CREATE TABLE message (
                id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, recipient TEXT NOT NULL,
                subject TEXT NOT NULL, content TEXT, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
                next_attempt INTEGER NOT NULL, error TEXT, planned_at INTEGER NOT NULL, sent_at INTEGER);
            CREATE INDEX message_unsent ON message (state) WHERE state <> 'sent';
            CREATE TABLE message_notice (
                message INTEGER NOT NULL REFERENCES message, notice INTEGER NOT NULL REFERENCES notice,
                PRIMARY KEY (message, notice)) WITHOUT ROWID;
            """

        /// Reads what one transaction sees.
        package func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
            do { return try queue.read(body) } catch { throw LedgerError(error, path: path) }
        }

        /// Writes all of it, or nothing where something is thrown or the body says that nothing is to stay.
        package func transact<Value>(
            _ body: (Database) throws -> (value: Value, stays: Bool)
        ) throws(LedgerError) -> Value {
            do {
                return try queue.writeWithoutTransaction { database in
                    var value: Value?
                    try database.inTransaction(.immediate) {
                        let result = try body(database)
                        value = result.value
                        return result.stays ? .commit : .rollback
                    }
                    guard let value else { preconditionFailure("the body was run") }
                    return value
                }
            } catch { throw LedgerError(error, path: path) }
        }

        /// Writes all of it or nothing.
        package func write<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
            do { return try queue.write(body) } catch { throw LedgerError(error, path: path) }
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
            case .SQLITE_IOERR where Ledger.isOnFullDisk(path):
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
