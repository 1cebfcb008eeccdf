import Agreements
import Columns
import Compliance
import Conditions
import Snapshots

/// What the columns hold that an agreement names.
struct ColumnTypes: Sendable {
    private var types: [String: [String: ValueType]] = [:]

    /// Canonical columns hold what they always do; what the others hold follows from how conditions use them.
    init(_ plan: Plan) {
        for table in CanonicalTable.all {
            for column in table.columns { types[table.name, default: [:]][column.name] = column.type }
        }
        for (table, request) in plan.needs {
            for (column, type) in request.columns { types[table, default: [:]][column] = type }
            for condition in request.conditions {
                for use in condition.uses { types[use.table, default: [:]][use.path.column] = use.type }
            }
        }
    }

    /// All columns of a table that are canonical, or that the rules name.
    func names(of table: String) -> [String] { types[table, default: [:]].keys.sorted() }

    func type(of column: String, in table: String) -> ValueType { types[table]?[column] ?? .text }
}

extension [Agreement] {
    /// The tables and columns that scripts may ask for: the canonical ones, and those that the versions name.
    ///
    /// - Parameters:
    ///   - tables: Names of the tables that are there.
    ///   - narrowing: A condition over leads that names columns, too.
    func schema(of tables: Set<String>, narrowedBy narrowing: Condition? = nil) -> [String: Schema.Table] {
        var named: [String: Set<String>] = [:]
        for agreement in self {
            named.merge(agreement.namedColumns) { $0.union($1) }
            if let narrowing { named.merge(agreement.columns(namedBy: narrowing)) { $0.union($1) } }
        }
        var schema: [String: Schema.Table] = [:]
        for table in CanonicalTable.all where tables.contains(table.name) {
            var columns: [String: ValueType?] = [:]
            for column in named[table.name, default: []] { columns[column] = .some(nil) }
            for column in table.columns { columns[column.name] = column.type }
            schema[table.name] = Schema.Table(
                columns: columns,
                links: Dictionary(
                    uniqueKeysWithValues: table.links.filter { tables.contains($0.table) }.map { ($0.name, $0.table) }))
        }
        return schema
    }
}
