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
}
