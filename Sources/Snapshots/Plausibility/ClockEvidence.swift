import BusinessTime
import Columns

/// What the times of a column look like on the clock they were written by: whether a clock ran at all when they were
/// written, or somebody made them up.
///
/// What one thread saw is added to what the others saw; the sum is the same for any number of them. Once the times of a
/// thread are plausible, so are those of the column, and only the whole hours are still counted.
///
/// Cost: two instructions a value, and some sixty for each of the first hundred and for each whole hour.
struct ClockEvidence: Sendable {
    private(set) var count = 0
    /// The hours of the day that occur, the minutes of the hour, and the days, counted round to 64.
    private(set) var hours: UInt32 = 0
    private(set) var minutes: UInt64 = 0
    private var days: UInt64 = 0
    /// Times whose minute is not the number of their month, nor of one of the two before or after: demonstrations are moved
    /// by weeks.
    private var strangers = 0
    private var isPlausible = false
    /// Times at a whole hour to the millisecond, by hour.
    private(set) var onTheHour = [Int](repeating: 0, count: 24)
    /// By hour of the week, from Thursday 00:00 UTC, the day on which 1970 began; empty where nobody asks for it.
    private(set) var hoursOfWeek: [Int]

    private let zone: Zone?
    /// Milliseconds by which the zone's clock differs from a whole number of hours east of UTC.
    private let residue: Int64

    static let hour: Int64 = 3_600_000
    /// Ten thousand years or so, in whole weeks.
    private static let shift = 500_000 * 168 * hour
    /// Fewer times prove nothing.
    private static let fewest = 20

    init(zone: Zone?, countsHoursOfWeek: Bool = false) {
        self.zone = zone
        residue = zone.map { Int64($0.offset(at: 0)) * 1000 % ClockEvidence.hour } ?? 0
        hoursOfWeek = countsHoursOfWeek ? Array(repeating: 0, count: 168) : []
    }

    mutating func take(_ values: [Int64]) {
        var looked = 0
        while !isPlausible, looked < values.count {
            look(at: values[looked])
            looked += 1
        }
        var (present, residue) = (0, residue)
        for value in values {
            present &+= value == missing ? 0 : 1
            // A whole hour is a multiple of 128 milliseconds: few others are.
            if (value &+ residue) & 127 == 0, value != missing { lookForWholeHour(value) }
        }
        count += present
        residue = 0
        if hoursOfWeek.isEmpty { return }
        var hours = hoursOfWeek.mutableSpan
        for value in values where value != missing {
            // Shifted by whole weeks to where no rounding down is needed; beyond, hours count for nothing.
            let hour = (value &+ ClockEvidence.shift) / ClockEvidence.hour
            hours[Int(UInt64(bitPattern: hour) % 168)] &+= 1
        }
    }

    private mutating func look(at value: Int64) {
        guard value != missing else { return }
        let local = zone?.local(of: value) ?? value
        let minute = Int((local / 60_000 % 60 + 60) % 60)
        let day = Int(local.flooredHour >= 0 ? local.flooredHour / 24 : (local.flooredHour - 23) / 24)
        hours |= 1 << UInt32(local.flooredHour - Int64(day) * 24)
        minutes |= 1 << UInt64(minute)
        days |= 1 << UInt64(day & 63)
        let apart = abs(minute - CivilDate.date(of: day).month)
        if minute > 12 || min(apart, 12 - apart) > 2 { strangers += 1 }
        isPlausible = hours.nonzeroBitCount > 3 && minutes.nonzeroBitCount > 12 && strangers >= 64
    }

    private mutating func lookForWholeHour(_ value: Int64) {
        let local = zone?.local(of: value) ?? value
        guard local % ClockEvidence.hour == 0 else { return }
        onTheHour[Int((local.flooredHour % 24 + 24) % 24)] += 1
    }

    mutating func merge(_ other: ClockEvidence) {
        count += other.count
        hours |= other.hours
        minutes |= other.minutes
        days |= other.days
        strangers += other.strangers
        isPlausible = isPlausible || other.isPlausible
        for hour in onTheHour.indices { onTheHour[hour] += other.onTheHour[hour] }
        for hour in hoursOfWeek.indices { hoursOfWeek[hour] += other.hoursOfWeek[hour] }
    }

    /// What is wrong with a clock.
    enum Fault: Equatable {
        /// Dates without a time of day, shown as this hour of the day, or this and the next where clocks change.
        case datesAsTimes(hour: Int, count: Int)
        case minuteIsMonth
        case oneHour(Int)
        case fewMinutes(Int)
    }

    /// The fault that explains most.
    var fault: Fault? {
        guard count >= ClockEvidence.fewest else { return nil }
        let pairs = (0..<24).map { onTheHour[$0] + onTheHour[($0 + 1) % 24] }
        if let best = pairs.max(), best * 5 >= count * 4 {
            let hours = (0..<24).filter { pairs[$0] == best }
            return .datesAsTimes(hour: hours.first { onTheHour[$0] > 0 } ?? 0, count: best)
        }
        if onTheHour[0] >= 10, onTheHour[0] * 20 >= count { return .datesAsTimes(hour: 0, count: onTheHour[0]) }
        guard days.nonzeroBitCount >= 5 else { return nil }
        if strangers < 64, strangers * 20 < count, minutes.nonzeroBitCount > 1 { return .minuteIsMonth }
        if isPlausible { return nil }
        if hours.nonzeroBitCount == 1 { return .oneHour(hours.trailingZeroBitCount) }
        // Meetings begin at times that five divides, and a minute is all that a person writes down of them.
        let isRounded = (0..<60).allSatisfy { $0 % 5 == 0 || minutes >> UInt64($0) & 1 == 0 }
        if count >= 100, minutes.nonzeroBitCount <= 12, !isRounded { return .fewMinutes(minutes.nonzeroBitCount) }
        return nil
    }
}

extension Int64 {
    /// Hours since 1970 began, rounded down, of milliseconds.
    fileprivate var flooredHour: Int64 {
        self >= 0 ? self / ClockEvidence.hour : (self - ClockEvidence.hour + 1) / ClockEvidence.hour
    }
}
