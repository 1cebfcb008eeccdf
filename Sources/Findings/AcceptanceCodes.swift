/// LP0138 and LP017x: who accepted the agreement, and what exactly.
extension Code {
    public static let notAccepted = Code(
        "LP0138", "not accepted by all parties",
        """
        `acceptance` lists some parties and not all. A party that has not accepted is not bound.

        Bad:

            acceptance:
              - { party: marketing, name: Ana Lima, date: 2025-12-12 }

        Use instead: let somebody of the other party read `leadpact print agreement.yaml`, and record that they accept it with

            leadpact accept agreement.yaml --party sales --name 'Tom Reyes'
        """)
    public static let changedSinceAccepted = Code(
        "LP0171", "changed since it was accepted",
        """
        A party accepted the agreement, and what it says has changed since: the digest recorded with the acceptance is not that
        of the agreement as it stands. What is enforced is then not what was agreed.

        The digest is taken over the meaning: white space, comments, the order of keys and the spelling of conditions do not
        matter, while every name, target, holiday, waiver and word of the text does. The days of a list of holidays
        (`{ file: holidays.ics }`) belong to it.

        Bad: to correct the digest by hand. Use instead: `leadpact diff OLD NEW` against the version that was accepted, to see
        what changed; then take the change back, or let the party accept it:

            leadpact accept agreement.yaml --party sales --name 'Tom Reyes'

        To change what is owed from a day on without touching the past, write a new version in a file of its own, with a `term`
        that starts where that of the old one ends.
        """)
    public static let badDigest = Code(
        "LP0172", "digest that cannot be read",
        """
        The `digest` of an acceptance is the SHA-256 of what was accepted, as 64 hexadecimal digits. `leadpact accept` writes it;
        it is not meant to be written by hand.

        Bad:

            - { party: sales, name: Tom Reyes, date: 2025-12-15, digest: signed }

        Use instead:

            - { party: sales, name: Tom Reyes, date: 2025-12-15 }

        and then, when the party has read what it accepts, `leadpact accept`.
        """)

    static let acceptanceCodes: [Code] = [changedSinceAccepted, badDigest]
}
