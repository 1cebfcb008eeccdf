import Agreements
import BusinessTime
import Columns
import Compliance
import Conditions
import Reports
import Snapshots

extension ReviewReport.RuleReview {
    init(
        _ result: RuleResult, _ earlier: RuleResult, _ sums: RuleSums, _ summing: VerdictSumming,
        _ judgement: Judgement, _ words: VerdictWords
    ) {
        self.result = result
        let kept = Kept(met: result[.met], judged: result.judged)
        self.kept = kept
        previous = Kept(met: earlier[.met], judged: earlier.judged)
        let isFigure = result.rule.kind.judgesPeriods
        interval = kept.judged < Interval.smallCount && !isFigure ? Interval(kept) : nil
        budget = isFigure ? nil : result.goal?.wanted.flatMap { .init($0, kept, judgement) }
        weeks = sums.byWeek.counted.map { (VerdictSumming.monday(ofWeek: $0.number), $0.kept) }
        times = Self.times(result.rule, sums)
        let hasTarget =
            switch result.rule.kind {
            case .clock(let clock): clock.within.contains { $0.target.milliseconds != nil }
            case .cadence, .require, .unique, .volume, .rate: false
            }
        quarters = hasTarget && sums.byQuarter.contains { $0 > 0 } ? sums.byQuarter : []
        breakdowns = Self.breakdowns(sums, summing, judgement.snapshot, words)
    }

    private static func times(_ rule: Rule, _ sums: RuleSums) -> [ReviewReport.Times] {
        guard case .clock(let clock) = rule.kind else { return [] }
        return clock.within.indices.filter { !sums.used[$0].isEmpty }.map { row in
            let used = sums.used[row].sorted()
            let done = sums.done[row].sorted()
            // The nudge keeps 95 % of 100, which binary fractions make 95.000…01, at 95.
            let rank = max(1, Int((0.95 * Double(used.count) - 1e-9).rounded(.up)))
            return ReviewReport.Times(
                condition: clock.within[row].when?.text, target: clock.within[row].target,
                text: clock.within[row].text, judged: used.count, median: used.nearestRank(0.5),
                p90: used.nearestRank(0.9), p95: used.nearestRank(0.95),
                enough: rank <= done.count ? done[rank - 1] : nil)
        }
    }

    private static func breakdowns(
        _ sums: RuleSums, _ summing: VerdictSumming, _ snapshot: Snapshot, _ words: VerdictWords
    ) -> [ReviewReport.Breakdown] {
        var found: [ReviewReport.Breakdown] = []
        func add(_ dimension: String, _ rows: [String: Kept]) {
            let sorted = rows.sorted { a, b in
                let breaches = (a.value.judged - a.value.met, b.value.judged - b.value.met)
                return breaches.0 != breaches.1 ? breaches.0 > breaches.1 : a.key < b.key
            }
            if !sorted.isEmpty { found.append(.init(dimension: dimension, rows: sorted.map { ($0.key, $0.value) })) }
        }
        if let users = snapshot.users {
            var (teams, reps, managers): ([String: Kept], [String: Kept], [String: Kept]) = ([:], [:], [:])
            for (owner, kept) in sums.byOwner.counted {
                let row = owner < 0 ? nil : owner
                func name(_ row: Int) -> String { words.name(ofUser: row) ?? words.id(ofUser: row) ?? "?" }
                let manager = row.flatMap { snapshot.managerRow?[$0] }
                reps[row.map(name) ?? "no known owner", default: Kept()] =
                    kept + (reps[row.map(name) ?? "no known owner"] ?? Kept())
                let team = row.flatMap { users.text("team", $0) } ?? "no team"
                teams[team] = kept + (teams[team] ?? Kept())
                let boss = manager.flatMap { $0 < 0 ? nil : name(Int($0)) } ?? "no manager"
                managers[boss] = kept + (managers[boss] ?? Kept())
            }
            if users.columns["team"] != nil { add("team", teams) }
            if snapshot.managerRow != nil { add("manager", managers) }
            add("rep", reps)
        }
        for (index, column) in summing.columns.enumerated() {
            var rows: [String: Kept] = [:]
            for (number, kept) in sums.byValue[index].counted {
                rows[column.text(of: number) ?? "no \(column.name)", default: Kept()] = kept
            }
            add(column.name, rows)
        }
        return found
    }
}

extension ReviewReport.Budget {
    /// Nil where nothing was judged.
    fileprivate init?(_ wanted: Double, _ kept: Kept, _ judgement: Judgement) {
        guard kept.judged > 0 else { return nil }
        used = kept.judged - kept.met
        allowed = allowedBreaches(wanted, of: kept.judged)
        let period = judgement.period
        let asOf = judgement.snapshot.asOf
        let isRunning = period.isCurrent && period.isBounded && asOf > period.range.lowerBound
        let whole = Double(period.isBounded ? period.range.upperBound - period.range.lowerBound : 1)
        let elapsed = isRunning ? Double(asOf - period.range.lowerBound) : whole
        // As many more fall due as did until now, day by day.
        let allowedInAll = (1 - wanted) * Double(kept.judged) * whole / max(1, elapsed)
        share = allowedInAll > 0 ? Double(used) / allowedInAll : used > 0 ? .infinity : 0
        runsOut = nil
        if isRunning, used > 0 {
            let end = Double(period.range.lowerBound) + elapsed * allowedInAll / Double(used)
            if end < Double(period.range.upperBound) { runsOut = Int64(end) }
        }
    }
}
