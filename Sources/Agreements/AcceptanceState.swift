import BusinessTime
import Findings

/// Whether one party has accepted the agreement as it stands.
public struct AcceptanceState: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case accepted
        /// Accepted once; what the agreement says has changed since.
        case changed
        /// Accepted, but without a digest: whether it has changed since cannot be told.
        case unverified
        case missing
    }
    public var party: String
    public var kind: Kind
    /// The party's latest acceptance.
    public var acceptance: Acceptance?
}

extension Agreement {
    /// How each bound party stands to the agreement, in the order of the parties.
    public var acceptanceStates: [AcceptanceState] {
        // Without a digest to hold it against, none is needed.
        let digest = acceptance.contains { $0.digest != nil } ? digest : ""
        return boundParties.map { party in
            let latest = acceptance.enumerated().filter { $0.element.party == party.id }
                .max { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }?.element
            let kind: AcceptanceState.Kind =
                switch latest {
                case nil: .missing
                case let latest?: latest.digest.map { $0 == digest ? .accepted : .changed } ?? .unverified
                }
            return AcceptanceState(party: party.id, kind: kind, acceptance: latest)
        }
    }
}

extension [AcceptanceState] {
    /// Whether every party has accepted exactly this.
    public var isComplete: Bool { allSatisfy { $0.kind == .accepted } }

    /// In a few words: `accepted by marketing; changed since sales accepted it on 2026-01-12`.
    public var words: String {
        if allSatisfy({ $0.kind == .missing }) { return "accepted by no party" }
        var parts: [String] = []
        func names(_ kind: AcceptanceState.Kind) -> [String] { filter { $0.kind == kind }.map(\.party) }
        let accepted = names(.accepted)
        if !accepted.isEmpty { parts.append("accepted by \(accepted.asSeries)") }
        for state in self where state.kind == .changed {
            let date = state.acceptance.map { " on \(CivilDate.format($0.date))" } ?? ""
            parts.append("changed since \(state.party) accepted it\(date)")
        }
        let unverified = names(.unverified)
        if !unverified.isEmpty { parts.append("accepted by \(unverified.asSeries) without a digest") }
        let missing = names(.missing)
        if !missing.isEmpty { parts.append("not accepted by \(missing.asSeries)") }
        return parts.joined(separator: "; ")
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`.
    public var asSeries: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}

extension Reading {
    /// Parties that have not accepted the agreement, or not as it stands.
    mutating func reportAcceptance(of agreement: Agreement, at place: Place?) {
        guard let place, !agreement.acceptance.isEmpty else { return }
        for state in agreement.acceptanceStates {
            let party = agreement.parties.first { $0.id == state.party }
            let related = party.map { [Finding.Related(place: $0.place, message: "the party")] } ?? []
            switch state.kind {
            case .accepted, .unverified: break
            case .missing:
                warn(
                    .notAccepted, "the party '\(state.party)' has not accepted the agreement", at: place,
                    notes: ["leadpact accept \(agreement.path) --party \(state.party) --name NAME"], related: related)
            case .changed:
                guard let acceptance = state.acceptance else { break }
                let date = CivilDate.format(acceptance.date)
                warn(
                    .changedSinceAccepted,
                    "the agreement has changed since '\(state.party)' accepted it on \(date)", at: acceptance.place,
                    notes: [
                        "its digest is now \(agreement.digest)",
                        "'leadpact diff' shows the change; 'leadpact accept' records that it is accepted",
                    ])
            }
        }
    }
}
