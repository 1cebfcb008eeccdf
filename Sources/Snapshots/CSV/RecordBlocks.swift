import CScan
import Threads

/// Why a file cannot be read in blocks by several threads.
enum BlockFailure: Error {
    case snapshot(SnapshotError)
    /// A quote stands where RFC 4180 has none, so that counting quotes does not tell where rows end.
    case needsCare
}

/// Cuts a file into blocks of whole rows and hands them out in order, to any number of threads.
///
/// Whether a byte is inside quotes depends on all bytes before it. So reading and counting quotes is done by one thread at
/// a time (0.15 ns a byte); looking at the rows, which costs ten times that, is not.
final class RecordBlocks: Sendable {
    /// The longest row.
    static let longestRow = 64 << 20

    private struct State {
        var source: BlockSource
        /// The start of a row whose end is not read yet.
        var rest: [UInt8] = []
        var nextNumber = 0
        var isAtEnd = false
    }

    private let state: Lock<State>

    /// - Parameter offset: Where the first row after the header begins.
    init(file: InputFile, offset: Int, blockSize: Int, memory: MemoryLeft = .ofSystem) {
        state = Lock(
            State(source: BlockSource(file: file, offset: offset, blockSize: blockSize, memory: memory)))
    }

    /// Fills the buffer with the next whole rows, whatever is in them.
    ///
    /// - Returns: The number of the block; nil at the end of the file.
    func next(into buffer: BlockBuffer) throws(BlockFailure) -> Int? {
        try state.withLock { state throws(BlockFailure) in
            guard !state.isAtEnd else { return nil }
            buffer.take(state.rest)
            var isInQuotes = unsafe cscan_count(buffer.bytes, buffer.length, 0x22) & 1 == 1
            while true {
                let from = buffer.length
                let isEnd = try fill(buffer, &state)
                let added = unsafe cscan_count(buffer.bytes + from, buffer.length - from, 0x22)
                if added & 1 == 1 { isInQuotes.toggle() }
                if isEnd {
                    state.isAtEnd = true
                    state.rest = []
                    if buffer.length == 0 { return nil }
                    if isInQuotes { throw .needsCare }
                    closeLastRow(buffer)
                    break
                }
                // The byte before may have been a CR, of which nobody knew whether an LF follows.
                if let cut = lastRowEnd(buffer, downTo: max(0, from - 1), isInQuotes) {
                    state.rest = unsafe Array(
                        UnsafeBufferPointer(start: buffer.bytes + cut, count: buffer.length - cut))
                    buffer.length = cut
                    break
                }
                if buffer.length > RecordBlocks.longestRow { throw .needsCare }
            }
            buffer.clearSpare()
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
    }

    /// Fills the buffer with the bytes that `putBack` left and the next ones, cut anywhere. For one thread.
    ///
    /// - Returns: The number of the block and whether it is the last; nil at the end of the file.
    func nextUncut(into buffer: BlockBuffer) throws(BlockFailure) -> (number: Int, isEnd: Bool)? {
        try state.withLock { state throws(BlockFailure) in
            guard !state.isAtEnd else { return nil }
            buffer.take(state.rest)
            state.rest = []
            let isEnd = try fill(buffer, &state)
            state.isAtEnd = isEnd
            buffer.clearSpare()
            defer { state.nextNumber += 1 }
            return (state.nextNumber, isEnd)
        }
    }

    /// Hands out no more blocks.
    func stop() { state.withLock { $0.isAtEnd = true } }

    func putBack(_ rest: [UInt8]) { state.withLock { $0.rest = rest } }

    private func fill(_ buffer: BlockBuffer, _ state: inout State) throws(BlockFailure) -> Bool {
        do throws(SnapshotError) { return try state.source.fill(buffer) } catch { throw .snapshot(error) }
    }

    /// The end of the last row that ends in the buffer, looked for from the end backwards.
    private func lastRowEnd(_ buffer: BlockBuffer, downTo start: Int, _ endsInQuotes: Bool) -> Int? {
        var isInQuotes = endsInQuotes
        var index = buffer.length
        while index > start {
            index -= 1
            let byte = unsafe buffer.bytes[index]
            if byte == 0x22 {
                isInQuotes.toggle()
            } else if !isInQuotes {
                if byte == 0x0A { return index + 1 }
                // Of a CR at the end nobody knows yet whether an LF follows.
                if byte == 0x0D, index + 1 < buffer.length { return index + 1 }
            }
        }
        return nil
    }

    private func closeLastRow(_ buffer: BlockBuffer) {
        let last = unsafe buffer.bytes[buffer.length - 1]
        guard last != 0x0A, last != 0x0D else { return }
        unsafe buffer.bytes[buffer.length] = 0x0A
        buffer.length += 1
    }
}
