import CScan
import Threads

/// Cuts a file of JSON into blocks of whole records and hands them out in order, to any number of threads.
final class JSONBlocks: Sendable {
    /// What is known of a block beside its bytes.
    struct Block {
        var number: Int
        /// Nil where each line is a record.
        var records: [JSONCutter.Record]?
        /// Ends of lines in the block.
        var lines: Int
        /// The column (from 1) in which the block begins.
        var startColumn: Int
    }

    /// What ends the reading before the end of the file: nobody can say what follows.
    enum Failure: Error {
        case block(BlockFailure)
        case malformed(line: Int, column: Int, message: String)
        case tooLong(line: Int)
    }

    private struct State {
        var source: BlockSource
        var cutter: JSONCutter
        /// The start of a record whose end is not read yet.
        var rest: [UInt8] = []
        var nextNumber = 0
        var isAtEnd = false
        /// Where the next block begins.
        var line = 1
        var column = 1
    }

    let file: InputFile
    private let isLines: Bool
    private let state: Lock<State>

    /// - Parameter offset: After the byte order mark.
    init(file: InputFile, offset: Int, arrangement: JSONShape.Arrangement, blockSize: Int) {
        self.file = file
        isLines = arrangement == .lines
        state = Lock(
            State(
                source: BlockSource(file: file, offset: offset, blockSize: blockSize), cutter: JSONCutter(arrangement)))
    }

    /// Fills the buffer with the next whole records; nil at the end of the file.
    func next(into buffer: BlockBuffer) throws(Failure) -> Block? {
        try state.withLock { state throws(Failure) -> Block? in
            guard !state.isAtEnd else { return nil }
            buffer.take(state.rest)
            var records: [JSONCutter.Record] = []
            while true {
                let from = buffer.length
                let isEnd: Bool
                do throws(SnapshotError) { isEnd = try state.source.fill(buffer) } catch {
                    throw .block(.snapshot(error))
                }
                let cut: Int
                if isLines {
                    cut = isEnd ? buffer.length : lastLineEnd(buffer, downTo: from)
                } else {
                    do throws(JSONCutter.Fault) {
                        let end = unsafe try state.cutter.scan(
                            buffer.bytes, count: buffer.length, isEnd: isEnd, records: &records)
                        cut = isEnd ? buffer.length : end
                    } catch {
                        state.isAtEnd = true
                        let place = advanced(state, over: buffer, upTo: error.at)
                        throw .malformed(line: place.line, column: place.column, message: error.message)
                    }
                }
                if cut == 0, !isEnd {
                    if buffer.length > RecordBlocks.longestRow {
                        state.isAtEnd = true
                        throw .tooLong(line: state.line)
                    }
                    continue
                }
                state.isAtEnd = isEnd
                state.rest = unsafe Array(
                    UnsafeBufferPointer(start: buffer.bytes + cut, count: buffer.length - cut))
                buffer.length = cut
                buffer.clearSpare()
                if cut == 0 { return nil }
                return handOut(&state, buffer, records)
            }
        }
    }

    /// Hands out no more blocks.
    func stop() { state.withLock { $0.isAtEnd = true } }

    /// The key with which the last page said that more follow; nil where it said nothing.
    var continuation: String? { state.withLock { $0.cutter.continuation } }

    private func handOut(_ state: inout State, _ buffer: BlockBuffer, _ records: [JSONCutter.Record]) -> Block {
        let end = advanced(state, over: buffer, upTo: buffer.length)
        let block = Block(
            number: state.nextNumber, records: isLines ? nil : records, lines: end.line - state.line,
            startColumn: state.column)
        state.cutter.drop(buffer.length, lines: block.lines)
        state.nextNumber += 1
        (state.line, state.column) = end
        return block
    }

    /// The line and the column of a byte of the buffer.
    private func advanced(_ state: State, over buffer: BlockBuffer, upTo end: Int) -> (line: Int, column: Int) {
        let bytes = unsafe buffer.bytes
        let lines = unsafe cscan_count(bytes, end, 0x0A)
        var start = lines == 0 ? 0 : end
        while start > 0, unsafe bytes[start - 1] != 0x0A { start -= 1 }
        let column = (lines == 0 ? state.column : 1) + JSONBlocks.letters(buffer, start..<end)
        return (state.line + lines, column)
    }

    /// How many letters of UTF-8 begin in a range: eight bytes at a time.
    private static func letters(_ buffer: BlockBuffer, _ range: Range<Int>) -> Int {
        let bytes = unsafe UnsafeRawPointer(buffer.bytes)
        var continuing = 0
        var at = range.lowerBound
        while at < range.upperBound {
            let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let left = range.upperBound &- at
            let beyond = left >= 8 ? 0 : ~UInt64(0) << UInt64(8 &* left)
            // The bytes 10xxxxxx.
            continuing &+= (word & ~(word << 1) & ~beyond & 0x8080_8080_8080_8080).nonzeroBitCount
            at &+= 8
        }
        return range.count - continuing
    }

    private func lastLineEnd(_ buffer: BlockBuffer, downTo start: Int) -> Int {
        var index = buffer.length
        while index > start {
            index -= 1
            if unsafe buffer.bytes[index] == 0x0A { return index + 1 }
        }
        return 0
    }
}
