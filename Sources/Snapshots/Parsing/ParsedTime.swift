import BusinessTime
import Columns

/// A date, perhaps with a time of day and an offset, as it is written: no zone has been applied.
struct ParsedTime: Hashable {
    /// Days since 1970-01-01.
    var day: Int
    /// Milliseconds since midnight; nil for a date alone.
    var time: Int?
    /// Seconds east of UTC; nil where none is written.
    var offset: Int?
    /// How finely it is written.
    var precision: TimePrecision

    /// Milliseconds since 1970-01-01 00:00 on the clock it was written by.
    var local: Int64 { Int64(day) * 86_400_000 + Int64(time ?? 0) }
}

/// Reads dates and times letter by letter, in every form there is. The plain code: columns of RFC 3339 have a faster one.
struct TimeReader {
    private let bytes: [UInt8]
    private var at = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil for what is not written in the format, and for days and times that do not exist.
    static func read(_ bytes: [UInt8], as format: TimeFormat) -> ParsedTime? {
        var reader = TimeReader(bytes)
        switch format {
        case .epochSeconds: return reader.epoch(milliseconds: false)
        case .epochMilliseconds: return reader.epoch(milliseconds: true)
        case .yearMonthDay, .dayMonthYear, .monthDayYear, .dayMonthShortYear, .monthDayShortYear, .dayNameYear,
            .nameDayYear:
            guard let day = reader.date(format) else { return nil }
            return reader.completed(day)
        }
    }

    // MARK: Dates

    private mutating func date(_ format: TimeFormat) -> Int? {
        var year: Int?
        var month: Int?
        var day: Int?
        switch format {
        case .yearMonthDay:
            year = number(digits: 4...4)
            guard let separator = take(oneOf: "-/.") else { return nil }
            month = number(digits: 1...2)
            guard take(separator) else { return nil }
            day = number(digits: 1...2)
        case .dayMonthYear, .monthDayYear, .dayMonthShortYear, .monthDayShortYear:
            let isShort = format == .dayMonthShortYear || format == .monthDayShortYear
            let first = number(digits: 1...2)
            guard let separator = take(oneOf: "/-.") else { return nil }
            let second = number(digits: 1...2)
            guard take(separator) else { return nil }
            year = number(digits: isShort ? 2...2 : 4...4)
            if isShort, let short = year { year = short + (short < 69 ? 2000 : 1900) }
            let dayIsFirst = format == .dayMonthYear || format == .dayMonthShortYear
            (day, month) = dayIsFirst ? (first, second) : (second, first)
        case .dayNameYear:
            day = number(digits: 1...2)
            guard let separator = take(oneOf: " -") else { return nil }
            month = monthName()
            _ = take(UInt8(ascii: ","))
            guard take(separator) else { return nil }
            year = number(digits: 4...4)
        case .nameDayYear:
            month = monthName()
            guard take(UInt8(ascii: " ")) else { return nil }
            day = number(digits: 1...2)
            _ = take(UInt8(ascii: ","))
            guard take(UInt8(ascii: " ")) else { return nil }
            year = number(digits: 4...4)
        case .epochSeconds, .epochMilliseconds: return nil
        }
        guard let year, let month, let day, (1...12).contains(month), day >= 1,
            day <= CivilDate.lengthOfMonth(year: year, month: month)
        else { return nil }
        return CivilDate.day(year: year, month: month, day: day)
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// The English name of a month, whole or its first three letters, with or without a full stop.
    private mutating func monthName() -> Int? {
        var word = ""
        while at < bytes.count, let letter = letter(bytes[at]) {
            word.append(letter)
            at += 1
        }
        _ = take(UInt8(ascii: "."))
        if word == "sept" { return 9 }
        return TimeReader.months.firstIndex { $0 == word || $0.prefix(3) == word }.map { $0 + 1 }
    }

    private func letter(_ byte: UInt8) -> Character? {
        let lower = byte | 0x20
        return (0x61...0x7A).contains(lower) ? Character(Unicode.Scalar(lower)) : nil
    }

    // MARK: Times of day

    /// What may follow a date: nothing, or a time of day with or without an offset.
    private mutating func completed(_ day: Int) -> ParsedTime? {
        if at == bytes.count { return ParsedTime(day: day, time: nil, offset: nil, precision: .day) }
        _ = take(UInt8(ascii: ","))
        guard take(oneOf: "Tt ") != nil, var hour = number(digits: 1...2), take(UInt8(ascii: ":")),
            let minute = number(digits: 2...2), minute < 60
        else { return nil }
        var second = 0
        var fraction = 0
        var precision = TimePrecision.minute
        if take(UInt8(ascii: ":")) {
            guard let seconds = number(digits: 2...2), seconds < 60 || seconds == 60 && minute == 59 else { return nil }
            second = seconds
            precision = .second
            if take(oneOf: ".,") != nil {
                guard let milliseconds = self.fraction() else { return nil }
                fraction = milliseconds
                precision = .millisecond
            }
        }
        let hasSpace = take(UInt8(ascii: " "))
        if let isAfternoon = halfOfDay() {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        } else if hasSpace, at == bytes.count {
            return nil
        }
        guard hour < 24 else { return nil }
        let time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        guard at < bytes.count else { return ParsedTime(day: day, time: time, offset: nil, precision: precision) }
        _ = take(UInt8(ascii: " "))
        guard let offset = offset(), at == bytes.count else { return nil }
        return ParsedTime(day: day, time: time, offset: offset, precision: precision)
    }

    /// Milliseconds of one to nine digits; what is finer is cut off.
    private mutating func fraction() -> Int? {
        var milliseconds = 0
        var count = 0
        while at < bytes.count, let digit = digit(bytes[at]) {
            if count < 3 { milliseconds = milliseconds * 10 + digit }
            count += 1
            at += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in min(count, 3)..<3 { milliseconds *= 10 }
        return milliseconds
    }

    /// `AM`, `pm`; nil, and nothing taken, for anything else.
    private mutating func halfOfDay() -> Bool? {
        guard at + 1 < bytes.count, bytes[at + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
        let first = bytes[at] | 0x20
        guard first == UInt8(ascii: "a") || first == UInt8(ascii: "p") else { return nil }
        at += 2
        return first == UInt8(ascii: "p")
    }

    /// `Z`, `+02:00`, `-0300`, `+01`, `UTC`, `GMT`, in seconds east.
    private mutating func offset() -> Int? {
        let word = bytes[at...].map { $0 & 0xDF }
        if word == [0x5A] || word == Array("UTC".utf8) || word == Array("GMT".utf8) {
            at = bytes.count
            return 0
        }
        guard let sign = take(oneOf: "+-"), let hours = number(digits: 2...2), hours < 24 else { return nil }
        var minutes = 0
        if at < bytes.count {
            _ = take(UInt8(ascii: ":"))
            guard let written = number(digits: 2...2), written < 60 else { return nil }
            minutes = written
        }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes) * 60
    }

    // MARK: Numbers

    private mutating func epoch(milliseconds: Bool) -> ParsedTime? {
        let isNegative = take(UInt8(ascii: "-"))
        guard let magnitude = number(digits: 1...15), at == bytes.count else { return nil }
        let value = (isNegative ? -magnitude : magnitude) * (milliseconds ? 1 : 1000)
        var (day, time) = value.quotientAndRemainder(dividingBy: 86_400_000)
        if time < 0 { (day, time) = (day - 1, time + 86_400_000) }
        guard CivilDate.days.contains(day) else { return nil }
        return ParsedTime(day: day, time: time, offset: 0, precision: milliseconds ? .millisecond : .second)
    }

    private func digit(_ byte: UInt8) -> Int? { (0x30...0x39).contains(byte) ? Int(byte - 0x30) : nil }

    /// So many digits, as many as there are.
    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, at < bytes.count, let digit = digit(bytes[at]) {
            value = value * 10 + digit
            count += 1
            at += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func take(oneOf text: StaticString) -> UInt8? {
        guard at < bytes.count else { return nil }
        let byte = bytes[at]
        guard text.description.utf8.contains(byte) else { return nil }
        at += 1
        return byte
    }
}
