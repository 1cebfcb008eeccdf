/// A text with its path and where each of its lines begins.
public struct SourceText: Sendable {
    public let path: String
    public let bytes: [UInt8]
    /// Byte offset of the first byte of each line; LF, CRLF and a lone CR end a line. A byte order mark is no part of the
    /// first line.
    private let lineStarts: [Int]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        let count = bytes.count
        var index = 0
        while index < count {
            let byte = bytes[index]
            index += 1
            if byte == 0x0A || byte == 0x0D && (index == count || bytes[index] != 0x0A) { starts.append(index) }
        }
        lineStarts = starts
    }

    public init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    public var lineCount: Int { lineStarts.count }

    /// Byte offset of the first byte of a line (from 1); past the last line, the end of the text.
    public func start(ofLine number: Int) -> Int {
        if number < 1 { return lineStarts[0] }
        return number <= lineStarts.count ? lineStarts[number - 1] : bytes.count
    }

    /// The line (from 1) without its line ending; ill-formed UTF-8 shows as U+FFFD. Nil past the end.
    public func line(_ number: Int) -> String? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The position of a byte; offsets past the end give the end.
    public func position(byteOffset: Int) -> Position {
        let offset = min(max(byteOffset, lineStarts[0]), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = String(decoding: bytes[lineStarts[low]..<offset], as: UTF8.self)
        return Position(line: low + 1, column: before.unicodeScalars.count + 1)
    }

    /// The text between two positions, line endings as they stand.
    public func text(in range: Range<Position>) -> String {
        var cursor = TextCursor(self)
        let start = cursor.move(to: range.lowerBound)
        let end = cursor.move(to: range.upperBound)
        return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
    }
}

/// Finds the byte offsets of positions; cheap for positions asked for in rising order, however long the lines are.
public struct TextCursor: Sendable {
    public let source: SourceText
    private var position = Position(line: 1, column: 1)
    private var offset: Int

    public init(_ source: SourceText) {
        self.source = source
        offset = source.start(ofLine: 1)
    }

    /// The byte offset of a position; columns past the end of a line give the end of the text or run into the next line.
    ///
    /// - Complexity: O(*n*), *n* the scalars since the last position asked for on this line, or since the line's start.
    public mutating func move(to target: Position) -> Int {
        if target.line != position.line || target.column < position.column {
            position = Position(line: target.line, column: 1)
            offset = source.start(ofLine: target.line)
        }
        let bytes = source.bytes
        while position.column < target.column, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            position.column += 1
        }
        return offset
    }
}
