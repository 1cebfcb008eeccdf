import Findings
import Glibc

/// What git knows of files, asked through its command.
enum Git {
    /// The text of a file as it stands in a revision; nil where the revision does not have it.
    static func text(of path: String, in revision: String) throws(Unreadable) -> SourceText? {
        let (folder, name) = path.splitAtLastSlash
        let git = ["git", "-C", folder.isEmpty ? "." : folder]
        guard !revision.hasPrefix("-"), run(git + ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"]) != nil
        else {
            throw Unreadable(
                .error(
                    .baseNotFound, "git knows no revision '\(revision)' where '\(path)' lies", at: nil,
                    notes: ["fetch it first; a build server may have fetched the newest commit alone"]))
        }
        return run(git + ["show", "\(revision):./\(name)"]).map { SourceText(path: "\(revision):\(path)", bytes: $0) }
    }

    /// What a command writes to standard output; nil where it fails.
    private static func run(_ words: [String]) -> [UInt8]? {
        let line = words.map(quoted).joined(separator: " ") + " 2>/dev/null"
        guard let stream = unsafe popen(line, "r") else { return nil }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&piece, 1, piece.count, stream)
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return unsafe pclose(stream) == 0 ? bytes : nil
    }

    /// As a shell takes it for one word.
    private static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}
