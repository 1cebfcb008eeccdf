import BusinessTime
import Columns
import Conditions
import Databases
import Findings

/// How the rows of one file or table become rows of a canonical table: what a manifest says, with the headers settled.
///
/// Whoever says it in another language than the readers' finds here all that the readers go by.
public struct RowMapping: Sendable {
    public enum Rows: Hashable, Sendable {
        /// A table or view, perhaps of a schema: `crm.leads`. Of a file, its name without what it ends with.
        case table(String)
        /// A query in the words of an engine, `postgres` or `sqlite`.
        case query(String, engine: String)
    }

    public enum Origin: Hashable, Sendable {
        case header(String)
        case constant(String)
        /// Two headers of the file have the name.
        case ambiguous
    }

    /// A column of the table or a name in its `where`.
    public struct Column: Hashable, Sendable {
        public var origin: Origin
        /// Text of the export → what it means; nil is no value, the key `""` an empty field.
        public var meanings: [String: String?]
        public var time: TimeDeclaration
    }

    public var rows: Rows
    /// By canonical name, or by the file's own header.
    public var columns: [String: Column]
    /// Of `from_columns`: a stage, and the column with the instant at which a lead entered it.
    public var stages: [(stage: String, column: Column)]
    public var condition: Condition?
    /// What `condition` names, with the types that it uses them as.
    public var conditionColumns: [String: (column: Column, type: ValueType)]
    /// Of times that carry no offset.
    public var zone: Zone?
    /// Stage column → stages that the agreement need not know.
    public var ignored: [String: Set<String>]
    /// One row is kept for each id.
    public var isDistinct: Bool
    /// Where the manifest says it; nil where a preset does.
    public var place: Place?
    /// The rows are those of a table of leadpact's names already: nothing is left to be done.
    public var isPlain: Bool
}

extension SnapshotSource {
    /// By canonical name, how each table is filled: from one source, or from several one after the other.
    public var mappings: [String: [RowMapping]] {
        Dictionary(uniqueKeysWithValues: files.map { table, files in (table, files.map(\.rowMapping)) })
    }
}

extension TableFile {
    fileprivate var rowMapping: RowMapping {
        var names: [String: (column: RowMapping.Column, type: ValueType)] = [:]
        for use in condition?.uses ?? [] {
            let name = use.path.column
            guard let origin = origin(ofNameInCondition: name) else { continue }
            names[name] = (column(name, origin, isColumn: columns[name] != nil), use.type)
        }
        return RowMapping(
            rows: rows,
            columns: Dictionary(
                uniqueKeysWithValues: columns.map { name, origin in (name, column(name, origin, isColumn: true)) }),
            stages: stageFields.map { ($0.stage.text, column($0.header, .field($0.field), isColumn: true)) },
            condition: mapping.condition, conditionColumns: names, zone: mapping.zone,
            ignored: mapping.ignored, isDistinct: mapping.distinct != nil, place: mapping.place, isPlain: isPlain)
    }

    private func column(_ name: String, _ origin: Origin, isColumn: Bool) -> RowMapping.Column {
        let from: RowMapping.Origin =
            switch origin {
            case .field(let field): .header(header.names[field])
            case .constant(let bytes): .constant(String(decoding: bytes, as: UTF8.self))
            case .duplicate: .ambiguous
            }
        return RowMapping.Column(
            origin: from, meanings: isColumn ? mapping.values[name] ?? [:] : [:],
            time: mapping.times[name] ?? TimeDeclaration())
    }

    private var rows: RowMapping.Rows {
        switch mapping.database {
        case nil: .table(mapping.tableOfFile?.text ?? fileName)
        case let database?:
            switch database.query {
            case .table(let name): .table(name)
            case .sql(let text): .query(text, engine: database.address.kind.rawValue)
            }
        }
    }

    /// The file's name without what it ends with.
    private var fileName: String {
        let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        return String(name.prefix(Folder.stem(String(name)).count))
    }

    private var isPlain: Bool {
        let isNamedAlike = columns.allSatisfy { name, origin in
            if case .field(let field) = origin { header.names[field] == name } else { false }
        }
        return rows == .table(table) && isNamedAlike && stageFields.isEmpty && mapping.values.isEmpty
            && mapping.times.isEmpty && mapping.zone == nil && mapping.condition == nil && mapping.distinct == nil
            && columns["deleted"] == nil && columns["merged_into"] == nil
    }
}
