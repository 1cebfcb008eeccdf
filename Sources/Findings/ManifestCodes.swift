/// LP04xx: the manifest of a snapshot.
extension Code {
    public static let notASnapshot = Code(
        "LP0401", "not a manifest",
        """
        The file does not begin with the version of its format, or with one that this leadpact does not read.

        A manifest says what was exported, when, and what the columns mean:

            leadpact_snapshot: 1
            as_of: 2026-10-01T00:00:00Z
            tables:
              leads: { file: leads.csv }
        """)
    public static let unknownPreset = Code(
        "LP0402", "unknown preset",
        """
        A preset maps the export of one kind of CRM. There is none of this name; the message lists those there are.

        Without a preset, map the columns yourself:

            leads: { file: export.csv, columns: { id: "Record ID", created_at: "Create Date" } }
        """)
    public static let badAsOf = Code(
        "LP0403", "as_of is no instant",
        """
        `as_of` is the instant of the export. Nothing later exists, and what is still open is measured up to it, so it has
        to be exact: a date without a time of day and an offset is not.

        Bad:

            as_of: 2026-10-01

        Write

            as_of: 2026-10-01T09:00:00-04:00

        or, by the clock of the manifest's `time_zone`,

            time_zone: America/New_York
            as_of: 2026-10-01T09:00:00
        """)
    public static let unknownTable = Code(
        "LP0404", "unknown table",
        """
        A snapshot has the tables `leads`, `stage_changes`, `activities`, `owner_changes`, `users` and `opportunities`.
        Whatever the export calls its files, each fills one of them:

            activities: { file: Task.csv }
        """)
    public static let keyOfOtherTable = Code(
        "LP0405", "key that does not fit here",
        """
        Some keys make sense for some tables only: `from_columns` makes stage changes out of the columns of a file,
        `distinct` derives one lead from several rows, `ignore` names stages. And a column has one source: a column of the
        file, or a constant.

            stage_changes: { from_columns: { mql: became_mql_on, sal: accepted_on } }
            leads: { file: events.csv, columns: { id: Case ID }, distinct: id }
        """)
    public static let badTimeZone = Code(
        "LP0406", "unknown time zone",
        """
        Zones are named as in the IANA database, `America/New_York` or `Europe/London`. Abbreviations such as `EST` or `CET`
        name an offset, not the rules by which clocks change.
        """)
    public static let badDelimiter = Code(
        "LP0407", "delimiter or encoding not known",
        """
        A delimiter is one character, or one of the words comma, semicolon, tab, pipe, backquote, caret. An encoding is
        utf-8, utf-16, utf-32, windows-1252 or iso-8859-1.

            leads: { file: export.csv, delimiter: semicolon, encoding: windows-1252 }
        """)
    public static let badType = Code(
        "LP0408", "type that does not fit",
        """
        A column holds booleans, numbers, text, dates or instants. Columns that leadpact knows have their type; `types` is
        for the others, and for those that conditions would otherwise take for something else.

            leads: { file: export.csv, types: { employees: number } }
        """)
    public static let badTimeFormat = Code(
        "LP0409", "unknown time format",
        """
        A format says in which order day, month and year stand. Times of day and offsets are read in all usual forms.

            leads: { file: export.csv, times: { created_at: D/M/Y } }

        More can be said of a column:

            times: { at: { format: M/D/Y, time_zone: America/Chicago, precision: minute } }

        `offset: ignored` takes the local time where the offsets that an export carries are wrong, as they are when local
        times were labelled UTC.
        """)
    public static let tableFileMissing = Code(
        "LP0410", "a table's file is missing",
        """
        The manifest names a file that is not there. Paths are read from the folder that the manifest stands in.

        Export the file, mend its name, or remove the table; rules that need it then say so.
        """)
    public static let headerNotFound = Code(
        "LP0411", "no such header",
        """
        The manifest maps a column to a header that the file does not have. Headers are compared letter by letter; those of
        presets without regard to case.
        """)
    public static let duplicateHeader = Code(
        "LP0412", "header that stands twice",
        """
        Two columns of the file have the same header, and one of them is used: nobody can say which was meant. Columns that
        nobody uses may share a header.

        Rename one in the export.
        """)
    public static let columnUnmapped = Code(
        "LP0413", "a column that must be there",
        """
        A table lacks a column without which its rows mean nothing: leads and users need an `id`, events the lead they
        belong to (`lead_id`) and the instant (`at`), stage changes the stage entered (`to_stage`).

        Say which column of the export it is:

            leads: { file: export.csv, columns: { id: "Record ID" } }
        """)
    public static let zoneNeeded = Code(
        "LP0414", "timestamps without a time zone",
        """
        The instants of a column carry no offset, and the manifest does not say on which clock they were written. Read as
        UTC they would be wrong by hours, and a verdict on an hour's target with them. That holds for dates too: a day begins
        at another instant in every zone.

        Say whose clock it is, for the file or for the column:

            leads: { file: export.csv, time_zone: America/Los_Angeles }
            leads: { file: export.csv, times: { created_at: { time_zone: UTC } } }

        CRMs mostly export in the time zone of the user who exports.
        """)
    public static let ambiguousDates = Code(
        "LP0415", "day or month first",
        """
        Every date of a column can be read with the day first and with the month first, and the two readings are months
        apart. leadpact does not guess.

        Say which it is:

            leads: { file: export.csv, times: { created_at: D/M/Y } }

        Where only one reading fits all values it is used, and reported.
        """)
    public static let formatAssumed = Code(
        "LP0416", "decided by the values",
        """
        Nobody said how a file or a column is written, and its values leave one reading only. It is used.

        The line that the message proposes makes it certain, also for the next export, which may hold other values.
        """)
    public static let noLeads = Code(
        "LP0417", "no leads",
        """
        A snapshot without a table `leads` has nothing to be judged.

            tables:
              leads: { file: Lead.csv }
        """)
    public static let databaseUnreadable = Code(
        "LP0430", "database that cannot be read",
        """
        A database cannot be reached, refuses a query, or went away before its last row. Half of a table is none: nothing is
        judged.

        Where the database is and who asks is for the environment to say, as it does for psql: `PGHOST`, `PGPORT`, `PGUSER`,
        `PGDATABASE`, `PGSERVICE`, and passwords in `.pgpass`. The manifest names no more than the database.

        Bad:

            leads: { from: "postgres://ana:secret@db.acme.example/crm" }

        Write

            leads: { from: postgres:crm, table: crm.leads }
        """)
    public static let pathOutside = Code(
        "LP0431", "file outside the manifest's folder",
        """
        A manifest names a file that is neither in its folder nor below it, or one that a link leads to elsewhere. Whoever
        writes a manifest could have any file of the machine read and shown that way.

        Bad:

            leads: { file: ../../home/ana/Lead.csv }

        Put the manifest beside the files. Where they have to lie elsewhere, whoever runs leadpact allows their folder, or
        several with colons between them:

            LEADPACT_DATA=/srv/exports leadpact check agreement.yaml snapshot.yaml
        """)

    public static let notAcceptable = Code(
        "LP0418", "a finding that cannot be accepted",
        """
        `accept` says of findings about the data that somebody has looked into them, and why they may stay. Rows that cannot
        be read are another matter: what they mean has to be said (`values`, `where`), or so many are tolerated
        (`--tolerate`).

        Bad:

            accept: [{ finding: LP0506, reason: we know }]

        Write

            accept:
              - { finding: LP0533, table: leads, column: created_at, reason: Web forms give the day alone. }
        """)

    public static let assumedColumns = Code(
        "LP0419", "what was assumed of a file",
        """
        A file of leads was given without a manifest, and its headers are not leadpact's own. Those that can mean one thing
        only were taken for it; the message says which, and by which clock times without an offset were read.

        `leadpact init --from FILE` writes a manifest with the same mapping, to be checked and kept.
        """)

    public static let asOfTooEarly = Code(
        "LP0420", "as-of before the data",
        """
        As-of is when the export was taken, and nothing later than it is judged. Here most leads are later, or all of them: a
        year mistyped, or day and month in the wrong order. A gate would pass that has looked at nothing.

        Bad, of an export of October 2026:

            as_of: 2025-10-01T06:00:00Z

        Write

            as_of: 2026-10-01T06:00:00Z

        To look back on purpose, give an earlier instant with `--as-of`: then it is refused only where every lead is later.
        """)
    public static let asOfTooLate = Code(
        "LP0421", "as-of long after the data",
        """
        Nothing in the data is of the last 30 days before as-of, neither a lead nor anything that was done. What is open is
        measured up to as-of, so that every lead without an answer looks as late as the silence is long: a mistyped year, an old
        file with a new date, or an export that breaks off.

        Write when the file was exported, or export again. Where there was silence indeed, nothing needs to be done.
        """)

    static let manifestCodes: [Code] = [
        notASnapshot, unknownPreset, badAsOf, unknownTable, keyOfOtherTable, badTimeZone, badDelimiter, badType,
        badTimeFormat, tableFileMissing, headerNotFound, duplicateHeader, columnUnmapped, zoneNeeded, ambiguousDates,
        formatAssumed, noLeads, notAcceptable, assumedColumns, asOfTooEarly, asOfTooLate,
        databaseUnreadable, pathOutside,
    ]
}
