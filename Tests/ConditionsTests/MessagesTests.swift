import Findings
import Foundation
import Testing

@testable import Conditions

/// Every message of the tables of faults, as a person sees it. `LEADPACT_GOLDEN=1` writes the page anew.
@Test func messagesOfConditionsAreShown() throws {
    var text = """
        # Messages of conditions

        What is said of conditions that cannot be read or mean nothing: written by the tests, which hold it true. The columns
        `Lead Source`, `Owner.Name`, `Tier` and `Closed` are those of an export. [Findings](Findings.md) explains the codes.

        """
    for (title, faults) in [("Writing", SyntaxFaultTests.faults), ("Meaning", MeaningFaultTests.faults)] {
        text += "\n## \(title)\n"
        for fault in faults {
            let words = FindingText(sources: [SourceText(path: "a.yaml", text: fault.0)])
            text += "\n```text\n\(bind(fault.0).findings.map(words.full).joined(separator: "\n\n"))\n```\n"
        }
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Documentation/MessagesOfConditions.md"
    ).standardizedFileURL
    if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "LEADPACT_GOLDEN=1 writes it anew")
}
