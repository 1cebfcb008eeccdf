import Agreements
import CommandSupport
import Compliance
import Findings
import Foundation
import Reports
import Snapshots
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

    @Test(arguments: [3, 4]) func snapshotsAreJudgedToTheEnd(seed: UInt64) throws {
        let agreement = try #require(
            AgreementReader.read(
                SourceText(path: "a.yaml", text: BadInput.goodFiles["agreement.yaml"] ?? ""), files: MemoryFiles()
            ).agreement)
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let files = BadInput.goodFiles.filter { $0.key.hasPrefix("data/") }.mapValues { Array($0.utf8) }
        let names = files.keys.sorted()
        var mutator = Mutator(seed: seed)
        let end = Date().addingTimeInterval(Self.seconds)
        while Date() < end {
            let name = names[mutator.number(below: names.count)]
            let text = mutator.mutated(files[name] ?? [], among: Array(files.values.sorted { $0.count < $1.count }))
            try scratch.write(Data(text), to: name)
            let start = Date()
            do {
                try judge(scratch.url("data").path, by: agreement)
            } catch {
                #expect(!error.message.isEmpty)
            }
            let took = Date().timeIntervalSince(start)
            #expect(took < 2, "\(took) s for \(name): \(String(decoding: text, as: UTF8.self))")
            try scratch.write(Data(files[name] ?? []), to: name)
        }
    }

    /// From the folder to the bytes of the reports, wherever the way ends.
    private func judge(_ path: String, by agreement: Agreement) throws(SnapshotError) {
        let (source, findings) = try SnapshotSource.open(path)
        guard let source else {
            #expect(findings.hasErrors)
            return
        }
        let plan = Plan([agreement], schema: source.schema)
        let asOf = source.asOf ?? 1_774_972_800_000
        let reading = try source.read(
            Request(tables: plan.needs, stages: Set(agreement.stages.map(\.name)), asOf: asOf))
        guard let snapshot = reading.snapshot, !plan.isAgreementWrong else { return }
        var options = Evaluation.Options()
        options.listed = Set(Verdict.allCases)
        let judgement = Evaluation(plan, snapshot).judgement(options)
        let report = CheckReport(
            judgement: judgement, gate: GateResult(judgement, failOn: [.breach]), failOn: [.breach],
            findings: findings + judgement.findings, outcome: .passed, agreementPath: "a.yaml", snapshotPath: path,
            listsCarriedOver: true, listed: .all, version: "test")
        var written = 0
        for format in ReportFormat.allCases {
            report.write(as: format, sources: [], style: .plain, to: ByteWriter { written += $0.count })
        }
        #expect(written > 0)
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
