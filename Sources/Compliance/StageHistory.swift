import Columns

/// Every lead's stages in order of time: one entry a stage change, grouped by lead.
struct StageHistory: Sendable {
    /// Lead *i* has the entries `offsets[i] ..< offsets[i + 1]`.
    var offsets: [Int32]
    var at: [Int64]
    /// Index of the stage entered; −1 for a stage the agreement does not name.
    var to: [Int16]
    /// Index of the stage left, as the change says it; −1 where it does not say.
    var from: [Int16]
    /// How finely the changes' instants are known.
    var precision: TimePrecision

    /// Groups the rows of `stage_changes` by lead, each lead's in order of time.
    ///
    /// Changes at the same instant follow one another where one leads on to the next (`a → b`, then `b → c`); else the
    /// one further down the funnel is the later. So the order of the rows decides nothing.
    ///
    /// - Complexity: O(rows), with O(*k*²) for the *k* changes of one lead.
    init(leadRows: [Int32], at times: [Int64], to: [Int16], from: [Int16], leadCount: Int, precision: TimePrecision) {
        let grouped = Grouping(leadRows: leadRows, at: times, leadCount: leadCount)
        self.precision = precision
        offsets = grouped.offsets
        at = grouped.at
        self.to = grouped.rows.map { to[Int($0)] }
        self.from = grouped.rows.map { from[Int($0)] }
        for lead in 0..<leadCount {
            let range = Int(offsets[lead])..<Int(offsets[lead + 1])
            if range.count > 1 { settleTies(range) }
        }
    }

    private mutating func settleTies(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, at[end] == at[start] { end += 1 }
            if end - start > 1 { chain(start..<end, before: start > range.lowerBound ? to[start - 1] : -1) }
            start = end
        }
    }

    /// Orders changes of one instant so that each leaves the stage that the one before it entered, where they can.
    private mutating func chain(_ range: Range<Int>, before: Int16) {
        var left = range.map { (from: from[$0], to: to[$0]) }.sorted { ($0.to, $0.from) < ($1.to, $1.from) }
        var stage = before
        for slot in range {
            // Without a stage before, begin with a change that no other of the instant leads to.
            let follows = left.firstIndex { stage >= 0 && $0.from == stage }
            let begins = left.firstIndex { candidate in !left.contains { $0.to == candidate.from } }
            let next = follows ?? begins ?? 0
            let change = left.remove(at: next)
            from[slot] = change.from
            to[slot] = change.to
            stage = change.to
        }
    }

    func entries(_ lead: Int) -> Range<Int> { Int(offsets[lead])..<Int(offsets[lead + 1]) }

    /// The stage that entry `index` leaves: what the change before it entered, else what it says itself.
    func stageLeft(_ index: Int, of lead: Int) -> Int16 {
        index > Int(offsets[lead]) ? to[index - 1] : from[index]
    }
}

/// Rows of an event table, grouped by lead and in order of time within each.
struct Grouping: Sendable {
    var offsets: [Int32]
    var at: [Int64]
    /// The row of the table behind each entry.
    var rows: [Int32]

    /// Rows without a lead or an instant, and those that `keep` rejects, are left out.
    ///
    /// Counting sort by lead, then an insertion sort of the few events of each: exports are mostly in order of time, and
    /// then nothing moves.
    init(leadRows: [Int32], at times: [Int64], keep: [Truth]? = nil, leadCount: Int) {
        var starts = [Int32](repeating: 0, count: leadCount + 1)
        func isKept(_ row: Int) -> Bool {
            leadRows[row] >= 0 && times[row] != missing && (keep.map { $0[row] == .isTrue } ?? true)
        }
        for row in leadRows.indices where isKept(row) { starts[Int(leadRows[row]) + 1] += 1 }
        for lead in 0..<leadCount { starts[lead + 1] += starts[lead] }
        var next = starts
        let total = Int(starts[leadCount])
        var at = [Int64](repeating: 0, count: total)
        var rows = [Int32](repeating: 0, count: total)
        for row in leadRows.indices where isKept(row) {
            let lead = Int(leadRows[row])
            let slot = Int(next[lead])
            next[lead] += 1
            at[slot] = times[row]
            rows[slot] = Int32(row)
        }
        for lead in 0..<leadCount {
            let first = Int(starts[lead])
            for i in first..<max(first, Int(starts[lead + 1])) {
                var j = i
                while j > first, at[j - 1] > at[j] {
                    at.swapAt(j - 1, j)
                    rows.swapAt(j - 1, j)
                    j -= 1
                }
            }
        }
        offsets = starts
        self.at = at
        self.rows = rows
    }

    func entries(_ lead: Int) -> Range<Int> { Int(offsets[lead])..<Int(offsets[lead + 1]) }
}
