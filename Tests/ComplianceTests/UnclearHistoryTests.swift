import BusinessTime
import Columns
import Testing

@testable import Compliance

/// Histories that repeat themselves, contradict the present, or do not say everything: no late lead passes unseen for it.
@Suite struct UnclearHistoryTests {
    private func instant(_ text: String) -> String { "2026-03-\(text.replacing(" ", with: "T")):00Z" }

    /// Changes as `02 10:00 inquiry>mql`; a dot for a stage that is not said.
    private func changes(_ lines: [String]) -> [[String: String]] {
        lines.map { line in
            let ends = line.dropFirst(9).split(separator: ">").map(String.init)
            var row = ["lead_id": "L1", "to_stage": ends[1], "at": instant(String(line.prefix(8)))]
            if ends[0] != "." { row["from_stage"] = ends[0] }
            return row
        }
    }

    private func rules(_ clock: String) -> String {
        "responsibilities:\n  sales:\n    rule: { clock: { \(clock) } }\n"
    }

    struct Repetition: Sendable, CustomStringConvertible {
        var changes: [String]
        var touch: String?
        var clock = "from: each enters mql, to: touch, within: 4 hours"
        /// Start and verdict of each clock.
        var verdicts: [String]
        var description: String { "\(changes), touch \(touch ?? "never")" }
    }

    @Test(arguments: [
        // Written twice: the clock of 10:00 runs on, and is late.
        Repetition(
            changes: ["02 10:00 inquiry>mql", "02 13:00 mql>mql"], touch: "02 15:00", verdicts: ["02 10:00 late"]),
        Repetition(
            changes: ["02 10:00 .>mql", "02 13:00 .>mql", "02 16:00 .>mql"], touch: "02 15:00",
            verdicts: ["02 10:00 late"]),
        Repetition(
            changes: ["02 10:00 .>mql", "02 10:00 mql>mql", "02 10:00 mql>mql"], touch: "02 13:00",
            verdicts: ["02 10:00 met"]),
        // From another stage that no row of its own leads to: it has left and comes back.
        Repetition(
            changes: ["02 10:00 inquiry>mql", "02 13:00 recycled>mql"], touch: "02 15:00",
            verdicts: ["02 10:00 void", "02 13:00 met"]),
        // Out and in again, for a moment too.
        Repetition(
            changes: ["02 10:00 inquiry>mql", "02 13:00 mql>sal", "02 13:00 sal>mql"], touch: "02 15:00",
            verdicts: ["02 10:00 void", "02 13:00 met"]),
        // The export begins when the lead was there already: better a clock that starts late than none.
        Repetition(changes: ["02 10:00 mql>mql"], touch: "02 15:00", verdicts: ["02 10:00 late"]),
        // To stay is not to leave.
        Repetition(
            changes: ["02 10:00 mql>sal", "03 10:00 sal>sal", "09 10:00 sal>recycled"],
            clock: "from: each enters sal, to: leaves sal, within: 3 days", verdicts: ["02 10:00 late"]),
        Repetition(
            changes: ["02 10:00 sal>sal", "09 10:00 sal>recycled"],
            clock: "from: each enters sal, to: leaves sal, within: 3 days", verdicts: ["02 10:00 late"]),
        // Nor does a pause end.
        Repetition(
            changes: [
                "02 10:00 inquiry>mql", "02 11:00 mql>on-hold", "02 12:00 on-hold>on-hold", "02 13:00 on-hold>mql",
            ],
            touch: "02 16:00",
            clock: "from: first enters mql, to: touch, within: 4 hours, pause: { in: [on-hold] }",
            verdicts: ["02 10:00 met"]),
    ])
    func aChangeOfAStageToItselfIsNone(_ test: Repetition) throws {
        var world = World()
        world.leads = [["id": "L1"]]
        world.tables["stage_changes"] = changes(test.changes)
        world.tables["activities"] = [
            [
                "lead_id": test.touch == nil ? "L2" : "L1", "direction": "outbound",
                "at": instant(test.touch ?? "02 10:00"),
            ]
        ]
        for _ in 0..<2 {
            let verdicts = try world.judge(rules(test.clock)).verdicts
            let words = verdicts.map {
                "\(CivilDate.format(instant: $0.start).dropFirst(8).prefix(8).replacing("T", with: " ")) \($0.verdict)"
            }
            #expect(words == test.verdicts)
            world.tables["stage_changes"]?.reverse()
        }
    }

    /// A cadence sees one stay, and one gap of 29 days.
    @Test func aCadenceGoesOnOverARepetition() throws {
        var world = World()
        world.leads = [["id": "L1"]]
        world.tables["stage_changes"] = changes(["01 10:00 sal>recycled", "15 10:00 recycled>recycled"])
        world.tables["activities"] = [["lead_id": "L2", "direction": "outbound", "at": instant("02 10:00")]]
        let rules = "nurturing:\n  monthly: { cadence: { while: recycled, event: touch, every: 20 days } }\n"
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [.missed])
    }

    /// A history of one change to the stage, which another said it was in, is not told as an entry.
    @Test func explanationsSayThatTheLeadStayed() throws {
        var world = World()
        world.leads = [["id": "L1"]]
        world.tables["stage_changes"] = changes(["02 10:00 inquiry>mql", "02 13:00 mql>mql"])
        world.tables["activities"] = [["lead_id": "L2", "direction": "outbound", "at": instant("02 10:00")]]
        let explanation = try #require(
            world.explain(rules("from: each enters mql, to: touch, within: 4 hours")).first)
        #expect(explanation.timeline.map(\.text).contains("stays in mql"))
        #expect(explanation.clocks.count == 1)
    }

    struct OnHold: Sendable, CustomStringConvertible {
        var stage = "on-hold"
        var changes: [String] = []
        var touch: String?
        var asOf = "2026-03-03T00:00:00Z"
        var verdict: Verdict
        var cause = Cause.none
        var description: String { "\(stage) \(changes) \(touch ?? "-") as of \(asOf)" }
    }

    /// Created on Monday the 2nd at 10:00, four hours, paused on hold.
    @Test(arguments: [
        // Nothing says since when it is on hold: it may have been all the time.
        OnHold(verdict: .unknown, cause: .pausedSinceUnknown),
        OnHold(touch: "02 15:00", verdict: .unknown, cause: .pausedSinceUnknown),
        // On time with and without a pause; not yet due without one; no pause now.
        OnHold(touch: "02 14:00", verdict: .met),
        OnHold(asOf: "2026-03-02T13:00:00Z", verdict: .open),
        OnHold(stage: "mql", verdict: .missed),
        OnHold(stage: "mql", touch: "02 15:00", verdict: .late),
        // The history leads there: then it says since when.
        OnHold(changes: ["02 13:00 inquiry>on-hold"], verdict: .open, cause: .paused),
        OnHold(changes: ["02 15:00 inquiry>on-hold"], verdict: .missed),
        // It ends elsewhere: since then at the earliest. Late before that is late.
        OnHold(changes: ["02 12:00 inquiry>mql"], verdict: .unknown, cause: .pausedSinceUnknown),
        OnHold(changes: ["02 15:00 inquiry>mql"], verdict: .missed),
        OnHold(changes: ["02 15:00 inquiry>mql"], touch: "02 16:00", verdict: .late),
    ])
    func aPauseThatIsOnlySeenInThePresentStageIsUnknown(_ test: OnHold) throws {
        var world = World()
        world.asOf = test.asOf
        world.leads = [["id": "L1", "created_at": instant("02 10:00"), "stage": test.stage]]
        world.tables["stage_changes"] =
            changes(test.changes) + [
                ["lead_id": "L2", "from_stage": "inquiry", "to_stage": "mql", "at": instant("01 10:00")]
            ]
        world.tables["activities"] = [
            [
                "lead_id": test.touch == nil ? "L2" : "L1", "direction": "outbound",
                "at": instant(test.touch ?? "02 10:00"),
            ]
        ]
        let judgement = try world.judge(rules("from: created, to: touch, within: 4 hours, pause: { in: [on-hold] }"))
        let record = try #require(judgement.verdicts.first)
        #expect(record.verdict == test.verdict)
        #expect(record.cause == test.cause)
        if test.verdict == .unknown {
            #expect(
                judgement.view(of: record).reason
                    == "the lead is now in a stage that pauses the clock, and the data do not say since when")
        }
    }

    struct Owned: Sendable, CustomStringConvertible {
        /// Owner changes as `02 11:00 U1>U2`; a dot for an owner that is not said.
        var changes: [String]
        var owner: String?
        var description: String { "\(changes)" }
    }

    /// Due on Monday the 2nd at 14:00; the present owner is U2, and there are users U1 and U2.
    @Test(arguments: [
        Owned(changes: [], owner: "U2"),
        Owned(changes: ["02 13:00 U1>U2"], owner: "U2"), Owned(changes: ["02 15:00 U1>U2"], owner: "U1"),
        // Whose it was before is not said, or somebody unknown: at any rate not the present owner's.
        Owned(changes: ["02 13:00 .>U2"], owner: "U2"), Owned(changes: ["02 15:00 .>U2"], owner: nil),
        Owned(changes: ["02 15:00 U9>U2"], owner: nil),
        // Unknown in between; and now.
        Owned(changes: ["02 11:00 U1>U9", "02 15:00 U9>U2"], owner: nil),
        Owned(changes: ["02 11:00 U1>U2"], owner: "U2"),
    ])
    func nobodyIsBlamedForTheTimeBefore(_ test: Owned) throws {
        var world = World()
        world.leads = [["id": "L1", "created_at": instant("02 10:00"), "owner_id": "U2"]]
        world.tables["users"] = [["id": "U1", "name": "Ute"], ["id": "U2", "name": "Max"]]
        world.tables["owner_changes"] =
            test.changes.map { line in
                let ends = line.dropFirst(9).split(separator: ">").map(String.init)
                var row = ["lead_id": "L1", "owner_id": ends[1], "at": instant(String(line.prefix(8)))]
                if ends[0] != "." { row["from_owner_id"] = ends[0] }
                return row
            } + [["lead_id": "L2", "owner_id": "U1", "at": instant("01 10:00")]]
        world.tables["activities"] = [["lead_id": "L2", "direction": "outbound", "at": instant("02 10:00")]]
        let judgement = try world.judge(rules("from: created, to: touch, within: 4 hours"))
        let view = judgement.view(of: try #require(judgement.verdicts.first))
        #expect(view.ownerID == test.owner)
        #expect(view.owner == ["U1": "Ute", "U2": "Max"][test.owner ?? ""])
    }

    /// The same where owner changes have no column for the former owner at all.
    @Test func ownersBeforeTheFirstChangeAreUnknownWithoutAColumnForThem() throws {
        var world = World()
        world.leads = [["id": "L1", "created_at": instant("02 10:00"), "owner_id": "U2"]]
        world.tables["users"] = [["id": "U2", "name": "Max"]]
        world.tables["owner_changes"] = [["lead_id": "L1", "owner_id": "U2", "at": instant("02 15:00")]]
        world.tables["activities"] = [["lead_id": "L2", "direction": "outbound", "at": instant("02 10:00")]]
        let rules = rules("from: created, to: touch, within: 4 hours")
        let judgement = try world.judge(rules)
        #expect(judgement.view(of: try #require(judgement.verdicts.first)).ownerID == nil)
        let account = try #require(world.explain(rules).first?.clocks.first)
        #expect(account.holders.map(\.name) == [nil, "Max"])
    }
}
