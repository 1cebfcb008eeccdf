import BusinessTime
import Columns
import Findings

/// What the columns of one file, taken as a whole, are doubted for.
struct ColumnDoubts {
    let plan: FilePlan
    let reading: FileReading

    /// One doubt with how its places are found.
    private struct Doubt {
        var code: Code
        var field: Int
        var summary: String
        var count: Int
        var notes: [String]
        var isExample: ([UInt8]) -> Bool
    }

    /// With their first places: the file is read once more for them, up to where they stand.
    func groups() throws(SnapshotError) -> [DataReport.Group] {
        let doubts = clocks + texts
        if doubts.isEmpty { return [] }
        let wanted = doubts.map { PlaceFinder.Wanted(field: position($0.field), isWanted: $0.isExample) }
        let places = try PlaceFinder.places(of: wanted, in: plan.file)
        return zip(doubts, places).map { doubt, places in
            DataReport.Group(
                code: doubt.code, table: plan.table, column: plan.fields[doubt.field].name, summary: doubt.summary,
                count: doubt.count,
                first: places.map { .warning(doubt.code, doubt.summary, at: $0, notes: doubt.notes) })
        }
    }

    private func position(_ field: Int) -> Int {
        if case .field(let position) = plan.fields[field].origin { position } else { 0 }
    }

    private func name(_ field: Int) -> String { "\(plan.table).\(plan.fields[field].name)" }

    // MARK: Clocks

    private var clocks: [Doubt] {
        zip(plan.plausibility.clocks, reading.clocks).compactMap { field, clock in
            guard let fault = clock.fault, let time = plan.fields[field].target.time, reading.precisions[field] < .day
            else { return nil }
            let key = plan.fields[field].name
            let onlyDays = "where only the day can be believed, say so: times: { \(yamlText(key)): { precision: day } }"
            switch fault {
            case .datesAsTimes(let hour, let count):
                let shown = "\(hour < 10 ? "0" : "")\(hour):00"
                return Doubt(
                    code: .datesAsTimes, field: field,
                    summary:
                        "times of \(name(field)) that are \(shown) to the second, as of dates without a time of day",
                    count: count, notes: [onlyDays],
                    isExample: { isAtHour($0, hour, time) })
            case .minuteIsMonth:
                return Doubt(
                    code: .minuteIsMonth, field: field,
                    summary: "times of \(name(field)) whose minute follows their month: this clock is false",
                    count: clock.count,
                    notes: ["the export writes months where minutes belong (MM for mm); mend its format", onlyDays],
                    isExample: { !$0.isEmpty && time.instant($0) != nil })
            case .oneHour(let hour):
                let shown = hour < 10 ? "0\(hour)" : "\(hour)"
                return Doubt(
                    code: .oneHourOnly, field: field,
                    summary: "times of \(name(field)) that all lie between \(shown):00 and \(shown):59",
                    count: clock.count, notes: [onlyDays], isExample: { !$0.isEmpty && time.instant($0) != nil })
            case .fewMinutes(let minutes):
                return Doubt(
                    code: .fewMinutes, field: field,
                    summary: "times of \(name(field)) that know only \(minutes) of the 60 minutes of an hour",
                    count: clock.count, notes: [onlyDays], isExample: { !$0.isEmpty && time.instant($0) != nil })
            }
        }
    }

    private func isAtHour(_ text: [UInt8], _ hour: Int, _ time: TimeReading) -> Bool {
        guard let (value, _) = time.instant(text) else { return false }
        let local = time.zone?.local(of: value) ?? value
        return local % ClockEvidence.hour == 0 && Int((local / ClockEvidence.hour % 24 + 24) % 24) == hour
    }

    // MARK: Texts

    private var texts: [Doubt] {
        zip(plan.plausibility.texts, reading.texts).flatMap { field, sum -> [Doubt] in
            let meanings = plan.fields[field].target.meanings
            func isText(_ text: [UInt8]) -> ([UInt8]) -> Bool { { (meanings[$0] ?? $0) == text } }
            let key = yamlText(plan.fields[field].name)
            let holders = sum.placeholders.filter { !isCountryCode($0.key, field) }
            let placeholders = holders.sorted { ($1.value, $0.key.text) < ($0.value, $1.key.text) }.map { text, count in
                Doubt(
                    code: .placeholder, field: field,
                    summary: "values of \(name(field)) that are '\(text.text)', which looks like none", count: count,
                    notes: ["if it is no value, say so: values: { \(key): { \(yamlText(text.text)): null } }"],
                    isExample: isText(text))
            }
            return placeholders
                + sum.misspelt.map { text, meant in
                    Doubt(
                        code: .nearlyTheSame, field: field,
                        summary: "a value of \(name(field)) that is '\(text.text)', and nearly '\(meant.text)'",
                        count: 1,
                        notes: [
                            "if it is the same, say so: values: { \(key): { \(yamlText(text.text)): \(yamlText(meant.text)) } }"
                        ], isExample: isText(text))
                }
        }
    }

    /// `NA` is Namibia.
    private func isCountryCode(_ text: [UInt8], _ field: Int) -> Bool {
        text.elementsEqual("NA".utf8) && plan.fields[field].name.lowercased().contains("country")
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}

/// What the table of users, taken as a whole, is doubted for.
enum UserDoubts {
    /// Users who manage themselves, perhaps by way of others, and active users whose manager is not.
    ///
    /// - Parameters:
    ///   - managers: For each user the row of the manager; below 0 for none.
    ///   - active: Empty where nobody knows.
    static func groups(managers: [Int32], active: [Truth], ids: TextColumn) -> [DataReport.Group] {
        var groups: [DataReport.Group] = []
        let inCycles = cycles(managers)
        func name(_ row: Int) -> String { ids.text(row) ?? "" }
        if let first = inCycles.first {
            var chain = [first]
            while let last = chain.last, Int(managers[last]) != first { chain.append(Int(managers[last])) }
            let words = (chain + [first]).prefix(8).map(name).joined(separator: " → ")
            groups.append(
                DataReport.Group(
                    code: .managerCycle, table: "users", column: "manager_id",
                    summary: "users who are managers of themselves, as \(words)", count: inCycles.count, first: []))
        }
        let left = managers.indices.filter { row in
            managers[row] >= 0 && !active.isEmpty && active[Int(managers[row])] == .isFalse
                && active[row] == .isTrue
        }
        if let first = left.first {
            groups.append(
                DataReport.Group(
                    code: .managerInactive, table: "users", column: "manager_id",
                    summary: "active users whose manager is inactive, as \(name(first))", count: left.count, first: []))
        }
        return groups
    }

    /// The users on a cycle, in the order of their rows.
    private static func cycles(_ managers: [Int32]) -> [Int] {
        // 0 unseen, else the walk that first came by.
        var walks = [Int](repeating: 0, count: managers.count)
        var result: [Int] = []
        for start in managers.indices where walks[start] == 0 {
            var at = start
            while walks[at] == 0 {
                walks[at] = start + 1
                guard managers[at] >= 0 else { break }
                at = Int(managers[at])
            }
            guard managers[at] >= 0, walks[at] == start + 1 else { continue }
            let entry = at
            repeat {
                result.append(at)
                at = Int(managers[at])
            } while at != entry
        }
        return result.sorted()
    }
}
