/// Which bytes a format has to write in another way; runs of all others are written in one piece.
struct ByteSet {
    private let members: [Bool]

    init(_ isMember: (UInt8) -> Bool) {
        members = (0...255).map { isMember(UInt8($0)) }
    }

    func contains(_ byte: UInt8) -> Bool { members[Int(byte)] }

    /// What JSON escapes.
    static let json = ByteSet { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    /// What makes a field of CSV need quotes.
    static let csv = ByteSet { byte in
        [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte)
    }
}

extension ByteWriter {
    /// A field of CSV, in quotes where it has to be.
    mutating func write(field: ArraySlice<UInt8>) { write(field: field.span) }

    mutating func write(field: Span<UInt8>) {
        var needsQuotes = false
        for index in field.indices where ByteSet.csv.contains(field[index]) { needsQuotes = true }
        guard needsQuotes else { return write(field) }
        let quote = UInt8(ascii: "\"")
        write(byte: quote)
        for index in field.indices {
            if field[index] == quote { write(byte: quote) }
            write(byte: field[index])
        }
        write(byte: quote)
    }

    /// A string of JSON with its quotes; the bytes are well-formed UTF-8.
    mutating func write(json text: ArraySlice<UInt8>) {
        write(byte: UInt8(ascii: "\""))
        if text.contains(where: ByteSet.json.contains) { write(escapedJSON(text)) } else { write(text) }
        write(byte: UInt8(ascii: "\""))
    }
}

/// What stands between the quotes of a JSON string.
func escapedJSON(_ text: some Sequence<UInt8>) -> [UInt8] {
    var escaped: [UInt8] = []
    for byte in text {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): escaped += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): escaped += "\\n".utf8
        case UInt8(ascii: "\r"): escaped += "\\r".utf8
        case UInt8(ascii: "\t"): escaped += "\\t".utf8
        case _ where ByteSet.json.contains(byte):
            escaped += "\\u00".utf8
            escaped += [hexDigit(byte >> 4), hexDigit(byte & 15)]
        default: escaped.append(byte)
        }
    }
    return escaped
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
