import CommandSupport
import Foundation
import Testing

@Suite struct UsageTests {
    @Test(arguments: [["--help"], ["--version"], ["lint", "--help"], ["explain", "LP0010"], ["init", "-"]])
    func whatIsAskedForSucceeds(arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.code == 0)
        #expect(result.talk == "")
    }

    @Test(arguments: [
        (["chek"], "check"), (["lint"], "agreements"), (["explain", "LP9999"], "LP9999"),
        (["lint", "--frmat", "json", "x"], "--format"),
        (["lint", "--format", "yaml", "x"], "text"),
    ])
    func wrongUsageIsTwo(arguments: [String], says word: String) throws {
        let result = try Command.run(arguments)
        #expect(result.code == 2)
        #expect(result.output == "")
        #expect(result.talk.contains(word), "\(result.talk)")
    }

    @Test func initLeavesWhatIsThere() throws {
        let scratch = try Scratch()
        let first = try Command.run(["init"], in: scratch.folder)
        #expect(first.code == 0)
        try scratch.write("mine", to: "agreement.yaml")
        let second = try Command.run(["init"], in: scratch.folder)
        #expect(second.code == 2)
        #expect(try scratch.text("agreement.yaml") == "mine")
    }
}
