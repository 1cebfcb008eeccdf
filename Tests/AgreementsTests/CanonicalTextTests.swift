import Conditions
import Findings
import Testing

@testable import Agreements

private func condition(_ text: String) throws -> Condition {
    var findings: [Finding] = []
    let source = ConditionSource(path: "", text: text)
    return try #require(Condition.parse(source, findings: &findings), "\(text): \(findings.map(\.message))")
}

/// Blanks, capitals and parentheses without need go; those that mean something stay, and the text reads back as itself.
@Test(arguments: [
    ("( a=1 )", "a = 1"), ("a!=1 AND NOT b", "a <> 1 and not b"), ("not (a and b)", "not (a and b)"),
    ("(a or b) and c", "(a or b) and c"), ("a or (b and c)", "a or b and c"), ("(a and b) and c", "(a and b) and c"),
    ("a - (b - c) > 0", "a - (b - c) > 0"), ("(a - b) - c > 0", "a - b - c > 0"),
    ("a / (b * c) > 0", "a / (b * c) > 0"),
    ("(a + b) * c > 0", "(a + b) * c > 0"), ("-(a + b) > 0", "-(a + b) > 0"), ("-(-a) > 0", "-(-a) > 0"),
    ("a between 1 and 2 and b = 1", "a between 1 and 2 and b = 1"), ("(a = 1) is not true", "(a = 1) is not true"),
    ("a is not distinct from 'x'", "a is not distinct from 'x'"), ("a IS  NULL", "a is null"),
    ("a not in (1,2 , 3)", "a not in (1, 2, 3)"), ("a = 'it''s'", "a = 'it''s'"),
    ("\"odd name\" = 1 and lead.\"a\"\"b\" = 2", "\"odd name\" = 1 and lead.\"a\"\"b\" = 2"),
    ("a like '50!%%' escape '!'", "a like '50!%%' escape '!'"),
    ("lower( trim(a) ) ilike 'x%'", "lower(trim(a)) ilike 'x%'"),
    ("created_at > as_of - 720 hours", "created_at > as_of - 30 days"),
    ("d >= date '2026-03-01'", "d >= date '2026-03-01'"),
    ("t < timestamp '2026-03-01T10:00:00+01:00'", "t < timestamp '2026-03-01T09:00:00Z'"),
    (
        "case when a then 1 else 2 end = coalesce(b, 0)", "case when a then 1 else 2 end = coalesce(b, 0)"
    ),
    ("score >= 60.0 and not-a-term", "score >= 60 and not-a-term"),
])
func canonicalTextReadsBack(text: String, canonical: String) throws {
    #expect(try condition(text).canonicalText == canonical)
    #expect(try condition(canonical).canonicalText == canonical)
}
