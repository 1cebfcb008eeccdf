import BusinessTime
import Findings
import YAMLNodes

/// The holidays of one calendar as its author wrote them: rules that return, and days.
struct HolidayList {
    struct Line {
        var rule: HolidayRule
        var exception: BusinessCalendar.DayException
        var place: Place
    }
    var lines: [Line] = []
    /// Days of files, and of stretches from one date until another.
    var days: [Int: BusinessCalendar.DayException] = [:]
    /// The same, as written.
    var written: [CalendarDefinition.Holiday] = []

    /// Every day that differs from its weekday, in some years. Where two of them meet, a date written out comes before a
    /// rule, and a rule before a file.
    func days(in years: ClosedRange<Int>) -> [Int: BusinessCalendar.DayException] {
        var result = days
        let given = HolidayRule.days(of: lines.map(\.rule), years: years)
        for day in given where !isOnce(day) { result[day.day] = exception(day) }
        for day in given where isOnce(day) { result[day.day] = exception(day) }
        return result
    }

    mutating func write(_ days: CalendarDefinition.Holiday.Days, _ exception: BusinessCalendar.DayException) {
        written.append(CalendarDefinition.Holiday(days: days, windows: exception.windows, name: exception.name))
    }

    private func isOnce(_ day: HolidayDay) -> Bool {
        if case .once = lines[day.rule].rule.date { !day.isObserved } else { false }
    }

    private func exception(_ day: HolidayDay) -> BusinessCalendar.DayException {
        var exception = lines[day.rule].exception
        if day.isObserved, let name = exception.name { exception.name = name + " (observed)" }
        return exception
    }
}

extension Reading {
    /// The years whose holidays are worked out: those in which a clock of the term can run. An open term has no end, so
    /// its calendars reach as far as anybody's clock.
    var holidayYears: ClosedRange<Int> {
        let first = term?.from.map { CivilDate.date(of: $0).year - 1 } ?? 1970
        let last = term?.until.map { CivilDate.date(of: $0).year + 2 } ?? 2100
        return min(first, last)...last
    }

    mutating func holidays(_ entry: Node.Entry) -> HolidayList {
        var list = HolidayList()
        guard let items = entry.value.sequence else {
            error(
                .notAList, "'holidays' is a list, found \(entry.value.kind)", at: entry.value.place,
                notes: ["as in [2026-01-01, 12-25, { file: holidays.ics }]"])
            return list
        }
        for item in items { holiday(item, &list) }
        return list
    }

    /// `2026-12-25`, `4th thu of november`, `{ date: …, name: …, hours: … }`, `{ from: …, until: … }`, `{ file: … }`.
    private mutating func holiday(_ node: Node, _ list: inout HolidayList) {
        if node.mapping == nil {
            if let rule = holidayRule(node) { add(rule, BusinessCalendar.DayException(), node.place, &list) }
            return
        }
        var reader = MappingReader(node, of: "a holiday", findings: &findings)
        let file = reader.takeEntry("file")
        if let file {
            holidays(from: file, only: reader.takeEntry("only"), except: reader.takeEntry("except"), &list)
            reader.finish(&findings)
            return
        }
        let date = reader.takeEntry("date")
        let from = reader.takeEntry("from")
        let until = reader.takeEntry("until")
        let name = reader.take("name").flatMap { text($0, "'name'") }
        let hoursEntry = reader.takeEntry("hours")
        reader.finish(&findings)

        guard let windows = hoursEntry.map({ windows($0.value, "the hours of a holiday") }) ?? [] else { return }
        let exception = BusinessCalendar.DayException(windows: windows, name: name)
        if let date {
            if let rule = holidayRule(date.value) { add(rule, exception, node.place, &list) }
        } else if let from, let until {
            add(from, until, exception, node.place, &list)
        } else {
            error(
                .missingKey, "a holiday needs 'date', or 'from' and 'until', or 'file'", at: node.place,
                notes: ["as in { date: 2026-12-24, hours: 09:00-12:00 }"])
        }
    }

    private mutating func holidayRule(_ node: Node) -> HolidayRule? {
        guard let text = text(node, "a holiday"), let scalar = node.scalar else { return nil }
        do {
            return try HolidayRule.parse(text)
        } catch {
            self.error(
                .notAHoliday, error.message, at: scalar.place(error.range, path: source.path), notes: error.notes)
            return nil
        }
    }

    private mutating func add(
        _ rule: HolidayRule, _ exception: BusinessCalendar.DayException, _ place: Place, _ list: inout HolidayList
    ) {
        if let earlier = list.lines.first(where: { $0.rule.date == rule.date }) {
            warn(
                .holidayTwice, "this holiday stands in the list twice; the later one holds", at: place,
                related: [Finding.Related(place: earlier.place, message: "the first")])
        }
        if case .once(let day) = rule.date { checkTerm(day...day, place) }
        list.lines.append(HolidayList.Line(rule: rule, exception: exception, place: place))
        list.write(.rule(rule), exception)
    }

    /// Days off in a row.
    private mutating func add(
        _ from: Node.Entry, _ until: Node.Entry, _ exception: BusinessCalendar.DayException, _ place: Place,
        _ list: inout HolidayList
    ) {
        guard let first = date(from.value, "'from'"), let last = date(until.value, "'until'") else { return }
        guard first <= last, last - first < 366 else {
            error(
                .datesOutOfOrder, first > last ? "'until' is before 'from'" : "these are days off for more than a year",
                at: until.value.place)
            return
        }
        checkTerm(first...last, place)
        for day in first...last { list.days[day] = exception }
        list.write(.stretch(from: first, until: last), exception)
    }

    private mutating func checkTerm(_ days: ClosedRange<Int>, _ place: Place) {
        guard let term else { return }
        let isBefore = term.from.map { days.upperBound < $0 } ?? false
        let isAfter = term.until.map { days.lowerBound > $0 } ?? false
        guard isBefore || isAfter else { return }
        warn(
            .holidayOutsideTerm, "\(CivilDate.format(days.lowerBound)) lies outside the term of the agreement",
            at: place,
            related: term.place.map { [Finding.Related(place: $0, message: "the term")] } ?? [])
    }

    /// A calendar that knows holidays in one year and none in another has most likely not been carried on.
    mutating func checkYears(of exceptions: [Int: BusinessCalendar.DayException], _ entry: Node.Entry) {
        guard let term, let from = term.from, let until = term.until, !exceptions.isEmpty else { return }
        let years = CivilDate.date(of: from).year...CivilDate.date(of: until).year
        var inTerm: [Int: Int] = [:]
        for year in years {
            let first = max(from, CivilDate.day(year: year, month: 1, day: 1))
            let last = min(until, CivilDate.day(year: year, month: 12, day: 31))
            inTerm[year] = last - first + 1
        }
        let known = Set(exceptions.keys.map { CivilDate.date(of: $0).year })
        let missing = years.filter { !known.contains($0) && inTerm[$0, default: 0] > 180 }
        guard !missing.isEmpty, missing.count <= years.count else { return }
        let words = missing.prefix(3).map(String.init).joined(separator: ", ") + (missing.count > 3 ? ", …" : "")
        warn(
            .yearWithoutHolidays, "the calendar '\(entry.key)' has no holidays in \(words)", at: entry.keyPlace,
            notes: ["business time would run on every weekday; a rule like '12-25' returns every year"])
    }

    // MARK: Files

    /// - Parameters:
    ///   - only: Names or categories of the events that are days off; all where it is nil.
    ///   - except: Names or categories of the events that are none.
    private mutating func holidays(
        from file: Node.Entry, only: Node.Entry?, except: Node.Entry?, _ list: inout HolidayList
    ) {
        guard let name = text(file.value, "'file'") else { return }
        guard name.lowercased().hasSuffix(".ics") else {
            error(
                .holidayFile, "a list of holidays is an iCalendar file (.ics), found '\(name)'", at: file.value.place)
            return
        }
        let text: SourceText
        do {
            text = try files.text(of: path(of: name, besideFile: source.path))
        } catch {
            self.error(.holidayFile, error.finding.message, at: file.value.place, notes: error.finding.notes)
            return
        }
        do throws(ICalendar.Unreadable) {
            let calendar = try ICalendar(text.bytes)
            let years = holidayYears
            let days = try calendar.holidays(
                from: CivilDate.day(year: years.lowerBound, month: 1, day: 1),
                to: CivilDate.day(year: years.upperBound, month: 12, day: 31))
            let chosen = choose(days, only: only, except: except)
            var names: [Int: String?] = [:]
            for holiday in chosen {
                let name = holiday.summary.isEmpty ? nil : holiday.summary
                names[holiday.day] = .some(name)
                list.days[holiday.day] = BusinessCalendar.DayException(name: name)
            }
            list.write(
                .file(name, only: only?.value.texts, except: except?.value.texts, days: names),
                BusinessCalendar.DayException())
            check(calendar, chosen, at: file.value.place, text.path)
        } catch {
            for fault in error.faults.prefix(5) {
                self.error(
                    .holidayFile, "line \(fault.line) of '\(name)': \(fault.message)", at: file.value.place,
                    related: [Finding.Related(place: Place(path: text.path, line: fault.line), message: "in the file")])
            }
        }
    }

    private mutating func choose(
        _ days: [ICalendar.Holiday], only: Node.Entry?, except: Node.Entry?
    ) -> [ICalendar.Holiday] {
        let known = Set(days.map(\.summary) + days.flatMap(\.categories))
        func names(_ entry: Node.Entry?, _ reading: inout Reading) -> Set<String>? {
            guard let entry else { return nil }
            var names: Set<String> = []
            for item in entry.value.sequence ?? [entry.value] {
                guard let name = reading.text(item, "the name of a holiday") else { continue }
                if !known.contains(name) {
                    let near = nearest(to: name, among: known.sorted()).map { ["did you mean '\($0)'?"] } ?? []
                    reading.error(
                        .holidayFile, "the file has no holiday and no category '\(name)'", at: item.place, notes: near)
                }
                names.insert(name)
            }
            return names
        }
        let wanted = names(only, &self)
        let unwanted = names(except, &self) ?? []
        return days.filter { holiday in
            let names = Set(holiday.categories + [holiday.summary])
            return wanted.map { !$0.isDisjoint(with: names) } ?? true && unwanted.isDisjoint(with: names)
        }
    }

    /// Whether a list ends too early: in an earlier year, or so long before that a holiday must be missing. Of a year that
    /// ends, the last days mostly have none.
    private func isCutOff(_ last: Int, before until: Int) -> Bool {
        CivilDate.date(of: last).year < CivilDate.date(of: until).year || until - last > 92
    }

    private mutating func check(
        _ calendar: ICalendar, _ days: [ICalendar.Holiday], at place: Place, _ path: String
    ) {
        if let first = calendar.skipped.first {
            let count = calendar.skipped.count
            warn(
                .holidayFileSkips,
                "\(count) \(count == 1 ? "event" : "events") of the file \(count == 1 ? "has" : "have") a time "
                    + "of day and \(count == 1 ? "is" : "are") no \(count == 1 ? "holiday" : "holidays")", at: place,
                related: [Finding.Related(place: Place(path: path, line: first.line), message: "the first")])
        }
        let isInTerm = days.contains { (term?.from ?? .min) <= $0.day && $0.day <= (term?.until ?? .max) }
        if !isInTerm {
            warn(
                .holidayFileSkips, "the file holds no holidays in the term of the agreement", at: place,
                notes: ["business time would run on every weekday"])
        } else if let until = term?.until, let last = try? calendar.lastDay, isCutOff(last, before: until) {
            warn(
                .yearWithoutHolidays,
                "the file ends on \(CivilDate.format(last)), before the term of the agreement does",
                at: place, notes: ["after that, business time would run on every weekday"])
        }
    }
}

extension Node {
    /// The texts of a list, or of the one value that stands in its place.
    fileprivate var texts: [String] { (sequence ?? [self]).compactMap { $0.scalar?.text } }
}
