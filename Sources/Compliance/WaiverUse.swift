import Agreements
import BusinessTime
import Findings

/// What became of the waivers in a judgement: which excused something, and what came back after one ended.
struct WaiverUse {
    private struct Use {
        var waiver: Waiver
        var range: Range<Int64>
        var isJudged = false
        var isUsed = false
        var lapsed = 0
    }

    /// By version of the agreement, by number of the waiver.
    private var uses: [[Use]]

    init(_ agreements: [Agreement]) {
        uses = agreements.map { agreement in
            agreement.waiversInForce.map { waiver in
                let from = waiver.from.map { agreement.zone.startOfDay($0) } ?? Int64.min + 1
                return Use(waiver: waiver, range: from..<max(from, agreement.zone.startOfDay(waiver.until + 1)))
            }
        }
    }

    /// - Parameter used: Numbers of the waivers that excused something.
    mutating func add(_ used: Set<UInt16>, of rule: Rule, _ agreement: Int, isJudged: Bool) {
        for index in uses[agreement].indices where uses[agreement][index].waiver.rule == rule.id {
            if isJudged { uses[agreement][index].isJudged = true }
            if used.contains(UInt16(index)) { uses[agreement][index].isUsed = true }
        }
    }

    mutating func add(lapsed records: [VerdictRecord], _ agreement: Int) {
        guard !uses[agreement].isEmpty else { return }
        for record in records where record.lapsed >= 0 && record.verdict.isBreach {
            uses[agreement][Int(record.lapsed)].lapsed += 1
        }
    }

    /// Waivers that excuse nothing, and breaches that are back since one ended.
    func findings(in period: JudgedPeriod, asOf: Int64, isWhole: Bool) -> [Finding] {
        uses.joined().compactMap { use in
            let rule = use.waiver.rule
            if use.lapsed > 0 {
                let breaches = use.lapsed == 1 ? "1 breach of '\(rule)' is" : "\(use.lapsed) breaches of '\(rule)' are"
                return .warning(
                    .breachesAreBack,
                    "\(breaches) back: the waiver ended on \(CivilDate.format(use.waiver.until))", at: use.waiver.place,
                    notes: ["answer them, or have the other party approve a new waiver"])
            }
            let held = use.range.clamped(to: period.range)
            guard isWhole, use.isJudged, !use.isUsed, held.lowerBound < min(held.upperBound, asOf) else { return nil }
            return .warning(
                .waiverUnused, "this waiver excuses nothing in \(period.name)", at: use.waiver.place,
                notes: ["no breach of '\(rule)' falls due while it holds and is in its scope: remove it, or correct it"]
            )
        }
    }
}
