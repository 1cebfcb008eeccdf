import Agreements

extension Agreement {
    var conditionProse: ConditionProse { ConditionProse(terms: Set(terms.map(\.name))) }

    var definitionClauses: [AgreementProse.Clause] {
        var clauses: [AgreementProse.Clause] = []
        if !stages.isEmpty {
            clauses.append(
                .init("Stages", text: "A lead passes through these stages, in this order:", items: stages.map(\.item)))
        }
        if !events.isEmpty {
            clauses.append(.init("Events", text: "These events are counted:", items: events.map { item(for: $0) }))
        }
        if !terms.isEmpty {
            let items = terms.map { term in
                AgreementProse.Item("\(strong: term.name) means: \(conditionProse.phrase(term.condition)).")
            }
            clauses.append(.init("Terms", text: "Of a lead,", items: items))
        }
        if !dispositions.isEmpty {
            let items = dispositions.map { disposition in
                AgreementProse.Item("\(strong: disposition.name)\(disposition.requiresReason ? ", with a reason" : "")")
            }
            clauses.append(.init("Dispositions", text: "What becomes of a lead is one of these:", items: items))
        }
        return clauses
    }

    private func item(for event: EventDefinition) -> AgreementProse.Item {
        switch event.kind {
        case .rows(let table, let condition, let at):
            var text: Phrase = "\(strong: event.name): a row of \(code: table.rawValue)"
            if let condition { text += " for which \(conditionProse.phrase(condition))" }
            if let at { text += "; it happened at \(code: at)" }
            return .init(text + ".")
        case .column(let column): return .init("\(strong: event.name): the instant in \(code: column) of the lead.")
        case .any(let members):
            return .init("\(strong: event.name): whichever happens of these: \(members.map(\.noun).series("or")).")
        }
    }

    var scoringClauses: [AgreementProse.Clause] {
        guard let scoring else { return [] }
        var clauses: [AgreementProse.Clause] = []
        if let handoff = scoring.handoff {
            var text: Phrase = "Marketing hands a lead over from a score of \(strong: plain(handoff)) points"
            if let handedOver = scoring.handedOver {
                text += "; it is handed over \(handedOver.clause())"
            }
            clauses.append(.init(text: text + "."))
        }
        if !scoring.points.isEmpty {
            let items = scoring.points.map { point -> AgreementProse.Item in
                var most = point.decay.map { ", less \($0.words) since" } ?? ""
                most += point.atMost.map { ", at most \(plain($0)) in all" } ?? ""
                switch point.source {
                case .when(let condition):
                    return .init("\(strong: signed(point.add)) where \(conditionProse.phrase(condition))\(most)")
                case .each(let event):
                    return .init("\(strong: signed(point.add)) for each time that \(event.clause())\(most)")
                }
            }
            clauses.append(.init(text: "The score of a lead is the sum of these points:", items: items))
        }
        return clauses
    }

    private func signed(_ number: Double) -> String { number < 0 ? "−\(plain(-number))" : "+\(plain(number))" }
}

extension Stage {
    fileprivate var item: AgreementProse.Item {
        var text: Phrase = "\(strong: name)"
        if let with { text += ", in the court of \(with)" }
        if isFinal { text += ", final" }
        if let means { text += ": \(means.onOneLine.asSentence)" } else { text += "." }
        return .init(text)
    }
}

extension String {
    /// With a full stop where it ends without one.
    var asSentence: String { last.map { ".!?".contains($0) } ?? true ? self : self + "." }
}

extension Event {
    /// As something that a lead does or that happens to it: `it enters mql`.
    func clause(of subject: String = "it") -> Phrase {
        switch kind {
        case .created: "\(subject) is created"
        case .assigned: "\(subject) is given to another owner"
        case .enters(let stage): "\(subject) enters \(strong: stage)"
        case .leaves(let stage): "\(subject) leaves \(strong: stage)"
        case .named(let name): "\(strong: name) happens"
        case .column(let column): "the instant in \(code: column) comes"
        }
    }

    /// As a thing: `the entry into mql`.
    var noun: Phrase {
        switch kind {
        case .created: "the creation of the lead"
        case .assigned: "a change of owner"
        case .enters(let stage): "the entry into \(strong: stage)"
        case .leaves(let stage): "the leaving of \(strong: stage)"
        case .named(let name): "the event \(strong: name)"
        case .column(let column): "the instant in \(code: column)"
        }
    }
}

extension EventChoice {
    /// `the first time it enters mql`.
    func clause(of subject: String = "it") -> Phrase {
        switch (which, event.kind) {
        case (.first, .created): "when \(event.clause(of: subject))"
        case (.first, _): "the first time \(event.clause(of: subject))"
        case (.last, _): "the last time \(event.clause(of: subject))"
        case (.each, _): "each time \(event.clause(of: subject))"
        }
    }
}
