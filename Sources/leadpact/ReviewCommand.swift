import Agreements
import ArgumentParser
import Compliance
import Findings
import Reports
import Reviews
import Snapshots

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Writes the report that marketing and sales sit down with: goals, rules, breaches, leakage, data.",
        discussion: """
              leadpact review agreement.yaml snapshot/ --format html=review.html
              leadpact review agreement.yaml snapshot/ --period last --format markdown
              leadpact review agreement.yaml snapshot/ --propose stricter.yaml --format html=what-if.html

            The report judges nothing that check does not: it exits with 0 where goals are missed, too.
            """)

    @Argument(help: "The agreement, or a folder of its versions.")
    var agreement: String

    @Argument(help: "The snapshot: a folder with snapshot.yaml, or one file of leads.")
    var snapshot: String?

    @Option(
        help: ArgumentHelp(
            "Have a database judge: \(Engine.help). A snapshot then says what its tables hold; the funnel is left out.",
            valueName: "database"))
    var on: String?

    @Option(
        help: "The period to review: last, all, 2026-Q3, 2026-07, 2026-01-01..2026-03-31 (default: the current one).")
    var period: String?

    @Option(
        help: ArgumentHelp(
            "html, pdf, markdown, csv or json, and where to; repeatable (default: markdown).",
            valueName: "format[=path]"))
    var format: [PageFormatChoice] = []

    @Option(help: ArgumentHelp("Hold another agreement against the same leads, too: what if?", valueName: "agreement"))
    var propose: String?

    @Flag(help: "Hide people and companies, in every format.")
    var redact = false

    @OptionGroup var look: PageOptions

    @OptionGroup var reading: ReadingOptions

    @Option(help: "Whether to use colours in messages.")
    var color: ColorChoice = .auto

    mutating func validate() throws {
        try format.validate(among: [.html, .pdf, .markdown, .csv, .json])
        if on == nil, snapshot == nil { throw ValidationError("Missing expected argument '<snapshot>'") }
        if on != nil, propose != nil {
            throw ValidationError("--propose goes without --on: hold the other agreement against an export")
        }
        if on != nil, reading.tolerate != nil {
            throw ValidationError("--tolerate goes without --on: a database has no rows that cannot be read")
        }
    }

    mutating func run() throws {
        let press = try look.press(for: format, color: color)
        var found: [Finding] = []
        let engine = on.flatMap { Engine($0, &found) }
        var matter = Matter(agreement: agreement, snapshot: snapshot ?? engine?.text ?? "")
        if let engine, snapshot == nil, !engine.isReadable {
            found.append(
                .error(
                    .databaseUnreadable, "nothing says which columns '\(engine.text)' has, by which a review counts",
                    at: nil,
                    notes: [
                        "give a snapshot beside it, of which the headers are enough: a folder, or its snapshot.yaml"
                    ]))
        }
        if !found.isEmpty { matter.refuse(found, as: .agreementWrong) }
        guard var report = made(from: &matter, engine) else { throw matter.refusal(redact: redact, color: color) }
        report.data = matter.data
        report.findings = (matter.findings + report.findings).inReadingOrder()
        if let propose { report.proposal = try proposal(propose, report) }
        if redact { report.redact() }
        for choice in format.isEmpty ? [PageFormatChoice(.markdown)] : format {
            let output = try choice.path.map { path in try Output(path: path) } ?? .standardOutput()
            switch choice.format {
            case .html: output.write(press.html(of: Page(report)))
            case .pdf: output.write(try press.pdf(of: Page(report)))
            case .json: report.writeJSON(to: output.writer())
            case .csv: report.writeCSV(to: output.writer())
            case .markdown, .text: output.write(Page(report).markdown)
            }
            try output.finish()
        }
        if report.judgement.isUnfit {
            report.findings.filter { $0.level == .error }.complain(
                sources: redact ? [] : matter.sources, color: color)
            throw Exit(.dataUnfit)
        }
    }

    /// The report of rows that are read, or of what a database judges.
    private func made(from matter: inout Matter, _ engine: Engine?) -> ReviewReport? {
        let choice = matter.period(period)
        let path = matter.snapshotPath
        if let engine {
            var judged: Judgement?
            Progress.showing("Judging on \(engine.text)") {
                judged = matter.judgement(
                    on: engine, mapping: snapshot != nil, reading, period: choice, listed: Set(Verdict.allCases),
                    forReview: true)
            }
            guard var judgement = judged, let reviewed = judgement.reviewed, let plan = matter.plan else { return nil }
            judgement.hidesPeople = redact
            return ReviewReport(
                of: judgement, reviewed, plan: plan, threads: reading.threadCount, agreementPath: agreement,
                snapshotPath: path, version: Leadpact.version)
        }
        Progress.showing("Reading \(path)") { matter.bringTogether(reading, forReview: true) }
        matter.evaluation?.hidesPeople = redact
        guard let evaluation = matter.evaluation, let plan = matter.plan else { return nil }
        return ReviewReport(
            of: evaluation, plan: plan, period: choice, threads: reading.threadCount, agreementPath: agreement,
            snapshotPath: path, version: Leadpact.version)
    }

    private func proposal(_ path: String, _ report: ReviewReport) throws -> ReviewReport.Proposal {
        // The version in force is what a proposal is to replace.
        var matter = Matter(comparing: report.agreement.path, with: path, snapshot: report.snapshotPath)
        matter.bringTogether(reading)
        guard let evaluation = matter.evaluation, matter.agreements.count == 2 else {
            throw matter.refusal(redact: redact, color: color)
        }
        var options = Evaluation.Options()
        options.period = report.judgement.period.isBounded ? .named(report.judgement.period) : .all
        options.threads = reading.threadCount
        options.listed = Set(Verdict.allCases)
        return .init(
            path: path, diff: AgreementDiff(from: matter.agreements[0], to: matter.agreements[1]),
            backtest: Backtest(evaluation.judgement(options)))
    }
}

/// The shapes of reports that are read on a page.
enum PageFormat: String, CaseIterable { case html, pdf, markdown, json, text, csv }

/// One `--format` of such a report, and where it goes.
struct PageFormatChoice: ExpressibleByArgument {
    var format: PageFormat
    /// Nil is standard output.
    var path: String?

    init(_ format: PageFormat) { self.format = format }

    /// `html=review.html` or `json`.
    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = PageFormat(rawValue: String(parts[0])), parts.last?.isEmpty == false else { return nil }
        self.format = format
        path = parts.count == 2 ? String(parts[1]) : nil
    }

    var defaultValueDescription: String { format.rawValue }
}

extension [PageFormatChoice] {
    /// Only formats that the command knows, and at most one of them to standard output.
    func validate(among known: [PageFormat]) throws {
        for choice in self where !known.contains(choice.format) {
            let names = known.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no --format \(choice.format.rawValue) here; there are \(names)")
        }
        if count(where: { $0.path == nil }) > 1 {
            throw ValidationError("only one --format can go to standard output; give the others a path")
        }
    }
}
