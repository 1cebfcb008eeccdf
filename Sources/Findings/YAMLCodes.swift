/// LP00xx: text and YAML.
extension Code {
    public static let unknownKey = Code("LP0010", "unknown key", """
        A mapping holds a key that means nothing at this place. A misspelt key would otherwise be dropped in silence,
        and the clause it was meant to state would not be enforced.

        Use one of the keys that the message names.
        """)
    public static let missingKey = Code("LP0011", "missing key", """
        A mapping lacks a key without which it means nothing.

        Add the key that the message names.
        """)
    public static let notAMapping = Code("LP0012", "not a mapping", """
        Keys and values are expected here (`key: value`, one to a line, or `{ key: value }`), and something else was found.
        """)
    public static let notText = Code("LP0013", "not text", """
        A single value is expected here, and a list or a mapping was found. Text that begins with `[` or `{` wants quotes.
        """)
    public static let notABoolean = Code("LP0014", "not true or false", """
        A boolean is `true` or `false` alone; `yes`, `no`, `on`, `off` are text, as YAML 1.2 has it.
        """)

    static let yamlCodes: [Code] = [unknownKey, missingKey, notAMapping, notText, notABoolean]
}
