import Agreements
import Compliance
import Findings
import Snapshots

/// What stands in the way of a verdict: leads that the data cannot decide, faults of the data, rules that did not fit it.
extension CheckReport {
    /// Findings shown in full.
    private static let shownFindings = 20
    /// Undecided verdicts shown of one rule, and places shown of one cause.
    private static let shownOfACause = 3

    func writeUndecided(_ judgement: Judgement, _ style: Style, to out: inout ByteWriter) {
        for (index, records) in ranked(judgement.verdicts.filter { $0.verdict == .unknown }, of: judgement) {
            let rule = judgement.rules[index].rule
            let count = counted(
                records.count, "verdict that the data cannot decide", "verdicts that the data cannot decide")
            out.write("\n\(style.strong(rule.id)): \(count)")
            out.write(style.faint("  \(rule.place.label)") + "\n")
            var table = TextTable(indentation: 2)
            for record in records.prefix(Self.shownOfACause) {
                let view = judgement.view(of: record)
                table.addRow([.init(view.subject.onOneLine.shortened(to: 40)), .init(view.reason.onOneLine)])
            }
            table.write(to: &out)
            writeRest(records.count - Self.shownOfACause, style, to: &out)
        }
    }

    func writeFindings(_ text: FindingText, _ style: Style, to out: inout ByteWriter) {
        let groups = (data?.faults ?? []) + (data?.leftOut ?? []) + (data?.doubts ?? [])
        // Where nothing was judged, only what has to be mended is of interest.
        let shown = findings.filter { judgement != nil || $0.level > .note }
        if shown.isEmpty, groups.isEmpty { return }
        out.write(judgement == nil ? "\n" : "\n\(style.strong("Findings"))\n")
        for finding in shown.prefix(Self.shownFindings) {
            let isInFull = finding.level == .error || judgement == nil
            out.write((isInFull ? text.full(finding) : text.concise(finding)) + "\n")
            // What a warning says of the data is mended by what its notes say; the agreement's own are for lint.
            if !isInFull { writeNotes(of: finding, style, to: &out) }
        }
        if shown.count > Self.shownFindings {
            out.write("and \(grouped(shown.count - Self.shownFindings)) more; --format json lists them all\n")
        }
        for group in groups { write(group, text, style, to: &out) }
    }

    /// A cause with the number of its rows; of faults the first places, too.
    private func write(_ group: DataReport.Group, _ text: FindingText, _ style: Style, to out: inout ByteWriter) {
        let isFault = group.first.contains { $0.level == .error }
        let label = isFault ? style.bad("error:") : group.accepted == nil ? style.warning("warning:") : "accepted:"
        let first = isFault ? nil : group.first.first?.place.map { ", first at \($0.label)" }
        out.write("\(label) \(group.summary.onOneLine): \(grouped(group.count))\(first ?? "") ")
        out.write(style.faint("[\(group.code.id)]") + "\n")
        if let reason = group.accepted {
            out.write(style.faint("  = ") + reason.onOneLine + "\n")
            return
        }
        guard isFault else {
            if let first = group.first.first { writeNotes(of: first, style, to: &out) }
            return
        }
        for finding in group.first.prefix(Self.shownOfACause) { out.write("  " + text.concise(finding) + "\n") }
        writeRest(group.count - Self.shownOfACause, style, to: &out)
        if let first = group.first.first { writeNotes(of: first, style, to: &out) }
    }

    private func writeNotes(of finding: Finding, _ style: Style, to out: inout ByteWriter) {
        for note in finding.notes { out.write(style.faint("  = ") + note.onOneLine + "\n") }
    }

    private func writeRest(_ count: Int, _ style: Style, to out: inout ByteWriter) {
        if count > 0 { out.write(style.faint("  and \(grouped(count)) more\n")) }
    }
}
