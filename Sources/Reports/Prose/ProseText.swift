import Agreements

extension AgreementProse {
    private static let width = 88

    /// For a terminal or a letter: lines of at most 88 columns, what belongs to a number set in.
    var text: String {
        var lines = [title.onOneLine, String(repeating: "=", count: title.onOneLine.displayWidth)]
        for (number, section) in sections.enumerated() {
            lines += ["", heading("\(number + 1). \(section.title)")]
            for (index, clause) in section.clauses.enumerated() {
                lines.append("")
                let heading = clause.heading.plain
                let parts = [clause.text.plain.isEmpty ? heading : heading.asSentence, clause.text.plain]
                lines += Self.listed([
                    (parts.filter { !$0.isEmpty }.joined(separator: " "), "\(number + 1).\(index + 1)")
                ])
                for (index, item) in clause.items.enumerated() {
                    lines += Self.listed([(item.text.plain, "(\(Self.letter(index)))")], indentation: 5)
                    let items = item.items.enumerated().map { ($0.element.plain, "(\(Self.roman($0.offset)))") }
                    lines += Self.listed(items, indentation: 10)
                }
            }
        }
        lines += ["", heading("\(sections.count + 1). Acceptance"), ""]
        lines += Self.listed(acceptances.map { ("\($0.party): \($0.inWords).", "-") })
        lines += ["", "Digest of this text (SHA-256):", digest, ""]
        return lines.joined(separator: "\n")
    }

    private func heading(_ text: String) -> String {
        let line = text.onOneLine
        return line + "\n" + String(repeating: "-", count: line.displayWidth)
    }

    /// Texts behind their marks, all lines of text under one another.
    private static func listed(_ items: [(text: String, mark: String)], indentation: Int = 0) -> [String] {
        let hang = max(5, (items.map(\.mark.count).max() ?? 0) + 1)
        let margin = String(repeating: " ", count: indentation)
        return items.flatMap { item in
            wrapped(item.text.onOneLine, to: width - indentation - hang).enumerated().map { number, line in
                margin + (number == 0 ? item.mark : "").padded(to: hang) + line
            }
        }
    }

    /// Lines of at most a width, broken between words.
    private static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").map(String.init) {
            if !line.isEmpty, line.displayWidth + 1 + word.displayWidth > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " " + word
        }
        return lines + [line]
    }
}
