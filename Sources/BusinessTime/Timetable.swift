import Threads

/// A calendar worked out for look-up: how much open time lies between two instants, and when a target is used up.
///
/// The answers are those of the calendar at any time from the year 0 to 9999; near the days it was made for they take some
/// nanoseconds, after them a little more, before them (where nobody should ask often) as long as counting the days takes.
/// Instants are milliseconds since 1970-01-01 00:00 UTC.
public struct Timetable: Sendable {
    public let calendar: BusinessCalendar
    let days: CompiledDays
    /// What follows on ``days``, in order.
    let later: [LaterDays]

    /// - Parameters:
    ///   - from: The first day on which something starts, in days since 1970-01-01.
    ///   - to: The last day of interest, likewise; not before `from`. Best some target's length after the last start.
    /// - Complexity: O(*days*), about a tenth of a microsecond each.
    public init(_ calendar: BusinessCalendar, from: Int, to: Int) {
        precondition(from <= to, "a timetable ends after it starts")
        let limits = CivilDate.days
        let first = min(max(from, limits.lowerBound + 2), limits.upperBound)
        let last = min(max(to, first), limits.upperBound)
        self.calendar = calendar
        days = CompiledDays(calendar, days: first...last)
        later = LaterDays.after(last, of: calendar)
    }

    /// How far ahead a target may be used up: a hundred years. What takes longer has no due.
    public static let reach = 36_525 * CivilDate.dayLength

    /// The instants that a timetable knows; what is outside of them is closed.
    static let earliest = Int64(CivilDate.days.lowerBound + 3) * CivilDate.dayLength
    static let latest = Int64(CivilDate.days.upperBound - 3) * CivilDate.dayLength
}

/// Days after a timetable's own, worked out when they are first asked for.
///
/// A target far longer than anyone meant would otherwise count its days anew for every lead.
final class LaterDays: Sendable {
    let days: ClosedRange<Int>
    private let calendar: BusinessCalendar
    private let made = Lock<CompiledDays?>(nil)

    init(_ calendar: BusinessCalendar, _ days: ClosedRange<Int>) {
        self.calendar = calendar
        self.days = days
    }

    var compiled: CompiledDays {
        made.withLock { made in
            if let made { return made }
            let compiled = CompiledDays(calendar, days: days)
            made = compiled
            return compiled
        }
    }

    /// The three years after a day, and the hundred after those.
    static func after(_ day: Int, of calendar: BusinessCalendar) -> [LaterDays] {
        // Without weekly hours nothing opens after the last date that has its own.
        let isWeekly = calendar.hours.contains { !$0.isEmpty }
        let reach = isWeekly ? day + Int(Timetable.reach / CivilDate.dayLength) : calendar.exceptions.keys.max() ?? day
        let last = min(reach, CivilDate.days.upperBound - 366) + 366
        let near = min(day + 1096, last)
        guard day < near else { return [] }
        let later = [LaterDays(calendar, day + 1...near)]
        return near < last ? later + [LaterDays(calendar, near + 1...last)] : later
    }
}

// MARK: Open time

extension Timetable {
    /// The open time between two instants; 0 where `to` is not after `from`.
    public func openTime(from: Int64, to: Int64) -> Int64 {
        if from >= days.start, to <= days.end {
            return from < to ? days.openTime(until: to) - days.openTime(until: from) : 0
        }
        return openTimeFarAway(from: max(from, Timetable.earliest), to: min(to, Timetable.latest))
    }

    /// The same where one of the instants lies outside of the table.
    private func openTimeFarAway(from: Int64, to: Int64) -> Int64 {
        var sum: Int64 = 0
        var from = from
        while from < to, calendar.opens(onOrAfter: calendar.zone.day(of: from) - 2) {
            let part = part(at: from)
            sum += part.openTime(until: min(to, part.end)) - part.openTime(until: max(from, part.start))
            from = part.end
        }
        return sum
    }

    /// A table in which an instant lies, or before which it does by a whim of the clocks.
    private func part(at instant: Int64) -> CompiledDays {
        if instant >= days.start, instant < days.end { return days }
        let day = calendar.zone.day(of: instant)
        if instant >= days.end {
            for later in later where day <= later.days.upperBound {
                let compiled = later.compiled
                if instant < compiled.end { return compiled }
            }
            return CompiledDays(calendar, days: day...day + 399)
        }
        return CompiledDays(calendar, days: day...min(day + 399, max(day, days.days.lowerBound - 1)))
    }

    /// The earliest instant until which so much open time has passed since `start`; nil where that is out of reach.
    func instant(after openTime: Int64, from start: Int64) -> Int64? {
        if openTime <= 0 { return start }
        if start >= days.start, start <= days.end {
            let left = days.total - days.openTime(until: start)
            if openTime <= left { return days.instant(after: days.total - left + openTime) }
        }
        return instantFarAway(after: openTime, from: start)
    }

    private func instantFarAway(after openTime: Int64, from start: Int64) -> Int64? {
        guard start <= Timetable.latest, openTime <= Timetable.reach else { return nil }
        var rest = openTime
        var from = max(start, Timetable.earliest)
        let limit = min(from + Timetable.reach, Timetable.latest)
        while from < limit, calendar.opens(onOrAfter: calendar.zone.day(of: from) - 2) {
            let part = part(at: from)
            let sought = part.openTime(until: max(from, part.start)) + rest
            if sought <= part.total {
                let found = part.instant(after: sought)
                return found <= limit ? found : nil
            }
            rest = sought - part.total
            from = part.end
        }
        return nil
    }
}

// MARK: Business days

extension Timetable {
    /// The windows of a day, whether in the table or not.
    func shifts(on day: Int) -> ArraySlice<Shift> {
        days.days.contains(day) ? days.shifts(on: day) : calendar.shifts(on: day)[...]
    }

    /// The first of them that fits; quicker than to ask for all.
    func firstShift(on day: Int, where fits: (Shift) -> Bool) -> Shift? {
        days.days.contains(day)
            ? days.firstShift(on: day, where: fits) : calendar.shifts(on: day).first(where: fits)
    }

    /// When the last of them closes; nil on a day without.
    func lastClose(on day: Int) -> Int64? {
        days.days.contains(day) ? days.lastClose(on: day) : calendar.shifts(on: day).last?.close
    }

    /// The `count`-th day after `day` that opens; nil where that is out of reach.
    func openDay(_ count: Int, after day: Int) -> Int? {
        guard count <= Int(Timetable.reach / CivilDate.dayLength) else { return nil }
        var rest = count
        var day = day
        if day >= days.days.lowerBound - 1, day <= days.days.upperBound {
            let found = days.openDay(rest, after: day)
            if let day = found.day { return day }
            rest -= found.passed
            day = days.days.upperBound
        }
        for later in later where day >= later.days.lowerBound - 1 && day < later.days.upperBound {
            let found = later.compiled.openDay(rest, after: day)
            if let day = found.day { return day }
            rest -= found.passed
            day = later.days.upperBound
        }
        let limit = min(day + Int(Timetable.reach / CivilDate.dayLength), CivilDate.days.upperBound - 3)
        while day < limit, calendar.opens(onOrAfter: day + 1) {
            day += 1
            if lastClose(on: day) != nil {
                rest -= 1
                if rest == 0 { return day }
            }
        }
        return nil
    }
}
