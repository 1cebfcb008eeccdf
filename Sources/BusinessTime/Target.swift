/// How long something may take.
public enum Target: Hashable, Sendable {
    /// `90 minutes`, `3 days`, `2 weeks`: time on any clock; a day has 24 hours.
    case elapsed(milliseconds: Int64)
    /// `2 months`: the same local date and time so many months later, or the month's last day where it lacks the date.
    case months(Int)
    /// `4 business hours`: open time of the calendar.
    case businessTime(milliseconds: Int64)
    /// `2 business days`: the same local time on the second next day that opens.
    case businessDays(Int)
    /// `close of business` (0), `close of next business day` (1), `close of 2nd business day` (2).
    case closeOfBusiness(day: Int)

    public typealias ParseError = WordingError

    /// Whether the calendar's hours decide when it is used up.
    public var needsCalendar: Bool {
        switch self {
        case .elapsed, .months: false
        case .businessTime, .businessDays, .closeOfBusiness: true
        }
    }
}

extension Target {
    /// The canonical words, which ``parse(_:)`` reads back: `4 business hours`.
    ///
    /// The largest unit that counts whole is chosen, but minutes up to two hours (`90 minutes`) and decimals of an hour where
    /// they are short (`42.5 business hours`).
    public var text: String {
        switch self {
        case .elapsed(let milliseconds):
            milliseconds % Unit.day.length == 0
                ? Target.counted(milliseconds / Unit.day.length, "day") : Target.duration(milliseconds, "")
        case .months(let count): Target.counted(Int64(count), "month")
        case .businessTime(let milliseconds): Target.duration(milliseconds, "business ")
        case .businessDays(let count): Target.counted(Int64(count), "business day")
        case .closeOfBusiness(0): "close of business"
        case .closeOfBusiness(1): "close of next business day"
        case .closeOfBusiness(let day): "close of \(Target.ordinal(day)) business day"
        }
    }

    private static func duration(_ milliseconds: Int64, _ kind: String) -> String {
        let hour = Unit.hour.length
        let minute = Unit.minute.length
        if milliseconds % hour == 0 { return counted(milliseconds / hour, "\(kind)hour") }
        if milliseconds % minute == 0, milliseconds < 2 * hour {
            return counted(milliseconds / minute, "\(kind)minute")
        }
        if milliseconds % (hour / 100) == 0, milliseconds > hour {
            let (whole, part) = (milliseconds / (hour / 100)).quotientAndRemainder(dividingBy: 100)
            return "\(whole).\(part % 10 == 0 ? "\(part / 10)" : padded(Int(part), 2)) \(kind)hours"
        }
        if milliseconds % minute == 0 { return counted(milliseconds / minute, "\(kind)minute") }
        if milliseconds % 1000 == 0 { return counted(milliseconds / 1000, "\(kind)second") }
        return counted(milliseconds, "\(kind)millisecond")
    }

    private static func counted(_ count: Int64, _ unit: String) -> String {
        "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// `1st`, `2nd`, `3rd`, `11th`.
    static func ordinal(_ number: Int) -> String {
        let suffix =
            switch (number % 10, number % 100) {
            case (1, let rest) where rest != 11: "st"
            case (2, let rest) where rest != 12: "nd"
            case (3, let rest) where rest != 13: "rd"
            default: "th"
            }
        return "\(number)\(suffix)"
    }

    /// The units of time that a target is written in.
    enum Unit: String, CaseIterable {
        case millisecond, second, minute, hour, day, week, month

        /// Milliseconds; a month has no fixed length and counts 0.
        var length: Int64 {
            switch self {
            case .millisecond: 1
            case .second: 1000
            case .minute: 60_000
            case .hour: 3_600_000
            case .day: 86_400_000
            case .week: 604_800_000
            case .month: 0
            }
        }
    }
}
