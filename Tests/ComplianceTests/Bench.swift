import Agreements
import BusinessTime
import Columns
import Conditions
import Findings
import Snapshots
import Testing

@testable import Compliance

/// A small world for a test: an agreement's rules, and tables written as rows of text.
struct World {
    var asOf = "2026-03-31T00:00:00Z"
    var leads: [[String: String]] = []
    var tables: [String: [[String: String]]] = [:]

    static let preamble = """
        leadpact: 1
        agreement: test
        term: { from: 2026-01-01, until: 2026-12-31 }
        review: { every: quarter, year_starts: january }
        parties: { marketing: { name: Ana }, sales: { name: Tom } }
        calendars:
          office: { time_zone: Etc/UTC, hours: { mon-fri: 09:00-17:00 } }
          berlin: { time_zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 } }
          nights: { time_zone: Etc/UTC, hours: { mon-fri: 21:00-02:00 } }
          shop:
            time_zone: Europe/Berlin
            hours: { mon-fri: [09:00-12:30, 13:30-18:00] }
            holidays: [{ date: 2026-03-03, name: Town fair }, { date: 2026-03-04, name: Clearing up, hours: 14:00-18:00 }]
        default_calendar: office
        calendars_by: { team: { emea: berlin, shop: shop }, country: { DE: berlin } }
        definitions:
          stages:
            inquiry: { with: marketing }
            mql: { with: sales }
            on-hold: { with: sales }
            sal: { with: sales }
            recycled: { with: marketing }
            disqualified: { final: true }
          events:
            touch: { in: activities, where: direction = 'outbound' }
            won: { at: won_at }
            asked-to-wait: { in: activities, where: kind = 'wait' }
            reply: { in: activities, where: direction = 'inbound' and kind = 'reply' }
            either: { any: [asked-to-wait, { at: won_at }] }

        """

    /// Types of the columns that tests use; everything else is text.
    static let types: [String: ValueType] = [
        "created_at": .instant, "won_at": .instant, "asked_at": .instant, "answered_at": .instant,
        "closed_at": .instant, "at": .instant, "score": .number, "active": .boolean,
        "amount": .number,
    ]

    /// Precision of a column's instants, by `table.column`; seconds where it is not said.
    var precisions: [String: TimePrecision] = [:]

    func column(_ name: String, _ rows: [[String: String]], table: String) -> Column {
        let values = rows.map { $0[name] }
        switch Self.types[name] ?? .text {
        case .instant:
            let instants = values.map { $0.flatMap { CivilDate.parseInstant($0) } ?? missing }
            return .instants(InstantColumn(values: instants, precision: precisions["\(table).\(name)"] ?? .second))
        case .number: return .numbers(values.map { $0.flatMap { Double($0) } ?? .nan })
        case .boolean: return .booleans(values.map { $0.map { $0 == "true" ? .isTrue : .isFalse } ?? .isUnknown })
        case .text, .date: return .text(TextColumn(values))
        }
    }

    var all: [String: [[String: String]]] { tables.merging(["leads": leads]) { first, _ in first } }

    var schema: [String: Schema.Table] {
        var schema: [String: Schema.Table] = [:]
        let links = [
            "leads": ["owner": "users"], "users": ["manager": "users"],
            "activities": ["lead": "leads", "user": "users"], "opportunities": ["lead": "leads"],
            "stage_changes": ["lead": "leads", "user": "users"],
            "owner_changes": ["lead": "leads", "owner": "users", "from_owner": "users"],
        ]
        for (table, rows) in all {
            var columns: [String: ValueType?] = [:]
            for name in Set(rows.flatMap(\.keys)) { columns[name] = .some(Self.types[name] ?? .text) }
            schema[table] = Schema.Table(columns: columns, links: links[table] ?? [:])
        }
        return schema
    }

    /// The whole world, with the truths of the conditions that a plan asks for.
    func snapshot(for plan: Plan) -> Snapshot {
        var tables: [String: Snapshot.Table] = [:]
        for (name, rows) in all {
            var columns: [String: Column] = [:]
            for column in Set(rows.flatMap(\.keys)) { columns[column] = self.column(column, rows, table: name) }
            let inputs = Inputs(
                rowCount: rows.count, asOf: 0,
                columns: Dictionary(
                    uniqueKeysWithValues: columns.map { (ColumnPath(column: $0.key), Inputs.Input($0.value)) }))
            tables[name] = Snapshot.Table(
                rowCount: rows.count, columns: columns,
                truths: plan.needs[name]?.conditions.map { $0.truths(inputs) } ?? [])
        }
        func join(_ table: String, _ column: String, to other: String) -> Snapshot.Join? {
            guard let rows = all[table], let targets = all[other] else { return nil }
            var numbers: [String: Int32] = [:]
            for (number, target) in targets.enumerated() { numbers[target["id"] ?? ""] = Int32(number) }
            return Snapshot.Join(table: other, rows: rows.map { row in row[column].flatMap { numbers[$0] } ?? -1 })
        }
        var joins: [String: [String: Snapshot.Join]] = [:]
        for (table, link, column, other) in [
            ("leads", "owner", "owner_id", "users"), ("users", "manager", "manager_id", "users"),
            ("activities", "lead", "lead_id", "leads"), ("activities", "user", "user_id", "users"),
            ("opportunities", "lead", "lead_id", "leads"),
            ("stage_changes", "lead", "lead_id", "leads"),
            ("owner_changes", "lead", "lead_id", "leads"), ("owner_changes", "owner", "owner_id", "users"),
            ("owner_changes", "from_owner", "from_owner_id", "users"),
        ] {
            joins[table, default: [:]][link] = join(table, column, to: other)
        }
        return Snapshot(asOf: CivilDate.parseInstant(asOf) ?? 0, tables: tables, joins: joins)
    }

    /// Reads the rules (the YAML after the definitions, the last of which are `events`), judges, and fails the test on any error.
    func judge(
        _ rules: String, events: [String] = [], period: PeriodChoice = .all, threads: Int = 1,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Judgement {
        let evaluation = try evaluation(rules, events, threads: threads, sourceLocation: sourceLocation)
        var options = Evaluation.Options()
        options.period = period
        options.listed = Set(Verdict.allCases)
        options.threads = threads
        return evaluation.judgement(options)
    }

    /// How the rules judge one lead, step by step.
    func explain(
        _ rules: String, lead: String = "L1", sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [Explanation] {
        let evaluation = try evaluation(rules, [], forExplaining: true, sourceLocation: sourceLocation)
        return try #require(evaluation.explain(lead: lead), sourceLocation: sourceLocation)
    }

    private func evaluation(
        _ rules: String, _ events: [String], threads: Int = 1, forExplaining isExplained: Bool = false,
        sourceLocation: SourceLocation
    ) throws -> Compliance.Evaluation {
        let text = Self.preamble + events.map { "    \($0)\n" }.joined() + rules
        let source = SourceText(path: "agreement.yaml", text: text)
        let (agreement, findings) = AgreementReader.read(source, files: NoFiles())
        for finding in findings where finding.level == .error {
            Issue.record(
                "\(finding.message) \(String(describing: finding.place?.range.lowerBound))",
                sourceLocation: sourceLocation)
        }
        var plan = Plan([try #require(agreement, sourceLocation: sourceLocation)], schema: schema)
        if isExplained { plan.needTimeline() }
        return Compliance.Evaluation(plan, snapshot(for: plan), threads: threads)
    }
}

/// No files: the agreements of these tests name none.
private struct NoFiles: FileSource {
    func text(of path: String) throws(Unreadable) -> SourceText {
        throw Unreadable(.error(.unknownKey, "no files in this test", at: nil))
    }
}
