import Findings

/// The columns of a file of JSON are the keys of all its records, so it is read once for them alone: a key that only the
/// last record has is a column, too.
extension Header {
    /// Why a file of JSON is no table.
    enum JSONFailure: Error {
        case snapshot(SnapshotError)
        case finding(Finding)
    }

    /// How much of a file is looked at for how its records are put together.
    private static let headSize = 1 << 16

    /// Whether a file is to be read as JSON.
    static func isJSON(_ file: InputFile) throws(SnapshotError) -> Bool {
        let head = try file.head(512).bytes
        return JSONShape.isJSON(head.dropFirst(markLength(head)), path: file.path)
    }

    private static func markLength(_ head: [UInt8]) -> Int { head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// - Parameters:
    ///   - mapped: The headers that the mapping names; an export without records has them all.
    ///   - records: The key of a page's records, where the manifest names it.
    static func readJSON(
        _ file: InputFile, mapped: [String], records: PlacedText? = nil, findings: inout [Finding]
    ) throws(JSONFailure) -> Header {
        let head: [UInt8]
        do { head = try file.head(headSize).bytes } catch { throw .snapshot(error) }
        let offset = markLength(head)
        let arrangement = JSONShape.arrangement(
            of: head.dropFirst(offset), under: records.map { [$0.text] } ?? JSONShape.pageKeys)
        if let records, arrangement != .pages(key: Array(records.text.utf8)) {
            throw .finding(
                .error(
                    .headerNotFound, "'\(file.path)' has no list of records under '\(records.text)'", at: records.place,
                    notes: ["the list stands in the outermost object: {\"\(records.text)\": [{…}]}"]))
        }
        var discovery = JSONDiscovery(file, offset: offset, arrangement: arrangement)
        try discovery.run()
        if discovery.recordCount == 0, arrangement == .lines {
            throw .finding(
                .error(.emptyTable, "the file is empty, expected records", at: Place(path: file.path, line: 1)))
        }
        if let page = discovery.continuation {
            findings.append(
                .warning(
                    .morePages, "the last page of '\(file.path)' says by '\(page)' that more follow",
                    at: Place(path: file.path, line: 1),
                    notes: ["fetch the others too, and append them to the file as they are"]))
        }
        let isEmpty = discovery.recordCount == 0
        return Header(
            names: isEmpty ? mapped : discovery.keys.columnNames, delimiter: UInt8(ascii: ","), dataOffset: offset,
            dataLine: 1, json: JSONShape(arrangement: arrangement, keys: discovery.keys))
    }
}

/// Reads a file for its keys.
private struct JSONDiscovery {
    private let blocks: JSONBlocks
    private var parser = JSONRecordParser(isDiscovering: true)
    private(set) var recordCount = 0
    private var firstFault: Finding?

    init(_ file: InputFile, offset: Int, arrangement: JSONShape.Arrangement) {
        blocks = JSONBlocks(file: file, offset: offset, arrangement: arrangement, blockSize: 256 << 10)
    }

    var keys: JSONKeys { parser.keys }
    var continuation: String? { blocks.continuation }

    mutating func run() throws(Header.JSONFailure) {
        let buffer = BlockBuffer(capacity: 256 << 10)
        var line = 1
        while true {
            let found: JSONBlocks.Block?
            do { found = try blocks.next(into: buffer) } catch { throw failure(error) }
            guard let found else { break }
            for record in found.records ?? buffer.lineRecords() {
                recordCount += 1
                do throws(JSONRecordParser.Fault) {
                    unsafe try parser.parse(buffer.bytes, record.range)
                } catch {
                    note(error, record, line, found.startColumn, buffer)
                    if parser.keys.isTooWide, let firstFault { throw .finding(firstFault) }
                }
            }
            line += found.lines
        }
        // Where no record can be read, the first one says best what kind of file it is.
        if parser.keys.columns.isEmpty, let firstFault { throw .finding(firstFault) }
    }

    private mutating func note(
        _ fault: JSONRecordParser.Fault, _ record: JSONCutter.Record, _ line: Int, _ startColumn: Int,
        _ buffer: BlockBuffer
    ) {
        guard firstFault == nil || parser.keys.isTooWide else { return }
        let place = RowOrigins(buffer, startColumn: startColumn, fieldCount: 0)
            .place(of: fault.at, from: record.range.lowerBound)
        firstFault = .error(
            parser.keys.isTooWide ? .malformedDocument : .malformedRecord, fault.message,
            at: Place(path: blocks.file.path, line: line + record.line + place.lines, column: place.column),
            notes: parser.keys.isTooWide
                ? ["are its keys ids or dates? a record has the same keys as the others, and data in their values"]
                : ["a file of JSON holds an object a line, a list of objects, or an API's pages of them"])
    }

    private func failure(_ failure: JSONBlocks.Failure) -> Header.JSONFailure {
        let path = blocks.file.path
        switch failure {
        case .block(.snapshot(let error)): return .snapshot(error)
        case .block(.needsCare): return .snapshot(.changed(path: path))
        case .malformed(let line, let column, let message):
            return .finding(
                .error(
                    .malformedDocument, "\(message): the rest of '\(path)' cannot be read",
                    at: Place(path: path, line: line, column: column)))
        case .tooLong(let line):
            return .finding(
                .error(
                    .tooLong, "the record that begins here is longer than 64 MB: the rest of '\(path)' cannot be read",
                    at: Place(path: path, line: line)))
        }
    }
}
