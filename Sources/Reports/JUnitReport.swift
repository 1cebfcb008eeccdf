import Agreements
import BusinessTime
import Compliance
import Findings
import Snapshots

/// The shape that build servers read (the XSD of windyroad/JUnit-Schema): one `testsuite` a rule, one `testcase` a breach.
///
/// What fails the gate is a failure; what does not, is waived, or is known to a baseline, was skipped, with the reason.
extension CheckReport {
    private struct Case {
        enum Outcome: String { case passed, failure, error, skipped }
        var name: String
        var outcome: Outcome
        var message: String = ""
    }

    func writeJUnit(to out: consuming ByteWriter) {
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")
        var number = 0
        if let judgement {
            let words = BreachWords(judgement, baseline: baseline)
            let groups = Dictionary(uniqueKeysWithValues: listedBreaches(words).map { ($0.index, $0) })
            let others = Dictionary(
                grouping: judgement.verdicts.filter { $0.verdict == .waived || $0.verdict == .unknown }
                    .prefix(Self.mostListed)
            ) { Int($0.rule) }
            for (index, result) in judgement.rules.enumerated() where result.rule.section != .metrics {
                let cases = cases(of: result, at: index, groups[index], others[index] ?? [], words)
                write(result.rule.id, cases, result.rule.place.label, number, to: &out)
                number += 1
            }
        }
        let faults = findings.filter { $0.level == .error } + (data?.faults ?? []).flatMap(\.first)
        if judgement == nil || !faults.isEmpty {
            let cases = faults.enumerated().map { place, finding in
                let label = finding.place.map { "\($0.label): " } ?? ""
                return Case(
                    name: "\(finding.code.title) \(place + 1)", outcome: .error,
                    message: "\(label)\(finding.message.clipped) [\(finding.code.id)]")
            }
            write("can be judged", cases, answer, number, to: &out)
        }
        out.write("</testsuites>\n")
        out.flush()
    }

    private func cases(
        of result: RuleResult, at index: Int, _ group: BreachGroup?, _ others: [VerdictRecord], _ words: BreachWords
    ) -> [Case] {
        let rule = result.rule
        if result.isRefused {
            return [Case(name: "can be judged", outcome: .error, message: "the data lacks what the rule needs")]
        }
        var cases: [Case] = []
        if let goal = result.goal {
            let isOld = baseline.map { $0.fresh[index] == 0 } ?? false
            let outcome: Case.Outcome = !goal.isMissed ? .passed : goalsFailGate && !isOld ? .failure : .skipped
            cases.append(Case(name: "goal", outcome: outcome, message: goalWords(result)))
        }
        for record in group?.records ?? [] {
            let age = words.age(record)
            let fails = failsGate(rule) && age == nil
            let remark = fails || age != nil ? "" : "below the fail level: "
            cases.append(
                Case(
                    name: words.words.subject(of: record), outcome: fails ? .failure : .skipped,
                    message: remark + words.sentence(record)))
        }
        if let group, group.leftOut > 0 {
            cases.append(
                Case(
                    name: "\(group.leftOut) more breaches", outcome: failsGate(rule) ? .failure : .skipped,
                    message: "\(Self.mostListed) breaches are listed at most; the JSON report has them all"))
        }
        for record in others {
            let view = words.words.view(of: record)
            cases.append(
                Case(
                    name: view.subject, outcome: .skipped,
                    message: view.verdict == .waived ? view.reason : "\(view.verdict.name): \(view.reason)"))
        }
        if cases.isEmpty { cases.append(Case(name: "kept", outcome: .passed)) }
        return cases
    }

    private func write(_ name: String, _ cases: [Case], _ talk: String, _ number: Int, to out: inout ByteWriter) {
        func count(_ outcome: Case.Outcome) -> Int { cases.count { $0.outcome == outcome } }
        let name = name.onOneLine.inXML
        let instant = CivilDate.format(instant: (judgement?.snapshot.asOf ?? 0) / 1000 * 1000).prefix(19)
        out.write(
            "  <testsuite package=\"leadpact\" id=\"\(number)\" name=\"\(name)\" timestamp=\"\(instant)\" "
                + "hostname=\"localhost\" tests=\"\(cases.count)\" failures=\"\(count(.failure))\" "
                + "errors=\"\(count(.error))\" skipped=\"\(count(.skipped))\" time=\"0\">\n    <properties/>\n")
        for item in cases {
            out.write("    <testcase name=\"\(item.name.onOneLine.inXML)\" classname=\"leadpact.\(name)\" time=\"0\"")
            let message = item.message.onOneLine.inXML
            switch item.outcome {
            case .passed: out.write("/>\n")
            case .skipped: out.write("><skipped message=\"\(message)\"/></testcase>\n")
            case .failure, .error:
                let kind = item.outcome.rawValue
                out.write("><\(kind) type=\"breach\" message=\"\(message)\">\(message)</\(kind)></testcase>\n")
            }
        }
        out.write("    <system-out>\(talk.onOneLine.inXML)</system-out>\n    <system-err/>\n  </testsuite>\n")
    }
}
