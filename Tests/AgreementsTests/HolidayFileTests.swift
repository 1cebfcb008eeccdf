import Agreements
import BusinessTime
import Findings
import Testing

/// What an agreement takes from an iCalendar file, and what it says about one that is of no use.
@Suite struct HolidayFileTests {
    private static func calendar(_ events: [(day: String, name: String, category: String)]) -> String {
        let lines = events.enumerated().flatMap { number, event in
            [
                "BEGIN:VEVENT", "UID:\(number)", "DTSTART;VALUE=DATE:\(event.day)", "SUMMARY:\(event.name)",
                "CATEGORIES:\(event.category)", "END:VEVENT",
            ]
        }
        return (["BEGIN:VCALENDAR", "VERSION:2.0"] + lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
    }

    private static let file = calendar([
        ("20260403", "Good Friday", "Public"), ("20260701", "Fair", "Company"), ("20261225", "Christmas Day", "Public"),
    ])

    private func read(_ choice: String, term: String = "", file: String = file) -> (days: [String], findings: [String])
    {
        let text = """
            leadpact: 1
            agreement: test
            \(term)
            calendars:
              office:
                time_zone: UTC
                hours: { mon-fri: 09:00-17:00 }
                holidays: [{ file: days.ics\(choice) }]
            """
        let (agreement, findings) = AgreementReader.read(
            SourceText(path: "a.yaml", text: text), files: MemoryFiles(["days.ics": file]))
        let days = agreement?.calendars.first?.exceptions ?? [:]
        return (
            days.sorted { $0.key < $1.key }.map { $0.value.name ?? "" },
            findings.filter { $0.code.id != "LP0139" }.map { "\($0.level.rawValue) \($0.code.id)" }
        )
    }

    @Test(arguments: [
        ("", ["Good Friday", "Fair", "Christmas Day"]), (", only: [Public]", ["Good Friday", "Christmas Day"]),
        (", except: [Company]", ["Good Friday", "Christmas Day"]), (", only: [Fair]", ["Fair"]),
        (", only: [Public], except: [Good Friday]", ["Christmas Day"]),
    ])
    func choosesByNameAndCategory(choice: String, days: [String]) {
        let (found, findings) = read(choice)
        #expect(found == days)
        #expect(findings.isEmpty)
    }

    @Test func knowsNoOtherNames() {
        #expect(read(", only: [Publik]").findings.contains("error LP0309"))
    }

    /// The term within the file, before it, after it, past its end; and a file without any event.
    @Test(arguments: [
        ("term: { from: 2026-01-01, until: 2026-12-24 }", file, []),
        ("term: { from: 2025-01-01, until: 2025-12-31 }", file, ["warning LP0314"]),
        ("term: { from: 2027-01-01, until: 2027-12-31 }", file, ["warning LP0314"]),
        ("term: { from: 2026-07-02, until: 2026-12-24 }", file, ["warning LP0314"]),
        ("term: { from: 2026-01-01, until: 2027-01-31 }", file, ["warning LP0313"]),
        ("", calendar([]), ["warning LP0314"]),
    ])
    func warnsOfAFileThatDoesNotFitTheTerm(term: String, file: String, codes: [String]) {
        #expect(
            read("", term: term, file: file).findings.filter { $0 != "warning LP0313" || codes.contains($0) } == codes)
    }

    /// The last days of a year mostly have no holiday: a list that ends at Christmas is whole.
    @Test func aListThatEndsWithTheYearIsNotCutOff() {
        #expect(read("", term: "term: { from: 2026-01-01, until: 2026-12-31 }").findings.isEmpty)
    }
}
