import Columns

/// What becomes of each row of a block.
struct RowStates {
    enum State: UInt8 {
        case kept
        /// `where` says that it is no row of the table.
        case deselected
        case rejected
        /// It means nothing here, and is counted.
        case leftOut
        /// Nothing that was asked for wants it.
        case unwanted
    }

    let count: Int
    /// Empty while all rows are kept.
    private var states: [State] = []
    /// With the index of the field, by row and then by field.
    private(set) var faults: [(fault: CellFault, field: Int)] = []

    init(count: Int) { self.count = count }

    mutating func note(_ fault: CellFault, field: Int) { faults.append((fault, field)) }

    mutating func set(_ row: Int, _ state: State) {
        if states.isEmpty { states = Array(repeating: .kept, count: count) }
        states[row] = state
    }

    func isKept(_ row: Int) -> Bool { states.isEmpty || states[row] == .kept }

    /// Whether faults of the row matter: it is a row of the table.
    func isConcerned(_ row: Int) -> Bool { states.isEmpty || states[row] != .deselected }

    mutating func keepOnly(_ truths: [Truth], is state: State) { keepOnly(any: [truths], is: state) }

    /// Rows of which none of the conditions is true get a state, if they had none yet.
    mutating func keepOnly(any truths: [[Truth]], is state: State) {
        var best = truths.first ?? Array(repeating: .isFalse, count: count)
        for other in truths.dropFirst() {
            for row in best.indices { best[row] = max(best[row], other[row]) }
        }
        if best.allSatisfy({ $0 == .isTrue }) { return }
        for row in best.indices where best[row] != .isTrue && isKept(row) { set(row, state) }
    }

    /// The rows that are kept; nil where all are.
    var kept: [Int32]? {
        if states.isEmpty { return nil }
        if count == 0 { return [] }
        return unsafe [Int32](unsafeUninitializedCapacity: count) { buffer, kept in
            guard let base = buffer.baseAddress else { return }
            let states = states.span
            // Each row is written down, and the next one over it where it is not kept: nobody could predict which.
            for row in states.indices {
                unsafe (base + kept).initialize(to: Int32(truncatingIfNeeded: row))
                kept &+= states[row] == .kept ? 1 : 0
            }
        }
    }
}
