import Agreements
import BusinessTime
import Columns
import Findings
import Snapshots

/// What a database came to that ran the rules itself: verdicts with names in place of row numbers, and what they add up to.
public struct DatabaseAnswer: Sendable {
    public struct User: Hashable, Sendable {
        public var id: String
        public var name: String?
        public var team: String?
        public var managerID: String?

        public init(id: String, name: String?, team: String?, managerID: String?) {
            self.id = id
            self.name = name
            self.team = team
            self.managerID = managerID
        }
    }

    /// A verdict; instants and lengths are milliseconds.
    public struct Verdict: Sendable {
        public var rule: String
        public var verdict: Compliance.Verdict
        public var targetRow: Int
        public var lead: String?
        public var start: Int64?
        public var due: Int64?
        public var satisfiedAt: Int64?
        public var used: Int64?
        /// One of the words of ``Cause/init(word:of:)``.
        public var cause: String?
        public var causeOf: String?
        /// Index into `Agreement.waiversInForce`: what excuses it, and what would have.
        public var waiver: Int?
        public var lapsed: Int?
        public var ownerUser: String?
        /// The owner is no user; he owns the lead at present, or nobody does.
        public var isPresentOwner: Bool
        public var presentOwner: String?
        /// Whether it would have been a breach at the run that a ledger has, by what the data say now.
        public var wasBreached: Bool

        public init(
            rule: String, verdict: Compliance.Verdict, targetRow: Int, lead: String?, start: Int64?, due: Int64?,
            satisfiedAt: Int64?, used: Int64?, cause: String?, causeOf: String?, waiver: Int?, lapsed: Int?,
            ownerUser: String?, isPresentOwner: Bool, presentOwner: String?, wasBreached: Bool = true
        ) {
            self.rule = rule
            self.verdict = verdict
            self.targetRow = targetRow
            self.lead = lead
            self.start = start
            self.due = due
            self.satisfiedAt = satisfiedAt
            self.used = used
            self.cause = cause
            self.causeOf = causeOf
            self.waiver = waiver
            self.lapsed = lapsed
            self.ownerUser = ownerUser
            self.isPresentOwner = isPresentOwner
            self.presentOwner = presentOwner
            self.wasBreached = wasBreached
        }
    }

    /// Leads that a rule does not judge.
    public struct Scope: Hashable, Sendable {
        public var rule: String
        /// `value missing`, `no target` or `outside term`.
        public var why: String
        public var column: String?
        public var count: Int

        public init(rule: String, why: String, column: String?, count: Int) {
            self.rule = rule
            self.why = why
            self.column = column
            self.count = count
        }
    }

    /// Rows that stand against a judgement, or count for nothing.
    public struct Found: Hashable, Sendable {
        public var code: Code
        public var table: String
        public var column: String?
        /// The value that all of them have; nil where they have none in common.
        public var value: String?
        public var count: Int

        public init(code: Code, table: String, column: String?, value: String?, count: Int) {
            self.code = code
            self.table = table
            self.column = column
            self.value = value
            self.count = count
        }
    }

    /// A lead as a review counts it.
    public struct Lead: Sendable {
        /// The columns of leads that it has beside its id and its owner.
        public static let columns = ["company", "source", "segment", "origin"]

        public var id: String
        public var owner: String?
        /// One of each of ``columns``.
        public var texts: [String?]

        public init(id: String, owner: String?, texts: [String?]) {
            self.id = id
            self.owner = owner
            self.texts = texts
        }
    }

    public struct Figure: Hashable, Sendable {
        public var name: String
        public var start: Int64
        public var end: Int64
        public var value: Double
        public var among: Double?

        public init(name: String, start: Int64, end: Int64, value: Double, among: Double?) {
            self.name = name
            self.start = start
            self.end = end
            self.value = value
            self.among = among
        }
    }

    public var leadCount = 0
    public var users: [User] = []
    /// Ids of present owners whom no user row knows; asked where only some owners' verdicts are wanted.
    public var ownersWithoutUser: [String] = []
    /// By rule: every verdict of the period is counted.
    public var counts: [String: [Compliance.Verdict: Int]] = [:]
    public var verdicts: [Verdict] = []
    /// Breaches of earlier periods that are still unanswered.
    public var carriedOver: [Verdict] = []
    /// For a ledger: breaches, waived and undecided ones of all periods.
    public var ofAllPeriods: [Verdict] = []
    /// For a ledger: what is none of these, of leads of which it has breaches; and which of them are there.
    public var standing: [Verdict] = []
    public var present: Set<String> = []
    public var scopes: [Scope] = []
    /// By rule: numbers of the waivers that excused something, in whatever period.
    public var waiversUsed: [String: Set<UInt16>] = [:]
    public var figures: [String: [Figure]] = [:]
    /// By rule, by number of the goal's quantile: the nearest rank, in milliseconds.
    public var quantiles: [String: [Int: Int64]] = [:]
    /// For a review: all leads.
    public var leads: [Lead] = []
    /// For a review, by rule: the verdicts of the period before, and of what forbids duplicates those that are any, of whatever
    /// period.
    public var earlier: [String: [Compliance.Verdict: Int]] = [:]
    public var duplicates: [String: Int] = [:]

    public var found: [Found] = []

    public init() {}

    /// Everybody who owns a lead or is a user: ids and names, each once.
    public var ownerNames: Set<String> {
        Set(users.map(\.id) + users.compactMap(\.name) + ownersWithoutUser)
    }

    /// What is wrong with the rows, as reading them would have told; a database names no lines.
    public var data: DataReport {
        var report = DataReport()
        for found in found {
            let key = found.summary
            let isFault = [.duplicateID, .valueRequired, .stageNotAgreed].contains(found.code)
            let group = DataReport.Group(
                code: found.code, table: found.table, column: found.column, summary: key, count: found.count,
                first: isFault ? [.error(found.code, key, at: nil)] : [])
            if isFault { report.faults.append(group) } else { report.leftOut.append(group) }
        }
        return report
    }
}

extension DatabaseAnswer.Found {
    fileprivate var summary: String {
        let column = column.map { "\(table).\($0)" } ?? table
        return switch code {
        case .duplicateID: "rows of \(table) with an id that an earlier row has"
        case .valueRequired: "rows without a value in \(column)"
        case .stageNotAgreed: "rows whose \(column) is '\(value ?? "")', which the agreement does not know"
        case .noLeadNamed: "\(table) that name no lead"
        case .afterAsOf: "\(table) after as-of"
        case .leadNotExported: "\(table) of leads that are not in the export"
        default: "\(table) whose owner no user row knows"
        }
    }
}

extension Judgement {
    /// The judgement that a database came to, as if the rows had been read: of the leads those that a verdict names.
    ///
    /// - Parameters:
    ///   - answers: One of each version of the agreement; the first tells of what all have in common.
    ///   - asOf: Milliseconds since 1970 UTC.
    ///   - isWhole: Whether all leads and owners are judged.
    ///   - isForReview: Whether the answers tell what a review asks.
    public init(
        _ answers: [DatabaseAnswer], _ plan: Plan, asOf: Int64, period: PeriodChoice, isWhole: Bool,
        isForReview: Bool = false
    ) {
        let period = period.period(of: plan.agreements.inForce(at: asOf), asOf: asOf)
        let leadCount = answers.first?.leadCount ?? 0
        var making = AnswerReading(answers, plan, asOf: asOf)
        for (number, answer) in answers.enumerated() {
            for planned in plan.versions[number].rules where planned.isChosen {
                making.add(planned, number, answer, leadCount: leadCount)
            }
        }
        let findings =
            plan.findings + making.findings + making.waivers.findings(in: period, asOf: asOf, isWhole: isWhole)
        self.init(
            snapshot: making.tables.snapshot, agreements: plan.agreements, period: period, rules: making.results,
            verdicts: VerdictList([making.records]), carriedOver: making.carriedOver, findings: findings,
            leadCount: leadCount)
        ofAllPeriods = VerdictList([making.kept])
        recordedPast = making.past
        if isForReview { reviewed = ReviewedElsewhere(answers, rules) }
    }
}

/// What a database told a review beside its judgement, which asks the rows themselves where they were read.
public struct ReviewedElsewhere: Sendable {
    /// The rules over the period before, by their verdicts alone; what is judged as it stands at as-of has no past.
    public let earlier: [RuleResult]
    /// Leads that share the key of an earlier one; nil where no rule forbids it.
    public let duplicates: Int?

    fileprivate init(_ answers: [DatabaseAnswer], _ rules: [RuleResult]) {
        earlier = rules.map { result in
            var earlier = result
            let counts = result.rule.isOfThePresent ? [:] : answers[result.agreement].earlier[result.rule.id] ?? [:]
            earlier.counts = Verdict.allCases.map { counts[$0] ?? 0 }
            return earlier
        }
        let unique = rules.filter { if case .unique(_) = $0.rule.kind { true } else { false } }
        let counts = unique.map { answers[$0.agreement].duplicates[$0.rule.id] ?? 0 }
        duplicates = unique.isEmpty ? nil : counts.reduce(0, +)
    }
}

extension Rule {
    /// Whether it judges what is so at as-of, and nothing that happened.
    package var isOfThePresent: Bool {
        switch kind {
        case .unique: true
        case .require(let require): require.at == nil
        case .clock, .cadence, .volume, .rate: false
        }
    }
}

/// What the answers of a database come to, rule by rule.
private struct AnswerReading {
    let plan: Plan
    let tables: AnswerTables
    var waivers: WaiverUse
    var findings: [Finding] = []
    var results: [RuleResult] = []
    var records: [VerdictRecord] = []
    var carriedOver: [VerdictRecord] = []
    var kept: [VerdictRecord] = []
    var past: RecordedPast
    /// By version.
    private let verdicts: [VerdictsByRule]

    private struct VerdictsByRule {
        let listed, carriedOver, ofAllPeriods, standing: [String: [DatabaseAnswer.Verdict]]

        init(_ answer: DatabaseAnswer) {
            listed = Dictionary(grouping: answer.verdicts, by: \.rule)
            carriedOver = Dictionary(grouping: answer.carriedOver, by: \.rule)
            ofAllPeriods = Dictionary(grouping: answer.ofAllPeriods, by: \.rule)
            standing = Dictionary(grouping: answer.standing, by: \.rule)
        }
    }

    init(_ answers: [DatabaseAnswer], _ plan: Plan, asOf: Int64) {
        self.plan = plan
        tables = AnswerTables(answers, plan, asOf: asOf)
        waivers = WaiverUse(plan.agreements)
        past = RecordedPast(present: answers.reduce(into: []) { $0.formUnion($1.present) })
        verdicts = answers.map(VerdictsByRule.init)
    }

    /// As the judges put them: by lead, then by start.
    private func ordered(_ records: [VerdictRecord]) -> [VerdictRecord] {
        records.sorted { ($0.lead, $0.start) < ($1.lead, $1.start) }
    }

    mutating func add(_ planned: PlannedRule, _ version: Int, _ answer: DatabaseAnswer, leadCount: Int) {
        let rule = planned.rule
        var result = RuleResult(
            rule: rule, agreement: version, isRefused: planned.body == nil,
            counts: Compliance.Verdict.allCases.map { answer.counts[rule.id]?[$0] ?? 0 },
            scope: answer.scope(of: rule.id), goal: nil, columns: [],
            figures: rule.figures(answer.figures[rule.id] ?? [], leadCount: leadCount))
        let index = UInt16(results.count)
        let of = verdicts[version]
        let own = ordered((of.listed[rule.id] ?? []).map { tables.record(of: $0, index, &result) })
        records += own
        carriedOver += ordered((of.carriedOver[rule.id] ?? []).map { tables.record(of: $0, index, &result) })
        var ownKept: [VerdictRecord] = []
        for verdict in of.ofAllPeriods[rule.id] ?? [] {
            let record = tables.record(of: verdict, index, &result)
            ownKept.append(record)
            if !verdict.wasBreached { past.insert(keptThen: record) }
        }
        kept += ordered(ownKept)
        past.verdicts += (of.standing[rule.id] ?? []).map { tables.record(of: $0, index, &result) }
        result.goal = rule.goal.map { goal in
            let used = goal.quantiles.indices.map { answer.quantiles[rule.id]?[$0].map { [$0] } ?? [] }
            return GoalResult(goal, attainment: result.attainment, used: used)
        }
        waivers.add(answer.waiversUsed[rule.id] ?? [], of: rule, version, isJudged: planned.body != nil)
        waivers.add(lapsed: own, version)
        findings += plan.scopeFindings(result)
        results.append(result)
    }
}

/// What a database told of the past for a ledger, which asks the rows themselves where they were read.
public struct RecordedPast: Sendable {
    private struct Clock: Hashable {
        var rule: UInt16
        var lead: Int32
        var start: Int64
    }

    /// Verdicts that are no breaches, of leads of which the ledger has some.
    public internal(set) var verdicts: [VerdictRecord] = []
    /// Which of these leads are in the data.
    public let present: Set<String>
    private var keptThen: Set<Clock> = []

    init(present: Set<String>) { self.present = present }

    mutating func insert(keptThen record: VerdictRecord) {
        keptThen.insert(Clock(rule: record.rule, lead: record.lead, start: record.start))
    }

    /// Whether a breach that was due at the run before was one then: the hours may have been closed since it was due.
    public func wasBreached(_ record: VerdictRecord) -> Bool {
        !keptThen.contains(Clock(rule: record.rule, lead: record.lead, start: record.start))
    }
}

extension DatabaseAnswer {
    fileprivate func scope(of rule: String) -> RuleResult.Scope {
        var scope = RuleResult.Scope()
        for counted in scopes where counted.rule == rule {
            switch counted.why {
            case "no target": scope.noTarget += counted.count
            case "outside term": scope.outsideTerm += counted.count
            default: scope.unknown[counted.column ?? "?", default: 0] += counted.count
            }
        }
        return scope
    }
}

extension Rule {
    /// The periods of a volume or rate, with the limits that it names.
    fileprivate func figures(_ figures: [DatabaseAnswer.Figure], leadCount: Int) -> [PeriodFigure] {
        let (atLeast, atMost): (Double?, Double?)
        switch kind {
        case .volume(let volume):
            (atLeast, atMost) = (volume.atLeast?.amount(of: leadCount), volume.atMost?.amount(of: leadCount))
        case .rate(let rate): (atLeast, atMost) = (rate.atLeast, rate.atMost)
        case .clock, .cadence, .require, .unique: return []
        }
        return figures.sorted { $0.start < $1.start }.map {
            PeriodFigure(
                name: $0.name, range: $0.start..<$0.end, value: $0.value, among: $0.among, atLeast: atLeast,
                atMost: atMost)
        }
    }
}

/// The leads and users that verdicts name, as the tables of a snapshot.
private struct AnswerTables {
    let snapshot: Snapshot
    private let leads: [String: Int32]
    private let users: [String: Int32]

    init(_ answers: [DatabaseAnswer], _ plan: Plan, asOf: Int64) {
        var owners: [String: String] = [:]
        var ids: Set<String> = []
        let verdicts = answers.lazy.flatMap { [$0.verdicts, $0.carriedOver, $0.ofAllPeriods, $0.standing].joined() }
        for verdict in verdicts {
            guard let lead = verdict.lead else { continue }
            ids.insert(lead)
            if let owner = verdict.presentOwner { owners[lead] = owner }
            if verdict.cause == "duplicate", let other = verdict.causeOf { ids.insert(other) }
        }
        let all = answers.first?.leads ?? []
        for lead in all {
            ids.insert(lead.id)
            owners[lead.id] = lead.owner
        }
        // By id, in the order of its bytes: so a row's number is its rank.
        let ordered = ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        leads = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, Int32($0)) })
        let known = answers.first?.users ?? []
        var users: [String: Int32] = [:]
        for (row, user) in known.enumerated() where users[user.id] == nil { users[user.id] = Int32(row) }
        self.users = users
        var tables = [
            "leads": Snapshot.Table(
                rowCount: ordered.count,
                columns: ["id": .text(TextColumn(ordered)), "owner_id": .text(TextColumn(ordered.map { owners[$0] }))])
        ]
        var joins: [String: [String: Snapshot.Join]] = [
            "leads": [
                "owner": Snapshot.Join(
                    table: "users", rows: ordered.map { owners[$0].flatMap { users[$0] } ?? -1 })
            ]
        ]
        if !all.isEmpty {
            let texts = Dictionary(all.map { ($0.id, $0.texts) }, uniquingKeysWith: { first, _ in first })
            for (number, name) in DatabaseAnswer.Lead.columns.enumerated() where plan.has("leads", name) {
                tables["leads"]?.columns[name] = .text(TextColumn(ordered.map { texts[$0]?[number] }))
            }
        }
        if !known.isEmpty {
            tables["users"] = Snapshot.Table(
                rowCount: known.count,
                columns: [
                    "id": .text(TextColumn(known.map(\.id))),
                    "name": .text(TextColumn(known.map(\.name))),
                    "team": .text(TextColumn(known.map(\.team))),
                ])
            // A review tells nobody's manager and team where the users have no such column.
            if plan.has("users", "manager_id") {
                joins["users"] = [
                    "manager": Snapshot.Join(
                        table: "users", rows: known.map { $0.managerID.flatMap { users[$0] } ?? -1 })
                ]
            }
            if !plan.has("users", "team") { tables["users"]?.columns["team"] = nil }
        }
        snapshot = Snapshot(asOf: asOf, tables: tables, joins: joins)
    }

    /// - Parameter result: Of the rule; columns and figures that a cause names are looked up in it.
    func record(of verdict: DatabaseAnswer.Verdict, _ index: UInt16, _ result: inout RuleResult) -> VerdictRecord {
        let owner = verdict.ownerUser.flatMap { users[$0] }
        let isFigure = verdict.lead == nil
        var record = VerdictRecord(
            rule: index, verdict: verdict.verdict, targetRow: UInt8(truncatingIfNeeded: verdict.targetRow),
            lead: verdict.lead.flatMap { leads[$0] } ?? -1,
            owner: owner ?? (isFigure || verdict.isPresentOwner ? -1 : Ownership.unknown),
            start: verdict.start ?? missing, due: verdict.due ?? missing,
            satisfiedAt: verdict.satisfiedAt ?? missing, used: verdict.used ?? missing, cause: .none)
        if record.verdict.isBreach { record.lapsed = verdict.lapsed.map { Int16(clamping: $0) } ?? -1 }
        if let waiver = verdict.waiver, verdict.verdict == .waived {
            record.cause = .waiver(UInt16(waiver))
        } else if isFigure {
            let figure = result.figures.firstIndex { $0.range.lowerBound == record.start } ?? 0
            record.cause = .figure(UInt16(truncatingIfNeeded: figure))
        } else {
            record.cause = cause(verdict, &result)
        }
        return record
    }

    private func cause(_ verdict: DatabaseAnswer.Verdict, _ result: inout RuleResult) -> Cause {
        switch verdict.cause {
        case "false": return .conditionFalse
        case "lacks":
            let column = verdict.causeOf ?? "?"
            if let known = result.columns.firstIndex(of: column) { return .valueMissing(column: UInt16(known)) }
            result.columns.append(column)
            return .valueMissing(column: UInt16(result.columns.count - 1))
        case "duplicate": return .duplicateOf(lead: verdict.causeOf.flatMap { leads[$0] } ?? -1)
        case "ends before start": return .endsBeforeStart
        case "paused": return .paused
        case "paused since": return .pausedSinceUnknown
        case "never opens": return .calendarNeverOpens
        case "before calendars": return .beforeCalendars
        case "canceled": return .canceled
        case "restarted": return .restarted
        case "step": return .step(verdict.causeOf.flatMap { UInt16($0) } ?? 0)
        default: return .none
        }
    }
}
