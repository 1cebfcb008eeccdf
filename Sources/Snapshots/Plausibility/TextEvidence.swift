import Columns

/// How often the texts of a column occur: whether some of them stand for no value, or are other texts misspelt.
///
/// What one thread saw is added to what the others saw. Cost: three instructions a value.
struct TextEvidence: Sendable {
    /// By the codes of the dictionary of the thread that reads.
    private var counts: [Int] = []
    private var texts: [[UInt8]] = []
    /// Of columns with too many texts to be coded, those that stand for no value.
    private var placeholders: [[UInt8]: Int] = [:]
    private var hasSpans = false

    mutating func take(_ column: TextColumn) {
        switch column.storage {
        case .dictionary(let codes, let values):
            while counts.count < values.count { counts.append(0) }
            texts = values
            var counts = counts.mutableSpan
            for code in codes { counts[Int(code)] &+= 1 }
        case .spans(let spans, let arena):
            hasSpans = true
            for span in spans where !span.isMissing && span.length <= Placeholders.longest {
                if Placeholders.mayBegin(with: arena[span.start]), Placeholders.contains(arena[span.range]) {
                    placeholders[Array(arena[span.range]), default: 0] += 1
                }
            }
        }
    }

    /// Of all threads, by text.
    struct Sum: Sendable {
        private(set) var counts: [[UInt8]: Int] = [:]
        private(set) var placeholders: [[UInt8]: Int] = [:]
        /// More texts than people choose from.
        private var isOpen = false

        private static let mostChoices = 256

        init(_ evidence: TextEvidence) {
            placeholders = evidence.placeholders
            isOpen = evidence.hasSpans || evidence.texts.count > Sum.mostChoices
            for (text, count) in zip(evidence.texts, evidence.counts).dropFirst() where count > 0 {
                if Placeholders.contains(text[...]) { placeholders[text, default: 0] += count }
                if !isOpen { counts[text] = count }
            }
        }

        mutating func merge(_ other: Sum) {
            placeholders.merge(other.placeholders) { $0 + $1 }
            isOpen = isOpen || other.isOpen
            counts = isOpen ? [:] : counts.merging(other.counts) { $0 + $1 }
        }

        /// Texts that occur once and are one letter, or the case of letters, from one that occurs at least twenty times.
        var misspelt: [(text: [UInt8], meant: [UInt8])] {
            guard !isOpen, counts.count <= Sum.mostChoices else { return [] }
            let frequent = counts.filter { $0.value >= 20 }.keys.sorted { $0.lexicographicallyPrecedes($1) }
            let rare = counts.filter { $0.value == 1 }.keys.sorted { $0.lexicographicallyPrecedes($1) }
            // In a list of names each occurs a few times, and many are alike.
            guard rare.count <= 8 else { return [] }
            return rare.compactMap { text in
                frequent.first { Misspelling.isOneLetter(text, from: $0) }.map { (text, $0) }
            }
        }
    }
}

/// Texts that people and programs write where there is no value.
enum Placeholders {
    private static let words: Set<[UInt8]> = Set(
        [
            "select", "-select-", "please select", "n/a", "na", "n.a.", "#n/a", "none", "-none-", "--none--", "null",
            "nil", "unknown",
            "undefined", "-", "--", "---", "?", ".", "tbd", "tba", "xxx", "(not set)", "not set", "(none)", "(blank)",
            "not provided", "[not provided]", "not available", "not applicable", "(unknown)",
        ].map { Array($0.utf8) })

    static let longest = 14

    private static let beginnings: UInt64 = words.reduce(0) { $0 | 1 << UInt64($1[0] & 63) }

    /// Whether a text that begins with this letter may be one: most are not.
    static func mayBegin(with byte: UInt8) -> Bool { beginnings >> UInt64(lowered(byte) & 63) & 1 == 1 }

    static func contains(_ text: ArraySlice<UInt8>) -> Bool {
        text.count <= longest && words.contains(text.map(lowered))
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// Texts that are nearly the same.
enum Misspelling {
    /// Whether two texts differ by the case of letters, by one letter or by a space; digits tell texts apart on purpose.
    static func isOneLetter(_ a: [UInt8], from b: [UInt8]) -> Bool {
        let (short, long) = a.count <= b.count ? (lowered(a), lowered(b)) : (lowered(b), lowered(a))
        guard long.count >= 4, long.count - short.count <= 1, a != b else { return false }
        if short == long { return true }
        let at = zip(short, long).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? short.count
        if (0x30...0x39).contains(long[at]) || at < short.count && (0x30...0x39).contains(short[at]) { return false }
        let rest = long[(at + 1)...]
        return short.count == long.count ? short[(at + 1)...].elementsEqual(rest) : short[at...].elementsEqual(rest)
    }

    private static func lowered(_ text: [UInt8]) -> [UInt8] { text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
}
