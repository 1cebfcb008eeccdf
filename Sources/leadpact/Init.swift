import ArgumentParser
import Glibc
import Reports

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Writes an agreement to start from, with comments.")

    @Argument(help: "Where to write it; '-' is standard output.")
    var path = "agreement.yaml"

    /// `Agreements/starter.yaml`.
    private static var starter: String { String(decoding: PackageResources.starter_yaml, as: UTF8.self) }

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
        let output = try Output(path: path)
        output.write(Self.starter)
        try output.finish()
        Output.standardError().write(
            "Wrote '\(path)'. Put in your own stages and targets, then: leadpact lint \(path)\n")
    }
}
