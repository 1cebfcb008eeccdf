import Agreements
import BusinessTime
import Columns
import Compliance
import Ledgers
import Reports

extension Digest {
    /// The digest as plain text, for mail and for a look at it.
    ///
    /// - Parameter version: Of leadpact.
    public func text(version: String) -> String {
        let time = LocalTime(zone: zone)
        var text = "\(subject.onOneLine)\n"
        for kind in Notice.Kind.allCases {
            let notices = notices.filter { $0.kind == kind }
            guard !notices.isEmpty else { continue }
            text += "\n\(kind.heading)\n"
            for notice in notices {
                let severity = notice.severity == .major ? "" : " (\(notice.severity.rawValue))"
                text += "\n  \(notice.obligation.subject.onOneLine): \(notice.obligation.rule)\(severity)\n"
                text += "    \(notice.says.onOneLine)\n"
                let due = notice.due == missing ? nil : "due \(time.instant(notice.due))"
                let state = [due, notice.state.isEmpty ? nil : notice.state.onOneLine].compactMap(\.self)
                if !state.isEmpty { text += "    \(state.joined(separator: "; "))\n" }
                text += "    Why you are told: \(notice.why.onOneLine).\n"
            }
        }
        if notices.contains(where: { $0.kind != .resolved }) {
            text += "\nTo hear no more of a lead for a while: leadpact acknowledge LEDGER LEAD RULE --until DATE\n"
        }
        return text + "\nTimes are those of \(zone.identifier). Sent by leadpact \(version), message \(key).\n"
    }

    /// The same for readers of mail that show HTML: no picture, no script, nothing asked of any network.
    ///
    /// - Parameter version: Of leadpact.
    public func html(version: String) -> String {
        let time = LocalTime(zone: zone)
        var html = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
            <title>\(subject.onOneLine.escapedForHTML)</title></head>
            <body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 1.5rem auto; padding: 0 1rem">
            <h1 style="font-size: 1.3rem">\(subject.onOneLine.escapedForHTML)</h1>

            """
        for kind in Notice.Kind.allCases {
            let notices = notices.filter { $0.kind == kind }
            guard !notices.isEmpty else { continue }
            html +=
                "<h2 style=\"font-size: 1.05rem; border-left: 5px solid \(kind.color); padding-left: .6rem\">\(kind.heading)</h2>\n"
            for notice in notices {
                let severity = notice.severity == .major ? "" : " (\(notice.severity.rawValue))"
                let name =
                    "<b>\(notice.obligation.subject.onOneLine.escapedForHTML)</b>: \(notice.obligation.rule)\(severity)"
                let due = notice.due == missing ? nil : "due \(time.instant(notice.due))"
                let state = [due, notice.state.isEmpty ? nil : notice.state.onOneLine].compactMap(\.self)
                    .joined(separator: "; ")
                let lines = [notice.says.onOneLine, state].filter { !$0.isEmpty }.map(\.escapedForHTML)
                let why =
                    "<small style=\"opacity: .75\">Why you are told: \(notice.why.onOneLine.escapedForHTML).</small>"
                html += "<p style=\"margin: .9rem 0\">\(([name] + lines + [why]).joined(separator: "<br>\n"))</p>\n"
            }
        }
        if notices.contains(where: { $0.kind != .resolved }) {
            html +=
                "<p><small>To hear no more of a lead for a while: <code>leadpact acknowledge LEDGER LEAD RULE --until DATE</code></small></p>\n"
        }
        return html
            + "<p><small style=\"opacity: .75\">Times are those of \(zone.identifier). Sent by leadpact \(version), message \(key).</small></p>\n</body></html>\n"
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
