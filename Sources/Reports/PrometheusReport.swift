import Agreements
import Compliance
import Snapshots

/// Metrics for the textfile collector of Prometheus' node exporter: counts of rules, and never of leads or people.
extension CheckReport {
    private struct Series: Hashable {
        var agreement: String
        var rule: String
        var party: String
        var severity: String

        var labels: String {
            let pairs = [("agreement", agreement), ("rule", rule), ("party", party), ("severity", severity)]
            return "{" + pairs.map { "\($0.0)=\"\($0.1.inLabel)\"" }.joined(separator: ",") + "}"
        }
    }

    func writePrometheus(to out: consuming ByteWriter) {
        let agreement = judgement?.current.id ?? agreementPath
        let label = "{agreement=\"\(agreement.inLabel)\"}"
        out.write(
            "exit_code", "How the check ended: 0 passed, 1 the gate fails, 2 usage or agreement wrong, 3 data unfit.",
            [(label, String(outcome.rawValue))])
        guard let judgement else { return out.flush() }
        let asOf = judgement.snapshot.asOf
        out.write("snapshot_timestamp_seconds", "When the snapshot was taken.", [(label, String(asOf / 1000))])
        out.write("leads", "Leads in the snapshot.", [(label, String(judgement.leadCount))])
        out.write(
            "carried_over_breaches", "Breaches of earlier periods that are still unanswered.",
            [(label, String(judgement.carriedOver.count))])
        // A rule that several versions of the agreement have is one series.
        var order: [Series] = []
        var results: [Series: [(RuleResult, Int)]] = [:]
        for (index, result) in judgement.rules.enumerated() where result.rule.section != .metrics && !result.isRefused {
            let rule = result.rule
            let series = Series(
                agreement: agreement, rule: rule.id, party: rule.party ?? "", severity: rule.severity.rawValue)
            if results[series] == nil { order.append(series) }
            results[series, default: []].append((result, index))
        }
        func write(_ name: String, _ help: String, _ value: ([(RuleResult, Int)]) -> String?) {
            let samples = order.compactMap { series in value(results[series] ?? []).map { (series.labels, $0) } }
            if !samples.isEmpty { out.write(name, help, samples) }
        }
        func sum(_ results: [(RuleResult, Int)], _ count: (RuleResult) -> Int) -> String {
            String(results.reduce(0) { $0 + count($1.0) })
        }
        write("kept", "Obligations kept in the period judged.") { sum($0) { $0[.met] } }
        write("breached", "Obligations breached in the period judged.") { sum($0, \.breaches) }
        write("open", "Obligations that are neither kept nor due.") { sum($0) { $0[.open] + $0[.atRisk] } }
        write("at_risk", "Open obligations that have used most of their time.") { sum($0) { $0[.atRisk] } }
        write("waived", "Breaches that a waiver excuses.") { sum($0) { $0[.waived] } }
        write("unknown", "Obligations that the data cannot decide.") { sum($0) { $0[.unknown] } }
        if let baseline {
            write("breached_new", "Breaches that the baseline does not know.") { results in
                String(results.reduce(0) { $0 + baseline.fresh[$1.1] })
            }
        }
        write("attainment_ratio", "Kept among kept and breached.") { results in
            let judged = results.reduce(0) { $0 + $1.0.judged }
            return judged == 0 ? nil : "\(Double(results.reduce(0) { $0 + $1.0[.met] }) / Double(judged))"
        }
        write("goal_ratio", "The attainment that was agreed.") { $0.last?.0.goal?.wanted.map { "\($0)" } }
        write("goal_missed", "1 where the goal is missed.") { results in
            results.contains { $0.0.goal != nil }
                ? (results.contains { $0.0.goal?.isMissed == true } ? "1" : "0") : nil
        }
        out.flush()
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
        write("# HELP leadpact_\(name) \(help)\n# TYPE leadpact_\(name) gauge\n")
        for sample in samples { write("leadpact_\(name)\(sample.labels) \(sample.value)\n") }
    }
}

extension String {
    /// As the value of a label.
    fileprivate var inLabel: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
