import Findings

/// What is wrong with the data of a snapshot, and what was left out of it.
public struct DataReport: Sendable {
    /// One kind of trouble in one column of one table, with how often it occurs.
    public struct Group: Hashable, Sendable {
        public var code: Code
        public var table: String
        /// Canonical name, or the export's own; nil where the trouble is of a whole row.
        public var column: String?
        /// What all of it has in common: `activities of leads that are not in the export`.
        public var summary: String
        public var count: Int
        /// The first places in the order of the file, each with its own message.
        public var first: [Finding]
        /// Why the manifest accepts it; nil where it does not.
        public var accepted: String?

        public init(
            code: Code, table: String, column: String?, summary: String, count: Int, first: [Finding]
        ) {
            self.code = code
            self.table = table
            self.column = column
            self.summary = summary
            self.count = count
            self.first = first
        }
    }

    /// Rows that cannot be read, by cause: the data is not fit to judge unless so many are tolerated.
    public var faults: [Group] = []
    /// Rows that can be read and mean nothing here: they count for nothing, and are shown in every output.
    public var leftOut: [Group] = []
    /// What can be read and counts, and still cannot be true or looks as if it were not: false clocks, events before their
    /// lead was created, texts that stand for none. Shown in every output.
    public var doubts: [Group] = []
    /// Activities by hour of the week, from Thursday 00:00 UTC, the day on which 1970 began; empty where none was read whose
    /// hour is known.
    public internal(set) var touchesByHour: [Int] = []
    /// What keeps a table from being read at all (errors), and what was decided without being told (notes, warnings).
    public var findings: [Finding] = []
    /// By table: rows in the files, of these rejected for a fault, and kept after `where`, `keeping` and what was left out.
    public var rows: [String: Rows] = [:]
    /// The rejected rows as they stand in the files, in their order; nil where there were too many to hold.
    public var rejected: [RejectedRow]? = []

    public init() {}

    public struct Rows: Hashable, Sendable {
        public var read = 0
        public var rejected = 0
        public var kept = 0
    }

    public struct RejectedRow: Hashable, Sendable {
        public var table: String
        public var path: String
        public var line: Int
        public var reason: String
        /// The bytes of the row, without its line ending.
        public var text: [UInt8]
    }

    /// Rejected rows / rows read, over all tables; 0 where nothing was read.
    public var rejectedShare: Double {
        let read = rows.values.reduce(0) { $0 + $1.read }
        return read == 0 ? 0 : Double(rejectedRows) / Double(read)
    }

    public var rejectedRows: Int { rows.values.reduce(0) { $0 + $1.rejected } }

    /// Doubts of single rows, which are counted while rows are read.
    static let rowDoubts: Set<Code> = [
        .nobodyNamed, .ownerInactive, .beforeCreation, .endsBeforeStart, .loggedLate, .totalsRow,
    ]

    /// The findings that a manifest may accept: rows that mean nothing, and all doubts.
    static let acceptable: [Code] =
        [.leadNotExported, .noLeadNamed, .afterAsOf, .ownerUnknown, .userUnknown, .managerUnknown, .recordDeleted]
        + [.datesAsTimes, .minuteIsMonth, .oneHourOnly, .fewMinutes, .managerCycle, .managerInactive, .placeholder]
        + [.nearlyTheSame, .closedHours] + rowDoubts
        + [.seriesGap, .seriesOrder, .seriesColumns, .leadReturned, .leadGone, .seriesStart]

    mutating func add(touches hours: [Int]) {
        if touchesByHour.isEmpty { touchesByHour = Array(repeating: 0, count: hours.count) }
        for hour in hours.indices { touchesByHour[hour] += hours[hour] }
    }

    /// Adds a doubt that comes of holding the data against something else.
    public mutating func add(doubt: Group, accepting accepted: [AcceptedFinding]) {
        doubts.append(doubt)
        accept(accepted)
    }

    /// Writes down why some of what was found is accepted.
    mutating func accept(_ accepted: [AcceptedFinding]) {
        func mark(_ group: inout Group) {
            group.accepted = accepted.first { $0.fits(group) }?.reason
        }
        for index in doubts.indices { mark(&doubts[index]) }
        for index in leftOut.indices { mark(&leftOut[index]) }
    }

    /// Whether judging by the data would be wrong.
    ///
    /// - Parameter tolerance: Share (0–1) of rejected rows that is tolerated.
    public func isUnfit(tolerance: Double = 0) -> Bool {
        findings.hasErrors || rejectedShare > tolerance || (tolerance == 0 && !faults.isEmpty)
    }
}
