import CommandSupport
import Foundation
import Testing

@Suite struct OutputTests {
    private let agreement = "Samples/acme/agreement.yaml"

    @Test func coloursOnlyWhenAskedFor() throws {
        let escape = "\u{1B}["
        #expect(try !Command.run(["lint", agreement]).output.contains(escape))
        #expect(try Command.run(["lint", agreement, "--color", "always"]).output.contains(escape))
        #expect(try !Command.run(["explain", "LP0010", "--color", "never"]).output.contains(escape))
    }

    @Test func noColourOnATerminalThatDoesNotWantIt() throws {
        // `script` gives the command a terminal.
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/script") else { return }
        func onTerminal(_ variables: [String: String]) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
            process.arguments = ["-qec", "'\(Command.path)' explain LP0010", "/dev/null"]
            process.environment = ["PATH": "/usr/bin:/bin", "TERM": "xterm"].merging(variables) { $1 }
            process.standardInput = FileHandle.nullDevice
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        #expect(try onTerminal([:]).contains("\u{1B}["))
        #expect(try !onTerminal(["NO_COLOR": "1"]).contains("\u{1B}["))
        #expect(try !onTerminal(["TERM": "dumb"]).contains("\u{1B}["))
    }

    @Test(arguments: [("Samples/acme/agreement.yaml", "0"), ("Makefile", "2")])
    func aReaderThatGoesAwayIsNoFailure(path: String, code: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "('\(Command.path)' lint \(path); echo $? >&2) | true"]
        process.currentDirectoryURL = Command.root
        let talk = Pipe()
        process.standardError = talk
        try process.run()
        let said = String(decoding: talk.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == code + "\n")
    }
}
