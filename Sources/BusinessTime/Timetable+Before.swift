/// Counting back from due, for reminders: "4 business hours before due".
extension Timetable {
    /// The latest instant from which a target can still be kept by `due`; nil where that is not within ``reach``.
    ///
    /// Of business time it is the latest at which so much is left, so an opening and not the closing before it. Of
    /// `2 business days` it is the same local time on the second day before that opens, of `close of next business day`
    /// the close of the first day before, and of months the date so many months before.
    ///
    /// - Parameter pauses: Sorted and disjoint; they count neither forwards nor backwards.
    public func instant(_ target: Target, before due: Int64, pauses: [Range<Int64>] = []) -> Int64? {
        guard due >= Timetable.earliest, due <= Timetable.latest else { return nil }
        let counted = target.needsCalendar
        let plain: Int64
        var need: Int64 = 0
        switch target {
        case .elapsed(let milliseconds), .businessTime(let milliseconds):
            plain = due
            need = milliseconds
        case .months, .businessDays, .closeOfBusiness:
            guard let found = plainStart(of: target, before: due) else { return nil }
            plain = found
        }
        guard var start = step(back: need, before: plain, inOpenTime: counted) else { return nil }
        for pause in pauses.reversed() where pause.lowerBound < due {
            let to = min(pause.upperBound, due)
            if to <= start || (counted && openTime(from: start, to: to) == 0) { break }
            need += counted ? openTime(from: pause.lowerBound, to: to) : to &- pause.lowerBound
            guard let earlier = step(back: need, before: plain, inOpenTime: counted) else { return nil }
            start = earlier
        }
        return start
    }

    private func step(back need: Int64, before end: Int64, inOpenTime: Bool) -> Int64? {
        if inOpenTime { return lastInstant(leaving: need, before: end) }
        let (start, overflow) = end.subtractingReportingOverflow(need)
        return overflow || start < Timetable.earliest ? nil : start
    }

    /// The latest instant after which so much open time is left until `end`.
    private func lastInstant(leaving openTime: Int64, before end: Int64) -> Int64? {
        if openTime <= 0 { return end }
        guard openTime <= Timetable.reach else { return nil }
        var rest = openTime
        var to = end
        let limit = max(end - Timetable.reach, Timetable.earliest)
        while to > limit, calendar.opens(onOrBefore: calendar.zone.day(of: to)) {
            let part = days(before: to)
            let sought = part.openTime(until: min(to, part.end)) - rest
            if sought >= 0 {
                let found = part.lastInstant(after: sought)
                return found >= limit ? found : nil
            }
            rest = -sought
            to = part.start
        }
        return nil
    }

    /// A table that ends at `end` or holds it.
    private func days(before end: Int64) -> CompiledDays {
        if end > days.start, end <= days.end { return days }
        let last = calendar.zone.day(of: end - 1)
        let first = last > days.days.upperBound ? max(last - 399, days.days.upperBound + 1) : last - 399
        return CompiledDays(calendar, days: first...last)
    }

    private func plainStart(of target: Target, before due: Int64) -> Int64? {
        let zone = calendar.zone
        let today = zone.day(of: due)
        switch target {
        case .months(let count):
            let moved = Int64(CivilDate.day(today, plusMonths: -count) - today) * CivilDate.dayLength
            return min(due, zone.instant(ofLocal: zone.local(of: due) + moved))
        case .businessDays(let count):
            guard let base = businessMoment(atOrBefore: due), let day = openDay(count, before: base.day) else {
                return nil
            }
            return instant(of: base.clock, on: day).map { min($0, due) }
        case .closeOfBusiness(let count):
            // The last day whose close is not after due is the one that `close of business` means.
            var day = today + 1
            while true {
                guard let earlier = openDay(1, before: day) else { return nil }
                day = earlier
                if let close = lastClose(on: day), close <= due { break }
            }
            if count > 0 {
                guard let nth = openDay(count, before: day) else { return nil }
                day = nth
            }
            return lastClose(on: day)
        case .elapsed, .businessTime:
            preconditionFailure("an amount of time has no day")
        }
    }

    /// The business day and the local time, in milliseconds since that day's midnight, at which due counts: due itself within
    /// hours or at their end, else the close before.
    private func businessMoment(atOrBefore due: Int64) -> (day: Int, clock: Int64)? {
        var day = calendar.zone.day(of: due) + 1
        for _ in 0..<4 {
            guard let earlier = openDay(1, before: day) else { return nil }
            day = earlier
            let shifts = shifts(on: day)
            guard let shift = shifts.last(where: { $0.open <= due }) else { continue }
            if due > shift.close { return (day, shift.localEnd) }
            return (day, calendar.zone.local(of: due) - Int64(day) * CivilDate.dayLength)
        }
        return nil
    }

    /// The `count`-th day before `day` that opens; nil where that is out of reach.
    private func openDay(_ count: Int, before day: Int) -> Int? {
        var rest = count
        var day = day
        let limit = max(day - Int(Timetable.reach / CivilDate.dayLength), CivilDate.days.lowerBound + 3)
        while day > limit, calendar.opens(onOrBefore: day) {
            if day > days.days.lowerBound, day <= days.days.upperBound + 1 {
                let found = days.openDay(rest, before: day)
                if let day = found.day { return day }
                rest -= found.passed
                day = days.days.lowerBound
            } else {
                day -= 1
                if lastClose(on: day) != nil {
                    rest -= 1
                    if rest == 0 { return day }
                }
            }
        }
        return nil
    }
}
