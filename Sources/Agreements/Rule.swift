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

public enum Period: String, Hashable, Sendable, CaseIterable { case week, month, quarter, half, year }
