import Columns
import Findings

@testable import Conditions

/// A few leads with every type of column, their owners, and activities.
enum Sample {
    static let schema = Schema(tables: ["leads": leads, "users": users, "activities": activities])

    private static let leads = Schema.Table(
        columns: columns(
            text: ["id", "email", "segment", "stage", "title", "owner_id"], number: ["score"],
            boolean: ["do_not_contact"],
            date: ["expected_close"], instant: ["created_at"], open: ["Lead Source", "Owner.Name", "Tier", "Closed"]),
        links: ["owner": "users"])
    private static let users = Schema.Table(
        columns: columns(text: ["id", "email", "team", "manager_id"], boolean: ["active"]), links: ["manager": "users"])
    private static let activities = Schema.Table(
        columns: columns(text: ["id", "kind", "direction"], instant: ["at"]), links: ["lead": "leads", "user": "users"])

    private static func columns(
        text: [String] = [], number: [String] = [], boolean: [String] = [], date: [String] = [], instant: [String] = [],
        open: [String] = []
    ) -> [String: ValueType?] {
        var columns: [String: ValueType?] = [:]
        let declared: [(ValueType, [String])] = [
            (.text, text), (.number, number), (.boolean, boolean), (.date, date), (.instant, instant),
        ]
        for (type, names) in declared { for name in names { columns[name] = .some(type) } }
        for name in open { columns[name] = .some(nil) }
        return columns
    }

    /// 2026-03-01T00:00:00Z.
    static let asOf: Int64 = 1_772_323_200_000
    static let day: Int64 = 86_400_000

    /// Five leads; the last has no value at all.
    static let inputs = Inputs(
        rowCount: 5, asOf: asOf,
        columns: [
            path("id"): .init(.text(TextColumn(["a", "b", "c", "d", nil]))),
            path("email"): .init(.text(spans(["Ana@x.example", " tom@x.example ", "ana@X.example", "", nil]))),
            path("segment"): .init(.text(TextColumn(["smb", "enterprise", "smb", nil, nil]))),
            path("stage"): .init(.text(TextColumn(["mql", "sal", "sql", "mql", nil]))),
            path("title"): .init(.text(spans(["VP Sales", "Büro 50%", "x_y", "", nil]))),
            path("score"): .init(.numbers([90, 60, 0, -5.5, .nan])),
            path("created_at"): .init(
                .instants(.init(values: [asOf - day, asOf - 31 * day, asOf, asOf + 1, missing], precision: .second))),
            path("expected_close"): .init(.dates([20_513, 20_512, 20_514, 20_513, missing])),
            path("do_not_contact"): .init(.booleans([2, 0, 0, 2, 1])),
            path("Lead Source"): .init(.text(TextColumn(["web", "web", nil, "fair", nil]))),
            path("Tier"): .init(.numbers([1, 2, 3, .nan, .nan])),
            ColumnPath(links: ["owner"], column: "active"): .init(.booleans([2, 0, 1]), rows: [0, 1, 2, -1, -1]),
            ColumnPath(links: ["owner"], column: "team"): .init(
                .text(TextColumn(["east", "west", nil])), rows: [0, 1, 2, -1, 0]),
            ColumnPath(links: ["owner", "manager"], column: "email"): .init(
                .text(spans(["m@x", nil, "n@x"])), rows: [2, 2, -1, 0, 1]),
        ])

    static func path(_ column: String) -> ColumnPath { ColumnPath(column: column) }

    static func spans(_ texts: [String?]) -> TextColumn {
        var arena = TextArena()
        let spans = texts.map { text in text.map { arena.append(Array($0.utf8)[...]) } ?? .none }
        return TextColumn(.spans(spans, arena: arena.bytes))
    }
}

/// Parses; what is wrong comes back as findings.
func parse(_ text: String) -> (condition: Condition?, findings: [Finding]) {
    var findings: [Finding] = []
    let condition = Condition.parse(ConditionSource(path: "a.yaml", text: text), findings: &findings)
    return (condition, findings)
}

func bind(
    _ text: String, terms: [String: String] = [:], table: String = "leads", expecting: ValueType? = .boolean,
    schema: Schema = Sample.schema
) -> (bound: BoundExpression?, findings: [Finding]) {
    var schema = schema
    var findings: [Finding] = []
    for (name, text) in terms.sorted(by: { $0.key < $1.key }) {
        let source = ConditionSource(path: "terms.yaml", text: text)
        schema.terms[name] = Condition.parse(source, findings: &findings)
    }
    guard let condition = Condition.parse(ConditionSource(path: "a.yaml", text: text), findings: &findings) else {
        return (nil, findings)
    }
    let bound = condition.bind(to: schema, table: table, expecting: expecting, findings: &findings)
    return (bound, findings)
}
