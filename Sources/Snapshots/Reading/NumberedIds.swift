import Columns

/// Ids that count, as many exports have them: all of one length, the same letters first, then digits. Where their numbers lie
/// close together, a list by number says the row of an id at one look, and nothing is searched.
///
/// It is exact: an id is found where all of its letters are those of the row's id, and ids of any other shape are left to
/// `IdTable`'s search.
/// Safe because words are loaded within ids that are at least as long, and each number is held against the list's length.
@safe struct NumberedIds: Sendable {
    /// Of every id, in bytes; sixteen at most.
    private let length: Int
    /// The letters of the first eight that every id has, and where they stand in the word.
    private let head: UInt64
    private let headMask: UInt64
    /// The last eight bytes, zeroes before them where there are fewer: the letters that every id has, and where digits stand.
    private let tail: UInt64
    private let digitMask: UInt64
    private let lowest: Int
    /// By number from `lowest`; −1 where no row has it.
    private let rows: [Int32]
    /// Rows whose id an earlier row has already, with that row, in order.
    let duplicates: [(first: Int32, row: Int32)]

    /// Nil where the ids have another shape, or their numbers lie far apart.
    init?(_ layout: IdLayout) {
        guard let shape = layout.span(0)?.length, (1...16).contains(shape), layout.stride == 16 else { return nil }
        length = shape
        let count = layout.spans.count
        let words = { (row: Int) in layout.ends(row, length: shape) }
        let first = words(0)
        // Where ids differ.
        var (headBits, tailBits): (UInt64, UInt64) = (0, 0)
        for row in 0..<count {
            guard layout.spans[row].length == shape else { return nil }
            let (head, tail) = words(row)
            headBits |= head ^ first.head
            tailBits |= tail ^ first.tail
        }
        let digitsFrom = min(tailBits.trailingZeroBitCount / 8, 7)
        digitMask = ~0 << UInt64(8 * digitsFrom)
        // The digits overlap the first eight bytes where an id is shorter than sixteen.
        let letters = max(0, min(8, shape - 8 + digitsFrom))
        headMask = shape < 8 || letters == 0 ? 0 : ~0 >> UInt64(64 - 8 * letters)
        guard headBits & headMask == 0 else { return nil }
        head = first.head & headMask
        tail = first.tail & ~digitMask
        // A quote is doubled in a file, and would not stand where it does here.
        guard !NumberedIds.hasQuote(head), !NumberedIds.hasQuote(tail) else { return nil }
        var (low, high) = (Int.max, Int.min)
        for row in 0..<count {
            guard let number = NumberedIds.number(words(row).tail, digitMask) else { return nil }
            (low, high) = (min(low, number), max(high, number))
        }
        guard high - low < 4 * count + 64, high - low < Int32.max else { return nil }
        lowest = low
        var rows = [Int32](repeating: -1, count: high - low + 1)
        var duplicates: [(first: Int32, row: Int32)] = []
        for row in 0..<count {
            let place = (NumberedIds.number(words(row).tail, digitMask) ?? low) - low
            if rows[place] < 0 { rows[place] = Int32(row) } else { duplicates.append((rows[place], Int32(row))) }
        }
        self.rows = rows
        self.duplicates = duplicates
    }

    private static func hasQuote(_ word: UInt64) -> Bool {
        (0..<8).contains { word >> UInt64(8 * $0) & 0xFF == 0x22 }
    }

    /// The number whose digits stand where the mask says, the first of them lowest; nil where something else stands there.
    @inline(__always)
    private static func number(_ tail: UInt64, _ mask: UInt64) -> Int? {
        let digits = (tail ^ 0x3030_3030_3030_3030) & mask
        guard (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        // Pairs of digits, then fours, then all eight.
        let pairs = digits &* 10 &+ digits >> 8
        let fours = (pairs & 0x0000_00FF_0000_00FF) &* (100 + 1_000_000 << 32)
        let others = (pairs >> 16 & 0x0000_00FF_0000_00FF) &* (1 + 10_000 << 32)
        return Int((fours &+ others) >> 32)
    }

    /// Where in the list an id stands; −1 where it can stand nowhere.
    @inline(__always)
    private func place(head: UInt64, tail: UInt64) -> Int {
        guard (head ^ self.head) & headMask | (tail ^ self.tail) & ~digitMask == 0,
            let number = NumberedIds.number(tail, digitMask)
        else { return -1 }
        return number &- lowest
    }

    /// The row of an id; `unknown` where no row has it.
    func row(of id: [UInt8]) -> Int32 {
        guard id.count == length else { return IdTable.unknown }
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        let tail = word(id.suffix(8)) << UInt64(8 * max(0, 8 - length))
        let place = place(head: word(id.prefix(8)), tail: tail)
        return rows.indices.contains(place) ? rows[place] : IdTable.unknown
    }

    /// The rows of the ids in a field: `unknown` where no row has it, `none` where the field is empty.
    ///
    /// First where in the list each id stands, then what stands there: the second loop does so little that many of its looks at
    /// memory are under way at once.
    /// Cost: 5 ns a row.
    func rows(_ field: Int, of block: RowBlock) -> [Int32] {
        let cells = block.cells(field)
        let (length, isShort, ids) = (length, length < 8, self)
        let shift = UInt64(8 &* max(0, 8 &- length))
        let end = UInt(bitPattern: rows.count)
        var found = [Int32].filled(block.rowCount) { row in
            let cell = cells[row]
            guard cell.length == length else { return cell.length == 0 ? IdTable.none : IdTable.unknown }
            let head = cells.word(cell.start)
            let tail = isShort ? head &<< shift : cells.word(cell.start &+ length &- 8)
            let place = ids.place(head: head, tail: tail)
            return UInt(bitPattern: place) < end ? Int32(truncatingIfNeeded: place) : IdTable.unknown
        }
        let rows = rows.span
        var places = found.mutableSpan
        for row in places.indices where places[row] >= 0 { places[row] = rows[Int(places[row])] }
        return found
    }
}

extension IdLayout {
    fileprivate func span(_ row: Int) -> TextSpan? { row < spans.count ? spans[row] : nil }

    /// The first eight bytes of an id, and the last eight with zeroes before them, in a layout of sixteen bytes an id.
    @inline(__always)
    fileprivate func ends(_ row: Int, length: Int) -> (head: UInt64, tail: UInt64) {
        unsafe arena.withUnsafeBytes { bytes in
            let head = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: row &* 16, as: UInt64.self))
            if length < 8 { return (head, head << UInt64(8 &* (8 &- length))) }
            let from = row &* 16 &+ length &- 8
            return (head, unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: from, as: UInt64.self)))
        }
    }
}
