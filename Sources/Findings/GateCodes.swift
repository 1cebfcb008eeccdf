/// LP07xx: gate and waivers.
extension Code {
    public static let unknownRule = Code(
        "LP0701", "unknown rule",
        """
        A waiver, or a selection on the command line, names a rule that the agreement does not have.

        Correct the spelling; rules are named by their ids under `responsibilities`, `nurturing` and `metrics`.
        """)
    public static let waiverWithoutEnd = Code(
        "LP0702", "waiver without an end",
        """
        A waiver excuses breaches for a time. Without `until` it would quietly become the rule.

        Give it a last day:

            - { rule: first-response, until: 2026-03-06, reason: Booth week, approved_by: Ana Lima }
        """)
    public static let waiverUnexplained = Code(
        "LP0703", "waiver without reason or approver",
        """
        A waiver says why it was given and by whom, so that a reader of the report can judge whether it was right.
        """)
    public static let waivedByItself = Code(
        "LP0704", "waiver approved by who benefits",
        """
        The person who approved the waiver speaks for the party that owes the rule. A waiver is worth more when the party to
        which the duty is owed gives it.
        """)
    public static let waiverOutsideTerm = Code(
        "LP0705", "waiver outside the term",
        """
        A waiver holds only on days on which the agreement is not in force, often because the year is wrong.

        Correct the dates, or remove the waiver.
        """)
    public static let gateAtOdds = Code(
        "LP0706", "gate that contradicts itself",
        """
        `never` stands together with something that fails the gate.

        Write `fail_on: never` alone, or what fails it.
        """)
    public static let gateNeverFails = Code(
        "LP0707", "gate that cannot fail",
        """
        The gate fails on goals or on critical breaches, and no rule has a goal or is critical: whatever happens, it passes.

        Give a rule a `goal` or `severity: critical`, or write `fail_on: breach`.
        """)

    public static let waiverEnded = Code(
        "LP0708", "waiver that has ended",
        """
        The last day of a waiver lies before the snapshot. It still excuses the breaches of its time when that period is
        looked at, and nothing later.

        Remove it once the period is reviewed, so that the list says what is excused now.
        """)

    public static let waiverUnused = Code(
        "LP0709", "waiver that excuses nothing",
        """
        A waiver holds in the period that was judged, and no breach of its rule falls due while it holds and is in its scope:
        what was feared did not happen, or the condition or the days are not what was meant. A waiver that lies about excuses
        something nobody thought of one day.

        Remove it, or correct `where`, `from` or `until`.
        """)
    public static let breachesAreBack = Code(
        "LP0710", "breaches that are back",
        """
        Breaches that a waiver would excuse fell due after its last day. They count again, and each of them says so.

        Answer them. If the reason lasts, the other party may approve another waiver, with an end of its own.
        """)
    public static let waiverTooLong = Code(
        "LP0711", "waiver that holds too long",
        """
        A waiver holds for more days than `--max-waiver` allows, counted from `from` to `until`, both inclusive; one without
        `from` has no beginning, and is always too long.

        Bad, where 31 days are allowed:

            - { rule: first-response, from: 2026-01-01, until: 2026-12-31, reason: Busy, approved_by: Ana Lima }

        Shorten it, or change the rule.
        """)
    public static let waiversOfAnother = Code(
        "LP0712", "waivers of another agreement",
        """
        The file given with `--waivers` says that it belongs to another agreement than the one that is judged by. A rule of
        the same name there may be another rule.

        Name the right file, or correct its `agreement`.
        """)
    public static let waiverNotInBase = Code(
        "LP0713", "waiver that is not in the base",
        """
        With `--waivers-from` waivers count as they stand in another revision, usually the branch that a change is merged
        into: else a change could exempt itself. This waiver is not there, or reads otherwise there.

        Have it reviewed and merged; from then on it counts.
        """)
    public static let baseNotFound = Code(
        "LP0714", "base that git does not know",
        """
        The revision given with `--waivers-from` cannot be read: git is not installed, the agreement does not lie in a
        repository, or the repository does not have the revision. Build servers often fetch the newest commit alone.

        Fetch it first, as with `fetch-depth: 0` of GitHub's checkout or `git fetch origin main`, and name it as git does:

            leadpact check agreement.yaml snapshot/ --waivers-from origin/main
        """)

    public static let badBaseline = Code(
        "LP0730", "baseline that cannot be used",
        """
        The file given with `--baseline` is no baseline, has a line that was not written by leadpact, or belongs to another
        agreement. A line that is passed over would make an old breach new, or let a new one pass.

        Bad, as a merge leaves it behind:

            <<<<<<< HEAD
            first-response  L-1025  2026-03-31

        Remove such lines, or write the file anew with `--write-baseline`; breaches that it knew keep their day.
        """)

    static let gateCodes: [Code] = [
        unknownRule, waiverWithoutEnd, waiverUnexplained, waivedByItself, waiverOutsideTerm, gateAtOdds, gateNeverFails,
        waiverEnded, waiverUnused, breachesAreBack, waiverTooLong, waiversOfAnother, waiverNotInBase, baseNotFound,
    ]
}
