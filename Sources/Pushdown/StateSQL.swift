import Agreements
import Columns
import Conditions

/// Rules that judge the present state: they belong to the period of as-of.
extension RuleTables {
    mutating func writeRequire(_ require: RequireRule) throws(Unsaid) {
        let column = try composer.condition(require.condition, as: "\(name)_holds")
        let scope: String
        var from = "lp_lead"
        var start = "cast(null as bigint)"
        if let at = require.at {
            let source = try starts(at.which == .each ? .first : at.which, at.event)
            scope = try self.scope("starts.start")
            start = "starts.start"
            from = "(\n\(source.indented())\n) as starts\njoin lp_lead on lp_lead.lead_id = starts.lead_id"
        } else {
            scope = try self.scope("\(script.asOf)")
        }
        var why = ""
        if script.saysWhy {
            let lacking = try composer.lacking(require.condition, as: "\(name)_holds")
            why =
                " case when lp_lead.\(column) is null then 'lacks' else 'false' end as cause, lp_lead.\(lacking) as cause_of,"
        }
        addStarts(
            "select lp_lead.lead_id, \(start) as start, lp_lead.\(column) as holds,\(why)\n\(scope.indented())\nfrom \(from)"
        )
        addVerdicts(
            "case when holds then 'met' else 'missed' end",
            comment: ["Met where it is true: \(require.condition.text.onOneLine)."])
    }

    mutating func writeUnique(_ unique: UniqueRule) throws(Unsaid) {
        let key = try composer.condition(unique.key, as: "\(name)_key")
        let created =
            script.columns.type(of: "created_at", in: "leads") == .instant ? composer.instant("created_at") : nil
        let id = dialect.ordered("lp_lead.lead_id")
        let order = created.map { "coalesce(lp_lead.\($0), \(Int64.max)), \(id)" } ?? id
        let scope = try self.scope("\(script.asOf)")
        let first = "first_value(lp_lead.lead_id) over (partition by lp_lead.\(key) order by \(order))"
        let why = script.saysWhy ? "\n  'duplicate' as cause, \(first) as cause_of," : ""
        addStarts(
            """
            select lp_lead.lead_id, cast(null as bigint) as start,\(why)
              row_number() over (partition by lp_lead.\(key) order by \(order)) = 1 as holds,
            \(scope.indented())
            from lp_lead
            where lp_lead.\(key) is not null
            """)
        addVerdicts(
            "case when holds then 'met' else 'missed' end",
            comment: ["Met by the first lead with the same \(unique.key.text.onOneLine)."])
    }

    private mutating func addStarts(_ query: String) {
        countsScope = true
        statements.append(
            Statement(comment: [rule.says?.onOneLine].compactMap(\.self), table: startTable, query: query))
    }

    private mutating func addVerdicts(_ verdict: String, comment: [String]) {
        let why =
            script.saysWhy
            ? ",\n  case when holds then null else cause end as cause, case when holds then null else cause_of end as cause_of"
            : ""
        statements.append(
            Statement(
                comment: comment, table: table,
                query: """
                    select lead_id, start, cast(null as bigint) as due, cast(null as bigint) as satisfied_at,
                      cast(null as bigint) as elapsed, 0 as target_row, \(dialect.bigint("\(script.asOf)")) as judged_at,
                      \(verdict) as verdict\(why)
                    from \(startTable)
                    where scope = 'judged'
                    """))
    }
}
