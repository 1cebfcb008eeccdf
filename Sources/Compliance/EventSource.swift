import Columns

/// Where a lead's instants of one event come from; indices point into `Facts`.
indirect enum EventSource: Hashable, Sendable {
    /// An instant column of the leads: `Facts.leadInstants[i]`.
    case leadColumn(Int)
    /// Rows of a table: `Facts.groupings[i]`.
    case rows(Int)
    case enters(Int16)
    case leaves(Int16)
    case any([EventSource])
}

extension Facts {
    /// The first instant of an event at or after `start`; `missing` where there is none.
    func first(_ source: EventSource, of lead: Int, atOrAfter start: Int64) -> Int64 {
        switch source {
        case .leadColumn(let index):
            let at = leadInstants[index].values[lead]
            return at >= start && at != missing && at <= asOf ? at : missing
        case .rows(let index):
            let grouping = groupings[index].grouping
            for entry in grouping.entries(lead) where grouping.at[entry] >= start { return grouping.at[entry] }
            return missing
        case .enters(let stage):
            for entry in history.entries(lead) where history.to[entry] == stage && history.at[entry] >= start {
                return history.at[entry]
            }
            return missing
        case .leaves(let stage):
            for entry in history.entries(lead)
            where history.at[entry] >= start && history.stageLeft(entry, of: lead) == stage {
                return history.at[entry]
            }
            return missing
        case .any(let sources):
            var earliest = missing
            for source in sources {
                let at = first(source, of: lead, atOrAfter: start)
                if at != missing, earliest == missing || at < earliest { earliest = at }
            }
            return earliest
        }
    }

    /// The last instant of an event; `missing` where there is none.
    func last(_ source: EventSource, of lead: Int) -> Int64 {
        var all: [Int64] = []
        append(source, of: lead, to: &all)
        return all.max() ?? missing
    }

    /// All instants of an event in order of time; those past as-of do not exist.
    func instants(_ source: EventSource, of lead: Int) -> [Int64] {
        var all: [Int64] = []
        append(source, of: lead, to: &all)
        if case .any = source { all.sort() }
        return all
    }

    private func append(_ source: EventSource, of lead: Int, to all: inout [Int64]) {
        switch source {
        case .leadColumn(let index):
            let at = leadInstants[index].values[lead]
            if at != missing, at <= asOf { all.append(at) }
        case .rows(let index):
            let grouping = groupings[index].grouping
            all.append(contentsOf: grouping.at[grouping.entries(lead)])
        case .enters(let stage):
            for entry in history.entries(lead) where history.to[entry] == stage { all.append(history.at[entry]) }
        case .leaves(let stage):
            for entry in history.entries(lead) where history.stageLeft(entry, of: lead) == stage {
                all.append(history.at[entry])
            }
        case .any(let sources):
            for source in sources { append(source, of: lead, to: &all) }
        }
    }

    /// The unit in which an event's instants are uncertain, in milliseconds; 0 where they count as exact.
    ///
    /// CRMs stamp whole seconds, so a second counts as exact; minutes and days do not.
    func uncertainty(_ source: EventSource) -> Int64 {
        switch source {
        case .leadColumn(let index): leadInstants[index].precision.uncertainty
        case .rows(let index): groupings[index].precision.uncertainty
        case .enters, .leaves: history.precision.uncertainty
        case .any(let sources): sources.map(uncertainty).max() ?? 0
        }
    }
}

extension TimePrecision {
    var uncertainty: Int64 {
        switch self {
        case .millisecond, .second: 0
        case .minute: 60_000
        case .day: 86_400_000
        }
    }
}
