/// LP023x, LP024x: what a condition means, against the columns there are.
extension Code {
    public static let unknownColumn = Code(
        "LP0230", "unknown column",
        """
        The condition names a column that the record does not have, or a term that the agreement does not define. Names are
        case-sensitive. A condition over a column that is not there cannot be judged, and is refused before any data is read.

        The message names the nearest known name and lists the columns. Where the export calls the column otherwise, map it in
        the manifest of the snapshot; a name with spaces or dots stands in double quotes:

            "Lead Source" = 'Webinar'
        """)
    public static let textInDoubleQuotes = Code(
        "LP0231", "text in double quotes",
        """
        Double quotes hold the name of a column, as in SQL; text stands in single quotes. No column has the quoted name.

        Bad:

            stage = "mql"

        Write:

            stage = 'mql'
        """)
    public static let unknownRecord = Code(
        "LP0232", "unknown record",
        """
        A name with dots goes from record to record and ends with a column: `owner.active`, `owner.manager.email`, and in an
        activity `user.team`, `lead.segment`. The record at this place cannot be reached from the one before it, or the name
        ends with a record instead of a column.

        Bad:

            owner is null

        Write:

            owner.id is null
        """)
    public static let typeMismatch = Code(
        "LP0233", "types that do not go together",
        """
        An operator or function is given values of types that it cannot take: text compared with a number, a date added to a
        date. Databases answer such a comparison by rules that differ from one to the next (for SQLite any text is greater than
        any number); a condition refuses it before any data is read.

        Bad:

            score >= '80'
            created_at >= '2026-03-01'
            as_of - created_at > 30

        Write:

            score >= 80
            created_at >= date '2026-03-01'
            as_of - created_at > 30 days
        """)
    public static let notACondition = Code(
        "LP0234", "not a condition",
        """
        True or false is wanted here, and the expression has another type.

        Bad:

            applies: owner.name

        Write:

            applies: owner.name is not null
        """)
    public static let wrongType = Code(
        "LP0235", "value of the wrong type",
        """
        A value of one type is wanted at this place and the expression has another; the message names both.
        """)
    public static let columnOfTwoTypes = Code(
        "LP0236", "column of two types",
        """
        Nothing says which type a column of the export has, so its use decides; and one condition uses it in two ways.

        Bad:

            Tier = 1 or Tier = 'gold'

        Use it in one way, or declare its type in the manifest of the snapshot.
        """)
    public static let termCycle = Code(
        "LP0237", "terms that define each other",
        """
        A term is defined by itself, directly or by way of others, so that its meaning can never be found.

        Bad:

            terms:
              hot: score >= 80 or urgent
              urgent: hot and segment = 'enterprise'

        To mean a column that has the name of the term, put the name in double quotes.
        """)
    public static let termHidesColumn = Code(
        "LP0238", "term with the name of a column",
        """
        A term of the agreement and a column of the lead have the same name. The term is meant: the words of an agreement mean
        what the agreement says. The column can be reached by its name in double quotes.

        Better give the term another name.
        """)
    public static let termsTooDeep = Code(
        "LP0239", "terms nested too deep",
        """
        A term uses terms that use terms, more than a hundred levels down. Nobody can read what it means.
        """)

    static let conditionMeaningCodes: [Code] = [
        unknownColumn, textInDoubleQuotes, unknownRecord, typeMismatch, notACondition, wrongType, columnOfTwoTypes,
        termCycle, termHidesColumn, termsTooDeep,
    ]
}
