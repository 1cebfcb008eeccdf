import AgreementSupport
import Agreements
import Findings
import Foundation
import Reports
import Testing

/// The prose names everything: where a node of the file changes what is enforced, it changes the text.
@Suite struct ProseTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Agreements").standardizedFileURL

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private let files: MemoryFiles
    private let full: String

    init() throws {
        files = MemoryFiles(["holidays/halden.ics": try Self.text("holidays/halden.ics")])
        full = try Self.text("full.yaml")
    }

    private func read(_ text: String) -> Agreement? {
        AgreementReader.read(SourceText(path: "full.yaml", text: text), files: files).agreement
    }

    /// Everything but the digest, which would change in any case.
    private func prose(of agreement: Agreement) -> String {
        var prose = AgreementProse(agreement)
        prose.digest = ""
        return prose.written(as: .text)
    }

    @Test func everyNodeIsInTheProse() throws {
        let agreement = try #require(read(full))
        let prose = prose(of: agreement)
        var different = 0
        for altered in try #require(AgreementNodes(full)).removals where !altered.path.hasPrefix("acceptance") {
            guard let other = read(altered.text), other.provisions != agreement.provisions else { continue }
            different += 1
            #expect(self.prose(of: other) != prose, "\(altered.path)")
        }
        #expect(different > 300)
    }

    @Test func everyNumberIsInTheProse() throws {
        let agreement = try #require(read(full))
        let prose = prose(of: agreement)
        var different = 0
        let changes = try #require(AgreementNodes(full)).changes(withOtherDigit)
        for altered in changes where !altered.path.hasPrefix("acceptance") {
            guard let other = read(altered.text), other.provisions != agreement.provisions else { continue }
            different += 1
            #expect(self.prose(of: other) != prose, "\(altered.path)")
        }
        #expect(different > 30)
    }

    /// What the author writes is text, never markup.
    @Test func whatIsWrittenIsText() throws {
        let evil = "<script>alert('1 & 2')</script> **x** [y](z) `c`"
        let agreement = try #require(
            read(
                """
                leadpact: 1
                agreement: a
                title: "\(evil)"
                purpose: "\(evil)"
                responsibilities: { sales: { r: { says: "\(evil)", unique: "'<b>`' || ''" } } }
                """.replacing(" || ''", with: "")))
        let html = AgreementProse(agreement).written(as: .html)
        #expect(!html.contains("<script") && !html.contains("<b>`"))
        #expect(html.contains("&lt;script&gt;alert(&#39;1 &amp; 2&#39;)"))
        let markdown = AgreementProse(agreement).written(as: .markdown)
        #expect(
            !markdown.replacing("\\<", with: "").contains("<script") && !markdown.contains("[y](z)")
                && !markdown.contains(" **x**"))
        #expect(markdown.contains("`` '<b>`' ``"))
    }

    @Test func aPageNeedsNothingElse() throws {
        let html = AgreementProse(try #require(read(full))).written(as: .html)
        for outside in ["http:", "https:", "src=", "@import", "url("] { #expect(!html.contains(outside)) }
    }

    @Test(arguments: [
        ("hot", "hot holds"), ("hot and not enterprise", "hot and not enterprise"),
        ("score >= 80", "score is at least 80 (score >= 80)"),
        ("hot and (a = 1 or b <> 'x')", "hot and (a is 1 or b is not “x”) (hot and (a = 1 or b <> 'x'))"),
        ("title ilike '%vp%'", "title contains “vp”, in capitals or not (title ilike '%vp%')"),
        ("title not like 'VP%'", "title does not begin with “VP” (title not like 'VP%')"),
        ("a_b like 'x_'", "a_b matches the pattern “x_” (a_b like 'x_')"),
        ("a between 1 and 2", "a is from 1 to 2 (a between 1 and 2)"),
        (
            "a is not distinct from 'x'",
            "a is the same as “x”, no value being a value like others (a is not distinct from 'x')"
        ),
        (
            "created_at > as_of - 30 days",
            "created_at is more than (the time of the check minus 30 days) (created_at > as_of - 30 days)"
        ),
        ("created_at >= date '2026-03-01'", "created_at is at least 1 March 2026 (created_at >= date '2026-03-01')"),
        ("owner.active is not true", "owner.active is true is not true (owner.active is not true)"),
    ])
    func conditionsReadAsEnglish(condition: String, words: String) throws {
        let agreement = try #require(
            read(
                """
                leadpact: 1
                agreement: a
                definitions: { terms: { hot: score > 1, enterprise: b = 1 } }
                responsibilities: { sales: { r: { applies: "\(condition)", unique: email } } }
                """))
        let clause = try #require(AgreementProse(agreement).sections.last { $0.title.contains("sales") }?.clauses.first)
        let text = clause.items.first?.text.spans.map { span in
            switch span {
            case .plain(let text), .strong(let text), .code(let text): text
            }
        }.joined()
        #expect(text == "Applies to leads for which \(words).")
    }
}
