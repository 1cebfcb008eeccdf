import Columns

/// One snapshot of a series, by whatever rhythm they are taken.
struct Night: Sendable {
    /// The name of its folder, or of its first file.
    var name: String
    /// When it was taken: at one instant, or at some time between these.
    var taken: ClosedRange<Int64>
    /// With the leads alone, except of the last.
    var source: SnapshotSource
}

/// What a series of snapshots tells beside the last of them.
struct SeriesFacts: Sendable {
    /// The tables that were derived from it: each row's `at` is the earliest instant, and `at_latest` the latest.
    var derived: Set<String>
    /// When the dispositions came to what they are, by lead id; nil where the leads say so themselves.
    var dispositions: [[UInt8]: ClosedRange<Int64>]?
    /// What is to be said of the series.
    var doubts: [DataReport.Group]
    /// When the first snapshot was taken, at the latest.
    var begin: Int64?

    /// The column of the latest instant at which a row of a derived table can have happened.
    static let latest = "at_latest"
    /// The column of the leads that is derived.
    static let disposition = "dispositioned_at"
}

extension Snapshot {
    /// Puts what was derived in its place.
    mutating func complete(by series: SeriesFacts, _ request: Request) {
        seriesBegin = series.begin
        for name in series.derived {
            guard case .instants(var at)? = tables[name]?.columns["at"],
                case .instants(let latest)? = tables[name]?.columns[SeriesFacts.latest]
            else { continue }
            at.latest = latest.values
            tables[name]?.columns["at"] = .instants(at)
        }
        guard let dispositions = series.dispositions, case .text(let ids)? = leads.columns["id"],
            request.tables["leads"]?.columns[SeriesFacts.disposition] != nil
        else { return }
        let ranges = (0..<leads.rowCount).map { row in ids.bytes(row).flatMap { dispositions[Array($0)] } }
        var column = InstantColumn(values: ranges.map { $0?.lowerBound ?? missing }, precision: .millisecond)
        column.latest = ranges.map { $0?.upperBound ?? missing }
        tables["leads"]?.columns[SeriesFacts.disposition] = .instants(column)
    }
}
