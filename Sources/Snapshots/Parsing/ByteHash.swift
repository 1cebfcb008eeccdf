/// Hashes of short texts, from a few whole words.
enum ByteHash {
    /// The low `length` bytes of a word; all for 8 and more.
    @inline(__always)
    static func low(_ word: UInt64, _ length: Int) -> UInt64 {
        length >= 8 ? word : word & ~(~0 << UInt64(8 &* length))
    }

    /// Ones in the low `length` bytes, of none to eight. In two shifts, since one by all bits of a word does nothing.
    @inline(__always)
    static func mask(_ length: Int) -> UInt64 {
        let half = UInt64(truncatingIfNeeded: 4 &* length)
        return ~((~0 &<< half) &<< half)
    }

    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64, _ length: Int) -> UInt64 {
        let product = (a ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: b ^ 0xD1B5_4A32_D192_ED03 &+ UInt64(length))
        return product.high ^ product.low
    }
}

extension RowBlock {
    /// The first sixteen bytes of a cell, zeroes after its end, and a hash of all of it. Of an empty cell it means nothing.
    ///
    /// Without a branch on the length of short texts, which nobody could predict.
    @inline(__always)
    func key(_ cell: Cell) -> (first: UInt64, second: UInt64, hash: UInt64) {
        let first = word(cell.start) & ByteHash.mask(min(cell.length, 8))
        let second = word(cell.start &+ 8) & ByteHash.mask(max(0, min(cell.length &- 8, 8)))
        var hash = ByteHash.mix(first, second, cell.length)
        if cell.length <= 16 { return (first, second, hash) }
        var at = 16
        while at < cell.length {
            let third = ByteHash.low(word(cell.start &+ at), cell.length &- at)
            let fourth = cell.length &- at > 8 ? ByteHash.low(word(cell.start &+ at &+ 8), cell.length &- at &- 8) : 0
            hash = ByteHash.mix(third ^ hash, fourth, at)
            at &+= 16
        }
        return (first, second, hash)
    }
}

extension RowBlock.Cells {
    /// As `RowBlock.key`, of a cell of one to sixteen bytes.
    @inline(__always)
    func shortKey(_ cell: RowBlock.Cell) -> (first: UInt64, second: UInt64, hash: UInt64) {
        let first = word(cell.start) & ByteHash.mask(min(cell.length, 8))
        let second = word(cell.start &+ 8) & ByteHash.mask(max(0, cell.length &- 8))
        return (first, second, ByteHash.mix(first, second, cell.length))
    }
}
