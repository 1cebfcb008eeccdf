import BusinessTime

/// A small generator with a seed, so that a failure can be seen again.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension BusinessCalendar {
    /// Any hours, also over midnight and overlapping, with some days that differ near a day.
    static func random(zone: Zone, near day: Int, using random: inout SplitMix64) -> BusinessCalendar {
        var hours = (0..<7).map { _ in Window.random(using: &random) }
        if Bool.random(using: &random) { hours[6] = [] }
        if hours.allSatisfy(\.isEmpty) { hours[2] = [Window(start: 540, end: 1020)] }
        var exceptions: [Int: DayException] = [:]
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let windows = Bool.random(using: &random) ? [] : Window.random(using: &random)
            exceptions[day + Int.random(in: -10...10, using: &random)] = DayException(windows: windows)
        }
        return BusinessCalendar(name: "random", zone: zone, hours: hours, exceptions: exceptions)
    }
}

extension Window {
    static func random(using random: inout SplitMix64) -> [Window] {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return []
        case 1: return [.wholeDay]
        case 2:
            let start = Int.random(in: 1080..<1440, using: &random)
            return [Window(start: start, end: start + Int.random(in: 1...900, using: &random))]
        case 3: return [Window(start: 540, end: 750), Window(start: 810, end: 1080)]
        case 4:
            var cuts: Set<Int> = []
            while cuts.count < 6 { cuts.insert(Int.random(in: 0...1440, using: &random)) }
            let sorted = cuts.sorted()
            return stride(from: 0, to: 6, by: 2).map { Window(start: sorted[$0], end: sorted[$0 + 1]) }
        default: return [Window(start: 540, end: 1020)]
        }
    }
}

/// Pauses between two instants, sorted and disjoint.
func randomPauses(_ count: Int, from: Int64, to: Int64, using random: inout SplitMix64) -> [Range<Int64>] {
    var cuts: Set<Int64> = []
    while cuts.count < 2 * count { cuts.insert(Int64.random(in: from...to, using: &random)) }
    let sorted = cuts.sorted()
    return stride(from: 0, to: sorted.count, by: 2).map { sorted[$0]..<sorted[$0 + 1] }
}
