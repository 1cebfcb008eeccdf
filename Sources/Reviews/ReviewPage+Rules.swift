import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Reports
import Snapshots

// MARK: - Rules

extension ReviewPageMaker {
    var rulesSection: Page.Section {
        var blocks: [Page.Block] = []
        for rule in report.rules where !rule.rule.kind.judgesPeriods && rule.kept.judged > 0 {
            let owed = [rule.rule.party, rule.rule.severity.rawValue].compactMap(\.self).joined(separator: ", ")
            let isInSeveral = report.rules.count { $0.rule.id == rule.rule.id } > 1
            let name = isInSeveral ? "\(rule.rule.id) (\(rule.rule.place.path))" : rule.rule.id
            blocks.append(
                .heading(
                    "\(name): \(percentage(rule.kept.share ?? 0)) kept",
                    detail: [rule.rule.says, "(\(owed))"].compactMap(\.self).joined(separator: " ")))
            blocks += self.blocks(of: rule)
        }
        if blocks.isEmpty { blocks.append(.text("Nothing fell due in the period.")) }
        return .init(id: "rules", title: "Rule by rule", blocks: blocks)
    }

    private func blocks(of rule: ReviewReport.RuleReview) -> [Page.Block] {
        var blocks: [Page.Block] = []
        if rule.weeks.count > 1 { blocks.append(.chart(weekChart(rule))) }
        if !rule.times.isEmpty { blocks.append(.table(timesTable(rule))) }
        var inner: [Page.Block] = []
        if rule.weeks.count > 1 { inner.append(.table(weekTable(rule))) }
        if !rule.quarters.isEmpty { inner += quarterBlocks(rule) }
        if !inner.isEmpty { blocks.append(.details("\(rule.rule.id) by week, and by the time used", inner)) }
        let tables = rule.breakdowns.filter { $0.rows.count > 1 }.map { breakdown -> Page.Block in
            .table(breakdownTable(breakdown, of: rule))
        }
        if !tables.isEmpty {
            let names = rule.breakdowns.filter { $0.rows.count > 1 }.map(\.dimension).joined(separator: ", ")
            blocks.append(.details("\(rule.rule.id) by \(names)", tables))
        }
        return blocks
    }

    /// `29 Jun`, of the date in words.
    private func weekName(_ monday: Int) -> String {
        time.date(monday).split(separator: " ").dropFirst().prefix(2).joined(separator: " ")
    }

    private func weekChart(_ rule: ReviewReport.RuleReview) -> Page.Chart {
        let goal = rule.result.goal?.wanted
        // Fifty-three are a year; of more, the last.
        let bars = rule.weeks.suffix(53).map { week, kept -> Page.Chart.Bar in
            let share = kept.share ?? 0
            return .init(
                label: weekName(week), share: share,
                words: "\(percentage(share)), \(grouped(kept.met)) of \(grouped(kept.judged))",
                tone: goal.map { share < $0 ? .bad : .good } ?? .plain)
        }
        return .init(
            title: "\(rule.rule.id): kept by the week in which it fell due", bars: Array(bars), goal: goal)
    }

    private func weekTable(_ rule: ReviewReport.RuleReview) -> Page.Table {
        let shown = rule.weeks.suffix(53)
        let rest = rule.weeks.count - shown.count
        return .init(
            caption: "\(rule.rule.id) by week of due",
            columns: [
                .init(title: "Week of"), .init(title: "Kept", isNumber: true), .init(title: "Met", isNumber: true),
                .init(title: "Due", isNumber: true),
            ],
            rows: shown.map { week, kept in
                [
                    .init(time.date(week), order: Double(week)),
                    .init(percentage(kept.share ?? 0), order: kept.share, bar: kept.share),
                    .init(grouped(kept.met)), .init(grouped(kept.judged)),
                ]
            }, rest: rest > 0 ? "\(grouped(rest)) earlier weeks are in the CSV." : nil)
    }

    private func timesTable(_ rule: ReviewReport.RuleReview) -> Page.Table {
        func words(_ time: Int64, _ target: Target) -> String {
            Duration.words(time / 60_000 * 60_000, business: target.needsCalendar)
        }
        return .init(
            caption:
                "\(rule.rule.id): time used\(rule.times.contains { $0.target.needsCalendar } ? " (open hours where the target counts them)" : "")",
            columns: [
                .init(title: "For"), .init(title: "Agreed"), .init(title: "Judged", isNumber: true),
                .init(title: "Median", isNumber: true), .init(title: "p90", isNumber: true),
                .init(title: "p95", isNumber: true), .init(title: "95 % would keep", isNumber: true),
            ],
            rows: rule.times.map { row in
                // Rounded up to whole minutes, so that it is enough.
                let enough = row.enough.map { words(($0 + 59_999) / 60_000 * 60_000, row.target) }
                return [
                    .init(row.condition ?? (rule.times.count > 1 ? "all others" : "all")), .init(row.text),
                    .init(grouped(row.judged)), .init(words(row.median, row.target), order: Double(row.median)),
                    .init(words(row.p90, row.target), order: Double(row.p90)),
                    .init(words(row.p95, row.target), order: Double(row.p95)),
                    .init(enough ?? "too few done", order: row.enough.map { Double($0) }),
                ]
            }, rest: nil)
    }

    private func quarterBlocks(_ rule: ReviewReport.RuleReview) -> [Page.Block] {
        let whole = rule.quarters.reduce(0, +)
        let bars = zip(ReviewReport.quarterNames, rule.quarters).enumerated().map { index, pair -> Page.Chart.Bar in
            .init(
                label: ["¼", "½", "¾", "1", "1¼", "1½", "1¾", "2", ">2", "–"][index],
                share: Double(pair.1) / Double(max(1, whole)),
                words: grouped(pair.1), tone: index < 4 ? .good : .bad)
        }
        return [
            .chart(
                .init(
                    title: "\(rule.rule.id): share of cases by the part of the target they took (– is not done)",
                    bars: bars, goal: nil)),
            .table(
                .init(
                    caption: "\(rule.rule.id) by the part of the target that was used",
                    columns: [
                        .init(title: "Part of the target"), .init(title: "Cases", isNumber: true),
                        .init(title: "Share", isNumber: true),
                    ],
                    rows: zip(ReviewReport.quarterNames, rule.quarters).enumerated().map { index, pair in
                        [
                            .init(pair.0, order: Double(index)), .init(grouped(pair.1)),
                            .init(percentage(Double(pair.1) / Double(max(1, whole))), order: Double(pair.1)),
                        ]
                    }, rest: nil)),
        ]
    }

    private func breakdownTable(_ breakdown: ReviewReport.Breakdown, of rule: ReviewReport.RuleReview) -> Page.Table {
        let goal = rule.result.goal?.wanted
        let rest = breakdown.rows.dropFirst(Self.rowCap).reduce(Kept()) { $0 + $1.kept }
        return .init(
            caption: "\(rule.rule.id) by \(breakdown.dimension)",
            columns: [
                .init(title: breakdown.dimension.prefix(1).uppercased() + breakdown.dimension.dropFirst()),
                .init(title: "Kept", isNumber: true), .init(title: "Met", isNumber: true),
                .init(title: "Due", isNumber: true), .init(title: "Breaches", isNumber: true),
            ],
            rows: breakdown.rows.prefix(Self.rowCap).map { name, kept in
                let tone: Page.Tone = goal.map { (kept.share ?? 1) < $0 ? .bad : .good } ?? .plain
                return [
                    .init(name), .init(percentage(kept.share ?? 0), tone, order: kept.share, bar: kept.share),
                    .init(grouped(kept.met)), .init(grouped(kept.judged)), .init(grouped(kept.judged - kept.met)),
                ]
            },
            rest: breakdown.rows.count > Self.rowCap
                ? "\(grouped(breakdown.rows.count - Self.rowCap)) more: \(grouped(rest.met)) of \(grouped(rest.judged)) kept. All are in the CSV."
                : nil)
    }
}

// MARK: - Leakage

extension ReviewPageMaker {
    var leakageSection: Page.Section {
        let groups = report.funnel?.groups.prefix(4).map(\.name) ?? ["all"]
        var blocks: [Page.Block] = []
        if let funnel = report.funnel {
            blocks.append(
                .text(
                    groups.count > 1
                        ? "The funnel of the whole snapshot, by where leads came from (leads.origin)."
                        : "The funnel of the whole snapshot. With a column leads.origin, leads that sales found stand beside those of marketing."
                ))
            if let all = funnel.groups.first, !funnel.stages.isEmpty { blocks.append(.table(stageTable(funnel, all))) }
        } else {
            blocks.append(
                .text(
                    "The funnel, opportunities and most questions are left out: they are counted from histories, touches and opportunities, which stay in the database that judged. A review of an export has them."
                ))
        }
        blocks.append(
            .table(
                .init(
                    caption: "Where leads are lost",
                    columns: [.init(title: "Question")] + groups.map { .init(title: $0) },
                    rows: report.questions.map { question in
                        if !question.missing.isEmpty {
                            return [
                                .init(question.text),
                                .init("needs \(question.missing.joined(separator: ", "))", .warning),
                            ]
                                + groups.dropFirst().map { _ in Page.Cell("") }
                        }
                        return [.init(question.text)]
                            + groups.map { group in
                                .init(question.answers.first { $0.group == group }?.words ?? "")
                            }
                    }, rest: nil)))
        if let funnel = report.funnel, funnel.touch != nil, funnel.groups[0].handedOver > 0 {
            blocks.append(.table(touchTable(funnel.groups[0])))
        }
        return .init(id: "leakage", title: "Leakage", blocks: blocks)
    }

    private func stageTable(_ funnel: Funnel, _ all: Funnel.Group) -> Page.Table {
        .init(
            caption: "The stages of the funnel, all leads",
            columns: [
                .init(title: "Stage"), .init(title: "In court of"), .init(title: "Entered", isNumber: true),
                .init(title: "Of all leads", isNumber: true), .init(title: "There now", isNumber: true),
                .init(title: "Median stay", isNumber: true),
            ],
            rows: zip(funnel.stages, all.stages).map { stage, figures in
                let share = all.leads == 0 ? 0 : Double(figures.entered) / Double(all.leads)
                let stay = figures.stays.isEmpty ? nil : figures.stays.sorted().nearestRank(0.5)
                return [
                    .init(stage.name), .init(stage.with ?? "–"), .init(grouped(figures.entered)),
                    .init(percentage(share), order: share, bar: share), .init(grouped(figures.present)),
                    .init(
                        stay.map { Duration.words($0 / 60_000 * 60_000, business: false) } ?? "–",
                        order: stay.map { Double($0) }),
                ]
            }, rest: nil)
    }

    private func touchTable(_ all: Funnel.Group) -> Page.Table {
        .init(
            caption:
                "How many touches leads get that were handed over, and how many of those with so many or more went on",
            columns: [
                .init(title: "Touches", isNumber: true), .init(title: "Leads", isNumber: true),
                .init(title: "Of those handed over", isNumber: true), .init(title: "Went on", isNumber: true),
            ],
            rows: [0, 1, 2, 3, 5, 8].map { count in
                let leads = count == 0 ? all.byTouches[0] : all.touched(atLeast: count)
                let converted =
                    count == 0 ? all.convertedByTouches[0] : all.convertedByTouches[count...].reduce(0, +)
                let share = Double(leads) / Double(max(1, all.handedOver))
                return [
                    .init(count == 0 ? "none" : "at least \(count)", order: Double(count)), .init(grouped(leads)),
                    .init(percentage(share), order: share, bar: share),
                    .init(
                        leads == 0 ? "–" : "\(percentage(Double(converted) / Double(leads))) (\(grouped(converted)))",
                        order: Double(converted)),
                ]
            }, rest: nil)
    }
}

// MARK: - Agreement, data, proposal

extension ReviewPageMaker {
    var agreementSection: Page.Section {
        let agreement = report.agreement
        var lines = ["Agreement \(agreement.id) (\(agreement.path)), \(agreement.acceptanceStates.words)."]
        let term = [
            agreement.term.from.map { "from \(time.date($0))" }, agreement.term.until.map { "until \(time.date($0))" },
        ]
        .compactMap(\.self).joined(separator: " ")
        lines.append(term.isEmpty ? "It has no term." : "In force \(term).")
        if let until = agreement.term.until {
            let days = until - agreement.zone.day(of: report.snapshot.asOf)
            if days < 0 { lines.append("Its term has ended: agree on a new one.") }
            if (0...60).contains(days) { lines.append("Its term ends in \(counted(days, "day", "days")).") }
        }
        var blocks: [Page.Block] = [.list(lines)]
        if let changes = report.changes {
            blocks.append(.table(changeTable(changes, "What changed from the version before")))
        }
        if !report.waivers.isEmpty {
            blocks.append(
                .table(
                    .init(
                        caption: "Waivers",
                        columns: [
                            .init(title: "Rule"), .init(title: "From"), .init(title: "Until"),
                            .init(title: "Age in days", isNumber: true),
                            .init(title: "Excused", isNumber: true), .init(title: "Approved by"),
                            .init(title: "Reason"),
                        ],
                        rows: report.waivers.map { one in
                            [
                                .init(one.waiver.rule), .init(one.waiver.from.map(time.date) ?? "–"),
                                .init(
                                    time.date(one.waiver.until) + (one.hasEnded ? " (ended)" : ""),
                                    order: Double(one.waiver.until)),
                                .init(one.age.map { grouped($0) } ?? "–"), .init(grouped(one.used)),
                                .init(one.waiver.approvedBy),
                                .init(one.waiver.reason),
                            ]
                        }, rest: nil)))
        }
        return .init(id: "agreement", title: "Agreement, term and waivers", blocks: blocks)
    }

    private func changeTable(_ diff: AgreementDiff, _ caption: String) -> Page.Table {
        let rows = diff.items.flatMap { item -> [[Page.Cell]] in
            let name = item.name.isEmpty ? "\(item.section)" : item.name
            if item.kind != .changed { return [[.init(name), .init(item.kind.rawValue), "", ""]] }
            return item.changes.map { [.init(name), .init($0.aspect), .init($0.old ?? "–"), .init($0.new ?? "–")] }
        }
        return .init(
            caption: caption, columns: ["What", "Aspect", "Before", "After"].map { .init(title: $0) },
            rows: Array(rows.prefix(60)),
            rest: rows.count > 60 ? "\(grouped(rows.count - 60)) more; leadpact diff lists them." : nil)
    }

    var proposalSection: Page.Section? {
        guard let proposal = report.proposal else { return nil }
        func cells(_ row: Backtest.Attainment) -> [Page.Cell] {
            [
                .init(row.name), .init(row.old.value.map(percentage) ?? "–", order: row.old.value),
                .init(row.new.value.map(percentage) ?? "–", order: row.new.value),
                .init("\(grouped(row.old.met)) of \(grouped(row.old.judged))"),
                .init("\(grouped(row.new.met)) of \(grouped(row.new.judged))"),
            ]
        }
        let test = proposal.backtest
        func table(_ caption: String, _ rows: [Backtest.Attainment]) -> Page.Block {
            .table(
                .init(
                    caption: caption,
                    columns: [
                        .init(title: "Whose"), .init(title: "As agreed", isNumber: true),
                        .init(title: "As proposed", isNumber: true),
                        .init(title: "Counts, as agreed", isNumber: true), .init(title: "As proposed ", isNumber: true),
                    ], rows: rows.prefix(Self.rowCap).map(cells),
                    rest: rows.count > Self.rowCap
                        ? "\(grouped(rows.count - Self.rowCap)) more; leadpact diff lists them." : nil))
        }
        return .init(
            id: "proposal", title: "What if",
            blocks: [
                .text(
                    "This agreement and \(proposal.path), both held against the same leads of \(test.judgement.period.name), each as if it had been in force all the time: "
                        + "\(counted(test.flips.count, "verdict comes", "verdicts come")) out otherwise."),
                table("What would have been kept, by party", test.byParty), table("By rule", test.byRule),
                .table(changeTable(proposal.diff, "What would change")),
            ])
    }

    var dataSection: Page.Section {
        var blocks: [Page.Block] = []
        if let data = report.data {
            blocks.append(
                .table(
                    .init(
                        caption: "Rows of the snapshot",
                        columns: [
                            .init(title: "Table"), .init(title: "Read", isNumber: true),
                            .init(title: "Rejected", isNumber: true),
                            .init(title: "Used", isNumber: true),
                        ],
                        rows: data.rows.sorted { $0.key < $1.key }.map { table, rows in
                            [
                                .init(table), .init(grouped(rows.read)),
                                .init(grouped(rows.rejected), rows.rejected > 0 ? .bad : .plain),
                                .init(grouped(rows.kept)),
                            ]
                        }, rest: nil)))
        }
        let groups = (report.data?.faults ?? []) + (report.data?.leftOut ?? []) + (report.data?.doubts ?? [])
        let lines =
            groups.map {
                "\(grouped($0.count)) \($0.summary)\($0.accepted.map { ", accepted: \($0)" } ?? "") (\($0.code.id))"
            }
            + report.findings.filter { $0.level > .note }.map { "\($0.message) (\($0.code.id))" }
        if lines.isEmpty {
            blocks.append(.text("Nothing is wrong with the data that leadpact could see."))
        } else {
            blocks.append(.list(Array(lines.prefix(30))))
            if lines.count > 30 {
                blocks.append(.text("\(grouped(lines.count - 30)) more; leadpact check lists them."))
            }
        }
        return .init(id: "data", title: "The data", blocks: blocks)
    }
}
