import Agreements
import ArgumentParser
import Cases
import Findings
import Glibc
import Reports

struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tests an agreement: small snapshots in, verdicts out.",
        usage: """
            leadpact test FILE … [--run REGEX] [--format FORMAT[=PATH]]
            leadpact test --record LEAD AGREEMENT SNAPSHOT
            """)

    @Argument(help: "Test files, or folders of them; with --record, an agreement and a snapshot.")
    var files: [String]

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Run only the cases whose name this matches, or a part of it.", valueName: "regex"))
    var wanted: String?

    @Option(
        help: ArgumentHelp("How to report, and where to; repeatable.", valueName: "format[=path]"))
    var format: [TestFormatChoice] = []

    @Option(
        help: ArgumentHelp(
            "Write a test of this lead to standard output, with names, addresses and companies replaced.",
            valueName: "lead"))
    var record: String?

    @Option(help: "With --record, only this rule; repeatable.")
    var rule: [String] = []

    @OptionGroup var reading: ReadingOptions

    @Flag(help: "Say nothing of the cases that pass.")
    var quiet = false

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    mutating func validate() throws {
        let streams = format.count { $0.path == nil }
        if streams > 1 { throw ValidationError("only one --format can go to standard output; give the others a path") }
        if record != nil {
            if files.count != 2 { throw ValidationError("--record wants an agreement and a snapshot, in this order") }
            if wanted != nil || !format.isEmpty { throw ValidationError("--record goes without --run and --format") }
        } else if !rule.isEmpty || reading.asOf != nil || reading.tolerate != nil {
            throw ValidationError("--rule, --as-of and --tolerate go with --record")
        }
    }

    mutating func run() throws {
        if let record { return try recordCase(of: record) }
        var tests = TestFiles(paths: files, run: try pattern())
        let report = tests.report()
        let asked = format.isEmpty ? [TestFormatChoice(format: .text, path: nil)] : format
        for choice in asked {
            let output = try choice.path.map { path in try Output(path: path) } ?? .standardOutput()
            let style = choice.path == nil ? color.style(for: STDOUT_FILENO) : .plain
            report.write(
                as: choice.format, sources: tests.sources, style: style, isBrief: quiet, to: output.writer())
            try output.finish()
        }
        if report.outcome != .passed { throw Exit(report.outcome) }
    }

    private func pattern() throws -> Regex<AnyRegexOutput>? {
        guard let wanted else { return nil }
        do {
            return try Regex(wanted)
        } catch {
            let finding = Finding.error(
                .badCasePattern, "--run '\(wanted)' is no regular expression", at: nil,
                notes: ["a name, or a part of one, will do, as in --run boundary"])
            [finding].complain(sources: [], color: color)
            throw Exit(.agreementWrong)
        }
    }

    private func recordCase(of lead: String) throws {
        var matter = Matter(agreement: files[0], snapshot: files[1])
        matter.choose(rules: rule, parties: [], atLeast: nil)
        Progress.showing("Reading \(files[1])") {
            matter.bringTogether(reading, forExplaining: true, forRecording: true)
        }
        guard let evaluation = matter.evaluation else { throw matter.refusal(color: color) }
        guard let recording = Recording(of: lead, evaluation, agreementPath: files[0], rules: rule, zones: matter.zones)
        else {
            Leadpact.complain("the snapshot '\(files[1])' has no lead '\(lead)'")
            throw Exit(.agreementWrong)
        }
        let output = Output.standardOutput()
        output.write(recording.text)
        try output.finish()
        let differing = recording.differingRules(matter.agreements)
        if !differing.isEmpty {
            [
                Finding.warning(
                    .recordedDiffers,
                    "with names, addresses and companies replaced, \(differing.joined(separator: ", ")) judges otherwise",
                    at: nil, notes: ["mend the case by hand: give the replaced values the trait that the rule asks for"]
                )
            ].complain(sources: [], color: color)
        }
        let kept = recording.keptColumns
        if !kept.isEmpty {
            Output.standardError().write(
                "Kept as they stand: \(kept.joined(separator: ", ")). Look them over before you share the case.\n")
        }
    }
}

/// One `--format` of `test`.
struct TestFormatChoice: ExpressibleByArgument {
    var format: TestReport.Format
    /// Nil is standard output.
    var path: String?

    init(format: TestReport.Format, path: String?) {
        self.format = format
        self.path = path
    }

    /// `text` or `junit=report.xml`.
    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = TestReport.Format(rawValue: String(parts[0])) else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.init(format: format, path: parts.count == 2 ? String(parts[1]) : nil)
    }

    static let allValueStrings = TestReport.Format.allCases.flatMap { [$0.rawValue, "\($0.rawValue)=PATH"] }
}
