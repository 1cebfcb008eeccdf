#if SQLite
    import Agreements
    import BusinessTime
    import Columns
    import Compliance
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
                    "INSERT INTO acknowledgement (agreement, lead, rule, until, day, by, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [.of(agreement), .of(lead), .of(rule), .of(until), .of(day), .of(by), .of(reason)])
            }
        }

        /// Whether a lead was ever in breach of a rule, or somebody was told that it might be.
        public func knows(lead: String, rule: String, of agreement: String) throws(LedgerError) -> Bool {
            try read { database in
                try ["obligation", "notice"].contains { table in
                    try database.one(
                        "SELECT 1 FROM \(table) WHERE agreement = ? AND lead = ? AND rule = ? LIMIT 1",
                        [.of(agreement), .of(lead), .of(rule)]
                    ) { _ in true } ?? false
                }
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
        private let database: any LedgerDatabase
        private let ladder: Ladder
        private let said: [Subject: [Said]]
        private let acknowledged: Set<ObligationName>
        private var decisions: [Decision] = []
        /// Rows that are still owed.
        private var upheld: Set<Int64> = []
        /// Rows of those who are told now that all is well, by the notice that says so.
        private var closing: [Notice: [Int64]] = [:]

        init(_ observation: Observation, _ options: NoticePlan.Options, _ database: any LedgerDatabase) throws {
            self.observation = observation
            self.options = options
            self.database = database
            let agreement = observation.agreement
            var appeared: [ObligationName: Int64] = [:]
            try database.each(
                """
                SELECT rule, subject, as_of FROM obligation JOIN run ON run.id = appeared
                WHERE obligation.agreement = ? AND verdict = 'missed' AND due IS NULL
                """, [.of(agreement)]
            ) { appeared[ObligationName(rule: $0[0], subject: $0[1])] = $0[2] }
            guard let ladder = Ladder(observation, appeared: { appeared[$0] }) else {
                throw LedgerError(
                    .other, "notices are planned of the rows of leads, and a database judged",
                    note: "give the snapshot, or postgres:DATABASE in its place")
            }
            self.ladder = ladder
            plan.lost = ladder.lost
            let today = observation.judgement.current.zone.day(of: options.now)
            acknowledged = Set(
                try database.all(
                    """
                    SELECT DISTINCT rule, lead FROM acknowledgement
                    WHERE agreement = ? AND CASE WHEN day IS NULL THEN until > ? ELSE day >= ? END
                    """, [.of(agreement), .of(options.now), .of(today)]
                ) { ObligationName(rule: $0[0], subject: $0[1]) })
            var said: [Subject: [Said]] = [:]
            try database.each(
                """
                SELECT rule, subject, episode, recipient, id, step, occurrence, state, planned_at, lead FROM notice
                WHERE agreement = ? AND closed = 0 ORDER BY id
                """, [.of(agreement)]
            ) { row in
                let subject = Subject(
                    obligation: ObligationName(rule: row[0], subject: row[1]), episode: row[2], address: row[3])
                said[subject, default: []].append(
                    Said(id: row[4], step: row[5], occurrence: row[6], state: row[7], plannedAt: row[8], lead: row[9]))
            }
            self.said = said
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
            var rows: [[LedgerValue]] = []
            for (subject, known) in said {
                for row in known where row.state == "owed" && !upheld.contains(row.id) {
                    if isAcknowledged(subject.obligation, row.lead) { continue }
                    plan.withdrawn += 1
                    rows.append([.of("withdrawn"), .of(1), .of(row.id)])
                }
            }
            try database.update(rows, in: "notice", [.text("state"), .integer("closed")])
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
            let falls: [(rule: String, before: Double, now: Double)] = try database.all(
                """
                WITH latest AS (SELECT id, period FROM run WHERE agreement = ? ORDER BY id DESC LIMIT 2)
                SELECT a.rule, b.met, b.met + b.late + b.missed, a.met, a.met + a.late + a.missed
                FROM attainment AS a JOIN attainment AS b ON b.rule = a.rule AND b.party = a.party
                WHERE a.run = (SELECT max(id) FROM latest) AND b.run = (SELECT min(id) FROM latest) AND a.run <> b.run
                    AND (SELECT count(DISTINCT period) FROM latest) = 1
                    AND b.met + b.late + b.missed >= ? AND a.met + a.late + a.missed > 0
                ORDER BY a.rule, a.party
                """, [.of(observation.agreement), .of(NoticePlan.fewest)]
            ) { row in
                let counts = (1...4).map { Double(row[$0] as Int) }
                return (row[0], counts[0] / counts[1], counts[2] / counts[3])
            }
            for (rule, before, now) in falls where before - now > options.fall {
                plan.stops.append(
                    "the attainment of \(rule) fell from \(percentage(before)) to \(percentage(now)) at once, by more than "
                        + percentage(options.fall))
            }
        }

        // MARK: Writing

        mutating func write(_ rendered: (Digest) -> [NoticePlan.Rendered]) throws {
            let ids = try writeNotices()
            var told: [String: [(notice: Notice, zone: Zone, id: Int64)]] = [:]
            for (decision, id) in zip(decisions, ids) where decision.state == "planned" {
                told[decision.notice.person.address, default: []].append((decision.notice, decision.zone, id))
            }
            var posts: [(row: [LedgerValue], notices: [Int64])] = []
            for address in told.keys.sorted() {
                guard let notices = told[address], let first = notices.first else { continue }
                let digest = Digest(
                    observation.judgement.current, first.notice.person, notices.map(\.notice), zone: first.zone)
                plan.digests.append(digest)
                for form in rendered(digest) {
                    let row: [LedgerValue] = [
                        .of(digest.key(on: form.channel)), .of(form.channel), .of(address), .of(digest.subject),
                        .of(form.content), .of("pending"), .of(options.now), .of(options.now),
                    ]
                    posts.append((row, notices.map(\.id)))
                }
            }
            try post(posts)
        }

        /// - Returns: The number of each decision's notice.
        private func writeNotices() throws -> [Int64] {
            let fresh = decisions.filter { $0.row == nil }.map { decision -> [LedgerValue] in
                let notice = decision.notice
                return [
                    .of(observation.agreement), .of(notice.obligation.rule), .of(notice.obligation.subject),
                    .of(decision.lead), .of(notice.episode), .of(notice.step), .of(notice.occurrence),
                    .of(notice.person.address), .of(decision.state), .of(options.now),
                ]
            }
            var added = try database.insert(
                fresh, into: "notice",
                [
                    .text("agreement"), .text("rule"), .text("subject"), .text("lead"), .integer("episode"),
                    .text("step"), .integer("occurrence"), .text("recipient"), .text("state"), .integer("planned_at"),
                ], conflict: "", key: ["rule", "subject", "episode", "step", "occurrence", "recipient"]
            ).compactMap(\.self).makeIterator()
            let ids = decisions.map { decision -> Int64 in
                guard let id = decision.row ?? added.next() else { preconditionFailure("each notice has a number") }
                return id
            }
            let known = decisions.filter { $0.row != nil }
            try database.update(
                known.map { [.of($0.state), .of(options.now), .of($0.row)] }, in: "notice",
                [.text("state"), .integer("planned_at")])
            let closed = zip(decisions, ids).flatMap { decision, id in
                closing[decision.notice].map { $0 + [id] } ?? []
            }
            try database.update(closed.map { id in [.of(1), .of(id)] }, in: "notice", [.integer("closed")])
            return ids
        }

        /// Lays messages into the outbox, but for those that lie there already.
        private func post(_ messages: [(row: [LedgerValue], notices: [Int64])]) throws {
            let ids = try database.insert(
                messages.map(\.row), into: "message",
                [
                    .text("key"), .text("channel"), .text("recipient"), .text("subject"), .text("content"),
                    .text("state"), .integer("next_attempt"), .integer("planned_at"),
                ], conflict: "ON CONFLICT (key) DO NOTHING", key: ["key"])
            let pairs = zip(ids, messages).flatMap { id, message in
                id.map { id in message.notices.map { [LedgerValue.of(id), .of($0)] } } ?? []
            }
            try database.insert(pairs, into: "message_notice", [.integer("message"), .integer("notice")])
        }
    }

    extension [Ladder.Reached] {
        /// Of those reached at one instant the one that stands last in the ladder.
        fileprivate var latest: Ladder.Reached? {
            reduce(nil) { last, next in last.map { next.moment >= $0.moment ? next : $0 } ?? next }
        }
    }
#endif
