import BusinessTime

/// Instants in the words of a person who reads a calendar, in one time zone.
package struct LocalTime: Sendable {
    package var zone: Zone

    package init(zone: Zone) {
        self.zone = zone
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Thu 2 Jul 2026 16:20`, with seconds where they are not zero.
    package func instant(_ instant: Int64) -> String {
        let day = zone.day(of: instant)
        return "\(date(day)) \(timeOfDay(instant))"
    }

    /// `2026-07-02`.
    package func day(of instant: Int64) -> String { CivilDate.format(zone.day(of: instant)) }

    /// `16:20`, with seconds where they are not zero.
    package func timeOfDay(_ instant: Int64) -> String {
        let ofDay = Int(zone.local(of: instant)) - zone.day(of: instant) * 86_400_000
        let minutes = "\(twoDigits(ofDay / 3_600_000)):\(twoDigits(ofDay / 60_000 % 60))"
        return ofDay / 1000 % 60 == 0 ? minutes : "\(minutes):\(twoDigits(ofDay / 1000 % 60))"
    }

    /// `Thu 2 Jul 2026`, of a day since 1970-01-01.
    package func date(_ day: Int) -> String {
        let (year, month, number) = CivilDate.date(of: day)
        return "\(Self.weekdays[CivilDate.weekday(day)]) \(number) \(Self.months[month - 1]) \(year)"
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
