import Columns

/// The rows that a bound condition is evaluated over.
public struct Inputs: Sendable {
    public struct Input: Sendable {
        public var column: Column
        /// For a joined record: the row of the joined table for each row here, -1 where there is none and all its
        /// columns are missing. Nil where the column belongs to the rows themselves.
        public var rows: [Int32]?

        public init(_ column: Column, rows: [Int32]? = nil) {
            self.column = column
            self.rows = rows
        }
    }

    public var rowCount: Int
    /// Milliseconds since 1970-01-01 UTC.
    public var asOf: Int64
    /// By the path that `BoundExpression.uses` names; more than is used does no harm.
    public var columns: [ColumnPath: Input]
    /// The instant at which a day (since 1970-01-01) begins, for the comparison of dates with instants. The zone
    /// that a condition was bound with goes first.
    public var startOfDay: @Sendable (_ day: Int64) -> Int64

    public init(
        rowCount: Int, asOf: Int64, columns: [ColumnPath: Input],
        startOfDay: @escaping @Sendable (_ day: Int64) -> Int64 = { $0 &* 86_400_000 }
    ) {
        self.rowCount = rowCount
        self.asOf = asOf
        self.columns = columns
        self.startOfDay = startOfDay
    }
}
