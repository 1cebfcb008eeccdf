import Agreements
import Findings
import Testing

/// An agreement that says itself what is wrong with it: a comment under a line points at the place and names the code.
///
///     to: enters sall
///     #          ^^^^ LP0102
///
/// `#<` points at the first letter of the line above. `warning` or `note` before the code is the level, else it is an error.
struct MarkedAgreement {
    struct Mark: Hashable, CustomStringConvertible {
        var line: Int
        var column: Int
        /// Columns underlined; nil where the finding is an error at `#<`, or goes on in another line.
        var length: Int?
        var level: Level
        var code: String

        var description: String { "\(line):\(column)\(length.map { "+\($0)" } ?? "") \(level) \(code)" }
    }

    let source: SourceText
    let marks: [Mark]

    init(_ snippet: String, path: String = "agreement.yaml") {
        let text =
            snippet.hasPrefix("leadpact") || snippet.hasPrefix("#")
            ? snippet : "leadpact: 1\nagreement: test\n" + snippet
        source = SourceText(path: path, text: text)
        var marks: [Mark] = []
        var marked = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let scalars = Array(line.unicodeScalars)
            let start = scalars.firstIndex { $0 != " " } ?? scalars.count
            let words = line.split(separator: " ")
            guard start < scalars.count, scalars[start] == "#", let code = words.last, code.hasPrefix("LP"),
                code.count == 6
            else {
                marked = index + 1
                continue
            }
            let level = words.dropLast().last.flatMap { Level(rawValue: String($0)) } ?? .error
            if words[0] == "#<" {
                let above = Array((source.line(marked) ?? "").unicodeScalars)
                let column = (above.firstIndex { $0 != " " } ?? 0) + 1
                marks.append(Mark(line: marked, column: column, length: nil, level: level, code: String(code)))
            } else if let caret = scalars.firstIndex(of: "^") {
                let length = scalars[caret...].prefix { $0 == "^" }.count
                marks.append(Mark(line: marked, column: caret + 1, length: length, level: level, code: String(code)))
            }
        }
        self.marks = marks
    }

    /// Reads the agreement and holds what is found against the marks. Unused names and the want of rules are left out
    /// where no mark speaks of them: few snippets are whole agreements.
    func check(files: MemoryFiles = MemoryFiles(), location: Testing.SourceLocation = #_sourceLocation) {
        let (_, findings) = AgreementReader.read(source, files: files)
        let quiet = ["LP0115", "LP0139"].filter { code in !marks.contains { $0.code == code } }
        let loud = findings.filter { !quiet.contains($0.code.id) }
        let found = loud.map { finding -> Mark in
            let range = finding.place?.range ?? Position(line: 0, column: 0)..<Position(line: 0, column: 0)
            let isOneLine = range.lowerBound.line == range.upperBound.line
            let length = max(1, range.upperBound.column - range.lowerBound.column)
            return Mark(
                line: range.lowerBound.line, column: range.lowerBound.column, length: isOneLine ? length : nil,
                level: finding.level, code: finding.code.id)
        }
        let isSame =
            found.count == marks.count
            && zip(found.sorted(by: order), marks.sorted(by: order)).allSatisfy { a, b in
                a.line == b.line && a.column == b.column && a.level == b.level && a.code == b.code
                    && (b.length == nil || a.length == b.length)
            }
        let words = FindingText(sources: [source])
        #expect(
            isSame, "expected \(marks), found \(found)\n\(loud.map(words.full).joined(separator: "\n"))",
            sourceLocation: location)
    }

    private func order(_ a: Mark, _ b: Mark) -> Bool {
        (a.line, a.column, a.code) < (b.line, b.column, b.code)
    }
}
