import Agreements
import BusinessTime
import Columns
import Compliance
import Reports

extension Agenda {
    private var time: LocalTime { LocalTime(zone: zone) }

    private var summary: String {
        if count == 0 { return "Nothing is owed." }
        let late = groups.reduce(0) { $0 + $1.items.count { $0.verdict == .missed } }
        let atRisk = groups.reduce(0) { $0 + $1.items.count { $0.verdict == .atRisk } }
        let rest = late > 0 || atRisk > 0 ? ": \(grouped(late)) late, \(grouped(atRisk)) at risk" : ""
        return "\(counted(count, "thing is", "things are")) owed\(rest)."
    }

    private func heading(_ group: Group) -> String {
        let rep = group.rep ?? "Without a known owner"
        return "\(rep): \(counted(group.items.count, "thing", "things"))"
    }

    private func detail(_ group: Group) -> String { group.manager.map { "Manager: \($0)" } ?? "" }

    private func advice(_ item: Item) -> String {
        item.detail.isEmpty ? item.suggestion.rawValue : "\(item.suggestion.rawValue): \(item.detail)"
    }

    private func touched(_ item: Item) -> String { item.lastTouch == missing ? "never" : time.instant(item.lastTouch) }

    /// The agenda as its readers see it.
    ///
    /// - Parameter limit: Rows shown of one rep; the remainder is stated.
    public func page(limit: Int) -> Page {
        var page = Page(
            title: "Agenda: \(title)",
            subtitle: "as of \(time.instant(asOf)) (\(zone.identifier))", answer: summary,
            tone: count == 0
                ? .good : groups.contains { $0.items.contains { $0.verdict == .missed } } ? .bad : .warning,
            actions: [], colophon: "Written by leadpact \(version).")
        page.sections = groups.enumerated().map { index, group in
            let rows = group.items.prefix(limit).map { item -> [Page.Cell] in
                let tone: Page.Tone =
                    switch item.verdict {
                    case .missed: .bad
                    case .atRisk: .warning
                    default: .plain
                    }
                return [
                    .init(item.timeLeft, tone, order: item.due == missing ? .infinity : Double(item.due)),
                    .init(item.lead), .init(item.company ?? ""), .init(item.stage ?? ""),
                    .init(touched(item), order: Double(item.lastTouch)), .init(advice(item)), .init(item.owed),
                ]
            }
            let rest = group.items.count - rows.count
            let table = Page.Table(
                caption: "What is owed\(group.rep.map { " by \($0)" } ?? ""), the most urgent first",
                columns: ["When", "Lead", "Company", "Stage", "Last touch", "Do", "Owed"].map { .init(title: $0) },
                rows: Array(rows),
                rest: rest > 0 ? "\(grouped(rest)) more; --format csv lists them all." : nil)
            let blocks: [Page.Block] = (group.manager == nil ? [] : [.text(detail(group))]) + [.table(table)]
            return .init(id: "rep-\(index + 1)", title: heading(group), blocks: blocks)
        }
        return page
    }

    /// Lines for a terminal.
    public func writeText(limit: Int, to out: consuming ByteWriter) {
        out.write("\(summary)\n\("\(title) · as of \(time.instant(asOf)) (\(zone.identifier))".onOneLine)\n")
        for group in groups {
            out.write("\n\(heading(group).onOneLine)\(group.manager.map { " (manager \($0.onOneLine))" } ?? "")\n")
            var table = TextTable(indentation: 2)
            for item in group.items.prefix(limit) {
                table.addRow([
                    .init(item.timeLeft), .init(item.lead.onOneLine.shortened(to: 30)),
                    .init((item.company ?? "").onOneLine.shortened(to: 28)), .init(item.rule),
                    .init(item.lastTouch == missing ? "never touched" : "last touch \(touched(item))"),
                    .init(advice(item).onOneLine),
                ])
            }
            table.write(to: &out)
            let rest = group.items.count - limit
            if rest > 0 { out.write("  and \(grouped(rest)) more; --format csv lists them all\n") }
        }
        out.flush()
    }

    /// One row for each thing that is owed, as task lists of CRMs import it.
    public func writeCSV(to out: consuming ByteWriter) {
        out.write(
            "owner,manager,lead,company,stage,rule,severity,state,due,time_left,last_touch,suggestion,detail,owed\n")
        for group in groups {
            for item in group.items {
                let fields = [
                    group.rep ?? "", group.manager ?? "", item.lead, item.company ?? "", item.stage ?? "", item.rule,
                    item.severity.rawValue, item.verdict == .missed ? "late" : item.verdict.name,
                    item.due == missing ? "" : CivilDate.format(instant: item.due), item.timeLeft,
                    item.lastTouch == missing ? "" : CivilDate.format(instant: item.lastTouch),
                    item.suggestion.rawValue,
                    item.detail, item.owed,
                ]
                for (index, field) in fields.enumerated() {
                    if index > 0 { out.write(",") }
                    out.write(field: Array(field.onOneLine.utf8)[...])
                }
                out.write("\n")
            }
        }
        out.flush()
    }
}
