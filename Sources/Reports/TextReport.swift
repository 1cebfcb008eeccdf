import Agreements
import BusinessTime
import Compliance
import Findings
import Snapshots

extension CheckReport {
    /// What a sales manager reads: the answer, goals by party, breaches by rule, the state of the data, what to do next.
    func writeText(_ text: FindingText, _ style: Style, to out: consuming ByteWriter) {
        out.write(colored(answer, style) + "\n")
        if let judgement {
            let time = LocalTime(zone: judgement.current.zone)
            out.write(style.faint(frame(judgement, time)) + "\n")
            let acceptance = judgement.current.acceptanceStates
            let line = "Agreement \(acceptanceWords(judgement)).".onOneLine
            out.write((acceptance.contains { $0.kind == .changed } ? style.warning(line) : style.faint(line)) + "\n")
            for line in standing(judgement) { out.write(style.faint(line.onOneLine) + "\n") }
            writeGoals(judgement, style, to: &out)
            writeYoungPeriod(judgement, to: &out)
            writeBreaches(judgement, time, style, to: &out)
            writeUndecided(judgement, style, to: &out)
        }
        writeFindings(text, style, to: &out)
        out.write("\n\(nextStep)\n")
        out.flush()
    }

    private func colored(_ answer: String, _ style: Style) -> String {
        switch outcome {
        case .passed: style.good(answer)
        case .gateFailed, .agreementWrong, .dataUnfit, .defect: style.bad(answer)
        }
    }

    /// Which agreement, which time: what the answer is about.
    func frame(_ judgement: Judgement, _ time: LocalTime) -> String {
        let agreement = judgement.current
        let period = judgement.period
        let name = (agreement.title ?? agreement.id).onOneLine
        var parts = [name, period.name + (period.isCurrent && period.isBounded ? " to date" : "")]
        parts.append("as of \(time.instant(judgement.snapshot.asOf)) (\(time.zone.identifier))")
        parts.append(counted(judgement.leadCount, "lead", "leads"))
        return parts.joined(separator: " · ")
    }
}

// MARK: - Goals

extension CheckReport {
    private func writeGoals(_ judgement: Judgement, _ style: Style, to out: inout ByteWriter) {
        out.write("\n\(style.strong("Goals"))\n")
        var sections: [(title: String, results: [RuleResult])] = []
        for result in judgement.rules {
            let title = result.rule.section == .metrics ? "metrics (reported, not owed)" : result.rule.party ?? "all"
            if let index = sections.firstIndex(where: { $0.title == title }) {
                sections[index].results.append(result)
            } else {
                sections.append((title, [result]))
            }
        }
        var table = TextTable(indentation: 4)
        for section in sections {
            table.addLine("  " + section.title)
            for result in section.results { table.addRow(goalRow(result, of: judgement, style)) }
        }
        table.write(to: &out)
    }

    private func goalRow(_ result: RuleResult, of judgement: Judgement, _ style: Style) -> [TextTable.Cell] {
        let name = TextTable.Cell(ruleName(result, of: judgement))
        if result.isRefused { return [name, "", "", .init("not judged", style.bad), "the data lacks what it needs"] }
        if let measured = result.measured {
            return [name, "", "", "", .init((words(measured) + undecided(result)).joined(separator: ", "))]
        }
        var details: [String] = []
        if result.rule.kind.isFigure {
            details += figures(result)
        } else if result.judged > 0 {
            let now = result.rule.kind.judgesThePresent ? ", as they are now" : ""
            details.append("\(grouped(result[.met])) of \(grouped(result.judged)) kept\(now)")
        }
        for quantile in result.goal?.quantiles ?? [] { details.append(words(quantile)) }
        if let goal = result.goal?.wanted, result.breaches > 0 {
            let allowed = allowedBreaches(goal, of: result.judged)
            details.append("\(counted(result.breaches, "breach", "breaches")), \(grouped(allowed)) allowed")
        }
        if !result.rule.kind.isFigure { details += undecided(result) }
        return [
            name,
            TextTable.Cell(result.rule.kind.isFigure ? "" : result.attainment.map(percentage) ?? "–", isRight: true),
            TextTable.Cell(result.goal?.wanted.map { "of \(percentage($0))" } ?? ""),
            state(result, style), TextTable.Cell(details.joined(separator: "; ")),
        ]
    }

    /// The verdicts that enter no share.
    private func undecided(_ result: RuleResult) -> [String] {
        [Verdict.open, .atRisk, .waived, .unknown, .void].filter { result[$0] > 0 }.map { verdict in
            "\(grouped(result[verdict])) \(verdict == .atRisk ? "at risk" : verdict.name)"
        }
    }

    /// `412 done: p50 2 h 05 min, p90 8 h 00 min`.
    private func words(_ measured: Measurement) -> [String] {
        var words = measured.quantiles.map { quantile in
            "p\(percentage(quantile.quantile).dropLast(2)) "
                + Duration.words(quantile.time, business: measured.isBusinessTime)
        }
        let done = "\(grouped(measured.count)) done"
        if words.isEmpty { return [done] }
        words[0] = "\(done): \(words[0])"
        return words
    }

    private func state(_ result: RuleResult, _ style: Style) -> TextTable.Cell {
        if result.rule.section == .metrics { return "" }
        if result.goal?.isMissed == true { return .init("missed", style.bad) }
        if result.judged == 0 {
            // How a lead was at some time in the past no snapshot says.
            if let period = judgement?.period, !period.isCurrent, period.isBounded, result.rule.kind.judgesThePresent {
                return .init("as of now only", style.faint)
            }
            return .init(result[.open] + result[.atRisk] > 0 ? "open" : "nothing due", style.faint)
        }
        if result.goal != nil { return .init("met", style.good) }
        return result.breaches > 0 ? .init("breached", style.warning) : .init("kept", style.good)
    }

    /// The newest periods of a volume or rate.
    private func figures(_ result: RuleResult) -> [String] {
        result.figures.suffix(3).map { "\($0.name): \($0.words)" }
    }

    func words(_ quantile: GoalResult.Quantile) -> String {
        let name = "p\(percentage(quantile.goal.quantile).dropLast(2))"
        guard let reached = quantile.reached else { return "\(name) –" }
        let time = Duration.words(reached, business: quantile.goal.limit.isBusinessTime)
        return "\(name) \(time), \(quantile.goal.limit.text) agreed"
    }

    /// The rule's id, with the file it stands in where several versions of the agreement have it.
    private func ruleName(_ result: RuleResult, of judgement: Judgement) -> String {
        let isInSeveral = judgement.rules.count { $0.rule.id == result.rule.id } > 1
        return isInSeveral ? "\(result.rule.id) (\(result.rule.place.path.onOneLine))" : result.rule.id
    }
}

extension Rule.Kind {
    /// Volumes and rates, which judge periods and not leads.
    package var isFigure: Bool {
        switch self {
        case .volume, .rate: true
        case .clock, .cadence, .require, .unique: false
        }
    }
}

// MARK: - A period that has only begun

extension CheckReport {
    /// On the first days of a quarter little has fallen due: the breaches of the last one must not look forgotten.
    private func writeYoungPeriod(_ judgement: Judgement, to out: inout ByteWriter) {
        let period = judgement.period
        let names = notYetDue(judgement).joined(separator: ", ")
        if names.isEmpty { return }
        out.write("\nNothing of \(names) fell due in \(period.name) so far; --period last judges the one before.\n")
    }
}

extension Rule.Kind {
    /// Whether its verdicts belong to the period in which they fall due; others judge leads as they are now, or periods.
    var hasDueDates: Bool {
        switch self {
        case .clock, .cadence: true
        case .require, .unique, .volume, .rate: false
        }
    }

    /// Whether it judges leads as they are now, whatever the period.
    fileprivate var judgesThePresent: Bool {
        switch self {
        case .require, .unique: true
        case .clock, .cadence, .volume, .rate: false
        }
    }
}

// MARK: - Breaches

extension CheckReport {
    /// Breaches shown of one rule.
    private static let shownOfARule = 10

    private func writeBreaches(_ judgement: Judgement, _ time: LocalTime, _ style: Style, to out: inout ByteWriter) {
        let words = BreachWords(judgement, baseline: baseline)
        for (index, records) in ranked(shownBreaches(of: judgement), of: judgement) {
            writeGroup(index, records, "", words, style, to: &out)
        }
        let hidden = judgement.rules.filter { $0.rule.severity < shownSeverity }.reduce(0) { $0 + $1.breaches }
        if hidden > 0 {
            let count = counted(hidden, "breach", "breaches")
            out.write("\n\(count) of rules less severe than \(shownSeverity.rawValue) not shown.\n")
        }
        guard !judgement.carriedOver.isEmpty else { return }
        if listsCarriedOver {
            for (index, records) in ranked(judgement.carriedOver, of: judgement) {
                writeGroup(index, records, " of earlier periods, unanswered", words, style, to: &out)
            }
        } else {
            let count = counted(judgement.carriedOver.count, "breach", "breaches")
            out.write("\n\(count) of earlier periods still unanswered (--carried-over lists them).\n")
        }
    }

    /// The worst rule first: by severity, then by the number of breaches, then in the order of the agreement.
    func ranked(_ records: [VerdictRecord], of judgement: Judgement) -> [(rule: Int, records: [VerdictRecord])] {
        Dictionary(grouping: records) { Int($0.rule) }.sorted { a, b in
            let (first, second) = (judgement.rules[a.key].rule, judgement.rules[b.key].rule)
            if first.severity != second.severity { return first.severity > second.severity }
            return a.value.count != b.value.count ? a.value.count > b.value.count : a.key < b.key
        }.map { ($0.key, $0.value) }
    }

    private func writeGroup(
        _ index: Int, _ records: [VerdictRecord], _ remark: String, _ words: BreachWords, _ style: Style,
        to out: inout ByteWriter
    ) {
        let rule = words.judgement.rules[index].rule
        let count = counted(records.count, "breach", "breaches")
        let owed = [rule.severity.rawValue, rule.party].compactMap(\.self).joined(separator: ", ")
        out.write("\n\(style.strong(rule.id)): \(count)\(remark) (\(owed))")
        out.write(style.faint("  \(rule.place.label)") + "\n")
        if let says = rule.says { out.write("  \(says.onOneLine)\n") }
        var table = TextTable(indentation: 2)
        for record in words.worstFirst(records).prefix(Self.shownOfARule) {
            let view = words.words.view(of: record)
            table.addRow([
                .init(view.subject.onOneLine.shortened(to: 40)),
                .init((view.owner ?? view.ownerID ?? "").onOneLine.shortened(to: 24)),
                .init(words.due(record).map { "due \($0)" } ?? ""),
                .init(view.reason.onOneLine),
                .init(baseline == nil ? "" : words.age(record) ?? "new"),
            ])
        }
        table.write(to: &out)
        if records.count > Self.shownOfARule {
            let rest = grouped(records.count - Self.shownOfARule)
            let period = words.judgement.period
            let chosen = period.isCurrent && period.isBounded ? "" : " --period \(period.name)"
            out.write(style.faint("  and \(rest) more; --rule \(rule.id)\(chosen) --format csv lists them all\n"))
        }
    }
}

// MARK: - What next

extension CheckReport {
    /// One sentence on what to do.
    private var nextStep: String {
        let paths = "--agreement \(shellWord(agreementPath)) --snapshot \(shellWord(snapshotPath))"
        let errors = findings.filter { $0.level == .error } + (data?.faults.compactMap(\.first.first) ?? [])
        guard let judgement else {
            let more = errors.first.map { "; 'leadpact explain \($0.code.id)' says more about the first" } ?? ""
            guard let data, outcome == .dataUnfit, data.rejectedRows > 0, !findings.hasErrors else {
                return "Next: mend the errors above\(more)."
            }
            // So many do not come from slips of a pen, and judging the rest would be judging something else.
            guard data.rejectedShare <= 0.05 || data.rejectedRows < 20 else {
                return
                    "Next: so many rows point to the manifest rather than to the rows: mend it, or the export\(more)."
            }
            let share = (data.rejectedShare * 1000).rounded(.up) / 10
            return "Next: mend the rows above, or leave them out with --tolerate \(share)%\(more)."
        }
        if outcome == .dataUnfit {
            return
                "Next: map or export what the refused rules lack; or choose others with --rule, or take out what the CRM cannot show."
        }
        let breaches = ranked(judgement.verdicts.filter { $0.verdict.isBreach && $0.lead >= 0 }, of: judgement)
        if canExplain, let (_, records) = breaches.first,
            let worst = BreachWords(judgement, baseline: baseline).worstFirst(records).first,
            let lead = judgement.view(of: worst).lead
        {
            let rule = judgement.rules[Int(worst.rule)].rule.id
            return
                "Next: see how the worst breach came about with: leadpact explain \(shellWord(lead)) \(rule) \(paths)"
        }
        if canExplain, outcome == .gateFailed,
            let unknown = judgement.verdicts.first(where: { $0.verdict == .unknown && $0.lead >= 0 }),
            let lead = judgement.view(of: unknown).lead
        {
            let rule = judgement.rules[Int(unknown.rule)].rule.id
            return "Next: see why a verdict is unknown with: leadpact explain \(shellWord(lead)) \(rule) \(paths)"
        }
        if outcome == .gateFailed, let gone = baseline?.gone, !gone.isEmpty {
            return "Next: take what is no breach any more out of the baseline with --prune."
        }
        let atRisk = judgement.rules.reduce(0) { $0 + $1[.atRisk] }
        if atRisk > 0 {
            return
                "Next: \(counted(atRisk, "lead is", "leads are")) at risk; '--list open --format csv' lists them with "
                + "their owners."
        }
        return "Next: nothing is owed today."
    }

    /// As a shell takes it for one word.
    private func shellWord(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                    UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
        return isPlain
            ? text
            : "'" + text.onOneLine.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
                + "'"
    }
}
