import CommandSupport
import Foundation
import Testing

/// What a run ends with: exit code, last line, and the outcome that JSON says, for every combination of what may go wrong.
@Suite struct ExitTests {
    struct Conditions: OptionSet, CustomTestStringConvertible, Sendable {
        var rawValue: Int
        /// A critical rule is breached.
        static let breach = Conditions(rawValue: 1)
        /// A goal is missed.
        static let goal = Conditions(rawValue: 2)
        /// A verdict is unknown, and none may be.
        static let unknown = Conditions(rawValue: 4)
        /// The snapshot is older than it may be.
        static let stale = Conditions(rawValue: 8)
        /// A baseline knows all breaches there are.
        static let baseline = Conditions(rawValue: 16)
        /// A waiver excuses the breach of the critical rule.
        static let waiver = Conditions(rawValue: 32)
        /// A row cannot be read.
        static let badRow = Conditions(rawValue: 64)
        /// Mail is not taken.
        static let undelivered = Conditions(rawValue: 128)

        var testDescription: String {
            let names = ["breach", "goal", "unknown", "stale", "baseline", "waiver", "bad row", "undelivered"]
            let held = names.enumerated().filter { rawValue >> $0.offset & 1 == 1 }.map(\.element)
            return held.isEmpty ? "nothing" : held.joined(separator: ", ")
        }

        /// What fails the gate, where the data is fit to judge.
        var fails: Bool {
            contains(.breach) && isDisjoint(with: [.waiver, .baseline]) || contains(.goal) && !contains(.baseline)
                || contains(.unknown)
        }

        var code: Int32 { !isDisjoint(with: [.stale, .badRow]) ? 3 : fails ? 1 : 0 }

        var outcome: String { ["passed", "gate-failed", "", "data-unfit"][Int(code)] }

        var lastLine: String {
            if contains(.badRow) { return "Next: mend the rows above" }
            if contains(.stale) { return "Next: mend the errors above" }
            if contains(.breach) && !contains(.waiver) || contains(.goal) { return "Next: see how the worst breach" }
            return contains(.unknown) ? "Next: see why a verdict is unknown" : "Next: nothing is owed today."
        }

        var options: [String] {
            ["--fail-on-unknown", "0%"] + (contains(.stale) ? ["--fail-on-stale", "1h"] : [])
                + (contains(.baseline) ? ["--baseline", "baseline.txt"] : [])
        }

        func write(to scratch: Scratch) throws {
            let waiver =
                "waivers: [{ rule: scored, from: 2026-03-01, until: 2026-03-31, reason: Fair, approved_by: Ana }]\n"
            try scratch.write(
                """
                leadpact: 1
                agreement: small
                parties: { sales: { name: Tom }, marketing: { name: Ana } }
                escalation: { ladder: [{ at: due, to: tom@acme.example }] }
                definitions: { events: { contacted: { at: contacted_at } } }
                responsibilities:
                  sales:
                    scored: { require: score > 9, severity: critical, escalation: ladder }
                    complete: { require: email is not null, severity: minor, goal: { met: 90% } }
                    contact: { clock: { from: created, to: contacted, within: 24 hours }, severity: minor }
                gate: { fail_on: [critical, goal] }
                \(contains(.waiver) ? waiver : "")
                """, to: "agreement.yaml")
            let score = contains(.breach) ? "1" : "10"
            let email = contains(.goal) ? "" : "a@b.example"
            let contacted = contains(.unknown) ? "2026-03-01T00:00:00Z" : "2026-03-02T01:00:00Z"
            let second = contains(.badRow) ? "tomorrow" : "2026-03-02T00:00:00Z"
            try scratch.write(
                """
                id,created_at,score,email,contacted_at
                L-1,2026-03-02T00:00:00Z,\(score),\(email),\(contacted)
                L-2,\(second),10,c@d.example,2026-03-02T01:00:00Z

                """, to: "data/leads.csv")
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: 2026-03-10T00:00:00Z\ntables: { leads: { file: leads.csv } }\n",
                to: "data/snapshot.yaml")
            try scratch.write(
                "leadpact-baseline 1\nagreement\tsmall\ncomplete\tL-1\t2026-03-02\nscored\tL-1\t2026-03-02\n",
                to: "baseline.txt")
        }
    }

    @Test(arguments: 0..<128) func everyCombination(rawValue: Int) throws {
        let conditions = Conditions(rawValue: rawValue)
        let scratch = try Scratch()
        try conditions.write(to: scratch)
        let result = try Command.run(
            ["check", "agreement.yaml", "data", "--format", "text", "--format", "json=out.json"] + conditions.options,
            in: scratch.folder)
        let what = "\(conditions.testDescription): \(result.output)\(result.talk)"
        #expect(result.code == conditions.code, "\(what)")
        let last = result.output.split(separator: "\n").last ?? ""
        #expect(last.hasPrefix(conditions.lastLine), "\(what)")
        let json = try scratch.text("out.json")
        #expect(json.contains("\"outcome\": \"\(conditions.outcome)\""), "\(what)")
        #expect(json.contains("\"exit_code\": \(conditions.code),"), "\(what)")
        if conditions.code < 2 { #expect(json.contains("\"failed\": \(conditions.fails),"), "\(what)") }
    }

    #if SQLite
        /// Of a breach people are told whatever the gate makes of it; what is not fit to judge nobody hears of, and what is
        /// waived neither.
        @Test(arguments: (0..<256).filter { $0 & (Conditions.stale.rawValue | Conditions.baseline.rawValue) == 0 })
        func everyCombinationOfWhatPeopleAreTold(rawValue: Int) throws {
            let conditions = Conditions(rawValue: rawValue)
            let scratch = try Scratch()
            try conditions.write(to: scratch)
            let program = conditions.contains(.undelivered) ? "/bin/false" : "/bin/true"
            let result = try Command.run(
                [
                    "notify", "agreement.yaml", "data", "--ledger", "sla.db", "--via", "sendmail=\(program)",
                    "--disturb",
                ], in: scratch.folder)
            let isTold = conditions.contains(.breach) && conditions.isDisjoint(with: [.waiver, .badRow])
            let code: Int32 =
                conditions.contains(.badRow) ? 3 : isTold && conditions.contains(.undelivered) ? 4 : 0
            let what = "\(conditions.testDescription): \(result.output)\(result.talk)"
            #expect(result.code == code, "\(what)")
            let lines = (result.output + result.talk).split(separator: "\n")
            switch code {
            case 3: #expect(lines.contains { $0.contains("'tomorrow' is no instant") }, "\(what)")
            case 4: #expect(lines.last?.hasPrefix("leadpact: not delivered to tom@acme.example") ?? false, "\(what)")
            default:
                #expect(
                    lines.first == "\(isTold ? 1 : 0) \(isTold ? "notice to 1 person" : "notices to 0 people").",
                    "\(what)")
            }
        }
    #endif

    /// Usage, agreement, waiver, baseline or settings wrong: nothing is judged, whatever the data is like.
    @Test(arguments: [
        "--fail-on brech", "--baseline agreement.yaml", "--waivers agreement.yaml", "--waivers-from nowhere",
        "--rule none",
        "--owner nobody", "--where score", "--max-waiver 1d", "--period never",
    ])
    func whatIsWrongIsTwo(options: String) throws {
        let scratch = try Scratch()
        let conditions: Conditions = [.breach, .goal, .unknown, .waiver]
        try conditions.write(to: scratch)
        let words = options.split(separator: " ").map(String.init)
        let result = try Command.run(["check", "agreement.yaml", "data"] + words, in: scratch.folder)
        #expect(result.code == 2, "\(result.output)\(result.talk)")
        #expect(!(result.output + result.talk).isEmpty)
    }

    // MARK: - Files, whole or not at all

    /// Many breaches, so that reports are long.
    private func writeMany(to scratch: Scratch, leads: Int) throws {
        try scratch.write(
            "leadpact: 1\nagreement: many\nparties: { sales: {} }\nresponsibilities: { sales: { scored: { require: score > 9, severity: critical } } }\n",
            to: "agreement.yaml")
        try scratch.write("id,score\n" + (0..<leads).map { "L-\($0),1\n" }.joined(), to: "data/leads.csv")
    }

    private static let many = ["check", "agreement.yaml", "data", "--as-of", "2026-03-10T00:00:00Z"]
    private static let outputs = ["json", "csv", "sarif", "junit"]

    @Test func aKilledRunLeavesOldFilesOrNewOnes() throws {
        let scratch = try Scratch()
        try writeMany(to: scratch, leads: 200)
        let write = Self.many + Self.outputs.flatMap { ["--format", "\($0)=out.\($0)"] }
        func files() throws -> [String] { try Self.outputs.map { try scratch.text("out.\($0)") } }
        func clear() throws { for output in Self.outputs { try scratch.write("old \(output)", to: "out.\(output)") } }
        let whole = try Command.run(write, in: scratch.folder)
        #expect(whole.code == 1)
        let new = try files()
        let old = Self.outputs.map { "old \($0)" }
        var random = SystemRandomNumberGenerator()
        var (untouched, replaced, between) = (0, 0, 0)
        for _ in 0..<200 {
            try clear()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Command.path)
            process.arguments = write
            process.currentDirectoryURL = scratch.folder
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: Double.random(in: 0...1.2 * whole.seconds, using: &random))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let found = try files()
            for (index, text) in found.enumerated() {
                #expect(text == old[index] || text == new[index], "\(Self.outputs[index]) is neither old nor new")
            }
            if found == old { untouched += 1 } else if found == new { replaced += 1 } else { between += 1 }
        }
        #expect(untouched + replaced + between == 200)
        #expect(untouched > 0 && replaced > 0, "\(untouched) untouched, \(replaced) replaced, \(between) between")
        // What killed runs left behind hinders no later one.
        try clear()
        #expect(try Command.run(write, in: scratch.folder).code == 1)
        #expect(try files() == new)
    }

    /// A file of the same process number, left by a run that was killed, as in a container where every run is number 1.
    @Test func whatAKilledRunLeftIsNoHindrance() throws {
        let scratch = try Scratch()
        try writeMany(to: scratch, leads: 3)
        let script =
            "touch out.csv.$$.part; exec '\(Command.path)' check agreement.yaml data --as-of 2026-03-10T00:00:00Z --format csv=out.csv"
        #expect(try shell(script, in: scratch).code == 1)
        #expect(try scratch.text("out.csv").hasPrefix("rule,"))
    }

    private func shell(_ script: String, in scratch: Scratch) throws -> (code: Int32, talk: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = scratch.folder
        process.standardOutput = FileHandle.nullDevice
        let talk = Pipe()
        process.standardError = talk
        try process.run()
        let said = String(decoding: talk.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }

    @Test(arguments: [
        ("--format json=/dev/full", "/dev/full"), ("--format csv > /dev/full", "standard output"),
        ("--format text > /dev/full", "standard output"),
    ])
    func aFullDeviceIsSaid(options: String, place: String) throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let scratch = try Scratch()
        try writeMany(to: scratch, leads: 2000)
        let check = "'\(Command.path)' \(Self.many.joined(separator: " ")) \(options)"
        let result = try shell(check, in: scratch)
        #expect(result.code == 2)
        #expect(result.talk == "leadpact: '\(place)' cannot be written: No space left on device\n", "\(result.talk)")
    }

    /// The old file stays, and nothing lies beside it.
    @Test func aFullDiskLeavesTheOldFile() throws {
        let scratch = try Scratch()
        try writeMany(to: scratch, leads: 5000)
        let disk = scratch.url("disk").path
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        guard try shell("mount -t tmpfs -o size=64k tmpfs '\(disk)'", in: scratch).code == 0 else {
            print("a full disk is not tried: mounting is not permitted here")
            return
        }
        defer { _ = try? shell("umount '\(disk)'", in: scratch) }
        try scratch.write("old", to: "disk/out.json")
        let result = try Command.run(Self.many + ["--format", "json=disk/out.json"], in: scratch.folder)
        #expect(result.code == 2)
        #expect(
            result.talk == "leadpact: 'disk/out.json' cannot be written: No space left on device\n", "\(result.talk)")
        #expect(try scratch.text("disk/out.json") == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["out.json"])
    }

    /// The same where the length of a file is limited.
    @Test func aFileThatMayNotGrowLeavesTheOldOne() throws {
        let scratch = try Scratch()
        try writeMany(to: scratch, leads: 5000)
        try scratch.write("old", to: "out/report.json")
        let check = "'\(Command.path)' \(Self.many.joined(separator: " ")) --format json=out/report.json"
        let result = try shell("trap '' XFSZ; ulimit -f 64; \(check)", in: scratch)
        #expect(result.code == 2)
        #expect(result.talk.contains("'out/report.json' cannot be written: File too large"), "\(result.talk)")
        #expect(try scratch.text("out/report.json") == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url("out").path) == ["report.json"])
    }

    /// A reader that has seen enough changes neither the exit code nor says anything.
    @Test(arguments: SelectionTests.formats) func aReaderThatGoesAwayIsNoFailure(format: String) throws {
        let scratch = try Scratch()
        try writeMany(to: scratch, leads: 5000)
        let check = "'\(Command.path)' \(Self.many.joined(separator: " ")) --format \(format)"
        let result = try shell("\(check) | head -1; exit ${PIPESTATUS[0]}", in: scratch)
        #expect(result.code == 1, "\(result.talk)")
        #expect(result.talk == "")
    }
}
