import Agreements
import BusinessTime
import Columns
import Compliance
import Snapshots
import Threads

/// What a check saw, as a ledger takes it: the breaches of all periods, and what was reached in the one judged.
public struct Observation: Sendable {
    /// Of the period that was reported.
    package let judgement: Judgement
    /// With the breaches of all periods, so that the end of one does not look like the end of its breaches.
    let whole: Judgement
    let words: VerdictWords
    /// Nil where a database judged, which told of the past what a ledger asks.
    private let evaluation: Evaluation?
    /// The run of the ledger after which the database was asked.
    let isAfterRun: Int64?
    private let threads: Int
    let snapshotDigest: String
    package let rejectedRows: Int
    let version: String

    /// - Parameters:
    ///   - judgement: What was reported; of every rule and lead, and made for a ledger.
    ///   - snapshotDigest: Of the files; nil where there are none, so that what was seen has to tell.
    ///   - rejectedRows: Rows that could not be read: leads may be missing for no other reason.
    ///   - version: Of leadpact.
    public init(
        _ evaluation: Evaluation, _ judgement: Judgement, snapshotDigest: String?, rejectedRows: Int, threads: Int,
        version: String
    ) {
        self.init(
            evaluation, judgement, snapshotDigest: snapshotDigest, rejectedRows: rejectedRows, threads: threads,
            version: version, isAfterRun: nil)
    }

    /// What a database saw that judged by itself.
    ///
    /// - Parameters:
    ///   - judgement: Made for a ledger.
    ///   - past: What the database was told of the ledger.
    public init(_ judgement: Judgement, after past: StandingLeads, threads: Int, version: String) {
        self.init(
            nil, judgement, snapshotDigest: nil, rejectedRows: 0, threads: threads, version: version,
            isAfterRun: past.run)
    }

    private init(
        _ evaluation: Evaluation?, _ judgement: Judgement, snapshotDigest: String?, rejectedRows: Int, threads: Int,
        version: String, isAfterRun: Int64?
    ) {
        self.evaluation = evaluation
        self.judgement = judgement
        self.threads = threads
        self.rejectedRows = rejectedRows
        self.version = version
        self.isAfterRun = isAfterRun
        var whole = judgement
        whole.verdicts = judgement.ofAllPeriods
        self.whole = whole
        words = VerdictWords(whole)
        agreementDigest = judgement.agreements.map(\.digest).joined(separator: "+")
        self.snapshotDigest = snapshotDigest ?? Self.digest(of: whole, words)
    }

    package var agreement: String { judgement.current.id }

    /// Of every version that was judged by.
    let agreementDigest: String

    package var asOf: Int64 { judgement.snapshot.asOf }

    #if SQLite
        /// Those breaches of what is owed, with those that are waived or cannot be decided, that are wanted by a hash of their name
        /// and verdict; asked of each in order.
        func records(wanted: (UInt64) -> Bool) -> [(record: VerdictRecord, hash: UInt64)] {
            let parts = whole.verdicts.parts
            let rules = whole.rules.map { $0.rule.section == .metrics ? nil : XXH64.hash(of: $0.rule.id) }
            let hashes = Parallel.map(parts.count, threads: threads) { self.hashes(of: parts[$0], rules) }
            var records: [(VerdictRecord, UInt64)] = []
            for (part, hashes) in zip(parts, hashes) {
                for (index, hash) in hashes.enumerated() where hash != 0 && wanted(hash) {
                    records.append((part[index], hash))
                }
            }
            return records
        }

        /// - Parameter rules: Hashes of the rules' ids; nil for those that nobody owes, whose records have zero for a hash.
        private func hashes(of records: [VerdictRecord], _ rules: [UInt64?]) -> [UInt64] {
            // A period has no lead, and its start for a name.
            let leads = words.hashes(ofLeads: records.map(\.lead), XXH64.hash)
            return records.indices.map { index in
                let record = records[index]
                guard let rule = rules[Int(record.rule)] else { return 0 }
                let block: [6 of UInt64] = [
                    rule, leads[index], UInt64(record.verdict.rawValue), UInt64(bitPattern: record.start),
                    UInt64(bitPattern: record.due), UInt64(bitPattern: record.satisfiedAt),
                ]
                return unsafe max(1, XXH64.hash(block.span.bytes))
            }
        }
    #endif

    /// Whether a database judged, so that there are no rows to look at.
    var isToldByDatabase: Bool { evaluation == nil }

    /// Looks at clocks more closely; worked out anew at each call. Nil where a database judged.
    func clocks() -> RunningClocks? { clocks(of: whole) }

    /// The same of another judgement that was made of what was observed.
    package func clocks(of judgement: Judgement) -> RunningClocks? {
        evaluation.map { RunningClocks($0, judgement) }
    }

    /// What is open or breached and unanswered, of all periods; nil where a database judged.
    package func open() -> Judgement? {
        var options = Evaluation.Options()
        options.period = .all
        options.threads = threads
        options.listed = [.open, .atRisk, .missed]
        return evaluation?.judgement(options)
    }

    /// The verdicts of some leads by some rules, breaches or not, and which of these leads are in the data.
    package func verdicts(
        ofLeads ids: Set<String>, by rules: Set<String>
    ) -> (verdicts: [ObligationName: VerdictRecord], present: Set<String>) {
        guard let evaluation else {
            let past = judgement.recordedPast
            let verdicts = (past?.verdicts ?? []).map { (name(of: $0), $0) }
            return (Dictionary(verdicts, uniquingKeysWith: { $1 }), past?.present.intersection(ids) ?? [])
        }
        let rows = evaluation.rows(ofLeads: ids)
        guard !rows.isEmpty else { return ([:], []) }
        let records = evaluation.verdicts(ofLeads: rows.values.sorted(), threads: threads) { rules.contains($0.id) }
        let verdicts = records.map { (name(of: $0), $0) }
        return (Dictionary(verdicts, uniquingKeysWith: { $1 }), Set(rows.keys))
    }

    func name(of record: VerdictRecord) -> ObligationName {
        ObligationName(rule: whole.rules[Int(record.rule)].rule.id, subject: words.subject(of: record))
    }

    func lead(of record: VerdictRecord) -> String? {
        words.lead(of: record).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A digest of what the breaches are, for snapshots that are no files.
    private static func digest(of judgement: Judgement, _ words: VerdictWords) -> String {
        var bytes = Array("\(judgement.leadCount)".utf8)
        for result in judgement.rules { bytes += "\n\(result.rule.id) \(result.counts)".utf8 }
        for record in judgement.verdicts {
            bytes += "\n\(record.rule) \(record.verdict.rawValue) \(record.due) \(record.satisfiedAt) ".utf8
            words.write(subjectOf: record, to: &bytes)
        }
        return SHA256.hexadecimal(bytes)
    }
}

/// What a database has to be told of a ledger, so that it can tell what became of its breaches.
public struct StandingLeads: Hashable, Sendable {
    /// The last run; nil where there is none.
    public var run: Int64?
    /// As of when it was, in milliseconds since 1970 UTC.
    public var asOf: Int64?
    /// Ids of the leads that have breaches, answered or not, each once.
    public var leads: [String]
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
