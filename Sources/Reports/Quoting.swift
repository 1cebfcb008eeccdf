/// Which bytes a format has to write in another way; runs of all others are written in one piece.
struct ByteSet {
    /// A bit for each byte.
    private var members: SIMD4<UInt64> = .zero

    init(_ isMember: (UInt8) -> Bool) {
        for byte in UInt8.min...UInt8.max where isMember(byte) { members[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool { members[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    /// What JSON escapes.
    static let json = ByteSet { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    /// What makes a field of CSV need quotes.
    static let csv = ByteSet { byte in
        [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte)
    }
}

extension Span<UInt8> {
    /// Whether a field of CSV has to be quoted.
    var needsQuotes: Bool {
        let needing = ByteSet.csv
        var isFound = false
        for index in indices where needing.contains(self[index]) { isFound = true }
        return isFound
    }
}

extension ByteWriter {
    /// A field of CSV, in quotes where it has to be.
    package mutating func write(field: ArraySlice<UInt8>) { write(field: field.span) }

    mutating func write(field: Span<UInt8>) {
        guard field.needsQuotes else { return write(field) }
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

extension String {
    /// As the text of an element or the value of an attribute; what XML 1.0 cannot hold shows as U+FFFD.
    var inXML: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text.append(contentsOf: "&amp;".unicodeScalars)
            case "<": text.append(contentsOf: "&lt;".unicodeScalars)
            case ">": text.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": text.append(contentsOf: "&quot;".unicodeScalars)
            case "\n", "\t": text.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": text.append("\u{FFFD}")
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    /// What Markdown or HTML would take for a sign of its own stands behind a backslash.
    var inMarkdown: String {
        var result = ""
        for character in self {
            if "\\`*_[]<>|#&~".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// As the path of a URI: what RFC 3986 does not let stand is percent-encoded.
    var inURI: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}

extension String {
    /// As text in HTML, in an element or in quotes.
    ///
    /// Scalar by scalar: a quotation mark with an accent on it is another character to Swift, and still ends an attribute.
    package var escapedForHTML: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;".unicodeScalars
            case "<": result += "&lt;".unicodeScalars
            case ">": result += "&gt;".unicodeScalars
            case "\"": result += "&quot;".unicodeScalars
            case "'": result += "&#39;".unicodeScalars
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
