import BusinessTime
import Testing

/// What holds for every calendar, start, target and pause; and equality with a slow count of minutes.
@Suite struct TimetableProperties {
    static let zones = [
        "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca",
        "Pacific/Apia",
        "America/Sao_Paulo", "America/St_Johns", "Pacific/Chatham", "Asia/Singapore",
    ]
    /// Near clock changes of most of these zones.
    static let moments = [
        "2011-12-28T10:00:00Z", "2018-11-02T10:00:00Z", "2026-03-06T10:00:00Z", "2026-10-30T10:00:00Z",
    ]

    struct Scene {
        var calendar: BusinessCalendar
        var timetable: Timetable
        var start: Int64
        var random: SplitMix64

        init(zone: String, seed: Int) throws {
            random = SplitMix64(seed: UInt64(seed))
            let moment = instant(TimetableProperties.moments[seed % TimetableProperties.moments.count])
            let zone = try Zone(identifier: zone)
            let day = zone.day(of: moment)
            calendar = .random(zone: zone, near: day, using: &random)
            timetable = Timetable(calendar, from: day - 40, to: day + 200)
            start = moment
        }

        /// An instant within some days of the moment.
        mutating func anyInstant(days: Int64 = 6) -> Int64 {
            start + Int64.random(in: -days * CivilDate.dayLength...days * CivilDate.dayLength, using: &random)
        }

        mutating func target() -> Target {
            let amount = Int64.random(
                in: 1...[60_000, 36_000_000, 360_000_000].randomElement(using: &random)!, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: return .elapsed(milliseconds: amount)
            case 1: return .businessDays(Int.random(in: 1...4, using: &random))
            case 2: return .closeOfBusiness(day: Int.random(in: 0...3, using: &random))
            default: return .businessTime(milliseconds: amount)
            }
        }
    }

    @Test(arguments: zones, 1...4)
    func equalsACountOfMinutes(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        let slow = SlowTimetable(calendar: scene.calendar)
        let minute = SlowTimetable.minute
        for _ in 0..<2 {
            let start = scene.start + Int64.random(in: -4000...4000, using: &scene.random) * minute
            let end = start + Int64.random(in: 0...4000, using: &scene.random) * minute
            #expect(scene.timetable.openTime(from: start, to: end) == slow.openTime(from: start, to: end))
            let pauses = randomPauses(2, from: 0, to: 3000, using: &scene.random).map {
                start + $0.lowerBound * minute..<start + $0.upperBound * minute
            }
            let target = Target.businessTime(milliseconds: Int64.random(in: 1...1200, using: &scene.random) * minute)
            guard case .businessTime(let amount) = target else { return }
            #expect(
                scene.timetable.due(of: target, from: start, pauses: pauses)
                    == slow.due(afterOpen: amount, from: start, pauses: pauses))
            #expect(
                scene.timetable.used(by: target, from: start, to: end, pauses: pauses)
                    == slow.openTime(from: start, to: end, pauses: pauses))
        }
    }

    /// All at once is what is asked one by one, within the days that were worked out and outside of them.
    @Test(arguments: zones, 1...20)
    func accountsAsAskedOneByOne(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for number in 0..<40 {
            let (one, other) = (scene.anyInstant(days: number % 4 == 0 ? 400 : 9), scene.anyInstant(days: 9))
            let (start, end) = (min(one, other), number % 7 == 0 ? min(one, other) : max(one, other))
            let target = number % 5 == 0 ? Target.businessTime(milliseconds: 0) : scene.target()
            let account = scene.timetable.account(of: target, from: start, to: end)
            #expect(account.due == scene.timetable.due(of: target, from: start))
            #expect(account.used == scene.timetable.used(by: target, from: start, to: end))
            #expect(account.isInTime == scene.timetable.isInTime(target, from: start, to: end))
        }
    }

    @Test(arguments: zones, 1...20)
    func openTimeIsAdditiveAndMonotone(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for _ in 0..<20 {
            let times = [scene.anyInstant(), scene.anyInstant(), scene.anyInstant(days: 300)].sorted()
            let table = scene.timetable
            let first = table.openTime(from: times[0], to: times[1])
            let second = table.openTime(from: times[1], to: times[2])
            #expect(table.openTime(from: times[0], to: times[2]) == first + second)
            #expect((0...times[1] - times[0]).contains(first))
            #expect((0...times[2] - times[1]).contains(second))
            #expect(table.openTime(from: times[1], to: times[0]) == 0)
        }
    }

    @Test(arguments: zones, 1...20)
    func dueAndUsedInvertEachOther(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for _ in 0..<20 {
            let start = scene.anyInstant()
            let pauses = randomPauses(
                Int.random(in: 0...3, using: &scene.random), from: start - 40_000_000, to: start + 400_000_000,
                using: &scene.random)
            let amount = Int64.random(in: 1...200_000_000, using: &scene.random)
            for target in [Target.businessTime(milliseconds: amount), .elapsed(milliseconds: amount)] {
                let due = try #require(scene.timetable.due(of: target, from: start, pauses: pauses))
                let used = { scene.timetable.used(by: target, from: start, to: $0, pauses: pauses) }
                // The earliest instant: a millisecond before, a millisecond is left.
                #expect(used(due) == amount)
                #expect(used(due - 1) == amount - 1)
                #expect(scene.timetable.isInTime(target, from: start, to: due, pauses: pauses))
                #expect(
                    !scene.timetable.isInTime(target, from: start, to: due + 20 * CivilDate.dayLength, pauses: pauses))
            }
            let end = scene.anyInstant()
            let target = Target.businessTime(
                milliseconds: scene.timetable.used(
                    by: .businessTime(milliseconds: 1), from: start, to: end, pauses: pauses))
            let due = try #require(scene.timetable.due(of: target, from: start, pauses: pauses))
            #expect(due <= max(start, end))
        }
    }

    /// True of business days only where no clock change repeats or skips the local time that they keep.
    @Test(arguments: zones, 1...20)
    func aLaterStartIsNeverDueEarlier(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        let changes = zone != "Asia/Singapore"
        for _ in 0..<20 {
            let start = scene.anyInstant()
            let later = start + Int64.random(in: 0...100_000_000, using: &scene.random)
            let target = scene.target()
            if case .businessDays = target, changes { continue }
            let due = try #require(scene.timetable.due(of: target, from: start))
            #expect(due >= start)
            #expect(try #require(scene.timetable.due(of: target, from: later)) >= due, "\(target.text)")
        }
    }

    @Test(arguments: zones, 1...20)
    func aSplitPauseIsThePause(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for _ in 0..<20 {
            let start = scene.anyInstant()
            let target = scene.target()
            let pauses = randomPauses(2, from: start - 20_000_000, to: start + 300_000_000, using: &scene.random)
            let split = pauses.flatMap { pause in
                let cut = Int64.random(in: pause, using: &scene.random)
                return [pause.lowerBound..<cut, cut..<pause.upperBound]
            }
            let end = scene.anyInstant()
            let table = scene.timetable
            #expect(
                table.due(of: target, from: start, pauses: split) == table.due(of: target, from: start, pauses: pauses))
            #expect(
                table.used(by: target, from: start, to: end, pauses: split)
                    == table.used(by: target, from: start, to: end, pauses: pauses))
            #expect(
                table.account(from: start, to: end, pauses: split).reduce(0) { $0 + $1.counted }
                    == table.used(by: .businessTime(milliseconds: 1), from: start, to: end, pauses: pauses))
        }
    }

    /// Pauses only ever help, and one in closed hours does nothing.
    @Test(arguments: zones, 1...20)
    func aPauseNeverMakesDueEarlier(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for _ in 0..<20 {
            let start = scene.anyInstant()
            let target = scene.target()
            let pauses = randomPauses(1, from: start - 20_000_000, to: start + 300_000_000, using: &scene.random)
            let table = scene.timetable
            let plain = try #require(table.due(of: target, from: start))
            let paused = try #require(table.due(of: target, from: start, pauses: pauses))
            #expect(paused >= plain)
            if target.needsCalendar, table.openTime(from: pauses[0].lowerBound, to: pauses[0].upperBound) == 0 {
                #expect(paused == plain)
            }
        }
    }

    @Test(arguments: zones, 1...4)
    func theTableIsOnlyForSpeed(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        let day = scene.calendar.zone.day(of: scene.start)
        let tables = [
            Timetable(scene.calendar, from: day - 600, to: day - 500), Timetable(scene.calendar, from: day, to: day),
            Timetable(scene.calendar, from: day + 500, to: day + 600),
        ]
        for _ in 0..<2 {
            let start = scene.anyInstant()
            let end = scene.anyInstant()
            let target = scene.target()
            let pauses = randomPauses(1, from: start - 20_000_000, to: start + 300_000_000, using: &scene.random)
            for table in tables {
                #expect(
                    table.due(of: target, from: start, pauses: pauses)
                        == scene.timetable.due(of: target, from: start, pauses: pauses), "\(target.text)")
                #expect(table.openTime(from: start, to: end) == scene.timetable.openTime(from: start, to: end))
                #expect(
                    table.instant(target, before: start, pauses: pauses)
                        == scene.timetable.instant(target, before: start, pauses: pauses), "before: \(target.text)")
                #expect(
                    table.account(from: start, to: end, pauses: pauses)
                        == scene.timetable.account(from: start, to: end, pauses: pauses))
            }
        }
    }

    /// The latest start that is still due in time: a millisecond later it is not.
    @Test(arguments: zones, 1...20)
    func countingBackInvertsDue(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for _ in 0..<20 {
            let due = scene.anyInstant()
            let pauses = randomPauses(
                Int.random(in: 0...2, using: &scene.random), from: due - 300_000_000, to: due + 20_000_000,
                using: &scene.random)
            let amount = Int64.random(in: 1...200_000_000, using: &scene.random)
            for target in [Target.businessTime(milliseconds: amount), .elapsed(milliseconds: amount)] {
                let start = try #require(scene.timetable.instant(target, before: due, pauses: pauses))
                #expect(try #require(scene.timetable.due(of: target, from: start, pauses: pauses)) <= due)
                #expect(try #require(scene.timetable.due(of: target, from: start + 1, pauses: pauses)) > due)
            }
        }
    }

    @Test(arguments: zones, 1...20)
    func sharesGrowFromStartToDue(zone: String, seed: Int) throws {
        var scene = try Scene(zone: zone, seed: seed)
        for _ in 0..<10 {
            let start = scene.anyInstant()
            let target = scene.target()
            let pauses = randomPauses(1, from: start - 20_000_000, to: start + 300_000_000, using: &scene.random)
            let shares = try [0, 0.1, 0.5, 0.75, 0.9999, 1, 2].map {
                try #require(scene.timetable.instant(ofShare: $0, of: target, from: start, pauses: pauses))
            }
            #expect(shares == shares.sorted())
            #expect(shares[0] == start)
            #expect(shares[5] == scene.timetable.due(of: target, from: start, pauses: pauses))
        }
    }
}
