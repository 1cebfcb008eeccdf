import Agreements

/// Whether the gate lets a snapshot pass, and if not, why.
public struct GateResult: Hashable, Sendable {
    /// What failed, in the words of the gate: `12 breaches of critical rules`.
    public var reasons: [String]

    public var fails: Bool { !reasons.isEmpty }

    /// Holds a judgement against the conditions of a gate. Metrics are reported, not owed, and fail nothing.
    ///
    /// - Parameter unknownLimit: The share (0–1) of verdicts that may be `unknown`; nil does not ask.
    public init(_ judgement: Judgement, failOn: [Gate.Condition], unknownLimit: Double? = nil) {
        let owed = judgement.rules.filter { $0.rule.section != .metrics }
        reasons = []
        for condition in Gate.Condition.allCases where failOn.contains(condition) {
            let severity: ClosedRange<RuleSeverity>? =
                switch condition {
                case .critical: .critical ... .critical
                case .major: .major ... .critical
                case .minor, .breach: .minor ... .critical
                case .goal, .never: nil
                }
            if let severity {
                let breaches = owed.filter { severity.contains($0.rule.severity) }.map(\.breaches).reduce(0, +)
                guard breaches > 0, !isCovered(condition, by: failOn) else { continue }
                reasons.append("\(breaches) \(breaches == 1 ? "breach" : "breaches") \(condition.scope)")
            } else if condition == .goal {
                let missed = owed.filter { $0.goal?.isMissed ?? false }
                guard !missed.isEmpty else { continue }
                reasons.append("\(missed.count) \(missed.count == 1 ? "goal" : "goals") missed")
            }
        }
        if let unknownLimit {
            let unknown = owed.map { $0[.unknown] }.reduce(0, +)
            let judged = owed.map(\.judged).reduce(0, +) + unknown
            if unknown > 0, Double(unknown) > unknownLimit * Double(judged) {
                reasons.append("\(unknown) of \(judged) verdicts unknown")
            }
        }
        if failOn.contains(.never) { reasons = [] }
    }

    /// Whether a wider condition of the same gate says it already.
    private func isCovered(_ condition: Gate.Condition, by all: [Gate.Condition]) -> Bool {
        let wider: [Gate.Condition] =
            switch condition {
            case .critical: [.major, .minor, .breach]
            case .major: [.minor, .breach]
            case .minor: [.breach]
            case .breach, .goal, .never: []
            }
        return wider.contains { all.contains($0) }
    }
}

extension Gate.Condition {
    fileprivate var scope: String {
        switch self {
        case .critical: "of critical rules"
        case .major: "of rules that are at least major"
        case .minor, .breach, .goal, .never: "in all"
        }
    }
}
