import CommandSupport
import Foundation
import Testing

/// `accept` writes into the file of an agreement, and nothing else.
@Suite struct AcceptTests {
    private let scratch: Scratch
    private let text: String

    init() throws {
        scratch = try Scratch()
        text = try String(
            contentsOf: Command.root.appendingPathComponent("Agreements/starter.yaml"), encoding: .utf8)
        try scratch.write(text, to: "agreement.yaml")
    }

    private func run(_ arguments: [String]) throws -> Command.Result { try Command.run(arguments, in: scratch.folder) }

    private func accept(_ party: String, _ name: String, _ more: [String] = []) throws -> Command.Result {
        try run(["accept", "agreement.yaml", "--party", party, "--name", name] + more)
    }

    @Test func fromNobodyToAChange() throws {
        #expect(try run(["lint", "agreement.yaml"]).output.contains("accepted by no party"))
        #expect(try accept("marketing", "Ana Lima", ["--date", "2026-01-12"]).output.contains("not accepted by sales"))
        #expect(try accept("sales", "Tom Reyes", ["--date", "2026-01-13"]).code == 0)
        let accepted = try scratch.text("agreement.yaml")
        #expect(accepted.hasPrefix(text), "all that was there stays")
        #expect(accepted.split(separator: "\n").count == text.split(separator: "\n").count + 3)
        let lint = try run(["lint", "agreement.yaml"])
        #expect(lint.code == 0 && lint.output.contains("accepted by marketing and sales"), "\(lint.output)")
        // Other layout is no other agreement; another target is.
        try scratch.write("# a comment\n" + accepted, to: "agreement.yaml")
        #expect(try run(["lint", "agreement.yaml"]).output.contains("accepted by marketing and sales"))
        let other = accepted.replacing("business hours", with: "business minutes")
        #expect(other != accepted)
        try scratch.write(other, to: "agreement.yaml")
        let changed = try run(["lint", "agreement.yaml"])
        #expect(
            changed.output.contains("LP0171")
                && changed.output.contains("changed since sales accepted it on 2026-01-13"))
        #expect(try accept("sales", "Tom Reyes").code == 0)
        #expect(try !run(["lint", "agreement.yaml"]).output.contains("changed since sales"))
    }

    @Test func theSameTwiceChangesNothing() throws {
        _ = try accept("sales", "Tom Reyes")
        let once = try scratch.text("agreement.yaml")
        #expect(try accept("sales", "Tom Reyes").output.contains("already"))
        #expect(try scratch.text("agreement.yaml") == once)
    }

    @Test func permissionsAndLinksStay() throws {
        let file = scratch.url("agreement.yaml").path
        let link = scratch.url("link.yaml").path
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "agreement.yaml")
        #expect(try run(["accept", "link.yaml", "--party", "sales", "--name", "Tom"]).code == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "agreement.yaml")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(try scratch.text("agreement.yaml").contains("name: Tom"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted() == [
                "agreement.yaml", "link.yaml",
            ])
    }

    @Test(arguments: [
        (["--party", "sale", "--name", "T"], "did you mean 'sales'?"), (["--party", "sales", "--name", " "], "--name"),
        (["--party", "sales", "--name", "T\nx: y"], "one line"), (["--party", "sales"], "--name"),
        (["--party", "sales", "--name", "T", "--date", "2026-02-30"], "2026-02-30"),
    ])
    func mistakesLeaveTheFileAlone(arguments: [String], word: String) throws {
        let result = try run(["accept", "agreement.yaml"] + arguments)
        #expect(result.code == 2 && result.output == "")
        #expect(result.talk.contains(word), "\(result.talk)")
        #expect(try scratch.text("agreement.yaml") == text)
    }

    /// What has errors, or is no single agreement, is neither accepted nor printed.
    @Test(arguments: [["print"], ["accept", "--party", "sales", "--name", "T"]])
    func onlyAgreementsWithoutErrors(command: [String]) throws {
        try scratch.write("leadpact: 1\nagreement: a\nfoo: 1\n", to: "wrong.yaml")
        for (path, word) in [("wrong.yaml", "LP0010"), (".", "folder"), ("nowhere.yaml", "nowhere.yaml")] {
            let result = try run([command[0], path] + command.dropFirst())
            #expect(result.code == 2 && result.output == "")
            #expect(result.talk.contains(word), "\(result.talk)")
        }
    }

    /// Where the acceptance cannot be put in for certain, the line to add is shown.
    @Test func otherShapesAreLeftToAPerson() throws {
        let flow = "{ leadpact: 1, agreement: a }\n"
        try scratch.write(flow, to: "flow.yaml")
        let result = try run(["accept", "flow.yaml", "--party", "sales", "--name", "Tom Reyes"])
        #expect(result.code == 2)
        #expect(result.talk.contains("- { party: sales, name: Tom Reyes, date: "), "\(result.talk)")
        #expect(try scratch.text("flow.yaml") == flow)
    }
}
