import Columns

/// A database's way to say what scripts need; everything else is said alike in all of them.
///
/// Within a script instants are whole milliseconds since 1970 UTC and dates are whole days, as they are in the native
/// engine: so no session's time zone and no rounding of fractions can change a verdict.
public enum Dialect: String, Hashable, Sendable, CaseIterable {
    case duckdb, postgres, spark

    /// As people write it.
    public var name: String {
        switch self {
        case .duckdb: "DuckDB"
        case .postgres: "PostgreSQL"
        case .spark: "Spark"
        }
    }

    /// Statements that a script begins with.
    var preamble: [String] {
        switch self {
        case .duckdb: ["set timezone = 'UTC'"]
        // Every join is one of equality; what the planner guesses of tables made a moment ago must not talk it out of that.
        case .postgres: ["set timezone = 'UTC'", "set standard_conforming_strings = on", "set enable_nestloop = off"]
        // A table in memory carries all that it was made of into every later plan, which then outgrow the driver; so the
        // tables are written, into a schema that is nobody else's.
        case .spark:
            [
                "set spark.sql.session.timeZone = UTC", "set spark.sql.ansi.enabled = true",
                "drop schema if exists leadpact_run cascade", "create schema leadpact_run",
            ]
        }
    }

    /// Statements between the user's tables, as the rules name them, and the script's own.
    var afterMapping: [String] { self == .spark ? ["use leadpact_run"] : [] }

    /// How a table begins that lasts as long as the session, in Spark until the next run.
    func creating(_ table: String) -> String {
        switch self {
        case .duckdb, .postgres: "create temporary table \(table) as"
        case .spark: "create table \(table) using parquet as"
        }
    }

    /// How a view begins that lasts as long as the session.
    func creating(view: String) -> String {
        switch self {
        case .duckdb, .spark: "create or replace temporary view \(view) as"
        case .postgres: "create temporary view \(view) as"
        }
    }

    /// What follows a table's creation.
    func afterCreating(_ table: String) -> String? { self == .postgres ? "analyze \(table)" : nil }

    // MARK: names and values

    /// A name as it is where it needs no quotes.
    func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "_")
        }
        if isPlain, name.utf8.first.map({ $0 > UInt8(ascii: "9") }) ?? false { return name }
        let mark: Character = self == .spark ? "`" : "\""
        return "\(mark)\(name.replacing(String(mark), with: "\(mark)\(mark)"))\(mark)"
    }

    func text(_ text: String) -> String {
        var inside = text.replacing("'", with: self == .spark ? "\\'" : "''")
        if self == .spark { inside = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") }
        return "'\(inside)'"
    }

    var double: String { self == .postgres ? "float8" : "double" }
    var textType: String { self == .spark ? "string" : "text" }
    var instantType: String { self == .spark ? "timestamp" : "timestamptz" }

    func name(of type: ValueType) -> String {
        switch type {
        case .boolean: "boolean"
        case .number: double
        case .text: textType
        case .date: "date"
        case .instant: instantType
        }
    }

    /// Whether a pattern is found in a text.
    func matches(_ text: String, _ pattern: String) -> String {
        switch self {
        case .duckdb: "regexp_matches(\(text), \(self.text(pattern)))"
        case .postgres: "\(text) ~ \(self.text(pattern))"
        case .spark: "\(text) rlike \(self.text(pattern))"
        }
    }

    /// A text with what fits a pattern replaced.
    ///
    /// - Parameter by: Groups of the pattern are `$1`, `$2` …
    func replacing(_ text: String, _ pattern: String, by replacement: String) -> String {
        let words = self == .spark ? replacement : replacement.replacing("$", with: "\\")
        return "regexp_replace(\(text), \(self.text(pattern)), \(self.text(words)))"
    }

    /// A time of a wall clock in a zone as an instant: of two the first, as ``Zone`` takes it.
    func instant(ofLocal local: String, in zone: String) -> String {
        let name = text(zone)
        if self == .spark { return "to_utc_timestamp(\(local), \(name))" }
        // Of a time that occurs twice these databases take the second.
        let last = "(\(local) at time zone \(name))"
        let first = "(\(last) - interval '1 hour')"
        return "case when \(first) at time zone \(name) = \(local) then \(first) else \(last) end"
    }

    func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "cast(\(value) as \(double))"
    }

    func double(_ expression: String) -> String { "cast(\(expression) as \(double))" }
    func bigint(_ expression: String) -> String { "cast(\(expression) as bigint)" }

    /// Of whole numbers, neither below zero.
    func quotient(_ a: String, _ b: Int64) -> String {
        switch self {
        case .duckdb: "\(a) // \(b)"
        case .postgres: "\(a) / \(b)"
        case .spark: "\(a) div \(b)"
        }
    }

    // MARK: times

    /// The milliseconds of a column of timestamps.
    func milliseconds(_ column: String) -> String {
        switch self {
        case .duckdb: "epoch_ms(\(column))"
        case .postgres: "cast(floor(extract(epoch from \(column)) * 1000) as bigint)"
        case .spark: "unix_millis(cast(\(column) as timestamp))"
        }
    }

    /// The days of a column of dates.
    func days(_ column: String) -> String {
        switch self {
        case .duckdb, .postgres: "(\(column) - date '1970-01-01')"
        case .spark: "unix_date(\(column))"
        }
    }

    /// Milliseconds as a timestamp that knows its zone.
    func timestamp(_ milliseconds: String) -> String {
        switch self {
        case .duckdb: "make_timestamptz((\(milliseconds)) * 1000)"
        case .postgres: "timestamptz 'epoch' + (\(milliseconds)) * interval '1 millisecond'"
        case .spark: "timestamp_millis(\(milliseconds))"
        }
    }

    /// Milliseconds as in `2026-07-03T14:05:09Z`, with `.123` only where it is not a whole second.
    func rfc3339(_ milliseconds: String) -> String {
        let seconds =
            switch self {
            case .duckdb: "strftime(\(timestamp(milliseconds)), '%Y-%m-%dT%H:%M:%S')"
            case .postgres: "to_char(\(timestamp(milliseconds)), 'YYYY-MM-DD\"T\"HH24:MI:SS')"
            case .spark: "date_format(\(timestamp(milliseconds)), \"yyyy-MM-dd'T'HH:mm:ss\")"
            }
        let digits = "cast((\(milliseconds)) % 1000 + 1000 as \(textType))"
        let fraction =
            "case when (\(milliseconds)) % 1000 = 0 then 'Z' else '.' || substr(\(digits), 2, 3) || 'Z' end"
        return "\(seconds) || \(fraction)"
    }

    /// Text in the order of its bytes.
    func ordered(_ text: String) -> String { self == .postgres ? "\(text) collate \"C\"" : text }
}
