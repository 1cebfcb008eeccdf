import Conditions
import Findings
import Testing

@testable import Agreements

/// A form is the SQL that it stands for.
@Test(arguments: [
    ("{ field: score, at_least: 80 }", "score >= 80"),
    ("{ field: score, more_than: -2.5, less_than: 100 }", "score > -2.5 and score < 100"),
    ("{ field: score, at_most: { field: employees } }", "score <= employees"),
    ("{ field: segment, is: enterprise }", "segment = 'enterprise'"),
    ("{ field: segment, is_not: \"80\" }", "segment <> '80'"),
    ("{ field: Lead Source, is: O'Neil }", "\"Lead Source\" = 'O''Neil'"),
    ("{ field: 'Say \"x\"', is: y }", "\"Say \"\"x\"\"\" = 'y'"),
    ("{ field: owner.active, is: true }", "owner.active = true"),
    ("{ field: segment, in: [a, \"b\"] }", "segment in ('a', 'b')"),
    ("{ field: segment, not_in: smb }", "segment not in ('smb')"),
    ("{ field: score, between: [60, 80] }", "score between 60 and 80"),
    ("{ field: title, like: \"%VP%\" }", "title like '%VP%'"),
    ("{ field: title, not_ilike: vp% }", "title not ilike 'vp%'"),
    ("{ field: email, missing: true }", "email is null"),
    ("{ field: email, missing: false }", "email is not null"),
    ("{ field: created_at, more_than: 2026-03-01 }", "created_at > date '2026-03-01'"),
    ("{ field: created_at, at_most: as_of }", "created_at <= as_of"),
    (
        "{ field: created_at, at_least: 2026-03-01T09:00:00Z }",
        "created_at >= timestamp '2026-03-01T09:00:00Z'"
    ),
    ("{ all: [hot] }", "hot"),
    ("{ all: [hot, { field: score, is: 1 }] }", "(hot) and (score = 1)"),
    ("{ any: [\"score > 1 or hot\", { none: [hot] }] }", "(score > 1 or hot) or (not (hot))"),
    ("{ none: [hot, score > 90] }", "not ((hot) or (score > 90))"),
])
func aFormIsTheSQLItStandsFor(form: String, sql: String) throws {
    func text(_ condition: String) throws -> String? {
        let source = SourceText(
            path: "a",
            text: """
                leadpact: 1
                agreement: a
                definitions: { terms: { hot: score > 80 } }
                responsibilities:
                  sales:
                    r:
                      applies: \(condition)
                      require: hot
                """)
        let (agreement, findings) = AgreementReader.read(source, files: MemoryFiles())
        #expect(!findings.hasErrors, "\(findings.map(\.message))")
        return agreement?.rules.first?.applies?.text
    }
    #expect(try text(form) == sql)
    #expect(try text("|\n            " + sql) == sql + "\n")
}

let formMistakes = [
    """
    definitions:
      terms:
        a: { field: score, at_least: eighty }
        #                            ^^^^^^ LP0233
        b: { field: score, atleast: 5 }
        #                  ^^^^^^^ LP0010
        c: { all: [] }
        #         ^^ LP0135
        d: { all: hot }
        #         ^^^ LP0015
        e: { all: [], any: [] }
        #  ^^^^^^^^^^^^^^^^^^^^ LP0111
        f: { field: score }
        #  ^^^^^^^^^^^^^^^^ LP0011
        g: {}
        #  ^^ LP0011
        h: { field: score, is: ~ }
        #                  ^^ LP0206
        i: { field: score, in: [1, ~] }
        #                          ^ LP0206
        j: { field: score, between: 5 }
        #                           ^ LP0015
        k: { field: email, missing: yes }
        #                           ^^^ LP0014
        l: { all: ["(score > 1", "score < 5)"] }
        #           ^ LP0209
        #                                  ^ LP0209
        m: { field: [a], is: 1 }
        #           ^^^ LP0013
        n: { field: created_at, is: 2026-02-30 }
        #                           ^^^^^^^^^^ LP0212
        o: { none: [{ field: stage, is: [a] }] }
        #                               ^^^ LP0013
        p: { field: score, in: [] }
        #                      ^^ LP0218
    """
]

@Test(arguments: formMistakes)
func reportsMistakesInForms(text: String) { MarkedAgreement(text).check() }
