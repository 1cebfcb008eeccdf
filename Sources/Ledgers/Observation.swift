import Agreements
import BusinessTime
import Columns
import Compliance
import Snapshots

/// What a check saw, as a ledger takes it: the breaches of all periods, and what was reached in the one judged.
public struct Observation: Sendable {
    /// Of the period that was reported.
    package let judgement: Judgement
    /// Of all periods, so that the end of one does not look like the end of its breaches.
    let whole: Judgement
    let words: VerdictWords
    private let evaluation: Evaluation
    private let threads: Int
    let snapshotDigest: String
    package let rejectedRows: Int
    let version: String

    /// - Parameters:
    ///   - judgement: What was reported; of every rule and lead.
    ///   - snapshotDigest: Of the files; nil where there are none, so that what was seen has to tell.
    ///   - rejectedRows: Rows that could not be read: leads may be missing for no other reason.
    ///   - version: Of leadpact.
    public init(
        _ evaluation: Evaluation, _ judgement: Judgement, snapshotDigest: String?, rejectedRows: Int, threads: Int,
        version: String
    ) {
        self.evaluation = evaluation
        self.judgement = judgement
        self.threads = threads
        self.rejectedRows = rejectedRows
        self.version = version
        var options = Evaluation.Options()
        options.period = .all
        options.threads = threads
        whole = evaluation.judgement(options)
        words = VerdictWords(whole)
        self.snapshotDigest = snapshotDigest ?? Self.digest(of: whole, words)
    }

    package var agreement: String { judgement.current.id }

    /// Of every version that was judged by.
    var agreementDigest: String { judgement.agreements.map(\.digest).joined(separator: "+") }

    package var asOf: Int64 { judgement.snapshot.asOf }

    /// The breaches of what is owed, with those that are waived or cannot be decided.
    var records: some Sequence<VerdictRecord> {
        whole.verdicts.lazy.filter { whole.rules[Int($0.rule)].rule.section != .metrics }
    }

    /// Looks at clocks more closely; worked out anew at each call.
    func clocks() -> RunningClocks { RunningClocks(evaluation, whole) }

    /// The same of another judgement that was made of what was observed.
    package func clocks(of judgement: Judgement) -> RunningClocks { RunningClocks(evaluation, judgement) }

    /// What is open or breached and unanswered, of all periods.
    package func open() -> Judgement {
        var options = Evaluation.Options()
        options.period = .all
        options.threads = threads
        options.listed = [.open, .atRisk, .missed]
        return evaluation.judgement(options)
    }

    /// The verdicts of some leads, breaches or not; by rule and subject.
    package func verdicts(ofLeads ids: Set<String>) -> [ObligationName: VerdictRecord] {
        let leads = evaluation.snapshot.leads
        var rows: Set<Int32> = []
        for row in 0..<leads.rowCount where leads.text("id", row).map(ids.contains) ?? false { rows.insert(Int32(row)) }
        guard !rows.isEmpty else { return [:] }
        var options = Evaluation.Options()
        options.period = .all
        options.threads = threads
        options.listed = []
        let found = rows
        let parts = evaluation.judgement(options) { parts in
            parts.flatMap { records in records.filter { found.contains($0.lead) } }
        }
        var verdicts: [ObligationName: VerdictRecord] = [:]
        for record in parts.sums.joined() { verdicts[name(of: record)] = record }
        return verdicts
    }

    /// Which of some leads are in the data.
    func present(among ids: Set<String>) -> Set<String> {
        let leads = evaluation.snapshot.leads
        return Set((0..<leads.rowCount).compactMap { leads.text("id", $0) }.filter(ids.contains))
    }

    func name(of record: VerdictRecord) -> ObligationName {
        ObligationName(rule: whole.rules[Int(record.rule)].rule.id, subject: words.subject(of: record))
    }

    func lead(of record: VerdictRecord) -> String? {
        words.lead(of: record).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A digest of what the breaches are, for snapshots that are no files.
    private static func digest(of judgement: Judgement, _ words: VerdictWords) -> String {
        var bytes = Array("\(judgement.snapshot.leads.rowCount)".utf8)
        for result in judgement.rules { bytes += "\n\(result.rule.id) \(result.counts)".utf8 }
        for record in judgement.verdicts {
            bytes += "\n\(record.rule) \(record.verdict.rawValue) \(record.due) \(record.satisfiedAt) ".utf8
            words.write(subjectOf: record, to: &bytes)
        }
        return SHA256.hexadecimal(bytes)
    }
}

/// What an obligation is called wherever its rows stand: the key of a baseline, too.
public struct ObligationName: Hashable, Sendable {
    public var rule: String
    /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
    public var subject: String

    public init(rule: String, subject: String) {
        self.rule = rule
        self.subject = subject
    }
}
