#if SQLite
    import CommandSupport
    import Foundation
    import Testing

    /// Who is told what, when, and once.
    @Suite struct NoticeTests {
        private static let agreement = """
            leadpact: 1
            agreement: small
            title: Small SLA
            parties: { sales: { name: Sally Sales, email: sally@acme.example } }
            calendars:
              office: { time_zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }, holidays: [2026-04-03] }
              night: { time_zone: Europe/Berlin, hours: { mon-sun: 22:00-06:00 } }
            default_calendar: office
            definitions: { events: { call: { at: called_at } } }
            responsibilities:
              sales:
                called: { clock: { from: created, to: call, within: 4 hours }, escalation: ladder }
                scored: { require: score > 9, escalation: chief, severity: minor }
            escalation:
              ladder: [{ at: 75%, to: owner }, { at: due, to: manager }, { after: 1 business day, to: sales }]
              chief: [{ at: due, to: chief@acme.example }]
            gate: { fail_on: never }

            """

        private func scratch(_ kind: LedgerKind = .sqlite) throws -> LedgerScratch {
            let scratch = try LedgerScratch(kind)
            try scratch.write(Self.agreement, to: "agreement.yaml")
            try scratch.write(
                """
                id,name,email,manager_id,calendar
                tom,Tom Reyes,tom@acme.example,ana,office
                ana,Ana Lima,ana@acme.example,,office
                nils,Nils,nils@acme.example,ana,night
                mute,Mute,,,office

                """, to: "data/users.csv")
            return scratch
        }

        /// - Parameter leads: Id, created, called, score, owner.
        private func write(_ leads: [[String]], asOf: String, to scratch: Scratch) throws {
            try scratch.write(
                "leadpact_snapshot: 1\nas_of: \(asOf)\ntables: { leads: { file: leads.csv }, users: { file: users.csv } }\n",
                to: "data/snapshot.yaml")
            try scratch.write(
                "id,created_at,called_at,score,owner_id\n" + leads.map { $0.joined(separator: ",") + "\n" }.joined(),
                to: "data/leads.csv")
        }

        private func command(_ scratch: LedgerScratch) -> [String] {
            ["notify", "agreement.yaml", "data", "--ledger", scratch.ledger]
        }

        private func notify(_ scratch: LedgerScratch, at now: String, _ more: [String] = []) throws -> Command.Result {
            try scratch.run(command(scratch) + ["--now", now] + more)
        }

        /// `tom@acme.example called L-1 at 75% to owner` of each notice that is sent.
        private func told(
            _ scratch: LedgerScratch, _ leads: [[String]], at asOf: String, now: String? = nil, _ more: [String] = []
        ) throws -> [String] {
            try write(leads, asOf: asOf, to: scratch)
            let result = try notify(scratch, at: now ?? asOf, more)
            #expect(result.code == 0, "\(result.output)\(result.talk)")
            var person = ""
            return result.output.split(separator: "\n").compactMap { line in
                if let match = line.firstMatch(of: #/^(\S+@\S+): /#) { person = String(match.1) }
                guard let match = line.firstMatch(of: #/^  (?:breach|warning|resolved) (\S+) of (\S+), (.*)$/#) else {
                    return nil
                }
                return "\(person) \(match.1) \(match.2) \(match.3)"
            }
        }

        @Test(arguments: LedgerKind.ready) func climbsTheLadderAndSaysWhenAllIsWell(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            let lead = ["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]
            #expect(try told(scratch, [lead], at: "2026-03-02T10:59:00Z") == [])
            #expect(
                try told(scratch, [lead], at: "2026-03-02T11:00:00Z") == ["tom@acme.example called L-1 at 75% to owner"]
            )
            #expect(try told(scratch, [lead], at: "2026-03-02T12:00:00Z") == [], "on the boundary nothing is late")
            #expect(
                try told(scratch, [lead], at: "2026-03-02T12:00:01Z") == [
                    "ana@acme.example called L-1 at due to manager"
                ])
            #expect(try told(scratch, [lead], at: "2026-03-03T11:59:00Z") == [])
            #expect(
                try told(scratch, [lead], at: "2026-03-03T12:00:00Z")
                    == ["sally@acme.example called L-1 1 business day after due to sales"])
            let called = ["L-1", "2026-03-02T08:00:00Z", "2026-03-03T13:00:00Z", "10", "tom"]
            #expect(
                try told(scratch, [called], at: "2026-03-03T14:00:00Z") == [
                    "ana@acme.example called L-1 resolved", "sally@acme.example called L-1 resolved",
                    "tom@acme.example called L-1 resolved",
                ])
            #expect(try told(scratch, [called], at: "2026-03-04T14:00:00Z") == [], "that is said once")
            let files = try FileManager.default.contentsOfDirectory(atPath: scratch.url("notices").path)
            #expect(files.count == 6)
        }

        /// Steps that were reached together are one notice, the last.
        @Test func aLateStartTellsTheLatestStepOnly() throws {
            let scratch = try scratch()
            try scratch.write(Self.agreement.replacing("to: manager }", with: "to: owner }"), to: "agreement.yaml")
            let lead = ["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]
            #expect(
                try told(scratch, [lead], at: "2026-03-02T13:00:00Z") == ["tom@acme.example called L-1 at due to owner"]
            )
            #expect(try told(scratch, [lead], at: "2026-03-02T14:00:00Z") == [])
        }

        /// What is true now, and not at an instant, is due when it is first seen.
        @Test(arguments: LedgerKind.ready) func requirementsAreToldAndMended(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            let lead = ["L-1", "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "1", "tom"]
            let step = "chief@acme.example scored L-1 at due to chief@acme.example"
            #expect(try told(scratch, [lead], at: "2026-03-02T10:00:00Z") == [step])
            #expect(try told(scratch, [lead], at: "2026-03-03T10:00:00Z") == [])
            let better = ["L-1", "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "11", "tom"]
            #expect(
                try told(scratch, [better], at: "2026-03-04T10:00:00Z") == ["chief@acme.example scored L-1 resolved"])
            #expect(
                try told(scratch, [lead], at: "2026-03-05T10:00:00Z") == [step], "a breach that is back is another")
        }

        /// Quiet hours are those of the recipient; instants in UTC. In 2026 Berlin's clocks change on 29 March and 25 October.
        @Test(arguments: [
            ("tom", "2026-03-02T08:00:00Z", true, "at nine"), ("tom", "2026-03-02T07:59:59Z", false, "before nine"),
            ("tom", "2026-03-02T16:00:00Z", false, "at five it is closed"),
            ("tom", "2026-03-02T15:59:59Z", true, "just before five"),
            ("tom", "2026-03-27T08:00:00Z", true, "the Friday before the clocks change"),
            ("tom", "2026-03-30T07:00:00Z", true, "the Monday after: nine is an hour earlier"),
            ("tom", "2026-03-30T06:59:59Z", false, "and before that it is night"),
            ("tom", "2026-03-28T12:00:00Z", false, "Saturday"), ("tom", "2026-04-03T10:00:00Z", false, "a holiday"),
            ("tom", "2026-10-23T07:00:00Z", true, "summer time"),
            ("tom", "2026-10-26T07:00:00Z", false, "winter time"),
            ("tom", "2026-10-26T08:00:00Z", true, "nine in winter"),
            ("nils", "2026-03-29T00:30:00Z", true, "at work in the night of the change"),
            ("nils", "2026-03-29T01:30:00Z", true, "and after it"),
            ("nils", "2026-03-29T04:00:00Z", false, "six in the morning"),
            ("nils", "2026-03-02T12:00:00Z", false, "asleep at noon"),
            ("nils", "2026-03-02T21:00:00Z", true, "ten in the evening"),
            ("nils", "2026-10-25T00:30:00Z", true, "the hour that is there twice"),
            ("nils", "2026-10-25T01:30:00Z", true, "once more"),
            ("nils", "2026-10-25T05:00:00Z", false, "six in winter"),
        ])
        func quietHoursAreTheRecipients(owner: String, now: String, isTold: Bool, why: String) throws {
            let scratch = try scratch()
            let lead = ["L-1", "2026-02-27T08:00:00Z", "", "10", owner]
            let step = "\(owner)@acme.example called L-1 at 75% to owner"
            let told = try told(scratch, [lead], at: "2026-02-27T11:30:00Z", now: now)
            #expect(told == (isTold ? [step] : []), "\(why)")
            // What is muted is owed, and goes out when the mute ends.
            if !isTold {
                let later = owner == "tom" ? "2026-11-02T11:00:00Z" : "2026-11-02T23:00:00Z"
                #expect(try self.told(scratch, [lead], at: "2026-02-27T11:30:00Z", now: later) == [step])
            }
            #expect(try self.told(scratch, [lead], at: "2026-02-27T11:30:00Z", now: now) == [])
        }

        @Test(arguments: LedgerKind.ready) func whatBecameUntrueIsNotSaid(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            try write([["L-1", "2026-03-02T17:00:00Z", "", "10", "tom"]], asOf: "2026-03-02T20:30:00Z", to: scratch)
            let muted = try notify(scratch, at: "2026-03-02T20:30:00Z")
            #expect(muted.output.contains("1 owed until their readers are at work"))
            let called = ["L-1", "2026-03-02T17:00:00Z", "2026-03-02T20:45:00Z", "10", "tom"]
            try write([called], asOf: "2026-03-03T10:00:00Z", to: scratch)
            let result = try notify(scratch, at: "2026-03-03T10:00:00Z")
            #expect(result.output == "0 notices to 0 people; 1 withdrawn, being no longer true.\n", "\(result.output)")
        }

        /// A day ends at midnight in Berlin, and not in Greenwich.
        @Test(arguments: [("2026-03-03T22:59:00Z", 0), ("2026-03-03T23:00:00Z", 1)])
        func acknowledgementsEndWithTheDayOfTheAgreement(now: String, told: Int) throws {
            let scratch = try scratch()
            try write([["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]], asOf: "2026-03-02T11:30:00Z", to: scratch)
            #expect(try notify(scratch, at: "2026-03-02T11:30:00Z").code == 0)
            let done = try scratch.run(["acknowledge", scratch.ledger, "L-1", "called", "--until", "2026-03-03"])
            #expect(done.output == "Nobody is told of called of L-1 before the end of 2026-03-03.\n", "\(done.talk)")
            try write([["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]], asOf: "2026-03-02T14:00:00Z", to: scratch)
            let result = try notify(scratch, at: now, ["--disturb"])
            #expect(result.output.contains("ana@acme.example: 1 overdue") == (told == 1), "\(result.output)")
        }

        /// The agreement is spoilt and mended while it is watched; SIGTERM ends it after the round.
        @Test(arguments: LedgerKind.ready) func watchesAndEndsCleanly(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            try write([["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]], asOf: "2026-03-02T13:00:00Z", to: scratch)
            let script = """
                "$@" watch agreement.yaml data --ledger \(scratch.ledger) --every 1m --disturb --now 2026-03-02T13:00:00Z > out 2> err &
                for n in $(seq 200); do grep -q notice out && break; sleep 0.1; done
                kill -TERM $!; wait $!; echo "code $?"
                """
            let once = try Command.program(
                "/bin/bash", ["-c", script, "bash", Command.path], in: scratch.folder, environment: scratch.environment)
            #expect(once.output == "code 0\n", "\(once.output)\(once.talk)")
            #expect(try scratch.text("out").contains(" 2 notices to 2 people."))
            #expect(try scratch.text("err").contains("stopped after 1 round"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url("notices").path).count == 2)
            // An agreement that was never good tells nobody; the next round tries again.
            try scratch.write("leadpact: 1\nagreemnt: small\n", to: "agreement.yaml")
            let bad = try Command.run(
                ["watch", "agreement.yaml", "data", "--ledger", "new.db", "--rounds", "1"], in: scratch.folder)
            #expect(bad.code == 0 && bad.talk.contains("agreemnt"), "\(bad.talk)")
            #expect(!FileManager.default.fileExists(atPath: scratch.url("new.db").path))
        }

        /// An agreement that is spoilt while it is watched is said, and the last good one goes on counting.
        @Test func theLastGoodAgreementGoesOnCounting() throws {
            let scratch = try scratch()
            let first = ["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]
            try write([first], asOf: "2026-03-02T13:00:00Z", to: scratch)
            let script = """
                "$@" watch agreement.yaml data --ledger \(scratch.ledger) --every 1s --disturb --now 2026-03-02T13:00:00Z > out 2> err &
                until grep -q "2 notices" out; do sleep 0.1; done
                echo "agreemnt: small" > agreement.yaml
                echo "L-2,2026-03-02T08:00:00Z,,10,tom" >> data/leads.csv
                for n in $(seq 300); do grep -q "of L-2" out && break; sleep 0.1; done
                kill -INT $!; wait $!; echo "code $?"
                """
            let result = try Command.program("/bin/bash", ["-c", script, "bash", Command.path], in: scratch.folder)
            #expect(result.output == "code 0\n", "\(result.output)\(result.talk)")
            let (out, err) = (try scratch.text("out"), try scratch.text("err"))
            #expect(out.contains("called of L-2"), "\(out)\(err)")
            #expect(err.contains("agreement.yaml:1:") && err.contains("the last good one goes on counting"), "\(err)")
        }

        @Test(arguments: LedgerKind.ready) func acknowledgementsStopTheLadder(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            let lead = ["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]
            #expect(try told(scratch, [lead], at: "2026-03-02T11:00:00Z").count == 1)
            let acknowledge = ["acknowledge", scratch.ledger, "L-1", "called", "--until"]
            let done = try scratch.run(acknowledge + ["2026-03-03", "--by", "Tom"])
            #expect(
                done.code == 0 && done.output == "Nobody is told of called of L-1 before the end of 2026-03-03.\n",
                "\(done.talk)")
            #expect(try told(scratch, [lead], at: "2026-03-03T13:00:00Z") == [])
            #expect(
                try told(scratch, [lead], at: "2026-03-04T10:00:00Z") == [
                    "ana@acme.example called L-1 at due to manager",
                    "sally@acme.example called L-1 1 business day after due to sales",
                ])
            for (arguments, message) in [
                (
                    ["acknowledge", scratch.ledger, "L-1", "caled", "--until", "2026-03-03"],
                    "did you mean the rule 'called'?"
                ),
                (
                    ["acknowledge", scratch.ledger, "L-9", "called", "--until", "2026-03-03"],
                    "no breach of 'called' by 'L-9'"
                ),
                (["acknowledge", scratch.ledger, "L-1", "called", "--until", "soon"], "--until is a date like"),
            ] {
                let wrong = try scratch.run(arguments)
                #expect(wrong.code == 2 && wrong.talk.contains(message), "\(wrong.talk)")
            }
        }

        @Test(arguments: LedgerKind.ready) func repeatsAreMeasuredInBusinessTime(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            let lead = ["L-1", "2026-02-27T08:00:00Z", "", "10", "tom"]
            let again = ["--repeat", "1 business day"]
            #expect(try told(scratch, [lead], at: "2026-02-27T15:00:00Z", again).count == 2)
            #expect(
                try told(scratch, [lead], at: "2026-03-02T14:59:00Z", again)
                    == ["sally@acme.example called L-1 1 business day after due to sales"],
                "Saturday and Sunday do not count")
            #expect(
                try told(scratch, [lead], at: "2026-03-02T15:00:00Z", again) == [
                    "ana@acme.example called L-1 at due to manager, again",
                    "tom@acme.example called L-1 at 75% to owner, again",
                ])
        }

        @Test(arguments: LedgerKind.ready) func aBadExportMailsNobody(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            let leads = (0..<30).map { ["L-\($0)", "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "10", "tom"] }
            #expect(try told(scratch, leads, at: "2026-03-02T13:00:00Z") == [])
            let bad = leads.map { [$0[0], $0[1], "", $0[3], $0[4]] }
            try write(bad, asOf: "2026-03-03T10:00:00Z", to: scratch)
            for more in [["--max-notices", "59"], []] {
                let result = try notify(scratch, at: "2026-03-03T10:00:00Z", more)
                #expect(result.code == 4)
                #expect(result.output.hasPrefix("Nothing is sent: "), "\(result.output)")
                #expect(
                    result.output.contains("the attainment of called fell from 100 % to 0 % at once, by more than 20 %")
                )
                #expect(result.output.contains("60 notices are to be sent, and 59") == !more.isEmpty)
            }
            #expect(!FileManager.default.fileExists(atPath: scratch.url("notices").path))
            let history = try scratch.run(["history", scratch.ledger, "--format", "json"])
            #expect(!history.output.contains("\"run\": 2"), "what is stopped leaves nothing behind")
            #expect(try notify(scratch, at: "2026-03-03T10:00:00Z", ["--yes"]).code == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url("notices").path).count == 2)
        }

        @Test(arguments: LedgerKind.ready) func trialsLeaveNothingBehind(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            try write([["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]], asOf: "2026-03-02T13:00:00Z", to: scratch)
            let before = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted()
            let dry = try notify(scratch, at: "2026-03-02T13:00:00Z", ["--dry-run"])
            #expect(
                dry.code == 0 && dry.output.contains("you own this lead; 75% of the time is used"), "\(dry.output)")
            let preview = try notify(scratch, at: "2026-03-02T13:00:00Z", ["--preview"])
            #expect(
                preview.output.contains("To: ana@acme.example\n1 overdue: Small SLA\n\nOverdue\n"), "\(preview.output)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted() == before)
            if kind == .postgres {
                let schemas = try scratch.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'leadpact'")
                #expect(schemas == "0\n", "\(schemas)")
            }
        }

        @Test func whoCannotBeToldIsNamed() throws {
            let scratch = try scratch()
            try write(
                [
                    ["L-1", "2026-03-02T08:00:00Z", "", "10", "mute"], ["L-2", "2026-03-02T08:00:00Z", "", "10", ""],
                ], asOf: "2026-03-02T13:00:00Z", to: scratch)
            let result = try notify(scratch, at: "2026-03-02T13:00:00Z")
            #expect(result.code == 4)
            #expect(
                result.output.contains("called of L-1, at 75% to owner: Mute has no address in the users"),
                "\(result.output)")
            #expect(result.output.contains("called of L-1, at due to manager: nobody is known to manage the owner"))
            #expect(result.output.contains("called of L-2, at due to manager: the lead has no owner"))
        }

        /// Python's own mail library, at its strictest, holds the files true; names try to smuggle headers in.
        @Test func mailIsWellFormed() throws {
            let scratch = try scratch()
            try scratch.write(
                """
                id,name,email,manager_id
                tom,"Tom\r\nBcc: everybody@acme.example\r\n\r\nHello",tom@acme.example,ana
                ana,"Zoë ""The Boss"" 李小龙 of a department whose name is far too long for one line, ""; <x@y.example>",ana@acme.example,
                bad,Bad,"a@acme.example>\r\nBcc: b@acme.example",

                """, to: "data/users.csv")
            try write(
                [
                    ["\"L-1\"", "2026-03-02T08:00:00Z", "", "10", "tom"],
                    ["L=2é.", "2026-03-02T08:00:00Z", "", "10", "tom"],
                    ["L-3", "2026-03-02T08:00:00Z", "", "10", "bad"],
                ], asOf: "2026-03-02T13:00:00Z", to: scratch)
            let result = try notify(scratch, at: "2026-03-02T13:00:00Z", ["--from", "sla@acme.example"])
            #expect(
                result.code == 4
                    && result.output.contains("called of L-3, at 75% to owner: what is given as an address is none"),
                "\(result.output)\(result.talk)")
            let script = """
                import email, email.policy, pathlib, sys
                for path in sorted(pathlib.Path("notices").iterdir()):
                    raw = path.read_bytes()
                    assert all(len(line) <= 78 for line in raw.split(b"\\r\\n")), path
                    assert b"\\n" not in raw.replace(b"\\r\\n", b""), path
                    mail = email.message_from_bytes(raw, policy=email.policy.strict)
                    assert not mail.defects and not any(h.defects for h in mail.values()), path
                    assert mail["Bcc"] is None and len(mail["To"].addresses) == 1
                    assert mail["Message-ID"] == "<%s@acme.example>" % path.stem, mail["Message-ID"]
                    to = mail["To"].addresses[0]
                    print(to.addr_spec, to.display_name, mail["Subject"], mail["Date"].datetime.isoformat(), sep=" | ")
                    print(mail.get_body(("plain",)).get_content())
                    page = mail.get_body(("html",)).get_content()
                    assert page.startswith("<!doctype html>") and "<x@y" not in page and "<b>L" in page, page
                    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
                """
            let read = try Command.python(script, in: scratch.folder)
            #expect(read.code == 0, "\(read.talk)")
            #expect(
                read.output.contains(
                    "tom@acme.example | Tom Bcc: everybody@acme.example Hello | 2 overdue: Small SLA | 2026-03-02T13:00:00+00:00"
                ),
                "\(read.output)")
            #expect(read.output.contains("李小龙") && read.output.contains("  L=2é.: called"))
        }

        @Test(arguments: LedgerKind.ready) func sendmailGetsTheMessageAndTheRecipient(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            try scratch.write(
                "#!/bin/sh\necho \"$@\" >> \"$0.log\"\ncat >> \"$0.log\"\nexit $(cat \"$0.code\")\n", to: "sendmail")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: scratch.url("sendmail").path)
            try write([["L-1", "2026-03-02T08:00:00Z", "", "10", "tom"]], asOf: "2026-03-02T11:30:00Z", to: scratch)
            let via = ["--via", "sendmail=./sendmail"]
            for (now, code, exit, talk) in [
                ("11:30:00", "75", 4, "not delivered to tom@acme.example by sendmail: './sendmail' ended with 75"),
                ("11:30:59", "0", 0, ""), ("11:31:00", "0", 0, ""), ("12:31:00", "0", 0, ""),
            ] as [(String, String, Int32, String)] {
                try scratch.write(code, to: "sendmail.code")
                let result = try notify(scratch, at: "2026-03-02T\(now)Z", via)
                #expect(
                    result.code == exit && (talk.isEmpty ? result.talk.isEmpty : result.talk.contains(talk)),
                    "\(now): \(result.output)\(result.talk)")
            }
            let log = try scratch.text("sendmail.log")
            let ids = log.split(separator: "\n").filter { $0.hasPrefix("Message-ID: ") }
            #expect(ids.count == 2 && Set(ids).count == 1, "tried again a minute later, with the same id: \(log)")
            #expect(log.hasPrefix("-i -- tom@acme.example\nFrom: leadpact <leadpact@localhost>\n"), "\(log)")
        }

        /// An independent model in Python simulates nights with a change of the clocks and a holiday.
        @Test func aModelToldTheSame() throws {
            let scratch = try Scratch()
            let isFull = ProcessInfo.processInfo.environment["LEADPACT_FULL"] == "1"
            let model = Command.root.appendingPathComponent("Tests/CommandTests/Oracle/ladder.py").path
            let size = isFull ? ["40", "1000"] : ["20", "150"]
            let result = try Command.program(
                "/usr/bin/env", ["python3", model, Command.path, scratch.folder.path] + size, in: scratch.folder)
            #expect(result.code == 0, "\(result.output)\(result.talk)")
        }

        // MARK: Crashes

        /// Killed anywhere, started again: every message is there once, and the ledger is whole.
        @Test(arguments: LedgerKind.ready) func nothingIsLostWhereItIsKilled(kind: LedgerKind) throws {
            let isFull = ProcessInfo.processInfo.environment["LEADPACT_FULL"] == "1"
            var state: UInt64 = 9
            let leads = (0..<60).map { ["L-\($0)", "2026-03-02T08:00:00Z", "", "10", "u\($0)"] }
            let users = "id,name,email\n" + (0..<60).map { "u\($0),U \($0),u\($0)@acme.example\n" }.joined()
            var killed = 0
            for _ in 0..<(isFull ? 200 : kind == .sqlite ? 30 : 15) {
                let scratch = try scratch(kind)
                try scratch.write(
                    Self.agreement.replacing("{ at: due, to: manager }, ", with: ""), to: "agreement.yaml")
                try scratch.write(users, to: "data/users.csv")
                try write(leads, asOf: "2026-03-02T11:30:00Z", to: scratch)
                let command = command(scratch) + ["--now", "2026-03-02T11:30:00Z"]
                // The same instants each time, as far as a machine keeps them.
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let delay = Double(state >> 33 % 200) / 1000
                killed +=
                    try Command.killed(
                        command, after: delay, in: scratch.folder, environment: scratch.environment) ? 1 : 0
                let second = try scratch.run(command)
                #expect(second.code == 0, "after \(delay): \(second.talk)")
                let files = try FileManager.default.contentsOfDirectory(atPath: scratch.url("notices").path)
                #expect(files.count { $0.hasSuffix(".eml") } == 60)
                if kind == .sqlite { #expect(try scratch.ask("PRAGMA integrity_check") == "ok\n") }
                let messages = try scratch.ask("SELECT count(*), count(DISTINCT recipient), max(state) FROM message")
                #expect(messages == "60|60|sent\n", "\(messages)")
            }
            #expect(killed > 0, "none was killed in time")
        }

        @Test(arguments: LedgerKind.ready) func ofSeveralAtOnceOneSends(kind: LedgerKind) throws {
            let scratch = try scratch(kind)
            let leads = (0..<40).map { ["L-\($0)", "2026-03-02T08:00:00Z", "", "10", "tom"] }
            try write(leads, asOf: "2026-03-02T11:30:00Z", to: scratch)
            // Whoever comes later finds everything told.
            let script = "for n in 1 2 3; do \"$@\" --now 2026-03-02T11:30:00Z > out$n & done; wait; cat out1 out2 out3"
            let result = try Command.program(
                "/bin/bash", ["-c", script, "bash", Command.path] + command(scratch), in: scratch.folder,
                environment: scratch.environment)
            let lines = result.output.split(separator: "\n")
            #expect(lines.count { $0 == "40 notices to 1 person." } == 1, "\(result.output)\(result.talk)")
            #expect(lines.count { $0 == "0 notices to 0 people." } == 2, "\(result.output)\(result.talk)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url("notices").path).count == 1)
        }
    }
#endif
