import Testing

@testable import Reports

@Suite struct PlainTextTests {
    @Test(arguments: [
        (0.912, "91.2 %"), (0.95, "95 %"), (0.9499999, "94.9 %"), (1, "100 %"), (0.99999, "99.9 %"), (0.57, "57 %"),
        (0, "0 %"),
    ])
    func roundsSharesDown(share: Double, text: String) {
        #expect(percentage(share) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func groupsDigits(number: Int, text: String) {
        #expect(grouped(number) == text)
    }

    @Test(arguments: [
        ("a\nb", "a b"), ("a\r\n\tb", "a b"), ("\u{1B}[31mred", "\u{FFFD}[31mred"), ("a\u{202E}b", "a\u{FFFD}b"),
        ("Jörg", "Jörg"),
    ])
    func staysOnOneLine(text: String, expected: String) {
        #expect(text.onOneLine == expected)
    }

    @Test(arguments: [("abc", 3), ("Jörg", 4), ("Jo\u{308}rg", 4), ("李雷", 4), ("", 0)])
    func measures(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test func alignsCellsAndLeavesOutEmptyColumns() {
        let collector = Collector()
        var out = ByteWriter { collector.take($0) }
        var table = TextTable(indentation: 2)
        table.addRow(["李雷", "", .init("9", isRight: true), "x"])
        table.addRow(["a", "", .init("100", isRight: true), ""])
        table.addLine("--")
        table.write(to: &out)
        out.flush()
        #expect(String(decoding: collector.bytes, as: UTF8.self) == "  李雷    9  x\n  a     100\n--\n")
    }
}
