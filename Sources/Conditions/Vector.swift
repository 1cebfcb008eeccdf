import Columns

/// The values of a part of a condition for the rows of one block; how a missing one looks is as in `Column`.
enum Vector: Sendable {
    case truths(ArraySlice<Truth>)
    case numbers(ArraySlice<Double>)
    /// Instants, dates or lengths of time.
    case times(ArraySlice<Int64>)
    case texts(Texts)

    // What binding has made sure of.
    var truths: ArraySlice<Truth> {
        if case .truths(let a) = self { a } else { preconditionFailure("truths are wanted") }
    }
    var numbers: ArraySlice<Double> {
        if case .numbers(let a) = self { a } else { preconditionFailure("numbers are wanted") }
    }
    var times: ArraySlice<Int64> { if case .times(let a) = self { a } else { preconditionFailure("times are wanted") } }
    var texts: Texts { if case .texts(let a) = self { a } else { preconditionFailure("texts are wanted") } }

    var count: Int {
        switch self {
        case .truths(let values): values.count
        case .numbers(let values): values.count
        case .times(let values): values.count
        case .texts(let texts): texts.spans.count
        }
    }

    init(_ constant: Constant, count: Int) {
        switch constant {
        case .truth(let value): self = .truths([Truth](repeating: value, count: count)[...])
        case .number(let value): self = .numbers([Double](repeating: value, count: count)[...])
        case .time(let value): self = .times([Int64](repeating: value, count: count)[...])
        case .text(let bytes):
            var arena = TextArena()
            let span = bytes.map { arena.append($0[...]) } ?? .none
            self = .texts(Texts(spans: [TextSpan](repeating: span, count: count)[...], arena: arena.bytes))
        }
    }

    /// Rows counted from the first of this vector.
    subscript(rows: Range<Int>) -> Vector {
        func within<Value>(_ values: ArraySlice<Value>) -> ArraySlice<Value> {
            values[values.startIndex + rows.lowerBound..<values.startIndex + rows.upperBound]
        }
        return switch self {
        case .truths(let values): .truths(within(values))
        case .numbers(let values): .numbers(within(values))
        case .times(let values): .times(within(values))
        case .texts(let texts): .texts(Texts(spans: within(texts.spans), arena: texts.arena))
        }
    }

    /// The first value, as often as wanted.
    func repeated(_ count: Int) -> Vector {
        func same<Value>(_ values: ArraySlice<Value>) -> ArraySlice<Value> {
            [Value](repeating: values[values.startIndex], count: count)[...]
        }
        return switch self {
        case .truths(let values): .truths(same(values))
        case .numbers(let values): .numbers(same(values))
        case .times(let values): .times(same(values))
        case .texts(let texts): .texts(Texts(spans: same(texts.spans), arena: texts.arena))
        }
    }

    /// One truth a row: whether it has no value.
    var missing: ArraySlice<Truth> {
        switch self {
        case .truths(let values): mapped(values, filling: 0) { $0 == .isUnknown ? .isTrue : .isFalse }
        case .numbers(let values): mapped(values, filling: 0) { $0 != $0 ? .isTrue : .isFalse }
        case .times(let values): mapped(values, filling: 0) { $0 == Columns.missing ? .isTrue : .isFalse }
        case .texts(let texts): mapped(texts.spans, filling: 0) { $0.isMissing ? .isTrue : .isFalse }
        }
    }
}

/// `body` of every value. One loop without a branch of its own, so that simple bodies become vector code.
@inline(__always)
func mapped<A, B>(_ a: ArraySlice<A>, filling value: B, _ body: (A) -> B) -> ArraySlice<B> {
    var result = [B](repeating: value, count: a.count)
    let source = a.span
    var target = result.mutableSpan
    precondition(source.count == target.count)
    for i in source.indices { target[i] = body(source[i]) }
    return result[...]
}

/// `body` of every two values that stand in the same row.
@inline(__always)
func zipped<A, B, C>(
    _ a: ArraySlice<A>, _ b: ArraySlice<B>, filling value: C, _ body: (A, B) -> C
) -> ArraySlice<C> {
    var result = [C](repeating: value, count: a.count)
    let (first, second) = (a.span, b.span)
    var target = result.mutableSpan
    precondition(first.count == target.count && second.count == target.count, "vectors of one block are of one length")
    for i in first.indices { target[i] = body(first[i], second[i]) }
    return result[...]
}

extension Vector {
    /// Vectors of one type, one after the other.
    init(joining pieces: [Vector]) {
        guard pieces.count > 1 else {
            self = pieces[0]
            return
        }
        switch pieces[0] {
        case .truths: self = .truths(Array(pieces.map(\.truths).joined())[...])
        case .numbers: self = .numbers(Array(pieces.map(\.numbers).joined())[...])
        case .times: self = .times(Array(pieces.map(\.times).joined())[...])
        case .texts:
            var joined = JoinedTexts(rowCount: pieces.reduce(0) { $0 + $1.count })
            for piece in pieces { joined.append(piece.texts) }
            self = .texts(Texts(spans: joined.spans[...], arena: joined.arena))
        }
    }
}
