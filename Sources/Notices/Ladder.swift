import Agreements
import BusinessTime
import Columns
import Compliance
import Ledgers
import Snapshots

/// What the ladders of an agreement ask for, as of a snapshot.
struct Ladder {
    /// A step that was reached, for one person.
    struct Reached {
        var notice: Notice
        /// When it was reached; of several for one person the latest is told.
        var moment: Int64
        /// The person's own calendar.
        var timetable: Timetable
        /// Nil for volumes and rates.
        var lead: String?
    }

    private(set) var reached: [Reached] = []
    private(set) var lost: [NoticePlan.Lost] = []
    /// What is open or breached and neither answered nor excused, with the episodes of its clocks.
    private(set) var running: [ObligationName: Int64] = [:]

    private let judgement: Judgement
    private let words: VerdictWords
    private let clocks: RunningClocks
    private let owners: [Int32]?

    /// - Parameter appeared: When a breach that has no due was first seen; nil where it is new.
    /// Nil where a database judged: ladders climb by the clocks of rows.
    init?(_ observation: Observation, appeared: (ObligationName) -> Int64?) {
        guard let judgement = observation.open(), let clocks = observation.clocks(of: judgement) else { return nil }
        self.judgement = judgement
        self.clocks = clocks
        words = VerdictWords(judgement)
        owners = judgement.snapshot.link("owner", of: "leads")?.rows
        for record in judgement.verdicts {
            let result = judgement.rules[Int(record.rule)]
            guard let name = result.rule.escalation,
                let ladder = judgement.agreements[result.agreement].escalations.first(where: { $0.name == name })
            else { continue }
            let obligation = ObligationName(rule: result.rule.id, subject: words.subject(of: record))
            let clock = clocks.clock(of: record)
            let due = record.due == missing && record.verdict == .missed ? appeared(obligation) ?? asOf : record.due
            let episode = clock == nil ? due : record.start
            running[obligation] = episode
            for step in ladder.steps { climb(step, record, result.rule, obligation, clock, due, episode) }
        }
    }

    private var asOf: Int64 { judgement.snapshot.asOf }

    private mutating func climb(
        _ step: EscalationLadder.Step, _ record: VerdictRecord, _ rule: Rule, _ obligation: ObligationName,
        _ clock: RunningClock?, _ due: Int64, _ episode: Int64
    ) {
        let isBreached = record.verdict == .missed
        let moment: Int64?
        switch step.at {
        case .share(let share):
            // What has no clock is whole or broken.
            moment = clock.map { $0.instant(ofShare: share) } ?? (isBreached ? due : nil)
        case .due: moment = isBreached ? due : nil
        case .after(let target):
            moment = isBreached && due != missing ? clocks.timetable(of: record).due(of: target, from: due) : nil
        }
        guard let moment, moment != missing, moment <= asOf else { return }
        let name = "\(step.at.words) to \(step.to.words)"
        let found = recipient(step.to, record)
        guard let person = found.person, person.address.isMailAddress else {
            let reason = found.person == nil ? found.why : "what is given as an address is none"
            lost.append(.init(obligation: obligation, step: name, reason: reason))
            return
        }
        var state: [UInt8] = []
        words.write(reasonOf: record, to: &state)
        let notice = Notice(
            kind: isBreached ? .breach : .warning, obligation: obligation, severity: rule.severity,
            says: rule.says ?? rule.id, episode: episode, step: name, occurrence: 0, person: person,
            due: record.due, state: String(decoding: state, as: UTF8.self), why: "\(found.why); \(step.at.reason)")
        reached.append(
            Reached(
                notice: notice, moment: moment,
                timetable: clocks.timetable(ofUser: found.user, ruledBy: record.rule),
                lead: words.lead(of: record).map { String(decoding: $0, as: UTF8.self) }))
    }

    // MARK: Recipients

    /// The person that a step goes to, and why that one; where there is none, why not. The user is its row, −1 for nobody's.
    private func recipient(
        _ recipient: EscalationLadder.Step.Recipient, _ record: VerdictRecord
    ) -> (person: Person?, user: Int32, why: String) {
        let owner = record.lead < 0 ? -1 : owners?[Int(record.lead)] ?? -1
        let isOwners =
            switch recipient {
            case .owner, .manager, .managersManager: true
            case .party, .address: false
            }
        if isOwners, owner < 0 {
            return (nil, -1, record.lead < 0 ? "a period has no owner" : "the lead has no owner")
        }
        switch recipient {
        case .owner:
            // Whoever has left reads nothing.
            guard isActive(owner) else {
                return user(manager(of: owner), "you manage \(name(owner)), who owns this lead and has left")
            }
            return user(owner, "you own this lead")
        case .manager: return user(manager(of: owner), "you manage \(name(owner)), who owns this lead")
        case .managersManager:
            return user(manager(of: manager(of: owner)), "you are above \(name(owner)), who owns this lead")
        case .party(let id):
            let agreement = judgement.agreements[judgement.rules[Int(record.rule)].agreement]
            let party = agreement.parties.first { $0.id == id }
            guard let address = party?.email else { return (nil, -1, "the party '\(id)' has no address") }
            return (Person(address: address, name: party?.name), -1, "you speak for \(id)")
        case .address(let address): return (Person(address: address, name: nil), -1, "the agreement names you")
        }
    }

    private func user(_ row: Int32, _ why: String) -> (person: Person?, user: Int32, why: String) {
        guard row >= 0 else { return (nil, -1, "nobody is known to manage the owner") }
        guard let address = judgement.snapshot.users?.text("email", Int(row)) else {
            return (nil, row, "\(name(row)) has no address in the users")
        }
        return (Person(address: address, name: judgement.snapshot.users?.text("name", Int(row))), row, why)
    }

    private func name(_ row: Int32) -> String {
        let users = judgement.snapshot.users
        return users?.text("name", Int(row)) ?? users?.text("id", Int(row)) ?? "?"
    }

    private func manager(of row: Int32) -> Int32 { row < 0 ? -1 : judgement.snapshot.managerRow?[Int(row)] ?? -1 }

    private func isActive(_ row: Int32) -> Bool {
        guard case .booleans(let active)? = judgement.snapshot.users?.columns["active"] else { return true }
        return active[Int(row)] != .isFalse
    }

    // MARK: Those who were told before

    /// Somebody by the address, with the calendar of the user who has it.
    func person(_ address: String) -> (person: Person, timetable: Timetable) {
        let users = judgement.snapshot.users
        let row = (0..<(users?.rowCount ?? 0)).first { users?.text("email", $0) == address }
        let party = judgement.current.parties.first { $0.email == address }
        let name = row.flatMap { users?.text("name", $0) } ?? party?.name
        return (
            Person(address: address, name: name), clocks.timetable(ofUser: row.map { Int32($0) } ?? -1, ruledBy: 0)
        )
    }

    /// How an obligation ended; nil where it did not, or nobody can say.
    func end(_ record: VerdictRecord?, _ observation: Observation) -> String? {
        guard let record else { return observation.rejectedRows > 0 ? nil : "the data do not show it any more" }
        switch record.verdict {
        case .met, .late:
            let time = LocalTime(zone: judgement.current.zone)
            return record.satisfiedAt == missing ? "kept now" : "answered \(time.instant(record.satisfiedAt))"
        case .waived: return "waived"
        case .void: return "void"
        case .open, .atRisk, .missed, .unknown: return nil
        }
    }

    /// The rule of an id, by the latest version that has it.
    func rule(_ id: String) -> Rule? { judgement.rules.last { $0.rule.id == id }?.rule }
}

extension EscalationLadder.Step.Moment {
    /// `at 75%`, `at due`, `1 business day after due`.
    fileprivate var words: String {
        switch self {
        case .share(let share): "at \(Self.percent(share))"
        case .due: "at due"
        case .after(let target): "\(target.text) after due"
        }
    }

    fileprivate var reason: String {
        switch self {
        case .share(let share): "\(Self.percent(share)) of the time is used"
        case .due: "the time is used up"
        case .after(let target): "\(target.text) passed since it was due"
        }
    }

    private static func percent(_ share: Double) -> String {
        let percent = (share * 1000).rounded() / 10
        return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }
}

extension EscalationLadder.Step.Recipient {
    fileprivate var words: String {
        switch self {
        case .owner: "owner"
        case .manager: "manager"
        case .managersManager: "manager.manager"
        case .party(let party): party
        case .address(let address): address
        }
    }
}

extension String {
    /// Whether it can stand in a header and in an envelope as it is: one @, and nothing that ends or groups addresses.
    var isMailAddress: Bool {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && utf8.count <= 254
            && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"()<>[]:;,\\\"".utf8.contains($0) }
    }
}
