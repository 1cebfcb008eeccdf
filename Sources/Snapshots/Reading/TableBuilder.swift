import Columns
import Threads

/// Puts what is kept of a table's blocks together, in the order of its files, while they are read.
///
/// A block that is done before its predecessors waits for them. So the columns grow in place: what was kept of a block is
/// copied once, from memory that is still near, and its own memory is used again at once.
final class TableBuilder: Sendable {
    private let plans: [FilePlan]
    private let state: Lock<State>

    /// - Parameter plans: All with the same columns, links and conditions.
    init(_ plans: [FilePlan]) {
        self.plans = plans
        state = Lock(State(plans))
    }

    /// Takes what was kept of a block of the file that is being read.
    func add(_ output: BlockOutput) {
        state.withLock { state in
            guard output.block == state.nextBlock else {
                state.waiting[output.block] = output
                return
            }
            state.append(output, plans)
            while let next = state.waiting.removeValue(forKey: state.nextBlock) { state.append(next, plans) }
        }
    }

    /// Begins the next file.
    func begin(_ file: Int) {
        state.withLock { $0.begin(plans[file]) }
    }

    /// What has been put together; the builder is empty afterwards.
    ///
    /// - Parameter precisions: Of the instants of each kept column.
    func finish(precisions: [TimePrecision]) -> Table {
        state.withLock { state in
            var columns: [(name: String, column: Column)] = []
            var ids: IdLayout?
            for (index, kept) in (plans.first?.kept ?? []).enumerated() {
                if case .ids(var builder) = state.columns[index] {
                    state.columns[index] = .numbers([])
                    ids = builder.layout()
                } else {
                    columns.append((kept.name, state.columns[index].column(precision: precisions[index])))
                }
            }
            let links = state.links
            let truths = state.truths
            let lines = plans.first?.wantsLines == true ? state.lines : nil
            let result = Table(
                rowCount: state.rowCount, columns: columns, ids: ids, links: links, truths: truths, lines: lines,
                fileStarts: state.fileStarts)
            state = State([])
            return result
        }
    }

    struct Table: Sendable {
        var rowCount: Int
        var columns: [(name: String, column: Column)]
        /// The ids of a table that others refer to.
        var ids: IdLayout?
        /// In the order of `FilePlan.links` and `FilePlan.conditions`.
        var links: [[Int32]]
        var truths: [[Truth]]
        var lines: [UInt32]?
        /// The row with which each file begins.
        var fileStarts: [Int]
    }

    private struct State {
        var columns: [ColumnBuilder]
        var links: [[Int32]]
        var truths: [[Truth]]
        var lines: [UInt32] = []
        var rowCount = 0
        var fileStarts: [Int] = []
        /// The line on which the next block begins.
        var line = 1
        var nextBlock = 0
        var waiting: [Int: BlockOutput] = [:]

        init(_ plans: [FilePlan]) {
            let plan = plans.first
            columns = (plan?.kept ?? []).map { kept in
                let field = kept.field.flatMap { plan?.fields[$0] }
                return ColumnBuilder(
                    kept.type, isID: field?.isID ?? false, isPresence: field?.target.isPresence ?? false)
            }
            links = Array(repeating: [], count: plan?.links.count ?? 0)
            truths = Array(repeating: [], count: plan?.conditions.count ?? 0)
        }

        mutating func begin(_ plan: FilePlan) {
            fileStarts.append(rowCount)
            line = plan.file.header.dataLine
            nextBlock = 0
            waiting = [:]
        }

        mutating func append(_ output: BlockOutput, _ plans: [FilePlan]) {
            nextBlock += 1
            if output.rowCount > 0 {
                if rowCount == 0 { reserve(for: output, plans) }
                for index in columns.indices {
                    columns[index].append(
                        output.columns[index], rowCount: output.rowCount, worker: output.file << 16 | output.worker)
                }
                for index in links.indices { links[index].append(contentsOf: output.links[index]) }
                for index in truths.indices { truths[index].append(contentsOf: output.truths[index]) }
                if let offsets = output.lineOffsets {
                    let start = UInt32(line)
                    lines.append(contentsOf: offsets.lazy.map { start + $0 })
                }
                rowCount += output.rowCount
            }
            line += output.lines
        }

        /// Room for as many rows as the files have, if all of them are like the first ones. Memory that is not used
        /// after all costs nothing; too little of it is copied once more.
        private mutating func reserve(for first: BlockOutput, _ plans: [FilePlan]) {
            let bytes = plans.reduce(0) { $0 + $1.file.file.size }
            let blocks = Double(bytes) / Double(max(1, first.byteCount))
            guard blocks > 4 else { return }
            // Of the first rows, few may be kept of which more are later: there is room for all.
            let rows = Int(Double(max(first.rowCount, first.lines)) * blocks * 1.15) + 4096
            for index in columns.indices { columns[index].reserve(rows, like: first.columns[index], first.rowCount) }
            for index in links.indices { links[index].reserveLargely(rows) }
            for index in truths.indices { truths[index].reserveLargely(rows) }
        }
    }
}

/// A column that grows block by block.
private enum ColumnBuilder: Sendable {
    case numbers([Double])
    case truths([Truth])
    case dates([Int64])
    case instants([Int64])
    case codes(CodeBuilder)
    case spans(SpanBuilder)
    case ids(IdBuilder)

    init(_ type: ValueType, isID: Bool, isPresence: Bool) {
        self =
            switch type {
            case .number: .numbers([])
            case .boolean: .truths([])
            case .date: .dates([])
            case .instant: .instants([])
            case .text: isID ? .ids(IdBuilder()) : .codes(CodeBuilder(isPresence: isPresence))
            }
    }

    mutating func append(_ values: BlockOutput.Values, rowCount: Int, worker: Int) {
        // Each builder is taken out of the enum while it grows: it would be copied otherwise.
        switch self {
        case .numbers(var all):
            self = .dates([])
            if case .plain(.numbers(let new)) = values {
                all.append(contentsOf: new)
            } else {
                all.append(contentsOf: repeatElement(.nan, count: rowCount))
            }
            self = .numbers(all)
        case .truths(var all):
            self = .dates([])
            if case .plain(.booleans(let new)) = values {
                all.append(contentsOf: new)
            } else {
                all.append(contentsOf: repeatElement(.isUnknown, count: rowCount))
            }
            self = .truths(all)
        case .dates(var all):
            self = .dates([])
            if case .plain(.dates(let new)) = values {
                all.append(contentsOf: new)
            } else {
                all.append(contentsOf: repeatElement(missing, count: rowCount))
            }
            self = .dates(all)
        case .instants(var all):
            self = .dates([])
            if case .plain(.instants(let new)) = values {
                all.append(contentsOf: new.values)
            } else {
                all.append(contentsOf: repeatElement(missing, count: rowCount))
            }
            self = .instants(all)
        case .codes(var builder):
            self = .dates([])
            if builder.append(values, rowCount: rowCount, worker: worker) {
                self = .codes(builder)
            } else {
                var spans = SpanBuilder(builder)
                spans.append(values, rowCount: rowCount)
                self = .spans(spans)
            }
        case .spans(var builder):
            self = .dates([])
            builder.append(values, rowCount: rowCount)
            self = .spans(builder)
        case .ids(var builder):
            self = .dates([])
            builder.append(values)
            self = .ids(builder)
        }
    }

    mutating func reserve(_ rows: Int, like first: BlockOutput.Values, _ firstRows: Int) {
        func letters() -> Int {
            guard case .plain(.text(let column)) = first, case .spans(_, let arena) = column.storage else { return 0 }
            return rows * arena.count / max(1, firstRows)
        }
        switch self {
        case .numbers(var all):
            all.reserveLargely(rows)
            self = .numbers(all)
        case .truths(var all):
            all.reserveLargely(rows)
            self = .truths(all)
        case .dates(var all):
            all.reserveLargely(rows)
            self = .dates(all)
        case .instants(var all):
            all.reserveLargely(rows)
            self = .instants(all)
        case .codes(var builder):
            builder.codes.reserveLargely(rows)
            self = .codes(builder)
        case .spans(var builder):
            builder.reserve(rows, letters: letters())
            self = .spans(builder)
        case .ids(var builder):
            builder.expectedRows = rows
            self = .ids(builder)
        }
    }

    func column(precision: TimePrecision) -> Column {
        switch self {
        case .numbers(let all): .numbers(all)
        case .truths(let all): .booleans(all)
        case .dates(let all): .dates(all)
        case .instants(let all): .instants(InstantColumn(values: all, precision: precision))
        case .codes(let builder): .text(TextColumn(.dictionary(codes: builder.codes, values: builder.values)))
        case .spans(let builder): .text(TextColumn(.spans(builder.spans, arena: builder.arena)))
        case .ids(let builder): .text(TextColumn(.spans(builder.spans, arena: builder.arena)))
        }
    }
}

/// Codes of all blocks among the distinct texts of all threads, numbered as they turn up in the table.
private struct CodeBuilder: Sendable {
    var codes: [UInt32] = []
    private(set) var values: [[UInt8]] = [[]]
    private var codeOfText: [[UInt8]: UInt32] = [:]
    /// By thread, what its codes are here; `unset` for those that have not turned up yet.
    private var recodings: [Int: [UInt32]] = [:]
    private static let unset = UInt32.max
    /// One and the same text stands for all.
    private let isPresence: Bool

    init(isPresence: Bool) {
        self.isPresence = isPresence
        if isPresence { values.append(ColumnParser.presentText) }
    }

    /// False, and nothing appended, where the texts are spans or too many.
    mutating func append(_ new: BlockOutput.Values, rowCount: Int, worker: Int) -> Bool {
        switch new {
        case .absent:
            codes.append(contentsOf: repeatElement(0, count: rowCount))
            return true
        case .plain(.text(let column)) where isPresence:
            codes.append(contentsOf: (0..<rowCount).map { column.isMissing($0) ? 0 : 1 })
            return true
        case .plain: return false
        case .codes(let own, _) where isPresence:
            codes.append(contentsOf: own.map { min($0, 1) })
            return true
        case .codes(let own, let texts):
            var recoding = recodings.removeValue(forKey: worker) ?? [0]
            defer { recodings[worker] = recoding }
            while recoding.count < texts.count { recoding.append(CodeBuilder.unset) }
            // Those that are new are numbered in the order of the rows, whatever thread read them first.
            if recoding.contains(CodeBuilder.unset) {
                for code in own where recoding[Int(code)] == CodeBuilder.unset {
                    guard let known = codeHere(of: texts[Int(code)]) else { return false }
                    recoding[Int(code)] = known
                }
            }
            let table = recoding.span
            let source = own.span
            codes.append(contentsOf: [UInt32].filled(own.count) { table[Int(source[$0])] })
            return true
        }
    }

    private mutating func codeHere(of text: [UInt8]) -> UInt32? {
        if let code = codeOfText[text] { return code }
        guard values.count <= TextDictionary.limit else { return nil }
        let code = UInt32(values.count)
        values.append(text)
        codeOfText[text] = code
        return code
    }
}

/// Texts side by side.
private struct SpanBuilder: Sendable {
    private(set) var spans: [TextSpan] = []
    private(set) var arena: [UInt8] = []

    /// The texts of a column that had few distinct ones so far.
    init(_ builder: CodeBuilder) {
        // As many rows as there are to be, each with as many letters as those that are there.
        let rows = max(builder.codes.capacity, builder.codes.count)
        let letters = builder.codes.reduce(0) { $0 + builder.values[Int($1)].count }
        reserve(rows, letters: Int(Double(letters) / Double(max(1, builder.codes.count)) * Double(rows)))
        spell(builder.codes, builder.values)
    }

    mutating func reserve(_ rows: Int, letters: Int) {
        spans.reserveLargely(rows)
        arena.reserveLargely(letters)
    }

    mutating func append(_ new: BlockOutput.Values, rowCount: Int) {
        switch new {
        case .codes(let codes, let texts): spell(codes, texts)
        case .plain(.text(let column)):
            if case .spans(let own, let letters) = column.storage {
                let offset = UInt64(arena.count) << 24
                let source = own.span
                spans.append(
                    contentsOf: [TextSpan].filled(own.count) { row in
                        source[row].isMissing ? source[row] : TextSpan(bits: source[row].bits &+ offset)
                    })
                arena.append(contentsOf: letters)
            }
        case .plain, .absent: spans.append(contentsOf: repeatElement(.none, count: rowCount))
        }
    }

    private mutating func spell(_ codes: [UInt32], _ texts: [[UInt8]]) {
        for code in codes {
            if code == 0 {
                spans.append(.none)
            } else {
                spans.append(TextSpan(start: arena.count, length: texts[Int(code)].count))
                arena.append(contentsOf: texts[Int(code)])
            }
        }
    }
}

extension Array {
    /// Room for so many elements, in large pages where there are any.
    mutating func reserveLargely(_ count: Int) {
        reserveCapacity(count)
        let capacity = capacity
        unsafe withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe LargePages.advise(UnsafeMutableBufferPointer(start: base, count: capacity))
        }
    }
}
