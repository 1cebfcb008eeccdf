import Columns
import Conditions

/// Sees that columns of instants hold times and not days: midnight is not when it happened on a day, and what a day cannot
/// decide the native engine leaves open.
struct TimesOfDay {
    let script: ScriptContext

    /// A statement that stops the script at a day; nil where it reads no instants.
    ///
    /// - Parameter statements: Of the script, which tell what is read.
    func statement(among statements: [Statement]) -> Statement? {
        let dialect = script.dialect
        func isRead(_ name: String) -> Bool { statements.contains { $0.query.contains(name) } }
        var parts: [String] = []
        for (table, columns) in script.read.sorted(by: { $0.key < $1.key })
        where !script.mapped.contains(table) && isRead(table) {
            let instants = columns.sorted().filter {
                isRead($0) && script.columns.type(of: $0, in: table) == .instant
            }
            if instants.isEmpty { continue }
            let checks = instants.map { column in
                let value = "row_of.\(dialect.quoted(column))"
                let day = "coalesce(cast(\(value) as \(dialect.textType)), '')"
                let words = "concat('days and no times in \(table).\(column): ', \(day))"
                return "case when \(dialect.isDay(value)) then cast(\(words) as \(dialect.instantType)) end"
            }
            let first =
                checks.count == 1 ? checks[0] : "coalesce(\n  \(checks.joined(separator: ",\n  "))\n)"
            parts.append("select \(first) as day\nfrom (select * from \(table) limit 1) as row_of")
        }
        if parts.isEmpty { return nil }
        return Statement(
            comment: ["A day is no time: where a column of instants has days, this stops the script."],
            table: "lp_day", query: parts.joined(separator: "\nunion all\n"))
    }
}

extension Dialect {
    /// Whether a value is a day by its type.
    fileprivate func isDay(_ value: String) -> String {
        switch self {
        case .duckdb: "typeof(\(value)) = 'DATE'"
        case .postgres: "cast(pg_typeof(\(value)) as text) = 'date'"
        case .spark: "typeof(\(value)) = 'date'"
        }
    }
}
