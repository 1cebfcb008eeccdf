/// LP08xx: tests of an agreement.
extension Code {
    public static let notATest = Code(
        "LP0801", "not a test file",
        """
        A file given to `leadpact test` is no test file, or one of a version that this leadpact does not read.

        A test file begins with the version of its format, names the agreement, and lists cases by name:

            leadpact_test: 1
            agreement: agreement.yaml
            cases:
              answered-in-time:
                as_of: 2026-03-10 12:00
                tables:
                  leads: [{ id: L-1 }]
                  stage_changes: [{ lead_id: L-1, to_stage: mql, at: 2026-03-09 09:00 }]
                  activities: [{ lead_id: L-1, direction: outbound, at: 2026-03-09 11:00 }]
                expect:
                  first-response: met

        To write the first one from real rows: `leadpact test --record LEAD AGREEMENT SNAPSHOT`.
        """)
    public static let noCases = Code(
        "LP0802", "nothing to test",
        """
        A test file has no cases, or a case says nothing about what is expected, or `--run` leaves none of the cases. A test
        that cannot fail proves nothing, so this is an error.

        Give the case an `expect`, with at least one rule. That a rule is to give no verdict at all is written with an
        empty list:

            expect:
              first-response: []
        """)
    public static let noInstantInTest = Code(
        "LP0803", "not an instant",
        """
        An instant of a test is a date and a time of day. Without an offset it is a local time in the `time_zone` of the test,
        which is the agreement's unless the test says another.

            as_of: 2026-03-10 12:00
            as_of: 2026-03-10T16:00:00Z
            as_of: 2026-03-10T12:00:00-04:00
        """)
    public static let columnNotUsed = Code(
        "LP0804", "a column that nobody knows",
        """
        A row of a test has a column that is none of the canonical ones and that no condition of the agreement names. Most
        often it is misspelt, and then the test would not show what it seems to show.

        Correct the spelling. What is only to be read by people goes into a comment.
        """)
    public static let rowLeftOut = Code(
        "LP0805", "a row that counts for nothing",
        """
        A row of a test refers to a lead or a user that the test does not have, so that it counts for nothing. In an export
        that happens all the time, because exports are cut by date; in a test it is a slip of the pen.

        Add the row that is referred to, or correct the id.
        """)
    public static let expectedTwice = Code(
        "LP0806", "expected in two ways",
        """
        An expected verdict contradicts itself: it names a lead and a period, though a verdict is of one or the other, or a
        time for a rule that has none.

        Verdicts of a `volume` or a `rate` are of a `period`, those of every other rule of a `lead`. `due` goes with a clock
        or a cadence.
        """)
    public static let badCasePattern = Code(
        "LP0807", "not a regular expression",
        """
        The text after `--run` is no regular expression. It is matched with any part of a case's name.

            leadpact test tests/ --run boundary
            leadpact test tests/ --run '^(dst|holiday)-'
        """)
    public static let recordedDiffers = Code(
        "LP0808", "the recorded case judges otherwise",
        """
        A case was written from real rows with names, addresses and companies replaced, and now a rule decides otherwise: its
        conditions look at what was replaced.

        Mend the case by hand: give the replaced values the trait that the condition asks for, such as the domain of the
        address.
        """)

    static let testCodes: [Code] = [
        notATest, noCases, noInstantInTest, columnNotUsed, rowLeftOut, expectedTwice, badCasePattern, recordedDiffers,
    ]
}
