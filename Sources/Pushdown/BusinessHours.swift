import Agreements
import BusinessTime

/// Calendars as tables of data, so that business time is a look-up and a subtraction.
///
/// `lp_business_day` has a row for each calendar and UTC day: the windows that are open in it, and the open time before it.
/// The open time up to an instant is that of the days before, and of each window what has passed of it.
/// `lp_business_hour` goes the other way: by the amount of open time, in pieces of four hours, the windows in which they lie.
/// `lp_due` has targets that name a day, such as `2 business days`, worked out by leadpact's own calendar.
struct BusinessHours {
    /// Milliseconds of open time in a row of `lp_business_hour`.
    static let bucket: Int64 = 14_400_000
    /// A longer table than this has a target that nobody means.
    private static let greatestReach = 366 * 12

    let calendars: [BusinessCalendar]
    private let timetables: [Timetable]
    let days: ClosedRange<Int>
    /// The days on which something may start.
    private let startDays: ClosedRange<Int>

    /// The most windows that a row of the tables has.
    private let windowsADay: Int
    private let windowsABucket: Int
    private let dayRows: [[[Int64]]]
    private let bucketRows: [[[Int64]]]

    /// - Parameter longest: The longest target in business time, in milliseconds.
    init(_ script: ScriptContext, longest: Int64) throws(Unsaid) {
        let agreement = script.agreement
        let standard = agreement.calendars.first { $0.name == agreement.defaultCalendar } ?? .always
        calendars = [standard] + agreement.calendars.filter { $0.name != agreement.defaultCalendar }
        let (asOf, term) = (script.asOf, script.term)
        let today = Int(asOf / CivilDate.dayLength)
        let first = script.agreement.term.from == nil ? today - 1830 : Int(term.lowerBound / CivilDate.dayLength) - 2
        let starts = min(first, today)...max(first, today)
        var last = today + 2
        var timetables = calendars.map { Timetable($0, from: starts.lowerBound, to: last) }
        // Far enough that every target that starts by as-of falls due within.
        let from = Int64(today + 1) * CivilDate.dayLength
        for (index, calendar) in calendars.enumerated() {
            while timetables[index].openTime(from: from, to: Int64(last) * CivilDate.dayLength) <= longest {
                last += 61
                guard last - today < Self.greatestReach else {
                    throw Unsaid("a target that calendar '\(calendar.name)' cannot use up within twelve years")
                }
            }
        }
        days = starts.lowerBound...last
        startDays = starts
        for (index, calendar) in calendars.enumerated() {
            timetables[index] = Timetable(calendar, from: starts.lowerBound - 1, to: last + 1)
        }
        self.timetables = timetables
        let days = days
        let spans = timetables.map { Self.spans($0, days) }
        dayRows = spans.map { Self.rowsByDay($0, days) }
        bucketRows = spans.map { Self.rowsByBucket($0) }
        windowsADay = max(1, dayRows.joined().map { ($0.count - 1) / 2 }.max() ?? 1)
        windowsABucket = max(1, bucketRows.joined().map { ($0.count - 1) / 2 }.max() ?? 1)
    }

    private struct Span {
        var open: Int64
        var close: Int64
    }

    /// The open stretches of a calendar, disjoint and in order.
    private static func spans(_ timetable: Timetable, _ days: ClosedRange<Int>) -> [Span] {
        let start = Int64(days.lowerBound) * CivilDate.dayLength
        let end = Int64(days.upperBound + 1) * CivilDate.dayLength
        var spans: [Span] = []
        for stretch in timetable.account(from: start, to: end) {
            guard case .open = stretch.kind else { continue }
            if let last = spans.last, last.close >= stretch.range.lowerBound {
                spans[spans.count - 1].close = max(last.close, stretch.range.upperBound)
            } else {
                spans.append(Span(open: stretch.range.lowerBound, close: stretch.range.upperBound))
            }
        }
        return spans
    }

    // MARK: tables

    func statements(_ dialect: Dialect) -> [Statement] {
        let names = calendars.enumerated().map { "\($0.offset) \($0.element.name)" }.joined(separator: ", ")
        let (perDay, perBucket) = (windowsADay, windowsABucket)
        let windows = (1...perDay).map { "opens_\($0), closes_\($0)" }.joined(separator: ", ")
        let lengths = (1...perDay).map { "closes_\($0) - opens_\($0)" }.joined(separator: " + ")
        let sum =
            "coalesce(sum(\(lengths)) over (partition by calendar order by day rows between unbounded preceding and 1 preceding), 0)"
        let columns = (1...perDay).map {
            "day * \(CivilDate.dayLength) + opens_\($0) as opens_\($0), "
                + "\(dialect.bigint("closes_\($0) - opens_\($0)")) as length_\($0)"
        }
        let day = """
            select calendar, day,
            \(columns.joined(separator: ",\n").indented()),
              \(dialect.bigint(sum)) as open_before
            from (
              select calendar, \(dialect.bigint("day")) as day, \(windows)
              from (values
            \(values(dayRows, width: 1 + 2 * perDay, filling: "0", perLine: 7).indented(4))
              ) as hours (calendar, day, \(windows))
            ) as day_hours
            """
        let hourColumns = (1...perBucket).map { "open_before_\($0), opens_\($0)" }.joined(separator: ", ")
        let typed = (1...perBucket).map {
            "\(dialect.bigint("open_before_\($0)")) as open_before_\($0), \(dialect.bigint("opens_\($0)")) as opens_\($0)"
        }
        let hour = """
            select calendar, \(dialect.bigint("bucket")) as bucket,
            \(typed.joined(separator: ",\n").indented())
            from (values
            \(values(bucketRows, width: 1 + 2 * perBucket, filling: "null", perLine: 4).indented())
            ) as hours (calendar, bucket, \(hourColumns))
            """
        return [
            Statement(
                comment: [
                    "Calendars: \(names).",
                    "One row for each calendar and UTC day (since 1970-01-01): when it opens, in milliseconds of the day, and how",
                    "much open time lies before it.",
                ], table: "lp_business_day", query: day),
            Statement(
                comment: [
                    "The other way: by open time in pieces of four hours, where in the windows it lies. What is used up at closing",
                    "time is due then, and not at the next opening.",
                ], table: "lp_business_hour", query: hour),
        ]
    }

    private static func rowsByDay(_ spans: [Span], _ days: ClosedRange<Int>) -> [[Int64]] {
        var rows: [[Int64]] = []
        var index = 0
        for day in days {
            let start = Int64(day) * CivilDate.dayLength
            let end = start + CivilDate.dayLength
            var row = [Int64(day)]
            while index < spans.count, spans[index].close <= start { index += 1 }
            var here = index
            while here < spans.count, spans[here].open < end {
                row += [max(spans[here].open, start) - start, min(spans[here].close, end) - start]
                here += 1
            }
            rows.append(row)
        }
        return rows
    }

    private static func rowsByBucket(_ spans: [Span]) -> [[Int64]] {
        var rows: [[Int64]] = []
        var before: Int64 = 0
        for span in spans {
            let length = span.close - span.open
            for piece in before / bucket...(before + length - 1) / bucket {
                if Int(piece) == rows.count { rows.append([piece]) }
                rows[Int(piece)] += [before, span.open]
            }
            before += length
        }
        return rows
    }

    /// Rows of one calendar after the other.
    ///
    /// - Parameter filling: What stands in the columns for which a row has no window.
    private func values(_ calendars: [[[Int64]]], width: Int, filling: String, perLine: Int) -> String {
        var lines: [String] = []
        for (number, rows) in calendars.enumerated() {
            var start = 0
            while start < rows.count {
                let line = rows[start..<min(start + perLine, rows.count)].map { row in
                    let filled = row.map { String($0) } + Array(repeating: filling, count: width - row.count)
                    return "(\(number),\(filled.joined(separator: ",")))"
                }
                lines.append(line.joined(separator: ","))
                start += perLine
            }
        }
        return lines.joined(separator: ",\n")
    }

    // MARK: targets that name a day

    /// A stretch of starts whose due is one instant, or moves with them.
    private struct Piece {
        var start: Int64
        var end: Int64
        var due: Int64
        var moves: Bool
    }

    /// `lp_due`: for each target, calendar and day, stretches of starts and when they fall due.
    func dueStatement(_ targets: [Target], _ dialect: Dialect) -> Statement {
        var lines: [String] = []
        for (number, target) in targets.enumerated() {
            for calendar in calendars.indices {
                for day in startDays {
                    let pieces = pieces(target, timetables[calendar], day).map {
                        "(\(number),\(calendar),\(day),\($0.start),\($0.end),\($0.due),\($0.moves ? 1 : 0))"
                    }
                    if !pieces.isEmpty { lines.append(pieces.joined(separator: ",")) }
                }
            }
        }
        // A table of no rows has no types, so there is one that no start meets.
        if lines.isEmpty { lines = ["(-1,0,0,0,0,0,0)"] }
        let named = targets.enumerated().map { "\($0.offset) \($0.element.text)" }.joined(separator: ", ")
        let columns = ["starts", "up_to", "due", "moves"].map { "\(dialect.bigint($0)) as \($0)" }
        return Statement(
            comment: [
                "When targets that name a day fall due: \(named).",
                "A start from `starts` until before `up_to` is due at `due`, later by as much as it starts later where `moves` is 1.",
            ], table: "lp_due",
            query: """
                select target, calendar, \(dialect.bigint("day")) as day, \(columns.joined(separator: ", "))
                from (values
                \(lines.joined(separator: ",\n").indented())
                ) as due_dates (target, calendar, day, starts, up_to, due, moves)
                """)
    }

    /// What becomes of the starts of a UTC day, by the calendar itself: between the minutes at which something changes, due
    /// stands still or moves with the start, and both ends of a stretch say which.
    private func pieces(_ target: Target, _ timetable: Timetable, _ day: Int) -> [Piece] {
        let start = Int64(day) * CivilDate.dayLength
        let end = start + CivilDate.dayLength
        let zone = timetable.calendar.zone
        // Local clocks at which some window opens or closes, and midnight.
        var clocks: Set<Int64> = [0]
        for windows in timetable.calendar.hours + timetable.calendar.exceptions.values.map(\.windows) {
            for window in windows {
                for minute in [window.start, window.end] {
                    clocks.insert(Int64(minute) * 60_000 % CivilDate.dayLength)
                }
            }
        }
        var cuts: Set<Int64> = [start, end]
        for local in zone.day(of: start)...zone.day(of: end) {
            for clock in clocks {
                let instant = zone.instant(ofLocal: Int64(local) * CivilDate.dayLength + clock)
                for cut in [instant, instant + 1] where cut > start && cut < end { cuts.insert(cut) }
            }
        }
        for hour in 0..<24 {
            let instant = start + Int64(hour) * 3_600_000
            if zone.offset(at: instant) != zone.offset(at: instant - 1) { cuts.insert(instant) }
        }
        var pieces: [Piece] = []
        let ordered = cuts.sorted()
        for (from, to) in zip(ordered, ordered.dropFirst()) { add(target, timetable, from, to, to: &pieces) }
        return pieces
    }

    /// Adds a stretch, in two halves where its ends do not tell what lies between them.
    private func add(_ target: Target, _ timetable: Timetable, _ from: Int64, _ to: Int64, to pieces: inout [Piece]) {
        let last = to - 1
        let middle = from + (last - from) / 2
        let dues = [from, middle, last].map { timetable.due(of: target, from: $0) }
        guard let first = dues[0], let between = dues[1], let end = dues[2] else {
            if dues.contains(where: { $0 != nil }), to - from > 1 {
                add(target, timetable, from, middle + 1, to: &pieces)
                add(target, timetable, middle + 1, to, to: &pieces)
            }
            return
        }
        let isFixed = first == end && first == between
        let isMoving = end - first == last - from && between - first == middle - from
        guard isFixed || isMoving else {
            add(target, timetable, from, middle + 1, to: &pieces)
            add(target, timetable, middle + 1, to, to: &pieces)
            return
        }
        let moves = !isFixed
        if let before = pieces.last, before.end == from {
            let isLonger =
                before.moves && first - before.due == from - before.start && (moves || to - from == 1)
                || !before.moves && !moves && before.due == first
            // A stretch of one start goes with a moving one before it as well as with one that stands still.
            if isLonger {
                pieces[pieces.count - 1].end = to
                return
            }
        }
        pieces.append(Piece(start: from, end: to, due: first, moves: moves))
    }

    // MARK: expressions

    /// The open time up to an instant, from a row of its day.
    func openTime(_ row: String, until instant: String) -> String {
        let windows = (1...windowsADay).map {
            "least(greatest(\(instant) - \(row).opens_\($0), 0), \(row).length_\($0))"
        }
        return "\(row).open_before + \(windows.joined(separator: " + "))"
    }

    /// The earliest instant until which there has been so much open time, from its row of `lp_business_hour`.
    func instant(_ row: String, after open: String) -> String {
        let first = "\(row).opens_1 + \(open) - \(row).open_before_1"
        guard windowsABucket > 1 else { return first }
        let later = (2...windowsABucket).reversed().map {
            "when \(open) > \(row).open_before_\($0) then \(row).opens_\($0) + \(open) - \(row).open_before_\($0)"
        }
        return "case \(later.joined(separator: " ")) else \(first) end"
    }
}
