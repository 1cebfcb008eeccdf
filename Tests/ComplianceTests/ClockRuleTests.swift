import BusinessTime
import Columns
import Testing

@testable import Compliance

/// What the words of a clock mean, at the level of whole verdicts.
@Suite struct ClockRuleTests {
    private func world(_ changes: [(stage: String, at: String)], touches: [String]) -> World {
        var world = World()
        world.leads = [["id": "L1", "owner_id": "U1", "country": "DE"]]
        world.tables["users"] = [
            ["id": "U1", "name": "Ute", "team": "emea"], ["id": "U2", "name": "Max", "team": "apac"],
        ]
        var stage = "inquiry"
        for change in changes {
            world.tables["stage_changes", default: []].append(
                ["lead_id": "L1", "from_stage": stage, "to_stage": change.stage, "at": change.at])
            stage = change.stage
        }
        world.tables["activities"] = [
            ["lead_id": "L2", "direction": "outbound", "kind": "call", "at": "2026-03-02T09:00:00Z"]
        ]
        world.tables["activities"]? += touches.map {
            ["lead_id": "L1", "direction": "outbound", "kind": "call", "at": $0]
        }
        return world
    }

    private func rule(_ clock: String) -> String { "responsibilities:\n  sales:\n    rule: { clock: { \(clock) } }\n" }

    /// Monday 2 March. Whoever is late and answers between two runs of the check is late still.
    @Test(arguments: [
        ("8 business hours", "2026-03-06T09:00:00Z", "2026-03-07T12:00:00Z", Verdict.met),
        ("8 business hours", "2026-03-06T09:00:00Z", "2026-03-09T09:00:00Z", .met),
        ("8 business hours", "2026-03-06T09:00:00Z", "2026-03-09T09:00:01Z", .late),
        ("close of business", "2026-03-06T09:00:00Z", "2026-03-06T17:00:00Z", .met),
        ("close of business", "2026-03-06T09:00:00Z", "2026-03-06T17:00:01Z", .late),
        ("close of next business day", "2026-03-06T09:00:00Z", "2026-03-09T17:00:00Z", .met),
        ("2 business days", "2026-03-05T10:00:00Z", "2026-03-09T10:00:00Z", .met),
        ("2 business days", "2026-03-05T10:00:00Z", "2026-03-09T10:00:01Z", .late),
        ("1 month", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z", .met),
        ("1 month", "2026-01-31T10:00:00Z", "2026-02-28T10:00:01Z", .late),
        ("28 business hours, calendar: nights", "2026-03-03T22:00:00Z", "2026-03-11T01:00:00Z", .met),
        ("28 business hours, calendar: nights", "2026-03-03T22:00:00Z", "2026-03-11T01:00:01Z", .late),
        ("28 business hours, calendar: nights", "2026-03-07T15:00:00Z", "2026-03-17T00:00:00Z", .met),
        ("28 business hours, calendar: nights", "2026-03-07T15:00:00Z", "2026-03-17T00:00:01Z", .late),
    ])
    func fallsDueToTheLastEdge(within: String, entry: String, touch: String, verdict: Verdict) throws {
        let world = world([("mql", entry)], touches: [touch])
        let judgement = try world.judge(rule("from: first enters mql, to: touch, within: \(within)"))
        #expect(judgement.verdicts.map(\.verdict) == [verdict])
    }

    /// 08:00 UTC is 09:00 in Berlin: one business hour is due at 09:00 UTC there, at 10:00 UTC in the office.
    @Test(arguments: [
        ("office", "U1", Verdict.met), ("berlin", "U1", .late), ("lead.country", "U1", .late),
        ("owner.team", "U1", .late),
        ("owner.team", "U2", .met), ("owner.team", "U9", .met),
    ])
    func runsOnTheCalendarItNames(calendar: String, owner: String, verdict: Verdict) throws {
        var world = world([("mql", "2026-03-02T08:00:00Z")], touches: ["2026-03-02T09:30:00Z"])
        world.leads[0]["owner_id"] = owner
        let clock = "from: first enters mql, to: touch, within: 1 business hour, calendar: \(calendar)"
        #expect(try world.judge(rule(clock)).verdicts.map(\.verdict) == [verdict])
    }

    /// The team is that of the owner at the start.
    @Test func takesTheTeamOfTheOwnerAtTheStart() throws {
        var world = world([("mql", "2026-03-02T08:00:00Z")], touches: ["2026-03-02T09:30:00Z"])
        world.tables["owner_changes"] = [
            ["lead_id": "L1", "from_owner_id": "U2", "owner_id": "U1", "at": "2026-03-02T08:00:01Z"]
        ]
        let clock = "from: first enters mql, to: touch, within: 1 business hour, calendar: owner.team"
        #expect(try world.judge(rule(clock)).verdicts.map(\.verdict) == [.met])
    }

    /// Speed to lead and the answer of a rep are two clocks: the lead waited ten hours, the rep to whom it came last two.
    @Test func startsAtAssignmentBesideTheStage() throws {
        var world = world([("mql", "2026-03-02T08:00:00Z")], touches: ["2026-03-02T18:00:00Z"])
        world.tables["owner_changes"] = [
            ["lead_id": "L1", "from_owner_id": "U9", "owner_id": "U2", "at": "2026-03-02T09:00:00Z"],
            ["lead_id": "L1", "from_owner_id": "U2", "owner_id": "U1", "at": "2026-03-02T16:00:00Z"],
        ]
        let rules = """
            responsibilities:
              sales:
                speed: { clock: { from: first enters mql, to: touch, within: 4 hours } }
                first-rep: { clock: { from: first assigned, to: touch, within: 4 hours } }
                last-rep: { clock: { from: last assigned, to: touch, within: 4 hours } }
                each-rep: { clock: { from: each assigned, to: touch, within: 8 hours } }
            """
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.late, .late, .met, .void, .met])
        // At 12:00, 13:00 and 20:00 the lead belonged to Max, Max and Ute.
        #expect(judgement.verdicts.prefix(3).map { judgement.view(of: $0).owner } == ["Max", "Max", "Ute"])
    }

    /// Out of a stage and back: each stay has a clock of its own, and a stay that lasts is open.
    @Test func judgesEachStayOfAReopenedLead() throws {
        let world = world(
            [
                ("sal", "2026-03-02T10:00:00Z"), ("recycled", "2026-03-04T10:00:00Z"), ("sal", "2026-03-10T10:00:00Z"),
                ("disqualified", "2026-03-15T10:00:00Z"), ("sal", "2026-03-30T10:00:00Z"),
            ], touches: [])
        let each = try world.judge(rule("from: each enters sal, to: leaves sal, within: 3 days"))
        #expect(each.verdicts.map(\.verdict) == [.met, .late, .open])
        let first = try world.judge(rule("from: first enters sal, to: leaves sal, within: 3 days"))
        #expect(first.verdicts.map(\.verdict) == [.met])
        let last = try world.judge(rule("from: last enters sal, to: leaves sal, within: 12 hours"))
        #expect(last.verdicts.map(\.verdict) == [.missed])
        // Disqualified before due voids the second stay; the first was over, the third is not cancelled by what was before.
        let cancel = try world.judge(
            rule("from: each enters sal, to: touch, within: 20 days, cancel: enters disqualified"))
        #expect(cancel.verdicts.map(\.verdict) == [.void, .void, .open])
    }

    /// Cancelled to the last edge of four hours from 10:00, touched or not.
    @Test(arguments: [
        ("2026-03-02T10:00:00Z", "", Verdict.void), ("2026-03-02T13:59:59Z", "", .void),
        ("2026-03-02T14:00:00Z", "", .missed), ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z", .met),
        ("2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", .void),
        ("2026-03-02T12:00:00Z", "2026-03-02T15:00:00Z", .void),
        ("2026-03-02T14:30:00Z", "2026-03-02T15:00:00Z", .late),
    ])
    func voidsOnlyBeforeDue(cancelled: String, touch: String, verdict: Verdict) throws {
        var world = world([("mql", "2026-03-02T10:00:00Z")], touches: touch.isEmpty ? [] : [touch])
        world.leads[0]["won_at"] = cancelled
        let clock = "from: first enters mql, to: touch, within: 4 hours, cancel: won"
        #expect(try world.judge(rule(clock)).verdicts.map(\.verdict) == [verdict])
    }

    /// Ten clocks of 1 … 10 business hours: nearest ranks, of what was judged, in the goal's own kind of time.
    @Test(arguments: [
        ("p50: 5 business hours", false), ("p50: 4.9 business hours", true), ("p90: 9 business hours", false),
        ("p90: 8.9 business hours", true), ("p90: 25 hours", false), ("p90: 1 day", true),
        ("p99: 10 business hours", false), ("met: 80%", false),
        ("met: 81%", true), ("met: 80%, p50: 4 business hours", true),
    ])
    func holdsGoals(goal: String, isMissed: Bool) throws {
        var world = World()
        for hours in 1...10 {
            let id = "L\(hours)"
            world.leads.append(["id": id])
            world.tables["stage_changes", default: []].append([
                "lead_id": id, "to_stage": "mql", "at": "2026-03-02T09:00:00Z",
            ])
            let at =
                hours <= 8
                ? "2026-03-02T\(hours + 9 < 10 ? "0" : "")\(hours + 9):00:00Z"
                : "2026-03-03T\(hours == 9 ? "10" : "11"):00:00Z"
            world.tables["activities", default: []].append([
                "lead_id": id, "direction": "outbound", "kind": "call", "at": at,
            ])
        }
        let rules =
            "responsibilities:\n  sales:\n    rule: { goal: { \(goal) }, clock: { from: first enters mql, to: touch, within: 8 business hours } }\n"
        let result = try world.judge(rules).rules[0]
        #expect(result[.met] == 8 && result[.late] == 2)
        #expect(result.goal?.isMissed == isMissed)
    }
}
