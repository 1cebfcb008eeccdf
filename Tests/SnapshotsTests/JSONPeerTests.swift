import Foundation
import Testing

@testable import Snapshots

/// Our reader of JSON against Python's: mutated records are the same to both, or are no JSON to either.
@Suite struct JSONPeerTests {
    /// What Python makes of records, one a line: columns and texts; null where it is no record, `[]` where it holds what
    /// Python cannot write in UTF-8.
    static let script = """
        import json, sys

        def pairs(found):
            if len({k for k, v in found}) < len(found): raise ValueError('key twice')
            return dict(found)

        def refuse(word): raise ValueError(word)

        def flat(path, value, out):
            if isinstance(value, dict):
                for k, v in value.items(): flat(f'{path}.{k}' if path else k, v, out)
            elif isinstance(value, list): out[path] = ['list']
            elif value is True or value is False: out[path] = str(value).lower()
            elif value not in (None, ''): out[path] = value

        for line in sys.stdin:
            try:
                record = json.loads(json.loads(line), object_pairs_hook=pairs, parse_constant=refuse, parse_int=str, parse_float=str)
                if not isinstance(record, dict): raise ValueError('no object')
            except ValueError:
                print('null')
                continue
            out = {}
            flat('', record, out)
            text = json.dumps(out, ensure_ascii=False)
            try: text.encode()
            except UnicodeEncodeError: text = '[]'
            print(text)
        """

    static let seeds = [
        #"{"id":"1","score":5,"stage":null,"won":true}"#,
        #"{"id": "é\u00e9\ud83d\ude00", "a": {"b": {"c": "x"}, "d": -1.50e+3}, "e": ""}"#,
        #"{"id":"\"q\"\\\/\b\f\n\r\t","list":[1,{"a":[]},"]"],"f":false}"#, #"{"":"","a.b":0,"a":{"b":{}}}"#, "{}",
    ]

    static let letters = Array("{}[]:,\"\"\\\\ue0d8019-+.tfnabE \t")

    static func mutated(_ random: inout SplitMix64) -> String {
        var text = Array(seeds.pick(&random))
        for _ in 0..<Int.random(in: 0...3, using: &random) where !text.isEmpty {
            let at = Int.random(in: text.indices, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: text[at] = letters.pick(&random)
            case 1: text.remove(at: at)
            case 2: text.insert(letters.pick(&random), at: at)
            default:
                let end = Int.random(in: at..<min(text.count, at + 8), using: &random)
                text.insert(contentsOf: text[at...end], at: Int.random(in: text.indices, using: &random))
            }
        }
        // Blanks alone are no record, and a line without any is none to Python.
        return text.allSatisfy(\.isWhitespace) ? "{}" : String(text)
    }

    /// By line, the columns and texts of our rows; nil for what was rejected.
    static func read(_ records: [String], blockSize: Int) throws -> [[String: String]?]? {
        let file = InputFile(path: "x.jsonl", bytes: Array(records.joined(separator: "\n").utf8))
        let keys = JSONShape(arrangement: .lines)
        let discovered = JSONBlocks(file: file, offset: 0, arrangement: keys.arrangement, blockSize: 1 << 16)
        var parser = JSONRecordParser(isDiscovering: true)
        let buffer = BlockBuffer(capacity: 1 << 16)
        while try discovered.next(into: buffer) != nil {
            for record in buffer.lineRecords() { try? unsafe parser.parse(buffer.bytes, record.range) }
        }
        let shape = JSONShape(arrangement: .lines, keys: parser.keys)
        let blocks = JSONBlocks(file: file, offset: 0, arrangement: .lines, blockSize: blockSize)
        let reader = JSONRowReader(blocks, shape, blockSize: blockSize)
        var rows = [[String: String]?](repeating: nil, count: records.count)
        var line = 0
        var faults = 0
        while try reader.next({ block, summary in
            for row in 0..<block.rowCount {
                var fields: [String: String] = [:]
                for field in 0..<block.fieldCount {
                    let bytes = block.content(block[row, field])
                    if bytes.isEmpty { continue }
                    fields[shape.keys.columnNames[field]] = String(decoding: bytes, as: UTF8.self)
                }
                rows[line + Int(block.allLineOffsets()[row])] = fields
            }
            faults += summary.faults.count
            line += summary.lines
        }) {}
        return faults == rows.count { $0 == nil } ? rows : nil
    }

    @Test(arguments: [1, 2]) func readsWhatPythonReads(seed: Int) throws {
        var random = SplitMix64(seed: seed)
        let records = (0..<(isFull ? 50_000 : 2500)).map { _ in Self.mutated(&random) }
        guard let answers = try PythonPeer.answers(Self.script, records) else {
            return print("python3 is not there: skipped")
        }
        try #require(answers.count == records.count)
        var (compared, refused) = (0, 0)
        for start in stride(from: 0, to: records.count, by: 100) {
            let some = Array(records[start..<min(records.count, start + 100)])
            let rows = try #require(try Self.read(some, blockSize: 64))
            for (index, row) in rows.enumerated() {
                let answer = try JSONSerialization.jsonObject(with: answers[start + index], options: .fragmentsAllowed)
                if answer is [Any] { continue }
                guard let wanted = answer as? [String: Any] else {
                    refused += 1
                    #expect(row == nil, "\(some[index]) is no record to Python")
                    continue
                }
                compared += 1
                let texts = wanted.mapValues { $0 as? String ?? "[" }
                let found = row?.filter { texts[$0.key] != "[" || !$0.value.hasPrefix("[") }
                #expect(found == texts.filter { $0.value != "[" }, "\(some[index])")
            }
        }
        #expect(compared > records.count / 4 && refused > records.count / 4)
    }
}

/// A script in Python that answers lines of JSON texts by lines.
enum PythonPeer {
    /// Nil where there is no Python.
    static func answers(_ script: String, _ texts: [String]) throws -> [Data]? {
        let folder = try TemporaryFolder(["read.py": script])
        let lines = try texts.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try folder.write(Array(lines.joined(separator: "\n").utf8), to: "texts")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "sh", "-c", "python3 '\(folder.path("read.py"))' < '\(folder.path("texts"))' > '\(folder.path("answers"))'",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONUTF8": "1"]) { $1 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        let answers = try Data(contentsOf: URL(fileURLWithPath: folder.path("answers")))
        return answers.split(separator: UInt8(ascii: "\n")).map { Data($0) }
    }
}
