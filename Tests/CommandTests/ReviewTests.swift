import CommandSupport
import Foundation
import Testing

/// The review report, as a person asks for it.
@Suite struct ReviewTests {
    private static let acme = ["review", "Samples/acme/agreement.yaml", "Samples/acme"]

    @Test func goesToTheFilesNamed() throws {
        let scratch = try Scratch()
        let (page, json) = (scratch.url("review.html").path, scratch.url("review.json").path)
        let result = try Command.run(Self.acme + ["--format", "html=\(page)", "--format", "json=\(json)"])
        #expect(result.code == 0)
        #expect(result.output == "")
        #expect(try scratch.text("review.html").hasPrefix("<!doctype html>"))
        #expect(try scratch.text("review.json").contains("\"leadpact_review\": 1"))
    }

    @Test(arguments: [
        (["--format", "docx"], "'docx'"), (["--format", "text"], "there is no --format text here"),
        (["--format", "json", "--format", "html"], "only one --format"), (["--period", "soon"], "is no period"),
        (["--propose", "nowhere.yaml"], "nowhere.yaml"),
    ])
    func refuses(arguments: [String], words: String) throws {
        let result = try Command.run(Self.acme + arguments)
        #expect(result.code == 2)
        #expect(result.talk.contains(words), "\(result.talk)")
    }

    @Test func holdsAPeriodBesideTheOneBefore() throws {
        let result = try Command.run(Self.acme + ["--period", "2026-03"])
        #expect(result.output.contains("| 2026-02 |"))
        #expect(result.output.contains("Review of 2026-03 to date"))
    }

    @Test func allOfTimeHasNoPeriodBefore() throws {
        let page = try Command.run(Self.acme + ["--period", "all"]).output
        #expect(page.contains("| Owed by | Rule | State | Kept | Goal | Of | Remarks |"))
    }

    /// Whatever a lead is called, it stays text.
    @Test func escapesWhatComesFromData() throws {
        let name = "<script>alert(1)</script>\"'&"
        let scratch = try Scratch()
        let folder = Command.root.appendingPathComponent("Samples/acme")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            var text = String(decoding: try Data(contentsOf: folder.appendingPathComponent(file)), as: UTF8.self)
            let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
            // An accent makes another character of a quotation mark, and yet it is one to a browser.
            text = text.replacing("Nordwind Logistik GmbH", with: quoted).replacing(
                "Sam Okafor", with: "\"\"\"\u{301}><b>\"")
            text = text.replacing("L-1025", with: quoted)
            try scratch.write(text, to: file)
        }
        let page = try Command.run([
            "review", "Samples/acme/agreement.yaml", scratch.folder.path, "--format", "html",
        ]).output
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("&quot;\u{301}&gt;&lt;b&gt;"))
        #expect(!page.unicodeScalars.contains("<b>\""))
        let text = try Command.run(["review", "Samples/acme/agreement.yaml", scratch.folder.path]).output
        #expect(!text.contains("<script>"))
    }

    /// Names, addresses, ids of people, and companies.
    private func people() throws -> [String] {
        func column(_ index: Int, of file: String) throws -> [String] {
            let url = Command.root.appendingPathComponent("Samples/acme/\(file)")
            return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().map {
                String($0.split(separator: ",", omittingEmptySubsequences: false)[index])
            }
        }
        let users = try (0..<3).flatMap { try column($0, of: "users.csv") }
        let leads = try column(2, of: "leads.csv") + column(3, of: "leads.csv")
        return (users + leads + ["u-77", "Ana Lima"]).filter { $0.count > 3 && $0 != "false" }
    }

    @Test(arguments: [
        ("review", ["html", "markdown", "json", "csv"]), ("agenda", ["text", "html", "markdown", "csv"]),
    ])
    func hidesPeopleAndCompanies(command: String, formats: [String]) throws {
        let people = try people()
        #expect(people.count > 60)
        for format in formats {
            let plain = [command, "Samples/acme/agreement.yaml", "Samples/acme", "--format", format]
            #expect(try Command.run(plain).output.contains("Sam Okafor"))
            let more = command == "review" ? ["--propose", "Tests/CommandTests/Fixtures/acme-stricter.yaml"] : []
            let result = try Command.run(plain + more + ["--redact"])
            #expect(result.code == 0)
            let said = people.filter { result.output.contains($0) || result.talk.contains($0) }
            #expect(said == [], "\(command) as \(format)")
            #expect(result.output.contains("person "))
        }
    }

    @Test func figuresAreATableOfOneNumberARow() throws {
        let output = try Command.run(Self.acme + ["--format", "csv", "--period", "2026-Q1"]).output
        let rows = output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows.first == ["section", "subject", "dimension", "name", "measure", "value"])
        #expect(rows.count > 300 && rows.dropFirst().allSatisfy { Double($0[$0.count - 1]) != nil })
        #expect(output.contains("\nrule,first-response,period,2026-Q1,judged,39\n"), "\(output)")
        let reps = rows.filter { $0.starts(with: ["rule", "first-response", "rep"]) && $0[4] == "judged" }
        #expect(reps.compactMap { Int($0[5]) }.reduce(0, +) == 39)
    }

    // MARK: - Looks

    @Test func takesATemplateAndALogo() throws {
        let scratch = try Scratch()
        try scratch.write(
            "<title>{{title}}</title>{{#hasLogo}}<img src=\"{{logo}}\" alt=\"\">{{/hasLogo}}{{#sections}}<h2>{{title}}</h2>"
                + "{{#blocks}}{{> block}}{{/blocks}}{{/sections}}\n{{! block }}{{#text}}<p>{{words}}</p>{{/text}}"
                + "{{#table}}<table>{{#rows}}<tr>{{#cells}}<td>{{text}}</td>{{/cells}}</tr>{{/rows}}</table>{{/table}}",
            to: "own.mustache")
        try scratch.write(Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00]), to: "logo.png")
        let look = ["--template", scratch.url("own.mustache").path, "--logo", scratch.url("logo.png").path]
        let page = try Command.run(Self.acme + ["--format", "html"] + look).output
        #expect(
            page.hasPrefix(
                "<title>Acme demand generation SLA</title><img src=\"data:image/png;base64,iVBORw0KGgoA\" alt=\"\">"))
        #expect(page.contains("<td>first-response</td>") && !page.contains("<style>"))
        // Its own template printed is the standard one.
        let own = try Command.run(["init", "--page-template"]).output
        try scratch.write(own, to: "same.mustache")
        let same = try Command.run(
            Self.acme + ["--format", "html", "--template", scratch.url("same.mustache").path]
        ).output
        #expect(same == (try Command.run(Self.acme + ["--format", "html"]).output))
        let agenda = try Command.run(
            ["agenda", "Samples/acme/agreement.yaml", "Samples/acme", "--format", "html"] + look)
        #expect(agenda.output.hasPrefix("<title>Agenda: Acme"))
    }

    /// Whatever the template says, data stays text.
    @Test(arguments: [
        ("<h1>{{{title}}}</h1>", "1:5", "does not switch off escaping"),
        ("\n{{& title}}", "2:1", "does not switch off escaping"),
        ("{{% CONTENT_TYPE:TEXT}}{{title}}", "1:1", "does not switch off escaping"),
        ("{{=<% %>=}}<%title%>", "1:1", "does not switch off escaping"),
        ("<h1>\n  {{titel}}</h1>", "2:3", "did you mean 'title'?"),
        ("{{> footer}}", "1:1", "there is no part 'footer'"),
        ("<h1>\n{{#sections}}</h1>", "2:", "each {{#name}} needs its {{/name}}"),
        ("{{title}}\n{{! block }}\n{{#rows}}x", "3:", "each {{#name}} needs its {{/name}}"),
        ("{{#rows}}x{{/cells}}", "1:", "each {{#name}} needs its {{/name}}"),
    ])
    func refusesATemplate(template: String, place: String, words: String) throws {
        let scratch = try Scratch()
        try scratch.write(template, to: "own.mustache")
        let result = try Command.run(
            Self.acme + [
                "--format", "html=\(scratch.url("x.html").path)", "--template", scratch.url("own.mustache").path,
            ])
        #expect(result.code == 2)
        #expect(result.talk.contains("own.mustache:\(place)") && result.talk.contains("[LP0731]"), "\(result.talk)")
        #expect(result.talk.contains(words), "\(result.talk)")
        #expect(!FileManager.default.fileExists(atPath: scratch.url("x.html").path))
    }

    @Test func refusesWhatIsNoLogo() throws {
        let scratch = try Scratch()
        try scratch.write("%PDF-1.7", to: "logo.png")
        try scratch.write(Data([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: 600_000)), to: "large.jpg")
        for (file, words) in [
            ("logo.png", "no picture"), ("large.jpg", "at most 512 KiB"), ("none.svg", "there is no file"),
        ] {
            let result = try Command.run(Self.acme + ["--format", "html", "--logo", scratch.url(file).path])
            #expect(result.code == 2 && result.output.isEmpty && result.talk.contains(words), "\(result.talk)")
        }
    }

    @Test func makesAPDFByABrowser() throws {
        let scratch = try Scratch()
        let pdf = scratch.url("review.pdf").path
        // A program that does what is asked of a browser: the page goes to the file that it names.
        try scratch.write(
            "#!/bin/sh\nfor word; do case $word in --print-to-pdf=*) to=${word#*=} ;; file://*) from=${word#file://} ;; esac; done\n"
                + "[ -n \"$FAIL\" ] && exit 3\n{ printf '%%PDF-'; cat \"$from\"; } > \"$to\"\n", to: "browser")
        let browser = scratch.url("browser").path
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: browser)
        let made = try Command.run(Self.acme + ["--format", "pdf=\(pdf)"], environment: ["LEADPACT_BROWSER": browser])
        #expect(made.code == 0 && made.talk == "", "\(made.talk)")
        #expect(try scratch.text("review.pdf").hasPrefix("%PDF-<!doctype html>"))
        let failing = try Command.run(
            Self.acme + ["--format", "pdf=\(pdf)"], environment: ["LEADPACT_BROWSER": browser, "FAIL": "1"])
        #expect(failing.code == 2 && failing.talk.contains("ended with 3 and made no PDF"), "\(failing.talk)")
        #expect(try scratch.text("review.pdf").hasPrefix("%PDF-<!doctype html>"))
        let none = try Command.run(
            Self.acme + ["--format", "pdf=\(pdf)"], environment: ["LEADPACT_BROWSER": "/nowhere/browser"])
        #expect(none.code == 2 && none.talk.contains("no program that can be run"), "\(none.talk)")
    }

    @Test func agendaPutsLeadsWithoutAnOwnerFirst() throws {
        let agenda = try Command.run(["agenda", "Samples/acme/agreement.yaml", "Samples/acme", "--format", "csv"])
        let owners = agenda.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
        let first = owners.prefix { $0.isEmpty || $0.hasSuffix("(left)") }
        #expect(!first.isEmpty)
        #expect(!owners.dropFirst(first.count).contains { $0.isEmpty || $0.hasSuffix("(left)") })
        #expect(agenda.output.contains("reassign,"))
    }

    @Test func agendaStatesWhatItLeavesOut() throws {
        let agenda = ["agenda", "Samples/acme/agreement.yaml", "Samples/acme"]
        #expect(try Command.run(agenda + ["--limit", "2"]).output.contains("more; --format csv lists them all"))
        let none = try Command.run(agenda + ["--limit", "0"])
        #expect(none.code == 2)
        #expect(none.talk.contains("--limit is a number from 1"))
    }

    @Test func agendaIsOfTheRulesNamed() throws {
        let agenda = ["agenda", "Samples/acme/agreement.yaml", "Samples/acme", "--format", "csv"]
        let rows = try Command.run(agenda + ["--rule", "disposition"]).output.split(separator: "\n").dropFirst()
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0.contains(",disposition,") })
        let wrong = try Command.run(agenda + ["--rule", "dispositon"])
        #expect(wrong.code == 2)
        #expect(wrong.talk.contains("did you mean 'disposition'?"))
    }

    /// The page asks nothing of anybody, and all of it is there before any script runs.
    @Test func needsNothingElse() throws {
        let page = try Command.run(Self.acme + ["--format", "html"]).output
        for word in ["http://", "https://", "src=", "@import", "url("] { #expect(!page.contains(word), "\(word)") }
        let withoutScript = page.replacing(/(?s)<script>.*<\/script>/, with: "")
        for fact in ["79.4 %", "31 of 39", "L-1025", "2 waived", "opportunities.loss_reason"] {
            #expect(withoutScript.contains(fact), "\(fact)")
        }
    }
}

extension String.UnicodeScalarView {
    fileprivate func contains(_ text: String) -> Bool { Array(self).contains(Array(text.unicodeScalars)) }
}
