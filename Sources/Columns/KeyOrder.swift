import Glibc

/// The numbers below `keys.count` in the order of their keys; equal keys in the order of `precedes`, else of the numbers.
///
/// A counting sort a byte, lowest first (Knuth, The Art of Computer Programming 3, 5.2.5), without the bytes in which all
/// keys agree: a few nanoseconds a number and byte, and no comparison that a processor would have to guess.
package func order(ofKeys keys: [UInt64], then precedes: ((Int, Int) -> Bool)? = nil) -> [Int32] {
    var order = Array(0..<Int32(keys.count))
    guard let first = keys.first else { return order }
    let differing = keys.reduce(0) { $0 | ($1 ^ first) }
    var next = order
    for shift in stride(from: UInt64(0), to: 64, by: 8) where differing >> shift & 0xFF != 0 {
        var starts = [Int32](repeating: 0, count: 257)
        for key in keys { starts[Int(key >> shift & 0xFF) + 1] += 1 }
        for byte in 1...256 { starts[byte] += starts[byte - 1] }
        for number in order {
            let byte = Int(keys[Int(number)] >> shift & 0xFF)
            next[Int(starts[byte])] = number
            starts[byte] += 1
        }
        swap(&order, &next)
    }
    guard let precedes else { return order }
    var start = 0
    while start < order.count {
        let key = keys[Int(order[start])]
        let end = order[start...].firstIndex { keys[Int($0)] != key } ?? order.count
        if end - start > 1 {
            order[start..<end].sort { one, other in
                let (one, other) = (Int(one), Int(other))
                return precedes(one, other) || (one < other && !precedes(other, one))
            }
        }
        start = end
    }
    return order
}

extension TextColumn {
    /// By row, its place when all rows stand in the order of their bytes: missing ones first, equal ones as they stand.
    package func ranks() -> [Int32] {
        let order: [Int32]
        switch storage {
        case .dictionary(let codes, let values):
            var places = [UInt64](repeating: 0, count: values.count)
            let sorted = values.indices.dropFirst().sorted { values[$0].lexicographicallyPrecedes(values[$1]) }
            for (place, value) in sorted.enumerated() { places[value] = UInt64(place) + 1 }
            order = Columns.order(ofKeys: codes.map { places[Int($0)] })
        case .spans(let spans, let arena):
            guard let unsorted = unsafe arena.withUnsafeBytes({ unsafe TextColumn.order(of: spans, in: $0) }) else {
                return Array(0..<Int32(spans.count))
            }
            order = unsorted
        }
        var ranks = order
        for (place, row) in order.enumerated() { ranks[Int(row)] = Int32(place) }
        return ranks
    }

    /// The rows in the order of their bytes; nil where they stand so.
    private static func order(of spans: [TextSpan], in letters: UnsafeRawBufferPointer) -> [Int32]? {
        func precedes(_ a: Int, _ b: Int) -> Bool {
            let (one, other) = (spans[a], spans[b])
            guard !one.isMissing, !other.isMissing else { return one.isMissing && !other.isMissing }
            guard let base = letters.baseAddress else { return false }
            let difference = unsafe memcmp(base + one.start, base + other.start, min(one.length, other.length))
            return difference == 0 ? one.length < other.length : difference < 0
        }
        let isOrdered = (0..<max(0, spans.count - 1)).allSatisfy { !precedes($0 + 1, $0) }
        if isOrdered { return nil }
        // The ids of a system begin alike; the eight letters after that nearly always decide.
        let first = spans.first { !$0.isMissing } ?? .none
        let prefix = spans.reduce(first.length) { shared, span in
            guard !span.isMissing else { return shared }
            let most = min(shared, span.length)
            return (0..<most).first { unsafe letters[first.start + $0] != letters[span.start + $0] } ?? most
        }
        let keys = spans.map { span -> UInt64 in
            guard !span.isMissing else { return 0 }
            return (prefix..<prefix + 8).reduce(0) { key, place in
                unsafe key << 8 | (place < span.length ? UInt64(letters[span.start + place]) : 0)
            }
        }
        return Columns.order(ofKeys: keys, then: precedes)
    }
}
