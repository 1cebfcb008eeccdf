import Agreements
import Columns
import Conditions
import Snapshots

extension Snapshot {
    /// The columns that a condition over `table` reads, each with the way to its row.
    func inputs(for uses: [ColumnUse], in table: String) -> Inputs {
        var columns: [ColumnPath: Inputs.Input] = [:]
        for use in uses {
            guard let column = self.table(use.table)?.columns[use.path.column] else { continue }
            columns[use.path] = Inputs.Input(column, rows: rows(along: use.path.links, from: table))
        }
        return Inputs(rowCount: self.table(table)?.rowCount ?? 0, asOf: asOf, columns: columns)
    }

    /// For each row of `table` the row that a chain of links leads to, −1 for none; nil for the table itself.
    private func rows(along links: [String], from table: String) -> [Int32]? {
        var rows: [Int32]?
        var here = table
        for link in links {
            guard let next = self.link(link, of: here) else {
                return Array(repeating: -1, count: self.table(table)?.rowCount ?? 0)
            }
            rows = rows.map { $0.map { $0 < 0 ? -1 : next.rows[Int($0)] } } ?? next.rows
            here = next.table
        }
        return rows
    }
}

extension Snapshot {
    /// Without the columns of events and stage changes that are grouped by lead when facts are made of them.
    var withoutGroupedColumns: Snapshot {
        var rest = self
        for name in tables.keys where name != "leads" && name != "users" {
            rest.tables[name]?.truths = []
            for column in ["at", "from_stage", "to_stage"] { rest.tables[name]?.columns[column] = nil }
            rest.joins[name]?["lead"] = nil
        }
        return rest
    }
}

extension Snapshot.Table {
    /// A column of instants; dates count as instants known to the day.
    func instants(_ name: String) -> InstantColumn {
        switch columns[name] {
        case .instants(let column): column
        case .booleans, .numbers, .dates, .text, nil:
            InstantColumn(values: Array(repeating: missing, count: rowCount), precision: .millisecond)
        }
    }

    /// The bytes of a cell of text; nil where it has none.
    public func bytes(_ column: String, _ row: Int) -> ArraySlice<UInt8>? {
        if case .text(let texts)? = columns[column] { texts.bytes(row) } else { nil }
    }

    /// The text of a cell; nil where it has none.
    public func text(_ column: String, _ row: Int) -> String? {
        if case .text(let texts)? = columns[column] { texts.text(row) } else { nil }
    }
}

extension EventRows {
    init(_ rows: PlannedRows, _ snapshot: Snapshot, _ leadCount: Int, keepingRows: Bool, in arena: Arena) {
        let table = snapshot.table(rows.table)
        self.init(
            snapshot.link("lead", of: rows.table)?.rows ?? [], table?.instants(rows.at),
            keep: rows.condition.flatMap { table?.truths[$0] } ?? [], leadCount, asOf: snapshot.asOf,
            keepingRows: keepingRows, in: arena)
    }

    init(
        _ leadRows: [Int32], _ instants: InstantColumn?, keep: [Truth] = [], _ leadCount: Int, asOf: Int64,
        keepingRows: Bool, in arena: Arena
    ) {
        let rows = LeadRows(
            leads: instants == nil ? [] : leadRows, at: leadRows.isEmpty ? [] : instants?.values ?? [],
            keep: instants == nil || leadRows.isEmpty ? [] : keep, leadCount: leadCount, asOf: asOf)
        let groups = rows.grouped(in: arena, keepingRows: keepingRows)
        self.init(
            offsets: groups.offsets, at: groups.at, rows: groups.rows, precision: instants?.precision ?? .millisecond)
    }
}

extension StageHistory {
    /// The history of a snapshot, with stages as indices into `stages`; empty where the snapshot has none.
    init(_ snapshot: Snapshot, stages: [Stage], leadCount: Int, in arena: Arena) {
        guard let table = snapshot.table("stage_changes"), case .text(let to)? = table.columns["to_stage"],
            let leadRows = snapshot.link("lead", of: "stage_changes")?.rows
        else {
            let none = LeadRows(leads: [], at: [], leadCount: leadCount, asOf: snapshot.asOf)
            self.init(none, to: [], from: [], precision: .millisecond, in: arena)
            return
        }
        let instants = table.instants("at")
        var numbers: [String: Int16] = [:]
        for (index, stage) in stages.enumerated() { numbers[stage.name] = Int16(index) }
        var from = [Int16](repeating: -1, count: table.rowCount)
        if case .text(let column)? = table.columns["from_stage"] { from = column.numbers(numbers) }
        let rows = LeadRows(leads: leadRows, at: instants.values, leadCount: leadCount, asOf: snapshot.asOf)
        self.init(rows, to: to.numbers(numbers), from: from, precision: instants.precision, in: arena)
    }
}

extension Snapshot.Table {
    /// The leads' present stage as an index into `stages`; nil where it was not read.
    func presentStages(_ stages: [Stage]) -> [Int16]? {
        guard case .text(let column)? = columns["stage"] else { return nil }
        let numbers = stages.enumerated().map { ($0.element.name, Int16($0.offset)) }
        return column.numbers(Dictionary(numbers, uniquingKeysWith: { first, _ in first }))
    }
}

extension TextColumn {
    /// Each row's number in a table of names; −1 for other text and for none.
    fileprivate func numbers(_ names: [String: Int16]) -> [Int16] {
        switch storage {
        case .dictionary(let codes, let values):
            let numbers = values.enumerated().map { code, bytes in
                code == 0 ? -1 : names[String(decoding: bytes, as: UTF8.self)] ?? -1
            }
            return codes.map { numbers[Int($0)] }
        case .spans(let spans, _):
            return spans.indices.map { row in text(row).flatMap { names[$0] } ?? -1 }
        }
    }
}

extension Ownership {
    init(_ snapshot: Snapshot, _ leadCount: Int, in arena: Arena) {
        present = arena.fixed(snapshot.link("owner", of: "leads")?.rows ?? Array(repeating: -1, count: leadCount))
        changes = nil
        latest = arena.fixed([])
        guard let table = snapshot.table("owner_changes"),
            let leadRows = snapshot.link("lead", of: "owner_changes")?.rows,
            let to = snapshot.link("owner", of: "owner_changes")?.rows
        else { return }
        let from = snapshot.link("from_owner", of: "owner_changes")?.rows
        changes = Changes(
            entries: EventRows(
                leadRows, table.instants("at"), leadCount, asOf: snapshot.asOf, keepingRows: true, in: arena),
            to: arena.fixed(to), from: arena.fixed(from ?? Array(repeating: -1, count: table.rowCount)),
            saysFrom: from != nil)
    }
}
