import Agreements
import Columns
import Conditions
import Findings
import Snapshots

/// Where the instants of events come from.
extension Binder {
    mutating func source(of event: Event) -> EventSource? {
        if let known = eventSources[event.text] {
            if known == nil { refuseAgain(event.text) }
            return known
        }
        let source = remembering(event.text) { $0.newSource(of: event) }
        if source == nil { isRefused = true }
        eventSources[event.text] = .some(source)
        return source
    }

    mutating func newSource(of event: Event) -> EventSource? {
        switch event.kind {
        case .created: return leadInstants("created_at", event.place)
        case .column(let column): return leadInstants(column, event.place)
        case .assigned: return rows(EventRowsKey(table: .ownerChanges, at: "at"), nil, event)
        case .enters(let stage):
            return needHistory(of: stage, event) ? stageNumbers[stage].map { .enters($0) } : nil
        case .leaves(let stage):
            return needHistory(of: stage, event) ? stageNumbers[stage].map { .leaves($0) } : nil
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

    private mutating func needHistory(of stage: String, _ event: Event) -> Bool {
        guard needHistory() else { return false }
        return needDate(of: stage, "'\(event.text)'", at: event.place)
    }

    /// One source for several, which may themselves be of several.
    mutating func either(_ sources: [EventSource]) -> EventSource {
        let flat = sources.flatMap { source -> [EventSource] in
            guard case .any(let first, let count) = source else { return [source] }
            return Array(alternatives[Int(first)..<Int(first + count)])
        }
        alternatives += flat
        return .any(first: Int32(alternatives.count - flat.count), count: Int32(flat.count))
    }

    struct EventRowsKey {
        var table: EventTable
        var at: String
    }

    mutating func rows(_ key: EventRowsKey, _ condition: Condition?, _ event: Event) -> EventSource? {
        let table = key.table.rawValue
        guard let columns = schema.tables[table]?.columns else {
            var notes = ["name its file in the manifest: \(table): { file: FILE }"]
            if case .named(let name) = event.kind {
                notes.append("where the leads have a column with its date, define it so: \(name): { at: COLUMN }")
            }
            refuse(
                .tableNotInSnapshot, "'\(event.text)' needs the table \(table), which the snapshot does not have",
                at: event.place, notes: notes)
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

    mutating func leadInstants(_ column: String, _ place: Place) -> EventSource? {
        guard let columns = schema.tables["leads"]?.columns, let type = columns[column] else {
            let columns = (schema.tables["leads"]?.columns.keys.sorted()).map { Array($0) } ?? []
            let near = nearest(to: column, among: columns)
            let header = near.map { $0.contains(" ") ? "\"\($0)\"" : $0 } ?? "HEADER"
            var notes = ["name it in the manifest: leads: { columns: { \(column): \(header) } }"]
            // A name with blanks in it is a header, and cannot be meant as it stands.
            if let near, !near.contains(" ") { notes.insert("did you mean '\(near)'?", at: 0) }
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
    mutating func keep(_ condition: Int?, in table: String) {
        guard let condition else {
            needs[table]?.keeping = nil
            keptWhole.insert(table)
            return
        }
        guard !keptWhole.contains(table) else { return }
        let others = needs[table]?.keeping ?? []
        needs[table]?.keeping = others + [condition]
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
    func settling(_ tables: [String: Schema.Table]) -> [String: Schema.Table] {
        var tables = tables
        for kind in mentionedEvents {
            guard case .column(let column) = kind, case .some(.none) = tables[Schema.leads]?.columns[column] else {
                continue
            }
            tables[Schema.leads]?.columns[column] = .instant
        }
        return tables
    }

    /// Every event that a definition, a rule or the score speaks of.
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
        let scored = (scoring?.points ?? []).compactMap { point -> Event.Kind? in
            if case .each(let event) = point.source { event.kind } else { nil }
        }
        return defined + scored + owed.compactMap { $0?.kind } + [scoring?.handedOver?.event.kind].compactMap(\.self)
    }
}
