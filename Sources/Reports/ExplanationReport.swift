import Agreements
import BusinessTime
import Columns
import Compliance

/// How a lead's verdicts came about, for a person: what happened, what counted, window by window.
public struct ExplanationReport: Sendable {
    private let explanation: Explanation
    private let zone: Zone
    private let style: Style
    private let isBrief: Bool

    /// - Parameters:
    ///   - zone: The agreement's; instants of a clock with a calendar are shown in the calendar's.
    ///   - isBrief: Leaves out what happened to the lead where no clock runs: one of many rules was asked for.
    public init(_ explanation: Explanation, zone: Zone, style: Style, isBrief: Bool) {
        self.explanation = explanation
        self.zone = zone
        self.style = style
        self.isBrief = isBrief
    }

    public func write(to out: consuming ByteWriter) {
        let rule = explanation.rule
        let owed = [rule.severity.rawValue, rule.party].compactMap(\.self).joined(separator: ", ")
        out.write("\(style.strong("\(explanation.lead.onOneLine) under \(rule.id)")) (\(owed))")
        out.write(style.faint("  \(rule.place.label)") + "\n")
        if let says = rule.says { out.write("  \(says.onOneLine)\n") }
        if let reason = explanation.outOfScope { out.write("  No verdict: \(reason.onOneLine).\n") }
        for account in explanation.clocks { writeVerdict(account, to: &out) }
        let hasClock = explanation.clocks.contains { $0.record.due != missing }
        if hasClock || !isBrief { writeTimeline(to: &out) }
        for account in explanation.clocks where !account.stretches.isEmpty { writeStretches(account, to: &out) }
        out.flush()
    }

    private var time: LocalTime { LocalTime(zone: explanation.clocks.first?.calendar?.zone ?? zone) }

    private func writeVerdict(_ account: Explanation.Account, to out: inout ByteWriter) {
        let record = account.record
        let view = account.view
        let verdict = [record.verdict.name, record.verdict.kind].compactMap(\.self).joined(separator: ", ")
        let reason = view.reason.isEmpty ? "" : ": \(view.reason.onOneLine)"
        out.write("  \(record.verdict.isBreach ? style.bad(verdict) : style.strong(verdict))\(reason)\n")
        var facts = TextTable(indentation: 4)
        if record.start != missing { facts.addRow(["start", .init(time.instant(record.start))]) }
        if record.due != missing { facts.addRow(["due", .init(time.instant(record.due))]) }
        if record.satisfiedAt != missing { facts.addRow(["satisfied", .init(time.instant(record.satisfiedAt))]) }
        if let target = view.target { facts.addRow(["target", .init(target)]) }
        if let owner = view.owner ?? view.ownerID {
            let more = [view.team.map { "team \($0)" }, view.manager.map { "manager \($0)" }].compactMap(\.self)
            facts.addRow([
                "owner", .init((owner + (more.isEmpty ? "" : " (\(more.joined(separator: ", ")))")).onOneLine),
            ])
        }
        for (index, pause) in account.pauses.enumerated() {
            let until = pause.range.upperBound == Int64.max ? "" : " " + time.instant(pause.range.upperBound)
            facts.addRow([
                index == 0 ? "paused" : "",
                .init("\(time.instant(pause.range.lowerBound)) –\(until) (\(pause.reason.onOneLine))"),
            ])
        }
        if account.holders.count > 1 { facts.addRow(["held by", .init(words(account.holders))]) }
        facts.write(to: &out)
    }

    /// `Ute Krämer 1 h 30 min, Max Roth 20 min`.
    private func words(_ holders: [Explanation.Holder]) -> String {
        holders.map { holder in
            let name = holder.name?.onOneLine ?? "somebody unknown"
            return "\(name) \(Duration.words(holder.used, business: holder.isBusinessTime))"
        }.joined(separator: ", ")
    }

    private func writeTimeline(to out: inout ByteWriter) {
        guard !explanation.timeline.isEmpty else { return }
        out.write("\n\(style.strong("What happened")) (\(time.zone.identifier))\n")
        var table = TextTable(indentation: 2)
        for entry in explanation.timeline {
            table.addRow([
                .init(time.instant(entry.at)), .init(entry.text.onOneLine),
                .init(entry.remark?.onOneLine ?? "", style.faint),
            ])
        }
        table.write(to: &out)
    }

    private func writeStretches(_ account: Explanation.Account, to out: inout ByteWriter) {
        let time = LocalTime(zone: account.calendar?.zone ?? zone)
        let name = account.calendar.map { " on the calendar \($0.name)" } ?? ""
        out.write("\n\(style.strong("What counted"))\(name) (\(time.zone.identifier))\n")
        var table = TextTable(indentation: 2)
        let (shown, folded) = folding(account.stretches, due: account.record.due)
        for stretch in shown {
            table.addRow([.init(days(stretch, time)), .init(hours(stretch, time)), .init(words(stretch))])
        }
        if let first = folded.first, let last = folded.last {
            let counted = folded.reduce(0) { $0 + $1.counted }
            table.addRow([
                .init("\(time.date(first.days.lowerBound)) – \(time.date(last.days.upperBound))"), "",
                .init("\(Duration.words(counted, business: true)) on the days up to the end"),
            ])
        }
        let total = account.stretches.reduce(0) { $0 + $1.counted }
        let whole = account.view.target.map { " of \($0)" } ?? ""
        table.addRow(["used", "", .init(Duration.words(total, business: true) + whole)])
        table.write(to: &out)
    }

    /// Of a clock that ran on for weeks, what is looked at: up to when it was due and a little more. The rest, which nobody
    /// adds up by hand, in one line.
    private func folding(_ stretches: [Stretch], due: Int64) -> (
        shown: ArraySlice<Stretch>, folded: ArraySlice<Stretch>
    ) {
        let dueIndex = due == missing ? nil : stretches.firstIndex { $0.range.upperBound >= due }
        let shown = max(12, (dueIndex ?? 0) + 4)
        guard stretches.count > shown + 2 else { return (stretches[...], []) }
        return (stretches[..<shown], stretches[shown...])
    }

    private func days(_ stretch: Stretch, _ time: LocalTime) -> String {
        let first = time.date(stretch.days.lowerBound)
        return stretch.days.count == 1 ? first : "\(first) – \(time.date(stretch.days.upperBound))"
    }

    private func hours(_ stretch: Stretch, _ time: LocalTime) -> String {
        switch stretch.kind {
        case .open, .paused:
            "\(time.timeOfDay(stretch.range.lowerBound))–\(time.timeOfDay(stretch.range.upperBound))"
        case .holiday, .closed, .skipped: ""
        }
    }

    private func words(_ stretch: Stretch) -> String {
        switch stretch.kind {
        case .open(let name):
            Duration.words(stretch.counted, business: true) + (name.map { " (\($0.onOneLine))" } ?? "")
        case .paused: "paused"
        case .holiday(let name): "holiday" + (name.map { ": \($0.onOneLine)" } ?? "")
        case .closed: stretch.days.allSatisfy { CivilDate.weekday($0) >= 5 } ? "weekend" : "closed"
        case .skipped: "skipped by the clock change"
        }
    }
}
