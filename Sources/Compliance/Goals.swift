import Agreements
import Columns

extension GoalResult {
    /// Holds a goal against a rule's counts.
    ///
    /// Nothing judged misses no goal. A quantile is the nearest rank: the smallest time that at least this share of the
    /// clocks kept to; a clock that still runs past its target enters with the time used so far.
    ///
    /// - Parameter used: By quantile of the goal, the times used by the clocks judged.
    init(_ goal: Goal, attainment: Double?, used: [[Int64]]) {
        wanted = goal.met
        reached = attainment
        quantiles = zip(goal.quantiles, used).map { quantile, times in
            guard !times.isEmpty else { return Quantile(goal: quantile, reached: nil, isMissed: false) }
            let reached = times.sorted().nearestRank(quantile.quantile)
            return Quantile(
                goal: quantile, reached: reached, isMissed: quantile.limit.milliseconds.map { reached > $0 } ?? false)
        }
        isMissed =
            quantiles.contains { $0.isMissed } || (goal.met.map { (attainment ?? $0) < $0 } ?? false)
    }
}
