import Agreements
import BusinessTime
import Columns
import Conditions
import Findings
import Snapshots
import Threads

/// One version of an agreement with the facts its rules ask of a snapshot.
struct BoundVersion: Sendable {
    enum Judge: Sendable {
        case clock(ClockJudge)
        case measure(MeasureJudge)
        case cadence(CadenceJudge)
        case require(RequireJudge)
        case unique(UniqueJudge)
        case volume(VolumeJudge)
        case rate(RateJudge)

        /// Judges some leads; what becomes of volumes and rates is told when all have been seen.
        func judge(_ leads: Range<Int>, into tally: inout Tally) {
            switch self {
            case .clock(let judge): judge.judge(leads, into: &tally)
            case .measure(let judge): judge.judge(leads, into: &tally)
            case .cadence(let judge): judge.judge(leads, into: &tally)
            case .require(let judge): judge.judge(leads, into: &tally)
            case .unique(let judge): judge.judge(leads, into: &tally)
            case .volume(let judge): judge.count(leads, into: &tally)
            case .rate(let judge): judge.count(leads, into: &tally)
            }
        }
    }

    let agreement: Agreement
    let plan: VersionPlan
    let facts: Facts
    /// Nil where no rule asks for the score.
    let scores: Scores?
    private let timetableNumbers: [String: Int]

    private let succession: Succession

    /// - Parameter all: Every version that is judged by.
    init(
        _ agreement: Agreement, among all: [Agreement], _ plan: VersionPlan, _ snapshot: Snapshot, threads: Int,
        findings: inout [Finding]
    ) {
        self.agreement = agreement
        succession = Succession(of: agreement, among: all)
        self.plan = plan
        let leadCount = snapshot.leads.rowCount
        let (timetables, numbers) = Self.timetables(of: agreement, asOf: snapshot.asOf)
        findings += CalendarFindings(agreement, plan, snapshot).all
        timetableNumbers = numbers
        let arena = Arena()
        // The history, each event and each condition on its own: they are worked out side by side.
        let events = plan.eventRows.count
        let parts = Parallel.map(1 + events + plan.conditions.count, threads: threads) { part -> Part in
            switch part {
            case 0: return .history(StageHistory(snapshot, stages: agreement.stages, leadCount: leadCount, in: arena))
            case ...events:
                return .events(
                    EventRows(
                        plan.eventRows[part - 1], snapshot, leadCount, keepingRows: plan.needsRows(of: part - 1),
                        in: arena))
            default:
                let condition = plan.conditions[part - 1 - events]
                if agreement.asksForScore(condition) { return .waits }
                return .truths(arena.fixed(condition.truths(snapshot.inputs(for: condition.uses, in: "leads"))))
            }
        }
        guard case .history(let history) = parts[0] else { preconditionFailure("the first part is the history") }
        var truths = parts.dropFirst(1 + events).map { part in
            if case .truths(let truths) = part { truths } else { arena.fixed([Truth]()) }
        }
        var facts = FactColumns(
            asOf: snapshot.asOf, leadCount: leadCount,
            leadInstants: arena.fixed(
                plan.instantColumns.map { name in
                    let column = snapshot.leads.instants(name)
                    return FixedInstants(values: arena.fixed(column.values), precision: column.precision)
                }),
            creation: plan.instantColumns.firstIndex(of: "created_at").map { Int32($0) },
            events: arena.fixed(parts.compactMap { if case .events(let events) = $0 { events } else { nil } }),
            alternatives: arena.fixed(plan.alternatives),
            history: history,
            presentStage: snapshot.leads.presentStages(agreement.stages).map { arena.fixed($0) },
            truths: arena.fixed(truths),
            owners: Ownership(snapshot, leadCount, in: arena), timetables: Timetables(timetables, in: arena),
            userTimetables: arena.fixed(Self.userTimetables(snapshot, numbers)))
        facts.between = Between(snapshot, plan, facts, in: arena)
        if let between = facts.between { facts.owners.latest = between.owners }
        // The score is made of events and of conditions, and then there are conditions that ask for it.
        let scores = plan.scores.map { Scores($0, Facts(facts, in: arena), threads: threads) }
        if let completed = scores?.completing(snapshot) {
            for (index, condition) in plan.conditions.enumerated() where agreement.asksForScore(condition) {
                let inputs = completed.inputs(for: condition.uses, in: "leads")
                truths[index] = arena.fixed(condition.truths(inputs))
            }
            facts.truths = arena.fixed(truths)
        }
        self.facts = Facts(facts, in: arena)
        self.scores = scores
    }

    /// What is worked out side by side.
    private enum Part: Sendable {
        case history(StageHistory)
        case events(EventRows)
        case truths(Fixed<Truth>)
        /// For the score.
        case waits
    }

    /// The default calendar's timetable is number 0.
    private static func timetables(of agreement: Agreement, asOf: Int64) -> ([Timetable], [String: Int]) {
        // Past the days compiled a timetable still answers rightly, only slower: ten years cover what snapshots hold.
        let today = agreement.zone.day(of: asOf)
        var timetables: [Timetable] = []
        var numbers: [String: Int] = [:]
        func add(_ calendar: BusinessCalendar) {
            numbers[calendar.name] = timetables.count
            timetables.append(Timetable(calendar, from: today - 8 * 366, to: today + 2 * 366))
        }
        add(agreement.calendars.first { $0.name == agreement.defaultCalendar } ?? .always)
        for calendar in agreement.calendars where calendar.name != agreement.defaultCalendar { add(calendar) }
        return (timetables, numbers)
    }

    /// The timetable of each user's own calendar; the default where the agreement defines none of that name.
    private static func userTimetables(_ snapshot: Snapshot, _ numbers: [String: Int]) -> [Int32] {
        guard let users = snapshot.users else { return [] }
        return (0..<users.rowCount).map { Int32(users.text("calendar", $0).flatMap { numbers[$0] } ?? 0) }
    }

    /// The judge of a rule; nil where the snapshot lacks what it needs.
    func judge(
        for planned: PlannedRule, index: UInt16, snapshot: Snapshot, rank: [Int32], owners: OwnerChoice? = nil,
        threads: Int
    ) -> Judge? {
        guard let body = planned.body else { return nil }
        let snapshot = scores?.completing(snapshot) ?? snapshot
        var context = context(of: planned, index: index, snapshot)
        context.owners = owners
        switch body {
        case .clock(let clock, let from, let to, let rows, let cancel, let pause):
            let judge = ClockJudge(
                facts: facts, context: context, which: clock.from.which, from: from, to: to, count: clock.to.count,
                across: across(clock.to.across, to, snapshot, threads: threads),
                rows: zip(rows, clock.within).map { .init(when: $0, target: $1.target) },
                calendar: choice(clock.calendar, from, snapshot), warnAt: clock.warnAt, pause: pause, cancel: cancel,
                hasOneEnd: clock.to.count == 1 && hasOneEnd(to, from: from))
            guard clock.within.isEmpty else { return .clock(judge) }
            return .measure(MeasureJudge(clock: judge, kind: clock.measuredKind))
        case .cadence(let cadence, let stage, let event):
            return .cadence(
                CadenceJudge(
                    facts: facts, context: context, stays: cadence.stays, stage: stage, event: event,
                    rhythm: cadence.rhythm, calendar: choice(cadence.calendar, nil, snapshot)))
        case .require(let condition, let at):
            let names = context.inputs[condition]?.map(\.name) ?? []
            let numbers = Dictionary(
                names.enumerated().map { ($0.element, UInt16($0.offset)) }, uniquingKeysWith: { first, _ in first })
            return .require(
                RequireJudge(
                    facts: facts, context: context, condition: condition,
                    at: at.map { (planned.rule.requireWhich, $0) }, columnIndex: numbers))
        case .unique(let key):
            guard key.type == .text else { return nil }
            let keys = key.prepared(for: snapshot.inputs(for: key.uses, in: "leads"))
            let created = snapshot.leads.columns["created_at"].map { _ in snapshot.leads.instants("created_at").values }
            return .unique(
                UniqueJudge(
                    facts: facts, context: context, keys: keys, created: created, rank: rank, threads: threads))
        case .volume(let volume, let event):
            return .volume(
                VolumeJudge(
                    facts: facts, context: context, rule: volume, event: event,
                    amounts: amounts(volume.sum, event, snapshot), periods: Periods(of: agreement)))
        case .rate(let rate, let of, let among):
            return .rate(
                RateJudge(
                    facts: facts, context: context, rule: rate, of: of, among: among, periods: Periods(of: agreement)))
        }
    }

    /// Whether an event that satisfies a clock can only lie after its start: an instant column of the lead holds one end
    /// alone, and no opportunity comes of a lead before there is the lead.
    private func hasOneEnd(_ to: EventSource, from: EventSource) -> Bool {
        switch to {
        case .leadColumn: true
        case .rows(let index): plan.eventRows[Int(index)].table == "opportunities" && facts.isCreation(from)
        case .enters, .leaves, .any: false
        }
    }

    private func context(of planned: PlannedRule, index: UInt16, _ snapshot: Snapshot) -> RuleContext {
        var inputs: [Int: [RuleContext.NamedColumn]] = [:]
        for (number, condition) in plan.conditions.enumerated() {
            let columns = snapshot.inputs(for: condition.uses, in: "leads").columns
            inputs[number] = condition.uses.compactMap { use in
                columns[use.path].map {
                    RuleContext.NamedColumn(
                        name: (use.path.links + [use.path.column]).joined(separator: "."), column: $0.column,
                        rows: $0.rows)
                }
            }
        }
        let waivers = agreement.waiversInForce.enumerated().compactMap { number, waiver -> RuleContext.BoundWaiver? in
            guard waiver.rule == planned.rule.id else { return nil }
            // A waiver whose condition could not be bound excuses nothing.
            if waiver.condition != nil, plan.waiverConditions[number] == nil { return nil }
            let from = waiver.from.map { agreement.zone.startOfDay($0) } ?? Int64.min + 1
            return RuleContext.BoundWaiver(
                index: UInt16(number), condition: plan.waiverConditions[number],
                range: from..<max(from, agreement.zone.startOfDay(waiver.until + 1)))
        }
        return RuleContext(
            index: index, facts: facts, applies: planned.applies, narrowing: plan.narrowing,
            term: succession.term(of: planned.rule),
            outside: succession.outside, waivers: waivers, inputs: inputs,
            quantiles: planned.rule.goal?.quantiles ?? [])
    }

    private func choice(_ source: CalendarSource, _ start: EventSource?, _ snapshot: Snapshot) -> TimetableChoice {
        switch source {
        case .standard: return .fixed(0)
        case .named(let name): return .fixed(timetableNumbers[name] ?? 0)
        case .owner: return .owner(facts.userTimetables)
        case .user:
            guard case .rows(let event)? = start,
                let users = snapshot.link("user", of: plan.eventRows[Int(event)].table)?.rows
            else { return .fixed(0) }
            return .starter(
                event: event, facts.arena.fixed(users.map { $0 < 0 ? 0 : facts.userTimetables[Int($0)] }))
        case .ownerColumn(let column): return .owner(facts.arena.fixed(timetables(by: column, of: snapshot.users)))
        case .column(let column): return .byLead(facts.arena.fixed(timetables(by: column, of: snapshot.leads)))
        }
    }

    /// The timetable that `calendars_by` gives each row of a table; the default where it lists no such value.
    private func timetables(by column: String, of table: Snapshot.Table?) -> [Int32] {
        guard let table else { return [] }
        let names = agreement.calendarsBy.first { $0.column == column }?.calendars ?? [:]
        return (0..<table.rowCount).map { row in
            Int32(table.text(column, row).flatMap { names[$0] }.flatMap { timetableNumbers[$0] } ?? 0)
        }
    }

    private func across(
        _ across: EventCount.Across?, _ to: EventSource, _ snapshot: Snapshot, threads: Int
    ) -> ClockJudge.Across? {
        guard let across, case .rows(let index) = to,
            case .text(let column)? = snapshot.table(plan.eventRows[Int(index)].table)?.columns[across.column]
        else { return nil }
        return .init(
            distinct: across.distinct, codes: facts.arena.fixed(column.numbersOfDistinctTexts(threads: threads)))
    }

    private func amounts(_ sum: String?, _ event: EventSource, _ snapshot: Snapshot) -> VolumeJudge.Amounts? {
        guard let sum else { return nil }
        if case .rows(let index) = event,
            case .numbers(let numbers)? = snapshot.table(plan.eventRows[Int(index)].table)?.columns[sum]
        {
            return .byRow(numbers)
        }
        if case .numbers(let numbers)? = snapshot.leads.columns[sum] { return .byLead(numbers) }
        return nil
    }
}

extension ClockRule {
    /// The kind of time that a metric measures: open hours where it names a calendar, else all time.
    var measuredKind: Target {
        calendar == .standard ? .elapsed(milliseconds: 0) : .businessTime(milliseconds: 0)
    }
}

extension Rule {
    fileprivate var requireWhich: EventChoice.Which {
        if case .require(let require) = kind { require.at?.which ?? .first } else { .first }
    }
}
