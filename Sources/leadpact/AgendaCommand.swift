import ArgumentParser
import Compliance
import Findings
import Reports
import Reviews

struct AgendaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agenda",
        abstract: "Lists what is owed for every open lead, by manager and rep, the most urgent first.",
        discussion: """
              leadpact agenda agreement.yaml snapshot/
              leadpact agenda agreement.yaml snapshot/ --party sales --format html=agenda.html --format csv=tasks.csv

            Leads without an owner come first.
            """)

    @Argument(help: "The agreement, or a folder of its versions.")
    var agreement: String

    @Argument(help: "The snapshot: a folder with snapshot.yaml, or one file of leads.")
    var snapshot: String

    @Option(
        help: ArgumentHelp(
            "text, markdown, html, pdf or csv, and where to; repeatable (default: text).", valueName: "format[=path]"))
    var format: [PageFormatChoice] = []

    @Option(help: "Only this rule; repeatable.")
    var rule: [String] = []

    @Option(help: "Only what this party owes; repeatable.")
    var party: [String] = []

    @Option(help: "Rows shown of one rep; csv has all.")
    var limit = 50

    @Flag(help: "Hide people and companies, in every format.")
    var redact = false

    @OptionGroup var look: PageOptions

    @OptionGroup var reading: ReadingOptions

    @Option(help: "Whether to use colours in messages.")
    var color: ColorChoice = .auto

    mutating func validate() throws {
        try format.validate(among: [.text, .markdown, .html, .pdf, .csv])
        if limit < 1 { throw ValidationError("--limit is a number from 1") }
    }

    mutating func run() throws {
        let press = try look.press(for: format, color: color)
        var matter = Matter(agreement: agreement, snapshot: snapshot)
        matter.choose(rules: rule, parties: party, atLeast: nil)
        Progress.showing("Reading \(snapshot)") { matter.bringTogether(reading, forReview: true) }
        matter.evaluation?.hidesPeople = redact
        guard let evaluation = matter.evaluation else { throw matter.refusal(redact: redact, color: color) }
        let agenda = Agenda(
            of: evaluation, period: .current, threads: reading.threadCount, version: Leadpact.version)
        for choice in format.isEmpty ? [PageFormatChoice(.text)] : format {
            let output = try choice.path.map { path in try Output(path: path) } ?? .standardOutput()
            switch choice.format {
            case .html: output.write(press.html(of: agenda.page(limit: limit)))
            case .pdf: output.write(try press.pdf(of: agenda.page(limit: limit)))
            case .markdown: output.write(agenda.page(limit: limit).markdown)
            case .csv: agenda.writeCSV(to: output.writer())
            case .text, .json: agenda.writeText(limit: limit, to: output.writer())
            }
            try output.finish()
        }
    }
}
