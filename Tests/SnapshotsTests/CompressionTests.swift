import Foundation
import Testing

@testable import Snapshots

/// Packed files are read as what is in them, by the programs that everybody packs with.
@Suite struct CompressionTests {
    /// What a program makes of bytes; nil where it is not installed.
    static func packed(_ bytes: [UInt8], by program: [String]) throws -> [UInt8]? {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "in")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "\(program.joined(separator: " ")) < '\(folder.path("in"))' > '\(folder.path("out"))' 2>/dev/null",
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("out"))))
    }

    static let table = Array(
        ("id,stage\n" + (0..<20_000).map { "\($0),\($0 % 3 == 0 ? "mql" : "sal")\n" }.joined()).utf8)

    static func rows(_ bytes: [UInt8], name: String, blockSize: Int = 256 << 10, threads: Int = 1) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: name)
        let (_, findings, reading) = try readAll(folder.path(name), threads: threads, blockSize: blockSize)
        #expect(findings.isEmpty && reading?.words.isEmpty == true)
        return reading?.snapshot?.rows("leads") ?? []
    }

    static let programs: [([String], String)] = [
        (["gzip", "-c"], "leads.csv.gz"), (["gzip", "-1", "-c"], "export"), (["zstd", "-c"], "leads.csv.zst"),
    ]

    @Test(arguments: programs) func readsWhatIsPacked(program: [String], name: String) throws {
        guard let packed = try Self.packed(Self.table, by: program) else {
            return print("\(program[0]) is not there: skipped")
        }
        let wanted = try Self.rows(Self.table, name: "leads.csv")
        #expect(wanted.count == 20_000)
        for (blockSize, threads) in [(1000, 1), (1 << 16, 2), (1 << 20, 1)] {
            #expect(try Self.rows(packed, name: name, blockSize: blockSize, threads: threads) == wanted)
        }
    }

    /// Members one after the other are one file; zeros behind them fill a block of a tape.
    @Test(arguments: programs) func readsMembersOneAfterTheOther(program: [String], name: String) throws {
        let half = Self.table.count / 2
        guard let first = try Self.packed(Array(Self.table[..<half]), by: program),
            let second = try Self.packed(Array(Self.table[half...]), by: program)
        else { return print("\(program[0]) is not there: skipped") }
        let wanted = try Self.rows(Self.table, name: "leads.csv")
        #expect(try Self.rows(first + second, name: name) == wanted)
        if program[0] == "gzip" {
            #expect(try Self.rows(first + second + Array(repeating: 0, count: 100_000), name: name) == wanted)
        }
    }

    @Test(arguments: programs) func refusesWhatIsDamaged(program: [String], name: String) throws {
        guard let packed = try Self.packed(Self.table, by: program) else {
            return print("\(program[0]) is not there: skipped")
        }
        func refusal(_ bytes: [UInt8]) throws -> String? {
            let folder = try TemporaryFolder()
            let path = try folder.write(bytes, to: name)
            do {
                _ = try readAll(path)
                return nil
            } catch let error as SnapshotError {
                return error.message
            }
        }
        #expect(try refusal(packed) == nil)
        for count in [packed.count - 1, packed.count - 7, packed.count / 2, 20] {
            #expect(try refusal(Array(packed.prefix(count)))?.contains("breaks off") == true, "\(count)")
        }
        #expect(try refusal(packed + Array("more".utf8)) != nil)
        for index in stride(from: 30, to: packed.count, by: packed.count / 40) {
            var damaged = packed
            damaged[index] ^= 0x55
            #expect(try refusal(damaged) != nil, "byte \(index)")
        }
    }

    @Test(arguments: programs) func stopsBombs(program: [String], name: String) throws {
        let bytes = Array("id\n1\n".utf8) + Array(repeating: UInt8(ascii: "\n"), count: 64 << 20)
        guard let bomb = try Self.packed(bytes, by: program) else {
            return print("\(program[0]) is not there: skipped")
        }
        let folder = try TemporaryFolder()
        let path = try folder.write(bomb, to: name)
        #expect {
            _ = try readAll(path)
        } throws: { error in
            (error as? SnapshotError)?.message.contains("more than 200 times as large") == true
        }
    }

    @Test func readsOtherEncodingsAndJSONThatIsPacked() throws {
        let json = Array("[{\"id\":\"1\",\"stage\":\"mql\"}]".utf8)
        let wide: [UInt8] = [0xFF, 0xFE] + "id,stage\n1,mql\n".utf8.flatMap { [$0, UInt8(0)] }
        for (bytes, name) in [(json, "leads.json.gz"), (json, "leads"), (wide, "leads.csv.gz")] {
            guard let packed = try Self.packed(bytes, by: ["gzip", "-c"]) else {
                return print("gzip is not there: skipped")
            }
            #expect(try Self.rows(packed, name: name) == ["id=1|stage=mql"])
        }
    }
}
