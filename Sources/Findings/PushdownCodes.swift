/// LP09xx: rules as SQL.
extension Code {
    public static let unsaidInSQL = Code(
        "LP0901", "cannot be said in SQL",
        """
        A script for a database says all that a rule means, or nothing: a part left out would change verdicts, and nobody would
        notice. What the script cannot say is named here, before anything runs. It cannot say

        - a score that the agreement computes by `scoring: points`;
        - lengths of time that are multiplied or divided, and a column of dates beside an instant in a zone other than UTC;
        - a target that a calendar does not use up within twelve years;
        - of a manifest `distinct`, `precision`, times with years of two digits or names of months, and queries for another database.

        Bad, where the data lives in a warehouse:

            require: computed_score >= 60

        Use instead a column that the warehouse computes:

            require: score >= 60

        or leave the rule to `leadpact check`, and name the others with `--rule`.
        """)
    public static let leftOutOfSQL = Code(
        "LP0902", "left out of the script",
        """
        Clocks of the metrics say how long things took, and owe nothing. They give no verdicts, so the script leaves them out;
        `leadpact check` measures them.
        """)
    static let pushdownCodes: [Code] = [unsaidInSQL, leftOutOfSQL]
}
