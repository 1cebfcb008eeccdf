import BusinessTime
import Columns
import Testing

@testable import Compliance

/// A lead to which very much happened: an integration that logged every keystroke, a workflow that never came to rest.
///
/// Work that grew with the square of the events would take hours here.
@Suite(.timeLimit(.minutes(5))) struct ManyEventsTests {
    static let count = 100_000

    private var world: World {
        var world = World()
        world.leads = [["id": "L1", "created_at": "2026-01-05T00:00:00Z"]]
        return world
    }

    /// Every twenty seconds from January 5.
    private func at(_ number: Int) -> String {
        CivilDate.format(instant: 1_767_571_200_000 + Int64(number) * 20_000)
    }

    private func activity(_ number: Int, _ direction: String, _ kind: String) -> [String: String] {
        ["lead_id": "L1", "direction": direction, "kind": kind, "at": at(number)]
    }

    private func rule(_ id: String, _ clock: String) -> String { "    \(id): { clock: { \(clock) } }\n" }

    @Test func everyReplyHasItsTouch() throws {
        var world = world
        world.leads[0]["won_at"] = "2026-02-20T00:00:00Z"
        world.tables["activities"] = (0..<Self.count).map {
            $0 % 2 == 0 ? activity($0, "inbound", "reply") : activity($0, "outbound", $0 % 4 == 1 ? "call" : "mail")
        }
        let clocks = [
            "from: each reply, to: touch, within: 1 minute",
            "from: each reply, to: 3 touch across 2 kind, within: 4 minutes",
            "from: each reply, to: won, within: 1 second",
            "from: each reply, to: touch, within: 1 minute, cancel: asked-to-wait",
            "from: created, to: won, within: 60 days, pause: { from: reply, until: touch }",
            "from: last reply, to: touch, within: 1 minute",
        ]
        let rules = clocks.enumerated().map { rule("rule-\($0.offset)", $0.element) }.joined()
        let judgement = try world.judge("responsibilities:\n  sales:\n" + rules)
        let late = judgement.rules.map { $0[.late] }
        let met = judgement.rules.map { $0[.met] }
        #expect(met == [50_000, 0, 0, 50_000, 1, 1])
        // The next reply comes before the third touch.
        #expect(judgement.rules[1][.void] == 49_999)
        #expect(late == [0, 0, 50_000, 0, 0, 0])
    }

    /// On hold and back without end, and all of it at one instant.
    @Test(arguments: [true, false])
    func stagesThatNeverComeToRest(isAtOnce: Bool) throws {
        var world = world
        world.tables["stage_changes"] = (0..<Self.count).map {
            [
                "lead_id": "L1", "from_stage": $0 % 2 == 0 ? "on-hold" : "mql",
                "to_stage": $0 % 2 == 0 ? "mql" : "on-hold",
                "at": at(isAtOnce ? 0 : $0),
            ]
        }
        world.tables["activities"] = [activity(Self.count, "outbound", "call")]
        let rule = rule("rule", "from: first enters mql, to: touch, within: 30 days, pause: { in: [on-hold] }")
        let record = try #require(world.judge("responsibilities:\n  sales:\n" + rule).verdicts.first)
        #expect(record.verdict == .met)
        #expect(record.used == (isAtOnce ? 0 : 1_000_000_000))
    }

    @Test func manyOwnersAndStays() throws {
        let count = 40_000
        var world = world
        world.tables["users"] = [["id": "U1", "name": "Ute"], ["id": "U2", "name": "Max"]]
        world.tables["owner_changes"] = (0..<count).map {
            ["lead_id": "L1", "from_owner_id": "U\(2 - $0 % 2)", "owner_id": "U\(1 + $0 % 2)", "at": at($0)]
        }
        world.tables["stage_changes"] = (0..<count).map {
            ["lead_id": "L1", "to_stage": $0 % 2 == 0 ? "recycled" : "mql", "at": at($0)]
        }
        world.tables["activities"] = (0..<count).map { activity($0, "outbound", "call") }
        world.leads[0]["won_at"] = "2026-02-20T00:00:00Z"
        let rule = rule("rule", "from: created, to: won, within: 60 days")
        let explanation = try #require(world.explain("responsibilities:\n  sales:\n" + rule).first)
        #expect(explanation.clocks.first?.holders.count == 2)
        let rules = "nurturing:\n  rest: { cadence: { while: recycled, event: touch, every: 1 hour } }\n"
        #expect(try world.judge(rules).verdicts.count == count / 2)
    }
}
