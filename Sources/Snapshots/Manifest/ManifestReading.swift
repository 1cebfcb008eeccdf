import BusinessTime
import Columns
import Conditions
import Databases
import Findings
import YAMLNodes

/// Reads a manifest or a preset; collects everything that is wrong with it.
struct ManifestReading {
    let source: SourceText
    /// A preset's texts carry no places: nobody can mend them in a file of their own.
    var isPreset = false
    var zoneDirectory = Zone.systemDirectory
    var findings: [Finding] = []

    /// - Parameter zoneDirectory: The time zone database.
    static func read(
        _ source: SourceText, zoneDirectory: String = Zone.systemDirectory
    ) -> (manifest: Manifest?, findings: [Finding]) {
        let (root, faults) = YAMLReader.read(source)
        guard let root else { return (nil, faults) }
        guard root.mapping != nil else {
            let finding = Finding.error(
                .notAMapping, "a manifest is a mapping of keys to values, found \(root.kind)", at: root.place,
                notes: ["it begins with 'leadpact_snapshot: 1'"])
            return (nil, faults + [finding])
        }
        if let entry = root.mapping?.first(where: { $0.key == "leadpact" }) {
            let finding = Finding.error(
                .notASnapshot, "this is an agreement, expected the manifest of a snapshot", at: entry.keyPlace,
                notes: ["where both are named, the agreement comes first and the snapshot second"])
            return (nil, faults + [finding])
        }
        var reading = ManifestReading(source: source, zoneDirectory: zoneDirectory)
        reading.findings = faults
        let manifest = reading.manifest(root)
        return (manifest, reading.findings.inReadingOrder())
    }

    private mutating func manifest(_ root: Node) -> Manifest {
        let start = Place(path: source.path, line: root.place.range.lowerBound.line)
        var reader = MappingReader(root, of: "a manifest", at: start, findings: &findings)
        checkVersion(reader.takeEntry("leadpact_snapshot"), at: start)
        let zone = reader.take("time_zone").flatMap { self.zone($0) }
        let asOfNode = reader.take("as_of")
        let asOf = asOfNode.flatMap { self.asOf($0, zone) }
        let (preset, presetTables) = preset(reader.take("preset"))
        let accepted = reader.take("accept").map { self.accepted($0) } ?? []
        var series = reader.take("series").map { self.series($0) }
        series?.zone = zone
        let own = reader.take("tables").map { self.tables($0) } ?? [:]
        reader.finish(&findings)
        var tables = presetTables
        for (name, mapping) in own {
            tables[name] = tables[name].map { mapping.onTop(of: $0) } ?? mapping
        }
        tables = tables.mapValues { mapping in
            var mapping = mapping
            for index in mapping.sources.indices where mapping.sources[index].zone == nil {
                mapping.sources[index].zone = zone
            }
            return mapping
        }
        return Manifest(
            path: source.path, asOf: asOf, asOfPlace: asOfNode?.place, preset: preset, tables: tables,
            accepted: accepted, series: series)
    }

    /// `series: { at: 02:00 }`
    private mutating func series(_ node: Node) -> Manifest.Series {
        var reader = MappingReader(node, of: "a series of snapshots", findings: &findings)
        var series = Manifest.Series()
        if let at = reader.take("at"), let text = text(at, "'at'") {
            series.time = CivilDate.parseLocalTime("1970-01-01T" + text)
            if series.time == nil {
                findings.append(
                    .error(
                        .badAsOf, "'at' is the time of day of each snapshot, found '\(text)'", at: at.place,
                        notes: ["write it like 02:00, by the clock of 'time_zone'"]))
            }
        }
        reader.finish(&findings)
        return series
    }

    /// `accept: [{ finding: LP0530, table: leads, column: created_at, reason: … }]`
    private mutating func accepted(_ node: Node) -> [AcceptedFinding] {
        guard let nodes = node.sequence else {
            findings.append(
                .error(.notAList, "'accept' is a list of findings with reasons, found \(node.kind)", at: node.place))
            return []
        }
        return nodes.compactMap { node in
            var reader = MappingReader(node, of: "what is accepted", findings: &findings)
            let example = "{ finding: LP0533, table: leads, column: created_at, reason: … }"
            let code = reader.require("finding", as: example, &findings)
            let table = reader.take("table").flatMap { text($0, "'table'") }
            let column = reader.take("column").flatMap { text($0, "'column'") }
            let reason = reader.require("reason", as: example, &findings).flatMap { text($0, "'reason'") }
            reader.finish(&findings)
            guard let code, let id = text(code, "'finding'"), let reason else { return nil }
            if DataReport.acceptable.contains(where: { $0.id == id }) {
                return AcceptedFinding(code: id, table: table, column: column, reason: reason)
            }
            let known = DataReport.acceptable.map(\.id).sorted().joined(separator: ", ")
            findings.append(
                .error(
                    .notAcceptable, "'\(id)' is nothing that a manifest can accept", at: code.place,
                    notes: ["what can be accepted is \(known)"]))
            return nil
        }
    }

    private mutating func checkVersion(_ entry: Node.Entry?, at start: Place) {
        guard let entry else {
            let finding = Finding.error(
                .notASnapshot, "a manifest begins with 'leadpact_snapshot: 1', the version of its format", at: start)
            findings.append(finding)
            return
        }
        if entry.value.scalar?.text != "1" {
            let found = entry.value.scalar?.text ?? entry.value.kind
            findings.append(
                .error(
                    .notASnapshot, "this leadpact reads version 1 of manifests, found '\(found)'",
                    at: entry.value.place,
                    notes: ["write 'leadpact_snapshot: 1'"]))
        }
    }

    private mutating func preset(_ node: Node?) -> (String, [String: TableMapping]) {
        let name = node.flatMap { text($0, "'preset'") } ?? "canonical"
        if let tables = Preset.tables(name) { return (name, tables) }
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return (name, ownPreset(name, node?.place)) }
        let near = nearest(to: name, among: Preset.names).map { "did you mean '\($0)'?" }
        findings.append(
            .error(
                .unknownPreset, "there is no preset '\(name)'", at: node?.place,
                notes: [near ?? "there are \(Preset.names.joined(separator: ", "))"]))
        return (name, [:])
    }

    /// A preset that the user wrote, beside the manifest.
    private mutating func ownPreset(_ name: String, _ place: Place?) -> [String: TableMapping] {
        let folder = Folder.parent(of: source.path)
        let path = Folder.path(name, in: folder)
        guard Folder.Bounds([folder]).hold(path) else {
            findings.append(.outside(name, at: place))
            return [:]
        }
        do {
            let file = try InputFile.open(path)
            let (tables, found) = Preset.read(
                SourceText(path: path, bytes: try file.head(1 << 20).bytes))
            findings += found
            // Its texts have no places, by which files that a manifest names are held within its folder.
            for file in tables.values.flatMap(\.sources).compactMap(\.file)
            where !Folder.Bounds([folder]).hold(Folder.path(file.text, in: folder)) {
                findings.append(.outside(file.text, at: place))
            }
            return tables
        } catch {
            findings.append(.error(.unknownPreset, "the preset cannot be read: \(error.message)", at: place))
            return [:]
        }
    }

    private mutating func asOf(_ node: Node, _ zone: Zone?) -> Int64? {
        guard let text = text(node, "'as_of'") else { return nil }
        if let instant = CivilDate.parseInstant(text) { return instant }
        let isDay = CivilDate.parse(text) != nil
        let local = CivilDate.parseLocalTime(text)
        if let local, let zone, !isDay { return zone.instant(ofLocal: local) }
        var notes = ["write it like 2026-10-01T08:00:00+02:00 or 2026-10-01T06:00:00Z"]
        if local != nil {
            notes = []
            if isDay {
                notes.append("write the time of day at which the export was taken, too, as in \(text)T09:00:00")
            }
            if zone == nil {
                let time = isDay ? text + "T09:00:00" : text
                notes.append(
                    "say by which clock: 'time_zone: America/New_York' at the top of the manifest, or the offset "
                        + "(\(time)-04:00; \(time)Z where it is UTC)")
            }
        }
        findings.append(
            .error(
                .badAsOf, "'as_of' is an instant, found \(isDay ? "only the day " : "")'\(text)'", at: node.place,
                notes: notes))
        return nil
    }

    /// The tables by canonical name; of a preset, the root itself.
    mutating func tables(_ node: Node) -> [String: TableMapping] {
        guard let entries = node.mapping else {
            findings.append(
                .error(.notAMapping, "'tables' names tables and their files, found \(node.kind)", at: node.place))
            return [:]
        }
        var tables: [String: TableMapping] = [:]
        let known = CanonicalTable.all.map(\.name)
        for entry in entries {
            guard known.contains(entry.key) else {
                let near = nearest(to: entry.key, among: known).map { "did you mean '\($0)'?" }
                let finding = Finding.error(
                    .unknownTable, "there is no table '\(entry.key)'", at: entry.keyPlace,
                    notes: [near ?? "tables are \(known.sorted().joined(separator: ", "))"])
                findings.append(finding)
                continue
            }
            let nodes = entry.value.sequence ?? [entry.value]
            if nodes.isEmpty {
                findings.append(.error(.notAMapping, "'\(entry.key)' names no file", at: entry.value.place))
            }
            let sources = nodes.map { mapping($0, of: entry.key, at: entry.keyPlace) }
            tables[entry.key] = TableMapping(
                table: entry.key, sources: sources, place: isPreset ? nil : entry.keyPlace)
        }
        return tables
    }
}

extension TableMapping {
    /// This mapping, completed by a preset's. Where the preset fills the table from several files, a mapping is completed
    /// by the one of its own file name, and those it does not mention stay.
    func onTop(of preset: TableMapping) -> TableMapping {
        var result = self
        var left = preset.sources
        for index in sources.indices {
            let name = sources[index].stem
            let match = left.firstIndex { $0.stem == name } ?? (left.count == 1 ? 0 : nil)
            if let match { result.sources[index] = sources[index].onTop(of: left.remove(at: match)) }
        }
        if preset.sources.count > 1 { result.sources += left }
        return result
    }
}

extension SourceMapping {
    /// What its file or its table in a database is called, whatever it is written in.
    fileprivate var stem: String? {
        if case .table(let name)? = database?.query { return name.lowercased() }
        return file.map { Folder.stem($0.text) }
    }

    fileprivate func onTop(of preset: SourceMapping) -> SourceMapping {
        var result = self
        // A file that holds the stages in columns of its own has nothing of the history that the preset knows.
        guard fromColumns.isEmpty else { return result }
        result.file = file ?? (database == nil ? preset.file : nil)
        result.database = database ?? (file == nil ? preset.database : nil)
        result.tableOfFile = tableOfFile ?? (file == nil && database == nil ? preset.tableOfFile : nil)
        result.columns.merge(preset.columns) { own, _ in own }
        result.constants.merge(preset.constants.filter { columns[$0.key] == nil }) { own, _ in own }
        for column in constants.keys { result.columns[column] = nil }
        result.values.merge(preset.values) { own, _ in own }
        result.ignored.merge(preset.ignored) { own, _ in own }
        result.fromColumns = preset.fromColumns
        result.zone = zone ?? preset.zone
        result.records = records ?? preset.records
        result.types.merge(preset.types) { own, _ in own }
        result.times.merge(preset.times) { own, _ in own }
        result.condition = condition ?? preset.condition
        return result
    }
}
