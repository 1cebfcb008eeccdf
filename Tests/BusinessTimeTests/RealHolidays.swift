import BusinessTime
import Foundation
import Testing

/// Holiday files as calendar programs and offices publish them.
@Suite(.enabled(if: RealData.has("holidays"), "no holidays in \(RealData.folder); set LEADPACT_REAL to the folder"))
struct RealHolidays {
    private func calendar(_ name: String) throws -> ICalendar {
        try ICalendar(try RealData.bytes("holidays/\(name).ics"))
    }

    private func year(_ year: Int) -> (from: Int, to: Int) { (day("\(year)-01-01"), day("\(year)-12-31")) }

    /// The hand-made calendar keeps Easter and substitute days as overrides of yearly events.
    @Test(arguments: [2021, 2024, 2025, 2026, 2027, 2028])
    func englandAndWalesIsThatOfTheGovernment(year: Int) throws {
        let (from, to) = self.year(year)
        let read = try calendar("ics-hand-made/UKHolidays-EnglandWales").holidays(from: from, to: to)
        #expect(Set(read.map(\.day)) == Set(try governmentHolidays(year)))
        #expect(read.count == 8)
    }

    /// What the file lacks is known; nothing else may be missing.
    @Test(arguments: [
        (2022, ["2022-06-02", "2022-06-03", "2022-09-19"]), (2023, ["2023-05-08"]),
    ])
    func theKnownGapsAreTheOnlyOnes(year: Int, gaps: [String]) throws {
        let (from, to) = self.year(year)
        let read = Set(try calendar("ics-hand-made/UKHolidays-EnglandWales").holidays(from: from, to: to).map(\.day))
        let missing = try governmentHolidays(year).filter { !read.contains($0) }
        #expect(missing.map { CivilDate.format($0) } == gaps)
    }

    @Test func theIndonesianCalendarIsEmpty() throws {
        let indonesian = try calendar("ics-generated-2025-2027/IndonesiaHolidays")
        #expect(indonesian.eventCount == 0)
        #expect(try indonesian.lastDay == nil)
        #expect(try indonesian.holidays(from: day("1900-01-01"), to: day("2100-01-01")).isEmpty)
    }

    /// New Year, but in the generated Indian file, which does not have it; eclipses have a time of day.
    @Test(arguments: [
        ("ics-hand-made/GermanHolidays", "2021-01-01", 0), ("ics-hand-made/IndiaHolidays", "2021-01-01", 4),
        ("ics-hand-made/USHolidays", "2026-01-01", 0), ("ics-generated-2025-2027/GermanHolidays", "2026-01-01", 0),
        ("ics-generated-2025-2027/IndiaHolidays", "2026-01-26", 0),
        ("ics-generated-2025-2027/UKHolidays", "2026-01-01", 0),
        ("ics-generated-2025-2027/USHolidays", "2026-01-01", 0),
    ])
    func everyFileIsRead(name: String, holiday: String, skipped: Int) throws {
        let read = try calendar(name)
        #expect(read.skipped.count == skipped)
        #expect(try !read.holidays(from: day(holiday), to: day(holiday)).isEmpty)
        let holidays = try read.holidays(from: day("2021-01-01"), to: day("2027-12-31"))
        #expect(holidays.allSatisfy { !$0.summary.isEmpty && !$0.summary.contains("\\") })
    }

    /// Federal holidays by rule equal those of the generated calendar that are marked so.
    @Test(arguments: 2025...2027)
    func rulesGiveWhatTheFileSays(year: Int) throws {
        let rules = try [
            "01-01", "3rd mon of january", "3rd mon of february", "last mon of may", "06-19", "07-04",
            "1st mon of september", "2nd mon of october", "11-11", "4th thu of november", "12-25",
        ].map { try HolidayRule.parse($0) }
        let (from, to) = self.year(year)
        let file = Set(
            try calendar("ics-generated-2025-2027/USHolidays").holidays(from: from, to: to).map(\.day))
        for holiday in HolidayRule.days(of: rules, years: year...year) {
            #expect(file.contains(holiday.day), "\(rules[holiday.rule].text) \(CivilDate.format(holiday.day))")
        }
    }

    private func governmentHolidays(_ year: Int) throws -> [Int] {
        let data = Data(try RealData.bytes("holidays/gov-uk/bank-holidays.json"))
        let file = try JSONDecoder().decode(Divisions.self, from: data)
        return try #require(file.englandAndWales["\(year)"]).map { holiday in
            day(holiday.date.split(separator: "/").reversed().joined(separator: "-"))
        }
    }
}

/// The part of GOV.UK's file that is read here; some of its divisions hold other things than years.
private struct Divisions: Decodable {
    struct Holiday: Decodable {
        var date: String
    }
    var englandAndWales: [String: [Holiday]]

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let root = try decoder.container(keyedBy: Key.self)
        let divisions = try root.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: "divisions"))
        let name = Key(stringValue: "common.nations.england-and-wales_slug")
        let years = try divisions.nestedContainer(keyedBy: Key.self, forKey: name)
        englandAndWales = [:]
        for key in years.allKeys where Int(key.stringValue) != nil {
            englandAndWales[key.stringValue] = try years.decode([Holiday].self, forKey: key)
        }
    }
}
