import Columns
import Testing

@Suite struct KeyOrderTests {
    /// Against a sort by comparing whole texts: ids that begin alike, that count, that end early, twice or missing.
    @Test(arguments: ["", "00Q5g00000", "CRM-LEAD-2026-"], 1...20)
    func ranksAreThoseOfASort(prefix: String, seed: Int) {
        var random = SplitMix64(seed: seed)
        let letters = Array("aZ09\u{e4}-")
        let texts = (0..<200).map { _ -> String? in
            if Int.random(in: 0..<20, using: &random) == 0 { return nil }
            let tail = (0..<Int.random(in: 0...(seed % 2 == 0 ? 12 : 3), using: &random)).map { _ in
                letters.pick(&random)
            }
            return prefix + (seed % 5 == 0 ? "same letters" : "") + String(tail)
        }
        let order = texts.indices.sorted { a, b in
            let (one, other) = (texts[a].map { Array($0.utf8) }, texts[b].map { Array($0.utf8) })
            guard let one, let other, one != other else {
                return (one == nil) != (other == nil) ? one == nil : a < b
            }
            return one.lexicographicallyPrecedes(other)
        }
        var ranks = [Int32](repeating: 0, count: texts.count)
        for (place, row) in order.enumerated() { ranks[row] = Int32(place) }
        var arena: [UInt8] = []
        let spans = texts.map { text -> TextSpan in
            guard let text else { return .none }
            defer { arena += text.utf8 }
            return TextSpan(start: arena.count, length: text.utf8.count)
        }
        #expect(TextColumn(texts).ranks() == ranks)
        #expect(TextColumn(.spans(spans, arena: arena)).ranks() == ranks)
        // Where they stand in order already, and where but one does.
        let sorted = order.map { spans[$0] }
        #expect(TextColumn(.spans(sorted, arena: arena)).ranks() == Array(0..<200))
        let turned = [sorted[199]] + sorted.dropLast()
        let isAlone = texts[order[199]] != texts[order[198]]
        #expect(TextColumn(.spans(turned, arena: arena)).ranks()[0] == 199 || !isAlone)
    }

    @Test func keysAreSortedStably() {
        let keys: [UInt64] = [5, 1 << 63, 5, 0, 1 << 40, 5, .max, 0]
        #expect(order(ofKeys: keys) == [3, 7, 0, 2, 5, 4, 1, 6])
        #expect(order(ofKeys: keys) { $0 > $1 } == [7, 3, 5, 2, 0, 4, 1, 6])
        #expect(order(ofKeys: []).isEmpty)
        #expect(TextColumn([]).ranks().isEmpty)
    }
}
