/// LP01xx: the agreement.
extension Code {
    public static let formatVersion = Code(
        "LP0101", "version of the format",
        """
        An agreement says which version of the format it is written in, so that a later leadpact does not read it with
        another meaning. This leadpact reads version 1.

        Write on the first line:

            leadpact: 1
        """)
    public static let unknownStage = Code(
        "LP0102", "unknown stage",
        """
        A stage is named that `definitions.stages` does not define. No lead would ever enter it, so the rule would judge
        nothing.

        Correct the spelling, or define the stage.
        """)
    public static let unknownEvent = Code(
        "LP0103", "unknown event",
        """
        An event is named that is neither built in (`created`, `assigned`, `enters STAGE`, `leaves STAGE`) nor defined in
        `definitions.events`.

        Correct the spelling, or define the event:

            definitions:
              events:
                touch: { in: activities, where: direction = 'outbound' }
        """)
    public static let unknownTerm = Code(
        "LP0104", "no such term",
        """
        A condition stands or falls with a word that is nearly the name of a term. As it is spelt it would be taken for a column
        of the lead, and the snapshot will hardly have one of that name.

        Correct the spelling. If a column is meant, write its name in double quotes: `"enterprize"`.
        """)
    public static let unknownParty = Code(
        "LP0105", "unknown party",
        """
        A party is named that `parties` does not list. Without `parties`, the parties are `marketing` and `sales`.

        Correct the spelling, or add the party.
        """)
    public static let unknownEscalation = Code(
        "LP0106", "unknown escalation",
        """
        A rule names an escalation that the section `escalation` does not define: nobody would be told of its breaches.

        Correct the spelling, or define the escalation:

            escalation:
              sales-ladder:
                - { at: due, to: manager }
        """)
    public static let notAnEvent = Code(
        "LP0107", "event that cannot be read",
        """
        Events are written in a few words. A rule starts with one of them, `first`, `last` or `each` before it; it ends with
        one, with a count before it and what it is spread across after it:

            created
            assigned
            first enters mql
            leaves sal
            touch                        # one of definitions.events
            6 touch across 2 kind        # the sixth, of at least two different kinds
            { at: dispositioned_at }     # an instant column of the lead
        """)
    public static let noKind = Code(
        "LP0110", "rule of no kind",
        """
        A rule has none of the keys `clock`, `cadence`, `require`, `unique`, `volume`, `rate`, one of which says what is owed.
        """)
    public static let twoKinds = Code(
        "LP0111", "two where one belongs",
        """
        Two keys stand together of which only one can hold: a rule of two kinds, an event both in a table and in a list, a
        step of an escalation at two moments.

        Write two of them.
        """)
    public static let duplicateRule = Code(
        "LP0112", "two rules of one name",
        """
        Verdicts, waivers, selections and reports name a rule by its id. Ids are therefore unique in an agreement, across
        parties and sections.

        Give one of the two another id.
        """)
    public static let badName = Code(
        "LP0113", "name that cannot be written",
        """
        A name could not be told from something else where it is used: it has a blank, or it is a word of the language of
        events (`first`, `enters`, `created` …), of conditions (`and`, `case` …) or of calendars (`owner`). The name of a term
        stands in conditions, so it begins with a letter and has letters, digits and hyphens only.

        Bad:

            terms: { 1st-choice: score >= 80 }

        Use instead:

            terms: { first-choice: score >= 80 }
        """)
    public static let notKebabCase = Code(
        "LP0114", "name not in kebab-case",
        """
        The keys of the format are written in `snake_case`; the author's own names in `kebab-case`: small letters and digits
        with hyphens between. A reader then sees at once which is which.

        Bad: `FirstResponse`, `first_response`. Use instead: `first-response`.
        """)
    public static let unusedName = Code(
        "LP0115", "unused name",
        """
        An event, term, calendar or escalation is defined and nothing refers to it. Often the rule that should refer to it
        names another one.

        Use it, or remove it.
        """)
    public static let eventCycle = Code(
        "LP0116", "event defined by itself",
        """
        An event of the form `any` lists itself, directly or by way of another event.

        Remove one of the references that the message shows.
        """)
    public static let unreachableRow = Code(
        "LP0120", "row that never holds",
        """
        The first row of `within` whose `when` is true gives the target. A row after one without `when`, or after one with the
        same `when`, never does.

        Bad:

            within:
              - { target: 8 business hours }
              - { when: hot, target: 1 business hour }

        Use instead:

            within:
              - { when: hot, target: 1 business hour }
              - { target: 8 business hours }
        """)
    public static let noRowForTheRest = Code(
        "LP0121", "leads without a target",
        """
        Every row of `within` has a `when`. A lead for which none is true has no target: nothing is owed for it.

        End with a row without `when`, or say in `applies` whom the rule is for.
        """)
    public static let warnAtOutOfRange = Code(
        "LP0122", "share of the target out of range",
        """
        `warn_at`, and `at` in an escalation, are shares of the target that are used: more than 0% and at most 100%. What is to
        happen after due is written with `after`:

            - { after: 1 business day, to: sales }
        """)
    public static let endsWhereItStarts = Code(
        "LP0123", "always met",
        """
        A clock ends with the event that starts it, or is cancelled by it, or its pause ends with the event that begins it,
        or a rate compares an event with itself. The answer is the same whatever anybody does.

        Bad:

            clock: { from: each enters sal, to: enters sal, within: 10 days }

        Use instead:

            clock: { from: each enters sal, to: leaves sal, within: 10 days }
        """)
    public static let twoRhythms = Code(
        "LP0124", "cadence with two rhythms",
        """
        A cadence has either `every` (no gap longer than this) or `schedule` (one event by each of these times after entry).

        Write two rules if both are owed.
        """)
    public static let scheduleOrder = Code(
        "LP0125", "schedule out of order",
        """
        The steps of a `schedule` are counted from the entry, each longer than the one before, all in one unit of time.

        Bad: `schedule: [30 days, 30 days]`. Use instead: `schedule: [30 days, 60 days]`.
        """)
    public static let crossedLimits = Code(
        "LP0126", "limits that exclude each other",
        """
        `at_least` is greater than `at_most`: no figure can be both, so the rule would be broken in every period.

        Swap the two, or correct one of them.
        """)
    public static let metricIsOwed = Code(
        "LP0127", "metric that is owed",
        """
        What stands under `metrics` is measured and reported; nobody owes it. It has no goal, no limit, no severity and no
        escalation, and is a volume, a rate, or a clock without `within`.

        To owe it, move it to the party that does, under `responsibilities`.
        """)
    public static let emptyGoal = Code(
        "LP0128", "goal that asks for nothing",
        """
        A goal asks for a share that is met, for quantiles, or both:

            goal: { met: 95%, p90: 6 business hours }
        """)
    public static let quantileWithoutClock = Code(
        "LP0129", "quantile of nothing",
        """
        `p90: 6 business hours` asks that nine in ten took no longer. Only a clock takes time, and only elapsed time and time
        within opening hours can be measured, not closing times, months or business days.

        Use `goal: { met: 95% }` for other rules, and `40 business hours` for `5 business days`.
        """)
    public static let notADate = Code(
        "LP0130", "not a date",
        """
        Dates are written `2026-01-31`: year, month, day. Other orders can be read in two ways.
        """)
    public static let datesOutOfOrder = Code(
        "LP0131", "dates out of order",
        """
        Something ends before it starts. Both dates belong to the stretch they bound.
        """)
    public static let notAShare = Code(
        "LP0132", "not a percentage",
        """
        A share is written as a percentage, from 0% to 100%: `95%`, `99.5%`. Without the sign nobody could tell 1 % from all.
        """)
    public static let notANumber = Code(
        "LP0133", "not a number",
        """
        A number is written with digits and at most one point: `400`, `2.5`. Commas and blanks mean different things in
        different countries. A volume's limit may also be a share of all leads: `9% of leads`.
        """)
    public static let unknownWord = Code(
        "LP0134", "unknown word",
        """
        One of a few words is expected here; the message lists them. Words are written in small letters, as the list shows.
        """)
    public static let nothingListed = Code(
        "LP0135", "empty list",
        """
        A list is empty where it must name something; what it belongs to would hold for nothing.
        """)
    public static let notAnAddress = Code(
        "LP0136", "not an e-mail address",
        """
        An e-mail address is expected: one `@`, no blanks, nothing around it. A notice to anything else would not arrive.
        """)
    public static let toNobody = Code(
        "LP0137", "escalation to nobody",
        """
        A step of an escalation goes to a party that has no address.

        Bad:

            parties: { sales: { name: Tom Reyes } }

        Use instead:

            parties: { sales: { name: Tom Reyes, email: tom.reyes@acme.example } }
        """)
    public static let nothingOwed = Code(
        "LP0139", "agreement without rules",
        """
        `responsibilities`, `nurturing` and `metrics` are empty: a check would find nothing and pass.
        """)
    public static let termsLeaveGap = Code(
        "LP0141", "days without an agreement",
        """
        Between two versions of an agreement lie days on which none is in force. Clocks that start on them are not judged.

        Let one version start on the day after the other ends.
        """)
    public static let wrongColumn = Code(
        "LP0143", "column of another type",
        """
        An event happens at an instant, and a sum is made of numbers: the column named here holds something else in every
        snapshot.

        Bad:

            decided: { at: disposition }

        Use instead:

            decided: { at: dispositioned_at }
        """)
    public static let unknownDisposition = Code(
        "LP0144", "unknown disposition",
        """
        A condition compares `disposition` with a value that `definitions.dispositions` does not list, so it would never hold.

        Correct the spelling, or add the disposition.
        """)

    public static let scoreInCircle = Code(
        "LP0145", "score that depends on itself",
        """
        The score is made of events and of conditions over the lead. A condition that decides which rows are an event, or a
        line of `points`, cannot ask for the score in turn: each would wait for the other.

        Bad:

            points:
              - { when: computed_score > 50, add: 10 }

        Ask for what the points are made of, or ask in a rule, where the score is known:

            fits: { require: computed_score > 50 }
        """)

    static let agreementCodes: [Code] = [
        formatVersion, unknownStage, unknownEvent, unknownTerm, unknownParty, unknownEscalation, notAnEvent, noKind,
        twoKinds, duplicateRule, badName, notKebabCase, unusedName, eventCycle, unreachableRow, noRowForTheRest,
        warnAtOutOfRange, endsWhereItStarts, twoRhythms, scheduleOrder, crossedLimits, metricIsOwed, emptyGoal,
        quantileWithoutClock, notADate, datesOutOfOrder, notAShare, notANumber, unknownWord, nothingListed,
        notAnAddress,
        toNobody, notAccepted, nothingOwed, termsLeaveGap, wrongColumn, unknownDisposition, scoreInCircle,
    ]
}
