#if SQLite
    import CommandSupport
    import Foundation
    import Testing

    private let isFull = ProcessInfo.processInfo.environment["LEADPACT_FULL"] == "1"
    private let mailPython = ProcessInfo.processInfo.environment["LEADPACT_MAIL"] ?? ""

    /// Notices that reach real receivers, whatever dies in between; and those of many nights, held against a model.
    @Suite struct CrashTests {
        /// Killed at random points, with a receiver that takes, drops the connection or refuses: nothing is lost, what comes
        /// twice has the same key, and the ledger is whole after each kill. Two at once deliver nothing twice.
        @Test(arguments: mailPython.isEmpty ? ["webhook"] : ["webhook", "smtp"], LedgerKind.ready)
        func receiversMissNothing(channel: String, kind: LedgerKind) throws {
            let scratch = try LedgerScratch(kind)
            let script = Command.root.appendingPathComponent("Tests/CommandTests/Oracle/crashes.py").path
            let python = channel == "smtp" ? mailPython : "python3"
            let seed = Int.random(in: 1...1_000_000)
            let result = try Command.program(
                "/usr/bin/env",
                [
                    python, script, Command.path, scratch.folder.path, channel, isFull ? "200" : "10", "\(seed)",
                    scratch.ledger,
                ],
                in: scratch.folder, environment: scratch.environment, patience: isFull ? 900 : 120)
            print(result.output)
            #expect(result.code == 0, "\(result.output)\(result.talk)")
        }

        /// A model of its own says for each night who must be told what: with four calendars, holidays, clocks that change,
        /// quiet hours, repeats, acknowledgements, leads that change hands, people who leave, calls that are entered late.
        @Test(.enabled(if: Oracle.isReady, "needs the generator of the benchmark, through `make test`"))
        func aQuarterIsToldAsTheLadderSays() throws {
            let scratch = try Scratch()
            let script = Command.root.appendingPathComponent("Benchmarks/quarter").path
            let size = isFull ? ["--leads", "4000", "--nights", "90"] : ["--leads", "1000", "--nights", "16"]
            let result = try Command.program(
                script, [Command.path, "--until", "2026-04-08", "--repeat", "2 business days"] + size,
                in: scratch.folder, patience: isFull ? 3000 : 120)
            #expect(result.code == 0, "\(result.output)\(result.talk)")
            #expect(result.output.contains("as the model has them"))
        }
    }
#endif
