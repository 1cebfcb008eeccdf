import Agreements
import ArgumentParser
import BusinessTime
import Compliance
import Conditions
import Findings
import Glibc
import Reports
import Snapshots

#if SQLite
    import Ledgers
#endif

/// How a snapshot is read; the same for every command that reads one.
struct ReadingOptions: ParsableArguments {
    @Option(help: "When the snapshot was taken, where it does not say itself: an instant, 'latest' or 'now'.")
    var asOf: String?

    @Option(
        help: ArgumentHelp("Go on without rows that cannot be read, up to this share of all.", valueName: "share"))
    var tolerate: Share?

    @Option(help: "Threads to work with.")
    var threads: Int?

    /// At least 1; by default as many as the machine has processors, at most 8.
    var threadCount: Int {
        threads ?? min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    mutating func validate() throws {
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads is a number from 1 to 256") }
    }
}

/// Agreements and a snapshot on the way to a judgement; what is wrong with either is gathered on the way.
struct Matter {
    private(set) var agreements: [Agreement] = []
    private var agreementSources: [SourceText]
    var findings: [Finding]
    /// Set once it is known that nothing can be judged.
    var outcome: Outcome?
    /// What rules can be judged by; nil where something stands against it.
    var evaluation: Compliance.Evaluation?
    #if SQLite
        /// What the database that judges is told of a ledger; nil where it judges for none.
        var standing: StandingLeads?
    #endif
    /// By which the evaluation's snapshot was read.
    var plan: Plan?
    /// What was wrong with the data, once it has been read.
    var data: DataReport?
    let snapshotPath: String
    /// The file that the rows of the leads are in, where their places were asked for.
    var leadsPath: String?
    /// The files of the snapshot, its manifest first; nil where some of it comes from elsewhere.
    var snapshotFiles: [String]?
    /// The time zones that the snapshot's tables are said to be in, each once.
    var zones: [Zone] = []
    var timings = Timings()
    private(set) var isChosen: @Sendable (Rule) -> Bool = { _ in true }
    /// Which leads are judged; nil is all of them.
    private(set) var narrowing: Condition?

    /// Findings, with those of single rows of the data.
    var allFindings: [Finding] { (findings + (data?.faults ?? []).flatMap(\.first)).inReadingOrder() }

    /// The texts that findings point into, whose lines are shown: what people write, and never rows of the data.
    var sources: [SourceText] {
        var sources = agreementSources
        for path in findings.compactMap(\.place?.path).uniqued where path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
            guard !sources.contains(where: { $0.path == path }), let source = try? SourceFile.read(path) else {
                continue
            }
            sources.append(source)
        }
        return sources
    }

    init(agreement: String, snapshot: String, waivers: WaiverRequest = WaiverRequest()) {
        self.init(AgreementFiles(paths: [agreement], waivers: waivers), versionsOn: snapshot)
    }

    /// Versions of one agreement that have been read.
    init(_ files: AgreementFiles, versionsOn snapshot: String) {
        self.init(files, snapshot)
        agreements.sort { ($0.term.from ?? .min) < ($1.term.from ?? .min) }
        let versions = agreements.versionFindings()
        findings += versions
        if versions.hasErrors { outcome = .agreementWrong }
    }

    /// Two agreements side by side, each as if it had been in force all the time.
    init(comparing old: String, with new: String, snapshot: String) {
        self.init(AgreementFiles(paths: [old, new], isAlwaysInForce: true), snapshot)
    }

    private init(_ files: AgreementFiles, _ snapshot: String) {
        agreementSources = files.sources
        findings = files.findings
        snapshotPath = snapshot
        if files.findings.hasErrors || files.agreements.isEmpty {
            outcome = .agreementWrong
        } else {
            agreements = files.agreements
        }
    }

    /// Narrows the judgement to some of the rules; names that do not exist are errors.
    ///
    /// - Parameter onlyOwned: Leaves volumes and rates out, which are nobody's own.
    mutating func choose(
        rules: [String], parties: [String], atLeast severity: RuleSeverity?, onlyOwned: Bool = false
    ) {
        guard outcome == nil else { return }
        let all = agreements.flatMap(\.rules)
        demand(rules, among: all.map(\.id), "rule", "--rule", .unknownRule)
        demand(parties, among: agreements.flatMap(\.parties).map(\.id), "party", "--party", .partyNotFound)
        isChosen = { rule in
            (rules.isEmpty || rules.contains(rule.id))
                && (parties.isEmpty || rule.party.map(parties.contains) ?? false)
                && (severity.map { rule.severity >= $0 } ?? true) && (!onlyOwned || rule.judgesLeads)
        }
        if outcome == nil, !all.contains(where: isChosen) {
            refuse(
                .error(
                    .nothingChosen, "no rule is left to judge by --rule, --party, --severity and --owner together",
                    at: nil,
                    notes: ["each of them fits some rule, but none fits them all: leave one of them out"]))
        }
    }

    private mutating func demand(
        _ names: [String], among known: [String], _ kind: String, _ option: String, _ code: Code
    ) {
        for name in names where !known.contains(name) {
            let near = nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            let all = "the agreement has \(known.uniqued.joined(separator: ", "))"
            refuse(
                .error(code, "\(option) names no \(kind) of the agreement: '\(name)'", at: nil, notes: [near ?? all]))
        }
    }

    /// Narrows the judgement to the leads for which a condition is true.
    mutating func narrow(by text: String?) {
        guard outcome == nil, let text else { return }
        agreementSources.append(SourceText(path: "--where", text: text))
        var found: [Finding] = []
        narrowing = Condition.parse(ConditionSource(path: "--where", text: text), findings: &found)
        if found.hasErrors { refuse(found, as: .agreementWrong) } else { findings += found }
    }

    /// Names of owners that nobody in the snapshot has are errors.
    mutating func demand(owners: [String]) {
        guard !owners.isEmpty, let known = evaluation?.snapshot.ownerNames else { return }
        demand(owners: owners, among: known)
        if outcome != nil { evaluation = nil }
    }

    mutating func demand(owners: [String], among known: Set<String>) {
        for owner in owners where !known.contains(owner) {
            let near = nearest(to: owner, among: known.sorted()).map { "did you mean '\($0)'?" }
            refuse(
                .error(
                    .ownerNotFound, "--owner names nobody in the snapshot: '\(owner)'", at: nil,
                    notes: [near ?? "give a name or an id of the users, as the reports show them"]))
        }
    }

    /// Says what stands against judging, and how to end.
    func refusal(redact: Bool = false, color: ColorChoice) -> Exit {
        let errors = allFindings.filter { $0.level == .error }
        let redaction = Redaction(agreements)
        (redact ? errors.map { redaction($0) } : errors).complain(sources: redact ? [] : sources, color: color)
        return Exit(outcome ?? .defect)
    }

    /// A snapshot that is too old is not judged: what happened since is not in it.
    mutating func refuseStale(taken asOf: Int64, olderThan age: Age?, now: Int64) {
        guard let age, now - asOf > age.milliseconds else { return }
        refuse(
            [
                .error(
                    .staleSnapshot,
                    "the snapshot was taken at \(CivilDate.format(instant: asOf)), more than \(age.text) ago", at: nil,
                    notes: ["see whether the export still runs; without --fail-on-stale it is judged as it is"])
            ], as: .dataUnfit)
        evaluation = nil
    }

    /// The period that a name on the command line means.
    mutating func period(_ name: String?) -> PeriodChoice {
        guard let name, let agreement = agreements.last else { return .current }
        switch name {
        case "last": return .last
        case "all": return .all
        default:
            if let period = Periods(of: agreement).named(name) { return .named(period) }
            refuse(
                .error(
                    .unknownPeriod, "--period '\(name)' is no period", at: nil,
                    notes: [
                        "periods are last, all, 2026, 2026-H1, 2026-Q3, 2026-07, 2026-W27 and 2026-01-01..2026-03-31"
                    ]))
            return .current
        }
    }

    private mutating func refuse(_ finding: Finding) { refuse([finding], as: .agreementWrong) }

    mutating func refuse(_ found: [Finding], as outcome: Outcome) {
        findings += found
        self.outcome = outcome
    }
}

extension Rule {
    /// Whether its verdicts are about leads, which have owners, and not about periods.
    fileprivate var judgesLeads: Bool {
        switch kind {
        case .clock, .cadence, .require, .unique: true
        case .volume, .rate: false
        }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, where it first occurs.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
