import Columns
import Compliance
import Snapshots

/// What became of the opportunities of a snapshot, all of them.
public struct Opportunities: Sendable {
    public var count = 0
    /// Sum and number of the amounts that are known.
    public var amount = 0.0
    public var withAmount = 0
    public var won = 0
    public var lost = 0
    /// Open ones by stage, most first.
    public var open: [Stage] = []
    /// Why lost ones were lost, most first; nil where the snapshot has no `opportunities.loss_reason`.
    public var reasons: [(reason: String, count: Int)]?
    /// Of the won ones with an expected and an actual date of closing: those closed no later than expected.
    public var asForecast = 0
    public var forecast = 0
    /// Days by which they closed later than expected (earlier ones below zero), in order.
    public var slips: [Int64] = []

    public struct Stage: Sendable {
        public var name: String
        public var count = 0
        public var withoutAmount = 0
        /// Elapsed milliseconds from creation to as-of, in order.
        public var ages: [Int64] = []
        /// Sum and number of the known scores of their leads.
        public var score = 0.0
        public var withScore = 0
    }

    /// Nil where the snapshot has no opportunities.
    init?(_ snapshot: Snapshot) {
        guard let table = snapshot.table("opportunities") else { return nil }
        let (created, closed) = (Self.days(table, "created_at"), Self.days(table, "closed_at"))
        let expected = Self.days(table, "expected_close")
        let leads = snapshot.link("lead", of: "opportunities")?.rows
        var scores: [Double] = []
        if case .numbers(let numbers)? = snapshot.leads.columns["score"] { scores = numbers }
        var amounts: [Double] = []
        if case .numbers(let numbers)? = table.columns["amount"] { amounts = numbers }
        var wins: [Truth] = []
        if case .booleans(let truths)? = table.columns["won"] { wins = truths }
        var stages: [String: Stage] = [:]
        var losses: [String: Int] = [:]
        for row in 0..<table.rowCount {
            count += 1
            let value = amounts.isEmpty ? Double.nan : amounts[row]
            if !value.isNaN {
                amount += value
                withAmount += 1
            }
            let isWon = wins.isEmpty ? Truth.isUnknown : wins[row]
            if isWon == .isTrue {
                won += 1
                if closed[row] != missing, expected[row] != missing {
                    forecast += 1
                    if closed[row] <= expected[row] { asForecast += 1 }
                    slips.append(closed[row] - expected[row])
                }
            } else if isWon == .isFalse, closed[row] != missing {
                lost += 1
                losses[table.text("loss_reason", row) ?? "no reason", default: 0] += 1
            } else if closed[row] == missing {
                let name = table.text("stage", row) ?? "no stage"
                var stage = stages[name] ?? Stage(name: name)
                stage.count += 1
                if value.isNaN { stage.withoutAmount += 1 }
                if created[row] != missing, case .instants(let instants)? = table.columns["created_at"] {
                    stage.ages.append(snapshot.asOf - instants.values[row])
                }
                if let lead = leads?[row], lead >= 0, !scores.isEmpty, !scores[Int(lead)].isNaN {
                    stage.score += scores[Int(lead)]
                    stage.withScore += 1
                }
                stages[name] = stage
            }
        }
        slips.sort()
        open = stages.values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        for index in open.indices { open[index].ages.sort() }
        if table.columns["loss_reason"] != nil {
            reasons = losses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
        }
    }

    /// Days since 1970-01-01 UTC of a column of dates or instants.
    private static func days(_ table: Snapshot.Table, _ column: String) -> [Int64] {
        switch table.columns[column] {
        case .dates(let days): days
        case .instants(let instants):
            instants.values.map {
                $0 == missing ? missing : ($0 - ($0 % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000
            }
        case .booleans, .numbers, .text, nil: Array(repeating: missing, count: table.rowCount)
        }
    }
}
