import Agreements

/// Whether the gate lets a snapshot pass, and if not, why.
public struct GateResult: Hashable, Sendable {
    /// What failed, in the words of the gate: `12 breaches of critical rules`.
    public var reasons: [String]

    public var fails: Bool { !reasons.isEmpty }

    /// Holds a judgement against the conditions of a gate. Metrics are reported, not owed, and fail nothing.
    ///
    /// - Parameters:
    ///   - unknownLimit: The share (0–1) of verdicts that may be `unknown`; nil does not ask.
    ///   - baseline: Breaches that it knows fail nothing, nor does a goal that only they miss.
    ///   - budget: So many breaches that would fail the gate are let pass.
    ///   - isStrict: Fails while the baseline has entries that are breaches no more.
    public init(
        _ judgement: Judgement, failOn: [Gate.Condition], unknownLimit: Double? = nil,
        baseline: BaselineState? = nil, budget: Int = 0, isStrict: Bool = false
    ) {
        let owed = judgement.rules.indices.filter { judgement.rules[$0].rule.section != .metrics }.map { index in
            (result: judgement.rules[index], breaches: baseline?.fresh[index] ?? judgement.rules[index].breaches)
        }
        let new = baseline == nil ? "" : "new "
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
                let breaches = owed.filter { severity.contains($0.result.rule.severity) }.map(\.breaches).reduce(0, +)
                guard breaches > budget, !isCovered(condition, by: failOn) else { continue }
                let allowed = budget == 0 ? "" : ", \(budget) allowed"
                reasons.append(
                    "\(breaches) \(new)\(breaches == 1 ? "breach" : "breaches") \(condition.scope)\(allowed)")
            } else if condition == .goal {
                let missed = owed.filter { rule in
                    rule.result.goal?.isMissed ?? false && (baseline == nil || rule.breaches > 0)
                }
                guard !missed.isEmpty else { continue }
                reasons.append("\(missed.count) \(missed.count == 1 ? "goal" : "goals") missed")
            }
        }
        if let unknownLimit {
            let unknown = owed.map { $0.result[.unknown] }.reduce(0, +)
            let judged = owed.map(\.result.judged).reduce(0, +) + unknown
            if unknown > 0, Double(unknown) > unknownLimit * Double(judged) {
                reasons.append("\(unknown) of \(judged) verdicts unknown")
            }
        }
        if isStrict, let gone = baseline?.gone, !gone.isEmpty {
            reasons.append(
                "\(gone.count) \(gone.count == 1 ? "entry of the baseline is" : "entries of the baseline are") no breach any more"
            )
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
