import Dispatch
import Synchronization

/// Work shared among threads. What a part does must not depend on which thread does it, or when.
public enum Parallel {
    /// Calls `body` once for each of `count` parts, in any order, by as many threads as wanted.
    public static func forEach(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
        let workers = min(threads, count)
        if workers <= 1 {
            for part in 0..<count { body(part) }
            return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if part >= count { return }
                body(part)
            }
        }
    }

    /// Calls `body` for ranges that make up `0..<count`, each worth a thread's while.
    public static func forEachPart(of count: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = max(1, min(4 * threads, count / 8192))
        forEach(parts, threads: threads) { part in body(count * part / parts..<count * (part + 1) / parts) }
    }

    /// What each of `count` parts comes to, in order.
    public static func map<Value: Sendable>(
        _ count: Int, threads: Int, _ part: @Sendable (Int) -> Value
    ) -> [Value] {
        guard count > 1, threads > 1 else { return (0..<count).map(part) }
        let slots = Slots<Value>(count: count)
        forEach(count, threads: threads) { slots.fill($0, part($0)) }
        return slots.values
    }
}

/// Places for values that several threads work out.
///
/// Safe because every place is written once, by one thread, and read only after all have ended.
@safe private final class Slots<Value: Sendable>: @unchecked Sendable {
    private let slots: UnsafeMutableBufferPointer<Value?>

    init(count: Int) {
        unsafe slots = .allocate(capacity: count)
        unsafe slots.initialize(repeating: nil)
    }

    deinit {
        unsafe slots.deinitialize()
        unsafe slots.deallocate()
    }

    func fill(_ index: Int, _ value: Value) { unsafe slots[index] = value }

    var values: [Value] { unsafe slots.compactMap(\.self) }
}
