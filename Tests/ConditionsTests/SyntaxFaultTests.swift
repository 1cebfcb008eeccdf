import Columns
import Findings
import Testing

@testable import Conditions

/// What is wrong with the writing of a condition: code, columns and message of the first finding.
@Suite struct SyntaxFaultTests {
    @Test(arguments: SyntaxFaultTests.faults)
    func isReported(text: String, code: String, columns: String, message: String) throws {
        let finding = try #require(bind(text).findings.first)
        #expect(finding.code.id == code)
        #expect(finding.columns == columns)
        #expect(finding.message == message)
        #expect(finding.place?.path == "a.yaml")
    }

    static let faults: [(String, String, String, String)] = [
        ("", "LP0200", "1-1", "the condition is empty"),
        ("   ", "LP0200", "1-4", "the condition is empty"),
        ("stage == 'mql'", "LP0204", "7-9", "'==' is not known here; values are compared with ="),
        ("stage === 'mql'", "LP0204", "7-10", "'===' is not known here; values are compared with ="),
        ("score > 1 && do_not_contact", "LP0205", "11-13", "'&&' is not known here; conditions are joined with and"),
        ("score > 1 || do_not_contact", "LP0205", "11-13", "'||' is not known here; conditions are joined with or"),
        ("!do_not_contact", "LP0205", "1-2", "'!' is not known here; a condition is negated with not"),
        ("score => 5", "LP0201", "7-9", "'=>' is not known here"),
        ("score =< 5", "LP0201", "7-9", "'=<' is not known here"),
        ("score >< 5", "LP0201", "7-9", "'><' is not known here"),
        ("email = null", "LP0206", "7-13", "'= null' holds for no record: a comparison with null is always unknown"),
        ("null <> email", "LP0206", "1-8", "'<> null' holds for no record: a comparison with null is always unknown"),
        ("score < null", "LP0206", "7-13", "'< null' holds for no record: a comparison with null is always unknown"),
        ("email = 'abc", "LP0202", "9-10", "this text has no closing '"),
        ("\"Lead Source = 'x'", "LP0202", "1-2", "this quoted name has no closing \""),
        ("company = 'O'Brien'", "LP0202", "19-20", "this text has no closing '"),
        ("email = ‘abc’", "LP0203", "9-14", "text is written in straight quotes, found ‘"),
        ("email = “abc”", "LP0203", "9-14", "text is written in straight quotes, found “"),
        ("email = ‘abc", "LP0203", "9-10", "text is written in straight quotes, found ‘"),
        (
            "score > 5 extra", "LP0207", "11-16",
            "expected and, or, a comparison or a unit of time after 5, found 'extra'"
        ),
        (
            "score > 5 email is null", "LP0207", "11-16",
            "expected and, or, a comparison or a unit of time after 5, found 'email'"
        ),
        ("segment 'smb'", "LP0208", "9-14", "expected and, or, a comparison or the end, found the text 'smb'"),
        ("score 5", "LP0208", "7-8", "expected and, or, a comparison or the end, found the number 5"),
        ("(score > 5", "LP0209", "1-2", "this parenthesis is never closed"),
        ("score > 5)", "LP0209", "10-11", "this parenthesis was never opened"),
        ("((score > 5) or (score < 2)", "LP0209", "1-2", "this parenthesis is never closed"),
        ("score >", "LP0207", "8-8", "the condition ends where a value is expected"),
        ("score > and score", "LP0207", "9-12", "expected a value, found 'and'"),
        ("> 5", "LP0207", "1-2", "expected a value, found '>'"),
        ("and", "LP0207", "1-4", "expected a value, found 'and'"),
        ("score > 5 and", "LP0207", "14-14", "the condition ends where a value is expected"),
        ("not", "LP0207", "4-4", "the condition ends where a value is expected"),
        ("score in 5", "LP0207", "10-11", "expected a list in parentheses after in, found the number 5"),
        ("score in ()", "LP0218", "10-12", "the list of in is empty"),
        ("score in (5", "LP0209", "10-11", "this parenthesis is never closed"),
        ("score in (5,)", "LP0207", "13-14", "expected a value, found ')'"),
        ("score in (1 2)", "LP0207", "13-14", "expected an operator or ')', found the number 2"),
        (
            "score between 5", "LP0207", "16-16",
            "the condition ends where 'and' and the upper bound of between is expected"
        ),
        ("score between 5 or 6", "LP0207", "17-19", "expected 'and' and the upper bound of between, found 'or'"),
        ("segment like", "LP0207", "13-13", "the condition ends where a value is expected"),
        ("segment like 'a' escape 'ab'", "LP0217", "25-29", "escape takes a text of one character, as in escape '!'"),
        (
            "segment like 'a!' escape '!'", "LP0217", "14-18",
            "the pattern ends with its escape character !, which has nothing to escape"
        ),
        ("segment like 'a\\b'", "LP0221", "14-19", "a backslash in a pattern stands for itself"),
        (
            "segment is 'x'", "LP0207", "12-15",
            "expected null, true, false, unknown or distinct from after is, found the text 'x'"
        ),
        (
            "segment is not 5", "LP0207", "16-17",
            "expected null, true, false, unknown or distinct from after is, found the number 5"
        ),
        ("segment is distinct 5", "LP0207", "21-22", "expected 'from' after is distinct, found the number 5"),
        ("case end", "LP0207", "6-9", "expected a value, found 'end'"),
        ("case when score > 1 then 1", "LP0209", "1-5", "this case has no end"),
        ("case when score > 1 1", "LP0207", "21-22", "expected 'then' after the condition of when, found the number 1"),
        ("case score > 1 then 1 end", "LP0207", "16-20", "expected 'when' after case, found 'then'"),
        ("coalesce(score) = 1", "LP0215", "1-16", "coalesce takes two arguments or more, found 1"),
        ("nullif(1) = 1", "LP0215", "1-10", "nullif takes two arguments, found 1"),
        ("lower() = 'x'", "LP0215", "1-8", "lower takes one argument, found 0"),
        ("foo(score) = 1", "LP0214", "1-4", "there is no function 'foo'"),
        ("now() > created_at", "LP0214", "1-4", "there is no function 'now'"),
        ("ifnull(score, 0) > 1", "LP0214", "1-7", "there is no function 'ifnull'"),
        ("lenght(title) > 1", "LP0214", "1-7", "there is no function 'lenght'"),
        ("date('2026-01-01') > expected_close", "LP0214", "1-5", "there is no function 'date'"),
        ("cast(score as text) = 'x'", "LP0214", "1-5", "there is no function 'cast'"),
        (
            "created_at > timestamp '2026-03-01 09:00'", "LP0212", "24-42",
            "'2026-03-01 09:00' does not say in which time zone"
        ),
        ("created_at > timestamp '2026-03-01'", "LP0212", "24-36", "'2026-03-01' does not say in which time zone"),
        ("created_at > timestamp '2026-03-41'", "LP0212", "24-36", "'2026-03-41' is not an instant"),
        ("created_at > date '2026-02-29'", "LP0212", "19-31", "'2026-02-29' is not a date of the calendar"),
        ("created_at > date '01.03.2026'", "LP0212", "19-31", "'01.03.2026' is not a date of the calendar"),
        (
            "created_at > date \"2026-02-28\"", "LP0208", "19-31",
            "expected and, or, a comparison or the end, found the name \"2026-02-28\""
        ),
        ("created_at > as_of - 3 months", "LP0213", "24-30", "a month has no fixed length"),
        ("created_at > as_of - 1 year", "LP0213", "24-28", "a year has no fixed length"),
        ("created_at > as_of - 30 dayz", "LP0213", "25-29", "unknown unit of time 'dayz'"),
        (
            "created_at > as_of - 30 fortnights", "LP0207", "25-35",
            "expected and, or, a comparison or a unit of time after 30, found 'fortnights'"
        ),
        ("created_at > as_of - 4 business hours", "LP0213", "24-32", "business time has no meaning in a condition"),
        (
            "created_at > as_of - interval '30 days'", "LP0219", "22-30",
            "a length of time is written without 'interval'"
        ),
        ("score = 12345678901234567890", "LP0211", "9-29", "12345678901234567890 is too large to be held exactly"),
        ("score = 1e999", "LP0211", "9-14", "1e999 is too large for a number"),
        ("score > 80%", "LP0201", "11-12", "'%' has no meaning outside a text"),
        ("score % 2 = 0", "LP0201", "7-8", "'%' has no meaning outside a text"),
        ("score > 5;", "LP0201", "10-11", "';' has no meaning in a condition"),
        ("score > 5 -- comment", "LP0201", "11-13", "'--' begins a comment in SQL and has no meaning in a condition"),
        ("[Lead Source] = 'x'", "LP0201", "1-2", "'[' has no meaning in a condition"),
        ("`Lead Source` = 'x'", "LP0201", "1-2", "'`' has no meaning in a condition"),
        ("score >\0 5", "LP0201", "8-9", "an invisible character U+0000 stands here"),
        ("score > 5\u{200B}", "LP0201", "10-11", "an invisible character U+200B stands here"),
        ("score > $5", "LP0201", "9-10", "'$' has no meaning in a condition"),
        ("a = b = c", "LP0216", "7-8", "a second comparison follows the first without and, or or parentheses"),
        ("1 < score < 5", "LP0216", "11-12", "a second comparison follows the first without and, or or parentheses"),
        (
            "score > 5 is true", "LP0216", "11-13",
            "a second comparison follows the first without and, or or parentheses"
        ),
        (
            "segment = 'a' in ('b')", "LP0216", "15-17",
            "a second comparison follows the first without and, or or parentheses"
        ),
        (
            "segment in ('a') = true", "LP0216", "18-19",
            "a second comparison follows the first without and, or or parentheses"
        ),
        ("segment similar to 'x'", "LP0208", "9-16", "expected and, or, a comparison or the end, found 'similar'"),
        ("segment regexp 'x'", "LP0208", "9-15", "expected and, or, a comparison or the end, found 'regexp'"),
        ("segment contains 'x'", "LP0208", "9-17", "expected and, or, a comparison or the end, found 'contains'"),
        ("segment lik 'x%'", "LP0208", "9-12", "expected and, or, a comparison or the end, found 'lik'"),
        ("segment not 'x'", "LP0208", "9-12", "expected and, or, a comparison or the end, found 'not'"),
        ("segment not null", "LP0208", "9-12", "expected and, or, a comparison or the end, found 'not'"),
        ("segment isnull", "LP0208", "9-15", "expected and, or, a comparison or the end, found 'isnull'"),
        ("(select 1)", "LP0207", "9-10", "expected an operator or ')', found the number 1"),
        ("exists (select 1)", "LP0214", "1-7", "there is no function 'exists'"),
        ("(score, 5) = (1, 2)", "LP0207", "7-8", "expected ')', found ','"),
        ("score in (select score)", "LP0207", "18-23", "expected an operator or ')', found 'score'"),
        ("'it's' = segment", "LP0202", "6-7", "this text has no closing '"),
        ("owner. = 5", "LP0207", "8-9", "expected the name of a column after '.', found '='"),
        ("owner.5 = 5", "LP0207", "7-8", "expected the name of a column after '.', found the number 5"),
        ("\"\" = segment", "LP0202", "1-3", "a name in double quotes is empty"),
        (
            "score > 5 nad score < 9", "LP0207", "11-14",
            "expected and, or, a comparison or a unit of time after 5, found 'nad'"
        ),
        ("segment = 'a' , 'b'", "LP0208", "15-16", "expected and, or, a comparison or the end, found ','"),
        ("+5 > score", "LP0207", "1-2", "expected a value, found '+'"),
        ("segment || 'x' = 'y'", "LP0205", "9-11", "'||' is not known here; conditions are joined with or"),
        (
            "0.0001 seconds < 1 hour", "LP0213", "1-15",
            "0.0001 seconds is not a whole number of milliseconds that can be held"
        ),
        ("9999999999999999 days > 1 hour", "LP0211", "1-17", "9999999999999999 is too large to be held exactly"),
        ("not in ('x')", "LP0207", "5-7", "expected a value, found 'in'"),
        ("segment in 'a', 'b'", "LP0207", "12-15", "expected a list in parentheses after in, found the text 'a'"),
        ("stage not like 'x' not", "LP0208", "20-23", "expected and, or, a comparison or the end, found 'not'"),
        ("score not > 5", "LP0208", "7-10", "expected and, or, a comparison or the end, found 'not'"),
        ("", "LP0200", "1-1", "the condition is empty"),
    ]

    /// Several faults of a text are found in one run.
    @Test func reportsAllAtOnce() {
        let codes = parse("stage == ‘mql’ && score => 5 || email = null").findings.map(\.code.id)
        #expect(codes == ["LP0204", "LP0203", "LP0205", "LP0201", "LP0205", "LP0206"])
    }

    /// A condition that runs over several lines of a file, indented, as YAML folds it.
    @Test func placesByTheFile() throws {
        let text = "stage = 'mql' and scoore > 5"
        var positions: [Position] = (0..<17).map { Position(line: 7, column: 12 + $0) }
        positions += (0..<12).map { Position(line: 8, column: 16 + $0) }
        var findings: [Finding] = []
        let source = ConditionSource(path: "b.yaml", text: text, positions: positions)
        let condition = try #require(Condition.parse(source, findings: &findings))
        #expect(condition.bind(to: Sample.schema, table: "leads", expecting: .boolean, findings: &findings) == nil)
        let range = try #require(findings.first?.place?.range)
        #expect(range == Position(line: 8, column: 17)..<Position(line: 8, column: 23))
        #expect(condition.place.range == Position(line: 7, column: 12)..<Position(line: 8, column: 27))
        #expect(condition.names.map(\.path) == [["stage"], ["scoore"]])
    }
}

extension Finding {
    /// `7-9`: the columns of a place within one line.
    var columns: String { place.map { "\($0.range.lowerBound.column)-\($0.range.upperBound.column)" } ?? "" }
}
