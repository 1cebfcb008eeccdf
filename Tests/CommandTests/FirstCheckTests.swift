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
}
