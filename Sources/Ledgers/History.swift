#if SQLite
    import Columns

    /// What a ledger knows of one agreement.
    public struct History: Sendable {
        /// The file it was read from, as the user wrote it.
        public var path: String
        public var agreement: String
        /// The oldest first.
        public var runs: [RunSummary]
        public var rules: [RuleTrend]
        /// Those asked for: of the last run, or of the obligations that were named; in the order in which they came about.
        public var changes: [Change]
        /// Whether changes were asked for by lead or rule, so that they are of every run.
        public var isOfSome: Bool

        public struct RunSummary: Hashable, Sendable {
            public var run: Run
            public var changes: [ChangeKind: Int]
            /// How many of the changes came about because the data of the past changed.
            public var ofPast: Int
        }

        public struct RuleTrend: Hashable, Sendable {
            public var rule: String
            public var party: String?
            /// 0–1.
            public var wanted: Double?
            public var points: [Point]
            /// Breaches that are neither answered nor excused.
            public var standing: Int
            /// From due (or from the run that first saw it, where nothing falls due) until it was answered, in milliseconds of
            /// all time; nil where nothing was.
            public var meanTimeToMend: Int64?
            public var mended: Int

            public struct Point: Hashable, Sendable {
                public var run: Int64
                public var met: Int
                public var breached: Int
                public var attainment: Double? { met + breached == 0 ? nil : Double(met) / Double(met + breached) }
            }
        }

        public struct Change: Hashable, Sendable {
            public var run: Int64
            /// Milliseconds since 1970 UTC.
            public var asOf: Int64
            public var rule: String
            public var subject: String
            public var kind: ChangeKind
            public var cause: ChangeCause
            /// What it is now, as in `missed`; nil where it is no breach any more.
            public var verdict: String?
            /// `missing` where there is none.
            public var due: Int64
            public var satisfiedAt: Int64
        }
    }

    extension Ledger {
        /// The ids of the agreements it has runs of.
        public func agreements() throws(LedgerError) -> [String] {
            try read { try $0.all("SELECT DISTINCT agreement FROM run ORDER BY agreement") { $0[0] } }
        }

        /// The rules of an agreement that it has heard of.
        public func rules(of agreement: String) throws(LedgerError) -> [String] {
            try read { database in
                try database.all(
                    "SELECT DISTINCT rule FROM attainment JOIN run ON run.id = run WHERE agreement = ? ORDER BY rule",
                    [.of(agreement)]
                ) { $0[0] }
            }
        }

        /// - Parameters:
        ///   - lead: Changes of this lead alone, of every run.
        ///   - rule: Changes of this rule alone, of every run.
        ///   - limit: So many of the latest runs.
        public func history(
            of agreement: String, lead: String? = nil, rule: String? = nil, limit: Int
        ) throws(LedgerError) -> History {
            try read { database in
                let runs = try Run.all(of: agreement, in: database)
                let shown = runs.suffix(limit)
                var history = History(
                    path: path, agreement: agreement, runs: [], rules: [], changes: [],
                    isOfSome: lead != nil || rule != nil)
                history.runs = try summaries(of: runs, in: database).suffix(limit)
                history.rules = try trends(of: agreement, since: shown.first?.id ?? 0, in: database)
                if let rule { history.rules.removeAll { $0.rule != rule } }
                history.changes = try changes(
                    of: agreement, lead: lead, rule: rule, runs: history.isOfSome ? nil : shown.last?.id, in: database)
                return history
            }
        }

        private func summaries(of runs: [Run], in database: any LedgerDatabase) throws -> [History.RunSummary] {
            var counts: [Int64: [ChangeKind: Int]] = [:]
            var ofPast: [Int64: Int] = [:]
            try database.each(
                "SELECT run, kind, count(*), count(*) FILTER (WHERE cause = 'past') FROM change GROUP BY run, kind"
            ) { row in
                guard let kind = ChangeKind(rawValue: row[1]) else { return }
                counts[row[0], default: [:]][kind] = row[2]
                ofPast[row[0], default: 0] += row[3]
            }
            return runs.map { run in
                History.RunSummary(run: run, changes: counts[run.id] ?? [:], ofPast: ofPast[run.id] ?? 0)
            }
        }

        private func trends(of agreement: String, since first: Int64, in database: any LedgerDatabase) throws
            -> [History.RuleTrend]
        {
            var order: [String] = []
            var trends: [String: History.RuleTrend] = [:]
            try database.each(
                """
                SELECT rule, party, run, met, late + missed, wanted FROM attainment JOIN run ON run.id = run
                WHERE agreement = ? AND run >= ? ORDER BY run, rule, party
                """, [.of(agreement), .of(first)]
            ) { row in
                let rule: String = row[0]
                let party: String = row[1]
                let name = rule + "\u{0}" + party
                if trends[name] == nil {
                    order.append(name)
                    trends[name] = History.RuleTrend(
                        rule: rule, party: party.isEmpty ? nil : party, wanted: nil, points: [], standing: 0,
                        meanTimeToMend: nil, mended: 0)
                }
                trends[name]?.wanted = row[5]
                trends[name]?.points.append(.init(run: row[2], met: row[3], breached: row[4]))
            }
            var standing: [String: Int] = [:]
            try database.each(
                "SELECT rule, count(*) FROM obligation WHERE agreement = ? AND verdict = 'missed' GROUP BY rule",
                [.of(agreement)]
            ) { standing[$0[0]] = $0[1] }
            var mended: [String: (mean: Int64, count: Int)] = [:]
            try database.each(
                """
                SELECT rule, CAST(sum(took) AS BIGINT) / count(took), count(took)
                FROM change JOIN obligation ON obligation.id = obligation
                WHERE agreement = ? AND took IS NOT NULL GROUP BY rule
                """, [.of(agreement)]
            ) { mended[$0[0]] = ($0[1], $0[2]) }
            for name in order {
                guard let rule = trends[name]?.rule else { continue }
                trends[name]?.standing = standing[rule] ?? 0
                trends[name]?.meanTimeToMend = mended[rule]?.mean
                trends[name]?.mended = mended[rule]?.count ?? 0
            }
            return order.compactMap { trends[$0] }
        }

        private func changes(
            of agreement: String, lead: String?, rule: String?, runs: Int64?, in database: any LedgerDatabase
        ) throws -> [History.Change] {
            let asked: [(column: String, value: LedgerValue)] = [
                ("lead", .of(lead)), ("rule", .of(rule)), ("run", .of(runs)),
            ].filter { $0.1 != .null }
            return try database.all(
                """
                SELECT run, as_of, rule, subject, kind, cause, change.verdict, change.due, change.satisfied_at
                FROM change JOIN obligation ON obligation.id = obligation JOIN run ON run.id = run
                WHERE obligation.agreement = ? \(asked.map { "AND \($0.column) = ?" }.joined(separator: " "))
                ORDER BY run, rule, subject
                """, [.of(agreement)] + asked.map(\.value)
            ) { row in
                guard let kind = ChangeKind(rawValue: row[4]), let cause = ChangeCause(rawValue: row[5]) else {
                    return nil
                }
                return History.Change(
                    run: row[0], asOf: row[1], rule: row[2], subject: row[3], kind: kind, cause: cause, verdict: row[6],
                    due: row[7] ?? missing, satisfiedAt: row[8] ?? missing)
            }.compactMap(\.self)
        }
    }
#endif
