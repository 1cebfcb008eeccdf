import BusinessTime
import Testing

@Suite struct CivilDateTests {
    /// Every day of eight centuries, counted up by the plainest rules.
    @Test func countsDaysOneByOne() {
        var (year, month, dayOfMonth, weekday) = (1600, 1, 1, 5)
        let first = CivilDate.day(year: 1600, month: 1, day: 1)
        var wrong = 0
        for day in first..<first + 2 * 146_097 {
            let date = CivilDate.date(of: day)
            let isRight =
                date == (year, month, dayOfMonth) && CivilDate.weekday(day) == weekday
                && CivilDate.day(year: year, month: month, day: dayOfMonth) == day
            if !isRight { wrong += 1 }
            weekday = (weekday + 1) % 7
            dayOfMonth += 1
            let isLeap = year.isMultiple(of: 400) || (year.isMultiple(of: 4) && !year.isMultiple(of: 100))
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            if dayOfMonth > length { (month, dayOfMonth) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(wrong == 0)
        #expect((year, month, dayOfMonth, weekday) == (2400, 1, 1, 5))
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-07-03", 20_637),
        ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
    ])
    func readsAndWritesDates(text: String, day: Int) {
        #expect(CivilDate.parse(text) == day)
        #expect(CivilDate.format(day) == text)
    }

    @Test(arguments: [
        "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01", "26-01-01", "2026/01/01",
        "2026-01-01 ",
        "2026-01-0a", "+026-01-01", "２０２６-01-01",
    ])
    func refusesWhatIsNoDate(text: String) {
        #expect(CivilDate.parse(text) == nil)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
        ("1970-01-01t00:00:01.5z", 1_500, "1970-01-01T00:00:01.500Z"),
        ("1970-01-01 00:00:00.0019Z", 1, "1970-01-01T00:00:00.001Z"),
        ("1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"),
        ("2026-07-03T10:05:09-04:00", 1_783_087_509_000, "2026-07-03T14:05:09Z"),
        ("2026-07-03T23:35:09+09:30", 1_783_087_509_000, "2026-07-03T14:05:09Z"),
        ("2026-07-03T14:05:09-00:00", 1_783_087_509_000, "2026-07-03T14:05:09Z"),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000, "2017-01-01T00:00:00Z"),
    ])
    func readsAndWritesInstants(text: String, instant: Int64, written: String) {
        #expect(CivilDate.parseInstant(text) == instant)
        #expect(CivilDate.format(instant: instant) == written)
    }

    @Test(arguments: [
        "", "2026-07-03", "2026-07-03T14:05:09", "2026-07-03T14:05Z", "2026-07-03T24:00:00Z", "2026-07-03T14:60:00Z",
        "2026-07-03T14:05:60Z", "2026-07-03T14:05:61Z", "2026-07-03T14:05:09.Z", "2026-07-03T14:05:09+0400",
        "2026-07-03T14:05:09+24:00", "2026-07-03T14:05:09ZZ", "2026-07-03T14:05:09.123", "2026-07-03X14:05:09Z",
        "2026-07-03T14:05:09é",
    ])
    func refusesWhatIsNoInstant(text: String) {
        #expect(CivilDate.parseInstant(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"), ("2026-03-31", -1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 25, "2028-09-30"),
    ])
    func addsMonths(from: String, months: Int, to: String) {
        #expect(CivilDate.format(CivilDate.day(day(from), plusMonths: months)) == to)
    }

    @Test func writesLocalTimeWithItsOffset() throws {
        let time = instant("2026-07-03T14:05:09Z")
        #expect(
            CivilDate.format(instant: time, in: try Zone(identifier: "America/St_Johns")) == "2026-07-03T11:35:09-02:30"
        )
        #expect(CivilDate.format(instant: time, in: .utc) == "2026-07-03T14:05:09+00:00")
    }
}
