import BusinessTime
import Columns
import Conditions
import Findings
import Snapshots

/// A table of the user's as a view with the canonical columns, by what a snapshot's manifest says: names, meanings of
/// texts, times, `where`.
///
/// It takes texts and typed columns alike: a value is written out and read again, as an export would have it. What is no
/// value of its column's type stops the script, as it stops a check.
struct MappingSQL {
    private let script: ScriptContext
    private let table: String
    private var dialect: Dialect { script.dialect }
    /// Times as texts in ISO 8601, which the source's rows are given before they are read.
    private var times: [(name: String, text: String)] = []

    /// Of a time that is read, in ISO 8601.
    private static let time =
        "^\\d{4}-\\d{1,2}-\\d{1,2}[T ]\\d{1,2}:\\d{2}(:\\d{2}([.]\\d+)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?$"
    private static let offset = "[T ][0-9:.]+(Z|[+-]\\d{2}(:?\\d{2})?)$"

    init(_ script: ScriptContext, _ table: String) {
        self.script = script
        self.table = table
    }

    /// The view of all sources of the table.
    mutating func view(of sources: [RowMapping]) throws(Unsaid) -> Statement {
        var parts: [String] = []
        for source in sources {
            if source.isDistinct {
                throw Unsaid(
                    "'distinct' of the table '\(table)'",
                    note:
                        "it keeps the first row in the file, and a table has no first row: make a view of those that count",
                    at: source.place)
            }
            if source.stages.isEmpty {
                parts.append(try select(source))
            } else {
                for (stage, column) in source.stages { parts.append(try select(source, entering: stage, at: column)) }
            }
        }
        return Statement(
            comment: ["As the snapshot says: \(table)."], table: script.source(table),
            query: parts.joined(separator: "\nunion all\n"), isView: true)
    }

    /// The rows of one source; of `from_columns`, those of one stage.
    private mutating func select(
        _ source: RowMapping, entering stage: String? = nil, at instant: RowMapping.Column? = nil
    ) throws(Unsaid) -> String {
        times = []
        var columns: [String] = []
        var filters: [String] = []
        for name in script.columns.names(of: table) {
            let type = script.columns.type(of: name, in: table)
            var value = "cast(null as \(dialect.name(of: type)))"
            if let stage, let instant, ["to_stage", "from_stage", "at"].contains(name) {
                if name == "to_stage" { value = dialect.text(stage) }
                if name == "at" {
                    value = try self.value(instant, "at", type, source)
                    filters.append("\(value) is not null")
                }
            } else if let column = source.columns[name] {
                value = try self.value(column, name, type, source)
            }
            if source.columns[name] != nil {
                if name == "deleted" { filters.append("(\(value)) is not true") }
                if name == "merged_into" {
                    let nobody = ["0", "000000000000000", "000000000000000AAA"].map(dialect.text)
                    filters.append("coalesce(\(value), '0') in (\(nobody.joined(separator: ", ")))")
                }
            }
            columns.append("\(value) as \(dialect.quoted(name))")
        }
        if let condition = source.condition {
            var writer = ConditionSQL(script, table: table, alias: "source")
            for (name, (column, type)) in source.conditionColumns.sorted(by: { $0.key < $1.key }) {
                writer.substitutes[name] = (try value(column, name, type, source), type)
            }
            filters.append("(\(try writer.write(condition)))")
        }
        let selection = filters.isEmpty ? "" : "\nwhere \(filters.joined(separator: "\n  and "))"
        var from = try name(of: source)
        if !times.isEmpty {
            let texts = times.map { ",\n    \($0.text) as \($0.name)" }.joined()
            from = "(\n  select source.*\(texts)\n  from \(from) as source\n)"
        }
        return "select\n\(columns.joined(separator: ",\n").indented())\nfrom \(from) as source\(selection)"
    }

    private func name(of source: RowMapping) throws(Unsaid) -> String {
        switch source.rows {
        case .table(let name):
            return name.split(separator: ".").map { dialect.quoted(String($0)) }.joined(separator: ".")
        case .query(let text, let engine):
            guard dialect.rawValue == engine else {
                throw Unsaid(
                    "the query of the table '\(table)', which is one of \(engine),",
                    note: "make a view of it, and name that with 'table'", at: source.place)
            }
            return "(\(text.split(separator: ";", omittingEmptySubsequences: true).first ?? "")\n)"
        }
    }

    // MARK: values

    private mutating func value(
        _ column: RowMapping.Column, _ name: String, _ type: ValueType, _ source: RowMapping
    ) throws(Unsaid) -> String {
        var base: String
        switch column.origin {
        case .header(let header):
            base = "cast(source.\(dialect.quoted(header)) as \(dialect.textType))"
            base = meaning(base, column.meanings)
        case .constant(let text): base = dialect.text(text)
        case .ambiguous: throw Unsaid("the column '\(name)', whose header two columns have", at: source.place)
        }
        switch type {
        case .text: return base
        case .number: return dialect.double(base)
        case .boolean:
            return "case lower(\(base)) when 'yes' then true when 'no' then false else cast(\(base) as boolean) end"
        case .date: return try date(base, column.time, name, source)
        case .instant: return try instant(base, column.time, name, source)
        }
    }

    /// What a text of the export means; an empty one is no value.
    private func meaning(_ text: String, _ meanings: [String: String?]) -> String {
        if meanings.isEmpty { return "nullif(\(text), '')" }
        let whens = meanings.sorted { $0.key < $1.key }.map { key, meaning in
            "when \(dialect.text(key)) then \(meaning.map { dialect.text($0) } ?? "null")"
        }
        let otherwise = "nullif(\(text), '')"
        return "case coalesce(\(text), '')\n    \(whens.joined(separator: "\n    "))\n    else \(otherwise) end"
    }

    // MARK: times

    /// A time as ISO 8601 writes it, whatever the manifest says of the order of its parts.
    private func iso(
        _ base: String, _ time: TimeDeclaration, _ name: String, _ source: RowMapping
    ) throws(Unsaid) -> String {
        if time.precision != nil {
            throw Unsaid(
                "the precision of '\(name)'", note: "a script takes instants as they stand: leave 'precision' out",
                at: source.place)
        }
        let parts = "[./-]"
        switch time.format {
        case nil, .yearMonthDay:
            return dialect.replacing(base, "^(\\d{4})[./](\\d{1,2})[./](\\d{1,2})", by: "$1-$2-$3")
        case .dayMonthYear:
            return dialect.replacing(base, "^(\\d{1,2})\(parts)(\\d{1,2})\(parts)(\\d{4})", by: "$3-$2-$1")
        case .monthDayYear:
            return dialect.replacing(base, "^(\\d{1,2})\(parts)(\\d{1,2})\(parts)(\\d{4})", by: "$3-$1-$2")
        case .dayMonthShortYear, .monthDayShortYear, .dayNameYear, .nameDayYear, .epochSeconds, .epochMilliseconds:
            throw Unsaid(
                "the form '\(time.format?.rawValue ?? "")' of the times in '\(name)'",
                note: "make a view with a column of timestamps", at: source.place)
        }
    }

    /// The column of the source's rows in which a text stands.
    private mutating func named(_ text: String, _ name: String) -> String {
        if let known = times.first(where: { $0.text == text }) { return "source.\(known.name)" }
        let free = "lp_time_\(times.count + 1)"
        times.append((free, text))
        return "source.\(free)"
    }

    private mutating func date(
        _ base: String, _ time: TimeDeclaration, _ name: String, _ source: RowMapping
    ) throws(Unsaid) -> String {
        let iso = named(try iso(base, time, name, source), name)
        return "cast(\(dialect.replacing(iso, "([T ].*)$", by: "")) as date)"
    }

    private mutating func instant(
        _ base: String, _ time: TimeDeclaration, _ name: String, _ source: RowMapping
    ) throws(Unsaid) -> String {
        if time.format == .epochSeconds || time.format == .epochMilliseconds, time.precision == nil {
            let factor = time.format == .epochSeconds ? 1000 : 1
            return dialect.timestamp(dialect.bigint("\(dialect.double(base)) * \(factor)"))
        }
        var iso = try iso(base, time, name, source)
        if time.ignoresOffset { iso = dialect.replacing(iso, "([T ][0-9:.]+)(Z|[+-]\\d{2}(:?\\d{2})?)$", by: "$1") }
        iso = named(iso, name)
        let plain = "cast(\(iso) as \(dialect.instantType))"
        var whens = ["when \(iso) is null then null"]
        // What is no time stops the script, with the text in the message.
        let broken = "cast(concat('no time of day: ', \(iso)) as \(dialect.instantType))"
        whens.append("when not (\(dialect.matches(iso, Self.time))) then \(broken)")
        if let zone = time.zone ?? source.zone {
            if !time.ignoresOffset { whens.append("when \(dialect.matches(iso, Self.offset)) then \(plain)") }
            let local = "cast(\(iso) as timestamp)"
            return
                "case\n    \(whens.joined(separator: "\n    "))\n    else \(dialect.instant(ofLocal: local, in: zone.identifier)) end"
        }
        return "case\n    \(whens.joined(separator: "\n    "))\n    else \(plain) end"
    }
}
