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

    @Test func startsDaysInTheZone() throws {
        let zone = try Zone(identifier: "America/New_York")
        let period = try #require(Periods(zone: zone, yearStarts: 1).named("2026-Q2"))
        #expect(CivilDate.format(instant: period.range.lowerBound) == "2026-04-01T04:00:00Z")
    }
}
