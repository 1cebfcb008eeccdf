import BusinessTime
import Columns
import Conditions
import Databases
import Findings

/// A snapshot whose manifest and headers have been read, and no row yet.
///
///     let (source, findings) = try SnapshotSource.open("exports/october")
///     let plan = Plan(agreements, schema: source.schema)
///     let reading = try source.read(Request(tables: plan.request, asOf: asOf))
public struct SnapshotSource: Sendable {
    public let manifest: Manifest
    /// By canonical name, the files of the tables that are there.
    let files: [String: [TableFile]]
    /// Where the snapshot is the last of a series: what comes of comparing it with those before.
    var series: SeriesFacts?

    /// From the manifest, milliseconds since 1970 UTC; where it is nil the caller has to say it.
    public var asOf: Int64? { manifest.asOf }

    /// Whether the snapshot is the last of a series, and changes are known only to lie between two.
    public var isOfSeries: Bool { series != nil }

    /// The tables and columns that conditions may name, with their links.
    public var schema: [String: Schema.Table] {
        var schema: [String: Schema.Table] = [:]
        for table in CanonicalTable.all {
            guard let files = files[table.name] else { continue }
            var columns: [String: ValueType?] = [:]
            for file in files {
                for name in file.columns.keys { columns[name] = .some(type(of: name, in: table)) }
                if !file.stageFields.isEmpty { columns.merge(["to_stage": .text, "at": .instant]) { $1 } }
            }
            var links: [String: String] = [:]
            for link in table.links where columns[link.column] != nil && self.files[link.table] != nil {
                links[link.name] = link.table
            }
            var known = Schema.Table(columns: columns, links: links)
            for file in files {
                for case (let name, .field(let field)) in file.columns where file.header.names[field] != name {
                    known.headers[file.header.names[field]] = name
                }
            }
            if table.name == "leads", series?.dispositions != nil {
                known.columns[SeriesFacts.disposition] = .some(.instant)
            }
            schema[table.name] = known
        }
        return schema
    }

    /// The stages of which the snapshot can know when a lead came into them; nil where rows may name any stage.
    ///
    /// A history made of one column a stage is silent about the stages that have none.
    public var datedStages: Set<String>? {
        guard let files = files["stage_changes"], files.allSatisfy({ !$0.stageFields.isEmpty }) else { return nil }
        return Set(files.flatMap { $0.stageFields.map(\.stage.text) })
    }

    /// The files of a table, as the user would write them.
    public func paths(of table: String) -> [String] { files[table, default: []].map(\.path) }

    /// What `columns` of a table are called in its files, by canonical name; of one name, the first file's.
    public func headers(of table: String) -> [String] { files[table]?.first?.header.names ?? [] }

    func type(of column: String, in table: CanonicalTable) -> ValueType? {
        if let canonical = table.column(column) { return canonical.type }
        return files[table.name]?.lazy.compactMap { $0.mapping.types[column] }.first
    }

    // MARK: Opening

    /// Opens a snapshot: a folder of snapshots by date, a folder with `snapshot.yaml`, a manifest, a folder of canonical files, or one file of leads.
    ///
    /// - Parameters:
    ///   - zone: Of times without an offset in a file of leads that has no manifest.
    ///   - zoneDirectory: The time zone database.
    ///   - folders: Where a manifest may name files, beside its own folder.
    ///   - headersOnly: Of tables of databases no row is wanted.
    /// - Returns: Nil for the source where there are errors; everything that is wrong is in the findings (LP00xx, LP02xx,
    ///   LP04xx, LP05xx).
    /// - Throws: ``SnapshotError`` where a file cannot be read at all.
    public static func open(
        _ path: String, assuming zone: Zone? = nil, zoneDirectory: String = Zone.systemDirectory,
        folders: [String] = [],
        headersOnly: Bool = false
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        if let address = DatabaseAddress(path), !Folder.exists(path) {
            return try open(database: address, headersOnly: headersOnly)
        }
        guard let isFolder = Folder.isFolder(path) else { throw SnapshotError(missing: path) }
        if !isFolder {
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                return try open(manifest: path, zoneDirectory, folders, zone, headersOnly)
            }
            var leads = SourceMapping()
            leads.file = PlacedText(path)
            leads.isNamedOnCommandLine = true
            let assumed = leads.assume(zone)
            let mapping = TableMapping(table: "leads", sources: [leads], place: nil)
            let manifest = Manifest(path: nil, asOf: nil, preset: "canonical", tables: ["leads": mapping])
            let opened = try open(manifest, in: "")
            return (opened.source, (assumed + opened.findings).inReadingOrder())
        }
        let manifest = Folder.path("snapshot.yaml", in: path)
        if Folder.exists(manifest) {
            return try open(manifest: manifest, zoneDirectory, folders, zone, headersOnly)
        }
        let canonical = Manifest(
            path: nil, asOf: nil, preset: "canonical", tables: Preset.tables("canonical") ?? [:])
        if Folder.file(like: "leads.csv", among: Folder.names(in: path)) != nil {
            return try open(canonical, in: path)
        }
        guard isSeries(path) else { throw .nothingInFolder(path: path) }
        return try open(series: canonical, in: path, assuming: zone, zoneDirectory, folders)
    }

    private static func open(
        manifest path: String, _ zoneDirectory: String, _ folders: [String], _ zone: Zone?, _ headersOnly: Bool
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        let file = try InputFile.open(path)
        let source = SourceText(path: path, bytes: try file.head(32 << 20).bytes)
        let (manifest, findings) = ManifestReading.read(source, zoneDirectory: zoneDirectory)
        guard let manifest, !findings.hasErrors else { return (nil, findings) }
        let folder = Folder.parent(of: path)
        let opened =
            manifest.series == nil
            ? try open(manifest, in: folder, folders: folders, headersOnly: headersOnly)
            : try open(series: manifest, in: folder.isEmpty ? "." : folder, assuming: zone, zoneDirectory, folders)
        return (opened.source, (findings + opened.findings).inReadingOrder())
    }

    static func open(
        _ manifest: Manifest, in folder: String, folders: [String] = [], headersOnly: Bool = false
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        var findings: [Finding] = []
        var files: [String: [TableFile]] = [:]
        let bounds = Folder.Bounds([folder] + folders)
        var sources: [(table: CanonicalTable, mapping: SourceMapping)] = []
        for table in CanonicalTable.all {
            for source in manifest.tables[table.name]?.sources ?? [] {
                sources.append(
                    (table, source.fromColumns.isEmpty ? source : source.completed(byLeads: manifest.tables["leads"])))
            }
        }
        let spools = try DatabaseTables.read(
            sources.map(\.mapping), in: folder, bounds, headersOnly: headersOnly, &findings)
        for (index, (table, source)) in sources.enumerated() {
            let file: InputFile
            if source.database != nil {
                guard let spool = spools[index] else { continue }
                file = spool
            } else {
                guard let path = path(of: source, table.name, in: folder, bounds, &findings) else { continue }
                file = try InputFile.open(source, path: path)
            }
            if let file = try TableFile(source, of: table, file: file, findings: &findings) {
                files[table.name, default: []].append(file)
            }
        }
        if files["leads"] == nil, !findings.hasErrors {
            findings.append(
                .error(
                    .noLeads, "the snapshot has no leads", at: manifest.path.map { Place(path: $0, line: 1) },
                    notes: ["name their file under 'tables': leads: { file: Lead.csv }"]))
        }
        if findings.hasErrors { return (nil, findings) }
        return (SnapshotSource(manifest: manifest, files: files), findings)
    }

    /// The path of a table's file; nil where a preset's is not there, or the user's, which is reported.
    private static func path(
        of source: SourceMapping, _ table: String, in folder: String, _ bounds: Folder.Bounds,
        _ findings: inout [Finding]
    ) -> String? {
        guard let name = source.file else {
            findings.append(
                .error(.missingKey, "the table '\(table)' needs 'file', or 'from'", at: source.place))
            return nil
        }
        if source.content != nil { return name.text }
        let path = Folder.path(name.text, in: folder)
        if name.place != nil, !bounds.hold(path) {
            findings.append(.outside(name.text, at: name.place))
            return nil
        }
        if Folder.exists(path) || source.isNamedOnCommandLine { return path }
        let names = Folder.names(in: Folder.parent(of: path).isEmpty ? "." : Folder.parent(of: path))
        if name.place == nil {
            return Folder.file(like: name.text, among: names).map { Folder.path($0, in: folder) }
        }
        let notes =
            nearest(to: name.text, among: names.filter { $0 != name.text }).map { ["did you mean '\($0)'?"] } ?? []
        findings.append(
            .error(.tableFileMissing, "there is no file '\(path)'", at: name.place, notes: notes))
        return nil
    }
}

extension SourceMapping {
    /// A mapping with `from_columns`: without a file of its own it reads the leads', as the leads do.
    fileprivate func completed(byLeads leads: TableMapping?) -> SourceMapping {
        guard file == nil, database == nil, let leads = leads?.sources.first else { return self }
        var result = self
        result.file = leads.file
        result.database = leads.database
        result.tableOfFile = leads.tableOfFile
        if columns["lead_id"] == nil { result.columns["lead_id"] = leads.columns["id"] ?? [PlacedText("id")] }
        result.zone = zone ?? leads.zone
        result.delimiter = delimiter ?? leads.delimiter
        result.encoding = encoding ?? leads.encoding
        result.condition = condition ?? leads.condition
        return result
    }
}

extension SnapshotError {
    /// Why there is nothing at a path.
    fileprivate init(missing path: String) {
        do {
            _ = try InputFile.open(path)
            self = .changed(path: path)
        } catch {
            self = error
        }
    }
}

extension Finding {
    /// A manifest may come from anybody, and what it names may be shown.
    static func outside(_ name: String, at place: Place?) -> Finding {
        .error(
            .pathOutside, "'\(name)' lies outside the folder of the manifest", at: place,
            notes: [
                "whoever runs leadpact may allow a folder: LEADPACT_DATA=\(name.hasPrefix("/") ? Folder.parent(of: name) : "FOLDER")"
            ])
    }
}
