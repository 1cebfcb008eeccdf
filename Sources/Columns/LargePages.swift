import Glibc

/// Memory that is looked at in no order, or that is large, wants large pages: with small ones nearly each look first has
/// to find its page, and each page has to be asked for on its own.
public enum LargePages {
    private static let size = 2 << 20

    /// Asks for large pages under memory that nobody has touched yet; less than a few of them is left as it is.
    public static func advise<Element>(_ buffer: UnsafeMutableBufferPointer<Element>) {
        guard let base = buffer.baseAddress else { return }
        let start = UInt(bitPattern: base)
        let end = start + UInt(buffer.count * MemoryLayout<Element>.stride)
        let first = (start + UInt(size) - 1) & ~UInt(size - 1)
        let last = end & ~UInt(size - 1)
        guard last > first, let address = unsafe UnsafeMutableRawPointer(bitPattern: first) else { return }
        // Where the system has none, small pages do.
        _ = unsafe madvise(address, Int(last - first), MADV_HUGEPAGE)
    }
}
