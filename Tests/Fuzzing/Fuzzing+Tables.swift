import Columns
import Conditions
import Findings
import Snapshots

/// Files of leads, of any bytes: what is read does not depend on how the file is cut into blocks, and no row is lost unseen.
extension Fuzzing {
    static func readTable(_ bytes: [UInt8], name: String) {
        let whole = outcome(bytes, name, blockSize: 1 << 16)
        for blockSize in [1, 29] {
            let other = outcome(bytes, name, blockSize: blockSize)
            let difference = other.difference(from: whole).map { "\($0)" }.joined(separator: "\n")
            precondition(other == whole, "blocks of \(blockSize) bytes read otherwise: \(difference)")
        }
    }

    /// Everything that a reading came to, as lines.
    private static func outcome(_ bytes: [UInt8], _ name: String, blockSize: Int) -> [String] {
        do throws(SnapshotError) {
            let (source, found) = try SnapshotSource.open(leads: bytes, name: name)
            guard let source, let table = source.schema["leads"] else {
                precondition(found.hasErrors, "a file that is no table passes in silence")
                return found.map(\.message)
            }
            let wanted = Request.Table(columns: table.columns.mapValues { $0 ?? .text }, wantsLines: true)
            let reading = try source.read(Request(tables: ["leads": wanted], asOf: .max, blockSize: blockSize))
            return (found + reading.report.findings).map { line($0) } + lines(of: reading)
        } catch {
            precondition(!error.message.isEmpty && !error.message.contains("\n"), "a message is one line")
            return [error.message]
        }
    }

    private static func lines(of reading: Reading) -> [String] {
        let report = reading.report
        var lines = (report.faults + report.leftOut).flatMap { group in
            ["\(group.code.id) \(group.count)"] + group.first.map { line($0) }
        }
        for row in report.rejected ?? [] { lines.append("rejected \(row.line): \(row.text)") }
        guard let leads = reading.snapshot?.leads else { return lines }
        if let rows = report.rows["leads"] {
            precondition(rows.kept == leads.rowCount && rows.read == rows.kept + rows.rejected, "a row is lost unseen")
        }
        for (name, column) in leads.columns.sorted(by: { $0.key < $1.key }) {
            for row in 0..<leads.rowCount { lines.append("\(name) \(row): \(cell(column, row))") }
        }
        return lines + (leads.lines ?? []).map { "\($0)" }
    }

    private static func line(_ finding: Finding) -> String {
        let place = finding.place?.range.lowerBound
        return "\(finding.code.id) \(place?.line ?? 0):\(place?.column ?? 0) \(finding.message)"
    }

    private static func cell(_ column: Column, _ row: Int) -> String {
        if column.isMissing(row) { return "-" }
        return switch column {
        case .booleans(let values): "\(values[row])"
        case .numbers(let values): "\(values[row])"
        case .dates(let values): "\(values[row])"
        case .instants(let column): "\(column.values[row])"
        case .text(let column): column.text(row) ?? "-"
        }
    }
}
