import Testing

@testable import Snapshots

/// The block reader, fast and careful, against `PlainCSV`, for any size of its blocks.
@Suite struct RowReaderTests {
    struct Outcome: Equatable {
        /// Fields of the good rows, with the line each begins on.
        var rows: [[[UInt8]]] = []
        var lines: [Int] = []
        var faults = 0
        var isQuoteOpen = false
    }

    /// What the reader makes of a document whose first row is the header.
    static func read(_ bytes: [UInt8], blockSize: Int) throws -> Outcome? {
        let file = InputFile(path: "x.csv", bytes: bytes)
        guard let header = try? Header.read(file, delimiter: 0x2C) else { return nil }
        do {
            return try read(file, header, blockSize, isCareful: false)
        } catch let error as BlockFailure {
            guard case .needsCare = error else { throw error }
            return try read(file, header, blockSize, isCareful: true)
        }
    }

    private static func read(
        _ file: InputFile, _ header: Header, _ blockSize: Int, isCareful: Bool
    ) throws -> Outcome {
        let blocks = RecordBlocks(file: file, offset: header.dataOffset, blockSize: blockSize)
        let reader = RowReader(
            blocks, delimiter: 0x2C, fieldCount: header.names.count, isCareful: isCareful, blockSize: blockSize)
        var outcome = Outcome()
        var line = header.dataLine
        while try reader.next({ block, summary in
            let offsets = block.allLineOffsets()
            for row in 0..<block.rowCount {
                outcome.rows.append((0..<block.fieldCount).map { block.content(block[row, $0]) })
                outcome.lines.append(line + Int(offsets[row]))
                #expect(Int(offsets[row]) == block.lineOffset(row: row, byte: block.rowRange(row).lowerBound))
            }
            outcome.faults += summary.faults.count
            if summary.openQuote != nil { outcome.isQuoteOpen = true }
            line += summary.lines
        }) {}
        return outcome
    }

    static func plain(_ bytes: [UInt8]) -> Outcome? {
        let plain = PlainCSV(bytes)
        guard let header = plain.rows.first else { return nil }
        var outcome = Outcome(isQuoteOpen: plain.isQuoteOpen)
        for row in plain.rows.dropFirst() {
            if row.isFaulty || row.fields.count != header.fields.count {
                outcome.faults += 1
            } else {
                outcome.rows.append(row.fields)
                outcome.lines.append(row.line)
            }
        }
        return outcome
    }

    /// The line end that the last row lacks is put after it, also where nothing else is free in the block.
    @Test(arguments: [1, 60, 64, 65, 200]) func aLastRowThatFillsTheBlockKeepsItsFields(width: Int) throws {
        let header = (0..<width).map { "h\($0)" }.joined(separator: ",") + "\n"
        let fields = (0..<width).map { "v\($0)" }
        for length in 0..<8 {
            let row = fields.joined(separator: ",") + String(repeating: "x", count: length)
            let file = InputFile(path: "x.csv", bytes: Array((header + row).utf8))
            let read = try Self.read(
                file, try Header.read(file, delimiter: 0x2C), row.utf8.count, isCareful: true)
            #expect(
                read.rows.map { $0.map { String(decoding: $0, as: UTF8.self) } } == [
                    fields.dropLast() + [fields[width - 1] + String(repeating: "x", count: length)]
                ])
        }
    }

    @Test(arguments: 0..<(isFull ? 3000 : 150), [64, 1 << 20])
    func readsWhatThePlainReaderReads(seed: Int, blockSize: Int) throws {
        var random = SplitMix64(seed: seed)
        let lineEnd = ["\n", "\r\n", "\r"].pick(&random)
        let isMixed = Int.random(in: 0..<4, using: &random) == 0
        let isFaulty = Int.random(in: 0..<3, using: &random) == 0
        var text = ["h1,h2,h3", "\"h1\",h2,\"h\"\"3\"", "only"].pick(&random)
        let width = text.hasPrefix("only") ? 1 : 3
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            text += isMixed ? ["\n", "\r\n", "\r"].pick(&random) : lineEnd
            if Int.random(in: 0..<12, using: &random) == 0 { continue }
            let count =
                isFaulty && Int.random(in: 0..<9, using: &random) == 0 ? Int.random(in: 1...5, using: &random) : width
            text += (0..<count).map { _ in
                switch Int.random(in: 0..<(isFaulty ? 40 : 36), using: &random) {
                case 0..<6: ""
                case 6..<10: "\"\""
                case 10..<14: "\"a,b\""
                case 14..<17: "\"x\"\"y\"\"\""
                case 17..<20: "\"two\(lineEnd)lines\""
                case 20..<22: "\"\r\n,\n\r\""
                case 22..<24: "grün €"
                case 36: "5\" pipe"
                case 37: "\"closed\"early"
                case 38: "a\"\"b"
                case 39: "\"open"
                default: String(repeating: "v", count: Int.random(in: 0...20, using: &random))
                }
            }.joined(separator: ",")
        }
        if Bool.random(using: &random) { text += lineEnd }
        let bytes = Array(text.utf8)
        let wanted = try #require(Self.plain(bytes))
        for size in [1, 7, blockSize, blockSize + 1] {
            let found = try #require(try Self.read(bytes, blockSize: size))
            if wanted.isQuoteOpen {
                // Rows before the open quote are there; what follows it is lost.
                #expect(found.isQuoteOpen, "\(text.debugDescription)")
                #expect(found.rows == wanted.rows)
            } else {
                #expect(found == wanted, "block size \(size): \(text.debugDescription)")
            }
        }
    }

    @Test(arguments: [1, 2, 3, 64, 65, 4096])
    func readsRowsLongerThanABlock(blockSize: Int) throws {
        let long = String(repeating: "x\"\"\n,", count: 5000)
        let text = "a,b\n1,\"\(long)\"\n2,y\n\"\(long)\",3"
        let found = try #require(try Self.read(Array(text.utf8), blockSize: blockSize))
        #expect(found == Self.plain(Array(text.utf8)))
        #expect(found.rows.count == 3)
    }

    @Test(arguments: [
        ("a,b,c\n", ",", ["a", "b", "c"]), ("a;b;c,d\n", ";", ["a", "b", "c,d"]), ("a\tb\n", "\t", ["a", "b"]),
        ("a|b|c\n1,2,3\n", "|", ["a", "b", "c"]), ("\u{FEFF}a,b", ",", ["a", "b"]),
        ("\"a,b\";\"c\"\n", ";", ["a,b", "c"]),
        ("\n\r\na , b \r\n", ",", ["a", "b"]), ("\"x\"\"y\",\"two\nlines\"\r", ",", ["x\"y", "two\nlines"]),
        ("alone\n", ",", ["alone"]), (",,\n", ",", ["", "", ""]),
    ])
    func readsHeaders(text: String, delimiter: Character, names: [String]) throws {
        let header = try Header.read(InputFile(path: "x", bytes: Array(text.utf8)), delimiter: nil)
        #expect(header.names == names)
        #expect(header.delimiter == delimiter.asciiValue)
    }

    @Test func countsTheLinesOfHeaders() throws {
        let header = try Header.read(InputFile(path: "x", bytes: Array("\n\"a\nb\",c\r\n1,2\n".utf8)), delimiter: nil)
        #expect(header.dataLine == 4)
        #expect(header.dataOffset == 10)
    }

    /// What does not fit in memory ends with words, and not before it is read so far.
    @Test func endsWhereMemoryDoes() throws {
        let row = String(repeating: "x", count: 99) + "\n"
        let file = InputFile(path: "x.csv", bytes: Array(String(repeating: row, count: 400_000).utf8))
        func read(available: Int?) throws -> Int {
            let memory = MemoryLeft(available: { available }, used: { 1 << 30 })
            let blocks = RecordBlocks(file: file, offset: 0, blockSize: 1 << 20, memory: memory)
            let buffer = BlockBuffer(capacity: 1 << 20)
            var count = 0
            while try blocks.next(into: buffer) != nil { count += buffer.length }
            return count
        }
        #expect(try read(available: nil) == file.size)
        #expect(try read(available: 1 << 40) == file.size)
        let error = #expect(throws: BlockFailure.self) { try read(available: 100 << 20) }
        guard case .snapshot(let found) = error else { return #expect(Bool(false)) }
        #expect(found.message.contains(/after 4\d % of 'x.csv'/), "\(found.message)")
        #expect(MemoryLeft.ofSystem.available() ?? 1 > 0 && MemoryLeft.ofSystem.used() ?? 1 > 0)
    }
}
