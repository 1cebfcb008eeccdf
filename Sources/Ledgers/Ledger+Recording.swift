#if SQLite
    import Agreements
    import BusinessTime
    import Columns
    import Compliance
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
        package func record(_ observation: Observation, in database: any LedgerDatabase) throws -> Recorded {
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
                let leads: [String] = try database.all(
                    """
                    SELECT DISTINCT lead FROM obligation
                    WHERE agreement = ? AND verdict IS NOT NULL AND lead IS NOT NULL ORDER BY lead
                    """, [.of(agreement)]
                ) { $0[0] }
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

        /// A breach that was not there; `index` and `hash` as `StandingBreaches` has them.
        private struct Addition {
            var row: [LedgerValue]
            var record: VerdictRecord
            var index: Int
            var hash: UInt64
        }

        private let observation: Observation
        private let last: Run?
        private let isSameAgreement: Bool
        private let database: any LedgerDatabase
        private let run: Int64
        /// Rows to be written: all of a table at once.
        private var additions: [Addition] = []
        private var updates: [[LedgerValue]] = []
        private var changes: [[LedgerValue]] = []
        private var recorded: Recorded
        /// Breaches that are neither answered nor excused.
        private var standingCount: Int
        private lazy var clocks = observation.clocks()

        init(_ observation: Observation, _ last: Run?, _ database: any LedgerDatabase) throws {
            self.observation = observation
            self.last = last
            self.database = database
            isSameAgreement = last?.agreementDigest == observation.agreementDigest
            let judgement = observation.judgement
            // Numbered here: a sequence would count the runs that were given up, too.
            let number: Int64? = try database.one(
                """
                INSERT INTO run (id, agreement, agreement_digest, snapshot_digest, as_of, period, leads, rejected_rows, version)
                VALUES ((SELECT coalesce(max(id), 0) + 1 FROM run), ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .of(observation.agreement), .of(observation.agreementDigest), .of(observation.snapshotDigest),
                    .of(observation.asOf), .of(judgement.period.name), .of(judgement.leadCount),
                    .of(observation.rejectedRows), .of(observation.version),
                ]
            ) { $0[0] }
            guard let number else { preconditionFailure("what was inserted has a number") }
            run = number
            recorded = Recorded(run: run, isNew: true, changes: [:], ofPast: 0)
            standingCount = last?.standing ?? 0
        }

        mutating func make() throws -> Recorded {
            try writeAttainments()
            let before = try last.flatMap {
                try StandingBreaches.stored(of: observation.agreement, after: $0.id, in: database)
            }
            var standing = StandingBreaches(before)
            let changed = observation.records { !standing.find($0) }
            let isChanged = standing.findElsewhere(changed.map(\.hash))
            var old = try standingBefore(before.map { _ in standing.missing })
            for (index, (record, hash)) in changed.enumerated() where isChanged[index] {
                let name = observation.name(of: record)
                if let known = old.removeValue(forKey: name) {
                    compare(known, with: record)
                    standing.stands(index, hash, known.id)
                } else if record.verdict != .unknown {
                    additions.append(Addition(row: row(of: record, name), record: record, index: index, hash: hash))
                    count(nil, record.verdict.stored)
                }
            }
            if !old.isEmpty { end(old, &standing) }
            try write(&standing)
            return recorded
        }

        private mutating func write(_ now: inout StandingBreaches) throws {
            let ids = try database.insert(
                additions.map(\.row), into: "obligation",
                [
                    .text("agreement"), .text("rule"), .text("subject"), .text("lead"), .text("verdict"),
                    .integer("start"), .integer("due"), .integer("satisfied_at"), .integer("appeared"),
                ],
                conflict: """
                    ON CONFLICT (agreement, rule, subject) DO UPDATE SET verdict = excluded.verdict, start = excluded.start,
                        due = excluded.due, satisfied_at = excluded.satisfied_at, appeared = excluded.appeared
                    """, key: ["rule", "subject"])
            for (id, addition) in zip(ids, additions) {
                guard let id else { continue }
                now.stands(addition.index, addition.hash, id)
                let record = addition.record
                let took = record.verdict == .late && record.due != missing ? record.satisfiedAt - record.due : nil
                note(.appeared, cause(isOfPast: wasBreachedBefore(record)), id, record, took)
            }
            try database.update(
                updates, in: "obligation", [.text("verdict"), .integer("due"), .integer("satisfied_at")])
            try database.insert(
                changes, into: "change",
                [
                    .integer("run"), .integer("obligation"), .text("kind"), .text("cause"), .text("verdict"),
                    .integer("due"), .integer("satisfied_at"), .integer("took"),
                ])
            try database.execute("UPDATE run SET standing = ? WHERE id = ?", [.of(standingCount), .of(run)])
            try now.write(of: observation.agreement, after: run, to: database)
        }

        /// Several versions of an agreement may have judged by the same rule.
        private func writeAttainments() throws {
            var sums: [[LedgerValue]: (counts: [Int], wanted: Double?)] = [:]
            for result in observation.judgement.rules where result.rule.section != .metrics {
                let counts = [Verdict.met, .late, .missed, .waived, .unknown].map { result[$0] }
                let name: [LedgerValue] = [.of(run), .of(result.rule.id), .of(result.rule.party ?? "")]
                let before = sums[name]?.counts ?? counts.map { _ in 0 }
                sums[name] = (zip(before, counts).map { $0 + $1 }, result.rule.goal?.met)
            }
            try database.insert(
                sums.map { $0.key + $0.value.counts.map { .of($0) } + [.of($0.value.wanted)] }, into: "attainment",
                [
                    .integer("run"), .text("rule"), .text("party"), .integer("met"), .integer("late"),
                    .integer("missed"), .integer("waived"), .integer("unknown"), .real("wanted"),
                ])
        }

        /// Breaches after the run before.
        ///
        /// - Parameter ids: Of obligations, where not all are asked for.
        private func standingBefore(_ ids: [Int64]?) throws -> [ObligationName: Standing] {
            var standing: [ObligationName: Standing] = [:]
            let query = """
                SELECT obligation.id, rule, subject, verdict, lead, due, satisfied_at, run.as_of
                FROM obligation JOIN run ON run.id = appeared WHERE verdict IS NOT NULL
                """
            func take(_ row: LedgerRow) {
                standing[ObligationName(rule: row[1], subject: row[2])] = Standing(
                    id: row[0], verdict: row[3], lead: row[4], due: row[5] ?? missing, satisfiedAt: row[6] ?? missing,
                    appearedAt: row[7])
            }
            if let ids {
                try database.each(query, where: "obligation.id", isAmong: ids, take)
            } else {
                try database.each("\(query) AND obligation.agreement = ?", [.of(observation.agreement)], take)
            }
            return standing
        }

        // MARK: Breaches that are there

        private func row(of record: VerdictRecord, _ name: ObligationName) -> [LedgerValue] {
            [
                .of(observation.agreement), .of(name.rule), .of(name.subject), .of(observation.lead(of: record)),
                .of(record.verdict.stored), .of(record.start.stored), .of(record.due.stored),
                .of(record.satisfiedAt.stored), .of(run),
            ]
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

        private mutating func compare(_ old: Standing, with record: VerdictRecord) {
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
            updates.append([.of(now), .of(record.due.stored), .of(record.satisfiedAt.stored), .of(old.id)])
            count(old.verdict, now)
            let cause: ChangeCause =
                switch kind {
                case .answered: self.cause(isOfPast: isOfPast)
                case .moved: self.cause(isOfPast: true)
                default: .time
                }
            note(kind, cause, old.id, record, took)
        }

        // MARK: Breaches that are none any more

        /// - Parameter now: Gets those that stay.
        private mutating func end(_ standing: [ObligationName: Standing], _ now: inout StandingBreaches) {
            let ids = Set(standing.values.compactMap(\.lead))
            let (verdicts, present) = observation.verdicts(ofLeads: ids, by: Set(standing.keys.map(\.rule)))
            let names = standing.keys.sorted { ($0.rule, $0.subject) < ($1.rule, $1.subject) }
            for name in names {
                guard let old = standing[name] else { continue }
                let record = verdicts[name]
                // Whoever's row could not be read is not gone.
                if record == nil, observation.rejectedRows > 0 {
                    now.stands(unseen: old.id)
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
                updates.append([.null, .of(old.due.stored), .of(old.satisfiedAt.stored), .of(old.id)])
                count(old.verdict, nil)
                note(kind, cause, old.id, record, isMended ? observation.asOf - old.appearedAt : nil)
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

        private mutating func note(
            _ kind: ChangeKind, _ cause: ChangeCause, _ obligation: Int64, _ record: VerdictRecord?, _ took: Int64?
        ) {
            changes.append([
                .of(run), .of(obligation), .of(kind.rawValue), .of(cause.rawValue),
                .of(kind.isEnd ? nil : record?.verdict.stored), .of(record?.due.stored),
                .of(record?.satisfiedAt.stored),
                .of(took),
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
