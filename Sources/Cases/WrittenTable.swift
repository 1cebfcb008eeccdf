import BusinessTime
import Columns
import Findings
import Snapshots

/// A table of a test as CSV, so that its values are read just as those of an export are, and the way back from a place in
/// the CSV to the place in the test.
struct WrittenTable {
    let table: String
    let rows: [TestRow]
    let columns: [String]
    private(set) var csv: [UInt8] = []
    /// By line from 1: the row, and the column of the line at which each cell begins. A value over several lines has
    /// several lines of the CSV.
    private var lines: [Int: (row: Int, starts: [Int])] = [:]

    /// - Parameters:
    ///   - columns: Of the table, whether a row has a value in them or not.
    ///   - types: Of those that are known; the instants among them are written out in full, in UTC.
    init(
        _ table: String, _ rows: [TestRow], columns: Set<String>, types: [String: ValueType], zone: Zone,
        precision: WrittenPrecision
    ) {
        self.table = table
        self.rows = rows
        let all = columns.union(rows.flatMap { $0.cells.map(\.column) })
        self.columns = all.sorted()
        csv += line(self.columns.map { $0 }).bytes
        var number = 2
        for (index, row) in rows.enumerated() {
            let values = self.columns.map { column -> String in
                guard let text = row.cells.first(where: { $0.column == column })?.text else { return "" }
                return types[column] == .instant ? Self.instant(text, zone, precision) : text
            }
            let written = line(values)
            csv += written.bytes
            let count = written.bytes.count { $0 == 0x0A }
            for offset in 0..<count { lines[number + offset] = (index, offset == 0 ? written.starts : [1]) }
            number += count
        }
    }

    /// A line of CSV with its end, and the column at which each field begins.
    private func line(_ values: [String]) -> (bytes: [UInt8], starts: [Int]) {
        var text = ""
        var starts: [Int] = []
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            starts.append(text.unicodeScalars.count + 1)
            let needsQuotes = value.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
            text += needsQuotes ? "\"\(value.replacing("\"", with: "\"\""))\"" : value
        }
        return (Array((text + "\n").utf8), starts)
    }

    /// A time of day on the wall is an instant in the zone, known exactly; a date alone stays one.
    private static func instant(_ text: String, _ zone: Zone, _ precision: WrittenPrecision) -> String {
        guard CivilDate.parse(text) == nil else { return text }
        guard let instant = CivilDate.parseInstant(text) ?? CivilDate.parseLocalTime(text).map(zone.instant(ofLocal:))
        else { return text }
        let written = CivilDate.format(instant: instant)
        // 2026-03-09T13:00:00Z, cut after the minutes.
        return precision == .minute && instant % 60_000 == 0 ? String(written.dropLast(4)) + "Z" : written
    }

    /// What stands in the test at a place in the CSV: a cell, or the row where it has none there.
    func cell(line: Int, column: Int) -> (text: String?, place: Place)? {
        guard let (index, starts) = lines[line] else { return rows.first.map { (nil, $0.place) } }
        let field = starts.lastIndex { $0 <= column } ?? 0
        let row = rows[index]
        return row.cells.first { $0.column == columns[field] }.map { ($0.text, $0.place) } ?? (nil, row.place)
    }
}
