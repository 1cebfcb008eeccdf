/// LP06xx: rules that meet a snapshot.
extension Code {
    public static let tableNotInSnapshot = Code(
        "LP0601", "the snapshot lacks a table",
        """
        A rule needs a table that the snapshot does not have: a clock that waits for a touch needs `activities`, one that
        starts when a lead enters a stage needs `stage_changes`. The rule is refused: it neither passes nor fails, and the
        check ends with exit code 3, because nothing may pass for want of data.

        Export the table and name it in `snapshot.yaml`, or leave the rule out of this check with `--rule`. Where the CRM
        keeps one date column for each stage instead of a history, write

            stage_changes: { from_columns: { mql: became_mql_on, sal: accepted_on } }
        """)
    public static let columnNotInSnapshot = Code(
        "LP0602", "the snapshot lacks a column",
        """
        A rule needs a column that the snapshot does not have, or that holds something else. The rule is refused: it
        neither passes nor fails, and the check ends with exit code 3.

        Export the column, or map the column that holds it under `columns` in `snapshot.yaml`:

            leads: { file: Lead.csv, columns: { created_at: CreatedDate } }
        """)
    public static let columnUsedAsTwoTypes = Code(
        "LP0603", "a column is used as two types",
        """
        A column that nobody declared takes its type from the conditions that name it, and here they disagree: one
        compares it with a number, say, and another with text.

        Say what it is, with `types` in the manifest, and mend the condition that then does not fit:

            leads: { file: Lead.csv, types: { employees: number } }
        """)
    public static let valuesMissing = Code(
        "LP0604", "values are missing",
        """
        For some leads `applies` or `when` is neither true nor false, because a column has no value. Such leads are out of
        the rule's scope; they are counted here, so that nothing passes in silence.

        Fill the column in the CRM, or say in the agreement what a missing value means:

            when: coalesce(score, 0) >= 80
        """)
    public static let noTarget = Code(
        "LP0605", "no target holds",
        """
        For some leads no row of `within` holds, so the rule gives them no target and does not judge them.

        End `within` with a row without `when`, or say in `applies` whom the rule is for.
        """)
    public static let outsideTerm = Code(
        "LP0606", "outside every term",
        """
        Some clocks started on a day on which no version of the agreement was in force. They are not judged.

        Extend `term`, or add the version that was in force then.
        """)
    public static let unknownCalendar = Code(
        "LP0607", "a calendar that the agreement does not name",
        """
        A user, or a column that chooses the calendar, names a calendar that the agreement does not define. Clocks that
        would run on it run on the default calendar.

        Define the calendar under `calendars`, or mend the value (`values` in the manifest maps it).
        """)

    public static let calendarNotChosen = Code(
        "LP0608", "a value for which no calendar is chosen",
        """
        A rule chooses the calendar by a column, and the column has a value that `calendars_by` does not list, or none. The
        clocks of these leads run on the default calendar, which may open when nobody is at work, or not when somebody is.

        Bad:

            calendars_by: { country: { US: us-east } }         # and leads from SG

        Use instead:

            calendars_by: { country: { US: us-east, SG: singapore } }

        If the default calendar is meant, list the value with it.
        """)

    public static let neverOccurs = Code(
        "LP0609", "value that never occurs",
        """
        A condition compares a column with a value that no row of the snapshot has, or no lead is or was in a stage of the
        agreement. Often the value is spelt otherwise in the CRM, letter case included; then a rule judges nothing and nobody
        notices.

        Bad, where the export has 'Enterprise':

            applies: segment = 'enterprise'

        Use instead:

            applies: lower(segment) = 'enterprise'

        or map the value in the manifest: `values: { segment: { Enterprise: enterprise } }`. A small or young export may
        just not have it yet.
        """)

    public static let columnHidden = Code(
        "LP0620", "a column of the export is hidden",
        """
        The export has a column `computed_score` or `handoff_score`, and the agreement computes one of that name by
        `scoring: points`. Conditions mean the computed one.

        To compare the two, map the export's under another name, in `snapshot.yaml`:

            leads: { file: Lead.csv, columns: { crm_score: computed_score } }
        """)

    static let meetingCodes: [Code] = [
        tableNotInSnapshot, columnNotInSnapshot, columnUsedAsTwoTypes, valuesMissing, noTarget, outsideTerm,
        unknownCalendar, calendarNotChosen, neverOccurs, columnHidden,
    ]
}
