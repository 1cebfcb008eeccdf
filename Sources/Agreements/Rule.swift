import BusinessTime
import Conditions
import Findings

/// A clause of the agreement that can be kept or broken.
public struct Rule: Sendable {
    public enum Kind: Sendable {
        case clock(ClockRule)
        case cadence(CadenceRule)
        case require(RequireRule)
        case unique(UniqueRule)
        case volume(VolumeRule)
        case rate(RateRule)
    }

    /// The section a rule stands in; a metric is reported, not owed.
    public enum Section: String, Hashable, Sendable { case responsibilities, nurturing, metrics }

    public var id: String
    /// The party that owes it; nil for metrics, `marketing` for nurturing.
    public var party: String?
    public var section: Section
    public var says: String?
    public var applies: Condition?
    public var goal: Goal?
    public var severity: RuleSeverity
    /// Name of an escalation ladder.
    public var escalation: String?
    public var kind: Kind
    public var place: Place
}

public enum RuleSeverity: String, Hashable, Comparable, Sendable, CaseIterable {
    case minor, major, critical

    public static func < (a: RuleSeverity, b: RuleSeverity) -> Bool { a.rank < b.rank }
    private var rank: Int { RuleSeverity.allCases.firstIndex(of: self) ?? 0 }
}

/// What share is to be met, and how long quantiles of the elapsed time may be.
public struct Goal: Hashable, Sendable {
    /// `p90: 6 business hours`: the quantile (0–1) and its limit.
    public struct Quantile: Hashable, Sendable {
        public var quantile: Double
        public var limit: Target
    }
    /// 0–1.
    public var met: Double?
    public var quantiles: [Quantile]
    public var place: Place
}

/// From one event to another within a target.
public struct ClockRule: Sendable {
    /// One row of `within`; the first whose `when` is true gives the target.
    public struct TargetRow: Sendable {
        public var when: Condition?
        public var target: Target
        public var place: Place
    }
    public var from: EventChoice
    public var to: EventCount
    public var within: [TargetRow]
    public var calendar: CalendarSource
    /// Share (0–1) of the target from which an open clock is at risk.
    public var warnAt: Double?
    /// The clock stands still while the lead is in one of these stages.
    public var pause: [String]
    public var cancel: Event?
}

/// Whose calendar a clock runs on.
public enum CalendarSource: Hashable, Sendable {
    /// The agreement's default, or UTC around the clock where it has none.
    case standard
    case named(String)
    /// That of the lead's owner at the start, else the default.
    case owner
    /// By a column of the lead, through `calendars_by`, else the default.
    case column(String)
}

/// Regular events while in a stage.
public struct CadenceRule: Sendable {
    public enum Rhythm: Sendable {
        /// No gap longer than this.
        case every(Target)
        /// One event by each of these times after entry.
        case schedule([Target])
    }
    /// Which stays in `stage` are judged; `each` unless the author says `last`.
    public var stays: EventChoice.Which
    public var stage: String
    public var event: Event
    public var rhythm: Rhythm
    public var calendar: CalendarSource
}

/// A condition that is to be true now, or of the leads to which an event happened.
public struct RequireRule: Sendable {
    public var condition: Condition
    public var at: EventChoice?
}

/// No two leads with the same key.
public struct UniqueRule: Sendable {
    /// A text-valued expression.
    public var key: Condition
}

/// So many events, or so much of a column, in each period.
public struct VolumeRule: Sendable {
    public enum Limit: Hashable, Sendable {
        case amount(Double)
        /// A share (0–1) of all leads in the snapshot, rounded half up to a whole number: `9% of leads`.
        case shareOfLeads(Double)
    }
    public var of: EventChoice
    /// Sum of this numeric column of the lead (or of the event's row) instead of the count.
    public var sum: String?
    public var per: Period
    public var atLeast: Limit?
    public var atMost: Limit?
}

/// The share of one event's leads to which another happens at or after it.
public struct RateRule: Sendable {
    public var of: Event
    public var among: EventChoice
    public var per: Period
    /// 0–1.
    public var atLeast: Double?
    public var atMost: Double?
}

public enum Period: String, Hashable, Sendable, CaseIterable { case week, month, quarter, half, year }
