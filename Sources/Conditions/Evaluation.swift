import Columns

/// A bound expression that has met its rows: what depends on one dictionary column alone is already judged, once for
/// each distinct value. Threads may share it, each with rows of its own.
public struct Evaluation: Sendable {
    /// Rows that are worked on at a time: few enough for all their vectors to stay in the processor's second cache.
    static let blockLength = 4096

    let type: ValueType
    let plan: Plan
    let rowCount: Int

    init(_ expression: BoundExpression, _ inputs: Inputs) {
        type = expression.type
        rowCount = inputs.rowCount
        plan = Plan(expression, inputs)
    }

    /// - Precondition: The expression is boolean.
    public func truths(_ rows: Range<Int>) -> [Truth] {
        precondition(type == .boolean, "only a condition has truths")
        var truths: [Truth] = []
        truths.reserveCapacity(rows.count)
        forEachBlock(rows) { truths += $0.truths }
        return truths
    }

    /// The values of some rows, as a column of so many rows.
    public func column(_ rows: Range<Int>) -> Column {
        switch type {
        case .boolean: return .booleans(truths(rows))
        case .number:
            var numbers: [Double] = []
            numbers.reserveCapacity(rows.count)
            forEachBlock(rows) { numbers += $0.numbers }
            return .numbers(numbers)
        case .date: return .dates(times(rows))
        case .instant: return .instants(InstantColumn(values: times(rows), precision: plan.precision))
        case .text: return .text(text(rows))
        }
    }

    private func times(_ rows: Range<Int>) -> [Int64] {
        var times: [Int64] = []
        times.reserveCapacity(rows.count)
        forEachBlock(rows) { times += $0.times }
        return times
    }

    private func text(_ rows: Range<Int>) -> TextColumn {
        if case .mapped(let input, .texts(let distinct)) = plan.root {
            return plan.inputs[input].recoded(rows, as: distinct)
        }
        var joined = JoinedTexts(rowCount: rows.count)
        forEachBlock(rows) { joined.append($0.texts) }
        return TextColumn(.spans(joined.spans, arena: joined.arena))
    }

    private func forEachBlock(_ rows: Range<Int>, _ body: (Vector) -> Void) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows beyond the last")
        var start = rows.lowerBound
        while start < rows.upperBound {
            let end = min(start + Evaluation.blockLength, rows.upperBound)
            var block = Block(
                rows: start..<end, inputs: plan.inputs, startOfDay: plan.startOfDay,
                shared: [Vector?](repeating: nil, count: plan.slotCount))
            for (slot, operation) in plan.sharedOperations { block.shared[slot] = block.vector(operation) }
            body(block.vector(plan.root))
            start = end
        }
    }
}

extension PreparedInput {
    /// A dictionary column whose distinct values have been rewritten; those that became equal get one code.
    fileprivate func recoded(_ range: Range<Int>, as texts: Texts) -> TextColumn {
        guard case .codes(let codes, _) = values else { preconditionFailure("only a dictionary has codes") }
        var distinct: [[UInt8]] = [[]]
        var codeOfText: [[UInt8]: UInt32] = [:]
        let newCodes: [UInt32] = texts.spans.map { span in
            if span.isMissing { return 0 }
            let text = Array(texts.arena[span.range])
            if let code = codeOfText[text] { return code }
            let code = UInt32(distinct.count)
            codeOfText[text] = code
            distinct.append(text)
            return code
        }
        let chosen: [UInt32] =
            if let rows {
                rows[range].map { newCodes[$0 < 0 ? 0 : Int(codes[Int($0)])] }
            } else {
                codes[range].map { newCodes[Int($0)] }
            }
        return TextColumn(.dictionary(codes: chosen, values: distinct))
    }
}
