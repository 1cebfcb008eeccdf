import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Reports
import Snapshots

extension Page {
    /// A review as its readers see it.
    public init(_ report: ReviewReport) {
        let maker = ReviewPageMaker(report)
        self = maker.page
    }
}

struct ReviewPageMaker {
    let report: ReviewReport
    let time: LocalTime
    /// Rows shown of one table.
    static let rowCap = 25

    init(_ report: ReviewReport) {
        self.report = report
        time = LocalTime(zone: report.agreement.zone)
    }

    var page: Page {
        let missed = report.goals.filter { $0.isMissed == true }
        var page = Page(
            title: report.agreement.title ?? report.agreement.id, subtitle: subtitle, answer: answer,
            tone: missed.isEmpty ? .good : .bad, actions: actions,
            colophon: "Written by leadpact \(report.version) from \(report.agreementPath) and \(report.snapshotPath).")
        page.cards = cards
        page.sections = [goalsSection, worstSection, pendingSection].compactMap(\.self)
        page.sections += [rulesSection, leakageSection] + [proposalSection].compactMap(\.self)
        page.sections += [agreementSection, dataSection]
        return page
    }

    private var subtitle: String {
        let period = report.judgement.period
        let isToDate = period.isCurrent && period.isBounded
        return [
            "Review of \(period.name)\(isToDate ? " to date" : "")",
            "as of \(time.instant(report.snapshot.asOf)) (\(time.zone.identifier))",
            counted(report.snapshot.leads.rowCount, "lead", "leads"),
        ].joined(separator: " · ")
    }

    // MARK: - Verdict

    private var parties: [String] {
        var parties: [String] = []
        for goal in report.goals { if let party = goal.rule.party, !parties.contains(party) { parties.append(party) } }
        return parties
    }

    private func tally(_ party: String) -> (met: Int, judged: Int) {
        let states = report.goals.filter { $0.rule.party == party }.compactMap(\.isMissed)
        return (states.count { !$0 }, states.count)
    }

    private var answer: String {
        let words = parties.map { party -> String in
            let (met, judged) = tally(party)
            if judged == 0 { return "nothing of what \(party) owes fell due" }
            if met == judged { return "\(party) kept \(judged == 1 ? "its goal" : "all \(judged) of its goals")" }
            return "\(party) missed \(judged - met) of \(judged == 1 ? "its one goal" : "\(judged) goals")"
        }
        guard let first = words.first else {
            let owed = report.rules.filter { $0.rule.section != .metrics }.reduce(Kept()) { $0 + $1.kept }
            return "The agreement sets no goals; \(grouped(owed.met)) of \(grouped(owed.judged)) obligations were kept."
        }
        let sentence = ([first.prefix(1).uppercased() + first.dropFirst()] + words.dropFirst()).joined(separator: "; ")
        let worst = report.goals.filter { $0.isMissed == true && $0.kept.share != nil && $0.result.goal?.wanted != nil }
            .max {
                ($0.rule.severity, shortfall($0)) < ($1.rule.severity, shortfall($1))
            }
        guard let worst, let share = worst.kept.share, let wanted = worst.result.goal?.wanted, share < wanted else {
            return sentence + "."
        }
        return sentence
            + ". Farthest from its goal: \(worst.rule.id), \(percentage(share)) of \(percentage(wanted)) agreed."
    }

    private func shortfall(_ goal: ReviewReport.RuleReview) -> Double {
        (goal.result.goal?.wanted ?? 0) - (goal.kept.share ?? 0)
    }

    private var cards: [Page.Card] {
        var cards = parties.map { party -> Page.Card in
            let (met, judged) = tally(party)
            return .init(
                title: party.prefix(1).uppercased() + party.dropFirst(),
                figure: judged == 0 ? "–" : "\(met) of \(judged)",
                detail: judged == 0 ? "nothing due" : "goals met",
                tone: judged == 0 ? .plain : met == judged ? .good : .bad)
        }
        let owed = report.rules.filter { $0.rule.section != .metrics }
        let breaches = owed.reduce(0) { $0 + $1.result.breaches }
        let judged = owed.reduce(0) { $0 + $1.result.judged }
        cards.append(
            .init(
                title: "Breaches", figure: grouped(breaches), detail: "of \(grouped(judged)) obligations due",
                tone: breaches == 0 ? .good : .warning))
        let (open, atRisk) = (owed.reduce(0) { $0 + $1.result[.open] }, owed.reduce(0) { $0 + $1.result[.atRisk] })
        cards.append(
            .init(
                title: "At risk now", figure: grouped(atRisk), detail: "\(grouped(open)) more are open",
                tone: atRisk == 0 ? .good : .warning))
        return cards
    }

    /// What to do on Monday: what is about to be late, what is late and unanswered, and where most of it lies.
    private var actions: [String] {
        var actions: [String] = []
        let owed = report.rules.filter { $0.rule.section != .metrics && !$0.rule.kind.judgesPeriods }
        if let next = report.pending.first(where: { $0.record.verdict == .atRisk }) {
            let count = owed.reduce(0) { $0 + $1.result[.atRisk] }
            let who = next.view.owner.map { " (\($0))" } ?? ""
            actions.append(
                "Save \(counted(count, "obligation that is", "obligations that are")) at risk, first \(next.view.subject)\(who), "
                    + (next.record.due == missing
                        ? "whose clock stands still." : "due \(time.instant(next.record.due))."))
        }
        for rule in owed.filter({ $0.result[.missed] > 0 }).sorted(by: { a, b in
            a.rule.severity != b.rule.severity
                ? a.rule.severity > b.rule.severity : a.result[.missed] > b.result[.missed]
        }).prefix(2) {
            let rep = rule.breakdowns.first { $0.dimension == "rep" }?.rows.first
            let most = rep.map { ", and \($0.name) has the most breaches" } ?? ""
            let isMany = rule.result[.missed] > 1
            actions.append(
                "\(rule.rule.id): \(counted(rule.result[.missed], "case is", "cases are")) still unanswered\(isMany ? most : "")"
                    + "\(rule.rule.says.map { ". Owed: \($0)" } ?? ".")")
        }
        if let running = owed.compactMap({ rule in rule.budget?.runsOut.map { (rule.rule.id, $0) } }).min(by: {
            $0.1 < $1.1
        }) {
            let isPast = running.1 <= report.snapshot.asOf
            actions.append(
                isPast
                    ? "\(running.0) has used up the breaches that its goal allows for the whole period."
                    : "\(running.0) uses up the breaches that its goal allows on \(time.instant(running.1)), at the present pace."
            )
        }
        if let group = report.funnel?.groups[0], group.hotWaiting > 0 {
            actions.append("\(counted(group.hotWaiting, "hot lead waits", "hot leads wait")) for a first touch.")
        }
        return actions
    }
}

// MARK: - Goals

extension ReviewPageMaker {
    private var goalsSection: Page.Section {
        // All of time has no period before it.
        let previous = report.judgement.period.isBounded ? report.previousPeriod.name : nil
        let rows = report.rules.filter { $0.rule.section != .metrics }.map {
            goalRow($0, isPreviousShown: previous != nil)
        }
        let metrics = report.rules.filter { $0.rule.section == .metrics }
        var blocks: [Page.Block] = [
            .table(
                .init(
                    caption: "What was owed in \(report.judgement.period.name), and what was kept of it",
                    columns: [
                        .init(title: "Owed by"), .init(title: "Rule"), .init(title: "State"),
                        .init(title: "Kept", isNumber: true), .init(title: "Goal", isNumber: true),
                        .init(title: "Of", isNumber: true),
                    ] + [previous].compactMap(\.self).map { .init(title: $0, isNumber: true) } + [
                        .init(title: "Remarks")
                    ], rows: rows, rest: nil))
        ]
        if !metrics.isEmpty {
            blocks.append(
                .table(
                    .init(
                        caption: "Metrics: reported, not owed",
                        columns: [.init(title: "Metric"), .init(title: "Figures")],
                        rows: metrics.map { [.init($0.rule.id), .init(metricWords($0))] }, rest: nil)))
        }
        if report.rules.contains(where: { $0.interval != nil }) {
            blocks.append(
                .text(
                    "Where fewer than \(Interval.smallCount) cases were judged, the remarks give the range in which the "
                        + "share lies with 95 % confidence (Wilson's score interval)."))
        }
        return .init(id: "goals", title: "Goals", blocks: blocks)
    }

    private func goalRow(_ rule: ReviewReport.RuleReview, isPreviousShown: Bool) -> [Page.Cell] {
        let isFigure = rule.rule.kind.judgesPeriods
        let share = isFigure ? nil : rule.kept.share
        let (state, tone) = state(rule)
        var cells: [Page.Cell] = [
            .init(rule.rule.party ?? "all"), .init(rule.rule.id), .init(state, tone),
            .init(share.map(percentage) ?? "–", tone, order: share, bar: share),
            .init(rule.result.goal?.wanted.map(percentage) ?? "–"),
            .init(
                isFigure || rule.kept.judged == 0 ? "–" : "\(grouped(rule.kept.met)) of \(grouped(rule.kept.judged))",
                order: Double(rule.kept.judged)),
        ]
        if isPreviousShown { cells.append(.init(isFigure ? "–" : previously(rule))) }
        return cells + [.init(remarks(rule).joined(separator: "; "))]
    }

    private func previously(_ rule: ReviewReport.RuleReview) -> String {
        // What is judged as it stands at as-of has no past.
        rule.previous.share.map { "\(percentage($0)) of \(grouped(rule.previous.judged))" } ?? "–"
    }

    func state(_ rule: ReviewReport.RuleReview) -> (String, Page.Tone) {
        if rule.result.isRefused { return ("not judged", .bad) }
        if let isMissed = rule.isMissed { return isMissed ? ("missed", .bad) : ("met", .good) }
        if rule.result.judged == 0 {
            return (rule.result[.open] + rule.result[.atRisk] > 0 ? "open" : "nothing due", .plain)
        }
        return rule.result.breaches > 0 ? ("breached", .warning) : ("kept", .good)
    }

    private func remarks(_ rule: ReviewReport.RuleReview) -> [String] {
        if rule.result.isRefused { return ["the data lacks what it needs"] }
        var remarks = rule.result.figures.suffix(3).map { "\($0.name): \($0.words)" }
        if let interval = rule.interval {
            remarks.append("between \(percentage(interval.low)) and \(percentage(interval.high))")
        }
        for quantile in rule.result.goal?.quantiles ?? [] {
            let reached = quantile.reached.map { Duration.words($0, business: quantile.goal.limit.isBusinessTime) }
            remarks.append(
                "p\(percentage(quantile.goal.quantile).dropLast(2)) \(reached ?? "–"), \(quantile.goal.limit.text) agreed"
            )
        }
        if let budget = rule.budget {
            remarks.append("\(counted(budget.used, "breach", "breaches")), \(grouped(budget.allowed)) allowed")
            if let runsOut = budget.runsOut {
                remarks.append(
                    runsOut <= report.snapshot.asOf
                        ? "the breaches allowed for the whole period are used up"
                        : "at this pace used up on \(time.instant(runsOut))")
            }
        }
        let isFigure = rule.rule.kind.judgesPeriods
        for verdict in [Verdict.atRisk, .open, .waived, .unknown] where rule.result[verdict] > 0 && !isFigure {
            remarks.append("\(grouped(rule.result[verdict])) \(verdict == .atRisk ? "at risk" : verdict.name)")
        }
        return remarks
    }

    private func metricWords(_ rule: ReviewReport.RuleReview) -> String {
        if rule.result.isRefused { return "the data lacks what it needs" }
        if let measured = rule.result.measured {
            let quantiles = measured.quantiles.map {
                "p\(percentage($0.quantile).dropLast(2)) \(Duration.words($0.time, business: measured.isBusinessTime))"
            }
            return (["\(grouped(measured.count)) done"] + quantiles).joined(separator: ", ")
        }
        return rule.result.figures.isEmpty
            ? "–" : rule.result.figures.map { "\($0.name): \($0.words)" }.joined(separator: "; ")
    }
}

// MARK: - Cases

extension ReviewPageMaker {
    private var worstSection: Page.Section? {
        guard !report.worst.isEmpty else { return nil }
        var blocks: [Page.Block] = [
            .text(
                "The most severe rules first, and of each the breach that lies farthest past its due. \(report.funnel == nil ? "What happened to a lead is not shown: its rows stay in the database." : "Open one to see what happened.")"
            )
        ]
        for one in report.worst {
            let who = [one.company, one.view.owner ?? one.view.ownerID].compactMap(\.self).joined(separator: ", ")
            let rows = one.timeline.map { entry -> [Page.Cell] in
                [.init(time.instant(entry.at), order: Double(entry.at)), .init(entry.text), .init(entry.remark ?? "")]
            }
            let late = one.record.due == missing ? nil : "Due \(time.instant(one.record.due))."
            let owed = [one.view.rule.says, late].compactMap(\.self).joined(separator: " ")
            var inner: [Page.Block] = owed.isEmpty ? [] : [.text(owed)]
            if !rows.isEmpty {
                inner.append(
                    .table(
                        .init(
                            caption: "What happened to \(one.view.subject)",
                            columns: [.init(title: "When"), .init(title: "What"), .init(title: "Remark")],
                            rows: Array(rows.prefix(40)),
                            rest: rows.count > 40
                                ? "\(grouped(rows.count - 40)) more; leadpact explain shows them all." : nil)))
            }
            blocks.append(
                .details(
                    "\(one.view.rule.id) · \(one.view.subject)\(who.isEmpty ? "" : " (\(who))"): \(one.view.reason)",
                    inner))
        }
        return .init(id: "breaches", title: "Worst breaches", blocks: blocks)
    }

    private var pendingSection: Page.Section? {
        let owed = report.rules.filter { $0.rule.section != .metrics && !$0.rule.kind.judgesPeriods }
        let count = owed.reduce(0) { $0 + $1.result[.open] + $1.result[.atRisk] }
        guard count > 0 else { return nil }
        let shown = report.pending.prefix(Self.rowCap)
        let rows = shown.map { one -> [Page.Cell] in
            let isAtRisk = one.record.verdict == .atRisk
            return [
                .init(one.record.due == missing ? "–" : time.instant(one.record.due), order: Double(one.record.due)),
                .init(isAtRisk ? "at risk" : "open", isAtRisk ? .warning : .plain), .init(one.view.subject),
                .init(one.company ?? ""), .init(one.view.owner ?? one.view.ownerID ?? "nobody"),
                .init(one.view.rule.id),
                .init(one.view.reason),
            ]
        }
        let table = Page.Table(
            caption: "What is open, by when it falls due",
            columns: ["Due", "State", "Lead", "Company", "Owner", "Rule", "So far"].map { .init(title: $0) },
            rows: Array(rows),
            rest: count > shown.count
                ? "\(grouped(count - shown.count)) more are open; leadpact agenda lists them all by rep." : nil)
        return .init(id: "open", title: "Open and at risk", blocks: [.table(table)])
    }
}
