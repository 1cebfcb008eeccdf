import ArgumentParser
import Schemas

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Writes the JSON Schema (draft-07) of agreements, by which editors complete and check them.")

    @Flag(help: "That of the manifest of a snapshot instead.")
    var snapshot = false

    @Flag(help: "That of the report which 'check --format json' writes instead.")
    var report = false

    mutating func validate() throws {
        if snapshot, report { throw ValidationError("--snapshot and --report are two schemas: give one of them") }
    }

    mutating func run() throws {
        let output = Output.standardOutput()
        let tree = report ? ReportSchema.tree : snapshot ? ManifestSchema.tree : AgreementSchema.tree
        output.write(tree.formatted)
        try output.finish()
    }
}
