import Glibc

/// The bytes of a table's file, to be read from any place by any thread.
///
/// A regular file stays on disk; what can be read only once (a pipe) or is in another encoding is held in memory.
/// Safe because the descriptor never leaves this type and is closed only with its last user.
@safe final class InputFile: Sendable {
    private enum Content: Sendable {
        case descriptor(Descriptor, status: Status)
        case memory([UInt8])
    }

    /// Closed with its last user.
    private final class Descriptor: Sendable {
        let number: Int32

        init(_ number: Int32) { self.number = number }

        deinit { close(number) }
    }

    /// What of a file's state would differ if it were written to.
    private struct Status: Equatable, Sendable {
        var size: Int
        var modified: [Int]

        init(_ status: stat) {
            size = Int(status.st_size)
            modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ino)]
        }
    }

    /// As the user would write it, for messages.
    let path: String
    private let content: Content
    /// Nil where the bytes are as they stand in the file.
    let compression: Compression?

    /// The bytes of the file; of a compressed one, what is to be expected of it.
    var size: Int { compression == nil ? packedSize : packedSize * InputFile.expectedRatio }

    private var packedSize: Int {
        switch content {
        case .descriptor(_, let status): status.size
        case .memory(let bytes): bytes.count
        }
    }

    /// How much larger an export of a CRM is than what became of it.
    private static let expectedRatio = 6

    /// Opens the file of a table.
    ///
    /// - Parameter encoding: Nil takes what a byte order mark says, and UTF-8 where there is none.
    static func open(_ path: String, encoding declared: TextEncoding? = nil) throws(SnapshotError) -> InputFile {
        try InputFile(opening: path).readable(as: declared)
    }

    /// This file with what is packed in it unpacked, and its letters in UTF-8.
    func readable(as declared: TextEncoding? = nil) throws(SnapshotError) -> InputFile {
        let file = try unpacked()
        let head = try file.head(512).bytes
        let mark = TextEncoding.named(byMark: head)
        if mark == nil, declared == nil || declared == .utf8 { try file.refuseBinary(head) }
        let encoding = mark?.encoding ?? declared ?? .utf8
        if encoding == .utf8 { return file }
        return InputFile(path: path, bytes: encoding.decode(try file.head(.max).bytes))
    }

    /// This file, or what is packed in it.
    private func unpacked() throws(SnapshotError) -> InputFile {
        guard let compression = Compression(head: try packedBytes(from: 0, upTo: 4)) else { return self }
        return InputFile(path: path, content: content, compression: compression)
    }

    /// The file that fills a table.
    static func open(_ mapping: SourceMapping, path: String) throws(SnapshotError) -> InputFile {
        if let content = mapping.content { return InputFile(path: path, bytes: content) }
        return try open(path, encoding: mapping.encoding)
    }

    /// A file that is open already, and becomes this one's to close.
    init(path: String, descriptor: Int32) throws(SnapshotError) {
        self.path = path
        compression = nil
        var status = stat()
        let owned = Descriptor(descriptor)
        guard unsafe fstat(descriptor, &status) == 0 else { throw SnapshotError(path: path, code: errno) }
        content = .descriptor(owned, status: Status(status))
    }

    /// Bytes that are at hand already.
    init(path: String, bytes: [UInt8]) {
        self.path = path
        content = .memory(bytes)
        compression = nil
    }

    private init(path: String, content: Content, compression: Compression?) {
        self.path = path
        self.content = content
        self.compression = compression
    }

    private init(opening path: String) throws(SnapshotError) {
        self.path = path
        compression = nil
        // A FIFO without a writer must not hold the program up, hence O_NONBLOCK; plain files do not mind it.
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw SnapshotError(path: path, code: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw SnapshotError(path: path, code: code)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: content = .descriptor(Descriptor(descriptor), status: Status(status))
        case S_IFIFO:
            defer { close(descriptor) }
            content = .memory(try InputFile.drain(descriptor, path: path))
        default:
            close(descriptor)
            throw .notAFile(path: path, found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a socket")
        }
    }

    /// Everything a pipe delivers until its last writer closes it; nothing where nobody writes.
    private static func drain(_ descriptor: Int32, path: String) throws(SnapshotError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes.append(contentsOf: piece[..<count])
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&wait, 1, -1)
            } else if errno != EINTR {
                throw SnapshotError(path: path, code: errno)
            }
        }
    }

    /// Copies bytes of the file as it stands from `offset` on; fewer than `count` only at the end of the file.
    ///
    /// - Precondition: There is room for `count` bytes at `target`.
    func read(at offset: Int, into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SnapshotError) -> Int {
        let wanted = min(count, max(0, packedSize - offset))
        switch content {
        case .memory(let bytes):
            unsafe bytes.withUnsafeBufferPointer { source in
                guard wanted > 0, let base = source.baseAddress else { return }
                unsafe target.update(from: base + offset, count: wanted)
            }
            return wanted
        case .descriptor(let descriptor, _):
            var done = 0
            while done < wanted {
                let got = unsafe pread(descriptor.number, target + done, wanted - done, off_t(offset + done))
                if got > 0 {
                    done += got
                } else if got == 0 {
                    throw .changed(path: path)
                } else if errno != EINTR {
                    throw SnapshotError(path: path, code: errno)
                }
            }
            return done
        }
    }

    /// The first bytes, unpacked, and whether they are all.
    func head(_ count: Int) throws(SnapshotError) -> (bytes: [UInt8], isWhole: Bool) {
        guard let compression else {
            let bytes = try packedBytes(from: 0, upTo: count)
            return (bytes, bytes.count == packedSize)
        }
        let stream = Decompressor(self, compression)
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = unsafe try InputFile.filled(min(count - bytes.count, 1 << 20)) {
                (target, count) throws(SnapshotError) in
                unsafe try stream.read(into: target, count: count)
            }
            bytes += piece
            if piece.isEmpty { return (bytes, true) }
        }
        return (bytes, false)
    }

    /// Bytes as they stand in the file; fewer than `count` only at its end.
    func packedBytes(from offset: Int, upTo count: Int) throws(SnapshotError) -> [UInt8] {
        unsafe try InputFile.filled(max(0, min(count, packedSize - offset))) { (target, count) throws(SnapshotError) in
            unsafe try read(at: offset, into: target, count: count)
        }
    }

    private static func filled(
        _ count: Int, _ body: (UnsafeMutablePointer<UInt8>, Int) throws(SnapshotError) -> Int
    ) throws(SnapshotError) -> [UInt8] {
        guard count > 0 else { return [] }
        let target = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        defer { unsafe target.deallocate() }
        let filled = unsafe try body(target, count)
        return unsafe Array(UnsafeBufferPointer(start: target, count: filled))
    }

    /// Throws where the file was written to since it was opened: what was read of it may be of two minds.
    func confirmUnchanged() throws(SnapshotError) {
        guard case .descriptor(let descriptor, let before) = content else { return }
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0, Status(status) == before else {
            throw .changed(path: path)
        }
    }

    private func refuseBinary(_ head: [UInt8]) throws(SnapshotError) {
        let kinds: [([UInt8], String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "a zip archive or a spreadsheet (.xlsx)"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"), ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet (.xls)"),
            (Array("%PDF-".utf8), "a PDF document"),
            (Array("SQLite format 3\0".utf8), "an SQLite database, whose name is 'sqlite:\(path)'"),
            ([0x89, 0x50, 0x4E, 0x47], "an image"), (Array("PAR1".utf8), "a Parquet file"),
            ([0x7F, 0x45, 0x4C, 0x46], "a program"), (Array("BZh".utf8), "a bzip2 archive"),
        ]
        for (magic, name) in kinds where head.starts(with: magic) { throw .notText(path: path, found: name) }
        let nuls = head.count { $0 == 0 }
        if nuls * 4 > head.count {
            throw .notText(path: path, found: "binary data, or UTF-16 without a byte order mark")
        }
    }
}

extension SnapshotError {
    init(path: String, code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .notFound(path: path)
        case EACCES, EPERM: self = .noPermission(path: path)
        case EISDIR: self = .notAFile(path: path, found: "a folder")
        default: self = .unreadable(path: path, reason: unsafe String(cString: strerror(code)).lowercased())
        }
    }
}
