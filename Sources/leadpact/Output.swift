import Glibc
import Reports

/// Where the bytes of a report go: a stream of the process, or a file that appears whole or not at all.
final class Output {
    private let descriptor: Int32
    /// Of a file: where it ends up, and where it is written until it is complete.
    private let file: (path: String, draft: String)?
    /// As a message calls what is no such file.
    private let stream: String
    private var failure: Int32 = 0

    static func standardOutput() -> Output { Output(descriptor: STDOUT_FILENO) }
    static func standardError() -> Output { Output(descriptor: STDERR_FILENO) }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        file = nil
        stream = descriptor == STDERR_FILENO ? "standard error" : "standard output"
    }

    /// A file is written beside its place, synced and renamed: whoever reads it finds the old one or the whole new one.
    /// A device such as `/dev/stdout` is written as it is.
    init(path: String) throws(OutputError) {
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        stream = path
        switch exists ? status.st_mode & S_IFMT : S_IFREG {
        case S_IFDIR:
            throw OutputError(path: path, errno: EISDIR)
        case S_IFREG:
            let target = Self.resolved(path)
            // Where a run was killed its draft is left, and another run may have the same number, as in a container.
            var number = 0
            var draft: String
            var opened: Int32
            repeat {
                draft = target + ".\(getpid())\(number == 0 ? "" : "-\(number)").part"
                opened = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
                number += 1
            } while opened < 0 && errno == EEXIST && number < 1000
            descriptor = opened
            file = (target, draft)
        default:
            descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            file = nil
        }
        guard descriptor >= 0 else { throw OutputError(path: path, errno: errno) }
    }

    /// A file that others write to, too: what is written goes behind what is there.
    init(appendingTo path: String) throws(OutputError) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        file = nil
        stream = path
        guard descriptor >= 0 else { throw OutputError(path: path, errno: errno) }
    }

    /// A file that takes the place of one that is there, with the same permissions.
    convenience init(replacing path: String) throws(OutputError) {
        try self.init(path: path)
        var status = stat()
        guard unsafe stat(path, &status) == 0, fchmod(descriptor, status.st_mode & 0o7777) == 0 else {
            throw OutputError(path: path, errno: errno)
        }
    }

    /// Where a path leads, so that a link stays a link when the file is renamed into place.
    private static func resolved(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// A writer whose bytes come here. A reader that closed its end is no failure: the rest is not wanted.
    func writer() -> ByteWriter {
        ByteWriter { piece in self.write(piece) }
    }

    func write(_ text: String) { write(Array(text.utf8)) }
    func write(_ bytes: [UInt8]) { write(bytes.span) }

    private func write(_ piece: Span<UInt8>) {
        var done = 0
        while failure == 0, done < piece.count {
            let count = unsafe piece.extracting(done...).withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                failure = errno
            }
        }
    }

    /// To be called once, after the last byte.
    func finish() throws(OutputError) {
        guard let file else {
            if failure != 0, failure != EPIPE { throw OutputError(path: stream, errno: failure) }
            return
        }
        if failure == 0, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, unsafe rename(file.draft, file.path) != 0 { failure = errno }
        if failure != 0 {
            unsafe unlink(file.draft)
            throw OutputError(path: stream, errno: failure)
        }
    }
}

/// Something could not be written.
struct OutputError: Error, CustomStringConvertible {
    var path: String
    var errno: Int32

    var description: String { "'\(path)' cannot be written: \(unsafe String(cString: strerror(errno)))" }
}
