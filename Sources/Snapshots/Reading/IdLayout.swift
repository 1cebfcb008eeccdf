import Columns

/// Ids side by side, each filled up with zeroes to the same length, so that one look at memory finds an id by its row.
///
/// An id that is longer than the stride has its first bytes there and all of them once more after the last row.
struct IdLayout: Sendable {
    /// Where each id lies as a whole.
    let spans: [TextSpan]
    let arena: [UInt8]
    /// A multiple of 16.
    let stride: Int
    private static let longestStride = 64

    /// - Parameter segments: The ids, none of them missing, as spans.
    init(_ segments: [TextColumn], threads: Int) {
        let parts = segments.map { column -> (spans: [TextSpan], arena: [UInt8]) in
            switch column.storage {
            case .spans(let spans, let arena): (spans, arena)
            case .dictionary(let codes, let values): IdLayout.spelledOut(codes, values)
            }
        }
        var starts = [0]
        for part in parts { starts.append(starts[starts.count - 1] + part.spans.count) }
        let longest = parts.lazy.map { $0.spans.lazy.map(\.length).max() ?? 0 }.max() ?? 0
        let stride = max(16, (min(longest, IdLayout.longestStride) + 15) / 16 * 16)
        let count = starts[starts.count - 1]
        let rowStarts = starts
        nonisolated(unsafe) var spans: [TextSpan] = []
        var arena = unsafe [UInt8](unsafeUninitializedCapacity: count * stride) { bytes, byteCount in
            nonisolated(unsafe) let bytes = unsafe bytes
            unsafe spans = [TextSpan](unsafeUninitializedCapacity: count) { target, spanCount in
                nonisolated(unsafe) let target = unsafe target
                Parallel.forEach(parts.count, threads: threads) { part in
                    let (source, sourceArena) = parts[part]
                    let first = rowStarts[part]
                    unsafe sourceArena.withUnsafeBufferPointer { letters in
                        for index in source.indices {
                            let length = source[index].length
                            let start = (first + index) * stride
                            let kept = min(length, stride)
                            let id = unsafe bytes.baseAddress! + start
                            if kept > 0 {
                                unsafe id.update(from: letters.baseAddress! + source[index].start, count: kept)
                            }
                            unsafe (id + kept).initialize(repeating: 0, count: stride - kept)
                            unsafe (target.baseAddress! + first + index).initialize(
                                to: TextSpan(start: start, length: length))
                        }
                    }
                }
                spanCount = count
            }
            byteCount = count * stride
        }
        if longest > stride {
            for (part, first) in zip(parts, starts) {
                for (index, span) in part.spans.enumerated() where span.length > stride {
                    unsafe spans[first + index] = TextSpan(start: arena.count, length: span.length)
                    arena.append(contentsOf: part.arena[span.range])
                }
            }
        }
        unsafe self.spans = spans
        self.arena = arena
        self.stride = stride
    }

    private static func spelledOut(_ codes: [UInt32], _ values: [[UInt8]]) -> (spans: [TextSpan], arena: [UInt8]) {
        var arena: [UInt8] = []
        let spans = codes.map { code -> TextSpan in
            let text = values[Int(code)]
            defer { arena.append(contentsOf: text) }
            return TextSpan(start: arena.count, length: text.count)
        }
        return (spans, arena)
    }

    func hash(_ row: Int) -> UInt64 {
        let span = spans[row]
        if span.length > stride { return IdLayout.hash(of: arena[span.range]) }
        return unsafe arena.withUnsafeBytes { bytes in
            func word(_ at: Int) -> UInt64 {
                unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: span.start + at, as: UInt64.self))
            }
            return IdLayout.hash(length: span.length, word)
        }
    }

    func areEqual(_ a: Int, _ b: Int) -> Bool { arena[spans[a].range].elementsEqual(arena[spans[b].range]) }

    /// As `RowBlock.key` gives it for a cell of the same bytes.
    static func hash(of bytes: ArraySlice<UInt8>) -> UInt64 {
        hash(length: bytes.count) { at in
            var value: UInt64 = 0
            for index in 0..<8 where at + index < bytes.count {
                value |= UInt64(bytes[bytes.startIndex + at + index]) << UInt64(8 * index)
            }
            return value
        }
    }

    @inline(__always)
    private static func hash(length: Int, _ word: (Int) -> UInt64) -> UInt64 {
        if length <= 8 { return ByteHash.mix(length == 0 ? 0 : word(0), 0, length) }
        var hash = ByteHash.mix(word(0), word(8), length)
        var at = 16
        while at < length {
            hash = ByteHash.mix(word(at) ^ hash, word(at + 8), at)
            at += 16
        }
        return hash
    }
}
