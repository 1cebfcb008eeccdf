import Agreements
import ArgumentParser
import Compliance
import Findings
import Glibc
import Reports
import Snapshots

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judges a snapshot by an agreement: who kept it, who did not, and whether the gate lets it pass.")

    @Argument(help: "The agreement, or a folder of its versions.")
    var agreement: String

    @Argument(help: "The snapshot: a folder with snapshot.yaml, or one CSV file of leads.")
    var snapshot: String?

    @Option(
        help: ArgumentHelp(
            "Have a database judge: \(Engine.help). A snapshot then says what its tables hold.", valueName: "database"))
    var on: String?

    @Option(
        help: ArgumentHelp(
            "How to report, and where to; repeatable.", valueName: "format[=path]"))
    var format: [FormatChoice] = []

    @Option(help: "The verdicts that json and csv list one by one.")
    var list: Listed = .breaches

    @Option(
        help: ArgumentHelp(
            "The columns of csv, in order, by the names in its header (default: all of them).",
            valueName: "column,column…"), transform: [VerdictColumn].named)
    var columns: [VerdictColumn]?

    @Option(
        help: "The period to judge: last, all, 2026-Q3, 2026-07, 2026-01-01..2026-03-31 (default: the current one).")
    var period: String?

    @Flag(help: "List the unanswered breaches of earlier periods, too.")
    var carriedOver = false

    @OptionGroup var reading: ReadingOptions

    @Option(help: "Judge only this rule; repeatable.")
    var rule: [String] = []

    @Option(help: "Judge only what this party owes; repeatable.")
    var party: [String] = []

    @Option(help: "Judge only leads for which this condition is true.")
    var `where`: String?

    @Option(help: "Judge only what is this owner's, by name or id; repeatable.")
    var owner: [String] = []

    @Option(help: "Judge only rules at least this severe.")
    var severity: RuleSeverity?

    @Option(
        help:
            "What fails the gate, in place of what the agreement says; repeatable."
    )
    var failOn: [Gate.Condition] = []

    @Option(help: ArgumentHelp("Fail, too, if more than this share of verdicts is unknown.", valueName: "share"))
    var failOnUnknown: Share?

    @Option(
        help: ArgumentHelp("Let pass so many breaches that would fail the gate.", valueName: "number"))
    var maxBreaches = 0

    @Option(
        help: ArgumentHelp(
            "List only breaches of rules at least this severe; all are judged and counted.", valueName: "severity"))
    var show: RuleSeverity?

    @Option(
        help: ArgumentHelp("Do not judge a snapshot that is older, as in 36h or '2 days'.", valueName: "age"))
    var failOnStale: Age?

    @OptionGroup var baseline: BaselineOptions

    @OptionGroup var waiverOptions: WaiverOptions

    #if SQLite
        @OptionGroup var ledger: LedgerOptions
    #endif

    @Flag(help: "Hide people, their addresses, and what rows of the data say, in every format.")
    var redact = false

    @Flag(help: "Show what is set and where, and judge nothing.")
    var showSettings = false

    @Option(help: ArgumentHelp("Write the rows that cannot be read to a file, with why.", valueName: "path"))
    var rejected: String?

    @Flag(help: "Say on stderr what each stage of the run cost.")
    var timings = false

    @Flag(help: "No text on standard output.")
    var quiet = false

    @Option(help: "Whether to use colours.")
    var color: ColorChoice = .auto

    mutating func validate() throws {
        try validateDatabase()
        let streams = format.count { $0.path == nil }
        if columns != nil, !format.contains(where: { $0.format == .csv }) {
            throw ValidationError("--columns chooses among the columns of csv: give --format csv, too")
        }
        if redact, rejected != nil {
            throw ValidationError("--rejected writes rows as they stand, which --redact is to hide: give one of them")
        }
        if maxBreaches < 0 { throw ValidationError("--max-breaches is a number from 0") }
        if isSelection, baseline.prune || baseline.strictBaseline || baseline.writeBaseline != nil {
            throw ValidationError(
                "a baseline speaks of all rules and leads: --write-baseline, --prune and --strict-baseline go without "
                    + "--rule, --party, --severity, --where and --owner")
        }
        #if SQLite
            if isSelection, ledger.path != nil {
                throw ValidationError(
                    "a ledger speaks of all rules and leads: --ledger goes without --rule, --party, --severity, --where and "
                        + "--owner")
            }
        #endif
        if streams > 1 { throw ValidationError("only one --format can go to standard output; give the others a path") }
    }

    /// A database judges its tables as they stand.
    private func validateDatabase() throws {
        guard on != nil else {
            if snapshot == nil { throw ValidationError("Missing expected argument '<snapshot>'") }
            return
        }
        let whole = "a database has no rows that cannot be read; a value that does not fit its column fails the run"
        let given = [
            ("--rejected", rejected != nil), ("--tolerate", reading.tolerate != nil),
        ].filter(\.1)
        if !given.isEmpty {
            let verb = given.count == 1 ? "goes" : "go"
            throw ValidationError("\(given.map(\.0).joined(separator: " and ")) \(verb) without --on: \(whole)")
        }
    }

    /// Whether only a part is judged.
    private var isSelection: Bool {
        !rule.isEmpty || !party.isEmpty || severity != nil || `where` != nil || !owner.isEmpty
    }

    mutating func run() throws {
        var found: [Finding] = []
        let engine = on.flatMap { Engine($0, &found) }
        let snapshot = snapshot ?? engine?.text ?? ""
        var matter = Matter(agreement: agreement, snapshot: snapshot, waivers: waiverOptions.request)
        if !found.isEmpty { matter.refuse(found, as: .agreementWrong) }
        matter.choose(rules: rule, parties: party, atLeast: severity, onlyOwned: !owner.isEmpty)
        matter.narrow(by: `where`)
        let choice = matter.period(period)
        let old = matter.baseline(baseline)
        #if SQLite
            let ledger = ledger.open(in: &matter)
            if engine != nil { matter.lookBack(into: ledger) }
        #endif
        let wanted = list.verdicts.union(Listed.breaches.verdicts)
        var answered: Judgement?
        Progress.showing(engine.map { "Judging on \($0.text)" } ?? "Reading \(snapshot)") {
            if let engine {
                answered = matter.judgement(
                    on: engine, mapping: self.snapshot != nil, reading, period: choice, listed: wanted,
                    notOlderThan: failOnStale, owners: owner)
            } else if on == nil {
                matter.bringTogether(
                    reading, withPlaces: format.contains { $0.format == .sarif }, forVerdictsAlone: true)
            }
        }
        matter.demand(owners: owner)
        if let asOf = matter.evaluation?.snapshot.asOf {
            matter.refuseStale(taken: asOf, olderThan: failOnStale, now: Leadpact.now)
        }
        var report = CheckReport(
            judgement: nil, gate: nil, failOn: [], findings: [], outcome: matter.outcome ?? .passed,
            agreementPath: agreement, snapshotPath: snapshot, listsCarriedOver: carriedOver, listed: list,
            version: Leadpact.version)
        report.threads = reading.threadCount
        report.leadsPath = matter.leadsPath
        report.canExplain = self.snapshot != nil || engine?.isReadable ?? false
        if let columns { report.columns = columns }
        if let show { report.shownSeverity = show }
        if let evaluation = matter.evaluation {
            var options = Evaluation.Options()
            options.period = choice
            options.threads = reading.threadCount
            options.owners = Set(owner)
            options.listed = wanted
            #if SQLite
                options.isForLedger = ledger != nil
            #endif
            answered = evaluation.judgement(options)
        }
        if var judgement = answered {
            judgement.hidesPeople = redact
            report.judgement = judgement
            report.baseline = state(of: judgement, matter, old)
            report.decide(self, judgement)
            matter.findings += report.judgement?.findings ?? []
            matter.timings.end("judge")
        }
        report.findings = matter.findings.inReadingOrder()
        report.data = matter.data
        if redact { report.redact(matter.agreements) }
        try report.write(as: format, sources: redact ? [] : matter.sources, color: color, isQuiet: quiet)
        if let judgement = report.judgement, report.outcome != .dataUnfit {
            try baseline.write(judgement, old, report.baseline)
        }
        #if SQLite
            if let ledger, let judgement = report.judgement, report.outcome != .dataUnfit {
                try ledger.record(judgement, matter, threads: reading.threadCount, color: color)
                matter.timings.end("ledger")
            }
        #endif
        if let rejected, let data = matter.data { try data.writeRejectedRows(toFile: rejected) }
        matter.timings.end("write")
        if timings { matter.timings.show() }
        if report.outcome.rawValue > Outcome.gateFailed.rawValue, !format.isEmpty || quiet {
            let errors = redact ? report.findings : matter.allFindings
            errors.filter { $0.level == .error }.complain(sources: redact ? [] : matter.sources, color: color)
        }
        if report.outcome != .passed { throw Exit(report.outcome) }
    }
}

extension Check {
    /// What was judged, held against the baseline; against the one that is being written, where one is.
    private func state(of judgement: Judgement, _ matter: Matter, _ old: Baseline?) -> BaselineState? {
        let path = baseline.writeBaseline ?? baseline.baseline
        let held = baseline.writeBaseline == nil ? old : Baseline(of: judgement, keeping: old)
        guard let path, let held else { return nil }
        let isWhole = !isSelection && period == nil && (matter.data?.rejectedRows ?? 0) == 0
        return BaselineState(held, path: path, of: judgement, isWhole: isWhole)
    }
}

extension Matter {
    /// The baseline that the command line names.
    fileprivate mutating func baseline(_ options: BaselineOptions) -> Baseline? {
        guard outcome == nil, let agreement = agreements.last else { return nil }
        var found: [Finding] = []
        let baseline = options.read(of: agreement.id, findings: &found)
        if !found.isEmpty { refuse(found, as: .agreementWrong) }
        return baseline
    }
}

extension CheckReport {
    /// Lets the gate decide; what the command line says counts in place of what the agreement says.
    fileprivate mutating func decide(_ check: Check, _ judgement: Judgement) {
        failOn = check.failOn.isEmpty ? judgement.current.gate.failOn : check.failOn
        let gate = GateResult(
            judgement, failOn: failOn, unknownLimit: check.failOnUnknown?.value, baseline: baseline,
            budget: check.maxBreaches, isStrict: check.baseline.strictBaseline)
        self.gate = gate
        outcome = judgement.isUnfit ? .dataUnfit : gate.fails ? .gateFailed : .passed
    }
}

extension Listed: ExpressibleByArgument {}
extension RuleSeverity: ExpressibleByArgument {}
extension Gate.Condition: ExpressibleByArgument {}
