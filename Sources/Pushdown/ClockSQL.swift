import Agreements
import BusinessTime
import Conditions

/// Clocks: each start, its target, due, and what became of it.
extension RuleTables {
    /// What a row of `within` asks for.
    private enum Length {
        /// Milliseconds of all time, or of open time.
        case elapsed(Int64)
        case open(Int64)
        /// A target that names a day, by its number in `lp_due`; in open time or not.
        case dated(Int, isOpen: Bool)
    }

    mutating func writeClock(_ clock: ClockRule) throws(Unsaid) {
        var rows: [Length] = []
        for row in clock.within {
            switch row.target {
            case .elapsed(let length): rows.append(.elapsed(length))
            case .businessTime(let length): rows.append(.open(length))
            case .months: rows.append(.dated(composer.number(of: row.target), isOpen: false))
            case .businessDays, .closeOfBusiness: rows.append(.dated(composer.number(of: row.target), isOpen: true))
            }
        }
        try writeStarts(clock)
        var chain = Chain()
        chain.add(
            "clock", nil,
            "select * from \(startTable) where scope = 'judged'")
        chain.add("satisfied", "the first of it at or after the start", try satisfied(clock.to))
        var columns = ["clock.*", "satisfied.satisfied_at"]
        var joins = ["left join satisfied on satisfied.lead_id = clock.lead_id and satisfied.start = clock.start"]
        if let cancel = clock.cancel {
            let table = try composer.table(of: cancel)
            chain.add(
                "canceled", nil,
                """
                select clock.lead_id, clock.start, min(happened_at) as canceled_at
                from clock join \(table) as event
                  on event.lead_id = clock.lead_id and event.happened_at >= clock.start
                group by clock.lead_id, clock.start
                """)
            columns.append("canceled.canceled_at")
            joins.append("left join canceled on canceled.lead_id = clock.lead_id and canceled.start = clock.start")
        }
        let hasOneEnd = clock.to.count == 1 && self.hasOneEnd(clock)
        if hasOneEnd {
            let table = try composer.table(of: clock.to.event)
            chain.add(
                "ended", "an end before the start contradicts it",
                "select lead_id, max(happened_at) as ended_at from \(table) group by lead_id")
            columns.append("ended.ended_at")
            joins.append("left join ended on ended.lead_id = clock.lead_id")
        }
        columns.append("coalesce(satisfied.satisfied_at, \(script.asOf)) as ends_at")
        chain.add(
            "ends", nil, "select \(columns.joined(separator: ", "))\nfrom clock\n\(joins.joined(separator: "\n"))")
        addTimes(
            rows, hasPauses: try addPauses(clock.pause, to: &chain), watchesStage: !clock.pause.stages.isEmpty, &chain)
        let query = settled(clock, rows, hasOneEnd: hasOneEnd, &chain)
        statements.append(
            Statement(
                comment: [rule.says?.onOneLine, clockWords(clock)].compactMap(\.self), table: table, query: query))
    }

    private func clockWords(_ clock: ClockRule) -> String {
        let count = clock.to.count == 1 ? "" : "\(clock.to.count) "
        let within = clock.within.map(\.text).joined(separator: ", ")
        return "From \(clock.from.which.rawValue) \(clock.from.event.text.onOneLine) to "
            + "\(count)\(clock.to.event.text.onOneLine), within \(within)."
    }

    private func hasOneEnd(_ clock: ClockRule) -> Bool {
        if composer.isColumn(clock.to.event) { return true }
        guard composer.rowTable(of: clock.to.event) == .opportunities else { return false }
        switch clock.from.event.kind {
        case .created, .column("created_at"): return true
        case .named(let name):
            if case .column("created_at")? = script.agreement.events.first(where: { $0.name == name })?.kind {
                return true
            }
            return false
        default: return false
        }
    }

    // MARK: starts

    private mutating func writeStarts(_ clock: ClockRule) throws(Unsaid) {
        let isByUser = clock.calendar == .user
        let source = try starts(clock.from.which, clock.from.event, with: isByUser ? .userCalendar : nil)
        var whens: [String] = []
        for (index, row) in clock.within.enumerated() {
            guard let when = row.when else {
                whens.append("else \(index)")
                break
            }
            let column = try composer.condition(when, as: "\(name)_when_\(index + 1)")
            whens.append("when lp_lead.\(column) then \(index)")
            whens.append("when lp_lead.\(column) is null then -1")
        }
        if whens.last?.hasPrefix("else") != true { whens.append("else -2") }
        let row = whens.count == 1 ? "0" : "case \(whens.joined(separator: " ")) end"
        let calendar = try calendar(clock.calendar, of: "starts.start")
        let scope = try scope("start", target: "target_row")
        let next = clock.from.which == .each ? "starts.next_start" : "cast(null as bigint) as next_start"
        statements.append(
            Statement(
                comment: clock.within.enumerated().map { index, row in
                    "Target \(index): \(row.text)\(row.when.map { " when \($0.text.onOneLine)" } ?? "")"
                }, table: startTable,
                query: """
                    with starts as (
                    \(source.indented())
                    ), target as (
                      select starts.lead_id, starts.start, \(next),
                        \(row) as target_row,
                        \(calendar.number) as calendar
                      from starts
                      join lp_lead on lp_lead.lead_id = starts.lead_id
                    \(calendar.join.map { $0.indented() + "\n" } ?? ""))
                    select target.*,
                    \(scope.indented()) as scope
                    from target
                    join lp_lead on lp_lead.lead_id = target.lead_id
                    """))
        countsScope = true
    }

    private mutating func satisfied(_ to: EventCount) throws(Unsaid) -> String {
        let table = try composer.table(of: to.event, with: to.across.map { .value($0.column) })
        let after =
            "from clock join \(table) as event\n  on event.lead_id = clock.lead_id and event.happened_at >= clock.start"
        guard to.count > 1 || to.across != nil else {
            return
                "select clock.lead_id, clock.start, min(happened_at) as satisfied_at\n\(after)\ngroup by clock.lead_id, clock.start"
        }
        guard let across = to.across else {
            return """
                select lead_id, start, happened_at as satisfied_at
                from (
                  select clock.lead_id, clock.start, happened_at,
                    row_number() over (partition by clock.lead_id, clock.start order by happened_at) as place
                \(after.indented())
                ) as placed
                where place = \(to.count)
                """
        }
        let value = Composer.Extra.value(across.column).name
        let order = "partition by clock.lead_id, clock.start order by happened_at, event.\(value)"
        return """
            select lead_id, start, min(happened_at) as satisfied_at
            from (
              select placed.*,
                sum(is_new) over (partition by lead_id, start order by place rows unbounded preceding) as different
              from (
                select clock.lead_id, clock.start, happened_at, row_number() over (\(order)) as place,
                  case when event.\(value) is not null and row_number() over (
                    partition by clock.lead_id, clock.start, event.\(value) order by happened_at
                  ) = 1 then 1 else 0 end as is_new
            \(after.indented(4))
              ) as placed
            ) as counted
            where place >= \(to.count) and different >= \(across.distinct)
            group by lead_id, start
            """
    }

    // MARK: pauses

    /// Adds the stretches in which leads' clocks stand still, joined where they overlap; false where nothing pauses the clock.
    private mutating func addPauses(_ pause: Pause, to chain: inout Chain) throws(Unsaid) -> Bool {
        if pause.stages.isEmpty, pause.spans.isEmpty { return false }
        let endless = Int64.max / 4
        var parts: [String] = []
        if !pause.stages.isEmpty {
            composer.needHistory()
            composer.needsPresentStage = true
            let stages = pause.stages.map { "\(composer.number(of: $0))" }.joined(separator: ", ")
            parts.append(
                """
                select lead_id, happened_at as paused_from, coalesce(lasts_until, \(endless)) as paused_to
                from lp_stage_change where to_stage in (\(stages))
                """)
            parts.append(
                """
                select lead_id, \(Int64.min / 4) as paused_from, happened_at as paused_to
                from lp_stage_change where place = 1 and from_stage in (\(stages))
                """)
        }
        for span in pause.spans {
            let from = try composer.table(of: span.from)
            let to = try composer.table(of: span.until)
            parts.append(
                """
                select a.lead_id, a.happened_at as paused_from, coalesce(min(b.happened_at), \(endless)) as paused_to
                from \(from) as a
                left join \(to) as b on b.lead_id = a.lead_id and b.happened_at >= a.happened_at
                group by a.lead_id, a.happened_at
                """)
        }
        chain.add(
            "stretch", "the clock stands still",
            parts.joined(separator: "\nunion all\n"))
        chain.add(
            "reached", nil,
            """
            select stretch.*, max(paused_to) over (
              partition by lead_id order by paused_from, paused_to rows between unbounded preceding and 1 preceding
            ) as reached
            from stretch
            """)
        chain.add(
            "island", nil,
            """
            select reached.*, sum(case when paused_from <= reached then 0 else 1 end) over (
              partition by lead_id order by paused_from, paused_to rows unbounded preceding
            ) as island
            from reached
            """)
        chain.add(
            "pause", nil,
            """
            select lead_id, min(paused_from) as paused_from, max(paused_to) as paused_to
            from island
            group by lead_id, island
            having max(paused_to) > min(paused_from)
            """)
        return true
    }

    // MARK: times

    private func isOpen(_ rows: [Length]) -> String {
        select(rows) { row in
            switch row {
            case .elapsed, .dated(_, isOpen: false): "false"
            case .open, .dated(_, isOpen: true): "true"
            }
        }
    }

    /// A value that depends on the target's row.
    private func select(_ rows: [Length], _ value: (Length) -> String) -> String {
        let values = rows.map(value)
        if Set(values).count == 1 { return values[0] }
        let whens = values.enumerated().map { "when \($0.offset) then \($0.element)" }
        return "case target_row \(whens.joined(separator: " ")) end"
    }

    /// Adds `timed`: start, end and whole length on the target's own scale, which is open time or all time.
    private func addTimes(_ rows: [Length], hasPauses: Bool, watchesStage: Bool, _ chain: inout Chain) {
        let isOpen = isOpen(rows)
        let hasOpen = isOpen != "false"
        func scaled(_ instant: String, _ row: String) -> String {
            guard hasOpen else { return instant }
            let open = openTime(row, until: instant)
            return isOpen == "true" ? open : "case when is_open then \(open) else \(instant) end"
        }
        let hasDated = rows.contains { if case .dated = $0 { true } else { false } }
        var source = "ends"
        if hasDated {
            let number = select(rows) { if case .dated(let number, _) = $0 { "\(number)" } else { "-1" } }
            chain.add(
                "dated", "targets that name a day",
                """
                select ends.*, \(isOpen) as is_open, day_due.due + day_due.moves * (ends.start - day_due.starts) as plain_due
                from ends
                left join lp_due as day_due
                  on day_due.target = \(number) and day_due.calendar = ends.calendar
                  and day_due.day = \(dialect.quotient("ends.start", CivilDate.dayLength))
                  and ends.start >= day_due.starts and ends.start < day_due.up_to
                """)
            source = "dated"
        } else {
            chain.add("opened", nil, "select ends.*, \(isOpen) as is_open\nfrom ends")
            source = "opened"
        }
        let whole = select(rows) { row in
            switch row {
            case .elapsed(let length), .open(let length): "\(length)"
            case .dated: "\(scaled("plain_due", "due_day")) - (\(scaled("\(source).start", "start_day")))"
            }
        }
        var joins: [String] = []
        if hasOpen {
            joins.append(dayJoin("start_day", "\(source).calendar", "\(source).start"))
            joins.append(dayJoin("end_day", "\(source).calendar", "greatest(ends_at, \(source).start)"))
            if hasDated { joins.append(dayJoin("due_day", "\(source).calendar", "plain_due")) }
        }
        var columns = [
            "\(source).*", "\(scaled("\(source).start", "start_day")) as scaled_start",
            "\(scaled("greatest(ends_at, \(source).start)", "end_day")) as scaled_end", "\(whole) as whole",
        ]
        if watchesStage {
            // Since when the present stage, which pauses the clock, may have lasted although no change leads to it.
            chain.add(
                "last_change", nil,
                """
                select lp_lead.lead_id, lp_lead.stage as present_stage, change.happened_at as changed_at,
                  coalesce(change.to_stage, -1) as changed_to
                from lp_lead
                left join lp_stage_change as change on change.lead_id = lp_lead.lead_id and change.lasts_until is null
                """)
            joins.append("join last_change on last_change.lead_id = \(source).lead_id")
            if hasOpen {
                joins.append(
                    dayJoin(
                        "change_day", "\(source).calendar",
                        "greatest(coalesce(changed_at, \(source).start), \(source).start)"))
            }
            let since = "greatest(coalesce(changed_at, \(source).start), \(source).start)"
            columns += [
                "present_stage", "changed_to", "\(since) as unwritten_since",
                "\(scaled(since, "change_day")) as scaled_since",
            ]
        }
        let head = "select \(columns.joined(separator: ",\n  "))"
        chain.add("timed", nil, ([head, "from \(source)"] + joins).joined(separator: "\n"))
        if hasPauses { addPaused(hasOpen: hasOpen, isOpen: isOpen, watchesStage: watchesStage, &chain) }
    }

    /// Adds `paused`: how long each clock stood still until due and until its end.
    private func addPaused(hasOpen: Bool, isOpen: String, watchesStage: Bool, _ chain: inout Chain) {
        let endless = Int64.max / 4
        func scaled(_ instant: String, _ row: String) -> String {
            guard hasOpen else { return instant }
            return "case when is_open then \(openTime(row, until: instant)) else \(instant) end"
        }
        let from = "greatest(pause.paused_from, timed.start)"
        let to = "nullif(pause.paused_to, \(endless))"
        var joins: [String] = []
        if hasOpen {
            joins = [dayJoin("from_day", "timed.calendar", from), dayJoin("to_day", "timed.calendar", to)]
        }
        let since = watchesStage ? ", scaled_since" : ""
        chain.add(
            "stood", nil,
            ([
                """
                select timed.lead_id, timed.start, scaled_start, scaled_end, whole\(since),
                  \(scaled(from, "from_day")) as stood_from,
                  \(scaled(to, "to_day")) as stood_to
                from timed
                join pause on pause.lead_id = timed.lead_id and pause.paused_to > timed.start
                """
            ] + joins).joined(separator: "\n"))
        chain.add(
            "counted", "a pause defers due only where something of the target is left when it begins",
            """
            select stood.*, stood_from - scaled_start - coalesce(sum(stood_to - stood_from) over (
              partition by lead_id, start order by stood_from, stood_to
              rows between unbounded preceding and 1 preceding
            ), 0) as used_before
            from stood
            """)
        func until(_ end: String) -> String {
            "sum(greatest(least(coalesce(stood_to, \(end)), \(end)) - stood_from, 0))"
        }
        chain.add(
            "paused", nil,
            """
            select lead_id, start,
              \(dialect.bigint("coalesce(sum(case when used_before < whole then stood_to - stood_from end), 0)")) as deferred,
              \(dialect.bigint(until("scaled_end"))) as stood_still,
            \(watchesStage ? "  \(dialect.bigint(until("scaled_since"))) as stood_before,\n" : "")  max(case when stood_to is null and used_before < whole then 1 else 0 end) as is_deferred_for_good,
              max(case when stood_to is null then 1 else 0 end) as is_paused_for_good
            from counted
            group by lead_id, start
            """)
    }

    // MARK: verdicts

    /// The last part: due, time used, verdict.
    private func settled(_ clock: ClockRule, _ rows: [Length], hasOneEnd: Bool, _ chain: inout Chain) -> String {
        let hasPauses = !clock.pause.stages.isEmpty || !clock.pause.spans.isEmpty
        let isOpen = isOpen(rows)
        let deferred = hasPauses ? "coalesce(paused.deferred, 0)" : "0"
        let need = hasPauses ? "scaled_start + whole + \(deferred)" : "scaled_start + whole"
        let found = composer.hours?.instant("due_hour", after: "(\(need))") ?? need
        let due = select(rows) { row in
            switch row {
            case .elapsed, .dated(_, isOpen: false): return need
            case .open: return "case when whole + \(deferred) = 0 then timed.start else \(found) end"
            case .dated(_, isOpen: true):
                return hasPauses ? "case when \(deferred) = 0 then plain_due else \(found) end" : "plain_due"
            }
        }
        let guarded =
            hasPauses ? "case when coalesce(is_deferred_for_good, 0) = 1 then null else \(due) end" : due
        var joins: [String] = []
        if hasPauses {
            joins.append("left join paused on paused.lead_id = timed.lead_id and paused.start = timed.start")
        }
        if isOpen != "false" { joins.append(hourJoin("due_hour", "timed.calendar", "(\(need))")) }
        var settledColumns = [
            "timed.*", "\(guarded) as due",
            "scaled_end - scaled_start\(hasPauses ? " - coalesce(paused.stood_still, 0)" : "") as elapsed",
        ]
        if hasPauses { settledColumns.append("coalesce(is_paused_for_good, 0) as is_paused_for_good") }
        if !clock.pause.stages.isEmpty {
            settledColumns.append("scaled_since - scaled_start - coalesce(paused.stood_before, 0) as used_since")
        }
        let measuresOpen = select(rows) { if case .open = $0 { "true" } else { "false" } }
        let inTime =
            switch measuresOpen {
            case "true": "elapsed <= whole"
            case "false": "due is null or ends_at <= due"
            default: "case when \(measuresOpen) then elapsed <= whole else due is null or ends_at <= due end"
            }
        let verdict = verdict(clock, hasOneEnd: hasOneEnd, measuresOpen: measuresOpen)
        let judged = "coalesce(due, start)"
        let contradicted = hasOneEnd ? "satisfied_at is null and ended_at < start" : nil
        let satisfied = contradicted.map { "case when \($0) then ended_at else satisfied_at end" } ?? "satisfied_at"
        let elapsed = contradicted.map { "case when \($0) then 0 else elapsed end" } ?? "elapsed"
        chain.add(
            "settled", nil,
            (["select \(settledColumns.joined(separator: ",\n  "))", "from timed"] + joins).joined(separator: "\n"))
        chain.add("decided", nil, "select settled.*, \(inTime) as is_in_time\nfrom settled")
        return chain.query(
            """
            select lead_id, start, due, \(satisfied) as satisfied_at, \(elapsed) as elapsed,
              target_row, \(judged) as judged_at,
            \(verdict.indented()) as verdict
            from decided
            """)
    }

    private func verdict(_ clock: ClockRule, hasOneEnd: Bool, measuresOpen: String) -> String {
        var whens: [String] = []
        if hasOneEnd { whens.append("when satisfied_at is null and ended_at < start then 'unknown'") }
        func voided(_ instant: String) -> String {
            "when \(instant) is not null and (satisfied_at is null or satisfied_at > \(instant)) and (due is null or \(instant) < due) then 'void'"
        }
        if clock.cancel != nil { whens.append(voided("canceled_at")) }
        if clock.from.which == .each { whens.append(voided("next_start")) }
        if !clock.pause.stages.isEmpty {
            let stages = clock.pause.stages.map { "\(composer.number(of: $0))" }.joined(separator: ", ")
            let could = select(
                clock.within.map { row in
                    if case .businessTime = row.target { return Length.open(0) }
                    return Length.elapsed(0)
                }
            ) { if case .open = $0 { "used_since <= whole" } else { "used_since < whole" } }
            whens.append(
                """
                when not is_in_time and present_stage in (\(stages)) and changed_to not in (\(stages))
                  and unwritten_since < ends_at and \(could) then 'unknown'
                """)
        }
        // A start before the first day of the calendars' tables.
        whens.append("when elapsed is null then 'unknown'")
        whens.append("when satisfied_at is not null then case when is_in_time then 'met' else 'late' end")
        whens.append("when not is_in_time then 'missed'")
        let isPaused = clock.pause.stages.isEmpty && clock.pause.spans.isEmpty ? "" : " and is_paused_for_good = 0"
        whens.append("when due is null\(isPaused) then 'unknown'")
        if let warnAt = clock.warnAt {
            whens.append(
                warnAt >= 1
                    ? "when due <= \(script.asOf) then 'at-risk'"
                    : "when elapsed >= ceil(\(dialect.double("whole")) * \(dialect.number(warnAt)) - \(dialect.number(0.001))) then 'at-risk'"
            )
        }
        return "case\n\(whens.joined(separator: "\n").indented())\n  else 'open'\nend"
    }
}
