import Agreements
import Compliance
import Findings
import Snapshots

extension CheckReport {
    /// The whole report in one sentence.
    public var answer: String {
        let errors = findings.count { $0.level == .error }
        guard let judgement, let gate else {
            switch outcome {
            case .dataUnfit: return "No verdict: \(unfitness(errors))."
            case .defect: return "No verdict: leadpact itself failed."
            case .passed, .gateFailed, .agreementWrong:
                return "Nothing was judged: \(counted(errors, "error", "errors")) to mend first."
            }
        }
        var parts: [String] = []
        if outcome == .dataUnfit {
            let refused = judgement.rules.filter(\.isRefused)
            parts.append(
                refused.isEmpty
                    ? "The data is not fit to judge by"
                    : "\(counted(refused.count, "rule", "rules")) could not be judged: "
                        + refused.map(\.rule.id).joined(separator: ", "))
        }
        let result = gate.fails ? "The gate fails: \(gate.reasons.joined(separator: ", "))" : passing(judgement)
        parts.append(parts.isEmpty ? result : "t" + result.dropFirst())
        if gate.fails, let headline = headline(judgement) { parts.append(headline) }
        return parts.joined(separator: "; ") + "."
    }

    /// Why the data is not fit to judge by.
    private func unfitness(_ errors: Int) -> String {
        guard errors == 0, let data, data.rejectedRows > 0 else {
            return "\(counted(errors, "error", "errors")) in the data or its manifest"
        }
        let read = data.rows.values.reduce(0) { $0 + $1.read }
        let (rows, them) = data.rejectedRows == 1 ? ("1 row", "it") : ("\(grouped(data.rejectedRows)) rows", "them")
        return "\(rows) of \(grouped(read)) cannot be read, and a verdict without \(them) might be wrong"
    }

    private func passing(_ judgement: Judgement) -> String {
        let owed = judgement.rules.filter { $0.rule.section != .metrics && !$0.isRefused }
        let breaches = owed.reduce(0) { $0 + $1.breaches }
        let judged = owed.reduce(0) { $0 + $1.judged }
        if judged == 0 { return "The gate passes, but nothing fell due in \(judgement.period.name)" }
        if breaches == 0 {
            return "The gate passes: \(counted(judged, "obligation", "obligations")) kept, none breached"
        }
        let isOrAre = breaches == 1 ? "is" : "are"
        return "The gate passes: \(counted(breaches, "breach", "breaches")) of \(grouped(judged)) obligations "
            + "\(isOrAre) below its fail level"
    }

    /// The missed goal that matters most: of the most severe rules, the one farthest from what was agreed.
    private func headline(_ judgement: Judgement) -> String? {
        let missed = judgement.rules.compactMap { result -> (rule: Rule, wanted: Double, reached: Double)? in
            guard result.rule.section != .metrics, let goal = result.goal, goal.isMissed, let wanted = goal.wanted,
                let reached = goal.reached, reached < wanted
            else { return nil }
            return (result.rule, wanted, reached)
        }
        let worst = missed.max { a, b in
            (a.rule.severity, a.wanted - a.reached) < (b.rule.severity, b.wanted - b.reached)
        }
        return worst.map {
            "\($0.rule.party ?? "the parties") kept \(percentage($0.reached)) of \($0.rule.id) against "
                + "\(percentage($0.wanted)) agreed"
        }
    }
}
