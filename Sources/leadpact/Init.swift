import Agreements
import ArgumentParser
import Databases
import Findings
import Glibc
import Notices
import Reports
import Reviews
import Schemas
import Snapshots

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes an agreement to start from, with comments; from an export, its manifest, too.")

    @Argument(help: "Where to write the agreement; '-' is standard output.")
    var path = "agreement.yaml"

    @Option(
        help: ArgumentHelp(
            "A file or folder exported from a CRM, or a database (sqlite:FILE, postgres:NAME): write a manifest for it, by what its headers and values show.",
            valueName: "data"))
    var from: String?

    @Option(help: ArgumentHelp("With --from: by which clock times without an offset were written.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("Print the mapping of a kind of CRM, to be copied and changed.", valueName: "name"))
    var preset: String?

    @Flag(help: "Print the template of pages, to be copied and changed for --template of review and agenda.")
    var pageTemplate = false

    #if SQLite
        @Flag(help: "Print the template of mail, to be copied and changed for --template of notify and watch.")
        var mailTemplate = false
    #endif

    @Flag(help: "Write over a manifest that is there already.")
    var force = false

    /// `Agreements/starter.yaml`.
    private static var starter: String { String(decoding: PackageResources.starter_yaml, as: UTF8.self) }

    /// As the first line of the starter names it, for the language servers of editors.
    private static let schemaName = "leadpact.schema.json"

    mutating func run() throws {
        if pageTemplate { return try print(PageTemplate.text) }
        #if SQLite
            if mailTemplate { return try print(DigestTemplate.text) }
        #endif
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
        try print(text)
    }

    private func print(_ text: String) throws {
        let output = Output.standardOutput()
        output.write(text)
        try output.finish()
    }

    mutating func validate() throws {
        if preset != nil, from != nil {
            throw ValidationError("--preset prints a mapping; with --from the preset is recognised by the headers")
        }
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
        let manifest = folder(of: data) + "snapshot.yaml"
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
        talk += proposal.lacksZone ? "Then write 'time_zone' into it, and: " : "Then: "
        talk += "leadpact check \(path) \(manifest)\(asOf) --period all\n"
        Output.standardError().write(talk)
    }

    /// Where the manifest goes: into the folder of files, beside a file, and here for what no file holds.
    private func folder(of data: String) -> String {
        if let database = DatabaseAddress(data) {
            return database.kind == .sqlite ? database.name.splitAtLastSlash.folder : ""
        }
        return SourceFile.isFolder(data) ? data + (data.hasSuffix("/") ? "" : "/") : data.splitAtLastSlash.folder
    }

    private func recognise(_ data: String) throws -> (Recognition?, [String]) {
        if DatabaseAddress(data)?.isConnectionString == true {
            [.connectionString(at: nil)].complain(sources: [], color: .auto)
            throw Exit(.dataUnfit)
        }
        var reasons: [String] = []
        do throws(SnapshotError) {
            return (try Recognition.recognise(data, reasons: &reasons), reasons)
        } catch {
            [error.finding].complain(sources: [], color: .auto)
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
