import CommandSupport
import Foundation
import Testing

/// Scripts that read the user's own tables, as a manifest says what they hold.
@Suite struct MappingTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    /// Leads as Salesforce exports them, and a manifest that says all it can; tables of texts, named as the files are.
    static func jobs(_ engine: Engine, _ scratch: Scratch) throws -> [Engine.Job] {
        let (sample, mapped) = (
            Command.root.appendingPathComponent("Samples/salesforce"), fixtures.appendingPathComponent("mapped")
        )
        return try [(sample, "2026-03-31T16:30:00Z"), (mapped, "2026-11-20T12:00:00Z")].map { folder, asOf in
            try engine.job(
                folder.appendingPathComponent("agreement.yaml"), folder, asOf: asOf, in: scratch,
                folder.lastPathComponent)
        }
    }

    @Test(.enabled(if: Engine.hasPython, "needs DuckDB, through `make test`"), arguments: Engine.ready)
    func judgesTablesOfOtherNames(engine: Engine) throws {
        let scratch = try Scratch()
        let answers = try engine.answers(Self.jobs(engine, scratch))
        #expect(answers == ["same 70", "same 231"], "in \(scratch.folder.path)")
    }

    private static let agreement = """
        leadpact: 1
        agreement: dated
        title: Leads have a date
        parties: { marketing: { name: Ada } }
        calendars: { office: { time_zone: Europe/Rome, hours: { mon-fri: 09:00-17:00 } } }
        definitions: { stages: { mql: { with: marketing } } }
        responsibilities: { marketing: { dated: { require: created_at is not null } } }

        """

    struct Refusal: CustomTestStringConvertible {
        var leads: String
        var message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        Refusal(
            leads: "file: l.csv, distinct: id",
            message: "'distinct' of the table 'leads' cannot be said in DuckDB"),
        Refusal(
            leads: "file: l.csv, times: { created_at: { precision: day } }",
            message: "the precision of 'created_at' cannot be said in DuckDB"),
        Refusal(
            leads: "file: l.csv, times: { created_at: D/M/YY }",
            message: "the form 'D/M/YY' of the times in 'created_at' cannot be said in DuckDB"),
        Refusal(
            leads: "file: l.csv, times: { created_at: Mon D Y }",
            message: "the form 'Mon D Y' of the times in 'created_at' cannot be said in DuckDB"),
        Refusal(
            leads: "from: 'sqlite:crm.db', sql: select * from l",
            message: "the query of the table 'leads', which is one of sqlite, cannot be said in DuckDB"),
    ])
    func refusesWhatItCannotSay(refusal: Refusal) throws {
        let scratch = try Scratch()
        try Data("id,created_at\n1,2026-01-02T03:04:05Z\n".utf8).write(to: scratch.url("l.csv"))
        let made = try Command.python(
            "import sqlite3; sqlite3.connect('crm.db').execute('create table l (id text, created_at text)')",
            in: scratch.folder)
        #expect(made.code == 0)
        try Data(Self.agreement.utf8).write(to: scratch.url("agreement.yaml"))
        let manifest = scratch.url("snapshot.yaml")
        try Data(
            "leadpact_snapshot: 1\nas_of: 2026-02-01T00:00:00Z\ntime_zone: Europe/Rome\ntables: { leads: { \(refusal.leads) } }\n"
                .utf8
        ).write(to: manifest)
        let result = try Command.run([
            "sql", scratch.url("agreement.yaml").path, "--dialect", "duckdb",
            "--snapshot", manifest.path,
        ])
        #expect(result.code == 2 && result.output.isEmpty)
        #expect(result.talk.contains("error: \(refusal.message)"), "\(result.talk)")
    }

    private static let pythonOfDBT = ProcessInfo.processInfo.environment["LEADPACT_DBT"] ?? ""

    /// The package for dbt over the sample of Salesforce: its verdicts are those of a check, and its tests fail for breaches.
    @Test(.enabled(if: !pythonOfDBT.isEmpty, "needs dbt, through `make test-full`"))
    func becomesModelsOfDBT() throws {
        let script = Command.root.appendingPathComponent("Integrations/dbt/try").path
        let result = try Command.program(
            "/bin/bash", [script, Command.path, Self.pythonOfDBT], in: Command.root, patience: 400)
        #expect(result.code == 0 && result.output.contains("dbt: 70 verdicts, as check has them"), "\(result.output)")
    }
}
