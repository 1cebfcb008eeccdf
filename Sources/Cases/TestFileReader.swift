import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Snapshots
import YAMLNodes

/// Reads test files.
public enum TestFileReader {
    /// The version of the format that is read: `leadpact_test: 1`.
    public static let formatVersion = "1"

    /// Reads a test file and reports everything that is wrong with it, in the order of its lines.
    ///
    /// - Parameter load: Reads the agreement at a path, or the versions in a folder; its own findings are the caller's.
    /// - Returns: Nil for the file where nothing in it can be run.
    public static func read(
        _ source: SourceText, load: (String) -> [Agreement]
    ) -> (file: TestFile?, findings: [Finding]) {
        let (root, faults) = YAMLReader.read(source)
        guard let root else { return (nil, faults) }
        guard root.mapping != nil else {
            let finding = Finding.error(
                .notAMapping, "a test file is a mapping of keys to values, found \(root.kind)", at: root.place,
                notes: ["it begins with 'leadpact_test: \(formatVersion)'"])
            return (nil, faults + [finding])
        }
        var reading = TestReading(source: source)
        reading.findings = faults
        let file = reading.file(root, load: load)
        return (file, reading.findings.inReadingOrder())
    }
}

/// One reading of a test file.
struct TestReading {
    let source: SourceText
    var findings: [Finding] = []
    var agreements: [Agreement] = []
    var zone = Zone.utc
    var precision = WrittenPrecision.second

    init(source: SourceText) { self.source = source }

    var rules: [Rule] {
        var seen: Set<String> = []
        return agreements.flatMap(\.rules).filter { seen.insert($0.id).inserted }
    }

    mutating func error(_ code: Code, _ message: String, at place: Place?, notes: [String] = []) {
        findings.append(.error(code, message, at: place, notes: notes))
    }

    fileprivate mutating func file(_ root: Node, load: (String) -> [Agreement]) -> TestFile? {
        let start = Place(path: source.path, line: root.place.range.lowerBound.line)
        var reader = MappingReader(root, of: "a test file", at: start, findings: &findings)
        guard checkVersion(reader.takeEntry("leadpact_test"), root, at: start) else { return nil }
        let agreement = reader.require("agreement", as: "agreement: agreement.yaml", &findings).flatMap {
            text($0, "'agreement'")
        }
        let agreementPath = agreement.map { path(of: $0, besideFile: source.path) } ?? ""
        if agreement != nil { agreements = load(agreementPath) }
        zone = agreements.last?.zone ?? .utc
        if let node = reader.take("time_zone") { zone = self.zone(node) ?? zone }
        let shared = reader.takeEntry("tables").map { tables($0) } ?? [:]
        let casesNode = reader.require("cases", as: "cases: { on time: { as_of: 2026-03-10 12:00, … } }", &findings)
        reader.finish(&findings)
        guard let casesNode else { return nil }
        guard let entries = casesNode.mapping, !entries.isEmpty else {
            error(
                casesNode.mapping == nil ? .notAMapping : .noCases,
                "'cases' names each case and says what it is, found \(casesNode.mapping == nil ? casesNode.kind : "none")",
                at: casesNode.place)
            return nil
        }
        // Without the agreement nothing is known of its rules, and every one of them would look misspelt.
        guard !agreements.isEmpty else { return nil }
        let cases = entries.compactMap { testCase($0, shared) }
        return TestFile(path: source.path, agreementPath: agreementPath, agreements: agreements, cases: cases)
    }

    private mutating func checkVersion(_ entry: Node.Entry?, _ root: Node, at start: Place) -> Bool {
        guard let entry else {
            var notes = ["write 'leadpact_test: \(TestFileReader.formatVersion)' on the first line"]
            if let other = root.mapping?.first(where: { $0.key == "leadpact" || $0.key == "leadpact_snapshot" }) {
                let kind = other.key == "leadpact" ? "an agreement" : "the manifest of a snapshot"
                notes = ["it looks like \(kind): a test file names its agreement with 'agreement: PATH'"]
            }
            error(
                .notATest, "a test file begins with 'leadpact_test', the version of its format", at: start, notes: notes
            )
            return false
        }
        let version = entry.value.scalar?.text
        if version == TestFileReader.formatVersion { return true }
        error(
            .notATest,
            "this leadpact reads version \(TestFileReader.formatVersion) of test files, found "
                + (version.map { "'\($0)'" } ?? entry.value.kind), at: entry.value.place,
            notes: ["write 'leadpact_test: \(TestFileReader.formatVersion)'"])
        return false
    }

    // MARK: Cases

    private mutating func testCase(_ entry: Node.Entry, _ shared: [String: TestTable]) -> TestCase? {
        let subject = "the case '\(entry.key)'"
        let (outerZone, outerPrecision) = (zone, precision)
        defer { (zone, precision) = (outerZone, outerPrecision) }
        var reader = MappingReader(entry.value, of: subject, at: entry.keyPlace, findings: &findings)
        let says = reader.take("says").flatMap { text($0, "'says'") }
        if let node = reader.take("time_zone") { zone = self.zone(node) ?? zone }
        if let node = reader.take("precision") { precision = word(node, "'precision'") ?? precision }
        let tablesEntry = reader.takeEntry("tables")
        let snapshot = reader.takeEntry("snapshot")
        let asOf = reader.takeEntry("as_of")
        let expect = reader.takeEntry("expect")
        let stepsEntry = reader.takeEntry("steps")
        let isMisspelt = reader.hasUnknownKeys
        reader.finish(&findings)
        let before = findings.count
        var data = TestData.tables(shared.merging(tablesEntry.map { tables($0) } ?? [:]) { $1 })
        if let snapshot, let name = text(snapshot.value, "'snapshot'") {
            if let tablesEntry {
                error(
                    .expectedTwice, "\(subject) has 'tables' or 'snapshot', not both", at: tablesEntry.keyPlace,
                    notes: ["'snapshot' is a whole folder with all its tables"])
            }
            data = .snapshot(path: path(of: name, besideFile: source.path), place: snapshot.value.place)
        }
        let steps: [TestCase.Step]
        if let stepsEntry {
            for other in [asOf, expect].compactMap(\.self) {
                error(
                    .expectedTwice, "\(subject) has 'steps', and '\(other.key)' belongs to each of them",
                    at: other.keyPlace)
            }
            steps = self.steps(stepsEntry, subject)
        } else if entry.value.mapping == nil || isMisspelt, asOf == nil || expect == nil {
            return nil
        } else {
            steps = [step(asOf, expect, tables: [:], subject, at: entry.keyPlace)].compactMap(\.self)
        }
        guard findings[before...].allSatisfy({ $0.level < .error }), !steps.isEmpty else { return nil }
        return TestCase(
            name: entry.key, says: says, place: entry.keyPlace, zone: zone, precision: precision, data: data,
            steps: steps)
    }

    private mutating func steps(_ entry: Node.Entry, _ subject: String) -> [TestCase.Step] {
        guard let items = entry.value.sequence, !items.isEmpty else {
            error(
                .notAList, "'steps' is a list of instants with what is expected at each, found \(entry.value.kind)",
                at: entry.value.place)
            return []
        }
        return items.compactMap { item in
            var reader = MappingReader(item, of: "a step", findings: &findings)
            let asOf = reader.takeEntry("as_of")
            let expect = reader.takeEntry("expect")
            let tables = reader.takeEntry("tables").map { self.tables($0) } ?? [:]
            let isMisspelt = reader.hasUnknownKeys
            reader.finish(&findings)
            if item.mapping == nil || isMisspelt, asOf == nil || expect == nil { return nil }
            return step(asOf, expect, tables: tables, "a step of \(subject)", at: item.place)
        }
    }

    private mutating func step(
        _ asOf: Node.Entry?, _ expect: Node.Entry?, tables: [String: TestTable], _ subject: String, at place: Place
    ) -> TestCase.Step? {
        if asOf == nil {
            error(
                .missingKey, "\(subject) needs 'as_of', the instant at which it judges", at: place,
                notes: ["as in 'as_of: 2026-03-10 12:00'"])
        }
        if expect == nil {
            error(
                .noCases, "\(subject) expects nothing", at: place,
                notes: ["as in 'expect: { \(rules.first?.id ?? "first-response"): met }'; no verdict at all is '[]'"])
        }
        let instant = asOf.flatMap { self.instant($0.value, "'as_of'") }
        let expected = expect.map { expectations($0) } ?? []
        guard let instant, let asOf, expect != nil else { return nil }
        return TestCase.Step(asOf: instant, place: asOf.keyPlace, tables: tables, expected: expected)
    }

    // MARK: Values

    mutating func text(_ node: Node, _ what: String) -> String? {
        if let scalar = node.scalar, !scalar.text.isEmpty { return scalar.text }
        error(.notText, "\(what) is text, found \(node.scalar == nil ? node.kind : "nothing")", at: node.place)
        return nil
    }

    /// An instant with an offset, or a local time in the zone of the test.
    mutating func instant(_ node: Node, _ what: String) -> Int64? {
        guard let text = text(node, what) else { return nil }
        if let instant = CivilDate.parseInstant(text) { return instant }
        if let local = CivilDate.parseLocalTime(text) { return zone.instant(ofLocal: local) }
        error(
            .noInstantInTest, "\(what) is an instant, found '\(text)'", at: node.place,
            notes: [
                "write it like 2026-03-10 12:00, which is local time in \(zone.identifier), or 2026-03-10T16:00:00Z"
            ])
        return nil
    }

    mutating func zone(_ node: Node) -> Zone? {
        guard let name = text(node, "'time_zone'") else { return nil }
        do {
            return try Zone(identifier: name, directory: Zone.systemDirectory)
        } catch {
            var notes = error.notes
            if let near = nearest(to: name, among: Zone.identifiers()) {
                notes.insert("did you mean '\(near)'?", at: 0)
            }
            self.error(.badTimeZone, error.message, at: node.place, notes: notes)
            return nil
        }
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ node: Node, _ what: String) -> Word? {
        guard let text = text(node, what) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        error(
            .unknownWord, "\(what) is one of \(words.joined(separator: ", ")), found '\(text)'", at: node.place,
            notes: nearest(to: text, among: words).map { ["did you mean '\($0)'?"] } ?? [])
        return nil
    }
}
