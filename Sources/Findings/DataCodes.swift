/// LP05xx: the data of a snapshot.
extension Code {
    public static let raggedRow = Code(
        "LP0501", "row of another length",
        """
        A row has more or fewer fields than the header. Which field belongs to which column cannot be known, so the row is
        rejected. A text that holds the delimiter or a line break without quotes around it is the usual cause.

        Bad:

            id,company,country
            7,Smith, Jones & Co,US

        The field needs quotes:

            7,"Smith, Jones & Co",US

        Where the file uses another delimiter than was recognised, say so: `delimiter: semicolon`.
        """)
    public static let strayQuote = Code(
        "LP0502", "quote in the middle of a field",
        """
        A double quote stands inside a field that does not begin with one, or text follows the quote that ends a field. By
        RFC 4180 a field with quotes in it is quoted as a whole, and its own quotes are doubled.

        Bad:

            id,title
            7,5" tablet

        Write

            7,"5"" tablet"
        """)
    public static let unterminatedQuote = Code(
        "LP0503", "quote that is never closed",
        """
        A field begins with a quote, and the file ends before it is closed: everything after it may be part of the field, or
        rows of their own. That cannot be tolerated, since nobody can say how many rows are lost.

        The place is that of the opening quote.
        """)
    public static let invalidUTF8 = Code(
        "LP0504", "not UTF-8",
        """
        A field of a column that is used holds bytes that are no UTF-8 text. Files saved by older Windows programs are often
        in Windows-1252.

        Export as UTF-8, or say what it is: `encoding: windows-1252`.
        """)
    public static let nulByte = Code(
        "LP0505", "NUL byte",
        """
        A field of a column that is used holds a byte 0, which no text contains. The file is damaged, or encoded in UTF-16
        without saying so (`encoding: utf-16le`).
        """)
    public static let unreadableInstant = Code(
        "LP0506", "not an instant",
        """
        A value is no instant in the format of its column. The format is decided once for a whole column, by the manifest or
        by its first value: a column that changes its format on the way cannot be trusted.

        Where a text stands for no value (`n/a`, `-`), say so:

            values: { dispositioned_at: { "n/a": null } }
        """)
    public static let unreadableDate = Code(
        "LP0507", "not a date",
        """
        A value is no date in the format of its column, or a date with a time of day.

        Where a text stands for no value, say so: `values: { expected_close: { "n/a": null } }`.
        """)
    public static let unreadableNumber = Code(
        "LP0508", "not a number",
        """
        A value of a column of numbers is none. Numbers are written with digits, a sign, a decimal point and an exponent;
        without currency signs and without separators between thousands, which mean different things in different countries.

        Where a text stands for no value, say so: `values: { score: { "n/a": null } }`.
        """)
    public static let unreadableBoolean = Code(
        "LP0509", "neither true nor false",
        """
        A value of a column of booleans is none of `true`, `false`, `1`, `0`, `yes`, `no` (in any letter case).

        Say what the export's own words mean:

            values: { do_not_contact: { Opted out: true, "": false } }
        """)
    public static let stageNotAgreed = Code(
        "LP0510", "unknown stage",
        """
        A stage of the data is none of the agreement's. A lead in it would be judged by nothing, so it has to be said what it
        means.

            values: { stage: { "Open - Not Contacted": mql } }

        Stages that the agreement need not know are listed:

            ignore: { stage: [Imported] }
        """)
    public static let duplicateID = Code(
        "LP0511", "the same id twice",
        """
        Two rows of leads, or of users, have the same id. Events of that id would belong to either of them. The first row
        stands; the later one is rejected.

        Exports that were put together from several parts, or joined with another table, hold such rows. Where several rows
        describe one lead on purpose, `distinct: id` derives one lead from them.
        """)
    public static let valueRequired = Code(
        "LP0512", "a value that must be there",
        """
        A row has no value where it needs one: a lead without an id, an event without an instant, a stage change that does
        not say which stage was entered.

        Where such rows mean something else, leave them out:

            activities: { file: Task.csv, where: CompletedDate is not null }
        """)
    public static let tooLong = Code(
        "LP0513", "text or row too long",
        """
        A field is longer than 16 MB, or a row than 64 MB. Nothing that a person wrote is; a quote that is not closed reads
        on to the next one.
        """)
    public static let emptyTable = Code(
        "LP0514", "empty file",
        """
        The file of a table is empty: there is not even a header. An export that failed leaves such files behind, so it is
        not taken for a table without rows.

        A table without rows has a line with its headers.
        """)
    public static let badHeader = Code(
        "LP0515", "header that cannot be read",
        """
        The first line of the file is no list of headers: it is not UTF-8, a quote in it is not closed, or it is longer than
        any header.
        """)

    public static let malformedRecord = Code(
        "LP0516", "record that is no JSON",
        """
        A record of a file of JSON breaks the grammar of JSON (RFC 8259), is no object, or has a key twice. What it means
        cannot be known, so it is rejected.

        Bad:

            {"id": "00Q1", "company": "Acme", "id": "00Q2"}
            {'id': '00Q3', company: 'Globex',}

        Write

            {"id": "00Q1", "company": "Acme"}
            {"id": "00Q3", "company": "Globex"}

        A line that breaks off is the last one of a file that was not written to its end.
        """)
    public static let malformedDocument = Code(
        "LP0517", "JSON that breaks off",
        """
        The list or the page that holds the records breaks off, or something stands between them that does not belong there:
        an export that was not written to its end. That cannot be tolerated, since nobody can say what is missing.

        Bad:

            {"records": [{"Id": "00Q1"}, {"Id": "00Q2"}

        Export it anew. A file holds an object a line, a list of objects, or an API's pages of them one after the other; and
        no more than 4096 different keys.
        """)
    public static let morePages = Code(
        "LP0518", "pages that are missing",
        """
        The file holds pages as an API answers them, and the last one says that another follows: `done: false`,
        `@odata.nextLink`, `paging.next`, `more_items_in_collection`, `more_records`. Leads and events are missing, and what
        is missing looks as if it had never happened.

        Fetch all pages and append them to the file as they are, one after the other.
        """)

    public static let leadNotExported = Code(
        "LP0520", "events of leads that are not in the export",
        """
        Rows refer to leads that the table of leads does not hold. Exports are often cut by date or by owner, so such rows are
        left out and counted.

        If there are many, the tables come from different days, or `lead_id` is mapped to another id than `id`.
        """)
    public static let noLeadNamed = Code(
        "LP0521", "events of no lead",
        """
        Rows do not say which lead they belong to: activities with accounts or contacts, for example. They are left out and
        counted.
        """)
    public static let afterAsOf = Code(
        "LP0522", "events after as-of",
        """
        Rows are later than the instant of the export: planned meetings, clocks that run fast, a wrong time zone, or an
        `as_of` in the past. Nothing later than as-of exists; they are left out and counted.
        """)
    public static let ownerUnknown = Code(
        "LP0523", "owners that no user row knows",
        """
        Leads are owned by users that the table of users does not hold: people who left, queues, integrations. Such leads have
        no known owner; the default calendar is theirs, and `owner.active` is unknown.
        """)
    public static let userUnknown = Code(
        "LP0524", "users that no user row knows",
        """
        Rows name users that the table of users does not hold. Conditions over them are unknown.
        """)
    public static let managerUnknown = Code(
        "LP0525", "managers that no user row knows",
        """
        Users have managers that the table of users does not hold. What is to be escalated to them has nobody to go to.
        """)

    public static let recordDeleted = Code(
        "LP0526", "deleted and merged records",
        """
        Rows are of records that were deleted in the CRM, or merged into others: `deleted` is true of them, or `merged_into`
        names another. They are left out and counted; so are the events that belong to them.
        """)

    public static let oneHourOnly = Code(
        "LP0530", "times within one hour of the day",
        """
        All times of a column lie within the same hour of the day, on five days and more. People and web forms do not keep to
        one hour: the export has put a fixed time, or the beginning of a day, where the time of day was lost. A target of
        hours measures noise then.

        Where only the day can be believed, say so; verdicts that the day cannot decide are `unknown`:

            times: { created_at: { precision: day } }

        Where the times are right, as those of an import at night are, accept it:

            accept: [{ finding: LP0530, table: leads, column: created_at, reason: Leads are imported at two every night. }]
        """)
    public static let fewMinutes = Code(
        "LP0531", "times in few minutes of the hour",
        """
        The times of a column know no more than twelve different minutes of an hour, and not those that people round to. That
        is what is left when an export writes something else where minutes belong, or invents times.

        See how the export formats its times. Where only the day can be believed: `times: { at: { precision: day } }`.
        """)
    public static let minuteIsMonth = Code(
        "LP0532", "minutes that follow the month",
        """
        The minute of each time is the number of its month, or of one near it: 09:03 in March, 09:04 in April. Somebody wrote the format of
        months (`MM`) where minutes belong (`mm`). Such times look perfectly plausible one by one, and are false.

        Bad:

            id,created_at
            1,2021-04-15 00:04:00
            2,2021-05-02 00:05:00

        Mend the format of the export. Until then only the day can be believed: `times: { created_at: { precision: day } }`.
        """)
    public static let datesAsTimes = Code(
        "LP0533", "dates shown as times",
        """
        Many times of a column are the same whole hour to the second: midnight or, where a date was turned into another time
        zone on its way, 01:00 and 02:00. Such values are dates without a time of day. What happened at ten in the morning
        counts as if it had happened at midnight, and targets of hours are measured wrongly.

        Where all of them are dates, say so; the time of day is unknown then, and not midnight:

            times: { created_at: { precision: day } }
        """)
    public static let closedHours = Code(
        "LP0534", "touches while everybody is closed",
        """
        Nearly all activities lie outside the opening hours of every calendar of the agreement, and some hours earlier or
        later nearly all would lie inside: the times are most likely read by the wrong clock.

        Say by which clock they were written:

            activities: { file: calls.csv, time_zone: Australia/Brisbane }

        Where offsets in the file are wrong: `times: { at: { offset: ignored, time_zone: Europe/Rome } }`.
        """)
    public static let beforeCreation = Code(
        "LP0535", "events before their lead was created",
        """
        Rows lie more than a minute before the lead that they belong to was created. Nothing happens to a lead that is not
        there: the two columns are on different clocks, the lead was created anew by an import or a merge, or `lead_id` leads
        to the wrong lead. Such events count as touches of nobody before the clock starts.
        """)
    public static let endsBeforeStart = Code(
        "LP0536", "ends before starts",
        """
        Records end before they begin: opportunities closed before they were created, leads decided before they were. One of
        the two columns is wrong, or is on another clock.
        """)
    public static let loggedLate = Code(
        "LP0537", "activities logged long afterwards",
        """
        Activities were written down more than a day after they are said to have happened (`logged_at` and `at`). That may be
        right, and it may be how a target is met on paper.

        Review the first of them with those who wrote them. To count from when a row was written: `columns: { at: CreatedDate }`.
        """)
    public static let nobodyNamed = Code(
        "LP0538", "references to nobody",
        """
        Ids are written out that mean nobody: `000000000000000AAA`, as Salesforce writes an empty reference. They are taken
        for none.

        To make that certain: `values: { owner_id: { "000000000000000AAA": null } }`.
        """)
    public static let ownerInactive = Code(
        "LP0539", "owners who are inactive",
        """
        Leads are owned by users who are not active any more. Nobody answers such leads until somebody hands them over.

        Hand them over in the CRM; where they are settled, accept it in the manifest with the reason.
        """)
    public static let managerInactive = Code(
        "LP0540", "managers who are inactive",
        """
        Active users have a manager who is not active any more: what is to be escalated reaches nobody. Mend it in the CRM.
        """)
    public static let managerCycle = Code(
        "LP0541", "managers in a circle",
        """
        Users are managers of themselves, directly or by way of others. An escalation would go round for ever; it ends where
        it comes to somebody for the second time. Mend it in the CRM.
        """)
    public static let placeholder = Code(
        "LP0542", "texts that stand for no value",
        """
        A column holds texts that look as if they stood for no value: `Select` (nobody chose), `N/A`, `unknown`, `-`. For a
        rule such a lead has a value, and passes where one is demanded.

        Bad:

            require: company is not null     # passes the company "N/A"

        Say what the text means:

            values: { company: { "N/A": null } }

        Where it is a value of its own, accept it in the manifest with the reason.
        """)
    public static let nearlyTheSame = Code(
        "LP0543", "a text that is nearly another",
        """
        A text occurs once, and is one letter, or the case of letters, from one that occurs often: most likely it is
        misspelt, and conditions do not find it.

            values: { source: { Wbe: Web } }
        """)
    public static let totalsRow = Code(
        "LP0544", "a row of totals",
        """
        The last rows of the file sum up the others, as reports of CRMs do. They are no leads and no events.

        Export the records, not a report; or leave such rows out: `where: id not like 'Total%'`.
        """)

    static let dataCodes: [Code] = [
        raggedRow, strayQuote, unterminatedQuote, invalidUTF8, nulByte, unreadableInstant, unreadableDate,
        unreadableNumber, unreadableBoolean,
        stageNotAgreed, duplicateID, valueRequired, tooLong, emptyTable, badHeader, malformedRecord,
        malformedDocument, morePages, leadNotExported, noLeadNamed,
        afterAsOf,
        ownerUnknown, userUnknown, managerUnknown, recordDeleted, oneHourOnly, fewMinutes, minuteIsMonth, datesAsTimes,
        closedHours, beforeCreation, endsBeforeStart, loggedLate, nobodyNamed, ownerInactive, managerInactive,
        managerCycle,
        placeholder, nearlyTheSame, totalsRow,
    ]
}
