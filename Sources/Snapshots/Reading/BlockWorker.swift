import Columns
import Conditions
import Findings

/// Makes columns of the blocks that one thread is given, and keeps the rows that are wanted.
final class BlockWorker {
    let plan: FilePlan
    private let number: Int
    private let parsers: [ColumnParser]
    private let builder: TableBuilder
    /// Lines of each block that was seen.
    private(set) var lines: [(block: Int, count: Int)] = []
    var troubles = Troubles()
    /// By `PlausibilityPlan.clocks` and `texts`.
    var clocks: [ClockEvidence]
    var texts: [TextEvidence]

    init(_ plan: FilePlan, number: Int, into builder: TableBuilder) {
        self.plan = plan
        self.builder = builder
        self.number = number
        parsers = plan.fields.map { ColumnParser($0.target, isID: $0.isID) }
        clocks = plan.plausibility.clocks.map { field in
            ClockEvidence(
                zone: plan.fields[field].target.time?.zone,
                countsHoursOfWeek: plan.table == "activities" && field == plan.instants)
        }
        texts = plan.plausibility.texts.map { _ in TextEvidence() }
    }

    /// The coarsest precision that each field showed.
    var precisions: [TimePrecision] { parsers.map(\.precision) }

    func take(_ block: RowBlock, _ summary: BlockSummary) {
        lines.append((summary.number, summary.lines))
        troubles.rows.read += summary.rowsSeen
        for fault in summary.faults { note(fault, in: summary.number) }
        var output = BlockOutput(
            file: plan.fileNumber, block: summary.number, worker: number, lines: summary.lines,
            byteCount: summary.byteCount, rowCount: 0, columns: [], links: [], truths: [], lineOffsets: nil)
        if block.rowCount > 0 { keep(block, in: &output) }
        builder.add(output)
    }

    private func keep(_ block: RowBlock, in output: inout BlockOutput) {
        let count = block.rowCount
        var columns = [Column?](repeating: nil, count: plan.fields.count)
        var rows = RowStates(count: count)
        // `where` first: what is wrong with rows of no concern is of no concern.
        for field in 0..<plan.conditionFieldCount { columns[field] = parse(field, block, &rows) }
        if let selection = plan.selection {
            rows.keepOnly(truths(of: selection, columns, [], count), is: .deselected)
        }
        for field in plan.conditionFieldCount..<plan.fields.count { columns[field] = parse(field, block, &rows) }
        report(&rows, block)
        leaveOutDeleted(columns, block, &rows)
        let links = plan.links.map { look(up: $0, columns, block, &rows) }
        if !plan.stages.isEmpty {
            doubt(columns, links, block, rows)
            return unpivot(block, columns, links, rows, &output)
        }
        if let instants = plan.instants, case .instants(let column)? = columns[instants] {
            leaveOutLater(column.values, block, &rows)
        }
        doubt(columns, links, block, rows)
        finish(columns, links, rows, lineOffsets: plan.wantsLines ? block.allLineOffsets() : nil, &output)
    }

    /// Judges the conditions and keeps the rows that are left.
    private func finish(
        _ columns: [Column?], _ links: [[Int32]], _ states: RowStates, lineOffsets: [UInt32]?,
        _ output: inout BlockOutput
    ) {
        var rows = states
        let truths = plan.conditions.map { self.truths(of: $0, columns, links, rows.count) }
        if let keeping = plan.keeping { rows.keepOnly(any: keeping.map { truths[$0] }, is: .unwanted) }
        let kept = rows.kept
        output.rowCount = kept?.count ?? rows.count
        output.columns = plan.kept.map { self.output($0.field.flatMap { columns[$0] }, kept) }
        output.links = kept.map { kept in links.map { $0.gathered(kept) } } ?? links
        output.truths = kept.map { kept in truths.map { $0.gathered(kept) } } ?? truths
        output.lineOffsets = kept.map { kept in lineOffsets?.gathered(kept) } ?? lineOffsets
    }

    private func output(_ column: Column?, _ kept: [Int32]?) -> BlockOutput.Values {
        guard let column else { return .absent }
        let rest = kept.map { column.gathered($0) } ?? column
        guard case .text(let text) = rest else { return .plain(rest) }
        switch text.storage {
        case .dictionary(let codes, let texts): return .codes(codes, texts)
        // Most of a block's letters may belong to rows that are not kept.
        case .spans: return .plain(kept == nil ? rest : .text(text.compacted()))
        }
    }

    // MARK: Columns

    private func parse(_ index: Int, _ block: RowBlock, _ rows: inout RowStates) -> Column {
        let field = plan.fields[index]
        switch field.origin {
        case .constant(let text): return parsers[index].constant(text, count: block.rowCount)
        case .duplicate: return .absent(field.target.type, count: block.rowCount)
        case .field(let position):
            let column = parsers[index].parse(position, of: block)
            if field.isQuiet { return column }
            for fault in parsers[index].faults { rows.note(fault, field: index) }
            return column
        }
    }

    private func truths(
        of condition: FilePlan.BoundCondition, _ columns: [Column?], _ links: [[Int32]], _ count: Int
    ) -> [Truth] {
        var inputs: [ColumnPath: Inputs.Input] = [:]
        for (path, source) in condition.sources {
            switch source {
            case .field(let field): inputs[path] = columns[field].map { Inputs.Input($0) }
            case .joined(let column, let link, let then):
                var rows = links[link]
                for next in then { rows = rows.map { $0 < 0 ? -1 : next[Int($0)] } }
                inputs[path] = Inputs.Input(column, rows: rows)
            }
        }
        return condition.expression.truths(
            Inputs(rowCount: count, asOf: plan.asOf, columns: inputs, startOfDay: plan.startOfDay))
    }

    // MARK: Links

    private func look(up link: FilePlan.Link, _ columns: [Column?], _ block: RowBlock, _ rows: inout RowStates)
        -> [Int32]
    {
        guard let table = link.table else { return Array(repeating: -1, count: block.rowCount) }
        var found: [Int32]
        if let column = link.column {
            found = table.rows(column, of: block)
            if block.hasNonASCII || block.hasNUL { checkKeys(found, link, column, block, &rows) }
        } else if let field = link.field, case .text(let text)? = columns[field] {
            found = table.rows(text)
        } else {
            return Array(repeating: -1, count: block.rowCount)
        }
        if link.name == "lead" {
            leaveOut(found, block, &rows)
        } else {
            count(found, link, columns, block, rows)
        }
        for row in found.indices where found[row] < 0 { found[row] = -1 }
        return found
    }

    /// A key that no row has may be no text at all.
    private func checkKeys(
        _ found: [Int32], _ link: FilePlan.Link, _ column: Int, _ block: RowBlock, _ rows: inout RowStates
    ) {
        for row in found.indices where found[row] == IdTable.unknown && rows.isKept(row) {
            let cell = block[row, column]
            if block.isText(cell) { continue }
            rows.set(row, .rejected)
            noteFault(.notText, column: link.keyName, row, cell, block)
        }
    }

    /// Rows of leads that are not in the export, or of none, mean nothing.
    private func leaveOut(_ found: [Int32], _ block: RowBlock, _ rows: inout RowStates) {
        var unknown: [Int] = []
        var unnamed: [Int] = []
        for row in found.indices where found[row] < 0 && rows.isKept(row) {
            rows.set(row, .leftOut)
            if found[row] == IdTable.unknown { unknown.append(row) } else { unnamed.append(row) }
        }
        func key(_ code: Code) -> Troubles.Key { Troubles.Key(code: code, table: plan.table, isFault: false) }
        troubles.note(key(.leadNotExported), unknown) {
            place(of: $0, block, "the lead of this row is not in the export")
        }
        troubles.note(key(.noLeadNamed), unnamed) { place(of: $0, block, "this row names no lead") }
    }

    /// Owners, users and managers that are not in the export leave the row as it is.
    private func count(
        _ found: [Int32], _ link: FilePlan.Link, _ columns: [Column?], _ block: RowBlock, _ rows: RowStates
    ) {
        let code: Code =
            switch link.name {
            case "owner", "from_owner": .ownerUnknown
            case "manager": .managerUnknown
            default: .userUnknown
            }
        let key = Troubles.Key(code: code, table: plan.table, column: link.keyName, isFault: false)
        let nobody = Troubles.Key(code: .nobodyNamed, table: plan.table, column: link.keyName, isFault: false)
        var unknown: [Int] = []
        var nobodies: [Int] = []
        for row in found.indices where found[row] == IdTable.unknown && rows.isKept(row) {
            if isNobody(self.key(of: row, link, columns, block)) { nobodies.append(row) } else { unknown.append(row) }
        }
        troubles.note(nobody, nobodies) { place(of: $0, block, "\(link.keyName) is written out and means nobody") }
        troubles.note(key, unknown) { place(of: $0, block, "no user has the id in \(link.keyName)") }
    }

    private func key(of row: Int, _ link: FilePlan.Link, _ columns: [Column?], _ block: RowBlock) -> [UInt8] {
        if let column = link.column { return block.content(block[row, column]) }
        guard let field = link.field, case .text(let text)? = columns[field] else { return [] }
        return text.bytes(row).map { Array($0) } ?? []
    }

    private func leaveOutLater(_ instants: [Int64], _ block: RowBlock, _ rows: inout RowStates) {
        let asOf = plan.asOf
        guard instants.contains(where: { $0 > asOf }) else { return }
        let later = instants.indices.filter { instants[$0] > asOf && rows.isKept($0) }
        for row in later { rows.set(row, .leftOut) }
        let key = Troubles.Key(code: .afterAsOf, table: plan.table, isFault: false)
        troubles.note(key, later) { place(of: $0, block, "this row is later than as-of") }
    }

    // MARK: Stage changes out of columns

    /// One row for each stage that a row has an instant of.
    private func unpivot(
        _ block: RowBlock, _ columns: [Column?], _ links: [[Int32]], _ states: RowStates, _ output: inout BlockOutput
    ) {
        var sources: [Int32] = []
        var codes: [UInt32] = []
        var instants: [Int64] = []
        let stages = plan.stages.map { stage -> (code: UInt32, values: [Int64]) in
            guard case .instants(let column)? = columns[stage.field] else { return (stage.code, []) }
            return (stage.code, column.values)
        }
        let later = Troubles.Key(code: .afterAsOf, table: plan.table, isFault: false)
        for row in 0..<block.rowCount where states.isKept(row) {
            for stage in stages where !stage.values.isEmpty && stage.values[row] != missing {
                if stage.values[row] > plan.asOf {
                    let name = String(decoding: plan.stageNames[Int(stage.code)], as: UTF8.self)
                    troubles.note(later, place(of: row, block, "the date of '\(name)' is later than as-of"))
                    continue
                }
                sources.append(Int32(row))
                codes.append(stage.code)
                instants.append(stage.values[row])
            }
        }
        var columns = columns.map { $0?.gathered(sources) }
        for (index, field) in plan.fields.enumerated() {
            switch (field.name, field.origin) {
            case ("to_stage", .constant):
                columns[index] = .text(TextColumn(.dictionary(codes: codes, values: plan.stageNames)))
            case ("at", .constant):
                columns[index] = .instants(InstantColumn(values: instants, precision: .millisecond))
            default: break
            }
        }
        finish(
            columns, links.map { $0.gathered(sources) }, RowStates(count: sources.count),
            lineOffsets: plan.wantsLines ? block.allLineOffsets().gathered(sources) : nil, &output)
    }

    // MARK: What is wrong

    private func note(_ fault: CarefulScanner.Fault, in block: Int) {
        let code: Code
        let message: String
        var notes: [String] = []
        switch fault.kind {
        case .ragged(let found):
            code = .raggedRow
            let expected = plan.file.header.names.count
            if found == 1, expected > 1, isWrapped(fault.row) {
                message = "the whole row stands in quotes and is 1 field, the header has \(expected)"
                notes = ["take its outer quotes off, and halve the doubled ones inside; or export it anew"]
            } else {
                message = "the row has \(found) \(found == 1 ? "field" : "fields"), the header has \(expected)"
                if found == 1 { notes = ["is the delimiter another one? say so with 'delimiter'"] }
            }
        case .strayQuote:
            code = .strayQuote
            message = "a quote stands in the middle of a field"
            notes = ["a field with quotes in it is quoted as a whole, and its own quotes are doubled"]
        case .textAfterQuote:
            code = .strayQuote
            message = "text follows the quote that ends a field"
            notes = ["quotes inside a quoted field are doubled"]
        case .malformedRecord(let what):
            code = .malformedRecord
            message = what
        }
        let key = Troubles.Key(code: code, table: plan.table, isFault: true)
        troubles.note(
            key,
            Troubles.Place(
                file: plan.fileNumber, block: block, line: fault.lineOffset, column: fault.column, message: message,
                notes: notes))
        troubles.reject(
            Troubles.Rejected(
                file: plan.fileNumber, block: block, line: fault.rowLineOffset, reason: message, text: fault.row))
    }

    /// Whether a row is a row of its own within quotes, as a program leaves it that takes each line for a text.
    private func isWrapped(_ row: [UInt8]) -> Bool {
        row.first == UInt8(ascii: "\"") && row.contains(plan.file.header.delimiter)
    }

    /// Reports the fields that could not be read, and rejects their rows.
    private func report(_ rows: inout RowStates, _ block: RowBlock) {
        // Of a row whose `where` cannot be read nobody knows whether it is of concern.
        for (fault, field) in rows.faults where field < plan.conditionFieldCount || rows.isConcerned(fault.row) {
            guard case .field(let position) = plan.fields[field].origin else { continue }
            noteFault(fault.kind, column: plan.fields[field].name, fault.row, block[fault.row, position], block)
            rows.set(fault.row, .rejected)
        }
    }

    private func noteFault(
        _ kind: CellFaultKind, column: String, _ row: Int, _ cell: RowBlock.Cell, _ block: RowBlock
    ) {
        let words = FaultWords(kind, block, cell, field: plan.fields.first { $0.name == column })
        let key = Troubles.Key(
            code: words.code, table: plan.table, column: column, value: words.value, isFault: true)
        troubles.note(key, place(of: row, block, words.message, cell, notes: words.notes))
        if rejectedBlock != block.number {
            rejectedBlock = block.number
            rejectedInBlock = []
        }
        if rejectedInBlock.insert(row).inserted {
            troubles.reject(
                Troubles.Rejected(
                    file: plan.fileNumber, block: block.number, line: block.place(row: row).line,
                    reason: "\(column): \(words.message)", text: block.rowText(row)))
        }
    }
    /// A row with two faults is rejected once, whichever fields they are in.
    private var rejectedBlock = -1
    private var rejectedInBlock: Set<Int> = []

    func place(
        of row: Int, _ block: RowBlock, _ message: String, _ cell: RowBlock.Cell? = nil, notes: [String] = []
    ) -> Troubles.Place {
        let place = block.place(row: row, cell: cell)
        return Troubles.Place(
            file: plan.fileNumber, block: block.number, line: place.line, column: place.column, message: message,
            notes: notes)
    }
}
