import ArgumentParser
import Findings
import Glibc
import Reports

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains a lead's verdict, or a diagnostic.",
        usage: """
            leadpact explain LEAD [RULE] --agreement AGREEMENT --snapshot SNAPSHOT
            leadpact explain LPnnnn
            """)

    @Argument(help: "A lead's id, or the code of a diagnostic.")
    var subject: String

    @Argument(help: "A rule of the agreement; without it, every rule that judges the lead.")
    var rule: String?

    @Option(help: "The agreement, or a folder of its versions.")
    var agreement: String?

    @Option(help: "The snapshot: a folder with snapshot.yaml.")
    var snapshot: String?

    @Option(help: "Colours: auto, always or never.")
    var color: ColorChoice = .auto

    mutating func run() throws {
        if isCode(subject) {
            try explainCode()
        }
    }

    private func isCode(_ text: String) -> Bool {
        text.utf8.count == 6 && text.hasPrefix("LP") && text.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) }
    }

    private func explainCode() throws {
        guard let code = Code.all.first(where: { $0.id == subject }) else {
            let near = nearest(to: subject, among: Code.all.map(\.id)).map { "; the nearest is \($0)" } ?? ""
            Leadpact.complain("there is no diagnostic \(subject)\(near)")
            throw Exit(.agreementWrong)
        }
        let style = color.style(for: STDOUT_FILENO)
        let output = Output.standardOutput()
        output.write("\(style.strong("\(code.id): \(code.title)"))\n\n\(code.page)\n")
        try output.finish()
    }
}
