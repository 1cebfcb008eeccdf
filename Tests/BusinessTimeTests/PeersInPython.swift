import BusinessTime
import Foundation
import Testing

/// Against libraries that others wrote and many use. `make test` installs them outside of the tree (`.ci/oracles calendars`)
/// and names the Python that has them in LEADPACT_CALENDARS; each test is skipped without its library.
@Suite struct PeersInPython {
    private static let count = OracleInPython.isFull ? 5_000 : 500

    private func run(_ arguments: [String], line: (String) throws -> Void) throws {
        try Python.run("peers.py", arguments, with: Python.withLibraries, line: line)
    }

    private func fields(_ line: String) -> [String] {
        line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(.enabled(if: Python.has("dateutil"), "python-dateutil is not installed"))
    func recurrencesAreThoseOfDateutil() throws {
        print("\(PeersInPython.count) recurrence rules from seed \(OracleInPython.seeds[0])")
        try run(["recurrences", "\(OracleInPython.seeds[0])", "\(PeersInPython.count)"]) { line in
            let fields = fields(line)
            let text = """
                BEGIN:VCALENDAR
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:\(fields[0])
                RRULE:\(fields[1])
                END:VEVENT
                END:VCALENDAR
                """
            let found = try ICalendar(Array(text.utf8)).holidays(from: day(fields[2]), to: day(fields[3]))
            #expect(found.map { CivilDate.format($0.day) }.joined(separator: " ") == fields[4], "\(line)")
        }
    }

    @Test(.enabled(if: Python.has("dateutil"), "python-dateutil is not installed"))
    func easterIsThatOfDateutil() throws {
        let rule = try HolidayRule.parse("easter")
        try run(["easter", "1583", "4099"]) { line in
            let fields = fields(line)
            let day = try #require(Int(fields[0]).flatMap { rule.day(year: $0) })
            if CivilDate.format(day) != fields[1] { Issue.record("\(line), not \(CivilDate.format(day))") }
        }
    }

    /// From the year in which the last of these holidays was introduced; jubilees, a funeral and a coronation apart.
    @Test(.enabled(if: Python.has("holidays"), "holidays is not installed"))
    func holidaysAreThoseOfTheLibrary() throws {
        let rules = try [
            "england": [
                "01-01 observed on next weekday", "easter-2", "easter+1", "1st mon of may", "last mon of may",
                "last mon of august", "12-25 observed on next weekday", "12-26 observed on next weekday",
            ],
            "states": [
                "01-01 observed", "3rd mon of january", "3rd mon of february", "last mon of may", "06-19 observed",
                "07-04 observed", "1st mon of september", "2nd mon of october", "11-11 observed",
                "4th thu of november", "12-25 observed",
            ],
            "germany": [
                "01-01", "easter-2", "easter+1", "05-01", "easter+39", "easter+50", "10-03", "12-25", "12-26",
            ],
        ].mapValues { try $0.map { try HolidayRule.parse($0) } }
        var compared = 0
        try run(["holidays", "2021", "2060"]) { line in
            let fields = fields(line)
            let year = try #require(Int(fields[1]))
            if fields[0] == "england", [2022, 2023].contains(year) { return }
            let days = HolidayRule.days(of: try #require(rules[fields[0]]), years: year...year)
            #expect(Set(days.map { CivilDate.format($0.day) }).sorted().joined(separator: " ") == fields[2], "\(line)")
            compared += 1
        }
        #expect(compared == 118)
    }

    @Test(.enabled(if: Python.has("businesstimedelta"), "businesstimedelta is not installed"))
    func hoursAreThoseOfBusinesstimedelta() throws {
        try run(["hours", "\(OracleInPython.seeds[0])", "\(PeersInPython.count)"]) { line in
            let fields = fields(line)
            let working = Set(fields[3].split(separator: ",").compactMap { Int($0) })
            let window = Window(start: try #require(Int(fields[1])), end: try #require(Int(fields[2])))
            let calendar = BusinessCalendar(
                name: "peer", zone: try Zone(identifier: fields[0]),
                hours: (0..<7).map { working.contains($0) ? [window] : [] })
            let start = try #require(Int64(fields[4]))
            let end = try #require(Int64(fields[5]))
            #expect(timetable(calendar, around: start).openTime(from: start, to: end) == Int64(fields[6]), "\(line)")
        }
    }
}
