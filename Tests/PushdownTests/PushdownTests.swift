import CommandSupport
import Foundation
import Testing

/// Databases that scripts are run in, where they can be had.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case duckdb, postgres, spark

    /// A Python with DuckDB; `make test` names one.
    static let python = ProcessInfo.processInfo.environment["LEADPACT_ORACLE"] ?? ""
    /// A Python with pyspark.
    static let pythonOfSpark = ProcessInfo.processInfo.environment["LEADPACT_SPARK"] ?? ""
    static let benchmark = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["BENCHMARK"] ?? "../shared/bench", relativeTo: Command.root
    )
    static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Oracle")

    var testDescription: String { rawValue }

    static var isFull: Bool { ProcessInfo.processInfo.environment["LEADPACT_FULL"] != nil }

    static var hasPython: Bool { !python.isEmpty }

    /// Those that are there and quick.
    static var ready: [Engine] {
        allCases.filter { engine in
            switch engine {
            case .duckdb: hasPython
            case .postgres: hasPython && hasPostgres
            case .spark: false
            }
        }
    }

    private static var hasPostgres: Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let debian = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        return (folders + debian.map { "/usr/lib/postgresql/\($0)/bin" }).contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/initdb")
        }
    }

    /// What became of each job: `same ROWS`, or what differs.
    func answers(_ jobs: [Job], options: [String] = []) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: self == .spark ? Engine.pythonOfSpark : Engine.python)
        process.arguments = [Engine.scripts.appendingPathComponent("run.py").path, "--engine", rawValue] + options
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let lines = jobs.map { "\($0.script.path)\t\($0.data.path)\t\($0.verdicts.path)\n" }
        input.fileHandleForWriting.write(Data(lines.joined().utf8))
        try input.fileHandleForWriting.close()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Runs a script that writes what is judged.
    static func write(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    struct Job {
        var script: URL
        var data: URL
        /// As the native engine judges.
        var verdicts: URL
    }

    /// Writes the script and the native verdicts of an agreement and a folder of data.
    func job(_ agreement: URL, _ data: URL, asOf: String, in scratch: Scratch, _ name: String) throws -> Job {
        let job = Job(
            script: scratch.url("\(name)-\(rawValue).sql"), data: data, verdicts: scratch.url("\(name)-native.csv"))
        let script = try Command.run([
            "sql", agreement.path, "--dialect", rawValue, "--as-of", asOf, "--period", "all", "--snapshot", data.path,
        ])
        #expect(script.code == 0, "\(script.talk)")
        try Data(script.output.utf8).write(to: job.script)
        // What the native engine finds is the same for all of them.
        if FileManager.default.fileExists(atPath: job.verdicts.path) { return job }
        let check = try Command.run([
            "check", agreement.path, data.path, "--as-of", asOf, "--period", "all", "--list", "all", "--quiet",
            "--format",
            "csv=\(job.verdicts.path)",
        ])
        #expect(check.code < 2, "\(check.talk)")
        return job
    }
}

/// Scripts against the native engine, row by row.
@Suite struct PushdownTests {
    private static let hasBenchmark = Engine.hasPython && FileManager.default.fileExists(atPath: Engine.benchmark.path)

    /// An agreement, and a folder of data that it is held against.
    private typealias Case = (agreement: String, data: URL)

    /// The benchmark's rules, and the full agreement on the same leads with what else it asks for.
    private func cases(leads: Int, seeds: ClosedRange<Int>, _ scratch: Scratch) throws -> [Case] {
        try seeds.flatMap { seed in
            let (data, full) = (scratch.url("data-\(seed)"), scratch.url("full-\(seed)"))
            try Engine.write([
                Engine.benchmark.appendingPathComponent("generate.py").path, "--leads", "\(leads)", "--seed", "\(seed)",
                "--out", data.path,
            ])
            try Engine.write([
                Engine.scripts.appendingPathComponent("full_data.py").path, "--data", data.path, "--seed", "\(seed)",
                "--out", full.path,
            ])
            return [("Benchmarks/agreement.yaml", data), ("Agreements/full.yaml", full)]
        }
    }

    private func jobs(_ engine: Engine, _ cases: [Case], _ scratch: Scratch) throws -> [Engine.Job] {
        try cases.map { agreement, data in
            try engine.job(
                Command.root.appendingPathComponent(agreement), data, asOf: "2026-10-01T00:00:00Z", in: scratch,
                data.lastPathComponent)
        }
    }

    private func expectTheSame(_ answers: [String], as jobs: [Engine.Job], leads: Int) {
        #expect(answers.count == jobs.count)
        for answer in answers {
            let rows = answer.split(separator: " ").last.flatMap { Int($0) } ?? 0
            #expect(answer.hasPrefix("same ") && rows > leads * 4, "\(answer)")
        }
    }

    /// One test of all engines: the data, and what the native engine finds in them, are made once.
    @Test(.enabled(if: hasBenchmark, "needs the benchmark's folder, and its peers through `make test`"))
    func judgesAsTheNativeEngineDoes() throws {
        let scratch = try Scratch()
        let cases = try cases(leads: 20_000, seeds: 1...3, scratch)
        for engine in Engine.ready {
            let jobs = try jobs(engine, cases, scratch)
            expectTheSame(try engine.answers(jobs), as: jobs, leads: 20_000)
        }
        if Engine.pythonOfSpark.isEmpty { return }
        // On a master with two workers, of which one is killed in the middle of the last script.
        let mapped = try MappingTests.jobs(.spark, scratch)
        let jobs = try jobs(.spark, cases, scratch)
        let answers = try Engine.spark.answers(mapped + jobs, options: ["--master", "start", "--kill-worker"])
        #expect(answers.prefix(mapped.count) == ["same 70", "same 231"])
        expectTheSame(Array(answers.dropFirst(mapped.count)), as: jobs, leads: 20_000)
    }

    /// Agreements made at random, of every kind of rule, over snapshots made at random.
    ///
    /// `LEADPACT_SEED` asks others, `LEADPACT_FULL` asks five hundred.
    @Test(.enabled(if: Engine.hasPython, "needs DuckDB, through `make test`"))
    func judgesRandomAgreementsAsTheNativeEngineDoes() throws {
        let scratch = try Scratch()
        let seed = ProcessInfo.processInfo.environment["LEADPACT_SEED"].flatMap(Int.init) ?? 1
        try Engine.write([
            Engine.scripts.appendingPathComponent("random_cases.py").path, "--seed", "\(seed)", "--count",
            Engine.isFull ? "500" : "12", "--out", scratch.folder.path,
        ])
        let cases = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted()
        let engines = Engine.ready
        var jobs: [Engine: [Engine.Job]] = [:]
        for name in cases {
            let folder = scratch.url(name)
            for engine in engines {
                jobs[engine, default: []].append(
                    try engine.job(
                        folder.appendingPathComponent("agreement.yaml"), folder.appendingPathComponent("data"),
                        asOf: "2026-05-20T15:30:00Z", in: scratch, name))
            }
        }
        var compared: [String] = []
        for engine in engines {
            let answers = try engine.answers(jobs[engine, default: []])
            #expect(answers.count == cases.count)
            for answer in answers where !answer.hasPrefix("same ") { Issue.record("\(answer)") }
            let rows = answers.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
            #expect(rows > 10 * cases.count)
            compared.append("\(engine) \(rows)")
        }
        print("verdicts of \(cases.count) random agreements with seed \(seed): \(compared.joined(separator: ", "))")
    }

    /// The text for the agreement that `init` writes; rows of calendars are left out.
    @Test(arguments: Engine.allCases)
    func writesTheStarterAgreement(engine: Engine) throws {
        let starter = Command.root.appendingPathComponent("Agreements/starter.yaml").path
        let result = try Command.run([
            "sql", starter, "--dialect", engine.rawValue, "--as-of", "2026-10-01T00:00:00Z",
        ])
        #expect(result.code == 0, "\(result.talk)")
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let text = lines.filter { line in
            line.drop { $0 == " " }.wholeMatch(of: /\([0-9,()\-nul]*\),?/) == nil
        }
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/starter-\(engine.rawValue).sql")
        if ProcessInfo.processInfo.environment["LEADPACT_GOLDEN"] != nil {
            try Data(text.joined(separator: "\n").utf8).write(to: golden)
        }
        #expect(text.joined(separator: "\n") == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test func saysTheSameTwice() throws {
        let full = Command.root.appendingPathComponent("Agreements/full.yaml").path
        let arguments = ["sql", full, "--dialect", "duckdb", "--as-of", "2026-10-01T00:00:00Z"]
        let (one, other) = (try Command.run(arguments), try Command.run(arguments))
        #expect(one.code == 0 && one.output == other.output, "\(one.talk)")
    }
}
