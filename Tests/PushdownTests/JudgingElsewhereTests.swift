import CommandSupport
import Foundation
import Testing

/// `check --on`: a database judges, and the report is the one of the same rows read from files.
@Suite struct JudgingElsewhereTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")
    /// Found by the readers of files alone: lines of the data, and what only looks as if it were wrong.
    static let readersOnly: Set<String> = ["LP0526", "LP0533", "LP0535", "LP0539", "LP0608"]

    /// What a report in JSON says of the judgement.
    ///
    /// - Parameter counts: With how many rows count for nothing. A row of a file that makes several changes of a stage is one
    ///   there, and several here.
    private func judgement(_ url: URL, counts: Bool) throws -> [String] {
        var report = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        report["snapshot"] = nil
        let findings = try #require(report["findings"] as? [[String: Any]])
        report["findings"] = findings.filter { !Self.readersOnly.contains($0["code"] as? String ?? "") }
        // Of what was left out the counts; a database names no lines.
        let data = try #require(report["data"] as? [String: Any])
        report["data"] = ["faults", "left_out"].map { key in
            (data[key] as? [[String: Any]] ?? []).filter { !Self.readersOnly.contains($0["code"] as? String ?? "") }
                .map { group in "\(group["summary"] ?? ""): \(counts ? group["count"] ?? "" : "")" }
        }
        let bytes = try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys, .prettyPrinted])
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func text(_ url: URL) throws -> [String] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init).filter { line in
            !line.hasPrefix("warning: ") && !line.hasPrefix("Next: ") && !line.hasPrefix("  = ")
                && !line.contains("[LP0608]") && line != "Findings"
        }
    }

    /// Reports of the rows as files, and as a database judged them.
    ///
    /// - Parameters:
    ///   - texts: Formats compared beside JSON. The text for people shows but the first few findings.
    ///   - keepsLedger: Whether what is written down is compared, too.
    func compare(
        _ agreement: URL, _ folder: URL, on database: [String], _ arguments: [String],
        _ environment: [String: String], texts: [String] = ["text", "concise", "csv"], keepsLedger: Bool = false,
        in scratch: Scratch
    ) throws {
        func formats(_ name: String) -> [String] {
            (keepsLedger ? ["--ledger", scratch.url("\(name).db").path] : [])
                + ["json", "text", "csv", "junit", "concise"].flatMap {
                    ["--format", "\($0)=\(scratch.url("\(name).\($0)").path)"]
                }
        }
        let native = try Command.run(
            ["check", agreement.path, folder.path, "--quiet"] + arguments + formats("native"))
        let elsewhere = try Command.run(
            ["check", agreement.path, "--quiet"] + database + arguments + formats("elsewhere"),
            environment: environment,
            patience: 300)
        #expect(native.code == elsewhere.code && native.code < 2, "\(native.talk) \(elsewhere.talk)")
        try expectTheSame("json", in: scratch) { try judgement($0, counts: folder.lastPathComponent != "mapped") }
        for format in texts { try expectTheSame(format, in: scratch) { try text($0) } }
        if keepsLedger {
            try expectTheSame("db", in: scratch) { try content(of: $0).split(separator: "\n").map(String.init) }
        }
    }

    private func expectTheSame(_ format: String, in scratch: Scratch, _ read: (URL) throws -> [String]) throws {
        let native = try read(scratch.url("native.\(format)"))
        let elsewhere = try read(scratch.url("elsewhere.\(format)"))
        let differing = zip(native, elsewhere).first { $0 != $1 }
        #expect(native == elsewhere, "\(format): \(differing.map { "\($0)" } ?? "\(native.count), \(elsewhere.count)")")
    }

    @Test(
        .enabled(
            if: Engine.hasPython && FileManager.default.fileExists(atPath: Engine.benchmark.path),
            "needs the benchmark's folder, and its peers through `make test`"),
        arguments: Engine.ready)
    func reportsWhatTheNativeEngineReports(engine: Engine) throws {
        let scratch = try Scratch()
        let (bench, full) = (scratch.url("bench"), scratch.url("full"))
        let mapped = Self.fixtures.appendingPathComponent("mapped")
        try Engine.write([
            Engine.benchmark.appendingPathComponent("generate.py").path, "--leads", "1500", "--seed", "4", "--out",
            bench.path,
        ])
        try Engine.write([
            Engine.scripts.appendingPathComponent("full_data.py").path, "--data", bench.path, "--seed", "4", "--out",
            full.path,
        ])
        func name(_ name: String) -> String { engine == .duckdb ? scratch.url("\(name).db").path : name }
        let server = try DatabaseServer(
            engine, [(bench, name("bench")), (full, name("full")), (mapped, name("mapped"))])
        func on(_ database: String) -> [String] { ["--on", "\(engine.rawValue):\(name(database))"] }
        let asOf = ["--as-of", "2026-10-01T00:00:00Z"]
        let environment = server.environment
        // Without a manifest DuckDB is taken to have the tables that the rules need; a folder says it.
        func data(_ folder: URL) -> [String] { engine == .duckdb ? [folder.path] : [] }
        try compare(
            Command.root.appendingPathComponent("Benchmarks/agreement.yaml"), bench, on: data(bench) + on("bench"),
            asOf, environment, in: scratch)
        for arguments in [[], ["--period", "all", "--list", "all"], ["--period", "2026-07", "--carried-over"]] {
            try compare(
                Command.root.appendingPathComponent("Agreements/full.yaml"), full, on: data(full) + on("full"),
                asOf + arguments, environment, in: scratch)
        }
        try compare(
            mapped.appendingPathComponent("agreement.yaml"), mapped, on: [mapped.path] + on("mapped"),
            ["--period", "all", "--list", "all"], environment, in: scratch)
        // Its users have neither teams nor managers. Of breaches that are equally bad the rows show those that come first in the
        // file, and a database has no such order.
        try expectTheSameReview(
            mapped.appendingPathComponent("agreement.yaml"), mapped, on: [mapped.path] + on("mapped"),
            ["--period", "all"], environment, scratch, without: ["worst"])
        if engine == .postgres { try leavesNothingBehind(server.environment) }
    }

    /// Another night's rows: some leads and activities are gone.
    private func change(_ folder: URL, into other: URL) throws {
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let rows = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
                .split(whereSeparator: \.isNewline)
            let step = ["leads.csv": 50, "activities.csv": 7][name] ?? Int.max
            let left = rows.enumerated().filter { $0.offset == 0 || $0.offset % step != 0 }.map(\.element)
            try Data((left.joined(separator: "\n") + "\n").utf8).write(to: other.appendingPathComponent(name))
        }
    }

    /// All that a ledger holds, but for the digests of what was read.
    func content(of ledger: URL) throws -> String {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            for table, columns in [
                ("run", "id, agreement, as_of, period, leads, rejected_rows, standing"), ("attainment", "*"),
                ("obligation", "*"), ("change", "*"), ("standing", "agreement, run, hex(breaches)")]:
                for row in db.execute(f"select {columns} from {table} order by 1, 2, 3"):
                    print(table, *row, sep="|")
            """
        let python = Engine.hasPython ? Engine.python : Engine.pythonOfSpark
        return try Command.program(python, ["-c", script, ledger.path], in: Command.root).output
    }

    /// Nights on which rows changed, written down by the native engine and by a database that judges.
    @Test(
        .enabled(
            if: Engine.hasPython && FileManager.default.fileExists(atPath: Engine.benchmark.path),
            "needs the benchmark's folder, and its peers through `make test`"),
        arguments: Engine.ready)
    func writesTheSameLedger(engine: Engine) throws {
        let scratch = try Scratch()
        let (bench, full, changed) = (scratch.url("bench"), scratch.url("full"), scratch.url("changed"))
        try Engine.write([
            Engine.benchmark.appendingPathComponent("generate.py").path, "--leads", "700", "--seed", "5", "--out",
            bench.path,
        ])
        try Engine.write([
            Engine.scripts.appendingPathComponent("full_data.py").path, "--data", bench.path, "--seed", "5", "--out",
            full.path,
        ])
        try change(full, into: changed)
        func name(_ name: String) -> String { engine == .duckdb ? scratch.url("\(name).db").path : name }
        let server = try DatabaseServer(engine, [(full, name("full")), (changed, name("changed"))])
        let agreement = Command.root.appendingPathComponent("Agreements/full.yaml").path
        let nights = [
            (full, "full", "2026-08-14T20:00:00Z"), (full, "full", "2026-08-16T20:00:00Z"),
            (changed, "changed", "2026-10-01T00:00:00Z"),
        ]
        for (folder, database, asOf) in nights {
            let rest = ["--as-of", asOf, "--quiet"]
            let native = try Command.run(
                ["check", agreement, folder.path, "--ledger", scratch.url("native.db").path] + rest)
            let elsewhere = try Command.run(
                [
                    "check", agreement, folder.path, "--on", "\(engine.rawValue):\(name(database))", "--ledger",
                    scratch.url("elsewhere.db").path,
                ] + rest, environment: server.environment, patience: 300)
            #expect(native.code < 2 && native.code == elsewhere.code, "\(native.talk) \(elsewhere.talk)")
            let said = [native, elsewhere].map { result in
                result.talk.split(separator: ":").suffix(1).joined().split(separator: "\n").last.map(String.init)
            }
            #expect(said[0] == said[1])
        }
        let contents = try ["native.db", "elsewhere.db"].map { try content(of: scratch.url($0)).split(separator: "\n") }
        let differing = zip(contents[0], contents[1]).first { $0 != $1 }
        #expect(
            contents[0] == contents[1], "\(differing.map { "\($0)" } ?? "\(contents[0].count), \(contents[1].count)")")
        for kind in ["gone", "answered", "moved"] {
            #expect(contents[0].contains { $0.hasPrefix("change|") && $0.contains("|\(kind)|") }, "\(kind)")
        }
        // What is planned of it, and what it tells, is the same, too.
        let readers = [
            [
                "notify", agreement, changed.path, "--as-of", "2026-10-01T00:00:00Z", "--dry-run", "--yes", "--now",
                "2026-10-01T09:00:00Z", "--ledger",
            ],
            ["history"],
        ]
        for reader in readers {
            let told = try ["native.db", "elsewhere.db"].map { name in
                let path = scratch.url(name).path
                let result = try Command.run(reader + [path])
                #expect(result.code < 2, "\(result.talk)")
                return result.output.replacing(path, with: "sla.db")
            }
            #expect(told[0] == told[1])
            #expect(told[0].utf8.count > 1000)
        }
        if engine == .postgres { try refusesAnEarlierNight(agreement, server.environment, scratch) }
    }

    private func refusesAnEarlierNight(_ agreement: String, _ environment: [String: String], _ scratch: Scratch) throws
    {
        let result = try Command.run(
            [
                "check", agreement, "--on", "postgres:full", "--as-of", "2026-08-01T00:00:00Z", "--quiet", "--ledger",
                scratch.url("elsewhere.db").path,
            ], environment: environment)
        #expect(result.code == 2 && result.talk.contains("[LP1002]"), "\(result.talk)")
    }

    /// Where every transaction only reads unless it says otherwise, and one that lasts is ended by the server.
    private func leavesNothingBehind(_ environment: [String: String]) throws {
        let arguments = [
            "check", Command.root.appendingPathComponent("Benchmarks/agreement.yaml").path, "--on", "postgres:bench",
            "--as-of", "2026-10-01T00:00:00Z", "--format", "csv",
        ]
        func ask(_ query: String) throws -> String {
            let result = try Command.program(
                "psql", ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", "bench", "-c", query], in: Command.root,
                environment: environment)
            #expect(result.code == 0, "\(result.talk)")
            return result.output
        }
        func relations() throws -> String { try ask("select count(*) from pg_class where relname !~ '^pg_'") }
        let before = try relations()
        let reading = ["PGOPTIONS": "-c default_transaction_read_only=on"]
        #expect(try Command.run(arguments, environment: environment.merging(reading) { $1 }).code == 1)
        #expect(try relations() == before)
        // Rows that keep one waiting make it last, however fast the machine is.
        _ = try ask(
            "alter table activities rename to kept; create view activities as select kept.* from kept, pg_sleep(60)")
        let slow = try relations()
        let short = ["PGOPTIONS": "-c statement_timeout=2000"]
        let cut = try Command.run(arguments, environment: environment.merging(short) { $1 })
        #expect(cut.code == 3 && cut.output.split(separator: "\n").count <= 1)
        #expect(
            cut.talk.contains("'postgres:bench' did not judge: ERROR:  canceling statement due to statement timeout"))
        #expect(try relations() == slow)
    }

    struct Failure: CustomTestStringConvertible {
        var on: String
        var code: Int32
        var message: String
        /// A shell script that stands in for the client.
        var client: String?
        var testDescription: String { message }
    }

    @Test(arguments: [
        Failure(on: "duckdb:", code: 2, message: "error: --on duckdb: names no file"),
        Failure(on: "oracle:crm", code: 2, message: "error: --on names no database that can judge"),
        Failure(on: "postgres://u:hidden@h/crm", code: 2, message: "connection string"),
        Failure(on: "postgres:host=h password=hidden", code: 2, message: "connection string"),
        Failure(on: "duckdb:nothere.db", code: 3, message: "'duckdb:nothere.db' did not judge: there is no such file"),
        Failure(on: "spark:", code: 3, message: "there is no program 'nothere' in PATH"),
        Failure(
            on: "spark:local", code: 3, message: "ended with 7: Exception: no such table",
            client:
                "printf 'leadpact\\tleads\\t3\\n'; echo Exception: no such table >&2; echo ' at Main.java' >&2; exit 7"),
        Failure(
            on: "spark:local", code: 3, message: "the answer broke off before its end",
            client: "printf 'leadpact\\tleads\\t3\\n'"),
        Failure(on: "spark:local", code: 3, message: "was killed by signal 9", client: "kill -9 $$"),
        Failure(
            on: "spark:local", code: 3, message: "an answer that nobody asked for: 'leadpact\\tleads\\tmany'",
            client: "printf 'leadpact\\tleads\\tmany\\n'; printf 'leadpact\\tend\\n'"),
    ])
    func saysWhyNothingWasJudged(failure: Failure) throws {
        let scratch = try Scratch()
        var client = "nothere"
        if let script = failure.client {
            client = scratch.url("client").path
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: scratch.url("client"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: client)
        }
        let result = try Command.run(
            [
                "check", Command.root.appendingPathComponent("Agreements/starter.yaml").path, "--on", failure.on,
                "--as-of", "2026-10-01T00:00:00Z", "--format", "csv=out.csv",
            ], in: scratch.folder, environment: ["LEADPACT_SPARK_SQL": client])
        #expect(result.code == failure.code)
        #expect(result.talk.contains(failure.message), "\(result.talk)")
        #expect(!"\(result.talk)\(result.output)".contains("hidden"))
        let rows = try? String(contentsOf: scratch.url("out.csv"), encoding: .utf8)
        #expect(rows.map { $0.split(separator: "\n").count } ?? 0 <= 1)
    }

    /// Spark's own client, as its package brings it, over tables of texts.
    @Test(.enabled(if: !Engine.pythonOfSpark.isEmpty, "needs Spark, through `make test`"))
    func reportsWhatSparkJudges() throws {
        let scratch = try Scratch()
        let mapped = Self.fixtures.appendingPathComponent("mapped")
        let views = ["Contacts", "Calls", "Mails", "Visits", "Reps"].map { name in
            let path = mapped.appendingPathComponent("\(name).csv").path
            return "create temporary view \(name) using csv options (path '\(path)', header 'true', escape '\"');\n"
        }
        try Data(views.joined().utf8).write(to: scratch.url("views.sql"))
        let client = URL(fileURLWithPath: Engine.pythonOfSpark).deletingLastPathComponent()
            .appendingPathComponent("spark-sql").path
        let words = [
            client, "--conf", "spark.sql.catalogImplementation=in-memory", "--conf", "spark.ui.enabled=false", "--conf",
            "spark.sql.shuffle.partitions=2", "--conf", "spark.sql.warehouse.dir=\(scratch.url("warehouse").path)",
            "-i",
            scratch.url("views.sql").path,
        ]
        let environment = [
            "LEADPACT_SPARK_SQL": words.joined(separator: " "), "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": Engine.pythonOfSpark,
        ]
        try compare(
            mapped.appendingPathComponent("agreement.yaml"), mapped, on: [mapped.path, "--on", "spark:local[2]"],
            ["--period", "all", "--list", "all"], environment, keepsLedger: true, in: scratch)
    }
}
