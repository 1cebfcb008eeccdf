import BusinessTime

extension Rule {
    /// What the rule says; what nobody owes has no weight.
    func add(to list: inout ProvisionList) {
        list.section =
            switch section {
            case .responsibilities: .responsibilities
            case .nurturing: .nurturing
            case .metrics: .metrics
            }
        list.item = id
        list.party = party
        let isOwed = section != .metrics
        list.add("", kindWord, isOwed ? .binding : nil)
        list.add("owed by", party)
        list.add("says", says?.collapsed)
        list.add("applies to", applies?.canonicalText, isOwed ? .excusing : nil)
        switch kind {
        case .clock(let clock): clock.add(to: &list)
        case .cadence(let cadence): cadence.add(to: &list)
        case .require(let require):
            list.add("requires", require.condition.canonicalText)
            list.add("of leads once", require.at.map(\.words), .excusing)
        case .unique(let unique): list.add("key", unique.key.canonicalText)
        case .volume(let volume): volume.add(to: &list)
        case .rate(let rate): rate.add(to: &list)
        }
        if isOwed {
            if let goal { goal.add(to: &list) }
            let rank = RuleSeverity.allCases.firstIndex(of: severity) ?? 0
            list.add(
                "severity", severity.rawValue, .init(presence: .binds, size: .more(Double(rank), unit: "severity")))
            list.add("escalation", escalation)
        }
        list.party = nil
    }

    /// The key of the agreement that says which kind it is.
    private var kindWord: String {
        switch kind {
        case .clock: "clock"
        case .cadence: "cadence"
        case .require: "require"
        case .unique: "unique"
        case .volume: "volume"
        case .rate: "rate"
        }
    }
}

extension ClockRule {
    fileprivate func add(to list: inout ProvisionList) {
        list.add("starts", from.words)
        list.add("ends", to.words)
        for row in within {
            let presence = row.when == nil ? Provision.Weight.Presence.binds : .neutral
            list.add(
                row.when.map { "target for \($0.canonicalText)" } ?? "target", row.target.text,
                .init(presence: presence, size: .time(row.target)))
        }
        let conditions = within.compactMap { $0.when?.canonicalText }
        if conditions.count > 1 { list.add("order of the targets", conditions.joined(separator: "; ")) }
        list.add("calendar", calendar.words)
        list.add("at risk from", warnAt.map(percent))
        if !pause.stages.isEmpty {
            list.add("stands still in", pause.stages.inOrder.joined(separator: ", "), .excusing)
        }
        for text in pause.spans.map({ "from \($0.from.words) until \($0.until.words)" }).inOrder {
            list.add("stands still \(text)", "yes", .excusing)
        }
        list.add("cancelled when", cancel?.words, .excusing)
    }
}

extension CadenceRule {
    fileprivate func add(to list: inout ProvisionList) {
        list.add("while in", "\(stays.rawValue) \(stage)")
        list.add("wants", event.words)
        switch rhythm {
        case .every(let target): list.add("every", target.text, .init(presence: .binds, size: .time(target)))
        case .schedule(let steps):
            for (index, step) in steps.enumerated() {
                list.add("step \(index + 1) by", step.text, .init(presence: .binds, size: .time(step)))
            }
        }
        list.add("calendar", calendar.words)
    }
}

extension VolumeRule {
    fileprivate func add(to list: inout ProvisionList) {
        list.add("counts", of.words)
        list.add("sums", sum)
        list.add("each", per.rawValue)
        list.add(
            "at least", atLeast?.words, atLeast.map { .init(presence: .binds, size: .more($0.number, unit: $0.unit)) })
        list.add(
            "at most", atMost?.words, atMost.map { .init(presence: .binds, size: .less($0.number, unit: $0.unit)) })
    }
}

extension VolumeRule.Limit {
    /// `400`, `9% of leads`.
    public var words: String {
        switch self {
        case .amount(let amount): written(amount)
        case .shareOfLeads(let share): "\(percent(share)) of leads"
        }
    }

    fileprivate var number: Double {
        switch self {
        case .amount(let number), .shareOfLeads(let number): number
        }
    }

    fileprivate var unit: String {
        switch self {
        case .amount: ""
        case .shareOfLeads: "leads"
        }
    }
}

extension RateRule {
    fileprivate func add(to list: inout ProvisionList) {
        list.add("counts", of.words)
        list.add("among", among.words)
        list.add("each", per.rawValue)
        list.add("at least", atLeast.map(percent), atLeast.map { .init(presence: .binds, size: .more($0, unit: "")) })
        list.add("at most", atMost.map(percent), atMost.map { .init(presence: .binds, size: .less($0, unit: "")) })
    }
}

extension Goal {
    fileprivate func add(to list: inout ProvisionList) {
        list.add(
            "goal", met.map { "\(percent($0)) met" }, met.map { .init(presence: .binds, size: .more($0, unit: "")) })
        for quantile in quantiles.sorted(by: { $0.quantile < $1.quantile }) {
            list.add(
                "goal for \(percent(quantile.quantile))", quantile.limit.text,
                .init(presence: .binds, size: .time(quantile.limit)))
        }
    }
}

extension EventChoice {
    /// `first enters mql`.
    public var words: String { "\(which.rawValue) \(event.words)" }
}

extension EventCount {
    /// `touch`, `6 touch across 2 kind`.
    public var words: String {
        let across = across.map { " across \($0.distinct) \($0.column)" } ?? ""
        return (count == 1 ? event.words : "\(count) \(event.words)") + across
    }
}

extension CalendarSource {
    /// As the agreement writes it; nil where it says nothing.
    public var words: String? {
        switch self {
        case .standard: nil
        case .named(let name): name
        case .owner: "owner"
        case .ownerColumn(let column): "owner.\(column)"
        case .column(let column): "lead.\(column)"
        case .user: "user"
        }
    }
}
