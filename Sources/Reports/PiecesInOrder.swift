import Dispatch
import Threads

extension ByteWriter {
    /// Writes parts that several threads make, in order. While one thread hands a part on, the others make the next ones.
    ///
    /// - Parameter part: Writes the part of a number, into memory that earlier parts may have used.
    mutating func write(partCount: Int, threads: Int, _ part: @Sendable (Int, inout ByteWriter) -> Void) {
        guard threads > 1, partCount > 1, let destination else {
            for number in 0..<partCount { part(number, &self) }
            return
        }
        flush()
        let pieces = PiecesInOrder(count: partCount, threads: threads, to: destination)
        Parallel.forEach(threads, threads: threads) { _ in
            while let (number, piece) = pieces.begin() {
                part(number, &piece.bytes)
                pieces.end(piece, number)
            }
        }
    }
}

/// Hands on pieces in the order of their numbers, whoever made them; so many wait at most as keep all threads busy.
///
/// Safe because `destination` is called by the one thread that has set `isHandingOn`, and a piece belongs to the thread
/// that took it until it is put among those that wait.
@safe private final class PiecesInOrder: @unchecked Sendable {
    final class Piece { var bytes = ByteWriter(gathering: 1 << 18) }

    private struct State {
        var waiting: [Int: Piece] = [:]
        var spare: [Piece] = []
        /// The number that is begun next, and the one that is handed on next.
        var begun = 0
        var next = 0
        var isHandingOn = false
    }

    private let count: Int
    private let room: DispatchSemaphore
    private let state = Lock(State())
    private let destination: (Span<UInt8>) -> Void

    init(count: Int, threads: Int, to destination: @escaping (Span<UInt8>) -> Void) {
        self.count = count
        room = DispatchSemaphore(value: 3 * threads)
        self.destination = destination
    }

    /// The next piece to make; nil after the last.
    ///
    /// Room first, then the number: else the piece that all others wait for might be the one that finds no room.
    func begin() -> (number: Int, piece: Piece)? {
        room.wait()
        let begun = state.withLock { state -> (Int, Piece)? in
            guard state.begun < count else { return nil }
            defer { state.begun += 1 }
            return (state.begun, state.spare.popLast() ?? Piece())
        }
        if begun == nil { room.signal() }
        return begun
    }

    func end(_ piece: Piece, _ number: Int) {
        state.withLock { $0.waiting[number] = piece }
        while let piece = next() {
            piece.bytes.withGathered(destination)
            piece.bytes.clear()
            state.withLock { state in
                state.spare.append(piece)
                state.next += 1
                state.isHandingOn = false
            }
            room.signal()
        }
    }

    /// The piece whose turn it is; nil while it is not there, or another thread is handing on.
    private func next() -> Piece? {
        state.withLock { state in
            guard !state.isHandingOn, let piece = state.waiting.removeValue(forKey: state.next) else { return nil }
            state.isHandingOn = true
            return piece
        }
    }
}
