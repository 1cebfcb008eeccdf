#if SQLite
    import CommandSupport
    import Foundation
    import Testing

    private let mailPython = ProcessInfo.processInfo.environment["LEADPACT_MAIL"] ?? ""

    /// Messages on their way to servers, which are real ones on this machine.
    ///
    /// `.ci/oracles mail` prints a Python that has a server of mail, and `make test` hands it over in LEADPACT_MAIL.
    @Suite struct ChannelTests {
        /// A receiver that runs until it is let go.
        private final class Receiver {
            let process = Process()
            let port: Int
            private let input = Pipe()

            init(_ words: [String], python: String = "/usr/bin/env", in folder: URL) throws {
                let script = Command.root.appendingPathComponent("Tests/CommandTests/Oracle/receivers.py").path
                process.executableURL = URL(fileURLWithPath: python)
                process.arguments = (python == "/usr/bin/env" ? ["python3"] : []) + [script] + words
                process.currentDirectoryURL = folder
                process.standardInput = input
                let output = Pipe()
                process.standardOutput = output
                try process.run()
                var line = ""
                while !line.hasSuffix("\n") {
                    let piece = output.fileHandleForReading.availableData
                    if piece.isEmpty { break }
                    line += String(decoding: piece, as: UTF8.self)
                }
                port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)), "\(words): \(line)")
            }

            deinit {
                try? input.fileHandleForWriting.close()
                process.terminate()
            }
        }

        private static let command = [
            "notify", "agreement.yaml", "data", "--ledger", "sla.db", "--from", "sla@acme.example",
        ]

        private func scratch(leads: Int = 1, name: String = "Tom Reyes", says: String = "Called in time.") throws
            -> Scratch
        {
            let scratch = try Scratch()
            try scratch.write(
                """
                leadpact: 1
                agreement: small
                title: Small SLA
                parties: { sales: {} }
                definitions: { events: { call: { at: called_at } } }
                responsibilities:
                  sales:
                    called: { says: "\(says)", clock: { from: created, to: call, within: 4 hours }, escalation: ladder }
                escalation: { ladder: [{ at: due, to: owner }] }
                gate: { fail_on: never }

                """, to: "agreement.yaml")
            try scratch.write("id,name,email\ntom,\"\(name)\",tom@acme.example\n", to: "data/users.csv")
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: 2026-03-02T13:00:00Z\ntables: { leads: { file: leads.csv }, users: { file: users.csv } }\n",
                to: "data/snapshot.yaml")
            try scratch.write(
                "id,created_at,called_at,owner_id\n"
                    + (1...leads).map { "L-\($0),2026-03-02T08:00:00Z,,tom\n" }.joined(),
                to: "data/leads.csv")
            return scratch
        }

        private func notify(
            _ scratch: Scratch, via: String, _ variables: [String: String] = [:], now: String = "2026-03-02T13:00:00Z"
        ) throws -> Command.Result {
            try Command.run(
                Self.command + ["--via", via, "--disturb", "--now", now], in: scratch.folder,
                environment: variables.merging(["LEADPACT_TIMEOUT": "3"]) { own, _ in own })
        }

        /// A certificate for this machine, signed by itself.
        private func makeCertificate(in scratch: Scratch, for name: String = "localhost") throws {
            let made = try Command.program(
                "/usr/bin/env",
                [
                    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
                    "-addext", "subjectAltName=DNS:\(name)" + (name == "localhost" ? ",IP:127.0.0.1" : ""), "-keyout",
                    "key.pem", "-out", "certificate.pem",
                ], in: scratch.folder)
            try #require(made.code == 0, "\(made.talk)")
        }

        private func log(_ scratch: Scratch) throws -> [[String: Any]] {
            guard let text = try? scratch.text("log") else { return [] }
            return try text.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }

        // MARK: Mail

        private static let account = ["LEADPACT_SMTP_USER": "leadpact", "LEADPACT_SMTP_PASSWORD": "se cret"]

        @Test(.enabled(if: !mailPython.isEmpty, "needs a server of mail"))
        func mailGoesToAServerWithTLS() throws {
            let scratch = try scratch(name: "Zoë <b>Reyes</b>")
            try makeCertificate(in: scratch)
            let server = try Receiver(
                ["smtp", "ok", "log", "certificate.pem", "key.pem"], python: mailPython, in: scratch.folder)
            let trusted = Self.account.merging(["LEADPACT_CA_FILE": "certificate.pem"]) { $1 }
            let result = try notify(scratch, via: "smtp=localhost:\(server.port)", trusted)
            #expect(result.code == 0, "\(result.output)\(result.talk)")
            let mail = try #require(try log(scratch).first)
            #expect(mail["from"] as? String == "sla@acme.example" && mail["to"] as? [String] == ["tom@acme.example"])
            #expect(mail["tls"] as? Bool == true && mail["user"] as? String == "leadpact")
            #expect((mail["id"] as? String)?.hasSuffix("@acme.example>") ?? false)
            #expect((mail["text"] as? String)?.contains("L-1: called") ?? false)
            // Once is enough.
            #expect(try notify(scratch, via: "smtp=localhost:\(server.port)", trusted).code == 0)
            #expect(try log(scratch).count == 1)
            // No secret stands in the ledger.
            let ledger = try Data(contentsOf: scratch.url("sla.db"))
            #expect(ledger.range(of: Data("se cret".utf8)) == nil)
        }

        @Test(
            .enabled(if: !mailPython.isEmpty, "needs a server of mail"),
            arguments: [
                // Mode, certificate known, credentials: what is said, whether it is given up.
                ("ok", false, true, "certificate", false), ("ok", true, false, "(530)", false),
                ("reject", true, true, "the server refused it (550)", true),
                ("busy", true, true, "the server answered 451", false), ("plain", true, true, "SSL", false),
            ])
        func mailThatIsNotTaken(mode: String, isTrusted: Bool, hasAccount: Bool, says: String, isGivenUp: Bool) throws {
            let scratch = try scratch()
            try makeCertificate(in: scratch)
            let server = try Receiver(
                ["smtp", mode, "log", "certificate.pem", "key.pem"], python: mailPython, in: scratch.folder)
            var variables = hasAccount ? Self.account : [:]
            if isTrusted { variables["LEADPACT_CA_FILE"] = "certificate.pem" }
            let result = try notify(scratch, via: "smtp=smtp://localhost:\(server.port)", variables)
            #expect(result.code == 4, "\(result.output)\(result.talk)")
            #expect(result.talk.contains(says), "\(mode): \(result.talk)")
            #expect(result.talk.contains("given up") == isGivenUp, "\(mode): \(result.talk)")
            #expect(!result.talk.contains("se cret"))
            #expect(try log(scratch).isEmpty)
        }

        @Test(arguments: [
            ("smtp=user:pass@mail.acme.example", "names a server alone"),
            ("smtp=mail.acme.example:0", "smtp=HOST:PORT"),
            ("smtp=https://mail", "smtp=HOST:PORT"), ("slack", "LEADPACT_SLACK_URL"),
            ("webhook", "LEADPACT_WEBHOOK_URL"),
        ])
        func refusesAChannel(via: String, words: String) throws {
            let result = try notify(try scratch(), via: via)
            #expect(result.code == 2 && result.talk.contains(words) && !result.talk.contains("pass@"), "\(result.talk)")
        }

        @Test(arguments: [
            ("http://hooks.acme.example/T0/B0/secret", "only https"),
            ("ftp://hooks.acme.example/secret", "no address of the kind"),
            ("https://user:pa@hooks.acme.example/secret", "no address of the kind"),
            ("https://hooks.acme.example/\u{7}secret", "no address of the kind"),
        ])
        func refusesAnAddress(address: String, words: String) throws {
            let result = try notify(try scratch(), via: "slack", ["LEADPACT_SLACK_URL": address])
            #expect(
                result.code == 2 && result.talk.contains(words) && !result.talk.contains("secret"), "\(result.talk)")
        }

        // MARK: Posts

        @Test func aWebhookGetsSignedJSON() throws {
            let scratch = try scratch(name: "Zoë <b>\\\"Reyes\\\"</b>".replacing("\\\"", with: "\"\""))
            let server = try Receiver(["http", "log"], in: scratch.folder)
            try scratch.write("hush\n", to: "secret")
            let result = try notify(
                scratch, via: "webhook",
                [
                    "LEADPACT_WEBHOOK_URL": "http://127.0.0.1:\(server.port)/200",
                    "LEADPACT_WEBHOOK_SECRET_FILE": "secret",
                ])
            #expect(result.code == 0, "\(result.output)\(result.talk)")
            let check = try Command.python(
                """
                import hashlib, hmac, json
                post = json.loads(open("log").read())
                head, body = post["headers"], post["body"]
                signed = head["Leadpact-Timestamp"] + "." + body
                assert head["Leadpact-Signature"] == "v1=" + hmac.new(b"hush", signed.encode(), hashlib.sha256).hexdigest()
                notice = json.loads(body)
                assert notice["leadpact_notice"] == 1 and notice["key"] == head["Idempotency-Key"]
                assert notice["to"] == {"address": "tom@acme.example", "name": 'Zoë <b>"Reyes"</b>'}, notice["to"]
                only, = notice["notices"]
                assert (only["rule"], only["subject"], only["due"]) == ("called", "L-1", "2026-03-02T12:00:00Z"), only
                """, in: scratch.folder)
            #expect(check.code == 0, "\(check.talk)")
        }

        /// What the answer is, what is said, whether it is given up, and whether it goes an hour later.
        @Test(arguments: [
            (500, "answered 500", false, true), (503, "answered 503", false, true), (429, "answered 429", false, false),
            (400, "refused it (400)", true, false), (404, "answered 404", false, true),
            (302, "answered 302", false, true),
        ])
        func answersAreHeard(code: Int, says: String, isGivenUp: Bool, isTriedInAnHour: Bool) throws {
            let scratch = try scratch()
            let server = try Receiver(["http", "log"], in: scratch.folder)
            func send(_ code: Int, _ now: String) throws -> Command.Result {
                try notify(
                    scratch, via: "webhook", ["LEADPACT_WEBHOOK_URL": "http://127.0.0.1:\(server.port)/\(code)"],
                    now: now)
            }
            let first = try send(code, "2026-03-02T13:00:00Z")
            #expect(first.code == 4 && first.talk.contains(says), "\(first.talk)")
            #expect(first.talk.contains("given up") == isGivenUp, "\(first.talk)")
            _ = try send(200, "2026-03-02T14:00:00Z")
            let log = try log(scratch)
            #expect(log.count == (isTriedInAnHour ? 2 : 1), "\(log)")
            let keys = Set(log.compactMap { ($0["headers"] as? [String: String])?["Idempotency-Key"] })
            #expect(keys.count == 1)
            // Two hours were asked for.
            if code == 429 {
                #expect(try send(200, "2026-03-02T15:00:01Z").code == 0)
                #expect(try self.log(scratch).count == 2)
            }
        }

        @Test func aReceiverIsHeldToItsCertificate() throws {
            let scratch = try scratch()
            try makeCertificate(in: scratch)
            let server = try Receiver(["http", "log", "certificate.pem", "key.pem"], in: scratch.folder)
            let address = ["LEADPACT_WEBHOOK_URL": "https://localhost:\(server.port)/200"]
            let unknown = try notify(scratch, via: "webhook", address)
            #expect(unknown.code == 4 && unknown.talk.contains("certificate"), "\(unknown.talk)")
            #expect(try log(scratch).isEmpty)
            let known = try notify(
                scratch, via: "webhook", address.merging(["LEADPACT_CA_FILE": "certificate.pem"]) { $1 },
                now: "2026-03-02T14:00:00Z")
            #expect(known.code == 0, "\(known.talk)")
            let other = try self.scratch()
            try makeCertificate(in: other, for: "elsewhere.example")
            let stranger = try Receiver(["http", "log", "certificate.pem", "key.pem"], in: other.folder)
            let refused = try notify(
                other, via: "webhook",
                [
                    "LEADPACT_WEBHOOK_URL": "https://localhost:\(stranger.port)/200",
                    "LEADPACT_CA_FILE": "certificate.pem",
                ])
            #expect(refused.code == 4 && refused.talk.contains("cannot be reached"), "\(refused.talk)")
            #expect(try log(other).isEmpty)
        }

        /// A server that takes the connection and says nothing, and one that is not there: what is planned waits.
        @Test(arguments: ["webhook", "smtp"], [true, false])
        func whoeverIsSilentIsTriedAgain(channel: String, isThere: Bool) throws {
            let scratch = try scratch()
            let server = try Receiver(["silent"], in: scratch.folder)
            let port = isThere ? server.port : 1
            let result = try notify(
                scratch, via: channel == "smtp" ? "smtp=127.0.0.1:\(port)" : "webhook",
                ["LEADPACT_WEBHOOK_URL": "http://127.0.0.1:\(port)/200", "LEADPACT_TIMEOUT": "1"])
            #expect(result.code == 4 && result.talk.contains("cannot be reached"), "\(result.talk)")
            #expect(result.talk.contains("what is planned waits"), "\(result.talk)")
            let later = try notify(scratch, via: "eml=mail", now: "2026-03-02T14:00:00Z")
            #expect(later.talk.contains("messages wait for \(channel)"), "\(later.talk)")
        }

        /// Slack's and Teams' limits hold for a thousand notices, and names are no markup.
        @Test func cardsKeepTheirLimits() throws {
            let scratch = try scratch(
                leads: 400, name: "<!channel> & [Tom](https://x.example)", says: String(repeating: "a<&", count: 300))
            let server = try Receiver(["http", "log"], in: scratch.folder)
            for channel in ["slack", "teams"] {
                try? FileManager.default.removeItem(at: scratch.url("sla.db"))
                let result = try notify(
                    scratch, via: channel,
                    ["LEADPACT_\(channel.uppercased())_URL": "http://127.0.0.1:\(server.port)/200"])
                #expect(result.code == 0, "\(result.talk)")
            }
            let check = try Command.python(
                """
                import json
                slack, teams = (json.loads(json.loads(line)["body"]) for line in open("log"))
                blocks = slack["blocks"]
                assert len(blocks) == 50 and blocks[0]["type"] == "header" and len(blocks[0]["text"]["text"]) <= 150
                assert all(block["text"]["type"] == "plain_text" and 0 < len(block["text"]["text"]) <= 3000 for block in blocks)
                assert "<" not in json.dumps(blocks) and "&lt;!channel&gt;" in slack["text"]
                assert blocks[-2]["text"]["text"] == "and 353 more", blocks[-2]
                raw = [json.loads(line)["body"] for line in open("log")][1]
                assert len(raw.encode()) <= 28 * 1024, len(raw)
                card = teams["attachments"][0]["content"]
                assert card["type"] == "AdaptiveCard" and {block["type"] for block in card["body"]} == {"RichTextBlock"}
                assert card["body"][-2]["inlines"][0]["text"].endswith(" more"), card["body"][-2]
                """, in: scratch.folder)
            #expect(check.code == 0, "\(check.talk)")
        }

        @Test func aCommandGetsJSONAndNoSecrets() throws {
            let scratch = try scratch()
            try scratch.write("#!/bin/sh\ncat > got.json; env > got.env; exit ${CODE:-0}\n", to: "tell")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.url("tell").path)
            let result = try notify(scratch, via: "command=./tell", ["LEADPACT_SMTP_PASSWORD": "se cret", "CODE": "9"])
            #expect(result.code == 0, "\(result.talk)")
            #expect(try scratch.text("got.json").contains("\"leadpact_notice\": 1"))
            #expect(try !scratch.text("got.env").contains("se cret"))
        }
    }
#endif
