import Columns
import Conditions
import Findings
import Testing

@testable import Snapshots

/// Presets, and exports that are recognised by their headers.
@Suite struct PresetTests {
    /// Every preset can be read, has leads, and maps columns that leadpact knows.
    @Test(arguments: Preset.names)
    func isWhole(_ name: String) throws {
        let tables = try #require(Preset.tables(name))
        #expect(tables["leads"] != nil)
        for (table, mapping) in tables {
            let known = try #require(CanonicalTable.named(table))
            for source in mapping.sources {
                for column in Set(source.columns.keys).union(source.constants.keys) {
                    #expect(known.column(column) != nil, "\(table).\(column)")
                }
            }
        }
    }

    /// An export as its vendor writes headers, and the preset and tables that are found in it.
    @Test(arguments: [
        (
            ["Lead.csv": "Id,CreatedDate,Status,OwnerId,Email\n1,2026-01-02T10:00:00.000Z,New,5,a@b.c\n"], "salesforce",
            "leads"
        ),
        (
            [
                "contacts.csv":
                    "Record ID,Create Date,Lifecycle Stage,Became a Lead Date\n1,2026-01-02 10:00,Lead,2026-01-03 10:00\n"
            ], "hubspot", "leads stage_changes"
        ),
        (
            [
                "contacts.json":
                    "{\"results\": [{\"id\": \"1\", \"properties\": {\"createdate\": \"2026-01-02T10:00:00Z\", \"lifecyclestage\": \"lead\", \"hs_v2_date_entered_lead\": \"2026-01-02T10:00:00Z\"}}]}"
            ], "hubspot", "leads stage_changes"
        ),
        (
            [
                "lead.csv":
                    "leadid,createdon,emailaddress1,statuscode,_ownerid_value\n1,2026-01-02T10:00:00Z,a@b.c,1,5\n",
                "phonecall.csv":
                    "activityid,_regardingobjectid_value,actualend,createdon\n1,1,2026-01-02T11:00:00Z,2026-01-02T11:00:00Z\n",
                "systemuser.csv": "systemuserid,fullname,isdisabled\n5,Jo,false\n",
            ], "dynamics365", "leads activities users"
        ),
        (
            [
                "Leads.csv": "LEADID,Created Time,Lead Status,Lead Owner\n1,2026-01-02 10:00:00,New,Jo\n",
                "Calls.csv": "TASKID,LEADID,Call Start Time,Call Type\n1,1,2026-01-02 11:00:00,Outbound\n",
            ], "zoho", "leads activities"
        ),
        (
            ["leads.csv": "id,createdAt,email,leadStatus,leadScore\n1,2026-01-02T10:00:00Z,a@b.c,New,5\n"], "marketo",
            "leads"
        ),
        (
            ["CRM Lead.csv": "name,creation,email,lead_owner,status\n1,2026-01-02 10:00:00,a@b.c,jo,New\n"], "frappe",
            "leads"
        ),
        (
            [
                "lead.csv":
                    "id,created_date,lead_source,owner_id,is_deleted,status\n1,2026-01-02 10:00:00,Web,5,false,New\n"
            ], "fivetran-salesforce", "leads"
        ),
        (
            [
                "contact.csv":
                    "id,property_createdate,property_email,_fivetran_deleted\n1,2026-01-02 10:00:00,a@b.c,false\n"
            ], "fivetran-hubspot", "leads"
        ),
        (["anything.csv": "Prospect ID,Signup,E-Mail,Stage\n1,x,a@b.c,New\n"], "generic", "leads"),
        (
            ["log.csv": "Case ID,Activity,Timestamp\n1,Call,2026-01-02 10:00:00\n1,Mail,2026-01-03 10:00:00\n"],
            "generic", "leads activities"
        ),
    ])
    func isRecognised(_ files: [String: String], preset: String, tables: String) throws {
        let folder = try TemporaryFolder(files)
        var reasons: [String] = []
        let recognition = try #require(try Recognition.recognise(folder.path, reasons: &reasons))
        #expect(recognition.preset == preset)
        #expect(recognition.placed.map(\.table).joined(separator: " ") == tables)
        // What is proposed can be opened as it stands.
        let proposal = recognition.proposal(stages: [], zone: "UTC")
        try folder.write(Array(proposal.manifest.utf8), to: "snapshot.yaml")
        let (source, findings) = try SnapshotSource.open(folder.path)
        #expect(source != nil && findings.isEmpty, "\(findings.map(\.message))\n\(proposal.manifest)")
    }

    /// What values show of times, and what they leave open.
    @Test(arguments: [
        ("2026-01-02T10:00:00Z 2026-01-03T10:00:00+0200", "# 2 of 2 fit Y-M-D with a time of day and an offset", ""),
        ("02/13/2026 02/14/2026", "created_at: M/D/Y", ""),
        (
            "02/03/2026 04/05/2026", "# times: { created_at: D/M/Y }   # or M/D/Y: say which",
            "say under 'times' whether day or month comes first"
        ),
        ("1767348000 1767348001", "# 2 of 2 fit epoch seconds", ""),
        ("2026-01-02 soon", "", "leads.created_at"),
    ])
    func timesAreShown(_ values: String, manifest: String, open: String) throws {
        let rows = values.split(separator: " ").enumerated().map { "\($0.offset),\($0.element),New\n" }.joined()
        let folder = try TemporaryFolder(["leads.csv": "id,created_at,stage\n" + rows])
        var reasons: [String] = []
        let recognition = try #require(try Recognition.recognise(folder.path("leads.csv"), reasons: &reasons))
        let proposal = recognition.proposal(stages: [], zone: nil)
        #expect(manifest.isEmpty || proposal.manifest.contains(manifest), "\(proposal.manifest)")
        #expect(open.isEmpty || proposal.open.contains { $0.contains(open) }, "\(proposal.open)")
    }

    /// Stages of an agreement that is there already are taken; others are the user's to explain.
    @Test func stagesOfAnAgreement() throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,email,stage\n1,a@b.c,MQL\n2,b@b.c,Sal\n3,c@b.c,Nurture Later\n"
        ])
        var reasons: [String] = []
        let recognition = try #require(try Recognition.recognise(folder.path("leads.csv"), reasons: &reasons))
        let proposal = recognition.proposal(stages: ["mql", "sal"], zone: nil)
        #expect(proposal.manifest.contains("\"MQL\": mql"))
        #expect(proposal.open.contains { $0.contains("'Nurture Later' (1) is no stage of the agreement") })
    }

    /// A preset of one's own is named by its path.
    @Test func ownPresets() throws {
        let folder = try TemporaryFolder([
            "ours.yaml": "leads: { file: people.csv, columns: { id: Key, email: Mail } }\n",
            "people.csv": "Key,Mail\n1,a@b.c\n",
            "snapshot.yaml": "leadpact_snapshot: 1\npreset: ours.yaml\n",
            "broken.yaml": "leadpact_snapshot: 1\npreset: nowhere.yaml\n",
            "outside.yaml": "leadpact_snapshot: 1\npreset: ../../ours.yaml\n",
            "reaches.yaml": "leads: { file: ../people.csv, columns: { id: Key } }\n",
            "reaching.yaml": "leadpact_snapshot: 1\npreset: reaches.yaml\n",
        ])
        let (source, findings) = try SnapshotSource.open(folder.path)
        #expect(findings.isEmpty)
        #expect(source?.schema["leads"]?.columns.keys.contains("email") == true)
        #expect(try SnapshotSource.open(folder.path("broken.yaml")).findings.map(\.code.id) == ["LP0402"])
        for name in ["outside.yaml", "reaching.yaml"] {
            #expect(try SnapshotSource.open(folder.path(name)).findings.map(\.code.id) == ["LP0431"])
        }
    }
}
