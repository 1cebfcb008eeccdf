import Glibc

/// What the system's files say; the only place of this module that talks to the C library.
enum SystemFiles {
    /// Why a file could not be read.
    enum Failure: Error, Hashable {
        case absent
        case isDirectory
        /// Anything else; `code` is the system's `errno`.
        case other(code: Int32)

        init(code: Int32) {
            switch code {
            case ENOENT, ENOTDIR: self = .absent
            case EISDIR: self = .isDirectory
            default: self = .other(code: code)
            }
        }
    }

    /// All bytes of a file.
    ///
    /// - Throws: ``Failure``, also for what is longer than `limit` (`EFBIG`).
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        // A FIFO without a writer must not hold the program up, hence O_NONBLOCK; plain files do not mind it.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Failure(code: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(code: errno)
            }
            if count == 0 { return bytes }
            bytes += block[..<count]
            guard bytes.count <= limit else { throw Failure(code: EFBIG) }
        }
    }

    static func isDirectory(_ path: String) -> Bool {
        guard let directory = unsafe opendir(path) else { return false }
        unsafe closedir(directory)
        return true
    }

    /// The names in a directory, sorted, without those that start with a dot; empty where there is no such directory.
    static func names(in path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

/// The system's words for an error.
func systemMessage(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0).lowercased() } ?? "error \(code)"
}
