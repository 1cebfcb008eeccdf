import CScan
import Columns

/// The rows of a table that belong to leads and happened at an instant.
struct LeadRows: Sendable {
    /// The lead of each row, −1 where it has none.
    var leads: [Int32]
    /// When each row happened, in milliseconds; `missing` where nothing says it.
    var at: [Int64]
    /// Only rows of which this is true; empty takes all.
    var keep: [Truth] = []
    /// What is kept of each row in place of its number, where that is wanted; empty keeps the number.
    var labels: [Int32] = []
    var leadCount: Int
    /// What happened later does not exist.
    var asOf: Int64

    /// Entries grouped by lead, in order of time within each.
    struct Groups {
        /// Lead *i* has the entries `offsets[i] ..< offsets[i + 1]`.
        var offsets: Fixed<Int32>
        var at: Fixed<Int64>
        /// The row behind each entry, or its label; empty where it is not kept.
        var rows: Fixed<Int32>
    }

    /// Counting sort by lead, then a sort of the few events of each: exports are mostly in order of time, and then
    /// nothing moves. Equal times keep the order of the rows; rows without a lead or an instant are left out.
    ///
    /// - Parameter keepingRows: Whether to remember the row behind each entry, which few rules need.
    /// - Complexity: O(rows): a look at memory for each that is kept, twice.
    func grouped(in arena: Arena, keepingRows: Bool) -> Groups {
        precondition(leads.count == at.count && (keep.isEmpty || keep.count == at.count), "columns of one table")
        precondition(labels.isEmpty || labels.count == leads.count, "a label for each row")
        let isLabelled = !labels.isEmpty
        var at = arena.fixed([Int64]())
        var rows = arena.fixed([Int32]())
        // Where each lead's entries begin, one place further on: while entries are put down, the place counts up to where
        // the next lead's begin, and all stand where they belong in the end.
        let offsets: Fixed<Int32> = arena.column(leadCount + 2) { offsets in
            forEachKept({ ahead in offsets.prefetch(ahead &+ 2) }) { _, lead, _ in offsets[lead &+ 2] &+= 1 }
            for lead in 0..<leadCount { offsets[lead + 2] += offsets[lead + 1] }
            let total = Int(offsets[leadCount + 1])
            rows = arena.column(keepingRows ? total : 0) { rows in
                at = arena.column(total) { at in
                    forEachKept({ ahead in offsets.prefetch(ahead &+ 1) }) { row, lead, instant in
                        let slot = Int(offsets[lead &+ 1])
                        offsets[lead &+ 1] &+= 1
                        at[slot] = instant
                        if keepingRows { rows[slot] = isLabelled ? labels[row] : Int32(truncatingIfNeeded: row) }
                    }
                    for lead in 0..<leadCount {
                        sortEntries(Int(offsets[lead])..<Int(offsets[lead + 1]), &at, &rows)
                    }
                }
            }
        }
        return Groups(offsets: offsets, at: at, rows: rows)
    }

    /// - Parameter prepare: Told of the lead of a row that comes later.
    @inline(__always)
    private func forEachKept(
        _ prepare: (_ lead: Int) -> Void, _ body: (_ row: Int, _ lead: Int, _ instant: Int64) -> Void
    ) {
        let (leads, at, keep) = (leads.span, at.span, keep.span)
        let takesAll = keep.isEmpty
        for row in leads.indices {
            if row &+ 24 < leads.count { prepare(Int(leads[row &+ 24])) }
            let lead = Int(leads[row])
            let instant = at[row]
            guard lead >= 0, instant != missing, instant <= asOf else { continue }
            guard takesAll || keep[row] == .isTrue else { continue }
            precondition(lead < leadCount, "a row of the leads")
            body(row, lead, instant)
        }
    }
}

extension MutableSpan<Int32> {
    /// Asks for an element to be brought near; an index that is none does nothing.
    @inline(__always)
    fileprivate mutating func prefetch(_ index: Int) {
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return }
        unsafe withUnsafeMutableBufferPointer { unsafe cscan_prefetch($0.baseAddress! + index) }
    }
}

/// Sorts one lead's entries by time; equal times keep their order.
private func sortEntries(_ range: Range<Int>, _ at: inout MutableSpan<Int64>, _ rows: inout MutableSpan<Int32>) {
    var isSorted = true
    var entry = range.lowerBound + 1
    while entry < range.upperBound {
        if at[entry - 1] > at[entry] { isSorted = false }
        entry += 1
    }
    if isSorted { return }
    let hasRows = !rows.isEmpty
    var entries: [(at: Int64, slot: Int, row: Int32)] = []
    for slot in range { entries.append((at[slot], slot, hasRows ? rows[slot] : 0)) }
    entries.sort { ($0.at, $0.slot) < ($1.at, $1.slot) }
    for (slot, entry) in zip(range, entries) {
        at[slot] = entry.at
        if hasRows { rows[slot] = entry.row }
    }
}
