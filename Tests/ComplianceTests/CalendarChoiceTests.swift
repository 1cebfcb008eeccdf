import Columns
import Findings
import Testing

@testable import Compliance

/// Whose calendar a clock runs on, and what is said of those for whom there is none.
@Suite struct CalendarChoiceTests {
    private func world(calendars: [String?] = ["berlin", "nights"]) -> World {
        var world = World()
        world.leads = [["id": "L1", "owner_id": "U1", "country": "DE", "created_at": "2026-03-02T08:00:00Z"]]
        world.tables["users"] = [
            ["id": "U1", "name": "Ute", "team": "emea"], ["id": "U2", "name": "Max", "team": "apac"],
        ]
        for (row, calendar) in calendars.enumerated() { world.tables["users"]?[row]["calendar"] = calendar }
        world.tables["activities"] = [
            ["lead_id": "L1", "user_id": "U2", "direction": "outbound", "at": "2026-03-02T09:30:00Z"]
        ]
        return world
    }

    private func rule(_ calendar: String, from: String = "created", to: String = "touch") -> String {
        let clock = "from: \(from), to: \(to), within: 1 business hour, calendar: \(calendar)"
        return "responsibilities:\n  sales:\n    rule: { clock: { \(clock) } }\n"
    }

    /// 08:00 UTC is 09:00 in Berlin: one business hour is due at 09:00 UTC there, at 10:00 UTC in the office.
    @Test(arguments: [("team", Verdict.late), ("owner.team", .late), ("owner", .late), ("office", .met)])
    func takesTheOwnersOrTheTeams(calendar: String, verdict: Verdict) throws {
        #expect(try world().judge(rule(calendar)).verdicts.map(\.verdict) == [verdict])
    }

    /// A reply that Ute (Berlin) logged at 08:00 UTC; one that Max (nights from 21:00) or nobody known did.
    @Test(arguments: [("U1", Verdict.late), ("U2", .met), ("U9", .met)])
    func takesThatOfTheUserWhoStartedTheClock(user: String, verdict: Verdict) throws {
        var world = world()
        world.tables["activities"]?.append([
            "lead_id": "L1", "user_id": user, "direction": "inbound", "kind": "reply", "at": "2026-03-02T08:00:00Z",
        ])
        #expect(try world.judge(rule("user", from: "each reply")).verdicts.map(\.verdict) == [verdict])
    }

    /// Of two replies at one instant the calendar that stands first, in whatever order the rows do.
    @Test func rowsOfOneInstantHaveNoOrder() throws {
        var world = world(calendars: ["berlin", nil])
        for user in ["U1", "U2"] {
            world.tables["activities"]?.append([
                "lead_id": "L1", "user_id": user, "direction": "inbound", "kind": "reply",
                "at": "2026-03-02T08:00:00Z",
            ])
        }
        for _ in 0..<2 {
            #expect(try world.judge(rule("user", from: "each reply")).verdicts.map(\.verdict) == [.met])
            world.tables["activities"]?.reverse()
        }
    }

    @Test func refusesAUserWhereTheDataNameNone() throws {
        var world = world()
        world.tables["activities"]?[0]["kind"] = "call"
        world.tables["users"] = nil
        let judgement = try world.judge(rule("user", from: "each reply"))
        #expect(judgement.isUnfit)
        #expect(judgement.findings.map(\.code).contains(.columnNotInSnapshot))
    }

    private func warnings(_ judgement: Judgement) -> [String] {
        let codes: Set<Code> = [.calendarNotChosen, .unknownCalendar, .unusedName]
        return judgement.findings.filter { codes.contains($0.code) && $0.level == .warning }.map {
            ([$0.code.id, $0.message] + $0.notes).joined(separator: " | ")
        }
    }

    @Test func saysWhoseValuesChooseNoCalendar() throws {
        var world = world()
        let countries: [String?] = ["DE", "D", "D", nil, "FR", "AT", "CH", "IT", "ES", "PL"]
        world.leads = countries.enumerated().map { number, country in
            var lead = ["id": "L\(number)", "created_at": "2026-03-02T08:00:00Z"]
            lead["country"] = country
            return lead
        }
        #expect(
            try warnings(world.judge(rule("lead.country"))) == [
                "LP0608 | 1 lead has no country; the default calendar 'office' is used | these are L3",
                "LP0608 | 2 leads have the country 'D', which calendars_by does not list; the default calendar 'office' is used | did you mean 'DE'? | these are L1, L2",
                "LP0608 | 1 lead has the country 'AT', which calendars_by does not list; the default calendar 'office' is used | these are L5",
                "LP0608 | 1 lead has the country 'CH', which calendars_by does not list; the default calendar 'office' is used | these are L6",
                "LP0608 | 1 lead has the country 'ES', which calendars_by does not list; the default calendar 'office' is used | these are L8",
                "LP0608 | 1 lead has the country 'FR', which calendars_by does not list; the default calendar 'office' is used | these are L4",
                "LP0608 | 2 leads have one of 2 other values of country that calendars_by does not list; the default calendar 'office' is used | the first are L7",
            ])
        #expect(try warnings(world.judge(rule("office"))).isEmpty)
    }

    /// Users who own nothing, and nobody's rule asks about, are nobody's matter.
    @Test func saysWhichUsersHaveNoCalendarOfTheAgreement() throws {
        var world = world(calendars: ["berlim", nil])
        let unknown =
            "LP0607 | 1 user names the calendar 'berlim', which the agreement does not define; the default calendar 'office' is used | did you mean 'berlin'? | these are U1"
        func withoutUnused(_ warnings: [String]) -> [String] { warnings.filter { !$0.contains("no rule names") } }
        #expect(try withoutUnused(warnings(world.judge(rule("owner")))) == [unknown])
        world.tables["owner_changes"] = [
            ["lead_id": "L1", "from_owner_id": "U2", "owner_id": "U1", "at": "2026-03-01T09:00:00Z"]
        ]
        #expect(
            try withoutUnused(warnings(world.judge(rule("owner")))) == [
                "LP0608 | 1 user has no calendar; the default calendar 'office' is used | these are U2", unknown,
            ])
        #expect(
            try warnings(world.judge(rule("team"))) == [
                "LP0608 | 1 owner has the team 'apac', which calendars_by does not list; the default calendar 'office' is used | these are U2"
            ])
        #expect(try warnings(world.judge(rule("office"))).isEmpty)
    }

    /// Once the users are there, so is whether a calendar is for any of them.
    @Test func saysWhichCalendarsNobodyHas() throws {
        func unused(_ world: World) throws -> [String] {
            try warnings(world.judge(rule("owner"))).filter { $0.contains("no rule names") }
        }
        let nights = "no rule names the calendar 'nights', and no user of the snapshot does"
        #expect(try unused(world()) == [])
        let found = try unused(world(calendars: ["berlin", "berlin"]))
        #expect(found.count == 1 && found[0].contains(nights))
    }
}
