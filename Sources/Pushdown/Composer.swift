import Agreements
import BusinessTime
import Columns
import Conditions

/// Gathers what rules ask for: columns of the leads, events, calendars. Tables are written once, however many rules share them.
struct Composer {
    let script: ScriptContext
    var dialect: Dialect { script.dialect }
    var agreement: Agreement { script.agreement }

    /// Calendars; nil where no rule counts business time.
    let hours: BusinessHours?
    /// Targets that name a day, by number.
    private(set) var dated: [Target] = []

    init(_ script: ScriptContext, hours: BusinessHours?) {
        self.script = script
        self.hours = hours
        leads = ConditionSQL(script, table: "leads", alias: "leads")
    }

    // MARK: columns of the leads

    private var leads: ConditionSQL
    private var leadColumns: [(name: String, query: String, comment: String?)] = []
    private var namesByText: [String: String] = [:]

    /// The column of `lp_lead` in which a condition's truth stands.
    mutating func condition(_ condition: Condition, as name: String) throws(Unsaid) -> String {
        try column(leads: condition, key: condition.text, name)
    }

    /// The column of `lp_lead` that names the first column without a value that a condition reads; in a script for a check.
    mutating func lacking(_ condition: Condition, as name: String) throws(Unsaid) -> String {
        let whens = try leads.columns(of: condition).map { "when \($0.text) is null then \(dialect.text($0.path))" }
        let value = whens.isEmpty ? "'?'" : "case \(whens.joined(separator: " ")) end"
        return add(value, "lacking \(condition.text)", "\(name)_lacks")
    }

    /// The column of `lp_lead` that says whether a lead is judged, and the one that names what it takes to know; nil where all are.
    private(set) var narrowing: (holds: String, lacks: String)?

    /// Lets rules judge the leads alone for which the condition that the user gave is true.
    mutating func narrow() throws(Unsaid) {
        guard let condition = script.narrowing else { return }
        do throws(Unsaid) {
            narrowing = (try self.condition(condition, as: "is_chosen"), try lacking(condition, as: "is_chosen"))
        } catch {
            throw Unsaid("\(error.what) of --where", note: error.note, at: error.place ?? condition.place)
        }
    }

    private mutating func column(leads condition: Condition, key: String, _ name: String) throws(Unsaid) -> String {
        if let known = namesByText[key] { return known }
        let written = try leads.write(condition)
        return add(written, key, name, comment: condition.text.onOneLine)
    }

    private mutating func add(_ query: String, _ key: String, _ name: String, comment: String? = nil) -> String {
        if let known = namesByText[key] { return known }
        var free = name
        var number = 2
        while leadColumns.contains(where: { $0.name == free }) {
            free = "\(name)_\(number)"
            number += 1
        }
        leadColumns.append((free, query, comment))
        namesByText[key] = free
        return free
    }

    /// The column of `lp_lead` with the milliseconds of a column of the leads.
    mutating func instant(_ column: String) -> String {
        let source = "leads.\(dialect.quoted(column))"
        let value =
            script.columns.type(of: column, in: "leads") == .date
            ? "\(dialect.bigint(dialect.days(source))) * \(CivilDate.dayLength)" : dialect.milliseconds(source)
        return add(value, "instant \(column)", "\(plainName(column))_ms")
    }

    /// The column of `lp_lead` with a number of the leads.
    mutating func number(_ column: String) -> String {
        add(dialect.double("leads.\(dialect.quoted(column))"), "number \(column)", "\(plainName(column))_value")
    }

    /// The number of the calendar that a text chooses.
    func calendarNumber(_ text: String, by names: [String: String]) -> String {
        let whens = names.sorted { $0.key < $1.key }.compactMap { value, calendar -> String? in
            guard let number = hours?.calendars.firstIndex(where: { $0.name == calendar }), number > 0 else {
                return nil
            }
            return "when \(dialect.text(value)) then \(number)"
        }
        return whens.isEmpty ? "0" : "case \(text) \(whens.joined(separator: " ")) else 0 end"
    }

    /// Users' calendars by the name that a user row gives.
    var calendarsByName: [String: String] {
        Dictionary((hours?.calendars ?? []).map { ($0.name, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    /// The column of `lp_lead` with the number of the calendar that a column of the leads chooses.
    mutating func calendar(byLeads column: String) -> String {
        let names = agreement.calendarsBy.first { $0.column == column }?.calendars ?? [:]
        return add(
            calendarNumber("leads.\(dialect.quoted(column))", by: names), "calendar \(column)",
            "calendar_by_\(plainName(column))")
    }

    func leadStatement() -> Statement {
        let users = script.hasUsers ? "left join \(script.source("users")) as owner on owner.id = leads.owner_id" : nil
        let from = script.source("leads") == "leads" ? "leads" : "\(script.source("leads")) as leads"
        let joins = leads.joins.map { "left join \(script.source($0.table)) as \($0.alias) on \($0.on)" }
        var lines = ["leads.id as lead_id", "leads.owner_id"]
        lines.append(script.hasUsers ? "owner.id as owner_user" : "cast(null as \(dialect.textType)) as owner_user")
        if needsPresentStage { lines.append("\(stageNumber("leads.stage")) as stage") }
        for column in leadColumns {
            lines.append("\(column.query) as \(column.name)")
        }
        let comments = leadColumns.compactMap { column in column.comment.map { "  \(column.name): \($0)" } }
        return Statement(
            comment: ["Leads, with the conditions that rules ask of them."] + comments, table: "lp_lead",
            query: """
                select
                \(lines.joined(separator: ",\n").indented())
                \((["from \(from)", users].compactMap(\.self) + joins).joined(separator: "\n"))
                where leads.id is not null
                """)
    }

    // MARK: stages

    var needsPresentStage = false
    private(set) var needsHistory = false

    func stageNumber(_ text: String) -> String {
        let whens = agreement.stages.enumerated().map { "when \(dialect.text($0.element.name)) then \($0.offset)" }
        return "case \(text) \(whens.joined(separator: " ")) else -1 end"
    }

    func number(of stage: String) -> Int { agreement.stages.firstIndex { $0.name == stage } ?? -2 }

    mutating func needHistory() { needsHistory = true }

    func historyStatement() -> Statement {
        let from = dialect.milliseconds("changes.at")
        let names = agreement.stages.enumerated().map { "\($0.offset) \($0.element.name)" }.joined(separator: ", ")
        var chain = Chain()
        chain.add(
            "change", nil,
            """
            select changes.lead_id, \(from) as happened_at,
              \(stageNumber("changes.to_stage")) as to_stage,
              \(stageNumber("changes.from_stage")) as from_stage
            from \(script.source("stage_changes")) as changes
            join lp_lead on lp_lead.lead_id = changes.lead_id
            where \(from) <= \(script.asOf)
            """)
        chain.add(
            "led", "at one instant, a change that another leads on to is the later",
            """
            select distinct a.lead_id, a.happened_at, a.from_stage
            from change as a
            join change as b
              on b.lead_id = a.lead_id and b.happened_at = a.happened_at and b.to_stage = a.from_stage
            where a.from_stage >= 0
            """)
        chain.add(
            "tied", nil,
            """
            select change.*, case when led.lead_id is null then 0 else 1 end as is_led
            from change
            left join led
              on led.lead_id = change.lead_id and led.happened_at = change.happened_at
              and led.from_stage = change.from_stage
            """)
        let byTime = "partition by lead_id order by happened_at, is_led, to_stage, from_stage"
        chain.add(
            "followed", nil,
            "select tied.*, lag(to_stage) over (\(byTime)) as stage_before\nfrom tied")
        chain.add(
            "grouped", nil,
            """
            select followed.*,
              first_value(stage_before) over (
                partition by lead_id, happened_at order by is_led, to_stage, from_stage
              ) as entered_before
            from followed
            """)
        let ordered =
            "partition by lead_id order by happened_at, case when from_stage >= 0 and from_stage = entered_before then 0 else 1 end, is_led, to_stage, from_stage"
        chain.add(
            "ordered", nil,
            """
            select lead_id, happened_at, to_stage, from_stage,
              row_number() over (\(ordered)) as place,
              lag(to_stage) over (\(ordered)) as previous
            from grouped
            """)
        chain.add(
            "kept", "a change to the stage that the lead is in already is none",
            """
            select * from ordered
            where place = 1 or to_stage < 0 or to_stage <> previous or (from_stage >= 0 and from_stage <> to_stage)
            """)
        return Statement(
            comment: ["The history of stages: \(names); -1 is any other.", "A change lasts until the next."],
            table: "lp_stage_change",
            query: chain.query(
                """
                select lead_id, happened_at, to_stage, from_stage, place,
                  coalesce(lag(to_stage) over (partition by lead_id order by place), from_stage) as left_stage,
                  lead(happened_at) over (partition by lead_id order by place) as lasts_until
                from kept
                """))
    }

    // MARK: events

    /// What a row of an event brings with it beside its instant.
    enum Extra: Hashable {
        case value(String)
        case amount(String)
        case userCalendar

        var name: String {
            switch self {
            case .value(let column): "\(plainName(column))_value"
            case .amount(let column): "\(plainName(column))_amount"
            case .userCalendar: "user_calendar"
            }
        }
    }

    private var eventNames: [String: String] = [:]
    private var events: [(event: Event, table: String)] = []
    private var extras: [String: Set<Extra>] = [:]

    /// The table of an event's instants, one row each time it happened to a lead.
    mutating func table(of event: Event, with extra: Extra? = nil) throws(Unsaid) -> String {
        if let extra { extras[event.text, default: []].insert(extra) }
        if let known = eventNames[event.text] { return known }
        var name = "lp_event_\(plainName(event.text))"
        while events.contains(where: { $0.table == name }) { name += "_" }
        eventNames[event.text] = name
        // What it is made of comes before it.
        switch event.kind {
        case .enters, .leaves: needHistory()
        case .created: _ = instant("created_at")
        case .column(let column): _ = instant(column)
        case .assigned: break
        case .named(let named):
            if case .column(let column)? = definition(named)?.kind { _ = instant(column) }
            if case .any(let members)? = definition(named)?.kind {
                for member in members { _ = try table(of: member) }
            }
        }
        events.append((event, name))
        return name
    }

    private func definition(_ name: String) -> EventDefinition? { agreement.events.first { $0.name == name } }

    /// Whether an event is an instant that a lead has once, and which may contradict a start.
    func isColumn(_ event: Event) -> Bool {
        switch event.kind {
        case .created, .column: true
        case .named(let name): if case .column? = definition(name)?.kind { true } else { false }
        case .assigned, .enters, .leaves: false
        }
    }

    /// Whether an event is the creation of the lead, which every lead had.
    func isCreation(_ event: Event) -> Bool {
        switch event.kind {
        case .created, .column("created_at"): true
        case .named(let name): if case .column("created_at")? = definition(name)?.kind { true } else { false }
        case .assigned, .enters, .leaves, .column: false
        }
    }

    /// The table whose rows an event is.
    func rowTable(of event: Event) -> EventTable? {
        switch event.kind {
        case .assigned: .ownerChanges
        case .named(let name):
            if case .rows(let table, _, _)? = definition(name)?.kind { table } else { nil }
        case .created, .column, .enters, .leaves: nil
        }
    }

    mutating func eventStatements() throws(Unsaid) -> [Statement] {
        var statements: [Statement] = []
        for (event, table) in events {
            statements.append(Statement(comment: [event.text.onOneLine], table: table, query: try query(of: event)))
        }
        return statements
    }

    private mutating func query(of event: Event) throws(Unsaid) -> String {
        switch event.kind {
        case .created: return leadInstants("created_at")
        case .column(let column): return leadInstants(column)
        case .enters(let stage):
            return "select lead_id, happened_at from lp_stage_change where to_stage = \(number(of: stage))"
        case .leaves(let stage):
            let number = number(of: stage)
            return
                "select lead_id, happened_at from lp_stage_change where left_stage = \(number) and to_stage <> \(number)"
        case .assigned: return try rows(.ownerChanges, nil, "at", event)
        case .named(let name):
            switch definition(name)?.kind {
            case .column(let column)?: return leadInstants(column)
            case .rows(let table, let condition, let at)?:
                return try rows(table, condition, at ?? (table == .opportunities ? "created_at" : "at"), event)
            case .any(let members)?:
                var parts: [String] = []
                for member in members { parts.append("select lead_id, happened_at from \(try self.table(of: member))") }
                return parts.joined(separator: "\nunion all\n")
            case nil: throw Unsaid("the event '\(name)'")
            }
        }
    }

    private mutating func leadInstants(_ column: String) -> String {
        let name = instant(column)
        return "select lead_id, \(name) as happened_at from lp_lead where \(name) <= \(script.asOf)"
    }

    private mutating func rows(
        _ table: EventTable, _ condition: Condition?, _ at: String, _ event: Event
    ) throws(Unsaid) -> String {
        var writer = ConditionSQL(script, table: table.rawValue, alias: "rows_of")
        let isTrue = try condition.map { condition throws(Unsaid) in try writer.write(condition) }
        let source = "rows_of.\(dialect.quoted(at))"
        let instant =
            script.columns.type(of: at, in: table.rawValue) == .date
            ? "\(dialect.bigint(dialect.days(source))) * \(CivilDate.dayLength)" : dialect.milliseconds(source)
        var columns = ["rows_of.lead_id", "\(instant) as happened_at"]
        var joins = writer.joins.map { "left join \(script.source($0.table)) as \($0.alias) on \($0.on)" }
        for extra in extras[event.text, default: []].sorted(by: { $0.name < $1.name }) {
            switch extra {
            case .value(let column): columns.append("rows_of.\(dialect.quoted(column)) as \(extra.name)")
            case .amount(let column):
                columns.append("\(dialect.double("rows_of.\(dialect.quoted(column))")) as \(extra.name)")
            case .userCalendar:
                joins.append("left join \(script.source("users")) as who on who.id = rows_of.user_id")
                columns.append("\(calendarNumber("who.calendar", by: calendarsByName)) as \(extra.name)")
            }
        }
        let filters = ["\(instant) <= \(script.asOf)"] + (isTrue.map { ["(\($0))"] } ?? [])
        return """
            select \(columns.joined(separator: ", "))
            from \(script.source(table.rawValue)) as rows_of
            join lp_lead on lp_lead.lead_id = rows_of.lead_id
            \(joins.map { $0 + "\n" }.joined())where \(filters.joined(separator: "\n  and "))
            """
    }

    // MARK: owners

    func ownershipStatement() -> Statement? {
        guard script.hasOwnerChanges else { return nil }
        let at = dialect.milliseconds("changes.at")
        var chain = Chain()
        chain.add(
            "change", nil,
            """
            select changes.lead_id, \(at) as since, its_to.id as to_user, its_from.id as from_user
            from \(script.source("owner_changes")) as changes
            join lp_lead on lp_lead.lead_id = changes.lead_id
            left join \(script.source("users")) as its_to on its_to.id = changes.owner_id
            left join \(script.source("users")) as its_from on its_from.id = changes.from_owner_id
            where \(at) <= \(script.asOf)
            """)
        chain.add(
            "stretch", nil,
            """
            select change.*,
              row_number() over (partition by lead_id order by since) as place,
              lead(since) over (partition by lead_id order by since) as up_to
            from change
            """)
        let (from, until) = ("\(Int64.min / 4)", "\(Int64.max / 4)")
        return Statement(
            comment: [
                "Who owned which lead when. A present owner who is no user keeps the id; who owned a lead before its first change,",
                "or between two, and is no user, is not known.",
            ], table: "lp_ownership",
            query: chain.query(
                """
                select lead_id, since, coalesce(up_to, \(until)) as up_to,
                  coalesce(to_user, case when up_to is null then lp_lead.owner_user end) as owner_user,
                  coalesce(to_user, case when up_to is null then lp_lead.owner_id end) as owner_id
                from stretch join lp_lead using (lead_id)
                union all
                select lead_id, \(from), since, from_user, from_user from stretch where place = 1
                union all
                select lp_lead.lead_id, \(from), \(until), lp_lead.owner_user, lp_lead.owner_id
                from lp_lead left join stretch using (lead_id)
                where stretch.lead_id is null
                """))
    }

    // MARK: targets that name a day

    mutating func number(of target: Target) -> Int {
        if let known = dated.firstIndex(of: target) { return known }
        dated.append(target)
        return dated.count - 1
    }
}
