#if SQLite
    import Agreements
    import BusinessTime
    import Columns
    import Compliance
    import GRDB
    import Snapshots

    /// What was written down of a check.
    public struct Recorded: Hashable, Sendable {
        /// Number of the run.
        public var run: Int64
        /// False where the same snapshot was recorded before, by the same agreement: then nothing was written.
        public var isNew: Bool
        /// How many changes of each kind.
        public var changes: [ChangeKind: Int]
        /// How many of them came about because the data of the past changed.
        public var ofPast: Int
    }

    extension Ledger {
        /// Writes down a check: the run, what was reached, and each verdict that changed since the run before.
        ///
        /// - Throws: ``LedgerError``; then nothing was written.
        public func record(_ observation: Observation) throws(LedgerError) -> Recorded {
            try write { try record(observation, in: $0) }
        }

        /// The same within a transaction.
        package func record(_ observation: Observation, in database: Database) throws -> Recorded {
            let last = try Run.last(of: observation.agreement, in: database)
            if let known = try Run.same(as: observation, in: database) {
                return Recorded(run: known.id, isNew: false, changes: [:], ofPast: 0)
            }
            if observation.isToldByDatabase, last?.id != observation.isAfterRun {
                throw LedgerError(
                    .inUse, "another check was written down in '\(path)' while the database judged",
                    note: "check again: the database has to be asked what became of the breaches of that one")
            }
            if let last, observation.asOf < last.asOf {
                throw LedgerError(
                    .outOfOrder,
                    "the snapshot is of \(CivilDate.format(instant: observation.asOf)), and '\(path)' has one of "
                        + CivilDate.format(instant: last.asOf),
                    note:
                        "snapshots are recorded in the order in which they were taken: give this one a ledger of its own"
                )
            }
            var recording = try Recording(observation, last, database)
            return try recording.make()
        }
    }

    extension Ledger {
        /// The leads that have breaches of an agreement after its last run.
        public func standingLeads(of agreement: String) throws(LedgerError) -> StandingLeads {
            try read { database in
                let last = try Run.last(of: agreement, in: database)
                let leads = try String.fetchAll(
                    database,
                    sql: """
                        SELECT DISTINCT lead FROM obligation
                        WHERE agreement = ? AND verdict IS NOT NULL AND lead IS NOT NULL ORDER BY lead
                        """, arguments: [agreement])
                return StandingLeads(run: last?.id, asOf: last?.asOf, leads: leads)
            }
        }
    }

    /// One run as it is written down.
    private struct Recording {
        private struct Standing {
            var id: Int64
            var verdict: String
            var lead: String?
            var due: Int64
            var satisfiedAt: Int64
            var appearedAt: Int64
        }

        private let observation: Observation
        private let last: Run?
        private let isSameAgreement: Bool
        private let database: Database
        private let run: Int64
        private let addition: Statement
        private let update: Statement
        private let change: Statement
        private var recorded: Recorded
        /// Breaches that are neither answered nor excused.
        private var standingCount: Int
        private lazy var clocks = observation.clocks()

        init(_ observation: Observation, _ last: Run?, _ database: Database) throws {
            self.observation = observation
            self.last = last
            self.database = database
            isSameAgreement = last?.agreementDigest == observation.agreementDigest
            let judgement = observation.judgement
            try database.execute(
                sql: """
                    INSERT INTO run (agreement, agreement_digest, snapshot_digest, as_of, period, leads, rejected_rows, version)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    observation.agreement, observation.agreementDigest, observation.snapshotDigest, observation.asOf,
                    judgement.period.name, judgement.leadCount, observation.rejectedRows,
                    observation.version,
                ])
            run = database.lastInsertedRowID
            recorded = Recorded(run: run, isNew: true, changes: [:], ofPast: 0)
            standingCount = last?.standing ?? 0
            addition = try database.makeStatement(
                sql: """
                    INSERT INTO obligation (agreement, rule, subject, lead, verdict, start, due, satisfied_at, appeared)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (agreement, rule, subject) DO UPDATE SET verdict = excluded.verdict, start = excluded.start,
                        due = excluded.due, satisfied_at = excluded.satisfied_at, appeared = excluded.appeared
                    RETURNING id
                    """)
            update = try database.makeStatement(
                sql: "UPDATE obligation SET verdict = ?, due = ?, satisfied_at = ? WHERE id = ?")
            change = try database.makeStatement(
                sql: """
                    INSERT INTO change (run, obligation, kind, cause, verdict, due, satisfied_at, took)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """)
        }

        mutating func make() throws -> Recorded {
            try writeAttainments()
            var before = try last.flatMap {
                try StandingBreaches.numbers(of: observation.agreement, after: $0.id, in: database)
            }
            var now = StandingBreaches()
            var changed: [(record: VerdictRecord, hash: UInt64)] = []
            for (record, hash) in observation.hashedRecords() {
                if let id = before?.removeValue(forKey: hash) {
                    now.add(hash, id)
                } else {
                    changed.append((record, hash))
                }
            }
            var standing = try standingBefore(before?.values.sorted())
            for (record, hash) in changed {
                let name = observation.name(of: record)
                if let old = standing.removeValue(forKey: name) {
                    try compare(old, with: record)
                    now.add(hash, old.id)
                } else if record.verdict != .unknown, let id = try add(record, name) {
                    now.add(hash, id)
                }
            }
            if !standing.isEmpty { try end(standing, &now) }
            try database.execute(
                sql: "UPDATE run SET standing = ? WHERE id = ?", arguments: [standingCount, run])
            try now.write(of: observation.agreement, after: run, to: database)
            return recorded
        }

        private func writeAttainments() throws {
            let statement = try database.makeStatement(
                sql: """
                    INSERT INTO attainment (run, rule, party, met, late, missed, waived, unknown, wanted)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET met = met + excluded.met, late = late + excluded.late,
                        missed = missed + excluded.missed, waived = waived + excluded.waived,
                        unknown = unknown + excluded.unknown, wanted = excluded.wanted
                    """)
            for result in observation.judgement.rules where result.rule.section != .metrics {
                try statement.execute(arguments: [
                    run, result.rule.id, result.rule.party ?? "", result[.met], result[.late], result[.missed],
                    result[.waived], result[.unknown], result.rule.goal?.met,
                ])
            }
        }

        /// Breaches after the run before.
        ///
        /// - Parameter ids: Of obligations, where not all are asked for.
        private func standingBefore(_ ids: [Int64]?) throws -> [ObligationName: Standing] {
            var standing: [ObligationName: Standing] = [:]
            let statement = try database.makeStatement(
                sql: """
                    SELECT obligation.id, rule, subject, verdict, lead, due, satisfied_at, run.as_of
                    FROM obligation JOIN run ON run.id = appeared
                    WHERE verdict IS NOT NULL AND obligation.\(ids == nil ? "agreement" : "id") = ?
                    """)
            let keys: [any DatabaseValueConvertible] = ids ?? [observation.agreement]
            for key in keys {
                let rows = try Row.fetchCursor(statement, arguments: [key])
                while let row = try rows.next() {
                    standing[ObligationName(rule: row[1], subject: row[2])] = Standing(
                        id: row[0], verdict: row[3], lead: row[4], due: row[5] ?? missing,
                        satisfiedAt: row[6] ?? missing, appearedAt: row[7])
                }
            }
            return standing
        }

        // MARK: Breaches that are there

        /// - Returns: The number of the obligation.
        private mutating func add(_ record: VerdictRecord, _ name: ObligationName) throws -> Int64? {
            let id = try Int64.fetchOne(
                addition,
                arguments: [
                    observation.agreement, name.rule, name.subject, observation.lead(of: record),
                    record.verdict.stored, record.start.stored, record.due.stored, record.satisfiedAt.stored, run,
                ])
            guard let id else { return nil }
            count(nil, record.verdict.stored)
            let took = record.verdict == .late && record.due != missing ? record.satisfiedAt - record.due : nil
            try write(.appeared, cause(isOfPast: wasBreachedBefore(record)), id, record, took)
            return id
        }

        private mutating func count(_ old: String?, _ new: String?) {
            standingCount += (new == Verdict.missed.stored ? 1 : 0) - (old == Verdict.missed.stored ? 1 : 0)
        }

        /// Whether what is a breach now would have been one at the run before, by what the data say now.
        private mutating func wasBreachedBefore(_ record: VerdictRecord) -> Bool {
            guard let last else { return false }
            if record.lead < 0 {
                let figures = observation.whole.rules[Int(record.rule)].figures
                let figure = figures.first { $0.range.lowerBound == record.start }
                return figure.map { $0.range.upperBound <= last.asOf } ?? false
            }
            guard record.due != missing, record.due < last.asOf else { return false }
            // The hours may have been closed between due and the run before.
            if let past = observation.judgement.recordedPast { return past.wasBreached(record) }
            guard let clock = clocks?.clock(of: record) else { return true }
            let end = record.satisfiedAt == missing ? last.asOf : min(last.asOf, record.satisfiedAt)
            return clock.isBreached(at: end)
        }

        private mutating func compare(_ old: Standing, with record: VerdictRecord) throws {
            let now = record.verdict.stored
            let isOfPast = last.map { record.satisfiedAt != missing && record.satisfiedAt <= $0.asOf } ?? false
            let kind: ChangeKind
            var took: Int64?
            switch record.verdict {
            case _ where old.verdict == now:
                // What cannot be decided, or is excused, owes no instants.
                guard record.verdict.isBreach, record.due != old.due || record.satisfiedAt != old.satisfiedAt else {
                    return
                }
                kind = .moved
            case .late where old.verdict == Verdict.missed.stored:
                kind = .answered
                took = record.satisfiedAt - (record.due == missing ? old.appearedAt : record.due)
            case .waived: kind = .waived
            case .unknown: kind = .undecided
            case .late, .missed: kind = old.verdict == Verdict.waived.stored ? .unwaived : .moved
            case .met, .open, .atRisk, .void: return
            }
            try update.execute(arguments: [now, record.due.stored, record.satisfiedAt.stored, old.id])
            count(old.verdict, now)
            let cause: ChangeCause =
                switch kind {
                case .answered: self.cause(isOfPast: isOfPast)
                case .moved: self.cause(isOfPast: true)
                default: .time
                }
            try write(kind, cause, old.id, record, took)
        }

        // MARK: Breaches that are none any more

        /// - Parameter now: Gets those that stay.
        private mutating func end(_ standing: [ObligationName: Standing], _ now: inout StandingBreaches) throws {
            let ids = Set(standing.values.compactMap(\.lead))
            let (verdicts, present) = observation.verdicts(ofLeads: ids, by: Set(standing.keys.map(\.rule)))
            let names = standing.keys.sorted { ($0.rule, $0.subject) < ($1.rule, $1.subject) }
            for name in names {
                guard let old = standing[name] else { continue }
                let record = verdicts[name]
                // Whoever's row could not be read is not gone.
                if record == nil, observation.rejectedRows > 0 {
                    now.add(unseen: old.id)
                    continue
                }
                let kind = self.kind(of: record, lead: old.lead, present)
                let isMended = kind == .kept && old.due == missing
                var cause = ChangeCause.time
                switch kind {
                case .kept: if !isMended { cause = self.cause(isOfPast: true) }
                case .reopened, .voided: cause = self.cause(isOfPast: true)
                default: cause = isSameAgreement ? .time : .agreement
                }
                try update.execute(arguments: [nil, old.due.stored, old.satisfiedAt.stored, old.id])
                count(old.verdict, nil)
                try write(kind, cause, old.id, record, isMended ? observation.asOf - old.appearedAt : nil)
            }
        }

        private func kind(of record: VerdictRecord?, lead: String?, _ present: Set<String>) -> ChangeKind {
            switch record?.verdict {
            case .met: .kept
            case .open, .atRisk: .reopened
            case .void: .voided
            case .late, .missed, .waived, .unknown: .moved
            // A volume or rate that is no breach is kept.
            case nil: lead.map { present.contains($0) ? .outOfScope : .gone } ?? .kept
            }
        }

        private func cause(isOfPast: Bool) -> ChangeCause {
            if last == nil { return .first }
            return isOfPast ? isSameAgreement ? .past : .agreement : .time
        }

        private mutating func write(
            _ kind: ChangeKind, _ cause: ChangeCause, _ obligation: Int64, _ record: VerdictRecord?, _ took: Int64?
        ) throws {
            try change.execute(arguments: [
                run, obligation, kind.rawValue, cause.rawValue, kind.isEnd ? nil : record?.verdict.stored,
                record?.due.stored, record?.satisfiedAt.stored, took,
            ])
            recorded.changes[kind, default: 0] += 1
            if cause == .past { recorded.ofPast += 1 }
        }
    }

    extension Verdict {
        /// As a ledger calls it: what a breach is, and not only that it is one.
        var stored: String { kind ?? name }
    }

    extension Int64 {
        /// An instant as a ledger keeps it.
        var stored: Int64? { self == missing ? nil : self }
    }
#endif
