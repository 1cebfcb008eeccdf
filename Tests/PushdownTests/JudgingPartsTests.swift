import CommandSupport
import Foundation
import Testing

/// `check --on` of some leads, of some owners, and by several versions of an agreement.
extension JudgingElsewhereTests {
    /// The full agreement as three versions, of which the later ask for more; some days lie between the first two.
    private func writeVersions(_ scratch: Scratch) throws -> URL {
        let agreements = Command.root.appendingPathComponent("Agreements")
        let folder = scratch.url("versions")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: agreements.appendingPathComponent("holidays"), to: folder.appendingPathComponent("holidays"))
        let text = try String(contentsOf: agreements.appendingPathComponent("full.yaml"), encoding: .utf8)
        let term = try #require(text.split(separator: "\n").first { $0.hasPrefix("term:") })
        for (name, dates, changes) in [
            ("1", "from: 2026-01-01, until: 2026-03-31", [:]),
            ("2", "from: 2026-04-08, until: 2026-08-20", ["5 business days": "2 business days", "14 days": "10 days"]),
            ("3", "from: 2026-08-21, until: 2026-12-31", ["within: 10 days": "within: 5 days"]),
        ] {
            var version = text.replacing(term, with: "term: { \(dates) }")
            for (old, new) in changes {
                #expect(version.contains(old))
                version = version.replacing(old, with: new)
            }
            try Data(version.utf8).write(to: folder.appendingPathComponent("\(name).yaml"))
        }
        return folder
    }

    @Test(
        .enabled(
            if: Engine.hasPython && FileManager.default.fileExists(atPath: Engine.benchmark.path),
            "needs the benchmark's folder, and its peers through `make test`"),
        arguments: Engine.ready)
    func judgesPartsAsTheNativeEngineDoes(engine: Engine) throws {
        let scratch = try Scratch()
        let (bench, full) = (scratch.url("bench"), scratch.url("full"))
        try Engine.write([
            Engine.benchmark.appendingPathComponent("generate.py").path, "--leads", "600", "--seed", "6", "--out",
            bench.path,
        ])
        try Engine.write([
            Engine.scripts.appendingPathComponent("full_data.py").path, "--data", bench.path, "--seed", "6", "--out",
            full.path,
        ])
        let name = engine == .duckdb ? scratch.url("full.db").path : "full"
        let server = try DatabaseServer(engine, [(full, name)])
        // Without a manifest DuckDB is taken to have the tables that the rules need; a folder says it.
        let database = (engine == .duckdb ? [full.path] : []) + ["--on", "\(engine.rawValue):\(name)"]
        let agreement = Command.root.appendingPathComponent("Agreements/full.yaml")
        let asOf = ["--as-of", "2026-10-01T00:00:00Z"]
        func compare(_ agreement: URL, _ arguments: [String]) throws {
            try self.compare(
                agreement, full, on: database, asOf + ["--list", "all"] + arguments, server.environment,
                texts: ["concise", "csv"], in: scratch)
        }
        let users = try String(contentsOf: full.appendingPathComponent("users.csv"), encoding: .utf8)
        let person = users.split(whereSeparator: \.isNewline).first { $0.hasPrefix("U00005,") }?
            .split(separator: ",").dropFirst().first
        for selection in [
            ["--where", "employees >= 50 and owner.team <> 'sales-emea'"],
            ["--owner", "U00013", "--owner", String(try #require(person))],
            ["--where", "score > 40", "--owner", "U00013", "--rule", "first-response"],
        ] {
            try compare(agreement, ["--period", "all"] + selection)
        }
        let versions = try writeVersions(scratch)
        for selection in [["--period", "all"], ["--period", "2026-05", "--where", "score > 40"]] {
            try compare(versions, selection)
        }
        for arguments in [[], ["--period", "last", "--redact"]] {
            try expectTheSameReview(agreement, full, on: database, asOf + arguments, server.environment, scratch)
        }
        try expectTheSameReview(versions, full, on: database, asOf, server.environment, scratch)
        try expectTheSameRefusals(agreement, full, on: database, server.environment)
        try expectTheSameLedger(of: versions, full, on: database, server.environment, scratch)
    }

    /// Every number of a review, but for what is counted of rows that stay in the database.
    func expectTheSameReview(
        _ agreement: URL, _ folder: URL, on database: [String], _ arguments: [String], _ environment: [String: String],
        _ scratch: Scratch, without: [String] = []
    ) throws {
        func review(_ data: [String]) throws -> (lines: [String], page: String) {
            let page = scratch.url("review.md")
            let result = try Command.run(
                ["review", agreement.path] + data + arguments + [
                    "--format", "json", "--format", "markdown=\(page.path)",
                ],
                environment: environment, patience: 300)
            #expect(result.code == 0, "\(result.talk)")
            var report = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            let findings = try #require(report["findings"] as? [[String: Any]])
            report["findings"] = findings.filter { !Self.readersOnly.contains($0["code"] as? String ?? "") }
            let questions = try #require(report["questions"] as? [[String: Any]])
            report["questions"] = questions.filter { $0["id"] as? String == "duplicates" }
            for left in ["funnel", "touch"] + without { report[left] = nil }
            let bytes = try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys, .prettyPrinted])
            return (
                String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init),
                try String(contentsOf: page, encoding: .utf8)
            )
        }
        let (native, elsewhere) = (try review([folder.path]), try review(database))
        #expect(native.lines.count > 500)
        let differing = zip(native.lines, elsewhere.lines).first { $0 != $1 }
        #expect(native.lines == elsewhere.lines, "\(arguments) \(differing.map { "\($0)" } ?? "")")
        let sentence = "which stay in the database that judged"
        #expect(!native.page.contains(sentence) && elsewhere.page.contains(sentence))
    }

    /// What is wrong with the command line is told in the same words.
    private func expectTheSameRefusals(
        _ agreement: URL, _ folder: URL, on database: [String], _ environment: [String: String]
    ) throws {
        func errors(_ text: String) -> [Substring] { text.split(separator: "\n").filter { $0.contains("error") } }
        for wrong in [["--where", "no_such > 1"], ["--where", "score >"], ["--owner", "Nobody Known"]] {
            let rest = wrong + ["--as-of", "2026-10-01T00:00:00Z"]
            let native = try Command.run(["check", agreement.path, folder.path] + rest)
            let elsewhere = try Command.run(["check", agreement.path] + database + rest, environment: environment)
            #expect(native.code == 2 && elsewhere.code == 2, "\(wrong) \(elsewhere.talk)")
            let said = errors(native.output + native.talk)
            #expect(!said.isEmpty && said == errors(elsewhere.output + elsewhere.talk), "\(said)")
        }
    }

    private func expectTheSameLedger(
        of versions: URL, _ folder: URL, on database: [String], _ environment: [String: String], _ scratch: Scratch
    ) throws {
        for asOf in ["2026-08-24T20:00:00Z", "2026-10-01T00:00:00Z"] {
            let rest = ["--as-of", asOf, "--quiet", "--ledger"]
            let native = try Command.run(
                ["check", versions.path, folder.path] + rest + [scratch.url("native.db").path])
            let elsewhere = try Command.run(
                ["check", versions.path] + database + rest + [scratch.url("elsewhere.db").path],
                environment: environment, patience: 300)
            #expect(native.code < 2 && native.code == elsewhere.code, "\(native.talk) \(elsewhere.talk)")
        }
        let contents = try ["native.db", "elsewhere.db"].map { try content(of: scratch.url($0)).split(separator: "\n") }
        #expect(contents[0].count > 100)
        let differing = zip(contents[0], contents[1]).first { $0 != $1 }
        #expect(contents[0] == contents[1], "\(differing.map { "\($0)" } ?? "")")
    }

    /// A day is no instant, whether the column is of days or of texts: midnight would be a verdict that `check` leaves open.
    @Test(.enabled(if: Engine.hasPython, "needs its peers, through `make test`"), arguments: Engine.ready)
    func refusesDaysInPlaceOfTimes(engine: Engine) throws {
        let scratch = try Scratch()
        try scratch.write(
            """
            leadpact: 1
            agreement: days
            parties: { sales: {} }
            definitions: { events: { closed: { at: expected_close } } }
            responsibilities: { sales: { closes: { clock: { from: created, to: closed, within: 24 hours } } } }
            gate: { fail_on: never }

            """, to: "days.yaml")
        for folder in ["typed", "texts"] {
            try scratch.write(
                "id,owner_id,created_at,expected_close\nL-1,,2026-03-02T08:00:00Z,\nL-2,,2026-03-02T08:00:00Z,2026-03-03\n",
                to: "\(folder)/leads.csv")
            try scratch.write("id,name,team,manager_id,active\nU-1,Ann,,,true\n", to: "\(folder)/users.csv")
        }
        try scratch.write(
            """
            leadpact_snapshot: 1
            as_of: 2026-03-20T00:00:00Z
            tables: { leads: { file: leads.csv, time_zone: Europe/Berlin }, users: { file: users.csv } }

            """, to: "texts/snapshot.yaml")
        let names = ["typed", "texts"].map { engine == .duckdb ? scratch.url("\($0).db").path : $0 }
        let server = try DatabaseServer(
            engine, [(scratch.url("typed"), names[0]), (scratch.url("texts"), names[1])])
        for (name, snapshot, words) in [
            (names[0], [], "days and no times in leads.expected_close"),
            (names[1], [scratch.url("texts").path], "no time of day: 2026-03-03"),
        ] {
            let on = ["--on", "\(engine.rawValue):\(name)", "--as-of", "2026-03-20T00:00:00Z"]
            let result = try Command.run(
                ["check", scratch.url("days.yaml").path] + snapshot + on, environment: server.environment)
            #expect(result.code == 3 && result.output.contains(words), "\(result.output)\(result.talk)")
        }
    }
}
