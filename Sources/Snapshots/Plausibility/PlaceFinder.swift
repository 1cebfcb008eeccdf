import Findings

/// Finds the first values of some columns that are of a kind, by reading a file once more: while rows are read for the
/// first time nobody knows yet that they will be asked for.
struct PlaceFinder {
    /// How many places of one column are wanted.
    static let most = 3

    struct Wanted {
        /// The position of the column in the file.
        var field: Int
        var isWanted: ([UInt8]) -> Bool
        var found: [Findings.Place] = []
    }

    /// The places, in the order of `wanted`.
    static func places(of wanted: [Wanted], in file: TableFile) throws(SnapshotError) -> [[Findings.Place]] {
        do { return try find(wanted, file, isCareful: false) } catch {
            if case .snapshot(let failure) = error { throw failure }
        }
        do { return try find(wanted, file, isCareful: true) } catch {
            if case .snapshot(let failure) = error { throw failure }
            return wanted.map { _ in [] }
        }
    }

    private static func find(
        _ wanted: [Wanted], _ file: TableFile, isCareful: Bool
    ) throws(BlockFailure) -> [[Findings.Place]] {
        let size = 1 << 16
        let reader = SharedBlocks(file, blockSize: size, isCareful: isCareful).reader(of: file, blockSize: size)
        var wanted = wanted
        var line = file.header.dataLine
        var isMore = true
        while isMore, wanted.contains(where: { $0.found.count < most }) {
            isMore = try reader.next { block, summary in
                for index in wanted.indices { look(at: block, &wanted[index], line, file.path) }
                line += summary.lines
            }
        }
        return wanted.map(\.found)
    }

    private static func look(at block: RowBlock, _ wanted: inout Wanted, _ line: Int, _ path: String) {
        for row in 0..<block.rowCount where wanted.found.count < most {
            let cell = block[row, wanted.field]
            guard cell.length > 0, wanted.isWanted(block.content(cell)) else { continue }
            let place = block.place(row: row, cell: cell)
            wanted.found.append(Findings.Place(path: path, line: line + place.line, column: place.column))
        }
    }
}
