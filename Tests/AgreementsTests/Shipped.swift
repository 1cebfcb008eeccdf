import Findings
import Foundation

/// The agreements that come with leadpact.
enum Shipped {
    static let names = ["starter.yaml", "full.yaml", "global-team.yaml"]
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Agreements").standardizedFileURL

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// The files that they name, beside an agreement without a folder.
    static let files = MemoryFiles([
        "holidays/halden.ics": (try? text("holidays/halden.ics")) ?? ""
    ])
}

/// Random numbers that are the same everywhere (Steele, Lea, Flood 2014).
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
