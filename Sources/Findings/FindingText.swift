/// Words findings for people: a line that names place and fault, the line of the file with carets under what is meant,
/// what else is known, and the other places that belong to it.
///
///     pipeline.yaml:14:15: error: unknown unit 'fortnights' [LP0301]
///     14 |     within: 4 fortnights
///        |               ^^^^^^^^^^
///        = units are minutes, hours, days and business hours
public struct FindingText {
    /// Columns of a source line that are shown at most; of a longer one, those around the carets.
    public var sourceWidth = 120
    private let style: TextStyle
    private let line: (_ path: String, _ number: Int) -> String?

    /// - Parameter line: A line of a file (from 1), without its ending; nil where the file is not at hand.
    public init(style: TextStyle = .plain, line: @escaping (_ path: String, _ number: Int) -> String?) {
        self.style = style
        self.line = line
    }

    public init(sources: [SourceText], style: TextStyle = .plain) {
        self.init(style: style) { path, number in sources.first { $0.path == path }?.line(number) }
    }

    /// One line: `a.yaml:14:15: error: unknown unit 'fortnights' [LP0301]`.
    public func concise(_ finding: Finding) -> String {
        let place = finding.place.map { style(.place, words(for: $0) + ":") + " " } ?? ""
        return place + style(finding.level.role, finding.level.rawValue + ":") + " " + printable(finding.message) + " "
            + style(.code, "[" + finding.code.id + "]")
    }

    /// All there is to say, several lines; without a line ending at its end.
    public func full(_ finding: Finding) -> String {
        let numbers = [finding.place] + finding.related.map(\.place)
        let width = numbers.map { String($0?.range.lowerBound.line ?? 0).count }.max() ?? 1
        var lines = [concise(finding)]
        if let place = finding.place, !finding.hidesText {
            lines += excerpt(place, width, underline: "^", finding.level.role)
        }
        let margin = String(repeating: " ", count: width + 1) + style(.gutter, "=") + " "
        lines += finding.notes.map { margin + printable($0) }
        for related in finding.related {
            lines.append(margin + printable(related.message) + ", " + style(.place, words(for: related.place)))
            lines += excerpt(related.place, width, underline: "-", .note)
        }
        return lines.joined(separator: "\n")
    }

    private func words(for place: Place) -> String {
        let start = place.range.lowerBound
        return printable(place.path) + ":\(start.line):\(start.column)"
    }

    /// The line a place begins on, and a line that underlines the part of the place that is on it.
    private func excerpt(_ place: Place, _ width: Int, underline: String, _ role: TextStyle.Role) -> [String] {
        let start = place.range.lowerBound
        guard let text = line(place.path, start.line) else { return [] }
        let end = place.range.upperBound.line > start.line ? Int.max : place.range.upperBound.column
        let shown = ShownLine(text, columns: start.column..<max(start.column, end), width: sourceWidth)
        let number = String(start.line)
        let gutter = String(repeating: " ", count: width - number.count) + number
        return [
            style(.gutter, gutter + " |") + (shown.text.isEmpty ? "" : " " + shown.text),
            style(.gutter, String(repeating: " ", count: width) + " |") + " "
                + String(repeating: " ", count: shown.underline.lowerBound)
                + style(role == .note ? .note : .caret, String(repeating: underline, count: shown.underline.count)),
        ]
    }
}

/// A line of a file as it is shown: tabs as spaces, control characters made visible, a long line cut to a window.
private struct ShownLine {
    private(set) var text = ""
    /// Columns on the screen, from 0, that are underlined; at least one.
    private(set) var underline: Range<Int>

    /// - Parameter columns: What is underlined, in scalars from 1.
    init(_ line: String, columns: Range<Int>, width: Int) {
        let scalars = Array(line.unicodeScalars)
        // A line without its trailing white space: a range that runs over the line's end is not underlined beyond it.
        let length = (scalars.lastIndex { $0 != " " && $0 != "\t" } ?? -1) + 1
        let start = min(max(columns.lowerBound - 1, 0), scalars.count)
        let end = max(start, min(columns.upperBound == .max ? length : columns.upperBound - 1, scalars.count))

        var first = 0
        var last = length
        if length > width {
            first = max(0, min(start - width / 3, length - width))
            last = min(length, first + width)
        }
        if first > 0 { text = "…" }
        var screen = first > 0 ? 1 : 0
        var from = screen
        var to = screen
        for index in first..<max(first, last) {
            if index == start { from = screen }
            if index == end { to = screen }
            let (shown, columns) = ShownLine.show(scalars[index])
            text.unicodeScalars.append(contentsOf: shown.unicodeScalars)
            screen += columns
        }
        if start >= last { from = screen + (start - last) }
        if end >= last { to = screen }
        if last < length { text += "…" }
        underline = from..<max(from + 1, to)
    }

    private static func show(_ scalar: Unicode.Scalar) -> (String, columns: Int) {
        switch scalar.value {
        case 0x09: return ("    ", 4)
        case 0..<0x20: return (String(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"), 1)
        case 0x20..<0x7F: return (String(scalar), 1)
        case _ where isUnprintable(scalar): return ("\u{FFFD}", 1)
        default: return (String(scalar), screenColumns(scalar))
        }
    }

    /// How many columns of a terminal a letter takes: combining marks none, East Asian wide letters and emoji two.
    private static func screenColumns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

/// Control characters and those that change the direction of writing: shown as they are they could forge what a terminal shows.
private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

/// A text on one line, with what cannot be shown written as an escape.
private func printable(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.clipped }
    var result = ""
    for scalar in text.clipped.unicodeScalars {
        switch scalar {
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case _ where isUnprintable(scalar): result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
