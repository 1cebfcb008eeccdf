import Columns
import Conditions

/// What is wanted of a snapshot: nothing else is parsed or kept.
public struct Request: Sendable {
    public struct Table: Sendable {
        /// Columns to keep, each as the type it is used as.
        public var columns: [String: ValueType]
        /// Of the texts among `columns`, those of which only the presence is asked: one and the same stands for all of them.
        public var presences: Set<String> = []
        /// Joins to make, by name of the link: `lead`, `user`, `owner`, `from_owner`, `manager`. The key's own text
        /// (`lead_id`) is kept only if `columns` names it too, and costs far more memory than the join.
        public var links: Set<String>
        /// Conditions over the table's rows, judged while they are read: their truths come back in
        /// `Snapshot.Table.truths`, in this order, and the columns they use need not be kept.
        public var conditions: [BoundExpression]
        /// Keep a row only if one of these (indices into `conditions`) is true of it; nil keeps every row.
        public var keeping: [Int]?
        /// Keep the line that each row begins on.
        public var wantsLines: Bool
        /// Of `columns`, those that are kept only to hold others against: what cannot be read of them is no fault.
        var quiet: Set<String> = []

        public init(
            columns: [String: ValueType] = [:], links: Set<String> = [], conditions: [BoundExpression] = [],
            keeping: [Int]? = nil, wantsLines: Bool = false
        ) {
            self.columns = columns
            self.links = links
            self.conditions = conditions
            self.keeping = keeping
            self.wantsLines = wantsLines
        }
    }

    public var tables: [String: Table]
    /// The stages that the agreement knows; another one in a stage column is a fault. Nil checks nothing.
    public var stages: Set<String>?
    /// Milliseconds since 1970 UTC; events after it do not exist.
    public var asOf: Int64
    /// The instant at which a day (since 1970-01-01) begins, for conditions that compare dates with instants.
    public var startOfDay: @Sendable (Int64) -> Int64
    public var threads: Int
    /// Bytes read at a time; the result is the same for any.
    public var blockSize: Int

    public init(
        tables: [String: Table], stages: Set<String>? = nil, asOf: Int64, threads: Int = 1, blockSize: Int = 256 << 10,
        startOfDay: @escaping @Sendable (Int64) -> Int64 = { $0 &* 86_400_000 }
    ) {
        self.tables = tables
        self.stages = stages
        self.asOf = asOf
        self.threads = threads
        self.blockSize = blockSize
        self.startOfDay = startOfDay
    }
}
