import CommandSupport
import Foundation
import Testing

/// Waivers excuse for a time, for a reason, by the word of the other party, and are never forgotten.
@Suite struct WaiverTests {
    /// A rule whose one breach falls due on 4 March 2026 in Berlin, and one that judges the present.
    private func scratch(waivers: String = "", asOf: String = "2026-03-10T12:00:00Z") throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(
            """
            leadpact: 1
            agreement: small
            time_zone: Europe/Berlin
            parties: { sales: { name: Tom }, marketing: { name: Ana } }
            definitions:
              stages: { mql: { with: sales } }
              events: { touch: { in: activities } }
            responsibilities:
              sales:
                touched: { clock: { from: first enters mql, to: touch, within: 24 hours }, severity: critical }
                scored: { require: score > 9 }
            \(waivers.isEmpty ? "" : "waivers:\n\(waivers)")
            gate: { fail_on: critical }

            """, to: "agreement.yaml")
        try scratch.write(
            """
            leadpact_snapshot: 1
            as_of: \(asOf)
            tables:
              leads: { file: leads.csv }
              stage_changes: { file: stage_changes.csv }
              activities: { file: activities.csv }

            """, to: "data/snapshot.yaml")
        try scratch.write("id,score,region\nL-1,10,east\nL-2,10,west\n", to: "data/leads.csv")
        // Due at 23:59 on 4 March in Berlin.
        try scratch.write(
            "lead_id,to_stage,at\nL-1,mql,2026-03-03T22:59:00Z\nL-2,mql,2026-03-09T22:59:00Z\n",
            to: "data/stage_changes.csv")
        try scratch.write("lead_id,at\nL-2,2026-03-09T23:00:00Z\n", to: "data/activities.csv")
        return scratch
    }

    private func waiver(
        _ from: String, _ until: String, rule: String = "touched", by approver: String = "Ana",
        where condition: String? = nil
    ) -> String {
        let scope = condition.map { ", where: \($0)" } ?? ""
        return "  - { rule: \(rule)\(scope), from: \(from), until: \(until), reason: Fair, approved_by: \(approver) }\n"
    }

    private static let check = ["check", "agreement.yaml", "data"]

    /// Inclusive on both ends, in the agreement's zone.
    @Test(arguments: [
        ("2026-03-04", "2026-03-04", 0), ("2026-03-01", "2026-03-04", 0), ("2026-03-04", "2026-03-31", 0),
        ("2026-03-01", "2026-03-03", 1), ("2026-03-05", "2026-03-31", 1),
    ])
    func holdsOnItsFirstAndLastDay(from: String, until: String, code: Int) throws {
        let scratch = try scratch(waivers: waiver(from, until))
        let result = try Command.run(Self.check, in: scratch.folder)
        #expect(result.code == Int32(code), "\(result.output)")
    }

    /// Every summary counts what is waived, and names the oldest.
    @Test(arguments: ["text", "markdown", "github", "json", "jsonl", "sarif", "junit", "prom"])
    func isCountedInEverySummary(format: String) throws {
        let scratch = try scratch(waivers: waiver("2026-03-04", "2026-03-04"))
        let output = try Command.run(Self.check + ["--format", format], in: scratch.folder).output
        let words = format == "prom" ? "leadpact_waived{" : "1 breach waived, the oldest due 2026-03-04"
        #expect(output.contains(words) || format == "junit" && output.contains("waived by Ana: Fair"), "\(output)")
    }

    @Test func isASuppressionInSARIF() throws {
        let scratch = try scratch(waivers: waiver("2026-03-04", "2026-03-04"))
        let output = try Command.run(Self.check + ["--format", "sarif"], in: scratch.folder).output
        #expect(
            output.contains(
                #""suppressions": [{"kind": "external", "status": "accepted", "justification": "waived by Ana: Fair"}]"#
            ))
    }

    @Test func aBreachThatIsBackSaysSo() throws {
        let scratch = try scratch(waivers: waiver("2026-03-01", "2026-03-03"))
        let result = try Command.run(Self.check, in: scratch.folder)
        #expect(result.code == 1)
        #expect(result.output.contains("; its waiver ended on 2026-03-03"), "\(result.output)")
        #expect(result.output.contains("1 breach of 'touched' is back: the waiver ended on 2026-03-03 [LP0710]"))
    }

    @Test(arguments: [
        ("2026-03-04", "2026-03-04", "region = 'west'", true), ("2026-03-06", "2026-03-08", nil, true),
        ("2026-03-04", "2026-03-04", nil, false), ("2026-04-01", "2026-04-30", nil, false),
        ("2025-03-04", "2025-03-09", nil, false),
    ])
    func saysWhatExcusesNothing(from: String, until: String, condition: String?, isUnused: Bool) throws {
        let scratch = try scratch(waivers: waiver(from, until, where: condition))
        let result = try Command.run(Self.check, in: scratch.folder)
        #expect(result.output.contains("[LP0709]") == isUnused, "\(result.output)")
        // A part of the leads cannot tell.
        let some = try Command.run(Self.check + ["--where", "region = 'west'"], in: scratch.folder)
        #expect(!some.output.contains("[LP0709]"))
    }

    @Test func mayStandInAFileBeside() throws {
        let scratch = try scratch()
        let before = try Command.run(Self.check + ["--format", "json"], in: scratch.folder)
        #expect(before.code == 1)
        try scratch.write(
            "leadpact_waivers: 1\nagreement: small\nwaivers:\n\(waiver("2026-03-04", "2026-03-04"))", to: "waivers.yaml"
        )
        let with = Self.check + ["--waivers", "waivers.yaml"]
        let waived = try Command.run(with + ["--format", "json"], in: scratch.folder)
        #expect(waived.code == 0, "\(waived.output)\(waived.talk)")
        // What was accepted stays what it is.
        func digest(_ text: String) -> String? { text.firstMatch(of: #/"digest": "([0-9a-f]+)"/#).map { String($0.1) } }
        #expect(digest(waived.output) == digest(before.output))
        try scratch.write("leadpact_waivers: 1\nagreement: other\nwaivers: []\n", to: "waivers.yaml")
        let other = try Command.run(with, in: scratch.folder)
        #expect(other.code == 2 && other.output.contains("[LP0712]"), "\(other.output)")
        try scratch.write(
            "leadpact_waivers: 1\nagreement: small\nwaivers:\n\(waiver("2026-03-04", "2026-03-04", rule: "touchd"))",
            to: "waivers.yaml")
        let misspelt = try Command.run(with, in: scratch.folder)
        #expect(misspelt.code == 2 && misspelt.output.contains("waivers.yaml:4:"), "\(misspelt.output)")
    }

    @Test func holdsForALimitedTime() throws {
        let scratch = try scratch(waivers: waiver("2026-03-04", "2026-03-13"))
        #expect(try Command.run(Self.check + ["--max-waiver", "10d"], in: scratch.folder).code == 0)
        let long = try Command.run(Self.check + ["--max-waiver", "9d"], in: scratch.folder)
        #expect(long.code == 2 && long.output.contains("9 days at most, found 10 days [LP0711]"), "\(long.output)")
    }

    @Test func isGivenByTheOtherParty() throws {
        let own = try scratch(waivers: waiver("2026-03-04", "2026-03-04", by: "Tom"))
        let warned = try Command.run(Self.check, in: own.folder)
        #expect(warned.code == 0 && warned.output.contains("warning: this waiver is approved by the party that owes"))
        for approver in ["Tom", "Somebody"] {
            let scratch = try scratch(waivers: waiver("2026-03-04", "2026-03-04", by: approver))
            let refused = try Command.run(Self.check + ["--strict-waivers"], in: scratch.folder)
            #expect(refused.code == 2 && refused.output.contains("who may approve it: Ana"), "\(refused.output)")
        }
        let other = try scratch(waivers: waiver("2026-03-04", "2026-03-04"))
        #expect(try Command.run(Self.check + ["--strict-waivers"], in: other.folder).code == 0)
    }

    /// A change cannot exempt itself: its waivers count once they are in the branch it is merged into.
    @Test func areTakenFromTheBase() throws {
        let scratch = try scratch()
        func git(_ words: String...) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"] + words
            process.currentDirectoryURL = scratch.folder
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "git \(words)")
        }
        try git("init", "-q", "-b", "main")
        try git("add", ".")
        try git("commit", "-q", "-m", "base")
        let exempt = try self.scratch(waivers: waiver("2026-03-04", "2026-03-04")).text("agreement.yaml")
        try scratch.write(exempt, to: "agreement.yaml")
        #expect(try Command.run(Self.check, in: scratch.folder).code == 0)
        let held = try Command.run(Self.check + ["--waivers-from", "main"], in: scratch.folder)
        #expect(held.code == 1)
        #expect(
            held.output.contains("this waiver is not in 'main', and excuses nothing yet [LP0713]"), "\(held.output)")
        try git("commit", "-q", "-a", "-m", "merged")
        let merged = try Command.run(Self.check + ["--waivers-from", "main"], in: scratch.folder)
        #expect(merged.code == 0 && !merged.output.contains("LP0713"), "\(merged.output)")
        for revision in ["nowhere", "--output=x"] {
            let unknown = try Command.run(Self.check + ["--waivers-from=\(revision)"], in: scratch.folder)
            #expect(unknown.code == 2 && unknown.output.contains("[LP0714]"), "\(unknown.output)\(unknown.talk)")
        }
    }
}
