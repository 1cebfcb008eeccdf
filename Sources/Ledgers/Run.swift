#if SQLite
    /// A check that a ledger knows.
    public struct Run: Hashable, Sendable {
        public var id: Int64
        public var agreement: String
        /// Of the meaning, as acceptances know it; of several versions one after another.
        public var agreementDigest: String
        public var snapshotDigest: String
        /// Milliseconds since 1970 UTC.
        public var asOf: Int64
        public var period: String
        public var leads: Int
        public var rejectedRows: Int
        public var version: String
        /// Breaches after it that are neither answered nor excused.
        public var standing: Int

        private static let columns =
            "id, agreement, agreement_digest, snapshot_digest, as_of, period, leads, rejected_rows, version, standing"

        private init(_ row: LedgerRow) {
            id = row[0]
            agreement = row[1]
            agreementDigest = row[2]
            snapshotDigest = row[3]
            asOf = row[4]
            period = row[5]
            leads = row[6]
            rejectedRows = row[7]
            version = row[8]
            standing = row[9]
        }

        /// Those of an agreement, the oldest first.
        static func all(of agreement: String, in database: any LedgerDatabase) throws -> [Run] {
            try database.all("SELECT \(columns) FROM run WHERE agreement = ? ORDER BY id", [.of(agreement)], Run.init)
        }

        static func last(of agreement: String, in database: any LedgerDatabase) throws -> Run? {
            try database.one(
                "SELECT \(columns) FROM run WHERE agreement = ? ORDER BY id DESC LIMIT 1", [.of(agreement)], Run.init)
        }

        static func same(as observation: Observation, in database: any LedgerDatabase) throws -> Run? {
            try database.one(
                """
                SELECT \(columns) FROM run
                WHERE agreement = ? AND as_of = ? AND agreement_digest = ? AND snapshot_digest = ?
                """,
                [
                    .of(observation.agreement), .of(observation.asOf), .of(observation.agreementDigest),
                    .of(observation.snapshotDigest),
                ], Run.init)
        }
    }
#endif
