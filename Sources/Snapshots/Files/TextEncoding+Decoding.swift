/// Other encodings become UTF-8 before anything looks for separators.
extension TextEncoding {
    /// What a byte order mark at the start of a file says, and how long it is.
    static func named(byMark head: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) { return (.utf32, 4) }
        guard head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) else { return nil }
        // Some programs write two bytes of a mark before letters of four.
        let first = head.dropFirst(2).prefix(4).map { $0 != 0 }
        if first == [true, false, false, false] || first == [false, false, false, true] { return (.utf32, 2) }
        return (head[0] == 0xFF ? .utf16LittleEndian : .utf16BigEndian, 2)
    }

    /// The text in UTF-8. What stands for no letter becomes a byte that UTF-8 does not have, so that it is found where the
    /// column is used, with line and column.
    func decode(_ bytes: [UInt8]) -> [UInt8] {
        let mark = TextEncoding.named(byMark: bytes)
        switch self {
        case .utf8: return Array(bytes.dropFirst(mark?.encoding == .utf8 ? 3 : 0))
        case .latin1: return Self.encode(bytes.lazy.map { UInt32($0) }, capacity: bytes.count)
        case .windows1252: return Self.encode(bytes.lazy.map { Self.windows1252Scalar($0) }, capacity: bytes.count)
        case .utf16, .utf16LittleEndian, .utf16BigEndian:
            let isMarked = mark?.encoding == .utf16LittleEndian || mark?.encoding == .utf16BigEndian
            let isBig = isMarked ? mark?.encoding == .utf16BigEndian : self != .utf16LittleEndian
            return Self.decodeUTF16(bytes.dropFirst(isMarked ? 2 : 0), isBig: isBig)
        case .utf32:
            let units = Array(bytes.dropFirst(mark?.encoding == .utf32 ? mark?.length ?? 0 : 0))
            let isBig = units.first == 0
            let scalars = stride(from: 0, to: units.count, by: 4).map { at -> UInt32 in
                guard at + 4 <= units.count else { return .max }
                let four = units[at..<at + 4].map { UInt32($0) }
                return isBig
                    ? four[0] << 24 | four[1] << 16 | four[2] << 8 | four[3]
                    : four[3] << 24 | four[2] << 16 | four[1] << 8 | four[0]
            }
            return Self.encode(scalars, capacity: bytes.count / 4)
        }
    }

    private static func decodeUTF16(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> [UInt8] {
        var scalars: [UInt32] = []
        scalars.reserveCapacity(bytes.count / 2)
        var high: UInt32?
        var at = bytes.startIndex
        while at < bytes.endIndex {
            guard at + 1 < bytes.endIndex else {
                scalars.append(.max)
                break
            }
            let (first, second) = (UInt32(bytes[at]), UInt32(bytes[at + 1]))
            let unit = isBig ? first << 8 | second : second << 8 | first
            at += 2
            switch unit {
            case 0xD800..<0xDC00:
                if high != nil { scalars.append(.max) }
                high = unit
            case 0xDC00..<0xE000:
                scalars.append(high.map { 0x10000 + ($0 - 0xD800) << 10 + unit - 0xDC00 } ?? .max)
                high = nil
            default:
                if high != nil { scalars.append(.max) }
                high = nil
                scalars.append(unit)
            }
        }
        if high != nil { scalars.append(.max) }
        return encode(scalars, capacity: bytes.count)
    }

    private static func encode(_ scalars: some Sequence<UInt32>, capacity: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(capacity)
        for value in scalars {
            if let scalar = Unicode.Scalar(value) {
                result.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [0xFF])
            } else {
                result.append(0xFF)
            }
        }
        return result
    }

    /// The letters of 0x80 to 0x9F; five places stand for nothing.
    private static func windows1252Scalar(_ byte: UInt8) -> UInt32 {
        let special: [UInt32] = [
            0x20AC, .max, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, .max,
            0x017D,
            .max, .max, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
            .max,
            0x017E, 0x0178,
        ]
        return (0x80...0x9F).contains(byte) ? special[Int(byte) - 0x80] : UInt32(byte)
    }
}
