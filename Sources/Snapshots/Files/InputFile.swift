import Glibc

/// The bytes of a table's file, to be read from any place by any thread.
///
/// A regular file stays on disk; what can be read only once (a pipe) or is in another encoding is held in memory.
/// Safe because the descriptor never leaves this type and is closed only in `deinit`.
@safe final class InputFile: Sendable {
    private enum Content: Sendable {
        case descriptor(Int32, status: Status)
        case memory([UInt8])
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

    /// The bytes of the file.
    var size: Int {
        switch content {
        case .descriptor(_, let status): status.size
        case .memory(let bytes): bytes.count
        }
    }

    /// Opens the file of a table.
    ///
    /// - Parameter encoding: Nil takes what a byte order mark says, and UTF-8 where there is none.
    static func open(_ path: String, encoding declared: TextEncoding? = nil) throws(SnapshotError) -> InputFile {
        let file = try InputFile(opening: path)
        let head = try file.bytes(in: 0..<min(512, file.size))
        let mark = TextEncoding.named(byMark: head)
        if mark == nil, declared == nil || declared == .utf8 { try file.refuseBinary(head) }
        let encoding = mark?.encoding ?? declared ?? .utf8
        if encoding == .utf8 { return file }
        return InputFile(path: path, bytes: encoding.decode(try file.bytes(in: 0..<file.size)))
    }

    /// Bytes that are at hand already.
    init(path: String, bytes: [UInt8]) {
        self.path = path
        content = .memory(bytes)
    }

    private init(opening path: String) throws(SnapshotError) {
        self.path = path
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
        case S_IFREG: content = .descriptor(descriptor, status: Status(status))
        case S_IFIFO:
            defer { close(descriptor) }
            content = .memory(try InputFile.drain(descriptor, path: path))
        default:
            close(descriptor)
            throw .notAFile(path: path, found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a socket")
        }
    }

    deinit {
        if case .descriptor(let descriptor, _) = content { close(descriptor) }
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

    /// Copies bytes from `offset` on; fewer than `count` only at the end of the file.
    ///
    /// - Precondition: There is room for `count` bytes at `target`.
    func read(at offset: Int, into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SnapshotError) -> Int {
        let wanted = min(count, max(0, size - offset))
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
                let got = unsafe pread(descriptor, target + done, wanted - done, off_t(offset + done))
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

    func bytes(in range: Range<Int>) throws(SnapshotError) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        let target = UnsafeMutablePointer<UInt8>.allocate(capacity: range.count)
        defer { unsafe target.deallocate() }
        let count = unsafe try read(at: range.lowerBound, into: target, count: range.count)
        return unsafe Array(UnsafeBufferPointer(start: target, count: count))
    }

    /// Throws where the file was written to since it was opened: what was read of it may be of two minds.
    func confirmUnchanged() throws(SnapshotError) {
        guard case .descriptor(let descriptor, let before) = content else { return }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, Status(status) == before else { throw .changed(path: path) }
    }

    private func refuseBinary(_ head: [UInt8]) throws(SnapshotError) {
        let kinds: [([UInt8], String)] = [
            ([0x1F, 0x8B], "a gzip archive"), ([0x50, 0x4B, 0x03, 0x04], "a zip archive or a spreadsheet (.xlsx)"),
            ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"), ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet (.xls)"),
            (Array("%PDF-".utf8), "a PDF document"), (Array("SQLite format 3\0".utf8), "an SQLite database"),
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
