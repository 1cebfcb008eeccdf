/// Whether bytes are well-formed UTF-8, by the table of the Unicode standard (3-7).
enum UTF8Validity {
    /// The first byte that is not part of a well-formed letter; nil where all are.
    static func fault(in bytes: some RandomAccessCollection<UInt8>) -> Int? {
        fault(count: bytes.count) { bytes[bytes.index(bytes.startIndex, offsetBy: $0)] }
    }

    @inline(__always)
    static func fault(count: Int, byte: (Int) -> UInt8) -> Int? {
        func continues(_ index: Int, from low: UInt8 = 0x80, to high: UInt8 = 0xBF) -> Bool {
            index < count && byte(index) >= low && byte(index) <= high
        }
        var index = 0
        while index < count {
            let length: Int
            switch byte(index) {
            case 0..<0x80: length = 1
            case 0xC2...0xDF: length = continues(index + 1) ? 2 : 0
            case 0xE0: length = continues(index + 1, from: 0xA0) && continues(index + 2) ? 3 : 0
            case 0xED: length = continues(index + 1, to: 0x9F) && continues(index + 2) ? 3 : 0
            case 0xE1...0xEF: length = continues(index + 1) && continues(index + 2) ? 3 : 0
            case 0xF0:
                length = continues(index + 1, from: 0x90) && continues(index + 2) && continues(index + 3) ? 4 : 0
            case 0xF1...0xF3:
                length = continues(index + 1) && continues(index + 2) && continues(index + 3) ? 4 : 0
            case 0xF4:
                length = continues(index + 1, to: 0x8F) && continues(index + 2) && continues(index + 3) ? 4 : 0
            default: length = 0
            }
            if length == 0 { return index }
            index += length
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
        return isUnusualText(cell)
    }

    private func isUnusualText(_ cell: Cell) -> Bool {
        for index in cell.range where byte(index) == 0 { return false }
        return UTF8Validity.fault(count: cell.length) { byte(cell.start &+ $0) } == nil
    }
}
