import Agreements
import ArgumentParser
import Compliance
import Findings
import Glibc
import Reports

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what changed between two versions of an agreement, and for whom it is stricter.",
        discussion: """
            With a snapshot both versions are held against the same leads, each as if it had been in force all the time.

              leadpact diff 2026-H1.yaml 2026-H2.yaml
              leadpact diff 2026-H1.yaml 2026-H2.yaml snapshot/
            """)

    @Argument(help: "The version to start from.")
    var old: String

    @Argument(help: "The version to go to.")
    var new: String

    @Argument(help: "A snapshot to hold both against.")
    var snapshot: String?

    @Option(help: "How to report.")
    var format: DiffFormat = .text

    @Option(help: "The period to judge, as for check (default: all).")
    var period = "all"

    @Flag(help: "Exit with 1 if anything changed.")
    var exitCode = false

    @OptionGroup var reading: ReadingOptions

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    enum DiffFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    mutating func run() throws {
        let files = AgreementFiles(paths: [old, new])
        for path in [old, new] where SourceFile.isFolder(path) {
            Leadpact.complain("'\(path)' is a folder; name the versions that are to be compared")
            throw Exit(.agreementWrong)
        }
        guard files.agreements.count == 2, !files.findings.hasErrors else {
            files.findings.filter { $0.level == .error }.complain(sources: files.sources, color: color)
            throw Exit(.agreementWrong)
        }
        var report = DiffReport(old: files.agreements[0], new: files.agreements[1], version: Leadpact.version)
        if let snapshot { try backtest(on: snapshot, into: &report) }
        let output = Output.standardOutput()
        switch format {
        case .text: report.writeText(style: color.style(for: STDOUT_FILENO), to: output.writer())
        case .json: report.writeJSON(to: output.writer())
        }
        try output.finish()
        if exitCode, !report.diff.items.isEmpty { throw Exit(.gateFailed) }
    }

    private func backtest(on snapshot: String, into report: inout DiffReport) throws {
        var matter = Matter(comparing: old, with: new, snapshot: snapshot)
        let choice = matter.period(period)
        Progress.showing("Reading \(snapshot)") { matter.bringTogether(reading) }
        guard let evaluation = matter.evaluation else { throw matter.refusal(color: color) }
        var options = Evaluation.Options()
        options.period = choice
        options.threads = reading.threadCount
        options.listed = Set(Verdict.allCases)
        report.backtest = Backtest(evaluation.judgement(options))
        report.snapshotPath = snapshot
    }
}
