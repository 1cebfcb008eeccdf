import Agreements
import Columns
import Compliance
import Findings
import Testing

/// `scoring`: points of conditions and events, caps, decay, and what rules make of the score.
@Suite struct ScoreTests {
    /// A lead handed over on 10 March at noon, judged on 31 March at midnight.
    private static func world(_ lead: [String: String] = [:], replies: [String] = [], handedOver: Bool = true) -> World
    {
        var world = World()
        world.leads = [["id": "L1", "title": "VP Sales", "score": "40"].merging(lead) { $1 }]
        world.tables["activities"] =
            replies.map { ["lead_id": "L1", "kind": "reply", "direction": "inbound", "at": $0] }
            + [["lead_id": "L0", "kind": "reply", "direction": "inbound", "at": "2026-03-01T00:00:00Z"]]
        world.tables["stage_changes"] = [
            [
                "lead_id": handedOver ? "L1" : "L0", "from_stage": "inquiry", "to_stage": "mql",
                "at": "2026-03-10T12:00:00Z",
            ]
        ]
        return world
    }

    private static let day = ["2026-03-30T00:00:00Z"]
    private static let three = ["2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z", "2026-03-30T00:00:00Z"]

    struct Case: Sendable, CustomTestStringConvertible {
        var points: String
        var lead: [String: String] = [:]
        var replies: [String] = []
        var score: String
        var testDescription: String { "\(points) → \(score)" }
    }

    static let cases: [Case] = [
        Case(points: "{ when: title like '%VP%', add: 20 }", score: "20"),
        Case(points: "{ when: title like '%CEO%', add: 20 }", score: "0"),
        // Where a value is missing nobody can say that the condition is true.
        Case(points: "{ when: segment = 'enterprise', add: 20 }", lead: ["segment": ""], score: "0"),
        Case(points: "{ when: \"not title like '%CEO%'\", add: 20 }, { when: score >= 40, add: 2.5 }", score: "22.5"),
        Case(points: "{ when: score >= 40, add: -15 }", score: "-15"),
        Case(points: "{ each: reply, add: 10 }", score: "0"),
        Case(points: "{ each: reply, add: 10 }", replies: three, score: "30"),
        Case(points: "{ each: reply, add: 10, at_most: 30 }", replies: three, score: "30"),
        Case(points: "{ each: reply, add: 10, at_most: 25 }", replies: three, score: "25"),
        Case(points: "{ each: reply, add: -10, at_most: 25 }", replies: three, score: "-25"),
        // The cap is of one line.
        Case(points: "{ each: reply, add: 10, at_most: 25 }, { each: reply, add: 1 }", replies: three, score: "28"),
        // What happens after as-of has not happened.
        Case(points: "{ each: reply, add: 10 }", replies: day + ["2026-03-31T00:00:00.001Z"], score: "10"),
        Case(points: "{ each: reply, add: 10 }", replies: ["2026-03-31T00:00:00Z"], score: "10"),
        // Ages 30, 20 and 1 days.
        Case(points: "{ each: reply, add: 16, decay: { by: 50%, every: 10 days } }", replies: three, score: "22"),
        Case(points: "{ each: reply, add: 16, decay: { by: 50%, every: 20 days } }", replies: three, score: "32"),
        Case(points: "{ each: reply, add: 16, decay: { by: 25%, every: 5 days } }", replies: day, score: "16"),
        Case(points: "{ each: reply, add: 16, decay: { by: 25%, every: 12 hours } }", replies: day, score: "9"),
        Case(points: "{ each: reply, add: 16, decay: { by: 100%, every: 30 days } }", replies: three, score: "32"),
        Case(points: "{ each: reply, add: 16, decay: { by: 0%, every: 1 second } }", replies: three, score: "48"),
        // The cap is held against what is left.
        Case(
            points: "{ each: reply, add: 16, at_most: 20, decay: { by: 50%, every: 10 days } }", replies: three,
            score: "20"),
        Case(points: "{ each: first-of-all, add: 5 }".replacing("first-of-all", with: "enters mql"), score: "5"),
        Case(points: "{ each: either, add: 5 }", lead: ["won_at": "2026-03-02T00:00:00Z"], score: "5"),
        Case(points: "{ each: { at: asked_at }, add: 5 }", lead: ["asked_at": "2026-03-02T00:00:00Z"], score: "5"),
    ]

    @Test(arguments: cases) func isTheSumOfItsPoints(test: Case) throws {
        let lead = test.lead.compactMapValues { $0.isEmpty ? nil : $0 }
        var world = Self.world(lead, replies: test.replies)
        world.leads.append([
            "id": "L2", "segment": "smb", "asked_at": "2026-04-02T00:00:00Z", "won_at": "2026-04-02T00:00:00Z",
        ])
        let judgement = try world.judge(
            """
            scoring: { points: [\(test.points)] }
            responsibilities:
              sales:
                is: { applies: "id = 'L1'", require: computed_score = \(test.score) }
                is-not: { applies: "id = 'L1'", require: computed_score <> \(test.score) }
            """)
        #expect(judgement.findings.isEmpty)
        #expect(judgement.rules.map { $0[.met] } == [1, 0])
        #expect(judgement.rules.map { $0[.missed] } == [0, 1])
    }

    /// A month of replies of one point each, a lead in three, so that several threads have something to do.
    @Test(arguments: [1, 4]) func isTheSameForAnyNumberOfThreads(threads: Int) throws {
        var world = World()
        world.leads = (0..<9000).map { ["id": "L\($0)", "score": "\($0 % 3)"] }
        world.tables["activities"] = (0..<9000).filter { $0 % 3 == 1 }.map {
            ["lead_id": "L\($0)", "kind": "reply", "direction": "inbound", "at": "2026-03-01T00:00:00Z"]
        }
        let judgement = try world.judge(
            """
            scoring: { points: [{ each: reply, add: 1 }, { when: score = 2, add: 2 }] }
            responsibilities: { sales: { same: { require: computed_score = score } } }
            """, threads: threads)
        #expect(judgement.rules[0][.met] == 9000)
    }

    static let handOffs: [(score: String, replies: [String], extra: String, met: Int, missed: Int)] = [
        // Under the threshold when it was handed over, though not now.
        (", points: [{ each: reply, add: 30 }]", three, "", 0, 1),
        (", points: [{ each: reply, add: 60 }]", three, "", 1, 0),
        // Faded since, and over the threshold when it counted.
        (", points: [{ each: reply, add: 60, decay: { by: 50%, every: 10 days } }]", three, "", 1, 0),
        // Without points, the export's own score is the one there is.
        ("", [], "", 0, 1),
        (", at: first enters sal", [], "", 0, 0),
        // To hold one score against the other is not to ask for one at the hand-off.
        ("", [], "drift: { require: score < 100 }", 1, 1),
        // A rule of the agreement that asks for a score says it already.
        ("", [], "mine: { at: first enters mql, require: score >= 30 }", 1, 0),
    ]

    @Test(arguments: handOffs)
    func handingOverUnderTheThresholdIsABreach(
        score: String, replies: [String], extra: String, met: Int, missed: Int
    ) throws {
        let judgement = try Self.world(replies: replies).judge(
            """
            scoring: { handoff: 60\(score) }
            responsibilities:
              sales: { seen: { require: id is not null } }
              marketing: { \(extra) }
            """)
        let rules = judgement.rules.filter { $0.rule.party == "marketing" }
        #expect(rules.contains { $0.rule.id == "handoff-score" } == !extra.hasPrefix("mine"))
        #expect(rules.reduce(0) { $0 + $1[.met] } == met)
        #expect(rules.reduce(0) { $0 + $1[.missed] } == missed)
    }

    @Test func aLeadThatWasNotHandedOverHasNoScoreAtHandOff() throws {
        let judgement = try Self.world(replies: Self.three, handedOver: false).judge(
            """
            scoring: { points: [{ each: reply, add: 1 }] }
            responsibilities: { sales: { none: { require: handoff_score is null }, now: { require: computed_score = 3 } } }
            """)
        #expect(judgement.rules.map { $0[.met] } == [1, 1])
    }

    /// The table of the points' events is not there: every rule that asks for the score is refused, and no other.
    @Test func isRefusedWithoutItsEvents() throws {
        var world = Self.world()
        world.tables["activities"] = nil
        let judgement = try world.judge(
            """
            scoring: { points: [{ each: reply, add: 1 }] }
            responsibilities:
              sales:
                one: { require: computed_score = 0 }
                two: { applies: computed_score > 1, require: score > 1 }
                three: { require: score > 1 }
            """)
        #expect(judgement.rules.map(\.isRefused) == [true, true, false])
        #expect(judgement.findings.contains { $0.notes.contains("rules 'one' and 'two' cannot be judged without it") })
    }

    @Test func canBeSummedAndWaivedAndTargeted() throws {
        let judgement = try Self.world(replies: Self.three).judge(
            """
            scoring: { points: [{ each: reply, add: 20 }] }
            responsibilities:
              sales:
                sum: { volume: { of: first enters mql, sum: computed_score, per: year, at_least: 60 } }
                hot:
                  clock: { from: first enters mql, to: reply, within: [{ when: computed_score >= 60, target: 1 minute }, { target: 9 days }] }
            waivers: [{ rule: hot, where: computed_score > 59, until: 2026-12-31, reason: x, approved_by: y }]
            """)
        #expect(judgement.rules[0][.met] == 1)
        #expect(judgement.rules[1][.waived] == 1)
    }
}
