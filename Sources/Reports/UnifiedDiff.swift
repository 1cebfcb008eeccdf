import Findings

/// The difference between two texts of as many lines, as `diff -u` and `git apply` write and read it.
public struct UnifiedDiff {
    private let path: String
    private let old: [String]
    private let new: [String]
    /// Lines shown before and after each change.
    private static let context = 3

    public init(_ old: SourceText, _ new: SourceText) {
        path = old.path
        self.old = UnifiedDiff.lines(old)
        self.new = UnifiedDiff.lines(new)
        precondition(self.old.count == self.new.count, "a fix keeps to its line")
    }

    /// Nothing where the texts are equal.
    public var text: String {
        let changed = old.indices.filter { old[$0] != new[$0] }
        guard !changed.isEmpty else { return "" }
        var result = "--- \(path)\n+++ \(path)\n"
        var hunks: [ClosedRange<Int>] = []
        for line in changed {
            if let last = hunks.last, line - last.upperBound <= 2 * UnifiedDiff.context {
                hunks[hunks.count - 1] = last.lowerBound...line
            } else {
                hunks.append(line...line)
            }
        }
        for hunk in hunks {
            let shown =
                max(
                    0, hunk.lowerBound - UnifiedDiff.context)..<min(
                    old.count, hunk.upperBound + 1 + UnifiedDiff.context)
            result += "@@ -\(shown.lowerBound + 1),\(shown.count) +\(shown.lowerBound + 1),\(shown.count) @@\n"
            result += lines(shown)
        }
        return result
    }

    private func lines(_ range: Range<Int>) -> String {
        var result = ""
        var index = range.lowerBound
        while index < range.upperBound {
            var end = index
            while end < range.upperBound, old[end] != new[end] { end += 1 }
            if end == index {
                result += line(" ", old[index])
                index += 1
            } else {
                for removed in old[index..<end] { result += line("-", removed) }
                for added in new[index..<end] { result += line("+", added) }
                index = end
            }
        }
        return result
    }

    private func line(_ sign: String, _ text: String) -> String {
        text.utf8.last == UInt8(ascii: "\n") ? sign + text : sign + text + "\n\\ No newline at end of file\n"
    }

    /// Each with its line feed, so that a carriage return before it stays with its line.
    private static func lines(_ source: SourceText) -> [String] {
        var lines: [String] = []
        var rest = source.bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[end...]
        }
        return lines
    }
}
