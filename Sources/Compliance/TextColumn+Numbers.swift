import Columns

extension TextColumn {
    /// Each row's text as a number: the same for the same bytes, 0 where there is none.
    ///
    /// - Complexity: O(bytes), about 50 ns a row where the texts are many; nothing where they stand in a dictionary.
    func numbersOfDistinctTexts() -> (numbers: [UInt32], count: Int) {
        switch storage {
        case .dictionary(let codes, let values): return (codes, values.count)
        case .spans(let spans, let arena):
            return unsafe arena.withUnsafeBytes { bytes in
                var table = unsafe SpanTable(bytes: bytes, capacity: spans.count)
                let numbers = spans.map { $0.isMissing ? 0 : table.number(of: $0) }
                return (numbers, table.count + 1)
            }
        }
    }
}

/// Numbers distinct spans of an arena from 1, in order of appearance.
///
/// Open addressing in twice as many slots as there are rows; a slot holds the upper half of the hash and the number, and
/// equal halves are told apart by their bytes. Safe because it lives no longer than the closure that lends the bytes.
@safe private struct SpanTable {
    private let bytes: UnsafeRawBufferPointer
    private var slots: [UInt64]
    private var spans: [TextSpan] = []
    private let mask: Int

    init(bytes: UnsafeRawBufferPointer, capacity: Int) {
        unsafe self.bytes = bytes
        let power = 1 << (Int.bitWidth - max(15, capacity * 2 - 1).leadingZeroBitCount)
        slots = Array(repeating: 0, count: power)
        mask = power - 1
        spans.reserveCapacity(capacity)
    }

    var count: Int { spans.count }

    mutating func number(of span: TextSpan) -> UInt32 {
        let hash = hash(span)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot] & 0xFFFF_FFFF)
            if slots[slot] >> 32 == hash >> 32, isEqual(spans[number - 1], span) { return UInt32(number) }
            slot = (slot + 1) & mask
        }
        spans.append(span)
        slots[slot] = hash & ~0xFFFF_FFFF | UInt64(spans.count)
        return UInt32(spans.count)
    }

    private func isEqual(_ a: TextSpan, _ b: TextSpan) -> Bool {
        guard a.length == b.length else { return false }
        return unsafe bytes[a.range].elementsEqual(bytes[b.range])
    }

    /// Eight bytes at a time, each folded in by a full multiplication; what is left over is read as one short word.
    private func hash(_ span: TextSpan) -> UInt64 {
        var hash = UInt64(span.length) &+ 0x9E37_79B9_7F4A_7C15
        var at = span.start
        var left = span.length
        while left >= 8 {
            hash = folded(hash, unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
            left -= 8
        }
        var word: UInt64 = 0
        for index in 0..<left { word |= UInt64(unsafe bytes[at + index]) << UInt64(index * 8) }
        return folded(folded(hash, word), 0x8EBC_6AF0_9C88_C6E3)
    }

    private func folded(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return high ^ low
    }
}
