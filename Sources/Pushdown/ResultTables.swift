import Agreements
import BusinessTime
import Compliance

/// The tables that a script leaves: every verdict of the period, what rules came to, and who was out of scope.
struct ResultTables {
    private let script: ScriptContext
    private let rules: [RuleTables]
    /// Column of `lp_lead` with the condition of a waiver, by its number.
    private let waivers: [Int: String]
    private var dialect: Dialect { script.dialect }

    init(_ script: ScriptContext, _ rules: [RuleTables], _ waivers: [Int: String]) {
        self.script = script
        self.rules = rules
        self.waivers = waivers
    }

    private var judged: [RuleTables] { rules.filter { $0.figures ?? true } }

    var statements: [Statement] {
        var statements = [allVerdicts, verdicts, attainment, outOfScope]
        if rules.contains(where: { $0.figures != nil }) { statements.append(figures) }
        if let asked { statements.append(asked) }
        return statements
    }

    /// Leads of which a ledger knows breaches.
    private var asked: Statement? {
        guard let leads = script.recording?.leads, !leads.isEmpty else { return nil }
        let rows = leads.map { "(\(dialect.text($0)))" }
        return Statement(
            comment: ["The leads whose breaches stand in the ledger."], table: "lp_asked",
            query: "select lead_id from (values\n\(rows.joined(separator: ",\n"))\n) as asked (lead_id)")
    }

    // MARK: verdicts

    private func null(_ type: String) -> String { "cast(null as \(type))" }

    /// One rule's verdicts, with what all of them share.
    private func verdicts(of tables: RuleTables, _ number: Int) -> String {
        let rule = tables.rule
        var (lead, subject, join) = ("rule.lead_id", "rule.lead_id", "")
        var numbers = ["rule.due", "rule.satisfied_at", "rule.elapsed"]
        var target = "0"
        if tables.figures != nil {
            (lead, subject) = (null(dialect.textType), "rule.period")
            numbers = ["rule.due", null("bigint"), null("bigint")]
        } else {
            join = "\njoin lp_lead on lp_lead.lead_id = rule.lead_id"
            target = "rule.target_row"
            if rule.hasSeveralVerdicts { subject = "rule.lead_id || '@' || \(dialect.rfc3339("rule.start"))" }
        }
        let excuses = excuses(rule)
        let whens = excuses.map(\.isHeld)
        let verdict =
            whens.isEmpty
            ? "rule.verdict"
            : "case when rule.verdict in ('late', 'missed') and (\(whens.joined(separator: " or "))) then 'waived' else rule.verdict end"
        let why =
            script.saysWhy
            ? ",\n  \(target) as target_row, rule.cause, rule.cause_of, \(waived(by: excuses)), \(tables.tellsOfThePast ? "rule.was_breached" : "1 as was_breached")"
            : ""
        return """
            select \(number) as rule_number, \(dialect.text(rule.id)) as rule, \(rule.party.map { dialect.text($0) } ?? null(dialect.textType)) as party,
              \(subject) as subject, \(lead) as lead_id,
              rule.start, \(numbers[0]) as due, \(numbers[1]) as satisfied_at, \(numbers[2]) as elapsed,
              \(targetLength(rule, target)) as target_length, \(targetWords(rule, target)) as target,
              rule.judged_at, \(verdict) as verdict, \(dialect.text(rule.severity.rawValue)) as severity\(why)
            from \(tables.table) as rule\(join)
            """
    }

    /// A waiver as far as it may excuse a verdict, by its number among those in force.
    private struct Excuse {
        var number: Int
        /// While it holds, and after it ended for what began before.
        var isHeld: String
        var hasLapsed: String
    }

    private func excuses(_ rule: Rule) -> [Excuse] {
        let zone = script.agreement.zone
        return script.agreement.waiversInForce.enumerated().compactMap { number, waiver in
            guard waiver.rule == rule.id else { return nil }
            // A condition speaks of leads, and no lead has a verdict on a period.
            if waiver.condition != nil, !rule.judgesLeads { return nil }
            let ends = zone.startOfDay(waiver.until + 1)
            var parts = ["rule.judged_at < \(ends)"]
            if let from = waiver.from { parts.append("rule.judged_at >= \(zone.startOfDay(from))") }
            var lapsed = ["rule.judged_at >= \(ends)", "(rule.start is null or rule.start < \(ends))"]
            if let column = waivers[number] {
                parts.append("lp_lead.\(column)")
                lapsed.append("lp_lead.\(column)")
            }
            return Excuse(
                number: number, isHeld: "(\(parts.joined(separator: " and ")))",
                hasLapsed: lapsed.joined(separator: " and "))
        }
    }

    /// Which waiver excuses a verdict, and which would have, had it not ended.
    private func waived(by excuses: [Excuse]) -> String {
        if excuses.isEmpty { return "cast(null as bigint) as waiver, cast(null as bigint) as lapsed" }
        let held = excuses.map { "when \($0.isHeld) then \($0.number)" }
        let lapsed = excuses.reversed().map { "when \($0.hasLapsed) then \($0.number)" }
        return "case \(held.joined(separator: " ")) end as waiver, case \(lapsed.joined(separator: " ")) end as lapsed"
    }

    private func targetLength(_ rule: Rule, _ row: String) -> String {
        byTarget(rule, row, type: "bigint") { target, _ in target.milliseconds.map { dialect.bigint("\($0)") } }
    }

    private func targetWords(_ rule: Rule, _ row: String) -> String {
        byTarget(rule, row, type: dialect.textType) { _, words in dialect.text(words) }
    }

    private func byTarget(_ rule: Rule, _ row: String, type: String, _ value: (Target, String) -> String?) -> String {
        let targets: [(Target, String)]
        switch rule.kind {
        case .clock(let clock): targets = clock.within.map { ($0.target, $0.text) }
        case .cadence: targets = rule.target(row: 0).map { [($0, $0.text)] } ?? []
        case .require, .unique, .volume, .rate: targets = []
        }
        let values = targets.map { value($0.0, $0.1) ?? null(type) }
        guard let first = values.first else { return null(type) }
        if Set(values).count == 1 { return first }
        let whens = values.enumerated().map { "when \($0.offset) then \($0.element)" }
        return "case \(row) \(whens.joined(separator: " ")) end"
    }

    private var allVerdicts: Statement {
        let parts = judged.enumerated().map { verdicts(of: $0.element, $0.offset) }
        let none = """
            select 0 as rule_number, '' as rule, '' as party, '' as subject, '' as lead_id, \(null("bigint")) as start,
              \(null("bigint")) as due, \(null("bigint")) as satisfied_at, \(null("bigint")) as elapsed,
              \(null("bigint")) as target_length, '' as target, \(null("bigint")) as judged_at, '' as verdict,
              '' as severity\(script.saysWhy ? ", 0 as target_row, '' as cause, '' as cause_of, 0 as waiver, 0 as lapsed, 1 as was_breached" : "")
            from lp_lead where lead_id is null
            """
        let all = parts.isEmpty ? none : parts.joined(separator: "\nunion all\n")
        return Statement(
            comment: ["All verdicts. A breach that a waiver excuses counts neither way."], table: "lp_verdict",
            query: script.owners.isEmpty ? all : owned(all))
    }

    /// The verdicts of the owners who are wanted: by id or name of the user, or by the id that no user has.
    private func owned(_ verdicts: String) -> String {
        let names = "(\(script.owners.sorted().map { dialect.text($0) }.joined(separator: ", ")))"
        let (owned, join) = script.ownerOfVerdict
        var wanted = "owned.owner_user is null and owned.owner_id is not null and present.owner_id in \(names)"
        var users = ""
        if script.hasUsers {
            users = "\nleft join \(script.source("users")) as its_owner on its_owner.id = owned.owner_user"
            wanted = "its_owner.id in \(names) or its_owner.name in \(names)\n  or \(wanted)"
        }
        return """
            select verdict.* from (
            \(verdicts.indented())
            ) as verdict
            \(owned)
            \(join)\(users)
            where \(wanted)
            """
    }

    /// The columns of leadpact's CSV and JSON, but for the words of the reason.
    private var verdicts: Statement {
        let (owned, _) = script.ownerOfVerdict
        let (team, users) =
            script.hasUsers
            ? (
                """
                coalesce(its_owner.name, owned.owner_id) as owner, its_owner.team as team, its_manager.name as manager
                """,
                """

                left join \(script.source("users")) as its_owner on its_owner.id = owned.owner_user
                left join \(script.source("users")) as its_manager on its_manager.id = its_owner.manager_id
                """
            )
            : (
                "owned.owner_id as owner, \(null(dialect.textType)) as team, \(null(dialect.textType)) as manager", ""
            )
        return Statement(
            comment: [
                "The verdicts of the period; one that is not decided belongs to every period. The breach is the owner's at due."
            ], table: "verdicts",
            query: """
                select rule, party, subject, verdict.lead_id as lead,
                  case when verdict in ('late', 'missed') then 'breached' else verdict end as verdict,
                  case when verdict in ('late', 'missed') then verdict end as kind,
                  \(dialect.timestamp("start")) as start, \(dialect.timestamp("due")) as due,
                  \(dialect.timestamp("satisfied_at")) as satisfied_at,
                  \(dialect.double("elapsed")) / 1000 as elapsed_seconds,
                  \(dialect.double("target_length")) / 1000 as target_seconds, target,
                  owned.owner_id, \(team), severity, rule_number
                from lp_verdict as verdict
                \(owned)\(users)
                where \(script.isInPeriod)
                """)
    }

    // MARK: attainment

    private var attainment: Statement {
        let rows = judged.enumerated().map { number, tables -> String in
            let rule = tables.rule
            let goal = rule.goal?.met.map { dialect.number($0) } ?? "null"
            return "(\(number), \(dialect.text(rule.id)), \(rule.party.map { dialect.text($0) } ?? "null"), \(goal))"
        }
        let listed = rows.isEmpty ? ["(-1, '', '', null)"] : rows
        func count(_ condition: String) -> String {
            "cast(coalesce(sum(case when \(condition) then 1 else 0 end), 0) as bigint)"
        }
        let columns = [
            ("met", "verdict = 'met'"), ("breached", "verdict = 'breached'"), ("late", "kind = 'late'"),
            ("missed", "kind = 'missed'"), ("open", "verdict = 'open'"), ("at_risk", "verdict = 'at-risk'"),
            ("void", "verdict = 'void'"), ("waived", "verdict = 'waived'"), ("unknown", "verdict = 'unknown'"),
        ].map { "\(count($0.1)) as \($0.0)_count" }
        return Statement(
            comment: ["What the rules came to: met of met and breached, against the goal."], table: "attainment",
            query: """
                with listed as (
                  select rule_number, rule, party, \(dialect.double("goal")) as goal
                  from (values
                \(listed.joined(separator: ",\n").indented(4))
                  ) as rules (rule_number, rule, party, goal)
                ), counted as (
                  select rule_number,
                \(columns.joined(separator: ",\n").indented(4))
                  from verdicts
                  group by rule_number
                ), filled as (
                  select listed.rule, listed.party, listed.goal, listed.rule_number,
                    coalesce(met_count, 0) as met, coalesce(breached_count, 0) as breached,
                    coalesce(late_count, 0) as late, coalesce(missed_count, 0) as missed,
                    coalesce(open_count, 0) as "open", coalesce(at_risk_count, 0) as at_risk,
                    coalesce(void_count, 0) as void, coalesce(waived_count, 0) as waived,
                    coalesce(unknown_count, 0) as unknown
                  from listed left join counted on counted.rule_number = listed.rule_number
                )
                select filled.*,
                  \(dialect.double("met")) / nullif(met + breached, 0) as attainment,
                  coalesce(\(dialect.double("met")) / nullif(met + breached, 0) < goal, false) as is_missed
                from filled
                """.replacing("\"open\"", with: dialect == .spark ? "`open`" : "\"open\""))
    }

    private var outOfScope: Statement {
        let period = script.isWithinPeriod("start")
        let parts = rules.filter(\.countsScope).map { tables in
            "select \(dialect.text(tables.rule.id)) as rule, scope as why, count(*) as leads\nfrom \(tables.startTable)\n"
                + "where scope = 'outside term' or scope in ('value missing', 'no target') and \(period)\ngroup by scope"
        }
        let none = "select '' as rule, '' as why, count(*) as leads from lp_lead having count(*) < 0"
        return Statement(
            comment: ["What is not judged for want of a value, a target or a term: nothing passes in silence."],
            table: "out_of_scope", query: parts.isEmpty ? none : parts.joined(separator: "\nunion all\n"))
    }

    private var figures: Statement {
        let parts = rules.filter { $0.figures != nil }.map { tables in
            "select \(dialect.text(tables.rule.id)) as rule, period, value, among from \(tables.table)"
        }
        return Statement(
            comment: ["Volumes and rates, those of the metrics too: rates are value of among."], table: "figures",
            query: parts.joined(separator: "\nunion all\n"))
    }
}

extension Rule {
    /// Whether its verdicts are about leads, and not about periods.
    fileprivate var judgesLeads: Bool {
        switch kind {
        case .clock, .cadence, .require, .unique: true
        case .volume, .rate: false
        }
    }

    /// Whether one lead may have several verdicts, told apart by their start.
    fileprivate var hasSeveralVerdicts: Bool {
        switch kind {
        case .clock(let clock): clock.from.which == .each
        case .cadence(let cadence): cadence.stays == .each
        case .require, .unique, .volume, .rate: false
        }
    }
}
