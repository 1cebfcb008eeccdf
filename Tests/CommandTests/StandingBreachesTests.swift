#if SQLite
    import Testing

    @testable import Ledgers

    /// What a ledger keeps of the breaches that stand, against a plain dictionary, night after night.
    @Suite struct StandingBreachesTests {
        /// - Parameters:
        ///   - changes: Of a hundred breaches, how many end and how many appear a night.
        ///   - isShuffled: Whether the verdicts come in another order each night.
        @Test(arguments: [(0, false), (1, false), (8, false), (60, false), (1, true), (8, true)])
        func findsWhatStoodBefore(changes: Int, isShuffled: Bool) {
            var chance = SplitMix64(seed: UInt64(changes) &+ (isShuffled ? 1000 : 0))
            var stored: StandingBreaches.Stored?
            var truth: [UInt64: Int64] = [:]
            var verdicts: [UInt64] = []
            var id: Int64 = 0
            var listsKept = 0
            for night in 0..<60 {
                let count = night == 0 ? 400 : 400 * changes / 100
                if night > 0 { verdicts.removeAll { _ in Int.random(in: 0..<100, using: &chance) < changes } }
                for _ in 0..<count {
                    verdicts.insert(chance.next() | 1, at: Int.random(in: 0...verdicts.count, using: &chance))
                }
                if isShuffled { verdicts.shuffle(using: &chance) }

                var standing = StandingBreaches(stored)
                let unfound = verdicts.filter { !standing.find($0) }
                let isNew = standing.findElsewhere(unfound)
                let new = zip(unfound, isNew).filter(\.1).map(\.0)
                #expect(new == verdicts.filter { truth[$0] == nil }, "night \(night)")
                let present = Set(verdicts)
                let gone = truth.filter { !present.contains($0.key) }.map(\.value).sorted()
                #expect(standing.missing == gone, "night \(night)")
                truth = truth.filter { present.contains($0.key) }
                for (index, hash) in unfound.enumerated() where isNew[index] {
                    id += 1
                    // Some cannot be decided, and are not kept.
                    guard id % 7 != 0 else { continue }
                    standing.stands(index, hash, id)
                    truth[hash] = id
                }
                let (list, ended, added) = standing.stored()
                if list == nil { listsKept += 1 }
                stored = .init(list: list ?? stored?.list ?? [], ended: ended, added: added)
            }
            // A night of few changes does not write the whole list, and one of many does.
            #expect(changes > 8 ? listsKept == 0 : listsKept > 20, "\(listsKept)")
        }

        @Test func keepsWhatWasNotSeen() {
            var standing = StandingBreaches(.init(list: [11, 1, 12, 2]))
            #expect([11].allSatisfy { standing.find($0) })
            #expect(standing.missing == [2])
            standing.stands(unseen: 2)
            let (list, ended, added) = standing.stored()
            var next = StandingBreaches(.init(list: list ?? [11, 1, 12, 2], ended: ended, added: added))
            #expect([11].allSatisfy { next.find($0) })
            #expect(next.missing == [2])
        }
    }
#endif
