import Dispatch

/// Works out `count` parts on as many threads as the machine gives, and returns them in order.
public func inParallel<Value: Sendable>(_ count: Int, _ part: @Sendable (Int) -> Value) -> [Value] {
    guard count > 1 else { return count == 1 ? [part(0)] : [] }
    let slots = Slots<Value>(count: count)
    DispatchQueue.concurrentPerform(iterations: count) { slots.fill($0, part($0)) }
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
