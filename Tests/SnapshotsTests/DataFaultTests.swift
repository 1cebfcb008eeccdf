import BusinessTime
import Columns
import Findings
import Testing

@testable import Snapshots

/// What is wrong with the rows of tables, where it is, and what becomes of the others.
@Suite struct DataFaultTests {
    /// A file of leads with a mapping, what is found, and the ids that are left.
    @Test(
        arguments: [
            // structure
            (
                "", "id,stage\n1,mql\n2\n3,sal\n", "LP0501 leads.csv:3:1 the row has 1 field, the header has 2",
                ["1", "3"]
            ),
            ("", "id,stage\n1,mql,x\n3,sal\n", "LP0501 leads.csv:2:1 the row has 3 fields, the header has 2", ["3"]),
            ("", "id,stage\n1,\"a\nb\"\n\n2,x,\n", "LP0501 leads.csv:5:1 the row has 3 fields", ["1"]),
            (
                "", "id,stage\n1,5\" pipe\n2,mql\n", "LP0502 leads.csv:2:4 a quote stands in the middle of a field",
                ["2"]
            ),
            (
                "", "id,stage\n1,\"a\"b\n2,\"c\"\n", "LP0502 leads.csv:2:6 text follows the quote that ends a field",
                ["2"]
            ),
            ("", "id,stage\n1, \"a\"\n2,c\n", "LP0502 leads.csv:2:4", ["2"]),
            (
                "", "id,stage\n1,a\n2,\"open\n3,c\n", "LP0503 leads.csv:3:3 a quote is opened here and never closed",
                ["1"]
            ),
            ("", "id,stage\r\n1,é\"\r\n2,mql", "LP0502 leads.csv:2:4", ["2"]),
            // text
            (
                "", "id,company\n1,a\u{0}b\n2,c\n",
                "LP0505 leads.csv:2:3 a NUL byte in company, at byte 2 of the field", ["2"]
            ),
            // ids
            ("", "id,stage\n,mql\n2,sal\n", "LP0512 leads.csv:2:1 the row has no value in id", ["2"]),
            (
                "", "id,stage\n7,a\n8,\"b\nb\"\n7,c\n", "LP0511 leads.csv:5:1 the id '7' is that of line 2 already",
                ["7", "8"]
            ),
            // numbers and booleans
            ("", "id,score\n1,80\n2,\"1,234.5\"\n3,\n", "LP0508 leads.csv:3:3 '1,234.5' is no number", ["1", "3"]),
            ("", "id,score\n1,inf\n", "LP0508 leads.csv:2:3 'inf' is no number", []),
            (
                "", "id,do_not_contact\n1,TRUE\n2,maybe\n3,no\n",
                "LP0509 leads.csv:3:3 'maybe' is neither true nor false", ["1", "3"]
            ),
            (
                "values: { do_not_contact: { maybe: null, never: true } }",
                "id,do_not_contact\n1,maybe\n2,never\n3,x\n", "LP0509 leads.csv:4:3 'x'", ["1", "2"]
            ),
            // instants
            (
                "", "id,created_at\n1,2026-01-05T10:00:00Z\n2,2026-02-30T10:00:00Z\n",
                "LP0506 leads.csv:3:3 '2026-02-30T10:00:00Z' is no instant as Y-M-D with a time of day and an offset",
                ["1"]
            ),
            (
                "", "id,created_at\n1,2026-01-05T10:00:00Z\n2,2026-02-03T10:00:00\n3,\n", "LP0506 leads.csv:3:3",
                ["1", "3"]
            ),
            ("", "id,created_at\n1,2026-01-05T10:00:00Z\n2,2026-02-03\n", "LP0506 leads.csv:3:3", ["1"]),
            (
                "time_zone: UTC", "id,created_at\n1,2026-01-05\n2,2026-02-03 10:00\n",
                "LP0506 leads.csv:3:3 '2026-02-03 10:00' is no instant as Y-M-D without a time of day", ["1"]
            ),
            ("", "id,created_at\n1,n/a\n2,2026-02-03T10:00:00Z\n", "LP0506 leads.csv:2:3 'n/a'", ["2"]),
            (
                "values: { created_at: { n/a: null, \"-\": null } }",
                "id,created_at\n1,n/a\n2,2026-02-03T10:00:00Z\n3,x\n", "LP0506 leads.csv:4:3 'x'", ["1", "2"]
            ),
            ("", "id,created_at\n1,1760000000\n2,1760000000000\n", "", ["1", "2"]),
            (
                "", "id,created_at\n1,1760000000\n2,soon\n",
                "LP0506 leads.csv:3:3 'soon' is no instant in epoch seconds", ["1"]
            ),
            (
                "times: { created_at: D/M/Y }\n    time_zone: UTC", "id,created_at\n1,31/01/2026\n2,01/31/2026\n",
                "LP0506 leads.csv:3:3 '01/31/2026' is no instant as D/M/Y without a time of day", ["1"]
            ),
            // stages
            (
                "", "id,stage\n1,mql\n2,MQL\n3,\n", "LP0510 leads.csv:3:3 stage 'MQL' is none of the agreement's",
                ["1", "3"]
            ),
            (
                "values: { stage: { Open: mql, Lost: null } }", "id,stage\n1,Open\n2,Lost\n3,Won\n",
                "LP0510 leads.csv:4:3 stage 'Won'", ["1", "2"]
            ),
            (
                "ignore: { stage: [Won] }", "id,stage\n1,mql\n2,Won\n3,Wan\n", "LP0510 leads.csv:4:3 stage 'Wan'",
                ["1", "2"]
            ),
            // of rows that `where` leaves out nothing is wrong
            (
                "where: kind = 'lead'", "id,kind,score\n1,lead,5\n2,contact,x\n3,lead,y\n", "LP0508 leads.csv:4:8 'y'",
                ["1"]
            ),
            ("where: score > 3", "id,score\n1,5\n2,x\n3,1\n", "LP0508 leads.csv:3:3 'x'", ["1"]),
            // other delimiters and line ends
            ("delimiter: semicolon", "id;score\r\n1;\"5\"\r\n2;a,b\r\n", "LP0508 leads.csv:3:3 'a,b'", ["1"]),
            ("", "id\tscore\r1\t5\r2\tx\r", "LP0508 leads.csv:3:3 'x'", ["1"]),
            ("", "\u{FEFF}id,score\n1,5\n2,x", "LP0508 leads.csv:3:3 'x'", ["1"]),
            ("", "id,company,score\n1,\"a\nb\",5\n2,\"ü, \"\"é\"\"\",x\n", "LP0508 leads.csv:4:14 'x'", ["1"]),
            ("", "id,company,score\n1,\"a\nbc\",x\n", "LP0508 leads.csv:3:5 'x'", []),
        ] as [(String, String, String, [String])])
    func namesFaults(mapping: String, text: String, wanted: String, ids: [String]) throws {
        let folder = try TemporaryFolder([
            "leads.csv": text,
            "snapshot.yaml":
                "leadpact_snapshot: 1\ntables:\n  leads:\n    file: leads.csv\n"
                + (mapping.isEmpty ? "" : "    \(mapping)\n"),
        ])
        let stages: Set<String>? = wanted.contains("LP0510") ? ["mql", "sal"] : nil
        for (threads, blockSize) in [(1, 1 << 18), (1, 3), (2, 64)] {
            let (_, findings, found) = try readAll(
                folder.path, stages: stages, threads: threads, blockSize: blockSize)
            let reading = try #require(found, "\(findings.map(\.words))")
            guard wanted != "" else { continue }
            #expect(reading.words.contains { $0.trimmingPrefix("  ").hasPrefix(wanted) }, "\(reading.words)")
            #expect(reading.snapshot?.texts("leads", "id") == ids.map { $0 })
            #expect(reading.report.isUnfit())
            #expect(reading.report.isUnfit(tolerance: 0.9) == wanted.hasPrefix("LP0503") || ids.isEmpty)
        }
    }

    /// Columns that cannot be read as a whole are refused before a row is.
    @Test(arguments: [
        ("", "2026-01-05 10:00", "LP0414 leads.csv:2:1 the times of leads.created_at carry no offset", "time_zone"),
        ("", "2026-01-05", "LP0414 leads.csv:2:1 leads.created_at holds dates", "time_zone"),
        (
            "times: { created_at: { offset: ignored } }", "2026-01-05T10:00:00Z", "LP0414 leads.csv:2:1 the offsets",
            "time_zone"
        ),
        (
            "time_zone: UTC", "03/04/2026",
            "LP0415 leads.csv:2:1 leads.created_at can be read in two ways: '03/04/2026' is 2026-04-03 as D/M/Y, 2026-03-04 as M/D/Y",
            "'times: { created_at: D/M/Y }'"
        ),
        (
            "time_zone: UTC", "03/04/2026\n2,13/04/2026\n3,04/13/2026",
            "LP0415 leads.csv:2:1 leads.created_at mixes orders", "'13/04/2026' (line 3) is no M/D/Y"
        ),
        ("time_zone: UTC", "03/04/26", "LP0415 leads.csv:2:1 leads.created_at can be read in two ways", "D/M/YY"),
        (
            "time_zone: UTC", "\n2,03/14/2026 10:00 AM",
            "LP0416 leads.csv:3:1 leads.created_at is read as M/D/Y, since '03/14/2026 10:00 AM' (line 3) fits only that",
            "times: { created_at: M/D/Y }"
        ),
        (
            "time_zone: UTC", "03/04/2026\n2,14/04/2026",
            "LP0416 leads.csv:2:1 leads.created_at is read as D/M/Y, since '14/04/2026' (line 3)", "D/M/Y"
        ),
    ])
    func decidesAWholeColumn(mapping: String, values: String, wanted: String, note: String) throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,created_at\n1,\(values)\n",
            "snapshot.yaml": "leadpact_snapshot: 1\ntables:\n  leads:\n    file: leads.csv\n    \(mapping)\n",
        ])
        let reading = try #require(try readAll(folder.path, blockSize: 5).reading)
        #expect(reading.words.contains { $0.hasPrefix(wanted) }, "\(reading.words)")
        #expect(
            reading.report.findings.contains { $0.notes.contains { $0.contains(note) } }, "\(reading.report.findings)")
        #expect((reading.snapshot == nil) == !wanted.hasPrefix("LP0416"))
        #expect(reading.report.isUnfit(tolerance: 1) == !wanted.hasPrefix("LP0416"))
    }

    @Test(arguments: [
        ("2026-07-03T14:05:09.5Z", "", TimePrecision.millisecond), ("2026-07-03T14:05:09Z", "", .second),
        ("2026-07-03T14:05:09.123Z\n2,2026-07-03T14:05:09Z", "", .second), ("2026-07-03T14:05Z", "", .minute),
        ("2026-07-03", "", .day), ("1760000000", "", .second), ("1760000000123", "", .millisecond),
        ("2026-07-03T00:00:00Z", "times: { created_at: { precision: day } }", .day), ("3 Jul 2026 10:00", "", .minute),
    ])
    func knowsThePrecision(value: String, mapping: String, precision: TimePrecision) throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,created_at\n1,\(value)\n",
            "snapshot.yaml":
                "leadpact_snapshot: 1\ntime_zone: UTC\ntables:\n  leads:\n    file: leads.csv\n    \(mapping)\n",
        ])
        let reading = try #require(try readAll(folder.path).reading)
        guard case .instants(let column)? = reading.snapshot?.leads.columns["created_at"] else {
            Issue.record("\(reading.words)")
            return
        }
        #expect(column.precision == precision)
    }

    /// Local times, with the clock changes of a zone.
    @Test(arguments: [
        ("2026-03-08 01:59:59", "2026-03-08T06:59:59Z"), ("2026-03-08 02:30:00", "2026-03-08T07:30:00Z"),
        ("2026-11-01 01:30:00", "2026-11-01T05:30:00Z"), ("2026-07-03", "2026-07-03T04:00:00Z"),
        ("2026-12-31 23:59", "2027-01-01T04:59:00Z"), ("2105-07-03 12:00:00", "2105-07-03T16:00:00Z"),
    ])
    func readsLocalTimes(value: String, wanted: String) throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,created_at\n1,\(value)\n",
            "snapshot.yaml":
                "leadpact_snapshot: 1\ntables: { leads: { file: leads.csv, time_zone: America/New_York } }\n",
        ])
        let snapshot = try #require(try readAll(folder.path).reading?.snapshot)
        #expect(
            snapshot.texts("leads", "created_at").map { $0.flatMap(Int64.init).map { CivilDate.format(instant: $0) } }
                == [wanted])
    }

    @Test func ignoresOffsetsThatAreWrong() throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,created_at\n1,2026-07-03 10:00:00+00:00\n",
            "snapshot.yaml": """
            leadpact_snapshot: 1
            tables:
              leads: { file: leads.csv, times: { created_at: { offset: ignored, time_zone: Europe/Rome } } }
            """,
        ])
        let snapshot = try #require(try readAll(folder.path).reading?.snapshot)
        #expect(snapshot.texts("leads", "created_at") == ["\(CivilDate.parseInstant("2026-07-03T08:00:00Z") ?? 0)"])
    }

    @Test func refusesIllFormedTextInUsedColumnsOnly() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            Array("id,company,note\n1,ok,".utf8) + [0xC3, 0x28] + Array("\n2,".utf8) + [0xFF] + Array(",x\n".utf8),
            to: "leads.csv")
        let source = try #require(try SnapshotSource.open(folder.path).source)
        let some = try source.read(Request(tables: ["leads": Request.Table(columns: ["company": .text])], asOf: 0))
        #expect(
            some.words == [
                "LP0504 values of leads.company that are not UTF-8: 1",
                "  LP0504 leads.csv:3:3 company is not UTF-8: byte 0xFF at byte 1 of the field",
            ])
        #expect(some.snapshot?.leads.rowCount == 1)
        let none = try source.read(Request(tables: ["leads": Request.Table()], asOf: 0))
        #expect(none.words.isEmpty)
        #expect(none.snapshot?.leads.rowCount == 2)
    }

    @Test func refusesADuplicateHeaderOnlyWhereItIsUsed() throws {
        let folder = try TemporaryFolder(["leads.csv": "id,Variant,Variant\n1,a,b\n"])
        let source = try #require(try SnapshotSource.open(folder.path).source)
        #expect(try source.read(Request(tables: ["leads": Request.Table()], asOf: 0)).words.isEmpty)
        let used = try source.read(Request(tables: ["leads": Request.Table(columns: ["Variant": .text])], asOf: 0))
        #expect(used.snapshot == nil)
        #expect(
            used.words == [
                "LP0412 leads.csv:1:1 'Variant' is the header of column 2 and of column 3 of '\(folder.path)/leads.csv'"
            ])
    }

    @Test func keepsRejectedRowsAsTheyStand() throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,score,company\r\n1,x,\"a\r\nb\"\r\n2,5,c\r\n3\r\n4,y,\r\n", "users.csv": "id\nu\nu\n",
        ])
        for threads in [1, 3] {
            let report = try #require(try readAll(folder.path, threads: threads, blockSize: 8).reading?.report)
            let leads = try #require(report.rejected?.filter { $0.table == "leads" })
            #expect(leads.map(\.line) == [2, 5, 6])
            #expect(leads.map { String(decoding: $0.text, as: UTF8.self) } == ["1,x,\"a\r\nb\"", "3", "4,y,"])
            #expect(leads[0].reason == "score: 'x' is no number")
            #expect(report.rows["leads"] == DataReport.Rows(read: 4, rejected: 3, kept: 1))
            #expect(report.rows["users"] == DataReport.Rows(read: 2, rejected: 1, kept: 1))
            #expect(abs(report.rejectedShare - 4.0 / 6) < 1e-12)
        }
    }

    @Test func leavesOutWhatMeansNothing() throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": "leadpact_snapshot: 1\nas_of: 2026-02-01T00:00:00Z\n",
            "leads.csv": "id,owner_id\n1,u\n2,gone\n3,\n", "users.csv": "id,manager_id\nu,boss\n",
            "activities.csv": """
            id,lead_id,user_id,at
            a,1,u,2026-01-05T10:00:00Z
            b,,u,2026-01-05T10:00:00Z
            c,9,u,2026-01-05T10:00:00Z
            d,1,u,2026-02-01T00:00:01Z
            e,2,x,2026-02-01T00:00:00Z
            f,9,u,soon

            """,
        ])
        let reading = try #require(try readAll(folder.path).reading)
        #expect(
            reading.words == [
                "LP0506 values of activities.at that are no instants in the column's format: 1",
                "  LP0506 activities.csv:7:7 'soon' is no instant as Y-M-D with a time of day and an offset",
                "LP0525 users whose manager no user row knows: 1",
                "LP0523 leads whose owner no user row knows: 1",
                "  LP0523 leads.csv:3:1 no user has the id in owner_id",
                "LP0520 activities of leads that are not in the export: 1",
                "  LP0520 activities.csv:4:1 the lead of this row is not in the export",
                "LP0521 activities that name no lead: 1",
                "  LP0521 activities.csv:3:1 this row names no lead",
                "LP0522 activities after as-of: 1",
                "  LP0522 activities.csv:5:1 this row is later than as-of",
                "LP0524 activities with a user that no user row knows: 1",
                "  LP0524 activities.csv:6:1 no user has the id in user_id",
            ])
        #expect(reading.snapshot?.texts("activities", "id") == ["a", "e"])
        #expect(reading.snapshot?.link("lead", of: "activities")?.rows == [0, 1])
        #expect(reading.snapshot?.link("owner", of: "leads")?.rows == [0, -1, -1])
        #expect(reading.snapshot?.managerRow == [-1])
    }
}
