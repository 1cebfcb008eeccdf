import Columns
import Findings
import Testing

@testable import Compliance

/// The reasons of clocks, as somebody would say them.
@Suite struct ReasonTests {
    private func world(_ columns: [String: String] = [:]) -> World {
        var world = World()
        world.leads = [
            ["id": "L1", "created_at": "2026-03-02T10:00:00Z"].merging(columns) { $1 },
            ["id": "L2", "won_at": "2026-03-01T00:00:00Z"],
        ]
        world.tables["stage_changes"] = [
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "sal", "at": "2026-03-02T10:00:00Z"]
        ]
        return world
    }

    @Test(
        arguments: [
            // 24 hours stay 24 hours, and a day a day.
            ("from: created, to: { at: won_at }, within: 24 hours", [:], "no won_at after 28 d 14 h, 24 hours agreed"),
            ("from: created, to: { at: won_at }, within: 1 day", [:], "no won_at after 28 d 14 h, 1 day agreed"),
            (
                "from: created, to: { at: won_at }, within: 24  hours", ["won_at": "2026-03-02T11:00:00Z"],
                "won_at after 1 h 00 min, 24 hours agreed"
            ),
            (
                "from: created, to: won, within: 90 minutes", ["won_at": "2026-03-02T12:00:00Z"],
                "won only after 2 h 00 min, 90 minutes agreed"
            ),
            (
                "from: first enters sal, to: leaves sal, within: 3 days", [:],
                "still in sal after 28 d 14 h, 3 days agreed"
            ),
            ("from: created, to: enters mql, within: 60 days", [:], "not in mql yet, 28 d 14 h of 60 days used"),
        ] as [(String, [String: String], String)])
    func isSaidInPlainWords(clock: String, columns: [String: String], reason: String) throws {
        let rules = "responsibilities:\n  sales:\n    rule: { clock: { \(clock) } }\n"
        let judgement = try world(columns).judge(rules)
        let record = try #require(judgement.verdicts.first { $0.lead == 0 })
        #expect(judgement.view(of: record).reason == reason)
    }

    @Test func neverIsSaidOfAColumnToo() throws {
        let rules =
            "responsibilities:\n  sales:\n    rule: { clock: { from: { at: won_at }, to: enters sal, within: 1 day } }\n"
        #expect(try world().explain(rules).map(\.outOfScope) == ["no won_at up to as-of"])
    }

    /// One is one.
    @Test func countsAreGrammatical() throws {
        let clocks = """
            responsibilities:
              sales:
                row: { clock: { from: created, to: won, within: [{ when: id = 'L2', target: 1 day }] } }
                term: { clock: { from: { at: asked_at }, to: won, within: 1 day } }
            """
        let messages = try world(["asked_at": "2025-03-02T10:00:00Z"]).judge(clocks).findings.map(\.message)
        #expect(messages.contains("no row of 'within' of 'row' holds for 1 lead"))
        #expect(messages.contains("1 start of 'term' lies outside the term"))
    }
}
