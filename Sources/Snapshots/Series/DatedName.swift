import BusinessTime

/// The name of a folder or file that says when what is in it was taken: `2026-03-01`, `leads-20260301T0200Z.csv`.
struct DatedName: Hashable {
    /// Days since 1970-01-01.
    var day: Int
    /// Milliseconds of the day; nil where the name says none.
    var time: Int64?
    /// Whether the name ends its time with `Z`.
    var isUTC = false
    /// What is left of the name without the date: `leads.csv`, `.csv`.
    var rest: String

    /// Nil where a name holds no date, or digits that are none.
    init?(_ name: String) {
        let bytes = Array(name.utf8)
        for start in bytes.indices where start == 0 || !DatedName.isDigit(bytes[start - 1]) {
            var reader = Reader(bytes: bytes, at: start)
            guard let day = reader.date() else { continue }
            self.day = day
            if let (time, isUTC) = reader.timeOfDay() { (self.time, self.isUTC) = (time, isUTC) }
            if reader.at < bytes.count, DatedName.isDigit(bytes[reader.at]) { continue }
            var before = bytes[..<start]
            var after = bytes[reader.at...]
            while let last = before.last, DatedName.isSeparator(last) { before.removeLast() }
            while let first = after.first, first != 0x2E, DatedName.isSeparator(first) { after.removeFirst() }
            if !before.isEmpty, let first = after.first, first != 0x2E { before.append(0x2D) }
            rest = String(decoding: before + after, as: UTF8.self)
            return
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x5F || byte == 0x2D || byte == 0x20 || byte == 0x2E
    }

    private struct Reader {
        let bytes: [UInt8]
        var at: Int

        mutating func number(_ digits: Int) -> Int? {
            guard at + digits <= bytes.count, bytes[at..<at + digits].allSatisfy(DatedName.isDigit) else { return nil }
            defer { at += digits }
            return bytes[at..<at + digits].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        mutating func skip(_ separators: String) {
            if at < bytes.count, separators.utf8.contains(bytes[at]) { at += 1 }
        }

        /// `2026-03-01`, `2026_03_01`, `20260301`, of the years 1990 to 2099.
        mutating func date() -> Int? {
            guard let year = number(4), (1990...2099).contains(year) else { return nil }
            skip("-_.")
            guard let month = number(2), (1...12).contains(month) else { return nil }
            skip("-_.")
            guard let day = number(2), day >= 1, day <= CivilDate.lengthOfMonth(year: year, month: month) else {
                return nil
            }
            return CivilDate.day(year: year, month: month, day: day)
        }

        /// `T0200`, `_02-00`, ` 02:00:00Z` after a date.
        mutating func timeOfDay() -> (Int64, isUTC: Bool)? {
            var reader = self
            reader.skip("Tt_- ")
            guard reader.at > at, let hour = reader.number(2), hour < 24 else { return nil }
            reader.skip(":-_")
            guard let minute = reader.number(2), minute < 60 else { return nil }
            var second = 0
            var further = reader
            further.skip(":-_")
            if let number = further.number(2), number < 60 { (second, reader) = (number, further) }
            var isUTC = false
            if reader.at < bytes.count, bytes[reader.at] | 0x20 == UInt8(ascii: "z") {
                isUTC = true
                reader.at += 1
            }
            self = reader
            return (Int64((hour * 60 + minute) * 60 + second) * 1000, isUTC)
        }
    }
}
