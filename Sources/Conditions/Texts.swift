import Columns

/// Stretches of bytes, one a row.
struct Texts: Sendable {
    var spans: ArraySlice<TextSpan>
    var arena: [UInt8]
    /// Whether the arena was made for this block and holds little else; otherwise all blocks share one.
    var isOfBlock = false
}

/// Bytes that texts are written to, one after the other.
struct TextArena {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ text: ArraySlice<UInt8>) -> TextSpan {
        let start = bytes.count
        bytes += text
        return span(from: start)
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// What was appended since the arena had `start` bytes. A text longer than a span can name is missing.
    mutating func span(from start: Int) -> TextSpan {
        guard bytes.count - start <= TextSpan.longest else {
            bytes.removeSubrange(start...)
            return .none
        }
        return TextSpan(start: start, length: bytes.count - start)
    }
}

/// The texts of one block after another.
struct JoinedTexts {
    private(set) var spans: [TextSpan] = []
    private(set) var arena: [UInt8] = []

    init(rowCount: Int) { spans.reserveCapacity(rowCount) }

    mutating func append(_ texts: Texts) {
        guard texts.isOfBlock else {
            arena = texts.arena
            spans += texts.spans
            return
        }
        if spans.isEmpty {
            (arena, spans) = (texts.arena, spans + texts.spans)
            return
        }
        let start = arena.count
        arena += texts.arena
        for span in texts.spans {
            spans.append(span.isMissing ? .none : TextSpan(start: start + span.start, length: span.length))
        }
    }
}
