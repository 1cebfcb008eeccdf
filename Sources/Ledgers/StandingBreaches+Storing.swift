#if SQLite
    extension StandingBreaches {
        static let listTable =
            "CREATE TABLE standing (agreement TEXT PRIMARY KEY, run INTEGER NOT NULL, breaches BLOB NOT NULL)"
        /// What came about from the run `base`, whose list is in `standing`, to `run`.
        static let changesTable = """
            CREATE TABLE standing_since (
                agreement TEXT PRIMARY KEY, run INTEGER NOT NULL, base INTEGER NOT NULL, ended BLOB NOT NULL,
                added BLOB NOT NULL)
            """

        /// What stands after a run; nil where what is there is of another.
        static func stored(
            of agreement: String, after run: Int64, in database: any LedgerDatabase
        ) throws -> Stored? {
            var stored = Stored()
            let base: Int64? = try database.one(
                "SELECT base, ended, added FROM standing_since WHERE agreement = ? AND run = ?",
                [.of(agreement), .of(run)]
            ) { row in
                stored.ended = words(row.bytes(1))
                stored.added = words(row.bytes(2))
                return row[0]
            }
            let list = try database.one(
                "SELECT breaches FROM standing WHERE agreement = ? AND run = ?", [.of(agreement), .of(base ?? run)]
            ) { words($0.bytes(0)) }
            guard let list else { return nil }
            stored.list = list
            return stored
        }

        func write(of agreement: String, after run: Int64, to database: any LedgerDatabase) throws {
            let (list, ended, added) = stored()
            if let list {
                try database.execute(
                    """
                    INSERT INTO standing (agreement, run, breaches) VALUES (?, ?, ?)
                    ON CONFLICT (agreement) DO UPDATE SET run = excluded.run, breaches = excluded.breaches
                    """, [.of(agreement), .of(run), .bytes(Self.bytes(list))])
                try database.execute("DELETE FROM standing_since WHERE agreement = ?", [.of(agreement)])
            } else {
                try database.execute(
                    """
                    INSERT INTO standing_since (agreement, run, base, ended, added)
                    VALUES (?, ?, (SELECT run FROM standing WHERE standing.agreement = ?), ?, ?)
                    ON CONFLICT (agreement) DO UPDATE SET run = excluded.run, base = excluded.base,
                        ended = excluded.ended, added = excluded.added
                    """,
                    [
                        .of(agreement), .of(run), .of(agreement), .bytes(Self.bytes(ended)),
                        .bytes(Self.bytes(added)),
                    ])
            }
        }

        /// Numbers of eight bytes each, little-endian.
        private static func words(_ bytes: [UInt8]) -> [UInt64] {
            let span = unsafe bytes.span.bytes
            // Safe because each number ends before the bytes do.
            return (0..<bytes.count / 8).map {
                unsafe UInt64(littleEndian: span.unsafeLoadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
            }
        }

        private static func bytes(_ words: [UInt64]) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(8 * words.count)
            for word in words {
                for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * index))) }
            }
            return bytes
        }
    }
#endif
