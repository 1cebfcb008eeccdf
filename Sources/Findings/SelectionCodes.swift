/// LP072x: what is asked for on the command line.
extension Code {
    public static let partyNotFound = Code(
        "LP0720", "no such party",
        """
        A party is asked for that the agreement does not name.

        Use a key of `parties`: `marketing` or `sales`.
        """)
    public static let nothingChosen = Code(
        "LP0721", "no rule is left",
        """
        The options that choose rules leave none of them: each of them fits some rule, but no rule fits them all.

        Leave one of the options away.
        """)
    public static let unknownPeriod = Code(
        "LP0722", "no such period",
        """
        The text after `--period` names no stretch of time.

        Periods are `last` (the review period before the current one), `all`, a year, half, quarter, month or week (`2026`,
        `2026-H1`, `2026-Q3`, `2026-07`, `2026-W27`; years, halves and quarters are those of `review: year_starts`), and two
        dates, both inclusive: `2026-01-01..2026-03-31`.
        """)
    public static let severalAgreements = Code(
        "LP0723", "several agreements at once",
        """
        The folder holds agreements with different ids. A check judges by the versions of one agreement.

        Give each agreement a folder of its own, or name the file.
        """)
    public static let overlappingTerms = Code(
        "LP0724", "terms overlap",
        """
        Two versions of an agreement are in force at the same time, so that which one a lead is judged by would be chance.

        Bad:

            # 2026.yaml
            term: { from: 2026-01-01, until: 2026-12-31 }
            # 2026-amended.yaml
            term: { from: 2026-07-01, until: 2026-12-31 }

        End the older one on the day before the newer begins:

            # 2026.yaml
            term: { from: 2026-01-01, until: 2026-06-30 }
        """)

    public static let asOfMissing = Code(
        "LP0725", "no as-of",
        """
        Neither the manifest nor the command line says when the snapshot was taken. What is still open is measured up to
        that instant; the clock of the machine that checks would give another verdict each day.

        Best is to write it down where the export is made, in `snapshot.yaml`:

            as_of: 2026-10-01T00:00:00Z

        On the command line, `--as-of` takes an instant, `latest` (the newest instant in the data) or `now`.
        """)

    public static let staleSnapshot = Code(
        "LP0726", "snapshot that is too old",
        """
        The snapshot is older than `--fail-on-stale` allows, so it is not judged: a gate that looks at the same export every
        night passes every night, whatever happens to the leads.

        See why the export has stopped. The age is counted from as-of, by the clock of the machine that checks.
        """)
    public static let ownerNotFound = Code(
        "LP0727", "nobody of that name",
        """
        `--owner` names somebody who is neither a user of the snapshot nor the owner of a lead. Judged by it, nobody would be
        found to have breached anything.

        Write the name as reports show it, or the id of the CRM.
        """)
    public static let badSettings = Code(
        "LP0728", "settings that cannot be used",
        """
        `leadpact.yaml` has a key that is no setting of `check`, or a value that is none. Settings that are passed over would
        let pass what was to fail.

        Bad:

            leadpact_settings: 1
            check: { fail-on: breech }

        Keys are the names of options with `_`, and values what the options take:

            leadpact_settings: 1
            check: { fail_on: [critical, goal], baseline: leadpact-baseline.txt }
        """)

    public static let badRun = Code(
        "LP0729", "no report of a check",
        """
        `compare` holds two reports against each other that `leadpact check` wrote as JSON, and this file is none, is of a later
        version, or of a run in which nothing was judged.

        Write one with each run, and keep it:

            leadpact check agreement.yaml snapshot/ --format json=runs/2026-03-31.json
        """)

    public static let badTemplate = Code(
        "LP0731", "a template that cannot be used",
        """
        The template of a page or a mail names what none has, does not end what it begins, or would write data as HTML.
        Whatever a lead is called, it stays text.

        Bad:

            <h1>{{{title}}}</h1>

        Write

            <h1>{{title}}</h1>

        `leadpact init --page-template` and `--mail-template` print leadpact's own, to be copied and changed.
        """)
    public static let badLogo = Code(
        "LP0732", "a logo that cannot be used",
        """
        The logo stands in the page itself, so that nothing is asked of any network: a PNG, JPEG, GIF, WebP or SVG of at most
        512 KiB.

            leadpact review agreement.yaml snapshot/ --format html=review.html --logo acme.svg
        """)

    static let selectionCodes: [Code] = [
        partyNotFound, nothingChosen, unknownPeriod, severalAgreements, overlappingTerms, asOfMissing, staleSnapshot,
        ownerNotFound, badSettings, badRun, badBaseline, badTemplate, badLogo,
    ]
}
