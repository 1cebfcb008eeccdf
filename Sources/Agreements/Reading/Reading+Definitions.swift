import Conditions
import Findings
import YAMLNodes

/// What `definitions` holds: stages, events, terms and dispositions.
struct Definitions {
    var stages: [Stage] = []
    var events: [EventDefinition] = []
    var terms: [TermDefinition] = []
    var dispositions: [Disposition] = []
}

/// Words of the condition language that cannot name anything in it.
private let conditionWords: Set<String> = [
    "and", "or", "not", "in", "is", "between", "like", "ilike", "case", "when", "then", "else", "end", "null", "true",
    "false",
    "as_of",
]

extension Reading {
    mutating func definitions(_ node: Node?) -> Definitions {
        guard let node else { return Definitions() }
        var reader = MappingReader(node, of: "'definitions'", findings: &findings)
        let stageEntries = entries(reader.take("stages"), of: "'stages'")
        let eventEntries = entries(reader.take("events"), of: "'events'")
        let termEntries = entries(reader.take("terms"), of: "'terms'")
        let dispositionEntries = entries(reader.take("dispositions"), of: "'dispositions'")
        reader.finish(&findings)

        for entry in stageEntries { declare(entry.key, at: entry.keyPlace, \.stages) }
        for entry in eventEntries { declare(entry.key, at: entry.keyPlace, \.events, reserved: eventWords) }
        for entry in termEntries { declareTerm(entry) }
        var result = Definitions()
        result.stages = stageEntries.map { stage($0) }
        result.terms = termEntries.compactMap { term($0) }
        result.events = eventEntries.compactMap { eventDefinition($0) }
        result.dispositions = dispositionEntries.map { disposition($0) }
        breakCycles(&result.terms)
        breakCycles(&result.events)
        return result
    }

    private mutating func stage(_ entry: Node.Entry) -> Stage {
        var stage = Stage(name: entry.key, with: nil, means: nil, isFinal: false, place: entry.keyPlace)
        guard entry.value.scalar?.isNull != true else { return stage }
        var reader = MappingReader(entry.value, of: "the stage '\(entry.key)'", at: entry.keyPlace, findings: &findings)
        if let node = reader.take("with"), let party = text(node, "'with'"),
            parties.use(party, at: node.place, &findings)
        {
            stage.with = party
        }
        stage.means = reader.take("means").flatMap { text($0, "'means'") }
        stage.isFinal = reader.boolean("final", &findings) ?? false
        reader.finish(&findings)
        return stage
    }

    private mutating func disposition(_ entry: Node.Entry) -> Disposition {
        enum Reason: String, CaseIterable { case required, optional }
        var result = Disposition(name: entry.key, requiresReason: false, place: entry.keyPlace)
        guard entry.value.scalar?.isNull != true else { return result }
        var reader = MappingReader(
            entry.value, of: "the disposition '\(entry.key)'", at: entry.keyPlace, findings: &findings)
        let reason = reader.take("reason").flatMap { word($0, "'reason'", as: Reason.self) }
        result.requiresReason = reason == .required
        reader.finish(&findings)
        return result
    }

    // MARK: Terms

    /// The name of a term stands in conditions, where it must be read as one word and not as a word of the language.
    private mutating func declareTerm(_ entry: Node.Entry) {
        let scalars = entry.key.unicodeScalars
        let isWord = scalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType == .decimal || $0 == "_" || $0 == "-"
        }
        if isWord, scalars.first?.properties.isAlphabetic == true {
            let isReserved = conditionWords.contains(entry.key.lowercased())
            declare(entry.key, at: entry.keyPlace, \.terms, reserved: isReserved ? [entry.key] : [])
        } else {
            terms.declare(entry.key, at: entry.keyPlace)
            terms.use(entry.key)
            error(
                .badName, "the name of a term begins with a letter and is one word, found '\(entry.key)'",
                at: entry.keyPlace, notes: ["conditions name it, as in 'applies: hot and not enterprise'"])
        }
    }

    private mutating func term(_ entry: Node.Entry) -> TermDefinition? {
        condition(entry.value, "the term '\(entry.key)'").map {
            TermDefinition(name: entry.key, condition: $0, place: entry.keyPlace)
        }
    }

    /// Terms that are made of themselves: reported, and left out.
    private mutating func breakCycles(_ terms: inout [TermDefinition]) {
        let names = Set(terms.map(\.name))
        let uses = Dictionary(
            uniqueKeysWithValues: terms.map { term in
                let used = term.condition.names.compactMap { path, _ in
                    path.last.flatMap { (path.count == 1 || path.first == "lead") && names.contains($0) ? $0 : nil }
                }
                return (term.name, used)
            })
        let places = Dictionary(uniqueKeysWithValues: terms.map { ($0.name, $0.place) })
        let cycles = findCycles(in: terms.map(\.name), uses)
        for cycle in cycles { report(cycle, .termCycle, "the term", places) }
        let circular = Set(cycles.flatMap { $0 })
        terms.removeAll { circular.contains($0.name) }
    }

    // MARK: Events

    private mutating func eventDefinition(_ entry: Node.Entry) -> EventDefinition? {
        let subject = "the event '\(entry.key)'"
        var reader = MappingReader(entry.value, of: subject, at: entry.keyPlace, findings: &findings)
        let table = reader.takeEntry("in")
        let any = reader.takeEntry("any")
        let at = reader.takeEntry("at")
        let whereEntry = reader.takeEntry("where")
        reader.finish(&findings)
        guard entry.value.mapping != nil else {
            isPartial = true
            return nil
        }
        let column = at.flatMap { columnName($0.value, "'at'") }
        let kind: EventDefinition.Kind?
        switch (table, any, column) {
        case (let table?, nil, let column):
            let condition = whereEntry.flatMap { self.condition($0.value, "'where'") }
            let name = word(table.value, "'in'", as: EventTable.self)
            let isRead = whereEntry == nil || condition != nil
            kind = isRead ? name.map { .rows(table: $0, where: condition, at: column) } : nil
        case (nil, let any?, nil):
            refuse(whereEntry, "'where' goes with 'in'")
            kind = members(any.value, of: subject).map { .any($0) }
        case (nil, nil, let column?):
            refuse(whereEntry, "'where' goes with 'in'")
            kind = .column(column)
        case (_, let any?, _):
            error(.twoKinds, "\(subject) has 'any' beside 'in' or 'at'", at: any.keyPlace, notes: ["define two events"])
            kind = nil
        case (nil, nil, nil):
            if at == nil {
                error(
                    .missingKey, "\(subject) needs 'in', 'at' or 'any'", at: entry.keyPlace,
                    notes: [
                        "'in' names a table and 'where' its rows; 'at' names a column of the lead; 'any' lists other events"
                    ])
            }
            kind = nil
        }
        if kind == nil { isPartial = true }
        return kind.map { EventDefinition(name: entry.key, kind: $0, place: entry.keyPlace) }
    }

    private mutating func refuse(_ entry: Node.Entry?, _ message: String) {
        if let entry { error(.unknownKey, message, at: entry.keyPlace) }
    }

    private mutating func members(_ node: Node, of subject: String) -> [Event]? {
        guard let items = node.sequence else {
            error(.notAList, "'any' of \(subject) is a list of events, found \(node.kind)", at: node.place)
            return nil
        }
        if items.isEmpty { error(.nothingListed, "'any' of \(subject) lists no events", at: node.place) }
        let events = items.compactMap { event($0, "an event of 'any'") }
        return events.count == items.count && !items.isEmpty ? events : nil
    }

    private mutating func breakCycles(_ events: inout [EventDefinition]) {
        var uses: [String: [String]] = [:]
        for event in events {
            guard case .any(let members) = event.kind else { continue }
            uses[event.name] = members.compactMap { member in
                if case .named(let name) = member.kind { name } else { nil }
            }
        }
        let places = Dictionary(uniqueKeysWithValues: events.map { ($0.name, $0.place) })
        let cycles = findCycles(in: events.map(\.name), uses)
        for cycle in cycles { report(cycle, .eventCycle, "the event", places) }
        let circular = Set(cycles.flatMap { $0 })
        events.removeAll { circular.contains($0.name) }
    }

    private mutating func report(_ cycle: [String], _ code: Code, _ kind: String, _ places: [String: Place]) {
        isPartial = true
        let path = (cycle + cycle.prefix(1)).map { "'\($0)'" }.joined(separator: " → ")
        error(
            code, "\(kind) is defined by itself: \(path)", at: places[cycle[0]],
            notes: ["say what it is without naming itself"],
            related: cycle.dropFirst().compactMap { name in
                places[name].map { Finding.Related(place: $0, message: "by way of '\(name)'") }
            })
    }
}

/// The cycles of a graph, each once, in the order in which `nodes` come.
func findCycles(in nodes: [String], _ edges: [String: [String]]) -> [[String]] {
    var finished: Set<String> = []
    var cycles: [[String]] = []
    for node in nodes where !finished.contains(node) {
        // Depth first with a path of its own: as deep as the author made it, never as deep as the stack.
        var path: [(name: String, next: Int)] = [(node, 0)]
        var onPath: Set<String> = [node]
        while let (name, next) = path.last {
            let targets = edges[name] ?? []
            guard next < targets.count else {
                finished.insert(name)
                onPath.remove(name)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let target = targets[next]
            if onPath.contains(target), let start = path.firstIndex(where: { $0.name == target }) {
                let cycle = path[start...].map(\.name)
                if !cycles.contains(where: { Set($0) == Set(cycle) }) { cycles.append(cycle) }
            } else if !finished.contains(target), !onPath.contains(target) {
                path.append((target, 0))
                onPath.insert(target)
            }
        }
    }
    return cycles
}
