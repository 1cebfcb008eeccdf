import CommandSupport
import Foundation

/// Messages that the tables of `BadInput` do not show: mistakes of more than one place, warnings, and what is asked on the
/// command line.
extension Shown {
    private static let agreement = "agreement.yaml"
    private static let manifest = "data/snapshot.yaml"
    private static let leads = "data/leads.csv"
    private static let good = BadInput.goodFiles["agreement.yaml"] ?? ""
    private static let lint = "lint agreement.yaml"
    private static let check = "check agreement.yaml data"

    static let ofFiles: [Shown] = [
        Shown(
            "LP0001", lint, .bytes(agreement, Array("agreement: caf\u{E9}\n".unicodeScalars.map { UInt8($0.value) }))),
        Shown("LP0003", lint, .write(agreement, String(repeating: "# a comment\n", count: 1_500_000))),
        Shown(
            "LP0018", lint,
            .write(
                agreement,
                "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
                    + (1...9).map { n in
                        "a\(n): &a\(n) [\(Array(repeating: "*a\(n - 1)", count: 10).joined(separator: ", "))]\n"
                    }.joined())),
        Shown("LP0019", lint, .write(agreement, "a: " + String(repeating: "[", count: 70) + "\n")),
        Shown("LP0040", "check agrement.yaml data"),
        Shown("LP0041", check, .folder(leads)),
        Shown("LP0043", lint, .loop(agreement)),
    ]

    static let ofPages: [Shown] = [
        Shown(
            "LP0731", "review agreement.yaml data --format html --template own.mustache",
            .write("own.mustache", "<h1>{{titel}}</h1>\n<p>{{{answer}}}</p>\n")),
        Shown(
            "LP0732", "review agreement.yaml data --format html --logo logo.pdf", .write("logo.pdf", "%PDF-1.7\n")),
    ]

    static let ofLedgers: [Shown] = [
        Shown(
            "LP1001", "check agreement.yaml data --ledger sla.db --quiet",
            .write("sla.db", "Not a database, but the minutes of a meeting.\n")),
        Shown("LP1001", "history agreement.yaml"),
        Shown("LP0040", "history sla.db"),
    ]

    static let ofAgreements: [Shown] = [
        Shown(
            "LP0141", "lint versions",
            .write("versions/1.yaml", good.replacing("until: 2026-12-31", with: "until: 2026-06-30")),
            .write("versions/2.yaml", good.replacing("from: 2026-01-01, until: 2026-12-31", with: "from: 2026-08-01"))),
        Shown(
            "LP0723", "check versions data", .write("versions/1.yaml", good),
            .write("versions/2.yaml", good.replacing("agreement: small", with: "agreement: large"))),
        Shown(
            "LP0724", "check versions data", .write("versions/1.yaml", good),
            .write("versions/2.yaml", good.replacing("until: 2026-12-31", with: "until: 2026-06-30"))),
        Shown(
            "LP0210", lint,
            .replace(
                agreement, "hot: score >= 80",
                "hot: " + String(repeating: "(", count: 300) + "score" + String(repeating: ")", count: 300) + " >= 80")),
        Shown("LP0302", lint, .replace(agreement, "Europe/Berlin", "Berlin")),
        Shown("LP0010", lint, .replace(agreement, "applies: \"stage", "where: \"stage")),
        Shown("LP0012", "lint data/leads.csv"),
        Shown("LP0220", lint, .replace(agreement, "hot: score >= 80", "hot: owner_id not in ('u-1', null)")),
        Shown(
            "LP0238", lint, .replace(agreement, "hot: score >= 80", "hot: score >= 80\n    score: created_at is null")),
        Shown(
            "LP0239", lint,
            .replace(
                agreement, "    hot: score >= 80",
                "    hot: t0\n"
                    + (0..<100).map { "    t\($0): t\($0 + 1) or score > \($0)\n" }.joined() + "    t100: score >= 80")),
        Shown(
            "LP0314", lint, .replace(agreement, "holidays: [2026-01-01]", "holidays: [{ file: days.ics }]"),
            .write(
                "days.ics",
                """
                BEGIN:VCALENDAR\r
                VERSION:2.0\r
                BEGIN:VEVENT\r
                SUMMARY:Town fair\r
                DTSTART:20260714T090000Z\r
                DTEND:20260714T170000Z\r
                END:VEVENT\r
                END:VCALENDAR\r

                """)),
    ]

    static let ofManifests: [Shown] = [
        Shown("LP0405", check, .replace(manifest, "users: {", "users: { from_columns: { mql: became_mql },")),
        Shown("LP0407", check, .replace(manifest, "file: users.csv", "file: users.csv, delimiter: tabulator")),
        Shown("LP0407", check, .replace(manifest, "file: users.csv", "file: users.csv, encoding: utf8")),
        Shown("LP0408", check, .replace(manifest, "file: users.csv", "file: users.csv, types: { seats: integer }")),
        Shown("LP0408", check, .replace(manifest, "columns: { score", "types: { score: text }\n    columns: { score")),
        Shown(
            "LP0409", check, .replace(manifest, "file: leads.csv", "file: leads.csv\n    times: { created_at: D/M }")),
        Shown(
            "LP0414", check, .replace(leads, "2026-03-02T08:00:00Z", "2026-03-02 08:00"),
            .replace(leads, "2026-03-03T08:00:00Z", "2026-03-03 08:00"),
            .replace(leads, "2026-03-04T08:00:00Z", "2026-03-04 08:00")),
        Shown(
            "LP0416", check, .replace(manifest, "tables:\n", "time_zone: Europe/Berlin\ntables:\n"),
            .replace(leads, "2026-03-02T08:00:00Z", "02/03/2026 08:00"),
            .replace(leads, "2026-03-03T08:00:00Z", "13/03/2026 08:00"),
            .replace(leads, "2026-03-04T08:00:00Z", "04/03/2026 08:00")),
        Shown(
            "LP0417", check, .remove(leads),
            .replace(
                manifest,
                "  leads:\n    file: leads.csv\n    columns: { score: Score__c }\n    values: { stage: { New: inquiry } }\n",
                "")),
    ]

    static let ofSources: [Shown] = [
        Shown(
            "LP0430", check, .replace(manifest, "file: leads.csv", "from: postgres://ana:secret@db.acme.example/crm")),
        Shown(
            "LP0430", check, .replace(manifest, "file: leads.csv", "from: sqlite:crm.db"),
            .bytes("data/crm.db", Array("SQLite format 4".utf8))),
        Shown("LP0431", check, .replace(manifest, "file: leads.csv", "file: ../agreement.yaml")),
    ]

    private static let leadsInJSON = "data/leads.json"
    private static let json = Shown.Edit.replace(manifest, "file: leads.csv", "file: leads.json")
    private static let firstLead = #"""
        {"id": "L-1", "created_at": "2026-03-02T08:00:00Z", "email": "a@a.example", "stage": "mql", "owner_id": "u-1",
          "Score__c": 85}
        """#

    static let ofData: [Shown] = [
        Shown("LP0502", check, .replace(leads, "ben@b.example", "ben \"the\" b")),
        Shown(
            "LP0504", check,
            .bytes(
                leads,
                Array((BadInput.goodFiles[leads] ?? "").replacing("ben@", with: "b\u{E9}n@").unicodeScalars).map {
                    UInt8($0.value)
                })),
        Shown("LP0505", check, .replace(leads, "ben@b.example", "ben\u{0}@b.example")),
        Shown(
            "LP0507", check, .replace(agreement, "hot: score >= 80", "hot: expected_close < date '2026-04-01'"),
            .replace(manifest, "columns: { score", "types: { expected_close: date }\n    columns: { score"),
            .write(
                leads,
                "id,created_at,email,stage,owner_id,Score__c,expected_close\nL-1,2026-03-02T08:00:00Z,a@a.example,mql,u-1,85,2026-04-31\n"
            )),
        Shown("LP0510", check, .replace(manifest, "New: inquiry", "New: inqiry")),
        Shown(
            "LP0510", check,
            .replace(manifest, "{ file: stage_changes.csv }", "{ from_columns: { Handed over: created_at } }")),
        Shown("LP0512", check, .replace(leads, "L-2,", ",")),
        Shown(
            "LP0513", check,
            .replace(leads, "ben@b.example", String(repeating: "x", count: 17 << 20))),
        Shown("LP0515", check, .bytes(leads, [0x69, 0x64, 0x2C, 0xFF, 0xFE, 0x0A])),
        Shown("LP0516", check, json, .write(leadsInJSON, "[\(firstLead),\n  {id: \"L-2\"}]\n")),
        Shown("LP0517", check, json, .write(leadsInJSON, "[\(firstLead),\n  {\"id\": \"L-2\"\n")),
        Shown(
            "LP0518", check, json,
            .write(leadsInJSON, "{\"done\": false, \"nextRecordsUrl\": \"/query/2\", \"records\": [\(firstLead)]}\n")),
        Shown("LP0521", check, .replace("data/activities.csv", "A-2,L-3", "A-2,")),
        Shown("LP0421", check, .replace("data/snapshot.yaml", "2026-03-31", "2027-03-31")),
        Shown("LP0522", check, .replace("data/activities.csv", "2026-03-04T09:30:00Z", "2026-04-04T09:30:00Z")),
        Shown(
            "LP0524", check,
            .replace(agreement, "where: direction = 'outbound'", "where: direction = 'outbound' and user.active"),
            .replace("data/activities.csv", "A-2,L-3,u-1", "A-2,L-3,u-2")),
        Shown(
            "LP0525", check,
            .write("data/users.csv", "id,name,active,calendar,manager_id\nu-1,Jörg Krämer,true,office,u-9\n")),
    ]

    /// Leads with one column that is written anew, and a demand for it.
    private static func doubtful(_ header: String, _ count: Int = 30, _ value: (Int) -> String) -> Edit {
        .write(
            leads,
            "id,Score__c,\(header)\n"
                + (0..<count).map { n in "L-\(n + 1),80,\(value(n))\n" }.joined())
    }

    static let ofDoubts: [Shown] = [
        Shown(
            "LP0419", "check agreement.yaml leads.csv --as-of 2026-03-31T16:00:00Z --rule quality",
            .replace(
                agreement, "{ at: first enters mql, require: email is not null }", "{ require: email is not null }"),
            .write("leads.csv", "Record ID,Create Date,Email,Company\n7,2026-03-02 08:00,ana@a.example,Lima\n")),
        Shown(
            "LP0418", check, .replace(manifest, "tables:", "accept: [{ finding: LP0506, reason: we know }]\ntables:")),
        Shown(
            "LP0526", check, .replace(leads, "stage,owner_id", "stage,deleted"),
            .replace(leads, "85,mql,u-1", "85,mql,false"),
            .replace(leads, "60,New,u-1", "60,New,true"), .replace(leads, "70,mql,u-1", "70,mql,no")),
        Shown(
            "LP0530", doubtfulCheck, createdDemanded,
            doubtful("created_at,stage") { "2026-0\($0 % 3 + 1)-\($0 % 18 + 10)T02:\($0 + 10):07Z,mql" }),
        Shown(
            "LP0531", doubtfulCheck, createdDemanded,
            doubtful("created_at,stage", 120) {
                "2026-0\($0 % 3 + 1)-\($0 % 18 + 10)T1\($0 % 9):\($0 % 2 == 0 ? 13 : 46):07Z,mql"
            }),
        Shown(
            "LP0532", doubtfulCheck, createdDemanded,
            doubtful("created_at,stage") { "2026-0\($0 % 3 + 1)-\($0 % 18 + 10)T00:0\($0 % 3 + 1):00Z,mql" }),
        Shown(
            "LP0533", doubtfulCheck, createdDemanded,
            doubtful("created_at,stage") { "2026-0\($0 % 3 + 1)-\($0 % 18 + 10)T00:00:00Z,mql" }),
        Shown(
            "LP0534", check,
            .write(
                "data/activities.csv",
                "id,lead_id,user_id,direction,at\n"
                    + (0..<40).map { "A-\($0),L-1,u-1,outbound,2026-03-\($0 % 5 + 16)T\($0 % 7 + 17):\($0 + 10):00Z\n" }
                    .joined())),
        Shown(
            "LP0535", check,
            .replace(agreement, "from: first enters mql\n        to: touch", "from: created\n        to: touch"),
            .replace("data/activities.csv", "2026-03-04T09:30:00Z", "2026-03-02T09:30:00Z")),
        Shown(
            "LP0536", check,
            .replace(agreement, "require: email is not null", "require: created_at < dispositioned_at"),
            .replace(leads, "stage,owner_id", "stage,dispositioned_at"),
            .replace(leads, "85,mql,u-1", "85,mql,2026-03-01T08:00:00Z"),
            .replace(leads, "60,New,u-1", "60,New,"), .replace(leads, "70,mql,u-1", "70,mql,")),
        Shown(
            "LP0537", check,
            .write(
                "data/activities.csv",
                "id,lead_id,user_id,direction,at,logged_at\nA-1,L-1,u-1,outbound,2026-03-02T09:30:00Z,2026-03-09T16:00:00Z\n"
            )),
        Shown("LP0538", check, .replace(leads, "60,New,u-1", "60,New,000000000000000AAA")),
        Shown("LP0539", check, .write("data/users.csv", "id,name,active,calendar\nu-1,Jörg Krämer,false,office\n")),
        Shown(
            "LP0540", check,
            .write(
                "data/users.csv",
                "id,name,active,calendar,manager_id\nu-1,Jörg Krämer,true,office,u-2\nu-2,Ana Lima,false,office,\n")),
        Shown(
            "LP0541", check,
            .write(
                "data/users.csv",
                "id,name,active,calendar,manager_id\nu-1,Jörg Krämer,true,office,u-2\nu-2,Ana Lima,true,office,u-1\n")),
        Shown("LP0542", check, .replace(leads, "ben@b.example", "n/a")),
        Shown(
            "LP0543", doubtfulCheck, .replace(agreement, "require: email is not null", "require: source is not null"),
            doubtful("created_at,stage,source") {
                "2026-0\($0 % 3 + 1)-\($0 % 18 + 10)T1\($0 % 9):\($0 + 10):07Z,mql,\($0 == 17 ? "Webste" : "Website")"
            }),
        Shown(
            "LP0544", check,
            .replace(
                leads, "L-3,2026-03-04T08:00:00Z,\"cho, lee@c.example\",70,mql,u-1",
                "Total,2026-03-04T08:00:00Z,3,70,mql,u-1")),
    ]

    private static let doubtfulCheck = "check agreement.yaml data --rule quality"
    private static let createdDemanded = Edit.replace(
        agreement, "require: email is not null", "require: created_at is not null")

    static let ofSeries: [Shown] = [
        Shown("LP0545", series, night("02"), night("03"), night("06")),
        Shown("LP0546", series, night("02"), night("03"), .write("series/20260303T0200Z/leads.csv", table("mql"))),
        Shown(
            "LP0547", series, night("02"), .write("series/2026-03-03T0200Z/leads.csv", "id,email\nL-1,\n"), night("04")),
        Shown(
            "LP0548", series, night("02"), .write("series/2026-03-03T0200Z/leads.csv", table("mql", only: 1)),
            night("04")),
        Shown("LP0549", series, night("02"), .write("series/2026-03-03T0200Z/leads.csv", table("mql", only: 1))),
        Shown(
            "LP0550", series,
            .write("series/2026-03-02T0200Z/leads.csv", "id,email,stage\nL-1,ana@a.example,inquiry\n"),
            .write("series/2026-03-03T0200Z/leads.csv", "id,email,stage\nL-1,ana@a.example,mql\n")),
        Shown("LP0551", series, night("02"), night("03", stage: "mql")),
        Shown("LP0552", series, night("02"), night("03", stage: "sal")),
        Shown("LP0553", series, night("02", stage: "sal"), night("03", stage: "sal")),
        Shown(
            "LP0554", series, .write("series/2026-03-02T0200Z/leads.csv", modified("inquiry")),
            .write("series/2026-03-03T0200Z/leads.csv", modified("mql"))),
    ]

    private static let series = "check agreement.yaml series --rule quality"

    /// The leads of one night of a series.
    private static func table(_ stage: String, only count: Int = 2) -> String {
        let rows = [
            "L-1,2026-03-01T08:00:00Z,ana@a.example,\(stage),u-1",
            "L-2,2026-03-01T09:00:00Z,ben@b.example,\(stage),u-1",
        ]
        return "id,created_at,email,stage,owner_id\n" + rows.prefix(count).map { $0 + "\n" }.joined()
    }

    private static func modified(_ stage: String) -> String {
        "id,created_at,email,stage,modified_at\nL-1,2026-03-01T08:00:00Z,ana@a.example,\(stage),2026-03-01T09:00:00Z\n"
    }

    private static func night(_ day: String, stage: String = "inquiry") -> Edit {
        .write("series/2026-03-\(day)T0200Z/leads.csv", table(stage))
    }

    static let ofMeetings: [Shown] = [
        Shown(
            "LP0601", check, .remove("data/activities.csv"),
            .replace(manifest, "  activities: { file: activities.csv }\n", "")),
        Shown(
            "LP0602", check,
            .replace(
                agreement, "touch: { in: activities, where: direction = 'outbound' }", "touch: { at: answered_at }")),
        Shown(
            "LP0602", check,
            .replace(manifest, "{ file: stage_changes.csv }", "{ from_columns: { inquiry: created_at } }")),
        Shown(
            "LP0603", check, .replace(agreement, "hot: score >= 80", "hot: employees > 100"),
            .replace(agreement, "require: email is not null", "require: employees = 'many'"),
            .replace(leads, "stage,owner_id", "stage,employees"), .replace(leads, "85,mql,u-1", "85,mql,5"),
            .replace(leads, "60,New,u-1", "60,New,6"), .replace(leads, "70,mql,u-1", "70,mql,7")),
        Shown("LP0604", check, .replace(leads, "70,mql", ",mql")),
        Shown("LP0605", check, .replace(agreement, "          - { target: 8 business hours }\n", "")),
        Shown(
            "LP0606", check,
            .replace(agreement, "from: 2026-01-01, until: 2026-12-31", "from: 2026-03-03, until: 2026-12-31")),
        Shown("LP0607", check, .replace("data/users.csv", "true,office", "true,ofice")),
        Shown(
            "LP0608", check, .replace(agreement, "calendar: owner", "calendar: lead.country"),
            .replace(
                agreement, "default_calendar: office",
                "default_calendar: office\ncalendars_by: { country: { DE: office } }"),
            .replace(leads, "stage,owner_id", "stage,country"),
            .replace(leads, "85,mql,u-1", "85,mql,AT"), .replace(leads, "60,New,u-1", "60,New,DE"),
            .replace(leads, "70,mql,u-1", "70,mql,")),
        Shown(
            "LP0609", "lint agreement.yaml --snapshot data",
            .replace(agreement, "direction = 'outbound'", "direction = 'Outbound'")),
        Shown(
            "LP0620", check,
            .replace(
                agreement, "responsibilities:\n",
                "scoring: { points: [{ when: email is not null, add: 60 }] }\nresponsibilities:\n"),
            .replace(agreement, "hot: score >= 80", "hot: computed_score >= 80"),
            .replace(leads, "stage,owner_id", "stage,computed_score"),
            .replace(leads, "85,mql,u-1", "85,mql,90"), .replace(leads, "60,New,u-1", "60,New,60"),
            .replace(leads, "70,mql,u-1", "70,mql,70")),
        Shown(
            "LP0708", "lint agreement.yaml --snapshot data",
            .replace("agreement.yaml", "from: 2026-04-01, until: 2026-04-02", "from: 2026-02-01, until: 2026-02-02")),
    ]

    static let ofChoices: [Shown] = [
        Shown("LP0040", "check agreement.yaml dat"),
        Shown("LP0230", check, .replace(agreement, "hot: score >= 80", "hot: Score__c >= 80")),
        Shown("LP0701", "check agreement.yaml data --rule first-respons"),
        Shown("LP0720", "check agreement.yaml data --party sale"),
        Shown("LP0721", "check agreement.yaml data --party sales --rule unique-email"),
        Shown("LP0722", "check agreement.yaml data --period 2026-Q5"),
        Shown("LP0403", "check agreement.yaml data --as-of yesterday"),
        Shown("LP0726", "check agreement.yaml data --fail-on-stale 36h"),
        Shown("LP0727", "check agreement.yaml data --owner u-2"),
        Shown(
            "LP0728", "check agreement.yaml data",
            .write("leadpact.yaml", "leadpact_settings: 1\ncheck: { fial_on: goal }\n")),
        Shown("LP0729", "compare agreement.yaml agreement.yaml"),
        Shown(
            "LP0709", "check agreement.yaml data --format concise",
            .replace("agreement.yaml", "from: 2026-04-01, until: 2026-04-02", "from: 2026-02-03, until: 2026-02-04")),
        Shown(
            "LP0710", "check agreement.yaml data --format concise",
            .replace(
                "data/activities.csv", "A-1,L-1,u-1,call,outbound,2026-03-02T09:30:00Z",
                "A-1,L-1,u-1,call,inbound,2026-03-02T09:30:00Z"),
            .replace("agreement.yaml", "from: 2026-04-01, until: 2026-04-02", "from: 2026-02-01, until: 2026-03-01"),
            .replace(
                "data/stage_changes.csv", "L-1,inquiry,mql,2026-03-02T09:00:00Z", "L-1,inquiry,mql,2026-03-01T09:00:00Z"
            )),
        Shown("LP0711", "check agreement.yaml data --max-waiver 1d"),
        Shown(
            "LP0712", "check agreement.yaml data --waivers waivers.yaml",
            .write("waivers.yaml", "leadpact_waivers: 1\nagreement: large\nwaivers: []\n")),
        Shown("LP0714", "check agreement.yaml data --waivers-from origin/main"),
        Shown(
            "LP0704", "check agreement.yaml data --strict-waivers",
            .replace("agreement.yaml", "reason: Fair, approved_by: Ana Lima", "reason: Fair, approved_by: Tom Reyes")),
        Shown(
            "LP0730", "check agreement.yaml data --baseline baseline.txt",
            .write(
                "baseline.txt",
                "leadpact-baseline 1\nagreement\tsmall\n<<<<<<< HEAD\nfirst-response\tL-1\t2026-03-31\n")),
        Shown(
            "LP0730", "check agreement.yaml data --baseline baseline.txt",
            .write("baseline.txt", "leadpact-baseline 1\nagreement\tlarge\n")),
    ]

    private static func test(_ code: String, _ good: String = "", _ bad: String = "", line: String = "test cases.yaml")
        -> Shown
    {
        let text = """
            leadpact_test: 1
            agreement: agreement.yaml
            time_zone: Europe/Berlin
            cases:
              on time:
                as_of: 2026-03-10 12:00
                tables:
                  leads: [{ id: L-1, stage: mql, score: 85, owner_id: u-1 }]
                  stage_changes: [{ lead_id: L-1, to_stage: mql, at: 2026-03-02 10:00 }]
                  activities: [{ lead_id: L-1, direction: outbound, at: 2026-03-02 10:30 }]
                  users: [{ id: u-1, name: Ann, active: true, calendar: office }]
                expect: { first-response: met }

            """
        return Shown(
            code, line, .write("cases.yaml", text),
            .replace("cases.yaml", good.isEmpty ? "on time" : good, good.isEmpty ? "on time" : bad))
    }

    static let ofSQL: [Shown] = [
        Shown(
            "LP0901", "sql agreement.yaml --dialect duckdb --as-of 2026-10-01T00:00:00Z",
            .replace(
                agreement, "responsibilities:\n",
                "scoring: { points: [{ when: email is not null, add: 60 }] }\nresponsibilities:\n"),
            .replace(agreement, "hot: score >= 80", "hot: computed_score >= 80")),
        Shown(
            "LP0902", "sql agreement.yaml --dialect duckdb --as-of 2026-10-01T00:00:00Z",
            .replace(
                agreement, "responsibilities:\n",
                "scoring: { points: [{ when: email is not null, add: 60 }] }\n"
                    + "metrics: { to-touch: { clock: { from: created, to: touch } } }\nresponsibilities:\n"),
            .replace(agreement, "hot: score >= 80", "hot: computed_score >= 80")),
    ]

    static let ofTests: [Shown] = [
        test("LP0801", "leadpact_test: 1", "leadpact_test: 2"),
        Shown(
            "LP0802", "test cases.yaml",
            .write("cases.yaml", "leadpact_test: 1\nagreement: agreement.yaml\ncases: {}\n")),
        test("LP0802", line: "test cases.yaml --run late"),
        test("LP0803", "as_of: 2026-03-10 12:00", "as_of: noon"),
        test("LP0804", "score: 85", "scor: 85"),
        test("LP0805", "{ lead_id: L-1, direction", "{ lead_id: L-2, direction"),
        test("LP0806", "first-response: met", "first-response: { period: 2026-03, verdict: met }"),
        test("LP0807", line: "test cases.yaml --run ("),
    ]
}
