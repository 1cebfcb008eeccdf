import Agreements
import BusinessTime
import Columns
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
        let reasons = gate.reasons.joined(separator: ", ")
        // Where rules could not be judged nothing passes, whatever the others say.
        if parts.isEmpty {
            parts.append("The gate \(gate.fails ? "fails: \(reasons)" : "passes\(passing(judgement))")")
        } else {
            parts.append(
                "of the others the gate \(gate.fails ? "fails: \(reasons)" : "would pass\(passing(judgement))")")
        }
        if !gate.fails, let missed = missedGoals(judgement) { parts.append(missed) }
        if gate.fails, let headline = headline(judgement) { parts.append(headline) }
        let waived = waived(judgement)
        if waived.count > 0 {
            let day = waived.oldest.map { ", the oldest due \(LocalTime(zone: judgement.current.zone).day(of: $0))" }
            parts.append("\(counted(waived.count, "breach", "breaches")) waived\(day ?? "")")
        }
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

    /// What stands behind `the gate passes`.
    private func passing(_ judgement: Judgement) -> String {
        let owed = judgement.rules.filter { $0.rule.section != .metrics && !$0.isRefused }
        let breaches = owed.reduce(0) { $0 + $1.breaches }
        let judged = owed.reduce(0) { $0 + $1.judged }
        if judged == 0 { return ", but nothing fell due in \(judgement.period.name)" }
        if let baseline, baseline.freshCount == 0, baseline.knownCount > 0 {
            return ": none of \(counted(breaches, "breach", "breaches")) is new"
        }
        let young = notYetDue(judgement)
        let soFar = young.isEmpty ? "" : ", and nothing of \(young.joined(separator: ", ")) fell due so far"
        if breaches == 0 {
            return ": \(counted(judged, "obligation", "obligations")) kept, none breached\(soFar)"
        }
        let isOrAre = breaches == 1 ? "is" : "are"
        return ": \(counted(breaches, "breach", "breaches")) of \(grouped(judged)) obligations "
            + "\(isOrAre) below its fail level\(soFar)"
    }

    /// Goals that are missed where that fails nothing: what passes is the gate, and not the agreement.
    private func missedGoals(_ judgement: Judgement) -> String? {
        let missed = judgement.rules.indices.filter { index in
            let result = judgement.rules[index]
            return result.rule.section != .metrics && result.goal?.isMissed ?? false
                && (baseline?.fresh[index]).map { $0 > 0 } ?? true
        }.map { judgement.rules[$0].rule.id }
        guard !missed.isEmpty else { return nil }
        let isOrAre =
            missed.count == 1 ? "the goal of \(missed[0]) is" : "the goals of \(missed.joined(separator: ", ")) are"
        return "\(isOrAre) missed all the same, which does not fail it ('fail_on')"
    }

    /// On the first days of a period: rules with due dates of which none lies in it yet.
    func notYetDue(_ judgement: Judgement) -> [String] {
        let period = judgement.period
        guard period.isCurrent, period.isBounded,
            3 * (judgement.snapshot.asOf - period.range.lowerBound) < period.range.upperBound - period.range.lowerBound
        else { return [] }
        return judgement.rules.filter {
            $0.rule.section != .metrics && !$0.isRefused && $0.judged == 0 && $0.rule.kind.hasDueDates
        }.map(\.rule.id)
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

// MARK: - What fails nothing, and is not forgotten

extension CheckReport {
    /// Breaches that waivers excuse: how many, and when the oldest fell due (was judged, where nothing falls due).
    func waived(_ judgement: Judgement) -> (count: Int, oldest: Int64?) {
        let records = judgement.verdicts.filter { $0.verdict == .waived }
        return (
            judgement.rules.reduce(0) { $0 + $1[.waived] },
            records.map { $0.due == missing ? judgement.snapshot.asOf : $0.due }.min()
        )
    }

    /// Lines on the baseline: what it knows, since when, and what of it is gone.
    func standing(_ judgement: Judgement) -> [String] {
        guard let baseline else { return [] }
        var parts = ["\(grouped(baseline.freshCount)) new", "\(grouped(baseline.knownCount)) known"]
        if let oldest = baseline.oldest {
            let age = judgement.current.zone.day(of: judgement.snapshot.asOf) - oldest
            parts[1] += ", the oldest since \(CivilDate.format(oldest)) (\(counted(max(0, age), "day", "days")))"
        }
        if let gone = baseline.gone, !gone.isEmpty {
            parts.append(
                "\(counted(gone.count, "entry is", "entries are")) no breach any more (--prune takes them out)")
        }
        return ["Baseline \(baseline.path): \(parts.joined(separator: "; "))."]
    }

    /// `accepted by marketing and sales`.
    func acceptanceWords(_ judgement: Judgement) -> String { judgement.current.acceptanceStates.words }
}
