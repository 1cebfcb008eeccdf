import Agreements
import BusinessTime
import Compliance

/// Volumes and rates: one verdict for each period of the term to date.
///
/// `lp_RULE` has the figures, too: `value`, and of a rate `among`.
extension RuleTables {
    mutating func writeVolume(_ volume: VolumeRule) throws(Unsaid) {
        var amount = "1"
        var extra: Composer.Extra?
        if let sum = volume.sum {
            if composer.rowTable(of: volume.of.event) == nil {
                amount = "coalesce(lp_lead.\(composer.number(sum)), 0)"
            } else {
                extra = .amount(sum)
                amount = "coalesce(starts.\(Composer.Extra.amount(sum).name), 0)"
            }
        }
        let source = try chosen(volume.of, with: extra)
        try addCounted(source, columns: ["\(amount) as amount"])
        let leads = dialect.double("(select count(*) from lp_lead)")
        func limit(_ limit: VolumeRule.Limit?) -> String? {
            switch limit {
            case .amount(let amount): dialect.double(dialect.number(amount))
            case .shareOfLeads(let share): "floor(\(dialect.number(share)) * \(leads) + 0.5)"
            case nil: nil
            }
        }
        let (atLeast, atMost) = (limit(volume.atLeast), limit(volume.atMost))
        var whens: [String] = []
        if let atMost { whens.append("when value > \(atMost) then 'missed'") }
        if let atLeast {
            whens.append("when value < \(atLeast) then case when up_to <= \(script.asOf) then 'missed' else 'open' end")
        }
        whens.append(atMost == nil ? "else 'met'" : "else case when up_to <= \(script.asOf) then 'met' else 'open' end")
        addFigures(
            volume.per, value: dialect.double("coalesce(counted.amount, 0)"), among: nil,
            verdict: whens.count == 1 ? "'met'" : "case \(whens.joined(separator: "\n    ")) end",
            hasLimit: atLeast != nil || atMost != nil)
    }

    mutating func writeRate(_ rate: RateRule) throws(Unsaid) {
        let of = try composer.table(of: rate.of)
        let source = try chosen(rate.among, with: nil)
        try addCounted(source, columns: [])
        let plain = statements.removeLast()
        statements.append(
            Statement(
                comment: plain.comment, table: plain.table,
                query: """
                    with counted as (
                    \(plain.query.indented())
                    ), reached as (
                      select counted.lead_id, counted.start
                      from (select distinct lead_id, start from counted) as counted
                      join \(of) as event on event.lead_id = counted.lead_id and event.happened_at >= counted.start
                      group by counted.lead_id, counted.start
                    )
                    select counted.*, case when reached.lead_id is null then 0 else 1 end as amount
                    from counted
                    left join reached on reached.lead_id = counted.lead_id and reached.start = counted.start
                    """))
        let share = "value / among"
        var limits: [String] = []
        if let atLeast = rate.atLeast { limits.append("\(share) >= \(dialect.number(atLeast))") }
        if let atMost = rate.atMost { limits.append("\(share) <= \(dialect.number(atMost))") }
        let isKept = limits.isEmpty ? "true" : limits.joined(separator: " and ")
        addFigures(
            rate.per, value: dialect.double("coalesce(counted.amount, 0)"), among: "events",
            verdict:
                "case when up_to > \(script.asOf) then 'open' when \(isKept) then 'met' else 'missed' end",
            hasLimit: !limits.isEmpty)
    }

    /// The instants that are chosen; each of them counts, also of two at one instant.
    private mutating func chosen(_ choice: EventChoice, with extra: Composer.Extra?) throws(Unsaid) -> String {
        notesCreation(of: choice.event)
        guard choice.which == .each || extra != nil else { return try starts(choice.which, choice.event) }
        let table = try composer.table(of: choice.event, with: extra)
        let also = extra.map { ", \($0.name)" } ?? ""
        guard choice.which != .each else { return "select lead_id, happened_at as start\(also) from \(table)" }
        let order = choice.which == .first ? "happened_at" : "happened_at desc"
        return """
            select lead_id, start\(also)
            from (
              select lead_id, happened_at as start\(also),
                row_number() over (partition by lead_id order by \(order)) as place
              from \(table)
            ) as placed
            where place = 1
            """
    }

    private mutating func addCounted(_ source: String, columns: [String]) throws(Unsaid) {
        let scope = try scope("starts.start")
        let also = columns.map { ", \($0)" }.joined()
        statements.append(
            Statement(
                comment: [rule.says?.onOneLine].compactMap(\.self), table: startTable,
                query: """
                    select starts.lead_id, starts.start\(also),
                    \(scope.indented())
                    from (
                    \(source.indented())
                    ) as starts
                    join lp_lead on lp_lead.lead_id = starts.lead_id
                    """))
        countsScope = true
    }

    private mutating func addFigures(_ per: Period, value: String, among: String?, verdict: String, hasLimit: Bool) {
        let term = script.succession.term(of: rule)
        let end = min(term.upperBound, script.asOf)
        let isOpen = script.agreement.term.from == nil
        let start = isOpen ? end - 1830 * CivilDate.dayLength : min(term.lowerBound, end)
        let periods = Periods(of: script.agreement).periods(per, overlapping: start..<end)
        let rows = periods.enumerated().map {
            "(\($0.offset), \(dialect.text($0.element.name)), \($0.element.range.lowerBound), \($0.element.range.upperBound))"
        }
        let listed = rows.isEmpty ? ["(-1, '', 0, 0)"] : rows
        // Without a beginning of the term the first period is that of the first event.
        let began = "coalesce((select min(start) from \(startTable)), \(end - 1))"
        let first =
            isOpen
            ? "\nwhere periods.up_to > least(\(began), \(end - 1))" : rows.isEmpty ? "\nwhere periods.period >= 0" : ""
        let whens = periods.enumerated().map { "when start < \($0.element.range.upperBound) then \($0.offset)" }
        let number =
            periods.isEmpty
            ? "-1" : "case when start < \(periods[0].range.lowerBound) then null \(whens.joined(separator: " ")) end"
        let amongColumn =
            among.map { ", \(dialect.double("coalesce(counted.\($0), 0)")) as among" }
            ?? ", cast(null as \(dialect.double)) as among"
        let query = """
            with periods as (
              select period, name, \(dialect.bigint("starts")) as starts, \(dialect.bigint("up_to")) as up_to
              from (values
            \(listed.joined(separator: ",\n").indented(4))
              ) as listed (period, name, starts, up_to)
            ), counted as (
              select \(number) as period, round(sum(amount) * 1000000) / 1000000 as amount, count(*) as events
              from \(startTable)
              where scope = 'judged'
              group by 1
            ), figure as (
              select periods.name, periods.starts, periods.up_to,
                \(value) as value\(amongColumn)
              from periods
              left join counted on counted.period = periods.period\(first.replacing("\n", with: "\n  "))
            )
            select name as period, starts as start, up_to as due, value, among,
              starts as judged_at,
              \(verdict) as verdict\(script.saysWhy ? ", \(noCause)" : "")
            from figure\(among == nil ? "" : "\nwhere among > 0")
            """
        figures = hasLimit
        statements.append(Statement(comment: ["By \(per.rawValue)."], table: table, query: query))
    }
}
