import Columns
import Snapshots

/// The JSON Schema (draft-07) of `snapshot.yaml`.
public enum ManifestSchema {
    public static let tree: JSONTree = [
        "$schema": .draft,
        "title": "leadpact snapshot",
        "description": "What was exported from a CRM, when, and how its columns map.",
        "type": "object",
        "properties": [
            "leadpact_snapshot": ["description": "The version of this format: 1.", "enum": [1, "1"]],
            "as_of": .anyText("When the snapshot was taken.", examples: ["2026-10-01T00:00:00Z"]),
            "time_zone": .anyText("Of times that carry no offset.", examples: ["America/Los_Angeles"]),
            "preset": .words("The CRM whose export this is.", Manifest.presetNames),
            "series": .mapping(
                "The folder holds snapshots by date, one after the other.",
                ["at": .anyText("The time of day at which each was taken.", examples: ["02:00"])]),
            "accept": .list(
                "Findings about the data that were looked into, and may stay.",
                of: .mapping(
                    "A finding with the reason.",
                    [
                        "finding": .anyText("Its code.", examples: ["LP0533"]),
                        "table": .anyText("Of this table alone."), "column": .anyText("Of this column alone."),
                        "reason": .anyText("Why it may stay."),
                    ])),
            "tables": .object([
                JSONTree.Pair(key: "description", value: "The tables and their files."),
                JSONTree.Pair(key: "type", value: "object"),
                JSONTree.Pair(
                    key: "properties",
                    value: .object(
                        CanonicalTable.all.map {
                            JSONTree.Pair(
                                key: $0.name,
                                value: .either(
                                    "The table \($0.name): one file, or several.", .reference("table"),
                                    .list("Several files.", of: .reference("table"), least: 1)))
                        })),
                JSONTree.Pair(key: "additionalProperties", value: false),
            ]),
        ],
        "required": ["leadpact_snapshot"],
        "additionalProperties": false,
        "definitions": (["table": table] as JSONTree).with(ConditionSchema.definitions),
    ]

    private static let table: JSONTree = .mapping(
        "A file and how it is read.",
        [
            "file": .anyText("The file, beside the manifest.", examples: ["Lead.csv"]),
            "from": .anyText(
                "A database in place of a file.", examples: ["sqlite:crm.db", "postgres:", "postgres:crm"]),
            "table": .anyText(
                "The table or view of the database; beside a file, what 'leadpact sql' calls it.",
                examples: ["leads", "crm.leads"]),
            "sql": .anyText("A query in place of a table.", examples: ["select * from leads where not deleted"]),
            "columns": .names(
                "For a column of leadpact: the file's header, or several of which the first with a value counts.",
                of: .either("Headers.", .anyText("A header."), .list("Several.", of: .anyText("A header.")))),
            "constants": .names("A value that all rows have.", of: .anyText("The value.")),
            "values": .names(
                "For a column: what the export's texts mean.",
                of: .names("Text of the export: what it means.", of: ["type": ["string", "number", "boolean", "null"]])
            ),
            "ignore": .names(
                "For a column: stages that mean nothing to the agreement.",
                of: .list("Stages.", of: .anyText("A stage."))),
            "where": .reference("condition", "Which rows of the file count."),
            "time_zone": .anyText("Of times that carry no offset.", examples: ["America/Los_Angeles"]),
            "delimiter": .anyText("What parts the fields.", examples: ["semicolon", "tab", ";"]),
            "encoding": .anyText("How the letters are encoded.", examples: ["utf-8", "windows-1252"]),
            "records": .anyText(
                "Of an API's answers: the key of the list of records.", examples: ["users", "contacts"]),
            "types": .names("The types of other columns.", of: .words("A type.", ValueType.self)),
            "times": .names(
                "How instants and dates are written.",
                of: .either(
                    "A format, or more about it.", .anyText("A format.", examples: ["D/M/Y", "epoch seconds"]),
                    .mapping(
                        "More about it.",
                        [
                            "format": .anyText("The format.", examples: ["D/M/Y"]),
                            "time_zone": .anyText("The zone."),
                            "precision": .words(
                                "How exact the times are.", ["millisecond", "second", "minute", "day"]),
                            "offset": .words("Offsets in the file are wrong.", ["ignored"]),
                        ]))),
            "from_columns": .names(
                "Of stage_changes: for each stage, the column with the date on which it was entered.",
                of: .anyText("A header.")),
            "distinct": .anyText("Of leads and users: one row for each value of this header."),
        ])
}
