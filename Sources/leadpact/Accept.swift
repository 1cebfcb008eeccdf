import Agreements
import ArgumentParser
import BusinessTime
import Findings
import Glibc
import Reports

struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Records that a party accepts an agreement, with the digest of what it accepts.",
        discussion: """
            The acceptance is written into the file, which otherwise stays as it is. The digest is a SHA-256 over the meaning:
            comments, white space and the order of keys do not matter, every name, word and number does.

              leadpact accept agreement.yaml --party sales --name 'Tom Reyes' --title CRO
            """)

    @Argument(help: "The agreement.")
    var agreement: String

    @Option(help: "The party that accepts it.")
    var party: String

    @Option(help: "Who accepts it on the party's behalf.")
    var name: String

    @Option(help: "Their title.")
    var title: String?

    @Option(help: "When it was accepted, like 2026-01-31 (default: today, in the agreement's time zone).")
    var date: String?

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    mutating func validate() throws {
        for (option, text) in [("--name", name), ("--title", title ?? "x")] {
            if text.allSatisfy(\.isWhitespace) { throw ValidationError("\(option) is empty") }
            let isLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            if !isLine { throw ValidationError("\(option) is one line of text") }
        }
        if let date, CivilDate.parse(date) == nil {
            throw ValidationError("--date is a date like 2026-01-31, found '\(date)'")
        }
    }

    mutating func run() throws {
        if SourceFile.isFolder(agreement) {
            Leadpact.complain("'\(agreement)' is a folder; name the version that is accepted")
            throw Exit(.agreementWrong)
        }
        let files = AgreementFiles(paths: [agreement])
        guard let source = files.sources.first, let read = files.agreements.first, !files.findings.hasErrors else {
            files.findings.filter { $0.level == .error }.complain(sources: files.sources, color: color)
            Leadpact.complain("an agreement with errors cannot be accepted")
            throw Exit(.agreementWrong)
        }
        guard read.boundParties.contains(where: { $0.id == party }) else {
            let known = read.boundParties.map(\.id)
            let near = nearest(to: party, among: known).map { "did you mean '\($0)'?" }
            Leadpact.complain("the agreement has no party '\(party)'; \(near ?? "its parties are \(known.asSeries)")")
            throw Exit(.agreementWrong)
        }
        let new = NewAcceptance(
            party: party, name: name.trimmed, title: title?.trimmed,
            date: date.flatMap(CivilDate.parse) ?? read.zone.day(of: Leadpact.now), digest: read.digest)
        let output = Output.standardOutput()
        if read.acceptanceStates.contains(where: {
            $0.party == party && $0.kind == .accepted && $0.acceptance?.name == new.name
        }) {
            output.write("\(new.name) accepted this for \(party) already; '\(agreement)' is left as it is.\n")
            return try output.finish()
        }
        try write(new, into: source)
        let after = AgreementFiles(paths: [agreement]).agreements.first?.acceptanceStates ?? []
        output.write("\(new.name) accepts '\(read.title ?? read.id)' for \(party), digest \(new.digest).\n")
        output.write("Agreement \(after.words).\n")
        try output.finish()
    }

    /// The file is replaced only by one that reads as the same agreement with this acceptance in it.
    private func write(_ new: NewAcceptance, into source: SourceText) throws {
        let changed = source.adding(new)
        let (again, findings) = changed.map { AgreementReader.read($0, files: DiskFiles()) } ?? (nil, [])
        let isIn = again?.acceptance.contains {
            $0.party == new.party && $0.name == new.name && $0.title == new.title && $0.date == new.date
                && $0.digest == new.digest
        }
        guard let changed, isIn == true, !findings.hasErrors, again?.digest == new.digest else {
            Leadpact.complain(
                "the acceptance cannot be put into '\(agreement)' for certain; add it yourself:\n  - \(new.item)")
            throw Exit(.agreementWrong)
        }
        let output = try Output(replacing: agreement)
        output.write(String(decoding: changed.bytes, as: UTF8.self))
        try output.finish()
    }
}

extension String {
    /// Without white space around it.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
