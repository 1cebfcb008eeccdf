import Columns

/// Every lead's stages in order of time: one entry a stage change, grouped by lead.
struct StageHistory: Sendable {
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
    /// - Complexity: O(rows), times the different changes of one lead at one instant.
    init(
        leadRows: [Int32], at times: [Int64], to: [Int16], from: [Int16], leadCount: Int, asOf: Int64,
        precision: TimePrecision, in arena: Arena
    ) {
        var grouped = Grouping(leadRows: leadRows, at: times, leadCount: leadCount, asOf: asOf)
        var (sortedTo, sortedFrom) = (grouped.rows.map { to[Int($0)] }, grouped.rows.map { from[Int($0)] })
        for lead in 0..<leadCount {
            var start = Int(grouped.offsets[lead])
            let end = Int(grouped.offsets[lead + 1])
            let first = start
            while start + 1 < end {
                var next = start + 1
                while next < end, grouped.at[next] == grouped.at[start] { next += 1 }
                if next - start > 1 {
                    chain(start..<next, before: start > first ? sortedTo[start - 1] : -1, &sortedTo, &sortedFrom)
                }
                start = next
            }
        }
        StageHistory.dropRepetitions(&grouped, &sortedTo, &sortedFrom)
        offsets = arena.fixed(grouped.offsets)
        at = arena.fixed(grouped.at)
        self.to = arena.fixed(sortedTo)
        self.from = arena.fixed(sortedFrom)
        self.precision = precision
    }

    /// Leaves out the changes to the stage that the one before them entered, unless they say that they come from another.
    private static func dropRepetitions(_ grouped: inout Grouping, _ to: inout [Int16], _ from: inout [Int16]) {
        func repeats(_ entry: Int) -> Bool {
            to[entry] >= 0 && to[entry] == to[entry - 1] && (from[entry] < 0 || from[entry] == to[entry])
        }
        var kept = 0
        var start = 0
        for lead in 0..<grouped.offsets.count - 1 {
            let end = Int(grouped.offsets[lead + 1])
            let first = kept
            for entry in start..<end where entry == start || !repeats(entry) {
                if kept < entry {
                    (to[kept], from[kept], grouped.at[kept]) = (to[entry], from[entry], grouped.at[entry])
                }
                kept += 1
            }
            start = end
            grouped.offsets[lead] = Int32(first)
        }
        grouped.offsets[grouped.offsets.count - 1] = Int32(kept)
        to.removeLast(to.count - kept)
        from.removeLast(from.count - kept)
        grouped.at.removeLast(grouped.at.count - kept)
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
private func chain(_ range: Range<Int>, before: Int16, _ to: inout [Int16], _ from: inout [Int16]) {
    // Equal changes are counted: there are few different ones, however many there are of a lead.
    var left: [(from: Int16, to: Int16, count: Int)] = []
    for change in range.map({ (from: from[$0], to: to[$0]) }).sorted(by: { ($0.to, $0.from) < ($1.to, $1.from) }) {
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

/// Rows of a table, grouped by lead and in order of time within each.
struct Grouping {
    var offsets: [Int32]
    var at: [Int64]
    /// The row of the table behind each entry.
    var rows: [Int32]

    /// Rows without a lead or an instant, those after `asOf` and those that `keep` rejects are left out.
    ///
    /// Counting sort by lead, then a sort of the few events of each: exports are mostly in order of time, and then
    /// nothing moves.
    init(leadRows: [Int32], at times: [Int64], keep: [Truth]? = nil, leadCount: Int, asOf: Int64) {
        // A row's lead, or −1 where it is left out: told once, used twice.
        var leads = leadRows
        for row in leads.indices where times[row] == missing || times[row] > asOf { leads[row] = -1 }
        if let keep {
            for row in leads.indices where keep[row] != .isTrue { leads[row] = -1 }
        }
        var starts = [Int32](repeating: 0, count: leadCount + 1)
        for lead in leads where lead >= 0 { starts[Int(lead) + 1] += 1 }
        for lead in 0..<leadCount { starts[lead + 1] += starts[lead] }
        var next = starts
        let total = Int(starts[leadCount])
        var at = [Int64](repeating: 0, count: total)
        var rows = [Int32](repeating: 0, count: total)
        for row in leads.indices where leads[row] >= 0 {
            let lead = Int(leads[row])
            let slot = Int(next[lead])
            next[lead] += 1
            at[slot] = times[row]
            rows[slot] = Int32(row)
        }
        for lead in 0..<leadCount { sortEntries(Int(starts[lead])..<Int(starts[lead + 1]), &at, &rows) }
        offsets = starts
        self.at = at
        self.rows = rows
    }
}

/// Sorts one lead's entries by time; equal times keep the order of the rows.
private func sortEntries(_ range: Range<Int>, _ at: inout [Int64], _ rows: inout [Int32]) {
    var isSorted = true
    for entry in range.dropFirst() where at[entry - 1] > at[entry] { isSorted = false }
    if isSorted { return }
    let sorted = range.map { (at: at[$0], row: rows[$0]) }.sorted { ($0.at, $0.row) < ($1.at, $1.row) }
    for (slot, entry) in zip(range, sorted) {
        at[slot] = entry.at
        rows[slot] = entry.row
    }
}
