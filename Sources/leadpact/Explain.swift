import Agreements
import ArgumentParser
import Compliance
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
    var agreement = Explain.agreementHere

    @Option(help: "The snapshot: a folder with snapshot.yaml.")
    var snapshot = "."

    @OptionGroup var reading: ReadingOptions

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    mutating func run() throws {
        if isCode(subject) { try explainCode() } else { try explainLead() }
    }

    private static let agreementHere = "agreement.yaml"

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

    private func explainLead() throws {
        if agreement == Self.agreementHere, !SourceFile.exists(agreement) {
            Leadpact.complain("say what '\(subject)' is to be explained by: --agreement AGREEMENT --snapshot SNAPSHOT")
            throw Exit(.agreementWrong)
        }
        var matter = Matter(agreement: agreement, snapshot: snapshot)
        matter.choose(rules: rule.map { [$0] } ?? [], parties: [], atLeast: nil)
        Progress.showing("Reading \(snapshot)") { matter.bringTogether(reading, forExplaining: true) }
        guard let evaluation = matter.evaluation else { throw matter.refusal(color: color) }
        guard let explanations = evaluation.explain(lead: subject, rule: rule) else {
            Leadpact.complain("the snapshot '\(snapshot)' has no lead '\(subject)'")
            throw Exit(.agreementWrong)
        }
        let output = Output.standardOutput()
        let style = color.style(for: STDOUT_FILENO)
        for account in evaluation.explainScore(lead: subject) {
            let zone = matter.agreements[account.agreement].zone
            ScoreReport(account, zone: zone, style: style).write(to: output.writer())
            output.write("\n")
        }
        for (index, explanation) in explanations.enumerated() {
            if index > 0 { output.write("\n") }
            let zone = matter.agreements[explanation.agreement].zone
            ExplanationReport(explanation, zone: zone, style: style, isBrief: rule == nil).write(to: output.writer())
        }
        try output.finish()
    }
}
