/// Whole rows of a file, each with as many fields as the header. Valid only until the buffer is filled again.
///
/// Safe because the accessors stay within the buffer: a cell comes from the positions, and words may be loaded up to
/// `BlockBuffer.spare` bytes beyond it.
@safe struct RowBlock {
    private let bytes: UnsafePointer<UInt8>
    private let positions: UnsafePointer<UInt32>
    let rowCount: Int
    let fieldCount: Int
    let hasNonASCII: Bool
    let hasNUL: Bool
    /// Lines between the start of the block and the start of each row; nil where rows and lines are the same.
    let lineOffsets: [UInt32]?
    /// Which block of the file this is, from 0.
    let number: Int
    /// Where the rows stand in the file, if they do not stand there as they stand here.
    private let origins: RowOrigins?

    init(
        bytes: UnsafePointer<UInt8>, positions: UnsafePointer<UInt32>, rowCount: Int, fieldCount: Int,
        hasNonASCII: Bool, hasNUL: Bool, lineOffsets: [UInt32]?, number: Int, origins: RowOrigins? = nil
    ) {
        unsafe self.bytes = bytes
        unsafe self.positions = positions
        self.rowCount = rowCount
        self.fieldCount = fieldCount
        self.hasNonASCII = hasNonASCII
        self.hasNUL = hasNUL
        self.lineOffsets = lineOffsets
        self.number = number
        self.origins = origins
    }

    /// A field without the quotes around it.
    struct Cell {
        var start: Int
        var length: Int
        /// Quotes stood around it: those inside are doubled.
        var isQuoted: Bool

        @inline(__always) var range: Range<Int> { start..<start + length }
    }

    @inline(__always)
    subscript(row: Int, field: Int) -> Cell { cells(field)[row] }

    /// The cells of one field by row, for loops: what is the same for all of them is worked out once.
    @safe struct Cells {
        fileprivate let bytes: UnsafePointer<UInt8>
        /// Where the field of the first row ends.
        fileprivate let ends: UnsafePointer<UInt32>
        fileprivate let stride: Int
        fileprivate let isLast: Bool

        @inline(__always)
        subscript(row: Int) -> Cell {
            let index = row &* stride
            let start = unsafe Int(ends[index &- 1] &+ 1)
            var end = unsafe Int(ends[index])
            // The CR of a CRLF is no part of the last field.
            if isLast, end > start, unsafe bytes[end] == 0x0A, unsafe bytes[end &- 1] == 0x0D { end &-= 1 }
            if unsafe bytes[start] == 0x22, end &- start >= 2 {
                return Cell(start: start &+ 1, length: end &- start &- 2, isQuoted: true)
            }
            return Cell(start: start, length: end &- start, isQuoted: false)
        }

        /// As `RowBlock.word`.
        @inline(__always)
        func word(_ index: Int) -> UInt64 {
            unsafe UInt64(littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
        }
    }

    @inline(__always)
    func cells(_ field: Int) -> Cells {
        unsafe Cells(bytes: bytes, ends: positions + field, stride: fieldCount, isLast: field == fieldCount &- 1)
    }

    @inline(__always)
    func byte(_ index: Int) -> UInt8 { unsafe bytes[index] }

    /// Eight bytes, the first in the lowest place.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        unsafe UInt64(littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    func halfWord(_ index: Int) -> UInt32 {
        unsafe UInt32(littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt32.self))
    }

    /// The bytes of a cell, with doubled quotes made single.
    func content(_ cell: Cell) -> [UInt8] {
        let raw = unsafe Array(UnsafeBufferPointer(start: bytes + cell.start, count: cell.length))
        guard cell.isQuoted, raw.contains(0x22) else { return raw }
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var isSecond = false
        for byte in raw {
            isSecond = byte == 0x22 && !isSecond
            if !isSecond { result.append(byte) }
        }
        return result
    }

    /// Whether a quoted cell holds quotes, so that `content` differs from its bytes.
    @inline(__always)
    func hasDoubledQuotes(_ cell: Cell) -> Bool {
        guard cell.isQuoted else { return false }
        for index in cell.range where unsafe bytes[index] == 0x22 { return true }
        return false
    }

    /// Appends the bytes of a cell that has no doubled quotes.
    @inline(__always)
    func append(_ cell: Cell, to arena: inout [UInt8]) {
        unsafe arena.append(contentsOf: UnsafeBufferPointer(start: bytes + cell.start, count: cell.length))
    }

    /// Whether a cell's bytes are `text`.
    @inline(__always)
    func equals(_ cell: Cell, _ text: [UInt8]) -> Bool {
        guard cell.length == text.count else { return false }
        for index in 0..<cell.length where unsafe bytes[cell.start &+ index] != text[index] { return false }
        return true
    }

    /// Where the bytes of a row begin and end, without its line ending.
    func rowRange(_ row: Int) -> Range<Int> {
        let start = unsafe Int(positions[row &* fieldCount &- 1] &+ 1)
        var end = unsafe Int(positions[(row &+ 1) &* fieldCount &- 1])
        if end > start, unsafe bytes[end] == 0x0A, unsafe bytes[end &- 1] == 0x0D { end &-= 1 }
        return start..<end
    }

    func rawBytes(_ range: Range<Int>) -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count))
    }

    /// The bytes of a row as they stand in the file, without its line ending.
    func rowText(_ row: Int) -> [UInt8] { origins?.text(of: row) ?? rawBytes(rowRange(row)) }

    /// Where a cell of a row begins, quotes and all, or the row: lines from the start of the block, and the column in
    /// Unicode scalars from 1.
    func place(row: Int, cell: Cell? = nil) -> (line: Int, column: Int) {
        if let origins {
            let field = cell.flatMap { cell in (0..<fieldCount).first { self[row, $0].start == cell.start } }
            let place = origins.place(row: row, field: field)
            return (Int(lineOffsets?[row] ?? 0) + place.lines, place.column)
        }
        let byte = cell.map { $0.isQuoted ? $0.start - 1 : $0.start } ?? rowRange(row).lowerBound
        return (lineOffset(row: row, byte: byte), columnNumber(ofByte: byte))
    }

    /// Lines between the start of the block and a byte of a row.
    func lineOffset(row: Int, byte: Int) -> Int {
        let start = rowRange(row).lowerBound
        if let lineOffsets { return Int(lineOffsets[row]) + lineEnds(start..<byte) }
        return lineEnds(0..<byte)
    }

    /// Of every row; what `lineOffset` gives for its first byte.
    func allLineOffsets() -> [UInt32] {
        if let lineOffsets { return lineOffsets }
        var offsets: [UInt32] = []
        offsets.reserveCapacity(rowCount)
        var lines = 0
        var at = 0
        for row in 0..<rowCount {
            let start = rowRange(row).lowerBound
            lines += lineEnds(at..<start)
            at = start
            offsets.append(UInt32(lines))
        }
        return offsets
    }

    /// The column of a byte in its line: Unicode scalars from 1.
    func columnNumber(ofByte byte: Int) -> Int {
        var start = byte
        while start > 0, unsafe bytes[start - 1] != 0x0A, unsafe bytes[start - 1] != 0x0D { start -= 1 }
        var column = 1
        for index in start..<byte where unsafe bytes[index] & 0xC0 != 0x80 { column += 1 }
        return column
    }

    private func lineEnds(_ range: Range<Int>) -> Int {
        var count = 0
        for index in range {
            let byte = unsafe bytes[index]
            let next = unsafe bytes[index + 1]
            if byte == 0x0A || byte == 0x0D && next != 0x0A { count += 1 }
        }
        return count
    }
}
