import Columns

/// The values of `in (…)` that are known beforehand, in order.
struct Members: Sendable {
    private enum Values {
        case numbers([Double])
        case times([Int64])
        case texts([[UInt8]])
    }

    private var values: Values
    /// Whether null is among them: what is not found is then unknown.
    private var holdsMissing: Bool

    /// - Parameter constants: Of one type, not truths.
    init?(_ constants: [Constant]) {
        var (numbers, times, texts) = ([Double](), [Int64](), [[UInt8]]())
        holdsMissing = false
        for constant in constants {
            switch constant {
            case .truth: return nil
            case .number(let value): if value.isNaN { holdsMissing = true } else { numbers.append(value) }
            case .time(let value): if value == missing { holdsMissing = true } else { times.append(value) }
            case .text(let bytes): if let bytes { texts.append(bytes) } else { holdsMissing = true }
            }
        }
        switch constants.first {
        case .number: values = .numbers(numbers.sorted())
        case .time: values = .times(times.sorted())
        case .text: values = .texts(texts.sorted { byteOrder($0.span, $1.span) < 0 })
        case .truth, nil: return nil
        }
    }

    func contain(_ vector: Vector) -> ArraySlice<Truth> {
        let absent: Truth = holdsMissing ? .isUnknown : .isFalse
        switch (vector, values) {
        case (.numbers(let vector), .numbers(let members)):
            return mapped(vector, filling: 0) { value in
                value.isNaN
                    ? .isUnknown : Members.holds(members) { $0 < value ? -1 : $0 == value ? 0 : 1 } ? .isTrue : absent
            }
        case (.times(let vector), .times(let members)):
            return mapped(vector, filling: 0) { value in
                value == missing
                    ? .isUnknown : Members.holds(members) { $0 < value ? -1 : $0 == value ? 0 : 1 } ? .isTrue : absent
            }
        case (.texts(let texts), .texts(let members)):
            var result = [Truth](repeating: .isUnknown, count: texts.spans.count)
            let arena = texts.arena.span
            for (i, span) in texts.spans.enumerated() where !span.isMissing {
                let text = arena.extracting(span.range)
                result[i] = Members.holds(members) { byteOrder($0.span, text) } ? .isTrue : absent
            }
            return result[...]
        default: preconditionFailure("values of two types are compared")
        }
    }

    /// Binary search; `order` says where a member stands to the value that is sought.
    @inline(__always)
    private static func holds<Value>(_ members: [Value], order: (Value) -> Int) -> Bool {
        var (low, high) = (0, members.count)
        while low < high {
            let middle = (low + high) / 2
            let order = order(members[middle])
            if order == 0 { return true }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
