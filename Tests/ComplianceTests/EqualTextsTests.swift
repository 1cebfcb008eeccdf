import Columns
import Testing

@testable import Compliance

@Suite struct EqualTextsTests {
    /// Rows in more than one part, of which a few thousand texts turn up again and again.
    private static let texts: [String?] = {
        var state: UInt64 = 7
        return (0..<90_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Int(state >> 33) % 9000
            return number % 50 == 0
                ? nil : "\(number % 3 == 0 ? "someone.with.a.long.name+" : "é")\(number)@example.com"
        }
    }()

    private static func column(isDictionary: Bool) -> TextColumn {
        let column = TextColumn(texts)
        if isDictionary { return column }
        var arena: [UInt8] = []
        let spans = texts.indices.map { row -> TextSpan in
            guard let text = column.bytes(row) else { return .none }
            defer { arena += text }
            return TextSpan(start: arena.count, length: text.count)
        }
        return TextColumn(.spans(spans, arena: arena))
    }

    @Test(arguments: [1, 2, 7], [false, true])
    func findsTheFirstOfEachText(threads: Int, isDictionary: Bool) {
        // The order by which a row comes first is not that of the rows.
        let key = { @Sendable (row: Int) in (row &* 7919) % 90_001 }
        var best: [String: Int] = [:]
        for (row, text) in Self.texts.enumerated() {
            if let text, best[text].map({ key(row) < key($0) }) ?? true { best[text] = row }
        }
        let column = Self.column(isDictionary: isDictionary)
        let texts = EqualTexts(rowCount: Self.texts.count, threads: threads) { rows in
            switch column.storage {
            case .dictionary(let codes, let values): TextColumn(.dictionary(codes: Array(codes[rows]), values: values))
            case .spans(let spans, let arena): TextColumn(.spans(Array(spans[rows]), arena: arena))
            }
        }
        let first = texts.first(threads: threads) { key($0) < key($1) }
        #expect(first == Self.texts.map { text in text.flatMap { best[$0] }.map { Int32($0) } ?? -1 })
    }

    @Test func numbersTextsAlikeWhereTheyAreEqual() {
        let numbers = Self.column(isDictionary: false).numbersOfDistinctTexts(threads: 2)
        let known = Self.column(isDictionary: true).numbersOfDistinctTexts(threads: 2)
        #expect(zip(numbers, known).allSatisfy { ($0 == 0) == ($1 == 0) })
        #expect(Set(zip(numbers, known).map { [$0, $1] }).count == Set(known).count)
        #expect(Set(numbers).count == Set(known).count)
    }

    @Test func findsNothingWhereThereIsNothing() {
        let texts = EqualTexts(rowCount: 0, threads: 2) { _ in TextColumn([]) }
        #expect(texts.first(threads: 2, by: <).isEmpty)
    }
}
