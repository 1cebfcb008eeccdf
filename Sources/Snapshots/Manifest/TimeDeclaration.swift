import BusinessTime
import Columns

/// What the manifest says about the instants or dates of a column.
public struct TimeDeclaration: Hashable, Sendable {
    /// Nil leaves it to the values.
    public var format: TimeFormat?
    /// In place of the file's.
    public var zone: Zone?
    /// In place of what the values show.
    public var precision: TimePrecision?
    /// The offsets that the values carry are wrong: their local time is taken, in `zone`.
    public var ignoresOffset = false
}

/// In which order the parts of a date are written. Time of day and offset explain themselves.
public enum TimeFormat: String, Hashable, Sendable, CaseIterable {
    /// `2026-07-03`, `2026/07/03`, each with or without a time of day and an offset, as in RFC 3339.
    case yearMonthDay = "Y-M-D"
    case dayMonthYear = "D/M/Y"
    case monthDayYear = "M/D/Y"
    /// With years of two digits: 69 to 99 are of the 20th century.
    case dayMonthShortYear = "D/M/YY"
    case monthDayShortYear = "M/D/YY"
    /// `3 Jul 2026`, `03 July, 2026`
    case dayNameYear = "D Mon Y"
    /// `Jul 3, 2026`
    case nameDayYear = "Mon D Y"
    case epochSeconds = "epoch seconds"
    case epochMilliseconds = "epoch milliseconds"

    /// Reads a format as people write it: `D/M/Y HH:mm`, `DD.MM.YYYY`, `yyyy-MM-dd`. A time of day after the date says
    /// nothing more, since times of day are read in all their forms.
    init?(declared text: String) {
        switch text.lowercased() {
        case "rfc3339", "rfc 3339", "iso", "iso8601", "iso 8601": self = .yearMonthDay
        case "epoch seconds", "epoch_seconds": self = .epochSeconds
        case "epoch milliseconds", "epoch_milliseconds", "epoch ms": self = .epochMilliseconds
        default:
            var words = text.split(separator: " ")
            while words.count > 1, let last = words.last, TimeFormat.timesOfDay.contains(last.lowercased()) {
                words.removeLast()
            }
            guard let format = TimeFormat.dates[TimeFormat.normal(words.joined(separator: " "))] else { return nil }
            self = format
        }
    }

    private static let dates: [String: TimeFormat] = [
        "Y/M/D": .yearMonthDay, "D/M/Y": .dayMonthYear, "M/D/Y": .monthDayYear, "D/M/YY": .dayMonthShortYear,
        "M/D/YY": .monthDayShortYear, "D/N/Y": .dayNameYear, "N/D/Y": .nameDayYear,
    ]

    private static let timesOfDay: Set<String> = [
        "hh:mm", "h:mm", "hh:mm:ss", "h:mm:ss", "hh:mm:ss.sss", "am", "pm", "am/pm", "a", "[hh:mm]", "[hh:mm:ss]",
    ]

    /// `dd.MM.yyyy` and `D-M-Y` become `D/M/Y`; a month's name is `N`.
    private static func normal(_ date: String) -> String {
        date.split { "/-., ".contains($0) }.map { part -> String in
            switch part.lowercased() {
            case "y", "yyyy": "Y"
            case "yy": "YY"
            case "m", "mm": "M"
            case "d", "dd": "D"
            case "mon", "mmm", "mmmm", "month": "N"
            default: "?"
            }
        }.joined(separator: "/")
    }
}
