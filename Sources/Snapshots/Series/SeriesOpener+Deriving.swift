import BusinessTime
import Columns
import Findings

extension SeriesOpener {
    /// The last snapshot, with the tables that it lacks and comparing it with those before gives.
    mutating func derive(_ nights: [Night]) throws(SnapshotError) -> SnapshotSource? {
        guard let last = nights.last else { return nil }
        var derivation = Derivation()
        var unread: [(String, String)] = []
        for night in nights {
            let file = night.source.files["leads"]?.first
            var wanted = Request.Table(columns: ["id": .text])
            for name in ["stage", "owner_id", "disposition"] where file?.columns[name] != nil {
                wanted.columns[name] = .text
            }
            for name in ["created_at", "modified_at"] where file?.columns[name] != nil {
                wanted.columns[name] = .instant
            }
            let reading = try night.source.read(Request(tables: ["leads": wanted], asOf: .max))
            guard let leads = reading.snapshot?.leads else {
                findings += reading.report.findings
                return nil
            }
            // What is wrong with the last is said when it is read as a whole.
            if reading.report.rejectedRows > 0, night.name != last.name {
                let first = reading.report.faults.first?.first.first
                let words = "\(reading.report.rejectedRows) rows cannot be read: \(first?.message ?? "")"
                unread.append((first?.place?.path ?? path(night), words))
            }
            derivation.add(leads, taken: night.taken)
        }
        doubt(.seriesGap, "snapshots of a series with leads that cannot be read", unread)
        findGaps(nights)
        findColumns(nights)
        findLeads(derivation, nights)
        return try source(derivation, nights, last)
    }

    private mutating func source(
        _ derivation: Derivation, _ nights: [Night], _ last: Night
    ) throws(SnapshotError) -> SnapshotSource? {
        var files = last.source.files
        let leads = files["leads"]?.first
        let columns = leads?.columns ?? [:]
        var derived: Set<String> = []
        // Of leads that are gone it is said once that they are.
        let gone = Set(derivation.gone)
        let changes = [
            ("stage_changes", "stage", "lead_id,from_stage,to_stage", derivation.stageChanges),
            ("owner_changes", "owner_id", "lead_id,from_owner_id,owner_id", derivation.ownerChanges),
        ]
        for (name, column, header, changes) in changes where columns[column] != nil && files[name] == nil {
            guard let table = CanonicalTable.named(name) else { continue }
            var mapping = SourceMapping()
            mapping.delimiter = UInt8(ascii: ",")
            mapping.isDerived = true
            mapping.types[SeriesFacts.latest] = .instant
            if let ignored = leads?.mapping.ignored["stage"] {
                mapping.ignored = ["to_stage": ignored, "from_stage": ignored]
            }
            let text = derivation.table(
                "\(header),at,\(SeriesFacts.latest)", changes.filter { !gone.contains($0.lead) })
            let file = InputFile(path: "\(folder)#\(name)", bytes: text)
            if let made = try TableFile(mapping, of: table, file: file, findings: &findings) {
                files[name] = [made]
                derived.insert(name)
            }
        }
        var dispositions: [[UInt8]: ClosedRange<Int64>]?
        if columns["disposition"] != nil, columns[SeriesFacts.disposition] == nil {
            let known = derivation.dispositions.map { lead, range in
                (derivation.ids[lead], range.closed(isModifiedTrusted: derivation.isModifiedTrusted))
            }
            dispositions = Dictionary(known, uniquingKeysWith: { first, _ in first })
        }
        say(nights, derived, dispositions != nil, isNarrowed: derivation.modified > 0 && derivation.isModifiedTrusted)
        var manifest = last.source.manifest
        manifest.path = self.manifest.path ?? manifest.path
        manifest.asOf = last.taken.lowerBound
        manifest.accepted += self.manifest.accepted.filter { !manifest.accepted.contains($0) }
        let facts = SeriesFacts(
            derived: derived, dispositions: dispositions, doubts: doubts, begin: nights.first?.taken.upperBound)
        return SnapshotSource(manifest: manifest, files: files, series: facts)
    }

    // MARK: What is found

    /// The distance between two snapshots that is usual: the median.
    private func rhythm(_ nights: [Night]) -> Int64 {
        let distances = zip(nights, nights.dropFirst()).map { $1.taken.lowerBound - $0.taken.lowerBound }.sorted()
        return distances.isEmpty ? 0 : distances[(distances.count - 1) / 2]
    }

    private mutating func findGaps(_ nights: [Night]) {
        let usual = rhythm(nights)
        var gaps: [(String, String)] = []
        for (before, after) in zip(nights, nights.dropFirst()) {
            let distance = after.taken.lowerBound - before.taken.lowerBound
            guard distance > usual + usual / 2 else { continue }
            let words = "they are usually \(lengthText(usual)) apart"
            gaps.append((path(after), "none since '\(before.name)', \(lengthText(distance)) before; \(words)"))
        }
        doubt(.seriesGap, "gaps in a series of snapshots", gaps)
    }

    private mutating func findColumns(_ nights: [Night]) {
        func columns(_ night: Night?) -> Set<String> {
            Set(night?.source.files["leads"]?.first.map { Array($0.columns.keys) } ?? [])
        }
        let last = columns(nights.last)
        var differing: [(String, String)] = []
        for night in nights.dropLast() {
            let here = columns(night)
            let (lacking, more) = (last.subtracting(here).sorted(), here.subtracting(last).sorted())
            if lacking.isEmpty, more.isEmpty { continue }
            let words = [("without", lacking), ("with", more)].filter { !$0.1.isEmpty }
                .map { "\($0.0) \(listed($0.1, upTo: 5))" }.joined(separator: " and ")
            differing.append((path(night), "its leads are \(words), unlike those of the last"))
        }
        doubt(.seriesColumns, "snapshots of a series with other columns than the last", differing)
    }

    private mutating func findLeads(_ derivation: Derivation, _ nights: [Night]) {
        func id(_ lead: Int) -> String { String(decoding: derivation.ids[lead], as: UTF8.self) }
        let returned = derivation.returned.prefix(5).map { lead, night in
            (path(nights[night]), "'\(id(lead))' is there again, and was not in '\(nights[night - 1].name)'")
        }
        doubt(
            .leadReturned, "leads that were not in some snapshot of the series, and were again later", returned,
            count: derivation.returned.count, column: "id")
        let gone = derivation.gone
        guard let last = nights.last else { return }
        doubt(
            .leadGone, "leads of earlier snapshots that the last does not have: nothing judges them",
            gone.prefix(5).map { (path(last), "'\(id($0))' is not there any more") }, count: gone.count, column: "id")
        let contradicted = derivation.contradicted.prefix(5).map { lead, night in
            (path(nights[night]), "'\(id(lead))' has changed, and its modified_at is before the change")
        }
        let effect = derivation.isModifiedTrusted ? "" : ": so many that no modified_at is believed"
        doubt(
            .seriesModified, "changes later than the lead says it was last changed\(effect)", contradicted,
            count: derivation.contradicted.count, column: "modified_at")
        if derivation.withoutCreation > 0 {
            doubt(
                .seriesStart, "leads of the first snapshot of which nothing says since when they are in their stage",
                [(path(nights[0]), "no created_at")], count: derivation.withoutCreation, column: "created_at")
        }
    }

    /// Says how finely changes are known.
    private mutating func say(_ nights: [Night], _ derived: Set<String>, _ dispositions: Bool, isNarrowed: Bool) {
        var names: [String] = []
        if derived.contains("stage_changes") { names.append("stage") }
        if derived.contains("owner_changes") { names.append("owner") }
        if dispositions { names.append("disposition") }
        guard let first = nights.first, let last = nights.last, nights.count > 1, !names.isEmpty else { return }
        let blur = last.taken.upperBound - last.taken.lowerBound
        let usual = rhythm(nights) + blur
        let widest = zip(nights, nights.dropFirst()).map { $1.taken.upperBound - $0.taken.lowerBound }.max() ?? 0
        let most = widest > usual + usual / 2 ? ", at worst to ±\(lengthText(widest))" : ""
        var notes = ["a verdict that this cannot decide is unknown"]
        if isNarrowed { notes.append("none of them is later than the modified_at that its lead had then") }
        if blur > 0 {
            notes.append(
                "the names say no time of day: 'series: { at: 02:00 }' in \(folder)/snapshot.yaml makes it ±\(lengthText(rhythm(nights)))"
            )
        }
        findings.append(
            Finding(
                .note, .seriesDerived,
                "changes of \(names.joined(separator: " and ")) are known to ±\(lengthText(usual))\(most): they come of "
                    + "\(nights.count) snapshots, from '\(first.name)' to '\(last.name)'",
                at: nil, notes: notes))
    }
}

/// `1 day`, `12 hours`, `90 minutes`: a length of time in the unit that tells it best.
private func lengthText(_ milliseconds: Int64) -> String {
    func text(_ number: Int64, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
    let minutes = (milliseconds + 30_000) / 60_000
    // A day on which clocks change is one, too.
    if minutes >= 1380, minutes % 1440 <= 60 || minutes % 1440 >= 1380 { return text((minutes + 60) / 1440, "day") }
    if minutes >= 120 { return text((minutes + 30) / 60, "hour") }
    return text(max(minutes, 1), "minute")
}

extension Derivation {
    /// Changes as a table of a snapshot.
    fileprivate func table(_ header: String, _ changes: [Change]) -> [UInt8] {
        var bytes = Array((header + "\n").utf8)
        func write(_ text: [UInt8]) {
            if !text.isEmpty {
                bytes.append(0x22)
                for byte in text { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
                bytes.append(0x22)
            }
            bytes.append(0x2C)
        }
        for change in changes {
            write(ids[change.lead])
            write(texts[Int(change.from)])
            write(texts[Int(change.to)])
            let range = change.range.closed(isModifiedTrusted: isModifiedTrusted)
            bytes +=
                "\(CivilDate.format(instant: range.lowerBound)),\(CivilDate.format(instant: range.upperBound))\n".utf8
        }
        return bytes
    }
}
