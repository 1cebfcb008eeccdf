import BusinessTime
import Columns
import Conditions
import Findings
import Testing

@testable import Snapshots

/// Data that can be read and still cannot be true.
@Suite struct DoubtTests {
    struct ClockCase: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var written: @Sendable (Int) -> String
        var doubt: String?

        init(_ name: String, _ written: @escaping @Sendable (Int) -> String, _ doubt: String?) {
            testDescription = name
            self.written = written
            self.doubt = doubt
        }
    }

    static let clockCases = [
        ClockCase(
            "plausible",
            { (n: Int) -> String in "2026-0\(n % 8 + 1)-1\(n % 10)T\(n % 10 + 10):\(n * 7 % 50 + 10):05Z" }, nil),
        ClockCase("dates", { (n: Int) -> String in "2026-03-\(n + 10)T00:00:00Z" }, "LP0533 30"),
        ClockCase(
            "summer time", { (n: Int) -> String in "2026-0\(n % 8 + 1)-1\(n % 10)T0\(n % 2 + 1):00:00Z" }, "LP0533 30"),
        ClockCase(
            "some dates",
            { (n: Int) -> String in n < 12 ? "2026-03-10T00:00:00Z" : "2026-03-10T1\(n % 7):\(n + 10):05Z" },
            "LP0533 23"),
        ClockCase(
            "months", { (n: Int) -> String in "2026-0\(n % 8 + 1)-1\(n % 10)T1\(n % 7):0\(n % 8 + 1):05Z" }, "LP0532 30"
        ),
        ClockCase("one hour", { (n: Int) -> String in "2026-0\(n % 8 + 1)-1\(n % 10)T14:\(n + 10):05Z" }, "LP0530 30"),
        ClockCase("one day", { (n: Int) -> String in "2026-03-10T14:\(n + 10):05Z" }, nil),
        ClockCase(
            "meetings",
            { (n: Int) -> String in "2026-03-\(n % 20 + 10)T\(n % 10 + 10):\(n % 2 == 0 ? "30" : "15"):00Z" }, nil),
    ]

    /// Thirty rows of leads, and what is doubted of them.
    @Test(arguments: clockCases)
    func clocks(_ clock: ClockCase) throws {
        let rows = (0..<30).map { "\($0),\(clock.written($0 % 19))\n" }.joined()
        let folder = try TemporaryFolder(["leads.csv": "id,created_at\n" + rows])
        let groups = try doubts(folder, ["created_at": .instant])
        #expect(groups.map { "\($0.code.id) \($0.count)" } == (clock.doubt.map { [$0] } ?? []), "\(groups)")
        #expect(groups.allSatisfy { $0.first.first?.place?.range.lowerBound.line == 2 && $0.first.count == 3 })
    }

    /// Times by a clock of a zone are looked at as that clock shows them.
    @Test func clocksOfZones() throws {
        let rows = (0..<40).map { "\($0),2026-0\($0 % 8 + 1)-1\($0 % 10) 00:00:00\n" }.joined()
        let folder = try TemporaryFolder([
            "leads.csv": "id,created_at\n" + rows,
            "snapshot.yaml": """
            leadpact_snapshot: 1
            tables: { leads: { file: leads.csv, time_zone: Asia/Kolkata } }
            accept: [{ finding: LP0533, reason: Forms give the day alone. }]
            """,
        ])
        let groups = try doubts(folder, ["created_at": .instant])
        #expect(
            groups.map(\.summary) == [
                "times of leads.created_at that are 00:00 to the second, as of dates without a time of day"
            ])
        #expect(groups.map(\.accepted) == ["Forms give the day alone."])
    }

    @Test func fewMinutes() throws {
        let minutes = ["03", "17", "44"]
        let rows = (0..<150).map {
            "\($0),2026-0\($0 % 8 + 1)-1\($0 % 10)T1\($0 % 9):\(minutes[$0 % 3]):\($0 % 50 + 10)Z\n"
        }
        let folder = try TemporaryFolder(["leads.csv": "id,created_at\n" + rows.joined()])
        #expect(try doubts(folder, ["created_at": .instant]).map(\.code.id) == ["LP0531"])
    }

    /// The same for any number of threads and any size of blocks.
    @Test(arguments: [(1, 4096), (3, 4096), (4, 1 << 14), (2, 256 << 10)])
    func sameForAnyThreads(threads: Int, blockSize: Int) throws {
        var rows = "id,created_at,source,company\n"
        for n in 0..<12_000 {
            rows += "\(n),2026-0\(n % 8 + 1)-1\(n % 10)T\(n % 13 + 10):\(n % 50 + 10):05Z,"
            rows += n == 7001 ? "Webste" : n % 5 == 0 ? "Select" : "Website"
            rows += n % 1000 == 999 ? ",n/a\n" : ",Company \(n)\n"
        }
        let folder = try TemporaryFolder(["leads.csv": rows])
        let groups = try doubts(
            folder, ["created_at": .instant, "source": .text, "company": .text], threads: threads, blockSize: blockSize)
        #expect(
            groups.map { "\($0.code.id) \($0.count) \($0.first.first?.place?.range.lowerBound.line ?? 0)" } == [
                "LP0542 12 1001", "LP0542 2400 2", "LP0543 1 7003",
            ])
    }

    /// A column of which only the presence is asked has a value where it has one, and is doubted like any other.
    @Test(arguments: [(1, 4096), (3, 256 << 10)])
    func presences(threads: Int, blockSize: Int) throws {
        var rows = "id,company,country\n"
        for n in 0..<20_000 {
            rows += n % 1000 == 999 ? "\(n),n/a,DE\n" : n % 700 == 0 ? "\(n),,\n" : "\(n),\"Firm \"\"é\(n)\"\"\",DE\n"
        }
        let folder = try TemporaryFolder(["leads.csv": rows])
        let source = try #require(try SnapshotSource.open(folder.path).source)
        var wanted = Request.Table(columns: ["company": .text, "country": .text])
        func read() throws -> Reading {
            try source.read(Request(tables: ["leads": wanted], asOf: .max, threads: threads, blockSize: blockSize))
        }
        let texts = try read()
        wanted.presences = ["company", "country"]
        let presences = try read()
        for name in ["company", "country"] {
            let (column, same) = (
                try #require(texts.snapshot?.leads.columns[name]), try #require(presences.snapshot?.leads.columns[name])
            )
            #expect((0..<20_000).allSatisfy { column.isMissing($0) == same.isMissing($0) })
        }
        #expect(texts.report.doubts.map(\.count) == [20])
        #expect(presences.report.doubts.map { "\($0.code.id) \($0.count)" } == ["LP0542 20"])
        guard case .text(let company)? = presences.snapshot?.leads.columns["company"],
            case .dictionary(_, let values) = company.storage
        else {
            Issue.record("letters were kept")
            return
        }
        #expect(values.count == 2)
    }

    /// What of two tables, or of two columns, contradicts the other.
    @Test(
        arguments: [
            (
                [
                    "leads": "id,created_at\n1,2026-03-10T10:00:00Z\n",
                    "activities": "lead_id,at\n1,2026-03-10T09:58:00Z\n1,2026-03-10T09:59:30Z\n",
                ], "LP0535 1"
            ),
            (
                [
                    "leads": "id,created_at\n1,2026-03-10T10:00:00Z\n",
                    "activities": "lead_id,at\n1,2026-03-10T10:00:00Z\n",
                ], ""
            ),
            (["leads": "id,created_at,dispositioned_at\n1,2026-03-10T10:00:00Z,2026-03-09T10:00:00Z\n"], "LP0536 1"),
            (
                [
                    "leads": "id\n1\n",
                    "activities":
                        "lead_id,at,logged_at\n1,2026-03-10T10:00:00Z,2026-03-12T10:00:00Z\n1,2026-03-10T10:00:00Z,never\n1,2026-03-10T10:00:00Z,\n",
                ], "LP0537 1"
            ),
            (["leads": "id,owner_id\n1,000000000000000AAA\n2,u\n3,x\n", "users": "id\nu\n"], "LP0523 1, LP0538 1"),
            (
                ["leads": "id,owner_id\n1,u\n2,v\n", "users": "id,active,manager_id\nu,false,v\nv,true,w\nw,true,v\n"],
                "LP0539 1, LP0541 2"
            ),
            (["leads": "id,owner_id\n1,u\n", "users": "id,active,manager_id\nu,true,v\nv,false,\n"], "LP0540 1"),
            (["leads": "id,owner_id\n1,u\n", "users": "id,active\nu,who knows\n"], ""),
            (["leads": "id,company\n1,a\nTotal,1\n"], "LP0544 1"),
            (["leads": "id,company\n1,Total\n2,TotalEnergies\n3,Sum of us\n"], "LP0544 1"),
            (["leads": "id,deleted,merged_into\n1,true,\n2,false,\n3,false,2\n4,,000000000000000AAA\n"], "LP0526 2"),
            (["leads": "id,company\n1,N/A\n2,Nauru\n"], "LP0542 1"),
            (["leads": "id,country\n1,NA\n2,DE\n"], ""),
        ])
    func rows(_ tables: [String: String], doubts expected: String) throws {
        let folder = try TemporaryFolder(Dictionary(uniqueKeysWithValues: tables.map { ("\($0.key).csv", $0.value) }))
        let groups = try doubts(
            folder,
            ["created_at": .instant, "dispositioned_at": .instant, "company": .text, "country": .text])
        #expect(groups.map { "\($0.code.id) \($0.count)" }.sorted().joined(separator: ", ") == expected)
    }

    /// Misspellings, and texts that are alike on purpose.
    @Test(arguments: [
        ("Web", "Wbe", false), ("Website", "Webste", true), ("GTX Pro", "GTXPro", true), ("inbound", "Inbound", true),
        ("Form 1", "Form 2", false), ("Region1", "Region", false), ("call", "mail", false),
        ("Referral", "Refferal", false),
    ])
    func misspellings(a: String, b: String, isNear: Bool) {
        #expect(Misspelling.isOneLetter(Array(a.utf8), from: Array(b.utf8)) == isNear)
        #expect(Misspelling.isOneLetter(Array(b.utf8), from: Array(a.utf8)) == isNear)
    }

    /// Everything doubted or left out of a folder of canonical files, where all columns named are asked for.
    private func doubts(
        _ folder: TemporaryFolder, _ columns: [String: ValueType], threads: Int = 1, blockSize: Int = 256 << 10
    ) throws -> [DataReport.Group] {
        let source = try #require(try SnapshotSource.open(folder.path).source)
        var tables: [String: Request.Table] = [:]
        for table in CanonicalTable.all where source.schema[table.name] != nil {
            let known = columns.filter { source.schema[table.name]?.columns.keys.contains($0.key) == true }
            tables[table.name] = Request.Table(columns: known)
            tables[table.name]?.links = Set(
                table.links.map(\.name).filter { source.schema[table.name]?.links[$0] != nil })
            if table.instants == "at" { tables[table.name]?.columns["at"] = .instant }
        }
        let reading = try source.read(Request(tables: tables, asOf: .max, threads: threads, blockSize: blockSize))
        #expect(reading.report.faults.isEmpty && reading.report.findings.isEmpty)
        return reading.report.leftOut + reading.report.doubts
    }
}
