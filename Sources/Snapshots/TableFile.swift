import Columns
import Conditions
import Findings

/// One file of a table, opened, with its columns found. No row has been read.
struct TableFile: Sendable {
    /// Where the values of a column come from.
    enum Origin: Hashable, Sendable {
        /// A field of each row, from 0.
        case field(Int)
        /// The same for each row.
        case constant([UInt8])
        /// Two columns have the same header: nobody can say which is meant.
        case duplicate(Int, Int)
    }

    struct StageField: Hashable, Sendable {
        var stage: PlacedText
        var field: Int
        var header: String
    }

    let table: String
    let file: InputFile
    let header: Header
    let mapping: SourceMapping
    /// By canonical name, or by the file's own header.
    let columns: [String: Origin]
    /// The columns of `from_columns`; empty where rows are rows.
    let stageFields: [StageField]
    /// `where`, bound to `columns` and to the headers as they stand.
    let condition: BoundExpression?

    var path: String { file.path }

    /// Of a name in `where`: a column, or a header that some column hides.
    func origin(ofNameInCondition name: String) -> Origin? { columns[name] ?? headerOrigin(name) }

    private func headerOrigin(_ name: String) -> Origin? { TableFile.origin(of: name, in: header) }

    /// A header's field; nil where there is none of that name.
    private static func origin(of name: String, in header: Header) -> Origin? {
        guard let first = header.names.firstIndex(of: name) else { return nil }
        if let second = header.names[(first + 1)...].firstIndex(of: name) { return .duplicate(first, second) }
        return .field(first)
    }

    /// Finds the columns of a file; nil where it cannot be used, and `findings` says why.
    init?(
        _ mapping: SourceMapping, of table: CanonicalTable, file: InputFile, findings: inout [Finding]
    ) throws(SnapshotError) {
        let path = file.path
        guard let header = try TableFile.header(of: file, mapping, table, &findings) else { return nil }
        var finder = ColumnFinder(table: table, mapping: mapping, header: header, path: path)
        columns = finder.columns()
        stageFields = finder.stageFields()
        let isWithoutStages = !mapping.fromColumns.isEmpty && stageFields.isEmpty
        finder.checkRequired(columns, hasStages: !mapping.fromColumns.isEmpty)
        finder.checkDistinct()
        finder.checkSpokenOf(columns)
        condition = finder.condition(columns)
        findings += finder.findings
        self.table = table.name
        self.file = file
        self.header = header
        self.mapping = mapping
        // A preset's columns of stages, none of which is there: a table without rows would mean that nothing ever happened.
        if finder.findings.hasErrors || isWithoutStages { return nil }
    }

    private static func header(
        of file: InputFile, _ mapping: SourceMapping, _ table: CanonicalTable, _ findings: inout [Finding]
    ) throws(SnapshotError) -> Header? {
        if mapping.content == nil, mapping.database == nil, mapping.delimiter == nil, try Header.isJSON(file) {
            do {
                let mapped = mapping.columns.values.compactMap(\.first?.text)
                let own = table.columns.map(\.name).filter { mapping.columns[$0] == nil }
                return try Header.readJSON(
                    file, mapped: Set(mapped + own).sorted(), records: mapping.records, findings: &findings)
            } catch {
                switch error {
                case .snapshot(let failure): throw failure
                case .finding(let finding): findings.append(finding)
                }
                return nil
            }
        }
        let delimiter = mapping.database == nil ? mapping.delimiter : UInt8(ascii: ",")
        do { return try Header.read(file, delimiter: delimiter) } catch {
            if case .snapshot(let failure) = error { throw failure }
            findings.append(.header(error, path: file.path))
            return nil
        }
    }

    /// Matches the columns of a mapping with the headers of a file.
    private struct ColumnFinder {
        let table: CanonicalTable
        let mapping: SourceMapping
        let header: Header
        let path: String
        var findings: [Finding] = []

        init(table: CanonicalTable, mapping: SourceMapping, header: Header, path: String) {
            self.table = table
            self.mapping = mapping
            self.header = header
            self.path = path
        }

        mutating func columns() -> [String: Origin] {
            var columns: [String: Origin] = [:]
            var used: Set<Int> = []
            for (column, headers) in mapping.columns.sorted(by: { $0.key < $1.key }) {
                guard let origin = origin(of: headers, for: column) else { continue }
                columns[column] = origin
                if case .field(let index) = origin { used.insert(index) }
            }
            for (column, constant) in mapping.constants { columns[column] = .constant(Array(constant.text.utf8)) }
            for stage in mapping.fromColumns {
                for wanted in stage.headers {
                    if case .field(let index)? = TableFile.origin(of: wanted.text, in: header) { used.insert(index) }
                }
            }
            for (index, name) in header.names.enumerated() where !used.contains(index) && columns[name] == nil {
                columns[name] = TableFile.origin(of: name, in: header)
            }
            return columns
        }

        /// The first header that is there; those of presets are compared without regard to letter case.
        private mutating func origin(of headers: [PlacedText], for column: String) -> Origin? {
            for wanted in headers {
                var origin = TableFile.origin(of: wanted.text, in: header)
                if origin == nil, wanted.place == nil,
                    let same = header.names.first(where: { $0.lowercased() == wanted.text.lowercased() })
                {
                    origin = TableFile.origin(of: same, in: header)
                }
                if case .duplicate(let first, let second)? = origin {
                    findings.append(.duplicateHeader(wanted.text, first, second, header, path: path, at: wanted.place))
                    return nil
                }
                if let origin { return origin }
            }
            if let first = headers.first, let place = first.place {
                findings.append(.headerNotFound(first.text, for: column, header, path: path, at: place))
            }
            return nil
        }

        mutating func stageFields() -> [StageField] {
            mapping.fromColumns.compactMap { column in
                for wanted in column.headers {
                    switch TableFile.origin(of: wanted.text, in: header) {
                    case .field(let field):
                        return StageField(stage: column.stage, field: field, header: wanted.text)
                    case .duplicate(let first, let second):
                        findings.append(
                            .duplicateHeader(wanted.text, first, second, header, path: path, at: wanted.place))
                        return nil
                    case .constant, nil: continue
                    }
                }
                if let first = column.headers.first, first.place != nil {
                    findings.append(
                        .headerNotFound(first.text, for: column.stage.text, header, path: path, at: first.place))
                }
                return nil
            }
        }

        /// The columns without which the rows of a table mean nothing.
        mutating func checkRequired(_ columns: [String: Origin], hasStages: Bool) {
            var required = table.columns.filter(\.isRequired).map(\.name)
            if table.link("lead") != nil, table.instants == "at" { required.append("lead_id") }
            if hasStages { required = ["lead_id"] }
            for column in required.sorted() where columns[column] == nil {
                // A header that was asked for and is not there has been reported already.
                if mapping.columns[column]?.contains(where: { $0.place != nil }) == true { continue }
                var notes = ["the file has \(listed(header.names))"]
                let columns = "columns: { \(column): \(header(like: column).map(yamlText) ?? "HEADER") }"
                if mapping.isNamedOnCommandLine {
                    notes.append("say which it is in a file snapshot.yaml beside it, and give that to the command:")
                    notes.append("leadpact_snapshot: 1")
                    notes.append("tables: { \(table.name): { file: \(yamlText(fileName)), \(columns) } }")
                } else {
                    notes.append("say which it is: \(columns)")
                }
                findings.append(
                    .error(
                        .columnUnmapped, "\(table.name) need a column '\(column)', and '\(path)' has none",
                        at: mapping.file?.place ?? mapping.place ?? Place(path: path, line: 1), notes: notes))
            }
        }

        /// The header that most likely stands for a column: of its name, or spelt nearly like it, or with its name as the
        /// last word (`Record ID`).
        private func header(like column: String) -> String? {
            header.names.first { $0.lowercased() == column }
                ?? nearest(to: column, among: header.names)
                ?? header.names.first { name in
                    name.lowercased().split { !$0.isLetter && !$0.isNumber }.last.map(String.init) == column
                }
        }

        private var fileName: String { path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path }

        /// One row is made for each id, and for nothing else.
        mutating func checkDistinct() {
            guard let distinct = mapping.distinct, distinct.text != "id" else { return }
            if mapping.columns["id"]?.contains(where: { $0.text == distinct.text }) == true { return }
            findings.append(
                .error(
                    .keyOfOtherTable, "'distinct' is 'id' or its header, found '\(distinct.text)'", at: distinct.place,
                    notes: ["map the column: columns: { id: \(yamlText(distinct.text)) }"]))
        }

        /// What is said of a column that is not there would be said of none.
        mutating func checkSpokenOf(_ columns: [String: Origin]) {
            for name in mapping.spokenOf
            where columns[name.text] == nil && mapping.columns[name.text] == nil && !header.names.contains(name.text) {
                let near = nearest(to: name.text, among: columns.keys.sorted() + header.names)
                findings.append(
                    .warning(
                        .headerNotFound, "'\(path)' has no column '\(name.text)' of which this could be said",
                        at: name.place,
                        notes: [near.map { "did you mean '\($0)'?" } ?? "the file has \(listed(header.names))"]))
            }
        }

        mutating func condition(_ columns: [String: Origin]) -> BoundExpression? {
            guard let condition = mapping.condition else { return nil }
            var types: [String: ValueType?] = [:]
            for name in header.names { types[name] = .some(mapping.types[name]) }
            for name in columns.keys { types[name] = .some(table.column(name)?.type ?? mapping.types[name]) }
            let schema = Schema(tables: [table.name: Schema.Table(columns: types)])
            return condition.bind(to: schema, table: table.name, expecting: .boolean, findings: &findings)
        }
    }
}

/// `id, company and 14 more`.
func listed(_ names: [String], upTo limit: Int = 12) -> String {
    let shown = names.prefix(limit).map { $0.isEmpty ? "''" : $0 }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}

/// A text as it can stand in a flow mapping of YAML.
package func yamlText(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
                || byte == 0x20 || byte == 0x2D || byte == 0x2F
        } && text.first != " " && text.last != " " && text.first != "-"
    if isPlain { return text }
    return "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
}

extension Finding {
    fileprivate static func header(_ failure: Header.Failure, path: String) -> Finding {
        let start = Place(path: path, line: 1)
        return switch failure {
        case .empty: .error(.emptyTable, "the file is empty, expected a line of headers", at: start)
        case .notUTF8(let line):
            .error(
                .badHeader, "the headers are not UTF-8", at: Place(path: path, line: line),
                notes: ["say what they are, as in 'encoding: windows-1252'"])
        case .unterminatedQuote: .error(.badHeader, "a quote in the headers is not closed", at: start)
        case .tooLong: .error(.badHeader, "the first line is longer than 1 MB, expected headers", at: start)
        case .snapshot(let error): .error(.cannotRead, error.message, at: start)
        }
    }

    static func duplicateHeader(
        _ name: String, _ first: Int, _ second: Int, _ header: Header, path: String, at place: Place?
    ) -> Finding {
        .error(
            .duplicateHeader, "'\(name)' is the header of column \(first + 1) and of column \(second + 1) of '\(path)'",
            at: place ?? Place(path: path, line: 1), notes: ["rename one of them in the export"])
    }

    fileprivate static func headerNotFound(
        _ name: String, for column: String, _ header: Header, path: String, at place: Place?
    ) -> Finding {
        var notes: [String] = []
        if header.names.contains("[\(name)]") {
            notes.append("write \(yamlText("[\(name)]")): without quotes the brackets are YAML's list")
        } else if let near = nearest(to: name, among: header.names) {
            notes.append("did you mean '\(near)'?")
        }
        notes.append("the file has \(listed(header.names))")
        return .error(
            .headerNotFound, "'\(path)' has no column '\(name)', which '\(column)' is mapped to", at: place,
            notes: notes)
    }
}
