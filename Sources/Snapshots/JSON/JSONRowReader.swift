import Glibc

/// The records of a file of JSON as rows, block by block: one reader a thread, all over the same `JSONBlocks`.
///
/// The values are copied side by side, in the order of the columns, so that they look like the fields of any other row.
final class JSONRowReader: BlockReader {
    private let blocks: JSONBlocks
    private let columns: [Int]
    private let buffer: BlockBuffer
    private let fields: BlockBuffer
    private var parser: JSONRecordParser
    /// Of the row in hand.
    private var positionCount = 0
    private var hasEscapes = false

    init(_ blocks: JSONBlocks, _ shape: JSONShape, blockSize: Int) {
        self.blocks = blocks
        columns = shape.keys.columns
        parser = JSONRecordParser(shape.keys)
        buffer = BlockBuffer(capacity: blockSize)
        fields = BlockBuffer(capacity: blockSize)
    }

    func next(_ body: (RowBlock, BlockSummary) -> Void) throws(BlockFailure) -> Bool {
        let found: JSONBlocks.Block?
        do { found = try blocks.next(into: buffer) } catch {
            switch error {
            case .block(let failure): throw failure
            // The file was read to its end once, for its keys.
            case .malformed, .tooLong: throw .snapshot(.changed(path: blocks.file.path))
            }
        }
        guard let found else { return false }
        let records = found.records ?? buffer.lineRecords()
        var summary = BlockSummary(
            number: found.number, lines: found.lines, rowsSeen: records.count, byteCount: buffer.length)
        let origins = RowOrigins(buffer, startColumn: found.startColumn, fieldCount: columns.count)
        var lineOffsets: [UInt32] = []
        fields.length = 0
        // Each value loses its quotes or keeps its length, may gain quotes of its own, and is followed by one byte.
        fields.reserve(buffer.length + 3 * records.count * columns.count)
        let positions = unsafe fields.positions(count: records.count * columns.count)
        positionCount = 0
        hasEscapes = false
        for record in records {
            do throws(JSONRecordParser.Fault) {
                unsafe try parser.parse(buffer.bytes, record.range)
                unsafe lay(out: record.range, positions, origins)
                lineOffsets.append(UInt32(record.line))
            } catch {
                let place = origins.place(of: error.at, from: record.range.lowerBound)
                summary.faults.append(
                    CarefulScanner.Fault(
                        kind: .malformedRecord(error.message), lineOffset: record.line + place.lines,
                        column: place.column, rowLineOffset: record.line, row: origins.text(record.range)))
            }
        }
        fields.clearSpare()
        let block = unsafe RowBlock(
            bytes: fields.bytes, positions: positions, rowCount: lineOffsets.count, fieldCount: columns.count,
            hasNonASCII: parser.hasNonASCII || hasEscapes, hasNUL: hasEscapes, lineOffsets: lineOffsets,
            number: found.number, origins: origins)
        body(block, summary)
        return true
    }

    /// Copies the values of the record that was parsed last.
    private func lay(out record: Range<Int>, _ positions: UnsafeMutablePointer<UInt32>, _ origins: RowOrigins) {
        origins.begin(record)
        for key in columns {
            var start = record.lowerBound
            if parser.hasValue(key) {
                let value = parser.values[key]
                let range = Int(value.start)..<Int(value.end)
                start = range.lowerBound
                if value.isEscaped {
                    appendDecoded(range)
                } else {
                    let source = unsafe buffer.bytes + range.lowerBound
                    unsafe (fields.bytes + fields.length).update(from: source, count: range.count)
                    fields.length &+= range.count
                }
                if unsafe start > 0 && buffer.bytes[start - 1] == 0x22 { start -= 1 }
            }
            unsafe positions[positionCount] = UInt32(fields.length)
            positionCount &+= 1
            unsafe fields.bytes[fields.length] = 0x2C
            fields.length &+= 1
            origins.note(start)
        }
    }

    /// A text that begins with a quote would be taken for one in quotes, so it gets some.
    private func appendDecoded(_ range: Range<Int>) {
        hasEscapes = true
        let text = JSONText.decode(
            unsafe Array(UnsafeBufferPointer(start: buffer.bytes + range.lowerBound, count: range.count)))
        let isQuoted = text.first == 0x22
        func append(_ byte: UInt8) {
            unsafe fields.bytes[fields.length] = byte
            fields.length &+= 1
        }
        if isQuoted { append(0x22) }
        for byte in text {
            if isQuoted, byte == 0x22 { append(0x22) }
            append(byte)
        }
        if isQuoted { append(0x22) }
    }
}

/// Where the rows of a block stand in the bytes of the file, and their values in them.
final class RowOrigins {
    private let buffer: BlockBuffer
    private let startColumn: Int
    private let fieldCount: Int
    private var rows: [Range<Int>] = []
    /// By row and field, the first byte of the value; that of the row where it has none.
    private var values: [UInt32] = []

    init(_ buffer: BlockBuffer, startColumn: Int, fieldCount: Int) {
        self.buffer = buffer
        self.startColumn = startColumn
        self.fieldCount = fieldCount
    }

    func begin(_ row: Range<Int>) { rows.append(row) }

    func note(_ value: Int) { values.append(UInt32(value)) }

    func text(of row: Int) -> [UInt8] { text(rows[row]) }

    func text(_ range: Range<Int>) -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: buffer.bytes + range.lowerBound, count: range.count))
    }

    func place(row: Int, field: Int?) -> (lines: Int, column: Int) {
        let start = rows[row].lowerBound
        return place(of: field.map { Int(values[row * fieldCount + $0]) } ?? start, from: start)
    }

    /// Lines between two bytes of the block, and the column of the second.
    func place(of byte: Int, from start: Int) -> (lines: Int, column: Int) {
        let end = min(byte, buffer.length)
        var lines = 0
        for index in start..<max(start, end) where unsafe buffer.bytes[index] == 0x0A { lines += 1 }
        var first = end
        while first > 0, unsafe buffer.bytes[first - 1] != 0x0A { first -= 1 }
        var column = first == 0 ? startColumn : 1
        for index in first..<end where unsafe buffer.bytes[index] & 0xC0 != 0x80 { column += 1 }
        return (lines, column)
    }
}

extension BlockBuffer {
    /// The lines that are not blank.
    func lineRecords() -> [JSONCutter.Record] {
        var records: [JSONCutter.Record] = []
        var start = 0
        var line = 0
        while start < length {
            let found = unsafe memchr(bytes + start, 0x0A, length - start)
            let end = unsafe found.map { unsafe UnsafeRawPointer(bytes).distance(to: UnsafeRawPointer($0)) } ?? length
            if (start..<end).contains(where: { unsafe bytes[$0] > 0x20 }) {
                records.append(JSONCutter.Record(range: start..<end, line: line))
            }
            line &+= 1
            start = end + 1
        }
        return records
    }
}
