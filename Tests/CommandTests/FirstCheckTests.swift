import CommandSupport
import Foundation
import Testing

/// The way of a new user: the first page, an export with headers of its own, and the messages on the way.
@Suite struct FirstCheckTests {
    private static let export = """
        "Record ID","First Name","Email","Company Name","Lifecycle Stage","HubSpot Score","Contact owner","Create Date",\
        "Became an MQL","Became an SQL","Became Unqualified","First outreach date"
        "101","Ana","ana@lima.example","Lima Foods","Sales Qualified Lead","85","Tom Reyes","2026-02-27 15:04",\
        "2026-03-02 09:30","2026-03-03 11:00","","2026-03-02 10:05"
        "102","Bo","bo@chen.example","Chen Optics","Marketing Qualified Lead","40","Sara Blum","2026-03-01 10:00",\
        "2026-03-04 16:30","","","2026-03-06 12:00"
        "103","Cy","","","Marketing Qualified Lead","55","Tom Reyes","2026-03-05 08:00","2026-03-09 09:00","","",""
        "104","Ed","ed@fox.example","Fox, Fox & Co","Customer","92","Sara Blum","2026-01-10 12:00","2026-03-10 13:00",\
        "2026-03-11 10:00","2026-03-25 10:00","2026-03-10 13:20"

        """

    /// The manifest on the first page.
    private static func manifest() throws -> String {
        let readme = try String(contentsOf: Command.root.appendingPathComponent("README.md"), encoding: .utf8)
        let block = readme.components(separatedBy: "```yaml\n").first { $0.hasPrefix("leadpact_snapshot") }
        return try #require(block?.components(separatedBy: "```").first)
    }

    @Test func comesToAnAnswer() throws {
        let scratch = try Scratch()
        #expect(try Command.run(["init"], in: scratch.folder).code == 0)
        try scratch.write(Self.export, to: "contacts.csv")

        // Without a manifest it is said what is assumed, and what only the user can know.
        let bare = try Command.run(
            ["check", "agreement.yaml", "contacts.csv", "--as-of", "latest"], in: scratch.folder)
        #expect(bare.code == 3)
        #expect(bare.output.contains("it is assumed that"), "\(bare.output)")
        #expect(bare.output.contains("id is 'Record ID'"), "\(bare.output)")
        #expect(bare.output.contains("leadpact init --from contacts.csv"), "\(bare.output)")

        // The table of activities that the starting agreement asks for is not there.
        try scratch.write(try Self.manifest(), to: "snapshot.yaml")
        let early = try Command.run(["check", "agreement.yaml", "."], in: scratch.folder)
        #expect(early.code == 3)
        #expect(early.output.contains("define it so: touch: { at: COLUMN }"), "\(early.output)")

        let agreement = try scratch.text("agreement.yaml")
        let line = "touch: { in: activities, where: direction = 'outbound' }"
        #expect(agreement.contains(line))
        try scratch.write(agreement.replacing(line, with: "touch: { at: first_outreach }"), to: "agreement.yaml")
        let check = try Command.run(["check", "agreement.yaml", "."], in: scratch.folder)
        #expect(check.code == 1, "\(check.output)")
        #expect(!check.output.contains("error"))
        #expect(check.output.contains("102  Sara Blum  due Thu 5 Mar 2026 16:30"))

        let explain = try Command.run(["explain", "102", "first-response", "--snapshot", "."], in: scratch.folder)
        #expect(explain.code == 0, "\(explain.talk)")
        #expect(explain.output.contains("What counted"))
    }

    @Test func namesTheHeaderThatIsNearlyMeant() throws {
        let scratch = try Scratch()
        _ = try Command.run(["init"], in: scratch.folder)
        try scratch.write(Self.export, to: "contacts.csv")
        let manifest = try Self.manifest().replacing(#/ +first_outreach: .*\n/#, with: "")
        try scratch.write(manifest, to: "snapshot.yaml")
        let agreement = try scratch.text("agreement.yaml").replacing(
            "touch: { in: activities, where: direction = 'outbound' }", with: "touch: { at: first_outreach }")
        try scratch.write(agreement, to: "agreement.yaml")
        let check = try Command.run(["check", "agreement.yaml", "."], in: scratch.folder)
        #expect(check.code == 3)
        #expect(
            check.output.contains("columns: { first_outreach: \"First outreach date\" }"), "\(check.output)")
    }

    /// Exports as people have them, in two languages: one command, and the check that it names gives an answer.
    @Test(arguments: [
        (
            "contacts.csv",
            """
            Record ID,Full Name,Company,Email,Source,Lead Status,Lead Score,Owner,Created,MQL Date,First Call,Last Seen
            1,Ana Lima,Lima Foods,ana@lima.example,Web,Marketing Qualified,81,Tom Reyes,07/13/2026 10:00,07/14/2026 09:00,07/14/2026 09:30,07/20/2026 08:00
            2,Bo Chen,Chen Optics,bo@chen.example,Fair,Working,40,Sara Blum,07/14/2026 10:00,07/15/2026 09:00,07/17/2026 10:00,
            3,Cy Dorn,Dorn,,Web,New,12,Tom Reyes,07/28/2026 08:00,,,

            """, "marketing-qualified"
        ),
        (
            "leads.csv",
            """
            Lead-Nr;Name;Firma;E-Mail;Quelle;Status;Punkte;Zuständig;Angelegt am;Qualifiziert am;Erstkontakt am
            1;Ana Lima;Lima AG;ana@lima.example;Messe;Qualifiziert;81;Tom Reyes;13.07.2026 10:00;14.07.2026 09:00;14.07.2026 09:30
            2;Bo Chen;Chen Optik;bo@chen.example;Web;In Arbeit;40;Sara Blum;14.07.2026 10:00;15.07.2026 09:00;17.07.2026 10:00
            3;Cy Dorn;Dorn;;Web;Neu;12;Tom Reyes;28.07.2026 08:00;;

            """, "qualifiziert"
        ),
        (
            "hubspot-crm-exports-all-contacts.csv",
            """
            Record ID,Email,Associated Company,Contact owner,Create Date,Lifecycle Stage,Became a Marketing Qualified Lead Date,Date of first engagement,Original Source
            1,ana@lima.example,Lima AG,Tom Reyes,2026-07-13 10:00,Marketing Qualified Lead,2026-07-14 09:00,2026-07-14 09:30,Direct Traffic
            2,bo@chen.example,Chen,Sara Blum,2026-07-14 10:00,Marketing Qualified Lead,2026-07-15 09:00,2026-07-17 10:00,Referrals
            3,cy@dorn.example,Dorn,Tom Reyes,2026-07-28 08:00,Lead,,,Referrals

            """, "mql"
        ),
        (
            "anfragen.csv",
            """
            Vorgang;Eingegangen am;Firma;E-Mail;Herkunft;Verantwortlich;Übergabe an Vertrieb;Erstkontakt am;Status
            1;13.07.2026 10:00;Lima AG;ana@lima.example;Messe;Tom Reyes;14.07.2026 09:00;14.07.2026 09:30;Übergeben
            2;14.07.2026 10:00;Chen;bo@chen.example;Web;Sara Blum;15.07.2026 09:00;17.07.2026 10:00;Übergeben
            3;28.07.2026 08:00;Dorn;;Web;Tom Reyes;;;Ungeeignet

            """, "uebergeben"
        ),
    ]) func oneCommandBeforeTheFirstCheck(file: String, export: String, handOver: String) throws {
        let scratch = try Scratch()
        try scratch.write(export, to: file)
        let initial = try Command.run(["init", "--from", file, "--time-zone", "Europe/Berlin"], in: scratch.folder)
        #expect(initial.code == 0, "\(initial.talk)")
        #expect(initial.talk.contains("Then: leadpact check agreement.yaml snapshot.yaml --period all"))
        #expect(initial.talk.contains("Last Seen") == export.contains("Last Seen"), "\(initial.talk)")
        let agreement = try scratch.text("agreement.yaml")
        #expect(
            agreement.contains("clock: { from: first enters \(handOver), to: touch, within: 24 hours }"), "\(agreement)"
        )
        let lint = try Command.run(["lint", "agreement.yaml"], in: scratch.folder)
        #expect(lint.code == 0, "\(lint.output)")

        let check = try Command.run(
            ["check", "agreement.yaml", "snapshot.yaml", "--period", "all"], in: scratch.folder)
        #expect(check.code == 0 && check.output.contains("1 of 2 kept"), "\(check.output)\(check.talk)")
        let late = "2  Sara Blum  due Thu 16 Jul 2026 09:00  touch only after 2 d 1 h, 24 hours agreed"
        #expect(check.output.contains(late), "\(check.output)")
        let explain = try Command.run(
            ["explain", "2", "first-response", "--snapshot", "snapshot.yaml"], in: scratch.folder)
        #expect(explain.output.contains("first_touch"), "\(explain.output)")
    }

    /// As Excel saves it west of the Oder.
    @Test func guessesLettersThatAreNotUTF8() throws {
        let scratch = try Scratch()
        let export = "Nr;Eingang;E-Mail;Zuständig\n1;13.07.2026 10:00;a@b.example;Jörg\n"
        try Data(export.unicodeScalars.map { UInt8($0.value) }).write(to: scratch.url("anfragen.csv"))
        let initial = try Command.run(
            ["init", "--from", "anfragen.csv", "--time-zone", "Europe/Berlin"], in: scratch.folder)
        #expect(initial.code == 0, "\(initial.talk)")
        #expect(initial.talk.contains("'anfragen.csv' is not UTF-8"), "\(initial.talk)")
        let manifest = try scratch.text("snapshot.yaml")
        #expect(manifest.contains("encoding: windows-1252   # a guess") && manifest.contains("owner_id: \"Zuständig\""))
        let check = try Command.run(
            ["check", "agreement.yaml", "snapshot.yaml", "--format", "csv"], in: scratch.folder)
        #expect(check.code == 0, "\(check.output)\(check.talk)")
        let bare = try Command.run(
            ["check", "agreement.yaml", "anfragen.csv", "--as-of", "2026-07-20T00:00:00Z"], in: scratch.folder)
        #expect(bare.output.contains("its letters are windows-1252"), "\(bare.output)\(bare.talk)")
    }

    /// `qualified` is marketing's word in one CRM and sales' in the next; a header that is no known id may be one all the same.
    @Test(arguments: [
        (
            "\"Lead ID\",\"Company / Account\",\"Email\",\"Lead Status\",\"Create Date\",\"MQL Timestamp\",\"Converted Date\"\n"
                + "\"00Q1\",\"A\",\"a@a.example\",\"Qualified\",\"7/13/2026 9:05 AM\",\"7/14/2026 1:00 PM\",\"7/15/2026 2:00 PM\"\n"
                + "\"00Q2\",\"B\",\"b@b.example\",\"Closed - Not Converted\",\"7/13/2026 9:05 AM\",\"\",\"\"\n",
            ["\"Qualified\": qualified", "mql: MQL Timestamp", "company: Company / Account"],
            ["    mql: {}\n    qualified: {}\n", "closed-not-converted: { final: true }"]
        ),
        (
            "Vorgang;E-Mail;Angelegt am\n7-a;x@x.example;13.07.2026 09:00\n8-a;y@x.example;14.07.2026 09:00\n",
            ["id: Vorgang   # a guess: no value of it is there twice"], ["require: email is not null"]
        ),
    ]) func guessesWithCare(export: String, manifest: [String], agreement: [String]) throws {
        let scratch = try Scratch()
        try scratch.write(export, to: "report.csv")
        let initial = try Command.run(
            ["init", "--from", "report.csv", "--time-zone", "America/Chicago"], in: scratch.folder)
        #expect(initial.code == 0, "\(initial.talk)")
        let (proposed, first) = (try scratch.text("snapshot.yaml"), try scratch.text("agreement.yaml"))
        for line in manifest { #expect(proposed.contains(line), "\(proposed)") }
        for line in agreement { #expect(first.contains(line), "\(first)") }
        #expect(!first.contains("decision"), "\(first)")
        let check = try Command.run(
            ["check", "agreement.yaml", "snapshot.yaml", "--period", "all"], in: scratch.folder)
        #expect(check.code == 0, "\(check.output)")
    }

    /// With an agreement of one's own the same export is mapped to its stages, and what is a guess is said to be one.
    @Test func placesStagesByTheirWords() throws {
        let scratch = try Scratch()
        _ = try Command.run(["init"], in: scratch.folder)
        try scratch.write(
            "Lead-Nr;E-Mail;Status;Angelegt am;Qualifiziert am\n1;a@b.example;Neu;13.07.2026;14.07.2026\n"
                + "2;c@d.example;Verloren;13.07.2026;\n3;e@f.example;Karteileiche;13.07.2026;\n", to: "leads.csv")
        let initial = try Command.run(["init", "--from", "leads.csv"], in: scratch.folder)
        let manifest = try scratch.text("snapshot.yaml")
        for line in [
            "id: Lead-Nr", "\"Neu\": inquiry   # 1, a guess", "mql: Qualifiziert am", "# \"Karteileiche\": STAGE",
        ] {
            #expect(manifest.contains(line), "\(manifest)")
        }
        #expect(initial.talk.contains("'Karteileiche' (1) is no stage of the agreement"), "\(initial.talk)")
        #expect(initial.talk.contains("Then write 'time_zone' into it"), "\(initial.talk)")
    }

    @Test func namesTheExportThatIsNearlyMeant() throws {
        let scratch = try Scratch()
        try scratch.write(Self.export, to: "contacts.csv")
        let result = try Command.run(["init", "--from", "contact.csv"], in: scratch.folder)
        #expect(result.code == 3 && result.talk.contains("did you mean 'contacts.csv'?"), "\(result.talk)")
    }
}
