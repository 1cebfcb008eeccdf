/// The candidate a person most likely meant by `word`, if one is near enough: at most a third of its letters differ.
///
/// The distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
/// Letter case does not count; of equally near candidates the first in `candidates` wins.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let target = Array(word.lowercased().unicodeScalars)
    var best: (word: String, distance: Int)?
    for candidate in candidates {
        let other = Array(candidate.lowercased().unicodeScalars)
        let length = max(target.count, other.count)
        // Any letter is one step from any other; that makes it no likelier to be meant.
        let limit = length == 1 ? 0 : max(1, length / 3)
        guard abs(target.count - other.count) <= limit else { continue }
        let distance = alignmentDistance(target, other)
        if distance <= limit, distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    return best?.word
}

private func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var twoAgo = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
        var row = [i] + [Int](repeating: 0, count: b.count)
        for j in 1...b.count {
            let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], twoAgo[j - 2] + 1) }
        }
        (twoAgo, last) = (last, row)
    }
    return last[b.count]
}
