import Columns

/// Ids side by side, each filled up with zeroes to the same length, so that one look at memory finds an id by its row.
///
/// An id that is longer than the stride has its first bytes there and all of them once more after the last row.
struct IdLayout: Sendable {
    /// Where each id lies as a whole.
    let spans: [TextSpan]
    let arena: [UInt8]
    /// A multiple of 8, at least 16.
    let stride: Int

    func hash(_ row: Int) -> UInt64 {
        let span = spans[row]
        if span.length > stride { return IdLayout.hash(of: arena[span.range]) }
        return unsafe arena.withUnsafeBytes { bytes in
            let start = row * stride
            func word(_ at: Int) -> UInt64 {
                at >= stride
                    ? 0 : unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + at, as: UInt64.self))
            }
            return IdLayout.hash(length: span.length, word)
        }
    }

    /// Some of the ids, in the order given.
    func gathered(_ rows: [Int32]) -> IdLayout {
        var builder = IdBuilder()
        var letters: [UInt8] = []
        let own = rows.map { row -> TextSpan in
            defer { letters.append(contentsOf: arena[spans[Int(row)].range]) }
            return TextSpan(start: letters.count, length: spans[Int(row)].length)
        }
        builder.append(.plain(.text(TextColumn(.spans(own, arena: letters)))))
        return builder.layout()
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
        var hash = ByteHash.mix(word(0), word(8), length)
        var at = 16
        while at < length {
            hash = ByteHash.mix(word(at) ^ hash, word(at + 8), at)
            at += 16
        }
        return hash
    }
}

/// Lays ids out while they come in.
struct IdBuilder: Sendable {
    private static let longestStride = 64

    private(set) var spans: [TextSpan] = []
    private(set) var arena: [UInt8] = []
    private var stride = 0
    private var longIDs: [(row: Int, text: ArraySlice<UInt8>)] = []
    /// How many ids there may be, for the room they need.
    var expectedRows = 0

    mutating func append(_ values: BlockOutput.Values) {
        guard case .plain(.text(let column)) = values, case .spans(let new, let letters) = column.storage else {
            return
        }
        let longest = new.lazy.map(\.length).max() ?? 0
        let wanted = max(16, (min(longest, IdBuilder.longestStride) + 7) / 8 * 8)
        if wanted > stride { widen(to: wanted) }
        let first = spans.count
        let stride = stride
        spans.append(
            contentsOf: [TextSpan].filled(new.count) { TextSpan(start: (first + $0) * stride, length: new[$0].length) })
        let filled = unsafe [UInt8](unsafeUninitializedCapacity: new.count * stride) { buffer, count in
            unsafe letters.withUnsafeBufferPointer { letters in
                guard let base = buffer.baseAddress, let source = letters.baseAddress else { return }
                for (index, span) in new.enumerated() {
                    if stride == 16, span.length <= 16, span.start + 16 <= letters.count {
                        let text = unsafe UnsafeRawPointer(source + span.start)
                        let words = unsafe UnsafeMutableRawPointer(base + index * 16)
                        let (first, second) = unsafe (
                            text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                        )
                        unsafe words.storeBytes(of: first.keepingLow(min(span.length, 8)), as: UInt64.self)
                        unsafe words.storeBytes(
                            of: second.keepingLow(max(0, span.length - 8)), toByteOffset: 8, as: UInt64.self)
                        continue
                    }
                    let kept = min(span.length, stride)
                    let id = unsafe base + index * stride
                    unsafe id.initialize(from: source + span.start, count: kept)
                    unsafe (id + kept).initialize(repeating: 0, count: stride - kept)
                }
                count = new.count * stride
            }
        }
        arena.append(contentsOf: filled)
        if longest > stride {
            for (index, span) in new.enumerated() where span.length > stride {
                longIDs.append((first + index, letters[span.range]))
            }
        }
    }

    /// Lays the ids that are there out anew; ids of one kind are mostly of one length, so this is rare.
    private mutating func widen(to wanted: Int) {
        var wider: [UInt8] = []
        wider.reserveLargely(max(expectedRows, spans.count) * wanted)
        for row in spans.indices {
            wider.append(contentsOf: arena[row * stride..<(row + 1) * stride])
            wider.append(contentsOf: repeatElement(0, count: wanted - stride))
            spans[row] = TextSpan(start: row * wanted, length: spans[row].length)
        }
        if spans.isEmpty { spans.reserveLargely(expectedRows) }
        arena = wider
        stride = wanted
    }

    mutating func layout() -> IdLayout {
        for (row, text) in longIDs {
            spans[row] = TextSpan(start: arena.count, length: text.count)
            arena.append(contentsOf: text)
        }
        return IdLayout(spans: spans, arena: arena, stride: max(16, stride))
    }
}

extension UInt64 {
    /// The first bytes of a word as it lies in memory, zeroes in place of the others.
    fileprivate func keepingLow(_ length: Int) -> UInt64 {
        UInt64(littleEndian: UInt64(littleEndian: self) & ByteHash.mask(length))
    }
}
