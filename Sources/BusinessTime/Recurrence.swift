/// A recurrence rule of dates, RFC 5545 3.3.10: `FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`.
struct Recurrence: Hashable, Sendable {
    enum Frequency: String, Hashable, Sendable, CaseIterable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// `4TH`, `-1MO`, `SU`.
    struct Weekday: Hashable, Sendable {
        /// Which one in the month or year, from the end where negative; every one where absent.
        var ordinal: Int?
        /// Monday 0.
        var weekday: Int
    }

    var frequency: Frequency
    var interval = 1
    var count: Int?
    /// The last day, inclusive.
    var until: Int?
    var months: [Int] = []
    var weekNumbers: [Int] = []
    var yearDays: [Int] = []
    var monthDays: [Int] = []
    var weekdays: [Weekday] = []
    var positions: [Int] = []
    /// Monday 0.
    var weekStart = 0

    /// Whether it comes to an end.
    var ends: Bool { count != nil || until != nil }
}

// MARK: Days

extension Recurrence {
    /// The days it gives within a window. The first day counts as the first of `COUNT`, whether it fits the rule or not.
    ///
    /// - Parameters:
    ///   - start: The day of `DTSTART`, from which it takes what it does not say itself.
    /// - Complexity: See ``cost(from:within:)``.
    func days(from start: Int, within window: ClosedRange<Int>) -> [Int] {
        let rule = completed(from: start)
        let last = min(window.upperBound, until ?? .max)
        var found: [Int] = []
        var left = (count ?? .max) - 1
        if window.contains(start) { found.append(start) }
        // With a count every period from the first has to be seen; else it is enough to begin before the window.
        var index = count == nil ? rule.periods(before: window.lowerBound, from: start) : 0
        while left > 0 {
            let period = rule.period(index, from: start)
            guard period.lowerBound <= last else { break }
            for day in rule.days(in: period) where day > start && day <= last && left > 0 {
                left -= 1
                if window.contains(day) { found.append(day) }
            }
            index += 1
        }
        return found
    }

    /// At most how many days ``days(from:within:)`` looks at.
    func cost(from start: Int, within window: ClosedRange<Int>) -> Int {
        let first = count == nil ? max(start, window.lowerBound - 2 * 366 * interval) : start
        let days = max(0, min(window.upperBound, until ?? .max) - first) / interval + 366
        let rule = completed(from: start)
        return frequency == .yearly && !rule.months.isEmpty ? days * rule.months.count / 12 : days
    }

    /// With what the rule takes from its first day: RFC 5545, "information missing from the rule part is taken from DTSTART".
    private func completed(from start: Int) -> Recurrence {
        var rule = self
        let date = CivilDate.date(of: start)
        switch frequency {
        case .daily: break
        case .weekly:
            if weekdays.isEmpty { rule.weekdays = [Weekday(ordinal: nil, weekday: CivilDate.weekday(start))] }
        case .monthly:
            if weekdays.isEmpty, monthDays.isEmpty { rule.monthDays = [date.day] }
        case .yearly:
            guard weekdays.isEmpty, monthDays.isEmpty, yearDays.isEmpty else { break }
            if !weekNumbers.isEmpty {
                rule.weekdays = [Weekday(ordinal: nil, weekday: CivilDate.weekday(start))]
            } else {
                rule.monthDays = [date.day]
                if months.isEmpty { rule.months = [date.month] }
            }
        }
        return rule
    }

    /// How many periods end before a day for certain.
    private func periods(before day: Int, from start: Int) -> Int {
        let longest =
            switch frequency {
            case .daily: 1
            case .weekly: 7
            case .monthly: 31
            case .yearly: 366
            }
        return max(0, (day - start) / (longest * interval) - 1)
    }

    /// The days of the period with a number, from 0 for the one of `start`.
    private func period(_ index: Int, from start: Int) -> Range<Int> {
        let date = CivilDate.date(of: start)
        let step = index * interval
        switch frequency {
        case .daily: return start + step..<start + step + 1
        case .weekly:
            let first = start - (CivilDate.weekday(start) - weekStart + 7) % 7 + step * 7
            return first..<first + 7
        case .monthly:
            let month = date.year * 12 + date.month - 1 + step
            let first = CivilDate.day(year: month / 12, month: month % 12 + 1, day: 1)
            return first..<first + CivilDate.lengthOfMonth(year: month / 12, month: month % 12 + 1)
        case .yearly:
            let first = CivilDate.day(year: date.year + step, month: 1, day: 1)
            return first..<CivilDate.day(year: date.year + step + 1, month: 1, day: 1)
        }
    }

    /// The days of a period that fit, ascending.
    private func days(in period: Range<Int>) -> [Int] {
        let days = parts(of: period).flatMap { part in part.filter { fits($0, in: period) } }
        guard !positions.isEmpty else { return days }
        let chosen = positions.compactMap { position -> Int? in
            let index = position > 0 ? position - 1 : days.count + position
            return days.indices.contains(index) ? days[index] : nil
        }
        return Set(chosen).sorted()
    }

    /// What of a period may have days that fit: of a year the months of the rule.
    private func parts(of period: Range<Int>) -> [Range<Int>] {
        guard frequency == .yearly, !months.isEmpty else { return [period] }
        let year = CivilDate.date(of: period.lowerBound).year
        return Set(months).sorted().map { month in
            let first = CivilDate.day(year: year, month: month, day: 1)
            return first..<first + CivilDate.lengthOfMonth(year: year, month: month)
        }
    }

    private func fits(_ day: Int, in period: Range<Int>) -> Bool {
        let date = CivilDate.date(of: day)
        if !months.isEmpty, !months.contains(date.month) { return false }
        if !monthDays.isEmpty {
            let length = CivilDate.lengthOfMonth(year: date.year, month: date.month)
            guard monthDays.contains(date.day) || monthDays.contains(date.day - length - 1) else { return false }
        }
        if !yearDays.isEmpty {
            let year = yearRange(date.year)
            guard yearDays.contains(day - year.lowerBound + 1) || yearDays.contains(day - year.upperBound) else {
                return false
            }
        }
        if !weekNumbers.isEmpty {
            let (number, count) = weekNumber(of: day)
            guard weekNumbers.contains(number) || weekNumbers.contains(number - count - 1) else { return false }
        }
        return weekdays.isEmpty || weekdays.contains { fits(day, $0, in: period, date: date) }
    }

    private func fits(
        _ day: Int, _ weekday: Weekday, in period: Range<Int>, date: (year: Int, month: Int, day: Int)
    ) -> Bool {
        guard CivilDate.weekday(day) == weekday.weekday else { return false }
        guard let ordinal = weekday.ordinal else { return true }
        // The fourth Thursday of the month where months are chosen, else of the year.
        var whole = period
        if frequency == .yearly, !months.isEmpty {
            let first = day - date.day + 1
            whole = first..<first + CivilDate.lengthOfMonth(year: date.year, month: date.month)
        }
        return ordinal > 0
            ? (day - whole.lowerBound) / 7 == ordinal - 1 : (whole.upperBound - 1 - day) / 7 == -ordinal - 1
    }

    private func yearRange(_ year: Int) -> Range<Int> {
        CivilDate.day(year: year, month: 1, day: 1)..<CivilDate.day(year: year + 1, month: 1, day: 1)
    }

    /// The week's number in the year that most of its days lie in, and how many weeks that year has.
    private func weekNumber(of day: Int) -> (number: Int, count: Int) {
        let start = day - (CivilDate.weekday(day) - weekStart + 7) % 7
        let year = CivilDate.date(of: start + 3).year
        let first = firstWeek(year)
        return ((start - first) / 7 + 1, (firstWeek(year + 1) - first) / 7)
    }

    /// The first day of the first week that has four days or more in the year.
    private func firstWeek(_ year: Int) -> Int {
        let fourth = CivilDate.day(year: year, month: 1, day: 4)
        return fourth - (CivilDate.weekday(fourth) - weekStart + 7) % 7
    }
}

// MARK: Reading

extension Recurrence {
    struct Mistake: Error {
        var message: String

        init(_ message: String) { self.message = message }
    }

    init(_ text: String) throws(Mistake) {
        var parts: [String: String] = [:]
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw Mistake("expected a part like COUNT=10 in RRULE, found '\(part)'") }
            guard parts.updateValue(pair[1].uppercased(), forKey: pair[0].uppercased()) == nil else {
                throw Mistake("RRULE has \(pair[0].uppercased()) twice")
            }
        }
        guard let name = parts.removeValue(forKey: "FREQ") else { throw Mistake("RRULE has no FREQ") }
        guard let frequency = Frequency(rawValue: name) else {
            throw Mistake("expected FREQ=YEARLY, MONTHLY, WEEKLY or DAILY of an all-day event, found FREQ=\(name)")
        }
        self.frequency = frequency
        for (name, value) in parts.sorted(by: { $0.key < $1.key }) { try read(name, value) }
        try check()
    }

    private mutating func read(_ name: String, _ value: String) throws(Mistake) {
        switch name {
        case "INTERVAL": interval = try Recurrence.number(name, value, 1...10_000)
        case "COUNT": count = try Recurrence.number(name, value, 1...1_000_000)
        case "UNTIL":
            guard let (day, _) = iCalendarDate(value) else {
                throw Mistake("expected a date like UNTIL=20301231, found UNTIL=\(value)")
            }
            until = day
        case "WKST":
            guard let day = Recurrence.dayNames.firstIndex(of: value) else {
                throw Mistake("expected WKST=MO or another day, found WKST=\(value)")
            }
            weekStart = day
        case "BYMONTH": months = try Recurrence.numbers(name, value, upTo: 12, fromEnd: false)
        case "BYWEEKNO": weekNumbers = try Recurrence.numbers(name, value, upTo: 53)
        case "BYYEARDAY": yearDays = try Recurrence.numbers(name, value, upTo: 366)
        case "BYMONTHDAY": monthDays = try Recurrence.numbers(name, value, upTo: 31)
        case "BYSETPOS": positions = try Recurrence.numbers(name, value, upTo: 366)
        case "BYDAY":
            for part in value.split(separator: ",", omittingEmptySubsequences: false) {
                weekdays.append(try Recurrence.weekday(part))
            }
        // RFC 5545: of no meaning to an all-day event.
        case "BYHOUR", "BYMINUTE", "BYSECOND": break
        default: throw Mistake("RRULE has an unknown part \(name)")
        }
    }

    /// What RFC 5545 forbids together, and what would have no meaning.
    private func check() throws(Mistake) {
        if count != nil, until != nil { throw Mistake("RRULE has both COUNT and UNTIL") }
        if frequency != .yearly, !weekNumbers.isEmpty { throw Mistake("BYWEEKNO needs FREQ=YEARLY") }
        if frequency != .yearly, !yearDays.isEmpty { throw Mistake("BYYEARDAY needs FREQ=YEARLY") }
        if frequency == .weekly, !monthDays.isEmpty { throw Mistake("BYMONTHDAY has no meaning with FREQ=WEEKLY") }
        if weekdays.contains(where: { $0.ordinal != nil }),
            frequency == .weekly || frequency == .daily || !weekNumbers.isEmpty
        {
            throw Mistake("a number in BYDAY needs FREQ=MONTHLY or FREQ=YEARLY without BYWEEKNO")
        }
    }

    private static let dayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    private static func weekday(_ text: Substring) throws(Mistake) -> Weekday {
        let number = text.dropLast(2)
        guard let weekday = dayNames.firstIndex(of: String(text.suffix(2))) else {
            throw Mistake("expected a day like MO or -1MO in BYDAY, found '\(text)'")
        }
        if number.isEmpty { return Weekday(ordinal: nil, weekday: weekday) }
        guard let ordinal = Int(number), ordinal != 0, abs(ordinal) <= 53 else {
            throw Mistake("expected a day like MO or -1MO in BYDAY, found '\(text)'")
        }
        return Weekday(ordinal: ordinal, weekday: weekday)
    }

    private static func number(_ name: String, _ value: String, _ range: ClosedRange<Int>) throws(Mistake) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw Mistake(
                "expected a number from \(range.lowerBound) to \(range.upperBound) in \(name), found '\(value)'")
        }
        return number
    }

    /// Numbers from 1 up, or from −1 down where they may count from the end.
    private static func numbers(
        _ name: String, _ value: String, upTo limit: Int, fromEnd: Bool = true
    ) throws(Mistake) -> [Int] {
        var numbers: [Int] = []
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part), number != 0, ((fromEnd ? -limit : 1)...limit).contains(number) else {
                throw Mistake("expected numbers from 1 to \(limit) in \(name), found '\(value)'")
            }
            numbers.append(number)
        }
        return numbers
    }
}
