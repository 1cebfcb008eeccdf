import Foundation
import Testing

@testable import Compliance
@testable import Reports

@Suite struct CheckReportTests {
    @Test func answersFirst() {
        let text = Example(breaches: 12).written(as: .text)
        #expect(
            text.hasPrefix(
                "The gate fails: 12 breaches of critical rules, 1 goal missed; "
                    + "sales kept 89.2 % of first-response against 95 % agreed.\n"))
    }

    @Test func showsTheWorstTenAndCountsTheRest() {
        let text = Example(breaches: 12).written(as: .text)
        let shown = text.split(separator: "\n").filter { $0.hasPrefix("  L-") }.map {
            $0.dropFirst(2).prefix { $0 != " " }
        }
        #expect(shown == ["L-11", "L-10", "L-9", "L-8", "L-7", "L-6", "L-5", "L-4", "L-3", "L-2"])
        #expect(text.contains("and 2 more; --rule first-response --format csv lists them all"))
        #expect(
            text.hasSuffix("with: leadpact explain L-11 first-response --agreement example.yaml --snapshot 'my data'\n")
        )
    }

    @Test func saysWhenNothingIsWrong() {
        let text = Example(breaches: 0).written(as: .text)
        #expect(text.hasPrefix("The gate passes: 200 obligations kept, none breached.\n"))
        #expect(text.hasSuffix("Next: nothing is owed today.\n"))
    }

    @Test func showsInstantsInTheAgreementsZone() {
        // Due 40 days before as-of is before the clocks change; as-of is after.
        let text = Example(breaches: 1).written(as: .text)
        #expect(text.contains("as of Tue 31 Mar 2026 18:00 (Europe/Berlin)"))
        #expect(text.contains("due Wed 18 Feb 2026 01:00"))
    }

    @Test func csvQuotesWhatItMust() {
        let csv = Example(breaches: 1).written(as: .csv)
        let rows = csv.components(separatedBy: "\nfirst-response,")
        #expect(rows.count == 2)
        #expect(
            rows.last == """
                sales,L-0,L-0,breached,late,2026-02-17T20:00:00Z,2026-02-18T00:00:00Z,2026-02-18T01:00:00Z,18000,14400,\
                4 hours,"Krämer,
                ""Jörg""\",dach,,critical,"touch only after 5 h 00 min, 4 hours agreed",

                """)
    }

    @Test func jsonIsJSON() throws {
        let example = Example(breaches: 3)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(example.bytes(as: .json))) as? [String: Any])
        #expect(json["leadpact_report"] as? Int == 1)
        #expect(json["exit_code"] as? Int == 1)
        #expect((json["verdicts"] as? [[String: Any]])?.count == 3)
        #expect((json["verdicts"] as? [[String: Any]])?.first?["owner"] as? String == "Krämer,\n\"Jörg\"")
        #expect(example.written(as: .json) == example.written(as: .json))
    }

    @Test func conciseIsOneLineABreach() {
        let lines = Example(breaches: 2).written(as: .concise).split(separator: "\n")
        #expect(
            lines.first
                == "example.yaml:11:5: critical: first-response L-0 (Krämer, \"Jörg\"): touch only after 5 h 00 min, 4 hours agreed"
        )
        #expect(lines.count == 2)
    }
}
