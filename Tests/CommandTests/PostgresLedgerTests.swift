#if SQLite && PostgreSQL
    import CommandSupport
    import Foundation
    import Testing

    @testable import Ledgers
    @testable import Notices

    /// A ledger in PostgreSQL, where it is unlike one in a file.
    @Suite(.enabled(if: LedgerKind.ready.contains(.postgres), "needs PostgreSQL"))
    struct PostgresLedgerTests {
        private func scratch(breaches: Int = 3) throws -> LedgerScratch {
            let scratch = try LedgerScratch(.postgres)
            try scratch.write(
                """
                leadpact: 1
                agreement: small
                parties: { sales: {} }
                definitions: { events: { call: { at: called_at } } }
                responsibilities:
                  sales:
                    called: { clock: { from: created, to: call, within: 4 hours }, escalation: ladder }
                escalation: { ladder: [{ at: due, to: chief@acme.example }] }
                gate: { fail_on: never }

                """, to: "agreement.yaml")
            try write(breaches, asOf: "2026-03-02T13:00:00Z", to: scratch)
            return scratch
        }

        private func write(_ breaches: Int, asOf: String, to scratch: Scratch) throws {
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: \(asOf)\ntables: { leads: { file: leads.csv } }\n",
                to: "data/snapshot.yaml")
            // Words that an array, a string and a pattern would each read in their own way.
            let leads = (0..<breaches).map { "\"L-\($0) {,\\\\N} 'é' \"\"\\\"\"\",2026-03-02T08:00:00Z,\n" }
            try scratch.write("id,created_at,called_at\n" + leads.joined(), to: "data/leads.csv")
        }

        private static let check = ["check", "agreement.yaml", "data", "--quiet", "--ledger"]

        private func check(_ scratch: LedgerScratch, _ more: [String: String] = [:]) throws -> Command.Result {
            try scratch.run(Self.check + [scratch.ledger], environment: more)
        }

        private func server() throws -> PostgresServer { try #require(PostgresServer.shared) }

        /// However many rows a night writes, the server is asked a few times: it may be far away.
        @Test func rowsGoOverTogether() throws {
            var counts: [Int] = []
            for breaches in [10, 3000] {
                let scratch = try scratch(breaches: breaches)
                #expect(try check(scratch).code == 0)
                _ = try server().ask("ALTER DATABASE \(scratch.database) SET log_statement = 'all'")
                try write(breaches + 5, asOf: "2026-03-03T13:00:00Z", to: scratch)
                let notify = ["notify", "agreement.yaml", "data", "--ledger", scratch.ledger, "--yes", "--disturb"]
                let result = try scratch.run(notify)
                #expect(result.code == 0 && result.output.contains("to 1 person"), "\(result.output)\(result.talk)")
                let subjects = try scratch.ask("SELECT count(DISTINCT subject), count(DISTINCT lead) FROM notice")
                #expect(subjects == "\(breaches + 5)|\(breaches + 5)\n")
                counts.append(try server().statements(of: scratch.database))
            }
            #expect(counts.allSatisfy { $0 > 10 && $0 < 60 }, "\(counts)")
        }

        @Test func aLostConnectionLeavesNothingByHalves() throws {
            let scratch = try scratch()
            #expect(try check(scratch).code == 0)
            let ledger = try Ledger(path: scratch.ledger, settings: scratch.settings, .writing)
            let error = #expect(throws: LedgerError.self) {
                try ledger.write { database in
                    try database.execute("UPDATE run SET leads = 99")
                    let others = "pid <> pg_backend_pid() AND datname = '\(scratch.database)'"
                    _ = try server().ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(others)")
                    try database.execute("UPDATE run SET leads = 100")
                }
            }
            #expect(error?.message.hasPrefix("the connection to the ledger '\(scratch.ledger)' was lost") == true)
            #expect(try scratch.ask("SELECT leads FROM run") == "3\n")
            // Nobody is locked out by whoever went away.
            try write(4, asOf: "2026-03-03T13:00:00Z", to: scratch)
            #expect(try check(scratch).talk.contains("recorded as run 2"))
        }

        /// Killed at any instant of a night with many breaches, a check is recorded whole or not at all.
        @Test func aKilledCheckIsRecordedWholeOrNotAtAll() throws {
            let scratch = try scratch()
            #expect(try check(scratch).code == 0)
            var killed = 0
            for round in 0..<8 {
                try write(3000 + round, asOf: "2026-03-\(10 + round)T13:00:00Z", to: scratch)
                killed +=
                    try Command.killed(
                        Self.check + [scratch.ledger], after: 0.05 + 0.05 * Double(round), in: scratch.folder,
                        environment: scratch.environment) ? 1 : 0
                let whole = try scratch.ask(
                    """
                    SELECT (SELECT standing FROM run ORDER BY id DESC LIMIT 1)
                        - (SELECT count(*) FROM obligation WHERE verdict = 'missed')
                    """)
                #expect(whole == "0\n", "round \(round)")
                let again = try check(scratch)
                #expect(again.code == 0, "\(again.talk)")
                let counts = try scratch.ask(
                    "SELECT count(*), (SELECT standing FROM run ORDER BY id DESC LIMIT 1) FROM obligation")
                #expect(counts == "\(3000 + round)|\(3000 + round)\n", "round \(round)")
            }
            #expect(killed > 0, "none was killed in time")
        }

        /// What is wrong with the place is said, and nothing is changed.
        @Test func saysWhyItCannotBeUsed() throws {
            let scratch = try scratch()
            let (server, database) = (try server(), scratch.database)
            func refuses(
                _ message: String, _ more: [String: String] = [:], ledger: String? = nil, history: String? = nil
            ) throws {
                let name = ledger ?? scratch.ledger
                for (arguments, message) in [(Self.check + [name], message), (["history", name], history ?? message)] {
                    let result = try scratch.run(arguments, environment: more)
                    #expect(result.code == 2, "\(arguments): \(result.talk)")
                    #expect(result.talk.contains(message), "\(arguments): \(result.talk)")
                    #expect(!(result.output + result.talk).contains("s3cret"), "\(result.talk)")
                }
            }
            let secret = ["PGPASSWORD": "s3cret"]
            try refuses("cannot be reached", secret, ledger: "postgres:nowhere")
            try refuses("cannot be reached", ["PGHOST": "/nowhere", "PGPASSWORD": "s3cret"])
            for name in ["postgres:password=s3cret", "postgresql:x password=s3cret"] {
                try refuses("connection string", ledger: name)
            }
            // Somebody who may do nothing there.
            _ = try server.ask("CREATE ROLE \(database) LOGIN")
            let nobody = ["PGUSER": database]
            try refuses("permission denied for database", nobody, history: "there is no ledger in")
            #expect(try check(scratch).code == 0)
            try refuses("permission denied for schema", nobody)
            _ = try server.ask(
                """
                GRANT USAGE ON SCHEMA leadpact TO \(database);
                GRANT SELECT ON ALL TABLES IN SCHEMA leadpact TO \(database)
                """, in: database)
            #expect(try scratch.run(["history", scratch.ledger], environment: nobody).code == 0)
            try write(4, asOf: "2026-03-03T13:00:00Z", to: scratch)
            let reader = try check(scratch, nobody)
            #expect(reader.code == 2 && reader.talk.contains("permission denied for table"), "\(reader.talk)")
            // Tables of somebody else.
            _ = try server.ask("CREATE SCHEMA crm; CREATE TABLE crm.leads (id text)", in: database)
            try refuses("has tables, but no ledger", ["LEADPACT_LEDGER_SCHEMA": "crm"])
            let none = try scratch.run(["history", scratch.ledger], environment: ["LEADPACT_LEDGER_SCHEMA": "none"])
            #expect(none.code == 2 && none.talk.contains("in the schema 'none'"), "\(none.talk)")
            _ = try scratch.ask("INSERT INTO leadpact_step VALUES ('telepathy')")
            try refuses("was written by a newer leadpact")
            _ = try server.ask("DROP OWNED BY \(database); DROP ROLE \(database)", in: database)
        }

        /// Schemas keep ledgers apart, whatever they are called.
        @Test func aSchemaOfOnesOwn() throws {
            let scratch = try scratch()
            for schema in ["a", "Own \"Schema\"; é", "public"] {
                let mine = ["LEADPACT_LEDGER_SCHEMA": schema]
                #expect(try check(scratch, mine).talk.contains("recorded as run 1"), "\(schema)")
                #expect(try check(scratch, mine).talk.contains("has this snapshot already"), "\(schema)")
                #expect(try scratch.run(["history", scratch.ledger], environment: mine).code == 0)
            }
        }

        /// `postgres:` alone is the database that the environment names.
        @Test func theEnvironmentNamesADatabase() throws {
            let scratch = try scratch()
            let named = ["PGDATABASE": scratch.database]
            let result = try scratch.run(Self.check + ["postgres:"], environment: named)
            #expect(result.talk.contains("recorded as run 1 in 'postgres:'"), "\(result.talk)")
            #expect(try scratch.run(["history", "postgres:"], environment: named).output.contains("3 breaches"))
            func set(_ ledger: String) throws {
                try scratch.write("leadpact_settings: 1\ncheck: { ledger: \"\(ledger)\" }\n", to: "leadpact.yaml")
            }
            try set(scratch.ledger)
            #expect(try scratch.run(Array(Self.check.dropLast())).talk.contains("has this snapshot already"))
            for name in ["postgres:password=s3cret", "postgres://ana:s3cret@db.example/crm"] {
                try set(name)
                for more in [[], ["--show-settings"]] {
                    let result = try scratch.run(Array(Self.check.dropLast()) + more)
                    #expect(result.code == 2 && result.talk.contains("connection string"), "\(result.talk)")
                    #expect(!(result.output + result.talk).contains("s3cret"))
                }
            }
        }

        /// A ledger that an older leadpact made gets what it lacks, and keeps what it has.
        @Test func olderLedgersAreBroughtUpToDate() throws {
            let scratch = try scratch()
            #expect(try check(scratch).code == 0)
            _ = try scratch.ask(
                """
                DROP TABLE standing; ALTER TABLE acknowledgement DROP COLUMN day;
                DELETE FROM leadpact_step WHERE name IN ('standing', 'days')
                """)
            let old = try scratch.run(["history", scratch.ledger])
            #expect(old.code == 2 && old.talk.contains("brings an older one up to date"), "\(old.talk)")
            try write(4, asOf: "2026-03-03T13:00:00Z", to: scratch)
            #expect(try check(scratch).talk.contains("recorded as run 2"))
            #expect(try scratch.run(["history", scratch.ledger]).output.contains("2 runs, 4 breaches"))
        }

        /// Only what PostgreSQL takes can be written there.
        @Test func aZeroByteIsRefused() throws {
            let scratch = try scratch()
            #expect(try check(scratch).code == 0)
            let ledger = try Ledger(path: scratch.ledger, settings: scratch.settings, .writing)
            let error = #expect(throws: LedgerError.self) {
                try ledger.acknowledge(
                    lead: "L\u{0}1", rule: "called", of: "small", until: 0, day: nil, by: nil, reason: nil)
            }
            #expect(error?.message.contains("zero byte") == true)
        }
    }
#endif
