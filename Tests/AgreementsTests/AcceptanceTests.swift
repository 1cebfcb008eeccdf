import BusinessTime
import Findings
import Testing

@testable import Agreements

private let head = "leadpact: 1\nagreement: a\nparties: { marketing: {}, sales: {} }\n"

private func read(_ source: SourceText) -> (agreement: Agreement?, findings: [Finding]) {
    AgreementReader.read(source, files: MemoryFiles())
}

/// An acceptance goes behind the last one, in the list's own style, and every other byte stays. `+` marks where.
@Test(arguments: [
    head + "+\nacceptance:\n  - ITEM\n+",
    head + "acceptance:+\n  - ITEM+\n",
    head + "acceptance: [+ ITEM +]\n",
    head + "acceptance:\n- { party: marketing, name: Ana, date: 2026-01-01 } # first+\n- ITEM+\n# after\ntitle: T\n",
    head
        + "acceptance:\n    - party: marketing\n      name: Ana\n      date: 2026-01-01   # first+\n    - ITEM+\n\ntitle: T",
    head + "acceptance: [{ party: marketing, name: Ana, date: 2026-01-01 }+, ITEM+,\n]\ntitle: T\n",
    head + "title: 'Ünïcode — ok'\nacceptance:\n  - { party: marketing, name: 'Zoë 李', date: 2026-01-01 }+\n  - ITEM+",
    "# crlf\r\nleadpact: 1\r\nagreement: a\r\nacceptance:\r\n  - { party: marketing, name: Ana, date: 2026-01-01 }+\r\n  - ITEM+\r\n",
    "leadpact: 1\nagreement: a\ntitle: T+\n\nacceptance:\n  - ITEM\n+",
])
func acceptancesAreAppended(marked: String) throws {
    let parts = marked.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    let source = SourceText(path: "a.yaml", text: parts[0] + parts[2])
    let before = try #require(read(source).agreement)
    let new = NewAcceptance(
        party: "sales", name: "Tom O'Neil: RVP", title: "VP #1", date: 20_000, digest: before.digest)
    let after = try #require(source.adding(new))
    #expect(String(decoding: after.bytes, as: UTF8.self) == parts.joined().replacing("ITEM", with: new.item))
    let agreement = try #require(read(after).agreement)
    let last = try #require(agreement.acceptance.last)
    #expect(last.name == new.name && last.title == new.title && last.date == new.date && last.digest == new.digest)
    #expect(agreement.digest == before.digest)
    #expect(agreement.acceptanceStates.last?.kind == .accepted)
}

/// What cannot be added to for certain is left alone.
@Test(arguments: [
    "{ leadpact: 1, agreement: a }", head + "acceptance: ~\n", head + "acceptance: { party: sales }\n", "- a",
])
func otherShapesAreRefused(text: String) {
    let new = NewAcceptance(party: "sales", name: "Tom", title: nil, date: 0, digest: "")
    #expect(SourceText(path: "a.yaml", text: text).adding(new) == nil)
}

@Test(arguments: [
    ("", "accepted by no party", [String]()),
    (
        "  - { party: sales, name: T, date: 2026-01-01, digest: NOW }\n",
        "accepted by sales; not accepted by marketing", ["LP0138"]
    ),
    (
        "  - { party: sales, name: T, date: 2026-01-01, digest: NOW }\n  - { party: marketing, name: A, date: 2026-01-02, digest: NOW }\n",
        "accepted by marketing and sales", []
    ),
    (
        "  - { party: sales, name: T, date: 2026-01-03, digest: OLD }\n  - { party: marketing, name: A, date: 2026-01-02 }\n",
        "changed since sales accepted it on 2026-01-03; accepted by marketing without a digest", ["LP0171"]
    ),
    (  // The latest acceptance counts, not the one that would fit.
        "  - { party: sales, name: T, date: 2026-01-03, digest: OLD }\n  - { party: sales, name: T, date: 2026-01-02, digest: NOW }\n",
        "changed since sales accepted it on 2026-01-03; not accepted by marketing", ["LP0138", "LP0171"]
    ),
    ("  - { party: sales, name: T, date: 2026-01-01, digest: signed }\n", "", ["LP0172"]),
])
func acceptanceIsHeldAgainstTheText(items: String, words: String, codes: [String]) throws {
    let digest = try #require(read(SourceText(path: "a.yaml", text: head)).agreement?.digest)
    let list = items.replacing("NOW", with: digest).replacing("OLD", with: String(repeating: "ab", count: 32))
    let text = items.isEmpty ? head : head + "acceptance:\n" + list
    let (agreement, findings) = read(SourceText(path: "a.yaml", text: text))
    #expect(findings.map(\.code.id).filter { $0 != "LP0139" }.sorted() == codes)
    if !words.isEmpty { #expect(agreement?.acceptanceStates.words == words) }
}
