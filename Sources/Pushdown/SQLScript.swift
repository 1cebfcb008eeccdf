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
        let tables = options.tables ?? options.schema.map { Set($0.keys) } ?? agreement.neededTables(choosing: chosen)
        let plan = Plan([agreement], schema: options.schema ?? agreement.schema(of: tables), choosing: chosen)
        findings += plan.findings
        guard !plan.findings.hasErrors else { return nil }
        let mappings = options.mappings.filter { tables.contains($0.key) }
        let script = ScriptContext(
            agreement: agreement, dialect: options.dialect, asOf: options.asOf,
            period: options.period.period(of: agreement, asOf: options.asOf), tables: tables,
            columns: ColumnTypes(plan), mappings: mappings,
            mapped: Set(mappings.filter { !$0.value.allSatisfy(\.isPlain) || $0.value.count > 1 }.keys))
        let rules = agreement.rules.filter { chosen($0) && !$0.isClockOfMetrics }
        let unsaid = agreement.rules.filter { chosen($0) && $0.isClockOfMetrics }
        findings += unsaid.map { rule in
            .warning(
                .leftOutOfSQL, "the metric '\(rule.id)' is left out of the script", at: rule.place,
                notes: ["how long clocks of the metrics took is measured by 'leadpact check'"])
        }
        var writer = ScriptWriter(script)
        guard writer.write(rules, findings: &findings) else { return nil }
        return SQLScript(text: writer.text)
    }
}

extension Rule {
    /// A clock that only measures.
    var isClockOfMetrics: Bool {
        if case .clock(let clock) = kind { clock.within.isEmpty } else { false }
    }
}

extension Agreement {
    /// The tables that rules ask for where nobody says which there are: all that they name, and the users.
    fileprivate func neededTables(choosing chosen: (Rule) -> Bool) -> Set<String> {
        let all = Set(["leads", "users", "stage_changes", "activities", "opportunities", "owner_changes"])
        let plan = Plan([self], schema: schema(of: all), choosing: chosen)
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
