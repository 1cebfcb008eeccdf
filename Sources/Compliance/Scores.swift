import Agreements
import Columns
import Conditions
import Findings
import Snapshots
import Threads

/// How the score of a lead is computed, bound to a snapshot.
struct PlannedScores: Sendable {
    struct Line: Sendable {
        enum Source: Sendable {
            /// Number of the condition among the version's.
            case when(Int)
            case each(EventSource)
        }
        var source: Source
        var point: Scoring.Point
    }
    var lines: [Line]
    var handedOver: (which: EventChoice.Which, event: EventSource)?
}

extension Agreement {
    /// Whether a column of the leads is computed, and not read.
    func computes(_ column: String) -> Bool {
        guard let scoring, !scoring.points.isEmpty else { return false }
        switch column {
        case Scoring.computedColumn: return true
        case Scoring.handoffColumn: return scoring.handedOver != nil
        default: return false
        }
    }

    /// Whether a condition over leads reads a computed column.
    func asksForScore(_ condition: BoundExpression) -> Bool {
        condition.uses.contains { $0.table == Schema.leads && computes($0.path.column) }
    }

    /// Adds the computed columns to a schema.
    ///
    /// - Returns: Columns of the export that they hide.
    func addScores(to tables: inout [String: Schema.Table]) -> [String] {
        let computed = Scoring.computedColumns.filter { computes($0) }.sorted()
        let hidden = computed.filter { tables[Schema.leads]?.columns[$0] != nil }
        for column in computed { tables[Schema.leads]?.columns[column] = .number }
        return hidden
    }
}

extension Binder {
    /// Binds what a computed column is made of, the first time that something asks for it.
    mutating func needScores(for column: String) {
        guard let scoring = agreement.scoring else { return }
        if let isBound = computed[column] {
            if !isBound { refuseAgain(column) }
            return
        }
        if computed.isEmpty {
            for name in hidden {
                let message = "the export's column '\(name)' is hidden by the one that the agreement computes"
                report(.warning(.columnHidden, message, at: scoring.place), isLack: false)
            }
        }
        // Set before its parts are bound, so that a score that asks for itself comes to an end.
        computed[column] = false
        computed[column] = remembering(column) { binder in
            column == Scoring.handoffColumn ? binder.bindHandoff(scoring) : binder.bindPoints(scoring)
        }
        if computed[column] == false { isRefused = true }
    }

    private mutating func bindPoints(_ scoring: Scoring) -> Bool {
        var lines: [PlannedScores.Line] = []
        for point in scoring.points {
            switch point.source {
            case .when(let condition):
                guard let number = leadCondition(condition) else { return false }
                lines.append(PlannedScores.Line(source: .when(number), point: point))
            case .each(let event):
                guard let source = source(of: event) else { return false }
                lines.append(PlannedScores.Line(source: .each(source), point: point))
            }
        }
        scores = PlannedScores(lines: lines, handedOver: nil)
        return true
    }

    private mutating func bindHandoff(_ scoring: Scoring) -> Bool {
        needScores(for: Scoring.computedColumn)
        guard scores != nil, let handedOver = scoring.handedOver, let event = source(of: handedOver.event) else {
            return false
        }
        scores?.handedOver = (handedOver.which, event)
        return true
    }
}

/// The scores of all leads, worked out once; conditions read them as columns of the leads.
struct Scores: Sendable {
    /// As of as-of, one a lead.
    let computed: [Double]
    /// At the hand-off; NaN for a lead that was not handed over. Nil where nothing asks for it.
    let atHandoff: [Double]?

    init(_ plan: PlannedScores, _ facts: Facts, threads: Int) {
        let count = facts.leadCount
        let parts = max(1, min(threads * 4, count / 4096))
        let results = Parallel.map(parts, threads: threads) { part in
            let leads = count * part / parts..<count * (part + 1) / parts
            return (
                leads.map { plan.score(of: $0, at: facts.asOf, facts) },
                plan.handedOver == nil
                    ? []
                    : leads.map { lead in
                        plan.handoff(of: lead, facts).map { plan.score(of: lead, at: $0, facts) } ?? .nan
                    }
            )
        }
        computed = results.flatMap(\.0)
        atHandoff = plan.handedOver == nil ? nil : results.flatMap(\.1)
    }

    /// A snapshot with the computed columns.
    func completing(_ snapshot: Snapshot) -> Snapshot {
        var leads = snapshot.leads
        leads.columns[Scoring.computedColumn] = .numbers(computed)
        if let atHandoff { leads.columns[Scoring.handoffColumn] = .numbers(atHandoff) }
        var snapshot = snapshot
        snapshot.tables["leads"] = leads
        return snapshot
    }
}

extension PlannedScores {
    /// When a lead was handed over; nil where it was not.
    func handoff(of lead: Int, _ facts: Facts) -> Int64? {
        guard let handedOver else { return nil }
        let instant =
            handedOver.which == .last
            ? facts.last(handedOver.event, of: lead)
            : facts.first(handedOver.event, of: lead, atOrAfter: Int64.min + 1)
        return instant == missing ? nil : instant
    }

    /// The sum of all lines, in their order.
    func score(of lead: Int, at instant: Int64, _ facts: Facts) -> Double {
        lines.reduce(0) { $0 + points(of: lead, by: $1, at: instant, facts) }
    }

    /// What one line counts for: of conditions the present state, of events those that had happened.
    func points(of lead: Int, by line: Line, at instant: Int64, _ facts: Facts) -> Double {
        switch line.source {
        case .when(let condition): return facts.truths[condition][lead] == .isTrue ? line.point.add : 0
        case .each(let source):
            var sum = 0.0
            for at in facts.instants(source, of: lead) where at <= instant {
                sum += line.point.points(ofAge: instant - at)
            }
            guard let most = line.point.atMost else { return sum }
            return min(max(sum, -most), most)
        }
    }
}

extension Scoring.Point {
    /// What one event counts for, so many milliseconds after it.
    ///
    /// Multiplied out by squaring, so that every machine gets the same digits.
    func points(ofAge age: Int64) -> Double {
        guard let decay else { return add }
        var left = add
        var share = 1 - decay.by
        var periods = age / decay.every
        while periods > 0 {
            if periods & 1 == 1 { left *= share }
            share *= share
            periods >>= 1
        }
        return left
    }
}

/// How the score of a lead comes about, line by line.
public struct ScoreAccount: Sendable {
    public struct Line: Sendable {
        /// What it is for, as the author wrote it.
        public var text: String
        public var points: Double
        /// What else there is to say: how many events, what is missing.
        public var remark: String?
    }

    /// Index into the agreements that were judged by.
    public var agreement: Int
    public var lead: String
    public var total: Double
    public var lines: [Line]
    /// When the lead was handed over, and its score then; nil where it was not.
    public var handoff: (at: Int64, total: Double)?
    /// The threshold of the hand-off; nil where there is none.
    public var threshold: Double?
    /// What the export says; nil where it says nothing.
    public var exported: Double?
}

extension Evaluation {
    /// How the score of a lead comes about, by each version of the agreement that computes one.
    public func explainScore(lead id: String) -> [ScoreAccount] {
        guard let row = (0..<snapshot.leads.rowCount).first(where: { snapshot.leads.text("id", $0) == id }) else {
            return []
        }
        return versions.enumerated().compactMap { number, version in
            guard let scores = version.plan.scores else { return nil }
            var account = ScoreAccount(
                agreement: number, lead: id, total: scores.score(of: row, at: snapshot.asOf, version.facts),
                lines: scores.lines.map { line($0, of: row, scores, version) }, handoff: nil,
                threshold: version.agreement.scoring?.handoff, exported: nil)
            if let at = scores.handoff(of: row, version.facts) {
                account.handoff = (at, scores.score(of: row, at: at, version.facts))
            }
            if case .numbers(let exported)? = snapshot.leads.columns["score"], !exported[row].isNaN {
                account.exported = exported[row]
            }
            return account
        }
    }

    private func line(
        _ line: PlannedScores.Line, of row: Int, _ scores: PlannedScores, _ version: BoundVersion
    ) -> ScoreAccount.Line {
        let points = scores.points(of: row, by: line, at: snapshot.asOf, version.facts)
        switch (line.source, line.point.source) {
        case (.when(let number), .when(let condition)):
            let remark: String? =
                switch version.facts.truths[number][row] {
                case .isTrue: nil
                case .isUnknown: "unknown for want of a value in \(version.missingColumn(number, row, snapshot))"
                default: "not true"
                }
            return ScoreAccount.Line(text: condition.text, points: points, remark: remark)
        case (.each(let source), .each(let event)):
            let instants = version.facts.instants(source, of: row)
            var remarks = ["\(instants.count) of them"]
            let whole = instants.reduce(0) { $0 + line.point.points(ofAge: snapshot.asOf - $1) }
            if whole != Double(instants.count) * line.point.add { remarks.append("faded with their age") }
            if whole != points { remarks.append("at most \(written(line.point.atMost ?? points))") }
            return ScoreAccount.Line(
                text: "each \(event.text)", points: points,
                remark: instants.isEmpty ? "none" : remarks.joined(separator: ", "))
        case (.when, .each), (.each, .when): preconditionFailure("a line is bound as what it is")
        }
    }

    private func written(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
    }
}

extension BoundVersion {
    /// The first column of a condition in which a lead has no value.
    fileprivate func missingColumn(_ condition: Int, _ lead: Int, _ snapshot: Snapshot) -> String {
        let uses = plan.conditions[condition].uses
        let columns = snapshot.inputs(for: uses, in: "leads").columns
        let lacking = uses.first { use in
            guard let input = columns[use.path] else { return true }
            guard let rows = input.rows else { return input.column.isMissing(lead) }
            return rows[lead] < 0 || input.column.isMissing(Int(rows[lead]))
        }
        return lacking.map { "\($0.path)" } ?? "?"
    }
}
