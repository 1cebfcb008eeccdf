import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Snapshots

/// A test written from the real rows of one lead, with what names people and companies replaced.
public struct Recording: Sendable {
    /// The test file.
    public let text: String
    /// Columns of text that were not replaced: `leads.segment`.
    public let keptColumns: [String]

    /// - Parameters:
    ///   - evaluation: Of a plan that asked for whole rows (`Plan.needRows()`).
    ///   - agreementPath: As the test is to name it.
    ///   - rules: Those to record; empty for every rule that judges the lead.
    ///   - zones: Those of the snapshot's tables, in which dates without a time of day begin.
    /// - Returns: Nil where the snapshot has no lead of that id.
    public init?(of lead: String, _ evaluation: Evaluation, agreementPath: String, rules: [String], zones: [Zone]) {
        var options = Evaluation.Options()
        options.period = .all
        options.listed = Set(Verdict.allCases)
        let judgement = evaluation.judgement(options)
        let leads = judgement.snapshot.leads
        guard let row = (0..<leads.rowCount).first(where: { leads.text("id", $0) == lead }) else { return nil }
        var writer = RecordingWriter(
            judgement, leads: RecordingWriter.leads(around: row, judgement), rules: rules, zones: zones)
        text = writer.file(agreementPath: agreementPath)
        keptColumns = writer.kept.sorted()
    }

    /// The rules that judge the recorded case otherwise than the snapshot it was taken from.
    public func differingRules(_ agreements: [Agreement]) -> [String] {
        let (file, findings) = TestFileReader.read(SourceText(path: "recorded", text: text)) { _ in agreements }
        guard let test = file?.cases.first, !findings.hasErrors else { return ["every rule"] }
        let result = test.run(agreements)
        if !result.findings.isEmpty { return ["every rule"] }
        var rules: [String] = []
        for difference in result.steps.flatMap(\.differences) where !rules.contains(difference.rule) {
            rules.append(difference.rule)
        }
        return rules
    }
}

/// Writes the rows of some leads, and what was judged of them, as a test file.
private struct RecordingWriter {
    let judgement: Judgement
    let leads: [Int]
    let rules: [String]
    var kept: Set<String> = []
    private var disguise = Disguise()
    private var users: [Int32] = []
    private let words: VerdictWords
    private let zone: Zone

    init(_ judgement: Judgement, leads: [Int], rules: [String], zones: [Zone]) {
        self.judgement = judgement
        self.leads = leads
        self.rules = rules
        words = VerdictWords(judgement)
        let own = judgement.current.zone
        let days = judgement.snapshot.instantsKnownToTheDay
        zone = ([own] + zones).first { zone in days.allSatisfy { zone.startOfDay(zone.day(of: $0)) == $0 } } ?? own
    }

    private var snapshot: Snapshot { judgement.snapshot }

    /// A lead, with those that have the same key under a `unique` rule and were there before.
    static func leads(around row: Int, _ judgement: Judgement) -> [Int] {
        var leads = [row]
        for record in judgement.verdicts where record.lead == Int32(row) {
            if case .duplicateOf(let other) = record.cause, !leads.contains(Int(other)) { leads.append(Int(other)) }
        }
        return leads
    }

    mutating func file(agreementPath: String) -> String {
        var tables: [String] = []
        for table in CanonicalTable.all.map(\.name) where table != "users" {
            let rows = self.rows(of: table).map { "        - \(self.row($0, of: table))\n" }
            if !rows.isEmpty { tables.append("      \(table):\n\(rows.joined())") }
        }
        // Whose rows they are is known only now.
        var next = 0
        while next < users.count {
            if let manager = snapshot.managerRow?[Int(users[next])], manager >= 0 { _ = user(manager) }
            next += 1
        }
        let people = users.map { "        - \(self.row(Int($0), of: "users"))\n" }
        if !people.isEmpty { tables.insert("      users:\n\(people.joined())", at: 0) }
        let expected = expectations()
        let precision = isKnownToTheMinute ? "    precision: minute\n" : ""
        let place = zone == judgement.current.zone ? "" : "    time_zone: \(zone.identifier)\n"
        return """
            # Recorded from real rows. Names, addresses and companies are replaced; look the rest over before you share it.
            leadpact_test: 1
            agreement: \(yamlText(agreementPath))   # read from the folder of this file
            cases:
              recorded:
                as_of: \(CivilDate.format(instant: snapshot.asOf, in: zone))
            \(place)\(precision)    tables:
            \(tables.joined())    expect:
            \(expected)
            """ + "\n"
    }

    // MARK: Rows

    private func rows(of table: String) -> [Int] {
        if table == "leads" { return leads }
        guard let owners = snapshot.link("lead", of: table)?.rows else { return [] }
        return owners.indices.filter { owners[$0] >= 0 && leads.contains(Int(owners[$0])) }
    }

    private mutating func row(_ row: Int, of table: String) -> String {
        var cells: [(column: String, text: String)] = []
        let links = CanonicalTable.named(table)?.links ?? []
        if table == "users" { cells.append(("id", user(Int32(row)))) }
        if table == "leads" { cells.append(("id", leadID(row))) }
        for link in links {
            guard let target = snapshot.link(link.name, of: table)?.rows[row], target >= 0 else { continue }
            let id = link.table == "users" ? user(target) : leadID(Int(target))
            cells.append((link.column, id))
        }
        let known = Set(cells.map(\.column) + links.map(\.column))
        for (name, column) in snapshot.table(table)?.columns.sorted(by: { $0.key < $1.key }) ?? []
        where !known.contains(name) {
            guard let value = text(column, row) else { continue }
            cells.append((name, written(value, name, column, table, row)))
        }
        return "{ \(cells.map { "\(yamlText($0.column)): \($0.text)" }.joined(separator: ", ")) }"
    }

    private func leadID(_ row: Int) -> String { "L-\((leads.firstIndex(of: row) ?? leads.count) + 1)" }

    private mutating func user(_ row: Int32) -> String {
        if !users.contains(row) { users.append(row) }
        return "U-\((users.firstIndex(of: row) ?? 0) + 1)"
    }

    private mutating func written(_ value: String, _ name: String, _ column: Column, _ table: String, _ row: Int)
        -> String
    {
        guard case .text = column else { return value }
        if name == "id" { return yamlValue("\(table.prefix(1).uppercased())-\(row + 1)") }
        if let replaced = disguise.replacement(for: value, in: name, of: table) { return yamlValue(replaced) }
        if !Disguise.harmless.contains(name) { kept.insert("\(table).\(name)") }
        return yamlValue(value)
    }

    private func text(_ column: Column, _ row: Int) -> String? {
        guard !column.isMissing(row) else { return nil }
        switch column {
        case .booleans(let values): return values[row] == .isTrue ? "true" : "false"
        case .numbers(let values):
            let number = values[row]
            return number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
        case .dates(let values): return CivilDate.format(Int(values[row]))
        case .instants(let instants):
            let instant = instants.values[row]
            let day = zone.day(of: instant)
            if instants.precision == .day, zone.startOfDay(day) == instant { return CivilDate.format(day) }
            return CivilDate.format(instant: instant, in: zone)
        case .text(let texts): return texts.text(row)
        }
    }

    private var isKnownToTheMinute: Bool {
        snapshot.tables.values.contains { table in
            table.columns.values.contains { column in
                if case .instants(let instants) = column { instants.precision == .minute } else { false }
            }
        }
    }

    // MARK: Verdicts

    private mutating func expectations() -> String {
        var lines: [String] = []
        for (number, result) in judgement.rules.enumerated() {
            guard rules.isEmpty || rules.contains(result.rule.id) else { continue }
            let records = judgement.verdicts.filter { record in
                Int(record.rule) == number && record.lead >= 0 && leads.contains(Int(record.lead))
            }
            if records.isEmpty { continue }
            lines.append("      \(yamlText(result.rule.id)):")
            for record in records { lines.append("        - \(verdict(record))") }
        }
        return lines.isEmpty ? "      []   # no rule judges this lead" : lines.joined(separator: "\n")
    }

    private mutating func verdict(_ record: VerdictRecord) -> String {
        var cells = ["lead: \(leadID(Int(record.lead)))", "verdict: \(record.verdict.kind ?? record.verdict.name)"]
        let instants = [("start", record.start), ("due", record.due), ("satisfied_at", record.satisfiedAt)]
        let isClock = words.target(of: record) != nil
        for (name, instant) in instants where instant != missing && (isClock || name == "start") {
            cells.append("\(name): \(CivilDate.format(instant: instant, in: zone))")
        }
        if record.owner >= 0 { cells.append("owner: \(user(record.owner))") }
        return "{ \(cells.joined(separator: ", ")) }"
    }

    private func yamlValue(_ text: String) -> String {
        let isWord = ["null", "~", "true", "false"].contains(text)
        return isWord ? "\"\(text)\"" : yamlText(text)
    }
}

extension Snapshot {
    /// The instants of all columns of dates, each the first of its day in the zone of its column.
    fileprivate var instantsKnownToTheDay: [Int64] {
        tables.values.flatMap { table in
            table.columns.values.flatMap { column -> [Int64] in
                guard case .instants(let instants) = column, instants.precision == .day else { return [] }
                return instants.values.filter { $0 != missing }
            }
        }
    }
}

/// What stands in for names, addresses and companies: the same for the same.
private struct Disguise {
    private var known: [String: [String: String]] = [:]

    /// Columns whose words are the agreement's, or of a kind that names nobody.
    static let harmless: Set<String> = [
        "stage", "to_stage", "from_stage", "kind", "direction", "outcome", "disposition", "calendar", "country",
        "segment",
        "source", "origin", "role", "team",
    ]
    private static let telling = [
        "name", "mail", "phone", "mobile", "fax", "company", "account", "address", "street", "website", "linkedin",
        "domain",
        "contact",
    ]

    /// Nil where the value may stand as it is.
    mutating func replacement(for value: String, in column: String, of table: String) -> String? {
        let name = column.lowercased()
        if value.contains("@") || name.contains("mail") {
            // Blanks around it and letter case stay, since rules may look at them.
            let bare = value.lowercased().filter { $0 != " " }
            let replaced = number(bare, "mail") { "person-\($0)@example.com" }
            let cased = value == value.lowercased() ? replaced : replaced.prefix(1).uppercased() + replaced.dropFirst()
            return (value.first == " " ? " " : "") + cased + (value.last == " " ? " " : "")
        }
        guard Self.telling.contains(where: { name.contains($0) }) else { return nil }
        if table == "users" { return number(value, "users") { "Person \($0)" } }
        if name.contains("company") || name.contains("account") { return number(value, "company") { "Company \($0)" } }
        return number(value, column) { "\(column) \($0)" }
    }

    private mutating func number(_ value: String, _ kind: String, _ text: (Int) -> String) -> String {
        if let known = known[kind]?[value] { return known }
        let made = text((known[kind]?.count ?? 0) + 1)
        known[kind, default: [:]][value] = made
        return made
    }
}
