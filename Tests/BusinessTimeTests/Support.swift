import BusinessTime

/// An instant by its local time: `2020-03-29T01:00` in a zone, or with seconds; RFC 3339 with `Z` or an offset in UTC.
func instant(_ text: String, in zone: Zone = .utc) -> Int64 {
    if let instant = CivilDate.parseInstant(text) { return instant }
    let seconds = text.count == 16 ? "\(text):00Z" : "\(text)Z"
    guard let local = CivilDate.parseInstant(seconds) else { preconditionFailure("no time: \(text)") }
    return zone.instant(ofLocal: local)
}

func day(_ text: String) -> Int {
    guard let day = CivilDate.parse(text) else { preconditionFailure("no date: \(text)") }
    return day
}

/// A week written as `mon-fri 09:00-17:00; sat 11:00-14:30`, several windows after a day separated by commas.
func week(_ text: String) -> [[Window]] {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    var hours = Array(repeating: [Window](), count: 7)
    for part in text.split(separator: ";") {
        let words = part.split(separator: " ")
        let ends = words[0].split(separator: "-").map { names.firstIndex(of: String($0)) ?? 7 }
        let windows = words[1].split(separator: ",").map { try? Window.parse(String($0)) }
        for day in ends[0]...ends[ends.count - 1] { hours[day] = windows.compactMap { $0 } }
    }
    return hours
}

func calendar(
    _ hours: String, zone: String = "UTC", holidays: [String] = [], special: [String: String] = [:]
) -> BusinessCalendar {
    var exceptions: [Int: BusinessCalendar.DayException] = [:]
    for holiday in holidays { exceptions[day(holiday)] = .init() }
    for (date, windows) in special {
        exceptions[day(date)] = .init(windows: week("mon \(windows)")[0])
    }
    guard let zone = try? Zone(identifier: zone) else { preconditionFailure("no zone \(zone)") }
    return BusinessCalendar(name: "test", zone: zone, hours: week(hours), exceptions: exceptions)
}

/// A timetable for the year of an instant and one more on each side.
func timetable(_ calendar: BusinessCalendar, around instant: Int64) -> Timetable {
    let day = calendar.zone.day(of: instant)
    return Timetable(calendar, from: day - 366, to: day + 366)
}
