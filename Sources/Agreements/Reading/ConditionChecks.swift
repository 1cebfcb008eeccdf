import Columns
import Conditions
import Findings

/// What can be said of an agreement's conditions and columns before there is a snapshot: the canonical tables say what
/// they hold, and every other column may be there.
struct ConditionChecks {
    private let agreement: Agreement
    private let schema: Schema
    private let stages: [String]
    private let dispositions: [String]
    private let terms: [String]
    /// Whether the score is computed.
    private let hasPoints: Bool
    /// A line of `points` is being checked.
    private var isPoint = false
    private(set) var findings: [Finding] = []
    /// Texts that columns are compared with.
    private(set) var compared: [ComparedValue] = []

    init(_ agreement: Agreement) {
        self.agreement = agreement
        stages = agreement.stages.map(\.name)
        dispositions = agreement.dispositions.map(\.name)
        terms = agreement.terms.map(\.name)
        var tables: [String: Schema.Table] = [:]
        for table in CanonicalTable.all {
            tables[table.name] = Schema.Table(
                columns: Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.type) }),
                links: Dictionary(uniqueKeysWithValues: table.links.map { ($0.name, $0.table) }),
                hasUnlistedColumns: true)
        }
        hasPoints = agreement.scoring?.points.isEmpty == false
        if hasPoints {
            for column in Scoring.computedColumns { tables["leads"]?.columns[column] = .number }
        }
        schema = Schema(tables: tables, terms: agreement.schemaTerms)
    }

    mutating func run() {
        for term in agreement.terms { check(term.condition) }
        for event in agreement.events { check(event) }
        for point in agreement.scoring?.points ?? [] {
            switch point.source {
            case .when(let condition):
                isPoint = true
                check(condition)
                isPoint = false
            case .each(let event): check(event)
            }
        }
        for rule in agreement.rules { check(rule) }
        for waiver in agreement.waivers { check(waiver.condition) }
        // Those of other files.
        for waiver in agreement.waiversInForce where waiver.place.path != agreement.path { check(waiver.condition) }
    }

    private mutating func check(_ rule: Rule) {
        check(rule.applies)
        switch rule.kind {
        case .clock(let clock):
            for row in clock.within { check(row.when) }
            check(clock.from.event)
            check(clock.to.event)
            checkAcross(clock.to)
            if let cancel = clock.cancel { check(cancel) }
            for span in clock.pause.spans {
                check(span.from)
                check(span.until)
            }
        case .cadence(let cadence): check(cadence.event)
        case .require(let require):
            check(require.condition)
            if let at = require.at { check(at.event) }
        case .unique(let unique): check(unique.key, expecting: .text)
        case .volume(let volume):
            check(volume.of.event)
            checkSum(of: volume, rule)
        case .rate(let rate):
            check(rate.of)
            check(rate.among.event)
        }
    }

    private mutating func check(_ event: EventDefinition) {
        switch event.kind {
        case .rows(let table, let condition, let at):
            check(condition, table: table.rawValue)
            if let at { checkInstants(at, of: table.rawValue, event.place) }
        case .column(let column): checkInstants(column, of: "leads", event.place)
        case .any(let members): for member in members { check(member) }
        }
    }

    /// Only rows of a table have a column to tell them apart by.
    private mutating func checkAcross(_ count: EventCount) {
        guard let across = count.across else { return }
        if case .named(let name) = count.event.kind,
            case .rows(let table, _, _)? = agreement.events.first(where: { $0.name == name })?.kind
        {
            guard let type = CanonicalTable.named(table.rawValue)?.column(across.column)?.type, type != .text else {
                return
            }
            findings.append(
                .error(
                    .wrongColumn, "the column '\(across.column)' holds \(type.words), and 'across' wants text",
                    at: count.event.place))
            return
        }
        findings.append(
            .error(
                .notAnEvent, "'across \(across.distinct) \(across.column)' wants rows of a table to tell apart",
                at: count.event.place,
                notes: ["'\(count.event.text)' is not an event of the form { in: TABLE, where: … }"]))
    }

    private mutating func check(_ event: Event) {
        if case .column(let column) = event.kind { checkInstants(column, of: "leads", event.place) }
    }

    private mutating func checkInstants(_ column: String, of table: String, _ place: Place) {
        guard let type = CanonicalTable.named(table)?.column(column)?.type, type != .instant, type != .date else {
            return
        }
        let instants = CanonicalTable.named(table)?.columns.filter { $0.type == .instant }.map(\.name) ?? []
        findings.append(
            .error(
                .wrongColumn, "the column '\(column)' of \(table) holds \(type.words), and an event wants an instant",
                at: place,
                notes: ["columns that hold one are \(instants.joined(separator: ", ")), and others of your export"]))
    }

    /// The column summed may be one of the lead or of the event's row.
    private mutating func checkSum(of volume: VolumeRule, _ rule: Rule) {
        guard let sum = volume.sum else { return }
        var tables = ["leads"]
        if case .named(let name) = volume.of.event.kind,
            case .rows(let table, _, _)? = agreement.events.first(where: { $0.name == name })?.kind
        {
            tables.append(table.rawValue)
        }
        let types = tables.compactMap { CanonicalTable.named($0)?.column(sum)?.type }
        guard let type = types.first, !types.contains(.number) else { return }
        findings.append(
            .error(.wrongColumn, "the column '\(sum)' holds \(type.words), and a sum wants numbers", at: rule.place))
    }

    // MARK: Conditions

    private mutating func check(_ condition: Condition?, table: String = "leads", expecting type: ValueType = .boolean)
    {
        guard let condition else { return }
        let bound = condition.bind(to: schema, table: table, expecting: type, findings: &findings)
        for use in bound?.uses ?? [] where use.type == .boolean && use.path.links.isEmpty && use.table == "leads" {
            checkMisspeltTerm(use, condition)
        }
        if hasPoints { checkScores(bound?.uses ?? [], condition, table) }
        checkValues(in: condition.expression, of: condition, table)
        checkInequalities(of: condition, table)
    }

    // MARK: What may be missing

    /// `<>` and `not in` do not hold where the value is missing; whoever writes them seldom thinks of that.
    private mutating func checkInequalities(of condition: Condition, _ table: String) {
        var unequal: [(name: Expression.Name, node: Expression)] = []
        var heeded: Set<Expression.Name> = []
        func visit(_ node: Expression) {
            switch node.kind {
            case .comparison(.notEqual, let a, let b):
                for part in [a, b] { if case .name(let name) = part.kind { unequal.append((name, node)) } }
            case .among(let value, _, isNegated: true):
                if case .name(let name) = value.kind { unequal.append((name, node)) }
            case .isNull(let value, _):
                if case .name(let name) = value.kind { heeded.insert(name) }
            default: break
            }
            for child in node.kind.children { visit(child) }
        }
        visit(condition.expression)
        for (name, node) in unequal where !heeded.contains(name) && mayBeMissing(name, table) {
            let written = name.parts.joined(separator: ".")
            findings.append(
                .warning(
                    .missingIsNotUnequal, "this does not hold where '\(written)' is missing",
                    at: condition.source.place(node.range),
                    notes: [
                        "if it is to hold there, write 'is distinct from' or coalesce(\(written), …)",
                        "if it is not, add 'and \(written) is not null'",
                    ]))
        }
    }

    private func mayBeMissing(_ name: Expression.Name, _ table: String) -> Bool {
        guard let last = name.parts.last else { return false }
        let isOwn = name.parts.count == 1 || name.parts == ["lead", last]
        if isOwn, !name.isQuoted, terms.contains(last) { return false }
        let home = name.parts.first == "lead" ? "leads" : table
        return !(isOwn && CanonicalTable.named(home)?.column(last)?.isRequired == true)
    }

    /// The score is made of events and of conditions: neither can ask for it.
    private mutating func checkScores(_ uses: [ColumnUse], _ condition: Condition, _ table: String) {
        for use in uses where use.table == "leads" && Scoring.computedColumns.contains(use.path.column) {
            guard isPoint || table != "leads" else { continue }
            findings.append(
                .error(
                    .scoreInCircle,
                    isPoint
                        ? "the points of a score cannot depend on '\(use.path.column)'"
                        : "which rows are an event cannot depend on '\(use.path.column)'", at: use.place,
                    notes: ["a score is counted when all events are known"],
                    related: condition.place.path == use.place.path && condition.place.range.overlaps(use.place.range)
                        ? [] : [Finding.Related(place: condition.place, message: "where it is used")]))
        }
    }

    /// A bare word that decides and is no known column is perhaps a term with a slip of the pen.
    private mutating func checkMisspeltTerm(_ use: ColumnUse, _ condition: Condition) {
        guard CanonicalTable.leads.column(use.path.column) == nil, !terms.contains(use.path.column),
            let near = nearest(to: use.path.column, among: terms)
        else { return }
        findings.append(
            .error(
                .unknownTerm, "there is no term '\(use.path.column)'", at: use.place, notes: ["did you mean '\(near)'?"]
            ))
    }

    /// Values that a column is compared with and that the agreement does not know: `stage = 'sall'`.
    private mutating func checkValues(in expression: Expression, of condition: Condition, _ table: String) {
        switch expression.kind {
        case .comparison(.equal, let a, let b), .comparison(.notEqual, let a, let b):
            checkValues([b], of: a, condition, table)
            checkValues([a], of: b, condition, table)
        case .among(let column, let values, _): checkValues(values, of: column, condition, table)
        default: break
        }
        for child in expression.kind.children { checkValues(in: child, of: condition, table) }
    }

    private mutating func checkValues(
        _ values: [Expression], of column: Expression, _ condition: Condition, _ table: String
    ) {
        guard case .name(let name) = column.kind, let last = name.parts.last else { return }
        record(values, of: name, condition, table)
        let isOfLead = table == "leads" && name.parts.count == 1 || name.parts == ["lead", last]
        let isOfChange = table == EventTable.stageChanges.rawValue && name.parts.count == 1
        let known: [String]
        switch last {
        case "stage" where isOfLead, "to_stage" where isOfChange, "from_stage" where isOfChange: known = stages
        case "disposition" where isOfLead: known = dispositions
        default: return
        }
        guard !known.isEmpty else { return }
        for value in values {
            guard case .text(let text) = value.kind, !known.contains(text) else { continue }
            let isDisposition = last == "disposition"
            let kind = isDisposition ? "disposition" : "stage"
            let hint =
                nearest(to: text, among: known).map { "did you mean '\($0)'?" }
                ?? "\(kind)s are \(known.joined(separator: ", "))"
            let place = condition.source.place(value.range)
            let meant = onlyNearest(to: text, among: known)
            findings.append(
                .error(
                    isDisposition ? .unknownDisposition : .unknownStage, "unknown \(kind) '\(text)'", at: place,
                    notes: [hint], fix: meant.map { Fix("'\(text)'", to: "'\($0)'", at: place) }))
        }
    }
}

extension ConditionChecks {
    /// Notes the texts that a column is compared with.
    private mutating func record(
        _ values: [Expression], of name: Expression.Name, _ condition: Condition, _ table: String
    ) {
        guard let column = name.parts.last, let home = home(of: name, table) else { return }
        for value in values {
            guard case .text(let text) = value.kind else { continue }
            compared.append(
                ComparedValue(
                    table: home, column: column, value: text, place: condition.source.place(value.range)))
        }
    }

    /// The table in which a named column lives.
    private func home(of name: Expression.Name, _ table: String) -> String? {
        var home = table
        for link in name.parts.dropLast() {
            if link == "lead", home == "leads" { continue }
            guard let next = CanonicalTable.named(home)?.link(link)?.table else { return nil }
            home = next
        }
        return home
    }
}

extension ValueType {
    /// As in `holds numbers`.
    fileprivate var words: String {
        switch self {
        case .boolean: "true or false"
        case .number: "numbers"
        case .text: "text"
        case .date: "dates"
        case .instant: "instants"
        }
    }
}
