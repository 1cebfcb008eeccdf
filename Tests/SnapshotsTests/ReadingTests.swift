import Columns
import Conditions
import Findings
import Testing

@testable import Snapshots

/// What whole snapshots come to.
@Suite struct ReadingTests {
    /// A snapshot of random rows, some of them faulty; the rows of each table in any order.
    static func randomSnapshot(seed: Int, isFaulty: Bool, isShuffled: Bool = false) throws -> TemporaryFolder {
        var random = SplitMix64(seed: seed)
        func quoted(_ text: String) -> String {
            Bool.random(using: &random) || text.contains { ",\"\r\n".contains($0) }
                ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }
        func instant() -> String {
            let day = Int.random(in: 1...28, using: &random)
            let text = "2026-0\(Int.random(in: 1...6, using: &random))-\(day < 10 ? "0" : "")\(day)T10:00:0\(day % 10)"
            return text + ["Z", ".250Z", "+02:00", "-0500"].pick(&random)
        }
        let users = (0..<20).map { "u\($0),\(quoted("Name, \($0)")),u\($0 / 4),\(["true", "false", ""].pick(&random))" }
        let leads = (0..<Int.random(in: 0...400, using: &random)).map { index -> String in
            let company = ["", "Müller & Söhne", "a \"b\" c", "x\ny", "plain", "c\(index)"].pick(&random)
            let score = isFaulty && Int.random(in: 0..<50, using: &random) == 0 ? "many" : "\(index % 101)"
            let fields = [
                "L\(index)", instant(), quoted(company), ["mql", "sal", "", "won"].pick(&random), score,
                "u\(Int.random(in: 0..<25, using: &random))", "own \(index % 7)",
            ]
            return fields.joined(separator: ",")
        }
        let activities = (0..<Int.random(in: 0...900, using: &random)).map { index -> String in
            if isFaulty, Int.random(in: 0..<60, using: &random) == 0 {
                return ["x", "a,b,c,d,e,f", "1,2,3,\"4\"5,6"].pick(&random)
            }
            let lead = Int.random(in: 0..<max(1, leads.count + 20), using: &random)
            return
                "A\(index),L\(lead),\(["call", "email", "note", ""].pick(&random)),\(["outbound", "inbound"].pick(&random)),\(instant())"
        }
        func table(_ header: String, _ rows: [String]) -> String {
            let lineEnd = ["\n", "\r\n"].pick(&random)
            let ordered = isShuffled ? rows.shuffled(using: &random) : rows
            return ([header] + ordered).joined(separator: lineEnd) + (Bool.random(using: &random) ? lineEnd : "")
        }
        return try TemporaryFolder([
            "snapshot.yaml": "leadpact_snapshot: 1\nas_of: 2026-06-15T00:00:00Z\n",
            "users.csv": table("id,name,manager_id,active", users),
            "leads.csv": table("id,created_at,company,stage,score,owner_id,own", leads),
            "activities.csv": table("id,lead_id,kind,direction,at", activities),
        ])
    }

    static func read(_ folder: TemporaryFolder, threads: Int, blockSize: Int) throws -> (Reading, [String]) {
        let source = try #require(try SnapshotSource.open(folder.path).source)
        var tables: [String: Request.Table] = [:]
        for (name, table) in source.schema {
            tables[name] = Request.Table(
                columns: table.columns.mapValues { $0 ?? .text }, links: Set(table.links.keys), wantsLines: true)
        }
        tables["leads"]?.conditions = [
            try bind("owner.active and score > 50", to: source, "leads"),
            try bind("owner.manager.name like 'Name%' or company is null", to: source, "leads"),
        ]
        tables["activities"]?.conditions = [
            try bind("direction = 'outbound' and kind in ('call', 'email')", to: source, "activities"),
            try bind("lead.score > 90", to: source, "activities"),
        ]
        tables["activities"]?.keeping = [0, 1]
        let reading = try source.read(
            Request(tables: tables, asOf: source.asOf ?? 0, threads: threads, blockSize: blockSize))
        // All there is, as words: rows with their joins and truths, and what was found.
        var words = reading.words
        guard let snapshot = reading.snapshot else { return (reading, words) }
        for (name, table) in snapshot.tables.sorted(by: { $0.key < $1.key }) {
            for (row, cells) in snapshot.rows(name).enumerated() {
                let joins = (snapshot.joins[name] ?? [:]).sorted { $0.key < $1.key }.map { "\($0)→\($1.rows[row])" }
                let truths = table.truths.map { "\($0[row])" }.joined()
                words.append("\(name) line \(table.lines?[row] ?? 0): \(cells) \(joins) \(truths)")
            }
        }
        for (name, rows) in reading.report.rows.sorted(by: { $0.key < $1.key }) { words.append("\(name): \(rows)") }
        for row in reading.report.rejected ?? [] {
            words.append("rejected \(row.line): \(String(decoding: row.text, as: UTF8.self))")
        }
        return (reading, words)
    }

    @Test(arguments: 0..<(isFull ? 200 : 12), [false, true])
    func isTheSameForAnyThreadsAndBlocks(seed: Int, isFaulty: Bool) throws {
        let folder = try Self.randomSnapshot(seed: seed, isFaulty: isFaulty)
        let (_, wanted) = try Self.read(folder, threads: 1, blockSize: 1 << 20)
        for (threads, blockSize) in [(1, 64), (2, 64), (3, 100), (7, 4096), (2, 1 << 20), (4, 1)] {
            let (_, found) = try Self.read(folder, threads: threads, blockSize: blockSize)
            #expect(found == wanted, "\(threads) threads, blocks of \(blockSize)")
        }
    }

    /// The order of rows changes the order of the result, and nothing else.
    @Test(arguments: 0..<(isFull ? 100 : 8))
    func isTheSameForAnyOrderOfRows(seed: Int) throws {
        func facts(_ folder: TemporaryFolder) throws -> [String] {
            let (reading, _) = try Self.read(folder, threads: 2, blockSize: 512)
            let snapshot = try #require(reading.snapshot)
            let leads = snapshot.texts("leads", "id")
            let users = snapshot.texts("users", "id")
            let owners = try #require(snapshot.link("owner", of: "leads")?.rows)
            var facts = snapshot.rows("leads").enumerated().map { row, cells in
                "\(cells) \(owners[row] < 0 ? "" : users[Int(owners[row])] ?? "") \(snapshot.leads.truths.map { $0[row] })"
            }
            let links = try #require(snapshot.link("lead", of: "activities")?.rows)
            facts += snapshot.rows("activities").enumerated().map { row, cells in
                "\(cells) \(leads[Int(links[row])] ?? "") \(snapshot.tables["activities"]?.truths.map { $0[row] } ?? [])"
            }
            facts += (reading.report.faults + reading.report.leftOut).map { "\($0.summary): \($0.count)" }
            return facts.sorted()
        }
        let plain = try facts(try Self.randomSnapshot(seed: seed, isFaulty: false))
        let shuffled = try facts(try Self.randomSnapshot(seed: seed, isFaulty: false, isShuffled: true))
        #expect(plain == shuffled)
    }

    @Test func keepsRowsThatSomeConditionWants() throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id\n1\n2\n",
            "activities.csv":
                "lead_id,kind,at\n1,call,2026-01-01T00:00:00Z\n1,note,2026-01-02T00:00:00Z\n2,,2026-01-03T00:00:00Z\n2,email,2026-01-04T00:00:00Z\n",
        ])
        let source = try #require(try SnapshotSource.open(folder.path).source)
        let conditions = try ["kind = 'call'", "kind = 'email'", "kind <> 'call'"].map {
            try bind($0, to: source, "activities")
        }
        let wanted = Request.Table(columns: ["at": .instant], links: ["lead"], conditions: conditions, keeping: [0, 1])
        let reading = try source.read(Request(tables: ["activities": wanted], asOf: .max))
        let table = try #require(reading.snapshot?.tables["activities"])
        #expect(table.rowCount == 2)
        #expect(table.truths == [[2, 0], [0, 2], [0, 2]])
        #expect(reading.snapshot?.link("lead", of: "activities")?.rows == [0, 1])
        #expect(Array(table.columns.keys) == ["at"])
        #expect(reading.report.rows["activities"] == DataReport.Rows(read: 4, rejected: 0, kept: 2))
    }

    @Test func makesStageChangesOfColumns() throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": """
            leadpact_snapshot: 1
            as_of: 2026-03-01T00:00:00Z
            tables:
              leads: { file: a.csv, columns: { id: Key }, time_zone: Europe/Berlin, where: Key <> '4' }
              stage_changes: { from_columns: { mql: became_mql, sal: accepted } }
            """,
            "a.csv":
                "Key,became_mql,accepted,who\n1,2026-01-05,,u\n2,,,u\n3,2026-01-06,2026-04-01,v\n4,2026-01-07,2026-01-08,w\n",
        ])
        let source = try #require(try SnapshotSource.open(folder.path).source)
        let leaves = try bind("to_stage = 'mql' and who = 'v'", to: source, "stage_changes")
        var request = Request(
            tables: [
                "stage_changes": Request.Table(
                    columns: ["to_stage": .text, "at": .instant, "who": .text], links: ["lead"], conditions: [leaves],
                    wantsLines: true)
            ], stages: ["mql", "sal"], asOf: source.asOf ?? 0)
        let reading = try source.read(request)
        let table = try #require(reading.snapshot?.tables["stage_changes"])
        #expect(
            reading.snapshot?.rows("stage_changes") == [
                "at=1767567600000|to_stage=mql|who=u", "at=1767654000000|to_stage=mql|who=v",
            ])
        #expect(reading.snapshot?.link("lead", of: "stage_changes")?.rows == [0, 2])
        #expect(table.truths == [[0, 2]])
        #expect(table.lines == [2, 4])
        guard case .instants(let at)? = table.columns["at"] else { return }
        #expect(at.precision == .day)
        #expect(
            reading.words == [
                "LP0522 stage_changes after as-of: 1", "  LP0522 a.csv:4:1 the date of 'sal' is later than as-of",
            ])
        request.stages = ["mql"]
        #expect(try source.read(request).words == ["LP0510 snapshot.yaml:5:53 stage 'sal' is none of the agreement's"])
    }

    @Test func derivesLeadsFromEvents() throws {
        let log =
            "Case,What,Time\nb,open,2026-01-03T00:00:00Z\na,open,2026-01-05T00:00:00Z\nb,close,2026-01-02T00:00:00Z\na,close,2026-01-06T00:00:00Z\nc,open,\n"
        let folder = try TemporaryFolder([
            "snapshot.yaml": """
            leadpact_snapshot: 1
            tables:
              leads: { file: log.csv, columns: { id: Case, created_at: Time }, distinct: id }
              activities: { file: log.csv, columns: { lead_id: Case, at: Time, kind: What }, where: Time is not null }
            """,
            "log.csv": log,
        ])
        let reading = try #require(try readAll(folder.path).reading)
        #expect(reading.words.isEmpty)
        #expect(reading.snapshot?.texts("leads", "id") == ["b", "a", "c"])
        #expect(reading.snapshot?.texts("leads", "What") == ["close", "open", "open"])
        #expect(reading.snapshot?.link("lead", of: "activities")?.rows == [0, 1, 0, 1])
    }

    @Test func putsSeveralFilesIntoOneTable() throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": """
            leadpact_snapshot: 1
            tables:
              leads: { file: leads.csv }
              activities:
                - { file: calls.csv, constants: { kind: call }, columns: { at: Start } }
                - { file: mails.tsv, constants: { kind: email, direction: outbound }, columns: { at: Sent, lead_id: Lead } }
            """,
            "leads.csv": "id\n1\n2\n", "calls.csv": "lead_id,Start,direction\n1,2026-01-05T10:00:00Z,inbound\n",
            "mails.tsv": "Lead\tSent\n2\t1767600000\n9\t1767600000\n",
        ])
        let reading = try #require(try readAll(folder.path).reading)
        #expect(reading.snapshot?.texts("activities", "kind") == ["call", "email"])
        #expect(reading.snapshot?.texts("activities", "direction") == ["inbound", "outbound"])
        #expect(reading.snapshot?.texts("activities", "at") == ["1767607200000", "1767600000000"])
        #expect(reading.words.contains("  LP0520 mails.tsv:3:1 the lead of this row is not in the export"))
    }

    @Test func refusesConstantsOfAnotherType() throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": "leadpact_snapshot: 1\ntables: { leads: { file: l.csv, constants: { score: high } } }\n",
            "l.csv": "id\n1\n",
        ])
        let reading = try #require(try readAll(folder.path).reading)
        #expect(reading.words == ["LP0408 snapshot.yaml:2:53 'high' is no number"])
    }

    @Test func mapsValuesOfEveryType() throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": """
            leadpact_snapshot: 1
            tables:
              leads:
                file: l.csv
                values:
                  score: { hot: "90", "": "0" }
                  stage: { Open: mql, Junk: null }
                  do_not_contact: { Opted out: true, "": false }
                  created_at: { never: null }
                  owner_id: { nobody: null, old: u1 }
              users: { file: u.csv }
            """,
            "l.csv":
                "id,score,stage,do_not_contact,created_at,owner_id\n1,hot,Open,Opted out,never,old\n2,,Junk,,2026-01-01T00:00:00Z,nobody\n3,7,sal,no,,u1\n",
            "u.csv": "id\nu1\n",
        ])
        let reading = try #require(try readAll(folder.path).reading)
        #expect(reading.words.isEmpty)
        #expect(
            reading.snapshot?.rows("leads") == [
                "created_at=-|do_not_contact=true|id=1|owner_id=u1|score=90.0|stage=mql",
                "created_at=1767225600000|do_not_contact=false|id=2|owner_id=-|score=0.0|stage=-",
                "created_at=-|do_not_contact=false|id=3|owner_id=u1|score=7.0|stage=sal",
            ])
        #expect(reading.snapshot?.link("owner", of: "leads")?.rows == [0, -1, 0])
    }

    /// More distinct texts than a dictionary takes become spans, and stay the same texts.
    @Test(arguments: [4095, 4096, 4097, 9000], [1, 2])
    func keepsManyDistinctTexts(count: Int, threads: Int) throws {
        let names = (0..<count).map { "company number \($0 * 7919 % count)" }
        let folder = try TemporaryFolder([
            "leads.csv": "id,company\n" + names.enumerated().map { "\($0),\($1)" }.joined(separator: "\n")
        ])
        let snapshot = try #require(try readAll(folder.path, threads: threads, blockSize: 1 << 14).reading?.snapshot)
        #expect(snapshot.texts("leads", "company") == names)
        guard case .text(let column)? = snapshot.leads.columns["company"] else { return }
        if case .dictionary(_, let values) = column.storage {
            #expect(count <= 4096)
            #expect(values.dropFirst().elementsEqual(names.map { Array($0.utf8) }))
        } else {
            #expect(count > 4096)
        }
    }

    @Test(arguments: ["id,company\n", "id,company", "id,company\r\n\r\n\n"])
    func readsATableWithoutRows(text: String) throws {
        let folder = try TemporaryFolder(["leads.csv": text, "activities.csv": "lead_id,at\nx,2026-01-01T00:00:00Z\n"])
        let reading = try #require(try readAll(folder.path, threads: 2).reading)
        #expect(reading.snapshot?.leads.rowCount == 0)
        #expect(reading.snapshot?.tables["activities"]?.rowCount == 0)
        #expect(reading.report.leftOut.map(\.count) == [1])
    }

    @Test func readsARowOfAMegabyte() throws {
        let long = String(repeating: "ä,\"\"\n", count: 250_000)
        let folder = try TemporaryFolder(["leads.csv": "id,company,score\n1,\"\(long)\",5\n2,x,6\n"])
        for blockSize in [1000, 1 << 18] {
            let snapshot = try #require(try readAll(folder.path, threads: 2, blockSize: blockSize).reading?.snapshot)
            #expect(snapshot.texts("leads", "company") == [long.replacing("\"\"", with: "\""), "x"])
            #expect(snapshot.texts("leads", "score") == ["5.0", "6.0"])
        }
    }
}
