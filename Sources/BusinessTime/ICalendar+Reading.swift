extension ICalendar {
    /// Reads a whole file: UTF-8, lines folded or not, ended by CRLF, LF or CR.
    ///
    /// Of `VEVENT`: `DTSTART`, `DTEND` (exclusive), `DURATION`, `RRULE`, `RDATE`, `EXDATE`, `RECURRENCE-ID`, `SUMMARY`,
    /// `CATEGORIES`, `STATUS:CANCELLED`. Other components and properties mean nothing here. An event from midnight to midnight
    /// on the local clock counts as all-day, since some programs write it so.
    ///
    /// - Throws: ``Unreadable`` with everything that is wrong.
    public init(_ bytes: [UInt8]) throws(Unreadable) {
        var reader = Reader()
        reader.read(bytes)
        guard reader.faults.isEmpty else { throw Unreadable(faults: Array(reader.faults.prefix(20))) }
        events = reader.events
        skipped = reader.skipped
    }

    private struct Reader {
        var events: [Event] = []
        var skipped: [Fault] = []
        var faults: [Fault] = []
        /// The components that are open, outermost first.
        private var open: [(name: String, line: Int)] = []
        /// The properties of the event that is open.
        private var properties: [ContentLine] = []

        mutating func read(_ bytes: [UInt8]) {
            for (bytes, number) in ContentLine.unfold(bytes) where faults.count < 20 {
                do {
                    guard try read(try ContentLine(bytes, line: number)) else { return }
                } catch {
                    faults.append(error)
                    // Text or binary data of another kind has as many faults as lines.
                    if open.isEmpty { break }
                }
            }
            if let component = open.first, faults.isEmpty {
                faults.append(
                    Fault(line: component.line, message: "\(component.name) has no END: the file seems cut short"))
            } else if !hasBegun, faults.isEmpty {
                faults.append(Fault(line: 1, message: "expected BEGIN:VCALENDAR, found nothing"))
            }
        }

        private var hasBegun = false

        /// Whether it makes sense to read on.
        private mutating func read(_ line: ContentLine) throws(Fault) -> Bool {
            switch line.name {
            case "BEGIN":
                let name = line.value.uppercased()
                guard !open.isEmpty || name == "VCALENDAR" else { throw notACalendar(line) }
                if name == "VEVENT" { properties = [] }
                open.append((name, line.line))
                hasBegun = true
            case "END":
                let name = line.value.uppercased()
                guard let last = open.last, last.name == name else {
                    let expected = open.last.map { "END:\($0.name)" } ?? "BEGIN:VCALENDAR"
                    faults.append(Fault(line: line.line, message: "expected \(expected), found END:\(line.value)"))
                    return false
                }
                open.removeLast()
                if name == "VEVENT" { try finishEvent(line: last.line) }
            default:
                guard !open.isEmpty else { throw notACalendar(line) }
                if open.last?.name == "VEVENT" { properties.append(line) }
            }
            return true
        }

        private func notACalendar(_ line: ContentLine) -> Fault {
            Fault(line: line.line, message: "expected BEGIN:VCALENDAR, found \(line.name):\(line.value.prefix(40))")
        }

        private mutating func finishEvent(line: Int) throws(Fault) {
            var event = EventReader(line: line)
            for property in properties { try event.read(property) }
            switch try event.finish() {
            case .event(let event): events.append(event)
            case .skipped(let why): skipped.append(why)
            }
        }
    }
}

/// Gathers the properties of an event.
private struct EventReader {
    let line: Int
    private var event: ICalendar.Event
    private var start: Moment?
    private var end: (moment: Moment, line: Int)?
    private var duration: (days: Int, line: Int)?

    enum Result {
        case event(ICalendar.Event)
        case skipped(ICalendar.Fault)
    }

    /// A date with or without a time of day.
    private struct Moment {
        var day: Int
        /// `HHmmss`, with `Z` where it is UTC.
        var time: String?

        /// A date, or midnight on some local clock.
        var isDate: Bool { time == nil || time == "000000" }
    }

    init(line: Int) {
        self.line = line
        event = ICalendar.Event(
            line: line, uid: nil, summary: "", categories: [], start: 0, length: 1, recurrences: [], extraDates: [],
            exceptDates: [], replaces: nil, isCancelled: false)
    }

    mutating func read(_ property: ContentLine) throws(ICalendar.Fault) {
        switch property.name {
        case "UID": event.uid = property.value
        case "SUMMARY": event.summary = text(property.value)
        case "CATEGORIES": event.categories += textList(property.value)
        case "STATUS": event.isCancelled = property.value.uppercased() == "CANCELLED"
        case "DTSTART":
            guard start == nil else { throw fault(property, "the event has a second DTSTART") }
            start = try moment(property.value, property)
        case "DTEND": end = (try moment(property.value, property), property.line)
        case "DURATION": duration = (try days(property), property.line)
        case "RRULE":
            do {
                event.recurrences.append(try Recurrence(property.value))
            } catch {
                throw fault(property, error.message)
            }
        case "RDATE": event.extraDates += try dates(property)
        case "EXDATE": event.exceptDates += try dates(property)
        case "RECURRENCE-ID":
            guard property.parameter("RANGE") == nil else {
                throw fault(property, "RECURRENCE-ID;RANGE=THISANDFUTURE is not supported: it changes all later dates")
            }
            event.replaces = try moment(property.value, property).day
        case "EXRULE":
            throw fault(property, "EXRULE is not supported: RFC 5545 has EXDATE instead")
        default: break
        }
    }

    func finish() throws(ICalendar.Fault) -> Result {
        guard let start else { throw ICalendar.Fault(line: line, message: "the event has no DTSTART") }
        // The start decides: some programs end a date with a time of day.
        guard start.time == nil || (start.isDate && end?.moment.isDate ?? false) else {
            let name = event.summary.isEmpty ? "the event" : "'\(event.summary)'"
            return .skipped(ICalendar.Fault(line: line, message: "\(name) has a time of day and is no day off"))
        }
        var event = event
        event.start = start.day
        if let end {
            guard end.moment.day >= start.day else {
                throw ICalendar.Fault(line: end.line, message: "DTEND is before DTSTART")
            }
            // The end is exclusive. Many programs write the start again for a single day.
            event.length = max(1, end.moment.day - start.day)
        } else if let duration {
            guard duration.days > 0 else {
                throw ICalendar.Fault(line: duration.line, message: "the event lasts no day")
            }
            event.length = duration.days
        }
        return .event(event)
    }

    // MARK: Values

    private func fault(_ property: ContentLine, _ message: String) -> ICalendar.Fault {
        ICalendar.Fault(line: property.line, message: message)
    }

    private func moment(_ value: some StringProtocol, _ property: ContentLine) throws(ICalendar.Fault) -> Moment {
        guard let (day, time) = iCalendarDate(value) else {
            throw fault(property, "expected a date like 20260101 in \(property.name), found '\(value.prefix(40))'")
        }
        return Moment(day: day, time: time)
    }

    private func dates(_ property: ContentLine) throws(ICalendar.Fault) -> [Int] {
        guard property.parameter("VALUE")?.uppercased() != "PERIOD" else {
            throw fault(property, "\(property.name);VALUE=PERIOD is not supported: write dates")
        }
        var days: [Int] = []
        for value in property.value.split(separator: ",") { days.append(try moment(value, property).day) }
        return days
    }

    /// `P3D` or `P2W` in days.
    private func days(_ property: ContentLine) throws(ICalendar.Fault) -> Int {
        let value = property.value.uppercased()
        let body = value.hasPrefix("+P") ? value.dropFirst(2) : value.hasPrefix("P") ? value.dropFirst() : ""
        guard let unit = body.last, unit == "D" || unit == "W", let count = Int(body.dropLast()),
            (0...4000).contains(count)
        else {
            throw fault(property, "expected a duration of days like P1D, found '\(property.value.prefix(40))'")
        }
        return unit == "W" ? count * 7 : count
    }
}

/// Reads `20260101` or `20260101T090000Z`; nil for anything else, also for a date that does not exist.
func iCalendarDate(_ text: some StringProtocol) -> (day: Int, time: String?)? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 8, bytes[..<8].allSatisfy(isDigit) else { return nil }
    let digits = bytes[..<8].map { Int($0 - 0x30) }
    let year = digits[..<4].reduce(0) { $0 * 10 + $1 }
    let (month, day) = (digits[4] * 10 + digits[5], digits[6] * 10 + digits[7])
    guard (1...12).contains(month), day >= 1, day <= CivilDate.lengthOfMonth(year: year, month: month) else {
        return nil
    }
    let number = CivilDate.day(year: year, month: month, day: day)
    if bytes.count == 8 { return (number, nil) }
    guard bytes[8] == UInt8(ascii: "T"), bytes.count == 15 || (bytes.count == 16 && bytes[15] == UInt8(ascii: "Z")),
        bytes[9..<15].allSatisfy(isDigit)
    else { return nil }
    return (number, String(decoding: bytes[9...], as: UTF8.self))
}
