import Agreements
import BusinessTime

/// What becomes of clocks.
extension RuleTables {
    /// The last part: due, time used, verdict.
    func settled(_ clock: ClockRule, _ rows: [Length], hasOneEnd: Bool, _ chain: inout Chain) -> String {
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
        let looksBack = lastLook(rows) != nil
        if looksBack {
            settledColumns.append(
                "scaled_then - scaled_start\(hasPauses ? " - coalesce(paused.stood_by_then, 0)" : "") as used_by_then")
        }
        let measuresOpen = select(rows) { if case .open = $0 { "true" } else { "false" } }
        let inTime =
            switch measuresOpen {
            case "true": "elapsed <= whole"
            case "false": "due is null or ends_at <= due"
            default: "case when \(measuresOpen) then elapsed <= whole else due is null or ends_at <= due end"
            }
        let outcomes = outcomes(clock, hasOneEnd: hasOneEnd, measuresOpen: measuresOpen)
        let verdict = verdict(outcomes)
        let why =
            script.saysWhy
            ? ",\n\(cause(outcomes).indented()) as cause, cast(null as \(dialect.textType)) as cause_of" : ""
        let past =
            looksBack
            ? ",\n  case when \(select(rows) { if case .open = $0 { "used_by_then <= whole" } else { "false" } }) then 0 else 1 end as was_breached"
            : ""
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
            \(verdict.indented()) as verdict\(why)\(past)
            from decided
            """)
    }

    /// What may become of a clock, the first that holds.
    private struct Outcome {
        /// Nil holds always.
        var when: String?
        var verdict: String
        /// Why, where the times alone do not tell.
        var cause: String?
    }

    private func outcomes(_ clock: ClockRule, hasOneEnd: Bool, measuresOpen: String) -> [Outcome] {
        var outcomes: [Outcome] = []
        func add(_ when: String?, _ verdict: String, _ cause: String? = nil) {
            outcomes.append(Outcome(when: when, verdict: "'\(verdict)'", cause: cause))
        }
        if hasOneEnd { add("satisfied_at is null and ended_at < start", "unknown", "ends before start") }
        func voided(_ instant: String) -> String {
            "\(instant) is not null and (satisfied_at is null or satisfied_at > \(instant)) and (due is null or \(instant) < due)"
        }
        if clock.cancel != nil { add(voided("canceled_at"), "void", "canceled") }
        if clock.from.which == .each { add(voided("next_start"), "void", "restarted") }
        if !clock.pause.stages.isEmpty {
            let stages = clock.pause.stages.map { "\(composer.number(of: $0))" }.joined(separator: ", ")
            let could = select(
                clock.within.map { row in
                    if case .businessTime = row.target { return Length.open(0) }
                    return Length.elapsed(0)
                }
            ) { if case .open = $0 { "used_since <= whole" } else { "used_since < whole" } }
            add(
                """
                not is_in_time and present_stage in (\(stages)) and changed_to not in (\(stages))
                  and unwritten_since < ends_at and \(could)
                """, "unknown", "paused since")
        }
        // A start before the first day of the calendars' tables.
        add("elapsed is null", "unknown", "before calendars")
        outcomes.append(
            Outcome(when: "satisfied_at is not null", verdict: "case when is_in_time then 'met' else 'late' end"))
        add("not is_in_time", "missed")
        let isPaused = clock.pause.stages.isEmpty && clock.pause.spans.isEmpty ? "" : " and is_paused_for_good = 0"
        add("due is null\(isPaused)", "unknown", "never opens")
        if let warnAt = clock.warnAt {
            add(
                warnAt >= 1
                    ? "due <= \(script.asOf)"
                    : "elapsed >= ceil(\(dialect.double("whole")) * \(dialect.number(warnAt)) - \(dialect.number(0.001)))",
                "at-risk", "paused")
        }
        add(nil, "open", "paused")
        return outcomes
    }

    private func verdict(_ outcomes: [Outcome]) -> String {
        let whens = outcomes.map { outcome in
            outcome.when.map { "when \($0) then \(outcome.verdict)" } ?? "else \(outcome.verdict)"
        }
        return "case\n\(whens.joined(separator: "\n").indented())\nend"
    }

    /// Only where due is not known a clock that runs says that it stands still.
    private func cause(_ outcomes: [Outcome]) -> String {
        let whens = outcomes.map { outcome -> String in
            let cause =
                outcome.cause.map { $0 == "paused" ? "case when due is null then 'paused' end" : "'\($0)'" } ?? "null"
            return outcome.when.map { "when \($0) then \(cause)" } ?? "else \(cause)"
        }
        return "case\n\(whens.joined(separator: "\n").indented())\nend"
    }
}
