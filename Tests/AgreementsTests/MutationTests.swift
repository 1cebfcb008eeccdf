import Agreements
import Findings
import Foundation
import Testing
import YAMLNodes

/// Agreements with random edits: whatever comes in, findings come out, each with a place that is in the text.
///
/// LEADPACT_FUZZ_SECONDS lets it run that long. A failure names its seed; a crash leaves it as the last one printed.
@Test(arguments: 1...8)
func mutationsOfAnAgreementAreRead(seed: Int) throws {
    let original = Array(try Shipped.text("full.yaml").utf8)
    let seconds = ProcessInfo.processInfo.environment["LEADPACT_FUZZ_SECONDS"].flatMap(Double.init)
    let end = ContinuousClock.now + .seconds((seconds ?? 60) / 8)
    var round = 0
    while seconds == nil ? round < 250 : ContinuousClock.now < end {
        let number = UInt64(seed) << 32 | UInt64(round)
        var random = SplitMix64(seed: number)
        if round % 250 == 0 { print("mutations from seed \(number)") }
        let source = SourceText(path: "full.yaml", bytes: mutate(original, &random))
        let start = ContinuousClock.now
        let (agreement, findings) = AgreementReader.read(source, files: Shipped.files)
        #expect(ContinuousClock.now - start < .seconds(5), "seed \(number) takes long")
        #expect(agreement != nil || findings.hasErrors, "seed \(number) passes in silence")
        // Whatever was read can be digested, and accepting it leaves what it says.
        let new = NewAcceptance(party: "sales", name: "Tom", title: nil, date: 0, digest: agreement?.digest ?? "")
        if !findings.hasErrors, let added = source.adding(new) {
            let again = AgreementReader.read(added, files: Shipped.files).agreement
            #expect(again?.digest == agreement?.digest, "seed \(number) is another agreement once accepted")
        }
        let words = FindingText(sources: [source])
        for finding in findings {
            let position = finding.place?.range.lowerBound ?? Position(line: 0, column: 0)
            let isInside = source.line(position.line).map { position.column <= $0.unicodeScalars.count + 1 } ?? false
            #expect(isInside, "seed \(number): \(finding.code.id) at \(position)")
            #expect(!words.full(finding).isEmpty)
        }
        round += 1
    }
}

/// Any bytes at all, and texts made of YAML's own signs, are read without a fault of ours.
@Test(arguments: 1...4)
func mutationsOfNothingAreRead(seed: Int) {
    let signs = Array("[]{}&*!|>-?:,'\"%@`#~\n\t  \n  - a: b\u{FEFF}é".utf8)
    for round in 0..<1000 {
        var random = SplitMix64(seed: UInt64(seed) << 32 | UInt64(round))
        let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
            round % 2 == 0
                ? signs[Int.random(in: 0..<signs.count, using: &random)] : UInt8.random(in: 0...255, using: &random)
        }
        let (root, findings) = YAMLReader.read(SourceText(path: "a.yaml", bytes: bytes))
        #expect(root != nil || findings.hasErrors)
    }
}

/// One to four edits: bytes changed, cut out, doubled, or pieces of other lines put in.
private func mutate(_ original: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = original
    let pieces = [
        "- ", ": ", "{", "}", "[", "]", "'", "\"", "#", "*a", "&a ", "\t", "\n", "  ", "null", "%", "é", "–", "999999",
    ]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<max(1, bytes.count), using: &random)
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: if !bytes.isEmpty { bytes[at] = UInt8.random(in: 0...255, using: &random) }
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 3: bytes.insert(contentsOf: Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8), at: at)
        case 4:
            let from = Int.random(in: 0..<original.count, using: &random)
            let piece = original[from..<min(original.count, from + 30)]
            bytes.replaceSubrange(at..<end, with: piece)
        default:
            // A whole line moved elsewhere.
            let start = (bytes[..<at].lastIndex(of: 0x0A) ?? -1) + 1
            let stop = (bytes[at...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
            guard start < stop, stop <= bytes.count else { continue }
            let line = Array(bytes[start..<stop])
            bytes.removeSubrange(start..<stop)
            bytes.insert(contentsOf: line, at: Int.random(in: 0...bytes.count, using: &random))
        }
    }
    return bytes
}
