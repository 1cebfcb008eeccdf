import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Ledgers
import Reports
import Templates

/// What mails look like: leadpact's own template, or the user's, in plain text and in HTML.
public struct DigestTemplate: Sendable {
    private let template: Template

    /// leadpact's own, to be copied and changed.
    public static var text: String { kind.text }

    public static let standard = DigestTemplate(template: Template(kind))

    private static let kind = Template.Kind(
        word: "mail", text: String(decoding: PackageResources.mail_mustache, as: UTF8.self),
        parts: [.init("text", .lines), .init("html", .html)], option: "--mail-template",
        others: ["title", "agreement", "name", "address"])

    private init(template: Template) {
        self.template = template
    }

    /// Nil where the template cannot be used; `findings` says why.
    public init?(_ source: SourceText, findings: inout [Finding]) {
        guard let template = Template(source, as: Self.kind, findings: &findings) else { return nil }
        self.template = template
    }

    /// The digest as plain text.
    ///
    /// - Parameter version: Of leadpact.
    public func text(of digest: Digest, version: String) -> String {
        template.render("text", digest.values(version: version))
    }

    /// The same for readers of mail that show HTML: in leadpact's own no picture, no script, nothing asked of any network.
    public func html(of digest: Digest, version: String) -> String {
        template.render("html", digest.values(version: version))
    }
}

extension Digest {
    fileprivate func values(version: String) -> [String: any Sendable] {
        let groups = Notice.Kind.allCases.compactMap { kind -> [String: any Sendable]? in
            let notices = notices.filter { $0.kind == kind }
            guard !notices.isEmpty else { return nil }
            return ["heading": kind.heading, "color": kind.color, "notices": notices.map { self.values(of: $0) }]
        }
        var values: [String: any Sendable] = [
            "subject": subject.onOneLine, "title": title.onOneLine, "agreement": agreement, "address": person.address,
            "groups": groups, "zone": zone.identifier, "version": version, "key": key,
            "mute": notices.contains { $0.kind != .resolved },
        ]
        if let name = person.name { values["name"] = name.onOneLine }
        return values
    }

    private func values(of notice: Notice) -> [String: any Sendable] {
        let due = notice.due == missing ? nil : "due \(LocalTime(zone: zone).instant(notice.due))"
        let state = [due, notice.state.isEmpty ? nil : notice.state.onOneLine].compactMap(\.self)
        var values: [String: any Sendable] = [
            "lead": notice.obligation.subject.onOneLine, "rule": notice.obligation.rule, "why": notice.why.onOneLine,
            "says": notice.says.onOneLine,
        ]
        // What nearly all are is not said.
        if notice.severity != .major { values["severity"] = notice.severity.rawValue }
        if !state.isEmpty { values["state"] = state.joined(separator: "; ") }
        return values
    }
}

extension Notice.Kind {
    /// Readable on white and on black.
    fileprivate var color: String {
        switch self {
        case .breach: "#c4373c"
        case .warning: "#b27c00"
        case .resolved: "#2f8f57"
        }
    }
}
