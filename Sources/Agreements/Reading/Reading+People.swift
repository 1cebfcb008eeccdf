import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// Who is bound by the agreement, when, and who is told: parties, acceptance, term, review, escalations.
extension Reading {
    /// The parties; where the agreement names none, marketing and sales are the parties all the same.
    mutating func parties(_ node: Node?) -> [Party] {
        guard let node else {
            for name in ["marketing", "sales"] { parties.declare(name, at: nil) }
            return []
        }
        return entries(node, of: "'parties'").map { entry in
            declare(entry.key, at: entry.keyPlace, \.parties, reserved: ["owner", "manager"])
            var party = Party(id: entry.key, name: nil, email: nil, place: entry.keyPlace)
            guard entry.value.scalar?.isNull != true else { return party }
            var reader = MappingReader(
                entry.value, of: "the party '\(entry.key)'", at: entry.keyPlace, findings: &findings)
            party.name = reader.take("name").flatMap { text($0, "'name'") }
            party.email = reader.take("email").flatMap { address($0, "'email'") }
            reader.finish(&findings)
            return party
        }
    }

    private mutating func address(_ node: Node, _ what: String) -> String? {
        guard let text = text(node, what) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let hasBlank = text.unicodeScalars.contains { $0.properties.isWhitespace }
        if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !hasBlank { return text }
        error(.notAnAddress, "\(what) is an e-mail address, found '\(text)'", at: node.place)
        return nil
    }

    mutating func acceptance(_ node: Node?) -> [Acceptance] {
        guard let node else { return [] }
        guard let items = node.sequence else {
            error(.notAList, "'acceptance' is a list, found \(node.kind)", at: node.place)
            return []
        }
        return items.compactMap { item -> Acceptance? in
            var reader = MappingReader(item, of: "an acceptance", findings: &findings)
            let partyNode = reader.require("party", as: "party: sales", &findings)
            let name = reader.require("name", as: "name: Ana Lima", &findings).flatMap { text($0, "'name'") }
            let title = reader.take("title").flatMap { text($0, "'title'") }
            let date = reader.require("date", as: "date: 2026-01-31", &findings).flatMap { self.date($0, "'date'") }
            let digest = reader.take("digest").flatMap { self.digest($0) }
            reader.finish(&findings)
            guard let partyNode, let party = text(partyNode, "'party'") else { return nil }
            guard parties.use(party, at: partyNode.place, &findings), let name, let date else { return nil }
            return Acceptance(party: party, name: name, title: title, date: date, digest: digest, place: item.place)
        }
    }

    /// Sixty-four hexadecimal digits.
    private mutating func digest(_ node: Node) -> String? {
        guard let text = text(node, "'digest'") else { return nil }
        let digits = text.lowercased()
        if digits.utf8.count == 64, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) { return digits }
        error(
            .badDigest, "'digest' is a SHA-256 of 64 hexadecimal digits, found '\(text)'", at: node.place,
            notes: ["'leadpact accept' writes it; leave it out where it is not known"])
        return nil
    }

    mutating func term(_ entry: Node.Entry?) -> Term {
        var term = Term(from: nil, until: nil, place: nil)
        guard let entry else { return term }
        var reader = MappingReader(entry.value, of: "'term'", at: entry.keyPlace, findings: &findings)
        term.place = entry.value.place
        term.from = reader.take("from").flatMap { date($0, "'from'") }
        let until = reader.takeEntry("until")
        term.until = until.flatMap { date($0.value, "'until'") }
        reader.finish(&findings)
        if let from = term.from, let last = term.until, last < from {
            error(
                .datesOutOfOrder,
                "the term ends on \(CivilDate.format(last)), before it starts on \(CivilDate.format(from))",
                at: until?.value.place ?? entry.keyPlace,
                notes: ["swap the two, or correct the year"])
            (term.from, term.until) = (nil, nil)
        }
        return term
    }

    mutating func review(_ entry: Node.Entry?) -> Review {
        var review = Review(every: .quarter, yearStarts: 1)
        guard let entry else { return review }
        var reader = MappingReader(entry.value, of: "'review'", at: entry.keyPlace, findings: &findings)
        let every = reader.require("every", as: "every: quarter", &findings).flatMap {
            word($0, "'every'", as: Review.Every.self)
        }
        review.every = every ?? review.every
        let month = reader.take("year_starts").flatMap { word($0, "'year_starts'", as: Month.self) }
        review.yearStarts = month?.number ?? 1
        let pattern = reader.take("weeks").flatMap { word($0, "'weeks'", as: FiscalWeeks.Pattern.self) }
        let start = reader.takeEntry("week_starts")
        let weekStart = start.flatMap { word($0.value, "'week_starts'", as: FiscalWeeks.Start.self) }
        review.weeks = pattern.map { FiscalWeeks(pattern: $0, start: weekStart ?? .monday) }
        if let start, pattern == nil {
            error(
                .unknownKey, "'week_starts' is of fiscal months made of weeks, and there are none", at: start.keyPlace,
                notes: ["write the pattern beside it: weeks: 4-4-5"])
        }
        reader.finish(&findings)
        return review
    }

    // MARK: Escalations

    mutating func escalations(_ node: Node?, parties known: [Party]) -> [EscalationLadder] {
        let entries = entries(node, of: "'escalation'")
        for entry in entries { declare(entry.key, at: entry.keyPlace, \.ladders) }
        return entries.compactMap { entry in
            guard let items = entry.value.sequence else {
                error(
                    .notAList, "the escalation '\(entry.key)' is a list of steps, found \(entry.value.kind)",
                    at: entry.value.place, notes: ["as in '- { at: due, to: manager }'"])
                return nil
            }
            if items.isEmpty { error(.nothingListed, "the escalation '\(entry.key)' has no steps", at: entry.keyPlace) }
            let steps = items.flatMap { escalationSteps($0, known) }
            return EscalationLadder(name: entry.key, steps: steps, place: entry.keyPlace)
        }
    }

    /// A step for each of its recipients.
    private mutating func escalationSteps(_ node: Node, _ known: [Party]) -> [EscalationLadder.Step] {
        var reader = MappingReader(node, of: "a step of an escalation", findings: &findings)
        let at = reader.takeEntry("at")
        let after = reader.takeEntry("after")
        let to = reader.require("to", as: "to: manager", &findings)
        reader.finish(&findings)
        var moment: EscalationLadder.Step.Moment?
        switch (at, after) {
        case (let at?, nil) where at.value.scalar?.text == "due": moment = .due
        case (let at?, nil):
            if let text = at.value.scalar?.text, !text.hasSuffix("%") {
                error(
                    .unknownWord, "'at' is 'due' or a share of the target like 75%, found '\(text)'",
                    at: at.value.place,
                    notes: ["what happens some time after due is written { after: 1 business day, … }"])
            } else {
                moment = shareOfTarget(at.value, "'at'").map { .share($0) }
            }
        case (nil, let after?): moment = target(after.value, "'after'").map { .after($0) }
        case (let at?, let after?):
            error(
                .twoKinds, "a step has 'at' or 'after', not both", at: after.keyPlace,
                related: [Finding.Related(place: at.keyPlace, message: "the other")])
        case (nil, nil):
            if node.mapping != nil {
                error(
                    .missingKey, "a step of an escalation needs 'at' or 'after'", at: node.place,
                    notes: [
                        "as in { at: 75%, to: owner }, { at: due, to: manager }, { after: 1 business day, to: sales }"
                    ])
            }
        }
        let recipients = (to?.sequence ?? to.map { [$0] } ?? []).compactMap { recipient($0, known) }
        guard let moment else { return [] }
        return recipients.map { EscalationLadder.Step(at: moment, to: $0, place: node.place) }
    }

    private mutating func recipient(_ node: Node, _ known: [Party]) -> EscalationLadder.Step.Recipient? {
        guard let text = text(node, "'to'") else { return nil }
        switch text {
        case "owner": return .owner
        case "manager": return .manager
        case "manager.manager": return .managersManager
        default: break
        }
        if text.contains("@") { return address(node, "'to'").map { .address($0) } }
        guard parties.use(text, at: node.place, &findings, also: ["owner", "manager", "manager.manager"]) else {
            return nil
        }
        if let party = known.first(where: { $0.id == text }), party.email == nil {
            warn(
                .toNobody, "the party '\(text)' has no address, so this step reaches nobody", at: node.place,
                notes: ["add 'email' to the party"],
                related: [Finding.Related(place: party.place, message: "the party")])
        }
        return .party(text)
    }
}

private enum Month: String, CaseIterable {
    case january, february, march, april, may, june, july, august, september, october, november, december

    var number: Int { (Month.allCases.firstIndex(of: self) ?? 0) + 1 }
}
