import BusinessTime
import Columns
import Conditions
import Databases
import Findings

/// An export that nobody has described, recognised by its headers: which preset it fits, which file is which table, and
/// what its columns look like.
public struct Recognition {
    /// The preset that fits best.
    public private(set) var preset: String
    /// A file that fills a table.
    struct Placed {
        var table: String
        var mapping: SourceMapping
        var file: ExportFile
        /// Column → header of the file.
        var columns: [String: String]
        var stages: [(stage: String, header: String)]
        var certainty: Double
        /// The part of it that headers make, without the file's name.
        var fit: Double
        /// Columns that were taken for times and hold none, with their headers.
        var dropped: [String: String] = [:]
        /// By header.
        var profiles: [String: ColumnProfile] = [:]
        var rowCount = 0
        /// One row for each lead has to be made of several.
        var isLog = false
    }
    var placed: [Placed]
    /// Files that are no table of leadpact's, with why.
    private(set) var others: [(path: String, why: String)]

    /// Looks at a file, at all files of a folder, or at the tables of a database.
    ///
    /// - Returns: Nil where nothing in it looks like leads; `reasons` says of each file what it is.
    public static func recognise(_ path: String, reasons: inout [String]) throws(SnapshotError) -> Recognition? {
        if let address = DatabaseAddress(path) { return try recognise(address, reasons: &reasons) }
        guard let isFolder = Folder.isFolder(path) else { throw .notFound(path: path) }
        let paths = isFolder ? Folder.names(in: path).map { Folder.path($0, in: path) } : [path]
        var files: [ExportFile] = []
        var others: [(path: String, why: String)] = []
        for path in paths where Folder.isFolder(path) == false && (!isFolder || isTable(path)) {
            var trouble: String?
            if let file = ExportFile.open(path, trouble: &trouble) {
                files.append(file)
            } else {
                others.append((path, trouble ?? "it holds no table"))
            }
        }
        guard var result = try Recognition(&files, others, reasons: &reasons) else { return nil }
        try result.look()
        return result
    }

    /// Looks at the tables of a database: at the headers of all, and at the rows of those that are leadpact's.
    private static func recognise(
        _ address: DatabaseAddress, reasons: inout [String]
    ) throws(SnapshotError) -> Recognition? {
        if address.kind == .sqlite, !Folder.exists(address.name) { throw .notFound(path: address.name) }
        var files: [ExportFile] = []
        var others: [(path: String, why: String)] = []
        for name in try DatabaseTables.names(of: address) {
            do throws(SnapshotError) {
                files.append(try ExportFile.open(name, of: address, headersOnly: true))
            } catch {
                others.append((name, error.message))
            }
        }
        guard var result = try Recognition(&files, others, reasons: &reasons) else { return nil }
        for index in result.placed.indices {
            result.placed[index].file = try ExportFile.open(
                result.placed[index].file.path, of: address, headersOnly: false)
        }
        try result.look()
        return result
    }

    /// The preset that fits some files best; nil where none has leads, and `reasons` says of each what it is.
    private init?(
        _ files: inout [ExportFile], _ others: [(path: String, why: String)], reasons: inout [String]
    ) throws(SnapshotError) {
        let all = files
        var candidates = Preset.names.filter { $0 != "canonical" }.compactMap { name in
            Candidate(name, all, isAlone: all.count == 1)
        }
        if candidates.isEmpty, files.count == 1 {
            files[0].assumedID = try ColumnProfile.firstKey(of: files[0])
            if let candidate = Candidate("generic", files, isAlone: true) { candidates = [candidate] }
        }
        // Of presets that fit alike the first by name; the generic one only where nothing else fits.
        guard let best = candidates.max(by: { ($0.score, $1.preset) < ($1.score, $0.preset) }) else {
            reasons =
                others.map { "\($0.path): \($0.why)" }
                + files.map { "\($0.path) has \(listed($0.header.names))" }
            return nil
        }
        preset = best.preset
        placed = best.placed
        let used = Set(placed.map(\.file.path))
        self.others =
            others
            + files.filter { !used.contains($0.path) }.map { file in
                (file.path, "no table of leadpact's; it has \(listed(file.header.names, upTo: 6))")
            }
    }

    private static func isTable(_ path: String) -> Bool {
        let name = path.lowercased()
        return Folder.stem(name) != name && !name.hasSuffix("package.json")
    }

    /// Reads the files for what their columns hold.
    private mutating func look() throws(SnapshotError) {
        for index in placed.indices {
            let place = placed[index]
            let table = CanonicalTable.named(place.table)
            var wanted: [Int: Bool] = [:]
            for (column, header) in place.columns {
                guard let position = place.file.header.names.firstIndex(of: header) else { continue }
                let type = table?.column(column)?.type
                wanted[position] = (wanted[position] ?? false) || type == .instant || type == .date
            }
            for stage in place.stages {
                if let position = place.file.header.names.firstIndex(of: stage.header) { wanted[position] = true }
            }
            if place.table == "leads" {
                for position in place.file.header.names.indices where wanted[position] == nil {
                    wanted[position] = true
                }
            }
            // A log of all changes holds names and ids, too, where it does not tell of stages.
            let demanded = place.mapping.condition?.demandedText
            let selecting = demanded.flatMap { place.file.header.names.firstIndex(of: $0.column) }
            let (profiles, rows) = try ColumnProfile.profiles(
                of: place.file, wanted, where: selecting.map { ($0, Array((demanded?.text ?? "").utf8)) })
            placed[index].rowCount = rows
            for (position, profile) in profiles { placed[index].profiles[place.file.header.names[position]] = profile }
            if place.table == "leads", let id = place.columns["id"] {
                placed[index].isLog = try ColumnProfile.hasDuplicates(
                    of: place.file, place.file.header.names.firstIndex(of: id) ?? 0)
            }
        }
        placed = placed.map { $0.withoutUnreadable() }
        addLog()
    }

    /// Where the leads' file has several rows of a lead, it is a log of what happened to them.
    private mutating func addLog() {
        guard let leads = placed.first(where: { $0.table == "leads" && $0.isLog }),
            !placed.contains(where: { $0.table == "activities" }),
            let generic = Preset.tables("generic")?["activities"]?.sources.first
        else { return }
        let columns = Candidate.columns(generic, leads.file)
        guard columns["lead_id"] != nil, let at = columns["at"] else { return }
        var log = Placed(
            table: "activities", mapping: generic, file: leads.file, columns: columns.mapValues(\.name), stages: [],
            certainty: 0, fit: 0, profiles: leads.profiles, rowCount: leads.rowCount)
        if log.profiles[at.name] == nil { log.columns["at"] = leads.columns["created_at"] }
        log.columns["id"] = nil
        placed.append(log)
    }
}

extension Recognition.Placed {
    /// Without columns of times that hold none; what a table cannot do without stays, and is refused when it is read.
    fileprivate func withoutUnreadable() -> Self {
        guard let canonical = CanonicalTable.named(table) else { return self }
        var result = self
        for (column, header) in columns {
            guard let known = canonical.column(column), known.type == .instant || known.type == .date,
                !known.isRequired, let profile = profiles[header], profile.formats.isEmpty
            else { continue }
            result.columns[column] = nil
            result.dropped[column] = header
        }
        result.stages = stages.filter { profiles[$0.header]?.formats.isEmpty == false }
        return result
    }
}

/// How a preset fits some files.
private struct Candidate {
    let preset: String
    private(set) var placed: [Recognition.Placed] = []

    private static let exclusive: Set<String> = ["leads", "users", "opportunities"]

    /// Generic headers fit everything a little.
    var score: Double { placed.reduce(0) { $0 + $1.fit } * (preset == "generic" ? 0.75 : 1) }

    /// Nil where the files hold no leads by this preset.
    init?(_ preset: String, _ files: [ExportFile], isAlone: Bool) {
        self.preset = preset
        let tables = Preset.tables(preset) ?? [:]
        var fits: [Recognition.Placed] = []
        for (table, mapping) in tables.sorted(by: { $0.key < $1.key }) {
            for mapping in mapping.sources {
                for file in files {
                    guard let place = Self.place(table, mapping, file, isAlone: isAlone, isGeneric: preset == "generic")
                    else { continue }
                    fits.append(place)
                }
            }
        }
        // The surest first; of equal ones in the order of tables, so that nothing hangs on chance.
        fits.sort { ($1.certainty, $0.table, $0.file.path) < ($0.certainty, $1.table, $1.file.path) }
        for place in fits {
            let isTaken = placed.contains { other in
                let isSameSource =
                    other.table == place.table && (place.table != "activities" || preset == "generic")
                return isSameSource || other.table == place.table && other.file.path == place.file.path
                    || other.table == "activities" && place.table == "activities"
                        && other.mapping.file == place.mapping.file
                    || Self.exclusive.contains(place.table) && Self.exclusive.contains(other.table)
                        && other.file.path == place.file.path
            }
            if !isTaken { placed.append(place) }
        }
        guard let leads = placed.first(where: { $0.table == "leads" }) else { return nil }
        // Dates of stages stand in the leads' own file.
        placed.removeAll { !$0.mapping.fromColumns.isEmpty && $0.file.path != leads.file.path }
        let order = ["leads", "stage_changes", "activities", "owner_changes", "users", "opportunities"]
        placed.sort {
            (order.firstIndex(of: $0.table) ?? 9, $0.file.path) < (order.firstIndex(of: $1.table) ?? 9, $1.file.path)
        }
    }

    static func columns(
        _ mapping: SourceMapping, _ file: ExportFile
    ) -> [String: (name: String, certainty: Double)] {
        mapping.columns.compactMapValues { file.header(meantBy: $0) }
    }

    /// How a file fills a table; nil where it lacks what the table cannot do without, or fits too little.
    private static func place(
        _ name: String, _ mapping: SourceMapping, _ file: ExportFile, isAlone: Bool, isGeneric: Bool
    ) -> Recognition.Placed? {
        guard let table = CanonicalTable.named(name) else { return nil }
        var columns = columns(mapping, file)
        if name == "leads", columns["id"] == nil, let id = file.assumedID { columns["id"] = (id, 0.5) }
        var required = table.columns.filter(\.isRequired).map(\.name)
        if table.link("lead") != nil, table.instants == "at" { required.append("lead_id") }
        if !mapping.fromColumns.isEmpty { required = ["lead_id"] }
        guard required.allSatisfy({ columns[$0] != nil || mapping.constants[$0] != nil }) else { return nil }
        // A 'Name' or a 'Status' has any export; what a CRM calls its columns is spelt as it spells it.
        if name == "leads", !isGeneric, columns.values.allSatisfy({ $0.certainty < 1 }) { return nil }
        let stages = mapping.fromColumns.compactMap { column in
            file.header(meantBy: column.headers).map { (stage: column.stage.text, header: $0.name) }
        }
        if !mapping.fromColumns.isEmpty, stages.isEmpty { return nil }
        guard canSelect(mapping, table, columns.mapValues(\.name), file) else { return nil }
        let isNamed = file.isNamed(for: mapping, asLastWord: name == "users")
        let sum = columns.values.reduce(0) { $0 + $1.certainty } + Double(stages.count)
        let isLeadsAlone = isAlone && name == "leads"
        // Cases and accounts have ids, dates and owners as leads have; only their name tells them apart.
        let isOnlyByName = isGeneric || name == "leads" || name == "users"
        let least = isNamed || isLeadsAlone || !mapping.fromColumns.isEmpty ? 2 : isOnlyByName ? .max : 4
        guard columns.count + stages.count >= least else { return nil }
        if isAlone, name != "leads", mapping.fromColumns.isEmpty { return nil }
        return Recognition.Placed(
            table: name, mapping: mapping, file: file, columns: columns.mapValues(\.name), stages: stages,
            certainty: sum + (isNamed ? 3 : 0), fit: sum)
    }

    /// Whether the file has what the preset selects rows by.
    private static func canSelect(
        _ mapping: SourceMapping, _ table: CanonicalTable, _ columns: [String: String], _ file: ExportFile
    ) -> Bool {
        guard let condition = mapping.condition else { return true }
        var types: [String: ValueType?] = [:]
        for name in file.header.names { types[name] = .some(nil) }
        for name in columns.keys { types[name] = .some(table.column(name)?.type) }
        var findings: [Finding] = []
        let schema = Schema(tables: [table.name: Schema.Table(columns: types)])
        return condition.bind(to: schema, table: table.name, expecting: .boolean, findings: &findings) != nil
            && !findings.hasErrors
    }
}

extension SourceMapping {
    /// Takes the headers of a file of leads, named without a manifest, for what they must mean.
    ///
    /// - Parameter zone: Of times without an offset.
    /// - Returns: What was assumed.
    mutating func assume(_ zone: Zone?) -> [Finding] {
        // What can be read only once is not looked at beforehand.
        guard let path = file?.text, Folder.isRegular(path) else { return [] }
        var trouble: String?
        guard let export = ExportFile.open(path, trouble: &trouble), export.header.json == nil else { return [] }
        let own = Set(CanonicalTable.leads.columns.map(\.name))
        let candidates = Preset.names.filter { $0 != "canonical" }.compactMap { Candidate($0, [export], isAlone: true) }
        guard let best = candidates.max(by: { ($0.score, $1.preset) < ($1.score, $0.preset) }),
            let leads = best.placed.first(where: { $0.table == "leads" })
        else { return [] }
        var words: [String] = []
        for (column, header) in leads.columns.sorted(by: { $0.key < $1.key }) {
            if own.contains(header) || export.header.names.contains(column) { continue }
            columns[column] = [PlacedText(header)]
            values[column] = leads.mapping.values[column]
            words.append("\(column) is '\(header)'")
        }
        delimiter = export.delimiter
        if encoding == nil, let guess = export.encoding {
            encoding = guess
            words.append("its letters are \(guess.rawValue)")
        }
        if words.isEmpty { return [] }
        self.zone = zone
        var notes = ["to check and keep it: leadpact init --from \(path)"]
        if let zone {
            notes.append("times without an offset are read by the clock of \(zone.identifier), as the agreement's")
        }
        return [
            .warning(
                .assumedColumns, "without a manifest it is assumed that \(words.joined(separator: ", "))",
                at: Place(path: path, line: 1), notes: notes)
        ]
    }
}
