import Dispatch
import Synchronization

/// Work shared among threads.
enum Parallel {
    /// Calls `body` once for each of `count` parts, in any order, by as many threads as wanted.
    static func forEach(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
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
    static func forEachPart(of count: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = max(1, min(4 * threads, count / 8192))
        forEach(parts, threads: threads) { part in body(count * part / parts..<count * (part + 1) / parts) }
    }
}

/// What the parts of some work came to, each set once by the thread that did it.
final class PartResults<Value: Sendable>: Sendable {
    private let storage: Mutex<[Value?]>

    init(count: Int) { storage = Mutex(Array(repeating: nil, count: count)) }

    subscript(part: Int) -> Value {
        get { storage.withLock { $0[part] }! }
        set { storage.withLock { $0[part] = newValue } }
    }

    /// - Precondition: Every part has been set.
    var values: [Value] { storage.withLock { $0.map { $0! } } }
}
