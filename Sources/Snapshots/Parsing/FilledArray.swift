extension Array {
    /// An array of `count` elements, each made from its index.
    ///
    /// As `(0..<count).map(element)`, but the loop knows that there is room, which is worth a factor of two in a kernel.
    @inline(__always)
    static func filled(_ count: Int, _ element: (Int) -> Element) -> [Element] {
        // The one empty array that all share is not to be written to, not even its count.
        if count == 0 { return [] }
        return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            for index in 0..<count { unsafe (base + index).initialize(to: element(index)) }
            initialized = count
        }
    }
}
