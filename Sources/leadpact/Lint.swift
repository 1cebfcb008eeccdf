import Agreements
import ArgumentParser
import Compliance
import Findings
import Glibc
import Reports
import Snapshots

struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says everything that is wrong with an agreement, without data.")

    @Argument(help: "Agreements, or folders of them.")
    var agreements: [String]

    @Option(help: "A snapshot to look for stages and values in that the agreement speaks of.")
    var snapshot: String?

    @Flag(help: "Mend what can be mended with certainty, and report the rest.")
    var fix = false

    @Flag(help: "Show what --fix would change, and change nothing.")
    var diff = false

    @Option(help: "How to report.")
    var format: LintFormat = .text

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    enum LintFormat: String, ExpressibleByArgument, CaseIterable { case text, concise, json }

    mutating func validate() throws {
        if fix && diff { throw ValidationError("--fix changes files and --diff does not: give one of them") }
    }

    mutating func run() throws {
        var versions = AgreementFiles(paths: agreements)
        if diff { return try showFixes(versions) }
        if fix, try makeFixes(versions) { versions = AgreementFiles(paths: agreements) }
        let report = LintReport(
            files: versions.files,
            findings: (versions.findings + versions.findingsOfVersions + occurrences(versions)).inReadingOrder(),
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

    /// What the agreements speak of and the snapshot does not have.
    private func occurrences(_ versions: AgreementFiles) -> [Finding] {
        guard let snapshot, !versions.findings.hasErrors else { return [] }
        do {
            let (source, found) = try SnapshotSource.open(snapshot, folders: DataFolders.allowed)
            guard let source else { return found }
            var findings = found
            for agreement in versions.agreements {
                let occurrences = Occurrences(of: agreement, schema: source.schema)
                findings += Plan([agreement], schema: source.schema, datedStages: source.datedStages).findings
                let reading = try source.read(Request(tables: occurrences.needs, asOf: source.asOf ?? .max))
                findings += reading.snapshot.map { occurrences.findings(in: $0) } ?? reading.report.findings
            }
            return findings
        } catch {
            return [error.finding]
        }
    }

    /// Shows the fixes on stdout, as `git apply` takes them.
    private func showFixes(_ versions: AgreementFiles) throws {
        let output = Output.standardOutput()
        for source in versions.sources {
            output.write(UnifiedDiff(source, Mending(source, files: DiskFiles()).source).text)
        }
        try output.finish()
        if versions.findings.hasErrors { throw Exit(.agreementWrong) }
    }

    /// Returns whether a file was changed.
    private func makeFixes(_ versions: AgreementFiles) throws -> Bool {
        var count = 0
        for source in versions.sources {
            let mending = Mending(source, files: DiskFiles())
            guard !mending.mended.isEmpty else { continue }
            let output = try Output(replacing: source.path)
            output.write(mending.source.bytes)
            try output.finish()
            count += mending.mended.count
            let places = mending.mended.count == 1 ? "1 place" : "\(mending.mended.count) places"
            Output.standardError().write("Mended \(places) in '\(source.path)'.\n")
        }
        return count > 0
    }
}
