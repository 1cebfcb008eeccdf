/// When a team is at work, in one time zone.
public struct BusinessCalendar: Hashable, Sendable {
    public var name: String
    public var zone: Zone
    /// The windows of each weekday, Monday first; seven entries, each sorted.
    public var hours: [[Window]]
    /// Days that differ from their weekday: holidays, half days, extra days. The key is days since 1970-01-01.
    public var exceptions: [Int: DayException]

    /// What holds on a day instead of its weekday's hours.
    public struct DayException: Hashable, Sendable {
        /// Empty on a holiday.
        public var windows: [Window]
        /// As in `Christmas Day`, where it is known.
        public var name: String?

        public init(windows: [Window] = [], name: String? = nil) {
            self.windows = windows
            self.name = name
        }
    }

    /// - Precondition: `hours` has seven entries, Monday first.
    public init(name: String, zone: Zone, hours: [[Window]], exceptions: [Int: DayException] = [:]) {
        precondition(hours.count == 7, "a week has seven days")
        self.name = name
        self.zone = zone
        self.hours = hours
        self.exceptions = exceptions
    }

    /// Open around the clock, every day, in UTC.
    public static let always = BusinessCalendar(
        name: "always", zone: .utc, hours: Array(repeating: [.wholeDay], count: 7))
}

extension BusinessCalendar {
    /// The windows of a day: those of its exception where it has one, else those of its weekday. None on a day off.
    public func windows(on day: Int) -> [Window] {
        exceptions[day]?.windows ?? hours[CivilDate.weekday(day)]
    }

    /// Whether there is any window left on `day` or later, seen without clock changes.
    public func opens(onOrAfter day: Int) -> Bool {
        hours.contains { !$0.isEmpty } || exceptions.contains { $0.key >= day && !$0.value.windows.isEmpty }
    }

    /// Whether there is any window on `day` or before, likewise.
    public func opens(onOrBefore day: Int) -> Bool {
        hours.contains { !$0.isEmpty } || exceptions.contains { $0.key <= day && !$0.value.windows.isEmpty }
    }
}

extension BusinessCalendar {
    /// The windows of which a clock change leaves nothing: 02:30–03:00 where the clock goes from 02:00 to 03:00.
    ///
    /// - Parameters:
    ///   - from: Days since 1970-01-01.
    ///   - to: Likewise, inclusive.
    /// - Complexity: O(*days*).
    public func swallowedWindows(from: Int, to: Int) -> [(day: Int, window: Window)] {
        guard from <= to else { return [] }
        return (from...to).flatMap { day in
            let windows = windows(on: day)
            let left = Set(shifts(on: day).map(\.localStart))
            return windows.filter { !left.contains(Int64($0.start) * 60_000) }.map { (day, $0) }
        }
    }
}

/// A window on a certain day as real time: what the clock made of it.
struct Shift: Hashable, Sendable {
    /// Milliseconds since 1970 UTC; `open < close`.
    var open: Int64
    var close: Int64
    /// The same on the local clock, in milliseconds since the midnight of the owning day.
    var localStart: Int64
    var localEnd: Int64
}

extension BusinessCalendar {
    /// The windows of a day as real time, by their start.
    ///
    /// Both ends are local times resolved as RFC 5545 says. A window of which a clock change leaves nothing is left out, and
    /// so are all windows of a day that the zone skips.
    func shifts(on day: Int) -> [Shift] {
        var shifts: [Shift] = []
        appendShifts(on: day, to: &shifts)
        return shifts
    }

    /// Adds the windows of a day as ``shifts(on:)`` gives them.
    func appendShifts(on day: Int, to shifts: inout [Shift]) {
        let midnight = Int64(day) * CivilDate.dayLength
        let count = shifts.count
        for window in windows(on: day) {
            let start = Int64(window.start) * 60_000
            let end = Int64(window.end) * 60_000
            let open = zone.instant(ofLocal: midnight + start)
            let close = zone.instant(ofLocal: midnight + end)
            // Only where the start is skipped can the whole day be; the question is dear.
            if zone.local(of: open) != midnight + start, !zone.hasDay(day) {
                shifts.removeLast(shifts.count - count)
                return
            }
            if open < close { shifts.append(Shift(open: open, close: close, localStart: start, localEnd: end)) }
        }
    }
}
