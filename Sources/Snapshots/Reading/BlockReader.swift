/// What is known of a block beside its rows.
struct BlockSummary {
    var number: Int
    /// Lines of all its rows, good and bad.
    var lines: Int
    /// Rows, good and bad, and their bytes.
    var rowsSeen: Int
    var byteCount: Int
    var faults: [CarefulScanner.Fault] = []
    /// A quote that nothing closes; the rest of the file is lost. Lines from the start of the block.
    var openQuote: (lineOffset: Int, column: Int)?
    /// A row is longer than any may be; the rest of the file is lost.
    var isTooLong = false
}

/// The rows of a file, block by block, for one thread.
protocol BlockReader {
    /// Shows the next block to `body`; false at the end of the file.
    func next(_ body: (RowBlock, BlockSummary) -> Void) throws(BlockFailure) -> Bool
}

/// The blocks of a file, shared by the readers of all threads.
enum SharedBlocks: Sendable {
    case separated(RecordBlocks, isCareful: Bool)
    case json(JSONBlocks, JSONShape)

    /// - Parameter isCareful: Letter by letter.
    init(_ file: TableFile, blockSize: Int, isCareful: Bool) {
        self.init(file.file, file.header, blockSize: blockSize, isCareful: isCareful)
    }

    init(_ file: InputFile, _ header: Header, blockSize: Int, isCareful: Bool) {
        if let shape = header.json {
            // A record may be two bytes long, and takes room for every column.
            let size = max(1, min(blockSize, (16 << 20) / max(1, header.names.count)))
            self = .json(
                JSONBlocks(
                    file: file, offset: header.dataOffset, arrangement: shape.arrangement, blockSize: size), shape)
        } else {
            self = .separated(
                RecordBlocks(file: file, offset: header.dataOffset, blockSize: blockSize), isCareful: isCareful)
        }
    }

    func reader(of file: TableFile, blockSize: Int) -> any BlockReader {
        reader(of: file.header, blockSize: blockSize)
    }

    func reader(of header: Header, blockSize: Int) -> any BlockReader {
        switch self {
        case .separated(let blocks, let isCareful):
            RowReader(
                blocks, delimiter: header.delimiter, fieldCount: header.names.count, isCareful: isCareful,
                blockSize: blockSize)
        case .json(let blocks, let shape): JSONRowReader(blocks, shape, blockSize: blockSize)
        }
    }

    /// Hands out no more blocks.
    func stop() {
        switch self {
        case .separated(let blocks, _): blocks.stop()
        case .json(let blocks, _): blocks.stop()
        }
    }
}
