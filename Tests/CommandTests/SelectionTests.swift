import CommandSupport
import Foundation
import Testing

/// Whose leads, and which; what is too old; what stays hidden; where settings come from.
@Suite struct SelectionTests {
    private static let acme = ["check", "Samples/acme/agreement.yaml", "Samples/acme"]

    private func rows(_ options: [String]) throws -> [[Substring]] {
        let columns = "rule,lead,owner,verdict"
        let result = try Command.run(
            Self.acme + ["--list", "all", "--format", "csv", "--columns", columns] + options)
        #expect(result.code < 2, "\(result.output)\(result.talk)")
        return result.output.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
    }

    @Test func judgesOneOwner() throws {
        let all = try rows([])
        let his = try rows(["--owner", "Jörg Krämer"])
        #expect(!his.isEmpty && his == all.filter { $0[2] == "Jörg Krämer" })
        // Volumes and rates are nobody's own.
        #expect(!(try Command.run(Self.acme + ["--owner", "Jörg Krämer"]).output.contains("mql-volume")))
        // Somebody whom no row of the users knows, by id.
        let unknown = try rows(["--owner", "u-77"])
        #expect(!unknown.isEmpty && unknown == all.filter { $0[2] == "u-77" })
        let two = try rows(["--owner", "u-77", "--owner", "Jörg Krämer"])
        #expect(two.count == his.count + unknown.count)
        let nobody = try Command.run(Self.acme + ["--owner", "Jörg Kramer"])
        #expect(
            nobody.code == 2
                && nobody.output.contains("did you mean 'Jörg Krämer'? ".trimmingCharacters(in: .whitespaces)))
    }

    @Test func judgesTheLeadsOfACondition() throws {
        let all = try rows(["--rule", "first-response"])
        let some = try rows(["--rule", "first-response", "--where", "id >= 'L-1020' and id < 'L-1030'"])
        #expect(!some.isEmpty)
        #expect(some == all.filter { $0[1] >= "L-1020" && $0[1] < "L-1030" })
        // What the condition cannot decide is counted.
        let unknown = try Command.run(Self.acme + ["--where", "score > 50"])
        #expect(unknown.output.contains("for want of a value in score"), "\(unknown.output)")
    }

    @Test(arguments: [("score >", "LP02"), ("scor > 5", "scor"), ("score = 'high'", "LP02")])
    func refusesAConditionThatIsNone(condition: String, word: String) throws {
        let result = try Command.run(Self.acme + ["--where", condition])
        #expect(result.code == 2)
        #expect((result.output + result.talk).contains(word), "\(result.output)\(result.talk)")
    }

    // MARK: - Age

    @Test func doesNotJudgeWhatIsTooOld() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let check = ["check", "agreement.yaml", "data", "--fail-on-stale"]
        let old = try Command.run(check + ["36h"], in: scratch.folder)
        #expect(old.code == 3)
        #expect(old.output.contains("taken at 2026-03-31T16:00:00Z, more than 36h ago [LP0726]"), "\(old.output)")
        #expect(try Command.run(check + ["999999 days"], in: scratch.folder).code == 0)
        #expect(try Command.run(check + ["1 min", "--as-of", "now"], in: scratch.folder).code < 2)
        for age in ["36", "h", "-1h", "36 fortnights"] {
            #expect(try Command.run(check + [age], in: scratch.folder).code == 2, "\(age)")
        }
    }

    // MARK: - Redaction

    static let formats = [
        "text", "concise", "json", "jsonl", "csv", "markdown", "junit", "sarif", "github", "gitlab", "prom",
    ]

    /// No format says a name of a person, or what a row of the data says.
    @Test(arguments: formats) func hidesPeople(format: String) throws {
        let users = try String(
            contentsOf: Command.root.appendingPathComponent("Samples/acme/users.csv"), encoding: .utf8)
        var secrets = users.split(separator: "\n").dropFirst().flatMap { $0.split(separator: ",").prefix(3) }.map(
            String.init
        )
        .filter { $0.contains(" ") || $0.contains("@") }
        secrets += ["Ana Lima", "Tom Reyes", "u-77", "acme.example"]
        #expect(secrets.count > 6)
        let options = ["--list", "all", "--carried-over", "--period", "all", "--redact", "--format", format]
        let output = try Command.run(Self.acme + options).output
        for secret in secrets { #expect(!output.contains(secret), "\(format) says \(secret)") }
        #expect(format == "prom" || output.contains("person "))
    }

    @Test func hidesWhatRowsSay() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let bad = try scratch.text("data/leads.csv").replacing("L-2,2026-03-03T08:00:00Z", with: "L-2,Eve Moneypenny")
        try scratch.write(bad, to: "data/leads.csv")
        for format in Self.formats {
            let result = try Command.run(
                ["check", "agreement.yaml", "data", "--redact", "--format", format], in: scratch.folder)
            #expect(result.code == 3)
            #expect(!(result.output + result.talk).contains("Moneypenny"), "\(format): \(result.output)\(result.talk)")
        }
        let both = try Command.run(
            ["check", "agreement.yaml", "data", "--redact", "--rejected", "x.csv"], in: scratch.folder)
        #expect(both.code == 2)
    }

    @Test func hidesLeadsThatAreAddresses() throws {
        let scratch = try Scratch()
        try scratch.write(
            "leadpact: 1\nagreement: a\nparties: { sales: {} }\nresponsibilities: { sales: { scored: { require: score > 9 } } }\n",
            to: "agreement.yaml")
        try scratch.write("id,score\neve@example.org,1\nL-2,1\n", to: "data/leads.csv")
        for format in Self.formats {
            let output = try Command.run(
                ["check", "agreement.yaml", "data", "--as-of", "latest", "--redact", "--format", format],
                in: scratch.folder
            ).output
            #expect(!output.contains("eve@"), "\(format): \(output)")
        }
    }

    // MARK: - Settings

    private func period(_ options: [String], _ variables: [String: String], in folder: URL) throws -> String {
        let output = try Command.run(
            ["check", "agreement.yaml", "data", "--format", "json", "--fail-on", "never"] + options, in: folder,
            environment: variables
        ).output
        return output.firstMatch(of: #/"period": \{"name": "([^"]*)"/#).map { String($0.1) } ?? output
    }

    /// The command line goes before variables, these before the file, that before what is built in.
    @Test func knowsWhatGoesFirst() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        #expect(try period([], [:], in: scratch.folder) == "2026-Q1")
        try scratch.write("leadpact_settings: 1\ncheck:\n  period: 2026-02\n", to: "leadpact.yaml")
        #expect(try period([], [:], in: scratch.folder) == "2026-02")
        #expect(try period([], ["LEADPACT_PERIOD": "2026-01"], in: scratch.folder) == "2026-01")
        #expect(try period(["--period=2026-03"], ["LEADPACT_PERIOD": "2026-01"], in: scratch.folder) == "2026-03")
        // A folder of agreements may hold settings, too.
        #expect(try Command.run(["check", ".", "data"], in: scratch.folder).code == 0)
    }

    @Test func showsWhereSettingsComeFrom() throws {
        let scratch = try Scratch()
        try scratch.write(
            "leadpact_settings: 1\ncheck:\n  fail_on: [critical, goal]\n  baseline: old.txt\n  redact: true\n",
            to: "leadpact.yaml")
        let result = try Command.run(
            ["check", "--show-settings", "--show", "major"], in: scratch.folder,
            environment: ["LEADPACT_FORMAT": "text,sarif=out.sarif"])
        #expect(result.code == 0)
        let lines = result.output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true)
        }
        func line(_ option: String) -> String {
            lines.first { $0.first == option[...] }?.joined(separator: " ") ?? ""
        }
        #expect(line("fail-on") == "fail-on critical, goal leadpact.yaml:3")
        #expect(line("baseline") == "baseline old.txt leadpact.yaml:4")
        #expect(line("redact") == "redact true leadpact.yaml:5")
        #expect(line("format") == "format text, sarif=out.sarif LEADPACT_FORMAT")
        #expect(line("show") == "show major the command line")
        #expect(line("period") == "period – built in")
    }

    @Test(arguments: [
        ("leadpact_settings: 1\ncheck: { fial_on: goal }", "did you mean 'fail_on'?"),
        ("leadpact_settings: 1\ncheck: { redact: maybe }", "true or false"),
        ("leadpact_settings: 2\ncheck: { redact: true }", "version 1"),
        ("leadpact_settings: 1\ncheck: { fail_on: brech }", "  --fail-on is set by leadpact.yaml:2\n"),
        ("leadpact_settings: 1\nchek: { fail_on: goal }", "did you mean 'check'?"),
    ])
    func refusesSettingsThatAreNone(text: String, word: String) throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        try scratch.write(text + "\n", to: "leadpact.yaml")
        let result = try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder)
        #expect(result.code == 2)
        #expect(result.talk.contains(word), "\(result.talk)")
    }

    // MARK: - Two runs

    @Test func comparesTwoRuns() throws {
        let scratch = try Scratch()
        try scratch.write(
            "leadpact: 1\nagreement: a\nparties: { sales: {} }\nresponsibilities: { sales: { scored: { require: score > 9 } } }\n",
            to: "agreement.yaml")
        func run(_ leads: String, _ name: String) throws {
            try scratch.write("id,score,owner_id\n\(leads)", to: "data/leads.csv")
            _ = try Command.run(
                ["check", "agreement.yaml", "data", "--as-of", "2026-03-01T00:00:00Z", "--format", "json=\(name)"],
                in: scratch.folder)
        }
        try run("L-1,1,Ann\nL-2,1,\"Bob \"\"B\"\"\"\nL-3,99,Ann\n", "a.json")
        try run("L-3,1,Änn\nL-2,1,Bob\nL-1,99,Ann\n", "b.json")
        let text = try Command.run(["compare", "a.json", "b.json"], in: scratch.folder)
        #expect(
            text.code == 0 && text.output.hasPrefix("1 new breach, 1 fixed, 1 unchanged.\n"),
            "\(text.output)\(text.talk)")
        #expect(text.output.contains("New\n  scored  L-3  Änn") && text.output.contains("Fixed\n  scored  L-1  Ann"))
        #expect(try Command.run(["compare", "a.json", "b.json", "--exit-code"], in: scratch.folder).code == 1)
        #expect(try Command.run(["compare", "b.json", "b.json", "--exit-code"], in: scratch.folder).code == 0)
        let json = try Command.run(["compare", "a.json", "b.json", "--format", "json"], in: scratch.folder).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        for (key, lead) in [("new_breaches", "L-3"), ("fixed", "L-1"), ("unchanged", "L-2")] {
            #expect((object[key] as? [[String: Any]])?.map { $0["subject"] as? String } == [lead])
        }
        let wrong = try Command.run(["compare", "agreement.yaml", "b.json"], in: scratch.folder)
        #expect(wrong.code == 2 && wrong.talk.contains("[LP0729]"))
    }
}
