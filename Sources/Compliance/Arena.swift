import Columns
import Glibc
import Threads

/// Memory for columns that are made once, read by all threads, and freed together.
///
/// Safe because it only ever hands out `Fixed` columns, which are initialised before they leave and are never written
/// again. Whoever reads one keeps the arena: `Facts` holds both.
final class Arena: Sendable {
    private let blocks = Lock<[Block]>([])
    private let kept = Lock<[any AnyObject & Sendable]>([])

    @safe private struct Block: @unchecked Sendable { let address: UnsafeMutableRawPointer }

    deinit { blocks.withLock { for block in $0 { unsafe free(block.address) } } }

    /// A copy of an array that stays where it is.
    func fixed<Element: BitwiseCopyable>(_ array: [Element]) -> Fixed<Element> {
        column(array.count) { column in
            for index in array.indices { column[index] = array[index] }
        }
    }

    /// A column that `body` fills in; until then each of its bytes is 0.
    func column<Element: BitwiseCopyable>(
        _ count: Int, _ body: (inout MutableSpan<Element>) -> Void
    ) -> Fixed<Element> {
        let size = max(1, count * MemoryLayout<Element>.stride)
        // Memory fresh from the system is zero already; only memory that was used before is written twice.
        guard let block = unsafe calloc(size, 1) else { preconditionFailure("no memory for \(size) bytes") }
        let bytes = unsafe block.bindMemory(to: UInt8.self, capacity: size)
        unsafe LargePages.advise(UnsafeMutableBufferPointer(start: bytes, count: size))
        blocks.withLock { [block = unsafe Block(address: block)] in $0.append(block) }
        let typed = unsafe block.bindMemory(to: Element.self, capacity: count)
        var span = unsafe MutableSpan(_unsafeStart: typed, count: count)
        body(&span)
        return unsafe Fixed(base: UnsafePointer(typed), count: count)
    }

    /// Gives back a column that nobody else has.
    func discard<Element: BitwiseCopyable>(_ column: consuming Fixed<Element>) {
        let address = unsafe UnsafeMutableRawPointer(mutating: column.base)
        blocks.withLock { blocks in
            guard let index = blocks.firstIndex(where: { unsafe $0.address == address }) else { return }
            unsafe free(blocks.remove(at: index).address)
        }
    }

    /// Keeps an object for as long as the arena lives.
    func keep(_ object: any AnyObject & Sendable) { kept.withLock { $0.append(object) } }
}

/// A column in an arena: read by any number of threads, without counting references, which they would fight over.
///
/// Safe because every access is checked against the count, and the arena outlives it (see there).
@safe struct Fixed<Element: BitwiseCopyable>: @unchecked Sendable, BitwiseCopyable {
    fileprivate let base: UnsafePointer<Element>
    let count: Int

    fileprivate init(base: UnsafePointer<Element>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    subscript(index: Int) -> Element {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "a row of the column")
        return unsafe base[index]
    }

    var indices: Range<Int> { 0..<count }
}
