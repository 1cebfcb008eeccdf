import Agreements
import ArgumentParser
import Findings

/// Where waivers come from, and what they are held to.
struct WaiverOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file of waivers beside the agreement; repeatable.", valueName: "path"))
    var waivers: [String] = []

    @Option(
        help: ArgumentHelp(
            "Take the waivers as they stand in this revision, so that a change cannot exempt itself.",
            valueName: "revision"))
    var waiversFrom: String?

    @Option(help: ArgumentHelp("Refuse waivers that hold for longer.", valueName: "days"))
    var maxWaiver: Age?

    @Flag(help: "Refuse waivers that no person of another party than the owing one approved.")
    var strictWaivers = false

    var request: WaiverRequest {
        WaiverRequest(
            paths: waivers, base: waiversFrom, longest: maxWaiver.map { max(1, Int($0.milliseconds / 86_400_000)) },
            wantsOtherParty: strictWaivers)
    }
}

/// What is asked of the waivers of an agreement.
struct WaiverRequest {
    var paths: [String] = []
    /// A revision of git.
    var base: String?
    /// Days.
    var longest: Int?
    var wantsOtherParty = false

    /// The texts that an agreement's waivers are read from.
    func sources(for path: String) throws(Unreadable) -> WaiverSources {
        var sources = WaiverSources()
        sources.longest = longest
        sources.wantsOtherParty = wantsOtherParty
        if let base {
            sources.base = WaiverSources.Base(name: base, agreement: try Git.text(of: path, in: base))
        }
        for path in paths {
            if let base {
                if let source = try Git.text(of: path, in: base) { sources.beside.append(source) }
            } else {
                sources.beside.append(try SourceFile.read(path))
            }
        }
        return sources
    }
}

/// A length of time: `36h`, `90 minutes`, `2 days`.
struct Age: ExpressibleByArgument {
    var milliseconds: Int64
    /// As it was written.
    var text: String

    private static let units: [(names: Set<String>, milliseconds: Int64)] = [
        (["s", "second", "seconds"], 1000),
        (["m", "min", "minute", "minutes"], 60_000), (["h", "hour", "hours"], 3_600_000),
        (["d", "day", "days"], 86_400_000), (["w", "week", "weeks"], 604_800_000),
    ]

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let unit = argument.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int64(digits), number > 0, number < 1_000_000,
            let length = Self.units.first(where: { $0.names.contains(String(unit)) })?.milliseconds
        else { return nil }
        milliseconds = number * length
        text = argument
    }
}
