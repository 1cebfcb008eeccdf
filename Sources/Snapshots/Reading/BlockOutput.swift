import Columns

/// What was kept of one block.
struct BlockOutput: Sendable {
    /// A column of the kept rows.
    enum Values: Sendable {
        case plain(Column)
        /// With the texts that the thread which read the block has met so far.
        case codes([UInt32], [[UInt8]])
        /// The file lacks the column.
        case absent
    }

    var file: Int
    var block: Int
    /// Which thread of this file's reading.
    var worker: Int
    /// Lines and bytes of all its rows, kept or not.
    var lines: Int
    var byteCount: Int
    var rowCount: Int
    /// In the order of `FilePlan.kept`.
    var columns: [Values]
    /// In the order of `FilePlan.links`: rows of the joined tables, −1 for none.
    var links: [[Int32]]
    /// In the order of `FilePlan.conditions`.
    var truths: [[Truth]]
    /// Lines from the start of the block, where they are wanted.
    var lineOffsets: [UInt32]?
}

extension Column {
    /// The values of some rows, in the order given.
    func gathered(_ rows: [Int32]) -> Column {
        switch self {
        case .booleans(let values): .booleans(values.gathered(rows))
        case .numbers(let values): .numbers(values.gathered(rows))
        case .dates(let values): .dates(values.gathered(rows))
        case .instants(let column):
            .instants(InstantColumn(values: column.values.gathered(rows), precision: column.precision))
        case .text(let column):
            switch column.storage {
            case .dictionary(let codes, let values):
                .text(TextColumn(.dictionary(codes: codes.gathered(rows), values: values)))
            case .spans(let spans, let arena): .text(TextColumn(.spans(spans.gathered(rows), arena: arena)))
            }
        }
    }

    /// A column of rows without values.
    static func absent(_ type: ValueType, count: Int) -> Column {
        switch type {
        case .boolean: .booleans(Array(repeating: .isUnknown, count: count))
        case .number: .numbers(Array(repeating: .nan, count: count))
        case .date: .dates(Array(repeating: missing, count: count))
        case .instant:
            .instants(InstantColumn(values: Array(repeating: missing, count: count), precision: .millisecond))
        case .text: .text(TextColumn(.dictionary(codes: Array(repeating: 0, count: count), values: [[]])))
        }
    }
}

extension TextColumn {
    /// Without letters that no row has.
    func compacted() -> TextColumn {
        guard case .spans(let spans, let arena) = storage else { return self }
        var letters: [UInt8] = []
        letters.reserveCapacity(spans.reduce(0) { $0 + ($1.isMissing ? 0 : $1.length) })
        let moved = [TextSpan].filled(spans.count) { row in
            let span = spans[row]
            if span.isMissing { return .none }
            defer { letters.append(contentsOf: arena[span.range]) }
            return TextSpan(start: letters.count, length: span.length)
        }
        return TextColumn(.spans(moved, arena: letters))
    }
}

extension Array {
    /// The elements at some indices, in the order given.
    func gathered(_ rows: [Int32]) -> [Element] {
        let source = span
        let rows = rows.span
        return .filled(rows.count) { source[Int(rows[$0])] }
    }
}
