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

        @Argument(help: "The ledger that checks wrote with --ledger: a file, or postgres:[DATABASE].")
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
            let agreement = try Self.agreement(agreement, of: ledger, color: color)
            do {
                let ledger = try Ledger(at: ledger, .reading)
                if let rule {
                    try Self.demand(rule, among: try ledger.rules(of: agreement), "rule", color)
                }
                let history = try ledger.history(of: agreement, lead: lead, rule: rule, limit: runs)
                let output = Output.standardOutput()
                switch format {
                case .text: history.writeText(limit: limit, style: color.style(for: STDOUT_FILENO), to: output.writer())
                case .json: history.writeJSON(version: Leadpact.version, to: output.writer())
                }
                try output.finish()
            } catch let error as LedgerError {
                throw Self.refusal(error.finding, color)
            }
        }

        /// The agreement that is meant: the one named, or the only one that a ledger has.
        static func agreement(_ name: String?, of path: String, color: ColorChoice) throws -> String {
            guard Ledger.isInDatabase(path) || SourceFile.exists(path) else {
                throw refusal(
                    .error(.fileNotFound, "there is no ledger '\(path)'", at: nil, notes: SourceFile.namesNear(path)),
                    color)
            }
            let known: [String]
            do {
                known = try Ledger(at: path, .reading).agreements()
            } catch {
                throw refusal(error.finding, color)
            }
            guard let agreement = name ?? known.first else {
                throw refusal(
                    .error(
                        .ledgerUnusable, "the ledger '\(path)' has no runs yet", at: nil,
                        notes: ["leadpact check AGREEMENT SNAPSHOT --ledger \(path)"]), color)
            }
            if name == nil, known.count > 1 {
                throw refusal(
                    .error(
                        .nothingChosen, "the ledger has several agreements: \(known.joined(separator: ", "))", at: nil,
                        notes: ["say which with --agreement"]), color)
            }
            try demand(agreement, among: known, "agreement", color)
            return agreement
        }

        private static func demand(_ name: String, among known: [String], _ kind: String, _ color: ColorChoice) throws {
            guard !known.contains(name) else { return }
            let near = nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            throw refusal(
                .error(
                    .unknownRule, "--\(kind) names no \(kind) of the ledger: '\(name)'", at: nil,
                    notes: [near ?? "the ledger has \(known.joined(separator: ", "))"]), color)
        }

        /// Says what is wrong, to be thrown.
        private static func refusal(_ finding: Finding, _ color: ColorChoice) -> Exit {
            [finding].complain(sources: [], color: color)
            return Exit(.agreementWrong)
        }
    }
#endif
