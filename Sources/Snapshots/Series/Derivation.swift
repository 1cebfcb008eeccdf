import Columns

/// Derives changes from the states of leads in snapshots that follow one another.
///
/// What differs between two snapshots happened after the earlier was taken, and no later than the later one; no later
/// either than the lead was last changed at all, where the leads say so. Changes that were undone between the two are not
/// seen.
struct Derivation {
    /// What is followed of each lead.
    enum Attribute { case stage, owner, disposition }

    /// A change of a lead, and between which instants it happened.
    struct Change {
        var lead: Int
        /// Codes of texts; 0 is none.
        var from: Int32
        var to: Int32
        var range: Range
    }

    /// Between which instants something happened, both included.
    struct Range {
        var earliest: Int64
        /// By the snapshots alone.
        var latest: Int64
        /// When the lead was last changed at all, if that is earlier than `latest`; else the same.
        var modified: Int64

        func closed(isModifiedTrusted: Bool) -> ClosedRange<Int64> {
            earliest...max(earliest, isModifiedTrusted ? modified : latest)
        }
    }

    /// The last that was seen of a lead.
    private struct State {
        /// The number of the snapshot.
        var seen: Int32 = -1
        /// The earliest instant of its latest stage change: the next one is later.
        var changed = Int64.min
        var stage = Value()
        var owner = Value()
        var disposition = Value()
    }

    /// The value of an attribute as its code, and the snapshot in which it was read; −1 for none.
    private struct Value {
        var code: Int32 = -1
        var night: Int32 = -1
    }

    private(set) var ids: [[UInt8]] = []
    /// Texts by code.
    private(set) var texts: [[UInt8]] = [[]]
    private(set) var stageChanges: [Change] = []
    private(set) var ownerChanges: [Change] = []
    /// By lead, when its disposition came to what it is.
    private(set) var dispositions: [Int: Range] = [:]
    /// Leads that were not in some snapshot between two in which they were.
    private(set) var returned: [(lead: Int, night: Int)] = []
    /// Leads of the first snapshot that do not say when they were created, so that nothing is known of what came before.
    private(set) var withoutCreation = 0
    /// Changes of leads that say when they were last changed, and those of them that say a time before the change.
    private(set) var modified = 0
    private(set) var contradicted: [(lead: Int, night: Int)] = []
    private var states: [State] = []
    private var numbers: [[UInt8]: Int] = [:]
    private var codes: [[UInt8]: Int32] = [:]
    private var taken: [ClosedRange<Int64>] = []

    /// Takes the next snapshot.
    ///
    /// - Parameter leads: Its leads, with `id` and as many of `created_at`, `modified_at`, `stage`, `owner_id` and
    ///   `disposition` as it has.
    mutating func add(_ leads: Snapshot.Table, taken when: ClosedRange<Int64>) {
        let night = Int32(taken.count)
        taken.append(when)
        guard case .text(let ids)? = leads.columns["id"] else { return }
        var created: [Int64]?
        if case .instants(let column)? = leads.columns["created_at"] { created = column.values }
        var modified: InstantColumn?
        if case .instants(let column)? = leads.columns["modified_at"] { modified = column }
        let (stages, owners) = (codes(of: "stage", in: leads), codes(of: "owner_id", in: leads))
        let dispositions = codes(of: "disposition", in: leads)
        var expected = 0
        for row in 0..<leads.rowCount {
            guard let id = ids.bytes(row) else { continue }
            let lead = number(of: id, expecting: expected)
            expected = lead + 1
            var state = states[lead]
            let isNew = state.seen < 0
            if !isNew, state.seen < night - 1 { returned.append((lead, Int(night))) }
            state.seen = night
            let creation = created?[row] ?? missing
            if isNew, night == 0, creation == missing { withoutCreation += 1 }
            let sight = Sight(lead: lead, isNew: isNew, created: creation, modified: modified?.latest(row))
            // A lead without a stage for a night tells nothing of stages; without an owner it has none.
            if let stage = stages?[row], stage != 0 { followStage(stage, &state, sight) }
            if let owner = owners?[row] {
                if state.owner.night >= 0, state.owner.code != owner, let range = range(after: state.owner, sight) {
                    ownerChanges.append(Change(lead: lead, from: state.owner.code, to: owner, range: range))
                }
                state.owner = Value(code: owner, night: night)
            }
            if let disposition = dispositions?[row] {
                if state.disposition.code != disposition {
                    self.dispositions[lead] = disposition == 0 ? nil : range(after: state.disposition, sight)
                }
                state.disposition = Value(code: disposition, night: night)
            }
            states[lead] = state
        }
    }

    /// Leads that are not in the last snapshot.
    var gone: [Int] {
        let last = Int32(taken.count - 1)
        return states.indices.filter { states[$0].seen < last }
    }

    /// Whether `modified_at` is to be believed: a zone that is wrong, or a column of another meaning, contradicts itself
    /// in a good part of the changes.
    var isModifiedTrusted: Bool { contradicted.count * 100 <= modified }

    private mutating func followStage(_ stage: Int32, _ state: inout State, _ sight: Sight) {
        let before = state.stage
        state.stage = Value(code: stage, night: Int32(taken.count - 1))
        guard before.code != stage, var range = range(after: before, sight) else { return }
        if state.changed != .min { range.earliest = max(range.earliest, state.changed + 1) }
        state.changed = range.earliest
        stageChanges.append(Change(lead: sight.lead, from: max(before.code, 0), to: stage, range: range))
    }

    /// A lead as the snapshot added last has it.
    private struct Sight {
        var lead: Int
        var isNew: Bool
        var created: Int64
        /// When it was last changed, at the latest.
        var modified: Int64?
    }

    /// Between which instants a value came that the snapshot added last is the first to show; nil where nothing says
    /// since when it can have been there.
    private mutating func range(after before: Value, _ sight: Sight) -> Range? {
        let night = taken.count - 1
        let latest = taken[night].upperBound
        let earliest: Int64
        if before.night >= 0 {
            earliest = taken[Int(before.night)].lowerBound + 1
        } else if sight.created != missing {
            earliest = sight.created
        } else if sight.isNew, night > 0 {
            earliest = taken[night - 1].lowerBound + 1
        } else {
            return nil
        }
        var range = Range(earliest: min(earliest, latest), latest: latest, modified: latest)
        guard let modified = sight.modified else { return range }
        self.modified += 1
        if modified < range.earliest {
            contradicted.append((sight.lead, night))
        } else {
            range.modified = min(latest, modified)
        }
        return range
    }

    /// Exports mostly keep their order: the lead after the one before is looked at first.
    private mutating func number(of id: ArraySlice<UInt8>, expecting expected: Int) -> Int {
        if expected < ids.count, ids[expected].elementsEqual(id) { return expected }
        let key = Array(id)
        if let known = numbers[key] { return known }
        numbers[key] = ids.count
        ids.append(key)
        states.append(State())
        return ids.count - 1
    }

    private mutating func codes(of name: String, in leads: Snapshot.Table) -> [Int32]? {
        guard case .text(let column)? = leads.columns[name] else { return nil }
        switch column.storage {
        case .dictionary(let rows, let values):
            var own: [Int32] = []
            for (index, value) in values.enumerated() { own.append(index == 0 ? 0 : code(of: value)) }
            return rows.map { own[Int($0)] }
        case .spans(let spans, _):
            var result: [Int32] = []
            for row in spans.indices { result.append(column.bytes(row).map { code(of: Array($0)) } ?? 0) }
            return result
        }
    }

    private mutating func code(of text: [UInt8]) -> Int32 {
        if let known = codes[text] { return known }
        let code = Int32(texts.count)
        codes[text] = code
        texts.append(text)
        return code
    }
}

extension InstantColumn {
    /// The last millisecond of the second, minute or day as which an instant is known; nil for none.
    fileprivate func latest(_ row: Int) -> Int64? {
        if values[row] == missing { return nil }
        // A day may have 25 hours.
        let unit: Int64 =
            switch precision {
            case .millisecond: 1
            case .second: 1000
            case .minute: 60_000
            case .day: 25 * 3_600_000
            }
        return values[row] + unit - 1
    }
}
