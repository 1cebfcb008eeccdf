import Databases
import Glibc

/// A file without a name, gone with its last user.
///
/// Safe because the descriptor is owned here until an `InputFile` takes it over.
@safe final class Spool {
    private var descriptor: Int32

    init() throws(DatabaseError) {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var name = Array((folder + "/leadpact-XXXXXX").utf8CString)
        descriptor = unsafe mkstemp(&name)
        if descriptor >= 0 {
            unsafe unlink(name)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        if descriptor < 0 { throw Spool.failure(in: folder) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: [UInt8]) throws(DatabaseError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw Spool.failure(in: "the temporary folder")
            }
        }
    }

    /// What was written, to be read as any file.
    func file(path: String) throws(SnapshotError) -> InputFile {
        defer { descriptor = -1 }
        return try InputFile(path: path, descriptor: descriptor)
    }

    private static func failure(in folder: String) -> DatabaseError {
        DatabaseError("nothing can be written in \(folder): \(unsafe String(cString: strerror(errno)).lowercased())")
    }
}
