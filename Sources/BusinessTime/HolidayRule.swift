/// A holiday in the words of an agreement: one date, or a rule that gives one for every year.
public struct HolidayRule: Hashable, Sendable {
    public enum Date: Hashable, Sendable {
        /// `2026-01-01`, in days since 1970-01-01.
        case once(day: Int)
        /// `12-25`; February 29 in leap years only.
        case yearly(month: Int, day: Int)
        /// `4th thu of november`, `last mon of may` (week −1); Monday is 0. No day in a month that lacks a 5th.
        case weekday(week: Int, weekday: Int, month: Int)
        /// `easter-2`: days after the Western churches' Easter Sunday.
        case easter(offset: Int)
    }

    /// The further day off where a holiday falls on a Saturday or a Sunday; the holiday itself remains one.
    public enum Observance: Hashable, Sendable {
        /// `observed`: Friday for a Saturday, Monday for a Sunday.
        case nearestWeekday
        /// `observed on friday`: the Friday before.
        case friday
        /// `observed on monday`: the Monday after.
        case monday
        /// `observed on next weekday`: the first day from Monday to Friday that no other holiday of the list is on.
        case nextWeekday
    }

    public var date: Date
    public var observed: Observance?

    public init(_ date: Date, observed: Observance? = nil) {
        self.date = date
        self.observed = observed
    }
}

/// A day off that a rule gave.
public struct HolidayDay: Hashable, Sendable {
    /// Days since 1970-01-01.
    public var day: Int
    /// The rule's place in the list.
    public var rule: Int
    /// Whether it stands for a holiday on a weekend.
    public var isObserved: Bool
}

extension HolidayRule {
    /// The rule's own day in a year, before any observance; nil where it has none.
    public func day(year: Int) -> Int? {
        switch date {
        case .once(let day):
            return CivilDate.date(of: day).year == year ? day : nil
        case .yearly(let month, let day):
            return day <= CivilDate.lengthOfMonth(year: year, month: month)
                ? CivilDate.day(year: year, month: month, day: day) : nil
        case .weekday(let week, let weekday, let month):
            let first = CivilDate.day(year: year, month: month, day: 1)
            let length = CivilDate.lengthOfMonth(year: year, month: month)
            if week < 0 {
                let last = first + length - 1
                return last - (CivilDate.weekday(last) - weekday + 7) % 7
            }
            let offset = (weekday - CivilDate.weekday(first) + 7) % 7 + (week - 1) * 7
            return offset < length ? first + offset : nil
        case .easter(let offset):
            return HolidayRule.easter(year) + offset
        }
    }

    /// All days off that a list of rules gives within some years, by day and then by rule.
    ///
    /// A day that is observed in another year than its holiday's (Friday, December 31 for a Saturday, January 1) belongs to
    /// the year it lies in.
    public static func days(of rules: [HolidayRule], years: ClosedRange<Int>) -> [HolidayDay] {
        let wider = years.lowerBound - 1...years.upperBound + 1
        var days: [HolidayDay] = []
        for year in wider {
            for (index, rule) in rules.enumerated() {
                guard let day = rule.day(year: year) else { continue }
                days.append(HolidayDay(day: day, rule: index, isObserved: false))
            }
        }
        days.sort { ($0.day, $0.rule) < ($1.day, $1.rule) }
        var taken = Set(days.map(\.day))
        for holiday in days {
            guard let observance = rules[holiday.rule].observed, CivilDate.weekday(holiday.day) >= 5 else { continue }
            let day = observance.day(for: holiday.day, taken: taken)
            taken.insert(day)
            days.append(HolidayDay(day: day, rule: holiday.rule, isObserved: true))
        }
        let first = CivilDate.day(year: years.lowerBound, month: 1, day: 1)
        let end = CivilDate.day(year: years.upperBound + 1, month: 1, day: 1)
        return days.filter { $0.day >= first && $0.day < end }.sorted { ($0.day, $0.rule) < ($1.day, $1.rule) }
    }

    /// Easter Sunday of the Gregorian calendar, by the anonymous computation that Nature printed in 1876.
    static func easter(_ year: Int) -> Int {
        let golden = year % 19
        let (century, ofCentury) = year.quotientAndRemainder(dividingBy: 100)
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - epact - ofCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * late + 114
        return CivilDate.day(year: year, month: sum / 31, day: sum % 31 + 1)
    }
}

extension HolidayRule.Observance {
    /// - Parameter day: A Saturday or a Sunday.
    fileprivate func day(for day: Int, taken: Set<Int>) -> Int {
        let isSaturday = CivilDate.weekday(day) == 5
        let monday = day + (isSaturday ? 2 : 1)
        switch self {
        case .nearestWeekday: return isSaturday ? day - 1 : monday
        case .friday: return monday - 3
        case .monday: return monday
        case .nextWeekday:
            var free = monday
            while taken.contains(free) || CivilDate.weekday(free) >= 5 { free += 1 }
            return free
        }
    }
}
