import CommandSupport
import Foundation
import Testing

/// The formats that others read, held against those others.
@Suite struct FormatTests {
    static let python = ProcessInfo.processInfo.environment["LEADPACT_SCHEMAS"] ?? ""
    static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    private static let schemas = URL(fileURLWithPath: "../shared/schemas", relativeTo: Command.root)
    private static let endings = [
        "json": "json", "jsonl": "jsonl", "sarif": "sarif", "junit": "xml", "markdown": "md", "prom": "prom",
        "gitlab": "gitlab", "github": "github",
    ]

    /// How a check may end, and what it may have to say.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var code: Int32
        var arguments: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a gate that fails", code: 1, arguments: ["Samples/acme/agreement.yaml", "Samples/acme"]),
        Case(
            name: "everything listed", code: 1,
            arguments: ["Samples/acme/agreement.yaml", "Samples/acme", "--list", "all", "--period", "all"]),
        Case(
            name: "carried over", code: 1,
            arguments: ["Samples/acme/agreement.yaml", "Samples/acme", "--period", "2026-03", "--carried-over"]),
        Case(name: "another CRM", code: 1, arguments: ["Samples/salesforce/agreement.yaml", "Samples/salesforce"]),
        Case(
            name: "a gate that passes", code: 0,
            arguments: ["Samples/acme/agreement.yaml", "Samples/acme", "--rule", "sal-dwell"]),
        Case(name: "no agreement", code: 2, arguments: ["Makefile", "Samples/acme"]),
        Case(name: "no data", code: 3, arguments: ["Samples/acme/agreement.yaml", "Sources"]),
    ]

    private func write(_ arguments: [String], to scratch: Scratch, in folder: URL = Command.root) throws
        -> Command.Result
    {
        try Command.run(
            ["check"] + arguments
                + Self.endings.flatMap { ["--format", "\($0.key)=\(scratch.url("report.\($0.value)").path)"] },
            in: folder)
    }

    @Test(
        .enabled(if: !python.isEmpty, "needs jsonschema, junitparser and xmlschema, through `make test`"),
        arguments: cases)
    func isWhatOthersRead(sample: Case) throws {
        let scratch = try Scratch()
        let result = try write(sample.arguments, to: scratch)
        #expect(result.code == sample.code, "\(result.talk)")
        #expect(try faults(in: scratch) == "")
    }

    /// What the published schemas and readers find wrong.
    private func faults(in scratch: Scratch) throws -> String {
        try scratch.write(Command.run(["schema", "--report"]).output, to: "schema/report.json")
        let files = ["json", "jsonl", "sarif", "xml", "md"].map { scratch.url("report.\($0)").path }
        let script = Command.root.appendingPathComponent("Tests/CommandTests/Fixtures/formats/validate.py").path
        let schemas = ["sarif-schema-2.1.0.json", "JUnit.xsd"].map { Self.schemas.appendingPathComponent($0).path }
        return try run(Self.python, [script, scratch.url("schema/report.json").path] + schemas + files)
    }

    private func run(_ program: String, _ arguments: [String], input: URL? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? output : output + "ended with \(process.terminationStatus)"
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: schemas.path), "needs ../shared/schemas"))
    func theSchemasOfOthersAreThere() throws {
        for name in ["sarif-schema-2.1.0.json", "JUnit.xsd"] {
            #expect(FileManager.default.fileExists(atPath: Self.schemas.appendingPathComponent(name).path))
        }
    }

    /// `promtool check metrics` looks at names, help and types, too.
    @Test(.enabled(if: promtool != nil, "needs promtool, of Debian's prometheus"), arguments: cases)
    func isWhatPrometheusReads(sample: Case) throws {
        let scratch = try Scratch()
        _ = try write(sample.arguments, to: scratch)
        let said = try run(try #require(Self.promtool), ["check", "metrics"], input: scratch.url("report.prom"))
        #expect(said == "")
        let labels = Set(try scratch.text("report.prom").matches(of: #/([a-z_]+)="/#).map { String($0.1) })
        #expect(labels.isSubset(of: ["agreement", "rule", "party", "severity"]))
    }

    /// The published schema is the one that `schema` writes. `LEADPACT_GOLDEN=1` writes it anew.
    @Test func theSchemaIsPublished() throws {
        let file = Command.root.appendingPathComponent("Documentation/leadpact-report.schema.json")
        let schema = try Command.run(["schema", "--report"]).output
        if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" { try Data(schema.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == schema)
    }

    /// GitLab takes two issues of one fingerprint for one.
    @Test func issuesHaveFingerprintsOfTheirOwn() throws {
        let output = try Command.run(
            ["check", "Samples/acme/agreement.yaml", "Samples/acme", "--format", "gitlab"]).output
        let found = output.matches(of: #/"fingerprint": "((?:[^"\\]|\\.)*)"/#).map { String($0.1) }
        #expect(found.count > 10 && Set(found).count == found.count)
    }

    // MARK: - Many breaches

    /// Thirty rules, a third of them of each severity, that each of so many leads breaches; texts full of signs.
    private func writeMany(leads: Int, to scratch: Scratch) throws {
        var agreement =
            "leadpact: 1\nagreement: many\nparties: { sales: {}, marketing: {} }\nresponsibilities:\n  sales:\n"
        for number in 0..<30 {
            let severity = ["critical", "major", "minor"][number % 3]
            agreement +=
                "    rule-\(number): { says: 'A | pipe, <b>, `tick` & 100%, ::error::', require: score > \(number), severity: \(severity) }\n"
        }
        try scratch.write(agreement, to: "agreement.yaml")
        var table = "id,score,owner_id\n"
        for lead in 0..<leads { table += "\"L|\(lead), <i>%0A::\",0,\"Ann | *O'Neil* \(lead % 7)\"\n" }
        try scratch.write(table, to: "data/leads.csv")
    }

    private static let many = ["agreement.yaml", "data", "--as-of", "2026-03-31T12:00:00Z"]

    @Test(.enabled(if: !python.isEmpty, "needs jsonschema, junitparser and xmlschema, through `make test`"))
    func holdsFiveThousandBreaches() throws {
        let scratch = try Scratch()
        try writeMany(leads: 170, to: scratch)
        let result = try write(Self.many, to: scratch, in: scratch.folder)
        #expect(result.code == 1, "\(result.talk)")
        #expect(try faults(in: scratch) == "")
    }

    @Test func keepsWithinTheLimitsOfGitHub() throws {
        let scratch = try Scratch()
        try writeMany(leads: 170, to: scratch)
        let result = try Command.run(
            ["check"] + Self.many + ["--format", "github", "--fail-on", "critical"], in: scratch.folder,
            environment: ["GITHUB_STEP_SUMMARY": scratch.url("summary.md").path])
        #expect(result.code == 1)
        let lines = result.output.split(separator: "\n")
        #expect(lines[0] == "The gate fails: 1700 breaches of critical rules.")
        for kind in ["error", "warning", "notice"] {
            let annotations = lines.filter { $0.hasPrefix("::\(kind) ") }
            #expect((1...10).contains(annotations.count), "\(annotations.count) of \(kind)")
        }
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("::") && $0.utf8.count < 8192 })
        #expect(lines[1].contains("170 breaches") && lines[1].contains("and 160 more") && lines[1].contains("100%25"))
        let summary = try scratch.text("summary.md")
        #expect(summary.utf8.count < 1 << 20 && summary.contains("and 145 more"))
        // Another step's text stays.
        _ = try Command.run(
            ["check"] + Self.many + ["--format", "github"], in: scratch.folder,
            environment: ["GITHUB_STEP_SUMMARY": scratch.url("summary.md").path])
        #expect(try scratch.text("summary.md").hasPrefix(summary))
    }

    /// Past ten of a kind the last one says how many there would be.
    @Test func saysWhatAnnotationsAreLeftOut() throws {
        let scratch = try Scratch()
        try writeMany(leads: 2, to: scratch)
        let result = try Command.run(
            ["check"] + Self.many + ["--format", "github", "--fail-on", "breach"], in: scratch.folder)
        let errors = result.output.split(separator: "\n").filter { $0.hasPrefix("::error ") }
        #expect(errors.count == 10)
        #expect(errors.last?.contains("title=21 more errors::GitHub shows ten a step") == true, "\(errors.last ?? "")")
    }

    /// Rows in another order, other leads beside them, another day: an obligation keeps its fingerprint.
    @Test func fingerprintsNameTheObligation() throws {
        func fingerprints(_ format: String, _ rows: [String], _ asOf: String) throws -> Set<String> {
            let scratch = try Scratch()
            try scratch.write(
                "leadpact: 1\nagreement: a\nparties: { sales: {} }\nresponsibilities: { sales: { scored: { require: score > 9 }, owned: { require: owner_id is not null } } }\n",
                to: "agreement.yaml")
            try scratch.write("id,score,owner_id\n" + rows.joined(), to: "data/leads.csv")
            let output = try Command.run(
                ["check", "agreement.yaml", "data", "--as-of", asOf, "--format", format], in: scratch.folder
            ).output
            return Set(output.matches(of: #/"(?:fingerprint|obligation/v1)": "([0-9a-f]{16})"/#).map { String($0.1) })
        }
        for format in ["json", "sarif", "gitlab"] {
            let before = try fingerprints(format, ["L-1,1,u\n", "L-2,2,u\n"], "2026-03-01T00:00:00Z")
            let after = try fingerprints(
                format, ["L-0,99,u\n", "L-2,2,u\n", "L-1,1,u\n", "L-3,3,\n"], "2026-03-09T00:00:00Z")
            #expect(before.count == 2 && after.count == 4 && after.isSuperset(of: before), "\(format)")
        }
    }
}
