import Columns
import Glibc

/// Numbers and booleans of single fields. The plain code, which the columns' loops fall back to.
enum ValueParsing {
    /// Digits with a sign, a decimal point and an exponent, each where they are wanted; nil for anything else.
    static func number(_ text: [UInt8]) -> Double? {
        var at = 0
        func digits() -> Int {
            let start = at
            while at < text.count, (0x30...0x39).contains(text[at]) { at += 1 }
            return at - start
        }
        if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
        let whole = digits()
        var decimals = 0
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            decimals = digits()
        }
        guard whole + decimals > 0 else { return nil }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
            guard digits() > 0 else { return nil }
        }
        guard at == text.count, let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return value
    }

    static func boolean(_ text: [UInt8]) -> Truth? {
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "true", "1", "yes": .isTrue
        case "false", "0", "no": .isFalse
        default: nil
        }
    }
}

extension RowBlock {
    /// A whole number or one with decimals, of fifteen digits at most; nil where the plain code has to look.
    ///
    /// Both the digits and the power of ten are exact, so the one division rounds as it should.
    @inline(__always)
    func shortNumber(_ cell: Cell) -> Double? {
        guard cell.length <= 16 else { return nil }
        var at = cell.start
        let end = cell.start &+ cell.length
        let isNegative = byte(at) == UInt8(ascii: "-")
        if isNegative { at &+= 1 }
        var digits: Int64 = 0
        var count = 0
        var decimals = -1
        while at < end {
            let digit = byte(at) &- 0x30
            if digit < 10 {
                digits = digits &* 10 &+ Int64(digit)
                count &+= 1
                if decimals >= 0 { decimals &+= 1 }
            } else if digit == 0xFE, decimals < 0 {
                decimals = 0
            } else {
                return nil
            }
            at &+= 1
        }
        guard count > 0, count <= 15 else { return nil }
        let value = decimals > 0 ? Double(digits) / RowBlock.powersOfTen[decimals] : Double(digits)
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// `true`, `false`, `1`, `0`, `yes`, `no` in any letter case; nil for anything else.
    @inline(__always)
    func boolean(_ cell: Cell) -> Truth? {
        guard cell.length <= 5 else { return nil }
        let letters = ByteHash.low(word(cell.start), cell.length)
        switch letters | 0x2020_2020_2020_2020 {
        case 0x2020_2020_6575_7274 where cell.length == 4, 0x2020_2020_2020_2031 where letters == 0x31,
            0x2020_2020_2073_6579 where cell.length == 3:
            return .isTrue
        case 0x2020_2065_736C_6166 where cell.length == 5, 0x2020_2020_2020_2030 where letters == 0x30,
            0x2020_2020_2020_6F6E where cell.length == 2:
            return .isFalse
        default: return nil
        }
    }
}
