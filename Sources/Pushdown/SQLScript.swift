import Agreements
import BusinessTime
import Compliance
import Conditions
import Findings
import Snapshots

/// An agreement as SQL: a script that leaves the tables `verdicts`, `attainment` and `out_of_scope` in the session that runs it.
///
/// Its verdicts are those of the native engine on the same rows. What it cannot say is refused before anything runs.
public struct SQLScript: Sendable {
    /// The whole text; the same for the same agreement and the same options.
    public let text: String
    /// The tables and views that it makes, in order.
    public let statements: [Made]
    /// What a database is told before.
    public let preamble: [String]
    /// For a check: queries of what came out, for ``AnswerReader``.
    public let answers: [String]
    /// What the rules and the tables come to.
    public let plan: Plan

    /// A table or view of the session, with the query that it is made of.
    public struct Made: Sendable {
        public var name: String
        public var query: String
        public var isView: Bool
    }

    /// What a ledger knows of the run before, so that the answer tells what became of it.
    public struct Recording: Sendable {
        /// As of when the run before was, in milliseconds since 1970 UTC; nil where there was none.
        public var lastAsOf: Int64?
        /// Ids of the leads whose breaches stand in the ledger, each once.
        public var leads: [String]

        public init(lastAsOf: Int64?, leads: [String]) {
            self.lastAsOf = lastAsOf
            self.leads = leads
        }
    }

    public struct Options: Sendable {
        public var dialect: Dialect
        /// Milliseconds since 1970 UTC; what is later does not exist.
        public var asOf: Int64
        public var period: PeriodChoice = .current
        /// The canonical tables that are there; nil stands for those that the agreement needs, and the users.
        public var tables: Set<String>?
        /// Tables and columns as a snapshot has them, in place of ``tables``.
        public var schema: [String: Schema.Table]?
        /// How the snapshot's tables become those that the rules name; what is plain needs no word.
        public var mappings: [String: [RowMapping]] = [:]

        /// For a check: the verdicts that it wants one by one. The tables then say why verdicts came out as they did.
        public var listed: Set<Verdict>?
        /// For a check that a ledger takes: what it knows of the run before.
        public var recording: Recording?
        /// For a review, which is listed every verdict: whether all leads are told, and what the period before came to.
        public var isForReview = false
        /// For a check: the leads for which this is not true are not judged.
        public var narrowing: Condition?
        /// For a check: names or ids of the owners whose verdicts count; empty counts everybody's.
        public var owners: Set<String> = []

        public init(dialect: Dialect, asOf: Int64) {
            self.dialect = dialect
            self.asOf = asOf
        }
    }

    /// Writes the script.
    ///
    /// - Parameters:
    ///   - findings: What stands against it: errors, and then there is no script.
    ///   - chosen: Which rules are wanted.
    public static func write(
        _ agreement: Agreement, _ options: Options, findings: inout [Finding],
        choosing chosen: (Rule) -> Bool = { _ in true }
    ) -> SQLScript? {
        write(versions: [agreement], options, findings: &findings, choosing: chosen)?.first
    }

    /// Writes a script of each version of an agreement, to be run in one session, one after the other, with ``cleanup`` between.
    ///
    /// - Parameters:
    ///   - versions: In the order of their terms, which do not overlap.
    ///   - findings: What stands against it: errors, and then there are no scripts.
    ///   - chosen: Which rules are wanted.
    public static func write(
        versions: [Agreement], _ options: Options, findings: inout [Finding],
        choosing chosen: (Rule) -> Bool = { _ in true }
    ) -> [SQLScript]? {
        let tables =
            options.tables ?? options.schema.map { Set($0.keys) }
            ?? versions.reduce(into: []) {
                $0.formUnion($1.neededTables(narrowedBy: options.narrowing, choosing: chosen))
            }
        let schema = options.schema ?? versions.schema(of: tables, narrowedBy: options.narrowing)
        var plan = Plan(versions, schema: schema, narrowedBy: options.narrowing, choosing: chosen)
        if options.isForReview { plan.needReview() }
        findings += plan.findings
        guard !plan.findings.hasErrors else { return nil }
        let mappings = options.mappings.filter { tables.contains($0.key) }
        let period = options.period.period(of: versions.inForce(at: options.asOf), asOf: options.asOf)
        let read = plan.needs.mapValues { request in
            Set(request.columns.keys).union(
                request.conditions.flatMap(\.uses).filter { $0.path.links.isEmpty }.map(\.path.column))
        }.filter { tables.contains($0.key) }
        var scripts: [SQLScript] = []
        for (number, agreement) in versions.enumerated() {
            let script = ScriptContext(
                agreement: agreement, versions: versions, number: number, dialect: options.dialect, asOf: options.asOf,
                period: period, tables: tables, columns: ColumnTypes(plan), saysWhy: options.listed != nil,
                listed: options.listed ?? [], narrowing: options.narrowing, owners: options.owners,
                review: options.isForReview
                    ? .init(
                        previous: period.before(under: versions.inForce(at: options.asOf)),
                        columns: DatabaseAnswer.Lead.columns.map { plan.has("leads", $0) ? $0 : nil }) : nil,
                recording: options.recording, read: read, mappings: mappings,
                mapped: Set(mappings.filter { !$0.value.allSatisfy(\.isPlain) || $0.value.count > 1 }.keys))
            let rules = agreement.rules.filter { chosen($0) && !$0.isClockOfMetrics }
            let unsaid = agreement.rules.filter { chosen($0) && $0.isClockOfMetrics }
            findings += unsaid.map { rule in
                .warning(
                    .leftOutOfSQL, "the metric '\(rule.id)' is left out of the script", at: rule.place,
                    notes: ["how long clocks of the metrics took is measured by 'leadpact check'"])
            }
            if options.listed != nil { findings += rules.compactMap(\.unmeasured) }
            var writer = ScriptWriter(script)
            guard !findings.hasErrors, writer.write(rules, findings: &findings) else { continue }
            scripts.append(SQLScript(writer, options.dialect, plan))
        }
        return findings.hasErrors ? nil : scripts
    }

    private init(_ writer: ScriptWriter, _ dialect: Dialect, _ plan: Plan) {
        text = writer.text
        statements = writer.statements.map { Made(name: $0.table, query: $0.query, isView: $0.isView) }
        preamble = dialect.preamble
        answers = writer.answers
        self.plan = plan
    }

    /// Statements after which the script of the next version can follow in the same session.
    public var cleanup: [String] { statements.filter { !$0.isView }.reversed().map { "drop table \($0.name)" } }
}

extension Rule {
    /// A clock that only measures.
    var isClockOfMetrics: Bool {
        if case .clock(let clock) = kind { clock.within.isEmpty } else { false }
    }
}

extension Rule {
    /// Set where a quantile of the goal counts another kind of time than the targets do, which only the native engine measures.
    fileprivate var unmeasured: Finding? {
        guard let goal, let quantile = goal.quantiles.first else { return nil }
        let isMeasured: Bool
        if case .clock(let clock) = kind {
            isMeasured = goal.quantiles.allSatisfy { quantile in
                clock.within.allSatisfy { $0.target.needsCalendar == quantile.limit.needsCalendar }
            }
        } else {
            isMeasured = false
        }
        if isMeasured { return nil }
        return .error(
            .unsaidInSQL,
            "the goal '\(quantile.limit.text)' of '\(id)' is measured in another kind of time than its target",
            at: goal.place, notes: ["judge the other rules there with --rule, and '\(id)' with 'leadpact check'"])
    }
}

extension Agreement {
    /// The tables that rules ask for where nobody says which there are: all that they name, and the users.
    fileprivate func neededTables(narrowedBy narrowing: Condition?, choosing chosen: (Rule) -> Bool) -> Set<String> {
        let all = Set(["leads", "users", "stage_changes", "activities", "opportunities", "owner_changes"])
        let schema = [self].schema(of: all, narrowedBy: narrowing)
        let plan = Plan([self], schema: schema, narrowedBy: narrowing, choosing: chosen)
        var tables = Set(plan.needs.filter { $0.key != "owner_changes" }.map(\.key)).union(["leads", "users"])
        // The plan asks for owner changes in any case; a script reads them where an event of the agreement does.
        if rules.contains(where: { chosen($0) && $0.mentionsAssignment(in: self) }) { tables.insert("owner_changes") }
        return tables
    }
}

extension Rule {
    /// Whether an event of the rule is a change of owner.
    fileprivate func mentionsAssignment(in agreement: Agreement) -> Bool {
        func isAssigned(_ event: Event, _ depth: Int = 0) -> Bool {
            switch event.kind {
            case .assigned: return true
            case .named(let name):
                switch agreement.events.first(where: { $0.name == name })?.kind {
                case .rows(.ownerChanges, _, _): return true
                case .any(let members): return depth < 32 && members.contains { isAssigned($0, depth + 1) }
                case .rows, .column, nil: return false
                }
            case .created, .enters, .leaves, .column: return false
            }
        }
        let events: [Event?]
        switch kind {
        case .clock(let clock):
            events =
                [clock.from.event, clock.to.event, clock.cancel] + clock.pause.spans.flatMap { [$0.from, $0.until] }
        case .cadence(let cadence): events = [cadence.event]
        case .require(let require): events = [require.at?.event]
        case .unique: events = []
        case .volume(let volume): events = [volume.of.event]
        case .rate(let rate): events = [rate.of, rate.among.event]
        }
        return events.contains { $0.map { isAssigned($0) } ?? false }
    }
}
