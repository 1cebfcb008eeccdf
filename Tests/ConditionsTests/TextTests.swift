import Columns
import Testing

@testable import Conditions

@Suite struct TextTests {
    // MARK: like

    /// Every text and pattern of few letters, against the plainest matcher that can be right.
    @Test func matchesAsTheDefinitionSays() throws {
        let letters = ["a", "é", "%", "_"]
        var words = [""]
        var all = words
        for _ in 0..<4 {
            words = words.flatMap { word in letters.map { word + $0 } }
            all += words
        }
        let texts = all.filter { !$0.contains("%") || $0.count < 3 }
        for pattern in all {
            let matcher = try #require(LikePattern(pattern, escape: nil, ignoresCase: false))
            let column = Sample.spans(texts)
            guard case .spans(let spans, let arena) = column.storage else { return }
            let answers = matcher.matches(Texts(spans: spans[...], arena: arena)).map { $0 == .isTrue }
            let expected = texts.map { plain(Array($0.unicodeScalars)[...], Array(pattern.unicodeScalars)[...]) }
            #expect(answers == expected, "like '\(pattern)'")
        }
    }

    private func plain(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case "%": return (0...text.count).contains { plain(text.dropFirst($0), pattern.dropFirst()) }
        case "_": return !text.isEmpty && plain(text.dropFirst(), pattern.dropFirst())
        default: return text.first == first && plain(text.dropFirst(), pattern.dropFirst())
        }
    }

    /// Many `%` on a text that nearly fits.
    @Test(.timeLimit(.minutes(1))) func matchesInGoodTime() throws {
        let text = String(repeating: "a", count: 20_000)
        let matcher = try #require(
            LikePattern(String(repeating: "%a", count: 100) + "b", escape: nil, ignoresCase: false))
        guard case .spans(let spans, let arena) = Sample.spans([text]).storage else { return }
        #expect(Array(matcher.matches(Texts(spans: spans[...], arena: arena))) == [.isFalse])
    }

    // MARK: Letter case

    @Test(arguments: [
        ("ABC xyz 09", "abc xyz 09", "ABC XYZ 09"), ("Ünï", "ünï", "ÜNÏ"), ("straße", "straße", "STRAßE"),
        ("ЖУк", "жук", "ЖУК"),
        ("İI", "ii", "İI"), ("ǅ", "ǆ", "Ǆ"), ("ᾳᾼ", "ᾳᾳ", "ᾼᾼ"), ("ŉ", "ŉ", "ŉ"), ("ﬁ", "ﬁ", "ﬁ"), ("Ⱥ", "ⱥ", "Ⱥ"),
        ("𐐀𐐨", "𐐨𐐨", "𐐀𐐀"),
        ("日本😀", "日本😀", "日本😀"), ("", "", ""), ("ΑΣ", "ασ", "ΑΣ"),
    ])
    func foldsCodePointByCodePoint(text: String, lower: String, upper: String) {
        guard case .spans(let spans, let arena) = Sample.spans([text, nil, "Ab"]).storage else { return }
        let texts = Texts(spans: spans[...], arena: arena)
        for (rewriting, expected, ascii) in [(Rewriting.lower, lower, "ab"), (.upper, upper, "AB")] {
            let result = rewriting.apply(to: texts)
            let column = TextColumn(.spans(Array(result.spans), arena: result.arena))
            #expect(column.text(0).map { Array($0.utf8) } == Array(expected.utf8))
            #expect(column.text(1) == nil)
            #expect(column.text(2) == ascii)
        }
    }

    // MARK: Time

    @Test(
        arguments: [
            ("1970-01-01", 0), ("2026-03-01", 20_513), ("2000-02-29", 11_016), ("1969-12-31", -1),
            ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
            ("1900-02-29", nil), ("2026-02-29", nil), ("2026-13-01", nil), ("2026-00-10", nil), ("2026-1-1", nil),
            ("0000-01-01", nil), ("2026-01-01 ", nil),
            ("٢٠٢٦-01-01", nil),
        ] as [(String, Int64?)])
    func readsDays(text: String, day: Int64?) { #expect(TimeLiteral.day(text) == day) }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01 00:00:00.5Z", 500), ("1970-01-01t01:00:00+01:00", 0),
            ("1970-01-01T00:00Z", 0),
            ("1969-12-31T23:59:59.999Z", -1), ("1970-01-01T00:00:00.123456Z", 123),
            ("1970-01-01T00:00:00 -0530", 19_800_000), ("1970-01-01T01+01", nil),
            ("1970-01-01T24:00:00Z", nil), ("1970-01-01T00:60:00Z", nil), ("1970-01-01T00:00:60Z", nil),
            ("1970-01-01T00:00:00.Z", nil),
            ("1970-01-01T00:00:00", nil), ("1970-01-01", nil), ("1970-01-01T00:00:00ZZ", nil), ("", nil),
            ("1970-01-01T00:00:00+1", nil),
        ] as [(String, Int64?)])
    func readsInstants(text: String, instant: Int64?) { #expect((try? TimeLiteral.instant(text)) == instant) }
}
