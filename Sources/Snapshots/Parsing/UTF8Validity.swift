/// Whether bytes are well-formed UTF-8, by the table of the Unicode standard (3-7).
enum UTF8Validity {
    /// The first byte that is not part of a well-formed letter; nil where all are.
    static func fault(in bytes: some RandomAccessCollection<UInt8>) -> Int? {
        var index = bytes.startIndex
        func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            let at = bytes.index(index, offsetBy: offset, limitedBy: bytes.endIndex) ?? bytes.endIndex
            return at < bytes.endIndex && range.contains(bytes[at])
        }
        while index < bytes.endIndex {
            let length: Int
            switch bytes[index] {
            case 0..<0x80: length = 1
            case 0xC2...0xDF: length = continues(1) ? 2 : 0
            case 0xE0: length = continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
            case 0xED: length = continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
            case 0xE1...0xEF: length = continues(1) && continues(2) ? 3 : 0
            case 0xF0: length = continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
            case 0xF1...0xF3: length = continues(1) && continues(2) && continues(3) ? 4 : 0
            case 0xF4: length = continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
            default: length = 0
            }
            if length == 0 { return bytes.distance(from: bytes.startIndex, to: index) }
            index = bytes.index(index, offsetBy: length)
        }
        return nil
    }
}

extension RowBlock {
    /// Whether the text of a cell can be used as it is: well-formed, and without a byte 0.
    ///
    /// Cost: three instructions for eight bytes of ASCII.
    @inline(__always)
    func isText(_ cell: Cell) -> Bool {
        var at = cell.start
        let end = cell.start &+ cell.length
        let ones: UInt64 = 0x0101_0101_0101_0101
        var suspicious: UInt64 = 0
        while at < end {
            var word = word(at)
            if end &- at < 8 {
                let beyond = ~UInt64(0) << UInt64(8 &* (end &- at))
                word = word & ~beyond | ones & beyond
            }
            // The top bit of a byte that is not ASCII, or 0.
            suspicious |= word | ((word &- ones) & ~word)
            at &+= 8
        }
        if suspicious & 0x8080_8080_8080_8080 == 0 { return true }
        let bytes = rawBytes(cell.range)
        return !bytes.contains(0) && UTF8Validity.fault(in: bytes) == nil
    }
}
