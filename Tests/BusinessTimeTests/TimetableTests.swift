import BusinessTime
import Testing

@Suite struct TimetableTests {
    private func due(
        _ target: String, from start: String, on calendar: BusinessCalendar, pauses: [(String, String)] = []
    ) throws -> String? {
        let zone = calendar.zone
        let start = instant(start, in: zone)
        let due = timetable(calendar, around: start).due(
            of: try Target.parse(target), from: start,
            pauses: pauses.map { instant($0.0, in: zone)..<instant($0.1, in: zone) })
        // As the local clock shows it, without its offset.
        return due.map { String(CivilDate.format(instant: zone.local(of: $0)).dropLast()) }
    }

    private let office = calendar("mon-fri 09:00-17:00")

    // MARK: Clock changes

    @Test(arguments: [
        ("sun 08:00-21:00", "Europe/Paris", "2020-03-29T01:00:00Z", "2020-03-30T00:00:00Z", 13 * 60),
        ("sun 00:00-24:00", "Europe/Paris", "2020-10-24T22:00:00Z", "2020-10-25T23:00:00Z", 25 * 60),
        ("sun 00:00-24:00", "Europe/Paris", "2020-03-28T23:00:00Z", "2020-03-29T22:00:00Z", 23 * 60),
        // A window over the night of a change, owned by Saturday.
        ("sat 22:00-06:00", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 7 * 60),
        ("sat 22:00-06:00", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 9 * 60),
        ("sat 22:00-06:00", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-04T12:00:00Z", 7 * 60 + 30),
        // The end is skipped: counted on with the offset before, so the window keeps its length.
        ("sun 01:00-02:30", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z", 90),
        // The start is skipped and the end is not: what is left, or nothing.
        ("sun 02:30-04:00", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z", 30),
        ("sun 02:30-03:30", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z", 0),
        ("sun 02:00-03:00", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z", 0),
        // 01:30–02:30 is counted on to 03:30 and meets the next window: that time counts once.
        ("sun 01:30-02:30,03:00-04:00", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z", 90),
        // Both ends are repeated: from the first to the first.
        ("sun 01:00-01:30", "America/New_York", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 30),
        ("sun 01:00-02:00", "America/New_York", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 120),
        // Samoa had no Friday, 2011-12-30.
        ("fri 09:00-17:00", "Pacific/Apia", "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z", 0),
        ("thu-sat 09:00-17:00", "Pacific/Apia", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", 16 * 60),
        ("mon-sun 00:00-24:00", "Pacific/Apia", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", 72 * 60),
    ])
    func openTimeIsRealTime(hours: String, zone: String, from: String, to: String, minutes: Int) {
        let calendar = calendar(hours, zone: zone)
        let table = timetable(calendar, around: instant(from))
        #expect(table.openTime(from: instant(from), to: instant(to)) == Int64(minutes) * 60_000)
    }

    @Test func namesTheWindowsThatAClockChangeSwallows() {
        let swallowed = calendar("sun 02:00-03:00,09:00-10:00", zone: "America/New_York").swallowedWindows(
            from: day("2026-01-01"), to: day("2026-12-31"))
        #expect(swallowed.map(\.day) == [day("2026-03-08")])
        #expect(swallowed.map(\.window.text) == ["02:00-03:00"])
        let skipped = calendar("fri 09:00-17:00", zone: "Pacific/Apia").swallowedWindows(
            from: day("2011-12-01"), to: day("2011-12-31"))
        #expect(skipped.map(\.day) == [day("2011-12-30")])
    }

    @Test(arguments: [
        // The same local time, over a change in either direction.
        ("1 business day", "2026-03-06T16:00", "2026-03-09T16:00:00"),
        ("1 business day", "2026-10-30T16:00", "2026-11-02T16:00:00"),
        ("3 days", "2026-03-06T16:00", "2026-03-09T17:00:00"),
        ("1 month", "2026-02-06T16:00", "2026-03-06T16:00:00"), ("1 month", "2026-03-06T16:00", "2026-04-06T16:00:00"),
        ("1 month", "2026-01-31T16:00", "2026-02-28T16:00:00"),
        ("1 month", "2026-02-08T02:30", "2026-03-08T03:30:00"),  // the time is skipped
        ("1 month", "2026-10-01T01:30", "2026-11-01T01:30:00"),  // the first of two
    ])
    func keepsLocalTimeOverAClockChange(target: String, start: String, expected: String) throws {
        #expect(
            try due(target, from: start, on: calendar("mon-fri 09:00-17:00", zone: "America/New_York")) == expected)
    }

    // MARK: Business days

    @Test(arguments: [
        ("1 business day", "2026-07-02T10:15:30", "2026-07-06T10:15:30"),  // Friday is a holiday
        ("1 business day", "2026-07-02T17:00", "2026-07-07T09:00:00"),  // at closing it is closed: counts from Monday
        ("1 business day", "2026-07-02T16:59:59", "2026-07-06T16:59:59"),
        ("1 business day", "2026-07-04T12:00", "2026-07-07T09:00:00"),
        ("1 business day", "2026-07-06T12:30", "2026-07-07T12:30:00"),
        ("2 business days", "2026-07-06T12:45", "2026-07-08T12:45:00"),
        ("3 business days", "2026-07-06T12:30", "2026-07-09T12:30:00"),  // closing before lunch is still in hours
        ("3 business days", "2026-07-06T12:45", "2026-07-09T13:30:00"),  // in the gap: its next opening
        ("4 business days", "2026-07-06T15:00", "2026-07-10T12:00:00"),  // after closing of a short day
        ("4 business days", "2026-07-06T09:00", "2026-07-10T10:00:00"),  // before its opening
        ("1 business day", "2026-07-09T13:00", "2026-07-10T12:00:00"),  // from the gap on: counts from 13:30
        ("close of business", "2026-07-06T10:00", "2026-07-06T17:00:00"),
        ("close of business", "2026-07-06T08:00", "2026-07-06T17:00:00"),
        ("close of business", "2026-07-06T17:00", "2026-07-07T17:00:00"),
        ("close of business", "2026-07-03T10:00", "2026-07-06T17:00:00"),  // on the holiday
        ("close of business", "2026-07-09T12:45", "2026-07-09T17:00:00"),  // the last close of the day
        ("close of next business day", "2026-07-02T10:00", "2026-07-06T17:00:00"),
        ("close of next business day", "2026-07-02T20:00", "2026-07-06T17:00:00"),
        ("close of next business day", "2026-07-04T10:00", "2026-07-06T17:00:00"),  // Saturday: Monday is next
        ("close of 4th business day", "2026-07-06T10:00", "2026-07-10T12:00:00"),
    ])
    func countsDaysThatOpen(target: String, start: String, expected: String) throws {
        let calendar = calendar(
            "mon-wed 09:00-17:00; thu 09:00-12:30,13:30-17:00; fri 10:00-12:00", zone: "America/New_York",
            holidays: ["2026-07-03"])
        #expect(try due(target, from: start, on: calendar) == expected)
    }

    /// A window over midnight belongs to the day it starts.
    @Test(arguments: [
        ("1 business day", "2026-07-07T00:30", "2026-07-08T00:30:00"),
        ("1 business day", "2026-07-11T01:00", "2026-07-14T01:00:00"),
        ("2 business days", "2026-07-06T23:00", "2026-07-08T23:00:00"),
        ("1 business day", "2026-07-11T02:00", "2026-07-14T21:00:00"),
        ("close of business", "2026-07-07T00:30", "2026-07-07T02:00:00"),
        ("close of next business day", "2026-07-07T00:30", "2026-07-08T02:00:00"),
        ("close of next business day", "2026-07-07T03:00", "2026-07-09T02:00:00"),
    ])
    func countsNightsByTheirFirstDay(target: String, start: String, expected: String) throws {
        #expect(try due(target, from: start, on: calendar("mon-fri 21:00-02:00")) == expected)
    }

    @Test func aDateCanHaveItsOwnHoursAlsoOnAHoliday() throws {
        let calendar = calendar(
            "mon-fri 09:00-17:00", holidays: ["2026-12-25"],
            special: ["2026-12-24": "09:00-12:00", "2026-12-26": "10:00-11:00"])
        #expect(try due("4 business hours", from: "2026-12-24T10:00", on: calendar) == "2026-12-28T10:00:00")
        #expect(try due("2 business days", from: "2026-12-24T10:30", on: calendar) == "2026-12-28T10:30:00")
        #expect(try due("close of next business day", from: "2026-12-24T10:30", on: calendar) == "2026-12-26T11:00:00")
    }

    // MARK: In time

    @Test func closedHoursAfterABusinessDueCostNothing() throws {
        let table = timetable(office, around: instant("2016-01-22T09:00"))
        let start = instant("2016-01-22T09:00")
        func isInTime(_ target: String, _ end: String) throws -> Bool {
            table.isInTime(try Target.parse(target), from: start, to: instant(end))
        }
        #expect(try isInTime("8 business hours", "2016-01-22T17:00"))
        #expect(try isInTime("8 business hours", "2016-01-23T12:00"))
        #expect(try isInTime("8 business hours", "2016-01-25T09:00"))
        #expect(try !isInTime("8 business hours", "2016-01-25T09:00:01"))
        #expect(try isInTime("close of business", "2016-01-22T17:00"))
        #expect(try !isInTime("close of business", "2016-01-22T17:00:01"))
        #expect(try isInTime("1 business day", "2016-01-25T09:00"))
        #expect(try !isInTime("1 business day", "2016-01-25T09:00:01"))
        #expect(try isInTime("8 hours", "2016-01-22T17:00"))
        #expect(try !isInTime("8 hours", "2016-01-22T17:00:01"))
        #expect(try isInTime("8 hours", "2016-01-22T08:00"))
        #expect(table.used(by: .elapsed(milliseconds: 1), from: start, to: start - 1) == 0)
    }

    // MARK: Pauses

    @Test(arguments: [
        // Wholly outside of hours; over the start; over the end; over both; two that touch.
        ("4 business hours", [("2026-07-06T18:00", "2026-07-07T08:00")], "2026-07-07T10:00:00"),
        ("4 business hours", [("2026-07-06T10:00", "2026-07-06T15:00")], "2026-07-07T11:00:00"),
        ("4 business hours", [("2026-07-07T09:30", "2026-07-07T12:30")], "2026-07-07T13:00:00"),
        ("4 business hours", [("2026-07-06T10:00", "2026-07-08T10:00")], "2026-07-08T14:00:00"),
        (
            "4 business hours", [("2026-07-06T15:00", "2026-07-06T15:30"), ("2026-07-06T15:30", "2026-07-06T16:00")],
            "2026-07-07T11:00:00"
        ),
        // One that begins at due is too late.
        ("4 business hours", [("2026-07-07T10:00", "2026-07-07T12:00")], "2026-07-07T10:00:00"),
        ("1 business hour", [("2026-07-06T15:00", "2026-07-06T16:00")], "2026-07-06T15:00:00"),
        // Days are due later by the open time that the pauses took.
        ("2 business days", [("2026-07-06T15:00", "2026-07-06T16:00")], "2026-07-08T15:00:00"),
        ("2 business days", [("2026-07-07T09:00", "2026-07-07T17:00")], "2026-07-09T14:00:00"),
        ("2 business days", [("2026-07-07T18:00", "2026-07-08T08:00")], "2026-07-08T14:00:00"),
        ("2 business days", [("2026-07-08T13:00", "2026-07-08T16:00")], "2026-07-08T17:00:00"),
        ("2 business days", [("2026-07-08T14:00", "2026-07-08T16:00")], "2026-07-08T14:00:00"),
        ("close of business", [("2026-07-06T15:00", "2026-07-06T16:00")], "2026-07-07T10:00:00"),
        ("1 day", [("2026-07-06T10:00", "2026-07-06T15:00")], "2026-07-07T15:00:00"),
        ("1 month", [("2026-07-10T10:00", "2026-07-12T10:00")], "2026-08-08T14:00:00"),
    ])
    func pausesStopTheClock(target: String, pauses: [(String, String)], expected: String) throws {
        #expect(try due(target, from: "2026-07-06T14:00", on: office, pauses: pauses) == expected)
    }

    @Test func aPauseWithoutEndLeavesNoDue() throws {
        let start = instant("2026-07-06T14:00")
        let table = timetable(office, around: start)
        for target in ["4 business hours", "2 business days", "3 days", "2 months", "close of next business day"] {
            let target = try Target.parse(target)
            #expect(table.due(of: target, from: start, pauses: [start + 1..<Int64.max]) == nil)
            #expect(table.isInTime(target, from: start, to: start + 1, pauses: [start + 1..<Int64.max]))
            #expect(table.used(by: target, from: start, to: start + 9_000_000, pauses: [start + 1..<Int64.max]) == 1)
        }
    }

    // MARK: Shares and counting back

    @Test(arguments: [
        ("4 business hours", 0.75, "2026-07-06T17:00:00"), ("4 business hours", 0.5, "2026-07-06T16:00:00"),
        ("8 hours", 0.75, "2026-07-06T20:00:00"), ("1 business day", 0.75, "2026-07-07T12:00:00"),
        ("close of next business day", 0.5, "2026-07-07T11:30:00"), ("4 business hours", 1, "2026-07-07T10:00:00"),
        ("4 business hours", 0, "2026-07-06T14:00:00"), ("10 hours", 0.1, "2026-07-06T15:00:00"),
        ("2 months", 0.5, "2026-08-06T14:00:00"),
    ])
    func warnsAtAShare(target: String, share: Double, expected: String) throws {
        let start = instant("2026-07-06T14:00")
        let moment = timetable(office, around: start).instant(ofShare: share, of: try Target.parse(target), from: start)
        #expect(moment.map { CivilDate.format(instant: $0) } == "\(expected)Z")
    }

    @Test(arguments: [
        ("4 business hours", "2026-07-07T10:00", "2026-07-06T14:00:00"),
        ("1 business hour", "2026-07-07T10:00", "2026-07-07T09:00:00"),  // an opening, not the closing before
        ("1 business hour", "2026-07-07T20:00", "2026-07-07T16:00:00"),
        ("24 hours", "2026-07-07T10:00", "2026-07-06T10:00:00"),
        ("1 business day", "2026-07-06T10:00", "2026-07-03T10:00:00"),
        ("2 business days", "2026-07-05T10:00", "2026-07-01T17:00:00"),
        ("close of business", "2026-07-06T10:00", "2026-07-03T17:00:00"),
        ("close of next business day", "2026-07-06T17:00", "2026-07-03T17:00:00"),
        ("1 month", "2026-03-31T10:00", "2026-02-28T10:00:00"),
    ])
    func countsBackFromDue(target: String, due: String, expected: String) throws {
        let due = instant(due)
        let moment = timetable(office, around: due).instant(try Target.parse(target), before: due)
        #expect(moment.map { CivilDate.format(instant: $0) } == "\(expected)Z")
    }

    // MARK: Limits

    @Test func aCalendarThatNeverOpensHasNoDue() throws {
        let start = instant("2026-07-06T14:00")
        let closed = BusinessCalendar(
            name: "closed", zone: .utc, hours: Array(repeating: [], count: 7),
            exceptions: [day("2026-07-10"): .init(windows: [Window(start: 540, end: 600)])])
        let table = timetable(closed, around: start)
        #expect(table.due(of: .businessTime(milliseconds: 3_600_000), from: start) == instant("2026-07-10T10:00"))
        for target in [Target.businessTime(milliseconds: 3_600_001), .businessDays(1), .closeOfBusiness(day: 2)] {
            #expect(table.due(of: target, from: start) == nil)
            #expect(table.instant(ofShare: 0.5, of: target, from: start + 900_000_000) == nil)
            #expect(table.instant(target, before: start) == nil)
            #expect(table.isInTime(target, from: start, to: start + 1))
        }
        #expect(!closed.opens(onOrAfter: day("2026-07-11")))
        #expect(closed.opens(onOrAfter: day("2026-07-10")))
    }

    /// One minute a week: what takes longer than a hundred years has no due, and saying so takes no time.
    @Test func whatIsOutOfReachHasNoDue() throws {
        let start = instant("2026-07-06T14:00")
        let rare = calendar("mon 09:00-09:01")
        let table = Timetable(rare, from: day("2026-07-01"), to: day("2026-07-31"))
        #expect(try table.due(of: Target.parse("80 business hours"), from: start) != nil)
        for _ in 0..<1000 {
            #expect(try table.due(of: Target.parse("100 business hours"), from: start) == nil)
        }
    }

    @Test func extremeInstantsAreClosedAndDoNotTrap() throws {
        for day in [Int.min, .max] {
            let table = Timetable(office, from: day, to: day)
            #expect(table.openTime(from: instant("2026-07-06T08:00"), to: instant("2026-07-06T10:00")) == 3_600_000)
        }
        let small = Timetable(office, from: 0, to: 1)
        for instant in [Int64.min, -1 << 50, 1 << 50, .max] {
            for target in [
                Target.businessTime(milliseconds: 1), .businessDays(1), .elapsed(milliseconds: .max), .months(3),
            ] {
                #expect(small.due(of: target, from: instant) == nil)
                #expect(small.instant(target, before: instant) == nil)
            }
            #expect(small.openTime(from: instant, to: instant) == 0)
            #expect(small.account(from: instant, to: instant).isEmpty)
        }
        for target in [Target.elapsed(milliseconds: .max), .businessTime(milliseconds: .max), .businessDays(.max)] {
            #expect(small.due(of: target, from: 0) == nil)
            #expect(small.instant(target, before: 0) == nil)
        }
    }

    // MARK: The account

    @Test func accountsForEveryStretch() throws {
        var holidays = calendar("mon-fri 09:00-17:00; sat 22:00-02:00", holidays: ["2026-07-03"])
        holidays.exceptions[day("2026-07-06")] = .init(windows: [Window(start: 600, end: 720)], name: "Half day")
        holidays.exceptions[day("2026-07-03")]?.name = "Independence Day"
        holidays.exceptions[day("2026-07-12")] = .init(name: "A Sunday")
        let from = instant("2026-07-02T16:10")
        let to = instant("2026-07-07T10:10")
        let pauses = [instant("2026-07-06T11:00")..<instant("2026-07-06T11:30")]
        let account = timetable(holidays, around: from).account(from: from, to: to, pauses: pauses)
        let lines = account.map { stretch in
            let days = stretch.days.map { CivilDate.format($0).suffix(2) }.joined(separator: "+")
            let range = [stretch.range.lowerBound, stretch.range.upperBound].map {
                CivilDate.format(instant: $0).dropFirst(8).dropLast(4)
            }
            return "\(days) \(range[0])–\(range[1]) \(stretch.kind) \(stretch.counted / 60_000)"
        }
        #expect(
            lines == [
                "02 02T16:10–02T17:00 open(name: nil) 50",
                "03 03T00:00–04T00:00 holiday(name: Optional(\"Independence Day\")) 0",
                "04 04T22:00–05T02:00 open(name: nil) 240",
                "05 05T00:00–06T00:00 closed 0",
                "06 06T10:00–06T11:00 open(name: Optional(\"Half day\")) 60",
                "06 06T11:00–06T11:30 paused 0",
                "06 06T11:30–06T12:00 open(name: Optional(\"Half day\")) 30",
                "07 07T09:00–07T10:10 open(name: nil) 70",
            ])
        #expect(account.reduce(0) { $0 + $1.counted } == 450 * 60_000)
    }

    @Test func accountsForWeekendsAndSkippedDays() throws {
        let apia = calendar("mon-fri 09:00-17:00", zone: "Pacific/Apia")
        let account = timetable(apia, around: instant("2011-12-29T20:00:00Z")).account(
            from: instant("2011-12-29T12:00", in: apia.zone), to: instant("2012-01-02T09:00", in: apia.zone))
        #expect(account.map(\.kind) == [.open(name: nil), .closed])
        #expect(account.map(\.days) == [day("2011-12-29")...day("2011-12-29"), day("2011-12-31")...day("2012-01-01")])
        let spring = calendar("sun 02:00-03:00", zone: "America/New_York")
        let night = instant("2026-03-08T00:00", in: spring.zone)
        let lost = timetable(spring, around: night).account(from: night, to: night + 30_000_000)
        #expect(lost.map(\.kind) == [.skipped])
    }
}
