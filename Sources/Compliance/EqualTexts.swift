import Columns
import Threads

/// Finds rows with the same text among millions, in as many threads as wanted.
///
/// Each row's text is hashed, and rows are dealt out by their hash to tables that each fit a processor's second cache.
/// Rows whose hashes agree are still compared byte by byte.
struct EqualTexts: Sendable {
    /// Rows of a part: the texts of part *i* begin with row *i* × `partLength`.
    static let partLength = 1 << 12
    /// Tables, a power of two.
    fileprivate static let tableCount = 16

    private let rowCount: Int
    private let parts: [Part]

    fileprivate struct Part: Sendable {
        var texts: TextColumn
        /// Of the rows with a text, those of table *i* from `starts[i]` up to `starts[i + 1]`, in order.
        var rows: [Int32]
        var hashes: [UInt64]
        var starts: [Int]
    }

    /// - Parameter texts: Makes the texts of some rows, the first of them first.
    init(rowCount: Int, threads: Int, _ texts: @Sendable (Range<Int>) -> TextColumn) {
        self.rowCount = rowCount
        let length = EqualTexts.partLength
        parts = Parallel.map((rowCount + length - 1) / length, threads: threads) { part in
            let rows = part * length..<min((part + 1) * length, rowCount)
            return Part(texts(rows), from: rows.lowerBound)
        }
    }

    /// For each row the one that comes before all others of the same text; −1 for rows without a text.
    func first(threads: Int, by precedes: @Sendable (Int, Int) -> Bool) -> [Int32] {
        unsafe [Int32](unsafeUninitializedCapacity: rowCount) { buffer, initialized in
            nonisolated(unsafe) let first = unsafe buffer
            unsafe first.initialize(repeating: -1)
            // Every row belongs to one table, and so to one thread.
            Parallel.forEach(EqualTexts.tableCount, threads: threads) { table in unsafe fill(table, first, precedes) }
            initialized = rowCount
        }
    }

    /// Cost: 20 ns a row.
    private func fill(
        _ table: Int, _ first: UnsafeMutableBufferPointer<Int32>, _ precedes: (Int, Int) -> Bool
    ) {
        let count = parts.reduce(0) { $0 + $1.rows(of: table).count }
        let slotCount = 1 << (Int.bitWidth - max(15, 2 * count - 1).leadingZeroBitCount)
        let mask = slotCount - 1
        // The upper half of the hash, and the row that comes first, counted from 1.
        var slots = [UInt64](repeating: 0, count: slotCount)
        var places = slots.mutableSpan
        for part in parts {
            let (rows, hashes) = (part.rows, part.hashes)
            for entry in part.rows(of: table) {
                let (row, hash) = (Int(rows[entry]), hashes[entry])
                var index = Int(truncatingIfNeeded: hash) & mask
                while true {
                    let slot = places[index]
                    if slot == 0 {
                        places[index] = hash & ~0xFFFF_FFFF | UInt64(row + 1)
                        break
                    }
                    let other = Int(slot & 0xFFFF_FFFF) - 1
                    if slot >> 32 == hash >> 32, areEqual(row, other) {
                        if precedes(row, other) { places[index] = slot & ~0xFFFF_FFFF | UInt64(row + 1) }
                        break
                    }
                    index = (index + 1) & mask
                }
                unsafe first[row] = Int32(index)
            }
        }
        for part in parts {
            let rows = part.rows
            for entry in part.rows(of: table) {
                let row = Int(rows[entry])
                unsafe first[row] = Int32(truncatingIfNeeded: places[Int(first[row])] & 0xFFFF_FFFF) - 1
            }
        }
    }

    private func areEqual(_ a: Int, _ b: Int) -> Bool {
        let length = EqualTexts.partLength
        guard let one = parts[a / length].texts.bytes(a % length), let other = parts[b / length].texts.bytes(b % length)
        else { return false }
        return one.count == other.count && one.elementsEqual(other)
    }
}

extension EqualTexts.Part {
    /// Hashes texts and deals their rows out to the tables.
    fileprivate init(_ texts: TextColumn, from first: Int) {
        let all = texts.hashes
        // Bits that neither a slot's index nor its upper half looks at twice over.
        func table(_ hash: UInt64) -> Int { Int(hash >> 28) & (EqualTexts.tableCount - 1) }
        var starts = [Int](repeating: 0, count: EqualTexts.tableCount + 1)
        for hash in all where hash != 0 { starts[table(hash) + 1] += 1 }
        for table in 0..<EqualTexts.tableCount { starts[table + 1] += starts[table] }
        var next = starts
        var rows = [Int32](repeating: 0, count: starts[EqualTexts.tableCount])
        var hashes = [UInt64](repeating: 0, count: rows.count)
        for (row, hash) in all.enumerated() where hash != 0 {
            let place = next[table(hash)]
            next[table(hash)] = place + 1
            rows[place] = Int32(first + row)
            hashes[place] = hash
        }
        (self.texts, self.rows, self.hashes, self.starts) = (texts, rows, hashes, starts)
    }

    fileprivate func rows(of table: Int) -> Range<Int> { starts[table]..<starts[table + 1] }
}

extension TextColumn {
    /// Each row's text as a number: the same for the same bytes, 0 where there is none.
    package func numbersOfDistinctTexts(threads: Int) -> [UInt32] {
        switch storage {
        case .dictionary(let codes, _): codes
        case .spans(let spans, let arena):
            EqualTexts(rowCount: spans.count, threads: threads) { rows in
                TextColumn(.spans(Array(spans[rows]), arena: arena))
            }.first(threads: threads, by: <).map { UInt32($0 + 1) }
        }
    }

    /// A hash of each row's text, 0 for none.
    fileprivate var hashes: [UInt64] {
        switch storage {
        case .dictionary(let codes, let values):
            let known = values.map { text in unsafe text.withUnsafeBytes { bytes in unsafe hash(bytes) } }
            return codes.map { $0 == 0 ? 0 : known[Int($0)] }
        case .spans(let spans, let arena):
            return unsafe arena.withUnsafeBytes { bytes in
                spans.map { $0.isMissing ? 0 : unsafe hash(UnsafeRawBufferPointer(rebasing: bytes[$0.range])) }
            }
        }
    }
}

/// Eight bytes at a time, each folded in by a full multiplication, the last of them once more where some are left over.
/// Never 0.
private func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    func folded(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return high ^ low
    }
    var hash = UInt64(bytes.count) &+ 0x9E37_79B9_7F4A_7C15
    var at = 0
    while bytes.count - at >= 8 {
        hash = folded(hash, unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        at += 8
    }
    var word: UInt64 = 0
    if at > 0 {
        // The last eight bytes, some of them folded in already.
        word = unsafe bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
    } else {
        for index in 0..<bytes.count { word |= unsafe UInt64(bytes[index]) << UInt64(index * 8) }
    }
    return folded(folded(hash, word), 0x8EBC_6AF0_9C88_C6E3) | 1
}
