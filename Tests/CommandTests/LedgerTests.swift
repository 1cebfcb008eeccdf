#if SQLite
    import CommandSupport
    import Findings
    import Foundation
    import Testing

    @testable import Ledgers

    /// What a ledger remembers of snapshots that follow one another.
    @Suite struct LedgerTests {
        /// Calls within four hours of creation, and a score above 9.
        private static let agreement = """
            leadpact: 1
            agreement: small
            parties: { sales: {} }
            calendars:
              office: { time_zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 } }
            default_calendar: office
            definitions:
              events: { call: { at: called_at } }
            responsibilities:
              sales:
                called: { clock: { from: created, to: call, within: 4 business hours } }
                scored: { require: score > 9 }
            gate: { fail_on: never }

            """

        /// - Parameter leads: Id, created, called, score.
        private func write(_ leads: [[String]], asOf: String, to scratch: Scratch) throws {
            if !FileManager.default.fileExists(atPath: scratch.url("agreement.yaml").path) {
                try scratch.write(Self.agreement, to: "agreement.yaml")
            }
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: \(asOf)\ntables: { leads: { file: leads.csv } }\n",
                to: "data/snapshot.yaml")
            try scratch.write(
                "id,created_at,called_at,score\n" + leads.map { $0.joined(separator: ",") + "\n" }.joined(),
                to: "data/leads.csv")
        }

        private func check(_ scratch: LedgerScratch, _ more: [String] = []) throws -> Command.Result {
            try scratch.run(["check", "agreement.yaml", "data", "--ledger", scratch.ledger, "--quiet"] + more)
        }

        private func history(_ scratch: LedgerScratch, _ more: [String] = []) throws -> [String: Any] {
            let result = try scratch.run(["history", scratch.ledger, "--format", "json"] + more)
            #expect(result.code == 0, "\(result.talk)")
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            return try #require(object as? [String: Any])
        }

        /// `answered past L-1` of each change.
        private func changes(_ scratch: LedgerScratch, _ more: [String] = []) throws -> [String] {
            let list = try #require(try history(scratch, more)["changes"] as? [[String: Any]])
            return list.map { change in
                ["change", "cause", "rule", "subject"].map { change[$0] as? String ?? "?" }.joined(separator: " ")
            }
        }

        private static let monday = "2026-03-02T"

        /// April lies in both versions, with some days of none between them.
        @Test func judgesAPeriodOverSeveralVersionsOnce() throws {
            let scratch = try LedgerScratch(.sqlite)
            for (name, term) in [
                ("1", "from: 2026-01-01, until: 2026-04-03"), ("2", "from: 2026-04-08, until: 2026-12-31"),
            ] {
                try scratch.write(
                    """
                    leadpact: 1
                    agreement: small
                    parties: { marketing: {} }
                    term: { \(term) }
                    responsibilities: { marketing: { flow: { volume: { of: created, per: month, at_least: 3 } } } }
                    gate: { fail_on: never }

                    """, to: "versions/\(name).yaml")
            }
            try write(
                [
                    ["a", "2026-04-02T08:00:00Z", "", ""], ["b", "2026-04-05T08:00:00Z", "", ""],
                    ["c", "2026-04-20T08:00:00Z", "", ""], ["d", "2026-05-20T08:00:00Z", "", ""],
                ], asOf: "2026-06-10T08:00:00Z", to: scratch)
            let arguments = ["check", "versions", "data", "--period", "all", "--ledger", scratch.ledger]
            let result = try scratch.run(arguments + ["--list", "all", "--format", "csv"])
            #expect(result.code == 0, "\(result.talk)")
            let rows = result.output.split(separator: "\n").filter { $0.hasPrefix("flow,") }
            let ofApril = rows.filter { $0.contains(",2026-04,") }
            #expect(ofApril.count == 1 && ofApril.first?.contains(",met,") ?? false, "\(rows)")
            #expect(rows.filter { $0.contains(",2026-05,") }.count == 1, "\(rows)")
        }

        @Test(arguments: LedgerKind.ready) func tellsWhatChangedAndWhy(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let created = Self.monday + "08:00:00Z"
            try write(
                [
                    ["late", created, "", "10"], ["backdated", created, "", "10"], ["leaves", created, "", "10"],
                    ["excused", created, "", "10"], ["scoreless", created, Self.monday + "09:00:00Z", "1"],
                    ["friday", "2026-02-27T12:00:00Z", "", "10"],
                    ["weekend", "2026-02-27T15:00:00Z", "2026-02-27T15:30:00Z", "10"],
                ], asOf: Self.monday + "23:00:00Z", to: scratch)
            let first = try check(scratch)
            #expect(
                first.code == 0 && first.talk == "leadpact: recorded as run 1 in '\(scratch.ledger)': 6 appeared\n",
                "\(first.talk)")
            #expect(try changes(scratch).allSatisfy { $0.hasPrefix("appeared first") })

            let before = try history(scratch)
            let again = try check(scratch)
            #expect(again.talk == "leadpact: '\(scratch.ledger)' has this snapshot already, as run 1\n")
            #expect(NSDictionary(dictionary: before) == NSDictionary(dictionary: try history(scratch)))

            try scratch.write(
                Self.agreement
                    + "waivers: [{ rule: called, where: id = 'excused', until: 2026-03-31, reason: Ill, approved_by: Ana }]\n",
                to: "agreement.yaml")
            try write(
                [
                    ["late", created, "2026-03-03T10:00:00Z", "10"],
                    ["backdated", created, Self.monday + "09:00:00Z", "10"],
                    ["excused", created, "", "10"], ["scoreless", created, Self.monday + "09:00:00Z", "11"],
                    ["friday", "2026-02-27T12:00:00Z", Self.monday + "20:00:00Z", "10"],
                    ["weekend", "2026-02-27T15:00:00Z", "", "10"], ["new", "2026-03-03T08:00:00Z", "", "10"],
                ], asOf: "2026-03-03T23:00:00Z", to: scratch)
            // The digest of an agreement is that of its meaning, and waivers are part of it.
            #expect(try check(scratch).code == 0)
            #expect(
                try changes(scratch) == [
                    "kept agreement called backdated", "waived time called excused", "answered agreement called friday",
                    "answered time called late", "gone agreement called leaves", "appeared time called new",
                    "appeared agreement called weekend", "kept time scored scoreless",
                ])
        }

        @Test(arguments: LedgerKind.ready) func knowsDataThatWasBackdated(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let created = Self.monday + "08:00:00Z"
            try write(
                [["a", created, "", "10"], ["b", created, Self.monday + "15:00:00Z", "10"]],
                asOf: Self.monday + "23:00:00Z",
                to: scratch)
            #expect(try check(scratch).code == 0)
            try write(
                [["a", created, Self.monday + "09:00:00Z", "10"], ["b", created, Self.monday + "16:00:00Z", "10"]],
                asOf: "2026-03-03T23:00:00Z", to: scratch)
            let second = try check(scratch)
            #expect(second.talk.contains("2 because the data of the past changed"), "\(second.talk)")
            #expect(try changes(scratch) == ["kept past called a", "moved past called b"])
            let text = try scratch.run(["history", scratch.ledger, "--lead", "a"]).output
            #expect(
                text.contains("2026-03-03T23:00:00Z  kept now  called  a")
                    && text.contains("the data of the past changed"), "\(text)")
        }

        /// What falls due at closing time is a breach only when business time has passed after it.
        @Test(arguments: LedgerKind.ready) func closedHoursAreNoPast(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let friday = ["friday", "2026-02-27T12:00:00Z", "", "10"]
            try write([friday], asOf: "2026-02-28T12:00:00Z", to: scratch)
            #expect(try check(scratch).talk.contains("nothing changed"))
            try write([friday], asOf: Self.monday + "09:00:00Z", to: scratch)
            #expect(try check(scratch).code == 0)
            #expect(try changes(scratch) == ["appeared time called friday"])
        }

        /// A quarter that ends ends no breach.
        @Test(arguments: LedgerKind.ready) func breachesOutliveTheirPeriod(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let lead = ["old", Self.monday + "08:00:00Z", "", "10"]
            try write([lead], asOf: "2026-03-31T10:00:00Z", to: scratch)
            #expect(try check(scratch).code == 0)
            try write([lead], asOf: "2026-04-01T10:00:00Z", to: scratch)
            #expect(try check(scratch).talk.contains("nothing changed"))
            let runs = try #require(try history(scratch)["runs"] as? [[String: Any]])
            #expect(runs.map { $0["unanswered"] as? Int } == [1, 1])
        }

        @Test(arguments: LedgerKind.ready) func meanTimeToMendIsThatOfEachBreach(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let created = Self.monday + "08:00:00Z"
            try write(
                [["a", created, "", "10"], ["b", created, Self.monday + "14:00:00Z", "10"]],
                asOf: Self.monday + "23:00:00Z",
                to: scratch)
            #expect(try check(scratch).code == 0)
            try write(
                [["a", created, "2026-03-03T12:00:00Z", "10"], ["b", created, Self.monday + "14:00:00Z", "10"]],
                asOf: "2026-03-03T23:00:00Z", to: scratch)
            #expect(try check(scratch).code == 0)
            let rules = try #require(try history(scratch, ["--rule", "called"])["rules"] as? [[String: Any]])
            // Due at 12:00: one was two hours late, one a day.
            #expect(rules.first?["mean_seconds_to_mend"] as? Double == 46_800.0)
            #expect(rules.first?["mended"] as? Int == 2)
        }

        /// Whoever comes second to a new ledger finds it made.
        @Test(arguments: LedgerKind.ready) func severalMakeOneLedger(kind: LedgerKind) async throws {
            for _ in 0..<(kind == .sqlite ? 20 : 5) {
                let scratch = try LedgerScratch(kind)
                let (path, settings) = (scratch.path, scratch.settings)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<4 {
                        group.addTask { _ = try Ledger(path: path, settings: settings, .writing) }
                    }
                    try await group.waitForAll()
                }
            }
        }

        /// Rows that cannot be read are not gone.

        @Test(arguments: LedgerKind.ready) func rejectedRowsAreNotGone(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let leads = [["a", Self.monday + "08:00:00Z", "", "10"], ["b", Self.monday + "08:00:00Z", "", "10"]]
            try write(leads, asOf: Self.monday + "23:00:00Z", to: scratch)
            #expect(try check(scratch).code == 0)
            try write([leads[0], ["b", "whenever", "", "10"]], asOf: "2026-03-03T23:00:00Z", to: scratch)
            #expect(try check(scratch).code == 3)
            #expect((try history(scratch)["runs"] as? [Any])?.count == 1)
            #expect(try check(scratch, ["--tolerate", "60%"]).talk.contains("nothing changed"))
        }

        /// What stood before is known by hashes; a ledger that has lost them, and reads everything anew each time, is the same.
        @Test(arguments: LedgerKind.ready) func hashesSkipNothing(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            var state: UInt64 = 17
            func chance(_ count: UInt64) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33 % count)
            }
            var leads = (0..<60).map { ["L-\($0)", "2026-03-02T08:00:00Z", "", "10"] }
            for day in 3..<13 {
                let date = "2026-03-\(day < 10 ? "0" : "")\(day)"
                for _ in 0..<12 {
                    let row = chance(60)
                    leads[row][2] = ["", "\(date)T07:00:00Z", "2026-03-02T09:00:00Z"][chance(3)]
                    leads[row][3] = ["1", "10", ""][chance(3)]
                }
                // Some are not there, and one row cannot be read.
                let out = chance(60)
                var there = leads.enumerated().filter { ($0.offset + out) % 11 != 0 }.map(\.element)
                if day % 3 == 0 { there[0][1] = "yesterday" }
                try write(there, asOf: "\(date)T20:00:00Z", to: scratch)
                #expect(try check(scratch, ["--tolerate", "5%"]).code == 0)
                if day > 3 {
                    try Ledger(path: scratch.url("slow.db").path, .writing).write {
                        try $0.execute("DELETE FROM standing")
                    }
                }
                let slow = try Command.run(
                    ["check", "agreement.yaml", "data", "--ledger", "slow.db", "--quiet", "--tolerate", "5%"],
                    in: scratch.folder)
                #expect(slow.code == 0, "\(slow.talk)")
            }
            // The same whatever keeps it, but for the numbers of obligations.
            let ledgers = try [
                Ledger(path: scratch.path, settings: scratch.settings, .reading),
                Ledger(path: scratch.url("slow.db").path, .reading),
            ]
            let contents = try ledgers.map { ledger in
                try ledger.read { database in
                    try Self.tables.map { table, columns in
                        let words = columns.split(separator: " ").map { "coalesce(CAST(\($0) AS TEXT), '-')" }
                        return try database.all("SELECT \(words.joined(separator: " || ' ' || ")) FROM \(table)") {
                            $0[0] as String
                        }.sorted()
                    }
                }
            }
            #expect(contents[0] == contents[1])
            #expect(contents[0][3].count > 60, "\(contents[0][3].count) changes")
            for more in [["--format", "json"], ["--rule", "called"], ["--lead", "L-7", "--format", "json"], []] {
                let told = try [scratch.ledger, "slow.db"].map { name in
                    let result = try scratch.run(["history", name] + more)
                    #expect(result.code == 0, "\(result.talk)")
                    return result.output.replacing(name, with: "LEDGER")
                }
                #expect(told[0] == told[1])
            }
        }

        /// What a ledger has of runs, by the names of tables and columns.
        private static let tables = [
            ("run", "id agreement agreement_digest snapshot_digest as_of period leads rejected_rows standing"),
            ("attainment", "run rule party met late missed waived unknown wanted"),
            ("obligation", "agreement rule subject lead verdict start due satisfied_at appeared"),
            (
                "change JOIN obligation ON obligation.id = obligation",
                "run agreement rule subject kind cause change.verdict change.due change.satisfied_at took"
            ),
        ]

        @Test func refusesWhatIsNoLedger() throws {
            let scratch = try LedgerScratch(.sqlite)
            try write([["a", Self.monday + "08:00:00Z", "", "10"]], asOf: Self.monday + "23:00:00Z", to: scratch)
            let spoiled: [(String, (Scratch) throws -> Void, String)] = [
                (
                    "text", { try $0.write("not a database, but a text of some length\n", to: "sla.db") },
                    "'sla.db' is no ledger"
                ),
                ("folder", { try $0.write("", to: "sla.db/inside") }, "'sla.db' is a folder"),
                (
                    "half",
                    { scratch in
                        try scratch.write(
                            Data([UInt8](Data(contentsOf: scratch.url("good.db"))).prefix(9000)), to: "sla.db")
                    }, "is damaged"
                ),
            ]
            #expect(try check(scratch).code == 0)
            try FileManager.default.moveItem(at: scratch.url("sla.db"), to: scratch.url("good.db"))
            for (name, spoil, message) in spoiled {
                try? FileManager.default.removeItem(at: scratch.url("sla.db"))
                try spoil(scratch)
                for arguments in [
                    ["check", "agreement.yaml", "data", "--ledger", "sla.db", "--quiet"], ["history", "sla.db"],
                ] {
                    let result = try Command.run(arguments, in: scratch.folder)
                    #expect(result.code == 2, "\(name): \(arguments)")
                    #expect(
                        result.talk.contains("error: ") && result.talk.contains("[LP1001]"), "\(name): \(result.talk)")
                    #expect(result.talk.contains(message), "\(name): \(result.talk)")
                }
            }
        }

        /// Where there is no room the check speaks all the same, and what was recorded is whole.
        @Test func survivesAFullDisk() throws {
            let scratch = try LedgerScratch(.sqlite)
            let leads = (0..<4000).map { ["lead-\($0)", Self.monday + "08:00:00Z", "", "1"] }
            try write(Array(leads.prefix(2)), asOf: Self.monday + "20:00:00Z", to: scratch)
            #expect(try check(scratch).code == 0)
            try write(leads, asOf: Self.monday + "23:00:00Z", to: scratch)
            let full = try Command.run(
                ["check", "agreement.yaml", "data", "--ledger", "sla.db"], in: scratch.folder,
                behind: ["/bin/bash", "-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "bash"])
            #expect(full.code == 2 && full.talk.contains("[LP1001]"), "\(full.code) \(full.talk)")
            #expect(full.output.hasPrefix("The gate passes"))
            #expect((try history(scratch)["runs"] as? [Any])?.count == 1)
            #expect(try check(scratch).code == 0)
            #expect((try history(scratch)["runs"] as? [Any])?.count == 2)
        }

        @Test(arguments: LedgerKind.ready) func oneWritesAndOthersRead(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            try write([["a", Self.monday + "08:00:00Z", "", "10"]], asOf: Self.monday + "23:00:00Z", to: scratch)
            #expect(try check(scratch).code == 0)
            try write([["a", Self.monday + "08:00:00Z", "", "10"]], asOf: "2026-03-03T23:00:00Z", to: scratch)
            let ledger = try Ledger(path: scratch.path, settings: scratch.settings, .writing)
            try ledger.write { _ in
                #expect((try history(scratch)["runs"] as? [Any])?.count == 1)
                let result = try check(scratch)
                #expect(result.code == 2)
                #expect(result.talk.contains("another leadpact is writing to the ledger"), "\(result.talk)")
            }
            #expect(try check(scratch).code == 0)
        }

        @Test(arguments: LedgerKind.ready) func aLedgerLosesNothingWithThePower(kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            if kind == .postgres {
                // A server that promises less by itself.
                _ = try PostgresServer.shared?.ask(
                    "ALTER DATABASE \(scratch.database) SET synchronous_commit = off")
            }
            let ledger = try Ledger(path: scratch.path, settings: scratch.settings, .writing)
            let settings = try ledger.read { database in
                try (kind == .sqlite ? ["PRAGMA journal_mode", "PRAGMA synchronous"] : ["SHOW synchronous_commit"])
                    .flatMap { try database.all($0) { $0[0] as String } }
            }
            #expect(settings == (kind == .sqlite ? ["wal", "2"] : ["on"]))
        }

        @Test(
            arguments: [
                ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
                ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
            ] as [(String, UInt64)])
        func hashesAreThoseOfXXH64(text: String, hash: UInt64) {
            let bytes = Array(text.utf8)
            #expect(unsafe XXH64.hash(bytes.span.bytes) == hash)
        }
    }
#endif
