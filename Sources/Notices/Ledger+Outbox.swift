#if SQLite
    import Ledgers

    /// A message on its way.
    public struct OutboxMessage: Hashable, Sendable {
        public var id: Int64
        /// The same for every attempt: a receiver that has seen it may drop the message.
        public var key: String
        public var channel: String
        public var recipient: String
        public var subject: String
        public var content: String
        /// So often it was tried.
        public var attempts: Int
        /// Why it was not delivered at the last attempt.
        public var error: String?
    }

    /// What became of an attempt.
    public enum DeliveryResult: Hashable, Sendable {
        case delivered
        /// It may go later.
        case later(String)
        /// The same, and not before so many seconds have passed; 0 where the receiver does not say.
        case busy(String, seconds: Int)
        /// Nothing on this channel goes now.
        case unreachable(String)
        /// The receiver does not take it, whenever it is tried.
        case never(String)
    }

    extension Ledger {
        /// Messages whose time has come, in the order in which they were planned.
        public func pending(at now: Int64) throws(LedgerError) -> [OutboxMessage] {
            try messages(where: "state = 'pending' AND next_attempt <= \(now)")
        }

        /// Messages that are tried no more.
        public func deadLetters() throws(LedgerError) -> [OutboxMessage] { try messages(where: "state = 'dead'") }

        private func messages(where condition: String) throws(LedgerError) -> [OutboxMessage] {
            try read { database in
                try database.all(
                    """
                    SELECT id, key, channel, recipient, subject, content, attempts, error FROM message
                    WHERE \(condition) ORDER BY id
                    """
                ) { row in
                    OutboxMessage(
                        id: row[0], key: row[1], channel: row[2], recipient: row[3], subject: row[4],
                        content: row[5] ?? "",
                        attempts: row[6], error: row[7])
                }
            }
        }

        /// Dead letters are tried again.
        public func revive(at now: Int64) throws(LedgerError) {
            try write { database in
                try database.execute(
                    "UPDATE message SET state = 'pending', attempts = 0, next_attempt = ? WHERE state = 'dead'",
                    [.of(now)])
            }
        }

        /// Writes down what became of an attempt.
        public func settle(_ message: OutboxMessage, _ result: DeliveryResult, at now: Int64) throws(LedgerError) {
            try write { database in
                switch result {
                case .delivered:
                    try database.execute(
                        """
                        UPDATE message SET state = 'sent', attempts = attempts + 1, sent_at = ?, error = NULL, content = NULL
                        WHERE id = ?
                        """, [.of(now), .of(message.id)])
                case .later(let error), .unreachable(let error), .busy(let error, _):
                    // A day at most: whoever asks for more asks in vain.
                    var asked: Int64 = 0
                    if case .busy(_, let seconds) = result { asked = 1000 * Int64(min(max(0, seconds), 86_400)) }
                    let attempts = message.attempts + 1
                    let state = attempts >= Self.mostAttempts ? "dead" : "pending"
                    try database.execute(
                        "UPDATE message SET state = ?, attempts = ?, next_attempt = ?, error = ? WHERE id = ?",
                        [
                            .of(state), .of(attempts), .of(now + max(asked, Self.pause(after: attempts))), .of(error),
                            .of(message.id),
                        ])
                case .never(let error):
                    try database.execute(
                        "UPDATE message SET state = 'dead', attempts = attempts + 1, error = ? WHERE id = ?",
                        [.of(error), .of(message.id)])
                }
            }
        }

        private static let mostAttempts = 12

        /// A minute after the first attempt, twice as long after each, four hours at most.
        private static func pause(after attempts: Int) -> Int64 {
            min(4 * 3_600_000, 60_000 << Int64(min(attempts - 1, 10)))
        }
    }
#endif
