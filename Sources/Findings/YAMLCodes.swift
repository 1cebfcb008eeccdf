/// LP00xx: text and YAML.
extension Code {
    public static let notUTF8 = Code(
        "LP0001", "not UTF-8",
        """
        The bytes of the file are no UTF-8 text. Files saved by older Windows programs are often in Windows-1252 or UTF-16;
        read as UTF-8 they would show wrong letters, or none.

        Save the file as UTF-8.
        """)
    public static let controlCharacter = Code(
        "LP0002", "character that no editor shows",
        """
        The text holds a control character, a byte order mark in its middle, or a line separator that YAML takes for the end
        of a line and most editors do not show. What is read then differs from what a person sees.

        Delete the character. It usually came with text pasted from a word processor, a chat or a web page.
        """)
    public static let tooLarge = Code(
        "LP0003", "file too large",
        """
        The file is larger than any agreement: it is refused before it is read.
        """)
    public static let emptyDocument = Code(
        "LP0004", "empty file",
        """
        The file is empty, or holds nothing but comments.

        `leadpact init` writes an agreement to start from.
        """)
    public static let severalDocuments = Code(
        "LP0005", "several documents",
        """
        A line `---` begins a second document. One file holds one document; the second would not be read.

        Split the file, or remove the line `---`.
        """)
    public static let syntax = Code(
        "LP0006", "no YAML",
        """
        The text breaks YAML's grammar at this place, so that nothing after it can be read. What is wrong often stands on the
        line before.

        Bad:

            term:
              from: 2026-01-01
             until: 2026-12-31

        Keys of one mapping begin in the same column:

            term:
              from: 2026-01-01
              until: 2026-12-31
        """)
    public static let tab = Code(
        "LP0007", "tab",
        """
        A tab stands where YAML wants spaces. How wide a tab is differs between editors, so YAML does not count it as
        indentation.

        Replace it with spaces; most editors can do so for a whole file.
        """)
    public static let duplicateKey = Code(
        "LP0008", "duplicate key",
        """
        A key stands twice in one mapping. Most YAML readers keep the last and drop the first in silence, so that a clause of
        the agreement disappears.

        Rename one of the two, or remove it.
        """)
    public static let complexKey = Code(
        "LP0009", "key that is no text",
        """
        A key is a list, a mapping or nothing at all. Text that begins with `[`, `{` or `?` is read as the start of such a key.

        Put the key in quotes.
        """)
    public static let unknownKey = Code(
        "LP0010", "unknown key",
        """
        A mapping holds a key that means nothing at this place. A misspelt key would otherwise be dropped in silence,
        and the clause it was meant to state would not be enforced.

        Use one of the keys that the message names.
        """)
    public static let missingKey = Code(
        "LP0011", "missing key",
        """
        A mapping lacks a key without which it means nothing.

        Add the key that the message names.
        """)
    public static let notAMapping = Code(
        "LP0012", "not a mapping",
        """
        Keys and values are expected here (`key: value`, one to a line, or `{ key: value }`), and something else was found.
        """)
    public static let notText = Code(
        "LP0013", "not text",
        """
        A single value is expected here, and a list or a mapping was found. Text that begins with `[` or `{` wants quotes.
        """)
    public static let notABoolean = Code(
        "LP0014", "not true or false",
        """
        A boolean is `true` or `false` alone; `yes`, `no`, `on`, `off` are text, as YAML 1.2 has it.
        """)
    public static let notAList = Code(
        "LP0015", "not a list",
        """
        A list is expected here: `[a, b]`, or one item to a line, each after `- `.
        """)
    public static let mergeKey = Code(
        "LP0016", "merge key",
        """
        `<<` merged one mapping into another in YAML 1.1. It is no part of YAML 1.2, and a reader of the agreement cannot see
        what holds in the end.

        Write the keys out, or give the whole value an anchor and use its alias:

            us: &office { mon-fri: 09:00-17:00 }
            uk: *office
        """)
    public static let unknownAnchor = Code(
        "LP0017", "unknown anchor",
        """
        An alias (`*name`) stands for the value that an anchor (`&name`) earlier in the file names, and there is no such anchor.
        Text that begins with `*` is read as an alias.

        Correct the name, or put the text in quotes.
        """)
    public static let tooManyAliases = Code(
        "LP0018", "aliases that multiply",
        """
        Aliases of aliases stand for so many values that the file is refused: a few lines can stand for billions.

        Write out what is meant.
        """)
    public static let tooDeep = Code(
        "LP0019", "nested too deep",
        """
        Lists and mappings stand inside one another more than 64 deep. No agreement needs that.
        """)
    public static let tag = Code(
        "LP0020", "tag",
        """
        A tag (`!name`, `!!str`) means nothing here: the type of a value is decided by its key. Text that begins with `!` is
        read as a tag.

        Put the text in quotes, or remove the tag.
        """)
    public static let commaInFlow = Code(
        "LP0021", "comma ends a value",
        """
        Inside `{ }` and `[ ]` a comma ends an unquoted value. A condition with a list is cut in two there, and so is a
        sentence. Where leadpact can tell, it reads the text as it was meant; other readers of YAML do not.

        Bad:

            touch: { in: activities, where: kind in ('call', 'email') }

        Use instead:

            touch: { in: activities, where: "kind in ('call', 'email')" }
        """)
    public static let colonInValue = Code(
        "LP0022", "colon in a value",
        """
        A colon with a space after it begins a value, also in the middle of unquoted text.

        Bad:

            applies: title = 'VP: Sales'

        Use instead:

            applies: "title = 'VP: Sales'"
        """)
    public static let hashInValue = Code(
        "LP0023", "hash in a value",
        """
        A `#` after a space begins a comment, also in the middle of unquoted text: the rest of the line is not read.

        Bad:

            applies: campaign = 'Spring #2'

        Use instead:

            applies: "campaign = 'Spring #2'"
        """)
    public static let leadingQuote = Code(
        "LP0024", "quote at the start of a value",
        """
        A value that begins with a quote ends at the closing quote. A condition that begins with a text literal is cut off there.

        Bad:

            applies: 'web' = source

        Use instead:

            applies: source = 'web'
        """)
    public static let wantsQuotes = Code(
        "LP0025", "value that wants quotes",
        """
        No unquoted value can begin with one of ``@ ` % & * ! | > ' " [ ] { } , #``: YAML gives these a meaning of their own.

        Put the whole value in quotes.
        """)
    public static let missingSpace = Code(
        "LP0026", "colon without a space",
        """
        A key ends with a colon and a space. Without the space, key and value are one piece of text.

        Bad:

            every:quarter

        Use instead:

            every: quarter
        """)
    public static let unclosed = Code(
        "LP0027", "bracket or quote left open",
        """
        A `[`, `{` or quote is not closed where the text says it must be. Text with commas, colons, brackets or quotes inside
        `{ }` wants quotes around the whole.
        """)

    public static let keyWithoutValue = Code(
        "LP0028", "key without a value",
        """
        Inside `{ }` a key stands without a value. Either the value was forgotten, or a comma in the text before it was taken
        for the end of that text.

        Bad:

            { with: sales, final }

        Use instead:

            { with: sales, final: true }
        """)

    static let yamlCodes: [Code] = [
        notUTF8, controlCharacter, tooLarge, emptyDocument, severalDocuments, syntax, tab, duplicateKey, complexKey,
        unknownKey, missingKey, notAMapping, notText, notABoolean, notAList, mergeKey, unknownAnchor, tooManyAliases,
        tooDeep, tag, commaInFlow, colonInValue, hashInValue, leadingQuote, wantsQuotes, missingSpace, unclosed,
        keyWithoutValue,
    ]
}
