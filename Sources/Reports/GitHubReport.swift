import Agreements
import BusinessTime
import Compliance
import Findings
import Snapshots

/// Annotations of a GitHub workflow, folded by rule: `::error file=agreement.yaml,line=58,col=5,title=…::…`.
///
/// GitHub shows ten errors, ten warnings and ten notices a step and drops the rest without a word; so no more are written, and
/// the last says how many there would be.
extension CheckReport {
    private enum Kind: String, CaseIterable { case error, warning, notice }

    private struct Annotation {
        var kind: Kind
        var place: Place?
        var title: String
        var lines: [String]
    }

    private static let mostOfAKind = 10
    /// Leads named in one annotation: it is read in a margin.
    private static let leadsNamed = 10

    func writeGitHub(to out: consuming ByteWriter) {
        out.write(answer.onOneLine + "\n")
        let annotations = annotations()
        for kind in Kind.allCases {
            let all = annotations.filter { $0.kind == kind }
            let shown = all.count > Self.mostOfAKind ? all.prefix(Self.mostOfAKind - 1) : all[...]
            for annotation in shown { write(annotation, to: &out) }
            guard shown.count < all.count else { continue }
            let rest = all.dropFirst(shown.count)
            let title = "\(grouped(rest.count)) more \(kind.rawValue)s"
            write(
                Annotation(
                    kind: kind, place: rest.first?.place, title: title,
                    lines: ["GitHub shows ten a step; left out:"] + rest.prefix(50).map(\.title)), to: &out)
        }
        out.flush()
    }

    private func annotations() -> [Annotation] {
        var annotations: [Annotation] = []
        if let judgement {
            let words = BreachWords(judgement, baseline: baseline)
            let groups = listedBreaches(words, atMost: .max)
            for group in groups { annotations.append(annotation(of: group, words)) }
            for (index, result) in judgement.rules.enumerated() {
                guard result.goal?.isMissed == true, !groups.contains(where: { $0.index == index }) else { continue }
                annotations.append(
                    Annotation(
                        kind: goalsFailGate && baseline == nil ? .error : .warning, place: result.rule.place,
                        title: "\(result.rule.id): goal missed".onOneLine, lines: [goalWords(result)]))
            }
        }
        for finding in findings where finding.level > .note {
            annotations.append(
                Annotation(
                    kind: finding.level == .error ? .error : .warning, place: finding.place,
                    title: "\(finding.code.title) (\(finding.code.id))",
                    lines: [finding.message.clipped] + finding.notes.map(\.clipped)))
        }
        for (group, isFault) in (data?.faults ?? []).map({ ($0, true) }) + (data?.leftOut ?? []).map({ ($0, false) }) {
            annotations.append(
                Annotation(
                    kind: isFault ? .error : .warning, place: group.first.first?.place,
                    title: "\(group.code.title) (\(group.code.id))",
                    lines: ["\(group.summary): \(grouped(group.count))"] + group.first.prefix(3).map(\.message.clipped))
            )
        }
        return annotations
    }

    private func annotation(of group: BreachGroup, _ words: BreachWords) -> Annotation {
        let rule = group.result.rule
        let fresh = baseline.map { $0.fresh[group.index] } ?? group.count
        let isMissed = group.result.goal?.isMissed == true
        let fails = fresh > 0 && (failsGate(rule) || isMissed && goalsFailGate)
        let kind: Kind = fails ? .error : fresh > 0 && rule.severity > .minor ? .warning : .notice
        var lines = [rule.says?.onOneLine].compactMap(\.self)
        if isMissed { lines.append(goalWords(group.result)) }
        if let baseline, baseline.fresh[group.index] < group.count {
            lines.append("\(grouped(fresh)) new, \(grouped(group.count - fresh)) known to the baseline")
        }
        lines += group.records.prefix(Self.leadsNamed).map { words.line($0).shortened(to: 300) }
        if group.count > Self.leadsNamed { lines.append("and \(grouped(group.count - Self.leadsNamed)) more") }
        lines.append("Instants are in \(words.time.zone.identifier).")
        return Annotation(kind: kind, place: rule.place, title: group.title, lines: lines)
    }

    private func write(_ annotation: Annotation, to out: inout ByteWriter) {
        var properties: [String] = []
        if let place = annotation.place {
            let start = place.range.lowerBound
            properties = ["file=\(place.path.inProperty)", "line=\(start.line)", "col=\(start.column)"]
        }
        properties.append("title=\(annotation.title.onOneLine.inProperty)")
        let message = annotation.lines.map(\.onOneLine).joined(separator: "\n")
        out.write("::\(annotation.kind.rawValue) \(properties.joined(separator: ","))::\(message.inCommand)\n")
    }
}

extension CheckReport {
    /// `79.4 % kept, 95 % agreed; p90 14 h 00 min, 6 business hours agreed`.
    func goalWords(_ result: RuleResult) -> String {
        guard let goal = result.goal else { return "" }
        var parts: [String] = []
        if let wanted = goal.wanted, let reached = goal.reached {
            parts.append("\(percentage(reached)) kept, \(percentage(wanted)) agreed")
        }
        parts += goal.quantiles.map { words($0) }
        return parts.joined(separator: "; ")
    }
}

extension String {
    /// As the text of a workflow command.
    fileprivate var inCommand: String { escaped([("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]) }
    /// As the value of a property of one.
    fileprivate var inProperty: String {
        escaped([("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")])
    }

    private func escaped(_ signs: [(Unicode.Scalar, String)]) -> String {
        unicodeScalars.reduce(into: "") { text, scalar in
            if let sign = signs.first(where: { $0.0 == scalar }) {
                text += sign.1
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}
