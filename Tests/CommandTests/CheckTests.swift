import CommandSupport
import Foundation
import Testing

@Suite struct CheckTests {
    private static let acme = ["check", "Samples/acme/agreement.yaml", "Samples/acme"]

    static let exits: [(options: String, code: Int32)] = [
        ("--fail-on never", 0),
        ("--fail-on goal", 1),
        ("--fail-on breach --party marketing", 1),
        ("--party marketing", 0),
        ("--rule sal-dwell", 0),
        ("--rule sal-dwell --fail-on major", 1),
        ("--severity critical --fail-on critical", 1),
        ("--period 2026-01 --rule first-response", 0),
        ("--rule prompt-meeting --fail-on-unknown 50%", 0),
        ("--rule prompt-meeting --fail-on-unknown 10%", 1),
    ]

    @Test(arguments: exits)
    func choosesItsExitCode(options: String, code: Int32) throws {
        let result = try Command.run(Self.acme + options.components(separatedBy: " "))
        #expect(result.code == code, "\(result.output)\(result.talk)")
    }

    static let mistakes: [(options: String, word: String)] = [
        ("--rule first-respons", "did you mean 'first-response'?"),
        ("--party sale", "did you mean 'sales'?"),
        ("--period 2026-Q5", "2026-Q3"),
        ("--severity urgent", "critical"),
        ("--as-of yesterday", "latest"),
        ("--fail-on brech", "breach"),
        ("--tolerate -1", "--tolerate"),
        ("--threads 0", "from 1 to 256"),
        ("--format xml", "concise"),
        ("--format json --format csv", "only one --format"),
        ("--format json=/nowhere/at/all.json", "/nowhere/at/all.json"),
        ("--rule unique-email --party sales", "no rule is left"),
        ("--list none", "breaches"),
        ("--format csv --columns rule,leed", "did you mean 'lead'?"),
        ("--columns rule,lead", "give --format csv"),
        ("--prune", "goes with --baseline"),
        ("--baseline nowhere.txt", "nowhere.txt"),
        ("--baseline Makefile", "this is no baseline"),
        ("--write-baseline /tmp/never.txt --rule sal-dwell", "speaks of all rules"),
        ("--max-breaches -1", "--max-breaches"),
        ("--show severe", "critical"),
    ]

    @Test(arguments: mistakes)
    func refusesWhatItCannotMean(options: String, says word: String) throws {
        let result = try Command.run(Self.acme + options.components(separatedBy: " "))
        #expect(result.code == 2)
        #expect((result.output + result.talk).contains(word), "\(result.output)\(result.talk)")
    }

    @Test func writesTheColumnsAskedFor() throws {
        func rows(_ options: [String]) throws -> [[Substring]] {
            let csv = try Command.run(Self.acme + ["--format", "csv", "--rule", "first-response"] + options).output
            return csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        }
        let all = try rows([])
        let some = try rows(["--columns", "due,lead,verdict"])
        let places = ["due", "lead", "verdict"].map { name in all[0].firstIndex { $0 == name } ?? -1 }
        #expect(some == all.map { row in places.map { row[$0] } })
        #expect(some.count > 2)
    }

    @Test func saysWhatEachStageCost() throws {
        let result = try Command.run(Self.acme + ["--quiet", "--timings"])
        #expect(result.talk.contains("read ") && result.talk.contains("judge ") && result.talk.contains("peak memory"))
    }

    @Test func goesOnWithoutRowsAsFarAsItIsTold() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let bad = try scratch.text("data/leads.csv").replacing("L-2,2026-03-03", with: "L-2,2026-13-03")
        try scratch.write(bad, to: "data/leads.csv")
        let check = ["check", "agreement.yaml", "data"]
        #expect(try Command.run(check, in: scratch.folder).code == 3)
        #expect(try Command.run(check + ["--tolerate", "5%"], in: scratch.folder).code == 3)
        let tolerant = try Command.run(
            check + ["--tolerate", "20%", "--rejected", "rejected.csv"], in: scratch.folder)
        #expect(tolerant.code == 0, "\(tolerant.output)")
        #expect(tolerant.output.contains("[LP0506]"))
        #expect(try scratch.text("rejected.csv").contains("L-2,2026-13-03"))
    }

    @Test func writesEveryFormatAskedFor() throws {
        let scratch = try Scratch()
        let paths = [
            "json", "jsonl", "csv", "concise", "text", "markdown", "junit", "sarif", "github", "gitlab", "prom",
        ].map { ($0, scratch.url("report.\($0)").path) }
        let result = try Command.run(
            Self.acme + paths.flatMap { ["--format", "\($0.0)=\($0.1)"] } + ["--color", "always"])
        #expect(result.code == 1)
        #expect(result.output == "")
        for (format, path) in paths {
            let written = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
            #expect(try written == Command.run(Self.acme + ["--format", format]).output)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).count == paths.count)
    }

    /// A file that cannot be replaced stays as it was.
    @Test func leavesNoHalfOfAFile() throws {
        let scratch = try Scratch()
        try scratch.write("old", to: "folder/report.json")
        let path = scratch.url("folder").path
        let result = try Command.run(Self.acme + ["--format", "json=\(path)"])
        #expect(result.code == 2)
        #expect(result.talk.contains("directory"))
        #expect(try scratch.text("folder/report.json") == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["report.json"])
    }

    @Test func isQuietWhenAsked() throws {
        let result = try Command.run(Self.acme + ["--quiet"])
        #expect(result.code == 1)
        #expect(result.output == "" && result.talk == "")
    }

    @Test func takesTheNewestInstantForAsOf() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let manifest = try scratch.text("data/snapshot.yaml").replacing("as_of: 2026-03-31T16:00:00Z\n", with: "")
        try scratch.write(manifest, to: "data/snapshot.yaml")
        let check = ["check", "agreement.yaml", "data", "--format", "json", "--as-of"]
        let latest = try Command.run(check + ["latest"], in: scratch.folder)
        #expect(latest.output.contains("\"as_of\": \"2026-03-04T09:30:00Z\""), "\(latest.output)\(latest.talk)")
        let given = try Command.run(check + ["2026-03-05T00:00:00Z"], in: scratch.folder)
        #expect(given.output.contains("\"as_of\": \"2026-03-05T00:00:00Z\""))
    }

    @Test func judgesByTheVersionInForce() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let text = try scratch.text("agreement.yaml")
        let terms = "from: 2026-01-01, until: 2026-12-31"
        try scratch.write(text.replacing(terms, with: "from: 2026-01-01, until: 2026-03-03"), to: "pact/1.yaml")
        try scratch.write(text.replacing(terms, with: "from: 2026-03-04, until: 2026-12-31"), to: "pact/2.yaml")
        let result = try Command.run(["check", "pact", "data", "--list", "all", "--format", "csv"], in: scratch.folder)
        #expect(result.code == 0, "\(result.output)\(result.talk)")
        let clocks = result.output.split(separator: "\n").filter { $0.hasPrefix("first-response") }
        #expect(clocks.count == 2, "\(result.output)")

        try scratch.write(text, to: "pact/2.yaml")
        let overlapping = try Command.run(["check", "pact", "data"], in: scratch.folder)
        #expect(overlapping.code == 2)
        #expect(overlapping.output.contains("[LP0724]"))
        try scratch.write(text.replacing("agreement: small", with: "agreement: other"), to: "pact/2.yaml")
        #expect(try Command.run(["check", "pact", "data"], in: scratch.folder).output.contains("[LP0723]"))
    }

    @Test func explainsOnlyLeadsThatAreThere() throws {
        let paths = ["--agreement", "Samples/acme/agreement.yaml", "--snapshot", "Samples/acme"]
        let unknown = try Command.run(["explain", "L-9999"] + paths)
        #expect(unknown.code == 2)
        #expect(unknown.talk.contains("L-9999"))
        let rule = try Command.run(["explain", "L-1021", "first-respons"] + paths)
        #expect(rule.code == 2)
        #expect(rule.talk.contains("did you mean 'first-response'?"))
    }
}
