/// Finds rows letter by letter and says what is wrong with those that are not as RFC 4180 has them.
///
/// The plain code that runs where the vector kernel met something it does not understand. Good rows are moved together,
/// so that they look like any other block; the others are reported and dropped.
struct CarefulScanner {
    /// What is wrong with the structure of a row.
    struct Fault {
        enum Kind {
            case ragged(found: Int)
            /// A quote in a field that does not begin with one.
            case strayQuote
            /// Text between the quote that ends a field and the next delimiter.
            case textAfterQuote
            /// A record of JSON that breaks its grammar.
            case malformedRecord(String)
        }
        var kind: Kind
        /// Lines between the start of the block and the fault.
        var lineOffset: Int
        /// In Unicode scalars from 1.
        var column: Int
        /// The row's first line, likewise, and its bytes.
        var rowLineOffset: Int
        var row: [UInt8]
    }

    let delimiter: UInt8
    let fieldCount: Int
    private(set) var faults: [Fault] = []
    private(set) var lineOffsets: [UInt32] = []
    /// Lines of all rows that were consumed, good ones and others.
    private(set) var lines = 0
    /// Rows that were consumed, good ones and others; empty lines are none.
    private(set) var rowsSeen = 0
    /// Where a quote was opened that nothing closes before the end of the bytes.
    private(set) var openQuote: (lineOffset: Int, column: Int)?

    init(delimiter: UInt8, fieldCount: Int) {
        self.delimiter = delimiter
        self.fieldCount = fieldCount
    }

    /// Scans the bytes of a buffer and leaves the good rows at its start.
    ///
    /// - Parameter isEnd: No more bytes follow: what is left without a line end is a row too.
    /// - Returns: The bytes that were not consumed because their row is not complete.
    mutating func scan(_ buffer: BlockBuffer, isEnd: Bool) -> [UInt8] {
        faults = []
        lineOffsets = []
        lines = 0
        rowsSeen = 0
        openQuote = nil
        let count = buffer.length
        let bytes = unsafe buffer.bytes
        let positions = unsafe buffer.positions(spare: fieldCount + 1)
        var separators: [Int] = []
        var written = 0
        var positionCount = 0
        var start = 0
        while start < count {
            separators.removeAll(keepingCapacity: true)
            guard let row = unsafe scanRow(bytes, start, count, isEnd, &separators) else { break }
            let length = row.end - start
            if row.isBlank {
                // An empty line is no row.
            } else if let (kind, at) = row.fault {
                rowsSeen += 1
                unsafe report(kind, at: at, bytes, row: start..<row.end)
            } else if separators.count != fieldCount {
                rowsSeen += 1
                unsafe report(.ragged(found: separators.count), at: start, bytes, row: start..<row.end)
            } else {
                rowsSeen += 1
                lineOffsets.append(UInt32(lines))
                for separator in separators {
                    unsafe positions[positionCount] = UInt32(separator - start + written)
                    positionCount += 1
                }
                if written != start { unsafe (bytes + written).update(from: bytes + start, count: length) }
                written += length
                // A last row without a line end gets one, in place of the byte after it.
                if separators.last == row.end {
                    unsafe bytes[written] = 0x0A
                    written += 1
                }
            }
            lines += row.lines
            start = row.end
        }
        let rest = start < count ? unsafe Array(UnsafeBufferPointer(start: bytes + start, count: count - start)) : []
        buffer.length = written
        buffer.clearSpare()
        return rest
    }

    var rowCount: Int { lineOffsets.count }

    private struct Row {
        /// After its line end.
        var end: Int
        var lines: Int
        var isBlank: Bool
        var fault: (Fault.Kind, at: Int)?
    }

    /// One row from `start` on; nil where it is not complete.
    private mutating func scanRow(
        _ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ count: Int, _ isEnd: Bool, _ separators: inout [Int]
    ) -> Row? {
        var row = Row(end: start, lines: 0, isBlank: false, fault: nil)
        var at = start
        while true {
            // At the start of a field.
            if at < count, unsafe bytes[at] == 0x22 {
                let opening = at
                at += 1
                while true {
                    guard at < count else {
                        if isEnd { unsafe noteOpenQuote(bytes, start, opening) }
                        return nil
                    }
                    let byte = unsafe bytes[at]
                    at += 1
                    if byte == 0x22 {
                        if at < count, unsafe bytes[at] == 0x22 { at += 1 } else { break }
                    } else if byte == 0x0A {
                        row.lines += 1
                    } else if byte == 0x0D {
                        if at == count, !isEnd { return nil }
                        let next = at < count ? unsafe bytes[at] : 0
                        if next != 0x0A { row.lines += 1 }
                    }
                }
                // A quote at the end of the bytes may be the first of two.
                if at == count, !isEnd { return nil }
                if at < count, !(unsafe isSeparator(bytes[at])) {
                    row.fault = row.fault ?? (.textAfterQuote, at)
                }
            }
            while at < count, !(unsafe isSeparator(bytes[at])) {
                if unsafe bytes[at] == 0x22, row.fault == nil { row.fault = (.strayQuote, at) }
                at += 1
            }
            if at == count {
                guard isEnd else { return nil }
                separators.append(at)
                row.end = at
                row.lines += 1
                return row
            }
            let byte = unsafe bytes[at]
            if byte == delimiter {
                separators.append(at)
                at += 1
                continue
            }
            if byte == 0x0D, at + 1 == count, !isEnd { return nil }
            let next = at + 1 < count ? unsafe bytes[at + 1] : 0
            let hasLineFeed = byte == 0x0D && next == 0x0A
            row.isBlank = at == start
            if hasLineFeed { at += 1 }
            separators.append(at)
            row.end = at + 1
            row.lines += 1
            return row
        }
    }

    @inline(__always)
    private func isSeparator(_ byte: UInt8) -> Bool { byte == delimiter || byte == 0x0A || byte == 0x0D }

    private mutating func noteOpenQuote(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ opening: Int) {
        let place = unsafe place(of: opening, in: bytes, from: start)
        openQuote = (lines + place.lines, place.column)
    }

    private mutating func report(
        _ kind: Fault.Kind, at: Int, _ bytes: UnsafeMutablePointer<UInt8>, row range: Range<Int>
    ) {
        let place = unsafe place(of: at, in: bytes, from: range.lowerBound)
        var row = unsafe Array(UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count))
        while let last = row.last, last == 0x0A || last == 0x0D { row.removeLast() }
        faults.append(
            Fault(
                kind: kind, lineOffset: lines + place.lines, column: place.column, rowLineOffset: lines, row: row))
    }

    private func place(
        of byte: Int, in bytes: UnsafeMutablePointer<UInt8>, from start: Int
    ) -> (lines: Int, column: Int) {
        var lines = 0
        var column = 1
        for index in start..<byte {
            let here = unsafe bytes[index]
            let next = index + 1 < byte ? unsafe bytes[index + 1] : 0
            if here == 0x0A || here == 0x0D && next != 0x0A {
                lines += 1
                column = 1
            } else if here & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (lines, column)
    }
}
