/// The hash XXH64, by which a ledger knows again the files of a snapshot: as fast as they can be read, and not meant
/// against forgery (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
package enum XXH64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The hash of some bytes, with the seed 0.
    package static func hash(_ bytes: RawSpan) -> UInt64 {
        let count = bytes.byteCount
        var at = 0
        var hash: UInt64
        if count >= 32 {
            var (a, b) = (prime1 &+ prime2, prime2)
            var (c, d) = (UInt64(0), 0 &- prime1)
            while at + 32 <= count {
                a = round(a, word(bytes, at))
                b = round(b, word(bytes, at + 8))
                c = round(c, word(bytes, at + 16))
                d = round(d, word(bytes, at + 24))
                at += 32
            }
            hash = turned(a, 1) &+ turned(b, 7) &+ turned(c, 12) &+ turned(d, 18)
            for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
        } else {
            hash = prime5
        }
        hash &+= UInt64(count)
        while at + 8 <= count {
            hash = turned(hash ^ round(0, word(bytes, at)), 27) &* prime1 &+ prime4
            at += 8
        }
        if at + 4 <= count {
            let half = unsafe UInt64(
                UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self)))
            hash = turned(hash ^ half &* prime1, 23) &* prime2 &+ prime3
            at += 4
        }
        while at < count {
            let byte = unsafe UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt8.self))
            hash = turned(hash ^ byte &* prime5, 11) &* prime1
            at += 1
        }
        hash = (hash ^ hash >> 33) &* prime2
        hash = (hash ^ hash >> 29) &* prime3
        return hash ^ hash >> 32
    }

    static func hash(of text: String) -> UInt64 {
        let bytes = Array(text.utf8)
        return unsafe hash(bytes.span.bytes)
    }

    /// Safe where eight bytes lie behind `at`, which every caller has seen to.
    @inline(__always)
    private static func word(_ bytes: RawSpan, _ at: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    @inline(__always)
    private static func round(_ sum: UInt64, _ word: UInt64) -> UInt64 { turned(sum &+ word &* prime2, 31) &* prime1 }

    @inline(__always)
    private static func turned(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
}
