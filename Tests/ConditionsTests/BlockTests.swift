import Columns
import Findings
import Testing

@testable import Conditions

/// Many rows at once give what each row gives alone, whatever the blocks are.
@Suite struct BlockTests {
    private static let conditions = [
        "kind = 'k3' and score >= 50", "lower(kind) like 'k1%' or score is null",
        "kind in ('k1', 'k5') or email like '%7%'",
        "lower(trim(email)) = 'user7@x'", "case when score > 50 then kind else email end > 'k5'",
        "coalesce(score, 0) > 30",
        "as_of - at > 30 days", "owner.active", "owner.team = kind", "owner.team in ('k1', 'k2')",
        "kind = email or kind is null",
        "length(kind) > 2", "score / nullif(score - 50, 0) > 1", "hot or not hot", "not hot and kind <> 'k1'", "small",
        "coalesce(kind, email) = coalesce(email, kind)", "day < at", "email ilike 'USER1%'", "true", "null",
    ]

    private static func random(_ count: Int) -> Inputs {
        var state: UInt64 = 7
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        func some<Value>(_ value: @autoclosure () -> Value) -> Value? { next(5) == 0 ? nil : value() }
        func rows<Value>(_ value: (Int) -> Value) -> [Value] { (0..<count).map(value) }
        let teams = TextColumn((0..<50).map { _ in some("k\(next(4))") })
        let owners = rows { _ in Int32(next(60) - 10) }.map { max($0, -1) }
        return Inputs(
            rowCount: count, asOf: Sample.asOf,
            columns: [
                ColumnPath(column: "kind"): .init(.text(TextColumn(rows { _ in some("k\(next(8))") }))),
                ColumnPath(column: "many"): .init(.text(TextColumn(rows { row in some("m\(row)") }))),
                ColumnPath(column: "email"): .init(.text(Sample.spans(rows { _ in some(" User\(next(30))@x") }))),
                ColumnPath(column: "score"): .init(.numbers(rows { _ in some(Double(next(100))) ?? .nan })),
                ColumnPath(column: "at"): .init(
                    .instants(
                        .init(
                            values: rows { _ in some(Sample.asOf - Int64(next(60)) * Sample.day) ?? missing },
                            precision: .day))),
                ColumnPath(column: "day"): .init(.dates(rows { _ in some(20_500 + Int64(next(30))) ?? missing })),
                ColumnPath(links: ["owner"], column: "active"): .init(
                    .booleans((0..<50).map { _ in Truth(next(3)) }), rows: owners),
                ColumnPath(links: ["owner"], column: "team"): .init(.text(teams), rows: owners),
            ])
    }

    private static let schema = Schema(tables: [
        "leads": .init(
            columns: ["kind": .text, "many": .text, "email": .text, "score": .number, "at": .instant, "day": .date],
            links: ["owner": "users"]),
        "users": .init(columns: ["active": .boolean, "team": .text]),
    ])
    private static let terms = [
        "hot": "score > 50 and kind = 'k2'", "small": "kind = 'k1' or tiny", "tiny": "kind = 'k0'",
    ]

    @Test(arguments: [0, 1, 2, 4095, 4096, 4097, 9000])
    func agreesWithRowByRow(count: Int) throws {
        let inputs = BlockTests.random(count)
        for text in BlockTests.conditions + ["many = 'm5' or many like 'm_7'", "many = kind"] {
            let bound = try #require(bind(text, terms: BlockTests.terms, schema: BlockTests.schema).bound)
            let whole = bound.truths(inputs)
            #expect(whole.count == count)
            let evaluation = bound.prepared(for: inputs)
            let some = stride(from: 0, to: count, by: count > 100 ? 97 : 1)
            #expect(some.map { evaluation.truths($0..<$0 + 1)[0] } == some.map { whole[$0] }, "\(text)")
            #expect(evaluation.truths(0..<count / 3) + evaluation.truths(count / 3..<count) == whole, "\(text)")
        }
    }

    /// Expressions give columns whose rows are those of any part of them.
    @Test(arguments: [
        "lower(kind)", "kind", "trim(email)", "upper(trim(email))", "coalesce(kind, email)", "score * 2", "at - 5 days",
        "day - 1 day", "owner.team", "upper(owner.team)", "nullif(email, kind)", "score > 5", "'x'",
        "case when score > 50 then email end",
        "ltrim(many)", "as_of",
    ])
    func givesColumns(text: String) throws {
        let inputs = BlockTests.random(5000)
        let bound = try #require(bind(text, expecting: nil, schema: BlockTests.schema).bound)
        let whole = bound.evaluate(inputs)
        #expect(whole.count == 5000 && whole.type == bound.type)
        let part = bound.prepared(for: inputs).column(4000..<4500)
        #expect(part.count == 500)
        for row in 0..<500 { #expect(words(part, row) == words(whole, 4000 + row)) }
        if case .text(let column) = whole, case .dictionary(_, let values) = column.storage {
            #expect(Set(values.dropFirst()).count == values.count - 1, "distinct values are distinct")
        }
        if case .instants(let column) = whole, text != "as_of" { #expect(column.precision == .day) }
    }

    private func words(_ column: Column, _ row: Int) -> String {
        if column.isMissing(row) { return "null" }
        return switch column {
        case .booleans(let values): "\(values[row])"
        case .numbers(let values): "\(values[row])"
        case .dates(let values): "\(values[row])"
        case .instants(let column): "\(column.values[row])"
        case .text(let column): column.text(row) ?? "null"
        }
    }

    @Test func usesTheZoneOfTheCaller() throws {
        var inputs = Sample.inputs
        inputs.startOfDay = { $0 * 86_400_000 + 3_600_000 }
        let bound = try #require(bind("expected_close < as_of").bound)
        #expect(symbols(bound.truths(inputs)) == "0100?")
        #expect(symbols(try #require(bind("as_of >= date '2026-03-01'").bound).truths(inputs)) == "00000")
    }
}
