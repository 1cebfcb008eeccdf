import Agreements
import Findings
import Foundation
import Testing

/// Every message of the tables of mistakes, as a person sees it. `LEADPACT_GOLDEN=1` writes the page anew.
@Test func messagesOfAgreementsAreShown() throws {
    var text = """
        # Messages of agreements

        What `leadpact lint` says of agreements with many mistakes: written by the tests, which hold it true.
        [Findings](Findings.md) explains the codes.

        """
    for (title, snippets) in mistakes {
        text += "\n## \(title)\n"
        for snippet in snippets {
            let agreement = MarkedAgreement(snippet)
            let words = FindingText(sources: [agreement.source])
            let codes = Set(agreement.marks.map(\.code))
            let findings = AgreementReader.read(agreement.source, files: MemoryFiles()).findings
            let shown = findings.filter { codes.contains($0.code.id) }.map(words.full)
            text += "\n```text\n\(shown.joined(separator: "\n\n"))\n```\n"
        }
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Documentation/MessagesOfAgreements.md"
    ).standardizedFileURL
    if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "LEADPACT_GOLDEN=1 writes it anew")
}
