import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// Waivers from elsewhere than the agreement, and what all of them are held to.
extension Reading {
    /// - Parameters:
    ///   - own: Those of the agreement as it stands.
    ///   - id: The agreement's.
    mutating func waiversInForce(
        _ own: [Waiver], _ sources: WaiverSources, _ id: String?, _ parties: [Party], _ rules: [Rule]
    ) -> [Waiver] {
        var inForce = own
        if let base = sources.base {
            inForce = base.agreement.map { waivers(ofBase: $0, parties, rules) } ?? []
            for waiver in own where !inForce.contains(where: { $0.saysTheSame(as: waiver) }) {
                warn(
                    .waiverNotInBase, "this waiver is not in '\(base.name)', and excuses nothing yet", at: waiver.place,
                    notes: ["a change cannot exempt itself: the waiver counts once it is merged"])
            }
        }
        for source in sources.beside { inForce += waivers(beside: source, id, parties, rules) }
        for waiver in inForce { hold(waiver, to: sources, parties, rules) }
        return inForce
    }

    /// A base may name rules that are gone: there is nothing to excuse.
    private mutating func waivers(ofBase source: SourceText, _ parties: [Party], _ rules: [Rule]) -> [Waiver] {
        reading(source) { reading, root in
            guard let list = root.mapping?.first(where: { $0.key == "waivers" })?.value else { return [] }
            let before = reading.findings
            let waivers = reading.waivers(list, parties: parties, rules: rules)
            let found = reading.findings[before.count...].filter { $0.code != .unknownRule && $0.level == .error }
            reading.findings = before + found
            return waivers
        }
    }

    private mutating func waivers(
        beside source: SourceText, _ id: String?, _ parties: [Party], _ rules: [Rule]
    ) -> [Waiver] {
        reading(source) { reading, root in
            let start = Place(path: source.path, line: root.place.range.lowerBound.line)
            var reader = MappingReader(root, of: "a file of waivers", at: start, findings: &reading.findings)
            let version = reader.require("leadpact_waivers", as: "leadpact_waivers: 1", &reading.findings)
            let agreement = reader.require(
                "agreement", as: "agreement: \(id ?? "demand-generation")", &reading.findings)
            let list = reader.require("waivers", as: "waivers: []", &reading.findings)
            reader.finish(&reading.findings)
            if let version, version.scalar?.text != "1" {
                reading.error(
                    .formatVersion, "this leadpact reads version 1 of a file of waivers", at: version.place)
            }
            if let agreement, let id, agreement.scalar?.text != id {
                reading.error(
                    .waiversOfAnother, "these are waivers of another agreement than '\(id)'", at: agreement.place,
                    notes: ["write 'agreement: \(id)', or name the file that belongs to it"])
            }
            return reading.waivers(list, parties: parties, rules: rules)
        }
    }

    /// Reads another text, whose places are its own.
    private mutating func reading(_ other: SourceText, _ read: (inout Reading, Node) -> [Waiver]) -> [Waiver] {
        let (root, faults) = YAMLReader.read(other)
        findings += faults
        guard let root else { return [] }
        let mine = source
        source = other
        defer { source = mine }
        return read(&self, root)
    }

    private mutating func hold(
        _ waiver: Waiver, to sources: WaiverSources, _ parties: [Party], _ rules: [Rule]
    ) {
        if let longest = sources.longest {
            let days = waiver.from.map { waiver.until - $0 + 1 }
            if days.map({ $0 > longest }) ?? true {
                let found = days.map { "\($0) days" } ?? "any time before its end"
                let limit = longest == 1 ? "1 day" : "\(longest) days"
                error(
                    .waiverTooLong, "a waiver holds for \(limit) at most, found \(found)", at: waiver.place,
                    notes: ["what holds for long is no exception: change the rule instead"])
            }
        }
        if sources.wantsOtherParty {
            let owing = rules.first { $0.id == waiver.rule }?.party
            let others = parties.filter { $0.id != owing }.compactMap(\.name)
            if !others.contains(waiver.approvedBy) {
                error(
                    .waivedByItself,
                    "a waiver of '\(waiver.rule)' is approved by another party than "
                        + "\(owing ?? "the one that owes it"), found '\(waiver.approvedBy)'",
                    at: waiver.place,
                    notes: [
                        others.isEmpty
                            ? "no other party has a name: give it one under 'parties'"
                            : "who may approve it: \(others.joined(separator: ", "))"
                    ])
            }
        }
    }
}

extension Waiver {
    fileprivate func saysTheSame(as other: Waiver) -> Bool {
        rule == other.rule && condition?.text == other.condition?.text && from == other.from && until == other.until
            && reason == other.reason && approvedBy == other.approvedBy
    }
}
