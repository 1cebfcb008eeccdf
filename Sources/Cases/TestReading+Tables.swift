import Agreements
import Columns
import Findings
import Snapshots
import YAMLNodes

/// The rows that a test writes out.
extension TestReading {
    mutating func tables(_ entry: Node.Entry) -> [String: TestTable] {
        guard let entries = entry.value.mapping else {
            error(
                .notAMapping, "'tables' names tables and their rows, found \(entry.value.kind)", at: entry.value.place,
                notes: ["as in 'leads: [{ id: L-1, stage: mql }]'"])
            return [:]
        }
        var tables: [String: TestTable] = [:]
        let known = CanonicalTable.all.map(\.name)
        for table in entries {
            guard known.contains(table.key) else {
                let near = nearest(to: table.key, among: known).map { "did you mean '\($0)'?" }
                error(
                    .unknownTable, "there is no table '\(table.key)'", at: table.keyPlace,
                    notes: [near ?? "tables are \(known.sorted().joined(separator: ", "))"])
                continue
            }
            if let scalar = table.value.scalar, !scalar.isNull {
                tables[table.key] = .file(PlacedText(scalar.text, at: table.value.place))
            } else if let items = table.value.sequence {
                tables[table.key] = .rows(items.compactMap { row($0, table.key) })
            } else if table.value.mapping != nil {
                tables[table.key] = .rows([row(table.value, table.key)].compactMap(\.self))
            } else {
                error(
                    .notAList, "'\(table.key)' is a list of rows, or the name of a CSV file, found nothing",
                    at: table.keyPlace, notes: ["a table without rows is '[]'"])
            }
        }
        return tables
    }

    private mutating func row(_ node: Node, _ table: String) -> TestRow? {
        guard let entries = node.mapping else {
            error(
                .notAMapping, "a row of \(table) maps columns to values, found \(node.kind)", at: node.place,
                notes: ["as in '{ id: L-1, stage: mql }'"])
            return nil
        }
        var row = TestRow(cells: [], place: node.place)
        for entry in entries {
            checkColumn(entry, table)
            guard let scalar = entry.value.scalar else {
                error(
                    .notText, "'\(entry.key)' of a row is one value, found \(entry.value.kind)", at: entry.value.place)
                continue
            }
            row.cells.append(
                TestRow.Cell(
                    column: entry.key, columnPlace: entry.keyPlace, text: scalar.isNull ? nil : scalar.text,
                    place: scalar.isNull ? entry.keyPlace : entry.value.place))
        }
        let required = CanonicalTable.named(table)?.columns.filter(\.isRequired).map(\.name) ?? []
        let isOfLead = CanonicalTable.named(table)?.link("lead") != nil
        for column in required + (isOfLead ? ["lead_id"] : []) where !row.cells.contains(where: { $0.column == column })
        {
            if entries.contains(where: { nearest(to: $0.key, among: [column]) != nil }) { continue }
            error(.missingKey, "a row of \(table) needs '\(column)'", at: node.place)
        }
        return row
    }

    private mutating func checkColumn(_ entry: Node.Entry, _ table: String) {
        guard !agreements.isEmpty else { return }
        var known = CanonicalTable.named(table)?.columns.map(\.name) ?? []
        known += CanonicalTable.named(table)?.links.map(\.column) ?? []
        for agreement in agreements { known += agreement.namedColumns[table, default: []].sorted() }
        guard !known.contains(entry.key) else { return }
        var seen: Set<String> = []
        let all = known.filter { seen.insert($0).inserted }.sorted()
        error(
            .columnNotUsed, "\(table) have no column '\(entry.key)', and the agreement names none", at: entry.keyPlace,
            notes: [
                nearest(to: entry.key, among: all).map { "did you mean '\($0)'?" }
                    ?? "columns are \(all.joined(separator: ", "))"
            ])
    }
}
