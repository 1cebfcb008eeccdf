import Columns

/// Numbers distinct byte strings from 0 in order of appearance.
///
/// Open addressing over the upper half of a 64-bit hash; equal hashes are told apart by their bytes.
struct KeyTable {
    /// Number + 1 of the key in a slot, in the lower half, with the upper half of its hash above; 0 is empty.
    private var slots: [UInt64]
    private var keys: [ArraySlice<UInt8>] = []
    private var mask: Int

    init(capacity: Int) {
        let size = max(16, capacity * 2)
        let power = 1 << (Int.bitWidth - (size - 1).leadingZeroBitCount)
        slots = Array(repeating: 0, count: power)
        mask = power - 1
        keys.reserveCapacity(capacity)
    }

    var count: Int { keys.count }

    mutating func number(of key: ArraySlice<UInt8>) -> Int {
        if keys.count * 2 >= slots.count { grow() }
        let hash = KeyTable.hash(key)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, keys[number] == key { return number }
            slot = (slot + 1) & mask
        }
        keys.append(key)
        slots[slot] = hash & ~0xFFFF_FFFF | UInt64(keys.count)
        return keys.count - 1
    }

    private mutating func grow() {
        mask = slots.count * 2 - 1
        slots = Array(repeating: 0, count: mask + 1)
        for (number, key) in keys.enumerated() {
            let hash = KeyTable.hash(key)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
        }
    }

    /// Eight bytes at a time, each folded in by a full multiplication.
    private static func hash(_ key: ArraySlice<UInt8>) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: key.count) &+ 0x9E37_79B9_7F4A_7C15
        var word: UInt64 = 0
        var bits: UInt64 = 0
        func folded(_ hash: UInt64, _ word: UInt64) -> UInt64 {
            let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
            return high ^ low
        }
        for byte in key {
            word |= UInt64(byte) << bits
            bits += 8
            if bits == 64 {
                hash = folded(hash, word)
                (word, bits) = (0, 0)
            }
        }
        if bits > 0 { hash = folded(hash, word) }
        return folded(hash, 0x8EBC_6AF0_9C88_C6E3)
    }
}
