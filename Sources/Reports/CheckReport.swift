import Agreements
import Compliance
import Findings
import Snapshots

/// What a check has to say: the parts that every format is a view of.
public struct CheckReport: Sendable {
    /// Nil where nothing was judged.
    public var judgement: Judgement?
    /// Nil where nothing was judged.
    public var gate: GateResult?
    public var failOn: [Gate.Condition]
    /// Of the agreement, the snapshot and their meeting, in this order.
    public var findings: [Finding]
    public var outcome: Outcome
    /// What was wrong with the rows of the snapshot; nil where none was read.
    public var data: DataReport?
    /// Paths as the user wrote them.
    public var agreementPath: String
    public var snapshotPath: String
    /// Whether breaches of earlier periods are listed, not only counted.
    public var listsCarriedOver: Bool
    public var listed: Listed
    /// The version of leadpact.
    public var version: String
    /// Breaches that were there before; nil without a baseline.
    public var baseline: BaselineState?
    /// Breaches of less severe rules are counted, and not listed; the formats that list verdicts for programs list them all.
    public var shownSeverity = RuleSeverity.minor
    /// The file that the rows of the leads are in; nil where there are several, or it is not known.
    public var leadsPath: String?
    /// Whether names of people are left out.
    var hidesPeople = false
    /// The columns of the CSV, in order.
    public var columns = VerdictColumn.allCases
    /// Whether `explain` can read what was judged.
    public var canExplain = true
    /// How many threads may write rows; the bytes are the same for any number.
    public var threads = 1

    public init(
        judgement: Judgement?, gate: GateResult?, failOn: [Gate.Condition], findings: [Finding], outcome: Outcome,
        agreementPath: String, snapshotPath: String, listsCarriedOver: Bool, listed: Listed, version: String
    ) {
        self.judgement = judgement
        self.gate = gate
        self.failOn = failOn
        self.findings = findings
        self.outcome = outcome
        self.agreementPath = agreementPath
        self.snapshotPath = snapshotPath
        self.listsCarriedOver = listsCarriedOver
        self.listed = listed
        self.version = version
    }
}

/// How a run ended; each is one exit code, and each exit code means one thing.
public enum Outcome: Int32, Hashable, Sendable {
    case passed = 0
    case gateFailed = 1
    /// Usage, agreement or waiver is wrong; nothing was judged.
    case agreementWrong = 2
    /// The data cannot be read or is not fit to judge.
    case dataUnfit = 3
    /// leadpact itself is at fault.
    case defect = 70

    /// As it stands in a report: `gate-failed`.
    public var name: String {
        switch self {
        case .passed: "passed"
        case .gateFailed: "gate-failed"
        case .agreementWrong: "agreement-wrong"
        case .dataUnfit: "data-unfit"
        case .defect: "defect"
        }
    }
}

/// Which verdicts are listed one by one in JSON and CSV.
public enum Listed: String, Hashable, Sendable, CaseIterable {
    /// Breached, unknown and waived.
    case breaches
    /// The same, with what is open, at risk or not.
    case open
    case all

    public var verdicts: Set<Verdict> {
        switch self {
        case .breaches: [.late, .missed, .unknown, .waived]
        case .open: [.late, .missed, .unknown, .waived, .open, .atRisk]
        case .all: Set(Verdict.allCases)
        }
    }
}

/// The shapes a report comes in.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    case text, concise, json, jsonl, csv, markdown, junit, sarif, github, gitlab, prom
}

extension CheckReport {
    /// Writes the report in a format, to its end.
    ///
    /// - Parameters:
    ///   - sources: The texts whose lines are shown beside findings; only the text format asks for them and for the style.
    public func write(as format: ReportFormat, sources: [SourceText], style: Style, to out: consuming ByteWriter) {
        switch format {
        case .text: writeText(FindingText(sources: sources, style: style.ofFindings), style, to: out)
        case .concise: writeConcise(to: out)
        case .json: writeJSON(to: out)
        case .jsonl: writeJSONLines(to: out)
        case .csv: writeCSV(to: out)
        case .markdown: writeMarkdown(to: out)
        case .junit: writeJUnit(to: out)
        case .sarif: writeSARIF(to: out)
        case .github: writeGitHub(to: out)
        case .gitlab: writeGitLab(to: out)
        case .prom: writePrometheus(to: out)
        }
    }

    /// The verdicts that the format lists, in parts, carried-over ones last where they are asked for.
    func listedParts(ofAtMost length: Int) -> [ArraySlice<VerdictRecord>] {
        guard let judgement else { return [] }
        let wanted = listed.verdicts
        let all = judgement.verdicts.parts + (listsCarriedOver ? [judgement.carriedOver] : [])
        return all.flatMap { records in
            let isWhole = records.allSatisfy { wanted.contains($0.verdict) }
            let chosen = isWhole ? records : records.filter { wanted.contains($0.verdict) }
            return stride(from: 0, to: chosen.count, by: length).map { chosen[$0..<min($0 + length, chosen.count)] }
        }
    }
}
