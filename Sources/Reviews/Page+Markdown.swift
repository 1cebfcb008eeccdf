import Reports

extension Page {
    /// The page as Markdown (CommonMark, with the tables of GitHub).
    public var markdown: String {
        var text = "# \(Self.escaped(title))\n\n\(Self.escaped(subtitle))\n\n**\(Self.escaped(answer))**\n"
        if !actions.isEmpty {
            text += "\n" + actions.enumerated().map { "\($0.offset + 1). \(Self.escaped($0.element))\n" }.joined()
        }
        for section in sections {
            text += "\n## \(Self.escaped(section.title))\n"
            for block in section.blocks { text += Self.markdown(block) }
        }
        return text + "\n---\n\n\(Self.escaped(colophon))\n"
    }

    private static func markdown(_ block: Block) -> String {
        switch block {
        case .text(let text): return "\n\(escaped(text))\n"
        case .heading(let text, let detail):
            return "\n### \(escaped(text))\n" + (detail.isEmpty ? "" : "\n\(escaped(detail))\n")
        case .list(let items): return "\n" + items.map { "- \(escaped($0))\n" }.joined()
        case .table(let table): return markdown(table)
        // The table beside it says the same.
        case .chart: return ""
        case .details(let summary, let blocks): return "\n**\(escaped(summary))**\n" + blocks.map(markdown).joined()
        }
    }

    private static func markdown(_ table: Table) -> String {
        func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
        var text = "\n" + row(table.columns.map { escaped($0.title) })
        text += row(table.columns.map { $0.isNumber ? "---:" : "---" })
        for cells in table.rows { text += row(cells.map { escaped($0.text) }) }
        return text + (table.rest.map { "\n\(escaped($0))\n" } ?? "")
    }

    /// One line of text in which nothing is Markdown or HTML.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.onOneLine.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "$": result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        // A line that begins like a heading or an item of a list is neither.
        if let first = result.first, "#+-=".contains(first) { result = "\\" + result }
        return result
    }
}
