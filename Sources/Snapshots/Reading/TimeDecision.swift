import BusinessTime
import Columns
import Findings

/// Decides, column by column and before anything else is read, how times are written: by the manifest, else by the first
/// value that is a time at all, else by all values, where the order of day and month is open.
struct TimeDecision {
    /// A column of times whose reading is wanted.
    struct Wanted {
        var column: String
        var field: Int
        var type: ValueType
        /// Texts that stand for others, or for none.
        var meanings: [[UInt8]: [UInt8]?]
    }

    /// What is known of a column so far.
    fileprivate struct Evidence {
        var wanted: Wanted
        var declaration: TimeDeclaration
        var format: TimeFormat?
        var first: ParsedTime?
        /// The orders that are still possible, where day and month are open.
        var open: [TimeFormat] = []
        /// The first value, and the first one that each order cannot read, with their lines.
        var example: (text: String, line: Int)?
        var exceptions: [TimeFormat: (text: String, line: Int)] = [:]

        var isDecided: Bool { first != nil && open.isEmpty }
    }

    let file: TableFile
    private(set) var findings: [Finding] = []
    private var evidence: [Evidence] = []

    init(_ file: TableFile) { self.file = file }

    /// The readings of the columns, in their order; nil where there is an error, which is in `findings`.
    mutating func readings(of wanted: [Wanted]) throws(SnapshotError) -> [TimeReading?] {
        evidence = wanted.map { wanted in
            let declaration = file.mapping.times[wanted.column] ?? TimeDeclaration()
            return Evidence(wanted: wanted, declaration: declaration, format: declaration.format)
        }
        var line = file.header.dataLine
        do {
            try collect(&line, isCareful: false)
        } catch {
            switch error {
            case .snapshot(let failure): throw failure
            case .needsCare:
                line = file.header.dataLine
                evidence = evidence.map {
                    Evidence(wanted: $0.wanted, declaration: $0.declaration, format: $0.declaration.format)
                }
                do { try collect(&line, isCareful: true) } catch {
                    if case .snapshot(let failure) = error { throw failure }
                }
            }
        }
        return evidence.map { conclude($0) }
    }

    private mutating func collect(_ line: inout Int, isCareful: Bool) throws(BlockFailure) {
        let size = 1 << 16
        let blocks = SharedBlocks(file, blockSize: size, isCareful: isCareful)
        let reader = blocks.reader(of: file, blockSize: size)
        var isMore = true
        while isMore, evidence.contains(where: { !$0.isDecided }) {
            isMore = try reader.next { block, summary in
                for index in evidence.indices where !evidence[index].isDecided {
                    look(at: block, &evidence[index], line)
                }
                line += summary.lines
            }
        }
    }

    private func look(at block: RowBlock, _ evidence: inout Evidence, _ line: Int) {
        for row in 0..<block.rowCount {
            let cell = block[row, evidence.wanted.field]
            if cell.length == 0 { continue }
            var text = block.content(cell)
            if let meaning = evidence.wanted.meanings[text] {
                guard let meaning, !meaning.isEmpty else { continue }
                text = meaning
            }
            if evidence.first == nil { evidence.begin(text) }
            if evidence.first == nil { continue }
            if evidence.open.isEmpty { return }
            for format in evidence.open where TimeReader.read(text, as: format) == nil {
                if evidence.exceptions[format] == nil {
                    let place = line + block.place(row: row, cell: cell).line
                    evidence.exceptions[format] = (String(decoding: text, as: UTF8.self), place)
                }
            }
            if evidence.example == nil {
                let place = line + block.place(row: row, cell: cell).line
                evidence.example = (String(decoding: text, as: UTF8.self), place)
            }
            // Neither order fits everything: nothing more can be learned.
            if evidence.open.allSatisfy({ evidence.exceptions[$0] != nil }) { return }
        }
    }

    // MARK: Conclusions

    private mutating func conclude(_ evidence: Evidence) -> TimeReading? {
        let wanted = evidence.wanted
        guard let first = evidence.first, var format = evidence.format else {
            // There is nothing to read in the column, or nothing that is a time: each value will be a fault of its own.
            return TimeReading(
                format: evidence.declaration.format ?? .yearMonthDay, hasTime: wanted.type == .instant,
                hasOffset: wanted.type == .instant, precision: evidence.declaration.precision)
        }
        if !evidence.open.isEmpty {
            guard let decided = settle(evidence) else { return nil }
            format = decided
        }
        var reading = TimeReading(
            format: format, hasTime: first.time != nil, hasOffset: first.offset != nil,
            precision: evidence.declaration.precision)
        guard wanted.type == .instant else { return reading }
        let zone = evidence.declaration.zone ?? file.mapping.zone
        if reading.hasOffset, !evidence.declaration.ignoresOffset { return reading }
        guard let zone else {
            findings.append(zoneNeeded(wanted.column, first, ignoresOffset: reading.hasOffset))
            return nil
        }
        reading.zone = zone
        return reading
    }

    /// The one order of day and month that fits all values; nil, and a finding, where both do or neither.
    private mutating func settle(_ evidence: Evidence) -> TimeFormat? {
        let column = evidence.wanted.column
        let fitting = evidence.open.filter { evidence.exceptions[$0] == nil }
        let place = Place(path: file.path, line: evidence.example?.line ?? file.header.dataLine)
        let text = evidence.example?.text ?? ""
        if fitting.count == 1, let format = fitting.first {
            let exception = evidence.open.filter { $0 != format }.compactMap { evidence.exceptions[$0] }.first
            let why = exception.map { ", since '\($0.text)' (line \($0.line)) fits only that" } ?? ""
            findings.append(
                .warning(
                    .formatAssumed, "\(file.table).\(column) is read as \(format.rawValue)\(why)", at: place,
                    notes: ["to be certain, also of the next export, add \(line(column, format)) to '\(file.table)'"]))
            return format
        }
        if fitting.isEmpty {
            let misfits = evidence.open.compactMap { format in
                evidence.exceptions[format].map { "'\($0.text)' (line \($0.line)) is no \(format.rawValue)" }
            }
            findings.append(
                .error(
                    .ambiguousDates, "\(file.table).\(column) mixes orders of day and month", at: place,
                    notes: misfits + ["dates of one column have to be written in one way"]))
            return nil
        }
        let readings = fitting.compactMap { format -> String? in
            TimeReader.read(Array(text.utf8), as: format).map {
                "\(CivilDate.format($0.day)) as \(format.rawValue)"
            }
        }
        findings.append(
            .error(
                .ambiguousDates,
                "\(file.table).\(column) can be read in two ways: '\(text)' is \(readings.joined(separator: ", "))",
                at: place,
                notes: [
                    "every value fits both; add \(line(column, fitting[0])) or \(line(column, fitting[1])) to '\(file.table)'"
                ]))
        return nil
    }

    private func line(_ column: String, _ format: TimeFormat) -> String {
        "'times: { \(yamlText(column)): \(format.rawValue) }'"
    }

    private func zoneNeeded(_ column: String, _ first: ParsedTime, ignoresOffset: Bool) -> Finding {
        let what =
            ignoresOffset
            ? "the offsets of \(file.table).\(column) are to be ignored, and no time zone says on whose clock its times are"
            : first.time == nil
                ? "\(file.table).\(column) holds dates, and no time zone says when these days begin"
                : "the times of \(file.table).\(column) carry no offset, and no time zone says on whose clock they are"
        return .error(
            .zoneNeeded, what, at: Place(path: file.path, line: file.header.dataLine),
            notes: [
                "add the clock they were written by, such as 'time_zone: America/New_York', to the manifest, or to '\(file.table)' alone"
            ])
    }
}

extension TimeDecision.Evidence {
    /// Takes a first value as the pattern of its column, if it is a time at all.
    fileprivate mutating func begin(_ text: [UInt8]) {
        if let format {
            first = TimeReader.read(text, as: format)
            return
        }
        let digits = text.allSatisfy { (0x30...0x39).contains($0) }
        if digits, text.count == 10 || text.count == 13 {
            format = text.count == 10 ? .epochSeconds : .epochMilliseconds
            first = format.flatMap { TimeReader.read(text, as: $0) }
            return
        }
        for candidate in [TimeFormat.yearMonthDay, .dayNameYear, .nameDayYear] {
            if let time = TimeReader.read(text, as: candidate) {
                (format, first) = (candidate, time)
                return
            }
        }
        for pair in [[TimeFormat.dayMonthYear, .monthDayYear], [.dayMonthShortYear, .monthDayShortYear]] {
            guard let time = pair.lazy.compactMap({ TimeReader.read(text, as: $0) }).first else { continue }
            (format, first, open) = (pair[0], time, pair)
            return
        }
    }
}
