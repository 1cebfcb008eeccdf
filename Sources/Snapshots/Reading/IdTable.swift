import CScan
import Columns
import Dispatch
import Threads

/// Finds the row of an id among a million, in two looks at memory that are asked for ahead.
///
/// Ids are any bytes of any length; nothing is known of their shape. Open addressing in slots of four bytes, since the less
/// memory there is to look at, the more of it is near: a slot holds the row, counted from 1, in as many bits as the rows
/// need, and as much of the hash as fits above it. The ids themselves lie in an arena, each at a multiple of the same stride
/// and filled up with zeroes.
/// Safe because slots and ids are owned here and never change, and every index is masked or a row.
@safe final class IdTable: Sendable {
    /// No row has the id.
    static let unknown: Int32 = -1
    /// The field is empty.
    static let none: Int32 = -2

    /// The ids by row, as a column: `arena[row × stride ..< row × stride + length]`.
    let column: TextColumn
    /// Rows whose id an earlier row has already, with that row, in order.
    let duplicates: [(first: Int32, row: Int32)]

    /// In place of the slots, for ids that count.
    private let numbered: NumberedIds?
    private let spans: [TextSpan]
    private let arena: [UInt8]
    private let stride: Int
    private let slots: [UInt32]
    private let shift: UInt64
    /// The bits of a slot that hold the row.
    private let rowMask: UInt32
    /// Slots of each part that one thread fills alone: a power of two.
    private let partMask: Int

    /// - Parameter layout: The ids, none of them missing.
    init(_ layout: IdLayout, threads: Int) {
        spans = layout.spans
        arena = layout.arena
        stride = layout.stride
        column = TextColumn(.spans(spans, arena: arena))
        let count = spans.count
        numbered = NumberedIds(layout)
        if let numbered {
            (slots, duplicates) = ([], numbered.duplicates)
            (shift, rowMask, partMask) = (0, 0, 0)
            return
        }
        var bits: UInt64 = 4
        while 1 << bits < 2 * count { bits += 1 }
        shift = 64 - bits
        rowMask = IdTable.rowMask(count)
        let hashes = IdTable.hashes(layout, threads)
        // In parts that threads fill on their own; small tables are not worth it.
        let partBits: UInt64 = count < 1 << 14 ? 0 : 3
        if let built = IdTable.build(layout, hashes, bits: bits, partBits: partBits, threads) {
            (slots, duplicates) = built
            partMask = 1 << (bits - partBits) - 1
        } else {
            // The hashes crowd in one part: fill the table as a whole.
            (slots, duplicates) = IdTable.build(layout, hashes, bits: bits, partBits: 0, 1) ?? ([], [])
            partMask = 1 << bits - 1
        }
    }

    private static func rowMask(_ count: Int) -> UInt32 {
        var mask: UInt32 = 1
        while mask < count { mask = mask << 1 | 1 }
        return mask
    }

    private static func hashes(_ layout: IdLayout, _ threads: Int) -> [UInt64] {
        let count = layout.spans.count
        if count == 0 { return [] }
        return unsafe [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
            nonisolated(unsafe) let base = unsafe buffer
            Parallel.forEachPart(of: count, threads: threads) { part in
                for row in part { unsafe (base.baseAddress! + row).initialize(to: layout.hash(row)) }
            }
            initialized = count
        }
    }

    /// Nil where a part has more ids than room.
    private static func build(
        _ layout: IdLayout, _ hashes: [UInt64], bits: UInt64, partBits: UInt64, _ threads: Int
    ) -> ([UInt32], [(first: Int32, row: Int32)])? {
        let rowMask = rowMask(hashes.count)
        let parts = 1 << partBits
        let shift = 64 - bits
        let partSize = 1 << (bits - partBits)
        var results: [(duplicates: [(first: Int32, row: Int32)], isFull: Bool)] = []
        let slots = unsafe [UInt32](unsafeUninitializedCapacity: 1 << bits) { buffer, initialized in
            unsafe LargePages.advise(buffer)
            nonisolated(unsafe) let base = unsafe buffer
            results = Parallel.map(parts, threads: threads) { part in
                let slots = unsafe UnsafeMutableBufferPointer(rebasing: base[part * partSize..<(part + 1) * partSize])
                unsafe slots.initialize(repeating: 0)
                return unsafe fill(slots, part, layout, hashes, shift: shift, rowMask: rowMask)
            }
            initialized = 1 << bits
        }
        if results.contains(where: \.isFull) { return nil }
        return (slots, results.flatMap(\.duplicates).sorted { $0.row < $1.row })
    }

    /// Puts the ids of one part into its slots, in the order of their rows: of equal ids the first row stays.
    private static func fill(
        _ slots: UnsafeMutableBufferPointer<UInt32>, _ part: Int, _ layout: IdLayout, _ hashes: [UInt64], shift: UInt64,
        rowMask: UInt32
    ) -> (duplicates: [(first: Int32, row: Int32)], isFull: Bool) {
        let mask = slots.count - 1
        let first = part * slots.count
        var duplicates: [(first: Int32, row: Int32)] = []
        var free = slots.count - slots.count / 8
        for row in hashes.indices {
            // Ahead of time: half of these misses the caches.
            if row + 16 < hashes.count {
                let ahead = Int(hashes[row + 16] >> shift) - first
                if ahead >= 0, ahead <= mask { unsafe cscan_prefetch(slots.baseAddress! + ahead) }
            }
            let hash = hashes[row]
            let home = Int(hash >> shift) - first
            guard home >= 0, home <= mask else { continue }
            let tag = UInt32(truncatingIfNeeded: hash) & ~rowMask
            var index = home
            while true {
                let slot = unsafe slots[index]
                if slot == 0 {
                    free -= 1
                    if free <= 0 { return (duplicates, true) }
                    unsafe slots[index] = tag | UInt32(row + 1)
                    break
                }
                if slot & ~rowMask == tag {
                    let other = Int(slot & rowMask) - 1
                    if layout.areEqual(other, row) {
                        duplicates.append((Int32(other), Int32(row)))
                        break
                    }
                }
                index = (index + 1) & mask
            }
        }
        return (duplicates, false)
    }

    // MARK: Looking up

    /// The row of an id; nil where no row has it.
    func row(of id: [UInt8]) -> Int32? {
        guard !spans.isEmpty else { return nil }
        if let numbered {
            let row = numbered.row(of: id)
            return row < 0 ? nil : row
        }
        let hash = IdLayout.hash(of: id[...])
        let home = Int(hash >> shift)
        let part = home & ~partMask
        var index = home & partMask
        while true {
            let slot = slots[part + index]
            if slot == 0 { return nil }
            if slot & ~rowMask == UInt32(truncatingIfNeeded: hash) & ~rowMask {
                let row = Int(slot & rowMask) - 1
                if arena[spans[row].range].elementsEqual(id) { return Int32(row) }
            }
            index = (index + 1) & partMask
        }
    }

    /// The rows of the ids in a field: `unknown` where no row has it, `none` where the field is empty.
    ///
    /// Three passes over a stretch of rows, so that each look at memory was asked for dozens of rows before.
    /// Cost: 8 ns a row where the table does not fit the second cache.
    func rows(_ field: Int, of block: RowBlock) -> [Int32] {
        // Zeroes within an id would pass for those that fill it up.
        if block.hasNUL || spans.isEmpty { return slowRows(field, block) }
        if let numbered { return numbered.rows(field, of: block) }
        let count = block.rowCount
        let cells = block.cells(field)
        let stretch = 128
        var hashes = [UInt64](repeating: 0, count: stretch)
        return unsafe [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe slots.withUnsafeBufferPointer { slots in
                unsafe arena.withUnsafeBufferPointer { arena in
                    unsafe hashes.withUnsafeMutableBufferPointer { hashes in
                        var start = 0
                        while start < count {
                            let end = min(start + stretch, count)
                            for row in start..<end {
                                let hash = block.key(cells[row]).hash
                                unsafe hashes[row &- start] = hash
                                unsafe cscan_prefetch(slots.baseAddress! + Int(hash >> shift))
                            }
                            for row in start..<end {
                                let slot = unsafe slots[Int(hashes[row &- start] >> shift)]
                                let near = max(0, Int(slot & rowMask) &- 1)
                                unsafe cscan_prefetch(arena.baseAddress! + near &* stride)
                            }
                            for row in start..<end {
                                let found = unsafe find(cells[row], block, hashes[row &- start], slots, arena)
                                unsafe (buffer.baseAddress! + row).initialize(to: found)
                            }
                            start = end
                        }
                    }
                }
            }
            initialized = count
        }
    }

    @inline(__always)
    private func find(
        _ cell: RowBlock.Cell, _ block: RowBlock, _ hash: UInt64, _ slots: UnsafeBufferPointer<UInt32>,
        _ arena: UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        if cell.length == 0 { return IdTable.none }
        let home = Int(hash >> shift)
        let part = home & ~partMask
        var index = home & partMask
        while true {
            let slot = unsafe slots[part | index]
            if slot == 0 {
                return block.hasDoubledQuotes(cell) ? row(of: block.content(cell)) ?? IdTable.unknown : IdTable.unknown
            }
            if slot & ~rowMask == UInt32(truncatingIfNeeded: hash) & ~rowMask {
                let row = Int(slot & rowMask) &- 1
                if stride == 16 && cell.length < 16 {
                    let key = block.key(cell)
                    let id = unsafe UnsafeRawPointer(arena.baseAddress! + row &* 16)
                    let first = unsafe UInt64(littleEndian: id.loadUnaligned(as: UInt64.self))
                    let second = unsafe UInt64(littleEndian: (id + 8).loadUnaligned(as: UInt64.self))
                    if first == key.first, second == key.second { return Int32(truncatingIfNeeded: row) }
                } else if unsafe equals(cell, block, row, arena) {
                    return Int32(truncatingIfNeeded: row)
                }
            }
            index = (index &+ 1) & partMask
        }
    }

    /// Whether a cell holds the id of a row: word by word, with the zeroes that fill the id up.
    @inline(__always)
    private func equals(
        _ cell: RowBlock.Cell, _ block: RowBlock, _ row: Int, _ arena: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if cell.length >= stride, spans[row].length != cell.length { return false }
        if cell.length > stride { return self.arena[spans[row].range].elementsEqual(block.rawBytes(cell.range)) }
        let id = unsafe UnsafeRawPointer(arena.baseAddress! + row &* stride)
        var at = 0
        while at < stride {
            let wanted = at < cell.length ? ByteHash.low(block.word(cell.start &+ at), cell.length &- at) : 0
            if unsafe UInt64(littleEndian: (id + at).loadUnaligned(as: UInt64.self)) != wanted { return false }
            at &+= 8
        }
        return true
    }

    /// The rows of the ids in a column of texts.
    func rows(_ column: TextColumn) -> [Int32] {
        switch column.storage {
        case .dictionary(let codes, let values):
            let found = values.enumerated().map { code, text in
                code == 0 ? IdTable.none : row(of: text) ?? IdTable.unknown
            }
            return codes.map { found[Int($0)] }
        case .spans(let spans, let arena):
            return spans.map { $0.isMissing ? IdTable.none : row(of: Array(arena[$0.range])) ?? IdTable.unknown }
        }
    }

    private func slowRows(_ field: Int, _ block: RowBlock) -> [Int32] {
        (0..<block.rowCount).map { row in
            let cell = block[row, field]
            return cell.length == 0 ? IdTable.none : self.row(of: block.content(cell)) ?? IdTable.unknown
        }
    }
}
