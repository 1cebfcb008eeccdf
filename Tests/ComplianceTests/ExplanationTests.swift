import BusinessTime
import Columns
import Testing

@testable import Compliance

@Suite struct ExplanationTests {
    private func world(entry: String, touches: [String]) -> World {
        var world = World()
        world.leads = [["id": "L1", "owner_id": "U2", "created_at": "2026-03-01T00:00:00Z"]]
        world.tables["users"] = [["id": "U1", "name": "Ute"], ["id": "U2", "name": "Max"]]
        world.tables["stage_changes"] = [["lead_id": "L1", "from_stage": "inquiry", "to_stage": "mql", "at": entry]]
        world.tables["activities"] = touches.map {
            ["lead_id": "L1", "direction": "outbound", "kind": "call", "at": $0]
        }
        return world
    }

    private func rules(_ keys: String) -> String {
        "responsibilities:\n  sales:\n    response: { clock: { from: first enters mql, to: touch, \(keys) } }\n"
    }

    /// `open 50`, `closed`, `holiday Town fair`: what a stretch is, with the minutes that count.
    private func words(_ stretch: Stretch) -> String {
        switch stretch.kind {
        case .open(let name): "open \(stretch.counted / 60_000)\(name.map { " \($0)" } ?? "")"
        case .paused: "paused"
        case .holiday(let name): "holiday \(name ?? "?")"
        case .closed: "closed"
        case .skipped: "skipped"
        }
    }

    /// Friday 16:10 to Monday 10:10 in the office: 50 minutes, the weekend, 70 minutes.
    @Test func countsWindowByWindow() throws {
        let world = world(entry: "2026-03-27T16:10:00Z", touches: ["2026-03-30T10:10:00Z"])
        let account = try #require(world.explain(rules("within: 4 business hours")).first?.clocks.first)
        #expect(account.stretches.map(words) == ["open 50", "closed", "open 70"])
        #expect(account.record.used == 120 * 60_000)
        #expect(account.calendar?.name == "office" && account.view.target == "4 business hours")
        #expect(account.holders.isEmpty && account.pauses.isEmpty)
    }

    /// In Berlin: Monday 17:00, a fair on Tuesday, clearing up on Wednesday, until Thursday 09:30, on hold for a while.
    @Test func namesHolidaysAndPauses() throws {
        var world = world(entry: "2026-03-02T16:00:00Z", touches: ["2026-03-05T08:30:00Z"])
        world.tables["stage_changes"]? += [
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "on-hold", "at": "2026-03-04T15:00:00Z"],
            ["lead_id": "L1", "from_stage": "on-hold", "to_stage": "mql", "at": "2026-03-04T16:00:00Z"],
        ]
        world.tables["activities"]? += [
            ["lead_id": "L1", "direction": "inbound", "kind": "wait", "at": "2026-03-04T16:00:00Z"],
            ["lead_id": "L1", "direction": "inbound", "kind": "reply", "at": "2026-03-04T16:30:00Z"],
        ]
        let keys =
            "within: 8 business hours, calendar: shop, pause: [{ in: [on-hold] }, { from: asked-to-wait, until: reply }]"
        let explanation = try #require(world.explain(rules(keys)).first)
        let account = try #require(explanation.clocks.first)
        #expect(
            account.stretches.map(words) == [
                "open 60", "holiday Town fair", "open 120 Clearing up", "paused", "open 30 Clearing up", "open 30",
            ])
        #expect(account.pauses.map(\.reason) == ["in on-hold, from asked-to-wait until reply"])
        #expect(account.stretches.map(\.counted).reduce(0, +) == account.record.used)
        let marks = explanation.timeline.filter { $0.text.hasPrefix("clock") }
        #expect(marks.map(\.text) == ["clock starts", "clock stands still", "clock runs on"])
    }

    /// Ute had it for an hour of open time, then Max; over night and after the touch nobody holds it against anybody.
    @Test(arguments: [("4 business hours", ["Ute 60", "Max 90"]), ("2 days", ["Ute 60", "Max 1050"])])
    func saysHowLongEachOwnerHeldTheLead(within: String, held: [String]) throws {
        var world = world(entry: "2026-03-02T15:00:00Z", touches: ["2026-03-03T09:30:00Z"])
        world.tables["owner_changes"] = [
            ["lead_id": "L1", "owner_id": "U1", "from_owner_id": "U2", "at": "2026-03-02T14:00:00Z"],
            ["lead_id": "L1", "owner_id": "U2", "from_owner_id": "U1", "at": "2026-03-02T16:00:00Z"],
            ["lead_id": "L1", "owner_id": "U1", "from_owner_id": "U2", "at": "2026-03-04T16:00:00Z"],
        ]
        let account = try #require(world.explain(rules("within: \(within)")).first?.clocks.first)
        #expect(account.holders.map { "\($0.name ?? "?") \($0.used / 60_000)" } == held)
        #expect(account.holders.map(\.used).reduce(0, +) == account.record.used)
    }

    @Test func saysWhatDidNotCountAndWhy() throws {
        var world = world(
            entry: "2026-03-02T10:00:00Z",
            touches: ["2026-03-02T09:59:00Z", "2026-03-02T11:00:00Z", "2026-03-02T12:00:00Z", "2026-04-01T00:00:00Z"])
        world.tables["activities"]?.append(
            ["lead_id": "L1", "direction": "inbound", "kind": "email", "at": "2026-03-02T10:30:00Z"])
        let explanation = try #require(world.explain(rules("within: 4 hours")).first)
        let remarks = explanation.timeline.filter { $0.text.contains("bound") }.map { $0.remark ?? "" }
        #expect(
            remarks == [
                "does not count: before the start", "does not count: not true that direction = 'outbound'", "counts",
                "does not count: nothing was owed any more", "after as-of: it does not exist yet",
            ])
    }

    /// The reason stands where a verdict would.
    @Test func saysWhyThereIsNoVerdict() throws {
        var world = world(entry: "2027-03-02T10:00:00Z", touches: [])
        world.tables["activities"] = [
            ["lead_id": "L2", "direction": "outbound", "kind": "call", "at": "2026-03-02T10:00:00Z"]
        ]
        #expect(try world.explain(rules("within: 4 hours")).map(\.outOfScope) == ["never enters mql up to as-of"])
        let metric = "metrics: { time: { clock: { from: first enters mql, to: touch } } }\n"
        #expect(try world.explain(metric).map(\.outOfScope) == ["a metric is measured, and nobody owes it"])
    }
}
