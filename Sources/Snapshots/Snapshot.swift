import Columns

/// What was exported from a CRM at one instant, as typed columns joined by row numbers.
public struct Snapshot: Sendable {
    /// Milliseconds since 1970 UTC; nothing in the snapshot is later.
    public var asOf: Int64
    /// By canonical name: `leads`, `stage_changes`, `activities`, `owner_changes`, `users`, `opportunities`.
    public var tables: [String: Table]
    /// The joins: `joins["activities"]?["lead"]`.
    public var joins: [String: [String: Join]]
    /// Of the last of a series, when the first was taken, at the latest; nil for a snapshot on its own.
    public var seriesBegin: Int64?

    public init(asOf: Int64, tables: [String: Table], joins: [String: [String: Join]]) {
        self.asOf = asOf
        self.tables = tables
        self.joins = joins
    }

    public struct Table: Sendable {
        public var rowCount: Int
        /// By canonical name, or by the export's own where no mapping names them; only those that were asked for.
        public var columns: [String: Column]
        /// The truths of the conditions that the request named, one a row.
        public var truths: [[Truth]]
        /// The line of the file that each row begins on, where the request wanted it.
        public var lines: [UInt32]?

        public init(rowCount: Int, columns: [String: Column], truths: [[Truth]] = [], lines: [UInt32]? = nil) {
            self.rowCount = rowCount
            self.columns = columns
            self.truths = truths
            self.lines = lines
        }
    }

    /// For each row of a table, the row of another that it refers to; −1 where it refers to none that is there.
    public struct Join: Sendable {
        public var table: String
        public var rows: [Int32]

        public init(table: String, rows: [Int32]) {
            self.table = table
            self.rows = rows
        }
    }

    /// The one table every snapshot has.
    public var leads: Table { tables["leads"] ?? Table(rowCount: 0, columns: [:]) }
    public var users: Table? { tables["users"] }

    public func table(_ name: String) -> Table? { tables[name] }

    /// `lead`, `user`, `owner`, `from_owner` or `manager`, of a table that has it.
    public func link(_ link: String, of table: String) -> Join? { joins[table]?[link] }

    /// For each user the row of its manager; nil where the snapshot does not say.
    public var managerRow: [Int32]? { link("manager", of: "users")?.rows }
}
