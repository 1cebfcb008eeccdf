import Agreements
import BusinessTime
import Columns
import Findings
import Snapshots

@testable import Compliance
@testable import Reports

/// A judgement made by hand: `count` leads that one rule breaches, each an hour later than the one before.
struct Example {
    var report: CheckReport

    static let text = """
        leadpact: 1
        agreement: example
        title: Example
        time_zone: Europe/Berlin
        parties: { marketing: {}, sales: {} }
        definitions:
          stages: { mql: { with: sales } }
          events: { touch: { in: activities } }
        responsibilities:
          sales:
            first-response:
              says: Leads get a touch.
              clock: { from: first enters mql, to: touch, within: 4 hours }
              goal: { met: 95% }
              severity: critical
            owned: { require: owner_id is not null, severity: minor }
        gate: { fail_on: [critical, goal] }
        """

    static let asOf: Int64 = 1_774_972_800_000  // 2026-03-31T16:00:00Z
    static let hour: Int64 = 3_600_000

    init(breaches count: Int) {
        let (agreement, _) = AgreementReader.read(
            SourceText(path: "example.yaml", text: Self.text), files: MemoryFiles())
        let ids = (0..<max(1, count)).map { "L-\($0)" }
        let leads = Snapshot.Table(
            rowCount: ids.count,
            columns: [
                "id": .text(TextColumn(ids.map { $0 })), "owner_id": .text(TextColumn(ids.map { _ in "u-1" })),
            ])
        let users = Snapshot.Table(
            rowCount: 1,
            columns: [
                "id": .text(TextColumn(["u-1"])), "name": .text(TextColumn(["Krämer,\n\"Jörg\""])),
                "team": .text(TextColumn(["dach"])),
            ])
        let snapshot = Snapshot(asOf: Self.asOf, tables: ["leads": leads, "users": users], joins: [:])
        var judgement = Judgement(
            snapshot: snapshot, agreements: [agreement].compactMap(\.self),
            period: JudgedPeriod(name: "2026-Q1", range: 1_767_222_000_000..<1_774_994_400_000, isCurrent: true),
            rules: [], verdicts: VerdictList([]), carriedOver: [], findings: [])
        for rule in judgement.agreements[0].rules {
            var counts = [Int](repeating: 0, count: Verdict.allCases.count)
            let isClock = rule.id == "first-response"
            counts[Int(Verdict.late.rawValue)] = isClock ? count : 0
            counts[Int(Verdict.met.rawValue)] = 100
            var result = RuleResult(
                rule: rule, agreement: 0, isRefused: false, counts: counts, scope: .init(), goal: nil, columns: [],
                figures: [])
            result.goal = rule.goal.map { GoalResult($0, attainment: result.attainment, used: []) }
            judgement.rules.append(result)
        }
        let records = (0..<count).map { row in
            let due = Self.asOf - 1000 * Self.hour
            let late = Int64(row + 1) * Self.hour % (900 * Self.hour)
            return VerdictRecord(
                rule: 0, verdict: .late, targetRow: 0, lead: Int32(row), owner: 0, start: due - 4 * Self.hour, due: due,
                satisfiedAt: due + late, used: 4 * Self.hour + late, cause: .none)
        }
        judgement.verdicts = VerdictList([records])
        let failOn: [Gate.Condition] = [.critical, .goal]
        let gate = GateResult(judgement, failOn: failOn)
        report = CheckReport(
            judgement: judgement, gate: gate, failOn: failOn, findings: [], outcome: gate.fails ? .gateFailed : .passed,
            agreementPath: "example.yaml", snapshotPath: "my data", listsCarriedOver: false, listed: .breaches,
            version: "test")
    }

    /// The report in a format.
    func written(as format: ReportFormat) -> String {
        String(decoding: bytes(as: format), as: UTF8.self)
    }

    func bytes(as format: ReportFormat) -> [UInt8] {
        let collector = Collector()
        report.write(as: format, sources: [], style: .plain, to: ByteWriter { collector.take($0) })
        return collector.bytes
    }
}

/// Takes what a writer hands on.
final class Collector {
    private(set) var bytes: [UInt8] = []

    func take(_ piece: Span<UInt8>) {
        for index in piece.indices { bytes.append(piece[index]) }
    }
}
