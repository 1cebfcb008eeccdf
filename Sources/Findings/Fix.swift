/// A change of a text that mends a finding and cannot be meant otherwise.
public struct Fix: Hashable, Sendable {
    public var place: Place
    /// What stands there; where something else does (an escape, a quoted word), the fix is not made.
    public var found: String
    public var replacement: String

    public init(_ found: String, to replacement: String, at place: Place) {
        self.place = place
        self.found = found
        self.replacement = replacement
    }
}

extension SourceText {
    /// The text with a fix made; nil where the place holds something else. Every byte outside the place is kept.
    public func mended(by fix: Fix) -> SourceText? {
        guard fix.place.path == path else { return nil }
        var cursor = TextCursor(self)
        let start = cursor.move(to: fix.place.range.lowerBound)
        let end = start + fix.found.utf8.count
        guard end <= bytes.count, bytes[start..<end].elementsEqual(fix.found.utf8) else { return nil }
        return SourceText(path: path, bytes: bytes[..<start] + Array(fix.replacement.utf8) + bytes[end...])
    }
}

/// The one candidate that is near enough to be meant by `word`, as ``nearest(to:among:)`` finds it; nil where there are
/// several, for then a person has to choose.
public func onlyNearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let candidates = Set(candidates)
    guard let near = nearest(to: word, among: candidates) else { return nil }
    return nearest(to: word, among: candidates.subtracting([near])) == nil ? near : nil
}
