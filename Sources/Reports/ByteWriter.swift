import BusinessTime

/// Bytes on their way out: gathered in one buffer and handed on in large pieces.
///
/// Numbers and instants are written digit by digit, so that a report of a hundred thousand rows makes no string per row.
/// What is written last leaves with ``flush()``.
public struct ByteWriter: ~Copyable {
    private var buffer: [UInt8] = []
    private let sink: ([UInt8]) -> Void
    private static let enough = 1 << 16

    /// - Parameter sink: Takes the next piece. What it does with a piece that cannot be delivered is its own affair.
    public init(to sink: @escaping ([UInt8]) -> Void) {
        self.sink = sink
        buffer.reserveCapacity(Self.enough + 1 << 12)
    }

    /// Hands on what was gathered.
    public mutating func flush() {
        if !buffer.isEmpty { sink(buffer) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Hands on what was gathered, once it is much; to be called after each piece that is written byte by byte.
    mutating func flushIfFull() {
        if buffer.count >= Self.enough { flush() }
    }

    public mutating func write(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        flushIfFull()
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) {
        buffer.append(contentsOf: bytes)
        flushIfFull()
    }

    mutating func write(byte: UInt8) {
        buffer.append(byte)
    }

    mutating func write(_ number: Int) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var divisor: UInt = 1
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(magnitude / divisor % 10))
            divisor /= 10
        }
    }

    /// Milliseconds as seconds: `5400`, or `0.25` where they are not whole.
    mutating func write(secondsOf milliseconds: Int64) {
        if milliseconds < 0 { buffer.append(UInt8(ascii: "-")) }
        let magnitude = Int(clamping: milliseconds.magnitude)
        write(magnitude / 1000)
        guard magnitude % 1000 != 0 else { return }
        var fraction = magnitude % 1000
        var width = 3
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        buffer.append(UInt8(ascii: "."))
        write(fraction, width: width)
    }

    /// An instant (milliseconds since 1970 UTC) as `2026-07-03T14:05:09Z`, with milliseconds where they are not zero.
    mutating func write(instant: Int64) {
        let (days, ofDay) = Int(instant).quotientAndRemainder(flooringBy: 86_400_000)
        let (year, month, day) = CivilDate.date(of: days)
        write(year, width: 4)
        buffer.append(UInt8(ascii: "-"))
        write(month, width: 2)
        buffer.append(UInt8(ascii: "-"))
        write(day, width: 2)
        buffer.append(UInt8(ascii: "T"))
        write(ofDay / 3_600_000, width: 2)
        buffer.append(UInt8(ascii: ":"))
        write(ofDay / 60_000 % 60, width: 2)
        buffer.append(UInt8(ascii: ":"))
        write(ofDay / 1000 % 60, width: 2)
        if ofDay % 1000 != 0 {
            buffer.append(UInt8(ascii: "."))
            write(ofDay % 1000, width: 3)
        }
        buffer.append(UInt8(ascii: "Z"))
    }

    /// At least `width` digits, with zeros in front; not negative.
    private mutating func write(_ number: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

extension Int {
    /// Quotient rounded down and the remainder that goes with it, not negative for a positive divisor.
    func quotientAndRemainder(flooringBy divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
