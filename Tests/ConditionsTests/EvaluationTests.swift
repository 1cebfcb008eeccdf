import Columns
import Findings
import Testing

@testable import Conditions

/// What conditions answer for the five leads of `Sample`: 1 true, 0 false, ? unknown.
@Suite struct EvaluationTests {
    @Test(arguments: [
        // comparisons
        ("score >= 80", "1000?"), ("score <> 0", "1101?"), ("score != 0", "1101?"), ("0 = score", "0010?"),
        ("stage = 'mql'", "1001?"), ("stage > 'mql'", "0110?"), ("segment <= 'enterprise'", "010??"),
        ("email < 'b'", "1111?"), ("do_not_contact", "1001?"), ("do_not_contact = false", "0110?"),
        ("do_not_contact < true", "0110?"),
        // logic
        ("not do_not_contact", "0110?"), ("score >= 80 and segment = 'smb'", "1000?"),
        ("score > 0 or segment = 'smb'", "111??"), ("segment = 'x' and score > 0", "0000?"),
        ("segment = 'smb' or score < 0", "1011?"), ("not (segment = 'smb' or score < 0)", "0100?"),
        ("true", "11111"), ("not true", "00000"), ("null", "?????"), ("null and score > 0", "??00?"),
        ("null or score > 0", "11???"), ("not null", "?????"),
        // is
        ("segment is null", "00011"), ("segment is not null", "11100"), ("email = ''", "0001?"),
        ("email is null", "00001"),
        ("(score > 0) is true", "11000"), ("(score > 0) is not true", "00111"), ("(score > 0) is unknown", "00001"),
        ("(score > 0) is not unknown", "11110"), ("(score > 0) is false", "00110"), ("(score > 0) is null", "00001"),
        ("segment is distinct from 'smb'", "01011"), ("segment is not distinct from null", "00011"),
        ("segment is not distinct from segment", "11111"), ("score is distinct from 60", "10111"),
        // in, between
        ("stage in ('mql', 'sal')", "1101?"), ("stage not in ('mql', 'sal')", "0010?"),
        ("stage in ('mql', null)", "1??1?"),
        ("stage not in ('mql', null)", "0??0?"), ("score in (60, -5.5, 7)", "0101?"), ("score in (Tier, 90)", "100??"),
        ("score between 0 and 60", "0110?"), ("score not between 0 and 60", "1001?"),
        ("score between null and 60", "0???" + "?"),
        ("stage between 'mql' and 'sal'", "1101?"), ("do_not_contact in (true)", "1001?"),
        // like
        ("title like '%VP%'", "1000?"), ("title like 'vp%'", "0000?"), ("title ilike 'vp%'", "1000?"),
        ("title like 'x!_y' escape '!'", "0010?"), ("title like 'x_y'", "0010?"),
        ("title like '%50!%' escape '!'", "0100?"),
        ("title ilike 'BÜRO%'", "0100?"), ("title like 'B_ro%'", "0100?"), ("title like ''", "0001?"),
        ("title like '%'", "1111?"),
        ("title not like '%'", "0000?"), ("title like null", "?????"), ("title like title", "1111?"),
        // arithmetic
        ("score + 1 = 91", "1000?"), ("score * 2 - 1 > 100", "1100?"), ("score / 0 is null", "11111"),
        ("1 / 2 = 0.5", "11111"),
        ("-score > 0", "0001?"), ("- -score > 0", "1100?"), ("abs(score) > 5", "1101?"), ("2 + 3 * 4 = 14", "11111"),
        ("(2 + 3) * 4 = 20", "11111"), ("10 - 3 - 2 = 5", "11111"), ("8 / 4 / 2 = 1", "11111"),
        ("-2 * 3 = -6", "11111"),
        ("1e2 = 100.0", "11111"), (".5 + 5. = 5.5", "11111"),
        // time
        ("created_at <= as_of", "1110?"), ("as_of - created_at > 30 days", "0100?"),
        ("created_at + 31 days = as_of", "0100?"),
        ("created_at >= date '2026-03-01'", "0011?"), ("created_at = timestamp '2026-03-01T01:00:00+01:00'", "0010?"),
        ("expected_close = date '2026-03-01'", "1001?"), ("expected_close + 1 day = date '2026-03-01'", "0100?"),
        ("expected_close - 24 hours < date '2026-02-28'", "0100?"),
        ("expected_close - 5 hours < as_of - 1 day", "0100?"),
        ("expected_close - date '2026-02-27' = 48 hours", "1001?"), ("expected_close = as_of", "1001?"),
        ("created_at - expected_close > 0 days", "0001?"), ("(as_of - created_at) / 1 day >= 31", "0100?"),
        ("(as_of - created_at) * 2 = 2 days", "1000?"), ("created_at in (as_of, date '2026-02-28')", "1010?"),
        ("created_at between as_of - 1 week and as_of", "1010?"), ("abs(as_of - created_at) < 1 hour", "0011?"),
        ("-(30 days) < 1 minute", "11111"), ("created_at is null", "00001"),
        // functions
        ("lower(trim(email)) = 'ana@x.example'", "1010?"), ("upper(stage) = 'MQL'", "1001?"),
        ("length(title) = 8", "1100?"),
        ("coalesce(segment, 'none') = 'none'", "00011"), ("coalesce(segment, stage) = 'mql'", "0001?"),
        ("nullif(stage, 'mql') is null", "10011"), ("nullif(score, 0) > 0", "11?0?"),
        ("length(trim(email)) = 13", "1110?"),
        ("length(ltrim(email)) = 14", "0100?"), ("length(rtrim(email)) = 14", "0100?"),
        ("coalesce(null, score, 1) = 1", "00001"),
        ("case when score > 50 then 'a' when score = 0 then 'b' end = 'a'", "110??"),
        ("case stage when 'mql' then 1 when 'sal' then 2 else 3 end = 3", "00101"),
        ("case when segment is null then stage else segment end = 'mql'", "0001?"),
        ("case when score > 50 then do_not_contact else true end", "10111"),
        ("coalesce(title, email) = 'x_y'", "0010?"),
        // names
        ("\"Lead Source\" = 'web'", "11?0?"), ("lead.score > 0", "1100?"), ("owner.active", "10???"),
        ("owner.team = 'east'", "10??1"), ("owner.manager.email = 'n@x'", "11?0?"), ("owner.active is null", "00111"),
        ("owner.team = owner.team", "11??1"), ("stage = owner.team", "00???"),
        ("owner.team < stage or score = 90", "10???"),
        ("Tier = 2", "010??"), ("SCORE > 0 or true", "-"), ("Score > 0", "-"),
    ])
    func answers(_ text: String, expected: String) {
        let (bound, findings) = bind(text)
        if expected == "-" {
            #expect(bound == nil && findings.hasErrors)
            return
        }
        guard let bound else {
            Issue.record("\(text): \(findings.map(\.message))")
            return
        }
        #expect(symbols(bound.truths(Sample.inputs)) == expected)
        let halves = bound.truths(Sample.inputs, rows: 0..<2) + bound.truths(Sample.inputs, rows: 2..<5)
        #expect(symbols(halves) == expected)
    }
}

func symbols(_ truths: [Truth]) -> String {
    String(truths.map { $0 == .isTrue ? "1" : $0 == .isFalse ? "0" : "?" })
}
