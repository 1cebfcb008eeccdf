/// Why a ledger could not be read or written. What was in it is in it still: a run is recorded whole or not at all.
public struct LedgerError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// No file is there.
        case missing
        /// What is there is something else, or was written by a newer leadpact.
        case foreign
        case damaged
        /// Another leadpact writes.
        case inUse
        /// The disk is full, read-only, or may not be written to.
        case unwritable
        /// A later snapshot is recorded already.
        case outOfOrder
        case other
    }

    public var kind: Kind
    /// One line, lower case.
    public var message: String
    /// What to do about it.
    public var note: String

    public init(_ kind: Kind, _ message: String, note: String) {
        self.kind = kind
        self.message = message
        self.note = note
    }
}
