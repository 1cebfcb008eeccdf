import CommandSupport
import Foundation
import Testing

/// Lists of holidays that others made, named by an agreement as its author would.
@Suite struct HolidaysTests {
    private static let folder = "holidays/ics-generated-2025-2027"

    /// What `lint` says of an agreement whose only calendar takes its holidays from a file.
    private func lint(_ file: String) throws -> Command.Result {
        let scratch = try Scratch()
        let source = RealInput.data.appending(path: "\(Self.folder)/\(file)")
        try FileManager.default.createSymbolicLink(at: scratch.url("holidays.ics"), withDestinationURL: source)
        let agreement = """
            leadpact: 1
            agreement: holidays
            term: { from: 2025-01-01, until: 2027-12-31 }
            calendars:
              office:
                time_zone: Asia/Jakarta
                hours: { mon-fri: 09:00-17:00 }
                holidays: [{ file: holidays.ics }]
            definitions: { stages: { mql: { with: sales } }, events: { touch: { in: activities } } }
            responsibilities:
              sales: { first: { clock: { from: first enters mql, to: touch, within: 1 business day } } }
            """
        try scratch.write(agreement, to: "agreement.yaml")
        return try Command.run(["lint", "agreement.yaml"], in: scratch.folder)
    }

    /// The file is well formed and holds no event at all: business time would run on every weekday.
    @Test(.enabled(if: RealInput.has(folder), RealInput.absence(of: folder)))
    func lintWarnsOfTheEmptyIndonesianCalendar() throws {
        let said = try lint("IndonesiaHolidays.ics")
        let text = said.output + said.talk
        #expect(text.contains("the file holds no holidays in the term of the agreement"), "\(text)")
        #expect(text.contains("LP0314") && text.contains("agreement.yaml:8"), "\(text)")
    }

    @Test(.enabled(if: RealInput.has(folder), RealInput.absence(of: folder)))
    func lintIsContentWithTheGermanOne() throws {
        let said = try lint("GermanHolidays.ics")
        #expect(!(said.output + said.talk).contains("LP03"), "\(said.output)\(said.talk)")
        #expect(said.code == 0)
    }
}
