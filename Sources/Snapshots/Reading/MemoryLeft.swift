import Glibc

/// How much memory a reading may still take, so that a snapshot too large for the machine ends with words and not with the
/// kernel's axe.
struct MemoryLeft: Sendable {
    /// Bytes that can still be had; nil where the system does not say.
    var available: @Sendable () -> Int?
    /// Bytes that this process has.
    var used: @Sendable () -> Int?

    /// Of the machine and, in a container, of the container.
    static let ofSystem = MemoryLeft(
        available: {
            let machine = number(after: "MemAvailable:", in: "/proc/meminfo").map { $0 << 10 }
            guard let limit = number(in: "/sys/fs/cgroup/memory.max"),
                let current = number(in: "/sys/fs/cgroup/memory.current")
            else { return machine }
            // Pages of files that nobody waits for are given back when memory gets scarce.
            let files = number(after: "inactive_file ", in: "/sys/fs/cgroup/memory.stat") ?? 0
            return min(machine ?? .max, max(0, limit - current + files))
        },
        used: { number(after: "VmRSS:", in: "/proc/self/status").map { $0 << 10 } })

    /// Judging takes about half as much again as reading; what is asked for here leaves room for it.
    func isUsedUp() -> Bool {
        guard let available = available(), let used = used() else { return false }
        return available < max(32 << 20, used / 2)
    }

    /// The number that follows a word in a file of the system, or begins it.
    private static func number(after word: String = "", in path: String) -> Int? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            unsafe count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = word.isEmpty ? text.startIndex : text.firstRange(of: word)?.upperBound else { return nil }
        return Int(text[start...].drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber })
    }
}
