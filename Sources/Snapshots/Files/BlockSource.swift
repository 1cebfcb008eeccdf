/// The bytes of a file one after the other, a block at a time, as long as there is memory for what is kept of them.
struct BlockSource {
    private let file: InputFile
    /// What unpacks the file; nil where there is nothing to unpack.
    private let stream: Decompressor?
    /// Unpacked bytes before the first that is wanted.
    private var toSkip: Int
    private let blockSize: Int
    private let memory: MemoryLeft
    /// Where the next byte is read.
    private var offset: Int
    /// Bytes read since it was last asked how much memory is left.
    private var unasked = 0

    /// Bytes that are read before it is asked again how much memory is left.
    private static let stretch = 16 << 20

    init(file: InputFile, offset: Int, blockSize: Int, memory: MemoryLeft = .ofSystem) {
        self.file = file
        stream = file.compression.map { Decompressor(file, $0) }
        toSkip = stream == nil ? 0 : offset
        self.offset = offset
        self.blockSize = max(1, blockSize)
        self.memory = memory
    }

    /// Reads a block more; as much again as is there already where a row is longer than that.
    ///
    /// - Returns: Whether the file is at its end.
    mutating func fill(_ buffer: BlockBuffer) throws(SnapshotError) -> Bool {
        let wanted = max(blockSize - buffer.length, buffer.length, 1)
        buffer.reserve(buffer.length + wanted)
        let count: Int
        if let stream {
            while toSkip > 0 {
                let skipped = unsafe try stream.read(into: buffer.bytes + buffer.length, count: min(toSkip, wanted))
                toSkip = skipped == 0 ? 0 : toSkip - skipped
            }
            count = unsafe try stream.read(into: buffer.bytes + buffer.length, count: wanted)
        } else {
            count = unsafe try file.read(at: offset, into: buffer.bytes + buffer.length, count: wanted)
        }
        buffer.length += count
        offset += count
        unasked += count
        if unasked >= BlockSource.stretch {
            unasked = 0
            if memory.isUsedUp() { throw .tooLarge(path: file.path, read: min(offset, file.size), size: file.size) }
        }
        return count < wanted || stream == nil && offset == file.size
    }
}
