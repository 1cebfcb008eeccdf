import Columns

/// A pattern of `like`: `%` stands for any text, `_` for one code point, everything else for itself.
struct LikePattern: Sendable {
    private enum Part: Hashable {
        case byte(UInt8)
        case any
        case anything
    }

    /// The longest pattern that may be written in a condition: long ones cost much on long texts.
    static let greatestLength = 1000

    private var parts: [Part] = []
    private let ignoresCase: Bool

    /// Nil where the pattern ends with its escape character.
    init?(_ pattern: String, escape: Unicode.Scalar?, ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if !isEscaped, scalar == escape {
                isEscaped = true
            } else if !isEscaped, scalar == "%" {
                if parts.last != .anything { parts.append(.anything) }
            } else if !isEscaped, scalar == "_" {
                parts.append(.any)
            } else {
                isEscaped = false
                var arena = TextArena()
                UTF8Scalar.append(ignoresCase ? LetterCase.lower(scalar.value) : scalar.value, to: &arena)
                parts += arena.bytes.map(Part.byte)
            }
        }
        if isEscaped { return nil }
    }

    func matches(_ texts: Texts) -> ArraySlice<Truth> {
        let texts = ignoresCase ? Rewriting.lower.apply(to: texts) : texts
        let arena = texts.arena.span
        return mapped(texts.spans, filling: 0) { span in
            span.isMissing ? .isUnknown : matches(arena.extracting(span.range)) ? .isTrue : .isFalse
        }
    }

    /// Goes on from the last `%` whenever the rest does not fit: at most (length of text) × (length of pattern) steps.
    private func matches(_ text: Span<UInt8>) -> Bool {
        let parts = parts.span
        var (here, part) = (0, 0)
        var retry: (here: Int, part: Int)?
        while true {
            if part == parts.count {
                if here == text.count { return true }
            } else {
                switch parts[part] {
                case .anything:
                    part += 1
                    if part == parts.count { return true }
                    retry = (here, part)
                    continue
                case .any where here < text.count:
                    here += UTF8Scalar.length(text[here])
                    part += 1
                    continue
                case .byte(let byte) where here < text.count && text[here] == byte:
                    here += 1
                    part += 1
                    continue
                case .any, .byte:
                    break
                }
            }
            guard let last = retry, last.here < text.count else { return false }
            here = last.here + UTF8Scalar.length(text[last.here])
            part = last.part
            retry = (here, part)
        }
    }

    /// A pattern for each row; one that ends with its escape character matches nothing.
    static func matches(
        _ texts: Texts, patterns: Texts, escape: Unicode.Scalar?, ignoresCase: Bool
    ) -> ArraySlice<Truth> {
        var result = [Truth](repeating: .isUnknown, count: texts.spans.count)
        for (i, (text, pattern)) in zip(texts.spans, patterns.spans).enumerated()
        where !text.isMissing && !pattern.isMissing {
            let spelt = String(decoding: patterns.arena[pattern.range], as: UTF8.self)
            let matcher = LikePattern(spelt, escape: escape, ignoresCase: ignoresCase)
            let one = Texts(spans: [text], arena: texts.arena)
            result[i] = matcher?.matches(one).first ?? .isFalse
        }
        return result[...]
    }
}
