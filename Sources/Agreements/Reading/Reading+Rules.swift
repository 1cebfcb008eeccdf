import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// The key under which a rule says what kind it is; to add a kind begins here.
enum RuleKey: String, CaseIterable {
    case clock, cadence, require, unique, volume, rate
}

extension Reading {
    /// The rules of `responsibilities`, `nurturing` and `metrics`.
    mutating func rules(_ responsibilities: Node?, _ nurturing: Node?, _ metrics: Node?) -> [Rule] {
        var sections: [(entries: [Node.Entry], party: String?, section: Rule.Section)] = []
        for party in entries(responsibilities, of: "'responsibilities'") {
            if parties.use(party.key, at: party.keyPlace, &findings) {
                sections.append((entries(party.value, of: "the rules of '\(party.key)'"), party.key, .responsibilities))
            }
        }
        sections.append((entries(nurturing, of: "'nurturing'"), "marketing", .nurturing))
        sections.append((entries(metrics, of: "'metrics'"), nil, .metrics))

        for entry in sections.flatMap(\.entries) {
            if let earlier = rules.declare(entry.key, at: entry.keyPlace) {
                error(
                    .duplicateRule, "there are two rules '\(entry.key)'", at: entry.keyPlace,
                    notes: ["verdicts, waivers and reports name a rule by its id: give one of them another"],
                    related: [Finding.Related(place: earlier, message: "the first")])
            }
            declare(entry.key, at: entry.keyPlace, \.rules)
        }
        return sections.flatMap { section in
            section.entries.compactMap { rule($0, party: section.party, section: section.section) }
        }
    }

    /// The entries of a mapping whose keys are the author's own names.
    mutating func entries(_ node: Node?, of subject: String) -> [Node.Entry] {
        guard let node, node.scalar?.isNull != true else { return [] }
        var reader = MappingReader(node, of: subject, findings: &findings)
        return reader.takeRest()
    }

    private mutating func rule(_ entry: Node.Entry, party: String?, section: Rule.Section) -> Rule? {
        let isMetric = section == .metrics
        let subject = isMetric ? "the metric '\(entry.key)'" : "the rule '\(entry.key)'"
        var reader = MappingReader(entry.value, of: subject, at: entry.keyPlace, findings: &findings)
        let says = reader.take("says").flatMap { text($0, "'says'") }
        let applies = reader.take("applies")
        let scope = applies.flatMap { condition($0, "'applies'") }
        let goalEntry = reader.takeEntry("goal")
        let severityEntry = reader.takeEntry("severity")
        let ladderEntry = reader.takeEntry("escalation")
        let kinds = RuleKey.allCases.compactMap { key in reader.takeEntry(key.rawValue).map { (key, $0) } }
        let at = reader.takeEntry("at")
        let isMisspelt = reader.hasUnknownKeys
        reader.finish(&findings, instead: ["where": "applies", "when": "applies", "if": "applies"])
        if let at, !kinds.isEmpty, !kinds.contains(where: { $0.0 == .require }) {
            error(.unknownKey, "'at' goes with 'require'", at: at.keyPlace)
        }

        if isMetric { refuseInMetric([goalEntry, severityEntry, ladderEntry]) }
        let severity = severityEntry.flatMap { word($0.value, "'severity'", as: RuleSeverity.self) } ?? .major
        let ladder = ladderEntry.flatMap { self.ladder($0.value) }
        guard
            let (key, kindEntry) = theKind(
                among: kinds, of: entry, subject, isMetric: isMetric, isMisspelt: isMisspelt)
        else { return nil }
        let kind = kind(key, kindEntry, at: at?.value, isMetric: isMetric)
        let goal = goalEntry.flatMap { isMetric ? nil : self.goal($0, kind: key) }
        guard let kind, applies == nil || scope != nil else { return nil }
        return Rule(
            id: entry.key, party: party, section: section, says: says, applies: scope, goal: goal, severity: severity,
            escalation: ladder, kind: kind, place: entry.keyPlace)
    }

    /// Reports keys that only something owed can have.
    mutating func refuseInMetric(_ entries: [Node.Entry?]) {
        for entry in entries.compactMap({ $0 }) {
            error(
                .metricIsOwed, "a metric is reported, not owed, and has no '\(entry.key)'", at: entry.keyPlace,
                notes: ["to owe it, move it to the party that does, under 'responsibilities'"])
        }
    }

    private mutating func kind(
        _ key: RuleKey, _ entry: Node.Entry, at: Node?, isMetric: Bool
    ) -> Rule.Kind? {
        switch key {
        case .clock: ClockRule.read(entry, &self, isMetric: isMetric).map(Rule.Kind.clock)
        case .cadence: CadenceRule.read(entry, &self).map(Rule.Kind.cadence)
        case .require: RequireRule.read(entry, at: at, &self).map(Rule.Kind.require)
        case .unique: UniqueRule.read(entry, &self).map(Rule.Kind.unique)
        case .volume: VolumeRule.read(entry, &self, isMetric: isMetric).map(Rule.Kind.volume)
        case .rate: RateRule.read(entry, &self, isMetric: isMetric).map(Rule.Kind.rate)
        }
    }

    /// The one key that says what kind a rule is.
    private mutating func theKind(
        among kinds: [(RuleKey, Node.Entry)], of rule: Node.Entry, _ subject: String, isMetric: Bool, isMisspelt: Bool
    ) -> (RuleKey, Node.Entry)? {
        guard let first = kinds.first else {
            if rule.value.mapping != nil, !isMisspelt {
                let keys = RuleKey.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
                error(
                    .noKind, "\(subject) has none of \(keys)", at: rule.keyPlace,
                    notes: ["one of them says what is owed"])
            }
            isPartial = true
            return nil
        }
        let inOrder = kinds.sorted { $0.1.keyPlace.range.lowerBound < $1.1.keyPlace.range.lowerBound }
        if kinds.count > 1 {
            isPartial = true
            error(
                .twoKinds, "\(subject) has both '\(inOrder[0].0.rawValue)' and '\(inOrder[1].0.rawValue)'",
                at: inOrder[1].1.keyPlace, notes: ["write two rules"],
                related: [Finding.Related(place: inOrder[0].1.keyPlace, message: "the first")])
            return nil
        }
        if isMetric, first.0 == .cadence || first.0 == .require || first.0 == .unique {
            isPartial = true
            error(
                .metricIsOwed, "a metric is a volume, a rate or a clock without 'within', found '\(first.0.rawValue)'",
                at: first.1.keyPlace, notes: ["what can be kept or broken belongs under 'responsibilities'"])
            return nil
        }
        return first
    }

    private mutating func ladder(_ node: Node) -> String? {
        guard let name = text(node, "'escalation'") else { return nil }
        return ladders.use(name, at: node.place, &findings) ? name : nil
    }

    // MARK: Goals

    private mutating func goal(_ entry: Node.Entry, kind: RuleKey) -> Goal? {
        if let scalar = entry.value.scalar {
            error(
                .notAMapping, "a goal is a mapping, found '\(scalar.text)'", at: entry.value.place,
                notes: scalar.text.hasSuffix("%") ? ["write { met: \(scalar.text) }"] : [])
            return nil
        }
        var reader = MappingReader(entry.value, of: "a goal", at: entry.keyPlace, findings: &findings)
        let met = reader.takeEntry("met")
        var goal = Goal(met: met.flatMap { share($0.value, "'met'") }, quantiles: [], place: entry.value.place)
        var isRead = met == nil || goal.met != nil
        for item in entry.value.mapping ?? [] where item.key != "met" {
            guard let quantile = quantile(item.key) else {
                if item.key.hasPrefix("p"), decimal(item.key.dropFirst()) != nil, reader.takeEntry(item.key) != nil {
                    error(.unknownKey, "quantiles lie between p0 and p100, found '\(item.key)'", at: item.keyPlace)
                }
                continue
            }
            guard let taken = reader.takeEntry(item.key) else { continue }
            if let limit = self.limit(taken, kind: kind) {
                goal.quantiles.append(Goal.Quantile(quantile: quantile, limit: limit))
            } else {
                isRead = false
            }
        }
        isRead = isRead && !reader.hasUnknownKeys
        reader.finish(&findings)
        guard entry.value.mapping != nil, isRead else { return nil }
        if goal.met == nil, goal.quantiles.isEmpty {
            error(
                .emptyGoal, "this goal asks for nothing", at: entry.keyPlace,
                notes: ["as in { met: 95% } or { met: 95%, p90: 6 business hours }"])
            return nil
        }
        return goal
    }

    /// `p90` as 0.9, `p99.9` as 0.999.
    private func quantile(_ key: String) -> Double? {
        guard key.hasPrefix("p"), let percent = decimal(key.dropFirst()), percent > 0, percent < 100 else { return nil }
        return percent / 100
    }

    private mutating func limit(_ entry: Node.Entry, kind: RuleKey) -> Target? {
        guard kind == .clock else {
            error(
                .quantileWithoutClock, "'\(entry.key)' is how long it took, and only a clock takes time",
                at: entry.keyPlace,
                notes: ["a goal of other rules is { met: 95% }"])
            return nil
        }
        guard let target = target(entry.value, "'\(entry.key)'") else { return nil }
        switch target {
        case .elapsed, .businessTime: return target
        case .months, .businessDays, .closeOfBusiness:
            error(
                .quantileWithoutClock, "'\(entry.key)' is measured time, found '\(target.text)'", at: entry.value.place,
                notes: ["as in '6 hours', '20 days' or '40 business hours'"])
            return nil
        }
    }
}
