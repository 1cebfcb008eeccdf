import Conditions
import Findings
import YAMLNodes

/// So many events, or so much of a column, in each period.
public struct VolumeRule: Sendable {
    public enum Limit: Hashable, Sendable {
        case amount(Double)
        /// A share (0–1) of all leads in the snapshot, rounded half up to a whole number: `9% of leads`.
        case shareOfLeads(Double)
    }
    /// `each` unless the author says `first` or `last`: every event counts.
    public var of: EventChoice
    /// Sum of this numeric column of the lead (or of the event's row) instead of the count.
    public var sum: String?
    public var per: Period
    public var atLeast: Limit?
    public var atMost: Limit?
}

extension VolumeRule {
    static func read(_ entry: Node.Entry, _ reading: inout Reading, isMetric: Bool) -> VolumeRule? {
        var reader = MappingReader(entry.value, of: "a volume", at: entry.keyPlace, findings: &reading.findings)
        let of = reader.require("of", as: "of: first enters mql", &reading.findings).flatMap {
            reading.choice($0, "'of'", standard: .each)
        }
        let sum = reader.take("sum").flatMap { reading.columnName($0, "'sum'") }
        let per = reader.require("per", as: "per: month", &reading.findings).flatMap {
            reading.word($0, "'per'", as: Period.self)
        }
        let atLeast = reader.takeEntry("at_least")
        let atMost = reader.takeEntry("at_most")
        reader.finish(&reading.findings)
        reading.checkLimits(atLeast, atMost, of: entry, "a volume", isMetric: isMetric)
        let lower = atLeast.flatMap { limit($0.value, "'at_least'", isSum: sum != nil, &reading) }
        let upper = atMost.flatMap { limit($0.value, "'at_most'", isSum: sum != nil, &reading) }
        if let atLeast, let atMost, case .amount(let low) = lower, case .amount(let high) = upper, low > high {
            reading.reportCrossedLimits(atLeast, atMost)
        }
        guard let of, let per else { return nil }
        return VolumeRule(of: of, sum: sum, per: per, atLeast: lower, atMost: upper)
    }

    /// `400` or `9% of leads`.
    private static func limit(_ node: Node, _ what: String, isSum: Bool, _ reading: inout Reading) -> Limit? {
        guard let text = reading.text(node, what) else { return nil }
        let words = text.split(separator: " ")
        if words.count == 3, words[0].hasSuffix("%"), words[1] == "of", words[2] == "leads",
            let percent = decimal(words[0].dropLast())
        {
            if percent <= 100, !isSum { return .shareOfLeads(percent / 100) }
            reading.error(
                .notANumber,
                isSum ? "\(what) of a sum is a number, found '\(text)'" : "\(what) is at most 100% of leads",
                at: node.place)
            return nil
        }
        if let number = decimal(text[...]) { return .amount(number) }
        var notes: [String] = []
        if text.contains(","), decimal(text.filter { $0 != "," }[...]) != nil {
            notes = ["write \(text.filter { $0 != "," }) without commas"]
        } else if text.hasSuffix("%") {
            notes = ["write '\(text) of leads' for a share of all leads"]
        }
        reading.error(
            .notANumber, "\(what) is a number like 400, or a share like '9% of leads', found '\(text)'", at: node.place,
            notes: notes)
        return nil
    }
}

extension Reading {
    /// A volume or a rate that is owed has a limit, one that is only reported has none.
    mutating func checkLimits(
        _ atLeast: Node.Entry?, _ atMost: Node.Entry?, of entry: Node.Entry, _ what: String, isMetric: Bool
    ) {
        if isMetric, let limit = atLeast ?? atMost {
            refuseInMetric([limit])
        } else if !isMetric, atLeast == nil, atMost == nil, entry.value.mapping != nil {
            error(
                .missingKey, "\(what) needs 'at_least' or 'at_most'", at: entry.keyPlace,
                notes: ["to report it without owing it, move it to 'metrics'"])
        }
    }

    mutating func reportCrossedLimits(_ atLeast: Node.Entry, _ atMost: Node.Entry) {
        error(
            .crossedLimits,
            "nothing is both at least \(atLeast.value.scalar?.text ?? "") and at most "
                + "\(atMost.value.scalar?.text ?? "")", at: atMost.value.place,
            related: [Finding.Related(place: atLeast.value.place, message: "the lower limit")])
    }
}
