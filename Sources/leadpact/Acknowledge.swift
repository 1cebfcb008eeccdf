#if SQLite
    import ArgumentParser
    import BusinessTime
    import Findings
    import Ledgers
    import Notices
    import Reports

    struct Acknowledge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says that somebody sees to a lead, so that nobody is told of it until a day.",
            discussion: """
                  leadpact acknowledge sla.db L-17 first-response --until 2026-04-03 --by 'Tom Reyes'
                """)

        @Argument(help: "The ledger that notify writes: a file, or postgres:[DATABASE].")
        var ledger: String

        @Argument(help: "The lead, by its id.")
        var lead: String

        @Argument(help: "The rule, by its id.")
        var rule: String

        @Option(help: "The last day on which nobody is told (to its end by the clock of the agreement), or an instant.")
        var until: String

        @Option(help: "Who acknowledges it.")
        var by: String?

        @Option(help: "Why it takes until then.")
        var reason: String?

        @Option(help: "Of which agreement, by its id, where the ledger has several.")
        var agreement: String?

        @Option(help: "Whether to use colours in messages.")
        var color: ColorChoice = .auto

        private var day: Int? { CivilDate.parse(until) }

        private var end: Int64? {
            day.map { Int64($0 + 1) * CivilDate.dayLength } ?? CivilDate.parseInstant(until)
        }

        mutating func validate() throws {
            if end == nil {
                throw ValidationError(
                    "--until is a date like 2026-04-03 or an instant like 2026-04-03T12:00:00Z, found '\(until)'")
            }
        }

        mutating func run() throws {
            guard let end else { return }
            let name = try HistoryCommand.agreement(agreement, of: ledger, color: color)
            do {
                let ledger = try Ledger(at: ledger, .writing)
                guard try ledger.knows(lead: lead, rule: rule, of: name) else {
                    let rules = try ledger.rules(of: name)
                    let near = rules.contains(rule) ? nil : nearest(to: rule, among: rules)
                    let note =
                        near.map { "did you mean the rule '\($0)'?" }
                        ?? "'leadpact history \(self.ledger) --lead \(lead)' shows what it knows"
                    [
                        Finding.error(
                            .unknownRule, "the ledger knows of no breach of '\(rule)' by '\(lead)'", at: nil,
                            notes: [note])
                    ].complain(sources: [], color: color)
                    throw Exit(.agreementWrong)
                }
                try ledger.acknowledge(lead: lead, rule: rule, of: name, until: end, day: day, by: by, reason: reason)
            } catch let error as LedgerError {
                [error.finding].complain(sources: [], color: color)
                throw Exit(.agreementWrong)
            }
            let output = Output.standardOutput()
            let moment = day.map { "the end of \(CivilDate.format($0))" } ?? CivilDate.format(instant: end)
            output.write("Nobody is told of \(rule) of \(lead) before \(moment).\n")
            try output.finish()
        }
    }
#endif
