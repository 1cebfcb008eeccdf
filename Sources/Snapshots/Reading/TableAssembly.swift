import Columns

/// Puts what was kept of the blocks of a table together, in the order of its files.
struct TableAssembly {
    private let plans: [FilePlan]
    private let readings: [FileReading]
    private let threads: Int
    private let outputs: [BlockOutput]
    /// Row at which each output begins, and the number of rows.
    private let starts: [Int]

    /// - Parameter plans: All with the same columns, links and conditions.
    init(_ plans: [FilePlan], _ readings: [FileReading], threads: Int) {
        self.plans = plans
        self.readings = readings
        self.threads = threads
        outputs = readings.flatMap(\.outputs)
        var starts = [0]
        for output in outputs { starts.append(starts[starts.count - 1] + output.rowCount) }
        self.starts = starts
    }

    var rowCount: Int { starts[starts.count - 1] }

    func column(_ index: Int) -> Column {
        guard let kept = plans.first?.kept[index] else { return .absent(.text, count: 0) }
        switch kept.type {
        case .boolean:
            return .booleans(
                joined(index, none: Truth.isUnknown) { if case .booleans(let values) = $0 { values } else { nil } })
        case .number:
            return .numbers(
                joined(index, none: Double.nan) { if case .numbers(let values) = $0 { values } else { nil } })
        case .date:
            return .dates(joined(index, none: missing) { if case .dates(let values) = $0 { values } else { nil } })
        case .instant:
            let values = joined(index, none: missing) { column -> [Int64]? in
                if case .instants(let column) = column { column.values } else { nil }
            }
            return .instants(InstantColumn(values: values, precision: precision(of: index)))
        case .text: return .text(text(index))
        }
    }

    func link(_ index: Int) -> [Int32] { filled { $0.links[index] } }
    func truths(_ index: Int) -> [Truth] { filled { $0.truths[index] } }

    /// The line on which each row begins; nil where that was not wanted.
    func lines() -> [UInt32]? {
        guard outputs.allSatisfy({ $0.lineOffsets != nil }) else { return nil }
        return outputs.flatMap { output -> [UInt32] in
            let start = UInt32(readings[output.file].lines[output.block])
            return (output.lineOffsets ?? []).map { start + $0 }
        }
    }

    /// The ids of a column that has been parsed as ids, with a place for each of the same length.
    func ids(_ index: Int) -> IdLayout {
        IdLayout(
            outputs.map { output in
                guard case .plain(.text(let column)) = output.columns[index] else {
                    return TextColumn(.spans(Array(repeating: .none, count: output.rowCount), arena: []))
                }
                return column
            }, threads: threads)
    }

    private func precision(of index: Int) -> TimePrecision {
        zip(plans, readings).compactMap { plan, reading -> TimePrecision? in
            guard let field = plan.kept[index].field else { return nil }
            if !plan.stages.isEmpty, plan.fields[field].name == "at" {
                return plan.stages.map { plan.fields[$0.field].target.time?.precision ?? reading.precisions[$0.field] }
                    .max()
            }
            return plan.fields[field].target.time?.precision ?? reading.precisions[field]
        }.max() ?? .millisecond
    }

    private func joined<Value: Sendable>(_ index: Int, none: Value, _ values: @Sendable (Column) -> [Value]?) -> [Value]
    {
        filled { output in
            if case .plain(let column) = output.columns[index], let found = values(column) { return found }
            return Array(repeating: none, count: output.rowCount)
        }
    }

    /// An array of all rows, each output's part copied by whichever thread is free.
    private func filled<Value: Sendable>(_ part: @Sendable (BlockOutput) -> [Value]) -> [Value] {
        unsafe [Value](unsafeUninitializedCapacity: rowCount) { buffer, initialized in
            nonisolated(unsafe) let buffer = unsafe buffer
            Parallel.forEach(outputs.count, threads: rowCount < 1 << 14 ? 1 : threads) { index in
                let values = part(outputs[index])
                unsafe values.withUnsafeBufferPointer { source in
                    guard let base = source.baseAddress, let target = unsafe buffer.baseAddress else { return }
                    unsafe (target + starts[index]).initialize(from: base, count: source.count)
                }
            }
            initialized = rowCount
        }
    }

    // MARK: Text

    /// Distinct texts in byte order and each output's codes among them, while there are few; else spans.
    private func text(_ index: Int) -> TextColumn {
        var distinct: Set<[UInt8]> = []
        var isDictionary = true
        for output in outputs where isDictionary {
            if case .plain = output.columns[index] { isDictionary = false }
        }
        if isDictionary {
            for (plan, reading) in zip(plans, readings) {
                guard let field = plan.kept[index].field else { continue }
                for dictionaries in reading.dictionaries { distinct.formUnion(dictionaries[field].dropFirst()) }
            }
            isDictionary = distinct.count < TextDictionary.limit
        }
        guard isDictionary else { return spans(index) }
        let values = [[]] + distinct.sorted { $0.lexicographicallyPrecedes($1) }
        let codes = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, UInt32($0)) })
        let recoding = zip(plans, readings).map { plan, reading -> [[UInt32]] in
            guard let field = plan.kept[index].field else { return [] }
            return reading.dictionaries.map { dictionaries in dictionaries[field].map { codes[$0, default: 0] } }
        }
        let all: [UInt32] = filled { output in
            guard case .codes(let own) = output.columns[index] else {
                return Array(repeating: 0, count: output.rowCount)
            }
            let table = recoding[output.file][output.worker]
            let source = own.span
            return .filled(own.count) { table[Int(source[$0])] }
        }
        return TextColumn(.dictionary(codes: all, values: values))
    }

    private func spans(_ index: Int) -> TextColumn {
        let parts = outputs.map { output -> (spans: [TextSpan], arena: [UInt8]) in
            switch output.columns[index] {
            case .plain(.text(let column)):
                if case .spans(let spans, let arena) = column.storage { return (spans, arena) }
            case .codes(let codes):
                guard let field = plans[output.file].kept[index].field else { break }
                return spelledOut(codes, readings[output.file].dictionaries[output.worker][field])
            case .plain, .absent: break
            }
            return (Array(repeating: .none, count: output.rowCount), [])
        }
        var arenaStarts = [0]
        for part in parts { arenaStarts.append(arenaStarts[arenaStarts.count - 1] + part.arena.count) }
        let letterStarts = arenaStarts
        let letterCount = arenaStarts[arenaStarts.count - 1]
        nonisolated(unsafe) var spans: [TextSpan] = []
        let arena = unsafe [UInt8](unsafeUninitializedCapacity: letterCount) { letters, written in
            nonisolated(unsafe) let letters = unsafe letters
            unsafe spans = [TextSpan](unsafeUninitializedCapacity: rowCount) { target, spanCount in
                nonisolated(unsafe) let target = unsafe target
                Parallel.forEach(parts.count, threads: threads) { part in
                    let (own, arena) = parts[part]
                    let offset = UInt64(letterStarts[part]) << 24
                    guard let base = unsafe target.baseAddress else { return }
                    for (row, span) in own.enumerated() {
                        let moved = span.isMissing ? span : TextSpan(bits: span.bits &+ offset)
                        unsafe (base + starts[part] + row).initialize(to: moved)
                    }
                    unsafe arena.withUnsafeBufferPointer { source in
                        guard let from = source.baseAddress, let to = unsafe letters.baseAddress else { return }
                        unsafe (to + letterStarts[part]).initialize(from: from, count: source.count)
                    }
                }
                spanCount = rowCount
            }
            written = letterCount
        }
        return unsafe TextColumn(.spans(spans, arena: arena))
    }

    private func spelledOut(_ codes: [UInt32], _ values: [[UInt8]]) -> (spans: [TextSpan], arena: [UInt8]) {
        var arena: [UInt8] = []
        let spans = codes.map { code -> TextSpan in
            if code == 0 { return .none }
            let text = values[Int(code)]
            defer { arena.append(contentsOf: text) }
            return TextSpan(start: arena.count, length: text.count)
        }
        return (spans, arena)
    }
}
