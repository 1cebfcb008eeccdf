import CommandSupport
import Foundation
import Testing

/// What a message must never hold: the traces of a program that fell over.
private let signsOfACrash = ["Fatal error", "Crash:", "Stack dump", "Thread 0", ".swift:", "Swift runtime", "Illegal"]

/// Checks what holds of every wrong input, and that stdout and stderr together say what they should.
private func expect(
    _ result: Command.Result, exit: Int32, says words: [String], _ location: SourceLocation = #_sourceLocation
) {
    let all = result.output + result.talk
    #expect(result.code == exit, "\(all)", sourceLocation: location)
    if let path = ProcessInfo.processInfo.environment["LEADPACT_MESSAGES"] { try? show(all, exit, in: path) }
    for word in words where !word.isEmpty {
        #expect(all.contains(word), "missing: \(word)\n\(all)", sourceLocation: location)
    }
    for sign in signsOfACrash { #expect(!all.contains(sign), "\(all)", sourceLocation: location) }
    #expect(result.seconds < 10, sourceLocation: location)
}

/// Gathers the messages in a file, so that a person can read them one after another.
private func show(_ text: String, _ exit: Int32, in path: String) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("\n---- exit \(exit)\n\(text)".utf8))
    try handle.close()
}

@Suite(.serialized) struct BadInputTests {
    @Test func theGoodFilesAreGood() throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let result = try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder)
        #expect(result.code == 0, "\(result.output)\(result.talk)")
        #expect(!result.output.contains("warning"), "\(result.output)")
    }

    @Test(arguments: BadInput.ofAgreements + BadInput.ofConditions + BadInput.ofManifests + BadInput.ofTables)
    func isExplained(input: BadInput) throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        let (text, place) = try input.spoiled()
        try scratch.write(text, to: input.file)
        let result = try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder)
        expect(result, exit: input.exit, says: [place, "[\(input.code)]", input.says])
    }

    @Test(arguments: BadFile.all, ["agreement.yaml", "data/leads.csv", "data/snapshot.yaml", "data"])
    func isExplained(bad: BadFile, path: String) throws {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        try bad.put(path, in: scratch)
        var prefix: [String] = []
        if bad.kind == .unreadable, getuid() == 0 {
            // The superuser may read everything.
            guard FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
            prefix = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            guard try Command.run(["--version"], in: scratch.folder, behind: prefix).code == 0 else { return }
        }
        let result = try Command.run(["check", "agreement.yaml", "data"], in: scratch.folder, behind: prefix)
        switch path {
        case "agreement.yaml": expect(result, exit: bad.agreement.exit, says: ["[\(bad.agreement.code)]"])
        case "data/leads.csv": expect(result, exit: bad.table.exit, says: ["[\(bad.table.code)]"])
        // Without a manifest the tables are known by their names, and only as-of is not.
        case "data/snapshot.yaml" where bad.kind == .missing || bad.kind == .loop:
            expect(result, exit: 2, says: ["[LP0725]"])
        default: expect(result, exit: 3, says: ["[LP0"])
        }
        #expect((result.output + result.talk).utf8.count < 8000)
    }

    @Test func theTableIsLongEnough() {
        let count = BadInput.ofAgreements.count + BadInput.ofConditions.count + BadInput.ofManifests.count
        #expect(count + BadInput.ofTables.count + BadFile.all.count * 2 >= 60)
    }
}

/// Something other than a file of text where one is expected.
struct BadFile: CustomTestStringConvertible, Sendable {
    enum Kind: Sendable { case missing, folder, pipe, empty, binary, longLine, unreadable, loop }
    var kind: Kind
    /// As an agreement, and as a table of a snapshot.
    var agreement: (exit: Int32, code: String)
    var table: (exit: Int32, code: String)

    var testDescription: String { "\(kind)" }

    static let all: [BadFile] = [
        BadFile(kind: .missing, agreement: (2, "LP0040"), table: (3, "LP0410")),
        BadFile(kind: .folder, agreement: (2, "LP0040"), table: (3, "LP0041")),
        BadFile(kind: .pipe, agreement: (2, "LP0041"), table: (3, "LP0514")),
        BadFile(kind: .empty, agreement: (2, "LP0004"), table: (3, "LP0514")),
        BadFile(kind: .binary, agreement: (2, "LP0001"), table: (3, "LP0515")),
        BadFile(kind: .longLine, agreement: (2, "LP0012"), table: (3, "LP0413")),
        BadFile(kind: .unreadable, agreement: (2, "LP0042"), table: (3, "LP0042")),
        BadFile(kind: .loop, agreement: (2, "LP0043"), table: (3, "LP0410")),
    ]

    func put(_ path: String, in scratch: Scratch) throws {
        let url = scratch.url(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? FileManager.default.removeItem(at: url)
        switch kind {
        case .missing: break
        case .folder: try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        case .pipe: #expect(unsafe mkfifo(url.path, 0o600) == 0)
        case .empty: try Data().write(to: url)
        case .binary: try Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 7) }).write(to: url)
        case .longLine: try Data(repeating: UInt8(ascii: "x"), count: 1 << 20).write(to: url)
        case .unreadable:
            try Data("id\n".utf8).write(to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: url.path)
        case .loop: try FileManager.default.createSymbolicLink(at: url, withDestinationURL: url)
        }
    }
}
