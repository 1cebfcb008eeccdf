import Columns
import Findings
import Testing

@testable import Conditions

/// The types that columns get which nobody declared, from their use.
@Suite struct TypeTests {
    @Test(arguments: [
        ("Closed > 5", "Closed number"), ("Closed = 'x'", "Closed text"), ("'x' = Closed", "Closed text"),
        ("Closed", "Closed boolean"),
        ("not Closed", "Closed boolean"), ("Closed and Tier = 1", "Closed boolean, Tier number"),
        ("Closed is true", "Closed boolean"),
        ("Closed = true", "Closed boolean"), ("Closed is null", "Closed text"),
        ("Closed = Tier", "Closed text, Tier text"),
        ("Closed = Tier and Tier > 5", "Closed number, Tier number"),
        ("Tier > 5 and Closed = Tier", "Tier number, Closed number"),
        ("Closed like 'x'", "Closed text"), ("lower(Closed) = 'x'", "Closed text"),
        ("length(Closed) > 5", "Closed text"),
        ("Closed + 1 > 2", "Closed number"), ("Closed + Tier > 0", "Closed number, Tier number"),
        ("-Closed > 1", "Closed number"),
        ("abs(Closed) > 1", "Closed number"), ("Closed * 2 days > 1 day", "Closed number"),
        ("3 days / Closed > 1 day", "Closed number"),
        ("as_of - Closed > 30 days", "Closed instant"), ("Closed - Tier > 5 days", "Closed instant, Tier instant"),
        ("Closed - 5 days > as_of", "Closed instant"), ("Closed - 5 days > date '2026-01-01'", "Closed date"),
        ("Closed < as_of", "Closed instant"), ("Closed < date '2026-01-01'", "Closed date"),
        ("Closed < created_at", "Closed instant, created_at instant"),
        ("Closed < expected_close", "Closed date, expected_close date"), ("Closed between 1 and 5", "Closed number"),
        ("5 between Closed and Tier", "Closed number, Tier number"),
        ("Closed in ('a', 'b')", "Closed text"), ("Closed in (null, 5)", "Closed number"),
        ("'a' in (Closed, Tier)", "Closed text, Tier text"),
        ("coalesce(Closed, Tier, 5) > 1", "Closed number, Tier number"), ("nullif(Closed, 'x') is null", "Closed text"),
        ("case when Closed then Tier else 5 end > 1", "Closed boolean, Tier number"),
        ("case Closed when 'x' then Tier end = as_of", "Closed text, Tier instant"),
        ("coalesce(Closed, false)", "Closed boolean"),
        ("Closed is distinct from 5", "Closed number"), ("Closed is not distinct from null", "Closed text"),
        ("Closed - Tier = 0", "Closed number, Tier number"), ("Closed / Tier > 1", "Closed number, Tier number"),
        ("Closed - date '2026-01-01' > 5 days and Closed < date '2026-02-01'", "Closed date"),
        ("score > 1 and owner.team = 'x' and score < 9", "score number, owner.team text"),
    ])
    func areFound(text: String, uses: String) throws {
        let (bound, findings) = bind(text)
        #expect(!findings.hasErrors)
        #expect(try #require(bound).uses.map { "\($0.path) \($0.type)" }.joined(separator: ", ") == uses)
    }

    /// Terms and the conditions that use them agree on the type of a column.
    @Test func areSharedWithTerms() {
        #expect(
            bind("big and Tier = Closed", terms: ["big": "Tier > 5"]).bound?.uses.map(\.type) == [.number, .number])
        let finding = bind("big and Tier = 'x'", terms: ["big": "Tier > 5"]).findings.first
        #expect(finding?.code.id == "LP0236")
        #expect(finding?.related.first?.place.path == "terms.yaml")
    }

    @Test(arguments: [
        ("lower(email)", ValueType.text), ("score + 1", .number), ("created_at - 5 days", .instant),
        ("expected_close - 5 days", .date),
        ("expected_close - 5 hours", .instant), ("score > 5", .boolean),
        ("coalesce(created_at, expected_close)", .instant), ("null", .text),
        ("created_at - created_at", nil),
    ])
    func ofExpressions(text: String, type: ValueType?) {
        #expect(bind(text, expecting: nil).bound?.type == type)
    }

    @Test func areExpected() {
        #expect(bind("Closed", expecting: .text).bound?.uses.first?.type == .text)
        #expect(bind("Closed", expecting: .number).bound?.uses.first?.type == .number)
        let finding = bind("score", expecting: .text).findings.first
        #expect(finding?.code.id == "LP0235")
        #expect(finding?.message == "text is wanted here, and 'score' is a number")
    }
}
