import BusinessTime
import Cases
import Compliance
import Findings

/// What testing agreements came to.
public struct TestReport: Sendable {
    /// A test file with what came of its cases; none where it could not be read.
    public struct File: Sendable {
        public var path: String
        public var agreementPath: String?
        public var results: [CaseResult]

        public init(path: String, agreementPath: String?, results: [CaseResult]) {
            self.path = path
            self.agreementPath = agreementPath
            self.results = results
        }
    }

    public var files: [File]
    /// Of the files and of the agreements that they name, in the order of the files; those of single cases are with them.
    public var findings: [Finding]
    /// Cases that `--run` left out.
    public var skipped: Int
    public var version: String

    public init(files: [File], findings: [Finding], skipped: Int, version: String) {
        self.files = files
        self.findings = findings
        self.skipped = skipped
        self.version = version
    }

    public var outcome: Outcome {
        if findings.hasErrors || results.contains(where: { !$0.findings.isEmpty }) { return .agreementWrong }
        return results.allSatisfy(\.passed) ? .passed : .gateFailed
    }

    var results: [CaseResult] { files.flatMap(\.results) }

    /// The shapes it comes in.
    public enum Format: String, Hashable, Sendable, CaseIterable { case text, json, junit }

    /// Writes the report in a format, to its end.
    ///
    /// - Parameters:
    ///   - sources: The texts whose lines are shown beside findings.
    ///   - isBrief: Leaves out the cases that passed; of text alone.
    public func write(
        as format: Format, sources: [SourceText], style: Style, isBrief: Bool, to out: consuming ByteWriter
    ) {
        switch format {
        case .text: writeText(sources: sources, style: style, isBrief: isBrief, to: out)
        case .json: writeJSON(to: out)
        case .junit: writeJUnit(to: out)
        }
    }

    // MARK: Text

    private func writeText(sources: [SourceText], style: Style, isBrief: Bool, to out: consuming ByteWriter) {
        let text = FindingText(sources: sources, style: style.ofFindings)
        for finding in findings { out.write(text.full(finding) + "\n\n") }
        for file in files where !file.results.isEmpty {
            out.write(style.strong(file.path.onOneLine))
            out.write(file.agreementPath.map { " (\($0.onOneLine))" } ?? "")
            out.write("\n")
            for result in file.results where !isBrief || !result.passed {
                out.write("  \(result.passed ? style.good("ok") : style.bad("FAIL"))  \(result.test.name.onOneLine)\n")
                for line in lines(of: result, style, text) { out.write(line.isEmpty ? "\n" : "      \(line)\n") }
            }
        }
        out.write(answer + "\n")
        out.flush()
    }

    /// The whole report in one sentence.
    public var answer: String {
        let failed = results.count { !$0.passed && $0.findings.isEmpty }
        let broken = results.count { !$0.findings.isEmpty }
        let errors = findings.count { $0.level == .error }
        let more = skipped == 0 ? "" : "; \(counted(skipped, "case was", "cases were")) not asked for"
        if errors > 0, results.isEmpty {
            return "Nothing was tested: \(counted(errors, "error", "errors")) to mend first."
        }
        var parts: [String] = []
        if errors > 0 { parts.append(counted(errors, "error", "errors") + " in the files") }
        if broken > 0 { parts.append(counted(broken, "case", "cases") + " could not be judged") }
        if failed > 0 { parts.append("\(grouped(failed)) of \(counted(results.count, "case", "cases")) failed") }
        if parts.isEmpty { return "\(counted(results.count, "case", "cases")) passed\(more)." }
        return "\(parts.joined(separator: ", "))\(more)."
    }

    /// What went wrong with a case, and why.
    func lines(of result: CaseResult, _ style: Style, _ text: FindingText) -> [String] {
        var lines = result.findings.flatMap { text.full($0).components }
        let time = LocalTime(zone: result.test.zone)
        for step in result.steps where !step.differences.isEmpty {
            lines.append(
                "as of \(time.instant(step.step.asOf)) (\(time.zone.identifier))"
                    + style.faint("  \(step.step.place.label)"))
            for difference in step.differences {
                lines += self.lines(of: difference, time, style).map { $0.isEmpty ? "" : "  \($0)" }
            }
            for warning in step.warnings { lines.append("  warning: \(warning.message.onOneLine)") }
        }
        return lines
    }

    private func lines(of difference: Difference, _ time: LocalTime, _ style: Style) -> [String] {
        let subject = difference.subject.map { " of \($0.onOneLine)" } ?? ""
        let headline =
            switch difference.kind {
            case .missing: "\(difference.rule)\(subject): this verdict is expected, and there is none"
            case .unexpected: "\(difference.rule)\(subject): this verdict came, and is not expected"
            case .differs: "\(difference.rule)\(subject): the verdict is not as expected"
            }
        var lines = [headline + style.faint("  \(difference.place.label)")]
        let width = difference.fields.map(\.name.displayWidth).max() ?? 0
        for field in difference.fields {
            let name = field.name.padded(to: width)
            if field.isDifferent || field.got == nil, let expected = field.expected {
                lines.append("  \(name)  expected \(style.good(words(expected, time)))")
                let got = field.got.map { style.bad(words($0, time)) }
                if let got { lines.append("  \(String(repeating: " ", count: width))  got      \(got)") }
            } else if let got = field.got {
                lines.append("  \(name)  \(words(got, time))")
            }
        }
        lines.append("  why\(String(repeating: " ", count: max(0, width - 3)))  \(difference.reason.onOneLine)")
        guard let timeline = difference.explanation?.timeline, !timeline.isEmpty else { return lines }
        let calendar = difference.explanation?.clocks.first?.calendar.map { LocalTime(zone: $0.zone) } ?? time
        if calendar.zone != time.zone { lines.append("  in \(calendar.zone.identifier):") }
        let stamps = timeline.map { calendar.instant($0.at) }
        let (stamp, entry) = (stamps.map(\.count).max() ?? 0, timeline.map(\.text.onOneLine.displayWidth).max() ?? 0)
        for (at, event) in zip(stamps, timeline) {
            let remark = event.remark.map { "  " + $0.onOneLine } ?? ""
            let text = event.text.onOneLine
            lines.append(
                "    \(at.padded(to: stamp))  \(remark.isEmpty ? text : text.padded(to: entry))" + style.faint(remark))
        }
        return lines
    }

    private func words(_ value: Difference.Value, _ time: LocalTime) -> String {
        switch value {
        case .none: "nothing"
        case .text(let text): text.onOneLine
        case .instant(let instant): time.instant(instant)
        case .duration(let length, let isBusinessTime):
            (isBusinessTime ? Target.businessTime(milliseconds: length) : .elapsed(milliseconds: length)).text
        }
    }

    // MARK: JSON

    /// `leadpact_test_report` is the version of the format.
    private func writeJSON(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.pair("leadpact_test_report", 1)
            json.pair("leadpact", version)
            json.pair("exit_code", Int(outcome.rawValue))
            json.pair("cases", results.count)
            json.pair("passed", results.count { $0.passed })
            json.pair("skipped", skipped)
            json.key("files")
            json.list { list in
                for file in files {
                    list.object { object in
                        object.pair("path", file.path)
                        object.pair("agreement", file.agreementPath)
                        object.key("cases")
                        object.list { list in
                            for result in file.results { list.value(result) }
                        }
                    }
                }
            }
            json.key("findings")
            json.list { list in
                for finding in findings { list.value(finding) }
            }
        }
        json.finish()
    }

    // MARK: JUnit

    /// The shape that build servers read (`testsuites`, one `testsuite` a file, one `testcase` a case).
    private func writeJUnit(to out: consuming ByteWriter) {
        let plain = FindingText(sources: [])
        let errors = results.count { !$0.findings.isEmpty } + (findings.hasErrors ? 1 : 0)
        let failures = results.count { !$0.passed && $0.findings.isEmpty }
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        out.write(
            "<testsuites name=\"leadpact\" tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\">\n")
        for file in files {
            let broken = file.results.count { !$0.findings.isEmpty }
            let failed = file.results.count { !$0.passed && $0.findings.isEmpty }
            out.write(
                "  <testsuite name=\"\(file.path.inXML)\" tests=\"\(file.results.count)\" failures=\"\(failed)\" "
                    + "errors=\"\(broken)\">\n")
            for result in file.results {
                let line = result.test.place.range.lowerBound.line
                out.write(
                    "    <testcase name=\"\(result.test.name.inXML)\" classname=\"\(file.path.inXML)\" "
                        + "file=\"\(file.path.inXML)\" line=\"\(line)\"")
                if result.passed {
                    out.write("/>\n")
                    continue
                }
                let kind = result.findings.isEmpty ? "failure" : "error"
                let text = lines(of: result, .plain, plain).joined(separator: "\n")
                out.write(">\n      <\(kind) message=\"\(summary(of: result).inXML)\">\(text.inXML)</\(kind)>\n")
                out.write("    </testcase>\n")
            }
            out.write("  </testsuite>\n")
        }
        if findings.hasErrors {
            let text = findings.map { plain.full($0) }.joined(separator: "\n")
            out.write("  <testsuite name=\"files\" tests=\"1\" failures=\"0\" errors=\"1\">\n")
            out.write("    <testcase name=\"can be read\" classname=\"files\">\n")
            out.write(
                "      <error message=\"\(answer.inXML)\">\(text.inXML)</error>\n    </testcase>\n  </testsuite>\n")
        }
        out.write("</testsuites>\n")
        out.flush()
    }

    private func summary(of result: CaseResult) -> String {
        if let finding = result.findings.first { return finding.message }
        let differences = result.steps.flatMap(\.differences)
        guard let first = differences.first else { return "failed" }
        let more = differences.count > 1 ? " and \(differences.count - 1) more" : ""
        return [first.rule, first.subject].compactMap(\.self).joined(separator: " ") + ": \(first.reason)\(more)"
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ result: CaseResult) {
        object { object in
            object.pair("name", result.test.name)
            object.pair("line", result.test.place.range.lowerBound.line)
            object.pair("passed", result.passed)
            object.key("findings")
            object.list { list in
                for finding in result.findings { list.value(finding) }
            }
            object.key("steps")
            object.list { list in
                for step in result.steps {
                    list.object { object in
                        object.key("as_of")
                        object.value(instant: step.step.asOf)
                        object.key("differences")
                        object.list { list in
                            for difference in step.differences { list.value(difference) }
                        }
                        object.pair("warnings", step.warnings.map(\.message))
                    }
                }
            }
        }
    }

    private mutating func value(_ difference: Difference) {
        object { object in
            object.pair("kind", "\(difference.kind)")
            object.pair("rule", difference.rule)
            object.pair("subject", difference.subject)
            object.pair("line", difference.place.range.lowerBound.line)
            object.key("fields")
            object.list { list in
                for field in difference.fields {
                    list.object(onOneLine: true) { object in
                        object.pair("name", field.name)
                        object.key("expected")
                        object.value(field.expected)
                        object.key("got")
                        object.value(field.got)
                    }
                }
            }
            object.pair("reason", difference.reason)
        }
    }

    /// Instants in UTC, lengths in seconds.
    private mutating func value(_ value: Difference.Value?) {
        switch value {
        case nil, .some(.none): null()
        case .text(let text): self.value(text)
        case .instant(let instant): self.value(instant: instant)
        case .duration(let length, _): self.value(secondsOf: length)
        }
    }
}

extension String {
    fileprivate var components: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
