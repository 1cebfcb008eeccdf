import Agreements
import Compliance
import Findings

/// GitLab's code quality report: a list of issues, each with a fingerprint by which a merge request knows what is new.
extension CheckReport {
    func writeGitLab(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.list { list in
            if let judgement {
                let words = BreachWords(judgement, baseline: baseline)
                for group in listedBreaches(words) {
                    let rule = group.result.rule
                    for record in group.records {
                        list.issue(
                            words.sentence(record), rule.id, words.words.fingerprint(of: record),
                            rule.severity.gitLab, rule.place)
                    }
                    if group.leftOut > 0 {
                        list.issue(
                            "\(rule.id): \(grouped(group.leftOut)) more breaches", rule.id, "\(rule.id)-more",
                            rule.severity.gitLab, rule.place)
                    }
                }
            }
            for finding in findings where finding.level > .note {
                let place = finding.place ?? Place(path: agreementPath, line: 1)
                // Several may stand at one place.
                list.issue(
                    finding.message.clipped.onOneLine, finding.code.id,
                    "\(finding.code.id)-\(place.label)-\(finding.message.clipped.onOneLine)",
                    finding.level == .error ? "blocker" : "info", place)
            }
        }
        json.finish()
    }
}

extension JSONWriter {
    fileprivate mutating func issue(
        _ description: String, _ name: String, _ fingerprint: String, _ severity: String, _ place: Place
    ) {
        object(onOneLine: true) { issue in
            issue.pair("description", description)
            issue.pair("check_name", name)
            issue.pair("fingerprint", fingerprint)
            issue.pair("severity", severity)
            issue.key("location")
            issue.object { location in
                location.pair("path", place.path)
                location.key("lines")
                location.object { $0.pair("begin", place.range.lowerBound.line) }
            }
        }
    }
}

extension RuleSeverity {
    fileprivate var gitLab: String {
        switch self {
        case .critical: "critical"
        case .major: "major"
        case .minor: "minor"
        }
    }
}
