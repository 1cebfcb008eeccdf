import AgreementSupport
import Findings
import Testing

@testable import Agreements

private func read(_ text: String) throws -> Agreement {
    let source = SourceText(path: "agreement.yaml", text: text)
    return try #require(AgreementReader.read(source, files: Shipped.files).agreement)
}

private func agreement(_ rule: String) throws -> Agreement {
    try read(
        """
        leadpact: 1
        agreement: a
        calendars: { office: { time_zone: UTC, hours: { mon-fri: 09:00-17:00 } } }
        definitions: { stages: { mql: {}, wait: {} }, events: { touch: { in: activities } }, terms: { hot: score > 1 } }
        responsibilities: { sales: { r: \(rule) } }
        """)
}

private func clock(_ rest: String) -> String { "{ clock: { from: enters mql, to: touch, \(rest) } }" }

/// One change of a rule: its words, and whether it is stricter for sales.
@Test(arguments: [
    (clock("within: 4 hours"), clock("within: 2 hours"), "target: 4 → 2 hours", Strictness.stricter),
    (clock("within: 4 hours"), clock("within: 1 hour"), "target: 4 hours → 1 hour", .stricter),
    (clock("within: 4 hours"), clock("within: 2 days"), "target: 4 hours → 2 days", .looser),
    (clock("within: 4 hours"), clock("within: 4 business hours"), "target: 4 hours → 4 business hours", nil),
    (
        clock("within: [{ when: hot, target: 1 hour }, { target: 9 hours }]"),
        clock("within: [{ when: hot, target: 3 hours }, { target: 9 hours }]"), "target for hot: 1 hour → 3 hours",
        .looser
    ),
    (
        clock("within: close of 2nd business day"), clock("within: close of next business day"),
        "target: close of 2nd business day → close of next business day", .stricter
    ),
    (clock("within: 4 hours"), clock("within: 4 hours, pause: { in: [wait] }"), "stands still in: new: wait", .looser),
    (
        clock("within: 4 hours, cancel: leaves mql"), clock("within: 4 hours"), "cancelled when: no longer: leaves mql",
        .stricter
    ),
    (
        "{ goal: { met: 95% }, require: hot }", "{ goal: { met: 90% }, require: hot }", "goal: 95% → 90% met", .looser
    ),
    ("{ require: hot }", "{ goal: { met: 90% }, require: hot }", "goal: new: 90% met", .stricter),
    ("{ require: hot }", "{ severity: critical, require: hot }", "severity: major → critical", .stricter),
    ("{ require: hot }", "{ applies: hot, require: hot }", "applies to: new: hot", .looser),
    ("{ require: hot }", "{ require: not hot }", "requires: hot → not hot", nil),
    (
        "{ volume: { of: enters mql, per: month, at_least: 400 } }",
        "{ volume: { of: enters mql, per: month, at_least: 300 } }",
        "at least: 400 → 300", .looser
    ),
    (
        "{ volume: { of: enters mql, per: month, at_most: 400 } }",
        "{ volume: { of: enters mql, per: month, at_most: 300 } }",
        "at most: 400 → 300", .stricter
    ),
])
func changesHaveWordsAndWeight(old: String, new: String, words: String, strictness: Strictness?) throws {
    let diff = AgreementDiff(from: try agreement(old), to: try agreement(new))
    let changes = diff.items.flatMap(\.changes)
    #expect(changes.map { "\($0.aspect): \($0.words)" } == [words])
    #expect(changes.map(\.strictness) == [strictness])
    #expect(changes.allSatisfy { $0.party == "sales" })
    // Back again it is the other way round.
    let back = AgreementDiff(from: try agreement(new), to: try agreement(old)).items.flatMap(\.changes)
    let opposite: Strictness? = strictness.map { $0 == .stricter ? .looser : .stricter }
    #expect(back.map(\.strictness) == [opposite])
}

@Test func rulesComeAndGo() throws {
    let (less, more) = (try read("leadpact: 1\nagreement: a"), try agreement("{ require: hot }"))
    let added = try #require(AgreementDiff(from: less, to: more).items.first { $0.name == "r" })
    #expect(added.kind == .added && added.strictness == .stricter && added.party == "sales")
    let removed = try #require(AgreementDiff(from: more, to: less).items.first { $0.name == "r" })
    #expect(removed.kind == .removed && removed.strictness == .looser)
}

/// A waiver is looser for the party that owes the rule.
@Test func waiversExcuse() throws {
    let text = try Shipped.text("full.yaml")
    let old = try read(text)
    let new = try read(try #require(AgreementNodes(text)).removals.first { $0.path == "waivers/0" }?.text ?? "")
    let change = try #require(AgreementDiff(from: old, to: new).items.first)
    #expect(change.section == .waivers && change.kind == .removed && change.strictness == .stricter)
    #expect(change.party == "sales")
}

/// No change of the meaning is passed over, and where there is none, nothing is shown.
@Test func everyChangeShows() throws {
    let text = try Shipped.text("full.yaml")
    let old = try read(text)
    #expect(AgreementDiff(from: old, to: old).items.isEmpty)
    for altered in try #require(AgreementNodes(text)).changes(withOtherDigit) {
        let new = try read(altered.text)
        let isSame = new.provisions == old.provisions
        #expect(AgreementDiff(from: old, to: new).items.isEmpty == isSame, "\(altered.path)")
    }
}
