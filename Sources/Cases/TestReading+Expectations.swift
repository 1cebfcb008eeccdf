import Agreements
import BusinessTime
import Compliance
import Findings
import YAMLNodes

/// What a test expects.
extension TestReading {
    mutating func expectations(_ entry: Node.Entry) -> [RuleExpectation] {
        if let items = entry.value.sequence, items.isEmpty {
            return rules.filter(\.isJudged).map { RuleExpectation(rule: $0.id, place: entry.value.place, verdicts: []) }
        }
        guard let entries = entry.value.mapping, !entries.isEmpty else {
            error(
                .notAMapping,
                "'expect' names rules and the verdicts of each, found \(entry.value.mapping == nil ? entry.value.kind : "none")",
                at: entry.value.place,
                notes: [
                    "as in '{ \(rules.first?.id ?? "first-response"): met }'; that no rule judges anything is '[]'"
                ])
            return []
        }
        return entries.compactMap { rule in
            guard let known = rules.first(where: { $0.id == rule.key }) else {
                let ids = rules.map(\.id)
                error(
                    .unknownRule, "the agreement has no rule '\(rule.key)'", at: rule.keyPlace,
                    notes: [
                        nearest(to: rule.key, among: ids).map { "did you mean '\($0)'?" }
                            ?? "rules are \(ids.joined(separator: ", "))"
                    ])
                return nil
            }
            guard known.isJudged else {
                error(
                    .expectedTwice, "'\(rule.key)' is a metric that gives no verdicts", at: rule.keyPlace,
                    notes: ["what is measured and not owed cannot be kept or broken"])
                return nil
            }
            let items = rule.value.sequence ?? [rule.value]
            return RuleExpectation(
                rule: rule.key, place: rule.keyPlace, verdicts: items.compactMap { verdict($0, of: known) })
        }
    }

    /// `met`, or `{ lead: L-1, verdict: met, due: 2026-03-10 12:00 }`.
    private mutating func verdict(_ node: Node, of rule: Rule) -> ExpectedVerdict? {
        var expected = ExpectedVerdict(place: node.place)
        if let scalar = node.scalar, !scalar.isNull {
            expected.verdict = verdictWord(node)
            return expected.verdict == nil ? nil : expected
        }
        let before = findings.count
        var reader = MappingReader(node, of: "an expected verdict", findings: &findings)
        let lead = reader.takeEntry("lead")
        let period = reader.takeEntry("period")
        expected.verdict = reader.take("verdict").flatMap { verdictWord($0) }
        expected.start = reader.take("start").flatMap { instant($0, "'start'") }
        let due = reader.takeEntry("due")
        let satisfied = reader.takeEntry("satisfied_at")
        let elapsed = reader.takeEntry("elapsed")
        let target = reader.take("target")
        for (key, path) in Self.texts { expected[keyPath: path] = reader.take(key).flatMap { text($0, "'\(key)'") } }
        reader.finish(&findings)
        expected.due = due.flatMap { instant($0.value, "'due'") }
        expected.satisfiedAt = satisfied.flatMap { instant($0.value, "'satisfied_at'") }
        expected.elapsed = elapsed.flatMap { length($0.value) }
        expected.target = target.flatMap { self.target($0)?.text }
        expected.lead = lead.flatMap { text($0.value, "'lead'") }
        expected.period = period.flatMap { text($0.value, "'period'") }
        if rule.isOfPeriods, let lead {
            error(
                .expectedTwice, "'\(rule.id)' judges periods, not single leads", at: lead.keyPlace,
                notes: ["write 'period', as in 'period: 2026-03'"])
        } else if !rule.isOfPeriods, let period {
            error(
                .expectedTwice, "'\(rule.id)' judges leads, not periods", at: period.keyPlace,
                notes: ["write 'lead' with its id"])
        }
        if !rule.hasTimes, let entry = due ?? satisfied ?? elapsed {
            error(.expectedTwice, "'\(rule.id)' is no clock and has no '\(entry.key)'", at: entry.keyPlace)
        }
        guard findings[before...].allSatisfy({ $0.level < .error }), node.mapping != nil else { return nil }
        if expected.weight == 0 {
            error(.noCases, "this verdict says nothing that could be compared", at: node.place)
            return nil
        }
        return expected
    }

    private static var texts: [(String, WritableKeyPath<ExpectedVerdict, String?>)] {
        [("owner", \.owner), ("team", \.team), ("manager", \.manager), ("reason", \.reason)]
    }

    private mutating func verdictWord(_ node: Node) -> String? {
        guard let text = text(node, "a verdict") else { return nil }
        var words: [String] = []
        for verdict in Verdict.allCases where !words.contains(verdict.name) { words.append(verdict.name) }
        words += Verdict.allCases.compactMap(\.kind)
        if words.contains(text) { return text }
        error(
            .unknownWord, "a verdict is one of \(words.joined(separator: ", ")), found '\(text)'", at: node.place,
            notes: nearest(to: text, among: words).map { ["did you mean '\($0)'?"] } ?? [])
        return nil
    }

    private mutating func target(_ node: Node) -> Target? {
        guard let text = text(node, "a target"), let scalar = node.scalar else { return nil }
        do {
            return try Target.parse(text)
        } catch {
            self.error(
                .notATarget, error.message, at: scalar.place(error.range, path: source.path), notes: error.notes)
            return nil
        }
    }

    /// `90 minutes` or `4 business hours` in milliseconds.
    private mutating func length(_ node: Node) -> Int64? {
        guard let target = target(node) else { return nil }
        if let length = target.milliseconds { return length }
        error(
            .notATarget, "'elapsed' is a length of time, found '\(target.text)'", at: node.place,
            notes: ["as in '90 minutes' or '4 business hours'"])
        return nil
    }
}

extension Rule {
    /// Whether its verdicts are of periods, not of leads.
    var isOfPeriods: Bool {
        switch kind {
        case .volume, .rate: true
        case .clock, .cadence, .require, .unique: false
        }
    }

    /// Whether its verdicts have a due.
    fileprivate var hasTimes: Bool {
        switch kind {
        case .clock, .cadence: true
        case .require, .unique, .volume, .rate: false
        }
    }

    /// Whether it gives verdicts: a clock of the metrics only measures.
    fileprivate var isJudged: Bool {
        if case .clock(let clock) = kind { !clock.within.isEmpty } else { true }
    }
}
