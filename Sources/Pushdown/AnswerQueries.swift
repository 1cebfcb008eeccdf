import Agreements
import BusinessTime
import Columns
import Compliance
import Conditions
import Findings
import Snapshots

/// What a script answers when it has run, as queries of lines: what a check makes its report of.
///
/// Each line has fields between tabs, written as PostgreSQL's `COPY` writes them: `\N` is no value, a backslash begins what
/// would part fields or lines. The first field of all is `leadpact`, the second says what the line is; the last line is `end`.
struct AnswerQueries {
    private let script: ScriptContext
    private let rules: [RuleTables]
    /// Verdicts that are wanted one by one.
    private let listed: Set<Verdict>
    private var dialect: Dialect { script.dialect }

    init(_ script: ScriptContext, _ rules: [RuleTables], listed: Set<Verdict>) {
        self.script = script
        self.rules = rules
        self.listed = listed
    }

    var queries: [String] {
        // What is the same for all versions the first tells.
        var queries = script.number > 0 ? [] : [leads]
        if script.number == 0, script.hasUsers { queries.append(users) }
        if script.number == 0, !script.owners.isEmpty { queries.append(ownersWithoutUser) }
        queries.append(counts)
        queries += [verdicts(.listed), verdicts(.carriedOver)]
        if let review = script.review { queries += answers(to: review) }
        if let recording = script.recording {
            queries.append(verdicts(.kept))
            if !recording.leads.isEmpty {
                queries.append(
                    line(
                        "present", ["lp_lead.lead_id"],
                        from: "lp_asked as asked\njoin lp_lead on lp_lead.lead_id = asked.lead_id"))
                queries.append(verdicts(.standing))
            }
        }
        if !script.agreement.waiversInForce.isEmpty {
            queries.append(
                line(
                    "waived", ["rule", "waiver"], from: "lp_verdict",
                    rest: "where verdict = 'waived'\ngroup by rule, waiver"))
        }
        if rules.contains(where: \.countsScope) { queries.append(scope) }
        if script.number == 0 { queries += data }
        queries += rules.compactMap(uncreated) + rules.compactMap(figures) + rules.flatMap(quantiles)
        queries.append(line("end", [], from: "lp_lead", rest: "having count(*) >= 0"))
        return queries
    }

    /// A query of one line for each row: text in PostgreSQL goes out by `COPY`, which writes fields as they have to be.
    private func line(_ what: String, _ fields: [String], from: String, rest: String = "") -> String {
        let fields = [dialect.text("leadpact"), dialect.text(what)] + fields
        let tail = "\nfrom \(from)\(rest.isEmpty ? "" : "\n\(rest)")"
        guard dialect != .postgres else { return "select \(fields.joined(separator: ", "))\(tail)" }
        let escaped = fields.enumerated().map { number, field -> String in
            if number < 2 { return field }
            let text = [
                ("chr(92)", "chr(92) || chr(92)"), ("chr(9)", "chr(92) || 't'"), ("chr(10)", "chr(92) || 'n'"),
                ("chr(13)", "chr(92) || 'r'"),
            ]
            .reduce("cast(\(field) as \(dialect.textType))") { "replace(\($0), \($1.0), \($1.1))" }
            return "coalesce(\(text), chr(92) || 'N')"
        }
        return "select \(escaped.joined(separator: " || chr(9) || ")) as line\(tail)"
    }

    private var leads: String { line("leads", ["count(*)"], from: "lp_lead") }

    private var users: String {
        line("user", ["id", "name", "team", "manager_id"], from: script.source("users"), rest: "where id is not null")
    }

    /// All leads, what the period before came to, and who is there twice, in whatever period.
    private func answers(to review: ScriptContext.Review) -> [String] {
        var queries: [String] = []
        if script.number == 0 {
            let texts = review.columns.map { $0.map(dialect.quoted) ?? "cast(null as \(dialect.textType))" }
            queries.append(
                line("lead", ["id", "owner_id"] + texts, from: script.source("leads"), rest: "where id is not null"))
        }
        let previous = review.previous.range
        if !previous.isEmpty {
            queries.append(
                line(
                    "earlier", ["rule", "verdict", "count(*)"], from: "lp_verdict",
                    rest:
                        "where judged_at >= \(previous.lowerBound) and judged_at < \(previous.upperBound)\ngroup by rule, verdict"
                ))
        }
        let unique = rules.filter { if case .unique(_) = $0.rule.kind { true } else { false } }
        if !unique.isEmpty {
            let names = unique.map { dialect.text($0.rule.id) }.joined(separator: ", ")
            queries.append(
                line(
                    "duplicates", ["rule", "count(*)"], from: "lp_verdict",
                    rest: "where verdict in ('late', 'missed', 'waived') and rule in (\(names))\ngroup by rule"))
        }
        return queries
    }

    private var ownersWithoutUser: String {
        line(
            "owner", ["owner_id"], from: "lp_lead",
            rest: "where owner_id is not null and owner_user is null\ngroup by owner_id")
    }

    private var counts: String {
        line(
            "count", ["rule", "verdict", "count(*)"], from: "lp_verdict",
            rest: "where \(script.isInPeriod)\ngroup by rule, verdict")
    }

    /// Which verdicts lines are written of, by the word that the lines begin with.
    private enum Part: String {
        case listed = "verdict"
        case carriedOver = "carried"
        /// What a ledger takes, of all periods.
        case kept
        /// What is no breach, of leads of which the ledger knows one.
        case standing
    }

    private func verdicts(_ part: Part) -> String {
        let (owned, present) = script.ownerOfVerdict
        func names(_ verdicts: Set<Verdict>) -> String {
            "(\(verdicts.map(\.inScript).sorted().map { dialect.text($0) }.joined(separator: ", ")))"
        }
        let filter =
            switch part {
            case .listed: "where verdict in \(names(listed)) and \(script.isInPeriod)"
            case .carriedOver:
                "where verdict = 'missed' and judged_at < \(max(script.period.range.lowerBound, Int64.min / 2))"
            case .kept: "where verdict in \(names([.late, .missed, .waived, .unknown]))"
            case .standing:
                "join lp_asked as asked on asked.lead_id = verdict.lead_id\nwhere verdict in \(names([.met, .open, .atRisk, .void]))"
            }
        return line(
            part.rawValue,
            [
                "rule", "verdict", "target_row", "verdict.lead_id", "start", "due", "satisfied_at", "elapsed", "cause",
                "cause_of", "waiver", "lapsed", "owned.owner_user",
                "case when owned.owner_user is null and (owned.owner_id is not null or present.owner_id is null) then 1 else 0 end",
                "present.owner_id",
            ] + (part == .kept ? ["was_breached"] : []), from: "lp_verdict as verdict\n\(owned)\n\(present)",
            rest: filter)
    }

    /// Rows that stand against a judgement, and such as count for nothing: those that reading them would have found.
    private var data: [String] {
        func found(_ code: Code, _ table: String, _ column: String?, value: String = "null", _ from: String) -> String {
            let name = column.map { dialect.text($0) } ?? "null"
            return line(
                "data", [dialect.text(code.id), dialect.text(table), name, value, "count(*)"], from: from,
                rest: value == "null" ? "having count(*) > 0" : "group by \(value)")
        }
        var queries: [String] = []
        for table in ["leads", "users"] where script.tables.contains(table) {
            let again = "row_number() over (partition by id order by id) as place"
            queries.append(
                found(
                    .duplicateID, table, "id",
                    "(select \(again) from \(script.source(table)) where id is not null) as rows_of where place > 1"))
            queries.append(found(.valueRequired, table, "id", "\(script.source(table)) where id is null"))
        }
        if script.hasUsers {
            queries.append(
                found(
                    .ownerUnknown, "leads", "owner_id", "lp_lead where owner_id is not null and owner_user is null"))
        }
        for canonical in CanonicalTable.all where canonical.link("lead") != nil && script.read[canonical.name] != nil {
            let table = canonical.name
            let at = canonical.instants.map { dialect.milliseconds("rows_of.\($0)") }
            let isPast = at.map { " and coalesce(\($0), 0) <= \(script.asOf)" } ?? ""
            let rows = "\(script.source(table)) as rows_of"
            queries.append(found(.noLeadNamed, table, "lead_id", "\(rows) where lead_id is null"))
            queries.append(
                found(
                    .leadNotExported, table, nil,
                    "\(rows) left join lp_lead on lp_lead.lead_id = rows_of.lead_id where rows_of.lead_id is not null and lp_lead.lead_id is null\(isPast)"
                ))
            if let at {
                queries.append(found(.afterAsOf, table, nil, "\(rows) where \(at) > \(script.asOf)"))
            }
        }
        for (table, columns) in script.read.sorted(by: { $0.key < $1.key }) {
            for column in ["stage", "from_stage", "to_stage"] where columns.contains(column) {
                guard table == "leads" || table == "stage_changes" else { continue }
                let ignored = (script.mappings[table] ?? []).reduce(into: Set<String>()) {
                    $0.formUnion($1.ignored[column] ?? [])
                }
                let known = Set(script.versions.flatMap(\.stages).map(\.name)).union(ignored).sorted().map {
                    dialect.text($0)
                }
                queries.append(
                    found(
                        .stageNotAgreed, table, column, value: column,
                        "\(script.source(table)) where \(column) is not null and \(column) not in (\(known.joined(separator: ", ")))"
                    ))
            }
        }
        return queries
    }

    private var scope: String {
        let within = script.isWithinPeriod("start")
        let parts = rules.filter(\.countsScope).map { tables in
            """
            select \(dialect.text(tables.rule.id)) as rule, scope, lacks
            from \(tables.startTable)
            where scope = 'outside term' or scope in ('value missing', 'no target') and \(within)
            """
        }
        return line(
            "scope", ["rule", "scope", "lacks", "count(*)"],
            from: "(\n\(parts.joined(separator: "\nunion all\n").indented())\n) as scopes",
            rest: "group by rule, scope, lacks")
    }

    /// Leads that lack the instant of their creation, with which the rule begins, or were not created by as-of.
    private func uncreated(_ tables: RuleTables) -> String? {
        guard let created = tables.created else { return nil }
        var (lacks, filter) = ("'created_at'", "")
        if let applies = tables.appliesColumn, let lacking = tables.appliesLacking {
            lacks = "case when \(applies) is null then \(lacking) else 'created_at' end"
            filter = " and coalesce(\(applies), true)"
        }
        return line(
            "scope", [dialect.text(tables.rule.id), "'value missing'", "lacks", "count(*)"],
            from:
                "(select \(lacks) as lacks from lp_lead where coalesce(\(created), \(Int64.max)) > \(script.asOf)\(filter)) as uncreated",
            rest: "group by lacks")
    }

    private func figures(_ tables: RuleTables) -> String? {
        guard tables.figures != nil else { return nil }
        return line(
            "figure", [dialect.text(tables.rule.id), "period", "start", "due", "value", "among"], from: tables.table)
    }

    /// The nearest rank of what clocks took, for each quantile of the goal.
    private func quantiles(_ tables: RuleTables) -> [String] {
        (tables.rule.goal?.quantiles ?? []).enumerated().map { number, quantile in
            let share = dialect.number(quantile.quantile)
            let rank = "greatest(1, least(many, ceil(\(share) * many - \(dialect.number(1e-6)))))"
            return line(
                "quantile", [dialect.text(tables.rule.id), "\(number)", "elapsed"],
                from: """
                    (
                      select elapsed, row_number() over (order by elapsed) as place, count(*) over () as many
                      from lp_verdict
                      where rule = \(dialect.text(tables.rule.id)) and verdict in ('met', 'late', 'missed') and \(script.isInPeriod)
                    ) as taken
                    """, rest: "where place = \(rank)")
        }
    }
}

extension Verdict {
    /// As tables of a script call it: what a breach is, and not only that it is one.
    var inScript: String { kind ?? name }

    init?(inScript name: String) {
        guard let verdict = Verdict.allCases.first(where: { $0.inScript == name }) else { return nil }
        self = verdict
    }
}

extension ScriptContext {
    /// Joins of `verdict` with who owned the lead when it fell due, `owned`, and who does at present, `present`.
    var ownerOfVerdict: (owned: String, present: String) {
        let at = "least(coalesce(verdict.due, \(asOf)), \(asOf))"
        let owned =
            hasOwnerChanges
            ? """
            left join lp_ownership as owned
              on owned.lead_id = verdict.lead_id and owned.since <= \(at) and \(at) < owned.up_to
            """ : "left join lp_lead as owned on owned.lead_id = verdict.lead_id"
        return (owned, "left join lp_lead as present on present.lead_id = verdict.lead_id")
    }

    /// Whether a row of `lp_verdict` belongs to the period; one that is not decided belongs to every period.
    var isInPeriod: String {
        let limits = limits("judged_at")
        return limits.isEmpty ? "true" : "(verdict in ('open', 'at-risk') or \(limits))"
    }

    /// Whether an instant lies in the period.
    func isWithinPeriod(_ instant: String) -> String {
        let limits = limits("coalesce(\(instant), \(asOf))")
        return limits.isEmpty ? "true" : "(\(limits))"
    }

    private func limits(_ instant: String) -> String {
        var limits: [String] = []
        if period.range.lowerBound > Int64.min + 1 { limits.append("\(instant) >= \(period.range.lowerBound)") }
        if period.range.upperBound < Int64.max { limits.append("\(instant) < \(period.range.upperBound)") }
        return limits.joined(separator: " and ")
    }
}
