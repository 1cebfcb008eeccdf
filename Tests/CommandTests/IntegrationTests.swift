import CommandSupport
import Findings
import Foundation
import Testing
import YAMLNodes

/// What stands in Integrations is read by programs that are not here; as far as it can be, it is held to leadpact itself.
@Suite struct IntegrationTests {
    private static let folder = Command.root.appendingPathComponent("Integrations")

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
    }

    @Test(arguments: [
        "github/action.yml", "github/workflow.yml", "gitlab/leadpact.gitlab-ci.yml",
        "pre-commit/pre-commit-config.yaml",
    ])
    func isYAML(name: String) throws {
        let (root, findings) = YAMLReader.read(SourceText(path: name, text: try text(name)))
        #expect(root?.mapping != nil && !findings.hasErrors, "\(findings.map(\.message))")
    }

    /// Every option of `check` that they use is one, and takes the value they give it.
    @Test(arguments: [
        "github/action.yml", "github/workflow.yml", "gitlab/leadpact.gitlab-ci.yml", "systemd/leadpact.service",
        "cron/leadpact.cron",
    ])
    func usesOptionsThatThereAre(name: String) throws {
        let help = try Command.run(["check", "--help"]).output
        let options = try text(name).matches(of: #/ (--[a-z-]+)/#).map { String($0.1) }
        #expect(!options.isEmpty)
        for option in options { #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)") }
    }

    /// The manual names every command.
    @Test func theManualNamesEveryCommand() throws {
        let help = try Command.run(["--help"]).output
        let lines = help.components(separatedBy: "SUBCOMMANDS:").last?.split(separator: "\n") ?? []
        let commands = lines.compactMap { $0.firstMatch(of: #/^  ([a-z]+)/#).map { String($0.1) } }
        #expect(commands.count >= 10)
        let manual = try text("leadpact.1")
        for command in commands { #expect(manual.contains("\n.B \(command)\n"), "\(command)") }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completesInAShell(shell: String) throws {
        let result = try Command.run(["--generate-completion-script", shell])
        #expect(result.code == 0 && result.output.contains("write-baseline"))
    }
}
