import BusinessTime
import Findings

/// A calendar as its author wrote it: what it inherits is not filled in, and its holidays are rules, not yet days.
public struct CalendarDefinition: Sendable {
    /// One line of `holidays`.
    public struct Holiday: Hashable, Sendable {
        public enum Days: Hashable, Sendable {
            case rule(HolidayRule)
            /// Days since 1970-01-01, both inclusive.
            case stretch(from: Int, until: Int)
            /// Days of an iCalendar file, each with the event's name where it has one; `only` and `except` as written.
            case file(String, only: [String]?, except: [String]?, days: [Int: String?])
        }
        public var days: Days
        /// Hours of the day in place of the weekday's; empty on a day off.
        public var windows: [Window]
        public var name: String?
    }

    public var name: String
    /// The calendar it takes from what it does not give itself.
    public var inherits: String?
    public var zone: Zone?
    /// The windows of each weekday, Monday first.
    public var hours: [[Window]]?
    /// In the order of the file.
    public var holidays: [Holiday]
    public var place: Place
}
