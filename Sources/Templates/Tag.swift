/// `{{#name}}`, as it stands in a template.
struct Tag {
    /// `#`, `^`, `/`, `>`, `!`, `%` …; nil for a value.
    var kind: Character?
    var content: String
    var isUnescaped: Bool
    /// Bytes.
    var range: Range<Int>

    /// What it names; nil where it names nothing, or is the element itself.
    var name: String? {
        guard kind == nil || "#^/".contains(kind ?? " ") else { return nil }
        // `first()`, `uppercased(title)`: what a transform is applied to.
        let inner = content.split(separator: "(").last.map { $0.prefix { $0 != ")" } } ?? ""
        return inner.isEmpty || inner == "." || content.hasSuffix("()") ? nil : String(inner)
    }

    static func all(in text: String) -> [Tag] {
        var tags: [Tag] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            var content = rest[open.upperBound..<close.lowerBound]
            let isTriple = content.hasPrefix("{")
            content = content.drop { $0 == "{" || $0.isWhitespace }
            let kind = content.first.flatMap { "#^/>!%=&$<".contains($0) ? $0 : nil }
            if kind != nil { content.removeFirst() }
            let start = text.utf8.distance(from: text.startIndex, to: open.lowerBound)
            let end = text.utf8.distance(from: text.startIndex, to: close.upperBound)
            while content.last?.isWhitespace == true { content.removeLast() }
            tags.append(
                Tag(
                    kind: kind, content: String(content.drop { $0.isWhitespace }), isUnescaped: isTriple || kind == "&",
                    range: start..<end))
            rest = rest[close.upperBound...]
        }
        return tags
    }
}
