import CommandSupport
import Foundation
import Testing

/// Exports that nobody has described: `init --from` and `check`, with no more edits than are listed here.
@Suite(.enabled(if: RealInput.has("zoho-crm-demo"), RealInput.absence(of: "zoho-crm-demo")))
struct RecognitionTests {
    struct Export: CustomTestStringConvertible, Sendable {
        var folder: String
        var preset: String
        /// By which clock times without an offset were written.
        var zone: String?
        var leads: Int
        /// Given to `check`, where no time says when the export was taken.
        var asOf: String?

        var testDescription: String { folder }
    }

    static let exports = [
        Export(folder: "fivetran-hubspot", preset: "fivetran-hubspot", leads: 22),
        Export(folder: "fivetran-marketo", preset: "fivetran-marketo", leads: 100),
        Export(folder: "fivetran-salesforce", preset: "fivetran-salesforce", leads: 1),
        Export(folder: "maven-crm-sales-opportunities", preset: "generic", zone: "UTC", leads: 8800),
        Export(folder: "maven-crm-sales-opportunities/us-dates", preset: "generic", zone: "UTC", leads: 8800),
        Export(folder: "olist-marketing-funnel", preset: "generic", zone: "America/Sao_Paulo", leads: 8000),
        Export(
            folder: "olist-marketing-funnel/excel-us-dates", preset: "generic", zone: "America/Sao_Paulo", leads: 8000),
        Export(folder: "salesforce-devorg-us-dates", preset: "salesforce", zone: "America/New_York", leads: 22),
        Export(folder: "salesforce-sfdx-bulk-csv-bom", preset: "salesforce", leads: 14),
        Export(folder: "x-education-leads", preset: "generic", leads: 9240, asOf: "2026-01-01T00:00:00Z"),
        Export(folder: "zoho-crm-demo", preset: "zoho", zone: "UTC", leads: 3900),
        Export(folder: "bpic2012-work-items", preset: "generic", zone: "Europe/Amsterdam", leads: 9658),
        Export(folder: "nango-crm-api-json/hubspot", preset: "hubspot", leads: 26),
        Export(folder: "nango-crm-api-json/pipedrive", preset: "pipedrive", leads: 7),
        Export(folder: "nango-crm-api-json/zoho-crm", preset: "zoho", leads: 18),
    ]

    @Test(arguments: exports)
    func isReadAndJudged(_ export: Export) throws {
        let (scratch, wrote) = try Self.propose(export)
        #expect(wrote.code == 0, "\(wrote.talk)")
        #expect(wrote.talk.contains("by the preset '\(export.preset)'"), "\(wrote.talk)")
        let asOf = export.asOf.map { ["--as-of", $0] } ?? []
        let checked = try Command.run(
            ["check", "agreement.yaml", "data", "--format", "json"] + asOf, in: scratch.folder)
        #expect(checked.code == 0, "\(checked.output.prefix(2000))\(checked.talk)")
        #expect(try Report(json: checked.output).leads == export.leads)
    }

    /// The clock of the demonstration shows the month where minutes belong.
    @Test func theFalseClockIsCalledFalse() throws {
        let zoho = try #require(Self.exports.first { $0.folder == "zoho-crm-demo" })
        let (scratch, _) = try Self.propose(zoho)
        let checked = try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder)
        #expect(checked.output.contains("times of leads.created_at whose minute follows their month"))
        #expect(checked.output.contains("this clock is false"))
    }

    /// What holds no leads is refused, and each file is named with what it has.
    @Test(arguments: ["salesforce-bulk2-backquote", "fivetran-dynamics365", "nango-crm-api-json/salesforce"])
    func whatHoldsNoLeadsIsRefused(_ folder: String) throws {
        let (_, wrote) = try Self.propose(Export(folder: folder, preset: "", leads: 0))
        #expect(wrote.code == 3)
        #expect(wrote.talk.contains("nothing in 'data' looks like leads"))
    }

    /// A byte order mark says how the letters stand, and the headers are found behind it.
    @Test(arguments: ["UTF16LE", "UTF16BE", "UTF32LE", "UTF32BE", "UTF8"])
    func filesInOtherEncodingsAreRead(_ encoding: String) throws {
        let scratch = try Scratch()
        let data = RealInput.data.appending(path: "salesforce-dataloader-csv/csvtext_BOM_\(encoding).csv")
        try scratch.write(try Data(contentsOf: data), to: "leads.csv")
        try scratch.write(
            """
            leadpact_snapshot: 1
            as_of: 2026-01-01T00:00:00Z
            tables: { leads: { file: leads.csv, columns: { id: column1, company: column2 } } }

            """, to: "snapshot.yaml")
        try scratch.write(
            """
            leadpact: 1
            agreement: named
            responsibilities: { marketing: { named: { require: "company is not null" } } }
            gate: { fail_on: [never] }

            """, to: "agreement.yaml")
        let checked = try Command.run(["check", "agreement.yaml", ".", "--format", "json"], in: scratch.folder)
        #expect(checked.code == 0, "\(checked.output)\(checked.talk)")
        #expect(try Report(json: checked.output).leads == 2)
    }

    private static func propose(_ export: Export) throws -> (Scratch, Command.Result) {
        let scratch = try Scratch()
        let source = RealInput.data.appending(path: export.folder)
        for file in try FileManager.default.contentsOfDirectory(
            at: source, includingPropertiesForKeys: [.isDirectoryKey])
        {
            if try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true { continue }
            try FileManager.default.createDirectory(at: scratch.url("data"), withIntermediateDirectories: true)
            // A link would lead out of the manifest's folder.
            try FileManager.default.copyItem(at: file, to: scratch.url("data/\(file.lastPathComponent)"))
        }
        let zone = export.zone.map { ["--time-zone", $0] } ?? []
        return (scratch, try Command.run(["init", "--from", "data"] + zone, in: scratch.folder))
    }
}
