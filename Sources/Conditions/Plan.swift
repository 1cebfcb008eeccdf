import Columns

/// How an expression is evaluated over given inputs: constants computed, parts that depend on one dictionary tabulated.
struct Plan: Sendable {
    private(set) var root = Operation.constant(.truth(.isUnknown))
    let inputs: [PreparedInput]
    let startOfDay: @Sendable (Int64) -> Int64
    /// Terms to be evaluated in each block, in order.
    private(set) var sharedOperations: [(slot: Int, operation: Operation)] = []
    /// The coarsest of the instants that go in.
    let precision: TimePrecision

    /// What an operation depends on.
    private enum Dependency {
        case nothing
        case dictionary(Int)
        case rows

        func joined(_ other: Dependency) -> Dependency {
            switch (self, other) {
            case (.nothing, _): other
            case (_, .nothing): self
            case (.dictionary(let a), .dictionary(let b)) where a == b: self
            default: .rows
            }
        }
    }

    private struct Step {
        var operation: Operation
        var dependency: Dependency
    }

    private var sharedDependencies: [Dependency] = []
    /// Terms that are the same in every row (one value) or depend on one dictionary (a value for each of its own).
    private var sharedTables: [Vector?] = []
    /// The distinct values of a dictionary as if they were rows, once they are needed.
    private var distinct: [Int: PreparedInput] = [:]

    init(_ expression: BoundExpression, _ inputs: Inputs) {
        var precision = TimePrecision.millisecond
        self.inputs = expression.uses.map { use in
            guard let input = inputs.columns[use.path] else { preconditionFailure("no column \(use.path) was given") }
            precondition(input.column.type == use.type, "column \(use.path) is bound as \(use.type)")
            precondition(
                (input.rows?.count ?? input.column.count) >= inputs.rowCount, "column \(use.path) has too few rows")
            if case .instants(let column) = input.column { precision = max(precision, column.precision) }
            return PreparedInput(input, rowCount: inputs.rowCount)
        }
        self.precision = precision
        startOfDay = expression.startOfDay ?? inputs.startOfDay
        for operation in expression.shared { share(operation, asOf: inputs.asOf) }
        let step = step(expression.operation, asOf: inputs.asOf)
        root = tabulated(step)
        let needed = neededSlots
        sharedOperations.removeAll { !needed.contains($0.slot) }
    }

    /// How many terms there are.
    var slotCount: Int { sharedTables.count }

    // MARK: Terms

    private mutating func share(_ operation: Operation, asOf: Int64) {
        let slot = sharedTables.count
        let step = step(operation, asOf: asOf)
        sharedDependencies.append(step.dependency)
        switch step.dependency {
        case .nothing: sharedTables.append(constantVector(step.operation))
        case .dictionary(let input): sharedTables.append(table(of: step.operation, over: input))
        case .rows:
            sharedTables.append(nil)
            sharedOperations.append((slot, step.operation))
        }
    }

    /// The terms that the blocks of the root come to evaluate.
    private var neededSlots: Set<Int> {
        var needed: Set<Int> = []
        func collect(_ operation: Operation) {
            _ = operation.replacingOperands { operand in
                collect(operand)
                return operand
            }
            if case .shared(let slot) = operation { needed.insert(slot) }
        }
        collect(root)
        for (slot, operation) in sharedOperations.reversed() where needed.contains(slot) { collect(operation) }
        return needed
    }

    // MARK: Steps

    private mutating func step(_ operation: Operation, asOf: Int64) -> Step {
        switch operation {
        case .input(let index):
            return Step(operation: operation, dependency: inputs[index].isDictionary ? .dictionary(index) : .rows)
        case .constant(let constant): return self.constant(Vector(constant, count: 1))
        case .asOf: return constant(.times([asOf]))
        case .shared(let slot):
            if case .nothing = sharedDependencies[slot], let table = sharedTables[slot] {
                return constant(table[0..<1])
            }
            return Step(operation: operation, dependency: sharedDependencies[slot])
        case .mapped, .repeated: return Step(operation: operation, dependency: .rows)
        default: break
        }
        var steps: [Step] = []
        _ = operation.replacingOperands { operand in
            steps.append(step(operand, asOf: asOf))
            return operand
        }
        let dependency = steps.reduce(Dependency.nothing) { $0.joined($1.dependency) }
        var isRowwise = false
        if case .rows = dependency { isRowwise = true }
        var operands = steps.map { isRowwise ? tabulated($0) : $0.operation }[...]
        let joined = operation.replacingOperands { _ in operands.removeFirst() }
        if case .nothing = dependency { return constant(constantVector(joined)) }
        return Step(operation: joined, dependency: dependency)
    }

    private func constant(_ vector: Vector) -> Step {
        Step(operation: .repeated(vector), dependency: .nothing)
    }

    /// The single value of an operation that depends on nothing.
    private func constantVector(_ operation: Operation) -> Vector {
        Block(rows: 0..<1, inputs: [], startOfDay: startOfDay, shared: []).vector(operation)
    }

    /// An operation as blocks of rows evaluate it.
    private mutating func tabulated(_ step: Step) -> Operation {
        guard case .dictionary(let input) = step.dependency else { return step.operation }
        if case .shared(let slot) = step.operation, let table = sharedTables[slot] {
            return .mapped(input: input, table)
        }
        return .mapped(input: input, table(of: step.operation, over: input))
    }

    /// The values of an operation for each distinct value of the one dictionary that it depends on.
    private mutating func table(of operation: Operation, over input: Int) -> Vector {
        let values = distinct[input] ?? PreparedInput(distinct: inputs[input].distinctTexts)
        distinct[input] = values
        var inputs = inputs
        inputs[input] = values
        let count = self.inputs[input].distinctCount
        var pieces: [Vector] = []
        var start = 0
        repeat {
            let rows = start..<min(start + Evaluation.blockLength, count)
            var block = Block(rows: rows, inputs: inputs, startOfDay: startOfDay, shared: [])
            block.shared = zip(sharedTables, sharedDependencies).map { table, dependency in
                if case .dictionary(input) = dependency { table?[rows] } else { nil }
            }
            pieces.append(block.vector(operation))
            start = rows.upperBound
        } while start < count
        return Vector(joining: pieces)
    }
}
