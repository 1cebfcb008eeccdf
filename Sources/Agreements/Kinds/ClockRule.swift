import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// From one event to another within a target.
public struct ClockRule: Sendable {
    /// One row of `within`; the first whose `when` is true gives the target.
    public struct TargetRow: Sendable {
        public var when: Condition?
        public var target: Target
        /// The target in the author's words: `24 hours` stays `24 hours`.
        public var text: String
        public var place: Place
    }
    public var from: EventChoice
    public var to: EventCount
    /// Empty for a metric alone, which reports how long it took.
    public var within: [TargetRow]
    public var calendar: CalendarSource
    /// Share (0–1) of the target from which an open clock is at risk.
    public var warnAt: Double?
    public var pause: Pause
    public var cancel: Event?
}

/// When a clock stands still: while the lead is in one of some stages, and between events.
public struct Pause: Hashable, Sendable {
    /// From an event until the next such as ends it.
    public struct Span: Hashable, Sendable {
        public var from: Event
        public var until: Event

        /// In the author's words: `from asked-to-wait until reply`.
        public var text: String { "from \(from.text) until \(until.text)" }
    }
    public var stages: [String] = []
    public var spans: [Span] = []
}

/// Whose calendar a clock runs on.
public enum CalendarSource: Hashable, Sendable {
    /// The agreement's default, or UTC around the clock where it has none.
    case standard
    case named(String)
    /// That of the lead's owner at the start, else the default.
    case owner
    /// By a column of the owner at the start, as `team`, through `calendars_by`, else the default.
    case ownerColumn(String)
    /// By a column of the lead, through `calendars_by`, else the default.
    case column(String)
    /// That of the user whose activity or stage change starts the clock, else the default.
    case user
}

extension ClockRule {
    static func read(_ entry: Node.Entry, _ reading: inout Reading, isMetric: Bool) -> ClockRule? {
        var reader = MappingReader(entry.value, of: "a clock", at: entry.keyPlace, findings: &reading.findings)
        let from = reader.require("from", as: "from: first enters mql", &reading.findings).flatMap {
            reading.choice($0, "'from'")
        }
        let to = reader.require("to", as: "to: touch", &reading.findings).flatMap { reading.count($0, "'to'") }
        var within: [TargetRow] = []
        let withinEntry = reader.takeEntry("within")
        if !isMetric, let withinEntry {
            within = rows(withinEntry.value, &reading)
        } else if !isMetric {
            _ = reader.require("within", as: "within: 4 business hours", &reading.findings)
        }
        let calendarEntry = reader.takeEntry("calendar")
        let calendar = calendarEntry.map { reading.calendarSource($0.value) } ?? .standard
        let warnEntry = reader.takeEntry("warn_at")
        let warnAt = warnEntry.flatMap { reading.shareOfTarget($0.value, "'warn_at'") }
        if isMetric { reading.refuseInMetric([withinEntry, warnEntry]) }
        let pause = reader.takeEntry("pause").map { Pause.read($0, &reading) } ?? Pause()
        let cancel = reader.take("cancel").flatMap { reading.event($0, "'cancel'") }
        reader.finish(&reading.findings)
        guard let from, let to else { return nil }

        let clock = ClockRule(
            from: from, to: to, within: within, calendar: calendar, warnAt: warnAt, pause: pause, cancel: cancel)
        // A row that could not be read may be the one for the rest.
        clock.checkRows(isWhole: within.count == withinEntry?.value.sequence?.count ?? within.count, &reading)
        clock.checkEvents(&reading)
        if let row = within.first(where: { $0.target.needsCalendar }) {
            reading.checkCalendar(
                calendar, for: row.target, at: calendarEntry?.value.place ?? row.place)
        }
        if isMetric, calendar != .standard {
            reading.checkCalendar(calendar, for: nil, at: calendarEntry?.value.place ?? entry.keyPlace)
        }
        return within.isEmpty && !isMetric ? nil : clock
    }

    /// `within`: one target, or rows of `{ when, target }`.
    private static func rows(_ node: Node, _ reading: inout Reading) -> [TargetRow] {
        guard let items = node.sequence else {
            guard node.mapping == nil else {
                reading.error(
                    .notAList, "'within' is one target, or a list of rows with 'when' and 'target'", at: node.place,
                    notes: ["begin each row with '- '"])
                return []
            }
            return TargetRow(node, when: nil, "'within'", at: node.place, &reading).map { [$0] } ?? []
        }
        if items.isEmpty { reading.error(.nothingListed, "'within' has no rows", at: node.place) }
        return items.compactMap { item in
            var reader = MappingReader(item, of: "a row of 'within'", findings: &reading.findings)
            let when = reader.take("when")
            let condition = when.flatMap { reading.condition($0, "'when'") }
            let row = reader.require("target", as: "target: 4 business hours", &reading.findings).flatMap {
                TargetRow($0, when: condition, "'target'", at: item.place, &reading)
            }
            reader.finish(&reading.findings)
            return when == nil || condition != nil ? row : nil
        }
    }

    private func checkRows(isWhole: Bool, _ reading: inout Reading) {
        var seen: [String: Place] = [:]
        for (index, row) in within.enumerated() {
            if let earlier = within[..<index].first(where: { $0.when == nil }) {
                reading.error(
                    .unreachableRow, "this row never holds: a row before it has no 'when' and takes every lead",
                    at: row.place, notes: ["write the row without 'when' last"],
                    related: [Finding.Related(place: earlier.place, message: "the row that takes every lead")])
            } else if let text = row.when?.text {
                if let earlier = seen[text] {
                    reading.error(
                        .unreachableRow, "this row never holds: a row before it has the same 'when'", at: row.place,
                        related: [Finding.Related(place: earlier, message: "the row that holds instead")])
                } else if let when = row.when,
                    let wider = within[..<index].first(where: { $0.when?.isImplied(by: when) ?? false })
                {
                    reading.error(
                        .unreachableRow, "this row never holds: a row before it takes every lead that it would take",
                        at: row.place, notes: ["write the narrower row first"],
                        related: [Finding.Related(place: wider.place, message: "the wider row")])
                }
                seen[text] = row.place
            }
        }
        guard isWhole, let last = within.last, within.allSatisfy({ $0.when != nil }) else { return }
        reading.warn(
            .noRowForTheRest, "leads for which none of these rows holds have no target", at: last.place,
            notes: ["end 'within' with a row without 'when', or say in 'applies' whom the rule is for"])
    }

    private func checkEvents(_ reading: inout Reading) {
        if from.event.kind == to.event.kind, to.count == 1 {
            reading.error(
                .endsWhereItStarts, "the clock ends with the event that starts it, so it is always met",
                at: to.event.place, related: [Finding.Related(place: from.event.place, message: "the start")])
        }
        if let cancel, cancel.kind == from.event.kind {
            reading.error(
                .endsWhereItStarts, "the clock is cancelled by the event that starts it, so it is always void",
                at: cancel.place, related: [Finding.Related(place: from.event.place, message: "the start")])
        }
    }
}

extension ClockRule.TargetRow {
    fileprivate init?(_ node: Node, when: Condition?, _ what: String, at place: Place, _ reading: inout Reading) {
        guard let target = reading.target(node, what) else { return nil }
        let words = (node.scalar?.text ?? target.text).split { $0 == " " || $0 == "\t" || $0.isNewline }
        self.init(when: when, target: target, text: words.joined(separator: " "), place: place)
    }
}

extension Pause {
    /// `{ in: [STAGES] }`, `{ from: EVENT, until: EVENT }`, or a list of them.
    static func read(_ entry: Node.Entry, _ reading: inout Reading) -> Pause {
        var pause = Pause()
        guard let items = entry.value.sequence else {
            pause.add(entry.value, at: entry.keyPlace, &reading)
            return pause
        }
        if items.isEmpty { reading.error(.nothingListed, "'pause' names no pause", at: entry.value.place) }
        for item in items { pause.add(item, at: item.place, &reading) }
        return pause
    }

    private mutating func add(_ node: Node, at place: Place, _ reading: inout Reading) {
        var reader = MappingReader(node, of: "'pause'", at: place, findings: &reading.findings)
        let stages = reader.takeEntry("in")
        let from = reader.takeEntry("from")
        let until = reader.takeEntry("until")
        let isMisspelt = reader.hasUnknownKeys
        reader.finish(&reading.findings)
        if let stages { self.stages += reading.stageList(stages.value, "'in' of 'pause'") }
        let start = from.flatMap { reading.event($0.value, "'from' of 'pause'") }
        let end = until.flatMap { reading.event($0.value, "'until' of 'pause'") }
        if let stages, let other = from ?? until {
            reading.error(
                .twoKinds, "a pause is either 'in' stages or 'from' an event 'until' another", at: other.keyPlace,
                notes: ["write a list of two pauses: [{ in: … }, { from: …, until: … }]"],
                related: [Finding.Related(place: stages.keyPlace, message: "the other")])
        } else if stages == nil, from == nil || until == nil {
            guard node.mapping != nil, !isMisspelt else { return }
            reading.error(
                .missingKey, "a pause needs 'in', or 'from' and 'until'", at: place,
                notes: ["as in { in: [on-hold] } or { from: asked-to-wait, until: reply }"])
        } else if let start, let end {
            guard start.kind != end.kind else {
                reading.error(
                    .endsWhereItStarts, "the pause ends with the event that starts it, so there is none", at: end.place,
                    related: [Finding.Related(place: start.place, message: "the start")])
                return
            }
            spans.append(Span(from: start, until: end))
        }
    }
}

extension Reading {
    /// `owner`, `team`, `user`, `owner.COLUMN`, `lead.COLUMN` or the name of a calendar.
    mutating func calendarSource(_ node: Node) -> CalendarSource {
        guard let text = text(node, "'calendar'") else { return .standard }
        if text == "owner" {
            usesOwnersCalendars = true
            return .owner
        }
        if text == "user" {
            usesOwnersCalendars = true
            return .user
        }
        // The team is that of the lead's owner, and `calendars_by` says which calendar it keeps.
        if text == "team" {
            return calendarColumns.use(text, at: node.place, &findings) ? .ownerColumn(text) : .standard
        }
        for (prefix, source) in [("lead.", CalendarSource.column), ("owner.", CalendarSource.ownerColumn)]
        where text.hasPrefix(prefix) {
            let column = String(text.dropFirst(prefix.count))
            return calendarColumns.use(column, at: node.place, &findings) ? source(column) : .standard
        }
        if !calendars.contains(text), calendarColumns.contains(text) {
            error(
                .undefinedCalendar, "'\(text)' is a column of calendars_by, not a calendar", at: node.place,
                notes: ["write 'lead.\(text)' for a column of the lead, 'owner.\(text)' for one of its owner"])
            return .standard
        }
        return calendars.use(text, at: node.place, &findings, also: ["owner", "team", "user"])
            ? .named(text) : .standard
    }

    /// A target in business time wants hours to count in; so does a metric, without a target, that names a calendar.
    mutating func checkCalendar(_ calendar: CalendarSource, for target: Target?, at place: Place) {
        if case .named = calendar { return }
        guard !hasDefaultCalendar else { return }
        if calendars.all.isEmpty {
            error(
                .noCalendar, "\(target.map { "'\($0.text)'" } ?? "this") wants a calendar, and the agreement has none",
                at: place,
                notes: ["add 'calendars' with the hours in which your teams work"])
        } else if let target, calendar == .standard {
            error(
                .noCalendar, "'\(target.text)' wants a calendar, and there is no 'default_calendar'", at: place,
                notes: ["name one with 'calendar', or set 'default_calendar'", calendars.listing])
        } else {
            error(
                .noCalendar, "leads without a calendar of their own fall back on 'default_calendar', which is not set",
                at: place, notes: ["set 'default_calendar'", calendars.listing])
        }
    }

    /// A share of a target that is used: above 0 and at most 100%.
    mutating func shareOfTarget(_ node: Node, _ what: String) -> Double? {
        if let scalar = node.scalar, scalar.text.hasSuffix("%"), let percent = decimal(scalar.text.dropLast()),
            percent > 100 || percent == 0
        {
            error(
                .warnAtOutOfRange, "\(what) is more than 0% and at most 100% of the target, found '\(scalar.text)'",
                at: node.place, notes: percent > 100 ? ["after 100% the clock is past due"] : [])
            return nil
        }
        return share(node, what)
    }

    mutating func stageList(_ node: Node, _ what: String) -> [String] {
        let items = node.sequence ?? [node]
        if items.isEmpty { error(.nothingListed, "\(what) names no stage", at: node.place) }
        return items.compactMap { item in
            guard let name = text(item, "a stage") else { return nil }
            return stages.use(name, at: item.place, &findings) ? name : nil
        }
    }
}
