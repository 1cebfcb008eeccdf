/// A block of a file and the positions of its separators, in memory that is used again for the next block.
///
/// Safe because both pointers are owned here, freed only in `deinit`, and lent only to closures and to `RowBlock`, which
/// lives within one of them. After the bytes come `spare` more, so that a word can be loaded at any of them.
@safe final class BlockBuffer {
    /// Readable bytes after the last.
    static let spare = 64

    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var capacity: Int
    var length = 0
    private var positionStorage: UnsafeMutablePointer<UInt32>
    private var positionCapacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        unsafe bytes = .allocate(capacity: capacity + BlockBuffer.spare + 1)
        positionCapacity = 0
        unsafe positionStorage = .allocate(capacity: 1)
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe positionStorage.deallocate()
    }

    /// Makes room for so many bytes (and a line end that the last row of a file may lack) and keeps those that are there.
    func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + BlockBuffer.spare + 1)
        unsafe larger.update(from: bytes, count: length)
        unsafe bytes.deallocate()
        unsafe bytes = larger
        capacity = wanted
    }

    /// Begins anew with these bytes.
    func take(_ start: [UInt8]) {
        length = 0
        reserve(start.count)
        unsafe start.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            unsafe bytes.update(from: base, count: source.count)
        }
        length = start.count
    }

    /// Room for a position for each byte and `spare` more; one before the first holds the position −1, after which the
    /// first field begins.
    func positions(spare: Int) -> UnsafeMutablePointer<UInt32> { unsafe positions(count: length + spare) }

    /// Room for so many, likewise.
    func positions(count: Int) -> UnsafeMutablePointer<UInt32> {
        let wanted = count + 1
        if wanted > positionCapacity {
            unsafe positionStorage.deallocate()
            positionCapacity = max(wanted, capacity + BlockBuffer.spare + 1)
            unsafe positionStorage = .allocate(capacity: positionCapacity)
        }
        unsafe positionStorage[0] = .max
        return unsafe writtenPositions
    }

    /// The positions in the room that was last asked for. To ask again may be to get other memory, with none of them.
    var writtenPositions: UnsafeMutablePointer<UInt32> { unsafe positionStorage + 1 }

    /// Zeroes after the last byte, so that what is loaded beyond it is the same every time.
    func clearSpare() {
        unsafe (bytes + length).update(repeating: 0, count: BlockBuffer.spare)
    }
}
