import Findings
import Foundation
import Testing

@testable import Snapshots

/// Records of JSON, however they are put together, are read as rows.
@Suite struct JSONTests {
    /// The rows of one file of leads, and everything that was found.
    static func read(
        _ text: String, name: String = "leads.json", blockSize: Int = 256 << 10, threads: Int = 1
    ) throws -> (rows: [String], words: [String]) {
        let folder = try TemporaryFolder([name: text])
        let (_, findings, reading) = try readAll(
            folder.path(name), threads: threads, blockSize: blockSize)
        return (reading?.snapshot?.rows("leads") ?? [], findings.map(\.words) + (reading?.words ?? []))
    }

    static let arrangements: [(String, String)] = [
        ("leads.jsonl", "{\"id\":\"1\",\"stage\":\"mql\"}\n{\"id\":\"2\",\"stage\":null}\n"),
        ("leads.ndjson", "\n{\"id\":\"1\",\"stage\":\"mql\"}\r\n\r\n {\"stage\":\"\" , \"id\" : \"2\"} "),
        ("leads.json", "[{\"id\":\"1\",\"stage\":\"mql\"},{\"id\":\"2\"}]"),
        ("leads.json", "[\n  {\n    \"id\": \"1\",\n    \"stage\": \"mql\"\n  },\n  {\n    \"id\": \"2\" }\n]\n"),
        ("leads.json", "\u{FEFF}{\n\"id\": \"1\", \"stage\": \"mql\"\n}\n{\n\"id\": \"2\"}"),
        ("leads.json", "{\"id\": \"1\", \"stage\": \"mql\"}\n{\"id\": \"2\"}"),
        ("leads.json", #"{"totalSize":2,"done":true,"records":[{"id":"1","stage":"mql"},{"id":"2"}]}"#),
        ("leads.json", #"{"results":[{"id":"1","stage":"mql"}]} {"results":[],"x":{}}{"results":[{"id":"2"}]}"#),
        (
            "leads.json",
            "{\"@odata.context\":\"a [b\",\"value\":[ {\"id\":1,\"stage\":\"mql\"} , {\"id\":2} ],\"n\":[{}]}"
        ),
        ("leads.txt", "[{\"id\":\"1\",\"stage\":\"mql\"},{\"id\":\"2\"}]"),
    ]

    @Test(arguments: arrangements) func readsRecords(name: String, text: String) throws {
        for (blockSize, threads) in [(1, 1), (7, 2), (1 << 16, 1)] {
            let (rows, words) = try Self.read(text, name: name, blockSize: blockSize, threads: threads)
            #expect(rows == ["id=1|stage=mql", "id=2|stage=-"], "\(name) \(blockSize)")
            #expect(words.isEmpty)
        }
    }

    /// Records under a key that the manifest names: Zoho's `users`, `contacts` of HubSpot's first version.
    @Test func findsRecordsUnderAKeyOfTheManifest() throws {
        let manifest = "leadpact_snapshot: 1\ntables: { leads: { file: page.json, records: contacts } }\n"
        let page = #"{"has-more":false,"contacts":[{"id":"1"},{"id":"2"}]}"#
        let folder = try TemporaryFolder(["snapshot.yaml": manifest, "page.json": page])
        let (_, findings, reading) = try readAll(folder.path)
        #expect(reading?.snapshot?.rows("leads") == ["id=1", "id=2"])
        #expect(findings.isEmpty)
        try folder.write(Array(#"{"results":[{"id":"1"}]}"#.utf8), to: "page.json")
        let (source, faults, _) = try readAll(folder.path)
        #expect(source == nil)
        #expect(faults.map(\.code.id) == ["LP0411"])
    }

    /// A value, and what it is as a text.
    static let values: [(String, String)] = [
        ("\"a, b\\nc\"", "a, b\nc"), ("\"\\\"\"", "\""), ("\"\\\"q\\\" x\"", "\"q\" x"), ("\"x\\\"\"", "x\""),
        ("\"\\\"\\\"\"", "\"\""), ("\"\\u00e9\\ud83d\\ude00\\/\"", "é😀/"), ("\"ü€😀\"", "ü€😀"), ("12", "12"),
        ("-0.50", "-0.50"),
        ("1e3", "1e3"), ("true", "true"), ("false", "false"), ("null", "-"), ("\"\"", "-"), ("\"null\"", "null"),
        ("[1, \"a\"]", "[1, \"a\"]"), ("[]", "[]"), ("\"ends with \\r\"", "ends with \r"),
    ]

    @Test(arguments: values) func readsValues(value: String, text: String) throws {
        for record in ["{\"id\":\"1\",\"x\":\(value)}", "{\"x\":\(value),\"id\":\"1\"}"] {
            let (rows, words) = try Self.read(record + "\n{\"id\":\"2\"}\n", name: "leads.jsonl")
            #expect(rows == ["id=1|x=\(text)", "id=2|x=-"])
            #expect(words.isEmpty)
        }
    }

    @Test func makesColumnsOfWhatLiesDeeper() throws {
        let text = """
            {"id": "1", "properties": {"email": "a@x", "deep": {"n": 1}}, "Owner": null}
            {"Owner": {"Name": "Una"}, "properties": {"deep": {}, "email": "b@x"}, "id": "2", "late": true}

            """
        let (rows, words) = try Self.read(text, name: "leads.jsonl", blockSize: 16)
        #expect(
            rows == [
                "Owner=-|Owner.Name=-|id=1|late=-|properties.deep.n=1|properties.email=a@x",
                "Owner=-|Owner.Name=Una|id=2|late=true|properties.deep.n=-|properties.email=b@x",
            ])
        #expect(words.isEmpty)
    }

    @Test func takesAnExportWithoutRecords() throws {
        let folder = try TemporaryFolder([
            "leads.json": "[{\"id\":\"1\"}]", "activities.json": "{\"results\":[]}", "users.jsonl": "{\"id\":\"u\"}\n",
        ])
        let (source, findings, reading) = try readAll(folder.path)
        #expect(findings.isEmpty && reading?.words.isEmpty == true)
        #expect(Set(try #require(source).schema.keys) == ["leads", "activities", "users"])
        #expect(reading?.snapshot?.table("activities")?.rowCount == 0)
    }

    /// A record that is none is rejected with its place; the others are read.
    static let faults: [(String, String, String)] = [
        (#"{"id":"2""#, "2:10", "the record ends inside an object"),
        (#"{"id":"2",}"#, "2:11", "expected a key in quotes, found '}'"),
        (#"{"id":"é" "x":1}"#, "2:11", #"expected ',' or '}', found '"'"#),
        ("[1]", "2:1", "a record is an object '{…}', found '['"),
        (#"{"id":"2"} 7"#, "2:12", "the record has ended, found '7'"),
        (#"{"id":"2","id":"4"}"#, "2:11", "the key 'id' stands twice in the record"),
        ("{\"id\":\"a\tb\"}", "2:9", #"a text holds byte 0x09, which is written as an escape: \n, \t, \u0001"#),
        (#"{"id":"\x"}"#, "2:8", "no escape begins with a backslash and 'x'"),
        (#"{"id":"\u12g4"}"#, "2:8", #"'\u' is followed by four hexadecimal digits"#),
        (#"{"id":012}"#, "2:7", "a number does not begin with zeros"),
        (#"{"id":1.}"#, "2:7", "a number has digits after its point"),
        (#"{"id":1e}"#, "2:7", "a number has digits in its exponent"),
        (#"{"id":-}"#, "2:7", "a number has digits"),
        (#"{"id":NaN}"#, "2:7", "expected a value, found 'N'"),
        (#"{"id":nil}"#, "2:7", "expected a value: true, false and null are the only words"),
        (#"{"id":"2"#, "2:7", "a text begins here and is never closed"),
        (#"{"id":[1,]}"#, "2:10", "expected a value, found ']'"),
        (#"{"id" "2"}"#, "2:7", #"expected ':' after a key, found '"'"#),
    ]

    @Test(arguments: faults) func rejectsWhatIsNoRecord(record: String, place: String, message: String) throws {
        for blockSize in [1, 16, 1 << 16] {
            let (rows, words) = try Self.read("{\"id\":\"1\"}\n\(record)\n{\"id\":\"3\"}\n", blockSize: blockSize)
            #expect(rows == ["id=1", "id=3"])
            #expect(
                words == ["LP0516 records of leads that are no JSON: 1", "  LP0516 leads.json:\(place) \(message)"])
        }
    }

    @Test func rejectsWhatIsNoRecordOfAList() throws {
        for blockSize in [1, 16, 1 << 16] {
            let (rows, words) = try Self.read(
                "[{\"id\":\"1\"},\n\n 5, {\n\"id\": tru\n}, {\"id\":\"3\"}]", blockSize: blockSize)
            #expect(rows == ["id=1", "id=3"])
            #expect(
                words == [
                    "LP0516 records of leads that are no JSON: 2",
                    "  LP0516 leads.json:3:2 a record is an object '{…}', found '5'",
                    "  LP0516 leads.json:4:7 expected a value: true, false and null are the only words",
                ])
        }
    }

    /// What breaks off is not read at all.
    static let brokenOff: [(String, String)] = [
        ("[{\"id\":\"1\"},\n{\"id\":\"2\"}", "2:10 the file ends inside a list or an object"),
        ("[{\"id\":\"1\"},\n{\"id\":", "2:1 what begins here is never closed"),
        ("[{\"id\":\"1\"}\n{\"id\":\"2\"}]", "2:1 expected ',' or ']' after a record, found '{'"),
        ("[{\"id\":\"1\"},]", "1:13 expected a record, found ']'"),
        ("{\"records\":[{\"id\":\"1\"}],\n  x}", "2:3 expected a key in quotes, found 'x'"),
        ("{\"records\":[{\"id\":\"1\"}]}\n[]", "2:1 expected a page '{…}', found '['"),
        ("[{\"id\":\"1\"}] [", "1:14 the file ends inside a list or an object"),
    ]

    @Test(arguments: brokenOff) func refusesWhatBreaksOff(text: String, words: String) throws {
        let (rows, found) = try Self.read(text)
        #expect(rows.isEmpty)
        #expect(found.count == 1 && found[0].hasPrefix("LP0517 leads.json:\(words)"), "\(found)")
    }

    @Test(arguments: [
        "{\"done\":false,\"nextRecordsUrl\":\"/q/2\",\"records\":[{\"id\":\"1\"}]}",
        "{\"results\":[{\"id\":\"1\"}],\"paging\":{\"next\": {\"after\":\"2\"}}}",
        "{\"value\":[{\"id\":\"1\"}],\"@odata.nextLink\":\"https://x\"}",
        "{\"data\":[{\"id\":\"1\"}],\"additional_data\":{\"pagination\":{\"more_items_in_collection\": true}}}",
        "{\"data\":[{\"id\":\"1\"}],\"info\":{\"more_records\":true}}",
    ]) func saysThatPagesAreMissing(page: String) throws {
        let (rows, words) = try Self.read(page)
        #expect(rows == ["id=1"])
        #expect(words.count == 1 && words[0].hasPrefix("LP0518 leads.json:1:1"), "\(words)")
        let key = page.hasPrefix("{\"done") ? "records" : String(page.dropFirst(2).prefix { $0 != "\"" })
        #expect(try Self.read(page + "\n{\"\(key)\":[]}").words.isEmpty)
    }

    @Test func limitsDepthAndColumns() throws {
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        let words = try Self.read("{\"id\":\"1\",\"x\":\(deep)}\n{\"id\":\"2\"}\n").words
        #expect(words.last?.hasSuffix("objects and lists lie more than 64 deep within each other") == true)
        let wide = (0..<5000).map { "{\"id\":\"1\",\"00Q\($0)\":1}\n" }.joined()
        #expect(try Self.read(wide).words.first?.contains("more than 4096 different keys") == true)
    }

    @Test func placesValuesThatCannotBeRead() throws {
        let folder = try TemporaryFolder([
            "leads.json": #"""
            [{"id":"1","score":5}, {"id":"2",
             "score": "n/a"},{"score":"\ud800","id":"\ud800"}]
            """#
        ])
        for blockSize in [1, 1 << 16] {
            let (_, _, reading) = try readAll(folder.path("leads.json"), blockSize: blockSize)
            let words = try #require(reading).words
            #expect(words.contains("  LP0508 leads.json:2:11 'n/a' is no number"))
            #expect(words.contains { $0.hasPrefix("  LP0504 leads.json:2:") })
            #expect(reading?.report.rejected?.first?.text == Array("{\"id\":\"2\",\n \"score\": \"n/a\"}".utf8))
        }
    }
}
