import Findings
import Templates

/// What pages look like: leadpact's own template, or the user's. Its second part is what a block of the page looks like.
public struct PageTemplate: Sendable {
    private let template: Template

    /// leadpact's own, to be copied and changed.
    public static var text: String { kind.text }

    public static let standard = PageTemplate(template: Template(kind))

    private static let kind = Template.Kind(
        word: "page", text: String(decoding: PackageResources.page_mustache, as: UTF8.self),
        parts: [.init("page", .html), .init("block", .html)], option: "--page-template", hasPartials: true)

    private init(template: Template) {
        self.template = template
    }

    /// Nil where the template cannot be used; `findings` says why.
    public init?(_ source: SourceText, findings: inout [Finding]) {
        guard let template = Template(source, as: Self.kind, findings: &findings) else { return nil }
        self.template = template
    }

    func render(_ values: [String: any Sendable]) -> String { template.render("page", values) }
}
