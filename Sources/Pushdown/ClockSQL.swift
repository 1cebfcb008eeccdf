import Agreements
import BusinessTime
import Conditions

/// Clocks: each start, its target, due, and what became of it.
extension RuleTables {
    /// What a row of `within` asks for.
    enum Length {
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
        tellsOfThePast = lastLook(rows) != nil
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
        var lacks: [String] = []
        for (index, row) in clock.within.enumerated() {
            guard let when = row.when else {
                whens.append("else \(index)")
                break
            }
            let column = try composer.condition(when, as: "\(name)_when_\(index + 1)")
            whens.append("when lp_lead.\(column) then \(index)")
            whens.append("when lp_lead.\(column) is null then -1")
            if script.saysWhy {
                let lacking = try composer.lacking(when, as: "\(name)_when_\(index + 1)")
                lacks.append("when lp_lead.\(column) is null then lp_lead.\(lacking)")
            }
        }
        if whens.last?.hasPrefix("else") != true { whens.append("else -2") }
        let row = whens.count == 1 ? "0" : "case \(whens.joined(separator: " ")) end"
        let calendar = try calendar(clock.calendar, of: "starts.start")
        let missing = lacks.isEmpty ? "null" : "case \(lacks.joined(separator: " ")) end"
        let scope = try scope("start", target: "target_row", missing: missing)
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
                    \(scope.indented())
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
}
