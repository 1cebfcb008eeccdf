import Agreements
import BusinessTime
import Columns
import Conditions
import Findings
import Snapshots

/// Whether what an agreement speaks of occurs in a snapshot at all: stages, and values that conditions compare with.
public struct Occurrences {
    private let agreement: Agreement
    private let compared: [ComparedValue]
    /// Columns that hold stages, as far as the snapshot has them.
    private let stageColumns: [(table: String, column: String)]

    public init(of agreement: Agreement, schema: [String: Schema.Table]) {
        self.agreement = agreement
        func isText(_ table: String, _ column: String) -> Bool {
            guard let type = schema[table]?.columns[column] else { return false }
            return type == nil || type == .text
        }
        compared = agreement.comparedValues.filter { isText($0.table, $0.column) }
        stageColumns = [("leads", "stage"), ("stage_changes", "to_stage"), ("stage_changes", "from_stage")].filter {
            isText($0.0, $0.1)
        }
    }

    /// The columns to read, by table.
    public var needs: [String: Request.Table] {
        var needs: [String: Request.Table] = [:]
        for (table, column) in compared.map({ ($0.table, $0.column) }) + stageColumns {
            needs[table, default: Request.Table()].columns[column] = .text
        }
        return needs
    }

    /// What never occurs, with the nearest that does.
    public func findings(in snapshot: Snapshot) -> [Finding] {
        var found: [Finding] = []
        var values: [[String]: [String]] = [:]
        func distinct(_ table: String, _ column: String) -> [String] {
            if let known = values[[table, column]] { return known }
            guard case .text(let texts)? = snapshot.table(table)?.columns[column] else { return [] }
            let result = texts.distinctTexts
            values[[table, column]] = result
            return result
        }
        for value in Set(compared).sorted(by: { $0.place.range.lowerBound < $1.place.range.lowerBound }) {
            let known = distinct(value.table, value.column)
            if known.contains(value.value) { continue }
            found.append(
                .warning(
                    .neverOccurs, "no row of \(value.table) has the \(value.column) '\(value.value)'", at: value.place,
                    notes: [hint(value.value, known)]))
        }
        guard !stageColumns.isEmpty else { return found }
        let seen = stageColumns.flatMap { distinct($0.table, $0.column) }
        let unknown = Set(seen).subtracting(agreement.stages.map(\.name)).sorted()
        for stage in agreement.stages where !seen.contains(stage.name) {
            let near = nearest(to: stage.name, among: unknown).map { ["the snapshot has '\($0)'"] }
            found.append(
                .warning(
                    .neverOccurs, "no lead is or was in the stage '\(stage.name)'", at: stage.place,
                    notes: near ?? ["'values' of the manifest says what the stages of the export mean"]))
        }
        return found + endedWaivers(snapshot.asOf)
    }

    private func hint(_ value: String, _ known: [String]) -> String {
        if known.isEmpty { return "the column is empty" }
        if let near = nearest(to: value, among: known.sorted()) { return "did you mean '\(near)'?" }
        let shown = known.sorted().prefix(12).map { "'\($0)'" }.joined(separator: ", ")
        return known.count > 12 ? "it has \(shown) and \(known.count - 12) more" : "it has \(shown)"
    }

    private func endedWaivers(_ asOf: Int64) -> [Finding] {
        agreement.waivers.filter { agreement.zone.startOfDay($0.until + 1) <= asOf }.map { waiver in
            Finding(
                .note, .waiverEnded, "this waiver ended on \(CivilDate.format(waiver.until)), before the snapshot",
                at: waiver.place, notes: ["remove it once its period is reviewed"])
        }
    }
}

extension TextColumn {
    /// Each text once; missing values are none.
    fileprivate var distinctTexts: [String] {
        var seen: Set<[UInt8]> = []
        switch storage {
        case .dictionary(let codes, let values):
            for code in Set(codes) where code != 0 { seen.insert(values[Int(code)]) }
        case .spans(let spans, let arena):
            for span in spans where !span.isMissing { seen.insert(Array(arena[span.range])) }
        }
        return seen.map { String(decoding: $0, as: UTF8.self) }
    }
}
