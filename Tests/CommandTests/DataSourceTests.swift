import CommandSupport
import Foundation
import Testing

/// The same snapshot gives the same bytes from files, packed files, and databases.
@Suite struct DataSourceTests {
    /// What the tables of Samples/acme become, and how the manifest names them.
    static let forms: [(name: String, manifest: @Sendable (String) -> String)] = [
        ("csv.gz", { "file: \($0).csv.gz" }), ("csv.zst", { "file: \($0).csv.zst" }),
        ("jsonl", { "file: \($0).jsonl" }), ("json", { "file: \($0).json" }),
        ("sqlite", { "from: sqlite:crm.db, table: \($0)" }),
        ("sqlite", { "from: sqlite:crm.db, sql: select * from \($0);" }),
    ]

    /// Writes the sample in all forms, beside its manifest and agreement.
    static func convert(to scratch: Scratch) throws -> Bool {
        let script = """
            import csv, glob, gzip, json, os, shutil, sqlite3, subprocess, sys
            db = sqlite3.connect('crm.db')
            for path in glob.glob(sys.argv[1] + '/*.csv'):
                name = os.path.basename(path)[:-4]
                data = open(path, 'rb').read()
                open(name + '.csv', 'wb').write(data)
                open(name + '.csv.gz', 'wb').write(gzip.compress(data))
                if shutil.which('zstd'): subprocess.run(['zstd', '-q', '-k', name + '.csv'], check=True)
                rows = list(csv.DictReader(open(path, newline='')))
                records = [{k: v or None for k, v in row.items()} for row in rows]
                open(name + '.jsonl', 'w').write(''.join(json.dumps(r) + '\\n' for r in records))
                json.dump({'totalSize': len(rows), 'done': True, 'records': records}, open(name + '.json', 'w'), indent=2)
                columns = list(rows[0])
                db.execute(f'create table {name} ({", ".join(columns)})')
                db.executemany(f'insert into {name} values ({",".join("?" * len(columns))})', [list(r.values()) for r in records])
            db.commit()
            """
        try scratch.write(script, to: "convert.py")
        let sample = Command.root.appendingPathComponent("Samples/acme")
        for name in ["agreement.yaml", "snapshot.yaml"] {
            try scratch.write(Data(contentsOf: sample.appendingPathComponent(name)), to: name)
        }
        return try run(["python3", "convert.py", sample.path], in: scratch.folder) == 0
    }

    @discardableResult
    static func run(_ words: [String], in folder: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The answer in all formats, without the paths and lines of the data.
    static func check(_ scratch: Scratch, environment: [String: String] = [:]) throws -> [String] {
        try ["csv", "json"].map { format in
            let result = try Command.run(
                ["check", "agreement.yaml", "snapshot.yaml", "--list", "all", "--format", format], in: scratch.folder,
                environment: environment)
            #expect(result.code == 1, "\(result.output)\(result.talk)")
            return result.output.replacing(/"path": "[^"]*", "line": \d+, "column": \d+/, with: "")
                .replacing(/"end_line": \d+, "end_column": \d+/, with: "")
        }
    }

    /// Changes how the manifest names each table.
    static func write(_ form: (String) -> String, to scratch: Scratch) throws {
        let sample = Command.root.appendingPathComponent("Samples/acme/snapshot.yaml")
        let manifest = try String(contentsOf: sample, encoding: .utf8)
        try scratch.write(manifest.replacing(/file: (\w+)\.csv/) { form(String($0.1)) }, to: "snapshot.yaml")
    }

    @Test func filesAndSQLiteGiveTheSameBytes() throws {
        let scratch = try Scratch()
        guard try Self.convert(to: scratch) else { return print("python3 is not there: skipped") }
        let wanted = try Self.check(scratch)
        #expect(wanted[0].contains("breached"))
        for (name, form) in Self.forms {
            if name == "csv.zst", !FileManager.default.fileExists(atPath: scratch.url("leads.csv.zst").path) {
                continue
            }
            try Self.write(form, to: scratch)
            #expect(try Self.check(scratch) == wanted, "\(name)")
        }
    }

    @Test func postgreSQLGivesTheSameBytes() throws {
        let scratch = try Scratch()
        guard try Self.convert(to: scratch), let server = try PostgresServer() else {
            return print("PostgreSQL or python3 is not there: skipped")
        }
        let wanted = try Self.check(scratch)
        try server.load(scratch, ["created_at": "timestamptz", "at": "timestamptz", "score": "int", "won": "boolean"])
        for query in ["table: ", "sql: select * from "] {
            try Self.write({ "from: \"postgres:postgres\", \(query)\($0)" }, to: scratch)
            #expect(try Self.check(scratch, environment: server.environment) == wanted)
        }
    }

    /// What a database holds is recognised as an export is, and the proposal reads it.
    @Test(arguments: ["sqlite", "postgres"])
    func aDatabaseIsRecognised(kind: String) throws {
        let scratch = try Scratch()
        let sample = Command.root.appendingPathComponent("Samples/salesforce")
        for name in ["Lead", "LeadHistory", "Task", "User"] {
            let text = try String(contentsOf: sample.appendingPathComponent("\(name).csv"), encoding: .utf8)
            try scratch.write(text.replacing("\u{FEFF}", with: ""), to: "\(name).csv")
        }
        try scratch.write("id,total\n1,2\n", to: "invoices.csv")
        let server = kind == "postgres" ? try PostgresServer() : nil
        if let server {
            try server.load(scratch, [:])
        } else if kind == "postgres" {
            return print("PostgreSQL is not there: skipped")
        } else {
            let script = """
                import csv, sqlite3
                database = sqlite3.connect("crm.db")
                for name in ["Lead", "LeadHistory", "Task", "User", "invoices"]:
                    rows = list(csv.reader(open(name + ".csv", newline="", encoding="utf-8")))
                    columns = ", ".join(f'"{column}"' for column in rows[0])
                    database.execute(f'create table "{name}" ({columns})')
                    marks = ", ".join("?" * len(rows[0]))
                    database.executemany(
                        f'insert into "{name}" values ({marks})', [[cell or None for cell in row] for row in rows[1:]])
                database.execute("create view broken as select * from gone")
                database.commit()
                """
            guard try Self.run(["python3", "-c", script], in: scratch.folder) == 0 else {
                return print("python3 is not there: skipped")
            }
        }
        try scratch.write("", to: "files/keep")
        for name in ["Lead", "LeadHistory", "Task", "User"] {
            try scratch.write(scratch.text("\(name).csv"), to: "files/\(name).csv")
        }
        let database = kind == "postgres" ? "postgres:postgres" : "sqlite:crm.db"
        let environment = server?.environment ?? [:]
        let result = try Command.run(["init", "--from", database], in: scratch.folder, environment: environment)
        #expect(result.code == 0 && result.talk.contains("by the preset 'salesforce'"), "\(result.talk)")
        #expect(
            result.talk.contains("'invoices' is not used: no table of leadpact's; it has id, total"), "\(result.talk)")
        let manifest = try scratch.text("snapshot.yaml")
        #expect(manifest.contains("    from: \"\(database)\"\n    table: LeadHistory\n"), "\(manifest)")
        // Rows that tell of owners are not looked at for stages.
        #expect(!manifest.contains("Lena Fuchs"), "\(manifest)")
        let files = try Command.run(["init", "-", "--from", "files"], in: scratch.folder)
        func mapping(_ text: String) -> [Substring] {
            text.replacing(/\n +from: .*/, with: "").replacing(/table: (\w+)/) { "file: \"\($0.1).csv\"" }
                .replacing(/[ ]+#.*/, with: "").split(separator: "\n")
        }
        #expect(mapping(manifest) == mapping(files.output))
        let checked = try Command.run(
            ["check", "agreement.yaml", "snapshot.yaml", "--period", "all"], in: scratch.folder,
            environment: environment)
        #expect(checked.output.contains("64.7 %") && checked.output.contains("18 leads"), "\(checked.output)")
    }

    /// A server that stops in the middle of a table ends the check, and leaves nothing half-written.
    @Test func aDatabaseThatGoesAwayIsNoVerdict() throws {
        let scratch = try Scratch()
        guard try Self.convert(to: scratch), let server = try PostgresServer() else {
            return print("PostgreSQL or python3 is not there: skipped")
        }
        try server.load(scratch, [:])
        // The server ends the connection itself after the first rows.
        let deadly =
            "select id, case when i > 50000 then pg_terminate_backend(pg_backend_pid())::text end as stage from "
            + "(select i, i::text as id from generate_series(1, 100000) i) t"
        try Self.write(
            { $0 == "leads" ? "from: \"postgres:postgres\", sql: \"\(deadly)\"" : "file: \($0).csv" }, to: scratch)
        let result = try Command.run(
            ["check", "agreement.yaml", "snapshot.yaml", "--format", "json=out.json", "--format", "csv=out.csv"],
            in: scratch.folder, environment: server.environment)
        #expect(result.code == 3)
        #expect((result.output + result.talk).contains("LP0430"), "\(result.output)\(result.talk)")
        let report = (try? scratch.text("out.json")) ?? ""
        #expect(report.contains("data-unfit") && !report.contains("\"breached\""), "\(report)")
        #expect(!((try? scratch.text("out.csv")) ?? "").contains("met"))
    }

    /// What a manifest asks a database for changes nothing in it.
    @Test(arguments: [
        "select 1 as id) as t; drop table users; select (1", "select 1 as id; drop table users", "drop table users",
        "with gone as (delete from users returning id) select id from gone",
        "insert into users values ('x') returning id",
        "select 1 as id) as t) to stdout; commit; drop table users; --",
    ]) func queriesOnlyRead(sql: String) throws {
        let scratch = try Scratch()
        guard try Self.convert(to: scratch), let server = try PostgresServer() else {
            return print("PostgreSQL or python3 is not there: skipped")
        }
        try server.load(scratch, [:])
        for address in ["postgres:postgres", "sqlite:crm.db"] {
            try Self.write({ $0 == "leads" ? "from: \"\(address)\", sql: \"\(sql)\"" : "file: \($0).csv" }, to: scratch)
            let result = try Command.run(
                ["check", "agreement.yaml", "snapshot.yaml"], in: scratch.folder, environment: server.environment)
            #expect(result.code == 3 && result.output.contains("LP0430"), "\(result.output)\(result.talk)")
        }
        try Self.write({ "from: \"\($0 == "users" ? "postgres:postgres" : "sqlite:crm.db")\"" }, to: scratch)
        _ = try Self.check(scratch, environment: server.environment)
    }

    @Test func passwordsAreNotRepeated() throws {
        let scratch = try Scratch()
        guard try Self.convert(to: scratch) else { return print("python3 is not there: skipped") }
        for address in ["postgres://ana:s3cret@db.example/crm", "postgres:password=s3cret host=x", "mysql:s3cret"] {
            try Self.write({ _ in "from: \"\(address)\"" }, to: scratch)
            for format in ["text", "json"] {
                let result = try Command.run(
                    ["check", "agreement.yaml", "snapshot.yaml", "--format", format], in: scratch.folder)
                #expect(result.code == 3)
                #expect(
                    !address.hasPrefix("postgres") || !(result.output + result.talk).contains("s3cret"),
                    "\(result.output)\(result.talk)")
            }
        }
    }

    /// Nor what is written in place of a snapshot, a file or a name, misspelt or not.
    @Test(arguments: [
        "postgres://ana:s3cret@db.example/crm", "postgresql://ana:s3cret@db.example/crm",
        "postgress://ana:s3cret@db.example/crm", "postgres:password=s3cret dbname=crm",
        "https://ana:s3cret@crm.example",
    ]) func argumentsWithPasswordsAreNotRepeated(address: String) throws {
        let scratch = try Scratch()
        for arguments in [
            ["check", "agreement.yaml", address, "--format", "json"], ["explain", "7", "--snapshot", address],
            ["init", "--from", address], ["lint", address], ["review", "agreement.yaml", address],
        ] {
            let result = try Command.run(arguments, in: scratch.folder)
            #expect(result.code == 2 && result.talk.contains("connection string"))
            #expect(!(result.output + result.talk).contains("s3cret"), "\(result.output)\(result.talk)")
        }
    }
}

extension PostgresServer {
    /// Loads the tables of a folder, with the types of some of their columns; the others are text.
    fileprivate func load(_ scratch: Scratch, _ types: [String: String]) throws {
        var script = ""
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
        for file in files where file.hasSuffix(".csv") {
            let name = String(file.dropLast(4))
            let header = try scratch.text(file).prefix { !$0.isNewline }.replacing("\"", with: "")
                .split(separator: ",").map(String.init)
            let columns = header.map { "\"\($0)\" \(types[$0] ?? "text")" }.joined(separator: ", ")
            script +=
                "create table \"\(name)\" (\(columns));\n\\copy \"\(name)\" from '\(scratch.url(file).path)' (format csv, header)\n"
        }
        try scratch.write(script, to: "load.sql")
        let result = try run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", "load.sql"], in: scratch.folder)
        #expect(result.code == 0, "\(result.talk)")
    }
}
