import CScan

/// The rows of a file of separated values, block by block: one reader a thread, all over the same `RecordBlocks`.
final class RowReader: BlockReader {
    private let blocks: RecordBlocks
    private let delimiter: UInt8
    private let fieldCount: Int
    /// Letter by letter from the start, since quotes do not tell where rows end.
    private let isCareful: Bool
    private let buffer: BlockBuffer
    private var isOver = false

    init(_ blocks: RecordBlocks, delimiter: UInt8, fieldCount: Int, isCareful: Bool, blockSize: Int) {
        self.blocks = blocks
        self.delimiter = delimiter
        self.fieldCount = fieldCount
        self.isCareful = isCareful
        buffer = BlockBuffer(capacity: blockSize)
    }

    /// Shows the next block to `body`; false at the end of the file.
    func next(_ body: (RowBlock, BlockSummary) -> Void) throws(BlockFailure) -> Bool {
        if isCareful { return try nextCarefully(body) }
        guard let number = try blocks.next(into: buffer) else { return false }
        let positions = unsafe buffer.positions(spare: Int(CSCAN_SPARE_POSITIONS))
        let found = unsafe cscan_index(buffer.bytes, buffer.length, delimiter, positions)
        if found.has_stray_quotes || found.ends_in_quotes { throw .needsCare }
        let rowCount = Int(found.record_ends)
        var summary = BlockSummary(
            number: number, lines: rowCount + Int(found.quoted_line_ends), rowsSeen: rowCount,
            byteCount: buffer.length)
        if unsafe isRectangular(positions, found) {
            let block = unsafe RowBlock(
                bytes: buffer.bytes, positions: positions, rowCount: rowCount, fieldCount: fieldCount,
                hasNonASCII: found.has_non_ascii, hasNUL: found.has_nul, lineOffsets: nil, number: number)
            body(block, summary)
        } else {
            var scanner = CarefulScanner(delimiter: delimiter, fieldCount: fieldCount)
            let rest = scanner.scan(buffer, isEnd: true)
            precondition(rest.isEmpty && scanner.lines == summary.lines, "a block holds whole rows")
            summary.rowsSeen = scanner.rowsSeen
            summary.faults = scanner.faults
            body(block(of: scanner, number), summary)
        }
        return true
    }

    private func nextCarefully(_ body: (RowBlock, BlockSummary) -> Void) throws(BlockFailure) -> Bool {
        guard !isOver, let (number, isEnd) = try blocks.nextUncut(into: buffer) else { return false }
        var scanner = CarefulScanner(delimiter: delimiter, fieldCount: fieldCount)
        let byteCount = buffer.length
        let rest = scanner.scan(buffer, isEnd: isEnd)
        var summary = BlockSummary(
            number: number, lines: scanner.lines, rowsSeen: scanner.rowsSeen, byteCount: byteCount - rest.count,
            faults: scanner.faults, openQuote: scanner.openQuote)
        if !isEnd {
            summary.isTooLong = rest.count > RecordBlocks.longestRow
            blocks.putBack(rest)
        }
        isOver = summary.isTooLong
        body(block(of: scanner, number), summary)
        return true
    }

    private func block(of scanner: CarefulScanner, _ number: Int) -> RowBlock {
        unsafe RowBlock(
            bytes: buffer.bytes, positions: buffer.writtenPositions, rowCount: scanner.rowCount,
            fieldCount: fieldCount, hasNonASCII: true, hasNUL: true, lineOffsets: scanner.lineOffsets, number: number)
    }

    /// Whether each row has as many fields as the header: then every such separator ends a row, and no other does.
    private func isRectangular(_ positions: UnsafeMutablePointer<UInt32>, _ found: cscan_block) -> Bool {
        let rowCount = Int(found.record_ends)
        guard Int(found.separators) == rowCount * fieldCount else { return false }
        var mismatches = 0
        for row in 0..<rowCount {
            let byte = unsafe buffer.bytes[Int(positions[row &* fieldCount &+ fieldCount &- 1])]
            mismatches &+= byte == delimiter ? 1 : 0
        }
        guard mismatches == 0 else { return false }
        if fieldCount > 1 { return true }
        // An empty line is no row, even where a row is a single field.
        for row in 0..<rowCount {
            let length = unsafe positions[row] &- positions[row - 1] &- 1
            if length == 0 || length == 1, unsafe buffer.bytes[Int(positions[row]) - Int(length)] <= 0x0D {
                return false
            }
        }
        return true
    }
}
