import BusinessTime

/// Business time counted minute by minute: the plainest code that can be right, for whole minutes.
struct SlowTimetable {
    let calendar: BusinessCalendar

    static let minute: Int64 = 60_000

    /// Whether the minute that starts at an instant is open.
    func isOpen(_ instant: Int64) -> Bool {
        let zone = calendar.zone
        let today = zone.day(of: instant)
        for day in today - 2...today + 1 where zone.hasDay(day) {
            let midnight = Int64(day) * CivilDate.dayLength
            for window in calendar.windows(on: day) {
                let open = zone.instant(ofLocal: midnight + Int64(window.start) * SlowTimetable.minute)
                let close = zone.instant(ofLocal: midnight + Int64(window.end) * SlowTimetable.minute)
                if open <= instant, instant < close { return true }
            }
        }
        return false
    }

    func openTime(from: Int64, to: Int64, pauses: [Range<Int64>] = []) -> Int64 {
        var sum: Int64 = 0
        for minute in stride(from: from, to: to, by: Int(SlowTimetable.minute)) {
            if isOpen(minute), !pauses.contains(where: { $0.contains(minute) }) { sum += SlowTimetable.minute }
        }
        return sum
    }

    /// The first minute at which so much open time has passed, within thirty days.
    func due(afterOpen amount: Int64, from start: Int64, pauses: [Range<Int64>] = []) -> Int64? {
        var left = amount
        var time = start
        while left > 0 {
            if isOpen(time), !pauses.contains(where: { $0.contains(time) }) { left -= SlowTimetable.minute }
            time += SlowTimetable.minute
            if time > start + 30 * CivilDate.dayLength { return nil }
        }
        return time
    }
}
