import BusinessTime
import Testing

/// Cases that other programs are known for, and where they once were wrong.
@Suite struct ReferenceCases {
    struct Case: Sendable, CustomStringConvertible {
        var hours: String
        var zone = "UTC"
        var holidays: [String] = []
        var special: [String: String] = [:]
        var start: String
        var target: String
        var pauses: [(String, String)] = []
        var due: String

        var description: String { "\(target) from \(start) on \(hours)" }
    }

    static let office = "mon-fri 09:00-17:00"
    static let lateMonday = "mon 10:30-19:00; tue-fri 08:30-19:00"
    static let lunch = "mon-wed 09:00-17:00; thu 09:00-12:00,13:00-18:00; fri 09:00-12:00,12:30-17:00"
    static let shorterDays =
        "mon 09:00-17:00; tue 10:00-16:00; wed 09:00-17:00; thu 10:00-16:00; fri 09:00-17:00; sat 11:00-14:30"
    static let nights = "mon-fri 21:00-02:00"

    static let cases: [Case] = [
        Case(hours: office, start: "1991-11-15T16:59:42", target: "120 business seconds", due: "1991-11-18T09:01:42"),
        // Closing time, not the next opening.
        Case(hours: office, start: "2016-01-22T09:00", target: "8 business hours", due: "2016-01-22T17:00"),
        Case(hours: lunch, start: "2020-01-02T12:30", target: "2 business hours", due: "2020-01-02T15:00"),
        Case(hours: lunch, start: "2020-01-02T10:00", target: "16 business hours", due: "2020-01-06T10:30"),
        Case(
            hours: "mon 00:00-24:00", start: "2014-04-07T23:59:30", target: "60 business seconds",
            due: "2014-04-14T00:00:30"),
        Case(hours: nights, start: "2014-07-01T22:00", target: "28 business hours", due: "2014-07-09T01:00"),
        Case(hours: nights, start: "2014-07-05T15:00", target: "28 business hours", due: "2014-07-15T00:00"),
        Case(hours: office, start: "2024-01-13T07:00", target: "1 business hour", due: "2024-01-15T10:00"),
        Case(hours: office, start: "2024-01-13T15:00", target: "1 business hour", due: "2024-01-15T10:00"),
        Case(hours: office, start: "2024-01-13T20:00", target: "1 business hour", due: "2024-01-15T10:00"),
        Case(
            hours: office, holidays: ["2024-01-15"], start: "2024-01-13T20:00", target: "1 business hour",
            due: "2024-01-16T10:00"),
        Case(hours: shorterDays, start: "2006-01-06T12:00", target: "2 business days", due: "2006-01-09T12:00"),
        Case(hours: shorterDays, start: "2006-01-03T08:00", target: "2 business days", due: "2006-01-05T10:00"),
        Case(hours: shorterDays, start: "2006-01-03T18:00", target: "2 business days", due: "2006-01-06T09:00"),
        Case(
            hours: lateMonday, start: "2034-06-09T08:46:12", target: "30 business minutes",
            pauses: [
                ("2034-06-09T08:47:42", "2034-06-09T10:05:54"), ("2034-06-09T10:09:13", "2034-06-09T10:34:38"),
                ("2034-06-09T10:43:41", "2034-06-09T11:29:17"),
            ], due: "2034-06-09T11:45:25"),
        Case(hours: lateMonday, start: "2034-06-09T08:46:12", target: "5 business days", due: "2034-06-16T08:46:12"),
        Case(
            hours: "mon-sun 09:00-18:00", zone: "Europe/Berlin", start: "2013-06-04T09:00:00Z",
            target: "120 business minutes", pauses: [("2013-06-04T10:00:00Z", "2013-06-04T15:00:00Z")],
            due: "2013-06-04T16:00:00Z"),
    ]

    @Test(arguments: cases)
    func isDue(_ test: Case) throws {
        let calendar = calendar(test.hours, zone: test.zone, holidays: test.holidays, special: test.special)
        let zone = calendar.zone
        let start = instant(test.start, in: zone)
        let pauses = test.pauses.map { instant($0.0, in: zone)..<instant($0.1, in: zone) }
        let due = timetable(calendar, around: start).due(of: try Target.parse(test.target), from: start, pauses: pauses)
        #expect(due.map { CivilDate.format(instant: $0) } == CivilDate.format(instant: instant(test.due, in: zone)))
    }
}
