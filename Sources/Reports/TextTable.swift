/// Lines of cells that stand below one another.
package struct TextTable {
    package struct Cell: ExpressibleByStringLiteral {
        package var text: String
        package var isRight = false
        /// Sets the text in colour; its width is taken before.
        package var style: (String) -> String = { $0 }

        package init(_ text: String, isRight: Bool = false) {
            self.text = text
            self.isRight = isRight
        }

        package init(_ text: String, _ style: @escaping (String) -> String) {
            self.text = text
            self.style = style
        }

        package init(stringLiteral text: String) { self.text = text }
    }

    private enum Line {
        case plain(String)
        case row([Cell])
    }

    private let indentation: Int
    private var lines: [Line] = []

    package init(indentation: Int) {
        self.indentation = indentation
    }

    /// A line of its own between the rows.
    package mutating func addLine(_ text: String) { lines.append(.plain(text)) }

    package mutating func addRow(_ cells: [Cell]) { lines.append(.row(cells)) }

    /// Columns that are empty in every row are left out; no line ends in blanks.
    package func write(to out: inout ByteWriter) {
        var widths: [Int] = []
        for case .row(let cells) in lines {
            for (index, cell) in cells.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.text.displayWidth)
            }
        }
        for line in lines {
            switch line {
            case .plain(let text): out.write(text + "\n")
            case .row(let cells): out.write(rendered(cells, widths) + "\n")
            }
        }
    }

    private func rendered(_ cells: [Cell], _ widths: [Int]) -> String {
        var text = String(repeating: " ", count: indentation)
        var pending = 0
        for (index, cell) in cells.enumerated() where widths[index] > 0 {
            let fill = widths[index] - cell.text.displayWidth
            if cell.isRight { pending += fill }
            if !cell.text.isEmpty {
                text += String(repeating: " ", count: pending) + cell.style(cell.text)
                pending = 0
            }
            pending += (cell.isRight ? 0 : fill) + 2
        }
        return text
    }
}
