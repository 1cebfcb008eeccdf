/// What changed from one version of an agreement to another, in the agreement's own words.
public struct AgreementDiff: Hashable, Sendable {
    /// A rule, calendar, definition … that is new, is gone, or says something else.
    public struct Item: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable { case added, removed, changed }
        public var section: Provision.Section
        /// Empty where the section itself says it.
        public var name: String
        public var kind: Kind
        /// Whether to have or lose all of it is stricter or looser; nil where it only changed, or where that cannot be said.
        public var strictness: Strictness?
        public var party: String?
        /// What changed of it; of one that is new or gone, everything it says.
        public var changes: [Change]
    }

    public struct Change: Hashable, Sendable {
        /// `target for enterprise`.
        public var aspect: String
        /// Nil where it was not said before, or is no longer.
        public var old: String?
        public var new: String?
        public var strictness: Strictness?
        public var party: String?
    }

    public var items: [Item]

    public init(from old: Agreement, to new: Agreement) {
        let (before, after) = (old.provisions, new.provisions)
        items = Provision.Section.allCases.flatMap { section in
            Self.items(of: section, before.filter { $0.section == section }, after.filter { $0.section == section })
        }
    }

    /// The changes that make the agreement stricter or looser for a party; items that are new or gone count once.
    public func count(_ strictness: Strictness, for party: String) -> Int {
        effects.count { $0.strictness == strictness && $0.party == party }
    }

    /// How many things changed; items that are new or gone count once.
    public var count: Int { effects.count }

    private var effects: [(strictness: Strictness?, party: String?)] {
        items.flatMap { item in
            item.kind == .changed ? item.changes.map { ($0.strictness, $0.party) } : [(item.strictness, item.party)]
        }
    }

    /// In the order of the new version; what is gone comes last.
    private static func items(of section: Provision.Section, _ old: [Provision], _ new: [Provision]) -> [Item] {
        let (before, after) = (Dictionary(grouping: old, by: \.item), Dictionary(grouping: new, by: \.item))
        var names: [String] = []
        for provision in new + old where !names.contains(provision.item) { names.append(provision.item) }
        return names.compactMap { name in
            let (was, now) = (before[name] ?? [], after[name] ?? [])
            // What a section says itself is never new or gone as a whole.
            let kind: Item.Kind =
                name.isEmpty || !was.isEmpty && !now.isEmpty ? .changed : was.isEmpty ? .added : .removed
            let changes = changes(was, now)
            if changes.isEmpty { return nil }
            let head = (now.isEmpty ? was : now).first { $0.aspect.isEmpty }
            return Item(
                section: section, name: name, kind: kind,
                strictness: kind == .changed ? nil : head?.weight?.presence.strictness(isNew: kind == .added),
                party: head?.party, changes: changes)
        }
    }

    private static func changes(_ old: [Provision], _ new: [Provision]) -> [Change] {
        let (before, after) = (Dictionary(grouping: old, by: \.aspect), Dictionary(grouping: new, by: \.aspect))
        var aspects: [String] = []
        for provision in new + old where !aspects.contains(provision.aspect) { aspects.append(provision.aspect) }
        return aspects.flatMap { aspect -> [Change] in
            let (was, now) = (before[aspect] ?? [], after[aspect] ?? [])
            let gone = was.filter { one in !now.contains { $0.words == one.words } }
            let come = now.filter { one in !was.contains { $0.words == one.words } }
            // Several under one name, as the recipients of a step, have no counterparts; a single one has.
            if let one = gone.first, let other = come.first, gone.count == 1, come.count == 1 {
                return [change(one, other)]
            }
            return gone.map { change($0, nil) } + come.map { change(nil, $0) }
        }
    }

    private static func change(_ old: Provision?, _ new: Provision?) -> Change {
        var strictness: Strictness?
        if let old, let new {
            if let newer = new.weight?.size, let older = old.weight?.size { strictness = newer.compared(to: older) }
        } else {
            strictness = (new ?? old)?.weight?.presence.strictness(isNew: new != nil)
        }
        let one = new ?? old
        return Change(
            aspect: one?.aspect ?? "", old: old?.words, new: new?.words, strictness: strictness, party: one?.party)
    }
}

extension Provision.Weight.Presence {
    fileprivate func strictness(isNew: Bool) -> Strictness? {
        switch self {
        case .binds: isNew ? .stricter : .looser
        case .excuses: isNew ? .looser : .stricter
        case .neutral: nil
        }
    }
}

extension AgreementDiff.Change {
    /// `4 → 2 business hours`; what is only there or only gone says so.
    public var words: String {
        switch (old, new) {
        case (let old?, let new?):
            let (before, after) = (old.split(separator: " "), new.split(separator: " "))
            let shared = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.count
            let isShort = before.count == shared + 1 && after.count == shared + 1 && shared > 0
            return isShort ? "\(before[0]) → \(new)" : "\(old) → \(new)"
        case (nil, let new?): return "new: \(new)"
        case (let old?, nil): return "no longer: \(old)"
        case (nil, nil): return ""
        }
    }
}
