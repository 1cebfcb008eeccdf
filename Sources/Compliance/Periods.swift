import Agreements
import BusinessTime

/// The periods of an agreement: whole weeks, months, quarters … in its zone, with its fiscal year.
///
/// A fiscal quarter, half or year bears the calendar year in which the fiscal year ends; with a year that starts in
/// January that is the calendar's own. Weeks are those of ISO 8601. A month of a fiscal year made of weeks bears the name of the
/// calendar month that it stands for.
public struct Periods: Sendable {
    public var zone: Zone
    /// 1–12.
    public var yearStarts: Int
    /// Nil for calendar months.
    public var weeks: FiscalWeeks?

    public init(zone: Zone, yearStarts: Int, weeks: FiscalWeeks? = nil) {
        self.zone = zone
        self.yearStarts = yearStarts
        self.weeks = weeks
    }

    public init(of agreement: Agreement) {
        self.init(zone: agreement.zone, yearStarts: agreement.review.yearStarts, weeks: agreement.review.weeks)
    }

    /// The period of a kind in which an instant lies.
    public func period(_ kind: Period, containing instant: Int64) -> JudgedPeriod {
        let day = zone.day(of: instant)
        if kind == .week {
            let monday = day - CivilDate.weekday(day)
            return judged(weekName(monday: monday), days: monday..<monday + 7)
        }
        let (year, month, _) = CivilDate.date(of: day)
        guard let weeks else { return months(kind, index: monthIndex(year, month, length: kind.months)) }
        // A fiscal year of weeks begins at most three days from where it would by months.
        let named = year + (yearStarts > 1 ? 1 : 0)
        let label = (named - 1...named + 1).last { weeks.firstDay(of: $0, yearStarts: yearStarts) <= day } ?? named
        let starts = weeks.monthStarts(of: label, yearStarts: yearStarts)
        let number = (starts.firstIndex { $0 > day } ?? starts.count) - 1
        return fiscal(kind, year: label, number: number / kind.months + 1)
    }

    /// The periods of a kind that overlap a range of instants, in order.
    public func periods(_ kind: Period, overlapping range: Range<Int64>) -> [JudgedPeriod] {
        guard !range.isEmpty else { return [] }
        var found = [period(kind, containing: range.lowerBound)]
        while let last = found.last, last.range.upperBound < range.upperBound {
            found.append(period(kind, containing: last.range.upperBound))
        }
        return found
    }

    /// The period named `2026`, `2026-H1`, `2026-Q3`, `2026-07`, `2026-W27` or `2026-01-01..2026-03-31` (both inclusive).
    public func named(_ name: String) -> JudgedPeriod? {
        if let dots = name.firstRange(of: "..") {
            guard let from = CivilDate.parse(String(name[..<dots.lowerBound])),
                let until = CivilDate.parse(String(name[dots.upperBound...])), from <= until
            else { return nil }
            return judged(name, days: from..<until + 1)
        }
        let parts = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, first.count == 4, let year = Int(first) else { return nil }
        guard parts.count == 2 else { return fiscal(.year, year: year, number: 1) }
        let rest = parts[1]
        guard let number = Int(rest.drop { $0.isLetter }), number > 0 else { return nil }
        switch (rest.first, rest.count) {
        case ("H", 2): return number <= 2 ? fiscal(.half, year: year, number: number) : nil
        case ("Q", 2): return number <= 4 ? fiscal(.quarter, year: year, number: number) : nil
        case ("W", 3):
            // The week that holds 4 January is the first (ISO 8601).
            let fourth = CivilDate.day(year: year, month: 1, day: 4)
            let monday = fourth - CivilDate.weekday(fourth) + 7 * (number - 1)
            let period = judged(weekName(monday: monday), days: monday..<monday + 7)
            return period.name == name ? period : nil
        case (_, 2): return number <= 12 ? month(number, of: year) : nil
        default: return nil
        }
    }

    /// The month that bears a calendar month's name.
    private func month(_ month: Int, of year: Int) -> JudgedPeriod {
        if weeks == nil { return months(.month, index: year * 12 + month - 1) }
        let number = (month - yearStarts + 12) % 12 + 1
        return fiscal(.month, year: year + (yearStarts > 1 && month >= yearStarts ? 1 : 0), number: number)
    }

    private func fiscal(_ kind: Period, year: Int, number: Int) -> JudgedPeriod {
        if let weeks {
            let starts = weeks.monthStarts(of: year, yearStarts: yearStarts)
            let first = (number - 1) * kind.months
            let index = (year - (yearStarts > 1 ? 1 : 0)) * 12 + yearStarts - 1 + first
            return judged(monthsName(kind, index: index), days: starts[first]..<starts[first + kind.months])
        }
        let endsNextYear = yearStarts > 1
        let start = (year - (endsNextYear ? 1 : 0)) * 12 + yearStarts - 1 + kind.months * (number - 1)
        return months(kind, index: start)
    }

    /// Months since year 0 of the period's first month.
    private func monthIndex(_ year: Int, _ month: Int, length: Int) -> Int {
        let index = year * 12 + month - 1
        let shift = length == 1 ? 0 : yearStarts - 1
        return (index - shift) / length * length + shift
    }

    private func months(_ kind: Period, index: Int) -> JudgedPeriod {
        let first = CivilDate.day(year: index / 12, month: index % 12 + 1, day: 1)
        let next = index + kind.months
        let end = CivilDate.day(year: next / 12, month: next % 12 + 1, day: 1)
        return judged(monthsName(kind, index: index), days: first..<end)
    }

    private func monthsName(_ kind: Period, index: Int) -> String {
        if kind == .month { return "\(padded(index / 12, 4))-\(padded(index % 12 + 1, 2))" }
        let fromStart = index - (yearStarts - 1)
        let year = fromStart / 12 + (yearStarts > 1 ? 1 : 0)
        let number = fromStart % 12 / kind.months + 1
        switch kind {
        case .quarter: return "\(padded(year, 4))-Q\(number)"
        case .half: return "\(padded(year, 4))-H\(number)"
        case .year, .month, .week: return padded(year, 4)
        }
    }

    private func weekName(monday: Int) -> String {
        let (year, _, _) = CivilDate.date(of: monday + 3)
        let first = CivilDate.day(year: year, month: 1, day: 1)
        return "\(padded(year, 4))-W\(padded((monday + 3 - first) / 7 + 1, 2))"
    }

    private func judged(_ name: String, days: Range<Int>) -> JudgedPeriod {
        JudgedPeriod(
            name: name, range: zone.startOfDay(days.lowerBound)..<zone.startOfDay(days.upperBound), isCurrent: false)
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension FiscalWeeks {
    /// The day (since 1970-01-01) on which the fiscal year begins that bears the name of a calendar year.
    fileprivate func firstDay(of year: Int, yearStarts: Int) -> Int {
        let first = CivilDate.day(year: year - (yearStarts > 1 ? 1 : 0), month: yearStarts, day: 1)
        let sinceStart = start == .monday ? CivilDate.weekday(first) : (CivilDate.weekday(first) + 1) % 7
        return sinceStart <= 3 ? first - sinceStart : first - sinceStart + 7
    }

    /// The first days of the twelve months, and of the year after.
    fileprivate func monthStarts(of year: Int, yearStarts: Int) -> [Int] {
        var starts = [firstDay(of: year, yearStarts: yearStarts)]
        for weeks in pattern.weeks { starts.append(starts[starts.count - 1] + 7 * weeks) }
        starts[12] = firstDay(of: year + 1, yearStarts: yearStarts)
        return starts
    }
}

extension Period {
    /// Length in months; a week has none.
    var months: Int {
        switch self {
        case .week: 0
        case .month: 1
        case .quarter: 3
        case .half: 6
        case .year: 12
        }
    }
}

/// Which period a check judges.
public enum PeriodChoice: Hashable, Sendable {
    /// The review period in which as-of lies, to date.
    case current
    /// The review period before that.
    case last
    case all
    case named(JudgedPeriod)

    /// The period it means, at an as-of instant.
    public func period(of agreement: Agreement, asOf: Int64) -> JudgedPeriod {
        let periods = Periods(of: agreement)
        var current = periods.period(agreement.review.every.period, containing: asOf)
        switch self {
        case .current:
            current.isCurrent = true
            return current
        case .last:
            return periods.period(agreement.review.every.period, containing: current.range.lowerBound - 1)
        case .all:
            return JudgedPeriod(name: "all", range: Int64.min + 1..<Int64.max, isCurrent: true)
        case .named(var period):
            period.isCurrent = period.range.contains(asOf)
            return period
        }
    }
}

extension Review.Every {
    public var period: Period {
        switch self {
        case .month: .month
        case .quarter: .quarter
        case .half: .half
        case .year: .year
        }
    }
}

extension JudgedPeriod {
    /// Whether it has a beginning and an end.
    package var isBounded: Bool { range.lowerBound > .min + 1 && range.upperBound < .max }

    /// The stretch of the same kind that ends where this begins: the quarter before a quarter, else as many days.
    package func before(under agreement: Agreement) -> JudgedPeriod {
        let periods = Periods(of: agreement)
        guard isBounded else {
            return JudgedPeriod(name: "before", range: Int64.min + 1..<Int64.min + 1, isCurrent: false)
        }
        for kind in [Period.week, .month, .quarter, .half, .year] {
            let same = periods.period(kind, containing: range.lowerBound)
            if same.range == range { return periods.period(kind, containing: range.lowerBound - 1) }
        }
        let days = agreement.zone.day(of: range.lowerBound)..<agreement.zone.day(of: range.upperBound)
        let from = days.lowerBound - days.count
        let name = "\(CivilDate.format(from))..\(CivilDate.format(days.lowerBound - 1))"
        return JudgedPeriod(name: name, range: agreement.zone.startOfDay(from)..<range.lowerBound, isCurrent: false)
    }
}
