import CommandSupport
import Foundation
import FoundationXML
import Testing

/// `leadpact test`: cases that pass, cases that fail and say why, files that are wrong.
@Suite struct TestingTests {
    private static let agreement = """
        leadpact: 1
        agreement: small
        calendars:
          office: { time_zone: America/New_York, hours: { mon-fri: 09:00-17:00 } }
        definitions:
          stages: { inquiry: {}, mql: {}, sal: {}, out: { final: true } }
          events: { touch: { in: activities, where: direction = 'outbound' and lead.tier <> 'none' } }
          terms: { hot: score >= 80 }
        responsibilities:
          sales:
            first-response:
              clock:
                from: first enters mql
                to: touch
                within: [{ when: hot, target: 1 business hour }, { target: 8 business hours }]
              goal: { met: 95% }
          marketing:
            named: { require: company is not null }
            volume: { volume: { of: first enters mql, per: month, at_least: 2 } }
        """

    /// A file with one case: a lead handed over on Monday at nine and touched at `touch`.
    private static func file(
        touch: String = "2026-02-02 16:00", expect: String = "{ first-response: met }", more: String = "",
        rows: String = "leads: [{ id: L-1, score: 50, tier: one, company: Ex }]", asOf: String = "2026-02-10 12:00"
    ) -> String {
        """
        leadpact_test: 1
        agreement: agreement.yaml
        cases:
          one:
            as_of: \(asOf)
            tables:
              \(rows)
              stage_changes: [{ lead_id: L-1, to_stage: mql, at: 2026-02-02 09:00 }]
              activities: [{ lead_id: L-1, direction: outbound, at: \(touch) }]
            expect: \(expect)
        \(more)
        """
    }

    private static func run(_ file: String, _ options: [String] = []) throws -> Command.Result {
        let scratch = try Scratch()
        try scratch.write(agreement, to: "agreement.yaml")
        try scratch.write(file, to: "test.yaml")
        return try Command.run(["test", "test.yaml"] + options, in: scratch.folder)
    }

    @Test func theShippedAgreementsKeepTheirTests() throws {
        let result = try Command.run(["test", "Agreements/tests"])
        #expect(result.code == 0, "\(result.output)\(result.talk)")
        for name in ["starter", "full", "global-team"] { #expect(result.output.contains("tests/\(name).yaml")) }
    }

    static let passing: [(String, String)] = [
        ("a word", file()),
        ("on the boundary", file(touch: "2026-02-02 17:00:00")),
        ("with an offset", file(touch: "2026-02-02T22:00:00Z")),
        ("late", file(touch: "2026-02-03 09:00:01", expect: "{ first-response: late }")),
        ("a breach of either kind", file(touch: "2026-02-03 09:01", expect: "{ first-response: breached }")),
        ("what was used", file(touch: "2026-02-03 10:00", expect: "{ first-response: { elapsed: 9 business hours } }")),
        (
            "all fields",
            file(
                expect: """
                    { first-response: { lead: L-1, verdict: met, start: 2026-02-02 09:00, due: 2026-02-02 17:00,
                        satisfied_at: 2026-02-02 16:00, elapsed: 7 business hours, target: 8 business hours } }
                    """)
        ),
        ("before it happened", file(expect: "{ first-response: [] }", asOf: "2026-02-02 08:59")),
        (
            "nothing at all",
            file(
                expect: "{ first-response: [], named: [] }", rows: "leads: []\n      owner_changes: []"
            )
            .replacing(#/ +stage_changes:.*\n +activities:.*\n/#, with: "")
        ),
        (
            "a period",
            file(expect: "{ volume: [{ period: 2026-02, verdict: open }] }")
                .replacing("agreement: agreement.yaml", with: "agreement: termed.yaml")
        ),
        ("a table beside it", file(rows: "leads: leads.csv")),
        (
            "a column of its own that no row has",
            file(rows: "leads: [{ id: L-1, score: 50, company: Ex }]")
                .replacing("first-response: met", with: "first-response: missed")
        ),
    ]

    @Test(arguments: passing) func passes(name: String, file: String) throws {
        let scratch = try Scratch()
        try scratch.write(Self.agreement, to: "agreement.yaml")
        try scratch.write(
            Self.agreement.replacing("calendars:", with: "term: { from: 2026-02-01, until: 2026-12-31 }\ncalendars:"),
            to: "termed.yaml")
        try scratch.write("id,score,tier,company\nL-1,50,one,Ex\n", to: "leads.csv")
        try scratch.write(file, to: "test.yaml")
        let result = try Command.run(["test", "test.yaml"], in: scratch.folder)
        #expect(result.code == 0, "\(result.output)\(result.talk)")
    }

    static let failing: [(file: String, words: [String])] = [
        (file(touch: "2026-02-03 09:00:01"), ["expected met", "got      late", "touch only after", "counts"]),
        (
            file(expect: "{ first-response: { due: 2026-02-02 16:59 } }"),
            [
                "expected Mon 2 Feb 2026 16:59", "got      Mon 2 Feb 2026 17:00",
            ]
        ),
        (file(expect: "{ first-response: [] }"), ["not expected"]),
        (file(expect: "{ first-response: [met, met] }"), ["there is none"]),
        (file(expect: "{ first-response: { lead: L-2, verdict: met } }"), ["there is no lead 'L-2'", "not expected"]),
        (file(rows: "leads: [{ id: L-1, tier: one }]"), ["want of a value in score"]),
        (file(expect: "{ first-response: { owner: Ann } }"), ["expected Ann", "got      nothing"]),
        (file(expect: "{ named: { reason: company is null } }"), ["company is not null"]),
    ]

    @Test(arguments: failing) func saysWhyItFails(file: String, words: [String]) throws {
        let result = try Self.run(file)
        #expect(result.code == 1, "\(result.output)\(result.talk)")
        for word in words { #expect(result.output.contains(word), "missing: \(word)\n\(result.output)") }
    }

    static let mistakes: [(file: String, words: [String])] = [
        (file().replacing("leadpact_test: 1", with: "leadpact_tests: 1"), ["[LP0801]"]),
        (file().replacing("leadpact_test: 1", with: "leadpact_test: 2"), ["test.yaml:1:16", "[LP0801]"]),
        (file().replacing("agreement.yaml", with: "agreemnt.yaml"), ["did you mean 'agreement.yaml'?"]),
        (file().replacing("cases:", with: "case:"), ["test.yaml:3:1", "did you mean 'cases'?"]),
        (file(expect: "{ first-respons: met }"), ["did you mean 'first-response'?", "[LP0701]"]),
        (file(expect: "{ first-response: kept }"), ["test.yaml:10:31", "at-risk", "[LP0134]"]),
        (file(expect: "{ first-response: { leed: L-1 } }"), ["did you mean 'lead'?"]),
        (file(expect: "{ first-response: {} }"), ["nothing that could be compared", "[LP0802]"]),
        (file(expect: "{ first-response: { due: noon } }"), ["[LP0803]", "America/New_York"]),
        (file(expect: "{ first-response: { period: 2026-02 } }"), ["[LP0806]"]),
        (file(expect: "{ volume: { lead: L-1 } }"), ["[LP0806]", "period"]),
        (file(expect: "{ named: { due: 2026-02-02 } }"), ["[LP0806]"]),
        (file(touch: "later"), ["test.yaml:9:61", "'later' is no instant", "[LP0506]"]),
        (file(rows: "leads: [{ id: L-1, scor: 50 }]"), ["test.yaml:7:26", "did you mean 'score'?", "[LP0804]"]),
        (file(rows: "leads: [{ id: L-1, score: high }]"), ["test.yaml:7:33", "[LP0508]"]),
        (file(rows: "leads: [{ score: 1 }]"), ["needs 'id'"]),
        (file(rows: "leads: [{ id: L-2 }]"), ["[LP0805]"]),
        (file(rows: "leads: [{ id: L-1 }, { id: L-1 }]"), ["[LP0511]", "test.yaml:7"]),
        (file(rows: "leds: []"), ["did you mean 'leads'?", "[LP0404]"]),
        (file(rows: "leads: nowhere.csv"), ["[LP0410]"]),
        (file().replacing("to_stage: mql", with: "to_stage: mlq"), ["did you mean 'mql'?", "[LP0510]"]),
        (file(asOf: "now"), ["[LP0803]"]),
        (file(more: "  two: {}"), ["'two'", "as_of"]),
        (file(more: "  two: { as_of: 2026-02-02, snapshot: gone, expect: [] }"), ["gone", "[LP0040]"]),
        (file(more: "  two: { as_of: 2026-02-02, expect: [], steps: [] }"), ["[LP0806]"]),
        ("leadpact_test: 1\nagreement: agreement.yaml\ncases: {}\n", ["[LP0802]"]),
        ("- 1\n", ["[LP"]), ("", ["[LP0004]"]),
    ]

    @Test(arguments: mistakes) func explainsWhatIsWrong(file: String, words: [String]) throws {
        let result = try Self.run(file)
        #expect(result.code == 2, "\(result.output)\(result.talk)")
        for word in words { #expect(result.output.contains(word), "missing: \(word)\n\(result.output)") }
    }

    @Test func goesThroughTime() throws {
        let steps = """
            leadpact_test: 1
            agreement: agreement.yaml
            tables: { leads: [{ id: L-1, score: 50 }], stage_changes: [{ lead_id: L-1, to_stage: mql, at: 2026-02-02 09:00 }] }
            cases:
              runs-out:
                steps:
                  - { as_of: 2026-02-02 17:00, expect: { first-response: open } }
                  - { as_of: 2026-02-03 09:01, expect: { first-response: open } }
                  - as_of: 2026-02-03 09:01
                    tables: { leads: [{ id: L-1, score: 90 }] }
                    expect: { first-response: { verdict: missed, target: 1 business hour } }
            """
        let result = try Self.run(steps)
        #expect(result.code == 1)
        #expect(result.output.contains("as of Tue 3 Feb 2026 09:01"))
        #expect(!result.output.contains("as of Mon 2 Feb"))
        #expect(result.output.components(separatedBy: "expected open").count == 2)
    }

    @Test func runsOnlyWhatIsAskedFor() throws {
        let file = Self.file(
            more: Self.file(expect: "{ first-response: late }").components(separatedBy: "cases:\n")[1]
                .replacing("one:", with: "two:"))
        #expect(try Self.run(file).code == 1)
        let one = try Self.run(file, ["--run", "^o"])
        #expect(one.code == 0)
        #expect(one.output.contains("1 case passed; 1 case was not asked for."))
        #expect(try Self.run(file, ["--run", "three"]).output.contains("[LP0802]"))
        #expect(try Self.run(file, ["--run", "("]).talk.contains("[LP0807]"))
        #expect(try Self.run(file, ["--quiet"]).output.contains("FAIL  two"))
        #expect(try !Self.run(file, ["--quiet"]).output.contains("one"))
    }

    @Test func writesJSONAndJUnit() throws {
        let scratch = try Scratch()
        try scratch.write(Self.agreement, to: "agreement.yaml")
        try scratch.write(Self.file(touch: "2026-02-03 09:01"), to: "a <b> & \"c\".yaml")
        let result = try Command.run(
            ["test", "a <b> & \"c\".yaml", "--format", "json", "--format", "junit=report.xml"], in: scratch.folder)
        #expect(result.code == 1)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(json["leadpact_test_report"] as? Int == 1)
        #expect(json["exit_code"] as? Int == 1)
        #expect(json["passed"] as? Int == 0)
        #expect(result.output.contains("\"got\": \"late\""))
        let document = try XMLDocument(data: Data(contentsOf: scratch.url("report.xml")))
        let suite = try #require(document.rootElement()?.elements(forName: "testsuite").first)
        #expect(suite.attribute(forName: "failures")?.stringValue == "1")
        #expect(suite.attribute(forName: "name")?.stringValue == "a <b> & \"c\".yaml")
        let failure = try #require(suite.elements(forName: "testcase").first?.elements(forName: "failure").first)
        #expect(failure.stringValue?.contains("expected met") ?? false)
    }

    static let leads = [
        (["Samples/acme/agreement.yaml", "Samples/acme"], "L-1001"),
        (["Samples/acme/agreement.yaml", "Samples/acme"], "L-1021"),
        (["Samples/acme/agreement.yaml", "Samples/acme"], "L-1043"),
        (["Samples/acme/agreement.yaml", "Samples/acme"], "L-1048"),
        (["Samples/salesforce/agreement.yaml", "Samples/salesforce"], "00Q8d0000000100EAA"),
        (["Samples/salesforce/agreement.yaml", "Samples/salesforce"], "00Q8d0000000101EAA"),
    ]

    /// A recorded case judges as the snapshot did, and names nobody.
    @Test(arguments: leads) func recordsALead(paths: [String], lead: String) throws {
        let recorded = try Command.run(["test", "--record", lead] + paths)
        #expect(recorded.code == 0, "\(recorded.talk)")
        #expect(!recorded.talk.contains("LP0808"), "\(recorded.talk)")
        for name in [
            "Jörg", "Krämer", "Okafor", "acme.example", "@copper", "Copper Lane", "Amara", "Sjö", "00Q8d", "0058d",
        ] {
            #expect(!recorded.output.contains(name), "\(recorded.output)")
        }
        let scratch = try Scratch()
        let absolute = Command.root.appendingPathComponent(paths[0]).path
        try scratch.write(recorded.output.replacing(paths[0], with: absolute), to: "recorded.yaml")
        let replayed = try Command.run(["test", "recorded.yaml"], in: scratch.folder)
        #expect(replayed.code == 0, "\(recorded.output)\(replayed.output)")
    }

    @Test(arguments: [
        (["--record", "L-9999", "Samples/acme/agreement.yaml", "Samples/acme"], "L-9999"),
        (["--record", "L-1021", "Samples/acme/agreement.yaml"], "in this order"),
        (["--record", "L-1021", "Samples/acme/agreement.yaml", "Samples/acme", "--run", "x"], "--run"),
        (["--rule", "x", "Agreements/tests"], "--record"), (["nowhere.yaml"], "LP0040"), (["Samples"], "LP0040"),
        (["Agreements/starter.yaml"], "LP0801"), (["Agreements/tests", "--format", "yaml"], "junit"), ([], "files"),
    ])
    func refusesWhatItCannotMean(arguments: [String], word: String) throws {
        let result = try Command.run(["test"] + arguments)
        #expect(result.code == 2)
        #expect((result.output + result.talk).contains(word), "\(result.output)\(result.talk)")
    }
}
