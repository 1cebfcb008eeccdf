import Agreements
import BusinessTime

extension Agreement {
    var escalationClauses: [AgreementProse.Clause] {
        escalations.map { ladder in
            .init(
                "\(strong: ladder.name)", text: "Of a clock that runs out are told:",
                items: ladder.steps.map { .init("\(moment($0.at)): \(recipient($0.to))") })
        }
    }

    private func moment(_ moment: EscalationLadder.Step.Moment) -> Phrase {
        switch moment {
        case .share(let share): "once \(strong: plain((share * 1e11).rounded() / 1e9) + "%") of the time is used"
        case .due: "when it is \(strong: "due")"
        case .after(let target): "\(strong: target.text) after it was due"
        }
    }

    private func recipient(_ recipient: EscalationLadder.Step.Recipient) -> Phrase {
        switch recipient {
        case .owner: "the owner of the lead"
        case .manager: "the owner's manager"
        case .managersManager: "the manager of the owner's manager"
        case .party(let party): "the party \(strong: party)"
        case .address(let address): "\(code: address)"
        }
    }

    var waiverClauses: [AgreementProse.Clause] {
        waivers.map { waiver in
            let whom = waiver.condition.map { "leads for which \(conditionProse.phrase($0))" as Phrase } ?? "every lead"
            let from = waiver.from.map { " from \($0.inWords)" } ?? ""
            return .init(
                "\(strong: waiver.rule)",
                text: """
                    Breaches are excused for \(whom),\(from) until \(waiver.until.inWords), that day included. Reason: \
                    \(waiver.reason.onOneLine.asSentence) Approved by \(waiver.approvedBy.onOneLine).
                    """)
        }
    }

    var gateClauses: [AgreementProse.Clause] {
        let conditions = Gate.Condition.allCases.filter { gate.failOn.contains($0) }
        if conditions.contains(.never) {
            return [.init(text: "A check reports breaches and missed goals, and never fails.")]
        }
        return [
            .init(text: "A check of this agreement fails where", items: conditions.map { .init(Phrase($0.inWords)) })
        ]
    }
}

extension Gate.Condition {
    fileprivate var inWords: String {
        switch self {
        case .critical: "a critical rule is breached;"
        case .major: "a major or critical rule is breached;"
        case .minor: "a rule of any severity is breached;"
        case .breach: "any rule is breached;"
        case .goal: "a goal is missed."
        case .never: ""
        }
    }
}

extension AcceptanceState {
    /// What the party's signature says: `Accepted on 11 December 2025 by Marcus Webb, Head of Sales`.
    var inWords: String {
        guard let acceptance else { return "Not accepted" }
        let title = acceptance.title.map { ", \($0.onOneLine)" } ?? ""
        let words = "ccepted on \(acceptance.date.inWords) by \(acceptance.name.onOneLine)\(title)"
        switch kind {
        case .accepted: return "A" + words
        case .changed: return "An earlier text was a" + words + "; it has changed since"
        case .unverified: return "A" + words + ", without a digest of the text"
        case .missing: return "Not accepted"
        }
    }
}
