import CommandSupport
import Foundation
import Testing

/// `diff` with a snapshot says of each version what `check` says of it.
@Suite struct DiffTests {
    private static let stricter = "Tests/CommandTests/Fixtures/acme-stricter.yaml"
    private static let acme = "Samples/acme/agreement.yaml"

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let result = try Command.run(arguments + ["--format", "json"])
        #expect(result.talk == "", "\(result.talk)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    @Test(arguments: [("old", acme), ("new", stricter)])
    func attainmentIsThatOfACheck(side: String, path: String) throws {
        // The term is that of another year; for the check it is taken away.
        let scratch = try Scratch()
        let text = try String(contentsOf: Command.root.appendingPathComponent(path), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("term:") }
        try scratch.write(lines.joined(separator: "\n"), to: "agreement.yaml")
        let check = try json(["check", scratch.url("agreement.yaml").path, "Samples/acme", "--period", "all"])
        let diff = try json(["diff", Self.acme, Self.stricter, "Samples/acme"])
        let backtest = try #require(diff["backtest"] as? [String: Any])
        let shares = try #require(backtest["rules"] as? [[String: Any]])
        let rules = try #require(check["rules"] as? [[String: Any]]).filter { $0["section"] as? String != "metrics" }
        #expect(rules.count >= 11)
        for rule in rules {
            let share = try #require(
                shares.first { $0["name"] as? String == rule["id"] as? String }?[side] as? [String: Any])
            #expect(share["attainment"] as? Double == rule["attainment"] as? Double, "\(rule["id"] ?? "")")
        }
    }

    /// Each flip is a verdict that the two checks give differently.
    @Test func flipsAreTold() throws {
        let diff = try json(["diff", Self.acme, Self.stricter, "Samples/acme"])
        let flips = try #require((diff["backtest"] as? [String: Any])?["flips"] as? [[String: Any]])
        let ofDisposition = flips.filter { $0["rule"] as? String == "disposition" }
        #expect(ofDisposition.count == 8)
        #expect(ofDisposition.allSatisfy { $0["old"] as? String == "met" && $0["new"] as? String == "breached" })
        let gone = flips.filter { $0["rule"] as? String == "prompt-meeting" }
        #expect(!gone.isEmpty && gone.allSatisfy { $0["new"] is NSNull })
    }

    @Test func withoutAChangeThereIsNone() throws {
        let result = try Command.run(["diff", Self.acme, Self.acme, "--exit-code"])
        #expect(result.code == 0 && result.output.hasPrefix("The two say the same."))
        #expect(try Command.run(["diff", Self.acme, Self.stricter]).code == 0)
        #expect(try Command.run(["diff", Self.acme, Self.stricter, "--exit-code"]).code == 1)
    }

    @Test(arguments: [
        (["diff", acme, "nowhere.yaml"], 2, "nowhere.yaml"), (["diff", acme, "Samples"], 2, "folder"),
        (["diff", acme, stricter, "nowhere"], 3, "nowhere"),
        (["diff", acme, stricter, "Samples/acme", "--as-of", "x"], 2, "--as-of"),
        (["diff", acme, stricter, "Samples/acme", "--period", "2026-Q9"], 2, "2026-Q9"),
    ])
    func mistakesAreTold(arguments: [String], code: Int32, word: String) throws {
        let result = try Command.run(arguments)
        #expect(result.code == code)
        #expect(result.talk.contains(word), "\(result.talk)")
        #expect(result.output == "")
    }

    /// Forty leads, touched after one hour, two, three …, and two of them never: the target that 90 % would have met is 36
    /// hours, and 95 % is 38; no target would have been met by 99 %. A check by that target says so, too.
    @Test func targetsAreThoseThatWouldHaveBeenMet() throws {
        let scratch = try Scratch()
        var (leads, touches) = ("id,created_at\n", "id,lead_id,at,direction,kind\n")
        for hour in 1...40 {
            leads += "L\(hour),2026-03-01T00:00:00Z\n"
            let (day, rest) = hour.quotientAndRemainder(dividingBy: 24)
            let time = "2026-03-0\(day + 1)T\(rest < 10 ? "0" : "")\(rest):00:00Z"
            if hour <= 38 { touches += "T\(hour),L\(hour),\(time),outbound,call\n" }
        }
        try scratch.write(leads, to: "data/leads.csv")
        try scratch.write(touches, to: "data/activities.csv")
        try scratch.write("leadpact_snapshot: 1\nas_of: 2026-05-01T00:00:00Z\n", to: "data/snapshot.yaml")
        func write(_ target: String, to name: String) throws {
            try scratch.write(
                """
                leadpact: 1
                agreement: a
                definitions: { events: { touch: { in: activities } } }
                responsibilities: { sales: { r: { clock: { from: created, to: touch, within: \(target) } } } }
                """, to: name)
        }
        func run(_ arguments: [String]) throws -> [String: Any] {
            let result = try Command.run(arguments + ["--format", "json"], in: scratch.folder)
            return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        }
        try write("4 hours", to: "old.yaml")
        try write("8 hours", to: "new.yaml")
        let backtest = try #require(try run(["diff", "old.yaml", "new.yaml", "data"])["backtest"] as? [String: Any])
        let target = try #require((backtest["targets"] as? [[String: Any]])?.first)
        let seconds = (target["met_by"] as? [[String: Any]] ?? []).map { $0["seconds"] as? Int }
        #expect(seconds == [36 * 3600, 38 * 3600, nil])
        for (target, attainment) in [("36 hours", 0.9), ("2159 minutes", 0.875), ("38 hours", 0.95), ("30 days", 0.95)]
        {
            try write(target, to: "new.yaml")
            let rules = try run(["check", "new.yaml", "data", "--period", "all"])["rules"] as? [[String: Any]]
            #expect(rules?.first?["attainment"] as? Double == attainment, "\(target)")
        }
        // Leads 5 to 8 are in time by the new target alone.
        let flips = try #require(backtest["flips"] as? [[String: Any]]).map {
            "\($0["subject"] ?? "") \($0["new"] ?? "")"
        }
        #expect(flips == ["L5 met", "L6 met", "L7 met", "L8 met"])
    }
}
