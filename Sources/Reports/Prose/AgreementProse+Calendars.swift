import Agreements
import BusinessTime

extension Agreement {
    var calendarClauses: [AgreementProse.Clause] {
        var clauses = calendarDefinitions.map { $0.clause }
        if let defaultCalendar {
            clauses.append(
                .init(
                    text:
                        "Whoever has no other calendar keeps the hours of \(strong: defaultCalendar), the default calendar."
                ))
        }
        for choice in calendarsBy {
            let items = choice.calendars.sorted { $0.key < $1.key }.map { value, calendar in
                AgreementProse.Item("“\(value.onOneLine)”: \(strong: calendar)")
            }
            clauses.append(
                .init(
                    text:
                        "The column \(code: choice.column) chooses a calendar by its value; any other value means the default calendar:",
                    items: items))
        }
        return clauses
    }
}

extension CalendarDefinition {
    fileprivate var clause: AgreementProse.Clause {
        var items: [AgreementProse.Item] = []
        if let inherits {
            items.append(
                .init("What is not said here is as in \(strong: inherits); its holidays are holidays here, too."))
        }
        if let zone { items.append(.init("Times are those of \(strong: zone.identifier).")) }
        if let hours { items.append(.init("Hours of work: \(Self.words(for: hours)).")) }
        if !holidays.isEmpty {
            items.append(.init("Days off, and days with hours of their own:", items: holidays.map(\.phrase)))
        }
        return .init("Calendar \(strong: name)", items: items)
    }

    /// `Monday to Thursday 08:00–16:00, Friday 08:00–15:00; closed on Saturday and Sunday`.
    private static func words(for hours: [[Window]]) -> String {
        var runs: [(days: ClosedRange<Int>, windows: [Window])] = []
        for (day, windows) in hours.enumerated() {
            if let last = runs.last, last.windows == windows {
                runs[runs.count - 1].days = last.days.lowerBound...day
            } else {
                runs.append((day...day, windows))
            }
        }
        func name(_ days: ClosedRange<Int>) -> String {
            let (first, last) = (weekdays[days.lowerBound], weekdays[days.upperBound])
            return days.count == 1 ? first : days.count == 2 ? "\(first) and \(last)" : "\(first) to \(last)"
        }
        let open = runs.filter { !$0.windows.isEmpty }.map { "\(name($0.days)) \($0.windows.inWords)" }
        let closed = runs.filter(\.windows.isEmpty).map { name($0.days) }
        let rest = closed.isEmpty ? "" : "; closed on \(closed.asSeries)"
        return (open.isEmpty ? "none" : open.joined(separator: ", ")) + rest
    }

    fileprivate static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}

extension [Window] {
    /// `09:00–12:30 and 13:15–17:30`; a window that ends on the next day says so.
    fileprivate var inWords: String {
        map { window in
            let text = window.text.replacing("-", with: "–")
            return window.end > 1440 ? "\(text) of the next day" : text
        }.asSeries
    }
}

extension CalendarDefinition.Holiday {
    /// Days of a name that are listed; of an agreement without an end there may be a hundred.
    private static let mostDays = 12

    /// `Stocktaking on 30 January 2026 and 29 January 2027; Works day on 11 September 2026`.
    private static func listed(_ days: [Int: String?]) -> String {
        var groups: [(name: String?, days: [Int])] = []
        for (day, name) in days.sorted(by: { $0.key < $1.key }) {
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].days.append(day)
            } else {
                groups.append((name, [day]))
            }
        }
        return groups.map { group in
            let name = group.name.map { "\($0.onOneLine) on " } ?? ""
            guard group.days.count > mostDays, let last = group.days.last else {
                return name + group.days.map(\.inWords).asSeries
            }
            let first = group.days.prefix(mostDays - 1).map(\.inWords).joined(separator: ", ")
            return "\(name)\(first) … \(last.inWords) (\(group.days.count) days in all)"
        }.joined(separator: "; ")
    }

    fileprivate var phrase: Phrase {
        let name = name.map { " (\($0.onOneLine))" } ?? ""
        let hours = windows.isEmpty ? "" : ": open \(windows.inWords)"
        switch days {
        case .rule(let rule): return "\(rule.inWords)\(name)\(hours)"
        case .stretch(let from, let until): return "\(from.inWords) to \(until.inWords)\(name)\(hours)"
        case .file(let file, let only, let except, let days):
            var text: Phrase = "the list \(code: file)"
            if let only { text += ", of it only \(only.map { "“\($0.onOneLine)”" }.asSeries)" }
            if let except { text += ", without \(except.map { "“\($0.onOneLine)”" }.asSeries)" }
            return text + (days.isEmpty ? ": no days" : ": \(Self.listed(days))")
        }
    }
}

extension HolidayRule {
    fileprivate var inWords: String {
        let day =
            switch date {
            case .once(let day): day.inWords
            case .yearly(let month, let day): "\(day) \(Agreement.months[month - 1]) of every year"
            case .weekday(let week, let weekday, let month):
                "the \(Self.ordinals[week] ?? "\(week)th") \(CalendarDefinition.weekdays[weekday]) of "
                    + "\(Agreement.months[month - 1]) of every year"
            case .easter(0): "Easter Sunday"
            case .easter(let offset):
                "\(counted(abs(offset), "day", "days")) \(offset < 0 ? "before" : "after") Easter Sunday"
            }
        switch observed {
        case nil: return day
        case .nearestWeekday: return "\(day), and on a weekend the nearest weekday, too"
        case .friday: return "\(day), and on a weekend the Friday before, too"
        case .monday: return "\(day), and on a weekend the Monday after, too"
        case .nextWeekday: return "\(day), and on a weekend the next weekday that is no holiday, too"
        }
    }

    private static let ordinals = [-1: "last", 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"]
}

// MARK: - How time is counted

extension Agreement {
    /// What the words of time and judgement mean, as far as the agreement uses them.
    var judgingClauses: [AgreementProse.Clause] {
        var clauses: [AgreementProse.Clause] = []
        let targets = rules.flatMap(\.targets)
        func add(_ subject: String, _ text: Phrase) { clauses.append(.init(text: "\(strong: subject) \(text)")) }
        if targets.contains(where: { if case .businessTime = $0 { true } else { false } }) {
            add(
                "Business hours and minutes",
                """
                count only while the calendar is open. They are used up at the earliest instant at which so much open time has \
                passed; what happens in the closed hours right after that is still on time.
                """)
        }
        if targets.contains(where: { if case .businessDays = $0 { true } else { false } }) {
            add(
                "Business days",
                """
                end at the same local time on so many days later that open, counted from the next opening where the start lies \
                outside the hours of work; a time after closing is the close of that day.
                """)
        }
        if targets.contains(where: { !$0.isLength }) {
            add(
                "Close of business",
                "is the end of the last hours of work of the day named; a start on a closed day counts from the next day that opens."
            )
        }
        if targets.contains(where: { !$0.needsCalendar }) {
            add(
                "Hours, days, weeks and months",
                "that are not called business time run on any clock; a day has 24 hours.")
        }
        if rules.contains(where: { $0.section != .metrics }) {
            add("On time", "is what happens within the time allowed, to its last instant. What is late stays late.")
            add(
                "Attainment",
                """
                of a period is the share of what was kept among what was kept or breached, counted where it fell due. What is \
                still open, waived, void or not known from the data counts as neither, and is reported.
                """)
            add("A breach", "is counted against the owner that the lead had when it fell due.")
        }
        return clauses
    }
}

extension Rule {
    /// Every time that the rule allows or wants.
    fileprivate var targets: [Target] {
        let limits = goal?.quantiles.map(\.limit) ?? []
        switch kind {
        case .clock(let clock): return clock.within.map(\.target) + limits
        case .cadence(let cadence):
            switch cadence.rhythm {
            case .every(let target): return [target] + limits
            case .schedule(let steps): return steps + limits
            }
        case .require, .unique, .volume, .rate: return limits
        }
    }
}
