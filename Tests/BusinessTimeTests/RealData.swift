import Foundation

/// Data that nobody in this project wrote; it lies beside the repository on some machines and is never copied into it.
enum RealData {
    /// The folder in `LEADPACT_REAL`, else `../shared/real` beside the package.
    static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["LEADPACT_REAL"] { return folder }
        return URL(filePath: #filePath).appending(path: "../../../../shared/real").standardizedFileURL.path()
    }()

    static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    }
}
