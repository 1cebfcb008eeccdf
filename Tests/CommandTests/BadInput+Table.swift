extension BadInput {
    private static func agreement(_ good: String?, _ bad: String, _ code: String, _ says: String) -> BadInput {
        BadInput("agreement.yaml", good, bad, 2, code, says)
    }

    /// Texts that are no YAML, or no agreement.
    static let ofAgreements: [BadInput] = [
        agreement(nil, "«", "", "empty"),
        agreement(nil, "# only a comment\n«", "", "empty"),
        agreement("severity: critical", "«severty: critical", "LP0010", "did you mean 'severity'?"),
        agreement("severity: critical", "severity: «urgent", "", "critical"),
        agreement("review: { every: quarter }", "«review: { every: quarter }\nreview: { every: month }", "LP0008", "review"),
        agreement("leadpact: 1", "leadpact: «2", "", "1"),
        agreement("leadpact: 1\n", "", "LP0011", "leadpact"),
        agreement("agreement: small\n", "", "LP0011", "agreement"),
        agreement("agreement: small", "agreement: «Small Pact", "", "kebab-case"),
        agreement("from: 2026-01-01, until: 2026-12-31", "from: «2026-02-30, until: 2026-12-31", "", "2026-02-30"),
        agreement("from: 2026-01-01, until: 2026-12-31", "from: 2026-12-31, until: «2026-01-01", "", "before"),
        agreement("every: quarter", "every: «fortnight", "", "quarter"),
        agreement("time_zone: Europe/Berlin", "time_zone: «Europe/Berln", "", "Europe/Berlin"),
        agreement("mon-fri: 09:00-17:00", "mon-fri: «17:00-09:61", "", "09:61"),
        agreement("mon-fri: 09:00-17:00", "«mon-fry: 09:00-17:00", "", "mon-fri"),
        agreement("holidays: [2026-01-01]", "holidays: [«2026-13-01]", "", "2026-13-01"),
        agreement("holidays: [2026-01-01]", "holidays: [{ file: «days.ics }]", "", "days.ics"),
        agreement("default_calendar: office", "default_calendar: «ofice", "", "did you mean 'office'?"),
        agreement("mql: { with: sales }", "mql: { with: «salse }", "", "sales"),
        agreement("from: first enters mql\n", "from: first enters «mqll\n", "", "mql"),
        agreement("from: first enters mql\n", "from: «fist enters mql\n", "", "first"),
        agreement("to: touch", "to: «tuoch", "", "touch"),
        agreement("to: touch", "to: «0 touch", "", "0"),
        agreement("in: activities", "in: «activites", "", "activities"),
        agreement("target: 8 business hours", "target: «8 bussiness hours", "", "business"),
        agreement("target: 8 business hours", "target: «4 fortnights", "", "fortnights"),
        agreement("target: 8 business hours", "target: «-1 hours", "", "-1"),
        agreement("{ when: hot, target: 1 business hour }", "{ when: hot, «tarpit: 1 business hour }", "LP0010", "target"),
        agreement("warn_at: 75%", "warn_at: «175%", "", "100"),
        agreement("met: 95%", "met: «95", "", "%"),
        agreement("p90: 6 business hours", "«p101: 6 business hours", "", "p90"),
        agreement("calendar: owner", "calendar: «offise", "", "office"),
        agreement("escalation: ladder", "escalation: «lader", "", "ladder"),
        agreement("to: manager", "to: «manger", "", "manager"),
        agreement("rule: first-response", "rule: «first-respons", "", "first-response"),
        agreement("approved_by: Tom Reyes }", "aproved_by: Tom Reyes }", "LP0010", "approved_by"),
        agreement("fail_on: [critical, goal]", "fail_on: [critical, «gaol]", "", "goal"),
        agreement("owner-active: { require: owner.active }", "owner-active: «{ }", "", "require"),
        agreement("sales: { name: Tom Reyes }", "sales: {name: Tom Reyes", "", ""),
        agreement("    hot: score >= 80", "\t«hot: score >= 80", "LP0007", "tab"),
        agreement("says: Leads get a touch.", "says: «*nobody", "LP0017", "nobody"),
        agreement("says: Leads get a touch.", "says: «@everyone", "LP0025", "quotes"),
    ]

    /// Conditions that cannot be read, or mean nothing.
    static let ofConditions: [BadInput] = [
        agreement("hot: score >= 80", "hot: score >= «", "", ""),
        agreement("hot: score >= 80", "hot: score «=> 80", "", ">="),
        agreement("hot: score >= 80", "hot: score >= 80 «80", "", ""),
        agreement("hot: score >= 80", "hot: (score >= 80«", "", ")"),
        agreement("hot: score >= 80", "hot: lower(«score) >= 80", "", "text"),
        agreement("hot: score >= 80", "hot: score >= «'high'", "", "text"),
        agreement("hot: score >= 80", "hot: «scroe >= 80", "", "score"),
        agreement("hot: score >= 80", "hot: «lowr(email) = 'a'", "", "lower"),
        agreement("hot: score >= 80", "hot: created_at > date «'2026-02-30'", "", "2026-02-30"),
        agreement("hot: score >= 80", "hot: «score", "", "true or false"),
        agreement("hot: score >= 80", "hot: score >= 80 and not «hot", "", "hot"),
        agreement("require: owner.active", "require: «onwer.active", "", "owner"),
        agreement("require: owner.active", "require: owner.«aktive", "", "active"),
        agreement("where: direction = 'outbound'", "where: direction = «'outbound", "", ""),
        agreement("unique: lower(trim(email))", "unique: «score", "", "text"),
    ]

    private static func manifest(_ good: String?, _ bad: String, _ code: String, _ says: String) -> BadInput {
        BadInput("data/snapshot.yaml", good, bad, 3, code, says)
    }

    static let ofManifests: [BadInput] = [
        manifest(nil, "«", "", "empty"),
        manifest("leadpact_snapshot: 1", "leadpact_snapshot: «7", "", "1"),
        manifest("as_of: 2026-03-31T16:00:00Z\n", "", "", "--as-of"),
        manifest("as_of: 2026-03-31T16:00:00Z", "as_of: «2026-03-31T16:00:00", "", "Z"),
        manifest("file: leads.csv", "file: «leds.csv", "", "leads.csv"),
        manifest("columns: { score: Score__c }", "columns: { score: «Score__d }", "", "Score__c"),
        manifest("columns: { score: Score__c }", "«colums: { score: Score__c }", "LP0010", "columns"),
        manifest("stage_changes: { file", "«stage_chnages: { file", "", "stage_changes"),
        manifest("file: leads.csv", "file: leads.csv\n    time_zone: «Europe/Berln", "", "Europe/Berlin"),
        manifest("users: { file: users.csv }", "users: { file: users.csv, where: «activ }", "", "active"),
        manifest("stage: { New: inquiry }", "stage: { New: «inqiry }", "", "inquiry"),
        manifest("tables:\n", "preset: «saleforce\ntables:\n", "", "salesforce"),
    ]

    private static func table(_ name: String, _ good: String?, _ bad: String, _ code: String, _ says: String) -> BadInput {
        BadInput("data/\(name).csv", good, bad, 3, code, says)
    }

    static let ofTables: [BadInput] = [
        table("leads", nil, "«", "", ""),
        table("leads", "L-2,2026-03-03T08:00:00Z,ben@b.example,60,New,u-1", "«L-2,2026-03-03T08:00:00Z,ben@b.example", "", "6"),
        table("leads", "L-2,2026-03-03T08:00:00Z", "L-2,«2026-03-33T08:00:00Z", "", "2026-03-33"),
        table("leads", "L-2,2026-03-03", "«L-1,2026-03-03", "", "L-1"),
        table("leads", "60,New", "60,«Nwe", "", "Nwe"),
        table("leads", ",60,", ",«sixty,", "", "sixty"),
        table("leads", "\"cho, lee@c.example\"", "«\"cho, lee@c.example", "", ""),
        table("leads", "id,created_at", "«ids,created_at", "", "id"),
        table("leads", "id,created_at,email", "id,email,«email", "", "email"),
        table("stage_changes", "L-3,inquiry,mql", "L-3,inquiry,«mqll", "", "mqll"),
        table("stage_changes", "lead_id,from_stage,to_stage,at", "lead_id,from_stage,to_stage,when", "", "at"),
        table("users", "Jörg Krämer,joerg@x.example,true", "Jörg Krämer,joerg@x.example,«maybe", "", "maybe"),
        table("activities", "A-1,L-1,u-1,call,outbound,2026-03-02T09:30:00Z", "A-1,L-1,u-1,call,outbound,«02/03/2026", "", "02/03/2026"),
    ]
}
