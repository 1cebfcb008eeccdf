/// A part of the time between two instants, and what it was: open, paused, or why it was closed.
public struct Stretch: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Within a window, and counted. `name` is that of the day's exception where it has hours of its own.
        case open(name: String?)
        /// Within a window, and not counted because the clock stood still.
        case paused
        /// A date without hours that its weekday would have: a holiday, by name where it has one.
        case holiday(name: String?)
        /// Days whose weekday has no hours: a weekend.
        case closed
        /// Windows of which a clock change left nothing.
        case skipped
    }

    public var kind: Kind
    /// The local days it belongs to; a window over midnight belongs to the day it starts.
    public var days: ClosedRange<Int>
    /// Milliseconds since 1970 UTC, cut to the time asked about; of whole days from midnight to midnight.
    public var range: Range<Int64>

    /// The open time that counts, in milliseconds.
    public var counted: Int64 {
        if case .open = kind { range.upperBound - range.lowerBound } else { 0 }
    }
}

extension Timetable {
    /// What opened and what did not between two instants, in order: the windows one by one, and the days without any.
    ///
    /// The counted parts add up to the open time between the instants without the pauses. Closed hours of a day that opens
    /// are not listed.
    /// - Parameter pauses: Sorted and disjoint.
    /// - Complexity: O(*days*), for explanations.
    public func account(from: Int64, to: Int64, pauses: [Range<Int64>] = []) -> [Stretch] {
        let from = max(from, Timetable.earliest)
        let to = min(to, Timetable.latest)
        guard from < to else { return [] }
        let zone = calendar.zone
        var account: [Stretch] = []
        var counted = from
        for day in zone.day(of: from) - 2...zone.day(of: to) {
            let midnight = max(from, zone.startOfDay(day))
            let ofDay = midnight..<max(midnight, min(to, zone.startOfDay(day + 1)))
            let shifts = shifts(on: day)
            if shifts.isEmpty, !ofDay.isEmpty {
                note(whyClosed(day), day, ofDay, in: &account)
            }
            for shift in shifts {
                // Where windows overlap, the time counts once.
                let open = max(shift.open, counted)
                let close = min(shift.close, to)
                guard open < close else { continue }
                counted = close
                let name = calendar.exceptions[day]?.name
                for (range, isPaused) in split(open..<close, by: pauses) {
                    account.append(Stretch(kind: isPaused ? .paused : .open(name: name), days: day...day, range: range))
                }
            }
        }
        return account
    }

    private func whyClosed(_ day: Int) -> Stretch.Kind {
        if !calendar.windows(on: day).isEmpty { return .skipped }
        guard let exception = calendar.exceptions[day] else { return .closed }
        return calendar.hours[CivilDate.weekday(day)].isEmpty ? .closed : .holiday(name: exception.name)
    }

    /// Adds a day off; days closed by their weekday join those before them.
    private func note(_ kind: Stretch.Kind, _ day: Int, _ range: Range<Int64>, in account: inout [Stretch]) {
        if kind == .closed, let last = account.last, last.kind == .closed, last.days.upperBound == day - 1 {
            account[account.count - 1].days = last.days.lowerBound...day
            account[account.count - 1].range = last.range.lowerBound..<range.upperBound
        } else {
            account.append(Stretch(kind: kind, days: day...day, range: range))
        }
    }

    private func split(_ range: Range<Int64>, by pauses: [Range<Int64>]) -> [(Range<Int64>, isPaused: Bool)] {
        var parts: [(Range<Int64>, isPaused: Bool)] = []
        var from = range.lowerBound
        for pause in pauses {
            let pause = pause.clamped(to: range)
            guard !pause.isEmpty, pause.upperBound > from else { continue }
            if from < pause.lowerBound { parts.append((from..<pause.lowerBound, false)) }
            parts.append((max(from, pause.lowerBound)..<pause.upperBound, true))
            from = pause.upperBound
        }
        if from < range.upperBound { parts.append((from..<range.upperBound, false)) }
        return parts
    }
}
