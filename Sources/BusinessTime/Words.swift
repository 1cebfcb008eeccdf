/// A text of a few words separated by blanks; each knows where it stands.
struct Words {
    struct Word {
        /// In lower case.
        var text: String
        /// Offsets in Unicode scalars from the start of the text.
        var range: Range<Int>
    }

    private(set) var rest: ArraySlice<Word>
    /// From the first word to the last; everything where there is no word.
    let range: Range<Int>

    init(_ text: String) {
        var words: [Word] = []
        var current: [Unicode.Scalar] = []
        var offset = 0
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                if !current.isEmpty { words.append(Word(current, endingAt: offset)) }
                current = []
            } else {
                current.append(scalar)
            }
            offset += 1
        }
        if !current.isEmpty { words.append(Word(current, endingAt: offset)) }
        rest = words[...]
        range = words.isEmpty ? 0..<offset : words[0].range.lowerBound..<words[words.count - 1].range.upperBound
    }

    var next: Word? { rest.first }

    mutating func take() -> Word? { rest.popFirst() }

    /// Takes the next word if it is this one.
    mutating func take(_ text: String) -> Bool {
        guard rest.first?.text == text else { return false }
        rest.removeFirst()
        return true
    }

    /// Where something is missing: the end of the text.
    var end: Range<Int> { range.upperBound..<range.upperBound }
}

extension Words.Word {
    fileprivate init(_ scalars: [Unicode.Scalar], endingAt end: Int) {
        self.init(text: string(scalars).lowercased(), range: end - scalars.count..<end)
    }
}
