import BusinessTime
import Findings

/// Breaches that were there when a gate was switched on: it fails only for those that came later.
///
/// An entry names an obligation, by rule and subject, and never a row of a file: the same export in another order, or one of
/// a day later, has the same entries.
public struct Baseline: Hashable, Sendable {
    public struct Entry: Hashable, Comparable, Sendable {
        public var rule: String
        /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
        public var subject: String
        /// The day on which the breach was first seen, since 1970-01-01.
        public var since: Int

        public init(rule: String, subject: String, since: Int) {
            self.rule = rule
            self.subject = subject
            self.since = since
        }

        public static func < (a: Entry, b: Entry) -> Bool {
            if a.rule != b.rule { return a.rule.utf8.lexicographicallyPrecedes(b.rule.utf8) }
            return a.subject.utf8.lexicographicallyPrecedes(b.subject.utf8)
        }
    }

    /// The id of the agreement whose rules the entries name.
    public var agreement: String
    /// In order, each obligation once.
    public private(set) var entries: [Entry]

    public init(agreement: String, entries: [Entry]) {
        self.agreement = agreement
        var last: Entry?
        self.entries = entries.sorted().filter { entry in
            defer { last = entry }
            return last.map { $0 < entry } ?? true
        }
    }
}

// MARK: - Text

extension Baseline {
    private static let firstLine = "leadpact-baseline 1"
    private static let remark = "# rule, what it is about, day on which it was first seen"

    /// One line an entry, sorted, with tabs between: a change of one breach is a change of one line.
    public var text: String {
        var text = "\(Self.firstLine)\nagreement\t\(agreement.escaped)\n\(Self.remark)\n"
        for entry in entries {
            text += "\(entry.rule.escaped)\t\(entry.subject.escaped)\t\(CivilDate.format(entry.since))\n"
        }
        return text
    }

    /// Reads what ``text`` wrote; nil where something is wrong with it.
    public static func read(_ source: SourceText) -> (baseline: Baseline?, findings: [Finding]) {
        var findings: [Finding] = []
        var agreement: String?
        var entries: [Entry] = []
        func fault(_ line: Int, _ message: String, _ note: String) {
            findings.append(
                .error(.badBaseline, message, at: Place(path: source.path, line: line), notes: [note]))
        }
        let rewrite = "'leadpact check … --write-baseline \(source.path)' writes it anew"
        guard source.line(1) == firstLine else {
            fault(1, "this is no baseline: it does not begin with '\(firstLine)'", rewrite)
            return (nil, findings)
        }
        for number in 2...max(2, source.lineCount) {
            guard let line = source.line(number), !line.isEmpty, !line.hasPrefix("#") else { continue }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(\.unescaped)
            if fields.count == 2, fields[0] == "agreement" {
                agreement = fields[1]
            } else if fields.count == 3, let since = CivilDate.parse(fields[2]) {
                entries.append(Entry(rule: fields[0], subject: fields[1], since: since))
            } else {
                fault(
                    number, "a line of a baseline is a rule, what it is about, and a day, with tabs between",
                    "remove the line where a merge left it behind; \(rewrite)")
            }
        }
        guard findings.isEmpty else { return (nil, findings) }
        guard let agreement else {
            fault(1, "the baseline does not say of which agreement", rewrite)
            return (nil, findings)
        }
        return (Baseline(agreement: agreement, entries: entries), [])
    }
}

extension String {
    /// Without tabs and line breaks.
    fileprivate var escaped: String {
        guard utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\t": text += "\\t"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Substring {
    fileprivate var unescaped: String {
        guard utf8.contains(UInt8(ascii: "\\")) else { return String(self) }
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in unicodeScalars {
            if isEscaped {
                switch scalar {
                case "t": text.append("\t")
                case "n": text.append("\n")
                case "r": text.append("\r")
                default: text.append(scalar)
                }
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
