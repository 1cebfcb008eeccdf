import BusinessTime
import Findings

/// An agreement's text after its certain fixes.
public struct Mending: Sendable {
    public private(set) var source: SourceText
    /// What was mended, in the order in which it was.
    public private(set) var mended: [Finding] = []

    /// No file has more slips of the pen than this; one that seems to is something else.
    private static let greatestCount = 200

    /// Makes the certain fixes of an agreement, one after another, each on the text that the ones before it left: what
    /// a misspelt key hid is seen once it is spelt right. A fix that would not take its finding away, or would spoil
    /// the YAML, is not made.
    public init(_ source: SourceText, files: some FileSource, zoneDirectory: String = Zone.systemDirectory) {
        func findings(_ source: SourceText) -> [Finding] {
            AgreementReader.read(source, files: files, zoneDirectory: zoneDirectory).findings
        }
        self.source = source
        var open = findings(source)
        var refused: Set<String> = []
        while mended.count < Mending.greatestCount {
            let next = open.first { $0.fix != nil && !refused.contains(Mending.key($0)) }
            guard let next, let fix = next.fix else { break }
            refused.insert(Mending.key(next))
            guard let text = self.source.mended(by: fix) else { continue }
            let left = findings(text)
            let isGone = left.count { $0.message == next.message } < open.count { $0.message == next.message }
            guard isGone, left.count(where: \.isOfYAML) <= open.count(where: \.isOfYAML) else { continue }
            self.source = text
            open = left
            mended.append(next)
        }
    }

    /// Fixes keep to their line, so that line and words tell a finding from others while columns move.
    private static func key(_ finding: Finding) -> String {
        "\(finding.place?.range.lowerBound.line ?? 0) \(finding.message) \(finding.fix?.found ?? "")"
    }
}

extension Finding {
    fileprivate var isOfYAML: Bool {
        code.id.hasPrefix("LP00") && ![.unknownKey, .missingKey, .notText, .notABoolean, .notAList].contains(code)
    }
}
