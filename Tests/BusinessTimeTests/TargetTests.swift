import BusinessTime
import Testing

@Suite struct TargetTests {
    private static let second: Int64 = 1000
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000

    @Test(arguments: [
        ("30 seconds", Target.elapsed(milliseconds: 30 * second), "30 seconds"),
        ("90 minutes", .elapsed(milliseconds: 90 * minute), "90 minutes"),
        ("1 minute", .elapsed(milliseconds: minute), "1 minute"),
        ("4 hours", .elapsed(milliseconds: 4 * hour), "4 hours"),
        ("1.5 hours", .elapsed(milliseconds: 90 * minute), "90 minutes"),
        ("150 minutes", .elapsed(milliseconds: 150 * minute), "2.5 hours"),
        ("3 days", .elapsed(milliseconds: 72 * hour), "3 days"),
        ("24 hours", .elapsed(milliseconds: 24 * hour), "1 day"),
        ("36 hours", .elapsed(milliseconds: 36 * hour), "36 hours"),
        ("3 weeks", .elapsed(milliseconds: 504 * hour), "21 days"),
        ("2 months", .months(2), "2 months"), ("1 month", .months(1), "1 month"),
        ("4 business hours", .businessTime(milliseconds: 4 * hour), "4 business hours"),
        ("1 business hour", .businessTime(milliseconds: hour), "1 business hour"),
        ("42.5 business hours", .businessTime(milliseconds: 2550 * minute), "42.5 business hours"),
        ("0.25 business hours", .businessTime(milliseconds: 15 * minute), "15 business minutes"),
        ("2.01 business hours", .businessTime(milliseconds: 7_236_000), "2.01 business hours"),
        ("121 business minutes", .businessTime(milliseconds: 121 * minute), "121 business minutes"),
        ("7201 business seconds", .businessTime(milliseconds: 7201 * second), "7201 business seconds"),
        ("0.0005 seconds", .elapsed(milliseconds: 0), ""),
        ("1 millisecond", .elapsed(milliseconds: 1), "1 millisecond"),
        ("5 business days", .businessDays(5), "5 business days"),
        ("1 business day", .businessDays(1), "1 business day"),
        ("close of business", .closeOfBusiness(day: 0), "close of business"),
        ("close of next business day", .closeOfBusiness(day: 1), "close of next business day"),
        ("close of 1st business day", .closeOfBusiness(day: 1), "close of next business day"),
        ("close of 2nd business day", .closeOfBusiness(day: 2), "close of 2nd business day"),
        ("close of 13th business day", .closeOfBusiness(day: 13), "close of 13th business day"),
        ("close of 22nd business day", .closeOfBusiness(day: 22), "close of 22nd business day"),
        ("  4   Business\tHours ", .businessTime(milliseconds: 4 * hour), "4 business hours"),
        ("36525 days", .elapsed(milliseconds: 36_525 * 24 * hour), "36525 days"),
        ("007 days", .elapsed(milliseconds: 168 * hour), "7 days"),
    ])
    func reads(text: String, target: Target, canonical: String) throws {
        guard !canonical.isEmpty else {
            #expect(throws: Target.ParseError.self) { try Target.parse(text) }
            return
        }
        #expect(try Target.parse(text) == target)
        #expect(target.text == canonical)
        #expect(try Target.parse(canonical) == target)
    }

    /// Every amount has words that mean exactly it.
    @Test func canonicalWordsAreReadBack() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let unit: Int64 = [1, 10, 1000, 36_000, 60_000, 3_600_000, 86_400_000].randomElement(using: &random) ?? 1
            let amount = unit * Int64.random(in: 1...3000, using: &random)
            for target in [Target.elapsed(milliseconds: amount), .businessTime(milliseconds: amount)] {
                #expect(try Target.parse(target.text) == target, "\(target.text)")
            }
        }
        for day in 0...120 {
            let target = Target.closeOfBusiness(day: day)
            #expect(try Target.parse(target.text) == target)
        }
    }

    @Test(arguments: [
        ("", "expected a target like '4 business hours', found nothing", 0..<0, ""),
        ("   ", "expected a target like '4 business hours', found nothing", 0..<3, ""),
        (
            "soon", "expected a number or 'close of business', found 'soon'", 0..<4,
            "targets look like '90 minutes', '4 business hours', '2 business days', 'close of business'"
        ),
        ("4", "expected a unit after '4'", 1..<1, ""),
        ("4 business", "expected a unit after '4 business'", 10..<10, ""),
        ("4 fortnights", "unknown unit 'fortnights'", 2..<12, ""),
        ("4 bussiness hours", "unknown unit 'bussiness'", 2..<11, "did you mean 'business'?"),
        ("4 hors", "unknown unit 'hors'", 2..<6, "did you mean 'hours'?"),
        ("4 h", "unknown unit 'h'", 2..<3, "did you mean 'hours'?"),
        ("4 business hrs", "unknown unit 'hrs'", 11..<14, "did you mean 'hours'?"),
        ("4h", "expected a blank between number and unit in '4h'", 0..<2, "write '4 hours'"),
        ("1.5d", "expected a blank between number and unit in '1.5d'", 0..<4, "write '1.5 days'"),
        ("-4 hours", "a target cannot be negative", 0..<2, ""),
        ("0 hours", "a target is longer than nothing", 0..<1, ""),
        ("0.0 business hours", "a target is longer than nothing", 0..<3, ""),
        ("1,5 hours", "expected a number or 'close of business', found '1,5'", 0..<3, ""),
        ("1. hours", "expected a number or 'close of business', found '1.'", 0..<2, ""),
        (
            "1.5 business days", "business days are counted whole, found '1.5'", 0..<3,
            "a part of a day is written in business hours"
        ),
        ("1.5 months", "months are counted whole, found '1.5'", 0..<3, ""),
        (
            "2 business weeks", "there are no business weeks", 0..<16,
            "count in business days: a week of five is '5 business days'"
        ),
        ("0.0001 seconds", "a target is a whole number of milliseconds", 0..<14, ""),
        ("36526 days", "a target is at most 100 years", 0..<10, ""),
        ("9999999999999999 days", "the number has too many digits", 0..<16, ""),
        ("999999999999999 weeks", "a target is at most 100 years", 0..<21, ""),
        ("36526 business days", "a target is at most 100 years", 0..<5, ""),
        ("1201 months", "a target is at most 100 years", 0..<4, ""),
        ("4 hours please", "expected nothing after the target, found 'please'", 8..<14, ""),
        ("close", "expected 'of' after 'close'", 5..<5, ""),
        ("close at business", "expected 'of' after 'close'", 6..<8, ""),
        ("close of", "expected 'business' after 'close of'", 8..<8, ""),
        ("close of day", "expected 'business', 'next' or '2nd', found 'day'", 9..<12, ""),
        ("close of 2 business day", "expected '2nd', found '2'", 9..<10, ""),
        ("close of 3th business day", "expected '3rd', found '3th'", 9..<12, ""),
        ("close of 0th business day", "expected 'business', 'next' or '2nd', found '0th'", 9..<12, ""),
        ("close of next day", "expected 'business day' after 'next'", 14..<17, ""),
        ("close of next business", "expected 'business day' after 'next'", 22..<22, ""),
        ("close of business day", "which business day is missing before 'business'", 18..<21, ""),
        ("٤ hours", "expected a number or 'close of business', found '٤'", 0..<1, ""),
    ])
    func saysWhatIsWrong(text: String, message: String, range: Range<Int>, note: String) {
        do {
            let target = try Target.parse(text)
            Issue.record("read as \(target)")
        } catch {
            #expect(error.message == message)
            #expect(error.range == range)
            if !note.isEmpty { #expect(error.notes.contains(note), "\(error.notes)") }
        }
    }
}

@Suite struct WindowTests {
    @Test(arguments: [
        ("09:00-17:00", 540, 1020, "09:00-17:00"), ("9:00 – 17:30", 540, 1050, "09:00-17:30"),
        ("22:00-06:00", 1320, 1800, "22:00-06:00"), ("00:00-24:00", 0, 1440, "00:00-24:00"),
        ("23:59-24:00", 1439, 1440, "23:59-24:00"), ("18:00-00:00", 1080, 1440, "18:00-24:00"),
        ("12:30-12:29", 750, 2189, "12:30-12:29"),
    ])
    func reads(text: String, start: Int, end: Int, canonical: String) throws {
        let window = try Window.parse(text)
        #expect((window.start, window.end) == (start, end))
        #expect(window.text == canonical)
        #expect(try Window.parse(canonical) == window)
    }

    @Test(arguments: [
        ("", "expected hours like '09:00-17:00', found ''", 0..<0),
        ("09:00", "expected hours like '09:00-17:00', found '09:00'", 0..<5),
        ("9-17", "expected a time of day like '09:00', found '9'", 0..<1),
        ("09:00-25:00", "expected a time of day like '09:00', found '25:00'", 6..<11),
        ("09:00-24:01", "expected a time of day like '09:00', found '24:01'", 6..<11),
        ("09:60-17:00", "expected a time of day like '09:00', found '09:60'", 0..<5),
        ("09:00-17:00-18:00", "expected a time of day like '09:00', found '17:00-18:00'", 6..<17),
        ("09:00-", "expected a time of day like '09:00', found ''", 6..<6),
        ("24:00-06:00", "a window cannot start at 24:00", 0..<5),
        ("09:00-09:00", "a window that starts and ends at 09:00 is empty", 0..<11),
        ("9am-5pm", "expected a time of day like '09:00', found '9am'", 0..<3),
    ])
    func saysWhatIsWrong(text: String, message: String, range: Range<Int>) {
        do {
            let window = try Window.parse(text)
            Issue.record("read as \(window)")
        } catch {
            #expect(error.message == message)
            #expect(error.range == range)
        }
    }
}
