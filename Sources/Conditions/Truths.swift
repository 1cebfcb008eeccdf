import Columns

/// Three-valued logic: false 0, unknown 1, true 2.
enum Truths {
    static func not(_ a: ArraySlice<Truth>) -> ArraySlice<Truth> { mapped(a, filling: 0) { 2 &- $0 } }

    static func and(_ a: ArraySlice<Truth>, _ b: ArraySlice<Truth>) -> ArraySlice<Truth> {
        zipped(a, b, filling: 0) { min($0, $1) }
    }

    static func or(_ a: ArraySlice<Truth>, _ b: ArraySlice<Truth>) -> ArraySlice<Truth> {
        zipped(a, b, filling: 0) { max($0, $1) }
    }

    static func isTruth(_ a: ArraySlice<Truth>, _ truth: Truth) -> ArraySlice<Truth> {
        mapped(a, filling: 0) { $0 == truth ? .isTrue : .isFalse }
    }

    /// The truth of a statement, unless a value that it speaks of is missing. Without a branch.
    @inline(__always)
    static func truth(of isTrue: Bool, isKnown: Bool) -> Truth {
        let known: Truth = isKnown ? 1 : 0
        let value: Truth = isTrue ? 2 : 0
        return known &* value &+ (1 &- known)
    }
}

/// Equality and order of two vectors of one type.
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
            zipped(a, b, filling: 0) { Truths.truth(of: $0 == $1, isKnown: ($0 != 1) && ($1 != 1)) }
        case (.numbers(let a), .numbers(let b)):
            zipped(a, b, filling: 0) { Truths.truth(of: $0 == $1, isKnown: ($0 == $0) && ($1 == $1)) }
        case (.times(let a), .times(let b)):
            zipped(a, b, filling: 0) { Truths.truth(of: $0 == $1, isKnown: ($0 != missing) && ($1 != missing)) }
        case (.texts(let a), .texts(let b)): texts(a, b) { $0 == 0 }
        default: preconditionFailure("values of two types are compared")
        }
    }

    private static func less(_ a: Vector, _ b: Vector) -> ArraySlice<Truth> {
        switch (a, b) {
        case (.truths(let a), .truths(let b)):
            zipped(a, b, filling: 0) { Truths.truth(of: $0 < $1, isKnown: ($0 != 1) && ($1 != 1)) }
        case (.numbers(let a), .numbers(let b)):
            zipped(a, b, filling: 0) { Truths.truth(of: $0 < $1, isKnown: ($0 == $0) && ($1 == $1)) }
        case (.times(let a), .times(let b)):
            zipped(a, b, filling: 0) { Truths.truth(of: $0 < $1, isKnown: ($0 != missing) && ($1 != missing)) }
        case (.texts(let a), .texts(let b)): texts(a, b) { $0 < 0 }
        default: preconditionFailure("values of two types are compared")
        }
    }

    /// True where the two differ; a missing value differs from every other and not from itself.
    static func isDistinct(_ a: Vector, _ b: Vector) -> ArraySlice<Truth> {
        let oneMissing = zipped(a.missing, b.missing, filling: Truth(0)) { $0 ^ $1 }
        return zipped(equal(a, b), oneMissing, filling: 0) { $0 == .isUnknown ? $1 : 2 &- $0 }
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

/// Less than, equal to or greater than 0 as the first text stands before, with or after the second.
func byteOrder(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
    let shared = min(a.count, b.count)
    for i in 0..<shared where a[i] != b[i] { return a[i] < b[i] ? -1 : 1 }
    return a.count - b.count
}
