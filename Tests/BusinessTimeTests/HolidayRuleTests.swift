import BusinessTime
import Testing

@Suite struct HolidayRuleTests {
    /// Days that calendars in print agree on.
    @Test(arguments: [
        ("2026-01-01", "2026-01-01"), ("12-25", "2026-12-25"), ("4th thu of november", "2026-11-26"),
        ("last mon of may", "2026-05-25"), ("1st mon of september", "2026-09-07"), ("5th sun of march", "2026-03-29"),
        ("last Saturday of February", "2026-02-28"), ("easter", "2026-04-05"), ("easter-2", "2026-04-03"),
        ("easter + 1", "2026-04-06"), ("Easter+39", "2026-05-14"), ("easter -47", "2026-02-17"),
        ("3rd mon of jan", "2026-01-19"),
    ])
    func givesOneDay(text: String, date: String) throws {
        let rule = try HolidayRule.parse(text)
        #expect(rule.day(year: 2026).map { CivilDate.format($0) } == date)
        #expect(try HolidayRule.parse(rule.text) == rule)
    }

    @Test(arguments: [
        ("12-25", "2024-12-25 2025-12-25 2026-12-25"), ("02-29", "2024-02-29"),
        ("5th mon of february", ""), ("5th thu of february", "2024-02-29"), ("2025-12-24", "2025-12-24"),
        ("easter", "2024-03-31 2025-04-20 2026-04-05"),
    ])
    func givesADayInYearsThatHaveIt(text: String, dates: String) throws {
        let days = HolidayRule.days(of: [try HolidayRule.parse(text)], years: 2024...2026)
        #expect(days.map { CivilDate.format($0.day) }.joined(separator: " ") == dates)
    }

    /// 2021-12-25 and 2022-01-01 were Saturdays, 2022-12-25 and 2023-01-01 Sundays.
    @Test(arguments: [
        (
            ["12-25 observed", "01-01 observed"],
            "2021-01-01 2021-12-24* 2021-12-25 2021-12-31* 2022-01-01 2022-12-25 2022-12-26*"
        ),
        (["12-25 observed on friday"], "2021-12-24* 2021-12-25 2022-12-23* 2022-12-25"),
        (["12-25 observed on monday"], "2021-12-25 2021-12-27* 2022-12-25 2022-12-26*"),
        (
            ["12-25 observed on next weekday", "12-26 observed on next weekday"],
            "2021-12-25 2021-12-26 2021-12-27* 2021-12-28* 2022-12-25 2022-12-26 2022-12-27*"
        ),
    ])
    func isObserved(rules: [String], expected: String) throws {
        let rules = try rules.map { try HolidayRule.parse($0) }
        let days = HolidayRule.days(of: rules, years: 2021...2022)
        #expect(days.map { CivilDate.format($0.day) + ($0.isObserved ? "*" : "") }.joined(separator: " ") == expected)
    }

    /// January 1, 2023 is a Sunday: its Monday lies in 2023, so that 2022 does not see it, and 2023 does.
    @Test func anObservedDayBelongsToItsYear() throws {
        let rules = [try HolidayRule.parse("01-01 observed")]
        #expect(HolidayRule.days(of: rules, years: 2021...2021).map(\.isObserved) == [false, true])
        #expect(HolidayRule.days(of: rules, years: 2022...2022).map(\.isObserved) == [false])
        #expect(HolidayRule.days(of: rules, years: 2023...2023).map(\.isObserved) == [false, true])
    }

    @Test(arguments: [
        ("", "expected a holiday like '2026-12-25', found nothing", 0..<0),
        ("2026-02-29", "there is no 2026-02-29", 0..<10),
        ("26-02-01", "expected a date like '2026-01-31', found '26-02-01'", 0..<8),
        ("25-12", "there is no month and day 25-12", 0..<5),
        ("02-30", "there is no month and day 02-30", 0..<5),
        ("1-1", "expected month and day like '12-25', found '1-1'", 0..<3),
        ("christmas", "expected a holiday, found 'christmas'", 0..<9),
        ("6th mon of may", "a month has no 6th week", 0..<3),
        ("3th mon of may", "expected '3rd', found '3th'", 0..<3),
        ("last mon may", "expected 'of' and a month", 9..<12),
        ("last mon", "expected 'of' and a month", 8..<8),
        ("last", "expected a day of the week", 4..<4),
        ("2nd thrusday of may", "expected a day of the week, found 'thrusday'", 4..<12),
        ("2nd thu of mya", "expected a month, found 'mya'", 11..<14),
        ("easter2", "expected days before or after Easter Sunday like 'easter-2', found 'easter2'", 0..<7),
        ("easter - x", "expected days before or after Easter Sunday like 'easter-2', found 'easter-'", 0..<8),
        ("12-25 obs", "expected nothing after the holiday, found 'obs'", 6..<9),
        (
            "12-25 observed on tuesday",
            "expected 'observed on friday', 'observed on monday' or 'observed on next weekday'", 6..<25
        ),
        ("2026-12-25 observed", "a single date is not observed on another day", 0..<19),
    ])
    func saysWhatIsWrong(text: String, message: String, range: Range<Int>) {
        do {
            let rule = try HolidayRule.parse(text)
            Issue.record("read as \(rule)")
        } catch {
            #expect(error.message == message)
            #expect(error.range == range)
        }
    }
}
