import Synchronization

/// A calendar worked out for look-up: how much open time lies between two instants, and when a target is used up.
///
/// The answers are those of the calendar at any time from the year 0 to 9999; near the days it was made for they take some
/// nanoseconds, after them a little more, before them (where nobody should ask often) as long as counting the days takes.
/// Instants are milliseconds since 1970-01-01 00:00 UTC.
public struct Timetable: Sendable {
    public let calendar: BusinessCalendar
    let days: CompiledDays
    let later: LaterDays

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
        later = LaterDays(calendar, after: last)
    }

    /// How far ahead a target may be used up: a hundred years. What takes longer has no due.
    public static let reach = 36_525 * CivilDate.dayLength

    /// The instants that a timetable knows; what is outside of them is closed.
    static let earliest = Int64(CivilDate.days.lowerBound + 3) * CivilDate.dayLength
    static let latest = Int64(CivilDate.days.upperBound - 3) * CivilDate.dayLength
}

/// The hundred years after a timetable's days, worked out when they are first asked for.
///
/// A target far longer than anyone meant would otherwise count its days anew for every lead.
final class LaterDays: Sendable {
    private let calendar: BusinessCalendar
    let days: ClosedRange<Int>
    private let made = Mutex<Made?>(nil)

    final class Made: Sendable {
        let days: CompiledDays

        init(_ days: CompiledDays) { self.days = days }
    }

    init(_ calendar: BusinessCalendar, after day: Int) {
        self.calendar = calendar
        // Without weekly hours nothing opens after the last date that has its own.
        let isWeekly = calendar.hours.contains { !$0.isEmpty }
        let last = isWeekly ? day + Int(Timetable.reach / CivilDate.dayLength) : calendar.exceptions.keys.max() ?? day
        days = day + 1...max(day + 1, min(last, CivilDate.days.upperBound - 366) + 366)
    }

    /// Starts where the timetable ends.
    var compiled: Made {
        made.withLock { made in
            if let made { return made }
            let compiled = Made(CompiledDays(calendar, days: days))
            made = compiled
            return compiled
        }
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
        guard from < to else { return 0 }
        var sum: Int64 = 0
        if from < days.start { sum += countedTime(from: from, to: min(to, days.start)) }
        let inside = max(from, days.start)..<max(from, days.start, min(to, days.end))
        if !inside.isEmpty {
            sum += days.openTime(until: inside.upperBound) - days.openTime(until: inside.lowerBound)
        }
        if to > days.end {
            let after = later.compiled.days
            let start = max(from, after.start)
            if start < min(to, after.end) {
                sum += after.openTime(until: min(to, after.end)) - after.openTime(until: start)
            }
            if to > after.end { sum += countedTime(from: max(from, after.end), to: to) }
        }
        return sum
    }

    /// The same, by working out the days between.
    private func countedTime(from: Int64, to: Int64) -> Int64 {
        guard from < to else { return 0 }
        var sum: Int64 = 0
        var first = calendar.zone.day(of: from)
        while true {
            let part = CompiledDays(calendar, days: first...first + 399)
            let start = max(from, part.start)
            let end = min(to, part.end)
            if start < end { sum += part.openTime(until: end) - part.openTime(until: start) }
            if part.end >= to { return sum }
            first += 400
        }
    }

    /// The earliest instant until which so much open time has passed since `start`; nil where that is out of reach.
    func instant(after openTime: Int64, from start: Int64) -> Int64? {
        if openTime <= 0 { return start }
        if start >= days.start, start <= days.end {
            let total = days.openTime(until: start) + openTime
            if total <= days.total { return days.instant(after: total) }
        }
        return instantFarAway(after: openTime, from: start)
    }

    private func instantFarAway(after openTime: Int64, from start: Int64) -> Int64? {
        guard start <= Timetable.latest else { return nil }
        var rest = openTime
        var from = max(start, Timetable.earliest)
        let limit = min(from + Timetable.reach, Timetable.latest)
        while from < limit, calendar.opens(onOrAfter: calendar.zone.day(of: from) - 2) {
            let isInside = from >= days.start && from < days.end
            let step = isInside ? days.step(from: from, rest: rest) : stepFarAway(from: from, rest: rest)
            switch step {
            case .found(let instant): return instant <= limit ? instant : nil
            case .passed(let left, let end): (rest, from) = (left, end)
            }
        }
        return nil
    }

    private func stepFarAway(from start: Int64, rest: Int64) -> Step {
        if start >= days.end {
            let after = later.compiled
            if start < after.days.end { return after.days.step(from: start, rest: rest) }
        }
        let first = calendar.zone.day(of: start)
        let last = start < days.start ? max(first, days.days.lowerBound - 1) : Int.max
        return CompiledDays(calendar, days: first...min(first + 399, last)).step(from: start, rest: rest)
    }

    fileprivate enum Step {
        case found(Int64)
        /// So much open time is left to find from `end` on.
        case passed(rest: Int64, end: Int64)
    }
}

extension CompiledDays {
    /// - Parameter start: Before the table's end.
    fileprivate func step(from start: Int64, rest: Int64) -> Timetable.Step {
        let sought = openTime(until: max(start, self.start)) + rest
        return sought <= total ? .found(instant(after: sought)) : .passed(rest: sought - total, end: end)
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
        var rest = count
        var day = day
        if day >= days.days.lowerBound - 1, day <= days.days.upperBound {
            let found = days.openDay(rest, after: day)
            if let day = found.day { return day }
            rest -= found.passed
            day = days.days.upperBound
        }
        let after = later.days
        if day >= after.lowerBound - 1, day <= after.upperBound {
            let found = later.compiled.days.openDay(rest, after: day)
            if let day = found.day { return day }
            rest -= found.passed
            day = after.upperBound
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
