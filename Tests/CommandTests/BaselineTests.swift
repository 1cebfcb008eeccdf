import CommandSupport
import Foundation
import Testing

/// A gate that was switched on while there were breaches fails for new ones only, and forgets none.
@Suite struct BaselineTests {
    private static let check = ["check", "agreement.yaml", "data", "--baseline", "baseline.txt"]

    /// Two leads without a touch on time.
    private func scratch(leads: [String] = ["L-1", "L-2"], asOf: String = "2026-03-02T00:00:00Z") throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(
            """
            leadpact: 1
            agreement: small
            parties: { sales: {} }
            responsibilities:
              sales:
                scored: { require: score > 9, severity: critical, goal: { met: 90% } }
            gate: { fail_on: [critical, goal] }

            """, to: "agreement.yaml")
        try write(leads, asOf, to: scratch)
        return scratch
    }

    private func write(_ leads: [String], _ asOf: String, to scratch: Scratch) throws {
        try scratch.write(
            "leadpact_snapshot: 1\nas_of: \(asOf)\ntables: { leads: { file: leads.csv } }\n", to: "data/snapshot.yaml")
        try scratch.write(
            "id,score\nL-0,10\n" + leads.map { "\($0),1\n" }.joined(), to: "data/leads.csv")
    }

    private func begin() throws -> Scratch {
        let scratch = try scratch()
        #expect(try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder).code == 1)
        let written = try Command.run(
            ["check", "agreement.yaml", "data", "--write-baseline", "baseline.txt"], in: scratch.folder)
        #expect(
            written.code == 0 && written.talk == "leadpact: wrote 2 breaches to 'baseline.txt'\n", "\(written.talk)")
        return scratch
    }

    @Test func isSortedTextThatDiffsWell() throws {
        let scratch = try begin()
        #expect(
            try scratch.text("baseline.txt") == """
                leadpact-baseline 1
                agreement\tsmall
                # rule, what it is about, day on which it was first seen
                scored\tL-1\t2026-03-02
                scored\tL-2\t2026-03-02

                """)
    }

    @Test func failsForNewBreachesOnly() throws {
        let scratch = try begin()
        try write(["L-2", "L-1"], "2026-03-05T00:00:00Z", to: scratch)
        let old = try Command.run(Self.check, in: scratch.folder)
        #expect(old.code == 0)
        #expect(old.output.hasPrefix("The gate passes: none of 2 breaches is new.\n"), "\(old.output)")
        #expect(old.output.contains("Baseline baseline.txt: 0 new; 2 known, the oldest since 2026-03-02 (3 days)."))
        try write(["L-1", "L-3", "L-2"], "2026-03-06T00:00:00Z", to: scratch)
        let new = try Command.run(Self.check, in: scratch.folder)
        #expect(new.code == 1)
        #expect(new.output.hasPrefix("The gate fails: 1 new breach of critical rules, 1 goal missed;"), "\(new.output)")
        #expect(new.output.contains("known since 2026-03-02"))
    }

    /// The age stands in every format that lists breaches, and tells new from old.
    @Test(arguments: [
        ("concise", "L-1: known since 2026-03-02", "L-3: new:"),
        ("json", "\"since\": \"2026-03-02\"", "\"since\": null"),
        ("jsonl", "\"since\": \"2026-03-02\"", "\"since\": null"), ("markdown", "| 2026-03-02 |", "| new |"),
        ("junit", "known since 2026-03-02", "<failure type=\"breach\" message=\"scored, owed by sales: L-3"),
        ("sarif", "\"baselineState\": \"unchanged\"", "\"baselineState\": \"new\""),
        ("github", "L-1: not true: score > 9, known since 2026-03-02", "1 new, 2 known to the baseline"),
        ("gitlab", "known since 2026-03-02", "L-3: not true: score > 9\""),
        ("prom", "leadpact_breached_new{", "} 1"), ("csv", "scored,sales,L-1", ",2026-03-02\n"),
    ])
    func ageStandsInEveryReport(format: String, old: String, new: String) throws {
        let scratch = try begin()
        try write(["L-1", "L-2", "L-3"], "2026-03-06T00:00:00Z", to: scratch)
        let output = try Command.run(Self.check + ["--format", format], in: scratch.folder).output
        #expect(output.contains(old) && output.contains(new), "\(output)")
    }

    @Test func whatIsGoneIsTakenOut() throws {
        let scratch = try begin()
        try write(["L-2"], "2026-03-05T00:00:00Z", to: scratch)
        let before = try scratch.text("baseline.txt")
        let told = try Command.run(Self.check, in: scratch.folder)
        #expect(told.code == 0 && told.output.contains("1 entry is no breach any more (--prune takes them out)"))
        #expect(try scratch.text("baseline.txt") == before)
        let strict = try Command.run(Self.check + ["--strict-baseline"], in: scratch.folder)
        #expect(strict.code == 1)
        #expect(strict.output.hasPrefix("The gate fails: 1 entry of the baseline is no breach any more"))
        let pruned = try Command.run(Self.check + ["--prune"], in: scratch.folder)
        #expect(pruned.code == 0 && pruned.talk == "leadpact: took 1 entry out of 'baseline.txt'\n")
        #expect(try scratch.text("baseline.txt") == before.replacing("scored\tL-1\t2026-03-02\n", with: ""))
        #expect(try Command.run(Self.check + ["--strict-baseline"], in: scratch.folder).code == 0)
        // A breach that comes back is new.
        try write(["L-1", "L-2"], "2026-03-07T00:00:00Z", to: scratch)
        #expect(try Command.run(Self.check, in: scratch.folder).code == 1)
    }

    @Test func writingItAnewKeepsTheDays() throws {
        let scratch = try begin()
        try write(["L-3", "L-2"], "2026-03-05T00:00:00Z", to: scratch)
        _ = try Command.run(
            ["check", "agreement.yaml", "data", "--write-baseline", "baseline.txt"], in: scratch.folder)
        #expect(
            try scratch.text("baseline.txt").hasSuffix("scored\tL-2\t2026-03-02\nscored\tL-3\t2026-03-05\n"))
    }

    /// What only a part of the data shows cannot be told from what is gone.
    @Test func aPartOfTheDataTakesNothingOut() throws {
        let scratch = try begin()
        try scratch.write("id,score\nL-0,10\nL-2,1\nL-1,\"a\n", to: "data/leads.csv")
        let text = try scratch.text("baseline.txt")
        let result = try Command.run(Self.check + ["--prune", "--tolerate", "90%"], in: scratch.folder)
        #expect(try scratch.text("baseline.txt") == text, "\(result.output)\(result.talk)")
        let other = try Command.run(Self.check + ["--period", "2026-03"], in: scratch.folder)
        #expect(!other.output.contains("no breach any more"))
    }
}
