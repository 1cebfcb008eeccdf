import Glibc

/// The folder that a snapshot lies in.
enum Folder {
    /// Nil where there is nothing at the path.
    static func isFolder(_ path: String) -> Bool? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is a file that can be read more than once: no pipe, no device.
    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The names in a folder, in byte order; none where it cannot be listed.
    static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The path of a file named in another: beside it, unless it is absolute.
    static func path(_ name: String, in folder: String) -> String {
        if name.hasPrefix("/") || folder.isEmpty || folder == "." { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// What stands before the last slash; empty where there is none.
    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The endings of tables' files, in the order in which they are looked for; each also compressed.
    private static let endings = [".csv", ".tsv", ".jsonl", ".ndjson", ".json"]
    private static let compressions = ["", ".gz", ".zst"]

    /// The name of a table's file without what says how it is written: `Lead` of `Lead.csv.gz`.
    static func stem(_ name: String) -> String {
        var stem = name.lowercased()
        for ending in compressions where !ending.isEmpty && stem.hasSuffix(ending) { stem.removeLast(ending.count) }
        for ending in endings where stem.hasSuffix(ending) {
            stem.removeLast(ending.count)
            break
        }
        return stem
    }

    /// The file among `names` that a preset means: of its name, or else written in another way; nil where there is none.
    static func file(like name: String, among names: [String]) -> String? {
        if let same = names.first(where: { $0 == name }) { return same }
        let stem = stem(name)
        for ending in endings {
            for compression in compressions {
                if let same = names.first(where: { $0.lowercased() == stem + ending + compression }) { return same }
            }
        }
        return nil
    }

    /// The folders within which files may lie.
    struct Bounds {
        private let folders: [String]

        init(_ folders: [String]) {
            self.folders = folders.compactMap { Folder.real($0.isEmpty ? "." : $0) }
        }

        /// Whether a file, or what a link leads to, lies within one of the folders; of one that is not there, its folder.
        func hold(_ path: String) -> Bool {
            let parent = Folder.parent(of: path)
            guard let real = Folder.real(path) ?? Folder.real(parent.isEmpty ? "." : parent) else {
                // Nothing is there: it will be said to be missing, which tells nothing beyond the folder.
                return !path.contains("..")
            }
            return folders.contains { real == $0 || real.hasPrefix($0 == "/" ? $0 : $0 + "/") }
        }
    }

    /// The path without links and dots; nil where nothing is there.
    private static func real(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
