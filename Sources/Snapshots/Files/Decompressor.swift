import CZLIB
import CZSTD

/// How a file is compressed.
enum Compression: String, Sendable {
    case gzip
    case zstd

    init?(head: [UInt8]) {
        if head.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            return nil
        }
    }
}

/// Unpacks a file from its beginning to its end, a piece at a time.
///
/// Members of gzip and frames of zstd that follow one another are one text. A file that breaks off, whose checksum is
/// wrong, or after which something else follows is refused, and so is one that grows as no table does.
final class Decompressor {
    /// Bytes that a byte may become, once `ratioIsMinded` of them came out. Exports of CRMs become 5 to 30.
    static let mostRatio = 200
    static let ratioIsMinded = 16 << 20

    private let file: InputFile
    private let name: String
    private let engine: any Inflating
    private var input: [UInt8] = []
    /// The part of `input` that has not been unpacked.
    private var pending = 0..<0
    /// The engine filled all room that it was given: it may hold more, though it has taken everything.
    private var mayHoldMore = false
    /// Packed bytes that were read, and unpacked ones that were handed out.
    private(set) var packed = 0
    private var unpacked = 0

    init(_ file: InputFile, _ compression: Compression) {
        self.file = file
        name = compression.rawValue
        switch compression {
        case .gzip: engine = GzipInflating()
        case .zstd: engine = ZstdInflating()
        }
    }

    /// Fills the memory at `target`; with fewer than `count` bytes only at the end.
    ///
    /// - Precondition: There is room for `count` bytes at `target`.
    func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SnapshotError) -> Int {
        var done = 0
        while done < count {
            if pending.isEmpty, !mayHoldMore {
                input = try file.packedBytes(from: packed, upTo: 1 << 16)
                packed += input.count
                pending = 0..<input.count
                if input.isEmpty {
                    guard engine.isAtEnd else { throw refusal("its \(name) data breaks off after \(packed) bytes") }
                    return done
                }
            }
            let (taken, made, failure) = unsafe engine.inflate(input[pending], into: target + done, count - done)
            if let failure {
                throw refusal("its \(name) data \(failure), before byte \(packed - pending.count + taken)")
            }
            pending = pending.lowerBound + taken..<pending.upperBound
            mayHoldMore = made == count - done
            done += made
            unpacked += made
            if unpacked > Decompressor.ratioIsMinded, unpacked / Decompressor.mostRatio > packed {
                throw refusal(
                    "it becomes more than \(Decompressor.mostRatio) times as large, as no table does; unpack it first if it is one"
                )
            }
        }
        return done
    }

    private func refusal(_ why: String) -> SnapshotError { .unreadable(path: file.path, reason: why) }
}

/// One way of unpacking.
private protocol Inflating: AnyObject {
    /// The bytes so far are whole.
    var isAtEnd: Bool { get }

    /// - Returns: Bytes that were taken and made, and what is wrong with those that follow.
    func inflate(
        _ input: ArraySlice<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ room: Int
    ) -> (taken: Int, made: Int, failure: String?)
}

/// Safe because the stream is allocated once, never moved, and freed only in `deinit`.
@safe private final class GzipInflating: Inflating {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Between members, where only another one may begin, or zeros that fill a block up.
    private var isBetween = false
    private var isPadding = false

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 is the largest window; 16 more stand for gzip alone.
        let result = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(result == Z_OK, "zlib has no memory for a window")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    var isAtEnd: Bool { isBetween }

    func inflate(
        _ input: ArraySlice<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ room: Int
    ) -> (taken: Int, made: Int, failure: String?) {
        if isBetween {
            if input.isEmpty { return (0, 0, nil) }
            if isPadding || input.first == 0 {
                isPadding = true
                let zeros = input.prefix { $0 == 0 }.count
                return (zeros, 0, zeros < input.count ? "has ended, and something follows it" : nil)
            }
            guard input.first == 0x1F else { return (0, 0, "has ended, and something follows it") }
            unsafe inflateReset(stream)
            isBetween = false
        }
        return unsafe input.withUnsafeBufferPointer { source in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(source.count)
            unsafe stream.pointee.next_out = target
            unsafe stream.pointee.avail_out = UInt32(min(room, 1 << 30))
            let available = unsafe Int(stream.pointee.avail_out)
            let result = unsafe CZLIB.inflate(stream, Z_NO_FLUSH)
            let taken = unsafe source.count - Int(stream.pointee.avail_in)
            let made = unsafe available - Int(stream.pointee.avail_out)
            switch result {
            case Z_OK, Z_BUF_ERROR: return (taken, made, nil)
            case Z_STREAM_END:
                isBetween = true
                return (taken, made, nil)
            default:
                let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(result)"
                return (taken, made, "is damaged (\(reason))")
            }
        }
    }
}

/// Safe because the context is owned here and freed only in `deinit`.
@safe private final class ZstdInflating: Inflating {
    private let context: OpaquePointer
    private(set) var isAtEnd = false

    init() {
        guard let context = unsafe ZSTD_createDStream() else { preconditionFailure("zstd has no memory") }
        unsafe self.context = context
    }

    deinit { unsafe ZSTD_freeDStream(context) }

    func inflate(
        _ input: ArraySlice<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ room: Int
    ) -> (taken: Int, made: Int, failure: String?) {
        if isAtEnd, input.isEmpty { return (0, 0, nil) }
        return unsafe input.withUnsafeBufferPointer { source in
            var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            var to = unsafe ZSTD_outBuffer(dst: target, size: room, pos: 0)
            let result = unsafe ZSTD_decompressStream(context, &to, &from)
            if ZSTD_isError(result) != 0 {
                let reason = unsafe String(cString: ZSTD_getErrorName(result)).lowercased()
                return unsafe (from.pos, to.pos, "is damaged (\(reason))")
            }
            isAtEnd = result == 0
            return unsafe (from.pos, to.pos, nil)
        }
    }
}
