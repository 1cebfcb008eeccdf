@testable import Snapshots

/// Texts as the rows of a block with one quoted or unquoted field each; the block lives for the length of `body`.
func withBlock<Result>(_ texts: [String], _ body: (RowBlock) throws -> Result) rethrows -> Result {
    let fields = texts.map { text in
        let needsQuotes =
            text.contains { "\",\r\n".contains($0) } || text.unicodeScalars.contains { $0.value == 0x0D0A }
        return needsQuotes || text.isEmpty ? "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\"" : text
    }
    return try withBlock(bytes: fields.map { Array($0.utf8) }, body)
}

/// Fields as they stand in a file, one a row.
func withBlock<Result>(bytes fields: [[UInt8]], _ body: (RowBlock) throws -> Result) rethrows -> Result {
    let buffer = BlockBuffer(capacity: 1)
    var bytes: [UInt8] = []
    for field in fields { bytes += field + [0x2C, 0x7A, 0x0A] }
    buffer.take(bytes)
    buffer.clearSpare()
    let positions = unsafe buffer.positions(spare: 64)
    var count = 0
    var at = 0
    for field in fields {
        unsafe positions[count] = UInt32(at + field.count)
        unsafe positions[count + 1] = UInt32(at + field.count + 2)
        count += 2
        at += field.count + 3
    }
    let block = unsafe RowBlock(
        bytes: buffer.bytes, positions: positions, rowCount: fields.count, fieldCount: 2,
        hasNonASCII: bytes.contains { $0 >= 0x80 }, hasNUL: bytes.contains(0), lineOffsets: nil, number: 0)
    return try withExtendedLifetime(buffer) { try body(block) }
}
