import CommandSupport
import Foundation
import Testing

/// `lint --snapshot`: what the agreement speaks of and the data does not have.
@Suite struct LintSnapshotTests {
    private func lint(_ good: String, _ bad: String, _ data: String = "data") throws -> Command.Result {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let text = try #require(BadInput.goodFiles["agreement.yaml"])
        try #require(text.contains(good))
        try scratch.write(text.replacing(good, with: bad), to: "agreement.yaml")
        return try Command.run(["lint", "agreement.yaml", "--snapshot", data], in: scratch.folder)
    }

    @Test(arguments: [
        ("hot: score >= 80", "hot: stage = 'mql' and email = 'x'", "no row of leads has the email 'x'"),
        ("direction = 'outbound'", "direction = 'Outbound'", "did you mean 'outbound'?"),
        ("direction = 'outbound'", "user.name = 'Jorg Kramer'", "no row of users has the name"),
        ("sal: { with: sales }", "sal: { with: sales }\n    won: {}", "no lead is or was in the stage 'won'"),
        (
            "from: 2026-04-01, until: 2026-04-02", "from: 2026-02-01, until: 2026-02-02",
            "note: this waiver ended on 2026-02-02, before the snapshot [LP0708]"
        ),
        ("hot: score >= 80", "hot: scroe >= 80", "leads have no column 'scroe'"),
    ])
    func findsWhatNeverOccurs(good: String, bad: String, says: String) throws {
        let result = try lint(good, bad)
        #expect(result.output.contains(says), "\(result.output)\(result.talk)")
    }

    @Test func saysNothingOfWhatOccurs() throws {
        let result = try lint("hot: score >= 80", "hot: stage in ('inquiry', 'mql') or lead.email = 'ana@a.example'")
        #expect(result.code == 0)
        #expect(!result.output.contains("inquiry") && !result.output.contains("ana@"), "\(result.output)")
        #expect(result.output.contains("no lead is or was in the stage 'sal'"), "\(result.output)")
    }

    @Test func wantsASnapshotThatIsThere() throws {
        let result = try lint("hot: score >= 80", "hot: score >= 80", "nowhere")
        #expect(result.code == 2 && result.output.contains("[LP0040]"), "\(result.output)\(result.talk)")
    }
}
