#if SQLite
    /// What stands after a run, in short: of each breach a hash of its name and verdict, and the number of its obligation. So the
    /// next run reads only those that changed.
    ///
    /// A list in the order of a run's verdicts is kept, and beside it what the runs since then ended and added: a night changes
    /// a hundredth, and megabytes are not to be written for that. The next run's verdicts stand in the same order but for a few,
    /// so that they are found by walking along; whatever the order, all are found.
    struct StandingBreaches {
        /// As it is stored.
        struct Stored: Equatable {
            /// Pairs: hash, number.
            var list: [UInt64] = []
            /// Places in the list that are over, ascending.
            var ended: [UInt64] = []
            /// Pairs as in the list.
            var added: [UInt64] = []
        }

        /// How far behind its expected place a verdict is looked for while walking.
        private static let reach = 64
        /// The list is written anew where the changes have come to this part of it.
        private static let share = 8

        /// What stood: the pairs of the list, then those that were added.
        private let pairs: [UInt64]
        private let isKnown: Bool
        private let listCount: Int
        private let added: [UInt64: Int]
        /// Whether it stands still, or is over since before.
        private var isFound: [Bool]
        private var next = 0
        /// Places of what stands now in the order of the verdicts; below zero, the complement of a place among `changed`.
        private var order: [Int32] = []
        /// Where in `order` those stand that `find` did not know.
        private var unfound: [Int] = []
        /// Verdicts that were not there before, or not so; nil until it is known that they are breaches.
        private var changed: [(hash: UInt64, id: Int64)?] = []

        /// - Parameter stored: After the run before; nil where it is not known, so that all are read.
        init(_ stored: Stored?) {
            isKnown = stored != nil
            let pairs = stored.map { $0.added.isEmpty ? $0.list : $0.list + $0.added } ?? []
            self.pairs = pairs
            let (listCount, count) = ((stored?.list.count ?? 0) / 2, pairs.count / 2)
            self.listCount = listCount
            isFound = [Bool](repeating: false, count: count)
            for place in stored?.ended ?? [] where place < listCount { isFound[Int(place)] = true }
            added = Dictionary((listCount..<count).map { (pairs[2 * $0], $0) }, uniquingKeysWith: { $1 })
            order.reserveCapacity(count)
        }

        private var places: Range<Int> { 0..<isFound.count }

        private func hash(_ place: Int) -> UInt64 { pairs[2 * place] }

        private func id(_ place: Int) -> Int64 { Int64(bitPattern: pairs[2 * place + 1]) }

        /// Looks for the next verdict where it is expected.
        ///
        /// - Returns: False where it may be new; it is then known by the count of those before it that were.
        mutating func find(_ hash: UInt64) -> Bool {
            let end = min(listCount, next + Self.reach)
            if let place = (next..<max(next, end)).first(where: { self.hash($0) == hash && !isFound[$0] }) {
                next = place + 1
                take(place)
                return true
            }
            if let place = added[hash], !isFound[place] {
                take(place)
                return true
            }
            unfound.append(order.count)
            order.append(~Int32(changed.count))
            changed.append(nil)
            return false
        }

        private mutating func take(_ place: Int) {
            isFound[place] = true
            order.append(Int32(place))
        }

        /// Looks everywhere for verdicts that were not found walking.
        ///
        /// - Parameter hashes: Of all of them.
        /// - Returns: Which of them are new, or not as before.
        mutating func findElsewhere(_ hashes: [UInt64]) -> [Bool] {
            guard !hashes.isEmpty else { return [] }
            var left: [UInt64: Int] = [:]
            for place in places where !isFound[place] { left[hash(place)] = place }
            return hashes.enumerated().map { index, hash in
                guard let place = left.removeValue(forKey: hash) else { return true }
                isFound[place] = true
                order[unfound[index]] = Int32(place)
                return false
            }
        }

        /// The obligations of what was not found, ascending.
        var missing: [Int64] { places.filter { !isFound[$0] }.map { id($0) }.sorted() }

        /// A verdict that `find` did not know stands with this obligation.
        mutating func stands(_ index: Int, _ hash: UInt64, _ id: Int64) { changed[index] = (hash, id) }

        /// A breach of which nothing is known any more but that it is not over: no record has the hash.
        mutating func stands(unseen id: Int64) {
            order.append(~Int32(changed.count))
            changed.append((XXH64.hash(of: "unseen \(id)"), id))
        }

        /// What is to be stored of what stands now; a list that is nil stays.
        func stored() -> (list: [UInt64]?, ended: [UInt64], added: [UInt64]) {
            var stays = [Bool](repeating: false, count: listCount)
            var added: [UInt64] = []
            for place in order {
                if (0..<listCount).contains(Int(place)) { stays[Int(place)] = true } else { append(place, to: &added) }
            }
            let ended = stays.indices.filter { !stays[$0] }.map(UInt64.init)
            if isKnown, (ended.count + added.count) * Self.share <= 2 * listCount { return (nil, ended, added) }
            var list: [UInt64] = []
            list.reserveCapacity(2 * order.count)
            for place in order { append(place, to: &list) }
            return (list, [], [])
        }

        private func append(_ place: Int32, to pairs: inout [UInt64]) {
            guard let pair = place < 0 ? changed[Int(~place)] : (hash(Int(place)), id(Int(place))) else { return }
            pairs.append(pair.hash)
            pairs.append(UInt64(bitPattern: pair.id))
        }
    }
#endif
