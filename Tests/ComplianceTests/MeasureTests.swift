import BusinessTime
import Columns
import Testing

@testable import Compliance

/// Clocks of the metrics: how long it took, without a target.
@Suite struct MeasureTests {
    private static let hour: Int64 = 3_600_000

    /// Ten leads that enter mql on Monday 2 March at 09:00 and are touched after 1, 2 … 9 hours; the last is not.
    private var world: World {
        var world = World()
        for number in 1...10 {
            let id = "L\(number)"
            world.leads.append(["id": id])
            world.tables["stage_changes", default: []].append(
                ["lead_id": id, "from_stage": "inquiry", "to_stage": "mql", "at": "2026-03-02T09:00:00Z"])
            if number < 10 {
                let at = CivilDate.format(instant: 1_772_442_000_000 + Int64(number) * Self.hour)
                world.tables["activities", default: []].append([
                    "lead_id": id, "direction": "outbound", "kind": "call", "at": at,
                ])
            }
        }
        return world
    }

    /// The office closes at 17:00, eight hours after the start. L9 is on hold for three of its nine hours.
    @Test(arguments: [
        ("", [5, 9, 9], false), (", calendar: office", [5, 8, 8], true),
        (", pause: { in: [on-hold] }", [5, 8, 8], false),
    ])
    func takesQuantiles(keys: String, hours: [Int64], isBusinessTime: Bool) throws {
        var world = world
        world.tables["stage_changes"]? += [
            ["lead_id": "L9", "from_stage": "mql", "to_stage": "on-hold", "at": "2026-03-02T10:00:00Z"],
            ["lead_id": "L9", "from_stage": "on-hold", "to_stage": "mql", "at": "2026-03-02T13:00:00Z"],
        ]
        let judgement = try world.judge("metrics: { time: { clock: { from: first enters mql, to: touch\(keys) } } }\n")
        let result = try #require(judgement.rules.first)
        let measured = try #require(result.measured)
        #expect(measured.count == 9)
        #expect(measured.isBusinessTime == isBusinessTime)
        #expect(measured.quantiles.map(\.time) == hours.map { $0 * Self.hour })
        #expect(result[.open] == 1 && result.judged == 0 && result.attainment == nil)
        #expect(judgement.verdicts.isEmpty && judgement.findings.isEmpty)
    }

    /// What is cancelled, or starts anew, is not measured; an end before the start is a fault of the data.
    @Test func countsWhatCannotBeMeasured() throws {
        var world = World()
        world.leads = [
            ["id": "L1"], ["id": "L2"], ["id": "L3", "won_at": "2026-03-02T08:00:00Z"],
            ["id": "L4", "won_at": "2026-03-04T09:00:00Z"], ["id": "L5"],
        ]
        world.tables["stage_changes"] = ["L1", "L1", "L2", "L3", "L4"].enumerated().map { day, id in
            [
                "lead_id": id, "from_stage": "inquiry", "to_stage": "mql",
                "at": day == 1 ? "2026-03-03T09:00:00Z" : "2026-03-02T09:00:00Z",
            ]
        }
        world.tables["stage_changes"]?.append(
            ["lead_id": "L2", "from_stage": "mql", "to_stage": "disqualified", "at": "2026-03-05T09:00:00Z"])
        let rules = "metrics: { time: { clock: { from: each enters mql, to: won, cancel: enters disqualified } } }\n"
        for threads in [1, 2] {
            let result = try world.judge(rules, threads: threads).rules[0]
            #expect(result[.void] == 2 && result[.unknown] == 1 && result[.open] == 1)
            #expect(result.measured?.count == 1)
            #expect(result.measured?.quantiles.map(\.time) == [48, 48, 48].map { $0 * Self.hour })
        }
    }

    /// A measurement belongs to the period of its start; one that runs is always shown.
    @Test func belongsToThePeriodOfItsStart() throws {
        var world = world
        world.asOf = "2026-05-01T00:00:00Z"
        let rules = "metrics: { time: { clock: { from: first enters mql, to: touch } } }\n"
        let current = try world.judge(rules, period: .current).rules[0]
        #expect(current.measured?.count == 0 && current.measured?.quantiles.isEmpty == true && current[.open] == 1)
        let last = try world.judge(rules, period: .last).rules[0]
        #expect(last.measured?.count == 9)
    }

    @Test(arguments: [
        (1, 0.5, 0), (2, 0.5, 0), (3, 0.5, 1), (10, 0.9, 8), (20, 0.95, 18), (21, 0.95, 19), (10, 0.999, 9),
        (100, 0.07, 6),
    ])
    func takesTheNearestRank(count: Int, share: Double, index: Int) {
        #expect((0..<Int64(count)).map(\.self).nearestRank(share) == Int64(index))
    }
}
