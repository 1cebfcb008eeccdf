import Agreements
import BusinessTime
import Columns
import Compliance
import Conditions
import Findings
import Snapshots

/// What came of one case.
public struct CaseResult: Sendable {
    public var test: TestCase
    public var steps: [StepResult]
    /// Errors: the case could not be judged.
    public var findings: [Finding]

    public var passed: Bool { findings.isEmpty && steps.allSatisfy(\.differences.isEmpty) }
}

/// What came of one instant of a case.
public struct StepResult: Sendable {
    public var step: TestCase.Step
    public var differences: [Difference]
    /// What judging warned of: values that are missing, calendars that nobody knows.
    public var warnings: [Finding]
}

extension TestCase {
    /// Judges the case at each of its instants.
    ///
    /// - Parameter folders: Where the manifest of a snapshot may name files, beside its own folder.
    public func run(_ agreements: [Agreement], folders: [String] = []) -> CaseResult {
        var result = CaseResult(test: self, steps: [], findings: [])
        for step in steps {
            var run = StepRun(test: self, step: step, agreements: agreements, folders: folders)
            if let done = run.result() { result.steps.append(done) }
            result.findings += run.findings.filter { !result.findings.contains($0) }
        }
        return result
    }
}

/// One instant of a case on the way to its result.
private struct StepRun {
    let test: TestCase
    let step: TestCase.Step
    let agreements: [Agreement]
    let folders: [String]
    /// Errors.
    var findings: [Finding] = []
    private var written: [String: WrittenTable] = [:]

    init(test: TestCase, step: TestCase.Step, agreements: [Agreement], folders: [String]) {
        self.folders = folders
        self.test = test
        self.step = step
        self.agreements = agreements
    }

    mutating func result() -> StepResult? {
        guard let evaluation = evaluation() else { return nil }
        var options = Compliance.Evaluation.Options()
        options.period = .all
        options.listed = Set(Verdict.allCases)
        let judgement = evaluation.judgement(options)
        let comparison = Comparison(judgement: judgement, evaluation: evaluation)
        return StepResult(
            step: step, differences: step.expected.flatMap { comparison.differences($0) },
            warnings: judgement.findings.filter { $0.level == .warning })
    }

    private mutating func evaluation() -> Compliance.Evaluation? {
        let wanted = Set(step.expected.map(\.rule))
        guard let draft = open(types: [:]) else { return nil }
        var plan = Plan(agreements, schema: draft.schema) { wanted.contains($0.id) }
        plan.needTimeline()
        let errors = plan.findings.filter { $0.level == .error }
        guard errors.isEmpty else {
            findings += errors
            return nil
        }
        // Now that the types are known, times can be written out in full.
        guard let source = open(types: plan.types) else { return nil }
        let request = Request(
            tables: plan.needs, stages: Set(agreements.flatMap(\.stages).map(\.name)), asOf: step.asOf)
        do {
            let reading = try source.read(request)
            let faults = reading.report.findings.filter { $0.level == .error } + reading.report.faults.flatMap(\.first)
            findings += faults.map { placed($0) }
            // What refers to a row that cannot be read is not at fault itself.
            if faults.isEmpty { findings += leftOut(reading.report) }
            guard let snapshot = reading.snapshot, findings.isEmpty else { return nil }
            return Compliance.Evaluation(plan, snapshot)
        } catch {
            findings.append(.error(.cannotRead, error.message, at: test.place))
            return nil
        }
    }

    /// Opens the tables; with types, those that are written out hold their instants in full.
    private mutating func open(types: [String: [String: ValueType]]) -> SnapshotSource? {
        do {
            let opened: (source: SnapshotSource?, findings: [Finding])
            switch test.data {
            case .snapshot(let path, _): opened = try SnapshotSource.open(path, folders: folders)
            case .tables(let tables):
                opened = try SnapshotSource.open(
                    tables: texts(of: tables.merging(step.tables) { $1 }, types),
                    in: Folders.parent(of: test.place.path),
                    zone: test.zone)
            }
            findings += opened.findings.filter { $0.level == .error }.map { placed($0) }
            return opened.source
        } catch {
            let place = if case .snapshot(_, let place) = test.data { place } else { test.place }
            let code: Code = if case .notFound = error { .fileNotFound } else { .cannotRead }
            findings.append(.error(code, error.message, at: place))
            return nil
        }
    }

    /// A test says all there is: a table that it leaves out is one without rows.
    private mutating func texts(
        of tables: [String: TestTable], _ types: [String: [String: ValueType]]
    ) -> [String: TableText] {
        var texts: [String: TableText] = [:]
        var named: [String: Set<String>] = [:]
        for agreement in agreements { named.merge(agreement.namedColumns) { $0.union($1) } }
        for table in CanonicalTable.all {
            var rows: [TestRow] = []
            switch tables[table.name] {
            case .file(let file):
                texts[table.name] = .file(file)
                continue
            case .rows(let own): rows = own
            case nil: break
            }
            let columns = Set(table.columns.map(\.name) + table.links.map(\.column))
            let text = WrittenTable(
                table.name, rows, columns: columns.union(named[table.name] ?? []), types: types[table.name] ?? [:],
                zone: test.zone, precision: test.precision)
            written[table.name] = text
            texts[table.name] = .written(text.csv, name: table.name)
        }
        return texts
    }

    /// A finding in what was written out, at its place in the test.
    private func placed(_ finding: Finding) -> Finding {
        guard let place = finding.place, let table = written[place.path] else { return finding }
        var finding = finding
        let start = place.range.lowerBound
        let cell = table.cell(line: start.line, column: start.column)
        finding.place = cell?.place ?? test.place
        finding.level = .error
        // What an export needs to be told is of no use where the value itself can be mended.
        switch finding.code {
        case .stageNotAgreed:
            let stages = agreements.flatMap(\.stages).map(\.name)
            finding.notes = [
                nearest(to: cell?.text ?? "", among: stages).map { "did you mean '\($0)'?" }
                    ?? "stages are \(stages.joined(separator: ", "))"
            ]
        case .unreadableInstant:
            finding.message = "'\(cell?.text ?? "")' is no instant"
            finding.notes = [
                "write it like 2026-03-10 12:00, which is local time in \(test.zone.identifier), or 2026-03-10T16:00:00Z"
            ]
        default: finding.notes = []
        }
        return finding
    }

    /// Rows that count for nothing though they are not in the future; in a snapshot of its own they are none of the test's.
    private func leftOut(_ report: DataReport) -> [Finding] {
        report.leftOut.filter { $0.code != .afterAsOf && written[$0.table] != nil }.flatMap { group -> [Finding] in
            let places = group.first.compactMap { placed($0).place }
            return (places.isEmpty ? [test.place] : places).map {
                .error(.rowLeftOut, "this counts for nothing: \(group.summary)", at: $0)
            }
        }
    }
}

extension Plan {
    /// The types that the columns of each table are used as.
    fileprivate var types: [String: [String: ValueType]] {
        var types = needs.mapValues(\.columns)
        for table in needs.values {
            for use in table.conditions.flatMap(\.uses) { types[use.table, default: [:]][use.path.column] = use.type }
        }
        for table in CanonicalTable.all {
            for column in table.columns where column.type == .instant {
                types[table.name, default: [:]][column.name] = .instant
            }
        }
        return types
    }
}

/// Paths.
enum Folders {
    /// What stands before the last slash; empty where there is none.
    static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
    }
}
