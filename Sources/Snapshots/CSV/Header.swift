/// The first row of a file: what its columns are called.
struct Header: Hashable, Sendable {
    var names: [String]
    var delimiter: UInt8
    /// The byte at which the first row begins, and the line (from 1) that it is on.
    var dataOffset: Int
    var dataLine: Int
    /// How its records are written, where the file holds JSON.
    var json: JSONShape?

    /// Why a file has no header.
    enum Failure: Error {
        case snapshot(SnapshotError)
        case empty
        case notUTF8(line: Int)
        case unterminatedQuote
        case tooLong
    }

    /// The longest header, in bytes.
    private static let longest = 1 << 20

    /// - Parameter delimiter: Nil takes, of comma, semicolon, tab and pipe, the one that separates most names.
    static func read(_ file: InputFile, delimiter: UInt8?) throws(Failure) -> Header {
        var wanted = 1 << 14
        while true {
            let (bytes, isWhole): ([UInt8], Bool)
            do { (bytes, isWhole) = try file.head(wanted) } catch { throw .snapshot(error) }
            if let header = try parse(bytes, isWhole: isWhole, delimiter: delimiter) { return header }
            if isWhole { throw .unterminatedQuote }
            if wanted >= longest { throw .tooLong }
            wanted *= 4
        }
    }

    /// Nil where the header does not end within the bytes.
    private static func parse(_ bytes: [UInt8], isWhole: Bool, delimiter: UInt8?) throws(Failure) -> Header? {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        // Empty lines before the header are none of it.
        while start < bytes.count, bytes[start] == 0x0A || bytes[start] == 0x0D {
            start += bytes[start] == 0x0D && start + 1 < bytes.count && bytes[start + 1] == 0x0A ? 2 : 1
            line += 1
        }
        guard start < bytes.count else {
            if isWhole { throw .empty }
            return nil
        }
        guard let row = rowEnd(bytes, from: start, isWhole: isWhole) else { return nil }
        let text = bytes[start..<row.end]
        if UTF8Validity.fault(in: text) != nil || text.contains(0) { throw .notUTF8(line: line) }
        let separator = delimiter ?? likeliestDelimiter(text)
        return Header(
            names: names(text, separator), delimiter: separator, dataOffset: row.next, dataLine: line + row.lines)
    }

    /// Where the row ends, where the next begins, and how many lines it takes.
    private static func rowEnd(
        _ bytes: [UInt8], from start: Int, isWhole: Bool
    ) -> (end: Int, next: Int, lines: Int)? {
        var isInQuotes = false
        var lines = 1
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x22 { isInQuotes.toggle() }
            if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D, at + 1 == bytes.count, !isWhole { return nil }
                let length = byte == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
                if !isInQuotes { return (at, at + length, lines) }
                lines += 1
                at += length
                continue
            }
            at += 1
        }
        return isWhole && !isInQuotes ? (at, at, lines) : nil
    }

    private static func likeliestDelimiter(_ row: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isInQuotes = false
        for byte in row {
            if byte == 0x22 { isInQuotes.toggle() }
            if !isInQuotes { counts[byte, default: 0] += 1 }
        }
        var best = UInt8(ascii: ",")
        for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
        where counts[candidate, default: 0] > counts[best, default: 0] {
            best = candidate
        }
        return best
    }

    /// The fields of the row; without blanks around those that are not quoted.
    private static func names(_ row: ArraySlice<UInt8>, _ delimiter: UInt8) -> [String] {
        var names: [String] = []
        var field: [UInt8] = []
        var isInQuotes = false
        var isQuoted = false
        var previousIsQuote = false
        func finish() {
            let text = String(decoding: field, as: UTF8.self)
            let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
            names.append(isQuoted ? text : String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed()))
        }
        for byte in row {
            if byte == 0x22 {
                // The second of two quotes inside a quoted name stands for one.
                if !isInQuotes, previousIsQuote { field.append(byte) }
                isInQuotes.toggle()
                isQuoted = true
                previousIsQuote = !isInQuotes
                continue
            }
            previousIsQuote = false
            if byte == delimiter, !isInQuotes {
                finish()
                field = []
                isQuoted = false
            } else {
                field.append(byte)
            }
        }
        finish()
        return names
    }
}
