/// The rule for the years after a zone's last listed transition: the footer of a TZif file, `EST5EDT,M3.2.0,M11.1.0`.
///
/// The form is that of POSIX with the extensions of RFC 8536: a time of day from −167 to 167 hours.
struct ZoneRule: Hashable, Sendable {
    /// Seconds east of UTC.
    var standardOffset: Int
    /// Absent where the clocks are never changed.
    var saving: Saving?

    /// What the rule calls daylight saving; its offset may be the smaller one, as in Dublin's winter.
    struct Saving: Hashable, Sendable {
        var offset: Int
        var start: Moment
        var end: Moment
    }

    /// A date of every year and a time on the clock that runs until then.
    struct Moment: Hashable, Sendable {
        enum Date: Hashable, Sendable {
            /// 1 to 365; February 29 is never counted.
            case julian(Int)
            /// 0 to 365, February 29 counted.
            case dayOfYear(Int)
            /// The `week`-th (5: the last) `weekday` (Monday 0) of a month.
            case weekday(month: Int, week: Int, weekday: Int)
        }
        var date: Date
        /// Seconds since midnight; may be negative or longer than a day.
        var time: Int
    }
}

extension ZoneRule {
    /// The changes of a year: seconds since 1970 UTC and the offset from then on, in order.
    func changes(year: Int) -> [(at: Int64, offset: Int)] {
        guard let saving else { return [] }
        let start = saving.start.localSeconds(year: year) - Int64(standardOffset)
        let end = saving.end.localSeconds(year: year) - Int64(saving.offset)
        return start <= end
            ? [(start, saving.offset), (end, standardOffset)] : [(end, standardOffset), (start, saving.offset)]
    }
}

extension ZoneRule.Moment {
    /// Seconds from 1970-01-01 00:00 to the moment, both on the local clock.
    func localSeconds(year: Int) -> Int64 {
        let january = CivilDate.day(year: year, month: 1, day: 1)
        let day: Int
        switch date {
        case .julian(let number):
            day = january + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
        case .dayOfYear(let number):
            day = january + number
        case .weekday(let month, let week, let weekday):
            let first = CivilDate.day(year: year, month: month, day: 1)
            let offset = (weekday - CivilDate.weekday(first) + 7) % 7 + (week - 1) * 7
            let length = CivilDate.lengthOfMonth(year: year, month: month)
            day = first + (offset < length ? offset : offset - 7)
        }
        return Int64(day) * 86_400 + Int64(time)
    }
}

// MARK: Reading

extension ZoneRule {
    /// Nil where the text is not such a rule.
    init?(_ text: some Collection<UInt8>) {
        var reader = Reader(rest: Array(text)[...])
        guard reader.skipName(), let standard = reader.time(hours: 0...24) else { return nil }
        standardOffset = -standard
        guard !reader.rest.isEmpty else { return }
        guard reader.skipName() else { return nil }
        var offset = standardOffset + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let written = reader.time(hours: 0...24) else { return nil }
            offset = -written
        }
        guard let start = reader.moment(), let end = reader.moment(), reader.rest.isEmpty else { return nil }
        saving = Saving(offset: offset, start: start, end: end)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// `EST`, or anything between `<` and `>`.
        mutating func skipName() -> Bool {
            if skip("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
                return true
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
            rest = rest[letters.endIndex...]
            return letters.count >= 3
        }

        mutating func number(_ range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix(while: isDigit)
            guard (1...3).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return range.contains(value) ? value : nil
        }

        /// `5`, `-3:30`, `+10:30:15` in seconds.
        mutating func time(hours: ClosedRange<Int>) -> Int? {
            let sign = skip("-") ? -1 : 1
            if sign == 1 { _ = skip("+") }
            guard let hour = number(hours) else { return nil }
            var seconds = hour * 3600
            for unit in [60, 1] where skip(":") {
                guard let part = number(0...59) else { return nil }
                seconds += part * unit
            }
            return sign * seconds
        }

        /// `,M3.2.0/2`, `,J60` or `,59`.
        mutating func moment() -> Moment? {
            guard skip(",") else { return nil }
            let date: Moment.Date
            if skip("M") {
                guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
                    let weekday = number(0...6)
                else { return nil }
                date = .weekday(month: month, week: week, weekday: (weekday + 6) % 7)
            } else if skip("J") {
                guard let day = number(1...365) else { return nil }
                date = .julian(day)
            } else {
                guard let day = number(0...365) else { return nil }
                date = .dayOfYear(day)
            }
            guard skip("/") else { return Moment(date: date, time: 7200) }
            guard let time = time(hours: 0...167) else { return nil }
            return Moment(date: date, time: time)
        }
    }
}
