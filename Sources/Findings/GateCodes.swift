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
        waiverEnded, badBaseline,
    ]
}
