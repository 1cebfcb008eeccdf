import BusinessTime
import Columns
import Conditions
import Findings

/// Settles what is to be made of the rows of each file of a table, before any of them is read.
struct Planner {
    let table: CanonicalTable
    let request: Request
    let wanted: Request.Table
    private(set) var findings: [Finding] = []

    init(_ table: CanonicalTable, _ request: Request, _ wanted: Request.Table) {
        self.table = table
        self.request = request
        self.wanted = wanted
    }

    /// The plans of the table's files; those with an error are left out, and the error is in `findings`.
    mutating func plans(_ files: [TableFile]) throws(SnapshotError) -> [FilePlan] {
        var plans: [FilePlan] = []
        for (number, file) in files.enumerated() {
            var draft = Draft(file: file, table: table, request: request)
            draft.plan.fileNumber = number
            plan(&draft)
            try draft.decideTimes()
            draft.checkConstants()
            findings += draft.findings
            if !draft.findings.hasErrors { plans.append(draft.plan) }
        }
        return plans
    }

    private func plan(_ draft: inout Draft) {
        let file = draft.file
        if let condition = file.condition {
            var sources: [ColumnPath: FilePlan.BoundCondition.Source] = [:]
            for use in condition.uses {
                if let field = draft.conditionField(use.path.column, use.type) { sources[use.path] = .field(field) }
            }
            draft.plan.selection = FilePlan.BoundCondition(expression: condition, sources: sources)
            draft.plan.conditionFieldCount = draft.plan.fields.count
        }
        if !file.stageFields.isEmpty { draft.addStages() }
        for (column, type) in wanted.columns.sorted(by: { $0.key < $1.key }) {
            draft.plan.kept.append((column, type, draft.field(column, type)))
        }
        if table.instants == "at", file.stageFields.isEmpty { draft.plan.instants = draft.field("at", .instant) }
        if table.instants == "created_at", wanted.columns["created_at"] == .instant {
            draft.plan.instants = draft.field("created_at", .instant)
        }
        for link in table.links where wanted.links.contains(link.name) { draft.add(link) }
        draft.plan.conditions = wanted.conditions.map { condition in
            var sources: [ColumnPath: FilePlan.BoundCondition.Source] = [:]
            for use in condition.uses where use.path.links.isEmpty {
                // A file that lacks a column of the table has no value in it.
                sources[use.path] = .field(draft.field(use.path.column, use.type) ?? draft.absentField(use.type))
            }
            return FilePlan.BoundCondition(expression: condition, sources: sources)
        }
        draft.addForPlausibility(wanted)
        draft.plan.keeping = wanted.keeping
        draft.plan.wantsLines = wanted.wantsLines
    }
}

/// A plan in the making.
private struct Draft {
    let file: TableFile
    let table: CanonicalTable
    let request: Request
    var plan: FilePlan
    var findings: [Finding] = []
    private var numbers: [FieldKey: Int] = [:]

    private struct FieldKey: Hashable {
        var name: String
        var type: ValueType
        var isOfCondition: Bool
    }

    init(file: TableFile, table: CanonicalTable, request: Request) {
        self.file = file
        self.table = table
        self.request = request
        plan = FilePlan(
            table: table.name, file: file, fileNumber: 0, asOf: request.asOf, startOfDay: request.startOfDay)
    }

    /// A column as the table has it; nil where the file lacks it.
    mutating func field(_ name: String, _ type: ValueType) -> Int? {
        let key = FieldKey(name: name, type: type, isOfCondition: false)
        if let known = numbers[key] { return known }
        guard let origin = file.columns[name] else { return nil }
        var target = ColumnParser.Target(type: type)
        target.meanings = meanings(of: name)
        target.isRequired = table.column(name)?.isRequired ?? false
        target.isPresence = type == .text && request.tables[table.name]?.presences.contains(name) == true
        if let stages = request.stages, type == .text, StageColumns.named(table.name).contains(name) {
            let known = stages.union(file.mapping.ignored[name] ?? [])
            target.stages = Set(known.map { Array($0.utf8) })
        }
        let isID =
            name == "id" && type == .text
            && CanonicalTable.all.contains { other in
                other.links.contains { $0.table == table.name }
            }
        return add(FilePlan.Field(name: name, origin: origin, target: target, isID: isID), key)
    }

    /// A name in `where`: a column as the table has it, or a header as it stands.
    mutating func conditionField(_ name: String, _ type: ValueType) -> Int? {
        let key = FieldKey(name: name, type: type, isOfCondition: true)
        if let known = numbers[key] { return known }
        guard let origin = file.origin(ofNameInCondition: name) else { return nil }
        var target = ColumnParser.Target(type: type)
        if file.columns[name] != nil { target.meanings = meanings(of: name) }
        return add(FilePlan.Field(name: name, origin: origin, target: target), key)
    }

    /// A column without a value in any row.
    mutating func absentField(_ type: ValueType) -> Int {
        plan.fields.append(
            FilePlan.Field(name: "", origin: .constant([]), target: ColumnParser.Target(type: type)))
        return plan.fields.count - 1
    }

    private mutating func add(_ field: FilePlan.Field, _ key: FieldKey) -> Int? {
        if case .duplicate(let first, let second) = field.origin {
            findings.append(
                .duplicateHeader(
                    file.header.names[first], first, second, file.header, path: file.path,
                    at: file.mapping.columns[field.name]?.first?.place))
            return nil
        }
        numbers[key] = plan.fields.count
        plan.fields.append(field)
        return plan.fields.count - 1
    }

    private func meanings(of name: String) -> [[UInt8]: [UInt8]?] {
        var meanings: [[UInt8]: [UInt8]?] = [:]
        for (text, meaning) in file.mapping.values[name] ?? [:] {
            // Not by subscript: that would take a text that means nothing out again.
            meanings.updateValue(meaning.map { Array($0.utf8) }, forKey: Array(text.utf8))
        }
        return meanings
    }

    /// The rows that `from_columns` makes have a stage and an instant of their own.
    mutating func addStages() {
        plan.stageNames = [[]]
        for stage in file.stageFields {
            var target = ColumnParser.Target(type: .instant)
            target.meanings = meanings(of: stage.header)
            plan.fields.append(FilePlan.Field(name: stage.header, origin: .field(stage.field), target: target))
            plan.stages.append((UInt32(plan.stageNames.count), plan.fields.count - 1))
            plan.stageNames.append(Array(stage.stage.text.utf8))
            if let stages = request.stages, !stages.contains(stage.stage.text),
                file.mapping.ignored["to_stage"]?.contains(stage.stage.text) != true
            {
                let near = nearest(to: stage.stage.text, among: stages.sorted()).map { "did you mean '\($0)'?" }
                findings.append(
                    .error(
                        .stageNotAgreed, "stage '\(stage.stage.text)' is none of the agreement's",
                        at: stage.stage.place,
                        notes: [near ?? "the stages are \(stages.sorted().joined(separator: ", "))"]))
            }
        }
        for (name, type) in [("to_stage", ValueType.text), ("at", .instant)] {
            numbers[FieldKey(name: name, type: type, isOfCondition: false)] = plan.fields.count
            plan.fields.append(
                FilePlan.Field(name: name, origin: .constant([]), target: ColumnParser.Target(type: type)))
        }
    }

    mutating func add(_ link: CanonicalTable.Link) {
        var planned = FilePlan.Link(name: link.name, field: nil, column: nil, table: nil, keyName: link.column)
        // A key that is written as it stands in the other table is looked up without making a text of it.
        if case .field(let column)? = file.columns[link.column], file.mapping.values[link.column] == nil,
            link.table != table.name
        {
            planned.column = column
        } else {
            planned.field = field(link.column, .text)
        }
        plan.links.append(planned)
    }

    /// Columns that say which rows are none any more, and by which rows are held against common sense.
    mutating func addForPlausibility(_ wanted: Request.Table) {
        for index in plan.fields.indices where wanted.quiet.contains(plan.fields[index].name) {
            plan.fields[index].isQuiet = true
        }
        for (name, type) in [("deleted", ValueType.boolean), ("merged_into", .text)]
        where table.column(name) != nil && file.columns[name] != nil {
            _ = field(name, type)
        }
        if table.column("logged_at") != nil, case .field? = file.columns["logged_at"],
            numbers[FieldKey(name: "logged_at", type: .instant, isOfCondition: false)] == nil,
            let logged = field("logged_at", .instant)
        {
            plan.fields[logged].isQuiet = true
        }
    }

    // MARK: Times

    mutating func decideTimes() throws(SnapshotError) {
        try decideTimes { !$0.isQuiet }
        // Whatever is wrong with a column that nobody asked for is of no concern.
        let known = findings
        try decideTimes { $0.isQuiet }
        findings = known
    }

    private mutating func decideTimes(of isConcerned: (FilePlan.Field) -> Bool) throws(SnapshotError) {
        var wanted: [TimeDecision.Wanted] = []
        var indices: [Int] = []
        for (index, field) in plan.fields.enumerated() where isConcerned(field) {
            guard case .field(let position) = field.origin, field.target.type == .instant || field.target.type == .date
            else { continue }
            indices.append(index)
            wanted.append(
                TimeDecision.Wanted(
                    column: field.name, field: position, type: field.target.type, meanings: field.target.meanings))
        }
        guard !wanted.isEmpty else { return }
        var decision = TimeDecision(file)
        let readings = try decision.readings(of: wanted)
        findings += decision.findings
        for (index, reading) in zip(indices, readings) { plan.fields[index].target.time = reading }
    }

    /// Constants have to be values of their column's type.
    mutating func checkConstants() {
        for index in plan.fields.indices {
            let field = plan.fields[index]
            guard case .constant(let text) = field.origin, !text.isEmpty else { continue }
            if field.target.type == .instant || field.target.type == .date {
                let isDate = TimeReader.read(text, as: .yearMonthDay)?.time == nil
                let hasOffset = TimeReader.read(text, as: .yearMonthDay)?.offset != nil
                plan.fields[index].target.time = TimeReading(
                    format: .yearMonthDay, hasTime: !isDate, hasOffset: hasOffset,
                    zone: hasOffset ? nil : file.mapping.zone)
            }
            let column = ColumnParser(plan.fields[index].target).constant(text, count: 1)
            if column.isMissing(0) {
                findings.append(
                    .error(
                        .badType, "'\(String(decoding: text, as: UTF8.self))' is no \(field.target.type.rawValue)",
                        at: file.mapping.constants[field.name]?.place))
            }
        }
    }
}
