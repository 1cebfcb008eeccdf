/// Readers of `date '2026-03-01'` and `timestamp '2026-03-01T09:00:00Z'`, in the proleptic Gregorian calendar.
enum TimeLiteral {
    static let millisecondsPerDay: Int64 = 86_400_000

    /// Days since 1970-01-01 of `yyyy-mm-dd`; nil for anything else, and for days that the calendar lacks.
    static func day(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        return bytes.count == 10 ? day(bytes[...]) : nil
    }

    enum InstantFault: Error { case malformed, withoutZone }

    /// Milliseconds since 1970-01-01 UTC of an RFC 3339 instant; a space may stand for the `T`, and seconds may be
    /// left out.
    static func instant(_ text: String) throws(InstantFault) -> Int64 {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let day = day(bytes[..<10]) else { throw .malformed }
        guard bytes.count > 10 else { throw .withoutZone }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " ") else {
            throw .malformed
        }
        var reader = Reader(bytes: bytes, here: 11)
        guard let hour = reader.twoDigits(), hour < 24, reader.take(":"), let minute = reader.twoDigits(), minute < 60
        else { throw .malformed }
        var milliseconds = day * millisecondsPerDay + Int64(hour) * 3_600_000 + Int64(minute) * 60_000
        if reader.take(":") {
            guard let second = reader.twoDigits(), second < 60 else { throw .malformed }
            milliseconds += Int64(second) * 1000
            if reader.take(".") {
                guard let fraction = reader.fraction() else { throw .malformed }
                milliseconds += Int64(fraction)
            }
        }
        _ = reader.take(" ")
        if reader.isAtEnd { throw .withoutZone }
        guard let offset = reader.offset(), reader.isAtEnd else { throw .malformed }
        return milliseconds - Int64(offset) * 60_000
    }

    private static func day(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var reader = Reader(bytes: Array(bytes), here: 0)
        guard let century = reader.twoDigits(), let rest = reader.twoDigits(), reader.take("-"),
            let month = reader.twoDigits(), (1...12).contains(month), reader.take("-"),
            let day = reader.twoDigits(), reader.isAtEnd
        else { return nil }
        let year = century * 100 + rest
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        guard year >= 1, (1...length).contains(day) else { return nil }
        // Years that begin in March put the leap day last.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468)
    }

    private struct Reader {
        let bytes: [UInt8]
        var here: Int

        var isAtEnd: Bool { here == bytes.count }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard here < bytes.count, bytes[here] == UInt8(ascii: scalar) else { return false }
            here += 1
            return true
        }

        mutating func digit() -> Int? {
            guard here < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[here]) else { return nil }
            defer { here += 1 }
            return Int(bytes[here] - UInt8(ascii: "0"))
        }

        mutating func twoDigits() -> Int? {
            guard let tens = digit(), let ones = digit() else { return nil }
            return tens * 10 + ones
        }

        /// Milliseconds of one to nine digits after the point; finer ones are cut off.
        mutating func fraction() -> Int? {
            var milliseconds = 0
            var count = 0
            while let digit = digit() {
                count += 1
                if count <= 3 { milliseconds = milliseconds * 10 + digit }
            }
            guard (1...9).contains(count) else { return nil }
            for _ in min(count, 3)..<3 { milliseconds *= 10 }
            return milliseconds
        }

        /// Minutes east of `Z`, `+01`, `+0100`, `+01:00`.
        mutating func offset() -> Int? {
            if take("Z") || take("z") { return 0 }
            let sign: Int
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = twoDigits(), hours <= 23 else { return nil }
            if isAtEnd { return sign * hours * 60 }
            _ = take(":")
            guard let minutes = twoDigits(), minutes < 60 else { return nil }
            return sign * (hours * 60 + minutes)
        }
    }
}

/// The words of `30 days`.
enum DurationUnit: String, CaseIterable {
    case milliseconds, seconds, minutes, hours, days, weeks

    var milliseconds: Int64 {
        switch self {
        case .milliseconds: 1
        case .seconds: 1000
        case .minutes: 60_000
        case .hours: 3_600_000
        case .days: 86_400_000
        case .weeks: 604_800_000
        }
    }

    /// The unit that a word names, in the singular or the plural and in any letter case.
    static func named(_ word: String) -> DurationUnit? {
        let word = word.lowercased()
        return DurationUnit(rawValue: word) ?? DurationUnit(rawValue: word + "s")
    }
}
