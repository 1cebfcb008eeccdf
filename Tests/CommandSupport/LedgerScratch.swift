import Foundation

/// What keeps the ledger of a test.
package enum LedgerKind: String, Sendable {
    case sqlite
    case postgres

    /// Those that are installed here.
    package static let ready: [LedgerKind] = {
        if PostgresServer.shared != nil { return [.sqlite, .postgres] }
        print("PostgreSQL is not installed: ledgers in it are not tried")
        return [.sqlite]
    }()
}

/// A folder, with a ledger in it or in a database of its own.
package final class LedgerScratch: Scratch {
    package let kind: LedgerKind
    /// As `--ledger` names it.
    package let ledger: String
    package let environment: [String: String]
    package let database: String

    package init(_ kind: LedgerKind) throws {
        self.kind = kind
        database = "ledger_\(UUID().uuidString.prefix(13).replacing("-", with: "_").lowercased())"
        switch kind {
        case .sqlite:
            ledger = "sla.db"
            environment = [:]
        case .postgres:
            guard let server = PostgresServer.shared else { throw CocoaError(.featureUnsupported) }
            ledger = "postgres:\(database)"
            environment = server.environment
            _ = try server.ask("CREATE DATABASE \(database)")
        }
        try super.init()
    }

    deinit {
        if kind == .postgres { _ = try? PostgresServer.shared?.ask("DROP DATABASE \(database) WITH (FORCE)") }
    }

    /// What opens the ledger from within the test, where it is `ledger` or the file that it names.
    package var path: String { kind == .sqlite ? url("sla.db").path : ledger }
    package var settings: [(String, String)] {
        environment.isEmpty ? [] : [("host", environment["PGHOST"] ?? ""), ("user", environment["PGUSER"] ?? "")]
    }

    /// The built command in this folder.
    package func run(
        _ arguments: [String], behind prefix: [String] = [], environment more: [String: String] = [:]
    ) throws -> Command.Result {
        try Command.run(
            arguments, in: folder, environment: environment.merging(more) { $1 }, behind: prefix)
    }

    /// What a query of the ledger answers, in the SQL of both: rows as lines, values between bars.
    package func ask(_ query: String) throws -> String {
        if kind == .postgres {
            return try PostgresServer.shared?.ask("SET search_path = leadpact; \(query)", in: database) ?? ""
        }
        let script = """
            import sqlite3
            for row in sqlite3.connect("sla.db").execute(\"\"\"\(query)\"\"\"):
                print("|".join("" if value is None else str(value) for value in row))
            """
        let result = try Command.python(script, in: folder)
        return result.code == 0 ? result.output : result.talk
    }
}
