import BusinessTime
import Testing

@Suite struct ICalendarTests {
    /// The dates of the events in a calendar of these lines.
    private func dates(_ lines: [String], from: String = "1990-01-01", to: String = "2040-12-31") throws -> String {
        let text = (["BEGIN:VCALENDAR", "VERSION:2.0"] + lines + ["END:VCALENDAR"]).joined(separator: "\r\n")
        let holidays = try ICalendar(Array(text.utf8)).holidays(from: day(from), to: day(to))
        return holidays.map { CivilDate.format($0.day) }.joined(separator: " ")
    }

    private func event(_ lines: String...) -> [String] { ["BEGIN:VEVENT"] + lines + ["END:VEVENT"] }

    /// Rules of RFC 5545 3.8.5.3 and of calendars in use, from a start, with the first dates they give.
    @Test(arguments: [
        ("19970902", "FREQ=DAILY;COUNT=3", "1997-09-02 1997-09-03 1997-09-04"),
        ("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"),
        ("19980101", "FREQ=DAILY;UNTIL=19980103T140000Z;BYMONTH=1", "1998-01-01 1998-01-02 1998-01-03"),
        ("19970902", "FREQ=WEEKLY;COUNT=3", "1997-09-02 1997-09-09 1997-09-16"),
        ("19970902", "FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH", "1997-09-02 1997-09-04 1997-09-09 1997-09-11"),
        (
            "19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997-08-05 1997-08-10 1997-08-19 1997-08-24"
        ),
        (
            "19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "1997-08-05 1997-08-17 1997-08-19 1997-08-31"
        ),
        ("19970905", "FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05 1997-10-03 1997-11-07 1997-12-05"),
        (
            "19970907", "FREQ=MONTHLY;INTERVAL=2;COUNT=5;BYDAY=1SU,-1SU",
            "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04"
        ),
        ("19970922", "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22 1997-10-20 1997-11-17"),
        ("19970928", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "1997-09-28 1997-10-29 1997-11-28"),
        ("19970930", "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", "1997-09-30 1997-10-01 1997-10-31 1997-11-01"),
        ("19970131", "FREQ=MONTHLY;COUNT=3", "1997-01-31 1997-03-31 1997-05-31"),
        ("19970610", "FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10 1997-07-10 1998-06-10 1998-07-10"),
        ("19970101", "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100", "1997-01-01 1997-04-10 2000-01-01 2000-04-09"),
        ("19970519", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19 1998-05-18 1999-05-17"),
        ("19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "1997-05-12 1998-05-11 1999-05-17"),
        ("19981231", "FREQ=YEARLY;BYWEEKNO=53;COUNT=3", "1998-12-31 2004-12-30 2009-12-31"),
        ("19970313", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4", "1997-03-13 1997-03-20 1997-03-27 1998-03-05"),
        ("19980213", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=4", "1998-02-13 1998-03-13 1998-11-13 1999-08-13"),
        (
            "19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
            "1996-11-05 2000-11-07 2004-11-02"
        ),
        ("19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 1997-10-07 1997-11-06"),
        ("19970929", "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29 1997-10-30 1997-11-27"),
        ("20240229", "FREQ=YEARLY;COUNT=3", "2024-02-29 2028-02-29 2032-02-29"),
        ("20210101", "FREQ=YEARLY;UNTIL=20230101", "2021-01-01 2022-01-01 2023-01-01"),
        ("20201126", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3", "2020-11-26 2021-11-25 2022-11-24"),
        ("20200101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "2020-01-01"),
        ("20210101", "freq=yearly;until=20220101", "2021-01-01 2022-01-01"),
    ])
    func recurs(start: String, rule: String, expected: String) throws {
        #expect(try dates(event("DTSTART;VALUE=DATE:\(start)", "RRULE:\(rule)")) == expected)
    }

    @Test(arguments: [
        (["DTSTART;VALUE=DATE:20260101"], "2026-01-01"),
        (["DTSTART:20260101"], "2026-01-01"),
        (["DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260104"], "2026-01-01 2026-01-02 2026-01-03"),
        (["DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260101"], "2026-01-01"),
        (["DTSTART;VALUE=DATE:20260101", "DTEND:20260101T050001Z"], "2026-01-01"),
        (["DTSTART;VALUE=DATE:20260101", "DURATION:P2D"], "2026-01-01 2026-01-02"),
        (
            ["DTSTART;VALUE=DATE:20251229", "DURATION:P1W"],
            "2025-12-29 2025-12-30 2025-12-31 2026-01-01 2026-01-02 2026-01-03 2026-01-04"
        ),
        (["DTSTART;TZID=Europe/Berlin:20260101T000000", "DTEND;TZID=Europe/Berlin:20260102T000000"], "2026-01-01"),
        (["DTSTART:20260101T090000", "DTEND:20260101T100000"], ""),
        (["DTSTART:20260101T000000"], ""),
        (["DTSTART:20260101T000000Z", "DTEND:20260102T000000Z"], ""),
        (["DTSTART;VALUE=DATE:20260101", "STATUS:CANCELLED"], ""),
        (["DTSTART;VALUE=DATE:20260101", "RDATE;VALUE=DATE:20260105,20260107"], "2026-01-01 2026-01-05 2026-01-07"),
        (
            [
                "DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY;COUNT=4", "EXDATE;VALUE=DATE:20260102",
                "EXDATE:20260103T000000",
            ],
            "2026-01-01 2026-01-04"
        ),
        (
            ["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260101"],
            "2026-01-02 2026-01-03"
        ),
        (["BEGIN:VALARM", "DTSTART:20260101T000000", "TRIGGER:-PT5M", "END:VALARM", "DTSTART:20260301"], "2026-03-01"),
    ])
    func readsEvents(lines: [String], expected: String) throws {
        #expect(try dates(["BEGIN:VEVENT"] + lines + ["END:VEVENT"]) == expected)
    }

    /// Two-day events whose second day lies in the range are seen, and cut at its ends.
    @Test func cutsEventsAtTheRange() throws {
        let lines = event("DTSTART;VALUE=DATE:20201224", "DTEND;VALUE=DATE:20201227", "RRULE:FREQ=YEARLY")
        #expect(try dates(lines, from: "2026-12-25", to: "2027-12-24") == "2026-12-25 2026-12-26 2027-12-24")
        #expect(try dates(lines, from: "2026-12-27", to: "2027-12-23") == "")
        #expect(try dates(lines, from: "2027-01-01", to: "2026-01-01") == "")
    }

    /// Far from their start, endless rules begin near the range.
    @Test(arguments: [
        ("FREQ=DAILY;INTERVAL=7", "2500-01-03"), ("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU", "2500-01-03"),
        ("FREQ=MONTHLY;BYMONTHDAY=3", "2500-01-03"), ("FREQ=YEARLY;INTERVAL=5", "2500-01-03"),
    ])
    func startsNearTheRange(rule: String, date: String) throws {
        let lines = event("DTSTART;VALUE=DATE:20000103", "RRULE:\(rule)")
        let all = try dates(lines, from: "2000-01-01", to: "2500-01-31").split(separator: " ").suffix(8)
        let near = try dates(lines, from: String(all.first ?? ""), to: "2500-01-31").split(separator: " ")
        #expect(Array(all) == near)
    }

    @Test func repetitionsCanDiffer() throws {
        let lines =
            event("UID:a", "SUMMARY:Good Friday", "RRULE:FREQ=YEARLY;COUNT=4", "DTSTART;VALUE=DATE:20210402")
            + event("UID:a", "RECURRENCE-ID;VALUE=DATE:20220402", "DTSTART;VALUE=DATE:20220415")
            + event("UID:a", "RECURRENCE-ID:20230402T000000Z", "DTSTART;VALUE=DATE:20230407", "STATUS:CANCELLED")
            + event("UID:b", "RECURRENCE-ID;VALUE=DATE:20240402", "DTSTART;VALUE=DATE:20240501")
        #expect(try dates(lines) == "2021-04-02 2022-04-15 2024-04-02 2024-05-01")
    }

    @Test func knowsItsEnd() throws {
        func lastDay(_ lines: [String]) throws -> String? {
            let text = (["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: "\n")
            return try ICalendar(Array(text.utf8)).lastDay.map { CivilDate.format($0) }
        }
        #expect(try lastDay([]) == nil)
        #expect(try lastDay(event("DTSTART:20260101") + event("DTSTART:20250101", "DTEND:20250110")) == "2026-01-01")
        #expect(try lastDay(event("DTSTART:20260101", "RRULE:FREQ=YEARLY;UNTIL=20301231")) == "2030-01-01")
        #expect(try lastDay(event("DTSTART:20260101", "RRULE:FREQ=YEARLY")) == nil)
    }

    @Test func readsNamesWithTheirEscapesAndFolds() throws {
        // The fold cuts the two bytes of é in two, and a parameter holds a colon in quotes.
        var bytes = Array("\u{FEFF}BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY;X=\"a:b;c\":Caf".utf8)
        bytes += [0xC3, 0x0D, 0x0A, 0x20, 0xA9]
        bytes += Array(
            "\\, du\r\n\t Nord\\; \\\\ \\nzwei\nCATEGORIES:Public\\, National,Bank\nCATEGORIES:School\n".utf8)
        bytes += Array("END:VEVENT\n\nEND:VCALENDAR".utf8)
        let holidays = try ICalendar(bytes).holidays(from: day("2026-01-01"), to: day("2026-01-01"))
        #expect(holidays.map(\.summary) == ["Café, du Nord; \\ \nzwei"])
        #expect(holidays.map(\.categories) == [["Public, National", "Bank", "School"]])
        #expect(holidays.map(\.line) == [2])
    }

    @Test func countsTimedEventsAsSkipped() throws {
        let lines = event("SUMMARY:Party", "DTSTART:20260101T200000", "DTEND:20260101T230000")
        let text = (["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: "\r")
        let calendar = try ICalendar(Array(text.utf8))
        #expect(calendar.eventCount == 0)
        #expect(calendar.skipped.map(\.line) == [2])
        #expect(calendar.skipped.map(\.message) == ["'Party' has a time of day and is no day off"])
    }

    @Test(arguments: [
        (["DTSTART:20260230"], "5: expected a date like 20260101 in DTSTART, found '20260230'"),
        (["DTSTART:2026-01-01"], "5: expected a date like 20260101 in DTSTART, found '2026-01-01'"),
        (["DTSTART:20260101T09"], "5: expected a date like 20260101 in DTSTART, found '20260101T09'"),
        (["DTSTART:20260101", "DTSTART:20260102"], "6: the event has a second DTSTART"),
        (["SUMMARY:x"], "4: the event has no DTSTART"),
        (["DTSTART:20260105", "DTEND:20260101"], "6: DTEND is before DTSTART"),
        (["DTSTART:20260105", "DURATION:P0D"], "6: the event lasts no day"),
        (["DTSTART:20260105", "DURATION:PT5H"], "6: expected a duration of days like P1D, found 'PT5H'"),
        (["no colon here"], "5: expected a line like 'SUMMARY:New Year', found no colon"),
        (["DTSTART:20260101", "EXRULE:FREQ=DAILY"], "6: EXRULE is not supported: RFC 5545 has EXDATE instead"),
        (["RDATE;VALUE=PERIOD:20260101/P1D"], "5: RDATE;VALUE=PERIOD is not supported: write dates"),
        (
            ["RECURRENCE-ID;RANGE=THISANDFUTURE:20260101"],
            "5: RECURRENCE-ID;RANGE=THISANDFUTURE is not supported: it changes all later dates"
        ),
        (["RRULE:COUNT=3"], "5: RRULE has no FREQ"),
        (
            ["RRULE:FREQ=HOURLY"],
            "5: expected FREQ=YEARLY, MONTHLY, WEEKLY or DAILY of an all-day event, found FREQ=HOURLY"
        ),
        (["RRULE:FREQ=YEARLY;COUNT=2;UNTIL=20300101"], "5: RRULE has both COUNT and UNTIL"),
        (["RRULE:FREQ=YEARLY;COUNT=2;COUNT=3"], "5: RRULE has COUNT twice"),
        (["RRULE:FREQ=YEARLY;COUNT=0"], "5: expected a number from 1 to 1000000 in COUNT, found '0'"),
        (["RRULE:FREQ=YEARLY;UNTIL=2030"], "5: expected a date like UNTIL=20301231, found UNTIL=2030"),
        (["RRULE:FREQ=YEARLY;BYMONTH=13"], "5: expected numbers from 1 to 12 in BYMONTH, found '13'"),
        (["RRULE:FREQ=YEARLY;BYMONTH=-1"], "5: expected numbers from 1 to 12 in BYMONTH, found '-1'"),
        (["RRULE:FREQ=YEARLY;BYDAY=4XX"], "5: expected a day like MO or -1MO in BYDAY, found '4XX'"),
        (["RRULE:FREQ=YEARLY;BYDAY=0MO"], "5: expected a day like MO or -1MO in BYDAY, found '0MO'"),
        (["RRULE:FREQ=WEEKLY;BYDAY=1MO"], "5: a number in BYDAY needs FREQ=MONTHLY or FREQ=YEARLY without BYWEEKNO"),
        (["RRULE:FREQ=MONTHLY;BYWEEKNO=5"], "5: BYWEEKNO needs FREQ=YEARLY"),
        (["RRULE:FREQ=MONTHLY;BYYEARDAY=5"], "5: BYYEARDAY needs FREQ=YEARLY"),
        (["RRULE:FREQ=WEEKLY;BYMONTHDAY=5"], "5: BYMONTHDAY has no meaning with FREQ=WEEKLY"),
        (["RRULE:FREQ=YEARLY;WKST=XX"], "5: expected WKST=MO or another day, found WKST=XX"),
        (["RRULE:FREQ=YEARLY;RSCALE=CHINESE"], "5: RRULE has an unknown part RSCALE"),
        (["RRULE:FREQ=YEARLY;COUNT"], "5: expected a part like COUNT=10 in RRULE, found 'COUNT'"),
        (["END:VALARM"], "5: expected END:VEVENT, found END:VALARM"),
    ])
    func saysWhatIsWrongInAnEvent(lines: [String], message: String) throws {
        let text =
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR"]
        #expect(try faults(Array(text.joined(separator: "\r\n").utf8)).first == message)
    }

    @Test(arguments: [
        ("", "1: expected BEGIN:VCALENDAR, found nothing"), ("\n\n", "1: expected BEGIN:VCALENDAR, found nothing"),
        ("name,date\n", "1: expected a line like 'SUMMARY:New Year', found no colon"),
        ("title: x\n", "1: expected BEGIN:VCALENDAR, found TITLE: x"),
        ("BEGIN:VEVENT\n", "1: expected BEGIN:VCALENDAR, found BEGIN:VEVENT"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "1: VCALENDAR has no END: the file seems cut short"),
        ("END:VCALENDAR\n", "1: expected BEGIN:VCALENDAR, found END:VCALENDAR"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nX:1\n", "3: expected BEGIN:VCALENDAR, found X:1"),
    ])
    func saysWhatIsNoCalendar(text: String, message: String) throws {
        #expect(try faults(Array(text.utf8)) == [message])
    }

    @Test func saysThatTextIsNotUTF8() throws {
        let bytes = Array("BEGIN:VCALENDAR\nX:1\nBEGIN:VEVENT\nSUMMARY:Caf".utf8) + [0xE9]
        #expect(try faults(bytes).first == "4: the text is not UTF-8")
    }

    @Test func collectsAllFaultsUpToTwenty() throws {
        let bad = event("DTSTART:x") + event("DTSTART:20260101") + event("DTSTART:y")
        let text = ["BEGIN:VCALENDAR"] + bad + ["END:VCALENDAR"]
        #expect(try faults(Array(text.joined(separator: "\n").utf8)).count == 2)
        let many = ["BEGIN:VCALENDAR"] + (0..<50).flatMap { _ in event("DTSTART:x") }
        #expect(try faults(Array(many.joined(separator: "\n").utf8)).count == 20)
    }

    @Test func tooManyRepetitionsAreRefused() throws {
        let lines = (0..<40).flatMap { _ in
            event("DTSTART:00010101", "RRULE:FREQ=DAILY;COUNT=1000000")
        }
        let text = (["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: "\n")
        let calendar = try ICalendar(Array(text.utf8))
        #expect(throws: ICalendar.Unreadable.self) {
            try calendar.holidays(from: day("2026-01-01"), to: day("2026-12-31"))
        }
    }

    /// Any cut and any change of bytes of a calendar: faults or days, never a trap.
    @Test func damagedFilesAreRefusedOrRead() throws {
        let lines =
            event("UID:a", "SUMMARY:Käse", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO,2TU;BYSETPOS=1", "DTSTART:20210402")
            + event("DTSTART:20260101", "DURATION:P3D", "RDATE:20260701", "EXDATE:20260101")
        let bytes = Array((["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: "\r\n").utf8)
        var random = SplitMix64(seed: 11)
        for _ in 0..<3_000 {
            var damaged = Array(bytes.prefix(Int.random(in: 1...2 * bytes.count, using: &random)))
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                damaged[index] =
                    Bool.random(using: &random) ? damaged[index] ^ 1 : UInt8.random(in: 0...255, using: &random)
            }
            _ = try? ICalendar(damaged).holidays(from: 0, to: 30_000)
        }
    }

    private func faults(_ bytes: [UInt8]) throws -> [String] {
        do {
            _ = try ICalendar(bytes)
            return []
        } catch {
            return error.faults.map { "\($0.line): \($0.message)" }
        }
    }
}
