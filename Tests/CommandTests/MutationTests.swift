import Agreements
import CommandSupport
import Findings
import Foundation
import Testing

/// Good texts with something broken in them: whatever is read, reading ends, and says where it found fault.
///
/// A few seconds' worth is tried each time; `LEADPACT_FUZZ_SECONDS` tries for longer.
@Suite struct MutationTests {
    private static let seconds = ProcessInfo.processInfo.environment["LEADPACT_FUZZ_SECONDS"].flatMap(Double.init) ?? 1

    private static func agreements() throws -> [[UInt8]] {
        let files = ["Samples/acme/agreement.yaml", "Samples/salesforce/agreement.yaml"]
        return try files.map { Array(try Data(contentsOf: Command.root.appendingPathComponent($0))) }
    }

    @Test(arguments: [1, 2]) func agreementsAreReadToTheEnd(seed: UInt64) throws {
        var mutator = Mutator(seed: seed)
        let originals = try Self.agreements()
        let end = Date().addingTimeInterval(Self.seconds)
        while Date() < end {
            let text = mutator.mutated(originals[Int(mutator.number(below: originals.count))], among: originals)
            let start = Date()
            let source = SourceText(path: "a.yaml", bytes: text)
            let (agreement, findings) = AgreementReader.read(source, files: MemoryFiles())
            let took = Date().timeIntervalSince(start)
            #expect(agreement != nil || findings.hasErrors, "\(text)")
            #expect(took < 2, "\(took) s for \(String(decoding: text, as: UTF8.self))")
            for finding in findings { check(finding, in: source) }
            _ = FindingText(sources: [source]).full(findings.first ?? Self.nothing)
        }
    }

    private static let nothing = Finding.error(.syntax, "nothing", at: nil)

    /// A finding points into its text, and is fit to be read on one line.
    private func check(_ finding: Finding, in source: SourceText) {
        #expect(!finding.message.isEmpty)
        guard let place = finding.place else { return }
        #expect(
            place.range.lowerBound.line >= 1 && place.range.lowerBound.line <= source.lineCount,
            "\(finding)\n\(String(decoding: source.bytes, as: UTF8.self))")
        #expect(place.range.lowerBound.column >= 1)
    }
}

/// Breaks texts, the same way for the same seed.
struct Mutator {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }

    private static let snippets: [String] = [
        "\"", "'", "{", "}", "[", "]", ":", ": ", " #", "\n", "\r", "\t", "-", "- ", "&a ", "*a", "!!int ", "|", ">",
        "---\n",
        "\u{FEFF}", "\u{0}", "é", "李", "99999999999999999999", "-1", "0", "%", "first ", "null", "~", "or", "and", "(",
        ")",
        "case when", ",", ",,", "\"\"", "2026-02-30", "1e309", "\u{202E}", "  ", "owner.", "\\",
    ]

    mutating func mutated(_ text: [UInt8], among others: [[UInt8]]) -> [UInt8] {
        var text = text
        for _ in 0...number(below: 4) {
            let at = number(below: text.count + 1)
            let end = min(text.count, at + 1 + number(below: 12))
            switch number(below: 6) {
            case 0: text.removeSubrange(min(at, end)..<end)
            case 1: text.insert(contentsOf: Self.snippets[number(below: Self.snippets.count)].utf8, at: at)
            case 2:
                text.replaceSubrange(min(at, end)..<end, with: Self.snippets[number(below: Self.snippets.count)].utf8)
            case 3: if at < text.count { text[at] = UInt8(truncatingIfNeeded: random.next()) }
            case 4:
                let other = others[number(below: others.count)]
                let from = number(below: other.count)
                text.insert(contentsOf: other[from..<min(other.count, from + number(below: 200))], at: at)
            default: text.removeLast(min(text.count, number(below: 300)))
            }
        }
        return text
    }
}
