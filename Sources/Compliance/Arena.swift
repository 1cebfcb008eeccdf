import Synchronization

/// Memory for columns that are made once, read by all threads, and freed together.
///
/// Safe because it only ever hands out `Fixed` columns, which are initialised before they leave and are never written
/// again. Whoever reads one keeps the arena: `Facts` holds both.
final class Arena: Sendable {
    private let blocks = Mutex<[Block]>([])

    @safe private struct Block: @unchecked Sendable { let address: UnsafeMutableRawPointer }

    deinit { blocks.withLock { for block in $0 { unsafe block.address.deallocate() } } }

    /// A copy of an array that stays where it is.
    func fixed<Element: BitwiseCopyable>(_ array: [Element]) -> Fixed<Element> {
        let count = array.count
        let size = max(1, count * MemoryLayout<Element>.stride)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        unsafe array.withUnsafeBytes { bytes in
            unsafe block.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(block), byteCount: bytes.count)
        }
        blocks.withLock { [block = unsafe Block(address: block)] in $0.append(block) }
        let typed = unsafe block.bindMemory(to: Element.self, capacity: count)
        return unsafe Fixed(base: UnsafePointer(typed), count: count)
    }
}

/// A column in an arena: read by any number of threads, without counting references, which they would fight over.
///
/// Safe because every access is checked against the count, and the arena outlives it (see there).
@safe struct Fixed<Element: BitwiseCopyable>: @unchecked Sendable {
    private let base: UnsafePointer<Element>
    let count: Int

    fileprivate init(base: UnsafePointer<Element>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    subscript(index: Int) -> Element {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "a row of the column")
        return unsafe base[index]
    }
}
