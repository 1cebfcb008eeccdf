import Columns

/// Functions from text to text.
enum Rewriting: Sendable {
    case lower, upper, trim, ltrim, rtrim

    func apply(to texts: Texts) -> Texts {
        switch self {
        case .lower: LetterCase.lower.apply(to: texts)
        case .upper: LetterCase.upper.apply(to: texts)
        case .trim: trimmed(texts, start: true, end: true)
        case .ltrim: trimmed(texts, start: true, end: false)
        case .rtrim: trimmed(texts, start: false, end: true)
        }
    }

    /// Only U+0020 is trimmed: what else looks like a space differs from one database to the next.
    private func trimmed(_ texts: Texts, start: Bool, end: Bool) -> Texts {
        let arena = texts.arena.span
        let space = UInt8(ascii: " ")
        let spans = mapped(texts.spans, filling: .none) { span in
            if span.isMissing { return span }
            var (low, high) = (span.range.lowerBound, span.range.upperBound)
            while start, low < high, arena[low] == space { low += 1 }
            while end, low < high, arena[high - 1] == space { high -= 1 }
            return TextSpan(start: low, length: high - low)
        }
        return Texts(spans: spans, arena: texts.arena, isOfBlock: texts.isOfBlock)
    }

    /// Code points, one count a row.
    static func lengths(of texts: Texts) -> ArraySlice<Double> {
        let arena = texts.arena.span
        return mapped(texts.spans, filling: .nan) { span in
            if span.isMissing { return .nan }
            var count = 0
            let text = arena.extracting(span.range)
            for i in text.indices where text[i] & 0xC0 != 0x80 { count += 1 }
            return Double(count)
        }
    }
}
