import Agreements

extension AgreementProse {
    /// In CommonMark, as code hosts show it.
    var markdown: String {
        var lines = ["# \(title.onOneLine.inMarkdown)", ""]
        for (number, section) in sections.enumerated() {
            lines += ["## \(number + 1). \(section.title.inMarkdown)", ""]
            for (index, clause) in section.clauses.enumerated() {
                lines += markdown(clause, number: "\(number + 1).\(index + 1)")
            }
        }
        lines += ["## \(sections.count + 1). Acceptance", ""]
        lines += ["| party | |", "| --- | --- |"]
        for state in acceptances { lines.append("| \(state.party.inMarkdown) | \(state.inWords.inMarkdown) |") }
        lines += ["", "Digest of this text (SHA-256): `\(digest)`", ""]
        return lines.joined(separator: "\n")
    }

    private func markdown(_ clause: Clause, number: String) -> [String] {
        let stop = clause.heading.plain.isEmpty || clause.text.plain.isEmpty ? "" : "."
        let parts = ["**\(number)**", Self.markdown(clause.heading) + stop, Self.markdown(clause.text)]
        var lines = [parts.filter { !$0.isEmpty }.joined(separator: " "), ""]
        for (index, item) in clause.items.enumerated() {
            lines.append("- (\(Self.letter(index))) \(Self.markdown(item.text))")
            for (index, item) in item.items.enumerated() {
                lines.append("  - (\(Self.roman(index))) \(Self.markdown(item))")
            }
        }
        return clause.items.isEmpty ? lines : lines + [""]
    }

    private static func markdown(_ phrase: Phrase) -> String {
        phrase.spans.map { span in
            switch span {
            case .plain(let text): text.inMarkdown
            case .strong(let text): "**\(text.inMarkdown)**"
            case .code(let text): code(text)
            }
        }.joined()
    }

    /// Between as many grave accents as it takes.
    private static func code(_ text: String) -> String {
        var longest = 0
        var run = 0
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let blank = longest > 0 ? " " : ""
        return "\(fence)\(blank)\(text.onOneLine)\(blank)\(fence)"
    }
}
