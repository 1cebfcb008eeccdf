import ArgumentParser
import Glibc
import Reports
import Schemas

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Writes an agreement to start from, with comments.")

    @Argument(help: "Where to write it; '-' is standard output.")
    var path = "agreement.yaml"

    /// `Agreements/starter.yaml`.
    private static var starter: String { String(decoding: PackageResources.starter_yaml, as: UTF8.self) }

    /// As the first line of the starter names it, for the language servers of editors.
    private static let schemaName = "leadpact.schema.json"

    mutating func run() throws {
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
        let schema = path.splitAtLastSlash.folder + Self.schemaName
        if !SourceFile.exists(schema) { try write(AgreementSchema.tree.formatted, to: schema) }
        Output.standardError().write(
            """
            Wrote '\(path)', and '\(schema)', by which editors complete and check it.
            Put in your own stages and targets, then: leadpact lint \(path)

            """)
    }

    private func write(_ text: String, to path: String) throws {
        let output = try Output(path: path)
        output.write(text)
        try output.finish()
    }
}
