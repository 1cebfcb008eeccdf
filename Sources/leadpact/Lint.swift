import ArgumentParser
import Findings
import Glibc
import Reports

struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says everything that is wrong with an agreement, without data.")

    @Argument(help: "Agreements, or folders of them.")
    var agreements: [String]

    @Option(help: "How to report.")
    var format: LintFormat = .text

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    enum LintFormat: String, ExpressibleByArgument, CaseIterable { case text, concise, json }

    mutating func run() throws {
        let versions = AgreementFiles(paths: agreements)
        let report = LintReport(
            files: versions.files, findings: (versions.findings + versions.findingsOfVersions).inReadingOrder(),
            version: Leadpact.version)
        let output = Output.standardOutput()
        switch format {
        case .text:
            report.writeText(sources: versions.sources, style: color.style(for: STDOUT_FILENO), to: output.writer())
        case .concise: report.writeConcise(to: output.writer())
        case .json: report.writeJSON(to: output.writer())
        }
        try output.finish()
        if report.outcome != .passed { throw Exit(report.outcome) }
    }
}
