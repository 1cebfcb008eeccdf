import Columns

/// Equality and order of two vectors of one type.
///
/// The loops have no branches: unknown is 1, and one is added where a statement holds and taken away where it fails. A
/// branch would be mispredicted as often as the data are mixed, which made these loops five times slower.
enum Comparing {
    static func compare(_ comparison: Comparison, _ a: Vector, _ b: Vector) -> ArraySlice<Truth> {
        switch comparison {
        case .equal: equal(a, b)
        case .notEqual: Truths.not(equal(a, b))
        case .less: less(a, b)
        case .greater: less(b, a)
        case .lessOrEqual: Truths.not(less(b, a))
        case .greaterOrEqual: Truths.not(less(a, b))
        }
    }

    static func equal(_ a: Vector, _ b: Vector) -> ArraySlice<Truth> {
        switch (a, b) {
        case (.truths(let a), .truths(let b)):
            zipped(a, b, filling: 0) { truth(holds: $0 == $1, isKnown: $0 != 1, and: $1 != 1) }
        case (.numbers(let a), .numbers(let b)):
            zipped(a, b, filling: 0) { 1 &+ one($0 == $1) &- (one($0 < $1) | one($0 > $1)) }
        case (.times(let a), .times(let b)):
            zipped(a, b, filling: 0) { truth(holds: $0 == $1, isKnown: $0 != missing, and: $1 != missing) }
        case (.texts(let a), .texts(let b)): texts(a, b) { $0 == 0 }
        default: preconditionFailure("values of two types are compared")
        }
    }

    private static func less(_ a: Vector, _ b: Vector) -> ArraySlice<Truth> {
        switch (a, b) {
        case (.truths(let a), .truths(let b)):
            zipped(a, b, filling: 0) { truth(holds: $0 < $1, isKnown: $0 != 1, and: $1 != 1) }
        case (.numbers(let a), .numbers(let b)):
            zipped(a, b, filling: 0) { 1 &+ one($0 < $1) &- one($0 >= $1) }
        case (.times(let a), .times(let b)):
            zipped(a, b, filling: 0) { truth(holds: $0 < $1, isKnown: $0 != missing, and: $1 != missing) }
        case (.texts(let a), .texts(let b)): texts(a, b) { $0 < 0 }
        default: preconditionFailure("values of two types are compared")
        }
    }

    /// True where the two differ; a missing value differs from every other and not from itself.
    static func isDistinct(_ a: Vector, _ b: Vector) -> ArraySlice<Truth> {
        let oneMissing = zipped(a.missing, b.missing, filling: Truth(0)) { $0 ^ $1 }
        return zipped(equal(a, b), oneMissing, filling: 0) { $0 == .isUnknown ? $1 : 2 &- $0 }
    }

    /// 1 for true. A Boolean is a byte that holds 0 or 1; written as `condition ? 1 : 0` it becomes a branch, and the
    /// loop around it no vector code.
    @inline(__always)
    private static func one(_ condition: Bool) -> Truth { unsafe unsafeBitCast(condition, to: Truth.self) }

    @inline(__always)
    private static func truth(holds: Bool, isKnown a: Bool, and b: Bool) -> Truth {
        let known = one(a) & one(b)
        return 1 &+ (one(holds) & known) &- (one(!holds) & known)
    }

    /// Text by its bytes, which for UTF-8 is the order of code points.
    @inline(__always)
    private static func texts(_ a: Texts, _ b: Texts, _ holds: (Int) -> Bool) -> ArraySlice<Truth> {
        let (first, second) = (a.arena.span, b.arena.span)
        var result = [Truth](repeating: .isUnknown, count: a.spans.count)
        let (left, right) = (a.spans.span, b.spans.span)
        precondition(left.count == right.count, "vectors of one block are of one length")
        for i in left.indices where !left[i].isMissing && !right[i].isMissing {
            let order = byteOrder(first.extracting(left[i].range), second.extracting(right[i].range))
            result[i] = holds(order) ? .isTrue : .isFalse
        }
        return result[...]
    }
}

// MARK: - With one value

extension Comparing {
    /// A vector compared with a single number or time that is not missing; nil for other types.
    static func compare(_ comparison: Comparison, _ vector: Vector, withOne value: Vector) -> ArraySlice<Truth>? {
        switch (vector, value) {
        case (.numbers(let a), .numbers(let one)):
            guard let value = one.first, !value.isNaN else { return nil }
            return numbers(comparison, a, value)
        case (.times(let a), .times(let one)):
            guard let value = one.first, value != missing else { return nil }
            return times(comparison, a, value)
        default: return nil
        }
    }

    private static func numbers(_ comparison: Comparison, _ a: ArraySlice<Double>, _ b: Double) -> ArraySlice<Truth> {
        switch comparison {
        case .equal: mapped(a, filling: 0) { 1 &+ one($0 == b) &- (one($0 < b) | one($0 > b)) }
        case .less: mapped(a, filling: 0) { 1 &+ one($0 < b) &- one($0 >= b) }
        case .greater: mapped(a, filling: 0) { 1 &+ one($0 > b) &- one($0 <= b) }
        case .notEqual: Truths.not(numbers(.equal, a, b))
        case .lessOrEqual: Truths.not(numbers(.greater, a, b))
        case .greaterOrEqual: Truths.not(numbers(.less, a, b))
        }
    }

    /// What is missing is less than any other time: its answer needs mending by one only.
    private static func times(_ comparison: Comparison, _ a: ArraySlice<Int64>, _ b: Int64) -> ArraySlice<Truth> {
        switch comparison {
        case .equal: mapped(a, filling: 0) { 2 &* one($0 == b) &+ one($0 == missing) }
        case .less: mapped(a, filling: 0) { 2 &* one($0 < b) &- one($0 == missing) }
        case .greater: mapped(a, filling: 0) { 2 &* one($0 > b) &+ one($0 == missing) }
        case .notEqual: Truths.not(times(.equal, a, b))
        case .lessOrEqual: Truths.not(times(.greater, a, b))
        case .greaterOrEqual: Truths.not(times(.less, a, b))
        }
    }
}

/// Less than, equal to or greater than 0 as the first text stands before, with or after the second.
func byteOrder(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
    let shared = min(a.count, b.count)
    for i in 0..<shared where a[i] != b[i] { return a[i] < b[i] ? -1 : 1 }
    return a.count - b.count
}
