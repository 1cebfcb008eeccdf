import CommandSupport
import Foundation
import Testing

/// Leads of a school: sources, tags and opt-outs, and not a single date.
@Suite(.enabled(if: RealInput.has("x-education-leads"), RealInput.absence(of: "x-education-leads")))
struct XEducationTests {
    private static let whole = Result { try RealInput.judge("x-education", by: "x-education") }

    /// A rule about time cannot be judged without times: each is refused, with the column or table that is not there.
    @Test(arguments: [
        ("first-response", "created_at"), ("first-response", "activities"), ("enrolled-in-time", "created_at"),
        ("enrolled-in-time", "enrolled_on"), ("stays-in-touch", "stage_changes"), ("stays-in-touch", "activities"),
        ("volume", "created_at"), ("enrolment", "created_at"), ("enrolment", "stage_changes"),
    ])
    func refusesRulesAboutTime(rule: String, missing: String) throws {
        let judgement = try Self.whole.get()
        #expect(judgement.code == 3)
        #expect(try judgement.report.rule(rule).refused)
        #expect(
            judgement.report.errors.contains { error in
                error.message.contains(missing)
                    && error.notes.contains { $0.contains("'\(rule)'") && $0.contains("cannot be judged") }
            })
    }

    @Test(arguments: [
        ("reason", 9240 - 3353, 3353), ("reason-of-converted", 3561 - 836, 836),
        // 1,438 said nothing, and 1,942 left the form at `Select`.
        ("specialization", 9240 - 1438 - 1942, 1438 + 1942), ("opted-in", 9240 - 734, 734),
        ("one-record-each", 9240, 0),
    ])
    func judgesWhatNeedsNoTime(rule: String, met: Int, missed: Int) throws {
        let report = try Self.whole.get().report
        #expect(try !report.rule(rule).refused)
        #expect(try report.count("met", of: rule) == met)
        #expect(try report.count("missed", of: rule) == missed)
    }

    @Test func namesTheColumnWithoutAValue() throws {
        let reasons = Set(
            try Self.whole.get().report.verdicts(of: "specialization").filter { $0.verdict == "breached" }.map(\.reason)
        )
        #expect(reasons.allSatisfy { $0.contains("specialization") })
        #expect(!reasons.isEmpty)
    }

    /// In a second copy, 338 rows are one quoted field each: they are told by their lines, and not judged.
    @Test func reportsWrappedRowsByLine() throws {
        let scratch = try RealInput.layOut("x-education-wrapped", by: "x-education")
        let result = try RealInput.run(scratch, ["--format", "json", "--rejected", "rejected.csv"])
        #expect(result.code == 3)
        let report = try Report(json: result.output)
        #expect(report.rules == nil)
        let faults = try #require(report.data?.faults)
        #expect(faults.map(\.code) == ["LP0501"])
        #expect(faults.map(\.count) == [338])
        #expect(faults.first?.first.map(\.line) == [24, 78, 175, 180, 188])
        #expect(
            faults.first?.first.first?.message == "the whole row stands in quotes and is 1 field, the header has 37")

        let rejected = try scratch.text("rejected.csv").split(separator: "\n")
        #expect(rejected.first == "table,path,line,reason,row")
        #expect(rejected.count == 339)
        let lines = rejected.dropFirst().map { $0.split(separator: ",")[2] }
        #expect(lines.first == "24" && lines.last == "9233")
    }

    @Test func judgesTheOtherRowsWhenToldTo() throws {
        let judgement = try RealInput.judge("x-education-wrapped", by: "x-education", ["--tolerate", "4%"])
        #expect(judgement.code == 3)
        #expect(judgement.report.leads == 9240 - 338)
        #expect(judgement.report.data?.faults.map(\.count) == [338])
        #expect(try judgement.report.count("missed", of: "reason") == 3278)
        #expect(try judgement.report.count("missed", of: "reason-of-converted") == 819)
        #expect(
            try RealInput.judge("x-education-wrapped", by: "x-education", ["--tolerate", "3%"]).report.rules == nil)
    }
}
