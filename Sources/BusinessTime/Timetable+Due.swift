/// How pauses act: they stop the clock. Time inside of a pause is not used, and due is later by what the pauses took:
/// by real time for `3 days` and `2 months`, by open time for every target that the calendar's hours decide. So
/// `2 business days` with a pause of four open hours is due four open hours after the second next day's same time.
extension Timetable {
    /// The earliest instant at which a target is used up; nil where that is not within ``reach``.
    ///
    /// - Parameters:
    ///   - start: When the clock starts, be it open then or not.
    ///   - pauses: Sorted and disjoint. One that ends with the year 9999 or later never ends.
    /// - Complexity: O(*p*) in the pauses; else constant near the timetable's days.
    public func due(of target: Target, from start: Int64, pauses: [Range<Int64>] = []) -> Int64? {
        guard start >= Timetable.earliest, start <= Timetable.latest else { return nil }
        switch target {
        case .businessTime(let milliseconds):
            return due(afterOpen: milliseconds, from: start, origin: start, pauses: pauses)
        case .elapsed(let milliseconds):
            return due(afterElapsed: milliseconds, from: start, pauses: pauses)
        case .months, .businessDays, .closeOfBusiness:
            guard let plain = plainDue(of: target, from: start) else { return nil }
            if pauses.isEmpty { return plain }
            return target.needsCalendar
                ? due(afterOpen: 0, from: start, origin: plain, pauses: pauses)
                : due(afterElapsed: plain - start, from: start, pauses: pauses)
        }
    }

    /// How much of a target's kind of time was used from its start until `end`, pauses left out: real time for elapsed
    /// targets and months, open time for the others. 0 where `end` is before `start`.
    public func used(
        by target: Target, from start: Int64, to end: Int64, pauses: [Range<Int64>] = []
    ) -> Int64 {
        var used = time(for: target, from: start, to: end)
        for pause in pauses {
            used -= time(for: target, from: max(pause.lowerBound, start), to: min(pause.upperBound, end))
        }
        return used
    }

    /// A clock that was never paused, at an instant.
    public struct Account: Sendable, BitwiseCopyable {
        /// As ``due(of:from:pauses:)`` gives it.
        public var due: Int64?
        /// As ``used(by:from:to:pauses:)``, until the instant.
        public var used: Int64
        /// As ``isInTime(_:from:to:pauses:)``.
        public var isInTime: Bool
    }

    /// All that is asked of a clock at once: where its start lies among the open hours is looked up once.
    ///
    /// - Parameter end: Not before `start`.
    public func account(of target: Target, from start: Int64, to end: Int64) -> Account {
        if case .businessTime(let milliseconds) = target, milliseconds > 0, start >= days.start, end <= days.end,
            start <= end
        {
            let before = days.openTime(until: start)
            let used = days.openTime(until: end) - before
            let due =
                milliseconds <= days.total - before
                ? days.instant(after: before + milliseconds) : self.due(of: target, from: start)
            return Account(due: due, used: used, isInTime: used <= milliseconds)
        }
        let due = due(of: target, from: start)
        let used = used(by: target, from: start, to: end)
        if case .businessTime(let milliseconds) = target {
            return Account(due: due, used: used, isInTime: used <= milliseconds)
        }
        return Account(due: due, used: used, isInTime: due.map { end <= $0 } ?? true)
    }

    /// Whether an event at `end` keeps the target.
    ///
    /// For business time that is decided by the time used: the closed hours after due cost nothing. For all other targets
    /// the event must not be later than due. True where the target never falls due.
    public func isInTime(
        _ target: Target, from start: Int64, to end: Int64, pauses: [Range<Int64>] = []
    ) -> Bool {
        if case .businessTime(let milliseconds) = target {
            return used(by: target, from: start, to: end, pauses: pauses) <= milliseconds
        }
        return due(of: target, from: start, pauses: pauses).map { end <= $0 } ?? true
    }

    /// The instant at which a share of a target is used: `warn_at: 75%`.
    ///
    /// Counted in the target's own kind of time; of targets that name a day, in the open time from start to due.
    /// - Parameter share: 0 is the start, 1 and more is due.
    public func instant(
        ofShare share: Double, of target: Target, from start: Int64, pauses: [Range<Int64>] = []
    ) -> Int64? {
        if share >= 1 { return due(of: target, from: start, pauses: pauses) }
        guard share > 0 else { return start }
        let whole: Int64
        switch target {
        case .elapsed(let milliseconds), .businessTime(let milliseconds): whole = milliseconds
        case .months, .businessDays, .closeOfBusiness:
            guard let plain = plainDue(of: target, from: start) else { return nil }
            whole = time(for: target, from: start, to: plain)
        }
        // A share like 0.1 has no exact double: what is within a thousandth of a millisecond counts as whole.
        let part = Int64((Double(whole) * share - 0.001).rounded(.up))
        return target.needsCalendar
            ? due(afterOpen: part, from: start, origin: start, pauses: pauses)
            : due(afterElapsed: part, from: start, pauses: pauses)
    }

    private func time(for target: Target, from start: Int64, to end: Int64) -> Int64 {
        guard start < end else { return 0 }
        return target.needsCalendar ? openTime(from: start, to: end) : end &- start
    }

    private static let endless = latest

    private func due(afterElapsed milliseconds: Int64, from start: Int64, pauses: [Range<Int64>]) -> Int64? {
        var need = milliseconds
        for pause in pauses where pause.upperBound > start {
            let from = max(pause.lowerBound, start)
            if from - start >= need { break }
            if pause.upperBound >= Timetable.endless { return nil }
            need += pause.upperBound - from
        }
        let (due, overflow) = start.addingReportingOverflow(need)
        return overflow || due > Timetable.latest ? nil : due
    }

    /// The instant `milliseconds` of open time after `origin`, and further by the open time of the pauses that took some
    /// between `start` and there.
    private func due(
        afterOpen milliseconds: Int64, from start: Int64, origin: Int64, pauses: [Range<Int64>]
    ) -> Int64? {
        guard var due = instant(after: milliseconds, from: origin) else {
            // Out of reach even without pauses.
            return nil
        }
        var need = milliseconds
        for pause in pauses where pause.upperBound > start {
            let from = max(pause.lowerBound, start)
            // A day's due may be an opening: who pauses in the closed hours before it has nothing left to pause.
            if openTime(from: from, to: due) == 0 { break }
            if pause.upperBound >= Timetable.endless { return nil }
            need += openTime(from: from, to: pause.upperBound)
            guard let later = instant(after: need, from: origin) else { return nil }
            due = later
        }
        return due
    }
}

// MARK: Targets that name a day

extension Timetable {
    /// Due without pauses of the targets that are not an amount of time.
    private func plainDue(of target: Target, from start: Int64) -> Int64? {
        switch target {
        case .months(let count):
            let zone = calendar.zone
            let local = zone.local(of: start)
            let day = zone.day(of: start)
            let moved = Int64(CivilDate.day(day, plusMonths: count) - day) * CivilDate.dayLength
            let due = zone.instant(ofLocal: local + moved)
            return due <= Timetable.latest ? max(due, start) : nil
        case .businessDays(let count):
            guard let base = businessMoment(atOrAfter: start),
                let day = count == 0 ? base.day : openDay(count, after: base.day)
            else { return nil }
            return instant(of: base.clock, on: day).map { max($0, start) }
        case .closeOfBusiness(let count):
            return closeOfBusiness(count, after: start)
        case .elapsed, .businessTime:
            preconditionFailure("an amount of time has no day")
        }
    }

    /// The business day and the local time, in milliseconds since that day's midnight, at which a start counts: the start
    /// itself within hours, else the next opening.
    private func businessMoment(atOrAfter start: Int64) -> (day: Int, clock: Int64)? {
        let local = calendar.zone.local(of: start)
        let today = Int(floorDivision(local, by: CivilDate.dayLength))
        for day in today - 2...today {
            if firstShift(on: day, where: { $0.open <= start && start < $0.close }) != nil {
                return (day, local - Int64(day) * CivilDate.dayLength)
            }
        }
        var day = today - 2
        for _ in 0..<4 {
            guard let next = openDay(1, after: day) else { return nil }
            if let shift = firstShift(on: next, where: { $0.open >= start }) { return (next, shift.localStart) }
            day = next
        }
        return nil
    }

    /// A local time on a day that opens: moved to the next opening of the day where it is not within hours, or to the close
    /// of the day where there is none. The closing minute of a window is still within.
    func instant(of clock: Int64, on day: Int) -> Int64? {
        guard let shift = firstShift(on: day, where: { clock <= $0.localEnd }) else { return lastClose(on: day) }
        if clock < shift.localStart { return shift.open }
        let instant = calendar.zone.instant(ofLocal: Int64(day) * CivilDate.dayLength + clock)
        return min(max(instant, shift.open), shift.close)
    }

    /// The close of the `count`-th business day after the one of `start`; of 0, the next close of business after `start`.
    ///
    /// The business day of a start is its date, or the day before while that one's windows still run (two days before where
    /// the zone skips a day). A start on a Saturday has its next business day on Monday.
    private func closeOfBusiness(_ count: Int, after start: Int64) -> Int64? {
        let today = calendar.zone.day(of: start)
        var day = (today - 2..<today).first { (lastClose(on: $0) ?? start) > start } ?? today
        if count == 0 {
            if let close = lastClose(on: day), close > start { return close }
            guard let next = openDay(1, after: day) else { return nil }
            day = next
        } else {
            guard let nth = openDay(count, after: day) else { return nil }
            day = nth
        }
        return lastClose(on: day).map { max($0, start) }
    }
}
