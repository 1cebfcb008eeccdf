import CommandSupport
import Foundation
import Testing

/// Data that nobody in this project wrote, with a manifest and an agreement of ours.
///
/// The data lie beside the repository on some machines and are never copied into it. What is in `Fixtures` names them by
/// their paths below the data's folder; nothing here knows more of a folder than its name.
struct RealInput {
    /// The folder of data in `LEADPACT_REAL`, else `../shared/real` beside the package.
    static let data: URL = {
        if let folder = ProcessInfo.processInfo.environment["LEADPACT_REAL"] { return URL(filePath: folder) }
        return Command.root.appending(path: "../shared/real").standardizedFileURL
    }()

    static func has(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: data.appending(path: folder).path())
    }

    /// The one line that stands for tests that cannot run.
    static func absence(of folder: String) -> Comment {
        "there is no \(folder) in \(data.path()); set LEADPACT_REAL to the folder it lies in"
    }

    /// What `check` says of one snapshot by one agreement, everything listed.
    struct Judgement: Sendable {
        var code: Int32
        var report: Report
    }

    /// Judges the data that `Fixtures/SNAPSHOT/snapshot.yaml` names by `Fixtures/AGREEMENT/agreement.yaml`.
    ///
    /// - Parameter edit: Changes the manifest.
    static func judge(
        _ snapshot: String, by agreement: String, _ options: [String] = [], edit: (String) -> String = { $0 }
    ) throws -> Judgement {
        let scratch = try layOut(snapshot, by: agreement)
        try scratch.write(edit(try scratch.text("snapshot.yaml")), to: "snapshot.yaml")
        let result = try run(scratch, options + ["--format", "json", "--list", "all", "--period", "all"])
        let report = try Report(json: result.output)
        return Judgement(code: result.code, report: report)
    }

    static func run(_ scratch: Scratch, _ options: [String]) throws -> Command.Result {
        // The data are links to where they lie.
        try Command.run(
            ["check", "agreement.yaml", "snapshot.yaml"] + options, in: scratch.folder,
            environment: ["LEADPACT_DATA": Self.data.resolvingSymlinksInPath().path])
    }

    /// A folder with the agreement, the manifest, and the files that the manifest names, at the paths it names.
    static func layOut(_ snapshot: String, by agreement: String) throws -> Scratch {
        let fixtures = Command.root.appending(path: "Tests/RealInputTests/Fixtures")
        let scratch = try Scratch()
        try scratch.write(
            try Data(contentsOf: fixtures.appending(path: "\(agreement)/agreement.yaml")), to: "agreement.yaml")
        let manifest = try String(
            contentsOf: fixtures.appending(path: "\(snapshot)/snapshot.yaml"), encoding: .utf8)
        try scratch.write(manifest, to: "snapshot.yaml")
        for match in manifest.matches(of: /\bfile: *(?<name>[^ ,}\n]+)/) { try bring(String(match.name), to: scratch) }
        return scratch
    }

    /// Links a file of the data into the folder; what the data hold as `.gz` is unpacked.
    private static func bring(_ name: String, to scratch: Scratch) throws {
        let files = FileManager.default
        let (source, target) = (data.appending(path: name), scratch.url(name))
        if files.fileExists(atPath: target.path()) { return }
        try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        if files.fileExists(atPath: source.path()) {
            try files.createSymbolicLink(at: target, withDestinationURL: source)
            return
        }
        try Data().write(to: target)
        let unpack = Process()
        unpack.executableURL = URL(filePath: "/usr/bin/env")
        unpack.arguments = ["gzip", "-dc", source.path() + ".gz"]
        unpack.standardOutput = try FileHandle(forWritingTo: target)
        try unpack.run()
        unpack.waitUntilExit()
        try #require(unpack.terminationStatus == 0, "gzip cannot unpack \(source.path()).gz")
    }
}

/// The parts of `check --format json` that these tests look at.
struct Report: Decodable, Sendable {
    struct Rule: Decodable, Sendable {
        struct Scope: Decodable, Sendable { var unknown: [String: Int] }
        var id: String
        var refused: Bool
        /// By name; `late` and `missed` are the two ways to breach.
        var verdicts: [String: Int]?
        var outOfScope: Scope?
    }

    struct Verdict: Decodable, Hashable, Sendable {
        var rule: String
        var lead: String?
        var verdict: String
        var kind: String?
        var start: String?
        var due: String?
        var satisfiedAt: String?
        var owner: String?
        var team: String?
        var manager: String?
        var reason: String

        /// What two copies of the same data must agree on, whatever they call their leads.
        var essence: [String] {
            [rule, verdict, kind ?? "", start ?? "", due ?? "", satisfiedAt ?? ""]
        }
    }

    struct Finding: Decodable, Sendable {
        var level: String
        var code: String
        var message: String
        var path: String?
        var line: Int?
        var column: Int?
        var notes: [String]
    }

    struct Data: Decodable, Sendable {
        struct Group: Decodable, Sendable {
            var code: String
            var table: String
            var count: Int
            var first: [Finding]
        }
        var faults: [Group]
        var leftOut: [Group]
    }

    var outcome: String
    var data: Data?
    var answer: String
    var leads: Int?
    var rules: [Rule]?
    var verdicts: [Verdict]?
    var findings: [Finding]

    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Report.self, from: Foundation.Data(json.utf8))
    }

    func rule(_ id: String) throws -> Rule { try #require(rules?.first { $0.id == id }) }

    func count(_ verdict: String, of id: String) throws -> Int { try #require(try rule(id).verdicts?[verdict]) }

    func verdicts(of id: String) -> [Verdict] { verdicts?.filter { $0.rule == id } ?? [] }

    var errors: [Finding] { findings.filter { $0.level == "error" } }
}
