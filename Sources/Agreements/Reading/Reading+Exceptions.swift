import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// What excuses a breach, what fails the gate, and how leads are scored: waivers, gate, scoring.
extension Reading {
    mutating func waivers(_ node: Node?, parties known: [Party], rules read: [Rule]) -> [Waiver] {
        guard let node else { return [] }
        guard let items = node.sequence else {
            error(.notAList, "'waivers' is a list, found \(node.kind)", at: node.place)
            return []
        }
        return items.compactMap { waiver($0, known, read) }
    }

    private mutating func waiver(_ node: Node, _ known: [Party], _ read: [Rule]) -> Waiver? {
        var reader = MappingReader(node, of: "a waiver", findings: &findings)
        let ruleNode = reader.require("rule", as: "rule: first-response", &findings)
        let whereNode = reader.take("where")
        let condition = whereNode.flatMap { self.condition($0, "'where'") }
        let fromEntry = reader.takeEntry("from")
        let untilEntry = reader.takeEntry("until")
        let reasonEntry = reader.takeEntry("reason")
        let approver = reader.takeEntry("approved_by")
        let isMisspelt = reader.hasUnknownKeys
        reader.finish(&findings)

        let rule = ruleNode.flatMap { text($0, "'rule'") }
        let isKnown = ruleNode.map { rules.use(rule ?? "", at: $0.place, &findings) } ?? false
        if node.mapping != nil, !isMisspelt {
            if untilEntry == nil {
                error(
                    .waiverWithoutEnd, "a waiver needs 'until', the last day on which it holds", at: node.place,
                    notes: ["what holds for ever is no exception: change the rule instead"])
            }
            if reasonEntry == nil {
                error(
                    .waiverUnexplained, "a waiver needs 'reason'", at: node.place,
                    notes: ["as in reason: Booth week; everyone was on the floor"])
            }
            if approver == nil {
                error(
                    .waiverUnexplained, "a waiver needs 'approved_by', the name of a person", at: node.place,
                    notes: ["best somebody of the party to which the rule is owed"])
            }
        }
        let from = fromEntry.flatMap { date($0.value, "'from'") }
        let until = untilEntry.flatMap { date($0.value, "'until'") }
        let reason = reasonEntry.flatMap { text($0.value, "'reason'") }
        let approvedBy = approver.flatMap { text($0.value, "'approved_by'") }
        checkDates(of: fromEntry, from, untilEntry, until)
        guard isKnown, let rule, let until, let reason, let approvedBy, whereNode == nil || condition != nil else {
            return nil
        }
        if let owing = read.first(where: { $0.id == rule })?.party,
            let party = known.first(where: { $0.id == owing }), party.name == approvedBy
        {
            warn(
                .waivedByItself, "this waiver is approved by the party that owes the rule", at: approver?.value.place,
                notes: ["a waiver is given by the other party: the one to which the duty is owed"],
                related: [Finding.Related(place: party.place, message: "the party that owes '\(rule)'")])
        }
        return Waiver(
            rule: rule, condition: condition, from: from, until: until, reason: reason, approvedBy: approvedBy,
            place: node.place)
    }

    private mutating func checkDates(of fromEntry: Node.Entry?, _ from: Int?, _ untilEntry: Node.Entry?, _ until: Int?)
    {
        guard let until, let place = untilEntry?.value.place else { return }
        if let from, until < from {
            error(
                .datesOutOfOrder,
                "the waiver ends on \(CivilDate.format(until)), before it starts on \(CivilDate.format(from))",
                at: place)
        } else if let term, let first = term.from, until < first {
            warn(
                .waiverOutsideTerm, "the waiver ends before the term of the agreement starts", at: place,
                related: term.place.map { [Finding.Related(place: $0, message: "the term")] } ?? [])
        } else if let term, let last = term.until, let from, from > last, let fromPlace = fromEntry?.value.place {
            warn(
                .waiverOutsideTerm, "the waiver starts after the term of the agreement ends", at: fromPlace,
                related: term.place.map { [Finding.Related(place: $0, message: "the term")] } ?? [])
        }
    }

    // MARK: Gate

    mutating func gate(_ entry: Node.Entry?, rules read: [Rule]) -> Gate {
        guard let entry else { return Gate(failOn: [.critical, .goal], place: nil) }
        var gate = Gate(failOn: [], place: entry.value.place)
        var reader = MappingReader(entry.value, of: "'gate'", at: entry.keyPlace, findings: &findings)
        let node = reader.require("fail_on", as: "fail_on: [critical, goal]", &findings)
        reader.finish(&findings)
        guard let node else { return gate }
        let items = node.sequence ?? [node]
        if items.isEmpty {
            error(
                .nothingListed, "'fail_on' names nothing", at: node.place,
                notes: ["write 'never' if the gate is never to fail"])
        }
        gate.failOn = items.compactMap { word($0, "'fail_on'", as: Gate.Condition.self) }
        guard gate.failOn.count == items.count, !items.isEmpty else { return gate }
        if gate.failOn.contains(.never) {
            if gate.failOn.count > 1 {
                error(
                    .gateAtOdds, "'never' stands alone", at: node.place,
                    notes: ["remove it, or all the others"])
            }
        } else if !isPartial, !findings.hasErrors, !gate.failOn.contains(where: { canFail($0, read) }) {
            warn(
                .gateNeverFails, "nothing in this agreement can fail the gate", at: node.place,
                notes: ["give a rule a goal or the severity named here, or write 'fail_on: breach'"])
        }
        return gate
    }

    private func canFail(_ condition: Gate.Condition, _ rules: [Rule]) -> Bool {
        let owed = rules.filter { $0.section != .metrics }
        return switch condition {
        case .critical: owed.contains { $0.severity == .critical }
        case .major: owed.contains { $0.severity >= .major }
        case .minor, .breach: !owed.isEmpty
        case .goal: owed.contains { $0.goal != nil }
        case .never: false
        }
    }

    // MARK: Scoring

    mutating func scoring(_ entry: Node.Entry?, stages: [Stage]) -> Scoring? {
        guard let entry else { return nil }
        var reader = MappingReader(entry.value, of: "'scoring'", at: entry.keyPlace, findings: &findings)
        let handoff = reader.take("handoff").flatMap { number($0, "'handoff'") }
        let at = reader.take("at")
        let points = reader.list("points", &findings) ?? []
        reader.finish(&findings)
        let handedOver = at.map { choice($0, "'at'") } ?? firstHandOff(stages, at: entry.keyPlace)
        return Scoring(
            handoff: handoff, handedOver: handedOver, saysHandedOver: at != nil,
            points: points.compactMap { point($0) }, place: entry.keyPlace)
    }

    /// Where nobody says what a hand-off is: a lead gets into another court than marketing's.
    private mutating func firstHandOff(_ stages: [Stage], at place: Place) -> EventChoice? {
        guard let stage = stages.first(where: { $0.with != nil && $0.with != "marketing" }) else { return nil }
        self.stages.use(stage.name)
        let event = Event(kind: .enters(stage: stage.name), text: "enters \(stage.name)", place: place)
        return EventChoice(which: .first, event: event)
    }

    /// The rule that makes a hand-off under the threshold a breach of marketing; nil where the agreement says so itself.
    ///
    /// The agreement does where a rule of its own, with `at`, requires something of a score.
    mutating func handoffRule(_ scoring: Scoring?, among read: [Rule]) -> Rule? {
        guard let scoring, let handoff = scoring.handoff, !isPartial else { return nil }
        let isSaid = read.contains { rule in
            guard case .require(let require) = rule.kind, require.at != nil else { return false }
            return require.condition.names.contains { name in
                name.path.last.map { $0 == "score" || Scoring.computedColumns.contains($0) } ?? false
            }
        }
        if isSaid || rules.contains(Scoring.handoffRule) { return nil }
        guard let handedOver = scoring.handedOver else {
            error(
                .missingKey, "'handoff' needs 'at', the event by which a lead is handed over", at: scoring.place,
                notes: ["no stage is in the court of another party than marketing; as in 'at: first enters mql'"])
            return nil
        }
        let column = scoring.points.isEmpty ? "score" : Scoring.handoffColumn
        let place = scoring.place
        let condition = Condition.parse(
            ConditionSource(
                path: place.path, text: "\(column) >= \(written(handoff))", line: place.range.lowerBound.line,
                column: place.range.lowerBound.column), findings: &findings)
        return condition.map {
            Rule(
                id: Scoring.handoffRule, party: "marketing", section: .responsibilities,
                says: "Marketing hands leads over from a score of \(written(handoff)) points.", applies: nil, goal: nil,
                severity: .major, escalation: nil, kind: .require(RequireRule(condition: $0, at: handedOver)),
                place: place)
        }
    }

    private mutating func point(_ node: Node) -> Scoring.Point? {
        var reader = MappingReader(node, of: "a line of 'points'", findings: &findings)
        let when = reader.takeEntry("when")
        let each = reader.takeEntry("each")
        let add = reader.require("add", as: "add: 10", &findings).flatMap { number($0, "'add'") }
        let atMost = reader.takeEntry("at_most")
        let decayEntry = reader.takeEntry("decay")
        reader.finish(&findings)
        let source: Scoring.Point.Source?
        switch (when, each) {
        case (let when?, nil):
            source = condition(when.value, "'when'").map { .when($0) }
            if let atMost {
                error(
                    .unknownKey, "'at_most' goes with 'each'", at: atMost.keyPlace,
                    notes: ["a condition adds its points once"])
            }
            if let decayEntry {
                error(
                    .unknownKey, "'decay' goes with 'each'", at: decayEntry.keyPlace,
                    notes: ["a condition is true now or it is not; only an event has an age"])
            }
        case (nil, let each?): source = event(each.value, "'each'").map { .each($0) }
        case (let when?, let each?):
            error(
                .twoKinds, "a line of 'points' has 'when' or 'each', not both", at: each.keyPlace,
                related: [Finding.Related(place: when.keyPlace, message: "the other")])
            source = nil
        case (nil, nil):
            if node.mapping != nil {
                error(
                    .missingKey, "a line of 'points' needs 'when' or 'each'", at: node.place,
                    notes: ["'when' takes a condition, 'each' an event: '{ each: webinar, add: 10 }'"])
            }
            source = nil
        }
        let most = atMost.flatMap { number($0.value, "'at_most'") }
        if let most, most <= 0, let atMost {
            error(
                .notANumber, "'at_most' is more than 0, found '\(written(most))'", at: atMost.value.place,
                notes: ["it bounds what the line counts for, upwards and, where 'add' is negative, downwards"])
        }
        let decay = decayEntry.flatMap { self.decay($0) }
        guard let source, let add, decayEntry == nil || decay != nil else { return nil }
        return Scoring.Point(source: source, add: add, atMost: most, decay: decay, place: node.place)
    }

    /// `{ by: 50%, every: 30 days }`.
    private mutating func decay(_ entry: Node.Entry) -> Scoring.Decay? {
        var reader = MappingReader(entry.value, of: "'decay'", at: entry.keyPlace, findings: &findings)
        let by = reader.require("by", as: "by: 25%", &findings).flatMap { share($0, "'by'") }
        let everyNode = reader.require("every", as: "every: 30 days", &findings)
        reader.finish(&findings)
        guard let everyNode, let target = target(everyNode, "'every'") else { return nil }
        guard case .elapsed(let length) = target else {
            error(
                .notATarget, "'every' is elapsed time, found '\(target.text)'", at: everyNode.place,
                notes: ["points fade by night as by day: write it like '30 days'"])
            return nil
        }
        return by.map { Scoring.Decay(by: $0, every: length) }
    }
}
