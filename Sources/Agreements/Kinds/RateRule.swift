import Findings
import YAMLNodes

/// The share of one event's leads to which another happens at or after it.
public struct RateRule: Sendable {
    public var of: Event
    public var among: EventChoice
    public var per: Period
    /// 0–1.
    public var atLeast: Double?
    public var atMost: Double?
}

extension RateRule {
    static func read(_ entry: Node.Entry, _ reading: inout Reading, isMetric: Bool) -> RateRule? {
        var reader = MappingReader(entry.value, of: "a rate", at: entry.keyPlace, findings: &reading.findings)
        let of = reader.require("of", as: "of: enters won", &reading.findings).flatMap { reading.event($0, "'of'") }
        let among = reader.require("among", as: "among: first enters mql", &reading.findings).flatMap {
            reading.choice($0, "'among'")
        }
        let per = reader.require("per", as: "per: quarter", &reading.findings).flatMap {
            reading.word($0, "'per'", as: Period.self)
        }
        let atLeast = reader.takeEntry("at_least")
        let atMost = reader.takeEntry("at_most")
        reader.finish(&reading.findings)
        reading.checkLimits(atLeast, atMost, of: entry, "a rate", isMetric: isMetric)
        let lower = atLeast.flatMap { reading.share($0.value, "'at_least'") }
        let upper = atMost.flatMap { reading.share($0.value, "'at_most'") }
        if let atLeast, let atMost, let lower, let upper, lower > upper { reading.reportCrossedLimits(atLeast, atMost) }
        if let of, let among, of.kind == among.event.kind {
            reading.error(
                .endsWhereItStarts, "the rate of an event among itself is always 100%", at: of.place,
                related: [Finding.Related(place: among.event.place, message: "the same event")])
        }
        guard let of, let among, let per else { return nil }
        return RateRule(of: of, among: among, per: per, atLeast: lower, atMost: upper)
    }
}
