#if SQLite
    import CommandSupport
    import Foundation
    import Testing

    /// What mails look like is the user's; what is in them stays text.
    @Suite struct MailTemplateTests {
        /// A lead whose name would be markup, and a breach of it.
        private func scratch() throws -> Scratch {
            let scratch = try Scratch()
            try scratch.write(
                """
                leadpact: 1
                agreement: small
                title: Small SLA
                parties: { sales: { name: Sales } }
                definitions: { events: { call: { at: called_at } } }
                responsibilities:
                  sales:
                    called: { clock: { from: created, to: call, within: 4 hours }, escalation: ladder }
                escalation: { ladder: [{ at: due, to: owner }] }
                gate: { fail_on: never }

                """, to: "agreement.yaml")
            try scratch.write(
                "id,created_at,called_at,owner_id\n\"<b>L</b>\n.\",2026-03-02T08:00:00Z,,tom\n", to: "data/leads.csv")
            try scratch.write("id,name,email\ntom,Tom & Ana,tom@acme.example\n", to: "data/users.csv")
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: 2026-03-02T13:00:00Z\ntables: { leads: { file: leads.csv }, users: { file: users.csv } }\n",
                to: "data/snapshot.yaml")
            return scratch
        }

        private func notify(_ scratch: Scratch, _ more: [String]) throws -> Command.Result {
            try Command.run(
                ["notify", "agreement.yaml", "data", "--ledger", "sla.db", "--now", "2026-03-02T13:00:00Z"] + more,
                in: scratch.folder)
        }

        /// The one mail that was sent: its text and its HTML.
        private func mail(_ scratch: Scratch) throws -> [String] {
            let script = """
                import email, email.policy, pathlib
                [path] = pathlib.Path("notices").iterdir()
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.strict)
                assert not mail.defects, mail.defects
                parts = [mail.get_body((kind,)).get_content().replace("\\r\\n", "\\n") for kind in ("plain", "html")]
                print(*parts, sep="\\x1e", end="")
                """
            let read = try Command.python(script, in: scratch.folder)
            #expect(read.code == 0, "\(read.talk)")
            return read.output.split(separator: "\u{1E}").map(String.init)
        }

        @Test func looksAsTheTemplateSays() throws {
            let scratch = try scratch()
            try scratch.write(
                """
                {{name}} <{{address}}>, {{agreement}}, {{title}}: {{subject}}
                {{#groups}}{{heading}}{{#notices}}
                * https://crm.acme.example/{{lead}}{{#severity}} ({{.}}){{/severity}}: {{state}}
                {{/notices}}{{/groups}}
                {{! html }}<p>{{name}}: {{#groups}}{{#notices}}{{lead}}{{/notices}}{{/groups}}</p>
                """, to: "own.mustache")
            let preview = try notify(scratch, ["--preview", "--template", "own.mustache"])
            #expect(
                preview.output.contains("Tom & Ana <tom@acme.example>, small, Small SLA: 1 overdue"),
                "\(preview.output)")
            let sent = try notify(scratch, ["--template", "own.mustache"])
            #expect(sent.code == 0, "\(sent.talk)")
            let parts = try mail(scratch)
            #expect(parts[0].contains("Overdue\n* https://crm.acme.example/<b>L</b> .: due "), "\(parts[0])")
            #expect(parts[1] == "<p>Tom &amp; Ana: &lt;b&gt;L&lt;/b&gt; .</p>", "\(parts[1])")
        }

        /// Its own template, printed, is the standard one; a text alone leaves the HTML as it is.
        @Test func theStandardIsATemplateToo() throws {
            let (plain, same, half) = (try scratch(), try scratch(), try scratch())
            _ = try notify(plain, [])
            try same.write(Command.run(["init", "--mail-template"]).output, to: "own.mustache")
            _ = try notify(same, ["--template", "own.mustache"])
            try half.write("Look here: {{subject}}\n", to: "own.mustache")
            _ = try notify(half, ["--template", "own.mustache"])
            let standard = try mail(plain)
            #expect(
                standard[0].contains("  <b>L</b> .: called\n    ")
                    && standard[1].contains("<b>&lt;b&gt;L&lt;/b&gt; .</b>"))
            #expect(try mail(same) == standard)
            #expect(try mail(half) == ["Look here: 1 overdue: Small SLA", standard[1]])
        }

        @Test(arguments: [
            ("{{{lead}}}", "1:1", "does not switch off escaping"),
            ("{{subject}}\n{{! html }}\n<p>{{&lead}}", "3:4", "does not switch off escaping"),
            ("{{#groups}}\n{{leads}}{{/groups}}", "2:1", "did you mean 'lead'?"),
            ("{{> html}}", "1:1", "there is no part 'html' of a mail; a mail has none"),
            ("{{subject}}\n{{! html }}\n{{#groups}}x", "3:", "each {{#name}} needs its {{/name}}"),
        ])
        func refusesATemplate(template: String, place: String, words: String) throws {
            let scratch = try scratch()
            try scratch.write(template, to: "own.mustache")
            let result = try notify(scratch, ["--template", "own.mustache"])
            #expect(result.code == 2)
            #expect(result.talk.contains("own.mustache:\(place)") && result.talk.contains("[LP0731]"), "\(result.talk)")
            #expect(result.talk.contains(words), "\(result.talk)")
            let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted()
            #expect(left == ["agreement.yaml", "data", "own.mustache"])
        }

        @Test func aTemplateThatIsNotThereIsNamed() throws {
            let result = try notify(try scratch(), ["--template", "none.mustache"])
            #expect(result.code == 2 && result.talk.contains("there is no file 'none.mustache'"), "\(result.talk)")
        }
    }
#endif
