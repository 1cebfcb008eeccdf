import BusinessTime
import Columns

/// How the times of one column are read: decided before the first row, by the manifest or by the values.
struct TimeReading: Hashable, Sendable {
    var format: TimeFormat
    /// The values have a time of day; one that has none, or the other way round, is a fault.
    var hasTime: Bool
    var hasOffset: Bool
    /// Nil where offsets say it.
    var zone: Zone?
    /// In place of what the values show.
    var precision: TimePrecision?

    /// Milliseconds since 1970 UTC; nil for what does not fit the column.
    func instant(_ text: [UInt8]) -> (value: Int64, precision: TimePrecision)? {
        guard let time = TimeReader.read(text, as: format), (time.time != nil) == hasTime,
            (time.offset != nil) == hasOffset
        else { return nil }
        return instant(time).map { ($0, time.precision) }
    }

    private func instant(_ time: ParsedTime) -> Int64? {
        if let zone { return time.time == nil ? zone.startOfDay(time.day) : zone.instant(ofLocal: time.local) }
        return time.offset.map { time.local - Int64($0) * 1000 }
    }

    /// Days since 1970-01-01; nil for what is no date alone.
    func date(_ text: [UInt8]) -> Int64? {
        guard let time = TimeReader.read(text, as: format), time.time == nil else { return nil }
        return Int64(time.day)
    }
}
