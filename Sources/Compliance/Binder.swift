import Agreements
import BusinessTime
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
    var faults: [Fault] = []
    var isAgreementWrong = false
    /// What to read, by table; what other versions need stays in.
    var needs: [String: Request.Table]
    var conditions: [BoundExpression] = []
    var eventRows: [PlannedRows] = []
    var instantColumns: [String] = []
    var alternatives: [EventSource] = []
    /// How the score is computed, once something asks for it.
    var scores: PlannedScores?
    /// Of the computed columns that something asks for, whether they can be: a table may be lacking.
    var computed: [String: Bool] = [:]
    /// Columns of the export that have the name of a computed one.
    let hidden: [String]

    var conditionNumbers: [String: Int?] = [:]
    var eventSources: [String: EventSource?] = [:]
    /// By text of a condition or event that cannot be bound: the numbers of the faults that are why.
    var causes: [String: Set<Int>] = [:]
    /// The faults met by what is being bound.
    var met: Set<Int> = []
    var stageNumbers: [String: Int16] = [:]
    /// The stages of which the snapshot knows when a lead came into them; nil for any.
    let datedStages: Set<String>?
    /// Tables of which something needs every row.
    var keptWhole: Set<String>
    /// The rule being bound, for messages.
    var current: Rule?
    var isRefused = false

    init(
        agreement: Agreement, schema tables: [String: Schema.Table], datedStages: Set<String>? = nil,
        after other: Binder?
    ) {
        self.agreement = agreement
        self.datedStages = datedStages
        needs = other?.needs ?? [:]
        keptWhole = other?.keptWhole ?? []
        var terms: [String: Condition] = [:]
        for term in agreement.terms { terms[term.name] = term.condition }
        let zone = agreement.zone
        var tables = agreement.settling(tables)
        hidden = agreement.addScores(to: &tables)
        schema = Schema(
            tables: tables, terms: terms,
            startOfDay: { day in
                // Beyond the years of the calendar, where zones are not known, a day begins when it does in UTC.
                (-1_000_000...4_000_000).contains(day) ? zone.startOfDay(Int(day)) : day &* CivilDate.dayLength
            })
        for (index, stage) in agreement.stages.enumerated() { stageNumbers[stage.name] = Int16(index) }
    }

    mutating func plan(_ rule: Rule) -> PlannedRule {
        current = rule
        isRefused = false
        let applies = rule.applies.flatMap { leadCondition($0) }
        let body = body(of: rule)
        return PlannedRule(rule: rule, applies: applies, body: isRefused ? nil : body)
    }

    mutating func body(of rule: Rule) -> PlannedRule.Body? {
        switch rule.kind {
        case .clock(let clock):
            let from = source(of: clock.from.event)
            let to = source(of: clock.to.event)
            let rows = clock.within.map { row in row.when.flatMap { leadCondition($0) } }
            let cancel = clock.cancel.flatMap { source(of: $0) }
            let pause = pauseSource(clock.pause)
            if let across = clock.to.across, let to { needAcross(across, to) }
            needCalendar(clock.calendar, start: from)
            guard let from, let to else { return nil }
            return .clock(clock, from: from, to: to, rows: rows, cancel: cancel, pause: pause)
        case .cadence(let cadence):
            needHistory()
            needDate(of: cadence.stage, "a cadence in '\(cadence.stage)'", at: current?.place)
            needCalendar(cadence.calendar)
            needPresentStage()
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

    mutating func pauseSource(_ pause: Pause) -> PauseSource {
        if !pause.stages.isEmpty {
            needHistory()
            needPresentStage()
            for stage in pause.stages { needDate(of: stage, "a pause in '\(stage)'", at: current?.place) }
        }
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

    mutating func bind(_ condition: Condition, table: String, expecting type: ValueType) -> BoundExpression? {
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
        let presences = bound.columnsOfPresence
        for use in bound.uses {
            // What only decides which rows are an event is judged while they are read, and not kept.
            if use.table == table, table != Schema.leads { continue }
            need(
                use.table, use.path.column, use.type, isPresence: presences.contains(use.path), at: use.place)
            var here = table
            for link in use.path.links {
                needs[here, default: Request.Table()].links.insert(link)
                here = schema.tables[here]?.links[link] ?? here
            }
        }
        return bound
    }

    // MARK: faults

    /// Something wrong, and for what the snapshot lacks the rules that need it.
    struct Fault {
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

    mutating func refuse(_ code: Code, _ message: String, at place: Place?, notes: [String] = []) {
        isRefused = true
        report(.error(code, message, at: place, notes: notes), isLack: true)
    }

    /// - Parameter isLack: The rule being bound cannot be judged because the snapshot lacks something.
    mutating func report(_ finding: Finding, isLack: Bool) {
        // What is lacking is said once, where it is asked for first.
        let number =
            faults.firstIndex {
                $0.cause == finding || isLack && $0.cause.code == finding.code && $0.cause.message == finding.message
            } ?? faults.count
        if number == faults.count { faults.append(Fault(cause: finding)) }
        if isLack { blame(number) }
    }

    mutating func blame(_ number: Int) {
        met.insert(number)
        if let current, !faults[number].rules.contains(current.id) { faults[number].rules.append(current.id) }
    }

    /// What could not be bound for another rule cannot be for this one, for the same reasons.
    mutating func refuseAgain(_ text: String) {
        isRefused = true
        for number in causes[text, default: []].sorted() { blame(number) }
    }

    /// Binds something, and remembers the faults that were met.
    mutating func remembering<Bound>(_ text: String, _ bind: (inout Binder) -> Bound) -> Bound {
        let others = met
        met = []
        defer { met.formUnion(others) }
        let bound = bind(&self)
        causes[text] = met
        return bound
    }
}
