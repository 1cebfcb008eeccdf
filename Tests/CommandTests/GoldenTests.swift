import CommandSupport
import Foundation
import Testing

/// What the samples print, held against files that a person has read. `LEADPACT_GOLDEN=1` writes them anew.
@Suite struct GoldenTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var file: String
        var code: Int32
        var arguments: [String]
        var testDescription: String { file }
    }

    private static let acme = ["Samples/acme/agreement.yaml", "Samples/acme"]
    private static let salesforce = ["Samples/salesforce/agreement.yaml", "Samples/salesforce"]
    private static let stricter = "Tests/CommandTests/Fixtures/acme-stricter.yaml"
    private static let ofAcme = ["--agreement", acme[0], "--snapshot", acme[1]]

    private static let windows = "Tests/CommandTests/Fixtures/windows"
    private static let ofWindows = ["--agreement", "\(windows)/agreement.yaml", "--snapshot", windows]

    static let cases: [Case] = [
        Case(file: "acme.txt", code: 1, arguments: ["check"] + acme),
        Case(file: "acme-concise.txt", code: 1, arguments: ["check"] + acme + ["--format", "concise"]),
        Case(file: "acme.json", code: 1, arguments: ["check"] + acme + ["--format", "json", "--list", "open"]),
        Case(
            file: "acme.csv", code: 1,
            arguments: ["check"] + acme + ["--format", "csv", "--list", "all", "--period", "all"]),
        Case(file: "acme.md", code: 1, arguments: ["check"] + acme + ["--format", "markdown"]),
        Case(file: "acme.sarif", code: 1, arguments: ["check"] + acme + ["--format", "sarif"]),
        Case(file: "acme.xml", code: 1, arguments: ["check"] + acme + ["--format", "junit"]),
        Case(file: "acme.github.txt", code: 1, arguments: ["check"] + acme + ["--format", "github"]),
        Case(file: "acme.gitlab.json", code: 1, arguments: ["check"] + acme + ["--format", "gitlab"]),
        Case(file: "acme.prom", code: 1, arguments: ["check"] + acme + ["--format", "prom"]),
        Case(file: "acme-march.txt", code: 1, arguments: ["check"] + acme + ["--period", "2026-03", "--carried-over"]),
        Case(
            file: "acme-marketing.txt", code: 0,
            arguments: ["check"] + acme + ["--party", "marketing", "--fail-on", "never"]),
        Case(file: "explain-late.txt", code: 0, arguments: ["explain", "L-1021", "first-response"] + ofAcme),
        Case(file: "explain-lead.txt", code: 0, arguments: ["explain", "L-1039"] + ofAcme),
        Case(file: "explain-windows.txt", code: 0, arguments: ["explain", "L-1", "first-response"] + ofWindows),
        Case(file: "explain-unknown.txt", code: 0, arguments: ["explain", "L-2", "first-response"] + ofWindows),
        Case(file: "explain-code.txt", code: 0, arguments: ["explain", "LP0008"]),
        Case(file: "salesforce.txt", code: 1, arguments: ["check"] + salesforce),
        Case(file: "diff.txt", code: 0, arguments: ["diff", acme[0], stricter, acme[1]]),
        Case(
            file: "diff.json", code: 1,
            arguments: ["diff", acme[0], stricter, acme[1], "--format", "json", "--exit-code"]),
        Case(
            file: "review.md", code: 0, arguments: ["review"] + acme + ["--propose", stricter]),
        Case(file: "agenda.txt", code: 0, arguments: ["agenda"] + acme),
        Case(file: "agenda.csv", code: 0, arguments: ["agenda"] + acme + ["--format", "csv"]),
        Case(file: "agenda.md", code: 0, arguments: ["agenda"] + acme + ["--format", "markdown", "--limit", "3"]),
        Case(file: "review.html", code: 0, arguments: ["review"] + acme + ["--format", "html"]),
        Case(file: "review.json", code: 0, arguments: ["review"] + acme + ["--format", "json"]),
        Case(file: "full.md", code: 0, arguments: ["print", "Agreements/full.yaml"]),
        Case(file: "full.html", code: 0, arguments: ["print", "Agreements/full.yaml", "--format", "html"]),
        Case(file: "acme-agreement.txt", code: 0, arguments: ["print", acme[0], "--format", "text"]),
        Case(file: "lint.json", code: 0, arguments: ["lint", acme[0], "--format", "json"]),
    ]

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/golden")

    @Test(arguments: cases) func isAsItWas(golden: Case) throws {
        let result = try Command.run(golden.arguments)
        #expect(result.code == golden.code, "\(result.output)\(result.talk)")
        #expect(result.talk == "")
        let file = Self.folder.appendingPathComponent(golden.file)
        if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try Data(result.output.utf8).write(to: file)
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(result.output == expected, "\(difference(result.output, expected))")
    }

    /// The first line that differs.
    private func difference(_ output: String, _ expected: String) -> String {
        let lines = (output.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
        for (number, pair) in zip(lines.0, lines.1).enumerated() where pair.0 != pair.1 {
            return "line \(number + 1):\n  is       \(pair.0)\n  expected \(pair.1)"
        }
        return "\(lines.0.count) lines, expected \(lines.1.count)"
    }
}
