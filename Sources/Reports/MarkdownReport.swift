import Agreements
import Compliance
import Findings
import Snapshots

/// The report as GitHub-flavoured Markdown: for a comment on a change, or the summary of a build.
extension CheckReport {
    /// Breaches listed of one rule.
    private static let rowsOfARule = 25
    /// No table begins, and none goes on, past so many bytes: GitHub refuses a summary of 1 MiB.
    private static let mostBytes = 900_000

    func writeMarkdown(to out: consuming ByteWriter) {
        var text = "### \(answer.inMarkdown)\n"
        if let judgement {
            let words = BreachWords(judgement, baseline: baseline)
            text += "\n\(frame(judgement, words.time).inMarkdown)\n"
            text += "\nAgreement \(acceptanceWords(judgement).onOneLine.inMarkdown).\n"
            for line in standing(judgement) { text += "\n\(line.inMarkdown)\n" }
            text += goalTable(judgement)
            text += breachTables(words, room: Self.mostBytes - text.utf8.count)
        }
        text += findingList(room: Self.mostBytes - text.utf8.count)
        out.write(text)
        out.flush()
    }

    private func goalTable(_ judgement: Judgement) -> String {
        var text = "\n| rule | owed by | severity | kept | goal | met | breached | open | waived | unknown |\n"
        text += "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        for result in judgement.rules where result.rule.section != .metrics {
            let isMissed = result.goal?.isMissed == true
            let kept = result.isRefused ? "not judged" : result.attainment.map(percentage) ?? "–"
            let goal =
                result.goal?.wanted.map { percentage($0) + (isMissed ? ", missed" : "") } ?? (isMissed ? "missed" : "")
            let counts = [
                result[.met], result.breaches, result[.open] + result[.atRisk], result[.waived], result[.unknown],
            ].map(grouped)
            let cells = [result.rule.id.onOneLine, result.rule.party ?? "", result.rule.severity.rawValue, kept, goal]
            text += row(cells + counts)
        }
        return text
    }

    private func breachTables(_ words: BreachWords, room: Int) -> String {
        var text = ""
        let groups = listedBreaches(words, atMost: .max)
        for (number, group) in groups.enumerated() {
            guard text.utf8.count < room else {
                let rest = groups[number...].reduce(0) { $0 + $1.count }
                text += "\n\(counted(rest, "more breach is", "more breaches are")) left out here; "
                text += "the JSON report lists them all.\n"
                break
            }
            let rule = group.result.rule
            text += "\n#### \(group.title.inMarkdown)\n\n"
            text += rule.says.map { "\($0.onOneLine.inMarkdown)  \n" } ?? ""
            text += "Clause: `\(rule.place.label.replacing("`", with: "'"))`\n\n"
            text += "| lead | owner | due | late by | what happened |\(baseline == nil ? "" : " known since |")\n"
            text += "| --- | --- | --- | --- | --- |\(baseline == nil ? "" : " --- |")\n"
            var shown = 0
            for record in group.records.prefix(Self.rowsOfARule) where text.utf8.count < room {
                let view = words.words.view(of: record)
                let cells = [
                    view.subject.onOneLine.shortened(to: 80), words.owner(of: view)?.shortened(to: 60) ?? "",
                    words.due(record) ?? "", words.lateness(record) ?? "", view.reason.onOneLine.shortened(to: 400),
                ]
                text += row(baseline == nil ? cells : cells + [words.since(record) ?? "new"])
                shown += 1
            }
            if group.count > shown { text += "\nand \(grouped(group.count - shown)) more.\n" }
        }
        return text
    }

    private func findingList(room: Int) -> String {
        var lines = findings.filter { $0.level > .note }.map { finding in
            let place = finding.place.map { "\($0.label): " } ?? ""
            return
                "**\(finding.level.rawValue)** \(place.inMarkdown)\(finding.message.clipped.onOneLine.inMarkdown) (\(finding.code.id))"
        }
        for (group, level) in (data?.faults ?? []).map({ ($0, "error") })
            + (data?.leftOut ?? []).map({ ($0, "warning") })
        {
            lines.append(
                "**\(level)** \(group.summary.onOneLine.inMarkdown): \(grouped(group.count)) (\(group.code.id))")
        }
        if lines.isEmpty { return "" }
        var text = "\n#### Findings\n\n"
        for (number, line) in lines.enumerated() {
            guard text.utf8.count < room else {
                text += "- and \(grouped(lines.count - number)) more\n"
                break
            }
            text += "- \(line)\n"
        }
        return text
    }

    private func row(_ cells: [String]) -> String { "| " + cells.map(\.inMarkdown).joined(separator: " | ") + " |\n" }
}
