import Columns
import Threads

/// Finds rows with the same text among millions, in as many threads as wanted.
///
/// Each row's text is hashed, and rows are dealt out by their hash to tables that each fit a processor's second cache.
/// Rows whose hashes agree are still compared byte by byte.
struct EqualTexts: Sendable {
    /// Rows of a part: the texts of part *i* begin with row *i* × `partLength`.
    static let partLength = 1 << 15
    /// Tables, a power of two.
    private static let tableCount = 16

    private let rowCount: Int
    private let parts: [Part]

    private struct Part: Sendable {
        var texts: TextColumn
        /// 0 for rows without a text.
        var hashes: [UInt64]
    }

    /// - Parameter texts: Makes the texts of some rows, the first of them first.
    init(rowCount: Int, threads: Int, _ texts: @Sendable (Range<Int>) -> TextColumn) {
        self.rowCount = rowCount
        let length = EqualTexts.partLength
        parts = Parallel.map((rowCount + length - 1) / length, threads: threads) { part in
            let column = texts(part * length..<min((part + 1) * length, rowCount))
            return Part(texts: column, hashes: column.hashes)
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

    private func fill(
        _ table: Int, _ first: UnsafeMutableBufferPointer<Int32>, _ precedes: (Int, Int) -> Bool
    ) {
        var count = 0
        forEachRow(of: table) { _, _ in count += 1 }
        let slotCount = 1 << (Int.bitWidth - max(15, 2 * count - 1).leadingZeroBitCount)
        let mask = slotCount - 1
        // The upper half of the hash, and the row that comes first, counted from 1.
        var slots = [UInt64](repeating: 0, count: slotCount)
        forEachRow(of: table) { row, hash in
            var index = Int(truncatingIfNeeded: hash) & mask
            while true {
                let slot = slots[index]
                if slot == 0 {
                    slots[index] = hash & ~0xFFFF_FFFF | UInt64(row + 1)
                    break
                }
                let other = Int(slot & 0xFFFF_FFFF) - 1
                if slot >> 32 == hash >> 32, areEqual(row, other) {
                    if precedes(row, other) { slots[index] = slot & ~0xFFFF_FFFF | UInt64(row + 1) }
                    break
                }
                index = (index + 1) & mask
            }
            unsafe first[row] = Int32(index)
        }
        forEachRow(of: table) { row, _ in
            unsafe first[row] = Int32(truncatingIfNeeded: slots[Int(first[row])] & 0xFFFF_FFFF) - 1
        }
    }

    @inline(__always)
    private func forEachRow(of table: Int, _ body: (_ row: Int, _ hash: UInt64) -> Void) {
        for (number, part) in parts.enumerated() {
            let hashes = part.hashes.span
            for row in hashes.indices {
                let hash = hashes[row]
                // Bits that neither the slot's index nor its upper half looks at twice over.
                if hash != 0, Int(hash >> 28) & (EqualTexts.tableCount - 1) == table {
                    body(number * EqualTexts.partLength + row, hash)
                }
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

/// Eight bytes at a time, each folded in by a full multiplication; what is left over is read as one short word. Never 0.
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
    for index in at..<bytes.count { word |= unsafe UInt64(bytes[index]) << UInt64((index - at) * 8) }
    return folded(folded(hash, word), 0x8EBC_6AF0_9C88_C6E3) | 1
}
