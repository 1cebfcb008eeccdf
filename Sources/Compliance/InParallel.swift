import Dispatch
import Synchronization

/// Works out `count` parts on at most so many threads, and returns them in order.
public func inParallel<Value: Sendable>(_ count: Int, threads: Int, _ part: @Sendable (Int) -> Value) -> [Value] {
    guard count > 1, threads > 1 else { return (0..<count).map(part) }
    let slots = Slots<Value>(count: count)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
        while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
            slots.fill(index, part(index))
        }
    }
    return slots.values
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
