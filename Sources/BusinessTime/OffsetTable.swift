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
        self.changes = instants
        self.offsets = offsets
        self.localEnds = localEnds
    }

    /// Seconds east of UTC.
    func offset(at instant: Int64) -> Int {
        offsets[changes.countNotAbove(instant)]
    }

    /// The instant of a local time; an ambiguous one is the first, a skipped one uses the offset before the gap.
    func instant(ofLocal local: Int64) -> Int64 {
        local &- Int64(offsets[localEnds.countNotAbove(local)]) &* 1000
    }

    /// The first instant at which the local clock shows `local` or, where it is skipped, something later.
    func firstInstant(ofLocal local: Int64) -> Int64 {
        let index = localEnds.countNotAbove(local)
        let instant = local &- Int64(offsets[index]) &* 1000
        return index < changes.count ? min(instant, changes[index]) : instant
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
