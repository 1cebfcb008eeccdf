import Agreements
import BusinessTime

/// When clocks are due and what of them is used up: pauses, opening hours, named days.
extension RuleTables {
    /// Adds the stretches in which leads' clocks stand still, joined where they overlap; false where nothing pauses the clock.
    mutating func addPauses(_ pause: Pause, to chain: inout Chain) throws(Unsaid) -> Bool {
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

    /// As of when the run before was, where a ledger asks whether a clock was breached then. Only open time has an answer of its
    /// own: the hours may have been closed from due to then. Every other target was breached once it was due.
    func lastLook(_ rows: [Length]) -> Int64? {
        let hasOpen = rows.contains { if case .open = $0 { true } else { false } }
        return hasOpen ? script.recording?.lastAsOf : nil
    }

    func isOpen(_ rows: [Length]) -> String {
        select(rows) { row in
            switch row {
            case .elapsed, .dated(_, isOpen: false): "false"
            case .open, .dated(_, isOpen: true): "true"
            }
        }
    }

    /// A value that depends on the target's row.
    func select(_ rows: [Length], _ value: (Length) -> String) -> String {
        let values = rows.map(value)
        if Set(values).count == 1 { return values[0] }
        let whens = values.enumerated().map { "when \($0.offset) then \($0.element)" }
        return "case target_row \(whens.joined(separator: " ")) end"
    }

    /// Adds `timed`: start, end and whole length on the target's own scale, which is open time or all time.
    func addTimes(_ rows: [Length], hasPauses: Bool, watchesStage: Bool, _ chain: inout Chain) {
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
        if let then = lastLook(rows) {
            let instant = "greatest(least(ends_at, \(then)), \(source).start)"
            joins.append(dayJoin("then_day", "\(source).calendar", instant))
            columns.append("\(scaled(instant, "then_day")) as scaled_then")
        }
        let head = "select \(columns.joined(separator: ",\n  "))"
        chain.add("timed", nil, ([head, "from \(source)"] + joins).joined(separator: "\n"))
        if hasPauses { addPaused(rows, watchesStage: watchesStage, &chain) }
    }

    /// Adds `paused`: how long each clock stood still until due and until its end.
    private func addPaused(_ rows: [Length], watchesStage: Bool, _ chain: inout Chain) {
        let endless = Int64.max / 4
        let hasOpen = isOpen(rows) != "false"
        let looksBack = lastLook(rows) != nil
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
        let since = (watchesStage ? ", scaled_since" : "") + (looksBack ? ", scaled_then" : "")
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
            \(watchesStage ? "  \(dialect.bigint(until("scaled_since"))) as stood_before,\n" : "")\(looksBack ? "  \(dialect.bigint(until("scaled_then"))) as stood_by_then,\n" : "")  max(case when stood_to is null and used_before < whole then 1 else 0 end) as is_deferred_for_good,
              max(case when stood_to is null then 1 else 0 end) as is_paused_for_good
            from counted
            group by lead_id, start
            """)
    }
}
