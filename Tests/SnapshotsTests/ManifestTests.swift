import BusinessTime
import Columns
import Conditions
import Findings
import Testing

@testable import Snapshots

@Suite struct ManifestTests {
    /// A mistake in a manifest, and what is said of it: `LP0404 3:3 message`, with the word that the notes propose.
    @Test(
        arguments: [
            // the document
            ("tables: {}\n", "LP0401 1:1 a manifest begins with 'leadpact_snapshot: 1'", ""),
            ("leadpact_snapshot: 2\n", "LP0401 1:20 this leadpact reads version 1 of manifests, found '2'", ""),
            ("leadpact_snapshot: 1\ntabels: {}\n", "LP0010 2:1 unknown key 'tabels'", "tables"),
            ("- leads\n", "LP0012 1:1 a manifest is a mapping", "leadpact_snapshot"),
            ("leadpact_snapshot: 1\ntables: [leads]\n", "LP0012 2:9 'tables' names tables", ""),
            // when
            (
                "leadpact_snapshot: 1\nas_of: yesterday\n", "LP0403 2:8 'as_of' is an instant, found 'yesterday'",
                "2026-10-01T08:00:00+02:00"
            ),
            ("leadpact_snapshot: 1\nas_of: 2026-10-01\n", "LP0403 2:8 'as_of' is an instant", "the time of day"),
            ("leadpact_snapshot: 1\nas_of: [1]\n", "LP0013 2:8 'as_of' is text, found a list", ""),
            (
                "leadpact_snapshot: 1\ntime_zone: Europe/Berln\n", "LP0406 2:12 unknown time zone 'Europe/Berln'",
                "Europe/Berlin"
            ),
            ("leadpact_snapshot: 1\ntime_zone: ../etc/passwd\n", "LP0406 2:12", "IANA"),
            // which
            ("leadpact_snapshot: 1\npreset: salesfroce\n", "LP0402 2:9 there is no preset 'salesfroce'", "salesforce"),
            ("leadpact_snapshot: 1\npreset: siebel\n", "LP0402 2:9", "canonical"),
            (
                "leadpact_snapshot: 1\ntables:\n  lead: { file: a.csv }\n", "LP0404 3:3 there is no table 'lead'",
                "leads"
            ),
            ("leadpact_snapshot: 1\ntables:\n  leads: a.csv\n", "LP0012 3:10 the table 'leads' is a mapping", ""),
            ("leadpact_snapshot: 1\ntables:\n  leads: []\n", "LP0012 3:10 'leads' names no file", ""),
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: nowhere.csv }\n", "LP0410 3:18 there is no file", ""),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: lead.csv }\n", "LP0410 3:18 there is no file",
                "leads.csv"
            ),
            ("leadpact_snapshot: 1\ntables:\n  leads: { fiel: leads.csv }\n", "LP0010 3:12 unknown key 'fiel'", "file"),
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: }\n", "", ""),
            // columns
            (
                """
                leadpact_snapshot: 1
                tables:
                  leads: { file: leads.csv, times: { created_on: M/D/Y, "Lead Score": M/D/Y } }
                """,
                "LP0411 3:38 'F/leads.csv' has no column 'created_on' of which this could be said",
                "did you mean 'created_at'?"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, columns: { score: Lead Scor } }\n",
                "LP0411 3:47 'F/leads.csv' has no column 'Lead Scor', which 'score' is mapped to", "Lead Score"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, columns: { source: twice } }\n",
                "LP0412 3:48 'twice' is the header of column 5 and of column 6", "rename"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: noid.csv }\n",
                "LP0413 3:18 leads need a column 'id', and 'F/noid.csv' has none", "columns: { id: ID }"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, columns: [id] }\n",
                "LP0012 3:38 'columns' maps columns", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, columns: { source: stage }, constants: { source: web } }\n",
                "LP0405 3:78 'source' is given both a column and a constant", ""
            ),
            // meanings
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, values: { stage: { Open: [mql] } } }\n",
                "LP0013 3:54 'Open' means a text or null, found a list", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, values: { stage: open } }\n",
                "LP0012 3:46 'values' of 'stage'", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, ignore: { source: [web] } }\n",
                "LP0405 3:39 'ignore' lists stages, and 'source' holds none", "stage"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, ignore: { stage: Test } }\n",
                "LP0015 3:46 'ignore' of 'stage' is a list of stages", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, types: { score: text } }\n",
                "LP0408 3:45 'score' is always of type number, found text", "another name"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, types: { size: integer } }\n",
                "LP0408 3:44 the type of 'size' is one of boolean, number, text, date, instant, found 'integer'", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, times: { created_at: D/M } }\n",
                "LP0409 3:50 'D/M' is not a format of dates", "D/M/Y"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, times: { created_at: { precision: hour } } }\n",
                "LP0409 3:63 'precision' is millisecond, second, minute or day, found 'hour'", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, times: { created_at: { offset: +1 } } }\n",
                "LP0409 3:60 'offset' can only be 'ignored'", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, times: { created_at: { zone: UTC } } }\n",
                "LP0010 3:52 unknown key 'zone'", "time_zone"
            ),
            // how
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, delimiter: tabulator }\n",
                "LP0407 3:40 'delimiter' is one ASCII character, found 'tabulator'", "semicolon"
            ),
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, delimiter: \"\\\"\" }\n", "LP0407 3:40", ""),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, encoding: utf8 }\n",
                "LP0407 3:39 'encoding' is one of utf-8", "utf-8"
            ),
            // where
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, where: stage = }\n", "LP02", ""),
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, where: stge = 'mql' }\n", "LP02", "stage"),
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, where: score = 'mql' }\n", "LP02", ""),
            ("leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, where: stage }\n", "LP02", ""),
            // derived tables
            (
                "leadpact_snapshot: 1\ntables:\n  activities: { file: leads.csv, from_columns: { mql: stage } }\n",
                "LP0405 3:34 'from_columns' makes stage changes", "stage_changes"
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  activities: { file: leads.csv, distinct: id }\n",
                "LP0405 3:34 'distinct' derives leads or users", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  stage_changes: { from_columns: { mql: became_mql } }\n  leads: { file: leads.csv }\n",
                "LP0411 3:41 'F/leads.csv' has no column 'became_mql'", ""
            ),
            (
                "leadpact_snapshot: 1\ntables:\n  leads: { file: leads.csv, distinct: stage }\n",
                "LP0405 3:39 'distinct' is 'id' or its header", ""
            ),
        ] as [(String, String, String)])
    func namesMistakes(text: String, wanted: String, hint: String) throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": text,
            "leads.csv": "id,Lead Score,stage,created_at,twice,twice\n1,2,mql,2026-01-01T00:00:00Z,a,b\n",
            "noid.csv": "ID,stage\n1,mql\n",
        ])
        let findings = try SnapshotSource.open(folder.path).findings
        if wanted.isEmpty { return #expect(findings.isEmpty) }
        let said = findings.map { finding -> String in
            let start = finding.place?.range.lowerBound
            let place = start.map { "\($0.line):\($0.column) " } ?? ""
            return "\(finding.code.id) \(place)\(finding.message)".replacing(folder.path, with: "F")
        }
        #expect(said.contains { $0.hasPrefix(wanted) }, "\(said)")
        #expect(
            findings.contains { $0.notes.contains { $0.contains(hint) } } || hint.isEmpty, "\(findings.map(\.notes))")
    }

    @Test func readsEverythingAMappingSays() throws {
        let text = """
            leadpact_snapshot: 1
            as_of: 2026-10-01T00:00
            time_zone: America/New_York
            tables:
              leads:
                file: Lead.csv
                columns: { id: [Lead ID, Id], score: Score__c }
                constants: { origin: marketing }
                values: { stage: { Open: mql, Junk: null, "": inquiry } }
                ignore: { stage: [Test] }
                where: IsDeleted = false
                time_zone: Europe/Berlin
                delimiter: semicolon
                encoding: windows-1252
                types: { employees: number }
                times: { created_at: D/M/Y, closed: { format: M/D/YY, time_zone: UTC, precision: day, offset: ignored } }
              stage_changes:
                from_columns: { mql: became_mql, sal: accepted }
            """
        let (manifest, findings) = ManifestReading.read(SourceText(path: "snapshot.yaml", text: text))
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let leads = try #require(manifest?.tables["leads"]?.sources.first)
        #expect(manifest?.asOf.map { CivilDate.format(instant: $0) } == "2026-10-01T04:00:00Z")
        #expect(leads.file?.text == "Lead.csv")
        #expect(leads.columns["id"]?.map(\.text) == ["Lead ID", "Id"])
        #expect(leads.constants["origin"]?.text == "marketing")
        #expect(leads.values["stage"] == ["Open": "mql", "Junk": nil, "": "inquiry"])
        #expect(leads.ignored["stage"] == ["Test"])
        #expect(leads.condition?.text == "IsDeleted = false")
        #expect(leads.zone?.identifier == "Europe/Berlin")
        #expect(leads.delimiter == UInt8(ascii: ";"))
        #expect(leads.encoding == .windows1252)
        #expect(leads.types == ["employees": .number])
        #expect(leads.times["created_at"]?.format == .dayMonthYear)
        #expect(leads.times["closed"]?.precision == .day)
        #expect(leads.times["closed"]?.ignoresOffset == true)
        let stages = try #require(manifest?.tables["stage_changes"]?.sources.first)
        #expect(stages.fromColumns.map(\.stage.text) == ["mql", "sal"])
        #expect(stages.zone?.identifier == "America/New_York")
    }

    @Test(arguments: Preset.names)
    func presetsAreFree(name: String) {
        #expect(Preset.tables(name)?["leads"] != nil)
    }

    @Test func ownMappingsGoOnTopOfAPreset() throws {
        let text = """
            leadpact_snapshot: 1
            preset: salesforce
            tables:
              leads: { columns: { score: Score__c }, values: { stage: { Open: mql } } }
              activities: [ { file: Task.csv, columns: { outcome: Result__c } } ]
            """
        let manifest = try #require(ManifestReading.read(SourceText(path: "s.yaml", text: text)).manifest)
        let leads = try #require(manifest.tables["leads"]?.sources.first)
        #expect(leads.file?.text == "Lead.csv")
        #expect(leads.columns["stage"]?.first?.text == "Status")
        #expect(leads.columns["score"]?.first?.text == "Score__c")
        #expect(leads.values["do_not_contact"] == ["": "false"])
        let activities = try #require(manifest.tables["activities"]?.sources)
        #expect(activities.map { $0.file?.text } == ["Task.csv", "Event.csv"])
        #expect(activities[0].columns["outcome"]?.first?.text == "Result__c")
        #expect(activities[0].columns["lead_id"]?.first?.text == "WhoId")
    }
}
