/// Text, one value a row: codes into a list of distinct values while these are few, else spans of a shared arena.
///
/// The bytes are well-formed UTF-8. A missing value is code 0, or a span that starts at `TextSpan.none`.
public struct TextColumn: Sendable {
    public enum Storage: Sendable {
        /// `values[0]` stands for the missing value; every other is distinct from the rest.
        case dictionary(codes: [UInt32], values: [[UInt8]])
        /// Row *i* holds the bytes `arena[spans[i].start ..< spans[i].start + spans[i].length]`.
        case spans([TextSpan], arena: [UInt8])
    }

    public var storage: Storage

    public init(_ storage: Storage) {
        self.storage = storage
    }

    public var count: Int {
        switch storage {
        case .dictionary(let codes, _): codes.count
        case .spans(let spans, _): spans.count
        }
    }

    public func isMissing(_ row: Int) -> Bool {
        switch storage {
        case .dictionary(let codes, _): codes[row] == 0
        case .spans(let spans, _): spans[row].isMissing
        }
    }

    /// The bytes of a row; nil where it has no value.
    public func bytes(_ row: Int) -> ArraySlice<UInt8>? {
        switch storage {
        case .dictionary(let codes, let values): codes[row] == 0 ? nil : values[Int(codes[row])][...]
        case .spans(let spans, let arena): spans[row].isMissing ? nil : arena[spans[row].range]
        }
    }

    /// Hashes of some rows, of the bytes where they lie; zero for a row below zero, and for one without a value.
    package func hashes(_ rows: [Int32], _ hash: (RawSpan) -> UInt64) -> [UInt64] {
        switch storage {
        case .dictionary(let codes, let values):
            return rows.map { row in
                guard row >= 0, codes[Int(row)] != 0 else { return 0 }
                let value = values[Int(codes[Int(row)])]
                return unsafe hash(value.span.bytes)
            }
        case .spans(let spans, let arena):
            return rows.map { row in
                guard row >= 0, !spans[Int(row)].isMissing else { return 0 }
                return unsafe hash(arena.span.bytes.extracting(spans[Int(row)].range))
            }
        }
    }

    /// The text of a row; nil where it has no value.
    public func text(_ row: Int) -> String? {
        bytes(row).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Where the bytes of a text stand in an arena: 40 bits of start, 24 bits of length.
public struct TextSpan: Hashable, Sendable {
    public var bits: UInt64

    public static let none = TextSpan(bits: .max)
    /// The longest text a span can name, in bytes.
    public static let longest = (1 << 24) - 2

    @inlinable public init(bits: UInt64) { self.bits = bits }
    @inlinable public init(start: Int, length: Int) { bits = UInt64(start) << 24 | UInt64(length) }

    @inlinable public var isMissing: Bool { bits == .max }
    @inlinable public var start: Int { Int(bits >> 24) }
    @inlinable public var length: Int { Int(bits & 0xFF_FFFF) }
    @inlinable public var range: Range<Int> { start..<start + length }
}

extension TextColumn {
    /// A column of Swift strings, as tests and small tables want it. Values are distinct by their bytes, though Swift
    /// takes a letter with its accent and the two apart for equal.
    public init(_ values: [String?]) {
        var codes: [UInt32] = []
        var distinct: [[UInt8]] = [[]]
        var seen: [[UInt8]: UInt32] = [:]
        for value in values {
            guard let bytes = value.map({ Array($0.utf8) }) else {
                codes.append(0)
                continue
            }
            if let code = seen[bytes] {
                codes.append(code)
            } else {
                seen[bytes] = UInt32(distinct.count)
                codes.append(UInt32(distinct.count))
                distinct.append(bytes)
            }
        }
        self.init(.dictionary(codes: codes, values: distinct))
    }
}
