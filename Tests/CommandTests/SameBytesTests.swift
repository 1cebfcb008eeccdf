import CommandSupport
import Foundation
import Testing

/// The same input gives the same bytes, however it is read.
@Suite struct SameBytesTests {
    private static let formats = [
        "text", "concise", "json", "jsonl", "csv", "markdown", "junit", "sarif", "github", "gitlab", "prom",
    ]

    @Test(arguments: formats) func forAnyNumberOfThreads(format: String) throws {
        let check = ["check", "Samples/acme/agreement.yaml", "Samples/acme", "--list", "all", "--format", format]
        let one = try Command.run(check + ["--threads", "1"])
        for threads in ["2", "3", "7"] {
            #expect(try Command.run(check + ["--threads", threads]).output == one.output)
        }
    }

    @Test(arguments: ["markdown", "json", "html"]) func ofAReviewForAnyNumberOfThreads(format: String) throws {
        let review = ["review", "Samples/acme/agreement.yaml", "Samples/acme", "--format", format]
        let one = try Command.run(review + ["--threads", "1"])
        for threads in ["2", "7"] {
            #expect(try Command.run(review + ["--threads", threads]).output == one.output)
        }
    }

    @Test(arguments: formats) func forShuffledRows(format: String) throws {
        let folder = Command.root.appendingPathComponent("Samples/acme")
        let scratch = try Scratch()
        var random = SplitMix64(seed: 11)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            var data = try Data(contentsOf: folder.appendingPathComponent(name))
            if name.hasSuffix(".csv") { data = shuffled(data, using: &random) }
            try scratch.write(data, to: "Samples/acme/\(name)")
        }
        let check = ["check", "Samples/acme/agreement.yaml", "Samples/acme", "--list", "all", "--format", format]
        let straight = try Command.run(check)
        let shuffled = try Command.run(check, in: scratch.folder)
        #expect(withoutLines(shuffled.output) == withoutLines(straight.output))
    }

    /// Places in the tables move with their rows.
    private func withoutLines(_ text: String) -> String {
        text.replacing(/\.csv:\d+:/, with: ".csv:").replacing(/"line": \d+/, with: "")
            .replacing(/"end_line": \d+/, with: "")
            .replacing(/leads.csv"}, "region": {"startLine": \d+/, with: "")
    }

    /// The rows of a table in another order; rows may hold line breaks within quotes.
    private func shuffled(_ table: Data, using random: inout SplitMix64) -> Data {
        var rows: [Data] = []
        var row = Data()
        var isQuoted = false
        for byte in table {
            row.append(byte)
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n"), !isQuoted {
                rows.append(row)
                row = Data()
            }
        }
        return rows[0] + rows.dropFirst().shuffled(using: &random).reduce(Data(), +)
    }
}

/// A generator that gives the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
