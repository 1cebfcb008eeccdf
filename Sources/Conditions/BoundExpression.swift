import Columns
import Findings

/// A condition or expression that has been checked against the columns there are; ready for any number of rows.
public struct BoundExpression: Sendable {
    public let type: ValueType
    /// The columns it reads, each once, in the order in which it names them first, with the types they are to have.
    public let uses: [ColumnUse]
    let operation: Operation
    /// Terms, each after those that it uses itself.
    let shared: [Operation]
    /// When days begin where the author of the condition is at home; nil leaves it to the inputs.
    let startOfDay: (@Sendable (Int64) -> Int64)?

    /// The columns of which it asks no more than whether there is a value.
    public var columnsOfPresence: Set<ColumnPath> {
        var read: Set<Int> = []
        func visit(_ operation: Operation) {
            if case .isMissing(.input) = operation { return }
            if case .input(let index) = operation { read.insert(index) }
            _ = operation.replacingOperands { operand in
                visit(operand)
                return operand
            }
        }
        for operation in shared + [operation] { visit(operation) }
        return Set(uses.indices.filter { !read.contains($0) }.map { uses[$0].path })
    }

    /// Makes what depends on single dictionary columns ready, so that threads can share the rest of the work by rows.
    ///
    /// - Precondition: Every column of `uses` is there, of the type named, and has a value for each row.
    public func prepared(for inputs: Inputs) -> Evaluation { Evaluation(self, inputs) }

    /// The values of all rows.
    public func evaluate(_ inputs: Inputs) -> Column {
        if uses.count == 1, case .input = operation, let input = inputs.columns[uses[0].path], input.rows == nil {
            return input.column
        }
        return prepared(for: inputs).column(0..<inputs.rowCount)
    }

    /// The truths of all rows.
    ///
    /// - Precondition: The expression is boolean.
    public func truths(_ inputs: Inputs) -> [Truth] { truths(inputs, rows: 0..<inputs.rowCount) }

    /// The truths of some rows, the first of them first. For many slices of the same inputs, `prepared(for:)` saves
    /// work.
    public func truths(_ inputs: Inputs, rows: Range<Int>) -> [Truth] { prepared(for: inputs).truths(rows) }
}

extension Condition {
    /// Looks up every name, expands terms and checks types.
    ///
    /// - Parameters:
    ///   - table: The table whose rows the condition speaks about.
    ///   - type: What the expression is to be; nil takes any type.
    /// - Returns: nil when there were errors; all that were found are in `findings` (LP02xx). A fault within a term is
    ///   placed in the term, and reported once however many conditions are bound with the same list of findings.
    public func bind(
        to schema: Schema, table: String, expecting type: ValueType?, findings: inout [Finding]
    ) -> BoundExpression? {
        var binder = Binder(schema: schema)
        let bound = binder.bind(self, table: table, expecting: type)
        for finding in binder.findings where !findings.contains(finding) { findings.append(finding) }
        return bound
    }
}
