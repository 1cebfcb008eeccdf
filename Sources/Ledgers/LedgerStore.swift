#if SQLite
    /// Where a ledger is kept.
    protocol LedgerStore: Sendable {
        /// Reads what one transaction sees.
        func read<Value>(_ body: (any LedgerDatabase) throws -> Value) throws(LedgerError) -> Value

        /// Writes all of it, or nothing where something is thrown or the body says that nothing is to stay.
        func transact<Value>(
            _ body: (any LedgerDatabase) throws -> (value: Value, stays: Bool)
        ) throws(LedgerError) -> Value
    }

    /// The steps by which the tables of a ledger came about, in their order; a ledger knows which ones it has seen.
    enum LedgerTables {
        /// In the SQL of SQLite.
        static let steps: [(name: String, sql: String)] = [
            ("runs", runs), ("notices", notices),
            // A day ends by the clock of the agreement, which only a run knows.
            ("days", "ALTER TABLE acknowledgement ADD COLUMN day INTEGER"), ("standing", StandingBreaches.listTable),
            ("standing since", StandingBreaches.changesTable),
        ]

        /// Instants are milliseconds since 1970 UTC. A verdict of NULL is no breach any more.
        private static let runs = """
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
        private static let notices = """
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
    }
#endif
