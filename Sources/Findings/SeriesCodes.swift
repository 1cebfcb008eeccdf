extension Code {
    public static let seriesGap = Code(
        "LP0545", "a gap in a series of snapshots",
        """
        A series of snapshots is taken at even distances, and somewhere one is missing or cannot be read. A change that
        happened there is known to lie between the two snapshots around the gap, and no finer: more verdicts are `unknown`.

        See whether the export failed in those nights. What is lost stays lost; accept it with the reason:

            accept: [{ finding: LP0545, reason: The CRM was moved on that week-end. }]
        """)
    public static let seriesOrder = Code(
        "LP0546", "snapshots out of order, or twice",
        """
        Two snapshots of a series are of the same time, or their `as_of` tells another order than their names. Of those of
        the same time the last by name counts; else `as_of` counts, and the name does not.

        Bad:

            series/2026-03-01/leads.csv
            series/20260301/leads.csv

        Remove the one that is not wanted, or give the folder the date on which it was taken.
        """)
    public static let seriesColumns = Code(
        "LP0547", "snapshots with other columns",
        """
        Some snapshots of a series have columns that the last does not have, or lack some that it has. Where a snapshot has
        no `stage`, nothing is known of the stages of that night, and changes lie between the snapshots around it.

        Map a column that was renamed by both of its names:

            leads: { file: leads.csv, columns: { stage: [Status, Lead Status] } }
        """)
    public static let leadReturned = Code(
        "LP0548", "leads that were away",
        """
        Leads are in one snapshot of a series, are missing in the next, and are there again in a later one. Exports that
        were cut short, or a filter that changes, look so. What changed meanwhile is known to lie between the two snapshots
        that have the lead.
        """)
    public static let leadGone = Code(
        "LP0549", "leads that are gone",
        """
        Leads of earlier snapshots are not in the last: they were deleted or merged, or the export leaves them out. They
        are not judged, whether they were worked on time or not.

        Ask who deleted them. Where they were merged or fell out of a filter, accept it with the reason.
        """)
    public static let seriesStart = Code(
        "LP0550", "leads whose past is not known",
        """
        Leads of the first snapshot of a series have no `created_at`, so that nothing says since when they can be in
        their stage. They count as in no stage until it changes.

        Export the date of creation with the leads.
        """)
    public static let seriesDerived = Code(
        "LP0551", "changes derived from snapshots",
        """
        The snapshot has no history of stages, owners or dispositions. It is the last of a series, and what differs
        between two snapshots happened at some time between the two. Verdicts that come out the same for every instant
        between them stand; others are `unknown`. The more often snapshots are taken, the fewer those are.

        A change that was undone before the next snapshot is in none of them. Where the CRM keeps a history, export that:

            stage_changes: { file: LeadHistory.csv, where: Field = 'Status' }
        """)
    public static let passedOver = Code(
        "LP0552", "starts that no snapshot shows",
        """
        Between two snapshots of a series, leads went from a stage before the one with which a rule begins to a stage past
        it. They may have come through it, or not. Where no way to come through would have broken the rule, they have no
        verdict and are counted here; where one would have broken it, their verdict is `unknown`.

        Snapshots that are taken more often show more; a history shows all.
        """)

    public static let beforeSeries = Code(
        "LP0553", "starts before the first snapshot",
        """
        When a series of snapshots began, leads were past the stage with which a rule begins. When they came into it, if they
        did, was before anybody looked: the rule does not judge them.

        Let the term of the agreement begin with the series, and these leads are none of its business.
        """)

    public static let seriesModified = Code(
        "LP0554", "changes after the last change",
        """
        A stage, owner or disposition differs between two snapshots of a series, and the later one says by `modified_at` that
        the lead was last changed before the earlier was taken. Both cannot be. Such a change is known to lie between the
        two snapshots; where more than one change in a hundred is so, no `modified_at` of the series is believed.

        Is the time zone of the column another one? Is it the time of the last activity, or of the last synchronisation? Map
        the one that the CRM keeps of the record itself, or none:

            leads: { file: Lead.csv, columns: { modified_at: LastModifiedDate } }
        """)

    static let seriesCodes: [Code] = [
        seriesGap, seriesOrder, seriesColumns, leadReturned, leadGone, seriesStart, seriesDerived, passedOver,
        beforeSeries, seriesModified,
    ]
}
