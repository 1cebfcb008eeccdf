import BusinessTime
import Columns
import Findings
import Testing

@testable import Compliance

@Suite struct ClockTests {
    private let clock = """
        responsibilities:
          sales:
            response: { clock: { from: first enters mql, to: touch, within: 4 business hours, warn_at: 75% } }
        """

    private func world(entry: String, touches: [String], asOf: String = "2026-03-31T00:00:00Z") -> World {
        var world = World()
        world.asOf = asOf
        world.leads = [["id": "L1", "created_at": "2026-03-01T00:00:00Z"]]
        world.tables["stage_changes"] = [["lead_id": "L1", "from_stage": "inquiry", "to_stage": "mql", "at": entry]]
        world.tables["activities"] =
            [
                ["lead_id": "L1", "direction": "inbound", "kind": "call", "at": "2026-03-02T09:00:01Z"]
            ]
            + touches.map { ["lead_id": "L1", "direction": "outbound", "kind": "call", "at": $0] }
        return world
    }

    /// Monday 2026-03-02 10:00 + 4 business hours is due at 14:00; 15:00 on Friday the 6th on Monday at 11:00.
    @Test(arguments: [
        ("2026-03-02T10:00:00Z", ["2026-03-02T14:00:00Z"], Verdict.met),
        ("2026-03-02T10:00:00Z", ["2026-03-02T14:00:01Z"], .late),
        ("2026-03-02T10:00:00Z", ["2026-03-02T10:00:00Z"], .met),
        ("2026-03-02T10:00:00Z", ["2026-03-02T09:59:59Z", "2026-03-02T15:00:00Z"], .late),
        ("2026-03-02T13:00:00Z", ["2026-03-02T23:00:00Z"], .met),
        ("2026-03-02T13:00:00Z", ["2026-03-03T09:00:00Z"], .met),
        ("2026-03-02T13:00:00Z", ["2026-03-03T09:00:01Z"], .late),
        ("2026-03-06T15:00:00Z", ["2026-03-09T11:00:00Z"], .met),
        ("2026-03-06T15:00:00Z", ["2026-03-09T11:00:01Z"], .late),
        ("2026-03-02T10:00:00Z", [], .missed),
    ])
    func decides(entry: String, touches: [String], verdict: Verdict) throws {
        let judgement = try world(entry: entry, touches: touches).judge(clock)
        #expect(judgement.verdicts.map(\.verdict) == [verdict])
        #expect(judgement.rules[0][verdict] == 1)
    }

    /// 4 business hours from 10:00: open before 13:00, at risk from then, missed only past 14:00.
    @Test(arguments: [
        ("2026-03-02T12:59:59Z", Verdict.open), ("2026-03-02T13:00:00Z", .atRisk), ("2026-03-02T14:00:00Z", .atRisk),
        ("2026-03-02T14:00:00.001Z", .missed),
    ])
    func watchesTheClock(asOf: String, verdict: Verdict) throws {
        let judgement = try world(entry: "2026-03-02T10:00:00Z", touches: [], asOf: asOf).judge(clock)
        #expect(judgement.verdicts.map(\.verdict) == [verdict])
    }

    @Test func saysWhenItIsDue() throws {
        let judgement = try world(entry: "2026-03-06T15:00:00Z", touches: ["2026-03-09T12:00:00Z"]).judge(clock)
        let record = try #require(judgement.verdicts.first)
        #expect(CivilDate.format(instant: record.due) == "2026-03-09T11:00:00Z")
        #expect(CivilDate.format(instant: record.satisfiedAt) == "2026-03-09T12:00:00Z")
        #expect(record.used == 5 * 3_600_000)
        #expect(
            judgement.view(of: record).reason
                == "touch only after 5 h 00 min of business time, 4 business hours agreed")
    }

    /// The lead was created on 2026-03-01; an opportunity cannot have been closed before that.
    @Test(arguments: [
        ("2026-02-27T00:00:00Z", Verdict.unknown), ("2026-03-02T00:00:00Z", .met), ("2026-03-09T00:00:00Z", .late),
    ])
    func doesNotTakeADealFromBeforeTheLead(closed: String, verdict: Verdict) throws {
        let rules = """
            responsibilities:
              sales:
                closing: { clock: { from: created, to: closed, within: 7 days } }
            """
        var world = world(entry: "2026-03-02T10:00:00Z", touches: [])
        world.tables["opportunities"] = [["id": "O1", "lead_id": "L1", "closed_at": closed]]
        let judgement = try world.judge(rules, events: ["closed: { in: opportunities, at: closed_at }"])
        #expect(judgement.verdicts.map(\.verdict) == [verdict])
        if verdict == .unknown {
            #expect(
                judgement.verdicts.map { judgement.view(of: $0).reason } == [
                    "closed at Fri 27 Feb 2026 00:00, before the start"
                ])
        }
    }

    /// No creation: nothing says that such a lead is in time, so it is counted where it would have been judged.
    @Test(arguments: [("", 1), ("applies: company = 'Acme', ", 1), ("applies: company = 'Other', ", 0)])
    func countsLeadsWithoutCreation(applies: String, count: Int) throws {
        let rules = """
            responsibilities:
              sales:
                response: { \(applies)clock: { from: created, to: touch, within: 1 day } }
            """
        var world = world(entry: "2026-03-02T10:00:00Z", touches: [])
        world.leads = [["id": "L1", "created_at": "2026-03-01T00:00:00Z"], ["id": "L2", "company": "Acme"]]
        let judgement = try world.judge(rules)
        #expect(judgement.rules[0].scope.unknown["created_at"] ?? 0 == count)
        #expect(judgement.findings.contains { $0.message.contains("want of a value in created_at") } == (count == 1))
    }

    /// What is lacking is said once, with every rule that needs it.
    @Test func refusesEveryRuleThatLacksATable() throws {
        let rules = """
            responsibilities:
              sales:
                one: { clock: { from: enters mql, to: enters sal, within: 1 day } }
                two: { clock: { from: enters mql, to: enters sal, within: 2 days } }
                three: { clock: { from: created, to: { at: won_at }, within: 2 days } }
            """
        var world = World()
        world.leads = [["id": "L1", "created_at": "2026-03-01T00:00:00Z"]]
        let judgement = try world.judge(rules)
        #expect(judgement.rules.map(\.isRefused) == [true, true, true])
        #expect(
            judgement.findings.map { $0.notes.last } == [
                "rules 'one' and 'two' cannot be judged without it", "rule 'three' cannot be judged without it",
            ])
    }

    @Test func stopsInAPause() throws {
        let rules = """
            responsibilities:
              sales:
                response: { clock: { from: first enters mql, to: touch, within: 4 hours, pause: { in: [on-hold] } } }
            """
        var world = world(entry: "2026-03-02T10:00:00Z", touches: ["2026-03-02T16:00:00Z"])
        world.tables["stage_changes"]? += [
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "on-hold", "at": "2026-03-02T11:00:00Z"],
            ["lead_id": "L1", "from_stage": "on-hold", "to_stage": "mql", "at": "2026-03-02T13:00:00Z"],
        ]
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.met])
        #expect(judgement.verdicts.map { CivilDate.format(instant: $0.due) } == ["2026-03-02T16:00:00Z"])
        world.tables["stage_changes"]?.removeLast()
        world.tables["activities"]?.removeLast()
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [.open])
    }

    /// Cancelled at 12:00 of 4 hours from 10:00: void; at 15:00 it was late already.
    @Test(arguments: [("2026-03-02T12:00:00Z", Verdict.void), ("2026-03-02T15:00:00Z", .missed)])
    func isVoidWhenCancelledBeforeDue(cancelled: String, verdict: Verdict) throws {
        let rules = """
            responsibilities:
              sales:
                response: { clock: { from: first enters mql, to: touch, within: 4 hours, cancel: enters disqualified } }
            """
        var world = world(entry: "2026-03-02T10:00:00Z", touches: [])
        world.tables["stage_changes"]?.append(
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "disqualified", "at": cancelled])
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict])
    }

    @Test func startsAnewUnderEach() throws {
        let rules = """
            responsibilities:
              sales:
                dwell: { clock: { from: each enters mql, to: touch, within: 1 day } }
            """
        var world = world(entry: "2026-03-02T10:00:00Z", touches: ["2026-03-02T20:00:00Z"])
        world.tables["stage_changes"]? += [
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "recycled", "at": "2026-03-02T11:00:00Z"],
            ["lead_id": "L1", "from_stage": "recycled", "to_stage": "mql", "at": "2026-03-02T12:00:00Z"],
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "recycled", "at": "2026-03-05T11:00:00Z"],
            ["lead_id": "L1", "from_stage": "recycled", "to_stage": "mql", "at": "2026-03-06T12:00:00Z"],
        ]
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.void, .met, .missed])
        #expect(judgement.verdicts.map { judgement.view(of: $0).subject }.first == "L1@2026-03-02T10:00:00Z")
    }

    @Test(arguments: [
        ("3 touch", Verdict.met), ("4 touch", .missed), ("3 touch across 2 kind", .met),
        ("3 touch across 3 kind", .missed),
    ])
    func countsEvents(to: String, verdict: Verdict) throws {
        let rules = """
            responsibilities:
              sales:
                attempts: { clock: { from: first enters mql, to: \(to), within: 5 days } }
            """
        var world = world(entry: "2026-03-02T10:00:00Z", touches: ["2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"])
        world.tables["activities"]?.append(
            ["lead_id": "L1", "direction": "outbound", "kind": "email", "at": "2026-03-07T10:00:00Z"])
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict])
    }

    /// A start known to the day and 24 hours: the same day is met, the next cannot be told, the day after is late.
    @Test(arguments: [
        ("2026-03-02T20:00:00Z", Verdict.met), ("2026-03-03T10:00:00Z", .unknown), ("2026-03-04T10:00:00Z", .late),
        ("2026-03-01T23:00:00Z", .unknown),
    ])
    func saysWhatPrecisionCannotDecide(won: String, verdict: Verdict) throws {
        let rules = """
            responsibilities:
              sales:
                win: { clock: { from: created, to: won, within: 24 hours } }
            """
        var world = World()
        world.precisions["leads.created_at"] = .day
        world.leads = [["id": "L1", "created_at": "2026-03-02T00:00:00Z", "won_at": won]]
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict])
    }

    @Test func usesTheOwnersCalendarAtTheStart() throws {
        let rules = """
            responsibilities:
              sales:
                response: { clock: { from: first enters mql, to: touch, within: 1 business hour, calendar: owner } }
            """
        // 08:00 UTC is 09:00 in Berlin (winter time): due 09:00 UTC there, 10:00 UTC in the office.
        var world = world(entry: "2026-03-02T08:00:00Z", touches: ["2026-03-02T09:30:00Z"])
        world.leads[0]["owner_id"] = "U1"
        world.tables["users"] = [
            ["id": "U1", "name": "Ute", "calendar": "berlin", "manager_id": "U2"],
            ["id": "U2", "name": "Max", "calendar": "office"],
        ]
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.late])
        let view = judgement.view(of: judgement.verdicts[0])
        #expect(view.owner == "Ute" && view.manager == "Max")

        world.tables["owner_changes"] = [
            ["lead_id": "L1", "from_owner_id": "U2", "owner_id": "U1", "at": "2026-03-02T12:00:00Z"]
        ]
        let changed = try world.judge(rules)
        #expect(changed.verdicts.map(\.verdict) == [.met])
        #expect(changed.view(of: changed.verdicts[0]).owner == "Max")
    }

    @Test func choosesTheFirstTargetThatHolds() throws {
        let rules = """
            responsibilities:
              sales:
                response:
                  clock:
                    from: first enters mql
                    to: touch
                    within:
                      - { when: score >= 80, target: 1 hour }
                      - { when: score >= 50, target: 2 hours }
            """
        var world = World()
        for (id, score) in [("L1", "90"), ("L2", "60"), ("L3", "10"), ("L4", "")] {
            world.leads.append(["id": id].merging(score.isEmpty ? [:] : ["score": score]) { first, _ in first })
            world.tables["stage_changes", default: []].append([
                "lead_id": id, "to_stage": "mql", "at": "2026-03-02T10:00:00Z",
            ])
            world.tables["activities", default: []].append(
                ["lead_id": id, "direction": "outbound", "at": "2026-03-02T11:30:00Z"])
        }
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.late, .met])
        #expect(judgement.rules[0].scope.noTarget == 1)
        #expect(judgement.rules[0].scope.unknown == ["score": 1])
        #expect(judgement.findings.map(\.code.id) == ["LP0604", "LP0605"])
    }

    @Test func waivesWithinTheDatesOnly() throws {
        let rules =
            clock + """

                waivers:
                  - { rule: response, where: "source = 'tradeshow'", from: 2026-03-02, until: 2026-03-03, reason: Booth week, approved_by: Ana }
                """
        var world = World()
        for (id, source, entry) in [
            ("L1", "tradeshow", "2026-03-03T10:00:00Z"), ("L2", "web", "2026-03-03T10:00:00Z"),
            ("L3", "tradeshow", "2026-03-04T10:00:00Z"),
        ] {
            world.leads.append(["id": id, "source": source])
            world.tables["stage_changes", default: []].append(["lead_id": id, "to_stage": "mql", "at": entry])
        }
        world.tables["activities"] = [["lead_id": "L9", "direction": "outbound", "at": "2026-03-02T11:30:00Z"]]
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.waived, .missed, .missed])
        #expect(judgement.rules[0].attainment == 0)
    }

    @Test func countsAClockInThePeriodOfItsDue() throws {
        // Due on 31 March at 14:00 is the first quarter's, due on 1 April the second's.
        var world = world(entry: "2026-03-31T10:00:00Z", touches: [], asOf: "2026-05-01T00:00:00Z")
        world.leads.append(["id": "L2", "created_at": "2026-03-01T00:00:00Z"])
        world.tables["stage_changes"]?.append(["lead_id": "L2", "to_stage": "mql", "at": "2026-03-31T15:00:00Z"])
        let current = try world.judge(clock, period: .current)
        #expect(current.verdicts.map { current.view(of: $0).subject } == ["L2"])
        #expect(current.carriedOver.map { current.view(of: $0).subject } == ["L1"])
        #expect(current.period.name == "2026-Q2")
        let last = try world.judge(clock, period: .last)
        #expect(last.verdicts.map { last.view(of: $0).subject } == ["L1"])
        #expect(last.carriedOver.isEmpty)
    }

    @Test func refusesARuleWithoutItsTable() throws {
        var world = World()
        world.leads = [["id": "L1"]]
        let judgement = try world.judge(clock)
        #expect(judgement.isUnfit)
        #expect(judgement.rules[0].isRefused)
        #expect(judgement.findings.map(\.code.id).allSatisfy { $0 == "LP0601" })
        #expect(judgement.findings.contains { $0.message.contains("activities") })
        #expect(judgement.findings.contains { $0.message.contains("stage_changes") })
    }
}
