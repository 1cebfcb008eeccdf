import Agreements
import BusinessTime
import Compliance
import Findings
import Snapshots

extension CheckReport {
    /// One line a breach, as compilers write them: `agreement.yaml:70:5: critical: first-response L-0012: …`.
    func writeConcise(to out: consuming ByteWriter) {
        let findingText = FindingText(sources: [])
        for finding in findings where finding.level > .note {
            out.write(findingText.concise(finding) + "\n")
        }
        for group in data?.faults ?? [] {
            for finding in group.first { out.write(findingText.concise(finding) + "\n") }
            out.write("error: \(group.summary.onOneLine): \(group.count) [\(group.code.id)]\n")
        }
        for group in (data?.leftOut ?? []) + (data?.doubts ?? []) where group.accepted == nil {
            out.write("warning: \(group.summary.onOneLine): \(group.count) [\(group.code.id)]\n")
        }
        if let judgement {
            let words = VerdictWords(judgement)
            for record in shownBreaches(of: judgement) {
                let since = baseline.map { $0.since(record, words) }
                let remark = since.map { $0.map { "known since \(CivilDate.format($0)): " } ?? "new: " } ?? ""
                writeLine(words.view(of: record), remark, to: &out)
            }
            if listsCarriedOver {
                for record in judgement.carriedOver { writeLine(words.view(of: record), "carried over: ", to: &out) }
            }
        }
        out.flush()
    }

    private func writeLine(_ view: VerdictView, _ remark: String, to out: inout ByteWriter) {
        let owner = view.owner.map { " (\($0))" } ?? ""
        let breach = "\(view.rule.id) \(view.subject)\(owner): \(remark)\(view.reason)".onOneLine
        out.write("\(view.rule.place.label): \(view.rule.severity.rawValue): \(breach)\n")
    }
}
