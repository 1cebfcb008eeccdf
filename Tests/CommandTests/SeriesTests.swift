import CommandSupport
import Foundation
import Testing

/// A folder of snapshots by date in place of a history.
@Suite struct SeriesTests {
    private static let agreement = """
        leadpact: 1
        agreement: nightly
        time_zone: UTC
        parties: { sales: { name: Sales } }
        definitions:
          stages: { inquiry: {}, mql: {}, sal: {}, sql: {} }
          events: { touch: { in: activities, where: direction = 'outbound' } }
        responsibilities:
          sales:
            touched: { clock: { from: first enters mql, to: touch, within: TARGET } }
            decided: { clock: { from: first enters mql, to: enters sal, within: TARGET } }

        """

    /// One lead that became MQL between 2 and 3 March, 02:00, and SAL as `accepted` says; `touches` are hours after 2
    /// March, 02:00.
    private func verdicts(
        within target: String, touches: [Int] = [], accepted: Int? = nil, created: Int = -24, until: Int = 10
    ) throws -> [String: String] {
        let scratch = try Scratch()
        func time(_ hours: Int) -> String {
            let date = Date(timeIntervalSince1970: 1_772_416_800 + Double(hours) * 3600)
            return date.ISO8601Format()
        }
        try scratch.write(Self.agreement.replacingOccurrences(of: "TARGET", with: target), to: "agreement.yaml")
        for night in 0...until {
            let stage = accepted.map { night >= $0 } ?? false ? "sal" : night >= 1 ? "mql" : "inquiry"
            // What is not created yet is in no snapshot.
            let row = created > 24 * night ? "" : "L,\(time(created)),\(stage)\n"
            let name = String(time(24 * night).prefix(10))
            try scratch.write(
                "id,created_at,stage\n\(row)", to: "series/\(name)T0200Z/leads.csv")
        }
        let rows = touches.map { "L,\(time($0)),outbound\n" }.joined()
        try scratch.write("lead_id,at,direction\n" + rows, to: "series/activities.csv")
        let result = try Command.run(
            [
                "check", "agreement.yaml", "series", "--period", "all", "--list", "all", "--format", "csv", "--columns",
                "rule,verdict",
            ],
            in: scratch.folder)
        let lines = result.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        return Dictionary(lines.map { ($0[0], $0[1]) }, uniquingKeysWith: { "\($0) \($1)" })
    }

    @Test(arguments: [
        // The start lies in hours 0 to 24.
        ("48 hours", [30], "met"), ("48 hours", [60], "unknown"), ("48 hours", [73], "breached"),
        ("24 hours", [24], "met"), ("24 hours", [48], "unknown"), ("24 hours", [49], "breached"),
        ("30 days", [], "open"),
        ("4 days", [], "breached"), ("215 hours", [], "breached"), ("10 days", [], "open"),
        ("228 hours", [], "unknown"),
        // A touch before the next snapshot may have been before the start: then the next one counts.
        ("48 hours", [10], "unknown"), ("48 hours", [10, 40], "met"), ("48 hours", [10, 59], "unknown"),
        ("20 hours", [10, 23, 43], "met"), ("8 hours", [10], "unknown"), ("48 hours", [-5, 73], "breached"),
    ])
    func decidesWhatEveryInstantDecides(target: String, touches: [Int], verdict: String) throws {
        #expect(try verdicts(within: target, touches: touches)["touched"] == verdict)
    }

    /// Both ends lie between two snapshots.
    @Test(arguments: [
        ("48 hours", 2, "met"), ("47 hours", 2, "unknown"), ("48 hours", 3, "unknown"), ("25 hours", 3, "unknown"),
        ("24 hours", 3, "breached"), ("5 days", 4, "met"), ("2 days", 5, "breached"),
    ])
    func decidesBetweenTwoChanges(target: String, accepted: Int, verdict: String) throws {
        #expect(try verdicts(within: target, accepted: accepted)["decided"] == verdict)
    }

    /// The lead may have come through MQL on its way, or not: only what could have broken the rule is a verdict.
    @Test func doesNotInventWhatNoSnapshotShows() throws {
        #expect(try verdicts(within: "24 hours", touches: [30], accepted: 1) == ["touched": "unknown"])
        #expect(try verdicts(within: "30 hours", touches: [10, 30], accepted: 1) == [:])
        // A lead that was created between the two can only have started after that.
        #expect(try verdicts(within: "20 hours", touches: [24], created: 5)["touched"] == "met")
        #expect(try verdicts(within: "18 hours", touches: [24], created: 5)["touched"] == "unknown")
    }

    /// `explain` shows between which instants a change lies, and which touches may have come before it.
    @Test func explainsWhatLiesBetween() throws {
        let scratch = try Scratch()
        try scratch.write(
            Self.agreement.replacingOccurrences(of: "TARGET", with: "24 hours"), to: "agreement.yaml")
        for (day, stage) in [("02", "inquiry"), ("03", "mql"), ("09", "mql")] {
            try scratch.write(
                "id,created_at,stage\nL,2026-03-01T00:00:00Z,\(stage)\n", to: "series/2026-03-\(day)T0200Z/leads.csv")
        }
        try scratch.write(
            "lead_id,at,direction\nL,2026-03-02T12:00:00Z,outbound\n", to: "series/activities.csv")
        let result = try Command.run(
            ["explain", "L", "touched", "--agreement", "agreement.yaml", "--snapshot", "series"], in: scratch.folder)
        #expect(
            result.output.contains("unknown: it starts between Mon 2 Mar 2026 02:00 and Tue 3 Mar 2026 02:00"),
            "\(result.output)\(result.talk)")
        #expect(result.output.contains("enters mql from inquiry, or later, until Tue 3 Mar 2026 02:00"))
        #expect(result.output.contains("counts, if it came after the start"))
        let script = try Command.run(
            ["sql", "agreement.yaml", "--dialect", "duckdb", "--snapshot", "series"], in: scratch.folder)
        #expect(script.code != 0 && script.talk.contains("is a series of snapshots"), "\(script.talk)")
    }

    /// A change is no later than the last change of its lead; who says otherwise is not believed.
    @Test(arguments: [
        // The start lies in hours 0 to 4, to the second.
        ("49 hours", "2026-03-02T06:00:00Z", 49, "met"),
        ("44 hours", "2026-03-02T06:00:00Z", 49, "breached"),
        ("46 hours", "2026-03-02T06:00:00Z", 49, "unknown"),
        // Known to the minute, or the day.
        ("2700 minutes", "2026-03-02T06:00Z", 49, "unknown"),
        ("2699 minutes", "2026-03-02T06:00Z", 49, "breached"),
        ("44 hours", "2026-03-02", 49, "unknown"),
        // Later than the snapshot, none, and before the change.
        ("44 hours", "2026-03-04T06:00:00Z", 49, "unknown"), ("44 hours", "", 49, "unknown"),
        ("44 hours", "2026-03-02T01:00:00Z", 49, "unknown"),
    ])
    func nothingChangesAfterTheLastChange(
        target: String, modified: String, touch: Int, verdict: String
    ) throws {
        let scratch = try Scratch()
        try scratch.write(Self.agreement.replacingOccurrences(of: "TARGET", with: target), to: "agreement.yaml")
        for night in 0...8 {
            let stage = night >= 1 ? "mql" : "inquiry"
            try scratch.write(
                "id,created_at,stage,modified_at\nL,2026-03-01T00:00:00Z,\(stage),\(modified)\n",
                to: "series/2026-03-0\(night + 2)T0200Z/leads.csv")
        }
        try scratch.write(
            "leadpact_snapshot: 1\ntime_zone: UTC\nseries: { at: 02:00 }\n", to: "series/snapshot.yaml")
        let touched = Date(timeIntervalSince1970: 1_772_416_800 + Double(touch) * 3600).ISO8601Format()
        try scratch.write("lead_id,at,direction\nL,\(touched),outbound\n", to: "series/activities.csv")
        let result = try Command.run(
            [
                "check", "agreement.yaml", "series", "--period", "all", "--rule", "touched", "--list", "all",
                "--format",
                "csv", "--columns", "verdict",
            ],
            in: scratch.folder)
        #expect(result.output.split(separator: "\n").last == "\(verdict)", "\(result.output)\(result.talk)")
    }

    /// From MQL to SQL in one night: the lead came through SAL, and nobody saw when, or it was never there.
    @Test(arguments: ["enters sal", "leaves sal"])
    func whatWasPassedOverMayHaveBeenInTime(event: String) throws {
        let scratch = try Scratch()
        let rules = Self.agreement.replacing("to: enters sal, within: TARGET", with: "to: \(event), within: 72 hours")
            .replacing("TARGET", with: "72 hours")
        try scratch.write(rules, to: "agreement.yaml")
        for (night, stage) in ["inquiry", "mql", "sql", "sql", "sql", "sql", "sql"].enumerated() {
            try scratch.write(
                "id,created_at,stage\nL,2026-03-01T00:00:00Z,\(stage)\n",
                to: "series/2026-03-0\(night + 1)T0200Z/leads.csv")
        }
        let result = try Command.run(
            ["check", "agreement.yaml", "series", "--period", "all", "--rule", "decided"], in: scratch.folder)
        #expect(result.output.contains("decided  –  nothing due  1 unknown"), "\(result.output)\(result.talk)")
    }

    /// Verdicts on thirty nights never contradict those on the history that they were cut from.
    @Test(
        .enabled(if: Oracle.isReady, "needs the benchmark's folder, and a Python through `make test`"),
        arguments: ProcessInfo.processInfo.environment["LEADPACT_FULL"] == nil ? [1, 2, 3] : [1, 2, 3, 4, 5, 6, 7, 8],
        [false, true])
    func neverContradictsTheHistory(seed: Int, isModified: Bool) throws {
        let isFull = ProcessInfo.processInfo.environment["LEADPACT_FULL"] != nil
        let scratch = try Scratch()
        let (data, series) = (scratch.url("data").path, scratch.url("series").path)
        // A ninth of the leads come in the last thirty days.
        let leads = isFull ? 27000 : 2700
        try python([
            Oracle.benchmark.appendingPathComponent("generate.py").path, "--leads", "\(leads)", "--seed", "\(seed)",
            "--out", data,
        ])
        let script = Command.root.appendingPathComponent("Tests/CommandTests/Oracle/series.py").path
        try python([script, "cut", data, series] + (isModified ? ["--modified"] : []))
        let rules = try String(
            contentsOf: Command.root.appendingPathComponent("Benchmarks/agreement.yaml"), encoding: .utf8)
        let term = "from: 2026-01-01, until: 2026-12-31"
        try #require(rules.contains(term))
        try scratch.write(
            rules.replacingOccurrences(of: term, with: "from: 2026-09-02, until: 2026-12-31"), to: "agreement.yaml")
        for (folder, out) in [(data, "history.csv"), (series, "series.csv")] {
            let asOf = folder == data ? ["--as-of", "2026-10-01T00:00:00Z"] : []
            let result = try Command.run(
                [
                    "check", "agreement.yaml", folder, "--period", "all", "--list", "all", "--quiet", "--format",
                    "csv=\(out)",
                ] + asOf,
                in: scratch.folder)
            #expect(result.code == 1, "\(result.talk)")
        }
        let found = try python([
            script, "compare", scratch.url("history.csv").path, scratch.url("series.csv").path,
        ])
        print("seed \(seed), \(leads) leads\(isModified ? " with their last changes" : ""):\n\(found)")
        let lines = found.split(separator: "\n").filter { $0.contains(" verdicts, ") }
        #expect(lines.count == 12)
        // What thirty nights leave open of targets of a day and more: nearly all of it lies within a night of due. Where
        // leads say when they were last changed, as all CRMs have it, at most one in fifty.
        let long = try #require(lines.last?.firstMatch(of: /([0-9.]+) % unknown/))
        #expect((Double(long.1) ?? 100) <= (isModified ? 2 : 6), "\(found)")
        #expect(lines.allSatisfy { $0.contains(" 0 wrong") }, "\(found)")
    }

    @discardableResult
    private func python(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Oracle.python)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(output)")
        return output
    }
}
