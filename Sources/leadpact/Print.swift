import Agreements
import ArgumentParser
import Findings
import Reports

struct Print: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints an agreement as prose, to be read, signed and kept.",
        discussion: """
            The text is written from the rules that are enforced, so that the two cannot disagree.

              leadpact print agreement.yaml                        Markdown
              leadpact print agreement.yaml --format html > a.html a page that prints on A4
            """)

    @Argument(help: "The agreement.")
    var agreement: String

    @Option(help: "The shape of the text.")
    var format: ProseFormat = .markdown

    @Option(help: "Whether to use colours in messages.")
    var color: ColorChoice = .auto

    mutating func run() throws {
        if SourceFile.isFolder(agreement) {
            Leadpact.complain("'\(agreement)' is a folder; name the version that is to be printed")
            throw Exit(.agreementWrong)
        }
        let files = AgreementFiles(paths: [agreement])
        guard let read = files.agreements.first, !files.findings.hasErrors else {
            files.findings.filter { $0.level == .error }.complain(sources: files.sources, color: color)
            Leadpact.complain("an agreement with errors cannot be printed")
            throw Exit(.agreementWrong)
        }
        let output = Output.standardOutput()
        output.write(AgreementProse(read).written(as: format))
        try output.finish()
    }
}

extension ProseFormat: ExpressibleByArgument {}
