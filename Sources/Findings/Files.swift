/// Where an agreement's other files are read from: the command gives the disk, a test what it holds in memory.
public protocol FileSource: Sendable {
    /// The whole text of a file; `path` is relative to the working directory or absolute.
    func text(of path: String) throws(Unreadable) -> SourceText
}

/// Why there is no text to read.
public struct Unreadable: Error {
    /// Without a place, which is where the file is named.
    public var finding: Finding

    public init(_ finding: Finding) { self.finding = finding }
}

/// Texts by path, in memory.
public struct MemoryFiles: FileSource {
    private let texts: [String: String]

    public init(_ texts: [String: String] = [:]) { self.texts = texts }

    public func text(of path: String) throws(Unreadable) -> SourceText {
        guard let text = texts[path] else {
            throw Unreadable(.error(.fileNotFound, "there is no file '\(path)'", at: nil))
        }
        return SourceText(path: path, text: text)
    }
}

/// The path of a file that another one names: beside that one, unless `name` is absolute.
public func path(of name: String, besideFile path: String) -> String {
    guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
}
