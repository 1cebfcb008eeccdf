import BusinessTime
import Columns
import Testing

@testable import Compliance

/// Clocks of four hours from Monday 2 March 2026, 10:00 UTC, the office open 09:00–17:00, and what stops them.
@Suite struct PauseTests {
    struct Case: Sendable, CustomStringConvertible {
        var pause = "{ from: asked-to-wait, until: reply }"
        var within = "4 hours"
        /// Hours of the day (`11`, `11:30`) or whole instants, at which stages are entered.
        var stages: [(String, String)] = []
        /// Likewise: `wait`, `reply` or `touch`.
        var events: [(String, String)] = []
        var asOf = "2026-03-31T00:00:00Z"
        var verdict: Verdict
        /// Nil where it never falls due.
        var due: String?

        var description: String { "\(within) \(pause) \(stages) \(events) as of \(asOf)" }
    }

    static let both = "[{ in: [on-hold] }, { from: asked-to-wait, until: reply }]"

    static let cases: [Case] = [
        Case(events: [("touch", "14")], verdict: .met, due: "14"),
        Case(events: [("wait", "11"), ("reply", "12"), ("touch", "15")], verdict: .met, due: "15"),
        Case(events: [("wait", "11"), ("reply", "12"), ("touch", "15:01")], verdict: .late, due: "15"),
        // Over the start, and until the start: the one shortens the clock's day by what lies after it, the other not at all.
        Case(events: [("wait", "08"), ("reply", "11"), ("touch", "15")], verdict: .met, due: "15"),
        Case(events: [("wait", "08"), ("reply", "10"), ("touch", "14:01")], verdict: .late, due: "14"),
        // Over the due of an unpaused clock; from that due on; after it.
        Case(events: [("wait", "13"), ("reply", "16"), ("touch", "17")], verdict: .met, due: "17"),
        Case(events: [("wait", "14"), ("reply", "16"), ("touch", "17")], verdict: .late, due: "14"),
        Case(events: [("wait", "15"), ("reply", "16"), ("touch", "17")], verdict: .late, due: "14"),
        // Asked twice, answered once; asked again at the answer; answered at once; an answer that nobody waited for.
        Case(events: [("wait", "11"), ("wait", "12"), ("reply", "13"), ("touch", "16")], verdict: .met, due: "16"),
        Case(
            events: [("wait", "11"), ("reply", "12"), ("wait", "12"), ("reply", "13"), ("touch", "15:01")],
            verdict: .late, due: "15"),
        Case(events: [("wait", "11"), ("reply", "11"), ("touch", "14:01")], verdict: .late, due: "14"),
        Case(events: [("reply", "11"), ("touch", "14:01")], verdict: .late, due: "14"),
        // It lasts: open until as-of, and before it began late is late.
        Case(events: [("wait", "13")], verdict: .open),
        Case(events: [("wait", "14:01")], verdict: .missed, due: "14"),
        Case(events: [("wait", "11"), ("touch", "2026-03-30T10:00:00Z")], verdict: .met),
        // As-of within a pause, and the answer after as-of does not exist.
        Case(events: [("wait", "11"), ("reply", "16")], asOf: "2026-03-02T15:00:00Z", verdict: .open),
        // Pauses of both kinds: apart, one over the other, one inside the other, one after the other.
        Case(
            pause: both, stages: [("on-hold", "11"), ("mql", "12")],
            events: [("wait", "13"), ("reply", "14"), ("touch", "16")],
            verdict: .met, due: "16"),
        Case(
            pause: both, stages: [("on-hold", "11"), ("mql", "13")],
            events: [("wait", "12"), ("reply", "14"), ("touch", "17")],
            verdict: .met, due: "17"),
        Case(
            pause: both, stages: [("on-hold", "11"), ("mql", "15")],
            events: [("wait", "12"), ("reply", "13"), ("touch", "18")],
            verdict: .met, due: "18"),
        Case(
            pause: both, stages: [("on-hold", "11"), ("mql", "12")],
            events: [("wait", "12"), ("reply", "13"), ("touch", "16:01")],
            verdict: .late, due: "16"),
        // Of several events, and an instant of the lead's own (won at 11:00).
        Case(
            pause: "{ from: either, until: reply }", events: [("reply", "12"), ("touch", "15")], verdict: .met,
            due: "15"),
        // The pause of stages: from one of them to another, twice in it, and in it from before the start.
        Case(
            pause: "{ in: [on-hold, recycled] }", stages: [("on-hold", "11"), ("recycled", "12"), ("mql", "13")],
            events: [("touch", "16")], verdict: .met, due: "16"),
        Case(
            pause: "{ in: [on-hold] }",
            stages: [("on-hold", "11"), ("mql", "12"), ("on-hold", "13"), ("mql", "14")], events: [("touch", "16")],
            verdict: .met, due: "16"),
        // Business time: a pause outside the hours moves nothing, one over night and day what is open of it.
        Case(
            within: "4 business hours", events: [("wait", "18"), ("reply", "23"), ("touch", "14")], verdict: .met,
            due: "14"),
        Case(
            within: "8 business hours",
            events: [("wait", "17"), ("reply", "2026-03-03T09:00:00Z"), ("touch", "2026-03-03T10:00:01Z")],
            verdict: .late, due: "2026-03-03T10:00:00Z"),
        Case(
            within: "4 business hours",
            events: [("wait", "12"), ("reply", "2026-03-03T10:00:00Z"), ("touch", "2026-03-03T12:00:00Z")],
            verdict: .met, due: "2026-03-03T12:00:00Z"),
        Case(
            within: "close of business", events: [("wait", "12"), ("reply", "14"), ("touch", "2026-03-03T11:00:00Z")],
            verdict: .met, due: "2026-03-03T11:00:00Z"),
    ]

    @Test(arguments: cases)
    func stopsTheClock(_ test: Case) throws {
        func instant(_ text: String) -> String {
            text.count > 5 ? text : "2026-03-02T\(text.count == 2 ? text + ":00" : text):00Z"
        }
        var world = World()
        world.asOf = test.asOf
        world.leads = [["id": "L1", "won_at": instant("11")]]
        var changes = [["lead_id": "L1", "from_stage": "inquiry", "to_stage": "mql", "at": instant("10")]]
        for (stage, at) in test.stages {
            changes.append(
                ["lead_id": "L1", "from_stage": changes.last?["to_stage"] ?? "", "to_stage": stage, "at": instant(at)])
        }
        world.tables["stage_changes"] = changes
        world.tables["activities"] = [["lead_id": "L2", "direction": "outbound", "kind": "touch", "at": instant("10")]]
        for (kind, at) in test.events {
            let direction = kind == "touch" ? "outbound" : "inbound"
            world.tables["activities"]?.append(
                ["lead_id": "L1", "direction": direction, "kind": kind, "at": instant(at)])
        }
        let rules = """
            responsibilities:
              sales:
                response:
                  clock: { from: first enters mql, to: touch, within: \(test.within), pause: \(test.pause) }
            """
        // The order of the rows decides nothing.
        for _ in 0..<2 {
            let judgement = try world.judge(rules)
            #expect(judgement.verdicts.map(\.verdict) == [test.verdict])
            let due = judgement.verdicts.first.map(\.due).flatMap {
                $0 == missing ? nil : CivilDate.format(instant: $0)
            }
            #expect(due == test.due.map(instant))
            world.tables["activities"]?.reverse()
            world.tables["stage_changes"]?.reverse()
        }
    }

    /// Asked on the 3rd, answered on the 5th, of which only the days are known: the clock stood still for one day at least
    /// and for three at most. From the 2nd at 10:00, five days of which some were used up.
    @Test(arguments: [
        ("2026-03-08T09:00:00Z", Verdict.met), ("2026-03-09T12:00:00Z", .unknown), ("2026-03-10T12:00:00Z", .late),
    ])
    func countsPausesKnownToTheDay(touch: String, verdict: Verdict) throws {
        var world = World()
        world.precisions["leads.created_at"] = .second
        world.leads = [
            [
                "id": "L1", "created_at": "2026-03-02T10:00:00Z", "asked_at": "2026-03-03T00:00:00Z",
                "answered_at": "2026-03-05T00:00:00Z",
            ]
        ]
        world.precisions["leads.asked_at"] = .day
        world.precisions["leads.answered_at"] = .day
        world.tables["activities"] = [["lead_id": "L1", "direction": "outbound", "kind": "touch", "at": touch]]
        let rules = """
            responsibilities:
              sales:
                response:
                  clock:
                    from: created
                    to: touch
                    within: 5 days
                    pause: { from: { at: asked_at }, until: { at: answered_at } }
            """
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict])
    }
}
