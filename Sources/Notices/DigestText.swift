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
}
