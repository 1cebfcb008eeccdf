import CommandSupport
import Foundation
import Testing

/// `lint --fix` and `lint --diff`.
@Suite struct LintFixTests {
    private static let bad = """
        # Keep me: ‘curly’ == &&\r
        leadpact: 1
        agreement: small
        definitions:
          stages: { inquiry: { with: markting }, mql: , sal: }
          events:
            touch: { in: activites, where: direction == 'outbound' && kind = ‘call’ }   # é
          terms:
            hot: score => 80 and email <> null and stage = 'mqll'
            quoted: 'segment = ‘smb’'
        responsibilities:
          sales:
            first-response:
              clok: { from: first enters mqll, to: tuoch, within: [{ when: hot, target: 1 hour }, { target: 1 day }] }
              goal: { met: 95 }
              severty: critical
            second: { require: email = null || quoted, severity: majr, says: "a\\tb" }
            third: { require: stage = 'xal', goal: { met: 0.9 } }
        """

    private static let mended = """
        # Keep me: ‘curly’ == &&\r
        leadpact: 1
        agreement: small
        definitions:
          stages: { inquiry: { with: marketing }, mql: , sal: }
          events:
            touch: { in: activities, where: direction = 'outbound' and kind = 'call' }   # é
          terms:
            hot: score >= 80 and email is not null and stage = 'mql'
            quoted: 'segment = ‘smb’'
        responsibilities:
          sales:
            first-response:
              clock: { from: first enters mql, to: touch, within: [{ when: hot, target: 1 hour }, { target: 1 day }] }
              goal: { met: 95% }
              severity: critical
            second: { require: email is null || quoted, severity: major, says: "a\\tb" }
            third: { require: stage = 'sal', goal: { met: 0.9 } }
        """

    /// What is certain is mended, every other byte kept; what could be meant in two ways is left to a person.
    @Test func mendsWhatIsCertain() throws {
        let scratch = try Scratch()
        try scratch.write(Self.bad, to: "a.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.url("a.yaml").path)
        let result = try Command.run(["lint", "--fix", "a.yaml"], in: scratch.folder)
        #expect(try scratch.text("a.yaml") == Self.mended)
        #expect(result.code == 2)
        #expect(result.talk == "Mended 16 places in 'a.yaml'.\n")
        for code in ["LP0203", "LP0205", "LP0132"] { #expect(result.output.contains("[\(code)]"), "\(result.output)") }
        #expect(result.output.contains("3 errors"), "\(result.output)")
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.url("a.yaml").path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["a.yaml"])
    }

    /// The difference is what `patch` makes of the one text the other.
    @Test func showsTheDifference() throws {
        let scratch = try Scratch()
        try scratch.write(Self.bad, to: "a.yaml")
        let result = try Command.run(["lint", "--diff", "a.yaml"], in: scratch.folder)
        #expect(result.code == 2)
        #expect(try scratch.text("a.yaml") == Self.bad)
        let lines = result.output.components(separatedBy: "\n")
        #expect(lines.starts(with: ["--- a.yaml", "+++ a.yaml", "@@ -2,17 +2,17 @@"]))
        let kept = lines.dropFirst(3).filter { $0.hasPrefix(" ") || $0.hasPrefix("+") }.map { $0.dropFirst() }
        #expect(
            kept.map(String.init)
                == Array(Self.mended.replacing("\r\n", with: "\n").components(separatedBy: "\n").dropFirst()))
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/patch") else { return }
        try scratch.write(result.output, to: "a.diff")
        let process = try Process.run(
            URL(fileURLWithPath: "/usr/bin/patch"),
            arguments: ["-s", "--binary", scratch.url("a.yaml").path, scratch.url("a.diff").path])
        process.waitUntilExit()
        #expect(try scratch.text("a.yaml") == Self.mended)
    }

    @Test func leavesAloneWhatIsGood() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let before = try FileManager.default.attributesOfItem(atPath: scratch.url("agreement.yaml").path)
        #expect(try Command.run(["lint", "--fix", "agreement.yaml"], in: scratch.folder).code == 0)
        let diff = try Command.run(["lint", "--diff", "agreement.yaml"], in: scratch.folder)
        #expect(diff.code == 0 && diff.output.isEmpty)
        let after = try FileManager.default.attributesOfItem(atPath: scratch.url("agreement.yaml").path)
        #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
        #expect(try Command.run(["lint", "--fix", "--diff", "agreement.yaml"], in: scratch.folder).code == 2)
    }
}
