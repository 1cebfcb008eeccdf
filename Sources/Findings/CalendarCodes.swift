/// LP03xx: calendars and targets.
extension Code {
    public static let notATarget = Code(
        "LP0301", "target that cannot be read",
        """
        A target says how long something may take:

            4 hours, 90 minutes, 3 days, 2 weeks, 2 months       elapsed time
            4 business hours                                     time within opening hours
            2 business days                                      the same time of day, two opening days on
            close of business, close of next business day, close of 2nd business day
        """)
    public static let unknownZone = Code(
        "LP0302", "unknown time zone",
        """
        Time zones have the names of the IANA database: `America/New_York`, `Europe/London`, `UTC`. Abbreviations like `EST`
        mean different things in different places, and know no daylight saving time.

        Where no zone at all is found, the system lacks the database; Debian's package is `tzdata`.
        """)
    public static let undefinedCalendar = Code(
        "LP0303", "unknown calendar",
        """
        A calendar is named that `calendars` does not define, or a column that `calendars_by` does not.

        Correct the spelling, or define it.
        """)
    public static let noCalendar = Code(
        "LP0304", "business time without a calendar",
        """
        Business hours and business days are counted in the opening hours of a calendar, and there is none for some or all
        leads.

        Define one, and name it as the default:

            calendars:
              office:
                time_zone: America/New_York
                hours: { mon-fri: 09:00-17:00 }
            default_calendar: office
        """)
    public static let notHours = Code(
        "LP0305", "hours that cannot be read",
        """
        Opening hours are written `09:00-17:00`. They may cross midnight (`22:00-06:00`), fill the day (`00:00-24:00`), and be
        several: `[09:00-12:30, 13:30-18:00]`. A day that is closed is left out, or says `closed`.
        """)
    public static let notADay = Code(
        "LP0306", "not a day of the week",
        """
        Days are written `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`, as a range (`mon-fri`) or several (`mon, wed`).
        """)
    public static let hoursOverlap = Code(
        "LP0307", "hours that overlap",
        """
        A day has its hours twice, two windows of a day overlap, or hours that cross midnight run into those of the next day.
        Nobody can tell which of the two was meant.

        Bad:

            hours: { fri: 22:00-06:00, sat: 05:00-12:00 }

        Use instead:

            hours: { fri: 22:00-06:00, sat: 06:00-12:00 }

        Where a date with hours of its own runs into the next day, or the evening before into it, this is a warning: what
        the two share counts once.
        """)
    public static let calendarCycle = Code(
        "LP0308", "calendar that inherits from itself",
        """
        `inherits` leads from a calendar back to itself.

        Remove one of the references that the message shows.
        """)
    public static let holidayFile = Code(
        "LP0309", "list of holidays that cannot be read",
        """
        A list of holidays in a file (`{ file: holidays/us.ics }`) cannot be read. Without it, business time would run on
        holidays.

        The path starts from the folder of the agreement. The message says what is wrong with the file.
        """)
    public static let holidayTwice = Code(
        "LP0310", "holiday given twice",
        """
        A date or a rule stands twice among the holidays of a calendar; the later one holds.

        Remove one of them.
        """)
    public static let holidayOutsideTerm = Code(
        "LP0311", "holiday outside the term",
        """
        A holiday lies before or after the term of the agreement, often because the year is wrong.

        Correct the year, or remove the date.
        """)
    public static let notAHoliday = Code(
        "LP0312", "holiday that cannot be read",
        """
        A holiday is a date, or a rule that gives one for every year:

            2026-01-01                        one date
            12-25 observed                    every year; the nearest weekday where it falls on a weekend
            4th thu of november, last mon of may
            easter-2                          days before or after Easter Sunday

        With a name, or hours of its own: `{ date: 2026-12-24, name: Christmas Eve, hours: 09:00-12:00 }`. Days in a row:
        `{ from: 2026-12-28, until: 2026-12-31 }`. From a file: `{ file: holidays/us.ics }`.
        """)
    public static let yearWithoutHolidays = Code(
        "LP0313", "years without holidays",
        """
        A calendar has holidays in one year and none in another year of the term: the list was most likely not carried on.
        Business time would run on every weekday of that year, and clocks would fall due too early.

        Add the holidays of that year, or write rules that return: `12-25`, `4th thu of november`, `easter-2`.
        """)
    public static let holidayFileSkips = Code(
        "LP0314", "list of holidays with something else in it",
        """
        A list of holidays holds events with a time of day, which are no days off, or no day off at all in the term of the
        agreement.

        Look whether it is the right file.
        """)

    public static let neverOpens = Code(
        "LP0315", "calendar that never opens",
        """
        A calendar has no hours on any day of the week, nor on any date of the term. Business time on it would never pass, and
        nothing would ever fall due.

        Bad:

            hours: { mon-fri: closed }

        Use instead:

            hours: { mon-fri: 09:00-17:00 }
        """)
    public static let hoursReversed = Code(
        "LP0316", "hours that may be the wrong way round",
        """
        Hours whose end is before their start run over midnight. These do so for more than twelve hours, which is rarely meant.

        Bad:

            hours: { mon-fri: 17:00-09:00 }

        Use instead:

            hours: { mon-fri: 09:00-17:00 }

        If the night is meant, give both of its parts: `[00:00-09:00, 17:00-24:00]`.
        """)
    public static let hoursSwallowed = Code(
        "LP0317", "hours that a clock change swallows",
        """
        Where the clocks go forward, the local times between do not exist: hours that lie within them are empty on that day,
        and the calendar opens for less time than it seems.

        Choose hours that begin before the change or end after it, if the day matters.
        """)

    static let calendarCodes: [Code] = [
        notATarget, unknownZone, undefinedCalendar, noCalendar, notHours, notADay, hoursOverlap, calendarCycle,
        holidayFile,
        holidayTwice, holidayOutsideTerm, notAHoliday, yearWithoutHolidays, holidayFileSkips, neverOpens,
        hoursReversed, hoursSwallowed,
    ]
}
