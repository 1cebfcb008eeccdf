extension BadInput {
    private static func agreement(_ good: String?, _ bad: String, _ code: String, _ says: String) -> BadInput {
        BadInput("agreement.yaml", good, bad, 2, code, says)
    }

    /// Texts that are no YAML, or no agreement.
    static let ofAgreements: [BadInput] = [
        agreement(nil, "«leadpact_snapshot: 1\n", "LP0101", "the agreement comes first"),
        agreement(nil, "«", "LP0004", "empty"),
        agreement(nil, "«# only a comment\n", "LP0004", "empty"),
        agreement("severity: critical", "«severty: critical", "LP0010", "did you mean 'severity'?"),
        agreement("severity: critical", "severity: «urgent", "LP0134", "critical"),
        agreement(
            "review: { every: quarter }", "review: { every: quarter }\n«review: { every: month }", "LP0008", "review"),
        agreement("leadpact: 1", "leadpact: «2", "LP0101", "1"),
        agreement("leadpact: 1\n", "«", "LP0101", "leadpact"),
        agreement("agreement: small\n", "", "LP0011", "agreement"),
        agreement(
            "from: 2026-01-01, until: 2026-12-31", "from: «2026-02-30, until: 2026-12-31", "LP0130", "2026-02-30"),
        agreement("from: 2026-01-01, until: 2026-12-31", "from: 2026-12-31, until: «2026-01-01", "LP0131", "before"),
        agreement("every: quarter", "every: «fortnight", "LP0134", "quarter"),
        agreement("time_zone: Europe/Berlin", "time_zone: «Europe/Berln", "LP0302", "Europe/Berlin"),
        agreement("mon-fri: 09:00-17:00", "mon-fri: 17:00-«09:61", "LP0305", "09:61"),
        agreement("mon-fri: 09:00-17:00", "«mon-fry: 09:00-17:00", "LP0306", "mon-fri"),
        agreement("holidays: [2026-01-01]", "holidays: [«2026-13-01]", "LP0312", "2026-13-01"),
        agreement("holidays: [2026-01-01]", "holidays: [{ file: «days.ics }]", "LP0309", "days.ics"),
        agreement("default_calendar: office", "default_calendar: «ofice", "LP0303", "did you mean 'office'?"),
        agreement("mql: { with: sales }", "mql: { with: «salse }", "LP0105", "sales"),
        agreement("from: first enters mql\n", "from: first enters «mqll\n", "LP0102", "mql"),
        agreement("from: first enters mql\n", "from: «fist enters mql\n", "LP0103", "did you mean 'first'?"),
        agreement("to: touch", "to: «tuoch", "LP0103", "touch"),
        agreement("to: touch", "to: «0 touch", "LP0107", "0"),
        agreement("in: activities", "in: «activites", "LP0134", "activities"),
        agreement("target: 8 business hours", "target: 8 «bussiness hours", "LP0301", "did you mean 'business'?"),
        agreement("target: 8 business hours", "target: 4 «fortnights", "LP0301", "business hours"),
        agreement("target: 8 business hours", "target: «-1 hours", "LP0301", "negative"),
        agreement(
            "{ when: hot, target: 1 business hour }", "{ when: hot, «tarpit: 1 business hour }", "LP0010", "target"),
        agreement("warn_at: 75%", "warn_at: «175%", "LP0122", "100"),
        agreement("met: 95%", "met: «95", "LP0132", "write 95%"),
        agreement("p90: 6 business hours", "«p101: 6 business hours", "LP0010", "between p0 and p100"),
        agreement("calendar: owner", "calendar: «offise", "LP0303", "office"),
        agreement("escalation: ladder", "escalation: «lader", "LP0106", "ladder"),
        agreement("to: manager", "to: «manger", "LP0105", "manager"),
        agreement("rule: first-response", "rule: «first-respons", "LP0701", "first-response"),
        agreement("approved_by: Ana Lima }", "«aproved_by: Tom Reyes }", "LP0010", "approved_by"),
        agreement("fail_on: [critical, goal]", "fail_on: [critical, «gaol]", "LP0134", "goal"),
        agreement(
            "owner-active: { applies: \"stage in ('inquiry', 'mql')\", require: owner.active }", "«owner-active: { }",
            "LP0110",
            "require"),
        agreement("sales: { name: Tom Reyes }", "sales: {name: Tom Reyes", "LP0027", "still open, agreement.yaml:7:10"),
        agreement("    hot: score >= 80", "«\thot: score >= 80", "LP0007", "tab"),
        agreement("says: Leads get a touch.", "says: «*nobody", "LP0017", "nobody"),
        agreement("says: Leads get a touch.", "says: «@everyone", "LP0025", "quotes"),
    ]

    /// Conditions that cannot be read, or mean nothing.
    static let ofConditions: [BadInput] = [
        agreement("hot: score >= 80", "hot: score >=«", "LP0207", "a value is expected"),
        agreement("hot: score >= 80", "hot: score «=> 80", "LP0201", ">="),
        agreement("hot: score >= 80", "hot: score >= 80 «80", "LP0208", "the number 80"),
        agreement("hot: score >= 80", "hot: «(score >= 80", "LP0209", "add ')'"),
        agreement("hot: score >= 80", "hot: lower(«score) >= 80", "LP0233", "lower takes text"),
        agreement("hot: score >= 80", "hot: score >= «'high'", "LP0233", "cannot be compared"),
        BadInput("agreement.yaml", "hot: score >= 80", "hot: «scroe >= 80", 3, "LP0230", "did you mean 'score'?"),
        agreement("hot: score >= 80", "hot: «lowr(email) = 'a'", "LP0214", "lower"),
        agreement("hot: score >= 80", "hot: created_at > date «'2026-02-30'", "LP0212", "2026-02-30"),
        agreement("hot: score >= 80", "hot: «score", "LP0234", "score > 0"),
        agreement("hot: score >= 80", "«hot: score >= 80 and not hot", "LP0237", "hot"),
        agreement("require: owner.active", "require: «onwer.active", "LP0232", "did you mean 'owner'?"),
        BadInput(
            "agreement.yaml", "require: owner.active", "require: «owner.aktive", 3, "LP0230", "did you mean 'active'?"),
        agreement("where: direction = 'outbound'", "where: direction = «'outbound", "LP0202", "no closing"),
        agreement("unique: lower(trim(email))", "unique: «score", "LP0235", "text is wanted"),
    ]

    private static func manifest(_ good: String?, _ bad: String, _ code: String, _ says: String) -> BadInput {
        BadInput("data/snapshot.yaml", good, bad, 3, code, says)
    }

    static let ofManifests: [BadInput] = [
        manifest(nil, "«leadpact: 1\nagreement: small\n", "LP0401", "the agreement comes first"),
        manifest(nil, "«", "LP0004", "empty"),
        manifest("leadpact_snapshot: 1", "leadpact_snapshot: «7", "LP0401", "version 1"),
        BadInput("data/snapshot.yaml", "as_of: 2026-03-31T16:00:00Z\n", "", 2, "LP0725", "--as-of"),
        manifest("as_of: 2026-03-31T16:00:00Z", "as_of: «2026-03-31T16:00:00", "LP0403", "say by which clock"),
        manifest("as_of: 2026-03-31T16:00:00Z", "as_of: «2026-03-31", "LP0403", "the time of day"),
        manifest("as_of: 2026-03-31T16:00:00Z", "as_of: «2025-03-31T16:00:00Z", "LP0420", "see the year"),
        manifest("file: leads.csv", "file: «leds.csv", "LP0410", "did you mean 'leads.csv'?"),
        manifest("columns: { score: Score__c }", "columns: { score: «Score__d }", "LP0411", "did you mean 'Score__c'?"),
        manifest("columns: { score: Score__c }", "«colums: { score: Score__c }", "LP0010", "columns"),
        manifest("stage_changes: { file", "«stage_chnages: { file", "LP0404", "did you mean 'stage_changes'?"),
        manifest(
            "file: leads.csv", "file: leads.csv\n    time_zone: «Europe/Berln", "LP0406",
            "did you mean 'Europe/Berlin'?"),
        manifest(
            "users: { file: users.csv }", "users: { file: users.csv, where: «activ }", "LP0230",
            "did you mean 'active'?"),
        manifest("stage: { New: inquiry }", "stage: { New: inqiry }", "LP0510", "none of the agreement's"),
        manifest("tables:\n", "preset: «saleforce\ntables:\n", "LP0402", "did you mean 'salesforce'?"),
    ]

    private static func table(_ name: String, _ good: String?, _ bad: String, _ code: String, _ says: String)
        -> BadInput
    {
        BadInput("data/\(name).csv", good, bad, 3, code, says)
    }

    static let ofTables: [BadInput] = [
        table("leads", nil, "«", "LP0514", "a line of headers"),
        table(
            "leads", "L-2,2026-03-03T08:00:00Z,ben@b.example,60,New,u-1", "«L-2,2026-03-03T08:00:00Z,ben@b.example",
            "LP0501", "3 fields"),
        table("leads", "L-2,2026-03-03T08:00:00Z", "L-2,«2026-03-33T08:00:00Z", "LP0506", "2026-03-33"),
        table("leads", "L-2,2026-03-03", "«L-1,2026-03-03", "LP0511", "line 2 already"),
        table("leads", "60,New", "60,«Nwe", "LP0510", "none of the agreement's"),
        table("leads", ",60,", ",«sixty,", "LP0508", "sixty"),
        table("leads", "\"cho, lee@c.example\"", "«\"cho, lee@c.example", "LP0503", "never closed"),
        table("leads", "id,created_at", "ids,created_at", "LP0413", "columns: { id: ids }"),
        table("leads", "id,created_at,email", "«id,email,email", "LP0412", "column 2 and of column 3"),
        table("stage_changes", "L-3,inquiry,mql", "L-3,inquiry,«mqll", "LP0510", "mqll"),
        table(
            "stage_changes", "lead_id,from_stage,to_stage,at", "lead_id,from_stage,to_stage,when", "LP0413",
            "need a column 'at'"),
        table(
            "users", "Jörg Krämer,joerg@x.example,true", "Jörg Krämer,joerg@x.example,«maybe", "LP0509",
            "neither true nor false"),
        table(
            "activities", "A-1,L-1,u-1,call,outbound,2026-03-02T09:30:00Z", "«A-1,L-1,u-1,call,outbound,02/03/2026",
            "LP0415", "written in one way"),
    ]
}
