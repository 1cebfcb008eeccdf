import Agreements
import CommandSupport
import Findings
import Foundation
import Schemas
import Snapshots
import Testing

/// The schemas know the keys that the readers know, and check-jsonschema agrees with lint as far as a schema can.
@Suite struct SchemaTests {
    /// `LEADPACT_GOLDEN=1` writes it anew.
    @Test func liesBesideTheAgreements() throws {
        let result = try Command.run(["schema"])
        #expect(result.code == 0)
        let file = Command.root.appendingPathComponent("Agreements/leadpact.schema.json")
        if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" {
            try Data(result.output.utf8).write(to: file)
        }
        #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self) == result.output)
        #expect(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) is [String: Any])
    }

    // MARK: Keys

    private static let rule = "responsibilities: { sales: { r: "

    /// An agreement with a key nobody knows, and the way to what the schema knows at that place.
    static let places: [(text: String, path: [String])] = [
        ("qqqqqqqq: 1", []),
        ("term: { qqqqqqqq: 1 }", ["properties", "term"]),
        ("review: { qqqqqqqq: 1 }", ["properties", "review"]),
        ("parties: { sales: { qqqqqqqq: 1 } }", ["properties", "parties", "additionalProperties"]),
        ("acceptance: [{ qqqqqqqq: 1 }]", ["properties", "acceptance", "items"]),
        ("calendars: { a: { qqqqqqqq: 1 } }", ["definitions", "calendar"]),
        ("calendars: { a: { holidays: [{ qqqqqqqq: 1 }] } }", ["definitions", "holiday", "anyOf", "1"]),
        ("calendars: { a: { holidays: [{ file: x, qqqqqqqq: 1 }] } }", ["definitions", "holiday", "anyOf", "1"]),
        ("definitions: { qqqqqqqq: 1 }", ["properties", "definitions"]),
        ("definitions: { stages: { a: { qqqqqqqq: 1 } } }", ["definitions", "stage"]),
        ("definitions: { events: { a: { qqqqqqqq: 1 } } }", ["definitions", "eventDefinition"]),
        ("definitions: { events: { a: { any: [{ qqqqqqqq: 1 }] } } }", ["definitions", "event", "anyOf", "1"]),
        (
            "definitions: { dispositions: { a: { qqqqqqqq: 1 } } }",
            ["properties", "definitions", "properties", "dispositions", "additionalProperties"]
        ),
        ("definitions: { terms: { a: { qqqqqqqq: 1 } } }", ["definitions", "conditionForm"]),
        ("scoring: { qqqqqqqq: 1 }", ["properties", "scoring"]),
        ("scoring: { points: [{ qqqqqqqq: 1 }] }", ["properties", "scoring", "properties", "points", "items"]),
        (rule + "{ qqqqqqqq: 1 } } }", ["definitions", "rule"]),
        (rule + "{ goal: { qqqqqqqq: 1 }, require: hot } } }", ["definitions", "rule", "properties", "goal"]),
        (rule + "{ clock: { qqqqqqqq: 1 } } } }", ["definitions", "clock"]),
        (
            rule + "{ clock: { within: [{ qqqqqqqq: 1 }] } } } }",
            ["definitions", "clock", "properties", "within", "anyOf", "1", "items"]
        ),
        (rule + "{ clock: { pause: { qqqqqqqq: 1 } } } } }", ["definitions", "pause"]),
        (rule + "{ cadence: { qqqqqqqq: 1 } } } }", ["definitions", "cadence"]),
        (rule + "{ volume: { qqqqqqqq: 1 } } } }", ["definitions", "volume"]),
        (rule + "{ rate: { qqqqqqqq: 1 } } } }", ["definitions", "rate"]),
        (
            "escalation: { a: [{ qqqqqqqq: 1 }] }", ["properties", "escalation", "additionalProperties", "items"]
        ),
        ("waivers: [{ qqqqqqqq: 1 }]", ["properties", "waivers", "items"]),
        ("gate: { qqqqqqqq: 1 }", ["properties", "gate"]),
    ]

    @Test(arguments: places.indices) func knowsTheKeysOfTheReader(index: Int) throws {
        let (text, path) = Self.places[index]
        let source = SourceText(path: "a", text: "leadpact: 1\nagreement: a\n" + text)
        let findings = AgreementReader.read(source, files: MemoryFiles()).findings
        try expectSameKeys(findings, AgreementSchema.tree, path, text)
    }

    static let manifestPlaces: [(text: String, path: [String])] = [
        ("qqqqqqqq: 1", []), ("tables: { leads: { qqqqqqqq: 1 } }", ["definitions", "table"]),
        (
            "tables: { leads: { times: { created_at: { qqqqqqqq: 1 } } } }",
            ["definitions", "table", "properties", "times", "additionalProperties", "anyOf", "1"]
        ),
    ]

    @Test(arguments: manifestPlaces.indices) func knowsTheKeysOfManifests(index: Int) throws {
        let (text, path) = Self.manifestPlaces[index]
        let scratch = try Scratch()
        try scratch.write("leadpact_snapshot: 1\n" + text + "\n", to: "snapshot.yaml")
        let findings = try SnapshotSource.open(scratch.folder.path).findings
        try expectSameKeys(findings, ManifestSchema.tree, path, text)
    }

    /// The reader's note lists the keys it knows; a file of holidays has some of its own.
    private func expectSameKeys(_ findings: [Finding], _ schema: JSONTree, _ path: [String], _ text: String) throws {
        let unknown = try #require(findings.first { $0.code == .unknownKey }, "\(text): \(findings.map(\.message))")
        let note = try #require(unknown.notes.first { $0.hasPrefix("known keys are ") })
        var known = Set(note.dropFirst("known keys are ".count).components(separatedBy: ", "))
        if path.starts(with: ["definitions", "holiday"]) {
            known.formUnion(["date", "from", "until", "name", "hours"])
        }
        var node = schema
        for step in path {
            if let index = Int(step), case .list(let items)? = .some(node) {
                node = items[index]
            } else {
                node = try #require(node[step], "\(path)")
            }
        }
        let properties = try #require(node["properties"])
        var declared = Set(properties.keys)
        if path.starts(with: ["definitions", "holiday"]), !known.contains("file") {
            declared.subtract(["file", "only", "except"])
        }
        if known.contains("file"), !known.contains("only") { declared.subtract(["only", "except"]) }
        #expect(declared == known, "\(text)")
        if path != ["definitions", "rule", "properties", "goal"] || node["patternProperties"] == nil {
            #expect(node["additionalProperties"] == false)
        }
    }

    // MARK: check-jsonschema

    private static let python = ProcessInfo.processInfo.environment["LEADPACT_SCHEMAS"] ?? ""

    private struct Report: Decodable {
        struct Failure: Decodable { var filename: String }
        var errors: [Failure]
        var unreadable: [Failure]?

        enum CodingKeys: String, CodingKey {
            case errors
            case unreadable = "parse_errors"
        }
    }

    /// The names of the files that check-jsonschema rejects.
    private func rejected(_ files: [String], by schema: String, in folder: URL) throws -> Set<String> {
        let process = Process()
        let program = URL(fileURLWithPath: Self.python).deletingLastPathComponent()
        process.executableURL = program.appendingPathComponent("check-jsonschema")
        process.arguments = ["--schemafile", schema, "-o", "json"] + files
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let report = try JSONDecoder().decode(Report.self, from: output)
        return Set((report.errors + (report.unreadable ?? [])).map(\.filename))
    }

    private func writeSchemas(to scratch: Scratch) throws {
        try scratch.write(AgreementSchema.tree.formatted, to: "agreement.json")
        try scratch.write(ManifestSchema.tree.formatted, to: "snapshot.json")
    }

    @Test(.enabled(if: !python.isEmpty, "needs check-jsonschema, through `make test`"))
    func acceptsWhatLintAccepts() throws {
        let scratch = try Scratch()
        try writeSchemas(to: scratch)
        func files(_ folder: String, _ isWanted: (String) -> Bool) throws -> [String] {
            let url = Command.root.appendingPathComponent(folder)
            return try FileManager.default.subpathsOfDirectory(atPath: url.path).filter(isWanted).map {
                url.appendingPathComponent($0).path
            }
        }
        let agreements =
            try files("Agreements") { $0.hasSuffix(".yaml") && !$0.contains("/") }
            + files("Samples") { $0.hasSuffix("agreement.yaml") }
        #expect(agreements.count >= 5)
        #expect(try rejected(agreements, by: "agreement.json", in: scratch.folder).isEmpty)
        let manifests = try files("Samples") { $0.hasSuffix("snapshot.yaml") }
        #expect(try rejected(manifests, by: "snapshot.json", in: scratch.folder).isEmpty)
    }

    /// What a schema can see: keys, words, shapes; not names, dates that are none, or what a condition means.
    private static let visible: Set<String> = [
        "LP0004", "LP0007", "LP0008", "LP0010", "LP0011", "LP0012", "LP0013", "LP0014", "LP0015", "LP0017", "LP0025",
        "LP0027", "LP0101", "LP0110", "LP0122", "LP0132", "LP0134", "LP0301", "LP0305", "LP0306", "LP0401", "LP0402",
        "LP0404",
    ]

    @Test(.enabled(if: !python.isEmpty, "needs check-jsonschema, through `make test`"))
    func rejectsWhatASchemaCanSee() throws {
        let scratch = try Scratch()
        try writeSchemas(to: scratch)
        for (file, schema) in [("agreement.yaml", "agreement.json"), ("data/snapshot.yaml", "snapshot.json")] {
            let inputs = (BadInput.ofAgreements + BadInput.ofConditions + BadInput.ofManifests).filter {
                $0.file == file
            }
            var names: [String: BadInput] = [:]
            for (number, input) in inputs.enumerated() {
                names["\(number).yaml"] = input
                try scratch.write(input.spoiled().text, to: "\(number).yaml")
            }
            let rejected = try rejected(names.keys.sorted(), by: schema, in: scratch.folder)
            for (name, input) in names where Self.visible.contains(input.code) {
                #expect(rejected.contains(name), "\(input.code): \(input.bad)")
            }
        }
    }
}
