import ArgumentParser
import Schemas

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Writes the JSON Schema (draft-07) of agreements, by which editors complete and check them.")

    @Flag(help: "That of the manifest of a snapshot instead.")
    var snapshot = false

    mutating func run() throws {
        let output = Output.standardOutput()
        output.write((snapshot ? ManifestSchema.tree : AgreementSchema.tree).formatted)
        try output.finish()
    }
}
