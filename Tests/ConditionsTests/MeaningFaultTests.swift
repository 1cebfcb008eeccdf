import Columns
import Findings
import Testing

@testable import Conditions

/// What is wrong with the meaning of a condition: code, columns and message of the first finding.
@Suite struct MeaningFaultTests {
    @Test(arguments: MeaningFaultTests.faults)
    func isReported(text: String, code: String, columns: String, message: String) throws {
        let findings = bind(text).findings
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(finding.code.id == code)
        #expect(finding.columns == columns)
        #expect(finding.message == message)
    }

    static let faults: [(String, String, String, String)] = [
        ("email = \"abc\"", "LP0231", "9-14", "leads have no column 'abc'"),
        ("stagee = 'mql'", "LP0230", "1-7", "leads have no column 'stagee'"),
        ("Stage = 'mql'", "LP0230", "1-6", "leads have no column 'Stage'"),
        ("mql = segment", "LP0230", "1-4", "leads have no column 'mql'"),
        ("segment = smb", "LP0230", "11-14", "leads have no column 'smb'"),
        ("segment like 5", "LP0233", "14-15", "like takes text, and 5 is a number"),
        ("score > '80'", "LP0233", "9-13", "'score' is a number and '80' is text: they cannot be compared"),
        ("'80' < score", "LP0233", "1-5", "'80' is text and 'score' is a number: they cannot be compared"),
        ("segment > 80", "LP0233", "11-13", "'segment' is text and 80 is a number: they cannot be compared"),
        (
            "created_at > '2026-03-01'", "LP0233", "14-26",
            "'created_at' is an instant and '2026-03-01' is text: they cannot be compared"
        ),
        (
            "created_at > '2026-03-01T09:00:00Z'", "LP0233", "14-36",
            "'created_at' is an instant and '2026-03-01T09:00:00Z' is text: they cannot be compared"
        ),
        (
            "created_at > 'yesterday'", "LP0233", "14-25",
            "'created_at' is an instant and 'yesterday' is text: they cannot be compared"
        ),
        (
            "expected_close = '2026-03-01'", "LP0233", "18-30",
            "'expected_close' is a date and '2026-03-01' is text: they cannot be compared"
        ),
        (
            "as_of - created_at > 30", "LP0233", "22-24",
            "'as_of - created_at' is a length of time and 30 is a number: they cannot be compared"
        ),
        (
            "do_not_contact = 'true'", "LP0233", "18-24",
            "'do_not_contact' is true or false and 'true' is text: they cannot be compared"
        ),
        (
            "do_not_contact = 1", "LP0233", "18-19",
            "'do_not_contact' is true or false and 1 is a number: they cannot be compared"
        ),
        (
            "do_not_contact = 'yes'", "LP0233", "18-23",
            "'do_not_contact' is true or false and 'yes' is text: they cannot be compared"
        ),
        (
            "do_not_contact + 1 = 2", "LP0233", "1-19",
            "'+' cannot be applied to true or false (do_not_contact) and a number (1)"
        ),
        ("segment + 1 = 2", "LP0233", "1-12", "'+' cannot be applied to text (segment) and a number (1)"),
        (
            "created_at + 5 > as_of", "LP0233", "1-15",
            "'+' cannot be applied to an instant (created_at) and a number (5)"
        ),
        (
            "created_at + created_at > as_of", "LP0233", "1-24",
            "'+' cannot be applied to an instant (created_at) and an instant (created_at)"
        ),
        (
            "created_at * 2 > as_of", "LP0233", "1-15",
            "'*' cannot be applied to an instant (created_at) and a number (2)"
        ),
        (
            "30 days * 30 days > 1", "LP0233", "1-18",
            "'*' cannot be applied to a length of time (30 days) and a length of time (30 days)"
        ),
        ("-segment = 'x'", "LP0233", "2-9", "'-' negates numbers and lengths of time, found text (segment)"),
        (
            "-created_at = as_of", "LP0233", "2-12",
            "'-' negates numbers and lengths of time, found an instant (created_at)"
        ),
        ("abs(segment) = 1", "LP0233", "5-12", "abs takes a number or a length of time, found text (segment)"),
        ("lower(score) = 'x'", "LP0233", "7-12", "lower takes text, and 'score' is a number"),
        ("length(5) = 1", "LP0233", "8-9", "length takes text, and 5 is a number"),
        ("score", "LP0234", "1-6", "a condition is wanted here, and 'score' is a number"),
        ("segment", "LP0234", "1-8", "a condition is wanted here, and 'segment' is text"),
        ("owner.team", "LP0234", "1-11", "a condition is wanted here, and 'owner.team' is text"),
        ("as_of", "LP0234", "1-6", "a condition is wanted here, and 'as_of' is an instant"),
        ("5", "LP0234", "1-2", "a condition is wanted here, and 5 is a number"),
        ("'x'", "LP0234", "1-4", "a condition is wanted here, and 'x' is text"),
        ("not score", "LP0234", "5-10", "a condition is wanted here, and 'score' is a number"),
        ("score and true", "LP0234", "1-6", "a condition is wanted here, and 'score' is a number"),
        ("score = 1 or segment", "LP0234", "14-21", "a condition is wanted here, and 'segment' is text"),
        (
            "case when score then 1 else 2 end = 1", "LP0234", "11-16",
            "a condition is wanted here, and 'score' is a number"
        ),
        (
            "case when score > 1 then 1 else 'x' end = 1", "LP0233", "33-36",
            "1 is a number and 'x' is text: the branches of case are of one type"
        ),
        (
            "case score when 'x' then 1 end = 1", "LP0233", "17-20",
            "'score' is a number and 'x' is text: they cannot be compared"
        ),
        (
            "coalesce(score, 'x') = 1", "LP0233", "17-20",
            "'score' is a number and 'x' is text: coalesce takes values of one type"
        ),
        ("owner = 'x'", "LP0232", "1-6", "'owner' is a record; a condition asks about one of its columns"),
        ("owner is null", "LP0232", "1-6", "'owner' is a record; a condition asks about one of its columns"),
        ("ownr.active", "LP0232", "1-12", "no record 'ownr' can be reached from leads"),
        ("owner.activ", "LP0230", "1-12", "users have no column 'activ'"),
        ("owner.owner.active", "LP0232", "1-19", "no record 'owner' can be reached from users"),
        ("user.active", "LP0232", "1-12", "no record 'user' can be reached from leads"),
        ("Owner.Name = 'x'", "LP0232", "1-11", "no record 'Owner' can be reached from leads"),
        ("manager.active", "LP0232", "1-15", "no record 'manager' can be reached from leads"),
        ("score-created > 5", "LP0230", "1-14", "leads have no column 'score-created'"),
        ("score-5 > 5", "LP0230", "1-8", "leads have no column 'score-5'"),
        ("Closed > 5 or Closed = 'x'", "LP0236", "15-21", "'Closed' is used as text here and as a number before"),
        (
            "Closed = 'x' and Tier = Closed and Tier > 5", "LP0236", "36-40",
            "'Tier' is used as a number here and as text before"
        ),
        (
            "-Closed > 5 days", "LP0233", "11-17",
            "'-Closed' is a number and 5 days is a length of time: they cannot be compared"
        ),
        ("Closed = 30 days", "LP0233", "1-7", "no column holds a length of time, so 'Closed' is none"),
        ("segment = 'a' or 'b'", "LP0234", "18-21", "a condition is wanted here, and 'b' is text"),
        ("true = 5", "LP0233", "8-9", "true is true or false and 5 is a number: they cannot be compared"),
        ("date = 5", "LP0230", "1-5", "leads have no column 'date'"),
        ("escape = 5", "LP0230", "1-7", "leads have no column 'escape'"),
        ("from = 5", "LP0230", "1-5", "leads have no column 'from'"),
        ("30 days", "LP0234", "1-8", "a condition is wanted here, and 30 days is a length of time"),
        ("created_at + 1 day", "LP0234", "1-19", "a condition is wanted here, and 'created_at + 1 day' is an instant"),
    ]

    // MARK: Hints

    @Test(arguments: [
        ("Stage = 'mql'", "did you mean 'stage'?"),
        ("stage = \"mql\"", "did you mean 'mql'? Text is written in single quotes"),
        ("stage = mql", "if the text is meant, write 'mql' in single quotes"),
        ("Closed like 'x' and ownr.active", "did you mean 'owner'?"),
        ("Owner.Name = 'x'", "write \"Owner.Name\" in double quotes to mean the column of that name"),
        ("LeadSource = 'x'", "did you mean \"Lead Source\"?"), ("manager.email = 'x'", "write owner.manager.email"),
        ("score-created = 5", "'score-created' is read as one name; put spaces around '-' to subtract"),
        ("created_at > '2026-03-01'", "write date '2026-03-01'"), ("score > '80'", "write 80 without quotes"),
        ("as_of - created_at > 30", "write a unit of time: 30 days"),
        ("created_at > as_of - 30", "write a unit of time: 30 days"),
        ("do_not_contact = 1", "write true or false"), ("segment > 80", "write '80' in quotes to compare it as text"),
        ("stage = 'mql' or 'sal'", "and and or join whole conditions; several values are compared with in ('a', 'b')"),
        ("score not > 5", "to negate a comparison write not before it: not (score > 5)"),
        ("email not null", "write is not null"),
        ("email = null", "write email is null"), ("stage = ‘mql’", "write 'mql'"),
        ("now() > created_at", "the instant of the snapshot is called as_of"),
        ("stage lik 'x'", "did you mean 'like'?"), ("lenght(title) > 1", "did you mean 'length'?"),
        ("created_at > as_of - 3 dayz", "did you mean 'days'?"),
        ("score > 5 nad stage = 'x'", "did you mean 'and'?"),
    ])
    func hints(text: String, note: String) {
        #expect(bind(text).findings.first?.notes.contains(note) == true, "\(bind(text).findings.first?.notes ?? [])")
    }

    @Test func namesTheColumnsThereAre() {
        let finding = bind("owner.teem = 'x'").findings.first
        #expect(
            finding?.notes == ["did you mean 'team'?", "the columns of users are active, email, id, manager_id, team"])
    }

    /// A type that use has fixed is shown with the place of that use.
    @Test func showsBothUses() {
        let finding = bind("Closed > 5 or Closed = 'x'").findings.first
        #expect(finding?.related.map(\.message) == ["used as a number here"])
        #expect(finding?.related.first?.place.range.lowerBound.column == 1)
    }

    // MARK: Terms

    @Test func termsThatDefineEachOther() throws {
        let terms = ["hot": "score >= 80 or urgent", "urgent": "big and hot", "big": "segment = 'enterprise'"]
        let finding = try #require(bind("hot", terms: terms).findings.first)
        #expect(finding.code.id == "LP0237")
        #expect(finding.message == "terms define each other: hot → urgent → hot")
        #expect(finding.place?.path == "terms.yaml")
        #expect(finding.related.map(\.message) == ["'urgent' is defined here"])
        let own = try #require(bind("segment", terms: ["segment": "segment = 'x'"]).findings.first)
        #expect(own.message == "term 'segment' is defined by itself")
    }

    /// A fault within a term stands in the term, once, however often the term is used.
    @Test func faultsOfTermsAreReportedOnce() throws {
        var schema = Sample.schema
        var findings: [Finding] = []
        schema.terms["hot"] = Condition.parse(
            ConditionSource(path: "t", text: "score > 'x'", line: 9), findings: &findings)
        for text in ["hot", "not hot", "hot and hot"] {
            let condition = try #require(Condition.parse(ConditionSource(path: "a", text: text), findings: &findings))
            #expect(condition.bind(to: schema, table: "leads", expecting: .boolean, findings: &findings) == nil)
        }
        #expect(
            findings.map(\.place) == [
                Place(path: "t", range: Position(line: 9, column: 9)..<Position(line: 9, column: 12))
            ])
    }

    @Test func termsAreConditions() {
        let findings = bind("big", terms: ["big": "segment"]).findings
        #expect(findings.map(\.code.id) == ["LP0234"])
        #expect(findings.first?.place?.path == "terms.yaml")
    }

    @Test func termsHideColumns() throws {
        let (bound, findings) = bind("stage or \"stage\" = 'x'", terms: ["stage": "score > 5"])
        #expect(findings.map(\.code.id) == ["LP0238"])
        #expect(findings.map(\.level) == [.warning])
        #expect(bound?.uses.map(\.path.column) == ["score", "stage"])
    }

    @Test(arguments: [
        ("stage is not null", "stage"), ("stage is null or stage = 'mql'", ""),
        ("stage is not null and score >= 60", "stage"), ("not (stage is null) and score is null", "score stage"),
        ("coalesce(stage, '') = ''", ""), ("lower(stage) is null", ""), ("owner.active is null", "owner.active"),
    ])
    func saysOfWhichColumnsOnlyThePresenceCounts(text: String, columns: String) {
        let presences = bind(text).bound?.columnsOfPresence.map(\.description).sorted()
        #expect(presences?.joined(separator: " ") == columns)
    }

    @Test func termsOfAnotherRecord() {
        let terms = ["hot": "score > 5 and owner.active"]
        #expect(
            bind("hot", terms: terms, table: "activities").findings.first?.notes.first
                == "'hot' is a term of a lead: write lead.hot")
        let uses = bind("lead.hot and kind = 'call'", terms: terms, table: "activities").bound?.uses
        #expect(uses?.map(\.path.description) == ["lead.score", "lead.owner.active", "kind"])
        #expect(uses?.map(\.table) == ["leads", "users", "activities"])
    }

    /// Without a snapshot any column may be there; what looks like a slip is doubted all the same.
    @Test(arguments: [
        ("stagee = 'mql'", "LP0230"), ("Stage = 'mql'", "LP0230"), ("stage = \"mql\"", "LP0231"), ("Tier = 1", ""),
        ("\"Stage\" = 'mql'", ""), ("\"Lead Status\" = 'x'", ""), ("owner.activ", "LP0230"), ("owner.Region = 'x'", ""),
    ])
    func doubtsWhatIsNotListed(text: String, code: String) {
        var schema = Sample.schema
        for table in schema.tables.keys { schema.tables[table]?.hasUnlistedColumns = true }
        let (bound, findings) = bind(text, schema: schema)
        #expect(bound != nil)
        #expect(findings.map(\.code.id) == (code.isEmpty ? [] : [code]))
        #expect(findings.allSatisfy { $0.level == .warning })
    }

    /// Every code of conditions is reported somewhere in these tables.
    @Test func everyCodeIsReported() {
        let others = ["LP0201", "LP0220", "LP0221", "LP0235", "LP0237", "LP0238", "LP0239", "LP0210", "LP0222"]
        let reported = Set((SyntaxFaultTests.faults + MeaningFaultTests.faults).map(\.1) + others)
        let known = Code.all.map(\.id).filter { $0.hasPrefix("LP02") }
        #expect(known.filter { !reported.contains($0) } == [])
        #expect(reported.filter { !known.contains($0) } == [])
    }
}
