import Columns
import Foundation
import Testing

@testable import Snapshots

@Suite struct ValueTests {
    @Test(arguments: [
        "0", "-0", "7", "1234.5", "-12.25", "0.1", ".5", "5.", "20580.50", "999999999999999", "1234567890123456789",
        "1e3",
        "-2.5E-3", "+4", "0.000000000000001", "123456789012345.6", "1.7976931348623157e308", "9007199254740993",
    ])
    func readsNumbers(text: String) {
        let wanted = Double(text)
        #expect(ValueParsing.number(Array(text.utf8)) == wanted)
        withBlock([text]) { block in
            if let short = block.shortNumber(block[0, 0]) { #expect(short == wanted) }
        }
    }

    @Test(arguments: [
        "", "-", "+", ".", "1,234.5", "$5", "1e", "1e+", "0x10", "inf", "nan", "1 ", " 1", "1.2.3", "--1", "12a",
        "1e999", "٣",
    ])
    func refusesWhatIsNoNumber(text: String) {
        #expect(ValueParsing.number(Array(text.utf8)) == nil)
        withBlock([text]) { #expect($0.shortNumber($0[0, 0]) == nil || text.isEmpty) }
    }

    @Test(arguments: 0..<20)
    func shortNumbersAgreeWithTheLibrary(seed: Int) {
        var random = SplitMix64(seed: seed)
        let texts = (0..<300).map { _ -> String in
            let digits = Int.random(in: 1...17, using: &random)
            var text = String((0..<digits).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
            if Bool.random(using: &random) {
                text.insert(".", at: text.index(text.startIndex, offsetBy: Int.random(in: 0...digits, using: &random)))
            }
            return Bool.random(using: &random) ? "-" + text : text
        }
        withBlock(texts) { block in
            for (row, text) in texts.enumerated() {
                if let short = block.shortNumber(block[row, 0]) { #expect(short == Double(text), "\(text)") }
            }
        }
    }

    @Test(
        arguments: [
            ("true", Truth.isTrue), ("FALSE", .isFalse), ("Yes", .isTrue), ("no", .isFalse), ("1", .isTrue),
            ("0", .isFalse),
            ("t", nil), ("truE ", nil), ("2", nil), ("yess", nil), ("tru", nil), ("", nil), ("\u{11}", nil),
            ("on", nil), ("NO", .isFalse),
        ] as [(String, Truth?)])
    func readsBooleans(text: String, truth: Truth?) {
        #expect(ValueParsing.boolean(Array(text.utf8)) == truth)
        withBlock([text]) { #expect($0.boolean($0[0, 0]) == truth) }
    }

    @Test(
        arguments: [
            ([0x61], nil), ([0xC3, 0xA9], nil), ([0xC3], 0), ([0x61, 0xC0, 0x80], 1), ([0xE0, 0x80, 0x80], 0),
            ([0xED, 0xA0, 0x80], 0), ([0xE2, 0x82, 0xAC], nil), ([0xF0, 0x9F, 0x98, 0x80], nil),
            ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0xF8, 0x88, 0x80, 0x80], 0), ([0x61, 0x62, 0xFF], 2), ([0xE2, 0x82], 0), ([0x80], 0),
        ] as [([UInt8], Int?)])
    func findsIllFormedText(bytes: [UInt8], fault: Int?) {
        #expect(UTF8Validity.fault(in: bytes) == fault)
        withBlock(bytes: [bytes]) { #expect($0.isText($0[0, 0]) == (fault == nil)) }
    }

    @Test(arguments: 0..<(isFull ? 200 : 20))
    func textValidityAgreesWithTheLibrary(seed: Int) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var bytes = Array(String((0..<8).map { _ in "aé€😀ß中 z".randomElement(using: &random) ?? "a" }).utf8)
            if Bool.random(using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 1...255, using: &random)
            }
            bytes.removeAll { [0x0A, 0x0D, 0x22, 0x2C].contains($0) }
            #expect((UTF8Validity.fault(in: bytes) == nil) == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }

    // MARK: dictionaries

    @Test(arguments: 0..<10)
    func dictionariesNumberTextsOnce(seed: Int) {
        var random = SplitMix64(seed: seed)
        let pool = (0..<300).map { _ in
            String(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in "ab\"é,".randomElement(using: &random) ?? "a" })
        }
        let texts = (0..<2000).map { _ in pool.pick(&random) }
        let dictionary = TextDictionary()
        var codes: [String: UInt32] = [:]
        withBlock(texts) { block in
            for (row, text) in texts.enumerated() {
                let code = dictionary.code(adding: block[row, 0], in: block)
                #expect(code == codes[text] ?? code)
                codes[text] = code
                if let code { #expect(dictionary.values[Int(code)] == Array(text.utf8)) }
            }
        }
        #expect(codes[""] ?? 0 == 0)
    }

    @Test func dictionariesAreFullAtTheirLimit() {
        let texts = (0..<5000).map { "text number \($0)" }
        let dictionary = TextDictionary()
        withBlock(texts) { block in
            for row in 0..<TextDictionary.limit { #expect(dictionary.code(adding: block[row, 0], in: block) != nil) }
            #expect(dictionary.code(adding: block[TextDictionary.limit, 0], in: block) == nil)
            #expect(dictionary.code(adding: block[17, 0], in: block) == 18)
        }
    }

    @Test func dictionariesMapMeanings() {
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        let dictionary = TextDictionary(meanings: [
            bytes("Open"): bytes("mql"), bytes("n/a"): nil, []: bytes("none"), bytes("mql"): bytes("sal"),
        ])
        let texts = ["Open", "n/a", "", "other", "mql", "Open"]
        let read = withBlock(texts) { block in
            texts.indices.map { row -> String? in
                let code = dictionary.code(adding: block[row, 0], in: block) ?? 0
                return code == 0 ? nil : String(decoding: dictionary.values[Int(code)], as: UTF8.self)
            }
        }
        #expect(read == ["mql", nil, "none", "other", "sal", "mql"])
    }
}
