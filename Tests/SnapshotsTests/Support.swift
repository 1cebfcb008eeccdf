import Columns
import Conditions
import Findings
import Foundation
import Testing

@testable import Snapshots

struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: some BinaryInteger) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Array {
    func pick(_ random: inout SplitMix64) -> Element { self[Int.random(in: indices, using: &random)] }
}

/// Long tables and many seeds run only where they are asked for.
let isFull = ProcessInfo.processInfo.environment["LEADPACT_FULL"] != nil

/// A folder of files that is gone with its owner.
final class TemporaryFolder {
    let url: URL
    var path: String { url.path }

    init(_ files: [String: String] = [:]) throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("leadpact-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files { try write(Array(text.utf8), to: name) }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let target = url.appendingPathComponent(name)
        try Data(bytes).write(to: target)
        return target.path
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// Folders of data that is not part of the project; tests that use them are skipped where they are absent.
enum RealData {
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["LEADPACT_REAL"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/real")
    }()

    static func isThere(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(folder).path)
    }

    static func url(_ path: String) -> URL { root.appendingPathComponent(path) }
}

extension Snapshot {
    /// Every cell of a table as text, each row once, for comparisons: `id=7|score=80.0`.
    func rows(_ table: String) -> [String] {
        guard let table = tables[table] else { return [] }
        return (0..<table.rowCount).map { row in
            table.columns.sorted { $0.key < $1.key }.map { "\($0)=\($1.cell(row))" }.joined(separator: "|")
        }
    }

    /// The texts of a column; nil for missing ones.
    func texts(_ table: String, _ column: String) -> [String?] {
        guard let table = tables[table], let column = table.columns[column] else { return [] }
        return (0..<table.rowCount).map { column.isMissing($0) ? nil : column.cell($0) }
    }
}

extension Column {
    /// A cell as text; `-` where it has no value.
    func cell(_ row: Int) -> String {
        if isMissing(row) { return "-" }
        return switch self {
        case .booleans(let values): values[row] == .isTrue ? "true" : "false"
        case .numbers(let values): "\(values[row])"
        case .dates(let values): "day \(values[row])"
        case .instants(let column): "\(column.values[row])"
        case .text(let column): column.text(row) ?? "-"
        }
    }
}

extension Reading {
    /// Everything a reading found, in words: `LP0501 leads.csv:3:1 the row has …`.
    var words: [String] {
        var words = report.findings.map(\.words)
        for group in report.faults + report.leftOut {
            words.append("\(group.code.id) \(group.summary): \(group.count)")
            words += group.first.map { "  " + $0.words }
        }
        return words
    }
}

extension Finding {
    /// `LP0501 leads.csv:3:1 message`, with the file's name alone.
    var words: String {
        let place = place.map {
            let name = $0.path.split(separator: "/").last ?? ""
            return "\(name):\($0.range.lowerBound.line):\($0.range.lowerBound.column) "
        }
        return "\(code.id) \(place ?? "")\(message)"
    }
}

/// Reads all columns of a snapshot's tables, each with the type that the schema gives it, else as text.
func readAll(
    _ path: String, stages: Set<String>? = nil, asOf: Int64? = nil, threads: Int = 1, blockSize: Int = 256 << 10,
    wantsLines: Bool = false
) throws -> (source: SnapshotSource?, findings: [Finding], reading: Reading?) {
    let (source, findings) = try SnapshotSource.open(path)
    guard let source else { return (nil, findings, nil) }
    var tables: [String: Request.Table] = [:]
    for (name, table) in source.schema {
        tables[name] = Request.Table(
            columns: table.columns.mapValues { $0 ?? .text }, links: Set(table.links.keys), wantsLines: wantsLines)
    }
    let request = Request(
        tables: tables, stages: stages, asOf: asOf ?? source.asOf ?? .max, threads: threads, blockSize: blockSize)
    return (source, findings, try source.read(request))
}

/// A condition bound to the columns of a snapshot.
func bind(_ text: String, to source: SnapshotSource, _ table: String) throws -> BoundExpression {
    var findings: [Finding] = []
    let condition = try #require(Condition.parse(ConditionSource(path: "test", text: text), findings: &findings))
    let bound = condition.bind(
        to: Schema(tables: source.schema), table: table, expecting: .boolean, findings: &findings)
    return try #require(bound, "\(findings.map(\.message))")
}
