import Agreements
import Findings

/// The JSON Schema (draft-07) of what `check --format json` writes; `leadpact_report` is its version.
///
/// Keys may be added under one version; one that changes its meaning or goes away makes it grow. So other keys are allowed here.
public enum ReportSchema {
    public static let tree: JSONTree = [
        "$schema": .draft,
        "title": "leadpact report",
        "description": "What leadpact check found: outcome, gate, rules, verdicts, findings.",
        "type": "object",
        "properties": [
            "leadpact_report": ["description": "The version of this format.", "const": 1],
            "leadpact": .string("The version of leadpact that wrote it."),
            "outcome": .words(
                "How the check ended.", ["passed", "gate-failed", "agreement-wrong", "data-unfit", "defect"]),
            "exit_code": ["description": "The same as the exit code of the command.", "enum": [0, 1, 2, 3, 70]],
            "answer": .string("All of it in one sentence."),
            "agreement": .string("As it was named on the command line."),
            "snapshot": .string("As it was named on the command line."),
            "as_of": .instant("When the snapshot was taken."),
            "period": .open(
                "The period judged.",
                [
                    "name": .string("Its name: 2026-Q3."), "from": .instant("Where it begins."),
                    "before": .instant("The first instant after it."),
                    "to_date": ["description": "Whether it still runs.", "type": "boolean"],
                ], required: ["name", "to_date"]),
            "agreements": .list(
                "The versions that were judged by.",
                of: .open(
                    "A version.",
                    [
                        "id": .string("The name that all versions share."), "path": .string("Its file."),
                        "title": .maybe("string", "Its title."), "from": .maybe("string", "Its first day."),
                        "until": .maybe("string", "Its last day."), "time_zone": .string("Of its dates."),
                        "digest": .string("Of its meaning."),
                        "accepted": [
                            "description": "Whether all parties accepted it as it stands.", "type": "boolean",
                        ],
                        "acceptance": .list("By party.", of: ["type": "object"]),
                    ], required: ["id", "path", "time_zone", "digest", "accepted", "acceptance"])),
            "gate": .open(
                "Whether the gate lets it pass.",
                [
                    "failed": ["description": "Whether it does not.", "type": "boolean"],
                    "fail_on": .list("What fails it.", of: .words("A condition.", Gate.Condition.self)),
                    "reasons": .list("Why it fails.", of: .string("A reason.")),
                ], required: ["failed", "fail_on", "reasons"]),
            "leads": .count("Leads in the snapshot."),
            "waived": .open(
                "Breaches that waivers excuse.",
                ["count": .count("So many."), "oldest": .maybeInstant("When the oldest fell due.")],
                required: ["count", "oldest"]),
            "baseline": .open(
                "The baseline, where one was given.",
                [
                    "path": .string("Its file."), "new": .count("Breaches that it does not know."),
                    "known": .count("Breaches that it knows."),
                    "oldest": .maybe("string", "The day on which the oldest of them was first seen."),
                    "gone": .either(
                        "Entries that are breaches no more; null where only a part was judged.",
                        ["type": "null"],
                        .list("Entries.", of: .open("An entry.", entry, required: ["rule", "subject", "since"]))),
                ], required: ["path", "new", "known", "oldest", "gone"]),
            "rules": .list("Every rule that was chosen.", of: .reference("rule")),
            "listed": .words("Which verdicts are listed.", ["breaches", "open", "all"]),
            "verdicts": .list("Verdicts, by rule, lead and start.", of: .reference("verdict")),
            "carried_over": .open(
                "Breaches of earlier periods that are still unanswered.",
                [
                    "count": .count("So many."),
                    "verdicts": .list("With --carried-over.", of: .reference("verdict")),
                ], required: ["count"]),
            "data": .open(
                "What was wrong with the rows of the snapshot.",
                [
                    "rows": ["description": "By table.", "type": "object"],
                    "faults": .list("Rows that cannot be read, by cause.", of: .reference("group")),
                    "left_out": .list("Rows that mean nothing here, by cause.", of: .reference("group")),
                ], required: ["rows", "faults", "left_out"]),
            "findings": .list("Of the agreement, the snapshot and their meeting.", of: .reference("finding")),
        ],
        "required": [
            "leadpact_report", "leadpact", "outcome", "exit_code", "answer", "agreement", "snapshot", "findings",
        ],
        "definitions": ["rule": rule, "verdict": verdict, "group": group, "finding": finding],
    ]

    private static let entry: JSONTree = [
        "rule": .string("The rule."), "subject": .string("What it is about."),
        "since": .string("The day on which it was first seen."),
    ]

    private static let rule: JSONTree = .open(
        "A rule, and what became of it.",
        [
            "id": .string("Its id."),
            "kind": .words("Its kind.", ["clock", "cadence", "require", "unique", "volume", "rate"]),
            "section": .string("Where it stands."), "party": .maybe("string", "Who owes it."),
            "severity": .words("How severe a breach is.", RuleSeverity.self),
            "says": .maybe("string", "In the author's words."), "path": .string("The file of its clause."),
            "line": .count("From 1."), "column": .count("From 1, in Unicode scalars."),
            "refused": ["description": "Whether the snapshot lacks what it needs.", "type": "boolean"],
            "verdicts": .names("How many of each.", of: .count("So many.")),
            "attainment": .maybe("number", "Kept among kept and breached, 0 to 1."),
            "goal": .open(
                "The goal, and whether it was missed.",
                [
                    "missed": ["description": "Whether it was.", "type": "boolean"],
                    "wanted": .maybe("number", "The attainment that was agreed."),
                    "reached": .maybe("number", "The attainment that was reached."),
                ], required: ["missed", "wanted", "reached"]),
        ], required: ["id", "kind", "section", "party", "severity", "path", "line", "column", "refused"])

    private static let verdict: JSONTree = .open(
        "A verdict on one obligation.",
        [
            "rule": .string("The rule."),
            "subject": .string("The lead, with its start where it has several; or the period."),
            "lead": .maybe("string", "The lead's id."),
            "verdict": .words("The verdict.", ["met", "breached", "open", "at-risk", "void", "waived", "unknown"]),
            "kind": .either("Of a breach.", ["type": "null"], .words("How it came about.", ["late", "missed"])),
            "start": .maybeInstant("When the clock started."), "due": .maybeInstant("When it was due."),
            "satisfied_at": .maybeInstant("When it was done."),
            "elapsed_seconds": .maybe("number", "Time used, in the target's kind of time."),
            "target_seconds": .maybe("number", "Time agreed."), "target": .maybe("string", "In the author's words."),
            "owner_id": .maybe("string", "The owner at due."), "owner": .maybe("string", "The owner's name."),
            "team": .maybe("string", "The owner's team."), "manager": .maybe("string", "The owner's manager."),
            "reason": .string("In one line."),
            "fingerprint": [
                "description": "Names the obligation in every run: rule, lead and occurrence, and no row of a file.",
                "type": "string", "pattern": "^[0-9a-f]{16}$",
            ],
            "since": .maybe("string", "With a baseline: the day on which the breach was first seen."),
        ],
        required: [
            "rule", "subject", "lead", "verdict", "kind", "start", "due", "satisfied_at", "elapsed_seconds",
            "target_seconds", "target", "owner_id", "owner", "team", "manager", "reason", "fingerprint",
        ])

    private static let group: JSONTree = .open(
        "A cause, with how often it occurs.",
        [
            "code": .string("Its code."), "table": .string("The table."), "column": .maybe("string", "The column."),
            "summary": .string("What all of it has in common."), "count": .count("Rows."),
            "first": .list("The first of them.", of: .reference("finding")),
        ], required: ["code", "table", "column", "summary", "count", "first"])

    private static let finding: JSONTree = .open(
        "A finding.",
        [
            "level": .words("How much it matters.", Level.self),
            "code": ["description": "Its stable name.", "type": "string", "pattern": "^LP[0-9]{4}$"],
            "title": .string("Its kind, in a few words."), "message": .string("What was found, and what was expected."),
            "path": .string("The file."), "line": .count("From 1."), "column": .count("From 1."),
            "end_line": .count("From 1."), "end_column": .count("From 1."),
            "notes": .list("How to mend it.", of: .string("A note.")),
        ], required: ["level", "code", "title", "message", "notes"])
}

extension JSONTree {
    /// An object of known keys, which may have others.
    fileprivate static func open(_ description: String, _ properties: JSONTree, required: [String]) -> JSONTree {
        [
            "description": .text(description), "type": "object", "properties": properties,
            "required": .list(required.map { .text($0) }),
        ]
    }

    fileprivate static func string(_ description: String) -> JSONTree {
        ["description": .text(description), "type": "string"]
    }

    fileprivate static func maybe(_ type: String, _ description: String) -> JSONTree {
        ["description": .text(description), "type": .list([.text(type), "null"])]
    }

    fileprivate static func count(_ description: String) -> JSONTree {
        ["description": .text(description), "type": "integer", "minimum": 0]
    }

    private static let instantPattern: JSONTree =
        "^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z$"

    fileprivate static func instant(_ description: String) -> JSONTree {
        ["description": .text("\(description) In UTC."), "type": "string", "pattern": instantPattern]
    }

    fileprivate static func maybeInstant(_ description: String) -> JSONTree {
        ["description": .text("\(description) In UTC."), "type": ["string", "null"], "pattern": instantPattern]
    }
}
