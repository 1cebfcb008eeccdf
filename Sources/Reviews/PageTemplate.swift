import Findings
import Mustache
import Reports

/// What pages look like: a Mustache template (mustache.5), leadpact's own or the user's.
///
/// A template is two: the page, and behind the line `{{! block }}` what a block of it looks like. Data stays text in both:
/// what would switch off escaping is refused.
public struct PageTemplate: Sendable {
    private let library: MustacheLibrary

    /// leadpact's own, to be copied and changed.
    public static let text = String(decoding: PackageResources.page_mustache, as: UTF8.self)

    public static let standard: PageTemplate = {
        var findings: [Finding] = []
        guard let template = PageTemplate(SourceText(path: "page.mustache", text: text), findings: &findings) else {
            preconditionFailure("the template is part of the program")
        }
        return template
    }()

    private static let pragma = "{{% CONTENT_TYPE:LEADPACT}}"

    /// Nil where the template cannot be used; `findings` says why.
    public init?(_ source: SourceText, findings: inout [Finding]) {
        MustacheContentTypes.register(EscapedHTML(), named: "LEADPACT")
        let text = String(decoding: source.bytes, as: UTF8.self)
        let tags = Tag.all(in: text)
        let known = Set(Tag.all(in: Self.text).compactMap(\.name))
        var faults: [Finding] = []
        for tag in tags { if let fault = Self.fault(of: tag, known, source) { faults.append(fault) } }
        findings += faults
        if !faults.isEmpty { return nil }
        let (page, block) = Self.parts(of: text)
        let parts = [("page", page), ("block", block ?? Self.parts(of: Self.text).block ?? "")]
        var templates: [String: MustacheTemplate] = [:]
        for (name, part) in parts {
            do {
                templates[name] = try MustacheTemplate(string: Self.pragma + part.replacing(Self.pragma, with: ""))
            } catch let error as MustacheTemplate.ParserError {
                let before = name == "page" ? 0 : page.count { $0.isNewline }
                findings.append(
                    .error(
                        .badTemplate,
                        "the template ends a section that it has not begun, or begins one that it does not end",
                        at: Place(path: source.path, line: before + error.context.lineNumber),
                        notes: ["each {{#name}} needs its {{/name}}"]))
                return nil
            } catch {
                return nil
            }
        }
        library = MustacheLibrary(templates: templates)
    }

    /// The page, and what a block of it looks like where the template says so.
    private static func parts(of text: String) -> (page: String, block: String?) {
        guard let cut = Tag.all(in: text).first(where: { $0.kind == "!" && $0.content == "block" })?.range else {
            return (text, nil)
        }
        let bytes = Array(text.utf8)
        return (
            String(decoding: bytes[..<cut.lowerBound], as: UTF8.self),
            String(decoding: bytes[cut.upperBound...], as: UTF8.self)
        )
    }

    func render(_ values: [String: any Sendable]) -> String { library.render(values, withTemplate: "page") ?? "" }

    private static func fault(of tag: Tag, _ known: Set<String>, _ source: SourceText) -> Finding? {
        let place = Place(
            path: source.path,
            range: source.position(byteOffset: tag.range.lowerBound)..<source.position(byteOffset: tag.range.upperBound)
        )
        if tag.isUnescaped || tag.kind == "=" || tag.kind == "%" && tag.content != "CONTENT_TYPE:LEADPACT" {
            return .error(
                .badTemplate, "a template does not switch off escaping: what comes from data stays text", at: place,
                notes: ["write {{name}}, with two braces and nothing else"])
        }
        if tag.kind == ">" {
            return tag.content == "block"
                ? nil : .error(.badTemplate, "there is no part '\(tag.content)' of a page; there is 'block'", at: place)
        }
        guard let name = tag.name, !known.contains(name) else { return nil }
        let near = nearest(to: name, among: known.sorted()).map { "did you mean '\($0)'?" }
        return .error(
            .badTemplate, "no page has a '\(name)'", at: place,
            notes: [near ?? "'leadpact init --page-template' prints a template that has them all"])
    }
}

/// `{{#name}}`, as it stands in a template.
private struct Tag {
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

private struct EscapedHTML: MustacheContentType {
    func escapeText(_ text: String) -> String { text.escapedForHTML }
}
