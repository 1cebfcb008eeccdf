import BusinessTime
import Testing

/// Words put together at random: read or refused, with a place inside of the text, and never a trap.
@Suite struct AnyWords {
    private static let pieces = [
        "4", "0", "1.5", "-3", "99999999999999999999", "business", "hours", "days", "month", "week", "close", "of",
        "next",
        "2nd", "last", "mon", "may", "easter", "-2", "+", "observed", "on", "friday", "weekday", "2026-02-30", "12-25",
        "09:00", "-", "–", "24:00", "25:61", " ", " ", " ", "\t", "\u{0}", "é", "e\u{301}", "İ", "٤", "🕘", "'", ":",
        ".",
    ]

    @Test(arguments: 1...8)
    func areReadOrRefused(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                AnyWords.pieces[Int.random(in: 0..<AnyWords.pieces.count, using: &random)]
            }.joined(separator: Bool.random(using: &random) ? " " : "")
            check(text) { (text) throws(WordingError) in _ = try Target.parse(text) }
            check(text) { (text) throws(WordingError) in _ = try Window.parse(text) }
            check(text) { (text) throws(WordingError) in _ = try HolidayRule.parse(text) }
            _ = (CivilDate.parse(text), CivilDate.parseInstant(text))
        }
    }

    private func check(_ text: String, read: (String) throws(WordingError) -> Void) {
        do {
            try read(text)
        } catch {
            let isInside = error.range.lowerBound >= 0 && error.range.upperBound <= text.unicodeScalars.count
            if !isInside || error.message.isEmpty { Issue.record("\(error) for \(text.debugDescription)") }
        }
    }
}
