import Agreements
import BusinessTime
import Columns
import Ledgers

/// Who is told.
public struct Person: Hashable, Sendable {
    public var address: String
    public var name: String?
}

/// One thing to be told to one person, and why.
public struct Notice: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case breach, warning, resolved
    }

    public var kind: Kind
    public var obligation: ObligationName
    public var severity: RuleSeverity
    /// What is owed, in the author's words.
    public var says: String
    /// Tells one running of a clock from another of the same name: its start, or the as-of that first saw it.
    public var episode: Int64
    /// The step of the ladder, as `at 75% to owner`; `resolved` when all is well.
    public var step: String
    /// 0; more where it is said again.
    public var occurrence: Int
    public var person: Person
    /// Milliseconds since 1970 UTC; `missing` where nothing falls due.
    public var due: Int64
    /// How it stands: `no touch after 6 h of business time, 4 business hours agreed`.
    public var state: String
    /// Why this person is told, and why now: `you own this lead; 75% of the time is used`.
    public var why: String

    /// The most urgent first: what is breached, by severity and due.
    static func precedes(_ a: Notice, _ b: Notice) -> Bool {
        if a.kind != b.kind { return a.kind.rank < b.kind.rank }
        if a.severity != b.severity { return a.severity > b.severity }
        if a.due != b.due { return a.due != missing && (b.due == missing || a.due < b.due) }
        return (a.obligation.rule, a.obligation.subject) < (b.obligation.rule, b.obligation.subject)
    }

    /// What a receiver may know it by, whenever it is said.
    var key: String {
        [obligation.rule, obligation.subject, "\(episode)", step, "\(occurrence)", person.address]
            .joined(separator: "\u{1F}")
    }
}

/// Everything that one person is told at once.
public struct Digest: Hashable, Sendable {
    /// The agreement's id, and its title or id.
    public var agreement: String
    public var title: String
    public var person: Person
    /// The most urgent first.
    public var notices: [Notice]
    /// Names the digest for good: a receiver that has seen it may drop it.
    public var key: String
    /// In which instants are told.
    public var zone: Zone

    init(_ agreement: Agreement, _ person: Person, _ notices: [Notice], zone: Zone) {
        self.agreement = agreement.id
        title = agreement.title ?? agreement.id
        self.person = person
        self.zone = zone
        self.notices = notices.sorted(by: Notice.precedes)
        let text = ([agreement.id] + self.notices.map(\.key)).joined(separator: "\u{1E}")
        key = String(SHA256.hexadecimal(Array(text.utf8)).prefix(32))
    }

    /// The same digest is another message on another channel.
    public func key(on channel: String) -> String {
        String(SHA256.hexadecimal(Array("\(key)\u{1F}\(channel)".utf8)).prefix(32))
    }

    /// In a line: `2 overdue, 1 due soon: Acme demand generation SLA`.
    public var subject: String {
        let parts = Notice.Kind.allCases.compactMap { kind -> String? in
            let count = notices.count { $0.kind == kind }
            return count == 0 ? nil : kind.counted(count)
        }
        return "\(parts.joined(separator: ", ")): \(title)"
    }
}

extension Notice.Kind {
    fileprivate var rank: Int { Notice.Kind.allCases.firstIndex(of: self) ?? 0 }

    fileprivate func counted(_ count: Int) -> String {
        switch self {
        case .breach: "\(count) overdue"
        case .warning: "\(count) due soon"
        case .resolved: "\(count) resolved"
        }
    }

    var heading: String {
        switch self {
        case .breach: "Overdue"
        case .warning: "Due soon"
        case .resolved: "Resolved"
        }
    }
}
