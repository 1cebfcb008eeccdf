import Columns
import Conditions

extension Agreement {
    /// The columns that the agreement names, by canonical table: of conditions and expressions, of events that are instants
    /// of a column, of sums and of choices of a calendar. Whether they are canonical does not matter.
    public var namedColumns: [String: Set<String>] {
        var walk = ColumnWalk(terms: Set(terms.map(\.name)))
        for term in terms { walk.add(term.condition, of: "leads") }
        for event in events {
            switch event.kind {
            case .rows(let table, let condition, let at):
                walk.add(condition, of: table.rawValue)
                if let at { walk.add(at, of: table.rawValue) }
            case .column(let column): walk.add(column, of: "leads")
            case .any(let members): for member in members { walk.add(member) }
            }
        }
        for point in scoring?.points ?? [] {
            switch point.source {
            case .when(let condition): walk.add(condition, of: "leads")
            case .each(let event): walk.add(event)
            }
        }
        if let event = scoring?.handedOver?.event { walk.add(event) }
        for waiver in waiversInForce { walk.add(waiver.condition, of: "leads") }
        for rule in rules { add(rule, to: &walk) }
        // What is computed stands in no table.
        if scoring?.points.isEmpty == false { walk.found["leads"]?.subtract(Scoring.computedColumns) }
        return walk.found
    }

    /// The columns by table that a condition over leads names, which stands beside the agreement.
    public func columns(namedBy condition: Condition) -> [String: Set<String>] {
        var walk = ColumnWalk(terms: Set(terms.map(\.name)))
        walk.add(condition, of: "leads")
        if scoring?.points.isEmpty == false { walk.found["leads"]?.subtract(Scoring.computedColumns) }
        return walk.found
    }

    private func add(_ rule: Rule, to walk: inout ColumnWalk) {
        walk.add(rule.applies, of: "leads")
        switch rule.kind {
        case .clock(let clock):
            for row in clock.within { walk.add(row.when, of: "leads") }
            walk.add(clock.from.event)
            walk.add(clock.to.event)
            if let cancel = clock.cancel { walk.add(cancel) }
            if let across = clock.to.across { walk.add(across.column, of: table(of: clock.to.event)) }
            for span in clock.pause.spans {
                walk.add(span.from)
                walk.add(span.until)
            }
            walk.add(clock.calendar)
        case .cadence(let cadence):
            walk.add(cadence.event)
            walk.add(cadence.calendar)
        case .require(let require):
            walk.add(require.condition, of: "leads")
            if let at = require.at { walk.add(at.event) }
        case .unique(let unique): walk.add(unique.key, of: "leads")
        case .volume(let volume):
            walk.add(volume.of.event)
            if let sum = volume.sum { walk.add(sum, of: table(of: volume.of.event)) }
        case .rate(let rate):
            walk.add(rate.of)
            walk.add(rate.among.event)
        }
    }

    /// Whether an event is something that a user did: rows of a table with users.
    func hasUser(_ event: Event) -> Bool {
        [.activities, .stageChanges].contains(EventTable(rawValue: table(of: event)))
    }

    /// The table whose rows are an event; the leads where it is none of a table.
    private func table(of event: Event) -> String {
        guard case .named(let name) = event.kind,
            case .rows(let table, _, _)? = events.first(where: { $0.name == name })?.kind
        else { return "leads" }
        return table.rawValue
    }
}

/// Gathers columns by table.
private struct ColumnWalk {
    let terms: Set<String>
    var found: [String: Set<String>] = [:]

    mutating func add(_ column: String, of table: String) { found[table, default: []].insert(column) }

    mutating func add(_ event: Event) {
        if case .column(let column) = event.kind { add(column, of: "leads") }
    }

    mutating func add(_ calendar: CalendarSource) {
        switch calendar {
        case .standard, .named: break
        case .owner, .user: add("calendar", of: "users")
        case .ownerColumn(let column): add(column, of: "users")
        case .column(let column): add(column, of: "leads")
        }
    }

    mutating func add(_ condition: Condition?, of table: String) {
        for (path, _) in condition?.names ?? [] {
            guard let column = path.last else { continue }
            var here = table
            for link in path.dropLast() {
                // `lead.` before a column of a lead's own record changes nothing.
                guard let next = CanonicalTable.named(here)?.link(link) else { continue }
                here = next.table
            }
            if here == "leads", terms.contains(column) { continue }
            add(column, of: here)
        }
    }
}
