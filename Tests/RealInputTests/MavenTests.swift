import Testing

/// Opportunities of a reseller with agents and managers known by name alone, in two styles of dates.
@Suite(
    .enabled(if: RealInput.has("maven-crm-sales-opportunities"), RealInput.absence(of: "maven-crm-sales-opportunities"))
)
struct MavenTests {
    private static let whole = Result { try RealInput.judge("maven", by: "maven") }
    private static let american = Result { try RealInput.judge("maven-us-dates", by: "maven") }

    @Test func findsStaleDealsByManager() throws {
        let report = try Self.whole.get().report
        #expect(try report.count("missed", of: "not-stale") == 1479)
        #expect(try report.count("open", of: "not-stale") == 1589 - 1479)
        #expect(report.verdicts(of: "not-stale").count == 1589)
        var byManager: [String: Int] = [:]
        for verdict in report.verdicts(of: "not-stale") where verdict.verdict == "breached" {
            byManager[verdict.manager ?? "nobody", default: 0] += 1
        }
        #expect(
            byManager == [
                "Summer Sewald": 373, "Celia Rouche": 306, "Melvin Marxen": 215, "Rocco Neubert": 196,
                "Cara Losch": 196, "Dustin Brinkmann": 193,
            ])
    }

    /// Prospects have no date: the clocks that want one count them, and a rule that asks for it finds them.
    @Test func dealsWithoutADateDoNotPassUnseen() throws {
        let judgement = try Self.whole.get()
        #expect(try judgement.report.rule("decided").outOfScope?.unknown == ["created_at": 500])
        #expect(
            judgement.report.findings.contains { $0.message.hasPrefix("500 leads are out of the scope of 'decided'") })
        #expect(try judgement.report.count("missed", of: "dated") == 500)
        #expect(judgement.report.leads == 8800)
    }

    /// Both ends are dates: 90 days apart they may be more or less than 90 times 24 hours.
    @Test func countsDecidedDeals() throws {
        let counts = try Self.whole.get().report.rule("decided").verdicts
        #expect(counts?["met"] == 5295)
        #expect(counts?["late"] == 1358)
        #expect(counts?["unknown"] == 58)
        #expect(counts?["missed"] == 1479)
        #expect(counts?["open"] == 110)
    }

    /// The pipeline writes `GTXPro` where the list of products has `GTX Pro`; the manifest says they are one.
    @Test func knowsEveryProduct() throws {
        #expect(try Self.whole.get().report.count("met", of: "known-product") == 8800)
    }

    @Test func bothStylesOfDatesGiveTheSameVerdicts() throws {
        let whole = try #require(Self.whole.get().report.verdicts)
        #expect(whole.count == 1589 + 8300 + 8800 + 8800)
        #expect(try whole == #require(Self.american.get().report.verdicts))
    }

    @Test func judgesWithoutAnError() throws {
        for judgement in [try Self.whole.get(), try Self.american.get()] {
            #expect(judgement.code == 0)
            #expect(judgement.report.errors.isEmpty)
        }
    }
}
