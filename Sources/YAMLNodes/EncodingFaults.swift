import Findings

/// What keeps a text from being read as YAML at all: its size, its encoding, characters that no editor shows.
func encodingFaults(in source: SourceText, limits: YAMLReader.Limits) -> [Finding] {
    let bytes = source.bytes
    func place(_ offset: Int) -> Place {
        let start = source.position(byteOffset: offset)
        return Place(path: source.path, range: start..<Position(line: start.line, column: start.column + 1))
    }
    if bytes.count > limits.bytes {
        return [
            .error(
                .tooLarge, "the file has \(bytes.count) bytes, more than the \(limits.bytes) that are read",
                at: place(0))
        ]
    }
    if let encoding = wideEncoding(bytes) {
        return [
            .error(
                .notUTF8, "the text is \(encoding), expected UTF-8", at: place(0),
                notes: ["save the file as UTF-8 (in many editors: Save with Encoding)"])
        ]
    }
    do {
        _ = try UTF8Span(validating: bytes.span)
    } catch {
        let offset = error.byteOffsets.lowerBound
        return [
            .error(
                .notUTF8, "byte \(offset) (0x\(hexadecimal(Int(bytes[offset])))) is not UTF-8", at: place(offset),
                notes: ["the file may be in Windows-1252 or ISO 8859-1: save it as UTF-8"])
        ]
    }
    var findings: [Finding] = []
    for offset in bytes.indices where bytes[offset] < 0x20 || bytes[offset] >= 0x7F {
        guard let code = forbiddenScalar(in: bytes, at: offset) else { continue }
        let name = "U+" + padded(hexadecimal(code), to: 4)
        findings.append(
            .error(
                .controlCharacter, "the text holds \(name), \(meaning(of: code))", at: place(offset),
                notes: ["delete it; text pasted from a word processor or a chat often brings such characters"]))
        if findings.count == 10 { break }
    }
    return findings
}

private func wideEncoding(_ bytes: [UInt8]) -> String? {
    let start = Array(bytes.prefix(4))
    if start == [0xFF, 0xFE, 0, 0] || start == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    if start.count == 4, (start[0] == 0 && start[1] != 0) || (start[0] != 0 && start[1] == 0) { return "UTF-16" }
    return nil
}

/// The scalar that begins at `offset` if YAML does not take it, or takes it for the end of a line where no editor does.
private func forbiddenScalar(in bytes: [UInt8], at offset: Int) -> Int? {
    func byte(_ distance: Int) -> UInt8 { offset + distance < bytes.count ? bytes[offset + distance] : 0 }
    switch byte(0) {
    case 0x09, 0x0A, 0x0D: return nil
    case 0..<0x20, 0x7F: return Int(byte(0))
    case 0xC2 where byte(1) < 0xA0: return Int(byte(1))
    case 0xE2 where byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9): return 0x2000 | Int(byte(2) & 0x3F)
    case 0xEF where byte(1) == 0xBB && byte(2) == 0xBF && offset > 0: return 0xFEFF
    case 0xEF where byte(1) == 0xBF && byte(2) >= 0xBE: return 0xFFC0 | Int(byte(2) & 0x3F)
    default: return nil
    }
}

private func meaning(of code: Int) -> String {
    switch code {
    case 0: "a zero byte: this looks like a binary file"
    case 0x85, 0x2028, 0x2029: "an invisible line separator"
    case 0xFEFF: "a byte order mark in the middle of the text"
    default: "a control character that no editor shows"
    }
}

private func hexadecimal(_ value: Int) -> String { String(value, radix: 16, uppercase: true) }

private func padded(_ digits: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.count)) + digits
}
