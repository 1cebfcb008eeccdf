import Agreements
import Findings

/// What `lint` has to say of one or several agreements.
public struct LintReport: Sendable {
    public struct File: Sendable {
        /// As the user wrote it.
        public var path: String
        /// Nil where nothing usable came out of it.
        public var agreement: Agreement?

        public init(path: String, agreement: Agreement?) {
            self.path = path
            self.agreement = agreement
        }
    }

    public var files: [File]
    /// File by file, each in the order of its lines.
    public var findings: [Finding]
    public var version: String

    public init(files: [File], findings: [Finding], version: String) {
        self.files = files
        self.findings = findings
        self.version = version
    }

    public var outcome: Outcome { findings.hasErrors ? .agreementWrong : .passed }

    public func writeText(sources: [SourceText], style: Style, to out: consuming ByteWriter) {
        let text = FindingText(sources: sources, style: style.ofFindings)
        for finding in findings {
            out.write(text.full(finding) + "\n\n")
        }
        for file in files where !hasErrors(file) {
            guard let agreement = file.agreement else { continue }
            out.write("\(file.path.onOneLine): \(style.good("no errors")), \(Self.summary(of: agreement))\n")
        }
        if let first = findings.first(where: { $0.level > .note }) {
            out.write("\(findings.summary); 'leadpact explain \(first.code.id)' says more about the first.\n")
            let certain = findings.count { $0.fix != nil }
            if certain > 0 {
                out.write(
                    "'leadpact lint --fix' mends \(certain == 1 ? "one of them" : "\(certain) of them"), "
                        + "and 'leadpact lint --diff' shows how.\n")
            }
        }
        out.flush()
    }

    public func writeConcise(to out: consuming ByteWriter) {
        let text = FindingText(sources: [])
        for finding in findings { out.write(text.concise(finding) + "\n") }
        out.flush()
    }

    /// `leadpact_lint` is the version of the format.
    public func writeJSON(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.pair("leadpact_lint", 1)
            json.pair("leadpact", version)
            json.pair("exit_code", Int(outcome.rawValue))
            json.key("files")
            json.list { list in
                for file in files {
                    list.object(onOneLine: true) { object in
                        object.pair("path", file.path)
                        object.pair("agreement", file.agreement?.id)
                        object.pair("rules", file.agreement?.rules.count)
                        // What has errors says nothing that could be accepted.
                        if let agreement = file.agreement, !hasErrors(file) { object.pairs(ofAcceptance: agreement) }
                    }
                }
            }
            json.key("findings")
            json.list { list in
                for finding in findings { list.value(finding) }
            }
        }
        json.finish()
    }

    private func hasErrors(_ file: File) -> Bool {
        findings.contains { $0.place?.path == file.path && $0.level == .error }
    }

    private static func summary(of agreement: Agreement) -> String {
        let owed = agreement.rules.filter { $0.section != .metrics }
        let goals = owed.count { $0.goal != nil }
        return "\(counted(owed.count, "rule", "rules")), \(counted(goals, "goal", "goals")), "
            + "\(counted(agreement.boundParties.count, "party", "parties")), \(agreement.acceptanceStates.words)"
    }
}
