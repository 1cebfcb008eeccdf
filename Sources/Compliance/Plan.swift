import Agreements
import Columns
import Conditions
import Findings
import Snapshots

/// Agreements bound to the schema of a snapshot, before a row is read: what each rule needs, and which rules cannot be judged.
public struct Plan: Sendable {
    public let agreements: [Agreement]
    /// What is wrong: type errors in conditions are errors of the agreement, lacking tables and columns refuse a rule.
    public internal(set) var findings: [Finding] = []
    /// What to read, by table: what rules, conditions and outputs need, each column with the type it is used as.
    public internal(set) var needs: [String: Request.Table] = [:]
    /// An agreement itself is wrong (exit code 2): nothing can be judged by it.
    public internal(set) var isAgreementWrong = false

    var versions: [VersionPlan] = []
    let schema: [String: Schema.Table]

    /// - Parameters:
    ///   - datedStages: The stages of which the snapshot knows when a lead came into them; nil for any.
    ///   - chosen: Which rules are wanted; the others are not bound and need nothing.
    ///   - narrowing: A condition over leads; those for which it is not true are not judged.
    ///   - withScores: Whether scores are computed though no rule asks for them.
    public init(
        _ agreements: [Agreement], schema: [String: Schema.Table], datedStages: Set<String>? = nil,
        withScores: Bool = false, narrowedBy narrowing: Condition? = nil,
        choosing chosen: (Rule) -> Bool = { _ in true }
    ) {
        self.agreements = agreements
        self.schema = schema
        var last: Binder?
        for agreement in agreements {
            var binder = Binder(agreement: agreement, schema: schema, datedStages: datedStages, after: last)
            versions.append(
                VersionPlan(
                    binding: agreement, withScores: withScores, narrowedBy: narrowing, choosing: chosen, with: &binder))
            findings += binder.findings
            isAgreementWrong =
                isAgreementWrong || binder.isAgreementWrong || narrowing != nil && versions.last?.narrowing == nil
            last = binder
        }
        needs = last?.needs ?? [:]
        needOutputs()
    }

    /// What outputs name in any case, where the snapshot has it: the lead's id, its owner, team and manager.
    private mutating func needOutputs() {
        need("leads", columns: ["id": .text, "owner_id": .text], links: ["owner"])
        need("users", columns: ["id": .text, "name": .text, "team": .text, "calendar": .text], links: ["manager"])
        need("owner_changes", columns: ["at": .instant], links: ["lead", "owner", "from_owner"])
    }

    /// Adds columns and joins of a table, those of them that the snapshot has.
    mutating func need(_ table: String, columns: [String: ValueType], links: Set<String>) {
        guard let known = schema[table] else { return }
        var wanted = needs[table] ?? Request.Table()
        for (column, type) in columns where known.columns[column] != nil {
            wanted.presences.remove(column)
            if wanted.columns[column] == nil { wanted.columns[column] = type }
        }
        wanted.links.formUnion(links.filter { known.links[$0] != nil })
        needs[table] = wanted
    }
}

/// One version of an agreement, bound.
struct VersionPlan: Sendable {
    /// Conditions over leads.
    var conditions: [BoundExpression]
    var eventRows: [PlannedRows]
    /// Instant columns of the leads that are events.
    var instantColumns: [String]
    /// What the sources of several events are made of.
    var alternatives: [EventSource]
    var rules: [PlannedRule]
    /// Conditions of the waivers in force, as indices into `conditions`.
    var waiverConditions: [Int?]
    /// The condition by which the judgement is narrowed, as an index into `conditions`.
    var narrowing: Int?
    /// Whether each event's rows are asked for one by one, and not for their instants alone.
    var needsAllRows = false

    /// Whether some rule asks more of the rows of an event than when they happened.
    func needsRows(of event: Int) -> Bool {
        needsAllRows
            || rules.contains { planned in
                switch planned.body {
                case .clock(let clock, let from, let to, _, _, _):
                    clock.to.across != nil && to == .rows(Int32(event))
                        || clock.calendar == .user && from == .rows(Int32(event))
                case .volume(let volume, .rows(Int32(event))): volume.sum != nil
                default: false
                }
            }
    }

    /// How the score is computed; nil where nothing asks for it.
    var scores: PlannedScores?
    /// What the agreement's clocks wait for as a touch; nil where none is bound.
    var touch: EventSource?

    init(
        binding agreement: Agreement, withScores: Bool, narrowedBy narrowing: Condition?,
        choosing chosen: (Rule) -> Bool, with binder: inout Binder
    ) {
        self.narrowing = narrowing.flatMap { binder.leadCondition($0) }
        let waivers = agreement.waiversInForce.map { waiver in waiver.condition.flatMap { binder.leadCondition($0) } }
        rules = agreement.rules.map { rule in
            guard chosen(rule) else { return PlannedRule(rule: rule, body: nil, isChosen: false) }
            return binder.plan(rule)
        }
        if withScores {
            binder.current = nil
            for column in Scoring.computedColumns.sorted() where agreement.computes(column) {
                binder.needScores(for: column)
            }
        }
        waiverConditions = waivers
        conditions = binder.conditions
        eventRows = binder.eventRows
        instantColumns = binder.instantColumns
        alternatives = binder.alternatives
        scores = binder.scores
        touch = agreement.touchEvent.flatMap { binder.eventSources[$0] ?? nil }
    }
}

/// The rows of a table that are an event.
struct PlannedRows: Sendable {
    var table: String
    /// Number of the condition among those of the table's request; nil takes every row.
    var condition: Int?
    /// The instants' column.
    var at: String
}

/// A rule whose names are settled; without a body where the snapshot lacks what it needs.
struct PlannedRule: Sendable {
    enum Body: Sendable {
        case clock(
            ClockRule, from: EventSource, to: EventSource, rows: [Int?], cancel: EventSource?, pause: PauseSource)
        case cadence(CadenceRule, stage: Int16, event: EventSource)
        case require(Int, at: EventSource?)
        case unique(BoundExpression)
        case volume(VolumeRule, EventSource)
        case rate(RateRule, of: EventSource, among: EventSource)
    }
    var rule: Rule
    var applies: Int?
    var body: Body?
    var isChosen = true

    init(rule: Rule, applies: Int? = nil, body: Body?, isChosen: Bool = true) {
        self.rule = rule
        self.applies = applies
        self.body = body
        self.isChosen = isChosen
    }
}
