import Agreements
import BusinessTime
import Testing

@testable import Compliance

@Suite struct PeriodTests {
    @Test(arguments: [
        ("2026-Q3", 1, "2026-07-01", "2026-10-01"), ("2026-07", 1, "2026-07-01", "2026-08-01"),
        ("2026-12", 1, "2026-12-01", "2027-01-01"), ("2026-H2", 1, "2026-07-01", "2027-01-01"),
        ("2026", 1, "2026-01-01", "2027-01-01"), ("2026-W01", 1, "2025-12-29", "2026-01-05"),
        ("2026-W53", 1, "2026-12-28", "2027-01-04"), ("2026-01-05..2026-01-05", 1, "2026-01-05", "2026-01-06"),
        // A fiscal year that starts in April bears the year in which it ends.
        ("2026-Q1", 4, "2025-04-01", "2025-07-01"), ("2026-Q4", 4, "2026-01-01", "2026-04-01"),
        ("2026", 4, "2025-04-01", "2026-04-01"), ("2026-H2", 10, "2026-04-01", "2026-10-01"),
    ])
    func names(name: String, yearStarts: Int, from: String, until: String) throws {
        let period = try #require(Periods(zone: .utc, yearStarts: yearStarts).named(name))
        #expect(CivilDate.format(instant: period.range.lowerBound) == "\(from)T00:00:00Z")
        #expect(CivilDate.format(instant: period.range.upperBound) == "\(until)T00:00:00Z")
        #expect(period.name == name)
    }

    @Test(arguments: [
        "2026-Q5", "2026-Q0", "2026-13", "2026-W54", "2025-W53", "26-Q1", "", "2026-03-09..2026-03-01", "last", "2026-",
    ])
    func refuses(name: String) { #expect(Periods(zone: .utc, yearStarts: 1).named(name) == nil) }

    @Test(arguments: [1, 2, 4, 7, 10])
    func everyInstantLiesInThePeriodItNames(yearStarts: Int) throws {
        let periods = Periods(zone: .utc, yearStarts: yearStarts)
        for day in stride(from: 20_000, to: 22_000, by: 13) {
            let instant = Int64(day) * 86_400_000 + 1
            for kind in [Agreements.Period.week, .month, .quarter, .half, .year] {
                let period = periods.period(kind, containing: instant)
                #expect(period.range.contains(instant))
                #expect(periods.named(period.name)?.range == period.range)
            }
        }
    }

    /// The 4-5-4 calendar of the National Retail Federation, as it publishes it (2023 had 53 weeks); it names years by their start,
    /// leadpact by their end. And the years of ISO 8601 in quarters of 4-4-5 weeks.
    @Test(arguments: [
        ("4-5-4", 2, "sunday", "2024", "2023-01-29", "2024-02-04"),
        ("4-5-4", 2, "sunday", "2025", "2024-02-04", "2025-02-02"),
        ("4-5-4", 2, "sunday", "2026", "2025-02-02", "2026-02-01"),
        ("4-5-4", 2, "sunday", "2024-Q1", "2023-01-29", "2023-04-30"),
        ("4-5-4", 2, "sunday", "2024-01", "2023-12-31", "2024-02-04"),
        ("4-5-4", 2, "sunday", "2023-02", "2023-01-29", "2023-02-26"),
        ("4-5-4", 2, "sunday", "2023-03", "2023-02-26", "2023-04-02"),
        ("4-5-4", 2, "sunday", "2024-H2", "2023-07-30", "2024-02-04"),
        ("4-4-5", 1, "monday", "2026", "2025-12-29", "2027-01-04"),
        ("4-4-5", 1, "monday", "2026-Q1", "2025-12-29", "2026-03-30"),
        ("4-4-5", 1, "monday", "2026-12", "2026-11-23", "2027-01-04"),
        ("4-4-5", 1, "monday", "2027-01", "2027-01-04", "2027-02-01"),
        ("5-4-4", 7, "monday", "2026-07", "2026-06-29", "2026-08-03"),
        ("5-4-4", 7, "monday", "2027-Q1", "2026-06-29", "2026-09-28"),
    ])
    func yearsOfWeeks(
        pattern: String, yearStarts: Int, start: String, name: String, from: String, until: String
    ) throws {
        let weeks = FiscalWeeks(
            pattern: try #require(.init(rawValue: pattern)), start: try #require(.init(rawValue: start)))
        let period = try #require(Periods(zone: .utc, yearStarts: yearStarts, weeks: weeks).named(name))
        #expect(CivilDate.format(instant: period.range.lowerBound) == "\(from)T00:00:00Z")
        #expect(CivilDate.format(instant: period.range.upperBound) == "\(until)T00:00:00Z")
        #expect(period.name == name)
    }

    @Test(arguments: FiscalWeeks.Pattern.allCases, [1, 2, 4, 7, 10, 12])
    func everyDayLiesInAFiscalMonth(pattern: FiscalWeeks.Pattern, yearStarts: Int) throws {
        for start in FiscalWeeks.Start.allCases {
            let periods = Periods(
                zone: .utc, yearStarts: yearStarts, weeks: FiscalWeeks(pattern: pattern, start: start))
            let lengths: [(Agreements.Period, ClosedRange<Int>)] = [
                (.month, 4...6), (.quarter, 13...14), (.half, 26...27), (.year, 52...53),
            ]
            for (kind, weeks) in lengths {
                var day = 18_000
                while day < 22_000 {
                    let period = periods.period(kind, containing: Int64(day) * 86_400_000 + 1)
                    #expect(period.range.contains(Int64(day) * 86_400_000 + 1))
                    #expect(periods.named(period.name)?.range == period.range)
                    let length = Int((period.range.upperBound - period.range.lowerBound) / 86_400_000)
                    #expect(length % 7 == 0 && weeks.contains(length / 7))
                    // The next begins where this one ends.
                    let next = periods.period(kind, containing: period.range.upperBound)
                    #expect(next.range.lowerBound == period.range.upperBound)
                    day = Int(period.range.upperBound / 86_400_000)
                }
            }
        }
    }

    @Test func startsDaysInTheZone() throws {
        let zone = try Zone(identifier: "America/New_York")
        let period = try #require(Periods(zone: zone, yearStarts: 1).named("2026-Q2"))
        #expect(CivilDate.format(instant: period.range.lowerBound) == "2026-04-01T04:00:00Z")
    }
}
