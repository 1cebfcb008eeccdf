import BusinessTime
import Columns
import Testing

@testable import Snapshots

@Suite struct TimeTests {
    /// What each format reads: local time, offset in minutes, precision; nil for what it does not.
    @Test(
        arguments: [
            (TimeFormat.yearMonthDay, "2026-07-03", "2026-07-03T00:00:00Z", nil, TimePrecision.day),
            (.yearMonthDay, "2026-07-03T14:05:09Z", "2026-07-03T14:05:09Z", 0, .second),
            (.yearMonthDay, "2026-07-03 14:05:09z", "2026-07-03T14:05:09Z", 0, .second),
            (.yearMonthDay, "2026-07-03t14:05:09.1Z", "2026-07-03T14:05:09.100Z", 0, .millisecond),
            (.yearMonthDay, "2026-07-03T14:05:09.123456789+05:30", "2026-07-03T14:05:09.123Z", 330, .millisecond),
            (.yearMonthDay, "2026-07-03T14:05:09.000+0000", "2026-07-03T14:05:09Z", 0, .millisecond),
            (.yearMonthDay, "2026-07-03T14:05-08", "2026-07-03T14:05:00Z", -480, .minute),
            (.yearMonthDay, "2026-07-03 14:05:09 UTC", "2026-07-03T14:05:09Z", 0, .second),
            (.yearMonthDay, "2026-07-03 14:05:09 +0200", "2026-07-03T14:05:09Z", 120, .second),
            (.yearMonthDay, "2012/10/09 14:50:17.000", "2012-10-09T14:50:17Z", nil, .millisecond),
            (.yearMonthDay, "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", 0, .second),
            (.yearMonthDay, "2024-02-29", "2024-02-29T00:00:00Z", nil, .day),
            (.monthDayYear, "07/15/2009 02:14:45+0800", "2009-07-15T02:14:45Z", 480, .second),
            (.monthDayYear, "2/26/2018 19:58", "2018-02-26T19:58:00Z", nil, .minute),
            (.monthDayYear, "2/1/2018 12:00 AM", "2018-02-01T00:00:00Z", nil, .minute),
            (.monthDayYear, "2-1-2018 12:30 pm", "2018-02-01T12:30:00Z", nil, .minute),
            (.dayMonthYear, "26.2.2018", "2018-02-26T00:00:00Z", nil, .day),
            (.dayMonthYear, "01/02/2018 1:02:03 PM", "2018-02-01T13:02:03Z", nil, .second),
            (.monthDayShortYear, "02/24/26 02:18 AM", "2026-02-24T02:18:00Z", nil, .minute),
            (.dayMonthShortYear, "24.02.69", "1969-02-24T00:00:00Z", nil, .day),
            (.dayNameYear, "15 Apr, 2021 00:03:00", "2021-04-15T00:03:00Z", nil, .second),
            (.dayNameYear, "3-jul-2026", "2026-07-03T00:00:00Z", nil, .day),
            (.dayNameYear, "01 September 2026", "2026-09-01T00:00:00Z", nil, .day),
            (.nameDayYear, "Jul 3, 2026 2:18 PM", "2026-07-03T14:18:00Z", nil, .minute),
            (.nameDayYear, "Sept. 3 2026", "2026-09-03T00:00:00Z", nil, .day),
            (.epochSeconds, "1760000000", "2025-10-09T08:53:20Z", 0, .second),
            (.epochMilliseconds, "1760000000123", "2025-10-09T08:53:20.123Z", 0, .millisecond),
            (.epochSeconds, "-1", "1969-12-31T23:59:59Z", 0, .second),
        ] as [(TimeFormat, String, String, Int?, TimePrecision)])
    func reads(format: TimeFormat, text: String, local: String, minutes: Int?, precision: TimePrecision) throws {
        let time = try #require(TimeReader.read(Array(text.utf8), as: format))
        #expect(CivilDate.format(instant: time.local) == local)
        #expect(time.offset.map { $0 / 60 } == minutes)
        #expect(time.precision == precision)
        #expect((time.time == nil) == (precision == .day))
    }

    @Test(
        arguments: [
            (TimeFormat.yearMonthDay, "2026-02-29"), (.yearMonthDay, "2026-13-01"), (.yearMonthDay, "2026-00-10"),
            (.yearMonthDay, "2026-07-03T24:00:00Z"), (.yearMonthDay, "2026-07-03T14:60:00Z"),
            (.yearMonthDay, "2026-07-03T14:05:60Z"), (.yearMonthDay, "2026-07-03T14"), (.yearMonthDay, "2026-07-03T"),
            (.yearMonthDay, "2026-07-03T14:05:09Z-0300"), (.yearMonthDay, "2026-07-03T14:05:09+24:00"),
            (.yearMonthDay, "2026-07-03T14:05:09."), (.yearMonthDay, "2026-07-03T14:05:09 "),
            (.yearMonthDay, " 2026-07-03"),
            (.yearMonthDay, "2026-07/03"), (.yearMonthDay, "26-07-03"), (.yearMonthDay, "2009\\7\\14 22:14:45+0800"),
            (.yearMonthDay, "20260703"), (.yearMonthDay, ""), (.yearMonthDay, "2026-07-03T14:05:09Zx"),
            (.dayMonthYear, "31/04/2026"), (.dayMonthYear, "13/13/2026"), (.monthDayYear, "13/01/2026"),
            (.monthDayYear, "2/1/18"), (.monthDayYear, "2/1-2018"), (.monthDayYear, "2/1/2018 13:00 PM"),
            (.monthDayYear, "2/1/2018 0:30 AM"), (.monthDayShortYear, "2/1/2018"), (.dayNameYear, "3 Jux 2026"),
            (.nameDayYear, "Jul 32, 2026"), (.epochSeconds, "1760000000.5"), (.epochSeconds, "1e9"),
            (.epochMilliseconds, "999999999999999999"),
        ] as [(TimeFormat, String)])
    func refuses(format: TimeFormat, text: String) {
        #expect(TimeReader.read(Array(text.utf8), as: format) == nil)
    }

    @Test(
        arguments: [
            ("D/M/Y", TimeFormat.dayMonthYear), ("DD.MM.YYYY HH:mm", .dayMonthYear),
            ("m/d/yyyy hh:mm a", .monthDayYear),
            ("yyyy-MM-dd", .yearMonthDay), ("rfc3339", .yearMonthDay), ("M/D/YY", .monthDayShortYear),
            ("D Mon Y", .dayNameYear), ("dd MMM, yyyy HH:mm:ss", .dayNameYear),
            ("epoch milliseconds", .epochMilliseconds),
            ("MMM d, yyyy", .nameDayYear), ("day first", nil), ("Y/D/M", nil), ("HH:mm", nil), ("D/M/Y Z", nil),
        ] as [(String, TimeFormat?)])
    func readsDeclarations(text: String, format: TimeFormat?) {
        #expect(TimeFormat(declared: text) == format)
    }

    /// What is read eight letters at a time, against the plain reader, on times with a letter or two changed.
    @Test(arguments: 0..<(isFull ? 300 : 30))
    func fastOneAgreesWithPlainOne(seed: Int) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("0123456789-:TZ+. /tz9105".utf8)
        let texts = (0..<400).map { _ -> [UInt8] in
            let instant = Int64.random(in: -2_300_000_000_000...8_000_000_000_000, using: &random) / 1000 * 1000
            var text = CivilDate.format(instant: instant)
            text = String(text.dropLast())
            text += ["", "Z", ".000Z", ".123Z", ".000+0000", "+02:00", "-0530", "+01", " UTC", ".5Z"].pick(&random)
            if Int.random(in: 0..<4, using: &random) == 0 { text = String(text.prefix(10)) }
            if Int.random(in: 0..<4, using: &random) == 0 { text = text.replacing("T", with: " ") }
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = alphabet.pick(&random)
            }
            return bytes
        }
        let fast = FastTime()
        withBlock(bytes: texts) { block in
            for (row, text) in texts.enumerated() {
                let cell = block[row, 0]
                let plain = TimeReader.read(text, as: .yearMonthDay)
                let words = String(decoding: text, as: UTF8.self)
                let (instant, hasFraction) = fast.instant(cell, in: block)
                if instant != FastTime.undecided {
                    let wanted = plain.flatMap { time in time.offset.map { time.local - Int64($0) * 1000 } }
                    #expect(wanted == instant, "\(words)")
                    #expect(plain?.precision == (hasFraction ? .millisecond : .second), "\(words)")
                }
                let local = fast.local(cell, in: block)
                if local != FastTime.undecided, text.count == 19 { #expect(plain?.local == local, "\(words)") }
                let day = fast.date(cell, in: block)
                if day != FastTime.undecided {
                    #expect(plain?.day == Int(day) && plain?.time == nil, "\(words)")
                }
            }
        }
    }

    /// A column of times, many of one day after the other, against each on its own.
    @Test(arguments: 0..<(isFull ? 300 : 30))
    func columnsAgreeWithSingleTimes(seed: Int) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("0123456789-:TZ \u{0}".utf8)
        var day = Int64(0)
        var texts = (0..<300).map { _ -> [UInt8] in
            if Int.random(in: 0..<8, using: &random) == 0 { day = Int64.random(in: -20_000...40_000, using: &random) }
            let instant = day * 86_400_000 + Int64.random(in: 0..<86_400, using: &random) * 1000
            var bytes = Array(CivilDate.format(instant: instant).utf8)
            switch Int.random(in: 0..<12, using: &random) {
            case 0: bytes = []
            case 1: bytes = bytes.dropLast() + Array(".123Z".utf8)
            case 2...4: bytes[Int.random(in: bytes.indices, using: &random)] = alphabet.pick(&random)
            default: break
            }
            return bytes
        }
        // What no day was met before may still not pass for one.
        texts.insert([UInt8](repeating: 0, count: 10) + Array("T10:00:00Z".utf8), at: 0)
        let fast = FastTime()
        withBlock(bytes: texts) { block in
            let singles = texts.indices.map { row in
                texts[row].isEmpty ? (FastTime.undecided, true) : fast.instant(block[row, 0], in: block)
            }
            let found = fast.instants(block.cells(0), of: block)
            #expect(found.values == singles.map(\.0))
            #expect(found.undecided == singles.count { $0.0 == FastTime.undecided })
            #expect(found.hasSeconds == singles.contains { $0.0 != FastTime.undecided && !$0.1 })
            #expect(found.values[0] == FastTime.undecided)
        }
    }

    /// The common forms are not left to the plain reader.
    @Test(arguments: [
        "2026-07-03T14:05:09Z", "2026-07-03 14:05:09.123Z", "1999-12-31T23:59:59.000+0000", "2026-01-01T00:00:00-08:00",
    ])
    func fastOneTakesTheCommonForms(text: String) {
        withBlock([text]) { block in
            #expect(FastTime().instant(block[0, 0], in: block).value != FastTime.undecided)
        }
    }
}
