import CommandSupport
import Foundation
import Testing

/// What the first page shows is what there is.
@Suite struct ReadmeTests {
    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: Command.root.appendingPathComponent(path)), as: UTF8.self)
    }

    /// The lines between a fence of the given kind and its end.
    private static func block(_ kind: String) throws -> [String] {
        let parts = try text("README.md").components(separatedBy: "```\(kind)\n")
        let block = try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
        return block.components(separatedBy: "\n").filter { !$0.isEmpty && $0 != "…" }
    }

    @Test func itsAgreementIsTheSamples() throws {
        let sample = Set(try Self.text("Samples/acme/agreement.yaml").components(separatedBy: "\n"))
        for line in try Self.block("yaml") { #expect(sample.contains(line), "\(line)") }
    }

    @Test func itsOutputIsReal() throws {
        let lines = try Self.block("console")
        let call = try #require(lines.first?.components(separatedBy: " ").dropFirst(2))
        let output = Set(try Command.run(Array(call)).output.components(separatedBy: "\n"))
        for line in lines.dropFirst().prefix(while: { !$0.hasPrefix("$") }) {
            #expect(output.contains(line), "\(line)")
        }
    }

    @Test func itsLinksLeadSomewhere() throws {
        for file in ["README.md", "Documentation/CommandLine.md"] {
            let folder = Command.root.appendingPathComponent(file).deletingLastPathComponent()
            for match in try Self.text(file).matches(of: /\]\(([^)#]+)/) where !match.1.hasPrefix("http") {
                #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(String(match.1)).path))
            }
        }
    }
}
