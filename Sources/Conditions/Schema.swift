import Columns
import Findings

/// The columns that a condition may name and the records that it may reach, before any row is read.
public struct Schema: Sendable {
    public struct Table: Sendable {
        /// Column → its type; nil where nothing declares one, and the use in the condition decides (text, if it does
        /// not).
        public var columns: [String: ValueType?]
        /// Name of a joined record → its table: `owner` → `users`.
        public var links: [String: String]
        /// Whether columns not listed may exist, as they may when an agreement is checked without a snapshot: then
        /// every name is taken for a column whose type its use decides.
        public var hasUnlistedColumns: Bool
        /// Headers of the export that are columns under another name → that name; for messages.
        public var headers: [String: String] = [:]

        public init(columns: [String: ValueType?], links: [String: String] = [:], hasUnlistedColumns: Bool = false) {
            self.columns = columns
            self.links = links
            self.hasUnlistedColumns = hasUnlistedColumns
        }
    }

    public var tables: [String: Table]
    /// Named conditions over a lead, usable by name in conditions over leads, and as `lead.NAME` over records that
    /// have one.
    public var terms: [String: Condition]
    /// The instant (milliseconds since 1970 UTC) at which a day (since 1970-01-01) begins where a date meets an instant:
    /// in the zone of the agreement whose conditions are bound. Nil leaves it to the inputs.
    public var startOfDay: (@Sendable (_ day: Int64) -> Int64)?

    public init(
        tables: [String: Table], terms: [String: Condition] = [:],
        startOfDay: (@Sendable (_ day: Int64) -> Int64)? = nil
    ) {
        self.tables = tables
        self.terms = terms
        self.startOfDay = startOfDay
    }

    /// The table whose records terms speak about, and in whose conditions `lead.` may stand before a column.
    public static let leads = "leads"
}

/// A column, and the records on the way to it: `owner.manager.email` is `email` by way of `owner` and `manager`.
public struct ColumnPath: Hashable, Sendable, CustomStringConvertible {
    public var links: [String]
    public var column: String

    public init(links: [String] = [], column: String) {
        self.links = links
        self.column = column
    }

    /// As it is written in a condition, but without quotes.
    public var description: String { (links + [column]).joined(separator: ".") }
}

/// A column that a condition reads, with the type it is to have.
public struct ColumnUse: Hashable, Sendable {
    public var path: ColumnPath
    /// The table in which the column itself lives.
    public var table: String
    public var type: ValueType
    /// Where the condition, or a term that it uses, names the column first.
    public var place: Place
}
