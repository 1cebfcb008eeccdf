import Columns

/// Upper and lower case by Unicode's simple mappings: one code point becomes one code point, whatever the language.
struct LetterCase: Sendable {
    private let isLower: Bool
    /// Mappings of the code points before U+0600: the letters of Latin, Greek and Cyrillic.
    private let common: [UInt32]

    static let lower = LetterCase(isLower: true)
    static let upper = LetterCase(isLower: false)

    private init(isLower: Bool) {
        self.isLower = isLower
        common = (0..<0x600).map { LetterCase.map($0, isLower: isLower) }
    }

    func callAsFunction(_ scalar: UInt32) -> UInt32 {
        scalar < 0x600 ? common[Int(scalar)] : LetterCase.map(scalar, isLower: isLower)
    }

    func apply(to texts: Texts) -> Texts {
        if let changed = changedASCII(texts) { return changed }
        var arena = TextArena()
        let bytes = texts.arena.span
        let spans = mapped(texts.spans, filling: .none) { span in
            if span.isMissing { return span }
            let start = arena.bytes.count
            append(bytes.extracting(span.range), to: &arena)
            return arena.span(from: start)
        }
        return Texts(spans: spans, arena: arena.bytes, isOfBlock: true)
    }

    /// The same for texts of ASCII alone, which most blocks are made of: ten times as fast. Nil where there is another
    /// letter.
    private func changedASCII(_ texts: Texts) -> Texts? {
        let length = texts.spans.reduce(0) { $1.isMissing ? $0 : $0 + $1.length }
        var changed = [UInt8](repeating: 0, count: length)
        var target = changed.mutableSpan
        let source = texts.arena.span
        let first = isLower ? UInt8(ascii: "A") : UInt8(ascii: "a")
        var end = 0
        var all: UInt8 = 0
        let spans = mapped(texts.spans, filling: .none) { span in
            if span.isMissing { return span }
            let text = source.extracting(span.range)
            for i in text.indices {
                let byte = text[i]
                all |= byte
                target[end + i] = byte ^ (byte &- first < 26 ? 0x20 : 0)
            }
            end += text.count
            return TextSpan(start: end - text.count, length: text.count)
        }
        return all < 0x80 ? Texts(spans: spans, arena: changed, isOfBlock: true) : nil
    }

    private func append(_ text: Span<UInt8>, to arena: inout TextArena) {
        var here = 0
        while here < text.count {
            let byte = text[here]
            if byte < 0x80 {
                arena.append(UInt8(truncatingIfNeeded: common[Int(byte)]))
                here += 1
            } else {
                let (scalar, length) = UTF8Scalar.decode(text, at: here)
                UTF8Scalar.append(self(scalar), to: &arena)
                here += length
            }
        }
    }

    /// Unicode data as Swift has it are of the full mappings (ß → SS); where these are longer than one code point, the
    /// simple mapping is the code point itself but for the few named here.
    private static func map(_ value: UInt32, isLower: Bool) -> UInt32 {
        guard let scalar = Unicode.Scalar(value) else { return value }
        let mapped = isLower ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping
        let scalars = mapped.unicodeScalars
        if scalars.count == 1, let only = scalars.first { return only.value }
        if isLower { return value == 0x130 ? 0x69 : value }
        switch value {
        case 0x1F80...0x1F87, 0x1F90...0x1F97, 0x1FA0...0x1FA7: return value + 8
        case 0x1FB3, 0x1FC3, 0x1FF3: return value + 9
        default: return value
        }
    }
}

/// Code points in well-formed UTF-8.
enum UTF8Scalar {
    /// The code point that begins at a byte, and how many bytes it has.
    @inline(__always)
    static func decode(_ text: Span<UInt8>, at start: Int) -> (value: UInt32, length: Int) {
        let length = min(UTF8Scalar.length(text[start]), text.count - start)
        if length == 1 { return (UInt32(text[start]), 1) }
        var value = UInt32(text[start]) & (0x7F &>> UInt32(length))
        for i in 1..<length { value = value << 6 | UInt32(text[start + i] & 0x3F) }
        return (value, length)
    }

    @inline(__always)
    static func length(_ first: UInt8) -> Int { first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4 }

    static func append(_ value: UInt32, to arena: inout TextArena) {
        guard let scalar = Unicode.Scalar(value) else { return }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { arena.append(byte) }
    }
}
