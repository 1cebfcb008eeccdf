import Agreements
import Columns
import Conditions
import Snapshots
import Threads

/// The funnel as a snapshot has it, counted lead by lead: how far leads came, how long they stayed, what was done with
/// them, and where they lie. Everything in it is of the whole snapshot, and not of a period.
public struct Funnel: Sendable {
    /// `all` first; then one for each value of `leads.origin`, most leads first, as far as the snapshot has the column.
    public var groups: [Group]
    /// The stages of the agreement, in funnel order.
    public var stages: [Stage]
    /// The stage by which marketing hands a lead over; nil where the agreement has none.
    public var handoffStage: Int?
    /// What counts as a touch, in the author's words; nil where no rule waits for one.
    public var touch: String?

    /// One group of leads.
    public struct Group: Sendable {
        public var name: String
        public var leads = 0
        public var stages: [StageFigures] = []
        /// Leads that entered a stage of marketing's court other than the first.
        public var nurtured = 0
        /// Leads that marketing handed over; only they count below.
        public var handedOver = 0
        /// Of them: handed over, and since then neither a stage change nor a disposition; by age in ``Funnel/ages``.
        public var untouchedByAge = [Int](repeating: 0, count: Funnel.ages.count + 1)
        /// Of them: taken back or closed at the next stage change, without a touch in between.
        public var discontinuedAtOnce = 0
        /// Touched at least once, and still in the stage of the hand-off.
        public var workedNotMoved = 0
        /// Waiting for their first touch in the stage of the hand-off.
        public var waiting = 0
        /// Of those: hot, as the most urgent target of the touch's rule has it.
        public var hotWaiting = 0
        /// From the hand-off to the first touch at or after it: elapsed milliseconds of those touched, in no order.
        public var followUps: [Int64] = []
        /// Touches at or after the hand-off, a lead: how many leads got so many, up to the last, which holds all above.
        public var byTouches = [Int](repeating: 0, count: Funnel.mostTouches + 1)
        /// Of those: leads that went on to a later stage of the other party's court.
        public var convertedByTouches = [Int](repeating: 0, count: Funnel.mostTouches + 1)
        /// All touches at or after the hand-off.
        public var touches = 0

        /// Of the leads handed over: those with at least so many touches.
        public func touched(atLeast count: Int) -> Int { byTouches[min(count, Funnel.mostTouches)...].reduce(0, +) }
        public var converted: Int { convertedByTouches.reduce(0, +) }
    }

    /// One stage, for the leads of one group.
    public struct StageFigures: Sendable {
        /// Leads that ever entered it, or were created in it.
        public var entered = 0
        /// Of those: leads that ever entered the next stage in funnel order.
        public var wentOn = 0
        /// Leads that are in it now, by their last stage change.
        public var present = 0
        /// Elapsed milliseconds of the stays that ended, in no order.
        public var stays: [Int64] = []
        /// The same of those that last.
        public var ages: [Int64] = []
        /// Stage changes out of it, by the stage entered.
        public var exits: [Int]

        init(stages: Int) { exits = Array(repeating: 0, count: stages) }
    }

    /// Bounds of the ages of what nobody looked at, in milliseconds: a day, a week, 30 and 90 days.
    public static let ages: [Int64] = [1, 7, 30, 90].map { $0 * 86_400_000 }
    /// Touches counted one by one; the last place holds all above.
    public static let mostTouches = 20
}

extension Agreement {
    /// The event that counts as a touch: the one named `touch`, else the first that a clock of the sales party waits for.
    public var touchEvent: String? {
        let awaited = rules.compactMap { rule -> Event? in
            guard rule.section == .responsibilities, case .clock(let clock) = rule.kind else { return nil }
            return clock.to.event
        }
        if awaited.contains(where: { $0.text == "touch" }) { return "touch" }
        return awaited.first { event in
            switch event.kind {
            case .named, .column: true
            case .created, .assigned, .enters, .leaves: false
            }
        }?.text
    }

    /// The stage by which marketing hands a lead over: the first in the court of another party than marketing.
    public var handoffStage: Int? { stages.firstIndex { $0.with != nil && $0.with != "marketing" } }
}

extension Plan {
    /// Adds the columns that a review and its funnel look at, where the snapshot has them.
    public mutating func needReview() {
        need(
            "leads",
            columns: [
                "created_at": .instant, "stage": .text, "source": .text, "segment": .text, "origin": .text,
                "company": .text, "score": .number, "cost": .number, "disposition": .text,
                "disposition_reason": .text, "dispositioned_at": .instant,
            ], links: ["owner"])
        need("activities", columns: ["cost": .number], links: [])
        need("users", columns: ["active": .boolean], links: ["manager"])
        need("stage_changes", columns: ["from_stage": .text, "to_stage": .text, "at": .instant], links: ["lead"])
        need(
            "opportunities",
            columns: [
                "stage": .text, "amount": .number, "created_at": .instant, "closed_at": .instant,
                "expected_close": .date, "won": .boolean, "loss_reason": .text,
            ], links: ["lead"])
    }

    /// Whether the snapshot has a column, under the name that leadpact knows it by.
    public func has(_ table: String, _ column: String) -> Bool { schema[table]?.columns[column] != nil }
}

extension Evaluation {
    /// Counts the funnel of the whole snapshot by the version in force at as-of.
    public func funnel(threads: Int) -> Funnel {
        let version = versions.first { $0.agreement.range.contains(snapshot.asOf) } ?? versions[versions.count - 1]
        let agreement = version.agreement
        let counting = FunnelCounting(version, snapshot)
        let count = snapshot.leads.rowCount
        let length = 1 << 14
        let parts = Parallel.map((count + length - 1) / length, threads: threads) { part in
            counting.count(part * length..<min((part + 1) * length, count))
        }
        var groups = counting.empty
        for part in parts { for index in groups.indices { groups[index].merge(part[index]) } }
        // Values without leads can only be those that nobody has.
        let others = groups.dropFirst().filter { $0.leads > 0 }.sorted { ($1.leads, $0.name) < ($0.leads, $1.name) }
        return Funnel(
            groups: [groups[0]] + others, stages: agreement.stages, handoffStage: agreement.handoffStage,
            touch: version.plan.touch == nil ? nil : agreement.touchEvent)
    }

    /// When a lead was last touched, in milliseconds; nil where it never was, or nothing says what a touch is.
    public func lastTouch(of lead: Int) -> Int64? {
        guard let version = versions.last, let touch = version.plan.touch else { return nil }
        let last = version.facts.last(touch, of: lead)
        return last == missing ? nil : last
    }
}

/// What is the same for every lead while a funnel is counted.
private struct FunnelCounting: Sendable {
    let facts: Facts
    let stages: [Stage]
    let handoff: Int?
    let touch: EventSource?
    /// Whether a lead is hot; nil where the touch's rule has but one target.
    let hot: Fixed<Truth>?
    /// The group of each lead, from 1; nil where the snapshot has no origin.
    let origins: [UInt32]?
    let created: [Int64]
    let dispositioned: [Int64]
    let dispositions: TextColumn?
    let empty: [Funnel.Group]

    init(_ version: BoundVersion, _ snapshot: Snapshot) {
        facts = version.facts
        let stages = version.agreement.stages
        self.stages = stages
        handoff = version.agreement.handoffStage
        touch = version.plan.touch
        hot =
            version.plan.rules.lazy.compactMap { planned -> Fixed<Truth>? in
                guard case .clock(let clock, _, let to, let rows, _, _)? = planned.body, to == version.plan.touch,
                    clock.to.count == 1, let row = rows.first
                else { return nil }
                return row.map { version.facts.truths[$0] }
            }.first
        created = snapshot.leads.instants("created_at").values
        dispositioned = snapshot.leads.instants("dispositioned_at").values
        if case .text(let texts)? = snapshot.leads.columns["disposition"] {
            dispositions = texts
        } else {
            dispositions = nil
        }
        var names = ["all"]
        if case .text(let texts)? = snapshot.leads.columns["origin"],
            case .dictionary(let codes, let values) = texts.storage, values.count <= 64
        {
            origins = codes
            names += values.enumerated().map {
                $0.offset == 0 ? "no origin" : String(decoding: $0.element, as: UTF8.self)
            }
        } else {
            origins = nil
        }
        empty = names.map { Funnel.Group(name: $0, stages: stages.count) }
    }

    func count(_ leads: Range<Int>) -> [Funnel.Group] {
        var groups = empty
        for lead in leads {
            let one = look(at: lead)
            count(one, lead, in: &groups[0])
            if let origins { count(one, lead, in: &groups[Int(origins[lead]) + 1]) }
        }
        return groups
    }

    /// What is known of one lead.
    private struct Look {
        var handedOver = missing
        /// The stage change after the hand-off: when, and to which stage.
        var next = missing
        var nextStage: Int16 = -1
        var touches = 0
        var firstTouch = missing
        var wentOn = false
        var present: Int16 = -1
    }

    private func look(at lead: Int) -> Look {
        var one = Look()
        let history = facts.history
        for entry in history.entries(lead) {
            let stage = history.to[entry]
            if one.handedOver != missing {
                if one.next == missing { (one.next, one.nextStage) = (history.at[entry], stage) }
                if let handoff, stage > Int16(handoff), stages[Int(stage)].with == stages[handoff].with {
                    one.wentOn = true
                }
            } else if let handoff, stage == Int16(handoff) {
                one.handedOver = history.at[entry]
            }
            one.present = stage
        }
        if let touch, one.handedOver != missing {
            let touches = facts.instants(touch, of: lead, in: one.handedOver...facts.asOf)
            one.touches = touches.count
            one.firstTouch = touches.first ?? missing
        }
        return one
    }

    private func count(_ one: Look, _ lead: Int, in group: inout Funnel.Group) {
        group.leads += 1
        countStages(lead, in: &group)
        guard let handoff, one.handedOver != missing else { return }
        group.handedOver += 1
        let isThere = one.present == Int16(handoff)
        let isDispositioned =
            one.next != missing || dispositioned[lead] != missing || dispositions.map { !$0.isMissing(lead) } ?? false
        if !isDispositioned {
            let age = facts.asOf - one.handedOver
            group.untouchedByAge[Funnel.ages.firstIndex { age < $0 } ?? Funnel.ages.count] += 1
        }
        guard touch != nil else { return }
        let place = min(one.touches, Funnel.mostTouches)
        group.touches += one.touches
        group.byTouches[place] += 1
        if one.wentOn { group.convertedByTouches[place] += 1 }
        if one.firstTouch != missing { group.followUps.append(one.firstTouch - one.handedOver) }
        if isThere {
            if one.touches > 0 {
                group.workedNotMoved += 1
            } else {
                group.waiting += 1
                if let hot, hot[lead] == .isTrue { group.hotWaiting += 1 }
            }
        }
        let isUntouchedAtNext = one.firstTouch == missing || one.firstTouch > one.next
        if one.next != missing, one.nextStage >= 0, isUntouchedAtNext,
            stages[Int(one.nextStage)].with != stages[handoff].with
        {
            group.discontinuedAtOnce += 1
        }
    }

    private func countStages(_ lead: Int, in group: inout Funnel.Group) {
        let history = facts.history
        let entries = history.entries(lead)
        var seen: UInt64 = 0
        // The stage in which the lead was created: the one its first change leaves, else the present one.
        let first = entries.isEmpty ? facts.presentStage?[lead] ?? -1 : history.stageLeft(entries.lowerBound, of: lead)
        if first >= 0, entries.isEmpty || history.leaves(first, entries.lowerBound, of: lead) {
            if first < 64 { seen |= 1 << UInt64(first) }
            let end = entries.isEmpty ? facts.asOf : history.at[entries.lowerBound]
            let isKnown = created[lead] != missing && created[lead] <= end
            if entries.isEmpty {
                group.stages[Int(first)].present += 1
                if isKnown { group.stages[Int(first)].ages.append(end - created[lead]) }
            } else {
                if isKnown { group.stages[Int(first)].stays.append(end - created[lead]) }
                let next = history.to[entries.lowerBound]
                if next >= 0 { group.stages[Int(first)].exits[Int(next)] += 1 }
            }
        }
        for entry in entries {
            let stage = history.to[entry]
            let isLast = entry + 1 == entries.upperBound
            guard stage >= 0 else { continue }
            if stage < 64 { seen |= 1 << UInt64(stage) }
            let end = isLast ? facts.asOf : history.at[entry + 1]
            if isLast {
                group.stages[Int(stage)].present += 1
                group.stages[Int(stage)].ages.append(end - history.at[entry])
            } else {
                group.stages[Int(stage)].stays.append(end - history.at[entry])
                let next = history.to[entry + 1]
                if next >= 0 { group.stages[Int(stage)].exits[Int(next)] += 1 }
            }
        }
        var isNurtured = false
        for stage in 0..<min(64, stages.count) where seen >> UInt64(stage) & 1 == 1 {
            group.stages[stage].entered += 1
            if stage + 1 < stages.count, seen >> UInt64(stage + 1) & 1 == 1 { group.stages[stage].wentOn += 1 }
            if stage > 0, stages[stage].with == "marketing" { isNurtured = true }
        }
        if isNurtured { group.nurtured += 1 }
    }
}

extension Funnel.Group {
    fileprivate init(name: String, stages: Int) {
        self.name = name
        self.stages = Array(repeating: Funnel.StageFigures(stages: stages), count: stages)
    }

    fileprivate mutating func merge(_ other: Self) {
        leads += other.leads
        nurtured += other.nurtured
        handedOver += other.handedOver
        discontinuedAtOnce += other.discontinuedAtOnce
        workedNotMoved += other.workedNotMoved
        waiting += other.waiting
        hotWaiting += other.hotWaiting
        touches += other.touches
        followUps += other.followUps
        for index in untouchedByAge.indices { untouchedByAge[index] += other.untouchedByAge[index] }
        for index in byTouches.indices {
            byTouches[index] += other.byTouches[index]
            convertedByTouches[index] += other.convertedByTouches[index]
        }
        for index in stages.indices {
            stages[index].entered += other.stages[index].entered
            stages[index].wentOn += other.stages[index].wentOn
            stages[index].present += other.stages[index].present
            stages[index].stays += other.stages[index].stays
            stages[index].ages += other.stages[index].ages
            for next in stages.indices { stages[index].exits[next] += other.stages[index].exits[next] }
        }
    }
}

extension Evaluation {
    /// The rules that are judged, in the order of `Judgement.rules`.
    package var chosenRules: [Rule] { versions.flatMap { $0.plan.rules.filter(\.isChosen).map(\.rule) } }
    /// The version in force at as-of, else the last.
    package var currentAgreement: Agreement { plan.agreements.inForce(at: snapshot.asOf) }
}
