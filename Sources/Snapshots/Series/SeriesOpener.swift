import BusinessTime
import Columns
import Findings

extension SnapshotSource {
    /// Whether a folder without a manifest holds snapshots by date: folders, or files of leads.
    static func isSeries(_ folder: String) -> Bool {
        Folder.names(in: folder).contains { name in
            guard let dated = DatedName(name) else { return false }
            return Folder.isFolder(Folder.path(name, in: folder)) == true
                || dated.rest.contains(".") && ["", "leads"].contains(Folder.stem(dated.rest))
        }
    }

    /// Opens a folder of snapshots by date: the last of them, with the changes that come of comparing them all.
    ///
    /// - Parameters:
    ///   - manifest: How each of them is read that has no manifest of its own.
    ///   - zone: Of times of day in names, where the manifest says none.
    static func open(
        series manifest: Manifest, in folder: String, assuming zone: Zone?, _ zoneDirectory: String, _ folders: [String]
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        var opener = SeriesOpener(
            manifest: manifest, folder: folder, zone: manifest.series?.zone ?? zone ?? .utc,
            zoneDirectory: zoneDirectory, folders: folders + [folder])
        let nights = try opener.nights()
        let source = nights.isEmpty || opener.findings.hasErrors ? nil : try opener.derive(nights)
        return (opener.findings.hasErrors ? nil : source, opener.findings)
    }
}

/// Opens the snapshots of a series one after the other.
struct SeriesOpener {
    let manifest: Manifest
    let folder: String
    let zone: Zone
    let zoneDirectory: String
    let folders: [String]
    var findings: [Finding] = []
    var doubts: [DataReport.Group] = []

    /// A folder of one snapshot, or files of one date.
    private struct Entry {
        var name: String
        var dated: DatedName
        /// Names in the series' folder by what is left of them without the date; nil for a folder.
        var files: [String: String]?
    }

    /// The snapshots in order of time; none where `findings` says why.
    mutating func nights() throws(SnapshotError) -> [Night] {
        let entries = entries()
        var nights: [Night] = []
        for (index, entry) in entries.enumerated() {
            if let night = try night(entry, isLast: index == entries.count - 1) { nights.append(night) }
        }
        if findings.hasErrors { return [] }
        nights = inOrder(nights)
        guard let last = nights.last else {
            findings.append(
                .error(
                    .noLeads, "'\(folder)' holds no snapshot: no folder or file of leads in it has a date in its name",
                    at: manifest.path.map { Place(path: $0, line: 1) },
                    notes: ["name them by date, as in \(folder)/2026-03-01/leads.csv or \(folder)/2026-03-01.csv"]))
            return []
        }
        // Where the newest by name is not the last, another than the last was opened whole.
        if last.name != entries.last?.name, let entry = entries.first(where: { $0.name == last.name }),
            let whole = try night(entry, isLast: true)
        {
            nights[nights.count - 1] = whole
        }
        return nights
    }

    private func entries() -> [Entry] {
        var entries: [Entry] = []
        var files: [DatedName: Int] = [:]
        for name in Folder.names(in: folder) {
            guard let dated = DatedName(name) else { continue }
            if Folder.isFolder(Folder.path(name, in: folder)) == true {
                entries.append(Entry(name: name, dated: dated, files: nil))
                continue
            }
            var date = dated
            date.rest = ""
            if let index = files[date] {
                // Of two files of one kind the last by name counts, as of two folders of one date.
                entries[index].files?[dated.rest] = name
            } else {
                files[date] = entries.count
                entries.append(Entry(name: name, dated: dated, files: [dated.rest: name]))
            }
        }
        return entries.enumerated().sorted { a, b in
            (taken(a.element.dated).lowerBound, a.offset) < (taken(b.element.dated).lowerBound, b.offset)
        }.map(\.element)
    }

    /// When what bears a date was taken: at some time of that day, unless name or manifest say at which.
    private func taken(_ name: DatedName) -> ClosedRange<Int64> {
        let zone = name.isUTC ? Zone.utc : zone
        if let time = name.time ?? manifest.series?.time {
            let instant = zone.instant(ofLocal: Int64(name.day) * 86_400_000 + time)
            return instant...instant
        }
        return zone.startOfDay(name.day)...zone.startOfDay(name.day + 1) - 1
    }

    private mutating func night(_ entry: Entry, isLast: Bool) throws(SnapshotError) -> Night? {
        let here = entry.files == nil ? Folder.path(entry.name, in: folder) : folder
        var own = manifest
        own.asOf = nil
        let path = Folder.path("snapshot.yaml", in: here)
        let isOwn = entry.files == nil && Folder.exists(path)
        if isOwn {
            let file = try InputFile.open(path)
            let (read, found) = ManifestReading.read(
                SourceText(path: path, bytes: try file.head(32 << 20).bytes), zoneDirectory: zoneDirectory)
            findings += found
            guard let read else { return nil }
            own = read
        }
        own.tables = own.tables.filter { isLast || $0.key == "leads" }.mapValues { located($0, entry, here) }
        let (source, found) = try SnapshotSource.open(own, in: here, folders: folders)
        guard let source else {
            if isOwn || found.contains(where: { $0.code != .noLeads }) {
                findings += found
            } else {
                doubt(.seriesGap, "snapshots of a series without leads", [(here, "no file of leads is in it")])
            }
            return nil
        }
        return Night(name: entry.name, taken: own.asOf.map { $0...$0 } ?? taken(entry.dated), source: source)
    }

    /// The files of a table where they are: in the snapshot's folder, of its date, or beside all snapshots.
    private func located(_ table: TableMapping, _ entry: Entry, _ here: String) -> TableMapping {
        var result = table
        for index in table.sources.indices {
            guard let file = table.sources[index].file else { continue }
            let stem = Folder.stem(file.text)
            if let files = entry.files {
                let same = files.keys.sorted().first { Folder.stem($0) == stem }
                let bare = table.table == "leads" ? files.keys.sorted().first { Folder.stem($0).isEmpty } : nil
                if let name = (same ?? bare).flatMap({ files[$0] }) { result.sources[index].file?.text = name }
            } else if Folder.file(like: file.text, among: Folder.names(in: here)) == nil,
                let shared = Folder.file(like: file.text, among: Folder.names(in: folder))
            {
                result.sources[index].file?.text = "../" + shared
            }
        }
        return result
    }

    /// The snapshots in order of time, each instant once.
    private mutating func inOrder(_ nights: [Night]) -> [Night] {
        var misplaced: [(String, String)] = []
        for (before, after) in zip(nights, nights.dropFirst()) where after.taken.lowerBound < before.taken.lowerBound {
            misplaced.append((path(after), "it was taken before '\(before.name)', whatever the names say"))
        }
        doubt(.seriesOrder, "snapshots of a series whose names are out of order", misplaced)
        let sorted = nights.enumerated().sorted { a, b in
            (a.element.taken.lowerBound, a.offset) < (b.element.taken.lowerBound, b.offset)
        }.map(\.element)
        var result: [Night] = []
        var twice: [(String, String)] = []
        for night in sorted {
            if let last = result.last, last.taken.lowerBound == night.taken.lowerBound {
                twice.append((path(last), "'\(night.name)' is of the same time, and counts in its place"))
                result.removeLast()
            }
            result.append(night)
        }
        doubt(.seriesOrder, "snapshots of a series that are there twice", twice)
        return result
    }

    func path(_ night: Night) -> String { Folder.path(night.name, in: folder) }

    /// - Parameter count: How often, where not each has a place.
    mutating func doubt(
        _ code: Code, _ summary: String, _ places: [(path: String, message: String)], count: Int? = nil,
        column: String? = nil
    ) {
        guard !places.isEmpty else { return }
        let first = places.prefix(5).map { Finding.warning(code, $0.message, at: Place(path: $0.path, line: 1)) }
        if let index = doubts.firstIndex(where: { $0.code == code && $0.summary == summary }) {
            doubts[index].count += count ?? places.count
            doubts[index].first = Array((doubts[index].first + first).prefix(5))
            return
        }
        doubts.append(
            DataReport.Group(
                code: code, table: "leads", column: column, summary: summary, count: count ?? places.count, first: first
            ))
    }
}
