import BusinessTime

/// Bytes on their way out: gathered in one buffer and handed on in large pieces, or kept together until somebody asks.
///
/// Numbers and instants are written digit by digit, so that a report of a hundred thousand rows makes no string per row.
/// What is written last leaves with ``flush()``.
///
/// Safe because the memory never leaves this type but as a span that borrows it, and every write asks for room first.
@safe public struct ByteWriter: ~Copyable {
    private var buffer: UnsafeMutableRawBufferPointer
    private var count = 0
    private let sink: ((Span<UInt8>) -> Void)?

    /// - Parameter sink: Takes the next piece. What it does with a piece that cannot be delivered is its own affair.
    public init(to sink: @escaping (Span<UInt8>) -> Void) {
        self.sink = sink
        unsafe buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    }

    /// Keeps what is written, and grows with it.
    init(gathering capacity: Int) {
        sink = nil
        unsafe buffer = .allocate(byteCount: max(64, capacity), alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }

    /// Hands on what was gathered.
    public mutating func flush() {
        guard let sink, count > 0 else { return }
        withGathered(sink)
        count = 0
    }

    /// Lends what was written and not handed on.
    func withGathered(_ body: (Span<UInt8>) -> Void) {
        unsafe body(Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<count])))
    }

    /// Begins anew, in the memory that is there.
    mutating func clear() { count = 0 }

    /// What takes the pieces; nil where they are kept.
    var destination: ((Span<UInt8>) -> Void)? { sink }

    @inline(__always)
    private mutating func makeRoom(for length: Int) {
        if unsafe buffer.count &- count < length { makeMoreRoom(for: length) }
    }

    private mutating func makeMoreRoom(for length: Int) {
        flush()
        guard unsafe buffer.count - count < length else { return }
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: 2 * buffer.count + length, alignment: 16)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        unsafe buffer.deallocate()
        unsafe buffer = larger
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

    mutating func write(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe copy(bytes) }
    }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        makeRoom(for: bytes.count)
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func write(byte: UInt8) {
        makeRoom(for: 1)
        unsafe buffer[count] = byte
        count &+= 1
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
        makeRoom(for: 32)
        if let date = DateDigits.near[day] {
            // Sixteen bytes are stored, of which the date and the T are eleven.
            unsafe buffer.storeBytes(of: date.first, toByteOffset: count, as: UInt64.self)
            unsafe buffer.storeBytes(of: date.second, toByteOffset: count &+ 8, as: UInt64.self)
            count &+= 11
        } else {
            let date = CivilDate.date(of: day)
            if date.year < 0 { write(byte: UInt8(ascii: "-")) }
            write(date.year.magnitude, width: 4)
            write(byte: UInt8(ascii: "-"))
            write(UInt(date.month), width: 2)
            write(byte: UInt8(ascii: "-"))
            write(UInt(date.day), width: 2)
            write(byte: UInt8(ascii: "T"))
        }
        let ofDay = UInt32(rest)
        makeRoom(for: 16)
        writeTwo(ofDay / 3_600_000, UInt8(ascii: ":"))
        writeTwo(ofDay / 60_000 % 60, UInt8(ascii: ":"))
        writeTwo(ofDay / 1000 % 60, UInt8(ascii: "Z"))
        if ofDay % 1000 != 0 {
            unsafe buffer[count &- 1] = UInt8(ascii: ".")
            write(UInt(ofDay % 1000), width: 3)
            write(byte: UInt8(ascii: "Z"))
        }
    }

    /// Two digits and what follows; there is room.
    @inline(__always)
    private mutating func writeTwo(_ number: UInt32, _ next: UInt8) {
        unsafe buffer[count] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
        unsafe buffer[count &+ 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
        unsafe buffer[count &+ 2] = next
        count &+= 3
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
        makeRoom(for: digits)
        var rest = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            unsafe buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}

/// Dates as they are written, for the days that most instants lie in.
private struct DateDigits {
    /// `2026-07-03T`, sixteen bytes of which the last five are zero.
    typealias Text = (first: UInt64, second: UInt64)

    private let firstDay: Int
    private let texts: [Text]

    /// 2000 to 2049.
    static let near = DateDigits(from: 10_957, until: 29_220)

    private init(from: Int, until: Int) {
        firstDay = from
        texts = (from..<until).map { day in
            let date = CivilDate.date(of: day)
            func pair(_ number: Int) -> UInt64 { UInt64(0x3030 + number / 10 + (number % 10) << 8) }
            let first = pair(date.year / 100) | pair(date.year % 100) << 16 | 0x2D << 32 | pair(date.month) << 40
            let second = pair(date.day) | 0x54 << 16
            return (first | 0x2D << 56, second)
        }
    }

    @inline(__always)
    subscript(day: Int) -> Text? {
        let index = day &- firstDay
        return index >= 0 && index < texts.count ? texts[index] : nil
    }
}

extension Int {
    /// Quotient rounded down and the remainder that goes with it, not negative for a positive divisor.
    func quotientAndRemainder(flooringBy divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
