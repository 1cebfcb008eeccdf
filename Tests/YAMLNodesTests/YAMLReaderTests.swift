import Findings
import Testing
import YAMLNodes

/// Every mistake with the code it gets and the place it is pointed at, `line:column`.
let mistakes: [(text: String, code: String, place: String)] = [
    ("", "LP0004", "1:1"),
    ("# only a comment\n", "LP0004", "1:1"),
    ("a: 1\n\tb: 2\n", "LP0007", "2:1"),
    ("a:\n  - 1\n\t- 2\n", "LP0007", "3:1"),
    ("term:\n  from: x\n until: y\n", "LP0006", "3:2"),
    ("a: 1\n  b: 2\n", "LP0006", "2:3"),
    ("a: b: c\n", "LP0022", "1:5"),
    ("applies: title = 'VP: Sales'\n", "LP0022", "1:21"),
    ("every:quarter\nyear: 1\n", "LP0026", "1:1"),
    ("a: 1\nb\n", "LP0006", "2:1"),
    ("a: [1, 2\nb: 3\n", "LP0027", "2:2"),
    ("a: 'open\nb: 3\n", "LP0027", "1:4"),
    ("a: \"open\n", "LP0027", "1:4"),
    ("a: @x\n", "LP0025", "1:4"),
    ("a: %x\n", "LP0025", "1:4"),
    ("a: `x`\n", "LP0025", "1:4"),
    ("a: > 5\n", "LP0025", "1:4"),
    ("a: >= 5\n", "LP0025", "1:4"),
    ("a: \"\\q\"\n", "LP0006", "1:5"),
    ("where: 'won' = stage\n", "LP0024", "1:13"),
    ("where: \"won\" = stage\n", "LP0024", "1:13"),
    ("{ where: 'won' = stage }\n", "LP0024", "1:15"),
    ("a: 1\nb: 2\na: 3\n", "LP0008", "3:1"),
    ("a: *nobody\n", "LP0017", "1:4"),
    ("a: &x [*x]\n", "LP0017", "1:8"),
    ("a: !!str 1\n", "LP0020", "1:4"),
    ("a: !odd 1\n", "LP0020", "1:4"),
    ("a: 1\n---\nb: 2\n", "LP0005", "2:1"),
    ("? [a, b]\n: 1\n", "LP0009", "1:3"),
    ("[a]: 1\n", "LP0009", "1:1"),
    (": 1\n", "LP0009", "1:1"),
    ("a: &b { c: 1 }\nd:\n  <<: *b\n", "LP0016", "3:3"),
    ("{ when: score in (1, 2), target: 4 hours }\n", "LP0021", "1:20"),
    ("[ score in (1, 2), b ]\n", "LP0021", "1:14"),
    ("{ in: activities, where: kind in ('call', 'email') }\n", "LP0021", "1:41"),
    ("{ in: activities,\n  where: kind in ('call', 'email') }\n", "LP0021", "2:25"),
    ("{ with: sales, means: Budget, need and time, final: true }\n", "LP0021", "1:29"),
    ("{ with: sales, final }\n", "LP0028", "1:16"),
    ("{ a: b 'c # d', e: f }\n", "LP0023", "1:11"),
    ("{ a: b # the first\n  c: d }\n", "LP0027", "2:3"),
    ("a: [b,\n  {c: d]\n", "LP0027", "2:8"),
    ("a: b\n- c\n", "LP0006", "2:1"),
    ("- a\nb: c\n", "LP0006", "2:1"),
    ("a: &\n", "LP0025", "1:4"),
    ("a: \u{1}\n", "LP0002", "1:4"),
    ("a: x\u{7F}\n", "LP0002", "1:5"),
    ("a: x\u{2028}b: 1\n", "LP0002", "1:5"),
    ("á: x\u{85}b: 1\n", "LP0002", "1:5"),
    ("a: x\u{FEFF}\n", "LP0002", "1:5"),
]

@Test(arguments: mistakes)
func reportsMistake(text: String, code: String, place: String) throws {
    let (_, findings) = YAMLReader.read(SourceText(path: "a.yaml", text: text))
    let finding = try #require(findings.first)
    let start = try #require(finding.place).range.lowerBound
    #expect("\(finding.code.id) \(start.line):\(start.column)" == "\(code) \(place)", "\(finding.message)")
    #expect(findings.count == 1)
}

@Test func refusesOtherEncodings() {
    let utf16: [UInt8] = [0xFF, 0xFE] + "a: 1".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(YAMLReader.read(SourceText(path: "a", bytes: utf16)).findings.map(\.code) == [.notUTF8])
    #expect(YAMLReader.read(SourceText(path: "a", bytes: Array(utf16.dropFirst(2)))).findings.map(\.code) == [.notUTF8])
    let latin = Array("a: 1\nname: é".utf8) + [0xE9, 0x0A]
    let finding = YAMLReader.read(SourceText(path: "a", bytes: latin)).findings.first
    #expect(finding?.message == "byte 13 (0xE9) is not UTF-8")
    #expect(finding?.place?.range.lowerBound == Position(line: 2, column: 8))
}

@Test(arguments: ["\u{FEFF}a: 1\r\nb: é\r\n", "a: 1\rb: é", "a: 1\nb: é"])
func readsAnyLineEnding(text: String) throws {
    let (root, findings) = YAMLReader.read(SourceText(path: "a", text: text))
    #expect(findings.isEmpty)
    #expect(root?["b"]?.scalar?.text == "é")
    #expect(root?["b"]?.place.range == Position(line: 2, column: 4)..<Position(line: 2, column: 5))
}

/// Documents whose scalars' letters must all be found again where their positions say.
private let layouts = [
    "a: plain text\n",
    "a: plain ünder wäter\n",
    "a: plain\n  over ünder\n\n  three lines # and a comment\nb: 1\n",
    "a: 'single ''quoted'' ü'\n",
    "a: 'single\n  over\n\n  lines'\n",
    "a: \"double \\\"quoted\\\" \\u00fc \\x41 end\"\n",
    "a: \"double \\\n   joined\n  folded\"\n",
    "a: |\n  literal ü\n    deeper\n\n  last\n",
    "a: |2-\n    leading\n  literal\n",
    "a: >\n  folded ü\n  on\n\n    more\n    deep\n\n  last\n",
    "a: >-\r\n  folded\r\n  with CRLF\r\n",
    "- { a: [x y, 'z ''w', \"v\"] }\n",
]

@Test(arguments: layouts)
func placesEveryLetter(text: String) throws {
    let source = SourceText(path: "a", text: text)
    let (root, findings) = YAMLReader.read(source)
    #expect(findings.isEmpty)
    var scalars: [Scalar] = []
    collect(try #require(root), into: &scalars)
    for scalar in scalars {
        let letters = Array(scalar.text.unicodeScalars)
        #expect(scalar.positions.count == letters.count + 1)
        #expect(zip(scalar.positions, scalar.positions.dropFirst()).allSatisfy { $0 <= $1 })
        for (letter, position) in zip(letters, scalar.positions) where letter != " " && letter != "\n" {
            let line = Array(try #require(source.line(position.line)).unicodeScalars)
            let found = line[position.column - 1]
            #expect(found == letter || found == "\\", "\(letter) at \(position)")
        }
    }
}

private func collect(_ node: Node, into scalars: inout [Scalar]) {
    switch node.content {
    case .scalar(let scalar): scalars.append(scalar)
    case .sequence(let nodes): for node in nodes { collect(node, into: &scalars) }
    case .mapping(let entries): for entry in entries { collect(entry.value, into: &scalars) }
    }
}

@Test func mendsWhatACommaCut() throws {
    let (root, _) = YAMLReader.read(SourceText(path: "a", text: "{ when: score in (1, 2), target: 4 hours }"))
    #expect(root?.mapping?.map(\.key) == ["when", "target"])
    #expect(root?["when"]?.scalar?.text == "score in (1, 2)")
}

@Test func mendsASentenceThatCommasCut() throws {
    let text = "{ with: sales, means: Budget, authority, need and time., final: true }"
    let (root, findings) = YAMLReader.read(SourceText(path: "a", text: text))
    #expect(root?.mapping?.map(\.key) == ["with", "means", "final"])
    #expect(root?["means"]?.scalar?.text == "Budget, authority, need and time.")
    #expect(findings.map(\.level) == [.warning])
    let (set, none) = YAMLReader.read(SourceText(path: "a", text: "{ accepted, lost }"))
    #expect(set?.mapping?.map(\.key) == ["accepted", "lost"] && none.isEmpty)
}

@Test func knowsTextThatACommentFollows() {
    let (root, _) = YAMLReader.read(SourceText(path: "a", text: "a: b 'c #d'\ne: f#g\nh: 'i' # j\n"))
    #expect(root?.mapping?.map { $0.value.scalar?.comment?.column } == [9, nil, nil])
}

@Test func refusesAliasesThatMultiply() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 { text += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1), ", count: 9) + "]\n" }
    let clock = ContinuousClock()
    var findings: [Finding] = []
    let time = clock.measure { findings = YAMLReader.read(SourceText(path: "a", text: text)).findings }
    #expect(findings.map(\.code) == [.tooManyAliases])
    #expect(time < .milliseconds(100))
}

@Test(arguments: ["[", "{a: ", "- ", "? "])
func refusesDeepNesting(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    let clock = ContinuousClock()
    var findings: [Finding] = []
    let time = clock.measure { findings = YAMLReader.read(SourceText(path: "a", text: text)).findings }
    #expect(findings.map(\.code) == [.tooDeep])
    #expect(time < .seconds(1))
}

@Test func refusesLargeFiles() {
    let findings = YAMLReader.read(SourceText(path: "a", text: "abc: 1"), limits: .init(bytes: 3)).findings
    #expect(findings.map(\.code) == [.tooLarge])
}

@Test func readsALongLineQuickly() {
    let text = "a: [" + String(repeating: "ü, ", count: 200_000) + "b]"
    let clock = ContinuousClock()
    var root: Node?
    let time = clock.measure { root = YAMLReader.read(SourceText(path: "a", text: text)).root }
    #expect(root?["a"]?.sequence?.count == 200_001)
    #expect(time < .seconds(5))
}
