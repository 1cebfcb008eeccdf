import Columns
import Findings
import Foundation
import Testing

@testable import Conditions

/// Random conditions over random rows: leadpact answers as SQLite does and, where they can be had, DuckDB and PostgreSQL.
///
/// Where `LEADPACT_ORACLE` names a Python with DuckDB, as `make test` does, 20,000 questions are asked, else 400. PostgreSQL
/// is started where it is installed; `LEADPACT_POSTGRES` names a server instead, `LEADPACT_SEED` asks others.
/// The script is Fixtures/Oracle/oracle.py.
@Suite(.enabled(if: Oracle.isThere, "python3 is not there: nothing to compare with"))
struct OracleTests {
    @Test func answersAsDatabasesDo() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["LEADPACT_SEED"].flatMap(Int.init) ?? 1
        let oracle = try Oracle(
            seed: seed, count: Oracle.hasPeers ? 20_000 : 400, postgres: environment["LEADPACT_POSTGRES"] ?? "start")
        var compared: [String: Int] = [:]
        for question in oracle.questions {
            let bound = bind(question.text, terms: question.terms, schema: oracle.schema)
            guard let expression = bound.bound else {
                Issue.record("\(question.text): \(bound.findings.map(\.message))")
                continue
            }
            for (set, inputs) in oracle.inputs {
                let answers = inputs.map { symbols(expression.truths($0)) }
                #expect(
                    answers[0] == answers[1], "dictionaries and spans differ for \(question.text) \(question.terms)")
                for (engine, expected) in question.answers where Oracle.set(of: engine) == set {
                    compared[engine, default: 0] += 1
                    if answers[0] != expected { report(question, engine, expected, answers[0]) }
                }
            }
        }
        for engine in oracle.engines { #expect(compared[engine, default: 0] > oracle.questions.count * 8 / 10) }
        print(
            "conditions compared with seed \(seed): \(compared.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
        )
    }

    private func report(_ question: Oracle.Question, _ engine: String, _ expected: String, _ found: String) {
        let row = zip(expected, found).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? -1
        Issue.record(
            """
            \(question.text)  \(question.terms)
            \(engine)   \(expected)
            leadpact \(found)
            first in row \(row)
            """)
    }
}

/// What the script wrote.
private struct Oracle {
    struct Question: Decodable {
        var text: String
        var terms: [String: String]
        var answers: [String: String]
    }

    private struct Head: Decodable {
        var columns: [String: [String]]
        var owner: [String]
        var asOf: Int64
        var engines: [String]
        var sets: [String: [[String: Value]]]
    }

    private enum Value: Decodable {
        case none
        case boolean(Bool)
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .none
            } else if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var number: Double? { if case .number(let value) = self { value } else { nil } }
        var text: String? { if case .text(let value) = self { value } else { nil } }
        var truth: Truth { if case .boolean(let value) = self { value ? .isTrue : .isFalse } else { .isUnknown } }
    }

    let questions: [Question]
    let engines: [String]
    let schema: Schema
    /// For each set of rows: with dictionaries, and with spans.
    let inputs: [String: [Inputs]]

    static let isThere = FileManager.default.isExecutableFile(atPath: python)
    /// Whether Python is one that has the other databases.
    static var hasPeers: Bool { ProcessInfo.processInfo.environment["LEADPACT_ORACLE"]?.isEmpty == false }
    static var python: String {
        if hasPeers, let path = ProcessInfo.processInfo.environment["LEADPACT_ORACLE"] { return path }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? "/usr/bin/python3"
    }

    static func set(of engine: String) -> String { engine == "sqlite" ? "plain" : "cased" }

    init(seed: Int, count: Int, postgres: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/Oracle/oracle.py")
        let process = Process()
        process.executableURL = URL(filePath: Oracle.python)
        process.arguments = [script.path(), "--seed", "\(seed)", "--count", "\(count)", "--postgres", postgres]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "the script failed")
        let lines = output.split(separator: UInt8(ascii: "\n"))
        let head = try JSONDecoder().decode(Head.self, from: try #require(lines.first))
        questions = try lines.dropFirst().map { try JSONDecoder().decode(Question.self, from: $0) }
        engines = head.engines
        schema = Oracle.schema(head)
        inputs = head.sets.mapValues { rows in
            [Oracle.inputs(rows, head, spans: false), Oracle.inputs(rows, head, spans: true)]
        }
    }

    private static func schema(_ head: Head) -> Schema {
        var (leads, users) = (Schema.Table(columns: [:], links: ["owner": "users"]), Schema.Table(columns: [:]))
        for (type, names) in head.columns {
            for name in names {
                if head.owner.contains(name) {
                    users.columns[name] = .some(ValueType(rawValue: type))
                } else {
                    leads.columns[name] = .some(ValueType(rawValue: type))
                }
            }
        }
        return Schema(tables: ["leads": leads, "users": users])
    }

    /// Columns of the owner are reached through rows that stand in reverse, and its missing ones through none.
    private static func inputs(_ rows: [[String: Value]], _ head: Head, spans: Bool) -> Inputs {
        var inputs = Inputs(rowCount: rows.count, asOf: head.asOf, columns: [:])
        for (type, names) in head.columns {
            for name in names {
                let isOwner = head.owner.contains(name)
                let values = rows.map { $0[name] ?? .none }
                let column = column(isOwner ? values.reversed() : values, type, spans: spans)
                let joined = (0..<rows.count).map { row in
                    if case .none = values[row] { Int32(-1) } else { Int32(rows.count - 1 - row) }
                }
                inputs.columns[ColumnPath(links: isOwner ? ["owner"] : [], column: name)] = .init(
                    column, rows: isOwner ? joined : nil)
            }
        }
        return inputs
    }

    private static func column(_ values: [Value], _ type: String, spans: Bool) -> Column {
        switch type {
        case "text": .text(spans ? Sample.spans(values.map(\.text)) : TextColumn(values.map(\.text)))
        case "number": .numbers(values.map { $0.number ?? .nan })
        case "boolean": .booleans(values.map(\.truth))
        case "date": .dates(values.map { $0.number.map { Int64($0) } ?? missing })
        default:
            .instants(
                InstantColumn(values: values.map { $0.number.map { Int64($0) } ?? missing }, precision: .millisecond))
        }
    }
}
