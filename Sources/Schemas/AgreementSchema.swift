import Agreements
import ConditionForms

/// The JSON Schema (draft-07) of agreements, for editors and for whoever makes agreements by program.
///
/// It says what can be said without reading the agreement's own names, conditions and dates: `lint` says the rest.
public enum AgreementSchema {
    public static let tree: JSONTree = [
        "$schema": .draft,
        "title": "leadpact agreement",
        "description": "What sales and marketing owe each other, checked by leadpact.",
        "type": "object",
        "properties": properties,
        "required": ["leadpact", "agreement"],
        "additionalProperties": false,
        "definitions": definitions.with(ConditionSchema.definitions),
    ]

    private static let properties: JSONTree = [
        "leadpact": ["description": "The version of this format: 1.", "enum": [1, "1"]],
        "agreement": .anyText(
            "The name that all versions of the agreement share, in kebab-case.", examples: ["demand-generation"]),
        "title": .anyText("The title, as it stands above the agreement."),
        "purpose": .anyText("What the agreement is for, in a sentence or two."),
        "term": .mapping(
            "The days on which the agreement is in force, both included. Without a term it always is.",
            [
                "from": .reference("date", "The first day."), "until": .reference("date", "The last day."),
            ]),
        "review": .mapping(
            "The periods by which goals are judged.",
            [
                "every": .words("How long a period is.", Review.Every.self),
                "year_starts": .words(
                    "The month in which the fiscal year starts.",
                    [
                        "january", "february", "march", "april", "may", "june", "july", "august", "september",
                        "october", "november", "december",
                    ]),
                "weeks": .words(
                    "The weeks of the months of a quarter, where the fiscal year is of whole weeks.",
                    FiscalWeeks.Pattern.self),
                "week_starts": .words(
                    "The day on which those weeks start; monday where it is left out.", FiscalWeeks.Start.self),
            ], required: ["every"]),
        "time_zone": .reference("zone", "The zone of the term, of periods, and of dates in conditions."),
        "parties": .names(
            "Who is bound; without it, marketing and sales.",
            of: .mapping(
                "A party.",
                [
                    "name": .anyText("Who speaks for the party."),
                    "email": .pattern("Where its notices go.", "^[^@\\s]+@[^@\\s]+$", examples: ["ana@acme.example"]),
                ], mayBeEmpty: true)),
        "acceptance": .list(
            "Who accepted the agreement; `leadpact accept` writes it.",
            of: .mapping(
                "One acceptance.",
                [
                    "party": .anyText("The party that is bound by it."), "name": .anyText("Who accepted."),
                    "title": .anyText("As what."), "date": .reference("date", "When."),
                    "digest": .pattern(
                        "SHA-256 of the meaning that was accepted.", "^[0-9a-fA-F]{64}$", examples: []),
                ], required: ["party", "name", "date"])),
        "calendars": .names("Hours and holidays in which business time runs.", of: .reference("calendar")),
        "default_calendar": .anyText("The calendar of whoever has none of their own."),
        "calendars_by": .names(
            "For a column of the lead or its owner: which value means which calendar.",
            of: .names("Value of the column: calendar.", of: .anyText("A calendar."))),
        "definitions": .mapping(
            "The words of the agreement.",
            [
                "stages": .names("The stages of the funnel, in its order.", of: .reference("stage")),
                "events": .names("What can happen to a lead.", of: .reference("eventDefinition")),
                "terms": .names("Names for conditions over a lead.", of: .reference("condition")),
                "dispositions": .names(
                    "What sales can say of a lead.",
                    of: .mapping(
                        "A disposition.",
                        ["reason": .words("Whether a reason has to be given.", ["required", "optional"])],
                        mayBeEmpty: true)),
            ]),
        "scoring": .mapping(
            "How leads are scored.",
            [
                "handoff": ["description": "The score from which marketing hands over.", "type": "number"],
                "at": .reference(
                    "event", "When a lead is handed over; first into the court of another than marketing."),
                "points": .list(
                    "What adds to the score.",
                    of: .mapping(
                        "Points for a condition or for each event.",
                        [
                            "when": .reference("condition"), "each": .reference("event"),
                            "add": ["description": "How many points.", "type": "number"],
                            "at_most": ["description": "No more than this for all such events.", "type": "number"],
                            "decay": .mapping(
                                "How an event counts for less with its age.",
                                [
                                    "by": .reference("share", "What goes of what is left, with each 'every'."),
                                    "every": .reference("target", "Elapsed time, as in '30 days'."),
                                ], required: ["by", "every"]),
                        ], required: ["add"])),
            ]),
        "responsibilities": .names(
            "The rules, by the party that owes them.", of: .names("The rules of a party.", of: .reference("rule"))),
        "nurturing": .names("Rules of the nurturing program; marketing owes them.", of: .reference("rule")),
        "metrics": .names("What is reported and not owed.", of: .reference("rule")),
        "escalation": .names(
            "Ladders that rules name: who is told when.",
            of: .list(
                "The steps of a ladder.",
                of: .mapping(
                    "A step.",
                    [
                        "at": .either(
                            "'due', or when this share of the target is used.", ["enum": ["due"]],
                            .reference("share")),
                        "after": .reference("target", "So long after due."),
                        "to": .either(
                            "owner, manager, manager.manager, a party or an address; or several.", .anyText("One."),
                            .list("Several.", of: .anyText("One."))),
                    ], required: ["to"]), least: 1)),
        "waivers": .list(
            "Breaches that are excused for a time.",
            of: .mapping(
                "A waiver.",
                [
                    "rule": .anyText("The rule whose breaches it excuses."),
                    "where": .reference("condition", "Of which leads; all without it."),
                    "from": .reference("date", "The first day."), "until": .reference("date", "The last day."),
                    "reason": .anyText("Why it was given."), "approved_by": .anyText("Who gave it."),
                ], required: ["rule", "until", "reason", "approved_by"])),
        "gate": .mapping(
            "When `leadpact check` fails.",
            [
                "fail_on": .either(
                    "What fails it; 'never' stands alone.", .words("One.", Gate.Condition.self),
                    .list("Several.", of: .words("One.", Gate.Condition.self), least: 1))
            ], required: ["fail_on"]),
    ]

    private static let definitions: JSONTree = [
        "date": .pattern("A day: year, month, day.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples: ["2026-01-31"]),
        "zone": .pattern(
            "A time zone of the IANA database.", "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$",
            examples: ["America/New_York", "Europe/Berlin", "UTC"]),
        "share": .pattern(
            "A percentage.", "^(100(\\.0*)?|[0-9]{1,2}(\\.[0-9]+)?)%$", examples: ["95%", "99.5%"]),
        "target": .pattern(
            "How long something may take.",
            "^\\s*([0-9]+(\\.[0-9]+)?\\s+([Bb]usiness\\s+)?([Mm]illisecond|[Ss]econd|[Mm]inute|[Hh]our|[Dd]ay|[Ww]eek|[Mm]onth)s?"
                + "|[Cc]lose of (business|(next|[0-9]+(st|nd|rd|th)) business day))\\s*$",
            examples: ["4 business hours", "2 business days", "3 days", "90 minutes", "close of next business day"]),
        "hours": .either(
            "Opening hours of a day.",
            .pattern(
                "One window, or 'closed'.", "^(closed|[0-9]{1,2}:[0-5][0-9]\\s*[-–]\\s*[0-9]{1,2}:[0-5][0-9])$",
                examples: ["09:00-17:00", "22:00-06:00", "00:00-24:00", "closed"]),
            .list("Several windows.", of: ["type": "string"])),
        "calendar": .mapping(
            "Hours and holidays.",
            [
                "inherits": .anyText("A calendar whose zone, hours and holidays hold unless this one gives its own."),
                "time_zone": .reference("zone"),
                "hours": [
                    "description": "Hours by day: mon, mon-fri, or 'mon, wed'.", "type": "object",
                    "propertyNames": [
                        "pattern":
                            "^\\s*(mon|tue|wed|thu|fri|sat|sun|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Za-z]*\\s*([-–,]\\s*(mon|tue|wed|thu|fri|sat|sun|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Za-z]*\\s*)*$"
                    ],
                    "additionalProperties": .reference("hours"),
                ],
                "holidays": .list("Days on which the hours do not hold.", of: .reference("holiday")),
            ]),
        "holiday": .either(
            "A day off.",
            .anyText(
                "A date, or a rule that gives one for every year.",
                examples: ["2026-12-24", "12-25 observed", "4th thu of november", "easter-2"]),
            .mapping(
                "A day with a name or hours of its own, several days in a row, or a file of days.",
                [
                    "date": .anyText("A date or a rule."), "from": .reference("date"), "until": .reference("date"),
                    "name": .anyText("What the day is called."),
                    "hours": .reference("hours", "Hours that hold on this day."),
                    "file": .anyText("An iCalendar file beside the agreement.", examples: ["holidays/us.ics"]),
                    "only": .list("Names to take from the file.", of: .anyText("A name.")),
                    "except": .list("Names to leave out.", of: .anyText("A name.")),
                ])),
        "stage": .mapping(
            "A stage of the funnel.",
            [
                "with": .anyText("The party in whose court the lead is."), "means": .anyText("What the stage means."),
                "final": ["description": "Whether a lead stays here for good.", "type": "boolean"],
            ], mayBeEmpty: true),
        "event": .either(
            "Something that happens to a lead: created, assigned, enters STAGE, leaves STAGE, one of "
                + "definitions.events, or { at: COLUMN }.",
            .anyText("An event in words.", examples: ["enters mql", "touch"]),
            .mapping(
                "An instant column of the lead.", ["at": .anyText("The column.")], required: ["at"])),
        "eventDefinition": .mapping(
            "An event: rows of a table, an instant column, or whichever of several happens.",
            [
                "in": .words("The table whose rows are events.", EventTable.self),
                "where": .reference("condition", "Which rows."),
                "at": .anyText("The column with the instant."),
                "any": .list("Each of these events is one.", of: .reference("event"), least: 1),
            ]),
        "count": .either(
            "What stops the clock: an event, with how many before it and across what after it.",
            .anyText("In words.", examples: ["touch", "6 touch across 2 kind"]), .reference("event")),
        "rule": .mapping(
            "A rule of one of six kinds: clock, cadence, require, unique, volume or rate.",
            [
                "says": .anyText("The rule in a sentence, for people."),
                "applies": .reference("condition", "Which leads it is for; all without it."),
                "goal": [
                    "description": "What share is to be met, and how long quantiles may be.", "type": "object",
                    "properties": ["met": .reference("share", "The share that is to be met.")],
                    "patternProperties": [
                        "^p[0-9]{1,2}(\\.[0-9]+)?$": .reference("target", "At most this long for that many percent.")
                    ],
                    "additionalProperties": false, "minProperties": 1,
                ],
                "severity": .words("How much a breach matters; major without it.", RuleSeverity.self),
                "escalation": .anyText("The ladder of `escalation` that is climbed."),
                "clock": .reference("clock"), "cadence": .reference("cadence"),
                "require": .reference("condition", "What has to be true."),
                "unique": .anyText("An expression no two leads share.", examples: ["lower(trim(email))"]),
                "volume": .reference("volume"), "rate": .reference("rate"),
                "at": .reference("event", "With `require`: only leads to which this happened."),
            ]
        ).with([
            "oneOf": .list(
                ["clock", "cadence", "require", "unique", "volume", "rate"].map { ["required": [.text($0)]] })
        ]),
        "clock": .mapping(
            "From one event to another within a target.",
            [
                "from": .reference("event", "What starts it: first, last or each of an event."),
                "to": .reference("count"),
                "within": .either(
                    "How long it may take.", .reference("target"),
                    .list(
                        "The first row whose `when` is true gives the target.",
                        of: .mapping(
                            "A row.", ["when": .reference("condition"), "target": .reference("target")],
                            required: ["target"]), least: 1)),
                "calendar": .anyText("A calendar, owner, team, user, lead.COLUMN or owner.COLUMN."),
                "warn_at": .reference("share", "From this share of the target on an open lead is at risk."),
                "pause": .either(
                    "When it stands still.", .reference("pause"), .list("Several.", of: .reference("pause"), least: 1)),
                "cancel": .reference("event", "What makes it void."),
            ], required: ["from", "to"]),
        "pause": .mapping(
            "While in stages, or from an event until another.",
            [
                "in": .either("Stages.", .anyText("One."), .list("Several.", of: .anyText("A stage."), least: 1)),
                "from": .reference("event"), "until": .reference("event"),
            ]),
        "cadence": .mapping(
            "Regular events while in a stage.",
            [
                "while": .anyText("The stage, with first, last or each before it.", examples: ["recycled"]),
                "event": .reference("event"),
                "every": .reference("target", "No gap longer than this."),
                "schedule": .list("One event by each of these times after entry.", of: .reference("target"), least: 1),
                "calendar": .anyText("A calendar, owner, team, lead.COLUMN or owner.COLUMN."),
            ], required: ["while", "event"]),
        "volume": .mapping(
            "So many events in each period.",
            [
                "of": .reference("event"), "sum": .anyText("A numeric column to add up instead of counting."),
                "per": .words("How long a period is.", Period.self),
                "at_least": .reference("volumeLimit"), "at_most": .reference("volumeLimit"),
            ], required: ["of", "per"]),
        "volumeLimit": .either(
            "A number, or a share of all leads.", ["type": "number"],
            .pattern(
                "As text.", "^([0-9]+(\\.[0-9]+)?|[0-9]+(\\.[0-9]+)?% of leads)$", examples: ["400", "9% of leads"])),
        "rate": .mapping(
            "Of the leads to which one event happens, the share to which another does.",
            [
                "of": .reference("event"), "among": .reference("event"),
                "per": .words("How long a period is.", Period.self),
                "at_least": .reference("share"), "at_most": .reference("share"),
            ], required: ["of", "among", "per"]),
    ]
}
