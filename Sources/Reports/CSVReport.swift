import Agreements
import BusinessTime
import Columns
import Compliance
import Snapshots

/// A column of the verdicts' CSV, by the name in its header.
public enum VerdictColumn: String, Hashable, Sendable, CaseIterable {
    case rule, party
    /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
    case subject
    case lead, verdict
    /// `late` or `missed`, of a breach.
    case kind
    case start, due
    case satisfiedAt = "satisfied_at"
    case elapsedSeconds = "elapsed_seconds"
    case targetSeconds = "target_seconds"
    case target, owner, team, manager, severity, reason
    /// The day on which the baseline first saw the breach.
    case since
}

extension CheckReport {
    /// One row a verdict (RFC 4180, LF line ends); what a rule does not define is empty.
    func writeCSV(to out: consuming ByteWriter) {
        out.write(columns.map(\.rawValue).joined(separator: ",") + "\n")
        if let judgement {
            let rows = CSVRows(judgement, columns, baseline)
            let parts = listedParts(ofAtMost: 4096)
            out.write(partCount: parts.count, threads: threads) { number, out in
                for record in parts[number] { rows.write(record, to: &out) }
            }
        }
        out.flush()
    }
}

/// Rows of CSV; what many rows share is quoted once.
private struct CSVRows: Sendable {
    private let columns: [VerdictColumn]
    private let words: VerdictWords
    private let baseline: BaselineState?
    /// The leads' ids by row, where they are shown as they stand. Taken apart, since two threads that count references to the
    /// same column for each row stand in each other's way.
    private let ids: (spans: [TextSpan], arena: [UInt8])
    /// By rule.
    private let severalALead: [Bool]
    private let targetLengths: [Int64]
    private let rules: Phrases
    private let parties: Phrases
    private let severities: Phrases
    /// By verdict.
    private let verdicts: Phrases
    private let kinds: Phrases
    /// By row of the users.
    private let owners: Phrases
    private let teams: Phrases
    private let managers: Phrases

    init(_ judgement: Judgement, _ columns: [VerdictColumn], _ baseline: BaselineState?) {
        let words = VerdictWords(judgement)
        self.columns = columns
        self.words = words
        self.baseline = baseline
        if case .spans(let spans, let arena)? = words.shownIDs?.storage { ids = (spans, arena) } else { ids = ([], []) }
        severalALead = judgement.rules.map(\.rule.hasSeveralVerdictsALead)
        targetLengths = words.targetLengths
        rules = Phrases(judgement.rules.map(\.rule.id))
        parties = Phrases(judgement.rules.map { $0.rule.party ?? "" })
        severities = Phrases(judgement.rules.map(\.rule.severity.rawValue))
        verdicts = Phrases(Verdict.allCases.map(\.name))
        kinds = Phrases(Verdict.allCases.map { $0.kind ?? "" })
        let users = judgement.snapshot.users
        let rows = 0..<(users?.rowCount ?? 0)
        owners = Phrases(rows.map { words.name(ofUser: $0) ?? words.id(ofUser: $0) ?? "" })
        teams = Phrases(rows.map { users?.text("team", $0) ?? "" })
        managers = Phrases(rows.map { words.name(ofUser: words.manager(ofUser: $0)) ?? "" })
    }

    func write(_ record: VerdictRecord, to out: inout ByteWriter) {
        var isFirst = true
        for column in columns {
            if !isFirst { out.write(byte: UInt8(ascii: ",")) }
            isFirst = false
            write(column, of: record, to: &out)
        }
        out.write(byte: UInt8(ascii: "\n"))
    }

    private func write(_ column: VerdictColumn, of record: VerdictRecord, to out: inout ByteWriter) {
        switch column {
        case .rule: out.write(rules, Int(record.rule))
        case .party: out.write(parties, Int(record.rule))
        case .subject: write(subjectOf: record, to: &out)
        case .lead: if record.lead >= 0, let lead = words.lead(of: record) { out.write(field: lead) }
        case .verdict: out.write(verdicts, Int(record.verdict.rawValue))
        case .kind: out.write(kinds, Int(record.verdict.rawValue))
        case .start: if record.start != missing { out.write(instant: record.start) }
        case .due: if record.due != missing { out.write(instant: record.due) }
        case .satisfiedAt: if record.satisfiedAt != missing { out.write(instant: record.satisfiedAt) }
        case .elapsedSeconds: if record.used != missing { out.write(secondsOf: record.used) }
        case .targetSeconds:
            let length = targetLengths[Int(record.rule) << 8 | Int(record.targetRow)]
            if length != missing { out.write(secondsOf: length) }
        case .target: if let target = words.target(of: record) { out.write(field: target.text[...]) }
        case .owner:
            if record.owner >= 0 {
                out.write(owners, Int(record.owner))
            } else if let owner = words.ownerID(of: record) {
                out.write(field: Array(owner.utf8)[...])
            }
        case .team: if record.owner >= 0 { out.write(teams, Int(record.owner)) }
        case .manager: if record.owner >= 0 { out.write(managers, Int(record.owner)) }
        case .severity: out.write(severities, Int(record.rule))
        case .reason:
            var reason: [UInt8] = []
            reason.reserveCapacity(96)
            words.write(reasonOf: record, to: &reason)
            out.write(field: reason[...])
        case .since: if let day = baseline?.since(record, words) { out.write(CivilDate.format(day)) }
        }
    }

    private func write(subjectOf record: VerdictRecord, to out: inout ByteWriter) {
        let lead = Int(record.lead)
        if lead >= 0, lead < ids.spans.count, !ids.spans[lead].isMissing {
            let id = ids.arena.span.extracting(ids.spans[lead].range)
            if !severalALead[Int(record.rule)] { return out.write(field: id) }
            if record.start != missing, !id.needsQuotes {
                out.write(id)
                out.write(byte: UInt8(ascii: "@"))
                return out.write(instant: record.start)
            }
        }
        var subject: [UInt8] = []
        words.write(subjectOf: record, to: &subject)
        out.write(field: subject[...])
    }
}

/// Texts that many rows share, each with the quotes it needs, side by side.
private struct Phrases: Sendable {
    fileprivate let bytes: [UInt8]
    /// Text *i* is `bytes[starts[i] ..< starts[i + 1]]`.
    fileprivate let starts: [Int]

    init(_ texts: [String]) {
        var bytes: [UInt8] = []
        var starts = [0]
        for text in texts {
            bytes += quoted(text)
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ phrases: Phrases, _ index: Int) {
        write(phrases.bytes.span.extracting(phrases.starts[index]..<phrases.starts[index + 1]))
    }
}

/// A field with the quotes it needs.
private func quoted(_ field: String) -> [UInt8] {
    guard field.utf8.contains(where: ByteSet.csv.contains) else { return Array(field.utf8) }
    let quote = UInt8(ascii: "\"")
    return [quote] + field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
}
