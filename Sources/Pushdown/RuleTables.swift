import Agreements
import BusinessTime
import Compliance
import Conditions

/// The tables of one rule: `lp_RULE_start`, whom it is about and who is out of its scope, and `lp_RULE`, the verdicts.
///
/// The verdicts of all kinds have the same columns, so that what follows need not know the kind: the lead, `start`, `due`,
/// `satisfied_at` and `elapsed` in milliseconds, `target_row`, `verdict`, and `judged_at`, by which a verdict belongs to a period.
struct RuleTables {
    let rule: Rule
    let name: String
    var composer: Composer
    var statements: [Statement] = []
    /// Whether `lp_RULE_start` is there to count who is out of scope.
    var countsScope = false
    /// The columns of `lp_lead` with the truth of `applies`, and with the creation where the rule begins with it; in a script
    /// for a check.
    private(set) var appliesColumn: String?
    private(set) var appliesLacking: String?
    private(set) var created: String?
    /// Of a volume or rate, whether it owes something: else its figures are reported alone. Nil for every other kind.
    var figures: Bool?
    /// Whether the table has `was_breached`: whether a breach of now would have been one at the run before.
    var tellsOfThePast = false

    var script: ScriptContext { composer.script }
    var dialect: Dialect { composer.dialect }
    var table: String { "lp_\(name)" }
    var startTable: String { "lp_\(name)_start" }

    init(_ rule: Rule, _ composer: Composer) {
        self.rule = rule
        self.composer = composer
        name = plainName(rule.id)
    }

    /// Writes the tables of the rule.
    mutating func write() throws(Unsaid) {
        switch rule.kind {
        case .clock(let clock):
            if clock.within.isEmpty { throw Unsaid("a clock of the metrics") }
            try writeClock(clock)
        case .cadence(let cadence): try writeCadence(cadence)
        case .require(let require): try writeRequire(require)
        case .unique(let unique): try writeUnique(unique)
        case .volume(let volume): try writeVolume(volume)
        case .rate(let rate): try writeRate(rate)
        }
    }

    /// Columns of verdicts that their times explain.
    var noCause: String { "cast(null as \(dialect.textType)) as cause, cast(null as \(dialect.textType)) as cause_of" }

    // MARK: scope

    /// Why a lead is out of scope, as a column `scope` made of `lp_lead` and an instant: `judged` where it is in. In a script for
    /// a check, a column `lacks`, too, that names the column without a value.
    ///
    /// - Parameters:
    ///   - start: An expression that is the instant at which the rule starts for the lead.
    ///   - target: The column of the target's row: -1 where a value is missing, -2 where none holds; nil where the rule has none.
    ///   - missing: Names the column whose value is missing where the target's row is -1.
    mutating func scope(_ start: String, target: String? = nil, missing: String = "null") throws(Unsaid) -> String {
        let outside = Self.beyond(script.succession.term(of: rule), start)
        let isOutside = outside.joined(separator: " or ")
        var whens: [String] = []
        var lacks: [String] = []
        if let narrowing = composer.narrowing {
            // What starts outside of the term, or is not what the rule is about, would not be judged in any case.
            var isCounted = outside.isEmpty ? "" : " and not (\(isOutside))"
            if let applies = rule.applies {
                isCounted += " and coalesce(lp_lead.\(try composer.condition(applies, as: "\(name)_applies")), true)"
            }
            whens.append("when lp_lead.\(narrowing.holds) is null\(isCounted) then 'value missing'")
            whens.append("when not coalesce(lp_lead.\(narrowing.holds), false) then 'not chosen'")
            lacks.append("when lp_lead.\(narrowing.holds) is null then lp_lead.\(narrowing.lacks)")
        }
        if let applies = rule.applies {
            let column = try composer.condition(applies, as: "\(name)_applies")
            whens.append("when lp_lead.\(column) is null then 'value missing'")
            whens.append("when not lp_lead.\(column) then 'does not apply'")
            if script.saysWhy {
                let lacking = try composer.lacking(applies, as: "\(name)_applies")
                appliesColumn = column
                appliesLacking = lacking
                lacks.append("when lp_lead.\(column) is null then lp_lead.\(lacking)")
            }
        }
        if script.versions.count > 1 {
            let ofNone = script.succession.outside.filter { !$0.isEmpty && $0.upperBound > Int64.min + 1 }
            if !ofNone.isEmpty {
                let lies = ofNone.map { "(\(Self.within($0, start)))" }.joined(separator: " or ")
                whens.append("when \(lies) then 'outside term'")
            }
            if !outside.isEmpty { whens.append("when \(isOutside) then 'other term'") }
        } else if !outside.isEmpty {
            whens.append("when \(isOutside) then 'outside term'")
        }
        if let target {
            whens.append("when \(target) = -1 then 'value missing'")
            whens.append("when \(target) = -2 then 'no target'")
            lacks.append("when \(target) = -1 then \(missing)")
        }
        let scope =
            whens.isEmpty ? "'judged'" : "case\n\(whens.joined(separator: "\n").indented())\n  else 'judged'\nend"
        guard script.saysWhy else { return "\(scope) as scope" }
        let none = "cast(null as \(dialect.textType))"
        return "\(scope) as scope,\n\(lacks.isEmpty ? none : "case \(lacks.joined(separator: " ")) end") as lacks"
    }

    /// That an instant lies before or after a range; an open end has nothing beyond it.
    private static func beyond(_ range: Range<Int64>, _ instant: String) -> [String] {
        (range.lowerBound > Int64.min + 1 ? ["\(instant) < \(range.lowerBound)"] : [])
            + (range.upperBound < Int64.max ? ["\(instant) >= \(range.upperBound)"] : [])
    }

    /// That an instant lies in a range that is bounded at one end at least.
    private static func within(_ range: Range<Int64>, _ instant: String) -> String {
        let limits =
            (range.lowerBound > Int64.min + 1 ? ["\(instant) >= \(range.lowerBound)"] : [])
            + (range.upperBound < Int64.max ? ["\(instant) < \(range.upperBound)"] : [])
        return limits.joined(separator: " and ")
    }

    /// Notes, for a check, that leads without a creation lack what the rule begins with.
    mutating func notesCreation(of event: Event) {
        if script.saysWhy, composer.isCreation(event) { created = composer.instant("created_at") }
    }

    // MARK: events

    /// A query of the instants of an event that are chosen: `lead_id`, `start`, and `next_start` where each is.
    mutating func starts(
        _ which: EventChoice.Which, _ event: Event, with extra: Composer.Extra? = nil
    ) throws(Unsaid) -> String {
        let table = try composer.table(of: event, with: extra)
        // A clock for each of them has none to miss.
        if which != .each { notesCreation(of: event) }
        let also = extra.map { ", min(\($0.name)) as \($0.name)" } ?? ""
        switch which {
        case .first where extra == nil:
            return "select lead_id, min(happened_at) as start\nfrom \(table)\ngroup by lead_id"
        case .last where extra == nil:
            return "select lead_id, max(happened_at) as start\nfrom \(table)\ngroup by lead_id"
        case .first, .last:
            let order = which == .first ? "happened_at" : "happened_at desc"
            let name = extra?.name ?? ""
            return """
                select lead_id, start, \(name)
                from (
                  select lead_id, happened_at as start, \(name),
                    row_number() over (partition by lead_id order by \(order), \(name)) as place
                  from \(table)
                ) as placed
                where place = 1
                """
        case .each:
            return """
                select lead_id, start\(extra.map { ", \($0.name)" } ?? ""),
                  lead(start) over (partition by lead_id order by start) as next_start
                from (select lead_id, happened_at as start\(also) from \(table) group by lead_id, happened_at) as instants
                """
        }
    }

    // MARK: calendars

    /// The number of the calendar of a lead, as an expression over `lp_lead` and, where it depends on when, a join.
    mutating func calendar(
        _ source: CalendarSource, of start: String
    ) throws(Unsaid) -> (number: String, join: String?) {
        switch source {
        case .standard: return ("0", nil)
        case .named(let name):
            return ("\(composer.hours?.calendars.firstIndex { $0.name == name } ?? 0)", nil)
        case .column(let column): return ("lp_lead.\(composer.calendar(byLeads: column))", nil)
        case .user: return ("coalesce(starts.user_calendar, 0)", nil)
        case .owner: return ownersCalendar("calendar", by: composer.calendarsByName, at: start)
        case .ownerColumn(let column):
            let names = script.agreement.calendarsBy.first { $0.column == column }?.calendars ?? [:]
            return ownersCalendar(column, by: names, at: start)
        }
    }

    private func ownersCalendar(
        _ column: String, by names: [String: String], at start: String
    ) -> (number: String, join: String?) {
        let number = composer.calendarNumber("its_owner.\(dialect.quoted(column))", by: names)
        guard script.hasOwnerChanges else {
            return (number, "left join \(script.source("users")) as its_owner on its_owner.id = lp_lead.owner_user")
        }
        return (
            number,
            """
            left join lp_ownership as owned
              on owned.lead_id = lp_lead.lead_id and owned.since <= \(start) and \(start) < owned.up_to
            left join \(script.source("users")) as its_owner on its_owner.id = owned.owner_user
            """
        )
    }

    /// A join with the row of an instant's day.
    func dayJoin(_ alias: String, _ calendar: String, _ instant: String) -> String {
        """
        left join lp_business_day as \(alias)
          on \(alias).calendar = \(calendar) and \(alias).day = \(dialect.quotient(instant, CivilDate.dayLength))
        """
    }

    /// A join with where so much open time lies.
    func hourJoin(_ alias: String, _ calendar: String, _ open: String) -> String {
        """
        left join lp_business_hour as \(alias)
          on \(alias).calendar = \(calendar) and \(alias).bucket = \(dialect.quotient("(\(open) - 1)", BusinessHours.bucket))
        """
    }

    func openTime(_ row: String, until instant: String) -> String {
        composer.hours?.openTime(row, until: instant) ?? "0"
    }
}
