import Agreements
import BusinessTime
import Columns
import Compliance
import Conditions
import Findings
import Glibc
import Reports
import Snapshots

extension Matter {
    /// Reads of the snapshot what the chosen rules need, and brings the two together.
    ///
    /// - Parameters:
    ///   - forExplaining: Reads what a lead's timeline shows, too.
    ///   - forRecording: Reads whole rows, as far as the rules look at them.
    ///   - forReview: Reads what a review counts, too.
    ///   - forNotices: Reads where people can be reached, too.
    ///   - withPlaces: Reads where the row of each lead stands.
    mutating func bringTogether(
        _ options: ReadingOptions, forExplaining: Bool = false, forRecording: Bool = false, forReview: Bool = false,
        forNotices: Bool = false, withPlaces: Bool = false, forVerdictsAlone: Bool = false
    ) {
        guard outcome == nil else { return }
        guard let source = open() else { return }
        let tables = source.manifest.tables.sorted { $0.key < $1.key }
        zones = tables.flatMap(\.value.sources).compactMap(\.zone).uniqued
        snapshotFiles = source.allFiles
        // Now that the columns are known, guesses about their names are answered.
        findings.removeAll { $0.code == .unknownColumn && $0.level < .error }
        var plan = Plan(
            agreements, schema: source.schema, datedStages: source.datedStages, withScores: forExplaining,
            narrowedBy: narrowing, choosing: isChosen)
        if plan.isAgreementWrong { return refuse(plan.findings, as: .agreementWrong) }
        if forExplaining || forReview { plan.needTimeline() }
        if forReview { plan.needReview() }
        if forRecording { plan.needRows() }
        if forNotices { plan.needPeople() }
        guard let asOf = asOf(options, source) else { return }
        var needs = plan.needs
        if !forVerdictsAlone { for table in needs.keys { needs[table]?.presences = [] } }
        if withPlaces, let path = source.paths(of: "leads").first, source.paths(of: "leads").count == 1 {
            needs["leads", default: Request.Table()].wantsLines = true
            leadsPath = path
        }
        if asOf == .latest { needs.needInstants(of: source.schema) }
        let request = Request(
            tables: needs, stages: Set(agreements.flatMap(\.stages).map(\.name)), asOf: asOf.limit,
            threads: options.threadCount)
        timings.end("start")
        guard var snapshot = read(request, of: source, tolerance: options.tolerate?.value ?? 0) else { return }
        timings.end("read")
        if asOf == .latest { snapshot.asOf = snapshot.latestInstant ?? 0 }
        guard fits(asOf, snapshot, source.manifest, isGiven: options.asOf != nil) else { return }
        if let touches = data?.touchesByHour, !touches.isEmpty,
            let doubt = ClosedHours(agreements, asOf: snapshot.asOf).doubt(of: touches)
        {
            data?.add(doubt: doubt, accepting: source.manifest.accepted)
        }
        self.plan = plan
        evaluation = Evaluation(
            plan, snapshot, threads: options.threadCount, keepingEvents: !forVerdictsAlone)
        timings.end("group")
    }

    private mutating func open() -> SnapshotSource? {
        do {
            let (source, found) = try SnapshotSource.open(
                snapshotPath, assuming: agreements.last?.zone, folders: DataFolders.allowed)
            findings += found
            if source == nil { outcome = .dataUnfit }
            return source
        } catch {
            refuse([error.finding], as: .dataUnfit)
            return nil
        }
    }

    /// The rows; nil where they are not fit to judge by.
    private mutating func read(_ request: Request, of source: SnapshotSource, tolerance: Double) -> Snapshot? {
        do {
            let reading = try source.read(request)
            data = reading.report
            findings += reading.report.findings
            if let snapshot = reading.snapshot, !reading.report.isUnfit(tolerance: tolerance) { return snapshot }
            outcome = .dataUnfit
        } catch {
            refuse([error.finding], as: .dataUnfit)
        }
        return nil
    }
}

extension SnapshotSource {
    /// The manifest and the files of all tables, each once; nil where a table comes from a database.
    fileprivate var allFiles: [String]? {
        let names = manifest.tables.keys.sorted()
        guard manifest.tables.values.allSatisfy({ $0.sources.allSatisfy { $0.database == nil } }) else { return nil }
        return ([manifest.path].compactMap(\.self) + names.flatMap(paths)).uniqued
    }
}

extension SnapshotError {
    var finding: Finding {
        switch self {
        case .notFound(let path): .error(.fileNotFound, message, at: nil, notes: SourceFile.namesNear(path))
        case .noPermission: .error(.noPermission, message, at: nil)
        case .notAFile: .error(.notAFile, message, at: nil)
        case .nothingInFolder:
            .error(
                .fileNotFound, message, at: nil,
                notes: [
                    "a snapshot is a folder with leads.csv, or with a snapshot.yaml that says which files hold what"
                ])
        case .tooLarge:
            .error(
                .cannotRead, message, at: nil,
                notes: [
                    "judge fewer rules at a time with --rule or --party: only what they need is kept",
                    "or give it a machine with more memory: a lead with its history takes about half a kilobyte",
                ])
        case .unreadable, .changed: .error(.cannotRead, message, at: nil)
        case .notText: .error(.notText, message, at: nil)
        }
    }
}
