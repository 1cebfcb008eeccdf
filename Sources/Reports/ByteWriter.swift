import BusinessTime

/// Bytes on their way out: gathered in one buffer and handed on in large pieces.
///
/// Numbers and instants are written digit by digit, so that a report of a hundred thousand rows makes no string per row.
/// What is written last leaves with ``flush()``.
///
/// Safe because the memory never leaves this type, and every write asks for room first.
@safe public struct ByteWriter: ~Copyable {
    private let buffer: UnsafeMutableRawBufferPointer
    private var count = 0
    private static let capacity = 1 << 16
    private let sink: (Span<UInt8>) -> Void

    /// - Parameter sink: Takes the next piece. What it does with a piece that cannot be delivered is its own affair.
    public init(to sink: @escaping (Span<UInt8>) -> Void) {
        self.sink = sink
        unsafe buffer = .allocate(byteCount: Self.capacity, alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }

    /// Hands on what was gathered.
    public mutating func flush() {
        if count > 0 { unsafe sink(Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<count]))) }
        count = 0
    }

    public mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in unsafe copy(UnsafeRawBufferPointer(bytes)) }
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe copy(bytes) }
    }

    mutating func write(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe copy(bytes) }
    }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        var done = 0
        while done < bytes.count {
            if count == Self.capacity { flush() }
            let length = min(bytes.count - done, Self.capacity - count)
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[done..<done + length])
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: piece)
            count += length
            done += length
        }
    }

    mutating func write(byte: UInt8) {
        if count == Self.capacity { flush() }
        unsafe buffer[count] = byte
        count += 1
    }

    mutating func write(_ number: Int) {
        if number < 0 { write(byte: UInt8(ascii: "-")) }
        write(number.magnitude, width: 1)
    }

    /// Milliseconds as seconds: `5400`, or `0.25` where they are not whole.
    mutating func write(secondsOf milliseconds: Int64) {
        if milliseconds < 0 { write(byte: UInt8(ascii: "-")) }
        let (whole, part) = UInt(milliseconds.magnitude).quotientAndRemainder(dividingBy: 1000)
        write(whole, width: 1)
        guard part != 0 else { return }
        var fraction = part
        var width = 3
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        write(byte: UInt8(ascii: "."))
        write(fraction, width: width)
    }

    /// An instant (milliseconds since 1970 UTC) as `2026-07-03T14:05:09Z`, with milliseconds where they are not zero.
    mutating func write(instant: Int64) {
        let (day, rest) = Int(instant).quotientAndRemainder(flooringBy: 86_400_000)
        let date = CivilDate.date(of: day)
        if date.year < 0 { write(byte: UInt8(ascii: "-")) }
        write(date.year.magnitude, width: 4)
        write(byte: UInt8(ascii: "-"))
        write(UInt(date.month), width: 2)
        write(byte: UInt8(ascii: "-"))
        write(UInt(date.day), width: 2)
        let ofDay = UInt(rest)
        write(byte: UInt8(ascii: "T"))
        write(ofDay / 3_600_000, width: 2)
        write(byte: UInt8(ascii: ":"))
        write(ofDay / 60_000 % 60, width: 2)
        write(byte: UInt8(ascii: ":"))
        write(ofDay / 1000 % 60, width: 2)
        if ofDay % 1000 != 0 {
            write(byte: UInt8(ascii: "."))
            write(ofDay % 1000, width: 3)
        }
        write(byte: UInt8(ascii: "Z"))
    }

    /// At least `width` digits, with zeros in front.
    private mutating func write(_ number: UInt, width: Int) {
        var digits = width
        var limit: UInt = 10
        for _ in 1..<max(1, width) { limit *= 10 }
        while number >= limit {
            digits += 1
            let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { break }
            limit = next
        }
        if count + digits > Self.capacity { flush() }
        var rest = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            unsafe buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}

extension Int {
    /// Quotient rounded down and the remainder that goes with it, not negative for a positive divisor.
    func quotientAndRemainder(flooringBy divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
