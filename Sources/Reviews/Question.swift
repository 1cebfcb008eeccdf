import Agreements
import BusinessTime
import Columns
import Compliance
import Reports
import Snapshots

/// A question about where leads are lost, with its answer in numbers, or with what the snapshot lacks to answer it.
public struct Question: Sendable {
    /// A stable name: `follow-up-time`.
    public var id: String
    public var text: String
    /// For each group of ``Funnel/groups``; empty where something is missing. The first is for all leads.
    public var answers: [Answer] = []
    /// `leads.cost`: what a snapshot would have to hold.
    public var missing: [String] = []

    public struct Answer: Sendable {
        public var group: String
        public var words: String
        /// What the words are made of: durations in seconds, shares from 0 to 1.
        public var numbers: [(name: String, value: Double?)]
    }
}

extension Question {
    /// Every question, in the order of the funnel.
    static func all(of report: ReviewReport, plan: Plan) -> [Question] {
        // Without the rows verdicts still tell who is there twice.
        guard let funnel = report.funnel else { return [duplicates(report.duplicates)] }
        return QuestionMaker(report, funnel, plan).questions
    }
}

extension Question {
    /// - Parameter count: Nil where no rule forbids it.
    fileprivate static func duplicates(_ count: Int?) -> Question {
        let words = count.map { grouped($0) } ?? "the agreement has no rule of the kind 'unique'"
        var question = Question(id: "duplicates", text: "How many leads are there twice?")
        question.answers = [
            .init(group: "all", words: words, numbers: [(name: "count", value: count.map(Double.init))])
        ]
        return question
    }
}

private struct QuestionMaker {
    let report: ReviewReport
    let plan: Plan

    private typealias Group = Funnel.Group
    private let funnel: Funnel
    private var snapshot: Snapshot { report.snapshot }

    init(_ report: ReviewReport, _ funnel: Funnel, _ plan: Plan) {
        (self.report, self.funnel, self.plan) = (report, funnel, plan)
    }

    var questions: [Question] { nurturing + followUp + stages + pipeline + health }

    /// An answer for every group of leads, if the snapshot has what it takes.
    private func ask(
        _ id: String, _ text: String, needs: [String], _ answer: (Funnel.Group) -> (String, [(String, Double?)])
    ) -> Question {
        let missing = lacking(needs)
        var question = Question(id: id, text: text, missing: missing)
        guard missing.isEmpty else { return question }
        question.answers = funnel.groups.map { group in
            let (words, numbers) = answer(group)
            return .init(group: group.name, words: words, numbers: numbers.map { (name: $0.0, value: $0.1) })
        }
        return question
    }

    /// An answer for all leads or opportunities together.
    private func ask(
        _ id: String, _ text: String, needs: [String], once answer: () -> (String, [(String, Double?)])
    ) -> Question {
        let missing = lacking(needs)
        var question = Question(id: id, text: text, missing: missing)
        guard missing.isEmpty else { return question }
        let (words, numbers) = answer()
        question.answers = [.init(group: "all", words: words, numbers: numbers.map { (name: $0.0, value: $0.1) })]
        return question
    }

    /// What of the columns needed the snapshot does not have; a name without a dot is a part of the agreement.
    private func lacking(_ needs: [String]) -> [String] {
        needs.filter { need in
            switch need {
            case "touch": return funnel.touch == nil
            case "handoff": return funnel.handoffStage == nil
            default:
                let parts = need.split(separator: ".").map(String.init)
                return !plan.has(parts[0], parts[1])
            }
        }.map { need in
            switch need {
            case "touch": "a clock that waits for a touch (definitions.events)"
            case "handoff": "a stage with: sales (definitions.stages)"
            default: need
            }
        }
    }

    // MARK: words

    private func share(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "–" : "\(percentage(Double(part) / Double(whole))) (\(grouped(part)) of \(grouped(whole)))"
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }

    private func words(_ milliseconds: Int64) -> String {
        // The minutes of months say nothing.
        let unit: Int64 = milliseconds >= 2 * 86_400_000 ? 3_600_000 : 60_000
        return Duration.words(milliseconds / unit * unit, business: false)
    }

    private func mean(_ times: [Int64]) -> Int64? {
        times.isEmpty ? nil : times.reduce(0, +) / Int64(times.count)
    }

    private func median(_ times: [Int64]) -> Int64? { times.isEmpty ? nil : times.sorted().nearestRank(0.5) }

    private func seconds(_ milliseconds: Int64?) -> Double? { milliseconds.map { Double($0) / 1000 } }

    private func money(_ amount: Double) -> String { grouped(Int(amount.rounded())) }

    /// `unresponsive 12, not-a-fit 3` of a column of texts, most first.
    private func values(_ table: Snapshot.Table?, _ column: String) -> [(String, Int)] {
        guard case .text(let texts)? = table?.columns[column] else { return [] }
        var counts: [String: Int] = [:]
        switch texts.storage {
        case .dictionary(let codes, let values):
            var byCode = [Int](repeating: 0, count: values.count)
            for code in codes { byCode[Int(code)] += 1 }
            for (code, count) in byCode.enumerated() where code > 0 && count > 0 {
                counts[String(decoding: values[code], as: UTF8.self)] = count
            }
        case .spans:
            for row in 0..<texts.count { if let text = texts.text(row) { counts[text, default: 0] += 1 } }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    private func listed(_ counts: [(String, Int)]) -> String {
        let shown = counts.prefix(6).map { "\($0.0) \(grouped($0.1))" }
        let rest = counts.dropFirst(6).reduce(0) { $0 + $1.1 }
        return counts.isEmpty ? "none" : (shown + (rest > 0 ? ["others \(grouped(rest))"] : [])).joined(separator: ", ")
    }

    private let history = ["stage_changes.to_stage"]

    // MARK: nurturing

    private var nurturing: [Question] {
        [
            ask("to-nurture", "How many leads went to nurturing?", needs: history) { group in
                (
                    share(group.nurtured, group.leads),
                    [("nurtured", Double(group.nurtured)), ("leads", Double(group.leads))]
                )
            },
            ask("nurture-velocity", "How fast do leads pass each phase of marketing's court?", needs: history) {
                group in
                let phases = funnel.stages.indices.filter { funnel.stages[$0].with == "marketing" }
                let medians = phases.map { (funnel.stages[$0].name, median(group.stages[$0].stays)) }
                return (
                    medians.map { "\($0.0) \($0.1.map(words) ?? "–")" }.joined(separator: ", "),
                    medians.map { ($0.0, seconds($0.1)) }
                )
            },
            ask("cost-per-nurtured", "What does a nurtured lead cost?", needs: history + ["leads.cost"]) {
                let costs: [Double]
                if case .numbers(let numbers)? = snapshot.leads.columns["cost"] { costs = numbers } else { costs = [] }
                let sum = costs.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
                let nurtured = funnel.groups[0].nurtured
                return (
                    nurtured == 0 ? "–" : "\(money(sum / Double(nurtured))) (\(money(sum)) for \(grouped(nurtured)))",
                    [("cost", sum), ("nurtured", Double(nurtured))]
                )
            },
        ]
    }

    // MARK: follow-up

    private var followUp: [Question] {
        let needs = history + ["handoff", "touch"]
        return [
            ask("follow-up-time", "How long until a lead handed over is followed up (all hours)?", needs: needs) {
                group in
                let (mean, median) = (mean(group.followUps), median(group.followUps))
                guard let mean, let median else { return ("nobody was", [("mean", nil), ("median", nil)]) }
                return (
                    "average \(words(mean)), median \(words(median))",
                    [("mean", seconds(mean)), ("median", seconds(median)), ("touched", Double(group.followUps.count))]
                )
            },
            ask("attempts", "How many touches does a lead handed over get?", needs: needs) { group in
                let average = ratio(group.touches, group.handedOver)
                return (
                    average.map { "\(Self.decimal($0)) on average" } ?? "–",
                    [("touches", Double(group.touches)), ("handed_over", Double(group.handedOver))]
                )
            },
            ask("discontinued-at-once", "How many are given up without a touch?", needs: needs) { group in
                (
                    share(group.discontinuedAtOnce, group.handedOver),
                    [
                        ("discontinued", Double(group.discontinuedAtOnce)), ("handed_over", Double(group.handedOver)),
                    ]
                )
            },
            ask("dispositions", "What becomes of leads?", needs: ["leads.disposition"]) {
                let counts = values(snapshot.leads, "disposition")
                return (listed(counts), counts.map { ($0.0, Double($0.1)) })
            },
            ask("disposition-reasons", "Why are leads discontinued?", needs: ["leads.disposition_reason"]) {
                let counts = values(snapshot.leads, "disposition_reason")
                return (listed(counts), counts.map { ($0.0, Double($0.1)) })
            },
            ask("cost-of-follow-up", "What does the follow-up of a lead cost?", needs: needs + ["activities.cost"]) {
                let costs: [Double]
                if case .numbers(let numbers)? = snapshot.table("activities")?.columns["cost"] {
                    costs = numbers
                } else {
                    costs = []
                }
                let sum = costs.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
                let leads = funnel.groups[0].handedOver
                return (
                    leads == 0 ? "–" : "\(money(sum / Double(leads))) (\(money(sum)) for \(grouped(leads)))",
                    [("cost", sum), ("handed_over", Double(leads))]
                )
            },
        ]
    }

    private static func decimal(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    // MARK: stages

    private var stages: [Question] {
        let names = funnel.stages.map(\.name)
        return [
            ask("conversion", "How many go on from each stage to the next?", needs: history) { group in
                // What comes after the first end of the funnel is off its way.
                let end = funnel.stages.firstIndex(where: \.isFinal) ?? names.count - 1
                let pairs = (0..<max(0, end)).filter { group.stages[$0].entered > 0 }
                return (
                    pairs.map { "\(names[$0]) \(share(group.stages[$0].wentOn, group.stages[$0].entered))" }
                        .joined(separator: ", "),
                    pairs.map { (names[$0], ratio(group.stages[$0].wentOn, group.stages[$0].entered)) }
                )
            },
            ask("discontinued", "From which stage are leads closed without becoming customers?", needs: history) {
                group in
                let ends = names.indices.filter { funnel.stages[$0].isFinal && funnel.stages[$0].with == nil }
                let counts = names.indices.map { from in
                    (names[from], ends.reduce(0) { $0 + group.stages[from].exits[$1] })
                }
                .filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
                return (listed(counts), counts.map { ($0.0, Double($0.1)) })
            },
            ask("stays", "How long do leads stay in each stage (median)?", needs: history) { group in
                let medians = names.indices.filter { !group.stages[$0].stays.isEmpty }.map {
                    (names[$0], median(group.stages[$0].stays))
                }
                return (
                    medians.map { "\($0.0) \($0.1.map(words) ?? "–")" }.joined(separator: ", "),
                    medians.map { ($0.0, seconds($0.1)) }
                )
            },
        ]
    }

    // MARK: pipeline

    private var pipeline: [Question] {
        let all = report.opportunities
        let needs = ["opportunities.id"]
        return [
            ask("opportunity-volume", "How many opportunities are there?", needs: needs) {
                let count = all?.count ?? 0
                return (
                    "\(grouped(count)); \(grouped(all?.won ?? 0)) won, \(grouped(all?.lost ?? 0)) lost",
                    [("count", Double(count)), ("won", Double(all?.won ?? 0)), ("lost", Double(all?.lost ?? 0))]
                )
            },
            ask("opportunity-size", "How large are they on average?", needs: ["opportunities.amount"]) {
                guard let all, all.withAmount > 0 else { return ("none has an amount", [("mean", nil)]) }
                let mean = all.amount / Double(all.withAmount)
                return ("\(money(mean)) (\(money(all.amount)) in all)", [("mean", mean), ("sum", all.amount)])
            },
            ask("open-opportunities", "How old, and how well scored, are open ones?", needs: needs) {
                let stages = all?.open ?? []
                return (
                    stages.isEmpty
                        ? "none is open"
                        : stages.prefix(6).map { stage in
                            let age = stage.ages.isEmpty ? "" : ", median age \(words(stage.ages.nearestRank(0.5)))"
                            let score =
                                stage.withScore == 0
                                ? "" : ", score \(Self.decimal(stage.score / Double(stage.withScore)))"
                            return "\(stage.name): \(grouped(stage.count))\(age)\(score)"
                        }.joined(separator: "; "), stages.map { ($0.name, Double($0.count)) }
                )
            },
            ask("without-value", "How many open ones have no value?", needs: ["opportunities.amount"]) {
                let counts = (all?.open ?? []).filter { $0.withoutAmount > 0 }.map { ($0.name, $0.withoutAmount) }
                return (listed(counts), [("count", Double(counts.reduce(0) { $0 + $1.1 }))])
            },
            ask("loss-reasons", "Why are opportunities lost?", needs: ["opportunities.loss_reason"]) {
                let counts = (all?.reasons ?? []).map { ($0.reason, $0.count) }
                return (listed(counts), counts.map { ($0.0, Double($0.1)) })
            },
            ask(
                "forecast", "How well is closing forecast?",
                needs: ["opportunities.expected_close", "opportunities.closed_at"]
            ) {
                guard let all, all.forecast > 0 else { return ("none was won yet", [("forecast", 0)]) }
                return (
                    "\(share(all.asForecast, all.forecast)) of the won ones closed by the day expected; "
                        + "median slip \(all.slips.nearestRank(0.5)) days",
                    [
                        ("as_forecast", Double(all.asForecast)), ("forecast", Double(all.forecast)),
                        ("median_slip_days", Double(all.slips.nearestRank(0.5))),
                    ]
                )
            },
        ]
    }

    // MARK: health

    private var health: [Question] {
        let needs = history + ["handoff", "touch"]
        return [
            ask(
                "black-hole", "How many were handed over, and nobody said anything since?", needs: history + ["handoff"]
            ) {
                group in
                let counts = zip(Self.ages, group.untouchedByAge)
                return (
                    counts.contains { $0.1 > 0 }
                        ? counts.filter { $0.1 > 0 }.map { "\($0.0) \(grouped($0.1))" }.joined(separator: ", ")
                        : "none",
                    counts.map { ($0.0, Double($0.1)) }
                )
            },
            ask("worked-not-moved", "How many are worked, and yet stand where they were handed over?", needs: needs) {
                group in (grouped(group.workedNotMoved), [("count", Double(group.workedNotMoved))])
            },
            ask("hot-waiting", "How many wait for their first touch, and how many of them are hot?", needs: needs) {
                group in
                (
                    "\(grouped(group.waiting)); \(grouped(group.hotWaiting)) hot",
                    [("waiting", Double(group.waiting)), ("hot", Double(group.hotWaiting))]
                )
            },
            ask("parked", "How many lie in a stage for longer than nine in ten did?", needs: history) { group in
                let counts = funnel.stages.indices.compactMap { index -> (String, Int)? in
                    let figures = group.stages[index]
                    guard !funnel.stages[index].isFinal, !figures.stays.isEmpty else { return nil }
                    let limit = figures.stays.sorted().nearestRank(0.9)
                    let parked = figures.ages.count { $0 > limit }
                    return parked > 0 ? (funnel.stages[index].name, parked) : nil
                }
                return (listed(counts), counts.map { ($0.0, Double($0.1)) })
            },
            ask(
                "owners-who-left", "How many open leads belong to somebody who left, or to nobody?",
                needs: [
                    "leads.owner_id", "users.active", "leads.stage",
                ]
            ) { ownersWhoLeft },
            Question.duplicates(report.duplicates),
        ]
    }

    static let ages = ["under a day", "1 to 7 days", "7 to 30 days", "30 to 90 days", "over 90 days"]

    private var ownersWhoLeft: (String, [(String, Double?)]) {
        guard let rows = snapshot.link("owner", of: "leads")?.rows,
            case .text(let stages)? = snapshot.leads.columns["stage"],
            case .booleans(let active)? = snapshot.users?.columns["active"]
        else { return ("–", []) }
        let ends = Set(funnel.stages.filter(\.isFinal).map { Array($0.name.utf8) })
        var (left, nobody) = (0, 0)
        for lead in 0..<snapshot.leads.rowCount {
            if let stage = stages.bytes(lead), ends.contains(Array(stage)) { continue }
            if rows[lead] < 0 {
                nobody += 1
            } else if active[Int(rows[lead])] == .isFalse {
                left += 1
            }
        }
        return (
            "\(grouped(left)) to somebody who left, \(grouped(nobody)) to nobody",
            [("left", Double(left)), ("nobody", Double(nobody))]
        )
    }
}
