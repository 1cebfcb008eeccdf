import BusinessTime
import Columns
import Databases
import Findings

extension Recognition {
    /// A manifest for what was recognised, with the evidence in comments, and what the user has to say.
    public struct Proposal: Sendable {
        public var manifest: String
        /// Whether it says when the export was taken.
        public var hasAsOf: Bool
        /// Whether times carry no offset, and nobody has said by which clock they were written.
        public var lacksZone: Bool
        /// What could not be decided or placed, a line each.
        public var open: [String]
        /// Stages as the manifest calls them, in the order of the funnel as far as their words show it; of those that show
        /// nothing the most frequent first.
        public var stages: [(name: String, step: FunnelStep?)]
        /// Those of them whose dates are known.
        public var datedStages: Set<String>
        /// Canonical columns that are mapped, by table.
        public var columns: [String: Set<String>]
        /// One line for each table.
        public var summary: [String]
    }

    /// - Parameters:
    ///   - stages: Of an agreement that is there already; empty where there is none.
    ///   - zone: Of times that carry no offset, where the user said it.
    public func proposal(stages known: [String], zone: String?) -> Proposal {
        var writer = ProposalWriter(recognition: self, knownStages: known, zone: zone)
        return writer.write()
    }
}

/// Writes the manifest.
private struct ProposalWriter {
    var recognition: Recognition
    let knownStages: [String]
    let zone: String?
    private var open: [String] = []
    private var stageCounts: [String: Int] = [:]
    private var columns: [String: Set<String>] = [:]
    private var summary: [String] = []
    private var needsZone = false
    private var latestDay: Int?
    private var steps: [String: FunnelStep] = [:]
    private var datedStages: Set<String> = []
    private var isGuessed = false

    init(recognition: Recognition, knownStages: [String], zone: String?) {
        self.recognition = recognition
        self.knownStages = knownStages
        self.zone = zone
    }

    mutating func write() -> Recognition.Proposal {
        let names = stageNames()
        var meanings: [String: String] = [:]
        var guesses: Set<String> = []
        // What the preset knows is no guess.
        let known = Set(recognition.placed.flatMap { $0.stages.map(\.header) })
        for header in recognition.leadHeaders where !known.contains(header) {
            guard let (stage, isGuess) = stage(meantBy: header, among: names) else { continue }
            meanings[header] = stage
            if isGuess { guesses.insert(header) }
        }
        let undecided = recognition.placeDates(stages: meanings)
        isGuessed = recognition.placed.contains { $0.stages.contains { guesses.contains($0.header) } }
        var tables = "tables:\n"
        var done: Set<String> = []
        for place in recognition.placed where done.insert(place.table).inserted {
            let all = recognition.placed.filter { $0.table == place.table }
            tables += "  \(place.table):\n"
            for place in all { tables += text(of: place, inList: all.count > 1) }
        }
        var head = "leadpact_snapshot: 1   # proposed by 'leadpact init --from', by the preset \(recognition.preset)\n"
        if let day = latestDay {
            // By the clock of 'time_zone', where that is written.
            let clock = needsZone && zone != nil ? "" : "Z"
            head += "as_of: \(CivilDate.format(day + 1))T00:00:00\(clock)   # the newest time is of "
            head += "\(CivilDate.format(day)): write when the export was taken\n"
            open.append("as_of is the day after the newest time: write when the export was taken")
        } else {
            open.append("no time says when the export was taken: write as_of")
            head += "# as_of: 2026-10-01T00:00:00Z   # write when the export was taken\n"
        }
        if needsZone {
            if let zone {
                head += "time_zone: \(zone)   # of times without an offset\n"
            } else {
                head +=
                    "# time_zone: America/New_York   # needed: by which clock times without an offset were written\n"
                open.append(
                    "times carry no offset: write by which clock they were written ('time_zone'), or give --time-zone")
            }
        }
        if let id = recognition.placed.first(where: { $0.table == "leads" })?.file.assumedID {
            open.append("no header is known to be an id: '\(id)' was taken, of which no value is there twice")
        }
        if isGuessed {
            open.append("stages were placed by their words, marked as guesses: see 'values' and 'from_columns'")
        }
        if !knownStages.isEmpty, let touch = recognition.firstTouchHeader {
            open.append(
                "'\(touch)' is mapped as \(Recognition.firstTouch): where it is a touch, write in the agreement "
                    + "'touch: { at: \(Recognition.firstTouch) }'")
        }
        if !undecided.isEmpty {
            open.append(
                "dates that are not mapped: \(listed(undecided)); what a rule needs of them, name under 'columns'")
        }
        for (path, why) in recognition.others { open.append("'\(path)' is not used: \(why)") }
        // With a hand-over of its own in the funnel, 'qualified' is what sales says.
        for (stage, step) in steps where step == .mql && steps.keys.contains(where: { $0 != stage && $0 == "mql" }) {
            steps[stage] = .sal
        }
        let stages = stageCounts.sorted { a, b in
            let (first, second) = (steps[a.key]?.rawValue ?? .max, steps[b.key]?.rawValue ?? .max)
            return (first, b.value, a.key) < (second, a.value, b.key)
        }.map { (name: $0.key, step: steps[$0.key]) }
        return Recognition.Proposal(
            manifest: head + tables, hasAsOf: latestDay != nil, lacksZone: needsZone && zone == nil, open: open,
            stages: stages,
            datedStages: datedStages, columns: columns, summary: summary)
    }

    // MARK: A file

    private mutating func text(of place: Recognition.Placed, inList: Bool) -> String {
        let indent = inList ? "      " : "    "
        let name = place.file.baseName
        var text = inList ? "    - " : indent
        if let database = place.file.database {
            let address = DatabaseAddress(
                kind: database.kind, name: database.kind == .sqlite ? fileName(database) : database.name)
            text += "from: \(yamlText(address.text))\n\(indent)table: \(yamlText(name))\n"
        } else {
            text += "file: \(yamlText(name))\n"
        }
        func add(_ line: String) { text += indent + line + "\n" }
        if let delimiter = place.file.delimiter { add("delimiter: \(delimiter == 0x5E ? "caret" : "backquote")") }
        if let encoding = place.file.encoding {
            add("encoding: \(encoding.rawValue)   # a guess: it is not UTF-8")
            let doubt = "'\(name)' is not UTF-8: see whether names with accents are right in \(encoding.rawValue)"
            if !open.contains(doubt) { open.append(doubt) }
        }
        let times = times(of: place)
        if place.mapping.zone != nil, times.needsZone { add("time_zone: \(place.mapping.zone?.identifier ?? "UTC")") }
        if place.mapping.zone == nil, times.needsZone { needsZone = true }
        if let day = times.latestDay { latestDay = max(latestDay ?? day, day) }
        add("columns:")
        for (column, header) in place.columns.sorted(by: { $0.key < $1.key }) {
            let guess =
                column == "id" && header == place.file.assumedID ? "   # a guess: no value of it is there twice" : ""
            let evidence = times.evidence[column].map { "   # \($0)" } ?? guess
            add("  \(column): \(yamlText(header))\(evidence)")
        }
        if !times.formats.isEmpty {
            add("times:")
            for (column, format) in times.formats.sorted(by: { $0.key < $1.key }) { add("  \(column): \(format)") }
        }
        for line in times.comments { add("# \(line)") }
        if !place.mapping.constants.isEmpty {
            let constants = place.mapping.constants.sorted { $0.key < $1.key }.filter { place.columns[$0.key] == nil }
            add("constants: { \(constants.map { "\($0.key): \(yamlText($0.value.text))" }.joined(separator: ", ")) }")
        }
        let values = values(of: place)
        if !values.isEmpty {
            add("values:")
            for line in values { add("  " + line) }
        }
        if let condition = place.mapping.conditionText {
            add("where: \(condition)")
        } else if let at = place.columns["at"], let known = place.profiles[at]?.count, known < place.rowCount {
            add("where: at is not null")
            open.append(
                "\(place.rowCount - known) of \(place.rowCount) rows of '\(name)' have no '\(at)': they have not happened, and are left out"
            )
        }
        if !place.stages.isEmpty {
            add("from_columns:")
            for stage in place.stages { add("  \(stage.stage): \(yamlText(stage.header))") }
            for stage in place.stages {
                stageCounts[stage.stage, default: 0] += place.profiles[stage.header]?.count ?? 0
                steps[stage.stage] = steps[stage.stage] ?? FunnelStep.meant(by: stage.stage) ?? .meant(by: stage.header)
                datedStages.insert(stage.stage)
            }
        }
        if place.isLog {
            add("distinct: id")
            open.append(
                "'\(name)' has several rows of a lead: one lead is made of them, and each row is an activity, too")
        }
        for (column, header) in place.dropped.sorted(by: { $0.key < $1.key }) {
            let example = place.profiles[header]?.first.map { ", as '\($0)'" } ?? ""
            open.append(
                "'\(header)' was taken for \(place.table).\(column), and its values are no times of one form\(example)")
        }
        // Of a file that fills several tables, what none of them takes is said once.
        let sharing = recognition.placed.filter { $0.file.path == place.file.path }
        if sharing.first?.table == place.table {
            let used = Set(sharing.flatMap { Array($0.columns.values) + $0.stages.map(\.header) })
            let left = place.file.header.names.filter { !used.contains($0) }
            if !left.isEmpty { add("# not mapped: \(listed(left).replacing("\n", with: " "))") }
        }
        columns[place.table, default: []].formUnion(place.columns.keys)
        columns[place.table, default: []].formUnion(place.mapping.constants.keys)
        summary.append(
            "\(place.table): '\(name)', \(place.rowCount) rows, \(place.columns.count + place.stages.count) columns")
        return text
    }

    /// The manifest stands beside the file.
    private func fileName(_ database: DatabaseAddress) -> String {
        database.name.split(separator: "/").last.map(String.init) ?? database.name
    }

    // MARK: Times

    private struct Times {
        var evidence: [String: String] = [:]
        var formats: [String: String] = [:]
        var comments: [String] = []
        var needsZone = false
        var latestDay: Int?
    }

    private mutating func times(of place: Recognition.Placed) -> Times {
        var times = Times()
        let table = CanonicalTable.named(place.table)
        var all = place.columns.filter {
            $0.key == Recognition.firstTouch || [.instant, .date].contains(table?.column($0.key)?.type)
        }
        for stage in place.stages { all[stage.header] = stage.header }
        for (column, header) in all.sorted(by: { $0.key < $1.key }) {
            guard let profile = place.profiles[header], profile.count > 0 else { continue }
            guard let format = profile.formats.first else {
                open.append("\(place.table).\(column) ('\(header)') holds no times, as '\(profile.first ?? "")'")
                continue
            }
            let fitting = profile.fits[format] ?? 0
            let isInstant = table?.column(column)?.type != .date
            if isInstant, profile.withOffset < fitting, format != .epochSeconds, format != .epochMilliseconds {
                times.needsZone = true
            }
            times.evidence[column] = evidence(profile, format, fitting)
            if fitting < profile.count {
                open.append(
                    "\(profile.count - fitting) of \(profile.count) values of \(place.table).\(column) are no \(format.rawValue)"
                )
            }
            let orders = profile.formats.filter { $0 != .yearMonthDay && $0 != .dayNameYear && $0 != .nameDayYear }
            if orders.count > 1 {
                let choices = orders.map(\.rawValue).joined(separator: "' or '")
                times.comments.append(
                    "times: { \(yamlText(column)): \(orders[0].rawValue) }   # or \(orders[1].rawValue): say which")
                open.append(
                    "\(place.table).\(column) fits '\(choices)': say under 'times' whether day or month comes first")
            } else if format == .dayMonthYear || format == .monthDayYear || format == .dayMonthShortYear
                || format == .monthDayShortYear
            {
                times.formats[yamlText(column)] = format.rawValue
            }
            if orders.count < 2, isInstant, column != "logged_at", let day = profile.latestDay[format] {
                times.latestDay = max(times.latestDay ?? day, day)
            }
        }
        return times
    }

    private func evidence(_ profile: ColumnProfile, _ format: TimeFormat, _ fitting: Int) -> String {
        var text = "\(fitting) of \(profile.count) fit \(format.rawValue)"
        if format == .epochSeconds || format == .epochMilliseconds { return text }
        text +=
            profile.withTime == 0
            ? ", dates alone" : profile.withTime == fitting ? " with a time of day" : ", some with a time of day"
        if profile.withTime > 0 { text += profile.withOffset == fitting ? " and an offset" : " and no offset" }
        return text
    }

    // MARK: Values

    private mutating func values(of place: Recognition.Placed) -> [String] {
        var lines: [String] = []
        let stageColumns = StageColumns.named(place.table)
        for (column, header) in place.columns.sorted(by: { $0.key < $1.key }) {
            let texts = place.profiles[header]?.texts
            if stageColumns.contains(column) {
                lines += stages(texts, column, place)
                continue
            }
            let meanings = (place.mapping.values[column] ?? [:]).filter { $0.key.isEmpty || texts?[$0.key] != nil }
            if meanings.isEmpty { continue }
            let pairs = meanings.sorted { $0.key < $1.key }.map {
                "\(quoted($0.key)): \($0.value.map(quoted) ?? "null")"
            }
            lines.append("\(column): { \(pairs.joined(separator: ", ")) }")
        }
        return lines
    }

    /// What the texts of a column of stages mean; each gets a name of its own where no agreement knows it.
    private mutating func stages(_ texts: [String: Int]?, _ column: String, _ place: Recognition.Placed) -> [String] {
        guard let texts, !texts.isEmpty else {
            if texts == nil { open.append("\(place.table).\(column) has too many different texts to be stages") }
            return []
        }
        var lines: [String] = []
        var unplaced: [String] = []
        for (text, count) in texts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            guard let (stage, isGuess) = stage(for: text) else {
                unplaced.append("'\(text)' (\(count))")
                lines.append("  # \(quoted(text)): STAGE   # \(count)")
                continue
            }
            isGuessed = isGuessed || isGuess
            stageCounts[stage, default: 0] += count
            steps[stage] = steps[stage] ?? FunnelStep.meant(by: text)
            lines.append("  \(quoted(text)): \(stage)   # \(count)\(isGuess ? ", a guess" : "")")
        }
        if unplaced.isEmpty { return ["\(column):"] + lines }
        let choice = "one of \(listed(knownStages))"
        open.append(
            "\(listed(unplaced)) \(unplaced.count == 1 ? "is no stage" : "are no stages") of the agreement: "
                + "say under 'values' what \(unplaced.count == 1 ? "it means" : "they mean"), \(choice)")
        let isEmpty = unplaced.count == texts.count
        return ["\(isEmpty ? "# " : "")\(column):   # \(choice)"] + lines
    }

    /// The stage that a text of the export means; each gets a name of its own where no agreement knows it.
    private func stage(for text: String) -> (name: String, isGuess: Bool)? {
        let own = ProposalWriter.name(text)
        guard !knownStages.isEmpty else { return (datedStage(of: text) ?? own, false) }
        if let known = knownStages.first(where: { $0 == own || $0 == text }) { return (known, false) }
        if let known = nearest(to: own, among: knownStages) { return (known, true) }
        return FunnelStep.meant(by: text).flatMap { $0.name(among: knownStages, for: text) }.map { ($0, true) }
    }

    /// The agreement's stages, or those of the leads.
    private func stageNames() -> [String] {
        if !knownStages.isEmpty { return knownStages }
        guard let leads = recognition.placed.first(where: { $0.table == "leads" }), let header = leads.columns["stage"]
        else { return [] }
        let texts = leads.profiles[header]?.texts ?? [:]
        return texts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            datedStage(of: $0.key) ?? ProposalWriter.name($0.key)
        }
    }

    /// The preset's name of the stage that a text of the export names, where the export has a date of it: one stage must not
    /// get two names.
    private func datedStage(of text: String) -> String? {
        let (own, core, key) = (ProposalWriter.name(text), FunnelStep.core(text), ExportFile.key(text))
        let stages = recognition.placed.flatMap(\.stages)
        if let same = stages.first(where: { $0.stage == own }) { return same.stage }
        return stages.first { stage in
            // `hs_lifecyclestage_marketingqualifiedlead_date`; a shorter word may be part of another.
            FunnelStep.core(stage.header) == core || key.count >= 8 && ExportFile.key(stage.header).contains(key)
        }?.stage
    }

    /// The stage in which the header of a date says that a lead came.
    private func stage(meantBy header: String, among names: [String]) -> (name: String, isGuess: Bool)? {
        let core = ProposalWriter.name(FunnelStep.core(header))
        if names.contains(core) { return (core, false) }
        guard let step = FunnelStep.meant(by: header) else { return nil }
        let same = step.name(among: names, for: header)
        return (same ?? (knownStages.isEmpty ? "\(step)" : nil)).map { ($0, true) }
    }

    /// A text as the name of a stage: `Open - Not Contacted` becomes `open-not-contacted`.
    private static func name(_ text: String) -> String {
        let words = FunnelStep.plain(text).split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "-")
        return name.first?.isLetter == true ? name : "stage-\(name)"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
