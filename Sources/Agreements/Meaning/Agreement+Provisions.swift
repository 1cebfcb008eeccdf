import BusinessTime
import Conditions
import Findings

extension Agreement {
    /// Everything the agreement says, in the order of its sections; who accepted it is no part of it.
    public var provisions: [Provision] {
        var list = ProvisionList()
        addFrame(to: &list)
        for definition in calendarDefinitions { definition.add(to: &list) }
        addCalendarChoices(to: &list)
        addDefinitions(to: &list)
        scoring?.add(to: &list)
        for rule in rules { rule.add(to: &list) }
        for ladder in escalations { ladder.add(to: &list) }
        addWaivers(to: &list)
        list.section = .gate
        list.item = ""
        list.add("fails on", gate.failOn.map(\.rawValue).inOrder.joined(separator: ", "))
        return list.all
    }

    private func addFrame(to list: inout ProvisionList) {
        list.section = .frame
        list.add("name", id)
        list.add("title", title?.collapsed)
        list.add("purpose", purpose?.collapsed)
        list.add("in force from", term.from.map(CivilDate.format))
        list.add("in force until", term.until.map(CivilDate.format))
        list.add("reviewed every", review.every.rawValue)
        list.add("fiscal year starts in month", String(review.yearStarts))
        list.add("weeks of the fiscal months", review.weeks?.pattern.rawValue)
        list.add("weeks start on", review.weeks?.start.rawValue)
        list.add("time zone", zone.identifier)
        list.section = .parties
        for party in boundParties {
            list.item = party.id
            list.add("", "party")
            list.add("spoken for by", party.name?.collapsed)
            list.add("e-mail", party.email)
        }
    }

    private func addCalendarChoices(to list: inout ProvisionList) {
        list.section = .calendars
        list.item = ""
        list.add("default calendar", defaultCalendar)
        for choice in calendarsBy {
            list.item = "by \(choice.column)"
            list.add("", "chosen by \(choice.column)")
            for (value, calendar) in choice.calendars.sorted(by: { $0.key < $1.key }) { list.add(value, calendar) }
        }
    }

    private func addDefinitions(to list: inout ProvisionList) {
        list.section = .stages
        list.item = ""
        if !stages.isEmpty { list.add("order", stages.map(\.name).joined(separator: ", ")) }
        for stage in stages {
            list.item = stage.name
            list.add("", stage.isFinal ? "final stage" : "stage")
            list.add("in the court of", stage.with)
            list.add("means", stage.means?.collapsed)
        }
        list.section = .events
        for event in events {
            list.item = event.name
            switch event.kind {
            case .rows(let table, let condition, let at):
                list.add("", "rows of \(table.rawValue)")
                list.add("where", condition?.canonicalText)
                list.add("at", at)
            case .column(let column): list.add("", "at \(column)")
            case .any(let members): list.add("", "any of \(members.map(\.words).inOrder.joined(separator: ", "))")
            }
        }
        list.section = .terms
        for term in terms {
            list.item = term.name
            list.add("", term.condition.canonicalText)
        }
        list.section = .dispositions
        for disposition in dispositions {
            list.item = disposition.name
            list.add("", disposition.requiresReason ? "with a reason" : "without a reason")
        }
    }

    /// Waivers of one rule are told apart by their number, by date.
    private func addWaivers(to list: inout ProvisionList) {
        list.section = .waivers
        let byDate = waivers.sorted {
            ($0.rule, $0.from ?? .min, $0.until, $0.reason, $0.condition?.canonicalText ?? "")
                < ($1.rule, $1.from ?? .min, $1.until, $1.reason, $1.condition?.canonicalText ?? "")
        }
        var counts: [String: Int] = [:]
        for waiver in byDate {
            counts[waiver.rule, default: 0] += 1
            let number = counts[waiver.rule, default: 1]
            list.item = number == 1 ? waiver.rule : "\(waiver.rule) (\(number))"
            list.party = rules.first { $0.id == waiver.rule }?.party
            list.add("", "waived", .excusing)
            list.add("for", waiver.condition?.canonicalText, .binding)
            let first = waiver.from.map { Provision.Weight.Size.more(Double($0), unit: "day") }
            list.add("from", waiver.from.map(CivilDate.format), .init(presence: .binds, size: first))
            let last = Provision.Weight.Size.less(Double(waiver.until), unit: "day")
            list.add("until", CivilDate.format(waiver.until), .init(presence: .binds, size: last))
            list.add("reason", waiver.reason.collapsed)
            list.add("approved by", waiver.approvedBy.collapsed)
            list.party = nil
        }
    }

    /// The parties that are bound: those of the agreement, or marketing and sales where it names none.
    public var boundParties: [Party] {
        guard parties.isEmpty else { return parties }
        let start = Place(path: path, line: 1)
        return ["marketing", "sales"].map { Party(id: $0, name: nil, email: nil, place: start) }
    }
}

/// Provisions as they are gathered, with what the next ones have in common.
struct ProvisionList {
    private(set) var all: [Provision] = []
    var section = Provision.Section.frame
    var item = ""
    var party: String?

    /// Nothing is added where there are no words.
    mutating func add(_ aspect: String, _ words: String?, _ weight: Provision.Weight? = nil) {
        guard let words else { return }
        all.append(
            Provision(section: section, item: item, aspect: aspect, words: words, weight: weight, party: party))
    }
}

extension CalendarDefinition {
    fileprivate func add(to list: inout ProvisionList) {
        list.section = .calendars
        list.item = name
        list.add("", "calendar")
        list.add("inherits", inherits)
        list.add("time zone", zone?.identifier)
        for (day, windows) in zip(Weekday.allCases, hours ?? []) {
            list.add("hours on \(day.name)", windows.isEmpty ? "closed" : windows.text)
        }
        for (days, words) in holidaysInForce.sorted(by: { $0.key < $1.key }) { list.add("holiday \(days)", words) }
    }

    /// What the list says of each day or rule; where it says something twice, the later holds.
    private var holidaysInForce: [String: String] {
        var result: [String: String] = [:]
        for holiday in holidays {
            let name = holiday.name.map { ", \($0.collapsed)" } ?? ""
            let off = holiday.windows.isEmpty ? "day off" : "open \(holiday.windows.text)"
            switch holiday.days {
            case .rule(let rule):
                result[HolidayRule(rule.date).text] =
                    "\(rule.text == HolidayRule(rule.date).text ? "" : "\(rule.text), ")\(off)\(name)"
            case .stretch(let from, let until):
                result["\(CivilDate.format(from)) to \(CivilDate.format(until))"] = off + name
            case .file(let file, _, _, let days):
                for (day, name) in days {
                    result["\(CivilDate.format(day)) of \(file)"] = "day off" + (name.map { ", \($0.collapsed)" } ?? "")
                }
            }
        }
        return result
    }
}

extension Scoring {
    fileprivate func add(to list: inout ProvisionList) {
        list.section = .scoring
        list.item = ""
        list.party = "marketing"
        let size = handoff.map { Provision.Weight.Size.more($0, unit: "points") }
        list.add("handed over from", handoff.map { "\(written($0)) points" }, .init(presence: .binds, size: size))
        if saysHandedOver {
            list.add("handed over when", handedOver.map { "\($0.which.rawValue) \($0.event.words)" })
        }
        list.party = nil
        for point in points {
            switch point.source {
            case .when(let condition): list.item = "where \(condition.canonicalText)"
            case .each(let event): list.item = "each \(event.words)"
            }
            list.add("", "\(written(point.add)) points")
            list.add("at most", point.atMost.map { "\(written($0)) points" })
            list.add("fades", point.decay?.words)
        }
    }
}

extension Scoring.Decay {
    /// `50% with every 30 days`.
    public var words: String { "\(written(by * 100))% with every \(Target.elapsed(milliseconds: every).text)" }
}

extension EscalationLadder {
    fileprivate func add(to list: inout ProvisionList) {
        list.section = .escalation
        list.item = name
        list.add("", "escalation")
        for step in steps { list.add(step.at.words, "to \(step.to.words)") }
    }
}

extension EscalationLadder.Step.Moment {
    /// `at 75%`, `when due`, `1 business day after due`.
    public var words: String {
        switch self {
        case .share(let share): "at \(percent(share))"
        case .due: "when due"
        case .after(let target): "\(target.text) after due"
        }
    }
}

extension EscalationLadder.Step.Recipient {
    /// As the agreement writes it: `manager.manager`.
    public var words: String {
        switch self {
        case .owner: "owner"
        case .manager: "manager"
        case .managersManager: "manager.manager"
        case .party(let party): party
        case .address(let address): address
        }
    }
}

extension Event {
    /// In canonical words: `enters mql`, `touch`, `at dispositioned_at`.
    public var words: String {
        switch kind {
        case .created: "created"
        case .assigned: "assigned"
        case .enters(let stage): "enters \(stage)"
        case .leaves(let stage): "leaves \(stage)"
        case .named(let name): name
        case .column(let column): "at \(column)"
        }
    }
}

extension Condition {
    /// In canonical spelling: two texts of one meaning have one.
    public var canonicalText: String { expression.canonicalText }
}

extension [Window] {
    /// `09:00-12:30, 13:15-17:30`.
    public var text: String { map(\.text).joined(separator: ", ") }
}

extension [String] {
    /// In byte order, each once: for what has no order of its own.
    var inOrder: [String] { Set(self).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

/// `75%`, `99.5%`.
func percent(_ share: Double) -> String {
    // Nine digits, so that what binary fractions make of 0.57 is 57 again.
    written((share * 1e11).rounded() / 1e9) + "%"
}
