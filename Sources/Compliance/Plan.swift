import Agreements
import Columns
import Conditions
import Findings

/// Agreements bound to the schema of a snapshot, before a row is read: what each rule needs, and which rules cannot be judged.
public struct Plan: Sendable {
    public let agreements: [Agreement]
    /// What is wrong: type errors in conditions are errors of the agreement, lacking tables and columns refuse a rule.
    public internal(set) var findings: [Finding] = []
    /// The columns to read, by table: what rules, conditions and outputs need, each with the type it is used as.
    public internal(set) var needs: [String: [String: ValueType]] = [:]
    /// An agreement itself is wrong (exit code 2): nothing can be judged by it.
    public internal(set) var isAgreementWrong = false

    var versions: [VersionPlan] = []
    let schema: [String: Schema.Table]

    /// - Parameter chosen: Which rules are wanted; the others are not bound and need nothing.
    public init(_ agreements: [Agreement], schema: [String: Schema.Table], choosing chosen: (Rule) -> Bool = { _ in true }) {
        self.agreements = agreements
        self.schema = schema
        for agreement in agreements {
            var binder = Binder(agreement: agreement, schema: schema)
            let version = VersionPlan(binding: agreement, choosing: chosen, with: &binder)
            versions.append(version)
            findings += binder.findings
            isAgreementWrong = isAgreementWrong || binder.isAgreementWrong
            for (table, columns) in binder.needs {
                needs[table, default: [:]].merge(columns) { first, _ in first }
            }
        }
        needOutputs()
    }

    /// Columns that outputs name in any case, where the snapshot has them.
    private mutating func needOutputs() {
        let wanted: [String: [String: ValueType]] = [
            "leads": ["id": .text, "owner_id": .text],
            "users": ["id": .text, "name": .text, "email": .text, "team": .text, "manager_id": .text, "calendar": .text],
            "owner_changes": ["lead_id": .text, "at": .instant, "owner_id": .text, "from_owner_id": .text],
        ]
        for (table, columns) in wanted {
            for (column, type) in columns where schema[table]?.columns[column] != nil {
                needs[table, default: [:]][column] = type
            }
        }
    }
}

/// One version of an agreement, bound.
struct VersionPlan: Sendable {
    /// Conditions over leads.
    var conditions: [BoundExpression]
    var eventRows: [PlannedRows]
    /// Instant columns of the leads that are events.
    var instantColumns: [String]
    var rules: [PlannedRule]
    /// Conditions of the agreement's waivers, as indices into `conditions`.
    var waiverConditions: [Int?]

    init(binding agreement: Agreement, choosing chosen: (Rule) -> Bool, with binder: inout Binder) {
        let waivers = agreement.waivers.map { waiver in waiver.where_.flatMap { binder.leadCondition($0) } }
        rules = agreement.rules.map { rule in
            guard chosen(rule) else { return PlannedRule(rule: rule, body: nil, isChosen: false) }
            return binder.plan(rule)
        }
        waiverConditions = waivers
        conditions = binder.conditions
        eventRows = binder.eventRows
        instantColumns = binder.instantColumns
    }
}

/// The rows of a table that are an event.
struct PlannedRows: Sendable {
    var table: String
    /// Nil takes every row.
    var condition: BoundExpression?
    /// The instants' column.
    var at: String
}

/// A rule whose names are settled; without a body where the snapshot lacks what it needs.
struct PlannedRule: Sendable {
    enum Body: Sendable {
        case clock(ClockRule, from: EventSource, to: EventSource, rows: [Int?], cancel: EventSource?, pause: Set<Int16>)
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
