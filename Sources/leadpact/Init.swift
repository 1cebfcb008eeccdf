import Agreements
import ArgumentParser
import Findings
import Glibc
import Reports
import Schemas
import Snapshots

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes an agreement to start from, with comments; from an export, its manifest, too.")

    @Argument(help: "Where to write the agreement; '-' is standard output.")
    var path = "agreement.yaml"

    @Option(
        help: ArgumentHelp(
            "A file or folder exported from a CRM: write a manifest for it, by what its headers and values show.",
            valueName: "data"))
    var from: String?

    @Option(help: ArgumentHelp("With --from: by which clock times without an offset were written.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("Print the mapping of a kind of CRM, to be copied and changed.", valueName: "name"))
    var preset: String?

    @Flag(help: "Write over a manifest that is there already.")
    var force = false

    /// `Agreements/starter.yaml`.
    private static var starter: String { String(decoding: PackageResources.starter_yaml, as: UTF8.self) }

    /// As the first line of the starter names it, for the language servers of editors.
    private static let schemaName = "leadpact.schema.json"

    mutating func run() throws {
        if let preset { return try printPreset(preset) }
        if let from { return try propose(from) }
        if path == "-" {
            let output = Output.standardOutput()
            output.write(Self.starter)
            return try output.finish()
        }
        if SourceFile.exists(path) {
            Leadpact.complain("'\(path)' is there already and is left as it is")
            throw Exit(.agreementWrong)
        }
        try write(Self.starter, to: path)
        try writeSchema()
        Output.standardError().write(
            """
            Wrote '\(path)', and '\(path.splitAtLastSlash.folder + Self.schemaName)', by which editors complete and check it.
            Put in your own stages and targets, then: leadpact lint \(path)

            """)
    }

    private func printPreset(_ name: String) throws {
        guard let text = Manifest.preset(name) else {
            let near = nearest(to: name, among: Manifest.presetNames).map { "did you mean '\($0)'?" }
            let all = "there are \(Manifest.presetNames.joined(separator: ", "))"
            Leadpact.complain("there is no preset '\(name)'; \(near ?? all)")
            throw Exit(.agreementWrong)
        }
        let output = Output.standardOutput()
        output.write(text)
        try output.finish()
    }

    // MARK: From an export

    /// Writes a manifest beside the data and, where there is none, an agreement that it can be judged by.
    private func propose(_ data: String) throws {
        let (recognition, reasons) = try recognise(data)
        guard let recognition else {
            Leadpact.complain(
                "nothing in '\(data)' looks like leads: a table of them has an id, and a date, an e-mail address or a stage"
            )
            for reason in reasons { Output.standardError().write("  \(reason.onOneLine)\n") }
            throw Exit(.dataUnfit)
        }
        let hasAgreement = path != "-" && SourceFile.exists(path)
        let known = hasAgreement ? AgreementFiles(paths: [path]).agreements.flatMap(\.stages).map(\.name) : []
        let proposal = recognition.proposal(stages: known, zone: timeZone)
        let manifest =
            (SourceFile.isFolder(data) ? data + (data.hasSuffix("/") ? "" : "/") : data.splitAtLastSlash.folder)
            + "snapshot.yaml"
        if path == "-" {
            let output = Output.standardOutput()
            output.write(proposal.manifest)
            return try output.finish()
        }
        if SourceFile.exists(manifest), !force {
            Leadpact.complain("'\(manifest)' is there already and is left as it is; --force writes over it, '-' prints")
            throw Exit(.agreementWrong)
        }
        try write(proposal.manifest, to: manifest)
        if !hasAgreement {
            try write(FirstAgreement(proposal, zone: timeZone).text, to: path)
            try writeSchema()
        }
        var talk =
            "Wrote '\(manifest)', by the preset '\(recognition.preset)'\(hasAgreement ? "" : ", and '\(path)'").\n"
        for line in proposal.summary { talk += "  \(line)\n" }
        if !proposal.open.isEmpty { talk += "To be looked at:\n" }
        for line in proposal.open { talk += "  \(line.onOneLine)\n" }
        let asOf = proposal.hasAsOf ? "" : " --as-of now"
        talk += "Then: leadpact check \(path) \(manifest)\(asOf)\n"
        Output.standardError().write(talk)
    }

    private func recognise(_ data: String) throws -> (Recognition?, [String]) {
        var reasons: [String] = []
        do throws(SnapshotError) {
            return (try Recognition.recognise(data, reasons: &reasons), reasons)
        } catch {
            Leadpact.complain(error.message)
            throw Exit(.dataUnfit)
        }
    }

    private func writeSchema() throws {
        let schema = path.splitAtLastSlash.folder + Self.schemaName
        if !SourceFile.exists(schema) { try write(AgreementSchema.tree.formatted, to: schema) }
    }

    private func write(_ text: String, to path: String) throws {
        let output = try Output(path: path)
        output.write(text)
        try output.finish()
    }
}

/// An agreement that an export can be judged by as it is, for a first look.
struct FirstAgreement {
    let text: String

    init(_ proposal: Recognition.Proposal, zone: String?) {
        func has(_ table: String, _ column: String) -> Bool { proposal.columns[table]?.contains(column) == true }
        var text = """
            # yaml-language-server: $schema=leadpact.schema.json
            # A first look at an export, by what it holds. Change stages, targets and rules to what you agreed.
            leadpact: 1
            agreement: first-look
            time_zone: \(zone ?? "UTC")

            definitions:

            """
        if !proposal.stages.isEmpty {
            text += "  stages:   # in the order of your funnel; those that end it are 'final: true'\n"
            for stage in proposal.stages { text += "    \(stage): {}\n" }
        }
        let outbound =
            has("activities", "direction") ? "{ in: activities, where: direction = 'outbound' }" : "{ in: activities }"
        text += "  events:\n"
        var rules: [String] = []
        if has("leads", "created_at"), proposal.columns["activities"] != nil {
            text += "    touch: \(outbound)\n"
            rules.append(
                """
                    first-touch:
                      says: Every lead gets a first touch within a day.
                      clock: { from: created, to: touch, within: 24 hours }
                      goal: { met: 90% }
                """)
        }
        if has("leads", "created_at"), has("opportunities", "lead_id"), has("opportunities", "closed_at") {
            text += "    closed: { in: opportunities, at: closed_at }\n"
            rules.append(
                """
                    closed:
                      says: Deals come of leads within 30 days.
                      clock: { from: created, to: closed, within: 30 days }
                """)
        }
        if !text.contains(": { in:") { text = text.replacing("  events:\n", with: "") }
        let wanted = ["email", "company", "source", "stage", "owner_id"].filter { has("leads", $0) }
        let demand =
            wanted.isEmpty ? "id is not null" : wanted.prefix(3).map { "\($0) is not null" }.joined(separator: " and ")
        if text.hasSuffix("definitions:\n") { text = text.replacing("\ndefinitions:\n", with: "") }
        text += "\nresponsibilities:\n"
        if !rules.isEmpty { text += "  sales:\n" + rules.joined(separator: "\n") + "\n" }
        text += """
              marketing:
                complete-leads:
                  says: Leads are handed over complete.
                  require: \(demand)

            gate: { fail_on: [never] }   # nothing fails while you look; then: [critical, goal]

            """
        self.text = text
    }
}
