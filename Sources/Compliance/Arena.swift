/// Memory for columns that are made once, read by all threads, and freed together.
///
/// Safe because it only ever hands out `Fixed` columns, which are initialised before they leave and are never written
/// again. Whoever reads one keeps the arena: `Facts` holds both.
@safe final class Arena: @unchecked Sendable {
    private var blocks: [UnsafeMutableRawPointer] = unsafe []

    deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

    func fixed<Element: BitwiseCopyable>(_ array: [Element]) -> Fixed<Element> {
        fixed(count: array.count, of: Element.self) { column in
            for index in array.indices { column[index] = array[index] }
        }
    }

    /// A column whose every element `fill` sets; what it does not set is zero.
    func fixed<Element: BitwiseCopyable>(
        count: Int, of type: Element.Type, fill: (inout MutableSpan<Element>) -> Void
    ) -> Fixed<Element> {
        let size = max(1, count * MemoryLayout<Element>.stride)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        unsafe blocks.append(block)
        let typed = unsafe block.bindMemory(to: Element.self, capacity: count)
        let buffer = unsafe UnsafeMutableBufferPointer(start: typed, count: count)
        var span = unsafe buffer.mutableSpan
        fill(&span)
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
