import CommandSupport
import Foundation
import Testing

enum Oracle {
    static let benchmark = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["BENCHMARK"] ?? "../shared/bench", relativeTo: Command.root
    )
    static let python = ProcessInfo.processInfo.environment["LEADPACT_ORACLE"] ?? ""
    static let isReady = !python.isEmpty && FileManager.default.fileExists(atPath: benchmark.path)
}

/// Verdicts against those of an independent implementation, on exports made at random.
///
/// The benchmark's folder has the generator, the peers and the comparison; `.ci/oracles` prints a Python with what they
/// need, and `make test` hands it over in LEADPACT_ORACLE.
@Suite struct OracleTests {
    @Test(
        .enabled(if: Oracle.isReady, "needs the benchmark's folder, and its peers through `make test`"),
        arguments: [1, 2, 3])
    func judgesAsTheDuckDBPeerDoes(seed: Int) throws {
        try compare(leads: 5000, seed: seed)
    }

    @Test(
        .enabled(
            if: Oracle.isReady && ProcessInfo.processInfo.environment["LEADPACT_FULL"] != nil,
            "100,000 leads are for `make test-full`"))
    func judgesAHundredThousandLeadsAsTheDuckDBPeerDoes() throws {
        try compare(leads: 100_000, seed: 1)
    }

    /// Several blocks a file: however the rows are written and split, the verdicts are the same bytes.
    @Test(.enabled(if: Oracle.isReady, "needs the benchmark's folder, and its peers through `make test`"))
    func judgesTheSameHoweverRowsAreWritten() throws {
        let scratch = try Scratch()
        let data = scratch.url("data")
        try python("generate.py", ["--leads", "5000", "--seed", "4", "--out", data.path])
        let agreement = Command.root.appendingPathComponent("Benchmarks/agreement.yaml").path
        func verdicts(_ folder: URL, threads: Int) throws -> Data {
            let out = scratch.url("verdicts.csv")
            let result = try Command.run([
                "check", agreement, folder.path, "--as-of", "2026-10-01T00:00:00Z", "--period", "all", "--list", "all",
                "--threads", "\(threads)", "--quiet", "--format", "csv=\(out.path)",
            ])
            #expect(result.code == 1, "\(result.talk)")
            return try Data(contentsOf: out)
        }
        let one = try verdicts(data, threads: 1)
        #expect(one.count > 1_000_000)
        for threads in [2, 3, 7] { #expect(try verdicts(data, threads: threads) == one, "\(threads) threads") }
        let rewrite = """
            import csv, sys, pathlib
            source, target, form = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
            target.mkdir()
            for file in source.glob("*.csv"):
                rows = list(csv.reader(open(file, newline="", encoding="utf-8")))
                with open(target / file.name, "w", newline="", encoding="utf-8-sig" if form == "bom" else "utf-8") as out:
                    quoting = csv.QUOTE_ALL if form == "quoted" else csv.QUOTE_MINIMAL
                    end = "\\r\\n" if form == "crlf" else "\\n"
                    csv.writer(out, lineterminator=end, quoting=quoting).writerows(rows)
                    if form == "unended":
                        out.seek(out.tell() - 1)
                        out.truncate()
            """
        for form in ["quoted", "crlf", "unended", "bom"] {
            let folder = scratch.url(form)
            try run(Oracle.python, ["-c", rewrite, data.path, folder.path, form])
            #expect(try verdicts(folder, threads: 2) == one, "\(form)")
        }
    }

    @Test(.enabled(if: Oracle.isReady, "needs the benchmark's folder, and its peers through `make test`"))
    func reviewsAsSQLDoes() throws { try compareReview(leads: 5000) }

    @Test(
        .enabled(
            if: Oracle.isReady && ProcessInfo.processInfo.environment["LEADPACT_FULL"] != nil,
            "100,000 leads are for `make test-full`"))
    func reviewsAHundredThousandLeadsAsSQLDoes() throws { try compareReview(leads: 100_000) }

    /// Every number of a review against SQL over the same tables.
    private func compareReview(leads: Int) throws {
        let scratch = try Scratch()
        let data = scratch.url("data").path
        try python("generate.py", ["--leads", "\(leads)", "--seed", "5", "--out", data])
        let agreement = Command.root.appendingPathComponent("Benchmarks/agreement.yaml").path
        let asOf = "2026-10-01T00:00:00Z"
        func path(_ name: String) -> String { scratch.url(name).path }
        let review = try Command.run([
            "review", agreement, data, "--as-of", asOf, "--period", "2026-Q3", "--format",
            "json=\(path("review.json"))",
        ])
        #expect(review.code == 0, "\(review.talk)")
        for (period, name) in [("2026-Q3", "verdicts.csv"), ("2026-Q2", "previous.csv")] {
            let check = try Command.run([
                "check", agreement, data, "--as-of", asOf, "--period", period, "--list", "all", "--quiet", "--format",
                "csv=\(path(name))",
            ])
            #expect(check.code == 1, "\(check.talk)")
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Oracle/review.py").path
        let found = try run(
            Oracle.python,
            [script, data, path("review.json"), path("verdicts.csv"), path("previous.csv"), asOf])
        #expect(found.contains(" numbers compared, 0 differ"), "\(found)")
        #expect(found.split(separator: " ").first.flatMap { Int($0) } ?? 0 > 300, "\(found)")
    }

    private func compare(leads: Int, seed: Int) throws {
        let scratch = try Scratch()
        let (data, peer) = (scratch.url("data").path, scratch.url("peer").path)
        try FileManager.default.createDirectory(atPath: peer, withIntermediateDirectories: true)
        try python("generate.py", ["--leads", "\(leads)", "--seed", "\(seed)", "--out", data])
        try python("peers/duckdb_check.py", ["--data", data, "--out", peer, "--mode", "full"])
        let ours = scratch.url("verdicts.csv").path
        try run(
            Oracle.python, [Command.root.appendingPathComponent("Benchmarks/verdicts").path, data, ours],
            environment: ["LEADPACT": Command.path])
        let agreement = try python("compare.py", ["\(peer)/verdicts.csv", ours])
        #expect(agreement.contains(", 0 differ"))
        #expect(try String(contentsOfFile: ours, encoding: .utf8).split(separator: "\n").count > leads)
    }

    @discardableResult
    private func python(_ script: String, _ arguments: [String]) throws -> String {
        try run(Oracle.python, [Oracle.benchmark.appendingPathComponent(script).path] + arguments)
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments.first ?? program): \(output)")
        return output
    }
}
