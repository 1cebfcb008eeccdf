import Findings

/// What a text has said so far: it tells why the parser could not go on better than the parser does.
struct SyntaxTrail {
    private struct Seen {
        var text: String
        var style: Scalar.Style
        var range: Range<Position>
    }
    private var last: Seen?
    /// Whether each open collection is a flow collection (`[ ]` or `{ }`), outermost first.
    private var open: [Bool] = []
    /// An unquoted value inside a flow collection that opens a parenthesis and does not close it.
    private var cut: Seen?

    mutating func note(_ event: StreamEvent, in source: SourceText) {
        switch event.kind {
        case .scalar(let text, let style):
            let seen = Seen(text: text, style: style, range: Position(event.start)..<Position(event.end))
            last = seen
            if style == .plain, open.last == true, Scalar.openParentheses(in: text) > 0 { cut = seen }
        case .sequenceStart(let isFlow), .mappingStart(let isFlow): open.append(isFlow)
        case .sequenceEnd, .mappingEnd:
            if open.popLast() == true { cut = nil }
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .alias: break
        }
    }

    /// The fault in the words of a person who writes agreements.
    func finding(for fault: StreamFault, in source: SourceText) -> Finding {
        // Where the text ends without a line ending, libyaml marks a line that is not there.
        let mark = min(Position(fault.mark), source.position(byteOffset: source.bytes.count))
        let line = SourceLine(source, mark)
        if let finding = cutValue(fault, mark, source) ?? quotedStart(fault, mark, line, source) { return finding }
        if let tab = line.tabBeforeText ?? (fault.problem.contains("tab") ? mark.column : nil) {
            return .error(
                .tab, "a tab indents this line, expected spaces", at: source.place(mark.line, tab),
                notes: ["YAML indents with spaces only: replace the tab"])
        }
        if line.character(mark.column) == ":", line.indent == mark.column {
            return .error(
                .complexKey, "a key is missing before ':'", at: source.place(mark), notes: ["write 'key: value'"])
        }
        let worded = layoutFault(fault, mark, line, source) ?? valueFault(fault, mark, line, source)
        if let worded { return worded }
        let context = fault.context.isEmpty ? "" : " \(fault.context)"
        return .error(.syntax, "this is no YAML: \(fault.problem)\(context)", at: source.place(mark))
    }

    /// Lines and brackets that do not fit together.
    private func layoutFault(
        _ fault: StreamFault, _ mark: Position, _ line: SourceLine, _ source: SourceText
    ) -> Finding? {
        let start = source.place(Position(fault.contextMark))
        switch fault.problem {
        case "mapping values are not allowed in this context": return misplacedColon(mark, line, source)
        case "could not find expected ':'":
            return .error(
                .syntax, "this line is neither 'key: value' nor the start of a list item", at: start,
                notes: ["put a colon and a space after the key, or indent the line to continue the text above"])
        case "did not find expected key":
            return .error(
                .syntax, "this line does not line up with the keys above it", at: source.place(mark),
                notes: ["keys of one mapping begin in the same column"],
                related: [Finding.Related(place: start, message: "the mapping begins here")])
        case "did not find expected '-' indicator":
            return .error(
                .syntax, "this line does not line up with the list above it, expected '-'", at: source.place(mark),
                notes: ["items of one list begin in the same column, each with '- '"],
                related: [Finding.Related(place: start, message: "the list begins here")])
        case "did not find expected ',' or ']'": return unclosed("[", "]", fault, mark, source)
        case "did not find expected ',' or '}'": return unclosed("{", "}", fault, mark, source)
        default: return nil
        }
    }

    /// Values that want quotes, or have them in the wrong place.
    private func valueFault(
        _ fault: StreamFault, _ mark: Position, _ line: SourceLine, _ source: SourceText
    ) -> Finding? {
        let start = Position(fault.contextMark)
        let isQuoted = fault.context.contains("quoted scalar")
        switch fault.problem {
        case "found character that cannot start any token":
            return .error(
                .wantsQuotes, "no value can begin with '\(line.character(mark.column))'", at: source.place(mark),
                notes: ["put the whole value in quotes"])
        case "found unexpected end of stream" where isQuoted, "found unexpected document indicator" where isQuoted:
            return .error(
                .unclosed, "the quote that opens here is never closed", at: source.place(start),
                notes: ["close it, or double a quote that is meant as text ('')"])
        case "found unknown escape character":
            return .error(
                .syntax, "'\\\(line.character(mark.column + 1))' is no escape that YAML knows", at: source.place(mark),
                notes: ["write '\\\\' for a backslash, or use single quotes, in which nothing is escaped"])
        case "did not find expected comment or line break" where fault.context.contains("block scalar"):
            return .error(
                .wantsQuotes, "a value that begins with '\(line.character(start.column))' wants quotes",
                at: source.place(start),
                notes: ["'|' and '>' begin a text of several lines, which starts on the next line"])
        case "did not find expected alphabetic or numeric character":
            return .error(
                .wantsQuotes, "a value that begins with '\(line.character(start.column))' wants quotes",
                at: source.place(start), notes: ["'&' begins an anchor and '*' an alias"])
        default: return nil
        }
    }

    /// An unquoted value inside `{ }` or `[ ]` that a comma or a comment cut in two.
    private func cutValue(_ fault: StreamFault, _ mark: Position, _ source: SourceText) -> Finding? {
        if let cut, cut.range.lowerBound.line == mark.line || fault.problem.contains("did not find expected ','") {
            let comma = cut.range.upperBound
            return .commaInFlow(nil, at: Place(path: source.path, range: comma..<comma))
        }
        guard fault.context.hasPrefix("while parsing a flow"), let last, last.style == .plain else { return nil }
        var cursor = TextCursor(source)
        guard let comment = cursor.comment(after: last.range.upperBound),
            let rest = SourceLine(source, comment).text(from: comment.column),
            rest.contains(where: { "]}".contains($0) })
        else { return nil }
        return .hashInValue(at: comment, path: source.path)
    }

    private func unclosed(
        _ opening: String, _ closing: String, _ fault: StreamFault, _ mark: Position, _ source: SourceText
    ) -> Finding {
        .error(
            .unclosed, "expected ',' or '\(closing)' here", at: source.place(mark),
            notes: [
                "text with commas, colons, brackets or quotes inside \(opening) \(closing) wants quotes around the whole"
            ],
            related: [
                Finding.Related(
                    place: source.place(Position(fault.contextMark)), message: "the '\(opening)' that is still open")
            ])
    }

    /// `where: 'won' = stage`: the value ended with its closing quote.
    private func quotedStart(
        _ fault: StreamFault, _ mark: Position, _ line: SourceLine, _ source: SourceText
    ) -> Finding? {
        guard let last, last.style == .singleQuoted || last.style == .doubleQuoted else { return nil }
        guard last.range.upperBound.line == mark.line || fault.problem == "could not find expected ':'" else {
            return nil
        }
        let end = last.range.upperBound
        guard let rest = SourceLine(source, end).text(from: end.column), let first = rest.first(where: { $0 != " " }),
            !":,]}#".contains(first)
        else { return nil }
        let quote = last.style == .singleQuoted ? "'" : "\""
        return .error(
            .leadingQuote, "a value that begins with \(quote) ends at the closing \(quote), and text follows it",
            at: source.place(end),
            notes: ["put the whole value in quotes of the other kind, or on a line of its own after '>'"],
            related: [Finding.Related(place: Place(path: source.path, range: last.range), message: "the quoted value")])
    }

    private func misplacedColon(_ mark: Position, _ line: SourceLine, _ source: SourceText) -> Finding {
        if line.hasKey(before: mark.column) {
            return .error(
                .colonInValue, "': ' inside an unquoted value begins another key", at: source.place(mark),
                notes: ["put the whole value in quotes"])
        }
        if let last, last.range.lowerBound.line < mark.line {
            let start = last.range.lowerBound
            if last.text.prefix(while: { $0 != " " }).dropLast().contains(":") || last.text.contains(":") {
                return .error(
                    .missingSpace, "a colon without a space after it is part of the text", at: source.place(start),
                    notes: ["write 'key: value' with a space after the colon"])
            }
            return .error(
                .syntax, "this key is indented under a line that already has a value",
                at: source.place(mark.line, line.indent),
                notes: ["indent it like the key above, or remove the value there"],
                related: [Finding.Related(place: Place(path: source.path, range: last.range), message: "the value")])
        }
        return .error(
            .syntax, "a key cannot stand here", at: source.place(mark),
            notes: ["check the indentation of this line and of the line before"])
    }
}

/// The line a fault is on, letter by letter.
private struct SourceLine {
    private let scalars: [Unicode.Scalar]

    init(_ source: SourceText, _ position: Position) {
        scalars = Array((source.line(position.line) ?? "").unicodeScalars.prefix(4096))
    }

    /// Column of the first letter that is no space.
    var indent: Int { (scalars.firstIndex { $0 != " " && $0 != "\t" } ?? 0) + 1 }

    /// Column of the first tab in the white space that begins the line.
    var tabBeforeText: Int? {
        guard let tab = scalars.firstIndex(of: "\t"), scalars[..<tab].allSatisfy({ $0 == " " }) else { return nil }
        return tab + 1
    }

    func character(_ column: Int) -> String {
        column >= 1 && column <= scalars.count ? String(scalars[column - 1]) : "end of line"
    }

    func text(from column: Int) -> String? {
        guard column >= 1, column <= scalars.count else { return nil }
        return String(String.UnicodeScalarView(scalars[(column - 1)...]))
    }

    /// Whether `key: ` stands before a column.
    func hasKey(before column: Int) -> Bool {
        let before = scalars.prefix(max(0, column - 1))
        return zip(before, before.dropFirst()).contains { $0 == ":" && $1 == " " }
    }
}

extension SourceText {
    fileprivate func place(_ position: Position) -> Place {
        Place(path: path, range: position..<Position(line: position.line, column: position.column + 1))
    }

    fileprivate func place(_ line: Int, _ column: Int) -> Place { place(Position(line: line, column: column)) }
}
