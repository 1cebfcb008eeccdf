import Conditions
import Findings
import Foundation
import Glibc
import Testing

@testable import Snapshots

/// What can stand where a snapshot is expected.
@Suite struct FileTests {
    static func error(_ path: String) -> SnapshotError? {
        do throws(SnapshotError) {
            _ = try SnapshotSource.open(path)
            return nil
        } catch {
            return error
        }
    }

    @Test func takesAFolderOfCanonicalFiles() throws {
        let folder = try TemporaryFolder([
            "leads.csv": "id,owner_id\n1,u\n", "users.csv": "id,name\nu,Una\n", "other.csv": "x\n",
        ])
        let source = try #require(try SnapshotSource.open(folder.path).source)
        #expect(source.asOf == nil)
        #expect(Set(source.schema.keys) == ["leads", "users"])
        #expect(source.schema["leads"]?.links == ["owner": "users"])
    }

    @Test func takesAFileOfLeads() throws {
        let folder = try TemporaryFolder(["export.csv": "id,stage,Own Column\n1,mql,x\n"])
        let (source, findings, reading) = try readAll(folder.path("export.csv"))
        #expect(findings.isEmpty)
        #expect(source?.schema["leads"]?.columns["Own Column"] == .some(nil))
        #expect(reading?.snapshot?.rows("leads") == ["Own Column=x|id=1|stage=mql"])
    }

    @Test func takesAManifestByItsName() throws {
        let folder = try TemporaryFolder([
            "october.yml": "leadpact_snapshot: 1\nas_of: 2026-10-01T00:00:00Z\ntables: { leads: { file: a.csv } }\n",
            "a.csv": "id\n1\n2\n",
        ])
        let (source, _, reading) = try readAll(folder.path("october.yml"))
        #expect(source?.asOf == 1_790_812_800_000)
        #expect(reading?.snapshot?.leads.rowCount == 2)
    }

    @Test func saysWhatIsNotThere() throws {
        let folder = try TemporaryFolder(["a.txt": "x"])
        #expect(Self.error(folder.path("none")) == .notFound(path: folder.path("none")))
        #expect(Self.error(folder.path("a.txt/b")) == .notFound(path: folder.path("a.txt/b")))
        #expect(Self.error(folder.path) == .nothingInFolder(path: folder.path))
        #expect(Self.error("/dev/null")?.message.contains("a device") == true)
    }

    @Test func refusesWhatItMayNotRead() throws {
        let folder = try TemporaryFolder(["leads.csv": "id\n1\n"])
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path("leads.csv"))
        // The superuser reads everything.
        guard getuid() != 0 else { return }
        #expect(Self.error(folder.path) == .noPermission(path: folder.path("leads.csv")))
    }

    @Test func refusesAFolderAsTable() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("leads.csv"), withIntermediateDirectories: false)
        #expect(Self.error(folder.path) == .notAFile(path: folder.path("leads.csv"), found: "a folder"))
    }

    @Test(
        arguments: [
            ([0x1F, 0x8B, 0x08, 0x00], "gzip"), ([0x50, 0x4B, 0x03, 0x04], "spreadsheet"),
            ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
            (Array("SQLite format 3\0".utf8), "SQLite"), (Array("%PDF-1.7\n".utf8), "PDF"),
            ([0x89, 0x50, 0x4E, 0x47], "image"),
            ([0, 1, 2, 0, 0, 0, 9, 0, 0, 7], "binary"), (Array("i\0d\0\n\0001\0".utf8), "UTF-16"),
        ] as [([UInt8], String)])
    func refusesWhatIsNoText(bytes: [UInt8], kind: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "leads.csv")
        #expect(Self.error(folder.path)?.message.contains(kind) == true)
    }

    @Test(arguments: [
        ("", "LP0514 leads.csv:1:1"), ("\n\r\n", "LP0514 leads.csv:1:1"), ("\u{FEFF}", "LP0514 leads.csv:1:1"),
        ("\"id\n1", "LP0515 leads.csv:1:1"), ("id,\u{0}\n", "LP0515 leads.csv:1:1"),
    ])
    func saysWhyThereIsNoHeader(text: String, wanted: String) throws {
        let folder = try TemporaryFolder(["leads.csv": text])
        let findings = try SnapshotSource.open(folder.path).findings
        #expect(findings.map(\.words).contains { $0.hasPrefix(wanted) }, "\(findings.map(\.words))")
    }

    @Test func takesAPipe() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("leads.csv")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let rows = (0..<30_000).map { "L\($0),\"name, \($0)\"" }.joined(separator: "\n")
        // Opened here, so that the reader meets a writer whenever it comes.
        let writer = FileHandle(fileDescriptor: unsafe open(path, O_RDWR), closeOnDealloc: false)
        Thread.detachNewThread {
            try? writer.write(contentsOf: Data("id,company\n\(rows)\n".utf8))
            try? writer.close()
        }
        let reading = try #require(try readAll(path, threads: 2).reading)
        #expect(reading.snapshot?.leads.rowCount == 30_000)
        #expect(reading.snapshot?.texts("leads", "company").last == "name, 29999")
    }

    @Test(.timeLimit(.minutes(1))) func doesNotWaitForAPipeWithoutWriter() throws {
        let folder = try TemporaryFolder()
        #expect(unsafe mkfifo(folder.path("leads.csv"), 0o600) == 0)
        let findings = try SnapshotSource.open(folder.path).findings
        #expect(findings.map(\.code) == [.emptyTable])
    }

    @Test func noticesAFileThatChanges() throws {
        let folder = try TemporaryFolder(["leads.csv": "id\n1\n"])
        let source = try #require(try SnapshotSource.open(folder.path).source)
        let handle = try FileHandle(forWritingTo: folder.url.appendingPathComponent("leads.csv"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("2\n".utf8))
        try handle.close()
        #expect(throws: SnapshotError.changed(path: folder.path("leads.csv"))) {
            _ = try source.read(Request(tables: ["leads": Request.Table()], asOf: 0))
        }
    }

    @Test(
        arguments: [
            (TextEncoding.utf16LittleEndian, [0xFF, 0xFE], false), (.utf16BigEndian, [0xFE, 0xFF], true),
            (.utf32, [], false),
        ] as [(TextEncoding, [UInt8], Bool)])
    func decodesOtherEncodings(encoding: TextEncoding, mark: [UInt8], isBig: Bool) throws {
        let text = "id,company\r\n1,\"Müller, 😀\"\r\n"
        var bytes = mark
        if encoding == .utf32 {
            bytes = [0xFF, 0xFE, 0, 0]
            for scalar in text.unicodeScalars {
                bytes += (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(8 * $0)) }
            }
        } else {
            for unit in text.utf16 {
                let pair = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
                bytes += isBig ? pair.reversed() : pair
            }
        }
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "leads.csv")
        #expect(try readAll(folder.path).reading?.snapshot?.rows("leads") == ["company=Müller, 😀|id=1"])
        // Declared, and without a mark.
        try folder.write(Array(bytes.dropFirst(encoding == .utf32 ? 4 : mark.count)), to: "plain.csv")
        let manifest = "leadpact_snapshot: 1\ntables: { leads: { file: plain.csv, encoding: \(encoding.rawValue) } }\n"
        guard encoding != .utf32 else { return }
        try folder.write(Array(manifest.utf8), to: "snapshot.yaml")
        #expect(try readAll(folder.path).reading?.snapshot?.rows("leads") == ["company=Müller, 😀|id=1"])
    }

    @Test func decodesWindowsLetters() throws {
        let folder = try TemporaryFolder([
            "snapshot.yaml": "leadpact_snapshot: 1\ntables: { leads: { file: a.csv, encoding: windows-1252 } }\n"
        ])
        try folder.write(Array("id,company\n1,".utf8) + [0x80, 0xE9, 0x96, 0x0A], to: "a.csv")
        #expect(try readAll(folder.path).reading?.snapshot?.texts("leads", "company") == ["€é–"])
        try folder.write(Array("id,company\n1,".utf8) + [0x81, 0x0A], to: "a.csv")
        #expect(try readAll(folder.path).reading?.report.faults.map(\.code) == [.invalidUTF8])
    }
}
