import Foundation
import Testing

@testable import Snapshots

/// Our reader against documents that others wrote down the meaning of, and against Python's.
@Suite struct OutsideReferenceTests {
    /// All rows as Python's `DictReader` gives them.
    static func read(_ url: URL, blockSize: Int) throws -> [[String: String]]? {
        let file = try InputFile.open(url.path)
        let header = try Header.read(file, delimiter: nil)
        let blocks = RecordBlocks(file: file, offset: header.dataOffset, blockSize: blockSize)
        let reader = RowReader(
            blocks, delimiter: header.delimiter, fieldCount: header.names.count, isCareful: false, blockSize: blockSize)
        var rows: [[String: String]] = []
        while try reader.next({ block, _ in
            for row in 0..<block.rowCount {
                let fields = (0..<block.fieldCount).map {
                    String(decoding: block.content(block[row, $0]), as: UTF8.self)
                }
                rows.append(Dictionary(uniqueKeysWithValues: zip(header.names, fields)))
            }
        }) {}
        return rows
    }

    static let spectrum: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: RealData.url("csv-spectrum/csvs").path)) ?? []
        return names.filter { $0.hasSuffix(".csv") }.sorted()
    }()

    @Test(.enabled(if: RealData.isThere("csv-spectrum"), "shared/real/csv-spectrum is not there"), arguments: spectrum)
    func readsTheSpectrum(name: String) throws {
        let json = RealData.url("csv-spectrum/json/\(name.replacing(".csv", with: ".json"))")
        let wanted = try JSONDecoder().decode([[String: String]].self, from: Data(contentsOf: json))
        for blockSize in [1, 8, 1 << 16] {
            #expect(try Self.read(RealData.url("csv-spectrum/csvs/\(name)"), blockSize: blockSize) == wanted)
        }
    }

    /// Row counts and a cell of each, counted by hand; the encodings all hold the same text.
    @Test(
        .enabled(
            if: RealData.isThere("salesforce-dataloader-csv"), "shared/real/salesforce-dataloader-csv is not there"),
        arguments: [
            ("csvtext.csv", 2, "column2", "row2-2"), ("csvtext_BOM_UTF8.csv", 2, "column2", "row2-2"),
            ("csvtext_BOM_UTF16LE.csv", 2, "column2", "row2-2"), ("csvtext_BOM_UTF16BE.csv", 2, "column2", "row2-2"),
            ("csvtext_BOM_UTF32LE.csv", 2, "column2", "row2-2"), ("csvtext_BOM_UTF32BE.csv", 2, "column2", "row2-2"),
            ("csvEscapedQuotes.csv", 2, "column1", "The \"Best\" Account"),
            ("csvSeparator.csv", 2, "column2!some", "col22!somev2"),
            ("hardDeleteEmptyCsvFileTemplate.csv", 0, "ID", ""), ("accountsForInsert.csv", 4, "NumEmp", "58"),
            ("emptyFirstRowFieldValueInCsvTemplate.csv", 2, "WEBSITE", "updated"),
            ("upsertAccountSmallTemplate.csv", 10, "ANNUALREVENUE", "9000"),
            ("insertTaskWithContactAsWhoCsv.csv", 1, "Subject", "testPolymorphicLookup"),
        ])
    func readsTheDataLoadersFiles(name: String, count: Int, column: String, last: String) throws {
        let rows = try Self.read(RealData.url("salesforce-dataloader-csv/\(name)"), blockSize: 16)
        #expect(rows?.count == count)
        #expect(rows?.last?[column] ?? "" == last)
    }

    // MARK: Python

    /// What Python's `csv` makes of documents, one JSON text a line: rows, or null where it complains.
    static func python(_ documents: [String]) throws -> [[[String]]?]? {
        let script = """
            import csv, io, json, sys
            csv.field_size_limit(1 << 30)
            for line in sys.stdin:
                try:
                    print(json.dumps([r for r in csv.reader(io.StringIO(json.loads(line), newline=''), strict=True) if r]))
                except csv.Error:
                    print('null')
            """
        return try PythonPeer.answers(script, documents)?.map {
            try JSONDecoder().decode([[String]]?.self, from: $0)
        }
    }

    /// Documents with letters changed, left out and repeated: where Python reads one without complaint, and all its rows
    /// are of one length, we read the same.
    @Test(arguments: [1, 2])
    func readsWhatPythonReads(seed: Int) throws {
        var random = SplitMix64(seed: seed)
        let seeds = [
            "a,b\n1,2\n3,4\n", "a,b,c\r\n\"x\",\"y\"\"z\",\r\n,\"two\nlines\",end\r\n", "a\n\"\"\n\"\"\"\"\n\"q\"",
            "k,v\n\"1,5\",\"\"\nü,\"é\r\n\"\n",
        ]
        let letters = Array("ab1,,\"\"\n\n\r é")
        let documents = (0..<(isFull ? 50_000 : 2000)).map { _ -> String in
            var text = Array(seeds.pick(&random))
            for _ in 0..<Int.random(in: 0...4, using: &random) where !text.isEmpty {
                let at = Int.random(in: text.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[at] = letters.pick(&random)
                case 1: text.remove(at: at)
                default: text.insert(letters.pick(&random), at: at)
                }
            }
            return String(text)
        }
        guard let answers = try Self.python(documents) else { return print("python3 is not there: skipped") }
        #expect(answers.count == documents.count)
        var compared = 0
        for (document, answer) in zip(documents, answers) {
            guard let rows = answer, let header = rows.first else { continue }
            let bytes = Array(document.utf8)
            let isRegular = rows.allSatisfy { $0.count == header.count }
            // A quote inside a field that does not begin with one is a letter to Python and a fault to us.
            let plain = PlainCSV(bytes)
            if !isRegular || plain.rows.contains(where: \.isFaulty) { continue }
            let read = try #require(try RowReaderTests.read(bytes, blockSize: 7))
            let fields = read.rows.map { $0.map { String(decoding: $0, as: UTF8.self) } }
            #expect(fields == Array(rows.dropFirst()), "\(document.debugDescription)")
            compared += 1
        }
        #expect(compared > documents.count / 8)
    }
}
