import Agreements
import BusinessTime
import Compliance
import Conditions
import Findings

/// Puts a script together: calendars, leads, history, events, rules, results.
struct ScriptWriter {
    private let script: ScriptContext
    private var dialect: Dialect { script.dialect }
    private(set) var text = ""
    private(set) var statements: [Statement] = []
    /// What a check asks when the script has run.
    private(set) var answers: [String] = []

    init(_ script: ScriptContext) { self.script = script }

    /// False where something cannot be said; all of it is in `findings`.
    mutating func write(_ rules: [Rule], findings: inout [Finding]) -> Bool {
        func refuse(_ rule: Rule?, _ unsaid: Unsaid) {
            let of = rule.map { " of '\($0.id)'" } ?? ""
            let place = unsaid.place ?? rule?.place
            var notes = unsaid.note.map { [$0] } ?? []
            if let rule {
                notes.append("judge the other rules there with --rule, and '\(rule.id)' with 'leadpact check'")
            }
            findings.append(
                .error(
                    .unsaidInSQL, "\(unsaid.what)\(of) cannot be said in \(dialect.name)", at: place, notes: notes))
        }
        var views: [Statement] = []
        for (table, sources) in script.mappings.sorted(by: { $0.key < $1.key }) where script.mapped.contains(table) {
            var writer = MappingSQL(script, table)
            do throws(Unsaid) { views.append(try writer.view(of: sources)) } catch {
                refuse(nil, error)
                return false
            }
        }
        var hours: BusinessHours?
        do throws(Unsaid) {
            if rules.contains(where: \.needsCalendars) {
                hours = try BusinessHours(script, longest: rules.map(\.longestBusinessTime).max() ?? 0)
            }
        } catch {
            refuse(nil, error)
            return false
        }
        var composer = Composer(script, hours: hours)
        do throws(Unsaid) { try composer.narrow() } catch {
            refuse(nil, error)
            return false
        }
        var tables: [RuleTables] = []
        var isWhole = true
        for rule in rules {
            var writer = RuleTables(rule, composer)
            do throws(Unsaid) {
                try writer.write()
                composer = writer.composer
                tables.append(writer)
            } catch {
                refuse(rule, error)
                isWhole = false
            }
        }
        do throws(Unsaid) {
            var waivers: [Int: String] = [:]
            for (number, waiver) in script.agreement.waiversInForce.enumerated()
            where rules.contains(where: { $0.id == waiver.rule }) {
                if let condition = waiver.condition {
                    waivers[number] = try composer.condition(condition, as: "waiver_\(number + 1)")
                }
            }
            guard isWhole else { return false }
            try assemble(views, tables, waivers, &composer)
        } catch {
            refuse(nil, error)
            return false
        }
        return true
    }

    private mutating func assemble(
        _ views: [Statement], _ tables: [RuleTables], _ waivers: [Int: String], _ composer: inout Composer
    ) throws(Unsaid) {
        let events = try composer.eventStatements()
        writeHead()
        if script.number > 0 {
            // In one session with the scripts before, the views are there.
            statements += views
        } else if !views.isEmpty {
            section("Your tables, as the rules name them")
            for view in views { write(view) }
            text += "\n"
        }
        if script.number == 0 { text += dialect.afterMapping.map { "\($0);\n" }.joined() }
        if let hours = composer.hours {
            section("Business time")
            for statement in hours.statements(dialect) { write(statement) }
            if !composer.dated.isEmpty { write(hours.dueStatement(composer.dated, dialect)) }
        }
        section("Leads and what happened to them")
        write(composer.leadStatement())
        if composer.needsHistory { write(composer.historyStatement()) }
        if let ownership = composer.ownershipStatement() { write(ownership) }
        for event in events { write(event) }
        for rule in tables {
            section("Rule \(rule.rule.id)\(rule.rule.party.map { ", owed by \($0)" } ?? "")")
            for statement in rule.statements { write(statement) }
        }
        if let check = TimesOfDay(script: script).statement(among: statements) { write(check) }
        section("Results")
        for statement in ResultTables(script, tables, waivers).statements { write(statement) }
        if script.saysWhy { answers = AnswerQueries(script, tables, listed: script.listed).queries }
    }

    private mutating func writeHead() {
        let agreement = script.agreement
        let period = "\(script.period.name)\(script.period.isCurrent ? ", to date" : "")"
        text += """
            -- \((agreement.title ?? agreement.id).onOneLine)
            --
            -- The rules of the agreement '\(agreement.id)' as \(dialect.name), written by leadpact; the agreement is what to change.
            -- As of \(CivilDate.format(instant: script.asOf)), for the period \(period).
            --
            -- It reads the tables \(script.tablesRead.joined(separator: ", ")),
            -- \(script.mapped.isEmpty ? "with leadpact's names of their columns," : "as the snapshot says what they hold,")
            -- and leaves verdicts, attainment and out_of_scope. Instants within are milliseconds since 1970 UTC.

            \(script.number > 0 ? "" : dialect.preamble.map { "\($0);\n" }.joined())
            """
    }

    private mutating func section(_ title: String) {
        text +=
            "\n-- \(String(repeating: "=", count: 76))\n-- \(title.onOneLine)\n-- \(String(repeating: "=", count: 76))\n"
    }

    private mutating func write(_ statement: Statement) {
        statements.append(statement)
        text += "\n" + statement.comment.map { "-- \($0)\n" }.joined()
        if statement.isView {
            text += "\(dialect.creating(view: statement.table))\n\(statement.query);\n"
            return
        }
        text += "\(dialect.creating(statement.table))\n\(statement.query);\n"
        if let after = dialect.afterCreating(statement.table) { text += "\(after);\n" }
    }
}

extension Rule {
    private var targets: [Target] {
        switch kind {
        case .clock(let clock): clock.within.map(\.target)
        case .cadence(let cadence):
            switch cadence.rhythm {
            case .every(let target): [target]
            case .schedule(let targets): targets
            }
        case .require, .unique, .volume, .rate: []
        }
    }

    /// Whether a target of the rule is counted with a calendar: business time, and months, which have a time zone.
    var needsCalendars: Bool {
        targets.contains { target in
            if case .elapsed = target { false } else { true }
        }
    }

    /// The longest of its targets in business time, in milliseconds; a named day counts as one of 24 hours.
    var longestBusinessTime: Int64 {
        targets.map { target in
            switch target {
            case .businessTime(let length): length
            case .elapsed: 0
            case .months(let count): Int64(count) * 31 * CivilDate.dayLength / 3
            case .businessDays(let count), .closeOfBusiness(let count): Int64(count + 2) * CivilDate.dayLength
            }
        }.max() ?? 0
    }
}
