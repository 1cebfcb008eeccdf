import Findings
import Mustache
import Reports

/// A template of Mustache (mustache.5), leadpact's own or the user's, whose data stay text whatever they hold: what would
/// switch off escaping is refused.
///
/// A template has several parts: behind the line `{{! name }}` begins the part of that name. What a user's template leaves out
/// is taken from leadpact's own.
public struct Template: Sendable {
    /// What templates of one kind have in common.
    public struct Kind: Sendable {
        /// What they are of: `page`.
        var word: String
        /// leadpact's own.
        public var text: String
        var parts: [Part]
        /// The option of `init` that prints it.
        var option: String
        /// Values that leadpact's own does without.
        var others: Set<String>
        /// Parts may stand in each other, as `{{> block}}`.
        var hasPartials: Bool

        public init(
            word: String, text: String, parts: [Part], option: String, others: Set<String> = [],
            hasPartials: Bool = false
        ) {
            self.word = word
            self.text = text
            self.parts = parts
            self.option = option
            self.others = others
            self.hasPartials = hasPartials
        }
    }

    public struct Part: Sendable {
        public enum Form: String, Sendable {
            case html = "LEADPACT"
            /// Lines of text: no value makes a new one.
            case lines = "LEADPACTLINES"

            var pragma: String { "{{% CONTENT_TYPE:\(rawValue)}}" }
        }

        var name: String
        var form: Form

        public init(_ name: String, _ form: Form) {
            self.name = name
            self.form = form
        }
    }

    private let library: MustacheLibrary

    /// leadpact's own.
    public init(_ kind: Kind) {
        var findings: [Finding] = []
        let source = SourceText(path: "\(kind.word).mustache", text: kind.text)
        guard let own = Template(source, as: kind, findings: &findings) else {
            preconditionFailure("the template is part of the program")
        }
        self = own
    }

    /// Nil where the template cannot be used; `findings` says why.
    public init?(_ source: SourceText, as kind: Kind, findings: inout [Finding]) {
        MustacheContentTypes.register(EscapedHTML(), named: Part.Form.html.rawValue)
        MustacheContentTypes.register(Lines(), named: Part.Form.lines.rawValue)
        let text = String(decoding: source.bytes, as: UTF8.self)
        let known = Set(Tag.all(in: kind.text).compactMap(\.name)).union(kind.others)
        let faults = Tag.all(in: text).compactMap { Self.fault(of: $0, known, kind, source) }
        findings += faults
        if !faults.isEmpty { return nil }
        let (own, given) = (Self.parts(of: kind.text, kind), Self.parts(of: text, kind))
        var templates: [String: MustacheTemplate] = [:]
        for part in kind.parts {
            let (body, before) = given[part.name] ?? own[part.name] ?? ("", 0)
            do {
                let bare = body.replacing(Part.Form.html.pragma, with: "")
                templates[part.name] = try MustacheTemplate(string: part.form.pragma + bare)
            } catch let error as MustacheTemplate.ParserError {
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

    public func render(_ part: String, _ values: [String: any Sendable]) -> String {
        library.render(values, withTemplate: part) ?? ""
    }

    /// The parts that a text has, each with the lines before it.
    private static func parts(of text: String, _ kind: Kind) -> [String: (body: String, linesBefore: Int)] {
        let bytes = Array(text.utf8)
        let names = Set(kind.parts.dropFirst().map(\.name))
        let cuts = Tag.all(in: text).filter { $0.kind == "!" && names.contains($0.content) }
        var parts: [String: (body: String, linesBefore: Int)] = [:]
        var (name, start) = (kind.parts[0].name, 0)
        func end(at place: Int) {
            parts[name] = (
                String(decoding: bytes[start..<place], as: UTF8.self), bytes[..<start].count { $0 == 0x0A }
            )
        }
        for cut in cuts {
            end(at: cut.range.lowerBound)
            (name, start) = (cut.content, cut.range.upperBound)
        }
        end(at: bytes.count)
        return parts
    }

    private static func fault(of tag: Tag, _ known: Set<String>, _ kind: Kind, _ source: SourceText) -> Finding? {
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
            let partials = kind.hasPartials ? kind.parts.dropFirst().map(\.name) : []
            if partials.contains(tag.content) { return nil }
            let named = partials.joined(separator: "', '")
            let others = partials.isEmpty ? "a \(kind.word) has none" : "there is '\(named)'"
            return .error(.badTemplate, "there is no part '\(tag.content)' of a \(kind.word); \(others)", at: place)
        }
        guard let name = tag.name, !known.contains(name) else { return nil }
        let near = nearest(to: name, among: known.sorted()).map { "did you mean '\($0)'?" }
        return .error(
            .badTemplate, "no \(kind.word) has a '\(name)'", at: place,
            notes: [near ?? "'leadpact init \(kind.option)' prints a template that has them all"])
    }
}

private struct EscapedHTML: MustacheContentType {
    func escapeText(_ text: String) -> String { text.escapedForHTML }
}

private struct Lines: MustacheContentType {
    func escapeText(_ text: String) -> String { text.onOneLine }
}
