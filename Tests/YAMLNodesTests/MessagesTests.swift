import Findings
import Foundation
import Testing
import YAMLNodes

/// Every message of the table of mistakes, as a person sees it. `LEADPACT_GOLDEN=1` writes the page anew.
@Test func messagesOfYAMLAreShown() throws {
    var text = """
        # Messages of YAML

        What is said of texts that are no YAML, or YAML that leads astray: written by the tests, which hold it true.
        [Findings](Findings.md) explains the codes.

        """
    for mistake in mistakes {
        let source = SourceText(path: "a.yaml", text: mistake.text)
        let words = FindingText(sources: [source])
        let findings = YAMLReader.read(source).findings
        text += "\n```text\n\(findings.map(words.full).joined(separator: "\n\n"))\n```\n"
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Documentation/MessagesOfYAML.md"
    ).standardizedFileURL
    if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "LEADPACT_GOLDEN=1 writes it anew")
}
