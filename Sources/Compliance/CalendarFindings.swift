import Agreements
import BusinessTime
import Findings
import Snapshots

/// What keeps clocks from the calendars that were meant for them: values that choose none, and calendars nobody has.
struct CalendarFindings {
    private let agreement: Agreement
    private let snapshot: Snapshot
    private(set) var all: [Finding] = []

    /// How many values of a column are named one by one.
    private static let namedValues = 5

    init(_ agreement: Agreement, _ plan: VersionPlan, _ snapshot: Snapshot) {
        self.agreement = agreement
        self.snapshot = snapshot
        var done: Set<CalendarSource> = []
        for rule in plan.rules {
            switch rule.body {
            case .clock(let clock, let from, _, _, _, _):
                if done.insert(clock.calendar).inserted { check(clock.calendar, from, plan) }
            case .cadence(let cadence, _, _):
                if done.insert(cadence.calendar).inserted { check(cadence.calendar, nil, plan) }
            case .require, .unique, .volume, .rate, nil: continue
            }
        }
        if done.contains(.owner) || done.contains(.user) { checkUnused() }
    }

    private mutating func check(_ source: CalendarSource, _ start: EventSource?, _ plan: VersionPlan) {
        switch source {
        case .standard, .named: return
        case .owner: checkUsers(owners)
        case .user:
            guard case .rows(let index)? = start else { return }
            checkUsers(users(snapshot.link("user", of: plan.eventRows[Int(index)].table)?.rows))
        case .ownerColumn(let column):
            checkValues(of: column, owners, of: snapshot.users, "owner", "owners")
        case .column(let column):
            checkValues(of: column, Array(0..<snapshot.leads.rowCount), of: snapshot.leads, "lead", "leads")
        }
    }

    /// The rows of all users who own a lead, or did.
    private var owners: [Int] {
        let changes = "owner_changes"
        return users(
            snapshot.link("owner", of: "leads")?.rows, snapshot.link("owner", of: changes)?.rows,
            snapshot.link("from_owner", of: changes)?.rows)
    }

    private func users(_ links: [Int32]?...) -> [Int] {
        var isUsed = [Bool](repeating: false, count: snapshot.users?.rowCount ?? 0)
        for link in links { for row in link ?? [] where row >= 0 { isUsed[Int(row)] = true } }
        return isUsed.indices.filter { isUsed[$0] }
    }

    /// Rows by their value of a column, with the first few ids.
    private struct Group {
        var count = 0
        var first: [String] = []

        mutating func add(_ id: String?) {
            count += 1
            if first.count < 3, let id { first.append(id) }
        }
    }

    /// By value, those that `isKnown` refuses; under nil those without a value.
    private func groups(
        of column: String, _ rows: [Int], of table: Snapshot.Table?, isKnown: (String) -> Bool
    ) -> [(value: String?, group: Group)] {
        var groups: [String?: Group] = [:]
        for row in rows {
            let value = table?.text(column, row)
            if let value, isKnown(value) { continue }
            groups[value, default: Group()].add(table?.text("id", row))
        }
        return groups.map { ($0.key, $0.value) }.sorted {
            ($0.value == nil ? 0 : 1, -$0.group.count, $0.value ?? "")
                < ($1.value == nil ? 0 : 1, -$1.group.count, $1.value ?? "")
        }
    }

    private var consequence: String {
        agreement.defaultCalendar.map { "the default calendar '\($0)' is used" } ?? "no calendar is used"
    }

    private mutating func checkUsers(_ rows: [Int]) {
        let names = Set(agreement.calendars.map(\.name))
        let found = groups(of: "calendar", rows, of: snapshot.users) { names.contains($0) }
        for (value, group) in found {
            let many = group.count == 1 ? "user" : "users"
            guard let value else {
                report(
                    .calendarNotChosen, "\(group.count) \(many) \(group.count == 1 ? "has" : "have") no calendar", group
                )
                continue
            }
            report(
                .unknownCalendar,
                "\(group.count) \(many) \(group.count == 1 ? "names" : "name") the calendar '\(value)', which the agreement does not define",
                group, near: nearest(to: value, among: names.sorted()))
        }
    }

    private mutating func checkValues(
        of column: String, _ rows: [Int], of table: Snapshot.Table?, _ one: String, _ many: String
    ) {
        guard let choice = agreement.calendarsBy.first(where: { $0.column == column }) else { return }
        let found = groups(of: column, rows, of: table) { choice.calendars[$0] != nil }
        let named = found.prefix(Self.namedValues + (found.first?.value == nil ? 1 : 0))
        for (value, group) in named {
            let subject = "\(group.count) \(group.count == 1 ? "\(one) has" : "\(many) have")"
            guard let value else {
                report(.calendarNotChosen, "\(subject) no \(column)", group, at: choice.place)
                continue
            }
            report(
                .calendarNotChosen, "\(subject) the \(column) '\(value)', which calendars_by does not list", group,
                near: nearest(to: value, among: choice.calendars.keys.sorted()), at: choice.place)
        }
        let rest = found.dropFirst(named.count)
        guard let first = rest.first else { return }
        var group = first.group
        group.count = rest.reduce(0) { $0 + $1.group.count }
        report(
            .calendarNotChosen,
            "\(group.count) \(many) have one of \(rest.count) other values of \(column) that calendars_by does not list",
            group, at: choice.place)
    }

    private mutating func report(
        _ code: Code, _ message: String, _ group: Group, near: String? = nil, at place: Place? = nil
    ) {
        var notes = near.map { ["did you mean '\($0)'?"] } ?? []
        if !group.first.isEmpty {
            notes.append(
                "\(group.count > group.first.count ? "the first are" : "these are") \(group.first.joined(separator: ", "))"
            )
        }
        all.append(.warning(code, "\(message); \(consequence)", at: place, notes: notes))
    }

    /// Calendars that no rule names are there for users; once the users are known, so is whether they are used.
    private mutating func checkUnused() {
        guard let users = snapshot.users, users.columns["calendar"] != nil, agreement.range.contains(snapshot.asOf)
        else {
            return
        }
        let named = Set((0..<users.rowCount).compactMap { users.text("calendar", $0) })
        for calendar in agreement.calendarsForUsers where !named.contains(calendar.name) {
            all.append(
                .warning(
                    .unusedName, "no rule names the calendar '\(calendar.name)', and no user of the snapshot does",
                    at: calendar.place, notes: ["remove it, or look for the users who should name it"]))
        }
    }
}
