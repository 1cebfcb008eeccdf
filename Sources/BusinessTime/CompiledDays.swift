/// A calendar worked out for a run of days: its open time as disjoint spans with a running total, and its business days.
///
/// Two indices find the span of an instant and the span of an amount of open time in a step or two, so that both
/// directions take a handful of nanoseconds. A class, so that handing a table on costs one count and not six.
final class CompiledDays: Sendable {
    /// The days it covers, and the instants: from the start of the first to the end of the last.
    let days: ClosedRange<Int>
    let start: Int64
    let end: Int64
    /// Open time from `start` to `end`.
    let total: Int64

    private struct Span {
        var open: Int64
        var close: Int64
        /// Open time from the table's start to `open`.
        var before: Int64
    }
    /// Ascending, neither overlapping nor touching, and one at the end that no instant reaches.
    private let spans: [Span]
    /// For each 24 hours since `start`, the first span that ends after their beginning.
    private let spanByDay: [Int32]
    /// For each 2^`shift` milliseconds of open time, the span in which they begin.
    private let spanByTotal: [Int32]
    private let shift: Int64

    /// The windows of all days, and where those of each day start; one entry more than days.
    private let shifts: [Shift]
    private let firstShift: [Int32]
    /// The days that open, and how many of them lie before each day; one entry more than days.
    private let openDays: [Int32]
    private let openDaysBefore: [Int32]

    init(_ calendar: BusinessCalendar, days: ClosedRange<Int>) {
        self.days = days
        start = calendar.zone.startOfDay(days.lowerBound)
        end = max(start, calendar.zone.startOfDay(days.upperBound + 1))

        var shifts: [Shift] = []
        var firstShift: [Int32] = []
        var openDays: [Int32] = []
        var openDaysBefore: [Int32] = []
        for day in days {
            let count = shifts.count
            firstShift.append(Int32(count))
            openDaysBefore.append(Int32(openDays.count))
            calendar.appendShifts(on: day, to: &shifts)
            if shifts.count > count { openDays.append(Int32(day)) }
        }
        firstShift.append(Int32(shifts.count))
        openDaysBefore.append(Int32(openDays.count))
        (self.shifts, self.firstShift) = (shifts, firstShift)
        (self.openDays, self.openDaysBefore) = (openDays, openDaysBefore)

        // What opened the evening before still runs on the first day.
        let earlier = calendar.shifts(on: days.lowerBound - 2) + calendar.shifts(on: days.lowerBound - 1)
        var spans = CompiledDays.union(earlier + shifts, from: start, to: end)
        let total = spans.last.map { $0.before + $0.close - $0.open } ?? 0
        let count = spans.count
        self.total = total
        spans.append(Span(open: end + 1, close: .max, before: total))

        var spanByDay: [Int32] = []
        var index = 0
        for begin in stride(from: start, through: end, by: Int(CivilDate.dayLength)) {
            while spans[index].close <= begin { index += 1 }
            spanByDay.append(Int32(index))
        }
        self.spanByDay = spanByDay

        // About as many entries as spans: a power of two near the mean length.
        let mean = max(1, total / Int64(max(1, count)))
        let shift = Int64(mean.bitWidth - 1 - mean.leadingZeroBitCount)
        var spanByTotal: [Int32] = []
        index = 0
        for entry in 0...(total >> shift) {
            while index < count, spans[index + 1].before <= entry << shift { index += 1 }
            spanByTotal.append(Int32(index))
        }
        (self.shift, self.spanByTotal, self.spans) = (shift, spanByTotal, spans)
    }

    /// Merged, and cut to `start`–`end`.
    private static func union(_ shifts: [Shift], from start: Int64, to end: Int64) -> [Span] {
        var spans: [Span] = []
        var total: Int64 = 0
        // Out of order only where windows overlap or a clock change moves one behind the next.
        let isSorted = zip(shifts, shifts.dropFirst()).allSatisfy { $0.open <= $1.open }
        for shift in isSorted ? shifts : shifts.sorted(by: { $0.open < $1.open }) {
            let open = max(shift.open, start)
            let close = min(shift.close, end)
            guard open < close else { continue }
            if let last = spans.last, open <= last.close {
                let longer = max(last.close, close)
                total += longer - last.close
                spans[spans.count - 1].close = longer
            } else {
                spans.append(Span(open: open, close: close, before: total))
                total += close - open
            }
        }
        return spans
    }
}

// MARK: Open time

extension CompiledDays {
    /// Open time from the table's start to an instant within the table.
    func openTime(until instant: Int64) -> Int64 {
        var index = Int(spanByDay[Int((instant - start) / CivilDate.dayLength)])
        while spans[index].close <= instant { index += 1 }
        let span = spans[index]
        return span.before + max(0, instant - span.open)
    }

    /// The earliest instant until which the table has had so much open time.
    ///
    /// - Parameter openTime: 1 to ``total``.
    func instant(after openTime: Int64) -> Int64 {
        var index = Int(spanByTotal[Int((openTime - 1) >> shift)])
        while spans[index + 1].before < openTime { index += 1 }
        return spans[index].open + openTime - spans[index].before
    }

    /// The latest instant until which the table has had no more than so much open time.
    ///
    /// - Parameter openTime: 0 to ``total`` − 1.
    func lastInstant(after openTime: Int64) -> Int64 {
        var index = Int(spanByTotal[Int(openTime >> shift)])
        while spans[index + 1].before <= openTime { index += 1 }
        return spans[index].open + openTime - spans[index].before
    }
}

// MARK: Business days

extension CompiledDays {
    /// The windows of a day in ``days``.
    func shifts(on day: Int) -> ArraySlice<Shift> {
        let index = day - days.lowerBound
        return shifts[Int(firstShift[index])..<Int(firstShift[index + 1])]
    }

    @inline(__always)
    func firstShift(on day: Int, where fits: (Shift) -> Bool) -> Shift? {
        let index = day - days.lowerBound
        for place in Int(firstShift[index])..<Int(firstShift[index + 1]) where fits(shifts[place]) {
            return shifts[place]
        }
        return nil
    }

    /// When the last window of a day in ``days`` closes; nil where it has none.
    func lastClose(on day: Int) -> Int64? {
        let index = day - days.lowerBound
        let end = Int(firstShift[index + 1])
        return Int(firstShift[index]) < end ? shifts[end - 1].close : nil
    }

    /// The `count`-th day after `day` that opens; else how many of them the table holds.
    ///
    /// - Parameters:
    ///   - count: 1 or more.
    ///   - day: In ``days``, or the day before them.
    func openDay(_ count: Int, after day: Int) -> (day: Int?, passed: Int) {
        let before = Int(openDaysBefore[day + 1 - days.lowerBound])
        let index = before + count - 1
        return index < openDays.count ? (Int(openDays[index]), count) : (nil, openDays.count - before)
    }

    /// The `count`-th day before `day` that opens; else how many of them the table holds.
    ///
    /// - Parameters:
    ///   - count: 1 or more.
    ///   - day: In ``days``, or the day after them.
    func openDay(_ count: Int, before day: Int) -> (day: Int?, passed: Int) {
        let before = Int(openDaysBefore[day - days.lowerBound])
        return count <= before ? (Int(openDays[before - count]), count) : (nil, before)
    }
}
