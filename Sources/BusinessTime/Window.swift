/// A stretch of a day in which a team is at work, in minutes on the local clock since the day's midnight.
///
/// The opening minute belongs to it, the closing minute does not. A window that runs over midnight belongs to the day it
/// starts on and ends after 1440: 22:00–06:00 is 1320–1800.
public struct Window: Hashable, Sendable, Comparable {
    /// 0 to 1439.
    public let start: Int
    /// After `start`, at most 24 hours later.
    public let end: Int

    /// - Precondition: `0 <= start < 1440` and `start < end <= start + 1440`.
    public init(start: Int, end: Int) {
        precondition((0..<1440).contains(start), "a window starts on its own day")
        precondition(start < end && end <= start + 1440, "a window lasts up to 24 hours")
        self.start = start
        self.end = end
    }

    /// The whole day, 00:00–24:00.
    public static let wholeDay = Window(start: 0, end: 1440)

    public static func < (a: Window, b: Window) -> Bool { (a.start, a.end) < (b.start, b.end) }

    /// `09:00-17:00`, `22:00-06:00`, `00:00-24:00`.
    public var text: String {
        let end = end > 1440 ? end - 1440 : end
        return "\(Window.clock(start))-\(Window.clock(end))"
    }

    private static func clock(_ minutes: Int) -> String { "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))" }
}

extension Window {
    /// Reads `09:00-17:00`; an end at or before the start is on the next day, so `22:00-06:00` runs over midnight.
    ///
    /// Hours may have one digit; the dash may be `-` or `–`, with or without blanks. `24:00` is an end only. A window that
    /// ends when it starts is refused: nobody can tell nothing from a whole day, which is `00:00-24:00`.
    public static func parse(_ text: String) throws(WordingError) -> Window {
        let scalars = Array(text.unicodeScalars)
        let all = 0..<scalars.count
        guard let dash = scalars.firstIndex(where: { $0 == "-" || $0 == "–" }) else {
            throw WordingError("expected hours like '09:00-17:00', found '\(text)'", at: all)
        }
        let start = try clock(scalars, 0..<dash)
        let end = try clock(scalars, dash + 1..<scalars.count)
        if start == 1440 { throw WordingError("a window cannot start at 24:00", at: 0..<dash, notes: ["write 00:00"]) }
        if start == end {
            throw WordingError(
                "a window that starts and ends at \(clock(start)) is empty", at: all,
                notes: ["the whole day is written 00:00-24:00"])
        }
        return Window(start: start, end: end < start ? end + 1440 : end)
    }

    /// `9:00` or `17:30` in minutes; `24:00` too.
    private static func clock(
        _ scalars: [Unicode.Scalar], _ range: Range<Int>
    ) throws(WordingError) -> Int {
        let words = scalars[range].drop { $0 == " " }
        let kept = words.prefix(words.reversed().drop { $0 == " " }.count)
        let parts = kept.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            kept.allSatisfy({ $0 == ":" || ("0"..."9").contains($0) }),
            let hour = Int(string(parts[0])), let minute = Int(string(parts[1])),
            minute < 60, hour < 24 || (hour == 24 && minute == 0)
        {
            return hour * 60 + minute
        }
        throw WordingError(
            "expected a time of day like '09:00', found '\(string(kept))'",
            at: kept.isEmpty ? range : kept.startIndex..<kept.endIndex)
    }
}

/// What is wrong in a few words of an agreement: a target, a window, a holiday.
public struct WordingError: Error, Hashable, Sendable {
    /// One line, lower case: what was found and what was expected.
    public var message: String
    /// The words it is about: offsets in Unicode scalars from the start of the text.
    public var range: Range<Int>
    /// How to mend it, one line each.
    public var notes: [String]

    init(_ message: String, at range: Range<Int>, notes: [String] = []) {
        self.message = message
        self.range = range
        self.notes = notes
    }
}

func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}
