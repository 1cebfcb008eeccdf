#if SQLite
    import ArgumentParser
    import BusinessTime
    import Findings
    import Glibc
    import Ledgers
    import Reports

    struct Watch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Notifies again and again, as a small service: judges each new export, writes the ledger, tells people.",
            discussion: """
                  leadpact watch agreement.yaml snapshot/ --ledger sla.db --every 10m --via smtp=mail.acme.example

                Each round reads the agreement anew; where it has errors they are said, and the last good one goes on counting. A
                round that fails is said, too, and the next one tries again. SIGTERM and SIGINT end it between two rounds.
                """)

        @OptionGroup var notices: NoticeRun

        @Option(help: ArgumentHelp("How long a round begins after the one before (default: 10m).", valueName: "age"))
        var every: Age?

        @Option(help: ArgumentHelp("End after so many rounds.", valueName: "number"))
        var rounds: Int?

        mutating func validate() throws {
            if let rounds, rounds < 1 { throw ValidationError("--rounds is a number from 1") }
            if notices.isTrial { throw ValidationError("watch sends: --dry-run and --preview are for notify") }
        }

        mutating func run() throws {
            var stop = sigset_t()
            unsafe sigemptyset(&stop)
            for signal in [SIGTERM, SIGINT] { unsafe sigaddset(&stop, signal) }
            // They wait until a round has ended.
            unsafe pthread_sigmask(SIG_BLOCK, &stop, nil)
            var good: AgreementFiles?
            var round = 0
            while true {
                round += 1
                let began = Leadpact.now
                let files = AgreementFiles(paths: [notices.agreement])
                if files.findings.hasErrors || files.agreements.isEmpty {
                    files.findings.filter { $0.level == .error }.complain(sources: files.sources, color: notices.color)
                    if good != nil { Leadpact.complain("the agreement is wrong; the last good one goes on counting") }
                } else {
                    good = files
                }
                if let good { tell(by: good) }
                if let rounds, round >= rounds { return }
                if isStopped(by: &stop, until: began + (every?.milliseconds ?? 600_000)) {
                    Leadpact.complain("stopped after \(counted(round, "round", "rounds"))")
                    return
                }
            }
        }

        /// One round; what goes wrong in it is said and ends nothing.
        private func tell(by files: AgreementFiles) {
            do {
                Output.standardOutput().write("\(CivilDate.format(instant: Leadpact.now / 1000 * 1000)) ")
                try notices.tell(by: files)
            } catch let exit as Exit {
                Leadpact.complain("this round ended with \(exit.code); the next one tries again")
            } catch {
                Leadpact.complain("this round failed: \(error)")
            }
        }

        private func isStopped(by signals: inout sigset_t, until moment: Int64) -> Bool {
            while true {
                let left = max(0, moment - Leadpact.now)
                var pause = timespec(tv_sec: Int(left / 1000), tv_nsec: Int(left % 1000) * 1_000_000)
                if unsafe sigtimedwait(&signals, nil, &pause) > 0 { return true }
                if errno != EINTR { return false }
            }
        }
    }
#endif
