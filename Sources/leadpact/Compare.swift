import ArgumentParser
import Findings
import Glibc
import Reports

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares two runs: which breaches are new, which are fixed, which are unchanged.",
        discussion: "A run is what 'leadpact check … --format json' wrote.")

    @Argument(help: "The report of the older run.")
    var old: String

    @Argument(help: "The report of the newer run.")
    var new: String

    @Option(help: "How to report.")
    var format: ComparisonFormat = .text

    @Flag(help: "Exit with 1 where a breach is new.")
    var exitCode = false

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    enum ComparisonFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    mutating func run() throws {
        let comparison = RunComparison(try report(at: old), try report(at: new), version: Leadpact.version)
        let output = Output.standardOutput()
        switch format {
        case .text: comparison.writeText(style: color.style(for: STDOUT_FILENO), to: output.writer())
        case .json: comparison.writeJSON(to: output.writer())
        }
        try output.finish()
        if exitCode, comparison.hasNew { throw Exit(.gateFailed) }
    }

    private func report(at path: String) throws -> RunReport {
        do throws(Unreadable) {
            let (report, findings) = RunReport.read(try SourceFile.read(path))
            if let report { return report }
            findings.complain(sources: [], color: color)
        } catch {
            [error.finding].complain(sources: [], color: color)
        }
        throw Exit(.agreementWrong)
    }
}
