/// A zone's offsets from UTC and the instants at which they change.
struct OffsetTable: Hashable, Sendable {
    /// Milliseconds since 1970 UTC, ascending; at each of them the offset becomes another.
    let changes: [Int64]
    /// Seconds east of UTC; the first holds before the first change, so there is one more than changes.
    let offsets: [Int]
    /// For each change, the local time from which on the later offset is the one to take, in milliseconds.
    ///
    /// That is the end of the local times that were skipped (they belong to the offset before) or of those that are
    /// repeated (their first occurrence is meant). Running maximum, so that it can be searched.
    private let localEnds: [Int64]
    /// For every 2^33 milliseconds (99 days) from `indexStart` on, how many changes lie before them by either count.
    ///
    /// A binary search guesses wrong at every other step, which takes ten times as long.
    private let index: [Int32]
    private static let indexStart = Int64(CivilDate.day(year: 1900, month: 1, day: 1)) * CivilDate.dayLength

    /// - Parameter changes: Ascending; those that keep the offset (another name, another legal basis) are left out.
    init(first: Int, changes: some Sequence<(at: Int64, offset: Int)>) {
        var instants: [Int64] = []
        var offsets = [first]
        var localEnds: [Int64] = []
        for (instant, offset) in changes where offset != offsets[offsets.count - 1] {
            let end = instant + Int64(max(offset, offsets[offsets.count - 1])) * 1000
            instants.append(instant)
            offsets.append(offset)
            localEnds.append(max(end, localEnds.last ?? end))
        }
        var index: [Int32] = []
        var count = 0
        // Nothing of this world changes after the last year of the table but by its rule.
        let last = min(localEnds.last ?? 0, Zone.afterTable + CivilDate.dayLength)
        for start in stride(from: OffsetTable.indexStart, through: max(last, OffsetTable.indexStart), by: 1 << 33) {
            while count < instants.count, max(instants[count], localEnds[count]) <= start { count += 1 }
            index.append(Int32(count))
        }
        self.changes = instants
        self.offsets = offsets
        self.localEnds = localEnds
        self.index = index
    }

    /// Seconds east of UTC.
    func offset(at instant: Int64) -> Int {
        offsets[count(of: changes, notAbove: instant)]
    }

    /// The instant of a local time; an ambiguous one is the first, a skipped one uses the offset before the gap.
    func instant(ofLocal local: Int64) -> Int64 {
        local &- Int64(offsets[count(of: localEnds, notAbove: local)]) &* 1000
    }

    /// The first instant at which the local clock shows `local` or, where it is skipped, something later.
    func firstInstant(ofLocal local: Int64) -> Int64 {
        let index = count(of: localEnds, notAbove: local)
        let instant = local &- Int64(offsets[index]) &* 1000
        return index < changes.count ? min(instant, changes[index]) : instant
    }

    /// How many elements of `times`, which is ``changes`` or ``localEnds``, are at most `limit`.
    private func count(of times: [Int64], notAbove limit: Int64) -> Int {
        guard limit >= OffsetTable.indexStart else { return times.countNotAbove(limit) }
        let place = Int((min(limit, Zone.afterTable) - OffsetTable.indexStart) >> 33)
        var count = Int(index[min(place, index.count - 1)])
        while count < times.count, times[count] <= limit { count += 1 }
        return count
    }
}

extension Array where Element: Comparable {
    /// How many elements of an ascending array are at most `limit`.
    func countNotAbove(_ limit: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) / 2
            if self[middle] <= limit { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}
