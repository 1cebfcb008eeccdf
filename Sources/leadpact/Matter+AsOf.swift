import Agreements
import BusinessTime
import Columns
import Compliance
import Conditions
import Findings
import Reports
import Snapshots

/// When a snapshot was taken.
enum AsOf: Equatable {
    /// Milliseconds since 1970 UTC.
    case instant(Int64)
    /// At the newest instant in it.
    case latest

    /// Events after it are left out while reading.
    var limit: Int64 {
        switch self {
        case .instant(let instant): instant
        case .latest: .max
        }
    }
}

extension Matter {
    /// By `--as-of`, else by the manifest; it is an error if neither says it.
    mutating func asOf(_ options: ReadingOptions, _ source: SnapshotSource) -> AsOf? {
        switch options.asOf {
        case "latest": return .latest
        case "now": return .instant(Leadpact.now)
        case let text?:
            if let instant = CivilDate.parseInstant(text) { return .instant(instant) }
            refuse(
                [
                    .error(
                        .badAsOf, "--as-of '\(text)' is no instant", at: nil,
                        notes: [
                            "write it like 2026-10-01T08:00:00+02:00 or 2026-10-01T06:00:00Z, or 'latest', or 'now'"
                        ])
                ], as: .agreementWrong)
            return nil
        case nil:
            if let instant = source.asOf { return .instant(instant) }
            refuse(
                [
                    .error(
                        .asOfMissing, "nothing says when the snapshot was taken",
                        at: source.manifest.path.map { Place(path: $0, line: 1) },
                        notes: [
                            "write 'as_of: 2026-10-01T00:00:00Z' in the manifest, or give --as-of with an instant, 'latest' "
                                + "or 'now'"
                        ])
                ], as: .agreementWrong)
            return nil
        }
    }

    /// Holds as-of against what was read. Where it is before most leads, a gate would pass that has looked at nothing; where
    /// nothing happened for long before it, everything open seems late.
    ///
    /// - Parameter isGiven: Whether the command line says as-of. Then it may be meant as a look back, and is refused only where
    ///   nothing at all lies before it.
    mutating func fits(_ asOf: AsOf, _ snapshot: Snapshot, _ manifest: Manifest, isGiven: Bool) -> Bool {
        guard case .instant(let instant) = asOf, let data else { return true }
        let clock = LocalTime(zone: agreements.last?.zone ?? .utc)
        let words = "as-of \(clock.instant(instant))"
        let place = isGiven ? nil : manifest.asOfPlace
        for (table, things) in [("leads", "leads"), ("stage_changes", "changes of stage")] {
            let later = data.leftOut.filter { $0.code == .afterAsOf && $0.table == table }.reduce(0) { $0 + $1.count }
            let kept = data.rows[table]?.kept ?? 0
            guard later > kept, kept == 0 || table == "leads" && !isGiven else { continue }
            let share = kept == 0 ? "all \(grouped(later))" : "\(grouped(later)) of \(grouped(later + kept))"
            let lookBack = isGiven ? [] : ["give --as-of with an earlier instant to look back on purpose"]
            refuse(
                [
                    .error(
                        .asOfTooEarly, "\(words) is before \(share) \(things), and nothing later than as-of is judged",
                        at: place,
                        notes: [
                            "as-of is when the export was taken: see the year, and the order of day and month"
                        ] + lookBack)
                ], as: .dataUnfit)
            return false
        }
        if let newest = snapshot.latestInstant(stoppingAt: instant - Self.longSilence),
            newest < instant - Self.longSilence
        {
            let days = counted(Int((instant - newest) / CivilDate.dayLength), "day", "days")
            findings.append(
                .warning(
                    .asOfTooLate,
                    "\(words) is \(days) after the newest time in the data, \(clock.instant(newest))",
                    at: place,
                    notes: [
                        "what was open then is judged as open ever since: is as-of when the export was taken, and the export whole?"
                    ]))
        }
        return true
    }

    /// Milliseconds without a lead, a touch or any other event, after which as-of is doubted: longer than a holiday.
    private static let longSilence = 30 * CivilDate.dayLength
}

extension [String: Request.Table] {
    /// Adds the columns of instants by which the newest is found.
    mutating func needInstants(of schema: [String: Schema.Table]) {
        for table in CanonicalTable.all {
            for column in table.columns where column.type == .instant && schema[table.name]?.columns[column.name] != nil
            {
                self[table.name, default: Request.Table()].columns[column.name] = .instant
            }
        }
    }
}

extension Snapshot {
    /// The newest instant in any column; nil where there is none.
    var latestInstant: Int64? { latestInstant(stoppingAt: .max) }

    /// The newest instant in any column, or the first found that is at least the limit; nil where there is none.
    func latestInstant(stoppingAt limit: Int64) -> Int64? {
        var latest = missing
        // The leads come first: they are few beside the events, and mostly suffice.
        for table in [tables["leads"]].compactMap(\.self) + tables.filter({ $0.key != "leads" }).map(\.value) {
            for case .instants(let column) in table.columns.values where latest < limit {
                latest = max(latest, column.values.max() ?? missing)
            }
        }
        return latest == missing ? nil : latest
    }
}
