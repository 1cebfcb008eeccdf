#if SQLite
    import Agreements
    import ArgumentParser
    import Compliance
    import Findings
    import Ledgers
    import Reports
    import Snapshots

    struct LedgerOptions: ParsableArguments {
        @Option(
            name: .customLong("ledger"),
            help: ArgumentHelp(
                "Write down what was found and what changed, in this file or in postgres:[DATABASE]; made where there is none.",
                valueName: "ledger")
        )
        var path: String?

        /// The ledger, opened before the snapshot is read: a wrong path is told at once.
        func open(in matter: inout Matter) -> Ledger? {
            guard let path, matter.outcome == nil else { return nil }
            do {
                return try Ledger(at: path, .writing)
            } catch {
                matter.refuse([error.finding], as: .agreementWrong)
                return nil
            }
        }
    }

    extension Matter {
        /// Reads of a ledger what a database has to be told that judges.
        mutating func lookBack(into ledger: Ledger?) {
            guard let ledger, outcome == nil, let agreement = agreements.last else { return }
            do {
                standing = try ledger.standingLeads(of: agreement.id)
            } catch {
                refuse([error.finding], as: .agreementWrong)
            }
        }
    }

    extension Ledger {
        convenience init(at path: String, _ access: Access) throws(LedgerError) {
            guard Ledger.isInDatabase(path) || !SourceFile.isFolder(path) else {
                throw LedgerError(
                    .foreign, "'\(path)' is a folder, expected a file",
                    note: "name a file in it; where there is none, a check with --ledger makes it")
            }
            try self.init(path: path, access)
        }

        /// Writes a check down, and says so.
        func record(_ judgement: Judgement, _ matter: Matter, threads: Int, color: ColorChoice) throws {
            var visible = judgement
            visible.hidesPeople = false
            let observation: Observation
            if let evaluation = matter.evaluation {
                observation = Observation(
                    evaluation, visible,
                    snapshotDigest: matter.snapshotFiles.flatMap { SnapshotDigest.of($0, threads: threads) },
                    rejectedRows: matter.data?.rejectedRows ?? 0, threads: threads, version: Leadpact.version)
            } else if let past = matter.standing {
                observation = Observation(visible, after: past, threads: threads, version: Leadpact.version)
            } else {
                return
            }
            do {
                Leadpact.complain(try record(observation).words(path))
            } catch {
                [error.finding].complain(sources: [], color: color)
                throw Exit(.agreementWrong)
            }
        }
    }

    extension Recorded {
        /// `recorded as run 3 in 'sla.db': 2 appeared, 1 answered late`.
        fileprivate func words(_ path: String) -> String {
            guard isNew else { return "'\(path)' has this snapshot already, as run \(run)" }
            let parts = ChangeKind.allCases.compactMap { kind in
                changes[kind].map { "\(grouped($0)) \(kind.words)" }
            }
            let past = ofPast == 0 ? "" : "; \(grouped(ofPast)) because the data of the past changed"
            return
                "recorded as run \(run) in '\(path)': \(parts.isEmpty ? "nothing changed" : parts.joined(separator: ", "))\(past)"
        }
    }

    extension LedgerError {
        var finding: Finding {
            .error(kind == .outOfOrder ? .ledgerOutOfOrder : .ledgerUnusable, message, at: nil, notes: [note])
        }
    }
#endif
