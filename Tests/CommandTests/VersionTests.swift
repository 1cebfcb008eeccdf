import CommandSupport
import Foundation
import Testing

/// A folder of versions: each lead is judged by the version in force when its clock started.
@Suite struct VersionTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let rules = """
        calendars: { office: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } } }
        definitions:
          stages: { mql: {}, sal: {} }
          events: { touch: { in: activities } }
        """

    /// A version that allows so many hours.
    private func version(_ term: String, hours: Int, id: String = "a", atLeast: Int = 2) -> String {
        """
        leadpact: 1
        agreement: \(id)
        term: \(term)
        \(Self.rules)
        responsibilities:
          sales:
            first-response: { clock: { from: created, to: touch, within: \(hours) hours } }
          marketing:
            leads: { volume: { of: created, per: month, at_least: \(atLeast) } }
        """
    }

    /// One lead each day from February 1st to March 31st, touched five hours later.
    private func writeLeads() throws {
        var leads = "id,created_at,owner_id\n"
        var touches = "id,lead_id,at,direction,kind\n"
        for (month, days) in [("02", 28), ("03", 31)] {
            for day in 1...days {
                let date = "2026-\(month)-\(day < 10 ? "0" : "")\(day)"
                leads += "L\(month)\(day),\(date)T10:00:00Z,\n"
                touches += "T\(month)\(day),L\(month)\(day),\(date)T15:00:00Z,outbound,call\n"
            }
        }
        try scratch.write(leads, to: "data/leads.csv")
        try scratch.write(touches, to: "data/activities.csv")
        try scratch.write("leadpact_snapshot: 1\nas_of: 2026-04-02T00:00:00Z\n", to: "data/snapshot.yaml")
    }

    private func check(_ more: [String] = []) throws -> (code: Int32, rules: [[String: Any]], report: [String: Any]) {
        let result = try Command.run(
            ["check", "versions", "data", "--period", "all", "--format", "json", "--list", "all"] + more,
            in: scratch.folder)
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any] ?? [:]
        return (result.code, json["rules"] as? [[String: Any]] ?? [], json)
    }

    private func counts(_ rules: [[String: Any]], _ id: String, _ verdict: String) -> [Int] {
        rules.filter { $0["id"] as? String == id }.map { ($0["verdicts"] as? [String: Int])?[verdict] ?? -1 }
    }

    @Test func eachLeadIsJudgedByItsVersion() throws {
        try writeLeads()
        // The names are in the wrong order, the terms are not.
        try scratch.write(version("{ until: 2026-02-28 }", hours: 4), to: "versions/b.yaml")
        try scratch.write(version("{ from: 2026-03-01 }", hours: 6), to: "versions/a.yaml")
        let (_, rules, report) = try check()
        #expect(counts(rules, "first-response", "late") == [28, 0])
        #expect(counts(rules, "first-response", "met") == [0, 31])
        let agreements = try #require(report["agreements"] as? [[String: Any]])
        #expect(agreements.map { $0["path"] as? String } == ["versions/b.yaml", "versions/a.yaml"])
    }

    /// To amend an agreement leaves the past as it was: verdicts of the old term stay what they were.
    @Test func aNewVersionLeavesThePastAlone() throws {
        try writeLeads()
        try scratch.write(version("{ until: 2026-02-28 }", hours: 4), to: "versions/1.yaml")
        let before = try check().rules
        try scratch.write(version("{ from: 2026-03-01 }", hours: 1), to: "versions/2.yaml")
        let after = try check().rules
        #expect(counts(before, "first-response", "late") == [28])
        #expect(counts(after, "first-response", "late") == [28, 31])
    }

    /// Starts between the terms are in no version's scope; each is counted once, and a warning says so.
    @Test func startsOutsideEveryTermAreCounted() throws {
        try writeLeads()
        try scratch.write(version("{ from: 2026-02-03, until: 2026-02-28 }", hours: 4), to: "versions/1.yaml")
        try scratch.write(version("{ from: 2026-03-11, until: 2026-03-30 }", hours: 6), to: "versions/2.yaml")
        let (_, rules, report) = try check()
        let outside = rules.filter { $0["id"] as? String == "first-response" }
            .map { ($0["out_of_scope"] as? [String: Any])?["outside_term"] as? Int }
        // Two days before the first, ten between, one after the last.
        #expect(outside == [2, 11])
        let codes = try #require(report["findings"] as? [[String: Any]]).map { $0["code"] as? String }
        #expect(codes.contains("LP0141") && codes.contains("LP0606"))
    }

    /// A month over which one version follows another is one month, of the version in which it starts.
    @Test func aPeriodBelongsToOneVersion() throws {
        try writeLeads()
        try scratch.write(
            version("{ from: 2026-02-01, until: 2026-03-15 }", hours: 4, atLeast: 30), to: "versions/1.yaml")
        try scratch.write(version("{ from: 2026-03-16 }", hours: 4, atLeast: 99), to: "versions/2.yaml")
        let figures = try check().rules.filter { $0["id"] as? String == "leads" }.map { rule in
            (rule["figures"] as? [[String: Any]] ?? []).map { "\($0["period"] ?? "") \($0["value"] ?? "")" }
        }
        #expect(figures == [["2026-02 28", "2026-03 31"], ["2026-04 0"]])
    }

    @Test(arguments: [
        ("{ until: 2026-03-01 }", "{ from: 2026-03-01 }", "a", "LP0724", Int32(2)),
        ("{ until: 2026-02-28 }", "{ from: 2026-03-01 }", "b", "LP0723", 2),
        ("{ until: 2026-02-20 }", "{ from: 2026-03-01 }", "a", "LP0141", 1),
    ])
    func whatStandsAgainstVersionsIsTold(first: String, second: String, id: String, code: String, exit: Int32) throws {
        try writeLeads()
        try scratch.write(version(first, hours: 4), to: "versions/1.yaml")
        try scratch.write(version(second, hours: 4, id: id), to: "versions/2.yaml")
        let result = try Command.run(
            ["check", "versions", "data", "--period", "all", "--fail-on", "breach"], in: scratch.folder)
        #expect(result.code == exit, "\(result.output)")
        #expect((result.output + result.talk).contains(code))
        // Different agreements may lie in one folder, as long as nothing is judged by all of them.
        let lint = try Command.run(["lint", "versions"], in: scratch.folder)
        #expect(lint.code == (code == "LP0724" ? 2 : 0), "\(lint.output)")
        #expect(lint.output.contains(code) == (code != "LP0723"))
    }

    @Test func explainNamesTheVersion() throws {
        try writeLeads()
        try scratch.write(version("{ until: 2026-02-28 }", hours: 4), to: "versions/1.yaml")
        try scratch.write(version("{ from: 2026-03-01 }", hours: 6), to: "versions/2.yaml")
        let arguments = ["first-response", "--agreement", "versions", "--snapshot", "data"]
        let old = try Command.run(["explain", "L021"] + arguments, in: scratch.folder)
        #expect(old.output.contains("4 hours") && old.output.contains("breached"), "\(old.output)")
        let new = try Command.run(["explain", "L031"] + arguments, in: scratch.folder)
        #expect(new.output.contains("6 hours") && new.output.contains("met"), "\(new.output)")
        // The version that does not judge the lead has nothing to say.
        #expect(!old.output.contains("No verdict") && !new.output.contains("No verdict"))
    }
}
