import BusinessTime
import Columns
import Conditions
import Findings
import Foundation
import Testing

@testable import Snapshots

@Suite struct SeriesTests {
    @Test(arguments: [
        ("2026-03-01", "2026-03-01", ""), ("20260301", "2026-03-01", ""), ("2026_03_01", "2026-03-01", ""),
        ("2026-03-01.csv", "2026-03-01", ".csv"), ("leads-2026-03-01.csv.gz", "2026-03-01", "leads.csv.gz"),
        ("2026-03-01_leads.csv", "2026-03-01", "leads.csv"), ("crm_20260301T0200Z", "2026-03-01 02:00Z", "crm"),
        ("2026-03-01T02-30-15Z", "2026-03-01 02:30:15Z", ""), ("2026-03-01 0230", "2026-03-01 02:30", ""),
        ("export 2026-03-01 final.csv", "2026-03-01", "export-final.csv"), ("leads.csv", "", ""),
        ("2026-13-01", "", ""),
        ("2026-02-30", "", ""), ("120260301", "", ""), ("202603011", "", ""), ("1234-01-01", "", ""), ("", "", ""),
    ])
    func readsDatesOfNames(name: String, date: String, rest: String) {
        let found = DatedName(name)
        var text = found.map { CivilDate.format($0.day) } ?? ""
        if let time = found?.time {
            let zone = found?.isUTC == true ? "Z" : ""
            let clock = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { String(format: "%02d", $0) }
            text += " " + (clock[2] == "00" ? clock.prefix(2) : clock[...]).joined(separator: ":") + zone
        }
        #expect(text == date)
        #expect((found?.rest ?? "") == rest)
    }

    /// What is derived of stages and owners, as `lead from>to earliest..latest`, and what is found, by code and count.
    private func derived(_ files: [String: String], manifest: String? = nil) throws -> (
        changes: [String], found: [String]
    ) {
        let folder = try TemporaryFolder()
        for (name, text) in files {
            let url = folder.url.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        if let manifest { try folder.write(Array("leadpact_snapshot: 1\n\(manifest)".utf8), to: "snapshot.yaml") }
        let (opened, findings) = try SnapshotSource.open(folder.path)
        guard let source = opened else { return ([], findings.map { "\($0.code.id) \($0.message)" }) }
        var tables = ["leads": Request.Table(columns: ["id": .text])]
        for table in ["stage_changes", "owner_changes"] where source.files[table] != nil {
            let texts = table == "stage_changes" ? ["from_stage", "to_stage"] : ["from_owner_id", "owner_id"]
            tables[table] = Request.Table(columns: ["lead_id": .text, "at": .instant, texts[0]: .text, texts[1]: .text])
        }
        let asOf = try #require(source.asOf)
        let reading = try source.read(Request(tables: tables, asOf: .max))
        let snapshot = try #require(reading.snapshot)
        func time(_ instant: Int64) -> String {
            // An instant right after a snapshot was taken is shown as `after` it.
            let text = CivilDate.format(instant: instant / 1000 * 1000).dropFirst(8).prefix(8)
            return (instant % 1000 == 1 ? "after " : "") + text.replacingOccurrences(of: "T", with: " ")
        }
        var changes: [String] = []
        for (name, texts) in [
            ("stage_changes", ["from_stage", "to_stage"]), ("owner_changes", ["from_owner_id", "owner_id"]),
        ] {
            guard let table = snapshot.table(name), case .instants(let at)? = table.columns["at"] else { continue }
            guard let latest = at.latest else { continue }
            changes += (0..<table.rowCount).map { row in
                let (from, to) = (table.cell(texts[0], row) ?? "", table.cell(texts[1], row) ?? "")
                return "\(table.cell("lead_id", row) ?? "") \(from)>\(to) \(time(at.values[row]))..\(time(latest[row]))"
            }
        }
        let doubts = reading.report.doubts.map { "\($0.code.id) \($0.count)" }
        return (changes + ["as of \(time(asOf))"], doubts.sorted())
    }

    private func leads(_ rows: String...) -> String {
        "id,created_at,stage,owner_id\n"
            + rows.map { $0.replacingOccurrences(of: "|", with: ",2026-03-01T08:00:00Z,") + "\n" }.joined()
    }

    @Test func derivesWhatDiffersBetweenNights() throws {
        let nights = [
            "2026-03-02/leads.csv": leads("a|inquiry,u", "b|mql,u"),
            "2026-03-03/leads.csv": leads("a|mql,v", "b|mql,u"),
            "2026-03-04/leads.csv": leads("b|sal,u", "a|mql,v", "c,2026-03-03T09:00:00Z,inquiry,u"),
        ]
        let (changes, found) = try derived(nights, manifest: "series: { at: 02:00 }\ntime_zone: UTC\n")
        #expect(
            changes == [
                "a >inquiry 01 08:00..02 02:00", "b >mql 01 08:00..02 02:00", "a inquiry>mql after 02 02:00..03 02:00",
                "b mql>sal after 03 02:00..04 02:00", "c >inquiry 03 09:00..04 02:00",
                "a u>v after 02 02:00..03 02:00", "as of 04 02:00",
            ])
        #expect(found == [])
    }

    /// Names that say no time of day: each snapshot was taken at some time of its day, and as-of is when that began.
    @Test func takesDaysForWhatTheyAre() throws {
        let nights = ["2026-03-02.csv": leads("a|inquiry,u"), "leads-2026-03-03.csv": leads("a|mql,u")]
        let (changes, found) = try derived(nights)
        #expect(
            changes == [
                "a >inquiry 01 08:00..02 23:59", "a inquiry>mql after 02 00:00..03 23:59", "as of 03 00:00",
            ])
        #expect(found == [])
    }

    @Test func findsWhatIsWrongWithASeries() throws {
        let one = leads("a|inquiry,u", "b|inquiry,u")
        let (changes, found) = try derived([
            "2026-03-02T0200Z/leads.csv": one, "2026-03-03T0200Z/leads.csv": leads("a|inquiry,u"),
            "2026-03-04T0200Z/leads.csv": leads("a|inquiry,u", "b|mql,u", "c|inquiry,u"),
            "20260304T0200Z/leads.csv": leads("a|inquiry,u", "b|mql,u", "c|inquiry,u"),
            "2026-03-05T0200Z/leads.csv": "id,created_at,status\na,2026-03-01T08:00:00Z,mql\nb,,\n",
            "2026-03-06T0200Z/notes.txt": "nothing\n",
            "2026-03-08T0200Z/leads.csv": leads("a|mql,u", "b|mql,u"),
        ])
        // Away for a night, and without a stage for one: the change lies between the snapshots that know.
        #expect(changes.contains("b inquiry>mql after 02 02:00..04 02:00"))
        #expect(changes.contains("a inquiry>mql after 04 02:00..08 02:00"))
        #expect(found == ["LP0545 1", "LP0545 1", "LP0546 1", "LP0547 1", "LP0548 1", "LP0549 1"])
    }

    /// Where manifests say when each was taken, their order counts, and not that of the names.
    @Test func ordersByAsOf() throws {
        func manifest(_ day: Int) -> String {
            "leadpact_snapshot: 1\nas_of: 2026-03-0\(day)T02:00:00Z\ntables: { leads: { file: leads.csv } }\n"
        }
        let (changes, found) = try derived([
            "2026-03-02/leads.csv": leads("a|mql,u"), "2026-03-02/snapshot.yaml": manifest(3),
            "2026-03-03/leads.csv": leads("a|inquiry,u"), "2026-03-03/snapshot.yaml": manifest(2),
        ])
        #expect(
            changes == ["a >inquiry 01 08:00..02 02:00", "a inquiry>mql after 02 02:00..03 02:00", "as of 03 02:00"])
        #expect(found == ["LP0546 1"])
    }

    /// A history that is there is taken; tables that lie beside the snapshots are of the last.
    @Test func leavesAHistoryAsItIs() throws {
        let files = [
            "2026-03-02/leads.csv": leads("a|inquiry,u"), "2026-03-03/leads.csv": leads("a|mql,v"),
            "stage_changes.csv": "lead_id,to_stage,at\na,mql,2026-03-02T12:00:00Z\n",
        ]
        let (changes, _) = try derived(files, manifest: "series: { at: 02:00 }\n")
        #expect(changes == ["a u>v after 02 02:00..03 02:00", "as of 03 02:00"])
    }
}

extension Snapshot.Table {
    fileprivate func cell(_ column: String, _ row: Int) -> String? {
        if case .text(let texts)? = columns[column] { texts.text(row) } else { nil }
    }
}
