import Compliance
import Databases
import Findings
import Glibc
import Pushdown
import Snapshots

/// A database that judges in place of leadpact: `--on postgres:crm`, `duckdb:crm.db`, `spark:spark://host:7077`.
struct Engine {
    let dialect: Dialect
    /// Of PostgreSQL the name of a database, of DuckDB a file, of Spark a master; empty takes what the environment says.
    let name: String

    static let help = "postgres:[DATABASE], duckdb:FILE, spark:[MASTER]"

    /// As messages and reports name it.
    var text: String { "\(dialect.rawValue):\(name)" }

    /// Whether other commands take it for a snapshot.
    var isReadable: Bool { dialect == .postgres }

    /// - Returns: Nil where `findings` say what is wrong; nothing of a connection string is repeated, since a password may stand
    ///   in it.
    init?(_ argument: String, _ findings: inout [Finding]) {
        if let address = DatabaseAddress(argument), address.kind == .postgres {
            if address.isConnectionString {
                findings.append(.connectionString(at: nil))
                return nil
            }
            (dialect, name) = (.postgres, address.name)
            return
        }
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let dialect = Dialect(rawValue: parts[0]) else {
            findings.append(
                .error(
                    .databaseUnreadable, "--on names no database that can judge", at: nil,
                    notes: ["they are \(Engine.help)"]))
            return nil
        }
        if dialect == .duckdb, parts[1].isEmpty {
            findings.append(
                .error(.databaseUnreadable, "--on duckdb: names no file", at: nil, notes: ["write duckdb:FILE"]))
            return nil
        }
        (self.dialect, name) = (dialect, parts[1])
    }

    /// Runs scripts there, one of each version of an agreement.
    ///
    /// - Returns: An answer of each.
    /// - Throws: ``DatabaseError`` where one did not run to its end.
    func run(_ scripts: [SQLScript]) throws(DatabaseError) -> [DatabaseAnswer] {
        var reader = AnswerReader(of: scripts.count)
        let texts = scripts.enumerated().map { number, script in
            let isLast = number == scripts.count - 1
            let after = script.answers + (isLast ? [] : script.cleanup)
            return script.text + "\n" + after.map { "\n\($0);\n" }.joined()
        }
        let text = texts.joined(separator: "\n")
        switch dialect {
        case .postgres:
            let sessions = scripts.map { script in
                DatabaseScript(
                    preamble: script.preamble,
                    made: script.statements.map { .init(name: $0.name, query: $0.query, isView: $0.isView) },
                    answers: script.answers)
            }
            try Databases.run(sessions, onPostgres: name) { bytes throws(DatabaseError) in reader.take(bytes) }
        case .duckdb:
            guard SourceFile.exists(name) else { throw DatabaseError("there is no such file") }
            let options = ["-readonly", "-bail", "-batch", "-noheader", "-list", "-f"]
            try client("LEADPACT_DUCKDB", "duckdb").run(text, before: options, after: [name]) {
                bytes throws(DatabaseError) in reader.take(bytes)
            }
        case .spark:
            let master = name.isEmpty ? [] : ["--master", name]
            try client("LEADPACT_SPARK_SQL", "spark-sql").run(text, before: master + ["-f"], after: []) {
                bytes throws(DatabaseError) in reader.take(bytes)
            }
        }
        if let line = reader.misread { throw DatabaseError("an answer that nobody asked for: '\(line)'") }
        guard reader.isWhole else { throw DatabaseError("the answer broke off before its end") }
        return reader.answers
    }

    /// The program that an environment variable names, with its first arguments, or the one of that name.
    private func client(_ variable: String, _ name: String) -> ClientProgram {
        let words = unsafe getenv(variable).map { unsafe String(cString: $0) } ?? name
        let parts = words.split(separator: " ").map(String.init)
        return ClientProgram(parts.isEmpty ? [name] : parts)
    }
}
