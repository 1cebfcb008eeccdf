import Agreements
import Columns
import Compliance
import Findings
import Snapshots

/// SARIF 2.1.0: a rule of the agreement is a rule, a breach of it a result at its clause, with the lead beside it.
extension CheckReport {
    func writeSARIF(to out: consuming ByteWriter) {
        let rules = SARIFRules(self)
        var json = JSONWriter(out)
        json.object { log in
            log.pair(
                "$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
            log.pair("version", "2.1.0")
            log.key("runs")
            log.list { runs in
                runs.object { run in
                    run.key("tool")
                    run.object { tool in
                        tool.key("driver")
                        tool.object { driver in
                            driver.pair("name", "leadpact")
                            driver.pair("version", version)
                            driver.key("rules")
                            driver.list { list in rules.write(to: &list) }
                        }
                    }
                    if let judgement {
                        run.key("automationDetails")
                        run.object(onOneLine: true) {
                            $0.pair("id", "\(judgement.current.id)/\(judgement.period.name)")
                        }
                    }
                    run.pair("columnKind", "unicodeCodePoints")
                    run.key("invocations")
                    run.list { list in writeInvocation(to: &list) }
                    run.key("results")
                    run.list { list in writeResults(rules, to: &list) }
                }
            }
        }
        json.finish()
    }

    private func writeInvocation(to list: inout JSONWriter) {
        list.object { invocation in
            invocation.pair("executionSuccessful", judgement != nil && outcome != .dataUnfit)
            invocation.pair("exitCode", Int(outcome.rawValue))
            invocation.pair("exitCodeDescription", outcome.name)
            invocation.key("toolExecutionNotifications")
            invocation.list { notes in
                notes.notification("note", answer)
                if let judgement {
                    let count = shownBreaches(of: judgement).count
                    if count > Self.mostListed {
                        notes.notification(
                            "warning",
                            "\(grouped(Self.mostListed)) of \(grouped(count)) breaches are listed, the worst of each rule; "
                                + "the JSON report has them all")
                    }
                }
                for group in (data?.faults ?? []) + (data?.leftOut ?? []) {
                    notes.notification("warning", "\(group.summary): \(grouped(group.count)) [\(group.code.id)]")
                }
            }
        }
    }

    private func writeResults(_ rules: SARIFRules, to list: inout JSONWriter) {
        if let judgement {
            let words = BreachWords(judgement, baseline: baseline)
            var room = Self.mostListed
            for group in listedBreaches(words) {
                room -= group.records.count
                for record in group.records { write(record, words, rules, to: &list) }
            }
            for record in judgement.verdicts.filter({ $0.verdict == .waived }).prefix(room) {
                write(record, words, rules, to: &list)
            }
        }
        for finding in findings {
            list.object(onOneLine: true) { result in
                result.pair("ruleId", finding.code.id)
                result.pair("ruleIndex", rules.indices[finding.code.id])
                result.pair("level", finding.level.rawValue)
                result.message(([finding.message] + finding.notes).map(\.clipped).joined(separator: "\n"))
                if let place = finding.place { result.locations("locations", place) }
            }
        }
    }

    private func write(
        _ record: VerdictRecord, _ words: BreachWords, _ rules: SARIFRules, to list: inout JSONWriter
    ) {
        let view = words.words.view(of: record)
        let rule = view.rule
        list.object(onOneLine: true) { result in
            result.pair("ruleId", rule.id)
            result.pair("ruleIndex", rules.indices[rule.id])
            result.pair("level", rule.severity.sarif)
            result.message(words.sentence(record))
            result.locations("locations", rule.place)
            if let lead = view.lead {
                result.key("relatedLocations")
                result.list { $0.location(ofLead: lead, leadPlace(record)) }
            }
            result.key("partialFingerprints")
            result.object { $0.pair("obligation/v1", words.words.fingerprint(of: record)) }
            if baseline != nil {
                result.pair("baselineState", words.since(record) == nil ? "new" : "unchanged")
            }
            result.key("suppressions")
            result.list { list in
                if record.verdict == .waived { list.suppression("external", view.reason) }
            }
            result.key("properties")
            result.object { properties in
                properties.pair("verdict", view.verdict.name)
                properties.pair("party", rule.party)
                properties.pair("lead", view.lead)
                properties.pair("owner", words.owner(of: view))
                if record.due != missing {
                    properties.key("due")
                    properties.value(instant: record.due)
                }
                properties.pair("since", words.since(record))
            }
        }
    }

    /// Where the row of a lead stands; without a line where the snapshot does not know it.
    private func leadPlace(_ record: VerdictRecord) -> (path: String, line: Int?) {
        let line = judgement?.snapshot.leads.lines.map { Int($0[Int(record.lead)]) }
        return (leadsPath ?? snapshotPath, leadsPath == nil ? nil : line)
    }
}

/// The rules that results refer to: those of the agreement, and the kinds of findings that occur.
private struct SARIFRules {
    private let rules: [Rule]
    private let codes: [Code]
    /// By id: the place among all.
    let indices: [String: Int]

    init(_ report: CheckReport) {
        var indices: [String: Int] = [:]
        var rules: [Rule] = []
        for rule in report.judgement?.rules.map(\.rule) ?? [] where indices[rule.id] == nil {
            indices[rule.id] = rules.count
            rules.append(rule)
        }
        var codes: [Code] = []
        for finding in report.findings where indices[finding.code.id] == nil {
            indices[finding.code.id] = rules.count + codes.count
            codes.append(finding.code)
        }
        self.rules = rules
        self.codes = codes
        self.indices = indices
    }

    func write(to list: inout JSONWriter) {
        for rule in rules {
            list.object(onOneLine: true) { object in
                object.pair("id", rule.id)
                object.key("shortDescription")
                object.object { $0.pair("text", rule.says?.onOneLine ?? rule.id) }
                object.key("defaultConfiguration")
                object.object { $0.pair("level", rule.severity.sarif) }
                object.key("properties")
                object.object { properties in
                    properties.pair("kind", rule.kind.name)
                    properties.pair("party", rule.party)
                    properties.pair("severity", rule.severity.rawValue)
                }
            }
        }
        for code in codes {
            list.object(onOneLine: true) { object in
                object.pair("id", code.id)
                object.key("shortDescription")
                object.object { $0.pair("text", code.title) }
                object.key("help")
                object.object { $0.pair("text", code.page) }
            }
        }
    }
}

extension RuleSeverity {
    fileprivate var sarif: String {
        switch self {
        case .critical: "error"
        case .major: "warning"
        case .minor: "note"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func message(_ text: String) {
        key("message")
        object { $0.pair("text", text) }
    }

    fileprivate mutating func notification(_ level: String, _ text: String) {
        object(onOneLine: true) { note in
            note.pair("level", level)
            note.message(text)
        }
    }

    fileprivate mutating func suppression(_ kind: String, _ justification: String) {
        object { suppression in
            suppression.pair("kind", kind)
            suppression.pair("status", "accepted")
            suppression.pair("justification", justification)
        }
    }

    fileprivate mutating func locations(_ name: String, _ place: Place) {
        key(name)
        list { list in
            list.object { location in
                location.key("physicalLocation")
                location.object { physical in
                    physical.artifact(place.path)
                    physical.key("region")
                    physical.object { region in
                        region.pair("startLine", max(1, place.range.lowerBound.line))
                        region.pair("startColumn", max(1, place.range.lowerBound.column))
                    }
                }
            }
        }
    }

    fileprivate mutating func location(ofLead lead: String, _ place: (path: String, line: Int?)) {
        object { location in
            location.pair("id", 0)
            location.key("physicalLocation")
            location.object { physical in
                physical.artifact(place.path)
                if let line = place.line {
                    physical.key("region")
                    physical.object { $0.pair("startLine", line) }
                }
            }
            location.key("logicalLocations")
            location.list { list in
                list.object { logical in
                    logical.pair("name", lead)
                    logical.pair("kind", "lead")
                }
            }
            location.message("the row of the lead")
        }
    }

    private mutating func artifact(_ path: String) {
        key("artifactLocation")
        object { $0.pair("uri", path.hasPrefix("/") ? "file://\(path.inURI)" : path.inURI) }
    }
}
