import Agreements
import Columns
import Compliance
import Conditions
import Snapshots

/// What all parts of a script are written for.
struct ScriptContext {
    let agreement: Agreement
    /// All versions of the agreement, each with a script; the first answers for all what is the same in all of them.
    let versions: [Agreement]
    let number: Int
    let dialect: Dialect
    /// Milliseconds since 1970 UTC; what is later does not exist.
    let asOf: Int64
    let period: JudgedPeriod
    /// Names of the tables that are there.
    let tables: Set<String>
    let columns: ColumnTypes
    /// Whether tables say why verdicts came out as they did, as a check reports it.
    var saysWhy = false
    /// In a script for a check: the verdicts that are wanted one by one.
    var listed: Set<Verdict> = []
    /// In a script for a check: which leads are judged, and names or ids of the owners whose verdicts count; nil and empty are all.
    var narrowing: Condition?
    var owners: Set<String> = []
    /// In a script for a review.
    var review: Review?
    /// In a script for a check that a ledger takes.
    var recording: SQLScript.Recording?
    /// In a script for a check: the columns that the rules read, by table.
    var read: [String: Set<String>] = [:]
    /// What a snapshot says of the tables.
    let mappings: [String: [RowMapping]]
    /// Tables that are read under another name: what the snapshot says of them stands before the script.
    let mapped: Set<String>

    /// What a review asks beside the verdicts.
    struct Review {
        var previous: JudgedPeriod
        /// As ``DatabaseAnswer/Lead/columns``; nil where the leads have no such column.
        var columns: [String?]
    }

    /// What the user calls the tables.
    var tablesRead: [String] {
        let names = tables.flatMap { table -> [String] in
            guard mapped.contains(table), let sources = mappings[table] else { return [table] }
            return sources.map { if case .table(let name) = $0.rows { name } else { "(\(table): a query)" } }
        }
        return Set(names).sorted()
    }

    /// What a canonical table is called in the script.
    func source(_ table: String) -> String { mapped.contains(table) ? "lp_from_\(table)" : table }

    var term: Range<Int64> { agreement.range }
    var succession: Succession { Succession(of: agreement, among: versions) }
    var hasOwnerChanges: Bool { tables.contains("owner_changes") }
    var hasUsers: Bool { tables.contains("users") }
}

/// A statement that makes a table, with the words that stand before it.
struct Statement {
    var comment: [String]
    var table: String
    var query: String
    var isView = false
}

/// The name of a table or column of the script's own: `first-response` → `first_response`.
func plainName(_ id: String) -> String {
    let plain = id.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "0"..."9": Character(scalar)
        case "A"..."Z": Character(Unicode.Scalar(scalar.value + 32) ?? scalar)
        default: "_"
        }
    }
    return String(plain)
}

extension String {
    /// On one line, as a comment wants it.
    var onOneLine: String {
        split(whereSeparator: { $0.isNewline || $0 == "\t" || $0 == " " }).joined(separator: " ")
    }

    /// Each line so many blanks further in.
    func indented(_ count: Int = 2) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }
}

/// Parts of a query, one after the other: `with a as (…), b as (…) select …`.
struct Chain {
    private var parts: [(name: String, comment: String?, query: String)] = []

    mutating func add(_ name: String, _ comment: String? = nil, _ query: String) {
        parts.append((name, comment, query))
    }

    /// - Parameter last: The query that gives the rows.
    func query(_ last: String) -> String {
        if parts.isEmpty { return last }
        let written = parts.enumerated().map { number, part in
            let head = number == 0 ? "with " : ""
            let comment = part.comment.map { "-- \($0)\n" } ?? ""
            return "\(comment)\(head)\(part.name) as (\n\(part.query.indented())\n)"
        }
        return written.joined(separator: ",\n") + "\n" + last
    }
}
