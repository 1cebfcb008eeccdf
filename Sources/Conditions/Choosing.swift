import Columns

/// Vectors put together from rows of several others of one type.
enum Choosing {
    /// From each row of `branches` the first whose condition is true, else of `otherwise`.
    static func firstTrue(
        _ branches: [(when: ArraySlice<Truth>, then: Vector)], otherwise: Vector
    ) -> Vector {
        var picks = [Int32](repeating: Int32(branches.count), count: otherwise.count)[...]
        for (number, branch) in branches.enumerated().reversed() {
            picks = zipped(branch.when, picks, filling: 0) { $0 == .isTrue ? Int32(number) : $1 }
        }
        return pick(picks, from: branches.map(\.then) + [otherwise])
    }

    /// The first value of each row that is not missing.
    static func firstPresent(_ vectors: [Vector]) -> Vector {
        var picks = [Int32](repeating: Int32(vectors.count - 1), count: vectors[0].count)[...]
        for (number, vector) in vectors.enumerated().reversed() {
            picks = zipped(vector.missing, picks, filling: 0) { $0 == .isFalse ? Int32(number) : $1 }
        }
        return pick(picks, from: vectors)
    }

    static func missing(where condition: ArraySlice<Truth>, else vector: Vector) -> Vector {
        switch vector {
        case .truths(let a): .truths(zipped(condition, a, filling: 0) { $0 == .isTrue ? .isUnknown : $1 })
        case .numbers(let a): .numbers(zipped(condition, a, filling: 0) { $0 == .isTrue ? .nan : $1 })
        case .times(let a): .times(zipped(condition, a, filling: 0) { $0 == .isTrue ? Columns.missing : $1 })
        case .texts(let a):
            .texts(
                Texts(
                    spans: zipped(condition, a.spans, filling: .none) { $0 == .isTrue ? .none : $1 }, arena: a.arena,
                    isOfBlock: a.isOfBlock))
        }
    }

    private static func pick(_ picks: ArraySlice<Int32>, from vectors: [Vector]) -> Vector {
        switch vectors[0] {
        case .truths: .truths(pick(picks, filling: 0, from: vectors.map(\.truths)))
        case .numbers: .numbers(pick(picks, filling: 0, from: vectors.map(\.numbers)))
        case .times: .times(pick(picks, filling: 0, from: vectors.map(\.times)))
        case .texts: .texts(pick(picks, from: vectors.map(\.texts)))
        }
    }

    private static func pick<Value>(
        _ picks: ArraySlice<Int32>, filling value: Value, from vectors: [ArraySlice<Value>]
    ) -> ArraySlice<Value> {
        var result = [Value](repeating: value, count: picks.count)
        for (i, number) in picks.enumerated() {
            let vector = vectors[Int(number)]
            result[i] = vector[vector.startIndex + i]
        }
        return result[...]
    }

    private static func pick(_ picks: ArraySlice<Int32>, from vectors: [Texts]) -> Texts {
        var arena = TextArena()
        var spans = [TextSpan](repeating: .none, count: picks.count)
        for (i, number) in picks.enumerated() {
            let texts = vectors[Int(number)]
            let span = texts.spans[texts.spans.startIndex + i]
            if !span.isMissing { spans[i] = arena.append(texts.arena[span.range]) }
        }
        return Texts(spans: spans[...], arena: arena.bytes, isOfBlock: true)
    }
}
