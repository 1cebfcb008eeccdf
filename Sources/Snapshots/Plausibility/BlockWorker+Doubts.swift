import Columns
import Findings

/// Rows that can be read, and still cannot be true.
extension BlockWorker {
    /// Records that were deleted or merged into others count for nothing.
    func leaveOutDeleted(_ columns: [Column?], _ block: RowBlock, _ rows: inout RowStates) {
        let key = Troubles.Key(code: .recordDeleted, table: plan.table, isFault: false)
        if let deleted = plan.plausibility.deleted, case .booleans(let truths)? = columns[deleted] {
            let gone = truths.indices.filter { truths[$0] == .isTrue && rows.isKept($0) }
            for row in gone { rows.set(row, .leftOut) }
            troubles.note(key, gone) { place(of: $0, block, "this record was deleted") }
        }
        if let merged = plan.plausibility.mergedInto, case .text(let texts)? = columns[merged] {
            for row in 0..<texts.count where !texts.isMissing(row) && rows.isKept(row) {
                if let text = texts.bytes(row), isNobody(Array(text)) { continue }
                rows.set(row, .leftOut)
                troubles.note(key, place(of: row, block, "this record was merged into another"))
            }
        }
    }

    /// Looks over the rows that are left.
    func doubt(_ columns: [Column?], _ links: [[Int32]], _ block: RowBlock, _ rows: RowStates) {
        let plan = plan.plausibility
        let kept = plan.clocks.isEmpty && plan.texts.isEmpty ? nil : rows.kept
        for (number, field) in plan.clocks.enumerated() {
            guard case .instants(let column)? = columns[field] else { continue }
            clocks[number].take(kept.map { column.values.gathered($0) } ?? column.values)
        }
        for (number, field) in plan.texts.enumerated() {
            guard let column = columns[field] else { continue }
            if case .text(let texts) = kept.map({ column.gathered($0) }) ?? column { self.texts[number].take(texts) }
        }
        doubtFoot(block, rows)
        doubtOrder(columns, block, rows)
        doubtHistory(columns, links, block, rows)
        if let (link, active) = plan.owner, link < links.count {
            let key = Troubles.Key(code: .ownerInactive, table: self.plan.table, column: "owner_id", isFault: false)
            let owners = links[link]
            let found = owners.indices.filter { row in
                owners[row] >= 0 && active[Int(owners[row])] == .isFalse && rows.isKept(row)
            }
            troubles.note(key, found) { place(of: $0, block, "the owner of this lead is inactive") }
        }
    }

    /// Rows at the foot of a report that sum up the others; a file ends with a block.
    private func doubtFoot(_ block: RowBlock, _ rows: RowStates) {
        let key = Troubles.Key(code: .totalsRow, table: plan.table, isFault: false)
        for row in max(0, block.rowCount - 3)..<block.rowCount where rows.isConcerned(row) {
            let isTotal = (0..<min(3, block.fieldCount)).contains { field in
                let cell = block[row, field]
                return block.mayBeTotals(cell) && isTotals(block.content(cell))
            }
            if isTotal { troubles.note(key, place(of: row, block, "this row sums up others")) }
        }
    }

    /// Pairs of instants of one row.
    private func doubtOrder(_ columns: [Column?], _ block: RowBlock, _ rows: RowStates) {
        if let (earlier, later) = plan.plausibility.order, let start = instants(earlier, columns),
            let end = instants(later, columns)
        {
            let (names, unit) = ((plan.fields[earlier].name, plan.fields[later].name), unit(later))
            let key = Troubles.Key(code: .endsBeforeStart, table: plan.table, column: names.1, isFault: false)
            let found = start.indices.filter { row in
                end[row] &+ unit < start[row] && end[row] != missing && rows.isKept(row)
            }
            troubles.note(key, found) { place(of: $0, block, "\(names.1) is before \(names.0)") }
        }
        if let (happened, logged) = plan.plausibility.logging, let at = instants(happened, columns),
            let written = instants(logged, columns)
        {
            let limit = PlausibilityPlan.lateLogging + unit(happened)
            let key = Troubles.Key(code: .loggedLate, table: plan.table, column: "logged_at", isFault: false)
            let found = at.indices.filter { row in
                at[row] != missing && written[row] &- limit > at[row] && rows.isKept(row) && written[row] != missing
            }
            troubles.note(key, found) { place(of: $0, block, "this was logged more than a day after it happened") }
        }
    }

    /// Events against the lead that they are of.
    private func doubtHistory(_ columns: [Column?], _ links: [[Int32]], _ block: RowBlock, _ rows: RowStates) {
        guard let (link, created) = plan.plausibility.lead, let field = plan.instants, link < links.count,
            let at = instants(field, columns)
        else { return }
        let unit = unit(field)
        let key = Troubles.Key(
            code: .beforeCreation, table: plan.table, column: plan.fields[field].name, isFault: false)
        let (leads, starts) = (links[link], created.values)
        var found: [Int] = []
        for row in at.indices where leads[row] >= 0 {
            if at[row] &+ unit < starts[Int(leads[row])], at[row] != missing, rows.isKept(row) { found.append(row) }
        }
        troubles.note(key, found) { place(of: $0, block, "this is before its lead was created") }
    }

    private func instants(_ field: Int, _ columns: [Column?]) -> [Int64]? {
        guard case .instants(let column)? = columns[field], column.values.count > 0 else { return nil }
        return column.values
    }

    /// How much later than it is written an instant of a field may have been, in milliseconds.
    private func unit(_ field: Int) -> Int64 {
        let time = plan.fields[field].target.time
        let isDay = time?.hasTime == false || time?.precision == .day
        return isDay ? 86_400_000 : PlausibilityPlan.tolerance
    }
}

extension RowBlock {
    /// False of a cell that is no head of a row of totals, as hardly any is: all of them have these letters.
    fileprivate func mayBeTotals(_ cell: Cell) -> Bool {
        guard cell.length >= 3, cell.length <= 40 else { return false }
        return cell.range.dropLast(2).contains { index in
            switch halfWord(index) & 0xFF_FFFF | 0x20_2020 {
            case 0x74_6F74, 0x6D_7573, 0x73_6567: true  // "tot", "sum", "ges"
            default: false
            }
        }
    }
}

/// Whether a text is the head of a row of totals: `Total`, `Grand Totals (123 records):`, `Summe`.
func isTotals(_ text: [UInt8]) -> Bool {
    let words = String(decoding: text, as: UTF8.self).lowercased().split { " :()0123456789.,".contains($0) }
    let heads: Set<Substring> = ["total", "totals", "subtotal", "subtotals", "sum", "summe", "gesamt", "gesamtsumme"]
    let others: Set<Substring> = ["grand", "records", "rows", "of", "count"]
    return words.contains(where: heads.contains) && words.allSatisfy { heads.contains($0) || others.contains($0) }
}

/// Whether a key is written out and means nobody: Salesforce writes an empty reference so.
func isNobody(_ key: [UInt8]) -> Bool {
    let rest = key.drop { $0 == UInt8(ascii: "0") }
    return key.count - rest.count >= 15 ? rest.isEmpty || rest.elementsEqual("AAA".utf8) : key == [UInt8(ascii: "0")]
}
