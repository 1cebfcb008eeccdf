import Findings
import Glibc

/// The files of this machine: agreements, and the lists of holidays beside them.
struct DiskFiles: FileSource {
    func text(of path: String) throws(Unreadable) -> SourceText { try SourceFile.read(path) }
}

/// Reads the texts that a person writes.
enum SourceFile {
    /// What is read at most; a text that a person wrote is smaller by far.
    private static let longest = 64 << 20

    /// The text at a path, or why it cannot be had. A pipe or a device is refused, since waiting for it might not end.
    static func read(_ path: String) throws(Unreadable) -> SourceText {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Unreadable(path: path, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Unreadable(path: path, errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Unreadable(path: path, found: "a folder")
        case S_IFIFO: throw Unreadable(path: path, found: "a pipe")
        default: throw Unreadable(path: path, found: "a device or a socket")
        }
        guard status.st_size <= longest else {
            let finding = Finding.error(
                .tooLarge, "'\(path)' is \(status.st_size / 1_000_000) MB long; texts are at most 64 MB", at: nil)
            throw Unreadable(finding)
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: max(4096, Int(status.st_size) + 1))
        while bytes.count <= longest {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return SourceText(path: path, bytes: bytes) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Unreadable(path: path, errno: errno)
            }
            bytes.append(contentsOf: piece[..<count])
        }
        throw Unreadable(.error(.tooLarge, "'\(path)' grows while it is read", at: nil))
    }

    /// Whether a line of the text at a path begins with a word, which tells what kind of file it is.
    static func begins(_ path: String, with word: String) -> Bool {
        guard let source = try? read(path) else { return false }
        return (1...source.lineCount).contains { source.line($0)?.hasPrefix(word) ?? false }
    }

    /// Whether a path is a folder that can be entered.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The names in a folder, in byte order; nil where it cannot be listed.
    static func names(in folder: String) -> [String]? {
        guard let stream = unsafe opendir(folder) else { return nil }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            // The name is the last member of the record, and ends in a zero.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension SourceFile {
    /// What a path that leads nowhere may mean, as a note.
    static func namesNear(_ path: String) -> [String] {
        let (folder, name) = path.splitAtLastSlash
        let names = (names(in: folder.isEmpty ? "." : folder) ?? []).filter { $0 != name }
        return nearest(to: name, among: names).map { ["did you mean '\(folder)\($0)'?"] } ?? []
    }
}

extension Unreadable {
    fileprivate init(path: String, found: String) {
        self.init(.error(.notAFile, "'\(path)' is \(found), expected a file", at: nil))
    }

    fileprivate init(path: String, errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR:
            let notes = SourceFile.namesNear(path)
            self.init(.error(.fileNotFound, "there is no file '\(path)'", at: nil, notes: notes))
        case EACCES, EPERM:
            self.init(.error(.noPermission, "no permission to read '\(path)'", at: nil))
        default:
            self.init(
                .error(.cannotRead, "'\(path)' cannot be read: \(unsafe String(cString: strerror(code)))", at: nil))
        }
    }
}

extension String {
    /// `a/b/` and `c` of `a/b/c`; the first is empty where there is no slash.
    var splitAtLastSlash: (folder: String, name: String) {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", self) }
        let after = utf8.index(after: slash)
        return (String(self[..<after]), String(self[after...]))
    }
}
