/// LP020x, LP021x: how a condition is written.
extension Code {
    public static let emptyCondition = Code(
        "LP0200", "empty condition",
        """
        A condition is wanted here and there is no text, or nothing but spaces. An empty condition would hold for every
        record, or for none; nobody could tell which was meant.

        Write what is to hold, or leave the key out: rules without `applies` judge every lead.
        """)
    public static let unknownSign = Code(
        "LP0201", "sign without meaning",
        """
        The text holds a sign that conditions do not know, or a character that cannot be seen. Conditions are SQL
        expressions: `= <> != < <= > >=`, `+ - * /`, parentheses, commas and dots are all the signs there are.

        Bad:

            score % 10 = 0
            score => 80;

        Better:

            score >= 80

        Invisible characters come with text pasted from a word processor or a web page: delete them and type a plain space.
        """)
    public static let unclosedText = Code(
        "LP0202", "quote never closed",
        """
        A quote opens a text or a name and nothing closes it, so that all of the rest would belong to it.

        Bad:

            company = 'O'Brien'

        A quote within a text is written twice:

            company = 'O''Brien'
        """)
    public static let curlyQuotes = Code(
        "LP0203", "curly quotes",
        """
        A word processor or a chat has bent the quotes. Curly quotes may be part of a text, so they cannot open or close one.

        Bad:

            stage = ‘mql’

        Write:

            stage = 'mql'
        """)
    public static let doubleEquals = Code(
        "LP0204", "== for =",
        """
        Programs compare with `==`; SQL, and with it a condition, compares with a single `=`. There is no assignment that it
        could be mistaken for.

        Bad:

            stage == 'mql'

        Write:

            stage = 'mql'
        """)
    public static let foreignLogic = Code(
        "LP0205", "&&, || or ! for and, or, not",
        """
        Conditions join with words: `and`, `or`, `not`. In SQL `||` even means something else, the joining of two texts.

        Bad:

            stage = 'mql' && !do_not_contact

        Write:

            stage = 'mql' and not do_not_contact
        """)
    public static let comparedWithNull = Code(
        "LP0206", "compared with null",
        """
        A missing value equals nothing, not even another missing value: `= null` and `<> null` are unknown for every record,
        so that the condition never holds. That is SQL's rule, and it surprises everybody once.

        Bad:

            email = null

        Write:

            email is null

        Where two columns are to count as equal when both are missing, write `a is not distinct from b`.
        """)
    public static let unexpected = Code(
        "LP0207", "unexpected word or sign",
        """
        The condition cannot go on like this: the message says what was expected at this place and what stands there.

        Bad:

            score >= and segment = 'smb'

        Write:

            score >= 80 and segment = 'smb'
        """)
    public static let trailing = Code(
        "LP0208", "text after the condition",
        """
        The condition is complete, and more text follows that nothing joins to it. Reading the first part alone would judge by
        half of what was meant.

        Bad:

            stage = 'mql' score >= 80
            stage 'mql'

        Write:

            stage = 'mql' and score >= 80
        """)
    public static let unclosedParenthesis = Code(
        "LP0209", "parenthesis without its other half",
        """
        A `(` is never closed, a `)` was never opened, or a `case` has no `end`.

        Bad:

            (stage = 'mql' or stage = 'sal'

        Write:

            (stage = 'mql' or stage = 'sal')
        """)
    public static let nestedTooDeep = Code(
        "LP0210", "nested too deep",
        """
        Parentheses, functions or chains of arithmetic are nested deeper than anybody reads. Chains of `and` and of `or` may be
        as long as you like.

        Name parts of it under `definitions.terms`, and use the names.
        """)
    public static let badNumber = Code(
        "LP0211", "number that cannot be held",
        """
        Numbers are held with some sixteen significant digits, up to about 1.8e308; whole numbers are exact up to
        9007199254740992. A number beyond that would be rounded, and the comparison would be with another number than the one
        that is written.

        An id made of digits is a text:

            external_id = '90071992547409931'
        """)
    public static let badTime = Code(
        "LP0212", "no date, or no instant",
        """
        `date '…'` holds a day of the calendar, `timestamp '…'` an instant with its time zone. An instant without a zone would
        mean something else on every machine.

        Bad:

            created_at >= timestamp '2026-03-01 09:00'
            expected_close > date '31.03.2026'

        Write:

            created_at >= timestamp '2026-03-01T09:00:00-05:00'
            expected_close > date '2026-03-31'
        """)
    public static let badDuration = Code(
        "LP0213", "no length of time",
        """
        A length of time is a number and a unit: `90 minutes`, `4 hours`, `30 days`, `2 weeks`. Months and years have no fixed
        length, and business time belongs to the targets of rules, which know a calendar.

        Bad:

            created_at < as_of - 3 months

        Write:

            created_at < as_of - 90 days
        """)
    public static let unknownFunction = Code(
        "LP0214", "unknown function",
        """
        The functions of conditions are `lower upper trim ltrim rtrim length coalesce nullif abs`. They mean in every
        condition what they mean in SQL.
        """)
    public static let wrongArguments = Code(
        "LP0215", "wrong number of arguments",
        """
        The function takes more or fewer arguments than it was given.

        Bad:

            coalesce(segment) = 'smb'

        Write:

            coalesce(segment, 'smb') = 'smb'
        """)
    public static let chained = Code(
        "LP0216", "chain of comparisons",
        """
        SQLite reads `a < b < c` as `(a < b) < c`, PostgreSQL refuses it, and neither takes it for "between". So
        comparisons, `in`, `between`, `like` and `is` do not follow each other without a word between them.

        Bad:

            60 <= score < 80

        Write:

            60 <= score and score < 80

        For the truth of a comparison use parentheses: `(score >= 80) is unknown`.
        """)
    public static let badPattern = Code(
        "LP0217", "broken pattern",
        """
        In a pattern `%` stands for any text and `_` for one character; `escape '!'` makes `!%`, `!_` and `!!` stand for the
        characters themselves. The escape is one character, and a pattern does not end with a single one.

        Bad:

            title like '100!' escape '!'

        Write:

            title like '100!%' escape '!'
        """)
    public static let emptyList = Code(
        "LP0218", "empty list",
        """
        `in ()` holds for no record. PostgreSQL refuses it, and so does a condition: a list that was emptied by accident
        would otherwise switch a rule off in silence.
        """)
    public static let foreignWord = Code(
        "LP0219", "word of another SQL",
        """
        The word belongs to SQL as other systems write it. The message says how it is written here.

        Bad:

            as_of - created_at > interval '30 days'

        Write:

            as_of - created_at > 30 days
        """)
    public static let nullInList = Code(
        "LP0220", "null in a list",
        """
        Nothing equals null, so null in the list of `in` finds no record. With `not in` it is worse: the answer is never true,
        because the missing value might be any value.

        Bad:

            disposition not in ('unresponsive', null)

        Write:

            disposition <> 'unresponsive' and disposition is not null
        """)
    public static let backslashInPattern = Code(
        "LP0221", "backslash in a pattern",
        """
        PostgreSQL takes a backslash in a pattern for an escape; SQLite, DuckDB and the SQL standard take it for itself, and so
        do conditions.

        To take `%` or `_` literally, name an escape character:

            title like '50!%' escape '!'
        """)

    public static let missingIsNotUnequal = Code(
        "LP0222", "inequality of what may be missing",
        """
        A missing value is neither equal nor unequal to another: `segment <> 'smb'` and `segment not in ('smb')` are unknown
        for a lead without a segment, so that the condition does not hold for it. Whoever means "every lead but" loses leads
        without a segment out of sight.

        Bad:

            segment <> 'smb'

        Where records without a value are meant too, write:

            segment is distinct from 'smb'
            coalesce(segment, '') not in ('smb', 'mid-market')

        Where they are not, say so:

            segment <> 'smb' and segment is not null
        """)

    static let conditionSyntaxCodes: [Code] = [
        emptyCondition, unknownSign, unclosedText, curlyQuotes, doubleEquals, foreignLogic, comparedWithNull,
        unexpected,
        trailing, unclosedParenthesis, nestedTooDeep, badNumber, badTime, badDuration, unknownFunction, wrongArguments,
        chained, badPattern, emptyList, foreignWord, nullInList, backslashInPattern,
        missingIsNotUnequal,
    ]
}
