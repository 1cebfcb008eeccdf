#if SQLite
    import CommandSupport
    import Foundation
    import Testing

    /// A ledger on a disk that is full or read-only: a real one, in a mount namespace of its own.
    @Suite struct DiskTests {
        /// Whether this user may mount.
        private static let mayMount: Bool = {
            let result = try? Command.program(
                "/usr/bin/env", ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"],
                in: FileManager.default.temporaryDirectory)
            return result?.code == 0
        }()

        /// Makes the disk, with a ledger in it, runs a command, makes room, and says whether the ledger is what it was.
        private static let script = """
            set -e
            mkdir -p disk
            more=
            if [ "$1" = read-only ]; then
                more="&immutable=1"
                cp sla.db source/ && mount --bind source disk && mount -o remount,ro,bind disk
            else
                mount -t tmpfs -o size=1m none disk
                [ "$1" = mail ] || cp sla.db disk/
                dd if=/dev/zero of=disk/ballast bs=4k 2>/dev/null || true
                [ "$1" = mail ] || truncate -s "-$1k" disk/ballast
            fi
            shift
            code=0
            "$@" || code=$?
            rm -f disk/ballast
            [ ! -e disk/sla.db ] || python3 - <<END
            import sqlite3
            before, after = (
                sqlite3.connect(f"file:{path}", uri=True) for path in ["sla.db?mode=ro", "disk/sla.db?mode=ro$more"])
            assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert list(before.iterdump()) == list(after.iterdump()), "the ledger is another"
            print("unchanged")
            END
            exit $code
            """

        /// A ledger of one run, and a snapshot with more breaches than a full disk has room for.
        private func scratch() throws -> Scratch {
            let scratch = try Scratch()
            try scratch.write(
                """
                leadpact: 1
                agreement: small
                parties: { sales: {} }
                definitions: { events: { call: { at: called_at } } }
                responsibilities:
                  sales:
                    called: { clock: { from: created, to: call, within: 4 hours }, escalation: ladder }
                escalation: { ladder: [{ at: due, to: chief@acme.example }] }
                gate: { fail_on: never }

                """, to: "agreement.yaml")
            for (folder, asOf, count) in [("old", "2026-03-02T13:00:00Z", 50), ("new", "2026-03-03T13:00:00Z", 4000)] {
                try scratch.write(
                    "leadpact_snapshot: 1\nas_of: \(asOf)\ntables: { leads: { file: leads.csv } }\n",
                    to: "\(folder)/snapshot.yaml")
                try scratch.write(
                    "id,created_at,called_at\n" + (0..<count).map { "L-\($0),2026-03-02T08:00:00Z,\n" }.joined(),
                    to: "\(folder)/leads.csv")
            }
            try scratch.write("", to: "source/placeholder")
            let first = try Command.run(
                ["notify", "agreement.yaml", "old", "--ledger", "sla.db", "--disturb", "--via", "eml=mail"],
                in: scratch.folder)
            #expect(first.code == 0, "\(first.talk)")
            return scratch
        }

        private func run(_ arguments: [String], on disk: String, _ scratch: Scratch) throws -> Command.Result {
            try Command.program(
                "/usr/bin/env",
                ["unshare", "-m", "/bin/bash", "-c", Self.script, "bash", disk, Command.path] + arguments,
                in: scratch.folder)
        }

        private static let notify = ["agreement.yaml", "new", "--ledger", "disk/sla.db", "--yes", "--disturb"]

        /// On a disk with so many KB free, or a read-only one: the exit code, and what is said.
        @Test(
            .enabled(if: mayMount, "only those who may mount can try it"),
            arguments: ["0", "40", "200", "read-only"],
            [
                (["check", "agreement.yaml", "new", "--ledger", "disk/sla.db", "--quiet"], Int32(2), "[LP1001]"),
                (["notify"] + notify + ["--via", "eml=mail"], 2, "[LP1001]"),
                (["watch"] + notify + ["--via", "eml=mail", "--rounds", "1"], 0, "this round ended with 2"),
                (["acknowledge", "disk/sla.db", "L-1", "called", "--until", "2026-04-01"], 2, "[LP1001]"),
            ])
        func nothingIsLostOnADiskThatTakesNothing(disk: String, _ command: ([String], Int32, String)) throws {
            let (arguments, code, says) = command
            // A line is little: there is room for it.
            if ["40", "200"].contains(disk), arguments[0] == "acknowledge" { return }
            let scratch = try scratch()
            let result = try run(arguments, on: disk, scratch)
            #expect(result.code == code, "\(result.output)\(result.talk)")
            #expect(result.output.contains("unchanged"), "\(result.output)\(result.talk)")
            let words = disk == "read-only" ? ["read-only", "Read-only file system"] : ["there is no room left"]
            #expect(result.talk.contains(says), "\(result.talk)")
            #expect(words.contains { result.talk.contains($0) }, "\(result.talk)")
            // Nobody was told what the ledger could not keep.
            let mail = try FileManager.default.contentsOfDirectory(atPath: scratch.url("mail").path)
            #expect(mail.count == 1)
        }

        @Test(
            .enabled(if: mayMount, "only those who may mount can try it"), arguments: ["0", "40", "200", "read-only"])
        func historyIsRead(disk: String) throws {
            let result = try run(["history", "disk/sla.db"], on: disk, try scratch())
            #expect(result.output.contains("unchanged"), "\(result.output)\(result.talk)")
            if disk == "0" {
                #expect(result.code == 2 && result.talk.contains("there is no room left beside the ledger"))
            } else {
                #expect(result.code == 0 && result.output.contains("small: 1 run, 50 breaches"), "\(result.talk)")
            }
        }

        /// What was written last stands beside a ledger that was not closed: leaving it out would be silent.
        @Test(.enabled(if: mayMount, "only those who may mount can try it"))
        func aLedgerThatWasNotClosedIsNotReadByHalves() throws {
            let scratch = try scratch()
            try scratch.write("half a transaction", to: "source/sla.db-wal")
            let result = try run(["history", "disk/sla.db"], on: "read-only", scratch)
            #expect(result.code == 2 && result.talk.contains("copy it with 'disk/sla.db-wal'"), "\(result.talk)")
        }

        /// Pages that hold nothing any more: it is said, and nobody is told.
        @Test(arguments: [4096, 12_288, 20_480, 24_576]) func aDamagedLedgerTellsNobody(at offset: Int) throws {
            let scratch = try scratch()
            var bytes = try Data(contentsOf: scratch.url("sla.db"))
            bytes.replaceSubrange(offset..<offset + 8192, with: Data(repeating: 0xFF, count: 8192))
            try scratch.write(bytes, to: "bad.db")
            let notify = ["agreement.yaml", "new", "--ledger", "bad.db", "--yes", "--disturb", "--via", "eml=mail"]
            for arguments in [
                ["check", "agreement.yaml", "new", "--ledger", "bad.db", "--quiet"], ["notify"] + notify,
                ["acknowledge", "bad.db", "L-1", "called", "--until", "2026-04-01"], ["history", "bad.db"],
                ["watch", "--rounds", "1"] + notify,
            ] {
                let result = try Command.run(arguments, in: scratch.folder)
                #expect(result.code == (arguments[0] == "watch" ? 0 : 2), "\(arguments): \(result.talk)")
                #expect(result.talk.contains("the ledger 'bad.db' is damaged [LP1001]"), "\(arguments): \(result.talk)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url("mail").path).count == 1)
        }

        /// Mail that cannot be written waits, and goes out when there is room.
        @Test(.enabled(if: mayMount, "only those who may mount can try it"))
        func mailWaitsForRoom() throws {
            let scratch = try scratch()
            try scratch.write(
                """
                "$@" --now 2026-03-03T13:00:00Z > first; echo "$?"
                rm disk/ballast; mount -o remount,size=16m disk
                "$@" --now 2026-03-03T14:00:00Z > second; echo "$?"; ls disk/mail | wc -l
                """, to: "twice")
            let notify = [
                "notify", "agreement.yaml", "new", "--ledger", "sla.db", "--yes", "--disturb", "--via", "eml=disk/mail",
            ]
            let result = try Command.program(
                "/usr/bin/env",
                ["unshare", "-m", "/bin/bash", "-c", Self.script, "bash", "mail", "/bin/bash", "twice", Command.path]
                    + notify, in: scratch.folder)
            #expect(result.output.hasPrefix("4\n0\n1\n"), "\(result.output)\(result.talk)")
            #expect(result.talk.contains("eml cannot be reached"), "\(result.talk)")
        }
    }
#endif
