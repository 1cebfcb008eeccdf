import Columns
import Findings

/// Binds one condition: names → columns and terms, parts → types, then the whole → operations.
struct Binder {
    /// Where names are looked up: the text they stand in, the table whose columns they are, and the way to that table.
    struct Scope {
        var source: ConditionSource
        var table: String
        var links: [String] = []
    }

    /// A part of the condition whose type is known or will be.
    struct Part {
        var type: TypeVariable
        var expression: Expression
        /// Called once all types are settled.
        var lower: (TypeVariables) -> Operation
    }

    struct TermKey: Hashable {
        var name: String
        var links: [String]
    }

    private struct Use {
        var path: ColumnPath
        var table: String
        var type: TypeVariable
        var place: Place
    }

    let schema: Schema
    var types = TypeVariables()
    var findings: [Finding] = []
    /// A text with more faults than this is no condition; to word them all would take for ever.
    static let greatestFaultCount = 20
    var isTalking: Bool { findings.count < Binder.greatestFaultCount }
    private var uses: [Use] = []
    private var indexOfPath: [ColumnPath: Int] = [:]
    private var terms: [Part] = []
    private var slotOfTerm: [TermKey: Int] = [:]

    init(schema: Schema) { self.schema = schema }

    mutating func bind(_ condition: Condition, table: String, expecting type: ValueType?) -> BoundExpression? {
        let scope = Scope(source: condition.source, table: table)
        guard let order = termOrder(of: condition.expression, in: scope) else { return nil }
        for key in order { bindTerm(key) }
        let part = part(condition.expression, in: scope)
        if let type { require(part, PartType(type), in: scope, whole: true) }
        guard types.settle() else {
            report(
                .typeMismatch, "no types of its columns make sense of this condition", at: condition.expression,
                in: scope)
            return nil
        }
        guard !findings.hasErrors else { return nil }
        guard let valueType = types.type(part.type)?.valueType else {
            report(
                .wrongType, "a length of time cannot stand alone", at: condition.expression, in: scope,
                notes: ["compare it, as in as_of - created_at > 30 days"])
            return nil
        }
        return BoundExpression(
            type: valueType,
            uses: uses.map { use in
                ColumnUse(
                    path: use.path, table: use.table, type: types.type(use.type)?.valueType ?? .text, place: use.place)
            },
            operation: part.lower(types), shared: terms.map { $0.lower(types) }, startOfDay: schema.startOfDay)
    }

    // MARK: Columns and terms

    /// The part that stands for a column, one input however often it is named.
    mutating func column(_ path: ColumnPath, table: String, declared: ValueType?, _ node: Expression, _ scope: Scope)
        -> Part
    {
        let index: Int
        if let known = indexOfPath[path] {
            index = known
        } else {
            index = uses.count
            indexOfPath[path] = index
            let type = types.new(declared.map(PartType.init), isColumn: true)
            uses.append(Use(path: path, table: table, type: type, place: scope.source.place(node.range)))
        }
        return Part(type: uses[index].type, expression: node) { _ in .input(index) }
    }

    /// The part that stands for a term, evaluated once however often it is named.
    func term(_ key: TermKey, _ node: Expression) -> Part? {
        guard let slot = slotOfTerm[key] else { return nil }
        return Part(type: terms[slot].type, expression: node) { _ in .shared(slot) }
    }

    private mutating func bindTerm(_ key: TermKey) {
        guard let condition = schema.terms[key.name] else { return }
        let scope = Scope(source: condition.source, table: Schema.leads, links: key.links)
        var part = part(condition.expression, in: scope)
        if !require(part, .boolean, in: scope, whole: true) { part = unknown(condition.expression) }
        slotOfTerm[key] = terms.count
        terms.append(part)
    }

    /// Stands for what is wrong and has been reported: its type goes with any other, so that one fault is not told
    /// twice.
    mutating func unknown(_ node: Expression) -> Part {
        Part(type: types.new(), expression: node) { _ in .constant(.truth(.isUnknown)) }
    }

    // MARK: Faults

    mutating func report(
        _ code: Code, _ message: String, at node: Expression, in scope: Scope, notes: [String] = [],
        related: [Finding.Related] = []
    ) {
        let finding = Finding.error(code, message, at: scope.source.place(node.range), notes: notes, related: related)
        if isTalking, !findings.contains(finding) { findings.append(finding) }
    }

    mutating func warn(_ code: Code, _ message: String, at node: Expression, in scope: Scope, notes: [String]) {
        let finding = Finding.warning(code, message, at: scope.source.place(node.range), notes: notes)
        if isTalking, !findings.contains(finding) { findings.append(finding) }
    }
}
