import Agreements
import BusinessTime
import Compliance

extension Agreement {
    /// A rule as a clause: what it says in its author's words, and then what is checked.
    func clause(of rule: Rule) -> AgreementProse.Clause {
        var items: [AgreementProse.Item] = []
        let isOwed = rule.section != .metrics
        if rule.section == .nurturing, let party = rule.party { items.append(.init("Owed by \(strong: party).")) }
        if let applies = rule.applies {
            items.append(.init("Applies to leads for which \(conditionProse.phrase(applies))."))
        } else {
            items.append(.init("Applies to every lead."))
        }
        switch rule.kind {
        case .clock(let clock): items += self.items(of: clock, isOwed: isOwed)
        case .cadence(let cadence): items += self.items(of: cadence)
        case .require(let require):
            let required = conditionProse.phrase(require.condition)
            let from = require.at.map { "Required of a lead from \($0.clause()) on: " as Phrase }
            items.append(
                .init("\(from ?? "Required at every check: ")\(required). A value that is missing does not meet it."))
        case .unique(let unique):
            items.append(
                .init(
                    "No two leads have the same key, which is \(conditionProse.value(unique.key)); the earlier one keeps it."
                ))
        case .volume(let volume): items.append(item(of: volume))
        case .rate(let rate): items.append(item(of: rate))
        }
        if isOwed { items += consequences(of: rule) }
        return .init("\(strong: rule.id)", text: Phrase(rule.says?.onOneLine.asSentence ?? ""), items: items)
    }

    private func consequences(of rule: Rule) -> [AgreementProse.Item] {
        var items: [AgreementProse.Item] = []
        if let goal = rule.goal { items.append(.init("Goal: \(words(of: goal)).")) }
        var breach: Phrase = "A breach is \(strong: rule.severity.rawValue)"
        if let escalation = rule.escalation { breach += " and is escalated as \(strong: escalation) says" }
        items.append(.init(breach + "."))
        return items
    }

    private func words(of goal: Goal) -> Phrase {
        var parts: [Phrase] = []
        if let met = goal.met { parts.append("at least \(strong: share(met)) are met in each review period") }
        for quantile in goal.quantiles {
            parts.append("\(strong: share(quantile.quantile)) take no longer than \(strong: quantile.limit.text)")
        }
        return parts.series()
    }

    // MARK: Clocks

    private func items(of clock: ClockRule, isOwed: Bool) -> [AgreementProse.Item] {
        var items = [
            AgreementProse.Item("The clock of a lead starts \(clock.from.clause()), and ends \(clock.to.clause).")
        ]
        if clock.from.which == .each, isOwed {
            items.append(.init("A new start before the time is over voids the clock that runs, and starts its own."))
        }
        if isOwed { items.append(allowed(by: clock)) }
        if let text = words(of: clock.calendar, needed: clock.within.contains { $0.target.needsCalendar }) {
            items.append(.init(text))
        }
        if let warnAt = clock.warnAt {
            items.append(.init("A lead is at risk once \(strong: share(warnAt)) of the time is used."))
        }
        if !clock.pause.stages.isEmpty {
            items.append(
                .init(
                    "The clock stands still while the lead is in \(clock.pause.stages.map { "\(strong: $0)" }.series("or"))."
                )
            )
        }
        for span in clock.pause.spans {
            items.append(.init("The clock stands still from when \(span.from.clause()) until \(span.until.clause())."))
        }
        if let cancel = clock.cancel {
            items.append(.init("The clock is void where \(cancel.clause()) before the time is over."))
        }
        if !isOwed { items.append(.init("How long it takes is reported.")) }
        return items
    }

    private func allowed(by clock: ClockRule) -> AgreementProse.Item {
        if let only = clock.within.first, clock.within.count == 1, only.when == nil {
            return .init("Time allowed: \(strong: only.text).")
        }
        var rows = clock.within.map { row -> Phrase in
            guard let when = row.when else { return "\(strong: row.text) for every other lead" }
            return "\(strong: row.text) where \(conditionProse.phrase(when))"
        }
        if clock.within.allSatisfy({ $0.when != nil }) { rows.append("no time for other leads, which are not judged") }
        return .init("Time allowed, by the first of these that fits:", items: rows)
    }

    /// - Parameter needed: Whether the calendar decides anything; one that is named is said in any case.
    private func words(of source: CalendarSource, needed: Bool) -> Phrase? {
        switch source {
        case .standard:
            guard needed else { return nil }
            return
                "The hours are those of the default calendar\(defaultCalendar.map { ", \(strong: $0)" as Phrase } ?? "")."
        case .named(let name): return "The calendar is \(strong: name)."
        case .owner:
            return "The hours are those of the calendar of the lead's owner at the start, else of the default calendar."
        case .ownerColumn(let column):
            return
                "The calendar is chosen by \(code: column) of the lead's owner at the start, else it is the default calendar."
        case .column(let column):
            return "The calendar is chosen by \(code: column) of the lead, else it is the default calendar."
        case .user:
            return
                "The hours are those of the calendar of the user whose doing starts the clock, else of the default calendar."
        }
    }

    // MARK: The other kinds

    private func items(of cadence: CadenceRule) -> [AgreementProse.Item] {
        let stay: Phrase =
            switch cadence.stays {
            case .each: "each time a lead is in \(strong: cadence.stage)"
            case .first: "the first time a lead is in \(strong: cadence.stage)"
            case .last: "the last time a lead is in \(strong: cadence.stage)"
            }
        var items: [AgreementProse.Item] = []
        switch cadence.rhythm {
        case .every(let target):
            items.append(
                .init(
                    """
                    While it lasts, \(stay), no time longer than \(strong: target.text) passes without \(cadence.event.noun), \
                    counted from the entry and to the exit, too.
                    """))
        case .schedule(let steps):
            items.append(
                .init(
                    "Counted from the entry, \(stay), there is \(cadence.event.noun) within each of these:",
                    items: steps.map { "\(strong: $0.text)" }))
        }
        let targets: [Target] =
            switch cadence.rhythm {
            case .every(let target): [target]
            case .schedule(let steps): steps
            }
        if let text = words(of: cadence.calendar, needed: targets.contains(where: \.needsCalendar)) {
            items.append(.init(text))
        }
        return items
    }

    private func item(of volume: VolumeRule) -> AgreementProse.Item {
        let what = volume.sum.map { "the sum of \(code: $0)" } ?? "the number" as Phrase
        let limits = limits(volume.atLeast?.words, volume.atMost?.words)
        return .init(
            """
            In each \(strong: volume.per.inWords), \(what) of this is \(limits): \(volume.of.clause(of: "a lead")).
            """)
    }

    private func item(of rate: RateRule) -> AgreementProse.Item {
        .init(
            """
            Of the leads counted in each \(strong: rate.per.inWords) (\(rate.among.clause(of: "a lead"))), the share to which this \
            happens then or later is \(limits(rate.atLeast.map(share), rate.atMost.map(share))): \(rate.of.noun).
            """)
    }

    private func limits(_ atLeast: String?, _ atMost: String?) -> Phrase {
        var parts: [Phrase] = []
        if let atLeast { parts.append("at least \(strong: atLeast)") }
        if let atMost { parts.append("at most \(strong: atMost)") }
        return parts.isEmpty ? "reported" : parts.series()
    }

    /// `95%`.
    private func share(_ share: Double) -> String { plain((share * 1e11).rounded() / 1e9) + "%" }
}

extension EventCount {
    /// `the first time, at that instant or later, that touch happens`.
    fileprivate var clause: Phrase {
        let time: Phrase = count == 1 ? "the first time" : "the \(strong: ordinal(count)) time"
        var text: Phrase = "\(time), at that instant or later, that \(event.clause())"
        guard let across else { return text }
        text +=
            ", with at least \(strong: String(across.distinct)) different values of \(code: across.column) among them"
        return text
    }

    private func ordinal(_ number: Int) -> String {
        switch (number % 10, number % 100) {
        case (1, let rest) where rest != 11: "\(number)st"
        case (2, let rest) where rest != 12: "\(number)nd"
        case (3, let rest) where rest != 13: "\(number)rd"
        default: "\(number)th"
        }
    }
}

extension Period {
    fileprivate var inWords: String { self == .half ? "half-year" : rawValue }
}
