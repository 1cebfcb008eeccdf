import Agreements
import BusinessTime
import Compliance
import Databases
import Findings
import Pushdown
import Reports
import Snapshots

#if SQLite
    import Ledgers
#endif

extension Matter {
    /// Has a database judge, and makes of its answer what the rows would have come to.
    ///
    /// - Parameters:
    ///   - maps: Whether the snapshot is a manifest that says what the tables of the database hold; else they have leadpact's
    ///     names.
    ///   - forReview: Tells what a review counts, too.
    ///   - owners: Names or ids of the owners whose verdicts count; empty counts everybody's.
    mutating func judgement(
        on engine: Engine, mapping maps: Bool, _ options: ReadingOptions, period: PeriodChoice, listed: Set<Verdict>,
        notOlderThan age: Age? = nil, owners: [String] = [], forReview: Bool = false
    ) -> Judgement? {
        guard outcome == nil else { return nil }
        let canonical = engine.dialect == .postgres ? engine.text : nil
        var source: SnapshotSource?
        if let path = maps ? snapshotPath : canonical {
            source = headers(of: path)
            if source == nil { return nil }
        }
        guard let asOf = asOf(options, source) else { return nil }
        refuseStale(taken: asOf, olderThan: age, now: Leadpact.now)
        guard outcome == nil else { return nil }
        timings.end("start")
        var wanted = SQLScript.Options(dialect: engine.dialect, asOf: asOf)
        wanted.period = period
        wanted.schema = source?.schema
        wanted.mappings = source?.mappings ?? [:]
        wanted.listed = listed
        wanted.narrowing = narrowing
        wanted.owners = Set(owners)
        wanted.isForReview = forReview
        #if SQLite
            wanted.recording = standing.map { SQLScript.Recording(lastAsOf: $0.asOf, leads: $0.leads) }
        #endif
        var found: [Finding] = []
        let scripts = SQLScript.write(versions: agreements, wanted, findings: &found, choosing: isChosen)
        guard let scripts, let plan = scripts.first?.plan else {
            // Where the tables lack what a rule needs, the data are at fault, and not the agreement, nor what the user asks for.
            let lacks = found.filter { $0.level == .error }.allSatisfy {
                $0.code.id.hasPrefix("LP06") && $0.place?.path != "--where"
            }
            refuse(found, as: lacks ? .dataUnfit : .agreementWrong)
            return nil
        }
        findings.removeAll { $0.code == .unknownColumn && $0.level < .error }
        findings += found.filter { $0.code == .leftOutOfSQL }
        do throws(DatabaseError) {
            let answers = try engine.run(scripts)
            timings.end("read")
            let common = answers[0]
            data = common.data
            if common.data.isUnfit() {
                outcome = .dataUnfit
                return nil
            }
            self.plan = plan
            // A database tells texts apart by their bytes: a name in other letters for the same signs chose nobody.
            let named = common.ownerNames.filter { name in
                !owners.contains { $0 == name && !$0.utf8.elementsEqual(name.utf8) }
            }
            demand(owners: owners, among: named)
            guard outcome == nil else { return nil }
            return Judgement(
                answers, plan, asOf: asOf, period: period, isWhole: narrowing == nil && owners.isEmpty,
                isForReview: forReview)
        } catch {
            refuse(
                [.error(.databaseUnreadable, "'\(engine.text)' did not judge: \(error.message)", at: nil)],
                as: .dataUnfit)
            return nil
        }
    }

    private mutating func headers(of path: String) -> SnapshotSource? {
        do throws(SnapshotError) {
            let (source, found) = try SnapshotSource.open(
                path, assuming: agreements.last?.zone, folders: DataFolders.allowed, headersOnly: true)
            findings += found
            if source == nil { outcome = .dataUnfit }
            if source?.isOfSeries == true {
                refuse(
                    [
                        .error(
                            .seriesDerived,
                            "'\(path)' is a series of snapshots, and a database knows no instants between two", at: nil,
                            notes: ["give a snapshot with the history as the database has it"])
                    ], as: .dataUnfit)
                return nil
            }
            return source
        } catch {
            refuse([error.finding], as: .dataUnfit)
            return nil
        }
    }

    /// By `--as-of`, else by the manifest.
    private mutating func asOf(_ options: ReadingOptions, _ source: SnapshotSource?) -> Int64? {
        if options.asOf == "now" { return Leadpact.now }
        if let text = options.asOf {
            if let instant = CivilDate.parseInstant(text) { return instant }
            refuse(
                [
                    .error(
                        .badAsOf, "--as-of '\(text)' is no instant at which a database can judge", at: nil,
                        notes: ["write it like 2026-10-01T06:00:00Z, or 'now'"])
                ], as: .agreementWrong)
            return nil
        }
        if let instant = source?.asOf { return instant }
        refuse(
            [
                .error(
                    .asOfMissing, "nothing says as of when to judge", at: nil,
                    notes: ["give --as-of 2026-10-01T00:00:00Z, or --as-of now"])
            ], as: .agreementWrong)
        return nil
    }
}
