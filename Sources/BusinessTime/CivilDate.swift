/// Dates of the proleptic Gregorian calendar, counted in days since 1970-01-01, and instants in words.
///
/// Nothing here knows a time zone: an instant is written in UTC.
public enum CivilDate {
    /// Milliseconds in a day of 24 hours.
    public static let dayLength: Int64 = 86_400_000

    /// The days of the years 0000 to 9999, the only ones that have a written form.
    public static let days = day(year: 0, month: 1, day: 1)...day(year: 9999, month: 12, day: 31)

    /// The number of days from 1970-01-01 to a date; `day` may lie outside of the month and then runs on.
    ///
    /// - Parameter month: 1 to 12.
    public static func day(year: Int, month: Int, day: Int) -> Int {
        // Years are taken to start in March, so that the leap day is the last one; 400 years are always 146,097 days.
        let marchYear = month > 2 ? year : year - 1
        let era = floorDivision(marchYear, by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month (1–12) and day of the month of a day.
    public static func date(of day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = floorDivision(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// The day of the week, Monday 0 to Sunday 6.
    public static func weekday(_ day: Int) -> Int {
        day + 3 - floorDivision(day + 3, by: 7) * 7
    }

    /// - Parameter month: 1 to 12.
    public static func lengthOfMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The day so many months later; a day that the month lacks becomes its last: January 31 + 1 month is February 28 or 29.
    public static func day(_ day: Int, plusMonths months: Int) -> Int {
        let start = date(of: day)
        let month = start.year * 12 + start.month - 1 + months
        let year = floorDivision(month, by: 12)
        let monthOfYear = month - year * 12 + 1
        let length = lengthOfMonth(year: year, month: monthOfYear)
        return self.day(year: year, month: monthOfYear, day: min(start.day, length))
    }

    /// Reads `2026-01-31`; nil for anything else, also for a date that does not exist.
    public static func parse(_ text: some StringProtocol) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return nil }
        return parse(bytes[...])
    }

    /// `2026-01-31`.
    public static func format(_ day: Int) -> String {
        let (year, month, day) = date(of: day)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

// MARK: Instants

extension CivilDate {
    /// An instant in UTC: `2026-07-03T14:05:09Z`, with `.123` only where it is not a whole second.
    public static func format(instant: Int64) -> String {
        let day = floorDivision(instant, by: dayLength)
        return "\(format(Int(day)))T\(time(instant - day * dayLength))Z"
    }

    /// The local time in a zone with its offset: `2026-07-03T10:05:09-04:00`.
    public static func format(instant: Int64, in zone: Zone) -> String {
        let offset = zone.offset(at: instant)
        let local = instant + Int64(offset) * 1000
        let day = floorDivision(local, by: dayLength)
        let (minutes, seconds) = abs(offset).quotientAndRemainder(dividingBy: 60)
        let sign = offset < 0 ? "-" : "+"
        let odd = seconds == 0 ? "" : ":\(padded(seconds, 2))"
        let written = "\(sign)\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))\(odd)"
        return "\(format(Int(day)))T\(time(local - day * dayLength))\(written)"
    }

    /// Reads an RFC 3339 timestamp: date, `T` or a space, time with or without a fraction, and `Z` or an offset.
    ///
    /// What is finer than a millisecond is cut off. The leap second `23:59:60` is the first instant of the next minute.
    /// - Returns: Milliseconds since 1970-01-01 00:00 UTC; nil for anything else, also without an offset.
    public static func parseInstant(_ text: some StringProtocol) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let day = parse(bytes[..<10]),
            [UInt8(ascii: "T"), UInt8(ascii: "t"), 0x20].contains(bytes[10]),
            let time = parseTime(bytes[11..<19])
        else { return nil }
        var index = 19
        var milliseconds = 0
        if bytes[index] == UInt8(ascii: ".") {
            let digits = bytes[(index + 1)...].prefix { isDigit($0) }
            guard !digits.isEmpty else { return nil }
            for place in 0..<3 {
                let digit = place < digits.count ? Int(digits[digits.startIndex + place] - 0x30) : 0
                milliseconds = milliseconds * 10 + digit
            }
            index += 1 + digits.count
        }
        guard let offset = parseOffset(bytes[index...]) else { return nil }
        return Int64(day) * dayLength + Int64(time - offset) * 1000 + Int64(milliseconds)
    }

    /// Reads what a clock on the wall shows: `2026-07-03`, `2026-07-03 14:05` or `2026-07-03T14:05:09.123`.
    ///
    /// - Returns: Milliseconds since 1970-01-01 00:00 on the same clock; nil for anything else, also with an offset.
    public static func parseLocalTime(_ text: String) -> Int64? {
        parseInstant(text + "Z") ?? parseInstant(text + ":00Z") ?? parseInstant(text + "T00:00:00Z")
    }

    /// `HH:mm:ss` in seconds.
    private static func parseTime(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        guard bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
            let hour = number(bytes[start..<start + 2]), hour < 24,
            let minute = number(bytes[start + 3..<start + 5]), minute < 60,
            let second = number(bytes[start + 6..<start + 8]), second < 60 || (second == 60 && minute == 59)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// `Z` or `+02:00` in seconds east.
    private static func parseOffset(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        switch bytes.first {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return bytes.count == 1 ? 0 : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"),
                let hour = number(bytes[start + 1..<start + 3]), hour < 24,
                let minute = number(bytes[start + 4..<start + 6]), minute < 60
            else { return nil }
            return (bytes[start] == UInt8(ascii: "-") ? -1 : 1) * (hour * 3600 + minute * 60)
        default: return nil
        }
    }

    private static func parse(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        guard bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes[start..<start + 4]),
            let month = number(bytes[start + 5..<start + 7]), (1...12).contains(month),
            let day = number(bytes[start + 8..<start + 10]), day >= 1, day <= lengthOfMonth(year: year, month: month)
        else { return nil }
        return self.day(year: year, month: month, day: day)
    }

    /// `HH:mm:ss` with `.123` where it is not a whole second; `milliseconds` since midnight.
    private static func time(_ milliseconds: Int64) -> String {
        let (seconds, rest) = Int(milliseconds).quotientAndRemainder(dividingBy: 1000)
        let whole = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return rest == 0 ? whole : "\(whole).\(padded(rest, 3))"
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(abs(number))
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// The quotient rounded towards minus infinity, so that the remainder is never negative.
func floorDivision<Number: FixedWidthInteger>(_ number: Number, by divisor: Number) -> Number {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}
