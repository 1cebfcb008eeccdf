import Agreements
import BusinessTime
import Compliance

/// Cadences: each stay in a stage, and the gaps between events while it lasts.
extension RuleTables {
    mutating func writeCadence(_ cadence: CadenceRule) throws(Unsaid) {
        composer.needHistory()
        composer.needsPresentStage = true
        let stage = composer.number(of: cadence.stage)
        let event = try composer.table(of: cadence.event)
        let calendar = try calendar(cadence.calendar, of: "stays.start")
        let scope = try scope("start")
        let chosen =
            switch cadence.stays {
            case .each: ""
            case .first: "\nwhere stays.place = 1"
            case .last: "\nwhere stays.place_from_end = 1"
            }
        statements.append(
            Statement(
                comment: [
                    rule.says?.onOneLine,
                    "Stays in \(cadence.stage); the last one lasts where the lead's present stage says so.",
                ].compactMap(\.self), table: startTable,
                query: """
                    with stays as (
                      select lead_id, happened_at as start, lasts_until,
                        row_number() over (partition by lead_id order by place) as place,
                        row_number() over (partition by lead_id order by place desc) as place_from_end
                      from lp_stage_change
                      where to_stage = \(stage)
                    ), stay as (
                      select stays.lead_id, stays.start,
                        case when stays.place_from_end = 1 and lp_lead.stage = \(stage) then \(script.asOf)
                          else greatest(coalesce(stays.lasts_until, \(script.asOf)), stays.start) end as ends_at,
                        \(calendar.number) as calendar
                      from stays
                      join lp_lead on lp_lead.lead_id = stays.lead_id
                    \(calendar.join.map { $0.indented() + "\n" } ?? "")\(chosen.isEmpty ? "" : chosen.dropFirst().description.indented() + "\n"))
                    select stay.*,
                    \(scope.indented())
                    from stay
                    join lp_lead on lp_lead.lead_id = stay.lead_id
                    """))
        countsScope = true
        switch cadence.rhythm {
        case .every(let target): addGaps(target, event)
        case .schedule(let steps): addSteps(steps, event)
        }
    }

    /// The end of a target that starts somewhere, as parts of a chain: `due` beside the columns of `source`.
    ///
    /// - Parameters:
    ///   - from: The column of `source` with its start.
    ///   - targets: One, or by the column `step` of `source`.
    private mutating func addDue(_ targets: [Target], from: String, source: String, to chain: inout Chain) {
        func select(_ value: (Target) -> String) -> String {
            let values = targets.map(value)
            if Set(values).count == 1 { return values[0] }
            return "case step "
                + values.enumerated().map { "when \($0.offset) then \($0.element)" }.joined(separator: " ")
                + " end"
        }
        var numbers: [Target: Int] = [:]
        for target in targets where target.milliseconds == nil { numbers[target] = composer.number(of: target) }
        let hasOpen = targets.contains { $0.needsCalendar }
        var joins: [String] = []
        if !numbers.isEmpty {
            let number = select { "\(numbers[$0] ?? -1)" }
            joins.append(
                """
                left join lp_due as day_due
                  on day_due.target = \(number) and day_due.calendar = \(source).calendar
                  and day_due.day = \(dialect.quotient(from, CivilDate.dayLength))
                  and \(from) >= day_due.starts and \(from) < day_due.up_to
                """)
        }
        let open = openTime("from_day", until: from)
        if hasOpen {
            joins.append(dayJoin("from_day", "\(source).calendar", from))
            let length = select { target in
                if case .businessTime(let length) = target { "\(length)" } else { "0" }
            }
            joins.append(hourJoin("due_hour", "\(source).calendar", "(\(open) + \(length))"))
        }
        let due = select { target in
            switch target {
            case .elapsed(let length): "\(from) + \(length)"
            case .businessTime(let length):
                composer.hours?.instant("due_hour", after: "(\(open) + \(length))") ?? "null"
            case .months, .businessDays, .closeOfBusiness: "day_due.due + day_due.moves * (\(from) - day_due.starts)"
            }
        }
        let used = hasOpen ? ", \(open) as open_from" : ""
        chain.add(
            "due", nil,
            (["select \(source).*, \(due) as due\(used)", "from \(source)"] + joins).joined(separator: "\n"))
    }

    // MARK: no gap longer than

    private mutating func addGaps(_ target: Target, _ event: String) {
        var chain = Chain()
        chain.add("stay", nil, "select * from \(startTable) where scope = 'judged'")
        chain.add(
            "ends", "the stay's ends, and the events within",
            """
            select lead_id, start, ends_at, calendar, start as happened_at from stay
            union all
            select lead_id, start, ends_at, calendar, ends_at from stay
            union all
            select stay.lead_id, stay.start, stay.ends_at, stay.calendar, event.happened_at
            from stay
            join \(event) as event on event.lead_id = stay.lead_id
              and event.happened_at >= stay.start and event.happened_at <= stay.ends_at
            """)
        chain.add(
            "gaps", nil,
            """
            select * from (
              select ends.*, lead(happened_at) over (partition by lead_id, start order by happened_at) as gap_ends
              from ends
            ) as following
            where gap_ends is not null
            """)
        addDue([target], from: "gaps.happened_at", source: "gaps", to: &chain)
        var length = "gap_ends - happened_at"
        var joins = ""
        if target.needsCalendar {
            length = "\(openTime("end_day", until: "due.gap_ends")) - open_from"
            joins = "\n" + dayJoin("end_day", "due.calendar", "due.gap_ends")
        }
        chain.add("measured", nil, "select due.*, \(length) as gap\nfrom due\(joins)")
        let isBroken: String
        if case .businessTime(let length) = target { isBroken = "gap > \(length)" } else { isBroken = "gap_ends > due" }
        chain.add(
            "judged", "a broken cadence is due when its first gap grew too long",
            """
            select lead_id, start, ends_at, max(gap) as elapsed,
              max(case when \(isBroken) then 1 else 0 end) as is_broken,
              min(case when \(isBroken) then due end) as due
            from measured
            group by lead_id, start, ends_at
            """)
        let query = chain.query(
            """
            select lead_id, start, due, cast(null as bigint) as satisfied_at, elapsed, 0 as target_row,
              coalesce(due, ends_at) as judged_at,
              case when is_broken = 1 then 'missed' else 'met' end as verdict\(script.saysWhy ? ", \(noCause)" : "")
            from judged
            """)
        statements.append(
            Statement(comment: ["No gap longer than \(target.text)."], table: table, query: query))
    }

    // MARK: a schedule

    private mutating func addSteps(_ steps: [Target], _ event: String) {
        var chain = Chain()
        let numbers = steps.indices.map { "(\($0))" }.joined(separator: ", ")
        chain.add(
            "stay", nil,
            """
            select starts.*, steps.step
            from \(startTable) as starts
            cross join (values \(numbers)) as steps (step)
            where scope = 'judged'
            """)
        addDue(steps, from: "stay.start", source: "stay", to: &chain)
        chain.add(
            "stepped", "a step is kept by an event after the step before was due and by the time it is",
            """
            select due.*, coalesce(lag(due) over (partition by lead_id, start order by step), start - 1) as after_due
            from due
            where due is not null
            """)
        chain.add(
            "kept", nil,
            """
            select stepped.lead_id, stepped.start, stepped.ends_at, stepped.step, stepped.due,
              count(event.happened_at) as events
            from stepped
            left join \(event) as event on event.lead_id = stepped.lead_id
              and event.happened_at > stepped.after_due and event.happened_at <= stepped.due
              and event.happened_at <= stepped.ends_at
            group by stepped.lead_id, stepped.start, stepped.ends_at, stepped.step, stepped.due
            """)
        chain.add(
            "failed", "the first step that was not kept",
            """
            select * from (
              select kept.*, row_number() over (partition by lead_id, start order by step) as place
              from kept where events = 0
            ) as missing
            where place = 1
            """)
        let why =
            script.saysWhy
            ? """
            ,
              case when failed.due < starts.ends_at then 'step' end as cause,
              case when failed.due < starts.ends_at then cast(failed.step as \(dialect.textType)) end as cause_of
            """ : ""
        let query = chain.query(
            """
            select starts.lead_id, starts.start,
              case when failed.due < starts.ends_at or starts.ends_at = \(script.asOf) then failed.due end as due,
              cast(null as bigint) as satisfied_at, \(dialect.bigint("0")) as elapsed, 0 as target_row,
              coalesce(
                case when failed.due < starts.ends_at or starts.ends_at = \(script.asOf) then failed.due end,
                starts.ends_at) as judged_at,
              case when failed.due < starts.ends_at then 'missed'
                when failed.due is not null and starts.ends_at = \(script.asOf) then 'open'
                else 'met' end as verdict\(why)
            from \(startTable) as starts
            left join failed on failed.lead_id = starts.lead_id and failed.start = starts.start
            where scope = 'judged'
            """)
        statements.append(
            Statement(
                comment: ["One event by each of \(steps.map(\.text).joined(separator: ", ")) from entry."],
                table: table,
                query: query))
    }
}
