import CommandSupport
import Findings
import Foundation
import Testing

/// Pages that are made of what leadpact says. `LEADPACT_GOLDEN=1` writes them anew.
@Suite struct DocumentationTests {
    private func expect(_ text: String, in page: String, _ location: SourceLocation = #_sourceLocation) throws {
        let file = Command.root.appendingPathComponent("Documentation/\(page)")
        if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
        let found = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let line = zip(found.components(separatedBy: "\n"), text.components(separatedBy: "\n")).first { $0 != $1 }
        #expect(
            found == text, "\(page) says '\(line?.0 ?? "")' where '\(line?.1 ?? "")' is true", sourceLocation: location)
    }

    /// The pages of `explain`, one after another.
    @Test func findingsAreExplained() throws {
        var text = """
            # Findings

            What `leadpact explain LPnnnn` says of each diagnostic: what it is, why it is bad, an example, and what to write
            instead. [Messages](Messages.md) shows them as they are met.

            """
        for code in Code.all { text += "\n## \(code.id): \(code.title)\n\n\(code.page)\n" }
        try expect(text, in: "Findings.md")
    }

    /// Codes are unique, in order within their file, and each has a page worth its name.
    @Test func everyCodeHasAPage() throws {
        #expect(Set(Code.all.map(\.id)).count == Code.all.count)
        for code in Code.all {
            #expect(code.id.wholeMatch(of: /LP[0-9]{4}/) != nil && code.page.count > 60, "\(code.id)")
            #expect(!code.page.hasSuffix("\n") && !code.title.hasSuffix("."), "\(code.id)")
        }
        let result = try Command.run(["explain", Code.all[0].id])
        #expect(result.output == "\(Code.all[0].id): \(Code.all[0].title)\n\n\(Code.all[0].page)\n")
    }

    /// Every message of the table of bad inputs, as a person sees it.
    @Test func messagesAreShown() throws {
        var text = """
            # Messages

            What `leadpact check agreement.yaml data` says where one thing is wrong with an agreement or a snapshot that are good
            otherwise: written by the tests, which hold it true. There are more pages: messages of [agreements](MessagesOfAgreements.md),
            of [conditions](MessagesOfConditions.md), of [YAML](MessagesOfYAML.md), and of [data and commands](MessagesOfData.md). [Findings](Findings.md) explains the codes.

            """
        let sections = [
            ("Agreements", BadInput.ofAgreements), ("Conditions", BadInput.ofConditions),
            ("Manifests", BadInput.ofManifests), ("Tables", BadInput.ofTables),
        ]
        for (title, inputs) in sections {
            text += "\n## \(title)\n"
            for input in inputs {
                let scratch = try Scratch()
                try BadInput.writeGoodFiles(to: scratch)
                try scratch.write(input.spoiled().text, to: input.file)
                let result = try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder)
                text += "\n```text\n\(result.output)\(result.talk)```\n"
            }
        }
        try expect(text, in: "Messages.md")
    }

    private static let shown = [
        ("Files", Shown.ofFiles), ("Agreements", Shown.ofAgreements), ("Manifests", Shown.ofManifests),
        ("Sources", Shown.ofSources), ("Rows", Shown.ofData), ("Data that cannot be true", Shown.ofDoubts),
        ("Series of snapshots", Shown.ofSeries),
        ("Where rules meet a snapshot", Shown.ofMeetings),
        ("Choices on the command line", Shown.ofChoices), ("Tests of an agreement", Shown.ofTests),
        ("Rules as SQL", Shown.ofSQL), ("Ledgers", Shown.ofLedgers), ("Pages", Shown.ofPages),
    ]

    /// What the tables of bad inputs do not show: other commands, warnings, mistakes of several places.
    @Test func moreMessagesAreShown() throws {
        var text = """
            # Messages of data and commands

            What leadpact says of the mistakes that [Messages](Messages.md) does not show, each below the command that was
            typed: written by the tests, which hold it true. [Findings](Findings.md) explains the codes.

            """
        for (title, cases) in Self.shown {
            text += "\n## \(title)\n"
            for shown in cases {
                let said = try shown.run()
                #expect(said.contains("[\(shown.code)]"), "\(shown): \(said)")
                text += "\n```text\n$ leadpact \(shown.line)\n\(said)```\n"
            }
        }
        try expect(text, in: "MessagesOfData.md")
    }

    /// Codes that no page of messages can show.
    private static let unshown = [
        "LP0713": "needs a repository; shown in Gate.md",
        "LP0042": "tests run as a user who may read everything, on some machines",
        "LP1002": "needs two snapshots; shown in Ledger.md",
        "LP0808": "needs names whose replacement changes a verdict; shown in Testing.md",
    ]

    /// A message that nobody has read is a message that nobody understands.
    @Test func everyCodeIsShown() throws {
        let folder = Command.root.appendingPathComponent("Documentation")
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("Messages") }
        let text = try pages.map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }.joined()
        let shown = Set(text.matches(of: #/\[(LP[0-9]{4})\]/#).map { String($0.1) })
        let lacking = Code.all.map(\.id).filter { !shown.contains($0) && Self.unshown[$0] == nil }
        #expect(lacking == [], "no page shows these: add them to Shown+Table.swift")
    }
}
