import Findings

extension HolidayRule {
    /// Reads `2026-01-01`, `12-25`, `4th thu of november`, `last mon of may`, `easter-2`, each also with `observed`,
    /// `observed on friday`, `observed on monday` or `observed on next weekday` after it. Letter case does not matter; names of
    /// days and months may be cut to three letters.
    ///
    /// - Throws: ``WordingError``, with the words it is about.
    public static func parse(_ text: String) throws(WordingError) -> HolidayRule {
        var words = Words(text)
        guard let first = words.take() else {
            throw WordingError("expected a holiday like '2026-12-25', found nothing", at: words.range)
        }
        let date: Date
        if first.text.hasPrefix("easter") {
            date = .easter(offset: try easterOffset(first, &words))
        } else if let week = try week(first) {
            date = try weekdayOfMonth(week, &words)
        } else {
            date = try calendarDate(first)
        }
        let observed = try observance(&words)
        if let extra = words.next {
            throw WordingError(
                "expected nothing after the holiday, found '\(extra.text)'", at: extra.range, notes: [formsNote])
        }
        if case .once = date, observed != nil {
            throw WordingError(
                "a single date is not observed on another day", at: words.range, notes: ["write the day off itself"])
        }
        return HolidayRule(date, observed: observed)
    }

    private static let formsNote =
        "holidays look like '2026-12-25', '12-25', '4th thu of november', 'last mon of may', 'easter-2', '12-25 observed'"

    // MARK: Dates

    /// `2026-01-01` or `12-25`.
    private static func calendarDate(_ word: Words.Word) throws(WordingError) -> Date {
        if let day = CivilDate.parse(word.text) { return .once(day: day) }
        let parts = word.text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) && $0.count <= 4 })
        else {
            throw WordingError("expected a holiday, found '\(word.text)'", at: word.range, notes: [formsNote])
        }
        let numbers = parts.compactMap { Int($0) }
        let written = parts.map(\.count)
        if parts.count == 3 {
            guard written == [4, 2, 2] else {
                throw WordingError(
                    "expected a date like '2026-01-31', found '\(word.text)'", at: word.range, notes: [formsNote])
            }
            throw WordingError("there is no \(word.text)", at: word.range)
        }
        guard written == [2, 2] else {
            throw WordingError(
                "expected month and day like '12-25', found '\(word.text)'", at: word.range, notes: [formsNote])
        }
        // A leap year has every date there is.
        guard (1...12).contains(numbers[0]), numbers[1] >= 1,
            numbers[1] <= CivilDate.lengthOfMonth(year: 2024, month: numbers[0])
        else {
            let isSwapped = numbers[0] > 12 && (1...12).contains(numbers[1])
            throw WordingError(
                "there is no month and day \(word.text)", at: word.range,
                notes: isSwapped ? ["the month comes first: \(parts[1])-\(parts[0])"] : [])
        }
        return .yearly(month: numbers[0], day: numbers[1])
    }

    /// What follows `easter`, in the same word or in the next ones: `-2`, `+1`, `- 2`.
    private static func easterOffset(_ word: Words.Word, _ words: inout Words) throws(WordingError) -> Int {
        var written = String(word.text.dropFirst("easter".count))
        var range = word.range
        while let next = words.next, next.text.first.map({ "+-0123456789".contains($0) }) ?? false {
            written += next.text
            range = range.lowerBound..<next.range.upperBound
            _ = words.take()
        }
        if written.isEmpty { return 0 }
        let digits = written.dropFirst()
        guard written.hasPrefix("+") || written.hasPrefix("-"), !digits.isEmpty, digits.utf8.allSatisfy(isDigit),
            let days = Int(digits), days <= 180
        else {
            throw WordingError(
                "expected days before or after Easter Sunday like 'easter-2', found 'easter\(written)'", at: range)
        }
        return written.hasPrefix("-") ? -days : days
    }

    /// `last`, `1st` … `5th`; nil where the word is something else.
    private static func week(_ word: Words.Word) throws(WordingError) -> Int? {
        if word.text == "last" { return -1 }
        let digits = word.text.prefix { $0.isASCII && $0.isNumber }
        let rest = word.text[digits.endIndex...]
        guard let number = Int(digits), ["st", "nd", "rd", "th"].contains(rest) else { return nil }
        guard (1...5).contains(number) else {
            throw WordingError("a month has no \(word.text) week", at: word.range, notes: ["write 1st to 5th or last"])
        }
        guard word.text == Target.ordinal(number) else {
            throw WordingError("expected '\(Target.ordinal(number))', found '\(word.text)'", at: word.range)
        }
        return number
    }

    /// `thu of november`, after the week.
    private static func weekdayOfMonth(_ week: Int, _ words: inout Words) throws(WordingError) -> Date {
        let weekday = try name(words.take(), among: weekdays, "a day of the week", words)
        guard words.take("of") else {
            throw WordingError(
                "expected 'of' and a month", at: words.next?.range ?? words.end, notes: [formsNote])
        }
        return .weekday(
            week: week, weekday: weekday, month: try name(words.take(), among: months, "a month", words) + 1)
    }

    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// The place of a name, written out or cut to its first letters, but not below three.
    private static func name(
        _ word: Words.Word?, among names: [String], _ what: String, _ words: Words
    ) throws(WordingError) -> Int {
        guard let word else { throw WordingError("expected \(what)", at: words.end, notes: [formsNote]) }
        if word.text.count >= 3, let index = names.firstIndex(where: { $0.hasPrefix(word.text) }) { return index }
        let meant = nearest(to: word.text, among: names)
        throw WordingError(
            "expected \(what), found '\(word.text)'", at: word.range,
            notes: meant.map { ["did you mean '\($0)'?"] } ?? [])
    }

    // MARK: Observance

    private static func observance(_ words: inout Words) throws(WordingError) -> Observance? {
        guard let word = words.next, words.take("observed") else { return nil }
        guard words.take("on") else { return .nearestWeekday }
        if words.take("friday") || words.take("fri") { return .friday }
        if words.take("monday") || words.take("mon") { return .monday }
        if words.take("next"), words.take("weekday") { return .nextWeekday }
        throw WordingError(
            "expected 'observed on friday', 'observed on monday' or 'observed on next weekday'",
            at: word.range.lowerBound..<words.range.upperBound,
            notes: ["'observed' alone means Friday for a Saturday and Monday for a Sunday"])
    }
}

extension HolidayRule {
    /// The canonical words, which ``parse(_:)`` reads back: `4th thursday of november`.
    public var text: String {
        let date =
            switch date {
            case .once(let day): CivilDate.format(day)
            case .yearly(let month, let day): "\(padded(month, 2))-\(padded(day, 2))"
            case .weekday(let week, let weekday, let month):
                "\(week < 0 ? "last" : Target.ordinal(week)) \(HolidayRule.weekdays[weekday]) of "
                    + HolidayRule.months[month - 1]
            case .easter(0): "easter"
            case .easter(let offset): "easter\(offset < 0 ? "-" : "+")\(abs(offset))"
            }
        switch observed {
        case nil: return date
        case .nearestWeekday: return "\(date) observed"
        case .friday: return "\(date) observed on friday"
        case .monday: return "\(date) observed on monday"
        case .nextWeekday: return "\(date) observed on next weekday"
        }
    }
}
