import BusinessTime
import Findings
import YAMLNodes

/// Regular events while in a stage.
public struct CadenceRule: Sendable {
    public enum Rhythm: Sendable {
        /// No gap longer than this.
        case every(Target)
        /// One event by each of these times after entry.
        case schedule([Target])
    }
    /// Which stays in `stage` are judged; `each` unless the author says `first` or `last`.
    public var stays: EventChoice.Which
    public var stage: String
    public var event: Event
    public var rhythm: Rhythm
    public var calendar: CalendarSource
}

extension CadenceRule {
    static func read(_ entry: Node.Entry, _ reading: inout Reading) -> CadenceRule? {
        var reader = MappingReader(entry.value, of: "a cadence", at: entry.keyPlace, findings: &reading.findings)
        let stay = reader.require("while", as: "while: in sal", &reading.findings).flatMap { reading.stay($0) }
        let event = reader.require("event", as: "event: touch", &reading.findings).flatMap {
            reading.event($0, "'event'")
        }
        let every = reader.takeEntry("every")
        let schedule = reader.takeEntry("schedule")
        let calendarEntry = reader.takeEntry("calendar")
        let calendar = calendarEntry.map { reading.calendarSource($0.value) } ?? .standard
        reader.finish(&reading.findings)

        var targets: [Target] = []
        var rhythm: Rhythm?
        switch (every, schedule) {
        case (let every?, nil):
            if let target = reading.rhythmTarget(every.value, "'every'") {
                targets = [target]
                rhythm = .every(target)
            }
        case (nil, let schedule?):
            targets = steps(schedule.value, &reading)
            rhythm = targets.isEmpty ? nil : .schedule(targets)
        case (let every?, let schedule?):
            reading.error(
                .twoRhythms, "a cadence has either 'every' or 'schedule'", at: schedule.keyPlace,
                related: [Finding.Related(place: every.keyPlace, message: "the other")])
        case (nil, nil) where entry.value.mapping != nil:
            reading.error(
                .missingKey, "a cadence needs 'every' or 'schedule'", at: entry.keyPlace,
                notes: ["as in 'every: 30 days' or 'schedule: [30 days, 90 days]'"])
        case (nil, nil): break
        }
        if let target = targets.first(where: \.needsCalendar) {
            reading.checkCalendar(
                calendar, for: target, at: (calendarEntry ?? every ?? schedule)?.value.place ?? entry.keyPlace)
        }
        guard let stay, let event, let rhythm else { return nil }
        return CadenceRule(stays: stay.which, stage: stay.stage, event: event, rhythm: rhythm, calendar: calendar)
    }

    private static func steps(_ node: Node, _ reading: inout Reading) -> [Target] {
        guard let items = node.sequence else {
            reading.error(.notAList, "'schedule' is a list like [30 days, 90 days], found \(node.kind)", at: node.place)
            return []
        }
        if items.isEmpty { reading.error(.nothingListed, "'schedule' has no steps", at: node.place) }
        var steps: [Target] = []
        for item in items {
            guard let target = reading.rhythmTarget(item, "a step of 'schedule'") else { return [] }
            if let last = steps.last, !target.isLonger(than: last) {
                reading.error(
                    .scheduleOrder, "a step comes after the one before it, found '\(target.text)' after '\(last.text)'",
                    at: item.place,
                    notes: ["steps are counted from the entry, not from one another, and share one unit"])
                return []
            }
            steps.append(target)
        }
        return steps
    }
}

extension Target {
    /// False where the two are of different kinds and so cannot be compared without a calendar.
    func isLonger(than other: Target) -> Bool {
        switch (self, other) {
        case (.elapsed(let a), .elapsed(let b)), (.businessTime(let a), .businessTime(let b)): a > b
        case (.months(let a), .months(let b)), (.businessDays(let a), .businessDays(let b)): a > b
        default: false
        }
    }
}

extension Reading {
    /// A target that can be counted again and again.
    mutating func rhythmTarget(_ node: Node, _ what: String) -> Target? {
        guard let target = target(node, what) else { return nil }
        if case .closeOfBusiness = target {
            error(
                .notATarget, "\(what) is a length of time, found '\(target.text)'", at: node.place,
                notes: ["as in '30 days' or '5 business days'"])
            return nil
        }
        return target
    }

    /// `recycled`, `last recycled`.
    mutating func stay(_ node: Node) -> (which: EventChoice.Which, stage: String)? {
        guard let text = text(node, "'while'"), let scalar = node.scalar else { return nil }
        let words = text.split(separator: " ")
        guard words.count <= 2, let name = words.last,
            words.count == 1 || EventChoice.Which(rawValue: String(words[0])) != nil
        else {
            error(
                .notAnEvent, "'while' names a stage, with 'each', 'first' or 'last' before it, found '\(text)'",
                at: node.place, notes: ["as in 'while: last recycled'"])
            return nil
        }
        let which = words.count == 2 ? EventChoice.Which(rawValue: String(words[0])) ?? .each : .each
        let end = text.unicodeScalars.count
        let place = scalar.place(end - name.unicodeScalars.count..<end, path: source.path)
        return stages.use(String(name), at: place, &findings) ? (which, String(name)) : nil
    }
}
