import Columns

/// Every lead's stages in order of time: one entry a stage change, grouped by lead.
struct StageHistory: Sendable, BitwiseCopyable {
    /// Lead *i* has the entries `offsets[i] ..< offsets[i + 1]`.
    var offsets: Fixed<Int32>
    var at: Fixed<Int64>
    /// Index of the stage entered; −1 for a stage the agreement does not name.
    var to: Fixed<Int16>
    /// Index of the stage left, as the change says it; −1 where it does not say.
    var from: Fixed<Int16>
    /// How finely the changes' instants are known.
    var precision: TimePrecision

    /// Groups the rows of `stage_changes` by lead, each lead's in order of time.
    ///
    /// Changes at the same instant follow one another where one leads on to the next (`a → b`, then `b → c`); else the
    /// one further down the funnel is the later. So the order of the rows decides nothing.
    ///
    /// A change to the stage that the lead is in already is none: it neither enters nor leaves it, or a row written twice would
    /// start a late clock anew.
    ///
    /// - Parameters:
    ///   - to: Index of the stage that each row enters.
    ///   - from: Index of the stage that each row says it leaves, −1 where it does not say.
    /// - Complexity: O(rows), times the different changes of one lead at one instant.
    init(_ rows: LeadRows, to: [Int16], from: [Int16], precision: TimePrecision, in arena: Arena) {
        var rows = rows
        rows.labels = to.indices.map { Int32(to[$0]) << 16 | Int32(UInt16(bitPattern: from[$0])) }
        let grouped = rows.grouped(in: arena, keepingRows: true)
        self.precision = precision
        offsets = grouped.offsets
        at = grouped.at
        var sortedFrom = arena.fixed([Int16]())
        self.to = arena.column(at.count) { [offsets, at] sortedTo in
            sortedFrom = arena.column(at.count) { sortedFrom in
                for entry in at.indices {
                    let label = grouped.rows[entry]
                    sortedTo[entry] = Int16(truncatingIfNeeded: label >> 16)
                    sortedFrom[entry] = Int16(truncatingIfNeeded: label)
                }
                arena.discard(grouped.rows)
                for lead in 0..<rows.leadCount {
                    let first = Int(offsets[lead])
                    let end = Int(offsets[lead + 1])
                    var start = first
                    while start + 1 < end {
                        var next = start + 1
                        while next < end, at[next] == at[start] { next += 1 }
                        if next - start > 1 {
                            chain(
                                start..<next, before: start > first ? sortedTo[start - 1] : -1, &sortedTo, &sortedFrom)
                        }
                        start = next
                    }
                }
            }
        }
        self.from = sortedFrom
        dropRepetitions(leadCount: rows.leadCount, in: arena)
    }

    /// Leaves out the changes to the stage that the one before them entered, unless they say that they come from another.
    private mutating func dropRepetitions(leadCount: Int, in arena: Arena) {
        let (at, to, from) = (at, to, from)
        func repeats(_ entry: Int) -> Bool {
            to[entry] >= 0 && to[entry] == to[entry - 1] && (from[entry] < 0 || from[entry] == to[entry])
        }
        var kept: [Int] = []
        var starts: [Int32] = [0]
        var isWhole = true
        for lead in 0..<leadCount where isWhole {
            for entry in entries(lead).dropFirst() where repeats(entry) { isWhole = false }
        }
        if isWhole { return }
        for lead in 0..<leadCount {
            let entries = entries(lead)
            for entry in entries where entry == entries.lowerBound || !repeats(entry) { kept.append(entry) }
            starts.append(Int32(kept.count))
        }
        self.offsets = arena.fixed(starts)
        self.at = arena.fixed(kept.map { at[$0] })
        self.to = arena.fixed(kept.map { to[$0] })
        self.from = arena.fixed(kept.map { from[$0] })
    }

    func entries(_ lead: Int) -> Range<Int> { Int(offsets[lead])..<Int(offsets[lead + 1]) }

    /// The stage that entry `index` leaves: what the change before it entered, else what it says itself.
    func stageLeft(_ index: Int, of lead: Int) -> Int16 {
        index > Int(offsets[lead]) ? to[index - 1] : from[index]
    }

    /// Whether entry `index` leaves a stage: a first change from a stage to itself leaves none.
    func leaves(_ stage: Int16, _ index: Int, of lead: Int) -> Bool {
        stageLeft(index, of: lead) == stage && to[index] != stage
    }
}

/// Orders changes of one instant so that each leaves the stage that the one before it entered, where they can.
private func chain(
    _ range: Range<Int>, before: Int16, _ to: inout MutableSpan<Int16>, _ from: inout MutableSpan<Int16>
) {
    var changes: [(from: Int16, to: Int16)] = []
    for slot in range { changes.append((from[slot], to[slot])) }
    // Equal changes are counted: there are few different ones, however many there are of a lead.
    var left: [(from: Int16, to: Int16, count: Int)] = []
    for change in changes.sorted(by: { ($0.to, $0.from) < ($1.to, $1.from) }) {
        if let last = left.last, (last.from, last.to) == change {
            left[left.count - 1].count += 1
        } else {
            left.append((change.from, change.to, 1))
        }
    }
    var stage = before
    for slot in range {
        // Without a stage before, begin with a change that no other of the instant leads to.
        let next: Int =
            left.firstIndex { stage >= 0 && $0.from == stage }
            ?? left.firstIndex { candidate in !left.contains { $0.to == candidate.from } } ?? 0
        (from[slot], to[slot]) = (left[next].from, left[next].to)
        stage = to[slot]
        left[next].count -= 1
        if left[next].count == 0 { left.remove(at: next) }
    }
}
