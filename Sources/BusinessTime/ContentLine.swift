/// A line of an iCalendar file, RFC 5545 3.1, after unfolding: `DTSTART;VALUE=DATE:20260101`.
struct ContentLine {
    /// In capitals.
    var name: String
    /// Names in capitals; quotes around a value are taken off.
    var parameters: [(name: String, value: String)]
    var value: String
    /// Where it begins, from 1.
    var line: Int

    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Reads a line that has been unfolded.
    init(_ bytes: ArraySlice<UInt8>, line: Int) throws(ICalendar.Fault) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ICalendar.Fault(line: line, message: "the text is not UTF-8")
        }
        self.line = line
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var value: Substring?
        // Scalars, since a combining mark would make another character of the colon.
        let scalars = text.unicodeScalars
        for index in scalars.indices where value == nil {
            let scalar = scalars[index]
            if scalar == "\"" { isQuoted.toggle() }
            guard !isQuoted, scalar == ";" || scalar == ":" else { continue }
            parts.append(text[start..<index])
            start = scalars.index(after: index)
            if scalar == ":" { value = text[start...] }
        }
        guard let value, !parts[0].isEmpty else {
            throw ICalendar.Fault(line: line, message: "expected a line like 'SUMMARY:New Year', found no colon")
        }
        name = parts[0].uppercased()
        parameters = parts.dropFirst().map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? pair[1].filter { $0 != "\"" } : ""
            return (pair[0].uppercased(), value)
        }
        self.value = String(value)
    }

    /// The lines of a file; what a line break and a blank cut in two is put together again, also within a character.
    ///
    /// - Returns: The unfolded bytes of each line that is not empty, and its number.
    static func unfold(_ bytes: [UInt8]) -> [(bytes: ArraySlice<UInt8>, line: Int)] {
        var lines: [(bytes: ArraySlice<UInt8>, line: Int)] = []
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var number = 1
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            rest = rest[line.endIndex...]
            if rest.starts(with: [0x0D, 0x0A]) { rest = rest.dropFirst(2) } else { rest = rest.dropFirst() }
            if let first = line.first, first == 0x20 || first == 0x09, !lines.isEmpty {
                lines[lines.count - 1].bytes += line.dropFirst()
            } else if !line.isEmpty {
                lines.append((line, number))
            }
            number += 1
        }
        return lines
    }
}

/// The parts of a value between commas that no backslash protects, without their escapes: `a\, b,c` is `a, b` and `c`.
func textList(_ value: String) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in value {
        switch (isEscaped, character) {
        case (false, "\\"): isEscaped = true
        case (false, ","): parts.append("")
        case (true, "n"), (true, "N"):
            parts[parts.count - 1].append("\n")
            isEscaped = false
        default:
            parts[parts.count - 1].append(character)
            isEscaped = false
        }
    }
    return parts
}

/// A text value without its escapes; a comma that should have one is kept.
func text(_ value: String) -> String { textList(value).joined(separator: ",") }
