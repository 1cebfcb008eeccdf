import BusinessTime
import Columns
import ConditionForms
import Conditions
import Databases
import Findings
import YAMLNodes

/// The mapping of one file.
extension ManifestReading {
    mutating func mapping(_ node: Node, of table: String, at keyPlace: Place) -> SourceMapping {
        var mapping = SourceMapping()
        mapping.place = isPreset ? nil : keyPlace
        var reader = MappingReader(node, of: "the table '\(table)'", at: keyPlace, findings: &findings)
        mapping.file = reader.take("file").flatMap { placed($0, "'file'") }
        let (from, name, sql) = (reader.takeEntry("from"), reader.takeEntry("table"), reader.takeEntry("sql"))
        if mapping.file != nil, from == nil, let name {
            mapping.tableOfFile = placed(name.value, "'table'")
            mapping.database = database(nil, nil, sql, table)
        } else {
            mapping.database = database(from, name, sql, table)
        }
        if let file = mapping.file, mapping.database != nil {
            findings.append(
                .error(
                    .keyOfOtherTable, "'\(table)' is given both a file and a database", at: file.place ?? keyPlace))
        }
        if isPreset { mapping.names = reader.take("names")?.sequence?.compactMap { text($0, "a name") } ?? [] }
        mapping.columns = columns(reader.take("columns"))
        mapping.constants = constants(reader.take("constants"))
        let (values, types, times) = (reader.take("values"), reader.take("types"), reader.take("times"))
        mapping.values = self.values(values)
        mapping.ignored = ignored(reader.take("ignore"), table)
        let selection = reader.take("where")
        mapping.condition = selection.flatMap { condition($0) }
        mapping.conditionText = selection?.scalar?.text
        mapping.zone = reader.take("time_zone").flatMap { zone($0) }
        mapping.delimiter = reader.take("delimiter").flatMap { delimiter($0) }
        mapping.encoding = reader.take("encoding").flatMap { word($0, "'encoding'") }
        mapping.records = reader.take("records").flatMap { placed($0, "'records'") }
        mapping.types = self.types(types, table)
        mapping.times = self.times(times)
        if !isPreset {
            mapping.spokenOf = [values, types, times].compactMap(\.self).flatMap { $0.mapping ?? [] }.map {
                PlacedText($0.key, at: $0.keyPlace)
            }
        }
        let fromColumns = reader.takeEntry("from_columns")
        mapping.fromColumns = self.fromColumns(fromColumns?.value)
        let distinct = reader.takeEntry("distinct")
        mapping.distinct = distinct.flatMap { placed($0.value, "'distinct'") }
        if let fromColumns, table != "stage_changes" {
            findings.append(
                .error(
                    .keyOfOtherTable, "'from_columns' makes stage changes out of columns; '\(table)' has none",
                    at: fromColumns.keyPlace, notes: ["write it under stage_changes"]))
        }
        if let distinct, table != "leads", table != "users" {
            findings.append(
                .error(
                    .keyOfOtherTable, "'distinct' derives leads or users from other rows, not '\(table)'",
                    at: distinct.keyPlace))
        }
        reader.finish(&findings)
        for (column, constant) in mapping.constants where mapping.columns[column] != nil {
            findings.append(
                .error(
                    .keyOfOtherTable, "'\(column)' is given both a column and a constant",
                    at: constant.place ?? keyPlace))
        }
        return mapping
    }

    // MARK: the keys

    private mutating func columns(_ node: Node?) -> [String: [PlacedText]] {
        var columns: [String: [PlacedText]] = [:]
        for entry in entries(node, "'columns' maps columns to the file's headers") {
            let nodes = entry.value.sequence ?? [entry.value]
            columns[entry.key] = nodes.compactMap { placed($0, "the header of '\(entry.key)'") }
        }
        return columns
    }

    private mutating func constants(_ node: Node?) -> [String: PlacedText] {
        var constants: [String: PlacedText] = [:]
        for entry in entries(node, "'constants' gives columns a value that all rows have") {
            constants[entry.key] = placed(entry.value, "the value of '\(entry.key)'")
        }
        return constants
    }

    private mutating func values(_ node: Node?) -> [String: [String: String?]] {
        var values: [String: [String: String?]] = [:]
        for column in entries(node, "'values' says what the export's texts mean, column by column") {
            var map: [String: String?] = [:]
            for entry in entries(column.value, "'values' of '\(column.key)' maps texts of the export to what they mean")
            {
                if let scalar = entry.value.scalar {
                    map[entry.key] = .some(scalar.isNull ? nil : scalar.text)
                } else {
                    findings.append(
                        .error(
                            .notText, "'\(entry.key)' means a text or null, found \(entry.value.kind)",
                            at: entry.value.place))
                }
            }
            values[column.key] = map
        }
        return values
    }

    private mutating func ignored(_ node: Node?, _ table: String) -> [String: Set<String>] {
        var ignored: [String: Set<String>] = [:]
        for entry in entries(node, "'ignore' lists stages, column by column") {
            if !StageColumns.named(table).contains(entry.key) {
                let known = StageColumns.named(table)
                let note =
                    known.isEmpty
                    ? "'\(table)' has no stages" : "columns of stages are \(known.joined(separator: ", "))"
                findings.append(
                    .error(
                        .keyOfOtherTable, "'ignore' lists stages, and '\(entry.key)' holds none", at: entry.keyPlace,
                        notes: [note]))
            }
            guard let nodes = entry.value.sequence else {
                findings.append(
                    .error(
                        .notAList, "'ignore' of '\(entry.key)' is a list of stages, found \(entry.value.kind)",
                        at: entry.value.place))
                continue
            }
            ignored[entry.key] = Set(nodes.compactMap { text($0, "a stage to ignore") })
        }
        return ignored
    }

    private mutating func fromColumns(_ node: Node?) -> [SourceMapping.StageColumn] {
        entries(node, "'from_columns' maps stages to the columns with their dates").compactMap { entry in
            let nodes = entry.value.sequence ?? [entry.value]
            let headers = nodes.compactMap { placed($0, "the column of '\(entry.key)'") }
            if headers.isEmpty { return nil }
            return SourceMapping.StageColumn(
                stage: PlacedText(entry.key, at: isPreset ? nil : entry.keyPlace), headers: headers)
        }
    }

    private mutating func types(_ node: Node?, _ table: String) -> [String: ValueType] {
        var types: [String: ValueType] = [:]
        for entry in entries(node, "'types' gives columns a type") {
            guard let type = word(entry.value, "the type of '\(entry.key)'", as: ValueType.self) else { continue }
            if let canonical = CanonicalTable.named(table)?.column(entry.key), canonical.type != type {
                findings.append(
                    .error(
                        .badType, "'\(entry.key)' is always of type \(canonical.type.rawValue), found \(type.rawValue)",
                        at: entry.value.place,
                        notes: ["map the column under another name to read it as \(type.rawValue)"]))
                continue
            }
            types[entry.key] = type
        }
        return types
    }

    private mutating func times(_ node: Node?) -> [String: TimeDeclaration] {
        var times: [String: TimeDeclaration] = [:]
        for entry in entries(node, "'times' says how instants and dates are written, column by column") {
            var declaration = TimeDeclaration()
            if entry.value.scalar != nil {
                declaration.format = timeFormat(entry.value)
            } else {
                var reader = MappingReader(entry.value, of: "the time of '\(entry.key)'", findings: &findings)
                declaration.format = reader.take("format").flatMap { timeFormat($0) }
                declaration.zone = reader.take("time_zone").flatMap { zone($0) }
                declaration.precision = reader.take("precision").flatMap { precision($0) }
                declaration.ignoresOffset = reader.take("offset").map { offsetIsIgnored($0) } ?? false
                reader.finish(&findings)
            }
            times[entry.key] = declaration
        }
        return times
    }

    // MARK: databases

    /// What `from`, `table` and `sql` say together; without the last two, the table of the same name.
    private mutating func database(
        _ from: Node.Entry?, _ name: Node.Entry?, _ sql: Node.Entry?, _ table: String
    ) -> SourceMapping.Database? {
        guard let from else {
            for entry in [name, sql].compactMap({ $0 }) {
                findings.append(
                    .error(
                        .keyOfOtherTable, "'\(entry.key)' asks a database, and no 'from' names one", at: entry.keyPlace,
                        notes: ["write 'from: sqlite:crm.db' or 'from: postgres:' beside it"]))
            }
            return nil
        }
        if let name, sql != nil {
            findings.append(
                .error(.keyOfOtherTable, "'table' and 'sql' are two answers to one question", at: name.keyPlace))
        }
        guard let text = text(from.value, "'from'") else { return nil }
        guard let address = address(text, at: from.value.place) else { return nil }
        var query = DatabaseQuery.table(table)
        if let name, let text = self.text(name.value, "'table'") { query = .table(text) }
        if let sql, let text = self.text(sql.value, "'sql'") { query = .sql(text) }
        return SourceMapping.Database(address: address, query: query, place: isPreset ? nil : from.value.place)
    }

    private mutating func address(_ text: String, at place: Place?) -> DatabaseAddress? {
        guard let address = DatabaseAddress(text), address.kind == .postgres || !address.name.isEmpty else {
            findings.append(
                .error(
                    .databaseUnreadable, "'from' names a database, found '\(text.prefix { $0 != ":" })'", at: place,
                    notes: ["write 'sqlite:FILE', or 'postgres:' with the database's name behind it or in PGDATABASE"]))
            return nil
        }
        if address.isConnectionString {
            findings.append(.connectionString(at: place))
            return nil
        }
        return address
    }

    // MARK: single values

    private mutating func timeFormat(_ node: Node) -> TimeFormat? {
        guard let text = text(node, "a time format") else { return nil }
        if let format = TimeFormat(declared: text) { return format }
        let known = TimeFormat.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        findings.append(
            .error(
                .badTimeFormat, "'\(text)' is not a format of dates", at: node.place,
                notes: ["formats are \(known), each but the last two with or without a time of day"]))
        return nil
    }

    private mutating func precision(_ node: Node) -> TimePrecision? {
        guard let text = text(node, "'precision'") else { return nil }
        let words: [String: TimePrecision] = [
            "millisecond": .millisecond, "second": .second, "minute": .minute, "day": .day,
        ]
        if let precision = words[text] { return precision }
        findings.append(
            .error(.badTimeFormat, "'precision' is millisecond, second, minute or day, found '\(text)'", at: node.place)
        )
        return nil
    }

    private mutating func offsetIsIgnored(_ node: Node) -> Bool {
        if text(node, "'offset'") == "ignored" { return true }
        findings.append(
            .error(
                .badTimeFormat, "'offset' can only be 'ignored'", at: node.place,
                notes: ["leave it out where the offsets in the file are right"]))
        return false
    }

    mutating func zone(_ node: Node) -> Zone? {
        guard let name = text(node, "'time_zone'") else { return nil }
        do {
            return try Zone(identifier: name, directory: zoneDirectory)
        } catch {
            var notes = error.notes
            switch error {
            case .unknown, .invalidIdentifier:
                if let near = Zone.likeliest(name, directory: zoneDirectory) {
                    notes.insert("did you mean '\(near)'?", at: 0)
                }
            case .noDatabase, .unreadable, .malformed: break
            }
            findings.append(.error(.badTimeZone, error.message, at: node.place, notes: notes))
            return nil
        }
    }

    private mutating func delimiter(_ node: Node) -> UInt8? {
        guard let text = text(node, "'delimiter'") else { return nil }
        let words = ["comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "backquote": "`", "caret": "^"]
        let character = words[text.lowercased()] ?? text
        if let byte = character.utf8.first, character.utf8.count == 1, byte < 0x80, !isForbidden(byte) { return byte }
        findings.append(
            .error(
                .badDelimiter, "'delimiter' is one ASCII character, found '\(text)'", at: node.place,
                notes: ["or one of the words comma, semicolon, tab, pipe, backquote, caret"]))
        return nil
    }

    private func isForbidden(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x0A || byte == 0x0D || byte == 0 }

    private mutating func condition(_ node: Node) -> Condition? {
        if node.mapping != nil { return ConditionForm.read(node, path: source.path, findings: &findings) }
        guard let scalar = node.scalar, let text = text(node, "'where'") else { return nil }
        return Condition.parse(
            ConditionSource(path: source.path, text: text, positions: scalar.positions), findings: &findings)
    }

    // MARK: helpers

    mutating func text(_ node: Node, _ what: String) -> String? {
        guard let scalar = node.scalar, !scalar.text.isEmpty else {
            let found = node.scalar == nil ? node.kind : "nothing"
            let marks = "what begins with '#', '[', '{', '*' or '&' means something to YAML: put it into quotes"
            findings.append(.error(.notText, "\(what) is text, found \(found)", at: node.place, notes: [marks]))
            return nil
        }
        return scalar.text
    }

    private mutating func placed(_ node: Node, _ what: String) -> PlacedText? {
        text(node, what).map { PlacedText($0, at: isPreset ? nil : node.place) }
    }

    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: Node, _ what: String, as type: Word.Type = Word.self
    ) -> Word? {
        guard let text = text(node, what) else { return nil }
        if let word = Word(rawValue: text.lowercased()) { return word }
        let words = Word.allCases.map(\.rawValue)
        let near = nearest(to: text, among: words).map { ["did you mean '\($0)'?"] }
        let hint = type == ValueType.self ? ["numbers, whole or decimal, are 'number'; times are 'instant'"] : []
        findings.append(
            .error(
                type == ValueType.self ? .badType : .badDelimiter,
                "\(what) is one of \(words.joined(separator: ", ")), found '\(text)'", at: node.place,
                notes: near ?? hint))
        return nil
    }

    /// The entries of a mapping; what is none is reported.
    private mutating func entries(_ node: Node?, _ what: String) -> [Node.Entry] {
        guard let node else { return [] }
        if let entries = node.mapping { return entries }
        findings.append(.error(.notAMapping, "\(what), found \(node.kind)", at: node.place))
        return []
    }
}

/// The columns of a table that hold stages of the agreement.
enum StageColumns {
    static func named(_ table: String) -> [String] {
        switch table {
        case "leads": ["stage"]
        case "stage_changes": ["from_stage", "to_stage"]
        default: []
        }
    }
}
