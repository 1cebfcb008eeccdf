import Findings

/// What goes wrong with rows while they are read, counted by cause with the first places. One a thread, then merged.
struct Troubles: Sendable {
    /// How many places of one cause are kept.
    static let placesKept = 5
    /// Rejected rows that are kept as they stand, in bytes.
    static let rejectedKept = 32 << 20

    /// Rows with the same key have the same cause.
    struct Key: Hashable, Sendable {
        var code: Code
        var table: String
        var column: String?
        /// The value, for causes that are told apart by it.
        var value: [UInt8]?
        /// The row is rejected, and not merely left out.
        var isFault: Bool
    }

    struct Place: Comparable, Sendable {
        /// Which file of the table, and which of its blocks.
        var file: Int
        var block: Int
        /// Lines from the start of the block.
        var line: Int
        var column: Int
        var message: String
        var notes: [String] = []

        static func < (a: Place, b: Place) -> Bool {
            (a.file, a.block, a.line, a.column) < (b.file, b.block, b.line, b.column)
        }
    }

    struct Entry: Sendable {
        var count = 0
        var first: [Place] = []
    }

    struct Rejected: Sendable {
        var file: Int
        var block: Int
        var line: Int
        var reason: String
        var text: [UInt8]
    }

    private(set) var entries: [Key: Entry] = [:]
    private(set) var rejected: [Rejected] = []
    private var rejectedBytes = 0
    /// Some rejected rows are not in `rejected`, for want of room.
    private(set) var isRejectedCut = false
    var rows = DataReport.Rows()

    /// Counts `count` rows with a cause; `place` is asked for only while few are known. Rows come in the order of the file.
    mutating func note(_ key: Key, count: Int = 1, _ place: @autoclosure () -> Place) {
        entries[key, default: Entry()].count += count
        if entries[key, default: Entry()].first.count < Troubles.placesKept {
            entries[key]?.first.append(place())
        }
    }

    /// Counts rows of a block with a cause, in their order; `place` is asked for only while few are known.
    mutating func note(_ key: Key, _ rows: [Int], _ place: (Int) -> Place) {
        if rows.isEmpty { return }
        var entry = entries[key] ?? Entry()
        entry.count += rows.count
        entry.first += rows.prefix(Troubles.placesKept - entry.first.count).map(place)
        entries[key] = entry
    }

    func hasRoom(for key: Key) -> Bool { (entries[key]?.first.count ?? 0) < Troubles.placesKept }

    mutating func reject(_ row: Rejected) {
        rows.rejected += 1
        rejectedBytes += row.text.count + 64
        if rejectedBytes > Troubles.rejectedKept {
            isRejectedCut = true
        } else {
            rejected.append(row)
        }
    }

    mutating func merge(_ other: Troubles) {
        for (key, entry) in other.entries {
            let mine = entries[key, default: Entry()]
            entries[key] = Entry(
                count: mine.count + entry.count,
                first: Array((mine.first + entry.first).sorted().prefix(Troubles.placesKept)))
        }
        rejected += other.rejected
        isRejectedCut = isRejectedCut || other.isRejectedCut
        rows.read += other.rows.read
        rows.rejected += other.rows.rejected
        rows.kept += other.rows.kept
    }

    /// Adds what is known to a report.
    ///
    /// - Parameters:
    ///   - paths: Of the table's files.
    ///   - lines: Of each file, the line (from 1) on which each block begins.
    func report(table: String, paths: [String], lines: [[Int]], to report: inout DataReport) {
        func line(_ file: Int, _ block: Int, _ offset: Int) -> Int { lines[file][block] + offset }
        var faults: [(Place, DataReport.Group)] = []
        var leftOut: [(Place, DataReport.Group)] = []
        var doubts: [(Place, DataReport.Group)] = []
        for (key, entry) in entries {
            let first = entry.first.map { place in
                Finding(
                    key.isFault ? .error : .warning, key.code, place.message,
                    at: Findings.Place(
                        path: paths[place.file], line: line(place.file, place.block, place.line), column: place.column),
                    notes: place.notes)
            }
            let group = DataReport.Group(
                code: key.code, table: key.table, column: key.column, summary: key.summary, count: entry.count,
                first: first)
            guard let earliest = entry.first.first else { continue }
            if key.isFault {
                faults.append((earliest, group))
            } else if DataReport.rowDoubts.contains(key.code) {
                doubts.append((earliest, group))
            } else {
                leftOut.append((earliest, group))
            }
        }
        func sorted(_ groups: [(Place, DataReport.Group)]) -> [DataReport.Group] {
            groups.sorted { ($0.1.code.id, $0.1.column ?? "", $0.0) < ($1.1.code.id, $1.1.column ?? "", $1.0) }.map(\.1)
        }
        report.faults += sorted(faults)
        report.leftOut += sorted(leftOut)
        report.doubts += sorted(doubts)
        report.rows[table] = rows
        if isRejectedCut || report.rejected == nil {
            report.rejected = nil
        } else {
            let rows = rejected.map { (file: $0.file, line: line($0.file, $0.block, $0.line), row: $0) }
            // Records of JSON may share a line; what stands in them, not where blocks ended, says which is first.
            let sorted = rows.sorted { a, b in
                if (a.file, a.line) != (b.file, b.line) { return (a.file, a.line) < (b.file, b.line) }
                if a.row.reason != b.row.reason { return a.row.reason < b.row.reason }
                return a.row.text.lexicographicallyPrecedes(b.row.text)
            }
            report.rejected? += sorted.map {
                DataReport.RejectedRow(
                    table: table, path: paths[$0.file], line: $0.line, reason: $0.row.reason, text: $0.row.text)
            }
        }
    }
}

extension Troubles.Key {
    /// What the rows have in common.
    var summary: String {
        let column = column.map { "\(table).\($0)" } ?? table
        let text = value.map { "'\(String(decoding: $0, as: UTF8.self))'" } ?? ""
        return switch code {
        case .raggedRow: "rows of \(table) with more or fewer fields than the header"
        case .strayQuote: "rows of \(table) with a quote in the middle of a field"
        case .malformedRecord: "records of \(table) that are no JSON"
        case .invalidUTF8: "values of \(column) that are not UTF-8"
        case .nulByte: "values of \(column) with a NUL byte"
        case .unreadableInstant: "values of \(column) that are no instants in the column's format"
        case .unreadableDate: "values of \(column) that are no dates in the column's format"
        case .unreadableNumber: "values of \(column) that are no numbers"
        case .unreadableBoolean: "values of \(column) that are neither true nor false"
        case .stageNotAgreed: "rows whose \(column) is \(text), which the agreement does not know"
        case .duplicateID: "rows of \(table) with an id that an earlier row has"
        case .valueRequired: "rows without a value in \(column)"
        case .tooLong: "values of \(column) that are too long"
        case .leadNotExported: "\(table) of leads that are not in the export"
        case .noLeadNamed: "\(table) that name no lead"
        case .afterAsOf: self.column == nil ? "\(table) after as-of" : "values of \(column) after as-of"
        case .ownerUnknown: "\(table) whose owner no user row knows"
        case .userUnknown: "\(table) with a user that no user row knows"
        case .managerUnknown: "users whose manager no user row knows"
        case .recordDeleted: "\(table) that were deleted, or merged into others"
        case .totalsRow: "rows of \(table) that sum up others"
        case .nobodyNamed: "values of \(column) that are written out and mean nobody"
        case .ownerInactive: "leads whose owner is inactive"
        case .beforeCreation: "rows of \(table) with an instant before their lead was created"
        case .endsBeforeStart: "\(table) with \(column) before created_at"
        case .loggedLate: "\(table) that were logged more than a day after they happened"
        default: code.title
        }
    }
}
