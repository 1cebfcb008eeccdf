/// Why a snapshot cannot be read at all. What is wrong *inside* a manifest or a table comes back as findings.
public enum SnapshotError: Error, Hashable, Sendable {
    case notFound(path: String)
    case noPermission(path: String)
    /// A folder, a device or a socket where a file is expected; `found` says which.
    case notAFile(path: String, found: String)
    /// The folder holds neither `snapshot.yaml` nor `leads.csv`.
    case nothingInFolder(path: String)
    /// The operating system failed; `reason` is its own.
    case unreadable(path: String, reason: String)
    /// The file holds no text: a spreadsheet, an archive, an image.
    case notText(path: String, found: String)
    /// The file changed while it was read.
    case changed(path: String)
    /// What is kept of the snapshot does not fit in memory; bytes of the file that were read, and all.
    case tooLarge(path: String, read: Int, size: Int)

    /// One line, lower case.
    public var message: String {
        switch self {
        case .notFound(let path): "there is no file or folder '\(path)'"
        case .noPermission(let path): "no permission to read '\(path)'"
        case .notAFile(let path, let found): "'\(path)' is \(found), expected a file"
        case .nothingInFolder(let path): "the folder '\(path)' holds neither snapshot.yaml nor leads.csv"
        case .unreadable(let path, let reason): "'\(path)' cannot be read: \(reason)"
        case .notText(let path, let found): "'\(path)' is no text: it begins like \(found)"
        case .changed(let path): "'\(path)' changed while it was read"
        case .tooLarge(let path, let read, let size):
            "memory is used up after \(Int(Double(read) / Double(max(1, size)) * 100)) % of '\(path)'"
        }
    }
}
