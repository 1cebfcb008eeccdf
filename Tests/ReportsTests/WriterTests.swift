import Testing

@testable import Reports

/// What a body writes, as text.
private func written(_ body: (inout ByteWriter) -> Void) -> String {
    let collector = Collector()
    var writer = ByteWriter { collector.take($0) }
    body(&writer)
    writer.flush()
    return String(decoding: collector.bytes, as: UTF8.self)
}

private func json(_ body: (inout JSONWriter) -> Void) -> String {
    let collector = Collector()
    var writer = JSONWriter(ByteWriter { collector.take($0) })
    body(&writer)
    writer.finish()
    return String(decoding: collector.bytes, as: UTF8.self)
}

@Suite struct ByteWriterTests {
    @Test(arguments: [0, 7, 10, 99, 100, -1, -250, Int.max, Int.min])
    func writesIntegers(number: Int) {
        #expect(written { $0.write(number) } == String(number))
    }

    @Test(arguments: [
        (Int64(0), "0"), (1000, "1"), (250, "0.25"), (1, "0.001"), (90_000, "90"), (-1500, "-1.5"), (61_010, "61.01"),
    ])
    func writesSeconds(milliseconds: Int64, text: String) {
        #expect(written { $0.write(secondsOf: milliseconds) } == text)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (1_783_087_509_000, "2026-07-03T14:05:09Z"),
        (1_709_164_800_123, "2024-02-29T00:00:00.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
    ])
    func writesInstants(instant: Int64, text: String) {
        #expect(written { $0.write(instant: instant) } == text)
    }

    @Test func handsOnWhatIsLongerThanItsBuffer() {
        let long = String(repeating: "ä", count: 200_000)
        #expect(written { for _ in 0..<3 { $0.write(long) } } == long + long + long)
    }
}

@Suite struct JSONWriterTests {
    @Test func nestsAndIndents() {
        let text = json { json in
            json.object { object in
                object.pair("a", 1)
                object.key("none")
                object.list { _ in }
                object.key("row")
                object.object(onOneLine: true) { row in
                    row.pair("x", [String]())
                    row.pair("y", ["p", "q"])
                    row.pair("z", 0.5)
                }
                object.pair("gone", nil as String?)
            }
        }
        #expect(
            text == """
                {
                  "a": 1,
                  "none": [],
                  "row": {"x": [], "y": ["p", "q"], "z": 0.5},
                  "gone": null
                }

                """)
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("line\nbreak\t\r", #""line\nbreak\t\r""#),
        ("\u{1}\u{1F}\u{7F}", #""\u0001\u001f\u007f""#), ("Jörg 李", #""Jörg 李""#),
    ])
    func quotes(text: String, expected: String) {
        #expect(json { $0.value(text) } == expected + "\n")
    }

    @Test(arguments: [(1.0, "1"), (0.1, "0.1"), (2.0 / 3, "0.6666666666666666"), (.nan, "null"), (.infinity, "null")])
    func writesNumbers(number: Double, expected: String) {
        #expect(json { $0.value(number) } == expected + "\n")
    }
}
