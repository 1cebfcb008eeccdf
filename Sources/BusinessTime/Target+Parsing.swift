import Findings

extension Target {
    /// No target is longer than a hundred years.
    static let longestDays = 36_525

    /// Reads the words of an agreement; letter case and the number of blanks do not matter.
    ///
    /// `30 seconds`, `90 minutes`, `1.5 hours`, `3 days`, `2 weeks`, `2 months`, `42.5 business hours`,
    /// `20 business minutes`, `5 business days`, `close of business`, `close of next business day`,
    /// `close of 2nd business day`. Days of the business kind and months are counted whole. Nothing is shorter than a
    /// millisecond or longer than a hundred years.
    ///
    /// - Throws: ``WordingError``, with the words it is about.
    public static func parse(_ text: String) throws(ParseError) -> Target {
        var words = Words(text)
        guard let first = words.next else {
            throw WordingError("expected a target like '4 business hours', found nothing", at: words.range)
        }
        let target =
            first.text == "close" ? try closeOfBusiness(&words) : try amount(&words)
        if let extra = words.next {
            throw WordingError("expected nothing after the target, found '\(extra.text)'", at: extra.range)
        }
        return target
    }

    // MARK: So much time

    private static func amount(_ words: inout Words) throws(ParseError) -> Target {
        guard let number = words.take() else { preconditionFailure("the caller has seen a word") }
        let decimal = try decimal(number)
        let isBusiness = words.take("business")
        guard let word = words.take() else {
            throw WordingError(
                "expected a unit after '\(number.text)\(isBusiness ? " business" : "")'", at: words.end,
                notes: [unitsNote])
        }
        let unit = try unit(word)
        let range = number.range.lowerBound..<word.range.upperBound
        guard decimal.digits > 0 else {
            throw WordingError("a target is longer than nothing", at: number.range)
        }
        switch (unit, isBusiness) {
        case (.month, false): return .months(try whole(decimal, number, "months", atMost: 1200))
        case (.day, true): return .businessDays(try whole(decimal, number, "business days", atMost: longestDays))
        case (.week, true), (.month, true):
            throw WordingError(
                "there are no business \(unit)s", at: range,
                notes: ["count in business days: a week of five is '5 business days'"])
        case (_, false): return .elapsed(milliseconds: try milliseconds(decimal, unit, range))
        case (_, true): return .businessTime(milliseconds: try milliseconds(decimal, unit, range))
        }
    }

    /// A decimal number without sign: `digits` times ten to the power of minus `scale`.
    private struct Decimal {
        var digits: Int64
        var scale: Int
    }

    private static func decimal(_ word: Words.Word) throws(ParseError) -> Decimal {
        let parts = word.text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits = parts.flatMap { Array($0) }
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), digits.allSatisfy(isDigit) else {
            if word.text.first == "-" { throw WordingError("a target cannot be negative", at: word.range) }
            if let split = word.text.firstIndex(where: { $0.isLetter }), split > word.text.startIndex,
                word.text[..<split].allSatisfy({ $0.isNumber || $0 == "." })
            {
                throw WordingError(
                    "expected a blank between number and unit in '\(word.text)'", at: word.range,
                    notes: ["write '\(word.text[..<split]) \(spelled(String(word.text[split...])))'"])
            }
            throw WordingError(
                "expected a number or 'close of business', found '\(word.text)'", at: word.range,
                notes: ["targets look like '90 minutes', '4 business hours', '2 business days', 'close of business'"])
        }
        let whole = parts[0].drop { $0 == UInt8(ascii: "0") }
        var fraction = parts.count == 2 ? Array(parts[1]) : []
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        guard whole.count + fraction.count <= 15 else {
            throw WordingError("the number has too many digits", at: word.range)
        }
        let value = (Array(whole) + fraction).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        return Decimal(digits: value, scale: fraction.count)
    }

    private static func milliseconds(
        _ decimal: Decimal, _ unit: Unit, _ range: Range<Int>
    ) throws(ParseError) -> Int64 {
        let (product, overflow) = decimal.digits.multipliedReportingOverflow(by: unit.length)
        let scale = (0..<decimal.scale).reduce(Int64(1)) { power, _ in power * 10 }
        guard !overflow, product / scale <= Int64(longestDays) * Unit.day.length else {
            throw WordingError("a target is at most 100 years", at: range)
        }
        guard product % scale == 0 else {
            throw WordingError("a target is a whole number of milliseconds", at: range)
        }
        return product / scale
    }

    private static func whole(
        _ decimal: Decimal, _ word: Words.Word, _ unit: String, atMost limit: Int
    ) throws(ParseError) -> Int {
        guard decimal.scale == 0 else {
            throw WordingError(
                "\(unit) are counted whole, found '\(word.text)'", at: word.range,
                notes: unit == "months" ? [] : ["a part of a day is written in business hours"])
        }
        guard decimal.digits <= limit else { throw WordingError("a target is at most 100 years", at: word.range) }
        return Int(decimal.digits)
    }

    // MARK: Units

    private static let unitsNote =
        "units are seconds, minutes, hours, days, weeks, months, business minutes, business hours, business days"

    private static func unit(_ word: Words.Word) throws(ParseError) -> Unit {
        let singular = word.text.hasSuffix("s") ? String(word.text.dropLast()) : word.text
        if let unit = Unit(rawValue: singular) { return unit }
        var notes = [unitsNote]
        let meant = spelled(word.text)
        if meant != word.text { notes.insert("did you mean '\(meant)'?", at: 0) }
        throw WordingError("unknown unit '\(word.text)'", at: word.range, notes: notes)
    }

    /// The unit a person meant by an abbreviation or a misspelling; the word itself where nothing is near.
    private static func spelled(_ word: String) -> String {
        let abbreviations = [
            "ms": "milliseconds", "s": "seconds", "sec": "seconds", "secs": "seconds", "m": "minutes",
            "min": "minutes", "mins": "minutes", "h": "hours", "hr": "hours", "hrs": "hours", "d": "days",
            "w": "weeks", "wk": "weeks", "wks": "weeks", "mo": "months", "mth": "months", "mths": "months",
        ]
        return abbreviations[word] ?? nearest(to: word, among: Unit.allCases.map { "\($0.rawValue)s" } + ["business"])
            ?? word
    }

    // MARK: Close of business

    private static func closeOfBusiness(_ words: inout Words) throws(ParseError) -> Target {
        let notes = [
            "write 'close of business', 'close of next business day' or 'close of 2nd business day'"
        ]
        _ = words.take()
        guard words.take("of") else {
            throw WordingError("expected 'of' after 'close'", at: words.next?.range ?? words.end, notes: notes)
        }
        if words.take("business") {
            guard let day = words.next else { return .closeOfBusiness(day: 0) }
            throw WordingError("which business day is missing before 'business'", at: day.range, notes: notes)
        }
        guard let which = words.take() else {
            throw WordingError("expected 'business' after 'close of'", at: words.end, notes: notes)
        }
        let day = try dayNumber(which, notes: notes)
        guard words.take("business"), words.take("day") else {
            throw WordingError(
                "expected 'business day' after '\(which.text)'", at: words.next?.range ?? words.end, notes: notes)
        }
        return .closeOfBusiness(day: day)
    }

    /// `next` or `2nd`.
    private static func dayNumber(_ word: Words.Word, notes: [String]) throws(ParseError) -> Int {
        if word.text == "next" { return 1 }
        let digits = word.text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number >= 1 else {
            throw WordingError(
                "expected 'business', 'next' or '2nd', found '\(word.text)'", at: word.range, notes: notes)
        }
        guard number <= longestDays else { throw WordingError("a target is at most 100 years", at: word.range) }
        guard word.text == ordinal(number) else {
            throw WordingError("expected '\(ordinal(number))', found '\(word.text)'", at: word.range, notes: notes)
        }
        return number
    }
}
