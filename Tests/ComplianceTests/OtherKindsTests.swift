import Agreements
import Columns
import Findings
import Testing

@testable import Compliance

@Suite struct CadenceTests {
    private func world(touches: [String], leaves: String? = nil) -> World {
        var world = World()
        world.leads = [["id": "L1"]]
        world.tables["stage_changes"] = [
            ["lead_id": "L1", "from_stage": "mql", "to_stage": "recycled", "at": "2026-01-01T00:00:00Z"]
        ]
        if let leaves {
            world.tables["stage_changes"]?.append([
                "lead_id": "L1", "from_stage": "recycled", "to_stage": "mql", "at": leaves,
            ])
        }
        world.tables["activities"] = touches.map { ["lead_id": "L1", "direction": "outbound", "at": $0] }
        return world
    }

    /// As of 31 March, 89 days after the entry.
    @Test(arguments: [
        (["2026-01-31T00:00:00Z", "2026-03-02T00:00:00Z"], nil, Verdict.met),
        (["2026-01-31T00:00:01Z", "2026-03-02T00:00:00Z"], nil, .missed),
        (["2026-01-31T00:00:00Z"], nil, .missed),
        ([], "2026-01-31T00:00:00Z", .met),
        ([], "2026-01-31T00:00:01Z", .missed),
    ])
    func findsTheLongestGap(touches: [String], leaves: String?, verdict: Verdict) throws {
        let rules = "nurturing:\n  monthly: { cadence: { while: recycled, event: touch, every: 30 days } }\n"
        let world = world(touches: touches.isEmpty ? ["2025-12-01T00:00:00Z"] : touches, leaves: leaves)
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict])
    }

    /// The history says the lead left, its present stage that it is still there: the stay lasts.
    @Test(arguments: [("mql", Verdict.met), ("recycled", .missed)])
    func trustsThePresentStage(stage: String, verdict: Verdict) throws {
        let rules = "nurturing:\n  monthly: { cadence: { while: recycled, event: touch, every: 30 days } }\n"
        var world = world(touches: ["2026-01-10T00:00:00Z"], leaves: "2026-01-20T00:00:00Z")
        world.leads[0]["stage"] = stage
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict])
    }

    @Test(arguments: [
        (["2026-01-20T00:00:00Z", "2026-02-20T00:00:00Z"], Verdict.open),
        (["2026-02-20T00:00:00Z"], .missed), (["2026-01-20T00:00:00Z"], .missed),
    ])
    func keepsASchedule(touches: [String], verdict: Verdict) throws {
        let rules =
            "nurturing:\n  steps: { cadence: { while: recycled, event: touch, schedule: [30 days, 60 days, 90 days] } }\n"
        #expect(try world(touches: touches).judge(rules).verdicts.map(\.verdict) == [verdict])
    }
}

@Suite struct StateTests {
    /// A date that meets an instant begins where the agreement is at home, in conditions over leads and over rows.
    @Test(arguments: [
        ("", "2026-02-28T23:59:59Z", false), ("", "2026-03-01T00:00:00Z", true),
        ("time_zone: America/New_York\n", "2026-03-01T04:59:59Z", false),
        ("time_zone: America/New_York\n", "2026-03-01T05:00:00Z", true),
        ("time_zone: Asia/Singapore\n", "2026-02-28T15:59:59Z", false),
        ("time_zone: Asia/Singapore\n", "2026-02-28T16:00:00Z", true),
    ])
    func daysBeginInTheZoneOfTheAgreement(zone: String, instant: String, isMarch: Bool) throws {
        let rules =
            zone + """
                responsibilities:
                  marketing:
                    young: { require: created_at >= date '2026-03-01' }
                    moved: { require: created_at + 1 hour - 1 hour >= date '2026-02-01' + 28 days }
                """
        var world = World()
        world.leads = [["id": "L1", "created_at": instant]]
        let verdict: Verdict = isMarch ? .met : .missed
        #expect(try world.judge(rules).verdicts.map(\.verdict) == [verdict, verdict])
    }

    @Test func requiresTruthAndNamesWhatIsMissing() throws {
        let rules = """
            responsibilities:
              marketing:
                complete: { require: email is not null and score >= 60 }
            """
        var world = World()
        world.leads = [
            ["id": "L1", "email": "a@x.example", "score": "60"], ["id": "L2", "email": "b@x.example", "score": "59"],
            ["id": "L3", "email": "c@x.example"], ["id": "L4", "score": "70"],
        ]
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.met, .missed, .missed, .missed])
        #expect(judgement.view(of: judgement.verdicts[2]).reason.contains("without a value in score"))
        #expect(judgement.view(of: judgement.verdicts[1]).reason.hasPrefix("not true"))
    }

    /// Users that were not exported are a lack of the snapshot, not a mistake of the agreement.
    @Test func refusesARuleAboutOwnersWithoutUsers() throws {
        var world = World()
        world.leads = [["id": "L1", "owner_id": "U1"]]
        let judgement = try world.judge("responsibilities:\n  sales:\n    active: { require: owner.active }\n")
        #expect(judgement.rules[0].isRefused)
        #expect(judgement.findings.map(\.code.id) == ["LP0232"])
    }

    @Test func takesTheFirstOfDuplicatesByCreationThenId() throws {
        let rules = "responsibilities:\n  marketing:\n    unique-email: { unique: lower(trim(email)) }\n"
        var world = World()
        world.leads = [
            ["id": "L3", "email": "A@x.example", "created_at": "2026-01-02T00:00:00Z"],
            ["id": "L2", "email": "a@x.example  ", "created_at": "2026-01-01T00:00:00Z"],
            ["id": "L1", "email": " a@X.example", "created_at": "2026-01-02T00:00:00Z"],
            ["id": "L4", "created_at": "2026-01-01T00:00:00Z"],
            ["id": "L5", "email": "b@x.example"],
        ]
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map { judgement.view(of: $0).subject } == ["L1", "L2", "L3", "L5"])
        #expect(judgement.verdicts.map(\.verdict) == [.missed, .met, .missed, .met])
        #expect(judgement.view(of: judgement.verdicts[0]).reason == "same key as L2, which came first")
    }
}

@Suite struct PeriodRuleTests {
    private var world: World {
        var world = World()
        world.asOf = "2026-03-15T00:00:00Z"
        for (number, day) in ["2026-01-05", "2026-01-20", "2026-02-03", "2026-03-03"].enumerated() {
            world.leads.append(["id": "L\(number)"])
            world.tables["stage_changes", default: []].append([
                "lead_id": "L\(number)", "to_stage": "mql", "at": "\(day)T00:00:00Z",
            ])
        }
        world.tables["stage_changes"]?.append([
            "lead_id": "L0", "from_stage": "mql", "to_stage": "sal", "at": "2026-02-01T00:00:00Z",
        ])
        return world
    }

    @Test func countsByMonth() throws {
        let rules =
            "responsibilities:\n  marketing:\n    volume: { volume: { of: first enters mql, per: month, at_least: 2 } }\n"
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.met, .missed, .open])
        #expect(judgement.rules[0].figures.map(\.name) == ["2026-01", "2026-02", "2026-03"])
        #expect(judgement.rules[0].figures.map(\.value) == [2, 1, 1])
    }

    /// Three times 0.1 is more than 0.3 in binary fractions, and no more than 0.3 to whoever reads it.
    @Test func addsMoneyAsPeopleDo() throws {
        var world = World()
        world.leads = (0..<3).map { ["id": "L-\($0)", "created_at": "2026-01-0\($0 + 2)T10:00:00Z", "score": "0.1"] }
        let judgement = try world.judge(
            "responsibilities:\n  marketing:\n    sum: { volume: { of: created, sum: score, per: year, at_most: 0.3 } }\n"
        )
        #expect(judgement.rules[0].figures.map(\.words) == ["0.3, at most 0.3"])
        #expect(judgement.rules[0].breaches == 0)
    }

    @Test func takesAShareOfAllLeads() throws {
        let rules =
            "responsibilities:\n  marketing:\n    volume: { volume: { of: first enters mql, per: month, at_least: 38% of leads } }\n"
        // 38 % of 4 leads are 1.52: rounded half up, 2.
        #expect(try world.judge(rules).rules[0].figures.map(\.atLeast) == [2, 2, 2])
    }

    @Test func ratesThePeriodOfAmong() throws {
        let rules =
            "responsibilities:\n  marketing:\n    rate: { rate: { of: enters sal, among: first enters mql, per: month, at_least: 50% } }\n"
        let judgement = try world.judge(rules)
        #expect(judgement.verdicts.map(\.verdict) == [.met, .missed, .open])
        #expect(judgement.rules[0].figures[0].words == "50 % (1 of 2), at least 50 %")
    }
}

@Suite struct DeterminismTests {
    /// Four thousand leads in any order of rows and any number of threads give the same verdicts.
    @Test(arguments: [1, 2, 3, 7])
    func isTheSameForAnyOrderAndThreads(threads: Int) throws {
        let rules = """
            responsibilities:
              sales:
                response: { clock: { from: first enters mql, to: touch, within: 4 business hours }, goal: { met: 95%, p90: 6 business hours } }
                dwell: { clock: { from: each enters sal, to: leaves sal, within: 2 days } }
            """
        var random = SplitMix64(seed: 7)
        var world = World()
        for number in 0..<9000 {
            let id = "L\(10_000 + number)"
            world.leads.append(["id": id])
            let day = 1 + Int(random.next() % 20)
            let entry = "2026-03-\(day < 10 ? "0" : "")\(day)T1\(random.next() % 10):00:00Z"
            world.tables["stage_changes", default: []].append(["lead_id": id, "to_stage": "mql", "at": entry])
            world.tables["stage_changes", default: []].append([
                "lead_id": id, "from_stage": "mql", "to_stage": "sal", "at": entry,
            ])
            world.tables["activities", default: []].append(
                ["lead_id": id, "direction": "outbound", "at": "2026-03-2\(random.next() % 9)T10:00:00Z"])
        }
        func listing(_ judgement: Judgement) -> [String] {
            judgement.verdicts.map { record in
                let view = judgement.view(of: record)
                return "\(view.rule.id) \(view.subject) \(record.verdict) \(record.due) \(record.used)"
            }
        }
        let plain = try world.judge(rules)
        var shuffled = world
        shuffled.leads.shuffle(using: &random)
        for table in shuffled.tables.keys { shuffled.tables[table]?.shuffle(using: &random) }
        let other = try shuffled.judge(rules, threads: threads)
        #expect(listing(other) == listing(plain))
        #expect(other.rules.map(\.goal) == plain.rules.map(\.goal))
    }
}

/// A small generator with a seed (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
