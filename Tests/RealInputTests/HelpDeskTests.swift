import Testing

/// The log of a help desk in three copies on three clocks: local times without a zone; the same labelled `+00:00`;
/// and fewer requests, with other ids, on a clock ten hours east of UTC.
@Suite(.enabled(if: RealInput.has("helpdesk-log"), RealInput.absence(of: "helpdesk-log")))
struct HelpDeskTests {
    private static let local = Result { try RealInput.judge("help-desk-local", by: "help-desk-local") }
    private static let labelled = Result { try RealInput.judge("help-desk-labelled-utc", by: "help-desk-local") }
    private static let shifted = Result { try RealInput.judge("help-desk-shifted", by: "help-desk-local") }

    /// Requests are made of their events: each is created when its first event happens.
    @Test(arguments: [
        ("within-1-hour", 1655), ("within-4-hours", 1956), ("within-24-hours", 2455), ("within-48-hours", 2734),
        // Counted by hand in the office hours and holidays of the agreement.
        ("within-4-business-hours", 2152), ("within-2-business-days", 2945),
    ])
    func takesInCharge(rule: String, met: Int) throws {
        for judgement in [try Self.local.get(), try Self.labelled.get()] {
            #expect(judgement.report.leads == 4580)
            #expect(try judgement.report.count("met", of: rule) == met)
            #expect(try judgement.report.count("late", of: rule) == 4285 - met)
            #expect(try judgement.report.count("missed", of: rule) == 295)
        }
    }

    @Test func localTimesLabelledUTCGiveTheSameVerdicts() throws {
        let local = try #require(Self.local.get().report.verdicts).map(\.essence)
        let labelled = try #require(Self.labelled.get().report.verdicts).map(\.essence)
        #expect(local.count == 4580 * 7)
        #expect(Set(local) == Set(labelled))
    }

    /// No two requests begin in the same second, so that the start tells them apart.
    @Test func timesShiftedToAnotherZoneGiveTheSameVerdicts() throws {
        let local = try #require(Self.local.get().report.verdicts).map(\.essence)
        let shifted = try #require(Self.shifted.get().report.verdicts).map(\.essence)
        #expect(Set(local).count == 4580 * 7)
        #expect(shifted.count == 3804 * 7)
        #expect(Set(shifted).count == shifted.count)
        #expect(Set(shifted).isSubset(of: Set(local)))
    }

    /// `Variant` is the header of two columns of the first copy; no rule asks for either.
    @Test func aHeaderThatStandsTwiceDoesNoHarm() throws {
        for judgement in [try Self.local.get(), try Self.labelled.get(), try Self.shifted.get()] {
            #expect(judgement.code == 0)
            #expect(judgement.report.errors.isEmpty)
        }
    }
}
