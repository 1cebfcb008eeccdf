import Agreements
import Columns
import Conditions
import Findings
import Snapshots

/// Binds the rules of one agreement to a snapshot's schema; equal conditions and events are bound once.
struct Binder {
    let agreement: Agreement
    let schema: Schema
    /// What is wrong; where the snapshot lacks something, with the rules that cannot be judged for it.
    var findings: [Finding] { faults.map(\.finding) }
    private var faults: [Fault] = []
    private(set) var isAgreementWrong = false
    /// What to read, by table; what other versions need stays in.
    private(set) var needs: [String: Request.Table]
    private(set) var conditions: [BoundExpression] = []
    private(set) var eventRows: [PlannedRows] = []
    private(set) var instantColumns: [String] = []
    private(set) var alternatives: [EventSource] = []

    private var conditionNumbers: [String: Int?] = [:]
    private var eventSources: [String: EventSource?] = [:]
    /// By text of a condition or event that cannot be bound: the numbers of the faults that are why.
    private var causes: [String: Set<Int>] = [:]
    /// The faults met by what is being bound.
    private var met: Set<Int> = []
    private var stageNumbers: [String: Int16] = [:]
    /// Tables of which something needs every row.
    private(set) var keptWhole: Set<String>
    /// The rule being bound, for messages.
    private var current: Rule?
    private var isRefused = false

    init(agreement: Agreement, schema tables: [String: Schema.Table], after other: Binder?) {
        self.agreement = agreement
        needs = other?.needs ?? [:]
        keptWhole = other?.keptWhole ?? []
        var terms: [String: Condition] = [:]
        for term in agreement.terms { terms[term.name] = term.condition }
        schema = Schema(tables: agreement.settling(tables), terms: terms)
        for (index, stage) in agreement.stages.enumerated() { stageNumbers[stage.name] = Int16(index) }
    }

    mutating func plan(_ rule: Rule) -> PlannedRule {
        current = rule
        isRefused = false
        let applies = rule.applies.flatMap { leadCondition($0) }
        let body = body(of: rule)
        return PlannedRule(rule: rule, applies: applies, body: isRefused ? nil : body)
    }

    private mutating func body(of rule: Rule) -> PlannedRule.Body? {
        switch rule.kind {
        case .clock(let clock):
            let from = source(of: clock.from.event)
            let to = source(of: clock.to.event)
            let rows = clock.within.map { row in row.when.flatMap { leadCondition($0) } }
            let cancel = clock.cancel.flatMap { source(of: $0) }
            let pause = pauseSource(clock.pause)
            if let across = clock.to.across, let to { needAcross(across, to) }
            needCalendar(clock.calendar)
            guard let from, let to else { return nil }
            return .clock(clock, from: from, to: to, rows: rows, cancel: cancel, pause: pause)
        case .cadence(let cadence):
            needHistory()
            needCalendar(cadence.calendar)
            guard let event = source(of: cadence.event), let stage = stageNumbers[cadence.stage] else { return nil }
            return .cadence(cadence, stage: stage, event: event)
        case .require(let require):
            let condition = leadCondition(require.condition)
            let at = require.at.map { source(of: $0.event) }
            guard let condition else { return nil }
            if case .some(.none) = at { return nil }
            return .require(condition, at: at ?? nil)
        case .unique(let unique):
            if schema.tables["leads"]?.columns["created_at"] != nil { need("leads", "created_at", .instant) }
            return bind(unique.key, table: "leads", expecting: .text).map { .unique($0) }
        case .volume(let volume):
            guard let event = source(of: volume.of.event) else { return nil }
            if let sum = volume.sum { needSum(sum, event) }
            return .volume(volume, event)
        case .rate(let rate):
            let of = source(of: rate.of)
            let among = source(of: rate.among.event)
            guard let of, let among else { return nil }
            return .rate(rate, of: of, among: among)
        }
    }

    private mutating func pauseSource(_ pause: Pause) -> PauseSource {
        if !pause.stages.isEmpty { needHistory() }
        var bound = PauseSource(stages: Set(pause.stages.compactMap { stageNumbers[$0] }))
        for span in pause.spans {
            guard let from = source(of: span.from), let until = source(of: span.until) else { continue }
            bound.spans.append(PauseSource.Span(from: from, until: until))
        }
        return bound
    }

    // MARK: conditions

    /// The number of a condition over leads; nil where it cannot be bound, which refuses the rule.
    mutating func leadCondition(_ condition: Condition) -> Int? {
        if let known = conditionNumbers[condition.text] {
            if known == nil { refuseAgain(condition.text) }
            return known
        }
        let bound = remembering(condition.text) { $0.bind(condition, table: "leads", expecting: .boolean) }
        let number = bound.map { _ in conditions.count }
        if let bound { conditions.append(bound) }
        conditionNumbers[condition.text] = .some(number)
        return number
    }

    private mutating func bind(_ condition: Condition, table: String, expecting type: ValueType) -> BoundExpression? {
        var found: [Finding] = []
        let bound = condition.bind(to: schema, table: table, expecting: type, findings: &found)
        for finding in found {
            // An agreement is checked against the canonical tables when it is read: what no snapshot has is named there.
            let lacks: [Code] = [.columnNotInSnapshot, .unknownColumn, .unknownRecord]
            let isLack = lacks.contains(finding.code)
            if !isLack, finding.level == .error { isAgreementWrong = true }
            report(finding, isLack: isLack)
        }
        guard let bound, !found.hasErrors else {
            isRefused = true
            return nil
        }
        for use in bound.uses {
            // What only decides which rows are an event is judged while they are read, and not kept.
            if use.table == table, table != Schema.leads { continue }
            need(use.table, use.path.column, use.type, at: use.place)
            var here = table
            for link in use.path.links {
                needs[here, default: Request.Table()].links.insert(link)
                here = schema.tables[here]?.links[link] ?? here
            }
        }
        return bound
    }

    // MARK: events

    private mutating func source(of event: Event) -> EventSource? {
        if let known = eventSources[event.text] {
            if known == nil { refuseAgain(event.text) }
            return known
        }
        let source = remembering(event.text) { $0.newSource(of: event) }
        if source == nil { isRefused = true }
        eventSources[event.text] = .some(source)
        return source
    }

    private mutating func newSource(of event: Event) -> EventSource? {
        switch event.kind {
        case .created: return leadInstants("created_at", event.place)
        case .column(let column): return leadInstants(column, event.place)
        case .assigned: return rows(EventRowsKey(table: .ownerChanges, at: "at"), nil, event)
        case .enters(let stage):
            return needHistory() ? stageNumbers[stage].map { .enters($0) } : nil
        case .leaves(let stage):
            return needHistory() ? stageNumbers[stage].map { .leaves($0) } : nil
        case .named(let name):
            guard let definition = agreement.events.first(where: { $0.name == name }) else { return nil }
            switch definition.kind {
            case .column(let column): return leadInstants(column, definition.place)
            case .rows(let table, let condition, let at):
                return rows(EventRowsKey(table: table, at: at ?? table.instants), condition, event)
            case .any(let events):
                let sources = events.compactMap { source(of: $0) }
                return sources.count == events.count ? either(sources) : nil
            }
        }
    }

    /// One source for several, which may themselves be of several.
    private mutating func either(_ sources: [EventSource]) -> EventSource {
        let flat = sources.flatMap { source -> [EventSource] in
            guard case .any(let first, let count) = source else { return [source] }
            return Array(alternatives[Int(first)..<Int(first + count)])
        }
        alternatives += flat
        return .any(first: Int32(alternatives.count - flat.count), count: Int32(flat.count))
    }

    private struct EventRowsKey {
        var table: EventTable
        var at: String
    }

    private mutating func rows(_ key: EventRowsKey, _ condition: Condition?, _ event: Event) -> EventSource? {
        let table = key.table.rawValue
        guard let columns = schema.tables[table]?.columns else {
            refuse(
                .tableNotInSnapshot, "'\(event.text)' needs the table \(table), which the snapshot does not have",
                at: event.place, notes: ["name its file in the manifest: \(table): { file: FILE }"])
            return nil
        }
        for column in ["lead_id", key.at] where columns[column] == nil {
            refuse(
                .columnNotInSnapshot, "'\(event.text)' needs \(table).\(column), which the snapshot does not have",
                at: event.place)
            return nil
        }
        need(table, key.at, .instant)
        needs[table]?.links.insert("lead")
        var number: Int?
        if let condition {
            guard let bound = bind(condition, table: table, expecting: .boolean) else { return nil }
            number = needs[table]?.conditions.count
            needs[table]?.conditions.append(bound)
        }
        keep(number, in: table)
        eventRows.append(PlannedRows(table: table, condition: number, at: key.at))
        return .rows(Int32(eventRows.count - 1))
    }

    private mutating func leadInstants(_ column: String, _ place: Place) -> EventSource? {
        guard let columns = schema.tables["leads"]?.columns, let type = columns[column] else {
            var notes = ["name it in the manifest: leads: { columns: { \(column): HEADER } }"]
            let columns = (schema.tables["leads"]?.columns.keys.sorted()).map { Array($0) } ?? []
            if let near = nearest(to: column, among: columns) { notes.insert("did you mean '\(near)'?", at: 0) }
            refuse(
                .columnNotInSnapshot,
                "the instants of leads.\(column) are needed, and the snapshot does not have that column",
                at: place, notes: notes)
            return nil
        }
        if let type, type != .instant, type != .date {
            refuse(.columnNotInSnapshot, "leads.\(column) holds \(type.rawValue)s, instants are needed", at: place)
            return nil
        }
        need("leads", column, .instant)
        if let index = instantColumns.firstIndex(of: column) { return .leadColumn(Int32(index)) }
        instantColumns.append(column)
        return .leadColumn(Int32(instantColumns.count - 1))
    }

    /// Rows of a table are kept for the conditions that need them, or all of them where something needs all.
    private mutating func keep(_ condition: Int?, in table: String) {
        guard let condition else {
            needs[table]?.keeping = nil
            keptWhole.insert(table)
            return
        }
        guard !keptWhole.contains(table) else { return }
        let others = needs[table]?.keeping ?? []
        needs[table]?.keeping = others + [condition]
    }

    // MARK: needs

    private mutating func need(_ table: String, _ column: String, _ type: ValueType, at place: Place? = nil) {
        if let other = needs[table]?.columns[column], other != type {
            report(
                .error(
                    .columnUsedAsTwoTypes,
                    "\(table).\(column) is used as \(type.rawValue) here and as \(other.rawValue) elsewhere",
                    at: place ?? current?.place,
                    notes: ["say which it is with 'types' in the manifest of the snapshot"]), isLack: false)
            isRefused = true
            isAgreementWrong = true
            return
        }
        needs[table, default: Request.Table()].columns[column] = type
    }

    /// Whether the snapshot has it.
    @discardableResult
    private mutating func needHistory() -> Bool {
        guard let columns = schema.tables["stage_changes"]?.columns else {
            refuse(
                .tableNotInSnapshot, "the history of stages is needed, and the snapshot has no table stage_changes",
                at: current?.place,
                notes: [
                    "name its file in the manifest, or the columns with the date of each stage: "
                        + "stage_changes: { from_columns: { STAGE: HEADER } }"
                ])
            return false
        }
        var isThere = true
        for (column, type) in [("lead_id", nil), ("to_stage", ValueType.text), ("at", .instant)] {
            if columns[column] == nil {
                refuse(
                    .columnNotInSnapshot,
                    "the history of stages needs stage_changes.\(column), which the snapshot does not have",
                    at: current?.place)
                isThere = false
            } else if let type {
                need("stage_changes", column, type)
            }
        }
        if columns["from_stage"] != nil { need("stage_changes", "from_stage", .text) }
        needs["stage_changes"]?.links.insert("lead")
        keep(nil, in: "stage_changes")
        return isThere
    }

    private mutating func needCalendar(_ calendar: CalendarSource) {
        switch calendar {
        case .standard, .named: break
        case .owner: needOwnersColumn("calendar", "the calendar of the owner needs")
        case .ownerColumn(let column): needOwnersColumn(column, "the calendar is chosen by")
        case .column(let column):
            if schema.tables["leads"]?.columns[column] == nil {
                refuse(
                    .columnNotInSnapshot, "the calendar is chosen by leads.\(column), which the snapshot does not have",
                    at: current?.place)
            } else {
                need("leads", column, .text)
            }
        }
    }

    private mutating func needOwnersColumn(_ column: String, _ what: String) {
        if schema.tables["users"]?.columns[column] == nil {
            refuse(
                .columnNotInSnapshot, "\(what) users.\(column), which the snapshot does not have", at: current?.place)
        } else {
            need("users", column, .text)
            needs[Schema.leads, default: Request.Table()].links.insert("owner")
        }
    }

    private mutating func needAcross(_ across: EventCount.Across, _ source: EventSource) {
        guard case .rows(let index) = source, schema.tables[eventRows[Int(index)].table]?.columns[across.column] != nil
        else {
            refuse(
                .columnNotInSnapshot,
                "'across \(across.distinct) \(across.column)' needs a column '\(across.column)' of the event's table",
                at: current?.place)
            return
        }
        need(eventRows[Int(index)].table, across.column, .text)
    }

    private mutating func needSum(_ column: String, _ source: EventSource) {
        let table = if case .rows(let index) = source { eventRows[Int(index)].table } else { "leads" }
        guard schema.tables[table]?.columns[column] != nil else {
            refuse(
                .columnNotInSnapshot, "'sum' needs \(table).\(column), which the snapshot does not have",
                at: current?.place)
            return
        }
        need(table, column, .number)
    }

    // MARK: faults

    /// Something wrong, and for what the snapshot lacks the rules that need it.
    private struct Fault {
        var cause: Finding
        var rules: [String] = []

        var finding: Finding {
            guard !rules.isEmpty else { return cause }
            var finding = cause
            let named = rules.prefix(8).map { "'\($0)'" } + (rules.count > 8 ? ["\(rules.count - 8) more"] : [])
            let list =
                named.count == 1
                ? named[0] : "\(named.dropLast().joined(separator: ", ")) and \(named[named.count - 1])"
            finding.notes.append("\(rules.count == 1 ? "rule" : "rules") \(list) cannot be judged without it")
            return finding
        }
    }

    private mutating func refuse(_ code: Code, _ message: String, at place: Place?, notes: [String] = []) {
        isRefused = true
        report(.error(code, message, at: place, notes: notes), isLack: true)
    }

    /// - Parameter isLack: The rule being bound cannot be judged because the snapshot lacks something.
    private mutating func report(_ finding: Finding, isLack: Bool) {
        // What is lacking is said once, where it is asked for first.
        let number =
            faults.firstIndex {
                $0.cause == finding || isLack && $0.cause.code == finding.code && $0.cause.message == finding.message
            } ?? faults.count
        if number == faults.count { faults.append(Fault(cause: finding)) }
        if isLack { blame(number) }
    }

    private mutating func blame(_ number: Int) {
        met.insert(number)
        if let current, !faults[number].rules.contains(current.id) { faults[number].rules.append(current.id) }
    }

    /// What could not be bound for another rule cannot be for this one, for the same reasons.
    private mutating func refuseAgain(_ text: String) {
        isRefused = true
        for number in causes[text, default: []].sorted() { blame(number) }
    }

    /// Binds something, and remembers the faults that were met.
    private mutating func remembering<Bound>(_ text: String, _ bind: (inout Binder) -> Bound) -> Bound {
        let others = met
        met = []
        defer { met.formUnion(others) }
        let bound = bind(&self)
        causes[text] = met
        return bound
    }
}

extension EventTable {
    /// The column that says when a row happened, unless the event names another.
    var instants: String {
        switch self {
        case .activities, .stageChanges, .ownerChanges: "at"
        case .opportunities: "created_at"
        }
    }
}

extension Agreement {
    /// A schema in which the columns of leads that are events hold instants, where nobody said what they hold: a condition
    /// that only asks whether there is a value would leave it open.
    fileprivate func settling(_ tables: [String: Schema.Table]) -> [String: Schema.Table] {
        var tables = tables
        for kind in mentionedEvents {
            guard case .column(let column) = kind, case .some(.none) = tables[Schema.leads]?.columns[column] else {
                continue
            }
            tables[Schema.leads]?.columns[column] = .instant
        }
        return tables
    }

    /// Every event that a definition or a rule speaks of.
    private var mentionedEvents: [Event.Kind] {
        let defined = events.flatMap { definition -> [Event.Kind] in
            switch definition.kind {
            case .rows: []
            case .column(let column): [.column(column)]
            case .any(let events): events.map(\.kind)
            }
        }
        let owed = rules.flatMap { rule -> [Event?] in
            switch rule.kind {
            case .clock(let clock): [clock.from.event, clock.to.event, clock.cancel]
            case .cadence(let cadence): [cadence.event]
            case .require(let require): [require.at?.event]
            case .unique: []
            case .volume(let volume): [volume.of.event]
            case .rate(let rate): [rate.of, rate.among.event]
            }
        }
        return defined + owed.compactMap { $0?.kind }
    }
}
