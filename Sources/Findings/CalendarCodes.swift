/// LP03xx: calendars and targets.
extension Code {
    static let calendarCodes: [Code] = []
}
