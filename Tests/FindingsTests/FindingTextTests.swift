import Findings
import Testing

private func place(_ line: Int, _ columns: Range<Int>, path: String = "a.yaml") -> Place {
    Place(
        path: path,
        range: Position(line: line, column: columns.lowerBound)..<Position(line: line, column: columns.upperBound))
}

private func lines(_ text: String, _ finding: Finding, width: Int = 120) -> [String] {
    var words = FindingText(sources: [SourceText(path: "a.yaml", text: text)])
    words.sourceWidth = width
    return words.full(finding).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

@Test func showsTheWholeFinding() {
    let text = String(repeating: "\n", count: 13) + "    within: 4 fortnights\n"
    let finding = Finding.error(
        .unknownKey, "unknown unit 'fortnights'", at: place(14, 15..<25), notes: ["units are minutes and hours"],
        related: [.init(place: place(9, 1..<1), message: "first here")])
    #expect(
        lines(text, finding) == [
            "a.yaml:14:15: error: unknown unit 'fortnights' [LP0010]",
            "14 |     within: 4 fortnights",
            "   |               ^^^^^^^^^^",
            "   = units are minutes and hours",
            "   = first here, a.yaml:9:1",
            " 9 |",
            "   | -",
        ])
}

@Test func showsWhatHasNoPlaceOrNoSource() {
    let finding = Finding.warning(.tag, "odd", at: nil)
    #expect(lines("", finding) == ["warning: odd [LP0020]"])
    let elsewhere = Finding.warning(.tag, "odd", at: place(1, 1..<2, path: "b.yaml"))
    #expect(lines("", elsewhere) == ["b.yaml:1:1: warning: odd [LP0020]"])
}

/// The source line and its carets, for lines that are hard to underline.
@Test(arguments: [
    ("\tkey: v", 2..<5, "    key: v", "    ^^^"),
    ("名前: x", 1..<3, "名前: x", "^^^^"),
    ("e\u{301}a: x", 3..<4, "e\u{301}a: x", " ^"),
    ("a: \u{1B}[31m", 4..<5, "a: \u{241B}[31m", "   ^"),
    ("a: \u{202E}x", 4..<5, "a: \u{FFFD}x", "   ^"),
    ("ab", 3..<3, "ab", "  ^"),
    ("ab", 40..<50, "ab", "  ^"),
    ("", 1..<1, "", "^"),
])
func underlines(text: String, columns: Range<Int>, source: String, carets: String) {
    let shown = lines(text, .error(.tag, "odd", at: place(1, columns)))
    #expect(shown[1] == (source.isEmpty ? "1 |" : "1 | " + source))
    #expect(shown[2] == "  | " + carets)
}

@Test func underlinesToTheEndOfTheFirstLine() {
    let range = Position(line: 1, column: 3)..<Position(line: 3, column: 2)
    let shown = lines("a: b  \nc\nd", .error(.tag, "odd", at: Place(path: "a.yaml", range: range)))
    #expect(shown[1...] == ["1 | a: b", "  |   ^^"])
}

@Test(arguments: [1, 50, 500, 999_990])
func cutsALongLine(column: Int) {
    let text = String(repeating: "0123456789", count: 100_000)
    let shown = lines(text, .error(.tag, "odd", at: place(1, column..<column + 5)), width: 60)
    #expect(shown[1].count <= 4 + 62 && shown[2].count <= 4 + 62)
    let caret = shown[2].firstIndex(of: "^").map { shown[2].distance(from: shown[2].startIndex, to: $0) } ?? -1
    let under = Array(shown[1])[caret]
    #expect(String(under) == String((column - 1) % 10))
}

@Test func keepsAMessageOnOneLine() {
    let finding = Finding.error(.unknownKey, "unknown key 'a\n\u{1B}[0m'", at: nil)
    #expect(lines("", finding) == ["error: unknown key 'a\\n\\u{1B}[0m' [LP0010]"])
}

@Test func paintsByRole() {
    let style = TextStyle { role, text in role == .caret ? "<\(text)>" : text }
    let words = FindingText(sources: [SourceText(path: "a.yaml", text: "ab")], style: style)
    #expect(words.full(.error(.tag, "odd", at: place(1, 2..<3))).hasSuffix("  |  <^>"))
}

@Test func sortsByPlaceAndDropsRepetitions() {
    let late = Finding.error(.tag, "late", at: place(3, 1..<2))
    let early = Finding.warning(.tag, "early", at: place(2, 1..<2))
    let error = Finding.error(.tag, "error", at: place(2, 1..<2))
    let other = Finding.error(.tag, "other file", at: place(1, 1..<2, path: "b.yaml"))
    #expect(
        [late, other, early, error, late].inReadingOrder().map(\.message) == ["error", "early", "late", "other file"])
    #expect([late, early, error].summary == "2 errors, 1 warning")
}

@Test func everyCodeHasItsOwnNumberAndAPage() {
    let ids = Code.all.map(\.id)
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    for code in Code.all {
        #expect(code.id.count == 6 && code.id.hasPrefix("LP"))
        #expect(code.page.count > 60, "\(code.id) has no page")
    }
}

@Test(arguments: [
    ("touhc", ["touch", "reply"], "touch"), ("us-eats", ["us-east", "uk"], "us-east"), ("TOUCH", ["touch"], "touch"),
    ("nothing", ["touch", "reply"], nil), ("a", ["b"], nil), ("A", ["a"], "a"), ("uks", ["uk"], "uk"),
    ("", ["abc"], nil),
])
func findsTheNearest(word: String, among: [String], expected: String?) {
    #expect(nearest(to: word, among: among) == expected)
}

@Test func findsPositionsAndOffsets() {
    let source = SourceText(path: "a", bytes: [0xEF, 0xBB, 0xBF] + Array("á: x\r\nb\rc\n".utf8))
    #expect(source.line(1) == "á: x" && source.line(2) == "b" && source.line(3) == "c" && source.line(4) == "")
    #expect(source.line(5) == nil && source.line(0) == nil)
    #expect(source.position(byteOffset: 5) == Position(line: 1, column: 2))
    #expect(source.position(byteOffset: 0) == Position(line: 1, column: 1))
    #expect(source.text(in: Position(line: 1, column: 1)..<Position(line: 2, column: 2)) == "á: x\r\nb")
    var cursor = TextCursor(source)
    for offset in [5, 6, 3, 9, 11, 3] { #expect(cursor.move(to: source.position(byteOffset: offset)) == offset) }
}
