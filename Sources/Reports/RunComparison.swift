import Findings
import YAMLNodes

/// What `check --format json` wrote, as far as two runs are compared by it.
public struct RunReport: Sendable {
    struct Breach: Sendable {
        var rule: String
        var subject: String
        var owner: String?
        var reason: String
        var verdict: String
        var fingerprint: String
    }

    let path: String
    let period: String
    let asOf: String
    /// The ids of the agreements that were judged by.
    let agreements: [String]
    /// The rules that were judged.
    let rules: Set<String>
    /// Breached, waived and unknown, in the order of the report.
    let verdicts: [Breach]

    /// Reads a report; nil where it is none, or one in which nothing was judged.
    public static func read(_ source: SourceText) -> (report: RunReport?, findings: [Finding]) {
        // JSON as leadpact writes it is YAML, too.
        let (root, faults) = YAMLReader.read(source, limits: .init(bytes: 256 << 20))
        func fault(_ message: String, _ note: String) -> (RunReport?, [Finding]) {
            (nil, [.error(.badRun, message, at: Place(path: source.path, line: 1), notes: [note])])
        }
        let write = "write one with 'leadpact check … --format json=\(source.path)'"
        guard !faults.hasErrors, let root, root.mapping != nil, let version = root["leadpact_report"]?.scalar?.text
        else {
            return fault("this is no report of a check", write)
        }
        guard version == "1" else {
            return fault("this leadpact reads version 1 of reports, found '\(version)'", write)
        }
        guard let period = root["period"]?["name"]?.scalar?.text, let asOf = root["as_of"]?.scalar?.text,
            let rules = root["rules"]?.sequence, let verdicts = root["verdicts"]?.sequence
        else { return fault("in this run nothing was judged", "its 'answer' says why") }
        let judged = rules.filter { $0["refused"]?.scalar?.text != "true" }.compactMap { $0["id"]?.scalar?.text }
        let report = RunReport(
            path: source.path, period: period, asOf: asOf,
            agreements: (root["agreements"]?.sequence ?? []).compactMap { $0["id"]?.scalar?.text }, rules: Set(judged),
            verdicts: verdicts.compactMap(Breach.init))
        return (report, [])
    }
}

extension RunReport.Breach {
    fileprivate init?(_ node: Node) {
        func text(_ key: String) -> String? {
            node[key]?.scalar.flatMap { $0.isNull ? nil : $0.text }
        }
        guard let rule = text("rule"), let subject = text("subject"), let verdict = text("verdict"),
            ["breached", "waived", "unknown"].contains(verdict), let fingerprint = text("fingerprint")
        else { return nil }
        self.init(
            rule: rule, subject: subject, owner: text("owner") ?? text("owner_id"), reason: text("reason") ?? "",
            verdict: verdict, fingerprint: fingerprint)
    }
}

/// Two runs side by side: which breaches are new, which are gone, which are in both.
public struct RunComparison: Sendable {
    private let old: RunReport
    private let new: RunReport
    private let added: [RunReport.Breach]
    /// Breaches that are none any more, with what the newer run says of them where it says something.
    private let fixed: [(breach: RunReport.Breach, now: String?)]
    private let unchanged: [RunReport.Breach]
    private let version: String

    public init(_ old: RunReport, _ new: RunReport, version: String) {
        self.old = old
        self.new = new
        self.version = version
        let before = Set(old.verdicts.filter { $0.verdict == "breached" }.map(\.fingerprint))
        let now = Dictionary(new.verdicts.map { ($0.fingerprint, $0.verdict) }, uniquingKeysWith: { first, _ in first })
        let breaches = new.verdicts.filter { $0.verdict == "breached" }
        added = breaches.filter { !before.contains($0.fingerprint) }
        unchanged = breaches.filter { before.contains($0.fingerprint) }
        fixed = old.verdicts.filter { $0.verdict == "breached" && now[$0.fingerprint] != "breached" }.map { breach in
            (breach, now[breach.fingerprint] ?? (new.rules.contains(breach.rule) ? nil : "not judged"))
        }
    }

    public var hasNew: Bool { !added.isEmpty }

    /// What makes the two hard to compare.
    private var doubts: [String] {
        var doubts: [String] = []
        if old.agreements != new.agreements {
            doubts.append(
                "They judge by different agreements: \(old.agreements.joined(separator: ", ")) and "
                    + "\(new.agreements.joined(separator: ", ")).")
        }
        if old.period != new.period {
            doubts.append(
                "They judge different periods, \(old.period) and \(new.period): what is gone may lie in the other.")
        }
        return doubts
    }

    private var answer: String {
        "\(counted(added.count, "new breach", "new breaches")), \(grouped(fixed.count)) fixed, "
            + "\(grouped(unchanged.count)) unchanged"
    }

    private static let shown = 50

    public func writeText(style: Style, to out: consuming ByteWriter) {
        out.write((hasNew ? style.bad("\(answer).") : style.good("\(answer).")) + "\n")
        out.write(style.faint("\(old.path) (\(old.asOf)) → \(new.path) (\(new.asOf))".onOneLine) + "\n")
        for doubt in doubts { out.write(style.warning(doubt.onOneLine) + "\n") }
        for (title, breaches) in [
            ("New", added.map { ($0, nil as String?) }), ("Fixed", fixed.map { ($0.breach, $0.now) }),
            ("Unchanged", unchanged.map { ($0, nil) }),
        ] where !breaches.isEmpty {
            out.write("\n\(style.strong(title))\n")
            var table = TextTable(indentation: 2)
            for (breach, now) in breaches.prefix(Self.shown) {
                table.addRow([
                    .init(breach.rule.onOneLine), .init(breach.subject.onOneLine.shortened(to: 40)),
                    .init((breach.owner ?? "").onOneLine.shortened(to: 24)),
                    .init((now.map { "now \($0); was: " } ?? "") + breach.reason.onOneLine),
                ])
            }
            table.write(to: &out)
            if breaches.count > Self.shown {
                out.write(
                    style.faint("  and \(grouped(breaches.count - Self.shown)) more; --format json lists them all\n"))
            }
        }
        out.flush()
    }

    /// `leadpact_comparison` is the version of the format.
    public func writeJSON(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.pair("leadpact_comparison", 1)
            json.pair("leadpact", version)
            json.pair("old", old.path)
            json.pair("new", new.path)
            json.pair("doubts", doubts)
            for (key, breaches) in [
                ("new_breaches", added.map { ($0, nil as String?) }), ("fixed", fixed.map { ($0.breach, $0.now) }),
                ("unchanged", unchanged.map { ($0, nil) }),
            ] {
                json.key(key)
                json.list { list in
                    for (breach, now) in breaches {
                        list.object(onOneLine: true) { object in
                            object.pair("rule", breach.rule)
                            object.pair("subject", breach.subject)
                            object.pair("owner", breach.owner)
                            object.pair("reason", breach.reason)
                            object.pair("fingerprint", breach.fingerprint)
                            if key == "fixed" { object.pair("now", now) }
                        }
                    }
                }
            }
        }
        json.finish()
    }
}
