#if SQLite
    import ArgumentParser
    import Findings
    import Glibc
    import Ledgers
    import Reports

    struct HistoryCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history",
            abstract: "Tells what a ledger knows: runs, trends, when a breach appeared, how soon breaches are mended.",
            discussion: """
                  leadpact check agreement.yaml snapshot/ --ledger sla.db
                  leadpact history sla.db
                  leadpact history sla.db --lead L-17 --rule first-response
                """)

        @Argument(help: "The ledger that checks wrote with --ledger.")
        var ledger: String

        @Option(help: "Of which agreement, by its id, where the ledger has several.")
        var agreement: String?

        @Option(help: "What became of this lead's breaches, in all runs.")
        var lead: String?

        @Option(help: "What became of the breaches of this rule, in all runs.")
        var rule: String?

        @Option(help: ArgumentHelp("Show so many of the latest runs.", valueName: "number"))
        var runs = 14

        @Option(help: ArgumentHelp("List so many changes as text.", valueName: "number"))
        var limit = 50

        @Option(help: "How to report.")
        var format: HistoryFormat = .text

        @Option(help: "Whether to use colours.")
        var color: ColorChoice = .auto

        enum HistoryFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

        mutating func validate() throws {
            if runs < 1 { throw ValidationError("--runs is a number from 1") }
            if limit < 1 { throw ValidationError("--limit is a number from 1") }
        }

        mutating func run() throws {
            guard SourceFile.exists(ledger) else {
                throw refusal(
                    .error(
                        .fileNotFound, "there is no ledger '\(ledger)'", at: nil, notes: SourceFile.namesNear(ledger)))
            }
            do {
                let history = try history(of: Ledger(at: ledger, .reading))
                let output = Output.standardOutput()
                switch format {
                case .text: history.writeText(limit: limit, style: color.style(for: STDOUT_FILENO), to: output.writer())
                case .json: history.writeJSON(version: Leadpact.version, to: output.writer())
                }
                try output.finish()
            } catch let error as LedgerError {
                throw refusal(error.finding)
            }
        }

        private func history(of ledger: Ledger) throws -> History {
            let known = try ledger.agreements()
            guard let agreement = agreement ?? known.first else {
                throw refusal(
                    .error(
                        .ledgerUnusable, "the ledger '\(ledger.path)' has no runs yet", at: nil,
                        notes: ["leadpact check AGREEMENT SNAPSHOT --ledger \(ledger.path)"]))
            }
            if self.agreement == nil, known.count > 1 {
                throw refusal(
                    .error(
                        .nothingChosen, "the ledger has several agreements: \(known.joined(separator: ", "))", at: nil,
                        notes: ["say which with --agreement"]))
            }
            try demand(agreement, among: known, "agreement", .unknownRule)
            if let rule { try demand(rule, among: try ledger.rules(of: agreement), "rule", .unknownRule) }
            return try ledger.history(of: agreement, lead: lead, rule: rule, limit: runs)
        }

        private func demand(_ name: String, among known: [String], _ kind: String, _ code: Code) throws {
            guard !known.contains(name) else { return }
            let near = nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            throw refusal(
                .error(
                    code, "--\(kind) names no \(kind) of the ledger: '\(name)'", at: nil,
                    notes: [near ?? "the ledger has \(known.joined(separator: ", "))"]))
        }

        /// Says what is wrong, to be thrown.
        private func refusal(_ finding: Finding) -> Exit {
            [finding].complain(sources: [], color: color)
            return Exit(.agreementWrong)
        }
    }
#endif
