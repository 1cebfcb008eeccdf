import Agreements
import ArgumentParser
import BusinessTime
import Columns
import Compliance
import Findings
import Pushdown
import Reports
import Snapshots

struct Sql: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the rules of an agreement as SQL, to be run where the data lives.",
        discussion: """
            The script reads tables with leadpact's names (leads, stage_changes, activities, users, …) and leaves verdicts,
            attainment and out_of_scope in the session that runs it. Its verdicts are those of 'leadpact check'.

              leadpact sql agreement.yaml --dialect duckdb --as-of 2026-10-01T00:00:00Z > rules.sql
            """)

    @Argument(help: "The agreement.")
    var agreement: String

    @Option(help: "The database: duckdb, postgres or spark.")
    var dialect: Dialect

    @Option(help: "When to judge: an instant, or 'now'.")
    var asOf: String?

    @Option(
        help: ArgumentHelp(
            "A snapshot that says as of when, and which tables and columns there are.", valueName: "path"))
    var snapshot: String?

    @Option(
        help: ArgumentHelp(
            "A table that is there, in place of those that the rules need; repeatable.", valueName: "name"))
    var table: [String] = []

    @Option(help: "The period to judge: last, all, 2026-Q3, 2026-07 (default: the current one).")
    var period: String?

    @Option(help: "Write only this rule; repeatable.")
    var rule: [String] = []

    @Option(help: "Whether to use colours in messages.")
    var color: ColorChoice = .auto

    mutating func run() throws {
        let files = AgreementFiles(paths: [agreement])
        var findings = files.findings.filter { $0.level == .error }
        if SourceFile.isFolder(agreement) {
            Leadpact.complain("'\(agreement)' is a folder; name the version that is to be written as SQL")
            throw Exit(.agreementWrong)
        }
        guard let read = files.agreements.first, findings.isEmpty else {
            findings.complain(sources: files.sources, color: color)
            Leadpact.complain("an agreement with errors cannot be written as SQL")
            throw Exit(.agreementWrong)
        }
        var options = SQLScript.Options(dialect: dialect, asOf: 0)
        let source = snapshot.flatMap { open($0, &findings) }
        demandKnown(rule, among: read.rules.map(\.id), "rule", .unknownRule, &findings)
        demandKnown(table, among: CanonicalTable.all.map(\.name), "table", .unknownTable, &findings)
        if let asOf = instant(source, &findings) { options.asOf = asOf }
        if let choice = choice(read, &findings) { options.period = choice }
        if !table.isEmpty { options.tables = Set(table).union(["leads"]) }
        options.schema = source?.schema
        options.mappings = source?.mappings ?? [:]
        let wanted = Set(rule)
        let script =
            findings.hasErrors
            ? nil
            : SQLScript.write(read, options, findings: &findings) { wanted.isEmpty || wanted.contains($0.id) }
        findings.complain(sources: files.sources, color: color)
        guard let script else { throw Exit(.agreementWrong) }
        let output = Output.standardOutput()
        output.write(script.text)
        try output.finish()
    }

    private func demandKnown(
        _ names: [String], among known: [String], _ kind: String, _ code: Code, _ findings: inout [Finding]
    ) {
        for name in names where !known.contains(name) {
            let near = nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            findings.append(
                .error(
                    code, "--\(kind) names no \(kind): '\(name)'", at: nil,
                    notes: [near ?? "there are \(known.joined(separator: ", "))"]))
        }
    }

    private func open(_ path: String, _ findings: inout [Finding]) -> SnapshotSource? {
        do throws(SnapshotError) {
            let opened = try SnapshotSource.open(path, folders: DataFolders.allowed, headersOnly: true)
            findings += opened.findings.filter { $0.level == .error }
            if opened.source?.isOfSeries == true {
                findings.append(
                    .error(
                        .seriesDerived,
                        "'\(path)' is a series of snapshots, and a script knows no instants between two", at: nil,
                        notes: ["give a snapshot with the history as the warehouse has it"]))
                return nil
            }
            return opened.source
        } catch {
            findings.append(.error(.fileNotFound, "the snapshot '\(path)' cannot be read", at: nil))
            return nil
        }
    }

    private func instant(_ source: SnapshotSource?, _ findings: inout [Finding]) -> Int64? {
        switch asOf {
        case "now": return Leadpact.now
        case let text?:
            if let instant = CivilDate.parseInstant(text) { return instant }
            findings.append(
                .error(
                    .badAsOf, "--as-of '\(text)' is no instant", at: nil,
                    notes: ["write it like 2026-10-01T00:00:00Z, or 'now'"]))
            return nil
        case nil:
            if let instant = source?.asOf { return instant }
            // Without the snapshot nobody knows whether it says it.
            if snapshot != nil, source == nil { return nil }
            findings.append(
                .error(
                    .asOfMissing, "nothing says as of when to judge", at: nil,
                    notes: ["give --as-of 2026-10-01T00:00:00Z, or --as-of now"]))
            return nil
        }
    }

    private func choice(_ agreement: Agreement, _ findings: inout [Finding]) -> PeriodChoice? {
        switch period {
        case nil: return .current
        case "last": return .last
        case "all": return .all
        case let name?:
            if let named = Periods(of: agreement).named(name) { return .named(named) }
            findings.append(
                .error(
                    .unknownPeriod, "--period '\(name)' is no period", at: nil,
                    notes: ["write last, all, 2026-Q3, 2026-07 or 2026-01-01..2026-03-31"]))
            return nil
        }
    }
}

extension Dialect: ExpressibleByArgument {}
