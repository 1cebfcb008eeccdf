import Findings

extension Scalar {
    /// A scalar as libyaml read it, laid out over the stretch of text it was read from.
    ///
    /// - Parameters:
    ///   - range: With the quotes, or with the `|` or `>` and all lines of a block.
    ///   - cursor: Over the text; not past the start of `range` is cheapest.
    init(_ text: String, style: Style, at range: Range<Position>, _ cursor: inout TextCursor) {
        let start = range.lowerBound
        let quotes = style == .singleQuoted || style == .doubleQuoted ? 1 : 0
        let comment = style == .plain ? cursor.comment(after: range.upperBound) : nil
        if start.line == range.upperBound.line, style != .literal, style != .folded,
            text.unicodeScalars.count == range.upperBound.column - start.column - 2 * quotes
        {
            let first = Position(line: start.line, column: start.column + quotes)
            self.init(text, style: style, from: first, comment: comment)
            return
        }
        var alignment = Alignment(source: cursor.source, range: range, style: style, &cursor)
        self.init(
            text, style: style, positions: alignment.positions(of: Array(text.unicodeScalars)),
            comment: comment)
    }
}

extension TextCursor {
    /// Where a comment begins that only white space parts from the position.
    mutating func comment(after position: Position) -> Position? {
        var offset = move(to: position)
        let bytes = source.bytes
        let start = offset
        while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
        guard offset > start, offset < bytes.count, bytes[offset] == 0x23 else { return nil }
        return Position(line: position.line, column: position.column + offset - start)
    }
}

/// Walks a scalar's source and its text side by side: where the text has a letter the source has the same letter or an
/// escape; where it has white space the source has white space, folded or indented in its own way.
private struct Alignment {
    private let style: Scalar.Style
    private var source: [Unicode.Scalar]
    /// Of each element of `source`, and of the end.
    private var places: [Position]
    private var at = 0

    init(source text: SourceText, range: Range<Position>, style: Scalar.Style, _ cursor: inout TextCursor) {
        self.style = style
        let start = cursor.move(to: range.lowerBound)
        let end = max(start, cursor.move(to: range.upperBound))
        source = Array(String(decoding: text.bytes[start..<end], as: UTF8.self).unicodeScalars)
        places = []
        places.reserveCapacity(source.count + 1)
        var place = range.lowerBound
        for (index, scalar) in source.enumerated() {
            places.append(place)
            let endsLine = scalar == "\n" || scalar == "\r" && (index + 1 == source.count || source[index + 1] != "\n")
            if endsLine { place = Position(line: place.line + 1, column: 1) } else { place.column += 1 }
        }
        places.append(place)
    }

    mutating func positions(of text: [Unicode.Scalar]) -> [Position] {
        skipOpening()
        var result: [Position] = []
        result.reserveCapacity(text.count + 1)
        var next = 0
        while next < text.count, at < source.count {
            if style == .doubleQuoted, source[at] == "\\" {
                let length = escapeLength
                if length > 0 {
                    result.append(places[at])
                    next += 1
                    at = min(at + length, source.count)
                } else {
                    skipContinuation()
                }
            } else if isWhite(source[at]) {
                next += alignWhiteSpace(text, from: next, into: &result)
            } else {
                result.append(places[at])
                next += 1
                at += style == .singleQuoted && source[at] == "'" ? 2 : 1
            }
        }
        let end = places[min(at, places.count - 1)]
        while result.count <= text.count { result.append(end) }
        return result
    }

    /// The opening quote, or the line with the `|` or `>`.
    private mutating func skipOpening() {
        switch style {
        case .plain: break
        case .singleQuoted, .doubleQuoted: at = 1
        case .literal, .folded:
            while at < source.count, !isBreak(source[at]) { at += 1 }
            if at < source.count { at += lengthOfBreak(at) }
        }
    }

    /// Of an escape that stands for one scalar; 0 for a backslash that joins two lines.
    private var escapeLength: Int {
        guard at + 1 < source.count else { return 1 }
        switch source[at + 1] {
        case "x": return 4
        case "u": return 6
        case "U": return 10
        case "\n", "\r": return 0
        default: return 2
        }
    }

    private mutating func skipContinuation() {
        at += 1
        at += lengthOfBreak(at)
        while at < source.count, source[at] == " " || source[at] == "\t" { at += 1 }
    }

    /// Moves over a run of white space in the source and gives the text's white space that came of it places in the run,
    /// the first at its start and the others up to its end. Returns how much of the text that was.
    private mutating func alignWhiteSpace(
        _ text: [Unicode.Scalar], from next: Int, into result: inout [Position]
    ) -> Int {
        let start = at
        var breaks = 0
        while at < source.count, isWhite(source[at]) {
            if isBreak(source[at]) {
                breaks += 1
                at += lengthOfBreak(at)
            } else {
                at += 1
            }
        }
        var count = 0
        while next + count < text.count, isWhite(text[next + count]) { count += 1 }
        if style == .doubleQuoted || style == .singleQuoted || style == .plain {
            count = min(count, breaks == 0 ? at - start : max(1, breaks - 1))
        }
        for index in 0..<count {
            let place = index == 0 && breaks > 0 ? start : max(start, at - count + index)
            result.append(places[place])
        }
        return count
    }

    private func isWhite(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || isBreak(scalar) }
    private func isBreak(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

    private func lengthOfBreak(_ index: Int) -> Int {
        index + 1 < source.count && source[index] == "\r" && source[index + 1] == "\n" ? 2 : 1
    }
}
