#if SQLite
    import Agreements
    import BusinessTime
    import Columns
    import Compliance
    import GRDB
    import Ledgers
    import Reports
    import Snapshots

    extension Ledger {
        /// Records a snapshot, where it is not yet, and plans what is to be told of it, in one transaction: what is planned lies
        /// in the outbox.
        ///
        /// - Parameter rendered: A digest in the form of each channel that it goes to.
        public func plan(
            _ observation: Observation, _ options: NoticePlan.Options, rendered: (Digest) -> [NoticePlan.Rendered]
        ) throws(LedgerError) -> NoticePlan {
            // Nothing stays of a plan that is stopped, not even the run: it is as if nobody had asked.
            try transact { database in
                _ = try record(observation, in: database)
                var planning = try Planning(observation, options, database)
                planning.climb()
                planning.resolve()
                try planning.withdraw()
                try planning.stop()
                if planning.plan.stops.isEmpty { try planning.write(rendered) }
                return (planning.plan, stays: !options.isTrial && planning.plan.stops.isEmpty)
            }
        }

        /// Nobody is told of a lead's breach of a rule until an instant, or to the end of a day by the clock of the agreement.
        ///
        /// - Parameter day: Since 1970-01-01; it counts in place of `until`.
        public func acknowledge(
            lead: String, rule: String, of agreement: String, until: Int64, day: Int?, by: String?, reason: String?
        ) throws(LedgerError) {
            try write { database in
                try database.execute(
                    sql:
                        "INSERT INTO acknowledgement (agreement, lead, rule, until, day, by, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [agreement, lead, rule, until, day, by, reason])
            }
        }

        /// Whether a lead was ever in breach of a rule, or somebody was told that it might be.
        public func knows(lead: String, rule: String, of agreement: String) throws(LedgerError) -> Bool {
            try read { database in
                try Bool.fetchOne(
                    database,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM obligation WHERE agreement = ?1 AND lead = ?2 AND rule = ?3)
                            OR EXISTS (SELECT 1 FROM notice WHERE agreement = ?1 AND lead = ?2 AND rule = ?3)
                        """, arguments: [agreement, lead, rule]) ?? false
            }
        }
    }

    /// What is in the ledger, held against what the ladders ask for.
    private struct Planning {
        /// One thing that one person is told of.
        private struct Subject: Hashable {
            var obligation: ObligationName
            var episode: Int64
            var address: String
        }

        private struct Said: Hashable {
            var id: Int64
            var step: String
            var occurrence: Int
            var state: String
            var plannedAt: Int64
            var lead: String?
        }

        /// A notice to be written: planned, owed, or covered by a later step; in place of a row that owes it, where there is one.
        private struct Decision {
            var notice: Notice
            var state: String
            var lead: String?
            var row: Int64?
            /// The person's own.
            var zone: Zone
        }

        var plan = NoticePlan()
        private let observation: Observation
        private let options: NoticePlan.Options
        private let database: Database
        private let ladder: Ladder
        private var said: [Subject: [Said]] = [:]
        private let acknowledged: Set<ObligationName>
        private var decisions: [Decision] = []
        /// Rows that are still owed.
        private var upheld: Set<Int64> = []
        /// Rows of those who are told now that all is well, by the notice that says so.
        private var closing: [Notice: [Int64]] = [:]

        init(_ observation: Observation, _ options: NoticePlan.Options, _ database: Database) throws {
            self.observation = observation
            self.options = options
            self.database = database
            let agreement = observation.agreement
            var appeared: [ObligationName: Int64] = [:]
            let standing = try Row.fetchCursor(
                database,
                sql: """
                    SELECT rule, subject, as_of FROM obligation JOIN run ON run.id = appeared
                    WHERE obligation.agreement = ? AND verdict = 'missed' AND due IS NULL
                    """, arguments: [agreement])
            while let row = try standing.next() { appeared[ObligationName(rule: row[0], subject: row[1])] = row[2] }
            guard let ladder = Ladder(observation, appeared: { appeared[$0] }) else {
                throw LedgerError(
                    .other, "notices are planned of the rows of leads, and a database judged",
                    note: "give the snapshot, or postgres:DATABASE in its place")
            }
            self.ladder = ladder
            plan.lost = ladder.lost
            let today = observation.judgement.current.zone.day(of: options.now)
            acknowledged = Set(
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT DISTINCT rule, lead FROM acknowledgement
                        WHERE agreement = ? AND CASE WHEN day IS NULL THEN until > ? ELSE day >= ? END
                        """, arguments: [agreement, options.now, today]
                ).map { ObligationName(rule: $0[0], subject: $0[1]) })
            let open = try Row.fetchCursor(
                database,
                sql: """
                    SELECT rule, subject, episode, recipient, id, step, occurrence, state, planned_at, lead FROM notice
                    WHERE agreement = ? AND closed = 0
                    """, arguments: [agreement])
            while let row = try open.next() {
                let subject = Subject(
                    obligation: ObligationName(rule: row[0], subject: row[1]), episode: row[2], address: row[3])
                said[subject, default: []].append(
                    Said(id: row[4], step: row[5], occurrence: row[6], state: row[7], plannedAt: row[8], lead: row[9]))
            }
        }

        /// An acknowledgement names a lead, whatever its clocks.
        private func isAcknowledged(_ obligation: ObligationName, _ lead: String?) -> Bool {
            acknowledged.contains(ObligationName(rule: obligation.rule, subject: lead ?? obligation.subject))
        }

        /// Tells each person of the latest step that was reached, once.
        mutating func climb() {
            var order: [Subject] = []
            var groups: [Subject: [Ladder.Reached]] = [:]
            for reached in ladder.reached {
                let subject = Subject(
                    obligation: reached.notice.obligation, episode: reached.notice.episode,
                    address: reached.notice.person.address)
                if groups[subject] == nil { order.append(subject) }
                groups[subject, default: []].append(reached)
            }
            for subject in order {
                guard let group = groups[subject], let last = group.latest else { continue }
                let known = said[subject] ?? []
                for row in known where row.state == "owed" && group.contains(where: { $0.notice.step == row.step }) {
                    upheld.insert(row.id)
                }
                if isAcknowledged(subject.obligation, last.lead) {
                    plan.acknowledged += 1
                    continue
                }
                decide(last, known)
                for other in group where other.notice.step != last.notice.step {
                    let row = known.first { $0.step == other.notice.step }
                    guard row == nil || row?.state == "owed" else { continue }
                    decisions.append(
                        Decision(
                            notice: other.notice, state: "covered", lead: other.lead, row: row?.id,
                            zone: other.timetable.calendar.zone))
                }
            }
        }

        private mutating func decide(_ reached: Ladder.Reached, _ known: [Said]) {
            var notice = reached.notice
            var row: Said?
            if let last = known.filter({ $0.step == notice.step }).max(by: { $0.occurrence < $1.occurrence }) {
                notice.occurrence = last.occurrence
                if last.state == "owed" {
                    row = last
                } else {
                    // Told; is it time to say it again?
                    guard let repeatAfter = options.repeatAfter, notice.kind == .breach,
                        let again = reached.timetable.due(of: repeatAfter, from: last.plannedAt), again <= options.now
                    else { return }
                    notice.occurrence += 1
                }
            }
            if notice.occurrence > 0 { notice.why += "; told before, and still so" }
            add(notice, row, lead: reached.lead, reached.timetable)
        }

        private mutating func add(_ notice: Notice, _ row: Said?, lead: String?, _ timetable: Timetable) {
            let zone = timetable.calendar.zone
            if let row { upheld.insert(row.id) }
            if options.isQuiet, let opening = timetable.opening(after: options.now) {
                plan.muted.append(.init(notice: notice, until: opening))
                if row == nil {
                    decisions.append(Decision(notice: notice, state: "owed", lead: lead, row: nil, zone: zone))
                }
            } else {
                decisions.append(Decision(notice: notice, state: "planned", lead: lead, row: row?.id, zone: zone))
            }
        }

        /// Says once to those who were told that all is well.
        mutating func resolve() {
            let ended = said.filter { subject, rows in
                ladder.running[subject.obligation] != subject.episode && rows.contains { $0.state == "planned" }
            }
            guard !ended.isEmpty else { return }
            let verdicts = observation.verdicts(
                ofLeads: Set(ended.values.joined().compactMap(\.lead)), by: Set(ended.keys.map(\.obligation.rule))
            ).verdicts
            let order = ended.keys.sorted { a, b in
                (a.obligation.rule, a.obligation.subject, a.episode, a.address)
                    < (b.obligation.rule, b.obligation.subject, b.episode, b.address)
            }
            for subject in order {
                guard let known = ended[subject], let state = ladder.end(verdicts[subject.obligation], observation)
                else {
                    continue
                }
                let person = ladder.person(subject.address)
                let rule = ladder.rule(subject.obligation.rule)
                let notice = Notice(
                    kind: .resolved, obligation: subject.obligation, severity: rule?.severity ?? .major,
                    says: rule?.says ?? subject.obligation.rule, episode: subject.episode, step: "resolved",
                    occurrence: 0, person: person.person, due: missing, state: state, why: "you were told of it")
                let count = decisions.count
                add(
                    notice, known.first { $0.step == "resolved" }, lead: known.lazy.compactMap(\.lead).first,
                    person.timetable)
                if decisions.count > count, decisions[count].state == "planned" { closing[notice] = known.map(\.id) }
            }
        }

        /// What was owed, and is not true any more, is not said.
        mutating func withdraw() throws {
            for (subject, known) in said {
                for row in known where row.state == "owed" && !upheld.contains(row.id) {
                    if isAcknowledged(subject.obligation, row.lead) { continue }
                    plan.withdrawn += 1
                    try database.execute(
                        sql: "UPDATE notice SET state = 'withdrawn', closed = 1 WHERE id = ?", arguments: [row.id])
                }
            }
        }

        // MARK: Limits

        /// Whether there is more to tell than a sane snapshot asks for.
        mutating func stop() throws {
            let fresh = decisions.count { $0.row == nil && $0.state != "covered" }
            guard !options.isConfirmed, fresh > 0 else { return }
            if fresh > options.limit {
                plan.stops.append(
                    "\(grouped(fresh)) notices are to be sent, and \(grouped(options.limit)) are the most that go unasked"
                )
            }
            let falls = try Row.fetchAll(
                database,
                sql: """
                    WITH latest AS (SELECT id, period FROM run WHERE agreement = ?1 ORDER BY id DESC LIMIT 2)
                    SELECT a.rule, 1.0 * b.met / (b.met + b.late + b.missed), 1.0 * a.met / (a.met + a.late + a.missed)
                    FROM attainment AS a JOIN attainment AS b ON b.rule = a.rule AND b.party = a.party
                    WHERE a.run = (SELECT max(id) FROM latest) AND b.run = (SELECT min(id) FROM latest) AND a.run <> b.run
                        AND (SELECT count(DISTINCT period) FROM latest) = 1
                        AND b.met + b.late + b.missed >= ?2 AND a.met + a.late + a.missed > 0
                    ORDER BY a.rule
                    """, arguments: [observation.agreement, NoticePlan.fewest])
            for row in falls {
                let (before, now): (Double, Double) = (row[1], row[2])
                guard before - now > options.fall else { continue }
                let rule: String = row[0]
                plan.stops.append(
                    "the attainment of \(rule) fell from \(percentage(before)) to \(percentage(now)) at once, by more than "
                        + percentage(options.fall))
            }
        }

        // MARK: Writing

        mutating func write(_ rendered: (Digest) -> [NoticePlan.Rendered]) throws {
            var told: [String: [(notice: Notice, zone: Zone, id: Int64)]] = [:]
            let insertion = try database.makeStatement(
                sql: """
                    INSERT INTO notice (agreement, rule, subject, lead, episode, step, occurrence, recipient, state, planned_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            let update = try database.makeStatement(sql: "UPDATE notice SET state = ?, planned_at = ? WHERE id = ?")
            let closure = try database.makeStatement(sql: "UPDATE notice SET closed = 1 WHERE id = ?")
            for decision in decisions {
                let notice = decision.notice
                let id: Int64
                if let row = decision.row {
                    try update.execute(arguments: [decision.state, options.now, row])
                    id = row
                } else {
                    try insertion.execute(arguments: [
                        observation.agreement, notice.obligation.rule, notice.obligation.subject, decision.lead,
                        notice.episode, notice.step, notice.occurrence, notice.person.address, decision.state,
                        options.now,
                    ])
                    id = database.lastInsertedRowID
                }
                for row in closing[notice].map({ $0 + [id] }) ?? [] { try closure.execute(arguments: [row]) }
                guard decision.state == "planned" else { continue }
                told[notice.person.address, default: []].append((notice, decision.zone, id))
            }
            for address in told.keys.sorted() {
                guard let notices = told[address], let first = notices.first else { continue }
                let digest = Digest(
                    observation.judgement.current, first.notice.person, notices.map(\.notice), zone: first.zone)
                plan.digests.append(digest)
                for form in rendered(digest) { try post(form, digest, notices.map(\.id)) }
            }
        }

        /// Lays a message into the outbox.
        private func post(_ form: NoticePlan.Rendered, _ digest: Digest, _ notices: [Int64]) throws {
            try database.execute(
                sql: """
                    INSERT INTO message (key, channel, recipient, subject, content, state, next_attempt, planned_at)
                    VALUES (?, ?, ?, ?, ?, 'pending', ?, ?) ON CONFLICT (key) DO NOTHING
                    """,
                arguments: [
                    digest.key(on: form.channel), form.channel, digest.person.address, digest.subject, form.content,
                    options.now, options.now,
                ])
            guard database.changesCount > 0 else { return }
            let message = database.lastInsertedRowID
            for notice in notices {
                try database.execute(
                    sql: "INSERT INTO message_notice (message, notice) VALUES (?, ?)", arguments: [message, notice])
            }
        }
    }

    extension [Ladder.Reached] {
        /// Of those reached at one instant the one that stands last in the ladder.
        fileprivate var latest: Ladder.Reached? {
            reduce(nil) { last, next in last.map { next.moment >= $0.moment ? next : $0 } ?? next }
        }
    }
#endif
