import BusinessTime
import Findings
import YAMLNodes

/// A calendar as its author wrote it, before what it inherits is filled in.
private struct CalendarDraft {
    var entry: Node.Entry
    var inherits: (name: String, place: Place)?
    var zone: Zone?
    var hours: [[Window]]?
    var holidays = HolidayList()
    /// Something of it could not be read: what is missing then is not reported again.
    var isPartial = false

    var definition: CalendarDefinition {
        CalendarDefinition(
            name: entry.key, inherits: inherits?.name, zone: zone, hours: hours, holidays: holidays.written,
            place: entry.keyPlace)
    }
}

extension Reading {
    /// Whether rules without a calendar of their own have one.
    var hasDefaultCalendar: Bool { defaultCalendar != nil || misspellsDefaultCalendar }

    mutating func calendars(_ node: Node?) -> [BusinessCalendar] {
        let entries = entries(node, of: "'calendars'")
        for entry in entries {
            declare(entry.key, at: entry.keyPlace, \.calendars, reserved: ["owner", "team", "user"])
        }
        var drafts: [String: CalendarDraft] = [:]
        for entry in entries { drafts[entry.key] = draft(entry) }

        let cycles = findCycles(in: entries.map(\.key), drafts.compactMapValues { $0.inherits.map { [$0.name] } })
        for cycle in cycles {
            let path = (cycle + cycle.prefix(1)).map { "'\($0)'" }.joined(separator: " → ")
            error(.calendarCycle, "the calendar inherits from itself: \(path)", at: drafts[cycle[0]]?.inherits?.place)
            for name in cycle {
                drafts[name]?.inherits = nil
                drafts[name]?.isPartial = true
            }
        }
        calendarDefinitions = entries.compactMap { drafts[$0.key]?.definition }
        return entries.compactMap { complete($0.key, drafts) }
    }

    private mutating func draft(_ entry: Node.Entry) -> CalendarDraft {
        var draft = CalendarDraft(entry: entry)
        var reader = MappingReader(
            entry.value, of: "the calendar '\(entry.key)'", at: entry.keyPlace, findings: &findings)
        let count = findings.count
        if let node = reader.take("inherits"), let name = text(node, "'inherits'"),
            calendars.use(name, at: node.place, &findings)
        {
            draft.inherits = (name, node.place)
        }
        draft.zone = reader.take("time_zone").flatMap { zone($0) }
        draft.hours = reader.takeEntry("hours").flatMap { hours($0) }
        draft.holidays = reader.takeEntry("holidays").map { holidays($0) } ?? HolidayList()
        reader.finish(&findings)
        draft.isPartial = findings[count...].hasErrors || entry.value.mapping == nil
        return draft
    }

    /// The calendar with what it inherits: zone, hours and holidays, each unless it gives its own.
    private mutating func complete(_ name: String, _ drafts: [String: CalendarDraft]) -> BusinessCalendar? {
        guard let draft = drafts[name] else { return nil }
        var zone = draft.zone
        var hours = draft.hours
        var exceptions = draft.holidays.days(in: holidayYears)
        var isPartial = draft.isPartial
        var ancestor = draft.inherits?.name
        while let parent = ancestor.flatMap({ drafts[$0] }) {
            zone = zone ?? parent.zone
            hours = hours ?? parent.hours
            exceptions.merge(parent.holidays.days(in: holidayYears)) { own, _ in own }
            isPartial = isPartial || parent.isPartial
            ancestor = parent.inherits?.name
        }
        if !isPartial {
            for (key, isMissing) in [("time_zone", zone == nil), ("hours", hours == nil)] where isMissing {
                error(
                    .missingKey, "the calendar '\(name)' needs '\(key)'", at: draft.entry.keyPlace,
                    notes: [
                        key == "hours"
                            ? "write it as in 'hours: { mon-fri: 09:00-17:00 }'"
                            : "write it as in 'time_zone: America/New_York'"
                    ])
            }
        }
        guard let zone, let hours else { return nil }
        let calendar = BusinessCalendar(name: name, zone: zone, hours: hours, exceptions: exceptions)
        if !isPartial { check(calendar, draft.entry) }
        return calendar
    }

    /// A calendar opens sometime, knows the holidays of every year, and its hours exist on the days on which the clocks
    /// change.
    private mutating func check(_ calendar: BusinessCalendar, _ entry: Node.Entry) {
        let (first, last) = daysToLookAt
        guard calendar.opens(onOrAfter: first) else {
            error(
                .neverOpens, "the calendar '\(calendar.name)' never opens", at: entry.keyPlace,
                notes: ["give the hours of at least one day, as in { mon-fri: 09:00-17:00 }"])
            return
        }
        checkYears(of: calendar.exceptions, entry)
        checkNights(of: calendar, first...last, entry)
        // Only a day that is longer or shorter than others can lose hours.
        let zone = calendar.zone
        let changes = (first...last).filter { zone.startOfDay($0 + 1) - zone.startOfDay($0) != CivilDate.dayLength }
        let swallowed = changes.flatMap { calendar.swallowedWindows(from: $0, to: $0) }
        var seen: Set<Window> = []
        for (day, window) in swallowed where seen.insert(window).inserted {
            warn(
                .hoursSwallowed,
                "the clock change of \(CivilDate.format(day)) leaves nothing of \(window.text) in '\(calendar.name)'",
                at: entry.keyPlace, notes: ["in \(zone.identifier) these local times do not exist on that day"])
        }
    }

    /// Hours of a date that run into those of the next day, or into which those of the day before run. Weekly hours that do so
    /// are refused; a date may be one of a rule that falls where nobody looked.
    private mutating func checkNights(of calendar: BusinessCalendar, _ term: ClosedRange<Int>, _ entry: Node.Entry) {
        let days = calendar.exceptions.filter { !$0.value.windows.isEmpty }.keys
        let evenings = Set(days.flatMap { [$0 - 1, $0] }).filter { term.contains($0) || term.contains($0 + 1) }.sorted()
        var found: [String] = []
        for day in evenings {
            guard let night = calendar.windows(on: day).max(by: { $0.end < $1.end }),
                let morning = calendar.windows(on: day + 1).min(by: { $0.start < $1.start }),
                night.end - 1440 > morning.start
            else { continue }
            found.append(
                "\(night.text) of \(CivilDate.format(day)) runs into \(morning.text) of \(CivilDate.format(day + 1))")
        }
        guard let first = found.first else { return }
        let more = found.count > 1 ? ", and so on \(found.count - 1) other \(found.count == 2 ? "date" : "dates")" : ""
        warn(
            .hoursOverlap, "\(first) in '\(calendar.name)'\(more)", at: entry.keyPlace,
            notes: ["what they share is counted once; end the one where the other begins"])
    }

    /// Days of the term; of a long or open one five years, after which clock changes repeat themselves.
    private var daysToLookAt: (first: Int, last: Int) {
        let span = 5 * 366
        let first = term?.from ?? term?.until.map { $0 - span } ?? CivilDate.day(year: 2025, month: 1, day: 1)
        return (first, max(first, min(term?.until ?? .max, first + span)))
    }

    /// A zone of the IANA database.
    mutating func zone(_ node: Node) -> Zone? {
        guard let name = text(node, "a time zone") else { return nil }
        do {
            return try Zone(identifier: name, directory: zoneDirectory)
        } catch {
            var notes = error.notes
            switch error {
            case .unknown, .invalidIdentifier:
                if let near = Zone.likeliest(name, directory: zoneDirectory) {
                    notes.insert("did you mean '\(near)'?", at: 0)
                }
            case .noDatabase, .unreadable, .malformed: break
            }
            self.error(.unknownZone, error.message, at: node.place, notes: notes)
            return nil
        }
    }

    // MARK: Hours

    private mutating func hours(_ entry: Node.Entry) -> [[Window]]? {
        guard let days = entry.value.mapping else {
            error(
                .notAMapping, "'hours' gives the hours of each day, found \(entry.value.kind)", at: entry.value.place,
                notes: ["as in { mon-fri: 09:00-17:00 }"])
            return nil
        }
        var hours = [[Window]](repeating: [], count: 7)
        var places: [Int: Place] = [:]
        var isRead = true
        for day in days {
            guard let indices = weekdays(day), let windows = windows(day.value, "the hours of '\(day.key)'") else {
                isRead = false
                continue
            }
            for index in indices {
                if let earlier = places[index] {
                    error(
                        .hoursOverlap, "\(Weekday.allCases[index].name) has its hours already", at: day.keyPlace,
                        related: [Finding.Related(place: earlier, message: "first given here")])
                    isRead = false
                }
                places[index] = day.keyPlace
                hours[index] = windows
            }
        }
        guard isRead else { return nil }
        for index in 0..<7 {
            guard let last = hours[index].last, last.end > 1440, let first = hours[(index + 1) % 7].first else {
                continue
            }
            guard last.end - 1440 > first.start else { continue }
            error(
                .hoursOverlap,
                "\(last.text) of \(Weekday.allCases[index].name) runs into \(first.text) of "
                    + Weekday.allCases[(index + 1) % 7].name, at: places[(index + 1) % 7] ?? entry.keyPlace)
            return nil
        }
        return hours
    }

    /// `mon`, `mon-fri`, `mon, wed`, `fri-mon`.
    private mutating func weekdays(_ entry: Node.Entry) -> [Int]? {
        var result: [Int] = []
        for part in entry.key.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(whereSeparator: { $0 == "-" || $0 == "–" }).map { word in
                Weekday(String(word.filter { $0 != " " }).lowercased())
            }
            switch (ends.count, ends.first ?? nil, ends.last ?? nil) {
            case (1, let day?, _): result.append(day.rawValue)
            case (2, let first?, let last?):
                var day = first.rawValue
                result.append(day)
                while day != last.rawValue {
                    day = (day + 1) % 7
                    result.append(day)
                }
            default:
                error(
                    .notADay, "'\(entry.key)' is no day of the week", at: entry.keyPlace,
                    notes: ["write mon, tue, wed, thu, fri, sat, sun, or several as in mon-fri"])
                return nil
            }
        }
        return result
    }

    /// One window, a list of them, or `closed`; sorted, and not overlapping.
    mutating func windows(_ node: Node, _ what: String) -> [Window]? {
        if let scalar = node.scalar, scalar.text == "closed" { return [] }
        var windows: [(window: Window, place: Place)] = []
        for item in node.sequence ?? [node] {
            guard let text = text(item, what), let scalar = item.scalar else { return nil }
            do {
                let window = try Window.parse(text)
                checkDirection(of: window, at: item.place)
                windows.append((window, item.place))
            } catch {
                self.error(
                    .notHours, error.message, at: scalar.place(error.range, path: source.path), notes: error.notes)
                return nil
            }
        }
        windows.sort { $0.window < $1.window }
        for (earlier, later) in zip(windows, windows.dropFirst()) where later.window.start < earlier.window.end {
            error(
                .hoursOverlap, "\(later.window.text) overlaps \(earlier.window.text)", at: later.place,
                related: [Finding.Related(place: earlier.place, message: "the other hours")])
            return nil
        }
        return windows.map(\.window)
    }

    /// Hours that run over midnight for more than half a day are mostly those of the day, the wrong way round.
    private mutating func checkDirection(of window: Window, at place: Place) {
        guard window.end > 1440, window.end - window.start > 720 else { return }
        let day = Window(start: window.end - 1440, end: window.start)
        let night = [Window(start: 0, end: day.start), Window(start: day.end, end: 1440)].filter { $0.start < $0.end }
        warn(
            .hoursReversed,
            "\(window.text) runs over midnight, for more than twelve hours", at: place,
            notes: [
                "if the day is meant, write \(day.text)",
                "if the night is meant, give its parts: [\(night.map(\.text).joined(separator: ", "))]",
            ])
    }

    // MARK: calendars_by

    /// `calendars_by: { country: { US: us-east, SG: singapore } }`.
    mutating func calendarChoices(_ node: Node?) -> [CalendarChoice] {
        entries(node, of: "'calendars_by'").map { entry in
            calendarColumns.declare(entry.key, at: entry.keyPlace)
            var choice = CalendarChoice(column: entry.key, calendars: [:], place: entry.keyPlace)
            for pair in entries(entry.value, of: "the calendars by '\(entry.key)'") {
                guard let name = text(pair.value, "a calendar"), calendars.use(name, at: pair.value.place, &findings)
                else { continue }
                choice.calendars[pair.key] = name
            }
            return choice
        }
    }
}

/// Days of the week, Monday first.
enum Weekday: Int, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun

    var name: String {
        switch self {
        case .mon: "Monday"
        case .tue: "Tuesday"
        case .wed: "Wednesday"
        case .thu: "Thursday"
        case .fri: "Friday"
        case .sat: "Saturday"
        case .sun: "Sunday"
        }
    }

    /// `mon`, `monday`, in small letters.
    init?(_ word: String) {
        guard let day = Weekday.allCases.first(where: { $0.name.lowercased() == word || "\($0)" == word }) else {
            return nil
        }
        self = day
    }
}
