/// The all-day events of an iCalendar file (RFC 5545): a list of holidays as calendars export it.
public struct ICalendar: Sendable {
    /// A day of an event.
    public struct Holiday: Hashable, Sendable {
        /// Days since 1970-01-01.
        public var day: Int
        /// As in `Good Friday`; empty where the event has none.
        public var summary: String
        public var categories: [String]
        /// Where the event begins in the file, from 1.
        public var line: Int
    }

    /// What is wrong in a line.
    public struct Fault: Error, Hashable, Sendable {
        /// From 1.
        public var line: Int
        /// One line, lower case: what was found and what was expected.
        public var message: String
    }

    /// The file cannot be understood whole, and half of the holidays would be worse than none.
    public struct Unreadable: Error, Hashable, Sendable {
        /// At least one, by line; no more than twenty.
        public var faults: [Fault]
    }

    /// Events with a time of day, which are no days off, with the reason.
    public let skipped: [Fault]
    /// How many all-day events there are, repeated ones and their exceptions each counted once.
    public var eventCount: Int { events.count }

    let events: [Event]

    /// An event without its repetitions, or one repetition that differs (`RECURRENCE-ID`).
    struct Event: Sendable {
        var line: Int
        var uid: String?
        var summary: String
        var categories: [String]
        var start: Int
        /// Days, 1 or more.
        var length: Int
        var recurrences: [Recurrence]
        var extraDates: [Int]
        var exceptDates: [Int]
        /// The day of the repetition that this event stands for.
        var replaces: Int?
        var isCancelled: Bool
    }
}

extension ICalendar {
    /// How many days the repetitions of one file may make it look at, about a second's worth.
    private static let budget = 20_000_000

    /// The days of all events within a range, by day and then by line; two events on one day are two entries.
    ///
    /// - Parameters:
    ///   - from: Days since 1970-01-01.
    ///   - to: Likewise, inclusive.
    /// - Throws: ``Unreadable`` only where counting the repetitions would take unreasonably long.
    public func holidays(from: Int, to: Int) throws(Unreadable) -> [Holiday] {
        guard from <= to else { return [] }
        struct Key: Hashable {
            var uid: String
            var day: Int
        }
        var replaced: Set<Key> = []
        for event in events {
            if let uid = event.uid, let day = event.replaces { replaced.insert(Key(uid: uid, day: day)) }
        }
        try checkBudget(from: from, to: to)
        var holidays: [Holiday] = []
        for event in events where !event.isCancelled {
            var starts: Set<Int> = [event.start]
            if event.replaces == nil {
                let window = from - event.length + 1...to
                for recurrence in event.recurrences {
                    starts.formUnion(recurrence.days(from: event.start, within: window))
                }
                starts.formUnion(event.extraDates)
                starts.subtract(event.exceptDates)
                if let uid = event.uid { starts = starts.filter { !replaced.contains(Key(uid: uid, day: $0)) } }
            }
            for start in starts {
                for day in max(start, from)..<max(start, from, min(start + event.length, to + 1)) {
                    holidays.append(
                        Holiday(day: day, summary: event.summary, categories: event.categories, line: event.line))
                }
            }
        }
        return holidays.sorted { ($0.day, $0.line) < ($1.day, $1.line) }
    }

    private func checkBudget(from: Int, to: Int) throws(Unreadable) {
        var budget = ICalendar.budget
        for event in events where !event.isCancelled && event.replaces == nil {
            for recurrence in event.recurrences {
                budget -= recurrence.cost(from: event.start, within: from - event.length + 1...to)
            }
            guard budget > 0 else {
                let message = "the repetitions of the events up to this one are too many to count"
                throw Unreadable(faults: [Fault(line: event.line, message: message)])
            }
        }
    }

    /// The last day of the last event, sought for a hundred years; nil where an event returns for ever, or there is none.
    public var lastDay: Int? {
        get throws(Unreadable) {
            guard events.allSatisfy({ $0.isCancelled || $0.recurrences.allSatisfy(\.ends) }) else { return nil }
            let starts = events.map(\.start)
            guard let first = starts.min(), let last = starts.max() else { return nil }
            return try holidays(from: first, to: last + 36_525).last?.day
        }
    }
}
