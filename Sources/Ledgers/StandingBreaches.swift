#if SQLite
    /// What stands after a run, in short: of each breach a hash of its name and verdict, and the number of its obligation. So the
    /// next run reads only those that changed. Where it is missing, or of an older run, all are read.
    struct StandingBreaches {
        /// Pairs of eight bytes each, little-endian.
        static let table =
            "CREATE TABLE standing (agreement TEXT PRIMARY KEY, run INTEGER NOT NULL, breaches BLOB NOT NULL)"

        private var bytes: [UInt8] = []

        mutating func add(_ hash: UInt64, _ id: Int64) {
            append(hash)
            append(UInt64(bitPattern: id))
        }

        /// A breach of which nothing is known any more but that it is not over: no record has the hash.
        mutating func add(unseen id: Int64) {
            let name = Array("unseen \(id)".utf8)
            add(unsafe XXH64.hash(name.span.bytes), id)
        }

        private mutating func append(_ word: UInt64) {
            for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * index))) }
        }

        func write(of agreement: String, after run: Int64, to database: any LedgerDatabase) throws {
            try database.execute(
                """
                INSERT INTO standing (agreement, run, breaches) VALUES (?, ?, ?)
                ON CONFLICT (agreement) DO UPDATE SET run = excluded.run, breaches = excluded.breaches
                """, [.of(agreement), .of(run), .bytes(bytes)])
        }

        /// The numbers of obligations by their hash; nil where what is there is of another run.
        static func numbers(
            of agreement: String, after run: Int64, in database: any LedgerDatabase
        ) throws -> [UInt64: Int64]? {
            let bytes = try database.one(
                "SELECT breaches FROM standing WHERE agreement = ? AND run = ?", [.of(agreement), .of(run)]
            ) { $0.bytes(0) }
            guard let bytes, bytes.count % 16 == 0 else { return nil }
            var numbers: [UInt64: Int64] = [:]
            numbers.reserveCapacity(bytes.count / 16)
            for at in stride(from: 0, to: bytes.count, by: 16) {
                numbers[word(bytes, at)] = Int64(bitPattern: word(bytes, at + 8))
            }
            return numbers
        }

        private static func word(_ bytes: [UInt8], _ at: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << (8 * $1) }
        }
    }
#endif
